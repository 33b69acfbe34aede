"""A bar in the terminal that shows how far a training is: `fit` finds it by its entry point."""

import sys
from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from autograd.nn.fitting import Callback, Run
from autograd.nn.fitting.progress import numbers_of

from .language import load


class _Lines(Progress):
    """A bar, and beneath it a line of numbers, cut off where the terminal ends."""

    numbers = ""

    def get_renderables(self) -> Iterable[RenderableType]:
        yield self.make_tasks_table(self.tasks)
        if self.numbers:
            yield Text(f"  {self.numbers}", no_wrap=True, overflow="ellipsis")


class ProgressBar(Callback):
    """A bar of epochs, steps a second, and the time left; beneath it the latest numbers.

    Parameters
    ----------
    language : str
        "en" or "ko".
    console : rich.console.Console, optional
        Where to; stderr if not given.

    Examples
    --------
    >>> bar = ProgressBar(console=Console(file=sys.stdout, width=60))
    >>> bar
    <ProgressBar>
    """

    def __init__(self, language: str = "en", console: Console | None = None) -> None:
        self._text = load(language)
        self._console = console or Console(file=sys.stderr)
        self._progress = _Lines(
            SpinnerColumn(),
            TextColumn("{task.fields[what]}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
            console=self._console,
        )

    def at_start(self, run: Run) -> None:
        """Draw it."""
        self._task = self._progress.add_task(
            "", total=run.epochs, what=self._text("progress.epoch"), speed=""
        )
        self._first = run.step
        self._progress.start()
        self._show(run)

    def after_step(self, run: Run) -> None:
        """Move it."""
        self._show(run)

    def after_epoch(self, run: Run) -> None:
        """Move it."""
        self._show(run)

    def at_end(self, run: Run) -> None:
        """Leave it as it is; say what ended the run, if that was not the last epoch."""
        self._show(run)
        self._progress.stop()
        if run.ended and run.epoch < run.epochs:
            how = self._text(f"progress.{run.ended}", epoch=run.epoch, step=run.step)
            self._console.print(how)

    def _show(self, run: Run) -> None:
        task = self._progress.tasks[0]
        seconds = task.elapsed or 0.0
        speed = (run.step - self._first) / seconds if seconds else 0.0
        self._progress.update(
            self._task,
            completed=run.step / run.steps,
            speed=self._text("progress.speed", steps=f"{speed:,.0f}"),
        )
        self._progress.numbers = numbers_of(run)

    def __repr__(self) -> str:
        return "<ProgressBar>"
