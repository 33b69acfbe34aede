"""The sentences and tables of a lesson, as a screen shows them."""

from dataclasses import dataclass

from autograd import Trace, ops
from autograd.language import Text
from autograd.trace import BackwardStep
from viz.labels import visible
from viz.narration import narrate, short
from viz.signs import Signs

from .parts import Field, Heading, Line, Part, Pixels, Say, Table
from .pixels import Sheet

GROUND, POINTS = " ░", "○●"
"""The signs of a `Field`: where a class wins, and its points, by its number."""

Styled = tuple[str, str]
"""A line of text, and what it is: a kind of step, "heading", "rule", or nothing special; of a row
of pixels its colours, which `pixels.painted` reads."""


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one lesson, as a screen shows them.

    Attributes
    ----------
    name : str
        The lesson, under whose name its own sentences stand.
    text : Text
        All sentences of the language.
    signs : Signs
        What the screen can show.
    """

    name: str
    text: Text
    signs: Signs

    @property
    def title(self) -> str:
        """The title of the lesson."""
        return self.signs.shown(self.text(f"{self.name}.title"))

    def of(self, part: Say | Line | Heading) -> str:
        """What a part says."""
        numbers = {} if isinstance(part, Heading) else part.numbers
        return self.signs.shown(self.text(f"{self.name}.{part.key}", **numbers))

    def lines(self, part: Part, width: int, *, colours: bool = False) -> list[Styled]:
        """A part that is text or pixels, in lines; a paragraph ends with an empty one."""
        match part:
            case Say():
                lines = self.signs.paragraph(self.of(part), width)
                return [*((line, "") for line in lines), ("", "")]
            case Line():
                return [(self.of(part), "")]
            case Heading():
                return self.underlined(self.of(part), "-")
            case Table():
                heading, *rows = self.table(part)
                return [(heading, "rule"), *((row, "") for row in rows), ("", "")]
            case Pixels():
                return self._pixels(part, Sheet(self.signs, colours, width))
            case Field():
                return [*((row, "") for row in self.field(part)), ("", "")]
        return []

    def underlined(self, title: str, sign: str) -> list[Styled]:
        """A heading of two lines."""
        return [(title, "heading"), (sign * self.signs.columns(title), "heading")]

    def table(self, table: Table) -> list[str]:
        """The lines of a table; the first is its heading."""
        heading = [self._column(key) for key in table.columns]
        cells = [[_cell(cell) for cell in row] for row in table.rows]
        numeric = [any(isinstance(cell, float) for cell in column) for column in _columns(table)]
        return self.signs.aligned([heading, *cells], numeric)

    def field(self, field: Field) -> list[str]:
        """The rows of a plane, from the top.

        Examples
        --------
        >>> from viz.language import load
        >>> field = Field(((0, 0, 1), (0, 1, 1)), points=((0, 0, 0), (1, 2, 1)))
        >>> Words("", load("en"), Signs()).field(field)
        ['○ ░', ' ░●']
        """
        rows = [[GROUND[winner] for winner in row] for row in field.winners]
        for row, column, own in field.points:
            rows[row][column] = POINTS[own]
        return [self.signs.shown("".join(row)).rstrip() for row in rows]

    def step(self, trace: Trace, number: int) -> list[Styled]:
        """What is said of a step, after its number, which counts from 1."""
        step = trace.steps[number - 1]
        said = narrate(step, trace.tape[-1].name, self.text)
        lines = [(self.signs.shown(f"{number:4}  {said.sentence}"), step.kind)]
        if said.total:
            lines.append((self.signs.shown(f"        {said.total}"), step.kind))
        return lines

    def rule(self, trace: Trace, number: int) -> str:
        """The sentence of the operation that a step goes back through; empty for other steps."""
        step = trace.steps[number - 1]
        op = ops.TABLE.get(step.op) if isinstance(step, BackwardStep) else None
        return self.signs.shown(self.text.rule(op)) if op is not None else ""

    def _pixels(self, part: Pixels, sheet: Sheet) -> list[Styled]:
        """Pictures, and below them how to read them, unless they are in greys."""
        lines = sheet.lines(part, [self.of(picture.caption) for picture in part.pictures])
        if part.signed or not sheet.has_greys:
            key = "signed" if part.signed else "shades"
            legend = self.signs.paragraph(self.text(f"screen.{key}"), sheet.width)
            lines += [*((line, "rule") for line in legend), ("", "")]
        return lines

    def _column(self, key: str) -> str:
        own = f"{self.name}.{key}"
        return self.text(own if own in self.text else f"columns.{key}")


def _columns(table: Table) -> list[tuple[str | float, ...]]:
    return [*zip(*table.rows, strict=True)] or [() for _ in table.columns]


def _cell(cell: str | float) -> str:
    return visible(cell, 60) if isinstance(cell, str) else short(cell)
