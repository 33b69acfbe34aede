"""Callbacks: what is called while a run goes on. A function alone is called after each epoch."""

from collections.abc import Callable

from ...errors import InputTypeError
from .run import Run


class Callback:
    """Called at four moments of a run; write those that are needed.

    In each, ``run.model`` has the numbers reached so far, except after a step on replay, where they
    are still in arrays. A callback looks; only ``run.stop()`` changes the run.

    Examples
    --------
    >>> class Rates(Callback):
    ...     def __init__(self):
    ...         self.rates = []
    ...     def after_step(self, run):
    ...         self.rates.append(run.optimiser.lr)
    """

    def at_start(self, run: Run) -> None:
        """Before the first step."""

    def after_step(self, run: Run) -> None:
        """After each step."""

    def after_epoch(self, run: Run) -> None:
        """After each epoch, when its numbers are in the history."""

    def at_end(self, run: Run) -> None:
        """After the last step, whatever ended the run; also when it ends by an error."""


class _AfterEpoch(Callback):
    def __init__(self, function: Callable[[Run], object]) -> None:
        self._function = function

    def after_epoch(self, run: Run) -> None:
        self._function(run)


def as_callback(given: object) -> Callback:
    """A callback, or what calls a function after each epoch.

    Examples
    --------
    >>> as_callback(print).after_epoch("an epoch is over")
    an epoch is over
    """
    if isinstance(given, Callback):
        return given
    if callable(given) and not isinstance(given, type):
        return _AfterEpoch(given)
    raise InputTypeError(
        f"a callback is a Callback or a function of the run, got {given!r:.60}; a class is made "
        "into an object first"
    )
