"""The sentences and tables of a lesson, as a screen shows them."""

from dataclasses import dataclass

from viz.labels import visible
from viz.language import Text
from viz.narration import short
from viz.signs import Signs

from .parts import Heading, Line, Say, Table


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

    def table(self, table: Table) -> list[str]:
        """The lines of a table; the first is its heading."""
        heading = [self._column(key) for key in table.columns]
        cells = [[_cell(cell) for cell in row] for row in table.rows]
        numeric = [any(isinstance(cell, float) for cell in column) for column in _columns(table)]
        return self.signs.aligned([heading, *cells], numeric)

    def _column(self, key: str) -> str:
        own = f"{self.name}.{key}"
        return self.text(own if own in self.text else f"columns.{key}")


def _columns(table: Table) -> list[tuple[str | float, ...]]:
    return [*zip(*table.rows, strict=True)] or [() for _ in table.columns]


def _cell(cell: str | float) -> str:
    return visible(cell, 60) if isinstance(cell, str) else short(cell)
