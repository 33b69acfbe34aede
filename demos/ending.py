"""Signals that end the command, and the exit code they lead to."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

ENDING_SIGNALS = ("SIGTERM", "SIGHUP")
"""What ends the program from outside, besides Ctrl-C."""


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Let a signal that ends the program end it as an exception does.

    What was begun is undone on the way: processes that were started, a cursor that a bar of
    progress has hidden. That is shown also while the program is stopped.
    """
    if os.name != "posix" or threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers: dict[str, Any] = {**dict.fromkeys(ENDING_SIGNALS, _end), "SIGTSTP": _stop}
    before = {}
    for name, handler in handlers.items():
        number = getattr(signal, name)
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _stop(number: int, _: FrameType | None) -> None:
    """Stop until a signal says to go on, with the cursor shown."""
    if os.isatty(2):
        with suppress(OSError):
            os.write(2, b"\x1b[?25h")
    handler = signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    signal.signal(number, handler)


def told_to_end(error: BaseException | None) -> int | None:
    """The exit code, if a signal is behind an error.

    While a class is being made, Python 3.11 wraps what comes; and what is undone on the way may
    fail, since the terminal has gone.
    """
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return 128 + signal.SIGINT
        if isinstance(error, SystemExit) and isinstance(error.code, int) and error.code > 128:
            return error.code
        error = error.__cause__ or error.__context__
    return None


def let_go() -> None:
    """Write what is still to be written, or send it nowhere if that cannot be.

    The reader of a pipe has gone, the disk is full, the terminal was closed: Python would complain
    while it shuts down, and end with 120 whatever the exit code was.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is None or stream.closed:
            continue
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
