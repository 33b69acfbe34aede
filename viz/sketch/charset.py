"""The characters a sketch is drawn with, in Unicode and in ASCII, and the cells that text takes.

A terminal gives each character one cell or two, and letters such as Hangul take two. `cells` cuts a
text into what stands in each cell; a letter of two cells leaves the second one empty.
"""

import unicodedata
from functools import lru_cache

from ..signs import columns

LEFT, RIGHT, UP, DOWN = 1, 2, 4, 8
"""The arms of a line within one cell; a cell's line is a sum of them."""

BORDERS = {
    "operation": "╭─╮│╰─╯",
    "activation": "╱─╲│╲─╱",
    "input": "┌─┐│╘═╛",
    "parameter": "╒═╕│└─┘",
    "leaf": "┌─┐│└─┘",
    "loss": "╓─╖║╙─╜",
    "output": "╔═╗║╚═╝",
    "lit": "┏━┓┃┗━┛",
}
"""Around each kind of box: its upper corners and side, a side, its lower corners and side."""

PLAIN_BORDERS = {
    "operation": ".-.|'-'",
    "activation": "/-\\|\\-/",
    "input": "+-+|+=+",
    "parameter": "+=+|+-+",
    "leaf": "+-+|+-+",
    "loss": "*-*|*-*",
    "output": "+=+|+=+",
    "lit": "#=###=#",
}
"""The same in ASCII."""

# Level and upright, thin and lit, for each sign of what flowed back along an arrow.
STROKES = {"positive": "─│━┃", "negative": "╌╎╍╏", "zero": "┈┊┉┋"}
PLAIN_STROKES = {"positive": "-|=#", "negative": "~!%%", "zero": ".:**"}

HEADS = {"flowed": "►", "waiting": "▻"}
PLAIN_HEADS = {"flowed": ">", "waiting": ")"}


@lru_cache(maxsize=4096)  # most come again: 120 x 40 cells of 300 nodes take 2.9 ms, not 4.4
def cells(text: str) -> tuple[str, ...]:
    r"""What stands in each cell; the second cell of a wide letter is empty.

    Examples
    --------
    >>> cells("w값"), cells("e\u0301")
    (('w', '값', ''), ('é',))
    """
    if text.isascii():
        return tuple(text)
    found: list[str] = []
    for c in unicodedata.normalize("NFC", text):
        width = columns(c)
        if width == 0:
            # A mark belongs to the letter before; there is none at a text's beginning. What joins
            # emoji or chooses between their forms is left out: no two terminals agree how many
            # cells the outcome takes.
            if found and unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f":
                found[-1 if found[-1] else -2] += c
            continue
        found += [c, ""][:width]
    return tuple(found)


def _glyphs() -> dict[tuple[int, int], str]:
    """The box-drawing character for each pair of thin arms and heavy arms, read from its name.

    Such as "BOX DRAWINGS UP HEAVY AND RIGHT DOWN LIGHT".
    """
    directions = {
        "LEFT": LEFT,
        "RIGHT": RIGHT,
        "UP": UP,
        "DOWN": DOWN,
        "HORIZONTAL": LEFT | RIGHT,
        "VERTICAL": UP | DOWN,
    }
    table = {(0, 0): " "}
    for code in range(0x2500, 0x2580):
        arms, weight = {"LIGHT": 0, "HEAVY": 0}, ""
        words = unicodedata.name(chr(code)).removeprefix("BOX DRAWINGS ").split()
        for part in " ".join(words).split(" AND "):
            weight = next((word for word in part.split() if word in arms), weight)
            for word in part.split():
                if word in directions and weight:
                    arms[weight] |= directions[word]
        if set(words) <= {*directions, *arms, "AND"}:
            table[arms["LIGHT"], arms["HEAVY"]] = chr(code)
    rounded = {RIGHT | DOWN: "╭", LEFT | DOWN: "╮", RIGHT | UP: "╰", LEFT | UP: "╯"}
    return table | {(arms, 0): corner for arms, corner in rounded.items()}


GLYPHS = _glyphs()
"""The character of a cell in which these arms are thin and those are heavy."""
