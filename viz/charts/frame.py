"""Rows of characters with axes around them."""

from collections.abc import Mapping, Sequence

from ..signs import Signs
from .scale import Scale, tick_text

_LINES = (
    "│",
    "┤",
    "└",
    "─",
    "┬",
)  # beside a row, beside one with a tick, the corner, below, a tick
_PLAIN_LINES = ("|", "+", "+", "-", "+")


def margin_of(labels: Sequence[str], signs: Signs) -> int:
    """How many cells the axis and what stands left of it take.

    Examples
    --------
    >>> margin_of(["0.5", "10"], Signs())
    5
    """
    return max(map(signs.columns, labels)) + 2


def framed(
    rows: Sequence[str],
    left: Mapping[int, str],
    below: Mapping[int, str],
    name: str,
    width: int,
    signs: Signs,
) -> list[str]:
    r"""The rows with an axis to the left and one below.

    Parameters
    ----------
    rows : sequence of str
        What is plotted, all of one width.
    left : mapping of int to str
        The ticks at the left, by row.
    below : mapping of int to str
        Those below, by column. Of two that would touch, the second is left out.
    name : str
        What is counted below; it stands at the left.
    width : int
        Of the rows, in cells.
    signs : Signs
        Which characters there are.

    Examples
    --------
    >>> rows = framed([" *", "*"], {0: "1", 1: "0"}, {0: "5"}, "step", 2, Signs(ascii=True))
    >>> print("\n".join(rows))
       1 + *
       0 +*
         ++-
    step  5
    """
    side, tick, corner, line, mark = _PLAIN_LINES if signs.is_plain else _LINES
    margin = margin_of([*left.values(), name], signs)

    def at_left(text: str) -> str:
        return " " * (margin - 2 - signs.columns(text)) + text + " "

    lines = [
        at_left(left.get(i, "")) + (tick if i in left else side) + row for i, row in enumerate(rows)
    ]
    axis = "".join(mark if i in below else line for i in range(width))
    lines.append(at_left("") + corner + axis)
    numbers = ""
    for column, text in sorted(below.items()):
        start = column - (len(text) - 1) // 2
        start = max(0, min(start, width - len(text)))
        if not numbers or start > len(numbers):
            numbers = numbers.ljust(start) + text
    lines.append(at_left(name) + " " + numbers)
    return [line.rstrip() for line in lines]


def row_ticks(scale: Scale, rows: int, signs: Signs) -> dict[int, str]:
    """What is written at the left of some rows, of which the first is the highest.

    Examples
    --------
    >>> row_ticks(Scale(0.0, 2.0), 5, Signs())
    {4: '0', 2: '1', 0: '2'}
    """
    most = max(2, rows // 2)
    return {
        round((1.0 - scale.share(x)) * (rows - 1)): signs.shown(tick_text(x))
        for x in scale.ticks(most)
    }


def column_ticks(scale: Scale, columns: int, signs: Signs, least_step: float) -> dict[int, str]:
    """What is written below some columns.

    Examples
    --------
    >>> column_ticks(Scale(1.0, 41.0), 41, Signs(), least_step=1.0)
    {9: '10', 19: '20', 29: '30', 39: '40'}
    """
    most = max(3, columns // 8)
    return {
        round(scale.share(x) * (columns - 1)): signs.shown(tick_text(x))
        for x in scale.ticks(most, least_step)
    }
