"""The signs we use beyond ASCII, what stands for them in ASCII, and how wide a text is.

A Hangul syllable takes two cells of a terminal. Some signs (``─ → ∂ σ``) take one cell or two,
depending on its font, and some encodings have none of them: `Signs` knows which may be shown.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

GAP = 3
"""Cells between two columns of a table."""

ASCII = {
    "−": "-",
    "×": "*",
    "÷": "/",
    "·": ".",
    "√": "sqrt",
    "∛": "cbrt",
    "²": "^2",
    "³": "^3",
    "½": "1/2",
    "±": "+-",
    "σ": "sigmoid",
    "φ": "phi",
    "Φ": "Phi",
    "Σ": "sum",
    "π": "pi",
    "′": "'",
    "∂": "d",
    "∇": "g",
    "∞": "inf",
    "‖": "|",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "←": "<-",
    "→": "->",
    "↑": "^",
    "↓": "v",
    "…": "...",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "━": "=",
    "░": ":",
    "○": "o",
    "●": "*",
    "✓": "ok",
    "✗": "no",
    "\N{NO-BREAK SPACE}": " ",
}
"""What stands for each of our signs where there is only ASCII."""

SHADES, ASCII_SHADES = " ░▒▓█", " .:-=+*#%@"
"""Greys from black to white, in characters that fill their cell more and more."""

_OPERATORS = frozenset({"=", "+=", "+", "-", "*", "/", "**", "<", ">", "->"})

_SIGN = re.compile("|".join(ASCII))
_WITHOUT_WIDTH = ("Mn", "Me", "Cf")  # marks upon the letter before, joiners


def plain(text: str) -> str:
    """A text of ours with its signs spelled in ASCII; letters, such as Hangul, stay.

    Examples
    --------
    >>> plain("∂ −0.5000 … σ′, √2"), plain("값 × 2")
    ("d -0.5000 ... sigmoid', sqrt2", '값 * 2')
    """
    return text if text.isascii() else _SIGN.sub(lambda match: ASCII[match[0]], text)


def columns(text: str) -> int:
    """How wide a text is, counted in letters; Hangul, Chinese and emoji count two.

    Examples
    --------
    >>> columns("weight"), columns("가중치")
    (6, 6)
    """
    return len(text) if text.isascii() else sum(map(_width, text))


@cache
def _width(c: str) -> int:
    if unicodedata.category(c) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


@dataclass(frozen=True, slots=True)
class Signs:
    """Which signs a screen can show, and how wide they are.

    Attributes
    ----------
    ascii : bool
        Whether only ASCII signs may be used; letters of a language stay.
    ambiguous : int
        How many cells a sign takes of which Unicode does not say it: 1, or 2 in the fonts of some
        Korean, Chinese and Japanese terminals. Our own signs are ASCII then.

    Examples
    --------
    >>> Signs().shown("∂L/∂x → −1"), Signs(ascii=True).shown("∂L/∂x → −1")
    ('∂L/∂x → −1', 'dL/dx -> -1')
    >>> Signs(ambiguous=2).columns("α=1")
    4
    """

    ascii: bool = False
    ambiguous: int = 1

    @property
    def is_plain(self) -> bool:
        """Whether our own signs are ASCII."""
        return self.ascii or self.ambiguous == 2

    def shown(self, text: str) -> str:
        """A text in the signs there are."""
        return plain(text) if self.is_plain else text

    def columns(self, text: str) -> int:
        """How many cells a text takes."""
        if self.ambiguous == 1 or text.isascii():
            return columns(text)
        return columns(text) + sum(
            unicodedata.east_asian_width(c) == "A" and columns(c) == 1 for c in text
        )

    def paragraph(self, text: str, width: int) -> list[str]:
        r"""A text in lines of at most `width` cells, broken between words.

        A longer word stays whole, and so does a formula that fits into a line; one that does not
        is broken before its operators. Lines that the text has stay lines; what they are indented
        by, all their parts are.

        Examples
        --------
        >>> Signs().paragraph("Forward, backward.\n  Then update the weights.", 14)
        ['Forward,', 'backward.', '  Then update', '  the weights.']
        >>> Signs().paragraph("So it is f = (x + y) * z now.", 16)
        ['So it is', 'f = (x + y) * z', 'now.']
        >>> Signs().paragraph("So it is f = (x + y) * z now.", 14)
        ['So it is f', '= (x + y) * z', 'now.']
        """
        lines: list[str] = []
        for line in self.shown(text).split("\n"):
            indent = " " * (len(line) - len(line.lstrip()))
            pieces = self._unbroken(line, width - len(indent))
            lines.append(indent + "".join(pieces[:1]))
            for piece in pieces[1:]:
                if self.columns(lines[-1]) + 1 + self.columns(piece) > width:
                    lines.append(indent + piece)
                else:
                    lines[-1] += f" {piece}"
        return lines

    def _unbroken(self, line: str, width: int) -> list[str]:
        """What stays whole: words, and formulas, or their terms where a formula is too long."""
        formulas: list[list[str]] = []
        is_open = False  # an operator came last, so the formula goes on
        for word in line.split():
            if word in _OPERATORS and formulas:
                formulas[-1].append(word)
            elif is_open:
                formulas[-1][-1] += f" {word}"
            else:
                formulas.append([word])
            is_open = word in _OPERATORS
        pieces = []
        for terms in formulas:
            whole = " ".join(terms)
            for piece in [whole] if self.columns(whole) <= width else terms:
                pieces += [piece] if self.columns(piece) <= width else piece.split()
        return pieces

    def aligned(
        self, rows: Sequence[Sequence[str]], numeric: Sequence[bool], gap: int = GAP
    ) -> list[str]:
        """Rows as lines with their cells one below the other; numbers stand to the right.

        Examples
        --------
        >>> Signs().aligned([("가중치", "1.5"), ("b", "-10")], [False, True])
        ['가중치   1.5', 'b        -10']
        """
        shown = [[self.shown(cell) for cell in row] for row in rows]
        widths = [max(map(self.columns, column)) for column in zip(*shown, strict=True)]
        lines = []
        for row in shown:
            cells = []
            for cell, width, is_number in zip(row, widths, numeric, strict=True):
                room = " " * (width - self.columns(cell))
                cells.append(room + cell if is_number else cell + room)
            lines.append((" " * gap).join(cells).rstrip())
        return lines
