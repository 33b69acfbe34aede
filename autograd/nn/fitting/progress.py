"""How far a run is, on stderr: a bar in a terminal, if an installed package has one; else lines."""

import sys
import time
from typing import TextIO

from ...display import announced
from ...errors import InputTypeError
from .callbacks import Callback
from .run import Run

LINES = 10
"""About so many lines are written of a run."""


class ProgressLines(Callback):
    """A line for every tenth of the epochs: the numbers of the epoch, and the seconds so far.

    Parameters
    ----------
    file : text file, optional
        Where to; stderr if not given.

    Examples
    --------
    >>> from autograd import Value
    >>> from autograd.nn import SGD, Neuron
    >>> model = Neuron(1)
    >>> run = Run(model, SGD(model.parameters(), lr=0.1), epochs=5, steps=20)
    >>> run.epoch, run.history = 5, {"loss": [2.0, 1.0, 0.5, 0.3, 0.25], "lr": [0.1] * 5}
    >>> lines = ProgressLines(sys.stdout)
    >>> lines.at_start(run)
    >>> lines.after_epoch(run)
    epoch 5/5  loss 0.25  0.0 s
    """

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file
        self._start = 0.0

    def at_start(self, run: Run) -> None:  # noqa: ARG002  signature of Callback
        """Note the time."""
        self._start = time.monotonic()

    def after_epoch(self, run: Run) -> None:
        """Write the line, if it is the turn of this epoch."""
        every = -(-run.epochs // LINES)
        if run.epoch % every == 0 or run.epoch == run.epochs or run.ended:
            seconds = time.monotonic() - self._start
            self._write(f"epoch {run.epoch}/{run.epochs}  {numbers_of(run)}  {seconds:.1f} s")

    def at_end(self, run: Run) -> None:
        """Say what ended it, if that was not the last epoch."""
        if run.ended and run.epoch < run.epochs:
            self._write(f"{run.ended} after epoch {run.epoch}, step {run.step}")

    def _write(self, line: str) -> None:
        print(line, file=self._file or sys.stderr, flush=True)


def numbers_of(run: Run) -> str:
    """The latest numbers of a run in words.

    Examples
    --------
    >>> from autograd.nn import SGD, Neuron
    >>> model = Neuron(1)
    >>> run = Run(model, SGD(model.parameters(), lr=0.1), epochs=5, steps=20)
    >>> run.history = {"loss": [0.5], "lr": [0.1], "validation accuracy": [0.975]}
    >>> numbers_of(run)
    'loss 0.5  validation accuracy 0.975'
    """
    return "  ".join(
        f"{name} {numbers[-1]:.4g}"
        for name, numbers in run.history.items()
        if numbers and name != "lr"
    )


def as_progress(given: object) -> list[Callback]:
    """What shows how far a run is: nothing for False, for True what is there for this output."""
    if isinstance(given, Callback):
        return [given]
    if not isinstance(given, bool):
        raise InputTypeError(
            f"progress is True, False or a Callback that shows it, got {given!r:.60}"
        )
    if not given:
        return []
    bar = announced("ProgressBar") if sys.stderr.isatty() else None
    return [ProgressLines() if bar is None else bar()]
