"""What a cell of a table says: a number, or why it says none."""

import math
import re

DECIMALS = (".", ",")
"""What may separate the digits of a fraction."""

# Stricter than float(), which takes 1_000 and digits of any script.
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")

# What programs write for a number that is missing, or has no digits.
_MISSING = {"nan", "na", "n/a", "#n/a", "<na>", "null"}
_INFINITE = {"inf", "infinity"}

_NOTHING_IS_LEFT_OUT = "correct it, or remove the line: nothing is left out by itself"


def number_in(cell: str, decimal: str = ".") -> float | None:
    """The number that a cell says; None if it says none.

    Parameters
    ----------
    cell : str
        Without spaces around it.
    decimal : str
        One of `DECIMALS`.

    Examples
    --------
    >>> number_in("-2.5e3"), number_in("3,14", decimal=","), number_in("3,14"), number_in("nan")
    (-2500.0, 3.14, None, None)
    """
    point = _with_point(cell, decimal)
    if not _NUMBER.fullmatch(point):
        return None
    number = float(point)
    return number if math.isfinite(number) else None


def trouble_with(cell: str, decimal: str = ".") -> str | None:
    """Why a cell is neither a number nor a plain text; None if it is one of them.

    Examples
    --------
    >>> trouble_with("NaN").partition(";")[0]
    "'NaN' stands for a number that is missing"
    >>> trouble_with("3.14"), trouble_with("apple")
    (None, None)
    """
    bare = cell.lower().lstrip("+-")
    if not cell:
        return f"the cell is empty; {_NOTHING_IS_LEFT_OUT}"
    if bare in _MISSING:
        return f"{cell!r} stands for a number that is missing; {_NOTHING_IS_LEFT_OUT}"
    if bare in _INFINITE:
        return f"{cell!r} is not finite; {_NOTHING_IS_LEFT_OUT}"
    if number_in(cell, decimal) is not None:
        return None
    if _NUMBER.fullmatch(_with_point(cell, decimal)):
        return f"{shown(cell)} is beyond the largest float (1.8e308); scale the column down"
    (other,) = {*DECIMALS} - {decimal}
    if _NUMBER.fullmatch(_with_point(cell, other)):
        name = "comma" if other == "," else "point"
        return (
            f"{shown(cell)} has a {name}; if it is decimal, pass decimal={other!r}, and if not, "
            "write the number without it"
        )
    return None


def shown(cell: str) -> str:
    """A cell in a message, cut where it is long.

    Examples
    --------
    >>> shown("x" * 1000)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"
    """
    return repr(cell if len(cell) <= 40 else cell[:40] + "...")


def _with_point(cell: str, decimal: str) -> str:
    """The same number with a decimal point; a text that is none, if it has one already."""
    if decimal == ".":
        return cell
    return "no number" if "." in cell else cell.replace(",", ".")
