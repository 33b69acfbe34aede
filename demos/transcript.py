"""A lesson as text: paragraphs, numbered steps and tables, one below the other; or as JSON."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress
from rich.text import Text

from autograd import Trace
from autograd.errors import ChoiceError
from viz.labels import visible
from viz.narration import narrate

from .nudge import meanings
from .parts import Field, Heading, Line, Part, Pixels, Table, Walk, Work
from .phases import PHASES, phases_of
from .pixels import is_painted, painted
from .writing import Words

WIDEST = 100
"""Cells of a paragraph, where the terminal is wider."""

# Okabe and Ito's colours, told apart by all readers; the words say the same without them.
STYLES = {
    "": "",
    "forward": "#56B4E9",
    "seed": "#D55E00",
    "backward": "#E69F00",
    "update": "#009E73",
    "heading": "bold",
    "rule": "italic",
}


class PlainConsole(Console):
    """Rich's, but a reader that leaves early (as in ``| head``) is the command's business."""

    def on_broken_pipe(self) -> None:
        """Let the error through, that is being handled; rich would exit with code 1."""
        raise  # noqa: PLE0704  called where it was caught


class Selection:
    """Which walks of a lesson are shown, and which of their steps; by default all.

    Parameters
    ----------
    part : int, optional
        The number of the only walk that is shown, from 1.
    steps : range, optional
        The numbers of the steps that are shown, from 1.
    """

    def __init__(self, part: int | None = None, steps: range | None = None) -> None:
        self.part = part
        self.steps = steps

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.part is None and self.steps is None

    def checked(self, parts: Iterable[Part], words: Words) -> Iterable[Part]:
        """The parts of a lesson, if what is selected is among them.

        Raises
        ------
        ChoiceError
            If it is not; before anything is shown.
        """
        if self.is_all:
            return parts
        parts = [*parts]
        walks = [part.trace for part in parts if isinstance(part, Walk)]
        if self.part is not None and self.part > len(walks):
            raise ChoiceError(words.text("command.no_part", part=self.part, count=len(walks)))
        shown = walks if self.part is None else [walks[self.part - 1]]
        longest = max(map(len, shown))
        if self.steps is not None and self.steps.stop > longest + 1:
            last = self.steps.stop - 1
            raise ChoiceError(words.text("command.no_step", step=last, count=longest))
        return parts

    def of(self, number: int, trace: Trace) -> range:
        """The numbers of the steps of a walk that are shown; the walk has a number too."""
        if self.part not in (None, number):
            return range(0)
        if self.steps is None:
            return range(1, len(trace) + 1)
        return range(self.steps.start, min(self.steps.stop, len(trace) + 1))


class Transcript:
    """Prints a lesson, in colour on a terminal, in plain text into a pipe or file.

    Parameters
    ----------
    words : Words
        The lesson's sentences, and the signs to write them with.
    console : Console
        Where to.

    Attributes
    ----------
    width : int
        Cells that a line of sentences may have.
    """

    def __init__(self, words: Words, console: Console) -> None:
        self.words = words
        self.text = words.text
        self.signs = words.signs
        self._console = console
        self.width = min(console.width, WIDEST)
        self._explained: set[str] = set()

    def title(self) -> None:
        """Print the title."""
        self._lines(self.words.underlined(f"{self.words.name}: {self.words.title}", "="))

    def show(self, parts: Iterable[Part], selection: Selection | None = None) -> None:
        """Print the parts of the lesson, or the steps of it that were selected."""
        selection = selection or Selection()
        walks = 0
        before: list[Heading] = []
        for part in parts:
            if isinstance(part, Walk):
                walks += 1
                if numbers := selection.of(walks, part.trace):
                    for heading in before:
                        self.show_part(heading)
                    self.walk(part.trace, numbers)
                before = []
            elif selection.is_all:
                self.show_part(part)
            elif isinstance(part, Heading):
                before = [part]

    def show_part(self, part: Part) -> None:
        """Print a part that is no walk."""
        if isinstance(part, Work):
            self._work(part)
        else:
            colours = self._console.color_system is not None
            self._lines(self.words.lines(part, self.width, colours=colours))

    def walk(self, trace: Trace, numbers: range) -> None:
        """Print the steps of a trace that have these numbers; if all, what they mean too."""
        phases = phases_of(trace)
        phase = ""
        is_all = len(numbers) == len(trace)
        for number in numbers:
            if phases[number - 1] != phase:
                phase = phases[number - 1]
                if phase == "update" and is_all:
                    self.leaves(trace)
                self.line(self.text(PHASES[phase]), "heading")
            self._lines(self.words.step(trace, number))
            rule = self.words.rule(trace, number)
            if rule and rule not in self._explained:
                self._explained.add(rule)
                for line in self.signs.paragraph(f"      {rule}", self.width):
                    self.line(line, "rule")
        if trace.updates or not is_all:
            self.line()
        else:
            self.leaves(trace)

    def leaves(self, trace: Trace) -> None:
        """Print the gradient of each leaf, what it means, and the nudge that checks it."""
        self.line()
        self.line(self.text("screen.leaves", root=visible(trace.tape[-1].name)), "heading")
        for line in self.words.table(meanings(trace)):
            self.line(f"      {line}")
        self.line()

    def line(self, text: str = "", style: str = "") -> None:
        """Print one line."""
        shown = self.signs.shown(text)
        self._console.print(
            painted(shown, style) if is_painted(style) else Text(shown, style=STYLES[style])
        )

    def _lines(self, lines: Iterable[tuple[str, str]]) -> None:
        for text, style in lines:
            self.line(text, style)

    def _work(self, work: Work) -> None:
        """Print lines as they come; on a terminal with a bar, which leaves when all is done."""
        signs = (BarColumn(), MofNCompleteColumn())
        quiet = not self._console.is_terminal or self.signs.is_plain
        with Progress(*signs, console=self._console, disable=quiet, transient=True) as bar:
            task = bar.add_task("", total=work.total)
            for line in work.lines:
                bar.update(task, advance=1)
                if line is not None:
                    self.show_part(line)
        self.line()


def to_json(words: Words, parts: Iterable[Part], selection: Selection) -> str:
    """A lesson, or the steps of it that were selected, as JSON.

    An object with the lesson's name, its title and its parts: texts, tables, pictures, and walks
    with their steps as `Trace.to_json` gives them, each with its sentences.
    """
    lesson = {"lesson": words.name, "language": words.text.language, "title": words.title}
    shown = [*_jsonable(words, selection.checked(parts, words), selection)]
    return json.dumps(lesson | {"parts": shown}, ensure_ascii=False, indent=1)


def _jsonable(
    words: Words, parts: Iterable[Part], selection: Selection
) -> Iterator[dict[str, Any]]:
    walks = 0
    for part in parts:
        match part:
            case Walk():
                walks += 1
                numbers = selection.of(walks, part.trace)
                rows = part.trace.rows()
                root = part.trace.tape[-1].name
                steps = []
                for number in numbers:
                    said = narrate(part.trace.steps[number - 1], root, words.text)
                    sentences = {"sentence": said.sentence, "total": said.total}
                    steps.append(rows[number - 1] | sentences)
                if steps:
                    yield {"part": "walk", "root": root, "steps": steps}
            case _ if not selection.is_all:
                continue
            case Work():
                lines = [_done(words, line) for line in part.lines if line is not None]
                yield {"part": "work", "lines": lines}
            case Field():
                yield _plane(part)
            case Table():
                cells = [[*row] for row in part.rows]
                yield {"part": "table", "columns": [*part.columns], "rows": cells}
            case Pixels():
                pictures = [
                    {"rows": [[*row] for row in picture.rows], "caption": words.of(picture.caption)}
                    for picture in part.pictures
                ]
                yield {"part": "pixels", "signed": part.signed, "pictures": pictures}
            case _:
                yield {"part": type(part).__name__.lower(), "text": words.of(part)}


def _done(words: Words, line: Line | Field) -> str | dict[str, Any]:
    return words.of(line) if isinstance(line, Line) else _plane(line)


def _plane(field: Field) -> dict[str, Any]:
    winners, points = [[*row] for row in field.winners], [[*point] for point in field.points]
    return {"part": "field", "winners": winners, "points": points}
