"""Ctrl-C while a run goes on: it ends after the step it is in, and a second one ends at once."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interruption:
    """A ``with`` block in which Ctrl-C is noted.

    In other threads than the main one, and where Ctrl-C is handled by someone else than Python,
    nothing is changed.

    Attributes
    ----------
    is_asked_for : bool
        Whether there was one.

    Examples
    --------
    >>> with Interruption() as interruption:
    ...     signal.raise_signal(signal.SIGINT)
    ...     interruption.is_asked_for
    True
    """

    def __init__(self) -> None:
        self.is_asked_for = False
        self._before: Any = None

    def __enter__(self) -> "Interruption":
        is_ours = threading.current_thread() is threading.main_thread()
        if is_ours and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.is_asked_for:
            signal.default_int_handler(number, frame)
        self.is_asked_for = True
