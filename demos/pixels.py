"""Pictures of few pixels in characters: in greys where there are colours, else in shades or ASCII.

A picture in greys takes a cell for two pixels, one above the other, where there are colours: the
upper half block in the grey of the one, on the grey of the other; the smallest pictures are drawn
twice as large. Without colours a pixel takes two cells of one row, and the fuller its character,
the lighter it is. A picture with signs, such as of weights, has two cells a pixel everywhere:
``++``, ``+``, nothing, ``-``, ``--``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.text import Text

from viz.signs import ASCII_SHADES, GAP, SHADES, Signs

from .parts import Picture, Pixels

Cells = tuple[str, str]
"""Characters, and their colours in rich's words."""

Row = list[Cells]

LEVELS = ("--", " -", "  ", " +", "++")
BOUNDS = (0.2, 0.6)
"""From which size on a number has one sign, and from which two."""

# Okabe and Ito's vermillion and blue, dark enough for white signs.
GROUNDS = ("#a84a00", "#5c2d0a", "#303030", "#0c3b59", "#0072b2")

NARROWEST = 16
"""Cells that a caption has at least, and that no picture need be smaller than."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What pictures are drawn with, and how wide it is.

    Attributes
    ----------
    signs : Signs
        What the screen can show.
    colours : bool
        Whether it has colours.
    width : int
        Cells of a line.
    """

    signs: Signs
    colours: bool
    width: int

    @property
    def has_greys(self) -> bool:
        """Whether half blocks in greys can be shown."""
        return self.colours and not self.signs.is_plain

    def lines(self, part: Pixels, captions: Sequence[str]) -> list[tuple[str, str]]:
        """Pictures side by side, as many as fit, each with its caption below.

        Returns
        -------
        list of (str, str)
            Lines and their styles, as `painted` reads them.

        Examples
        --------
        >>> from demos.parts import Line
        >>> part = Pixels((Picture(((1.0, 0.0), (0.0, 0.5)), Line("one")),))
        >>> for line, _ in Sheet(Signs(ascii=True), False, 80).lines(part, ["a caption"]):
        ...     print(line)
        @@
          ++
        a caption
        <BLANKLINE>
        """
        blocks = [
            self._block(picture, caption, part.signed)
            for picture, caption in zip(part.pictures, captions, strict=True)
        ]
        broad = max(_columns(row, self.signs) for block in blocks for row in block)
        most = max(1, (self.width + GAP) // (broad + GAP))
        count = -(-len(blocks) // most)
        each = -(-len(blocks) // count)  # so that the last is no shorter than need be
        found = []
        for first in range(0, len(blocks), each):
            rows = zip_longest(*blocks[first : first + each], fillvalue=[])
            found += [self._joined(row, broad) for row in rows]
            found.append(("", ""))
        return found

    def _block(self, picture: Picture, caption: str, signed: bool) -> list[Row]:
        """The rows of a picture and of its caption."""
        rows = picture.rows
        if signed:
            drawn = [[_signed(x, self.has_greys) for x in row] for row in rows]
        elif self.has_greys:
            rows = _enlarged(rows) if 2 * len(rows[0]) <= NARROWEST else rows
            nothing = (None,) * len(rows[0])
            pairs = zip_longest(rows[::2], rows[1::2], fillvalue=nothing)
            drawn = [[_halves(*pair) for pair in zip(*two, strict=True)] for two in pairs]
        else:
            shades = ASCII_SHADES if self.signs.is_plain else SHADES
            drawn = [[_shade(x, shades) for x in row] for row in rows]
        room = max(NARROWEST, _columns(drawn[0], self.signs))
        return drawn + [[(line, "")] for line in self.signs.paragraph(caption, room)]

    def _joined(self, rows: Sequence[Row], broad: int) -> tuple[str, str]:
        """Rows side by side as a line and its style, each but the last with so many cells."""
        cells: Row = []
        for row in rows:
            cells += [*row, (" " * (broad - _columns(row, self.signs) + GAP), "")]
        text = "".join(characters for characters, _ in cells).rstrip()
        if not any(colours for _, colours in cells):
            return text, ""
        return text, "|".join(["cells", *(f"{len(part)} {colours}" for part, colours in cells)])


def painted(text: str, style: str) -> Text:
    """A line of a picture in its colours.

    Examples
    --------
    >>> [(span.start, span.end) for span in painted("▀▀ a", "cells|2 #ffffff on #000000|2 ").spans]
    [(0, 2)]
    """
    found, at = Text(), 0
    for entry in style.split("|")[1:]:
        count, _, colours = entry.partition(" ")
        found.append(text[at : at + int(count)], colours or None)
        at += int(count)
    return found


def is_painted(style: str) -> bool:
    """Whether a style is one of `painted`."""
    return style.startswith("cells|")


def _enlarged(rows: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    """The same picture with four pixels for each."""
    return tuple(tuple(x for x in row for _ in range(2)) for row in rows for _ in range(2))


def _columns(row: Row, signs: Signs) -> int:
    return sum(signs.columns(characters) for characters, _ in row)


def _signed(x: float, colours: bool) -> Cells:
    size = sum(abs(x) >= bound for bound in BOUNDS)
    level = 2 + (size if x > 0 else -size)
    return LEVELS[level], f"#ffffff on {GROUNDS[level]}" if colours else ""


def _halves(above: float | None, below: float | None) -> Cells:
    """An upper half block; a picture with an odd number of rows has nothing below the last."""
    ground = "" if below is None else f" on {_grey(below)}"
    return "▀", f"{_grey(above or 0.0)}{ground}"


def _grey(x: float) -> str:
    return f"#{3 * f'{round(255 * x):02x}'}"


def _shade(x: float, shades: str) -> Cells:
    return 2 * shades[min(int(x * len(shades)), len(shades) - 1)], ""
