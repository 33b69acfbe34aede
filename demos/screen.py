"""How a lesson shows itself: paragraphs, numbered steps, a table, a picture."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text as Styled

from autograd import Trace, Value, ops, trace
from autograd.errors import FileInTheWayError
from autograd.trace import BackwardStep
from viz import player, render
from viz.labels import visible
from viz.language import Text
from viz.narration import WIDE, narrate, short
from viz.page import is_page

from .nudge import nudged

# Okabe and Ito's colours, told apart by all readers; the words say the same without them.
_STYLES = {
    "forward": "#56B4E9",
    "seed": "#D55E00",
    "backward": "#E69F00",
    "update": "#009E73",
    "heading": "bold",
    "rule": "italic",
}


class _Console(Console):
    """Rich's, but a reader that leaves early (as in ``| head``) is the command's business."""

    def on_broken_pipe(self) -> None:
        """Let the error through, that is being handled; rich would exit with code 1."""
        raise  # noqa: PLE0704  called where it was caught


class Screen:
    """Where a lesson appears: a terminal, in colour, or a pipe or file, in plain text.

    Parameters
    ----------
    name : str
        The lesson, whose sentences stand under this name.
    text : Text
        The sentences.
    """

    def __init__(self, name: str, text: Text) -> None:
        self._name = name
        self._text = text
        self._console = _Console(highlight=False, soft_wrap=True)
        self._count = 0
        self._explained: set[str] = set()

    def title(self) -> None:
        """Show the title, and what the reader will see."""
        title = f"{self._name}: {self._text(f'{self._name}.title')}"
        self._line(title, "heading")
        self._line("=" * self._width(title), "heading")
        self.say("intro")

    def say(self, key: str, **numbers: Any) -> None:
        """Show a paragraph of this lesson, with numbers in it, wrapped to the terminal."""
        text = self._text(f"{self._name}.{key}", **numbers)
        self._console.print(Styled(text), soft_wrap=False, width=min(self._console.width, 100))
        self._line("")

    def heading(self, key: str) -> None:
        """Show the heading of a part of this lesson; its steps count from 1."""
        title = self._text(f"{self._name}.{key}")
        self._line(title, "heading")
        self._line("-" * self._width(title), "heading")
        self._count = 0

    def steps(self, trace: Trace) -> None:
        """Show every step of a trace, numbered; and, after the backward pass, what it means."""
        kind = ""
        for step in trace.steps:
            if step.kind != kind and not (kind == "seed" and step.kind == "backward"):
                if step.kind == "update":
                    self.leaves(trace)
                self._line(self._text(f"steps.{step.kind}"), "heading")
            kind = step.kind
            self._count += 1
            said = narrate(step, trace.tape[-1].name, self._text)
            self._line(f"{self._count:4}  {said.sentence}", step.kind)
            if said.total:
                self._line(f"        {said.total}", step.kind)
            if isinstance(step, BackwardStep):
                self._explain(step)
        if trace.updates:
            self._line("")
        else:
            self.leaves(trace)

    def leaves(self, trace: Trace) -> None:
        """Show the gradient of each leaf, what it means, and a nudge of the leaf that checks it."""
        self._line("")
        root = visible(trace.tape[-1].name)
        self._line(self._text("screen.leaves", root=root), "heading")
        table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="")
        table.add_column(self._text("screen.leaf"))
        for column in ("value", "gradient", "predicted", "computed"):
            table.add_column(self._text(f"screen.{column}"), justify="right", no_wrap=True)
        for leaf in sorted(trace.tape.leaves, key=lambda leaf: _natural(leaf.name)):
            gradient = trace.gradients[leaf.index]
            nudge = nudged(trace.tape, leaf.index, 0.01)
            numbers = (leaf.node.data, gradient, 0.01 * gradient, nudge)
            table.add_row(Styled(visible(leaf.name)), *map(short, numbers))
        self._console.print(Padding(table, (0, 0, 0, 6), expand=False))
        self._line("")

    def gap(self) -> None:
        """Leave a line empty."""
        self._line("")

    @contextmanager
    def progress(self, key: str, total: int) -> Iterator[Callable[..., None]]:
        """Show a bar while something goes on; nothing in a pipe, where the lines between do.

        Yields a function to be called after each part with the numbers of the sentence `key`.
        """
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        quiet = not self._console.is_terminal
        with Progress(*columns, console=self._console, disable=quiet, transient=True) as bar:
            task = bar.add_task("", total=total)
            yield lambda **numbers: bar.update(
                task, advance=1, description=self._text(f"{self._name}.{key}", **numbers)
            )

    def line(self, key: str, **numbers: Any) -> None:
        """Show one line of this lesson."""
        self._line(self._text(f"{self._name}.{key}", **numbers))

    def picture(self, drawn: Value | Trace, path: Path, *, overwrite: bool) -> None:
        """Write the picture of a graph, or the page that plays it, and say so."""
        sys.stdout.flush()
        self.write(drawn, path, overwrite=overwrite)
        self._console.print(Styled(self._text("screen.legend")), soft_wrap=False)
        self._line(self._text("screen.wrote", path=visible(str(path), WIDE)))

    def write(self, drawn: Value | Trace, path: Path, *, overwrite: bool) -> None:
        """Write the picture of a graph, or the page that plays it."""
        language = self._text.language
        try:
            if is_page(path):
                steps = drawn if isinstance(drawn, Trace) else trace(drawn)
                player(steps, path, overwrite=overwrite, language=language)
            else:
                render(drawn, path, overwrite=overwrite, language=language)
        except FileInTheWayError:
            raise FileInTheWayError(
                self._text("screen.in_the_way", path=visible(str(path), WIDE))
            ) from None

    def _explain(self, step: BackwardStep) -> None:
        """Below a step: the rule of its primitive, the first time."""
        if step.op not in self._explained:
            self._explained.add(step.op)
            self._line(f"      {self._text.rule(ops.TABLE[step.op])}", "rule")

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(Styled(text, style=_STYLES.get(style, "")))

    def _width(self, text: str) -> int:
        return Styled(text).cell_len


def _natural(name: str) -> list[tuple[str, int]]:
    """Sorts w2 before w10."""
    return [(text, int(digits or 0)) for text, digits in re.findall(r"(\D*)(\d*)", name)]
