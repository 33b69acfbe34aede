"""Lines drawn in characters: by the dots of braille, or a letter of each line in ASCII."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

DASHES = ("1", "1100", "100000", "1111001100")
"""Which of the dots along a line are drawn, for each line; so they differ without colour."""

LETTERS = "*o+x#@%&"
"""What each line is drawn with in ASCII."""

_BRAILLE = 0x2800
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a character, by row and column."""

Dot = tuple[int, int]
"""A column and a row, counted from above."""


class Dots:
    """A ground of dots, some of them set.

    Parameters
    ----------
    columns, rows : int
        Its size in cells.
    ascii : bool
        Whether a cell has one dot, an ASCII letter; otherwise it has two by four, as in braille.

    Examples
    --------
    >>> dots = Dots(4, 2, ascii=False)
    >>> dots.line([(0, 7), (7, 0)], 0)
    >>> dots.lines()
    ['  ⡠⠊', '⡠⠊  ']
    """

    def __init__(self, columns: int, rows: int, *, ascii: bool) -> None:
        self._size = columns, rows
        self._ascii = ascii
        self._across, self._up = (1, 1) if ascii else (2, 4)
        self._set: dict[Dot, int] = {}

    @property
    def width(self) -> int:
        """How many dots there are across."""
        return self._size[0] * self._across

    @property
    def height(self) -> int:
        """How many dots there are from below to above."""
        return self._size[1] * self._up

    def line(self, points: Sequence[Dot], which: int) -> None:
        """Set the dots of a line through some points; where lines cross, the first is seen."""
        dashes = "1" if self._ascii else DASHES[which % len(DASHES)]
        for k, dot in enumerate(_along(points)):
            if dashes[k % len(dashes)] == "1":
                self._set.setdefault(dot, which)

    def lines(self) -> list[str]:
        """The rows as text."""
        columns, rows = self._size
        if self._ascii:
            return [
                "".join(
                    LETTERS[self._set[x, y] % len(LETTERS)] if (x, y) in self._set else " "
                    for x in range(columns)
                )
                for y in range(rows)
            ]
        cells = [[0] * columns for _ in range(rows)]
        for x, y in self._set:
            cells[y // 4][x // 2] |= _BITS[y % 4][x % 2]
        return ["".join(chr(_BRAILLE + bits) if bits else " " for bits in row) for row in cells]


def sample(which: int, *, ascii: bool) -> str:
    """A short piece of a line, for a legend.

    Examples
    --------
    >>> sample(0, ascii=False), sample(1, ascii=True)
    ('⠒⠒⠒⠒', 'oooo')
    """
    dots = Dots(4, 1, ascii=ascii)
    middle = (dots.height - 1) // 2
    dots.line([(0, middle), (dots.width - 1, middle)], which)
    return dots.lines()[0]


def _along(points: Sequence[Dot]) -> Iterator[Dot]:
    """Each dot on the way from point to point, once.

    Examples
    --------
    >>> list(_along([(0, 0), (2, 1), (2, 3)]))
    [(0, 0), (1, 0), (2, 1), (2, 2), (2, 3)]
    """
    yield from points[:1]
    for (x, y), (to_x, to_y) in pairwise(points):
        steps = max(abs(to_x - x), abs(to_y - y))
        for k in range(1, steps + 1):
            yield x + round(k * (to_x - x) / steps), y + round(k * (to_y - y) / steps)
