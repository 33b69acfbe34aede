r"""Text for pictures: numbers as lectures write them, and labels from outside made harmless.

A label is data that anyone may have written. `visible` makes one line that can be seen for what it
is: a newline, a control character, a mark that turns the writing direction or half a surrogate pair
becomes an escape (``\n``, ``\u202e``), as in a Python string; a long text loses its middle.
`viz.spelling` spells such a line in DOT.
"""

import math
import re
import unicodedata
from functools import cache

from autograd.errors import ChoiceError
from autograd.formula import JOINERS
from autograd.formula import number as typed_number
from autograd.op import Op

from .signs import columns

MINUS = "−"  # as wide as a plus sign; a hyphen is easily overlooked

_HIDDEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")  # categories of Unicode
_NARROW = " .,:;'!|ijlt"


def number(x: float, spec: str = ".4f") -> str:
    """A number with four decimals, or in powers of ten where those would hide it.

    Parameters
    ----------
    x : float
        The number.
    spec : str
        How to write it, as in Python's format: ``".4f"`` (decimals), ``".6g"`` (significant
        digits), ``".3e"`` (powers of ten), with any count; or ``"r"``, all digits.

    Examples
    --------
    >>> number(0.19661193), number(-3), number(0.0), number(1.2e-9), number(-6.02e23)
    ('0.1966', '−3.0000', '0.0000', '1.200e−9', '−6.020e23')
    >>> number(float("nan")), number(float("-inf"))
    ('NaN', '−∞')
    >>> number(0.19661193, ".6g"), number(0.19661193, ".1e"), number(-0.1, "r"), number(3.0, "r")
    ('0.196612', '2.0e−1', '−0.1', '3.0')
    """
    x = float(x)
    if x != x:
        return "NaN"
    size = abs(x)
    text = "∞" if size == math.inf else _written(size, spec)
    return MINUS + text if x < 0.0 else text


def _written(size: float, spec: str) -> str:
    """A number that is finite and not negative."""
    if spec == "r":
        text = repr(size)
    elif spec.endswith("f") and size != 0.0:
        decimals = int(spec[1:-1])
        least = 10.0 ** (1 - decimals if decimals > 1 else -decimals)  # two digits, if there are
        fits = size >= least and float(format(size, spec)) < 1e6
        text = format(size, spec if fits else f".{max(decimals - 1, 0)}e")
    else:
        text = format(size, spec)
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS) if e else text


def checked_spec(spec: object) -> str:
    """A way to write numbers, if it is one.

    Raises
    ------
    ChoiceError
        If it is not.

    Examples
    --------
    >>> checked_spec(".6g")
    '.6g'
    """
    if isinstance(spec, str) and (spec == "r" or re.fullmatch(r"\.(\d|1[0-7])[feg]", spec)):
        return spec
    raise ChoiceError(
        f"numbers are written as '.4f' (decimals), '.6g' (significant digits) or '.3e' (powers of "
        f"ten), with at most 17 digits, or 'r' (all digits), got {spec!r}"
    )


def visible(text: str, width: int = 32) -> str:
    r"""One line in which every character can be seen, at most `width` columns wide.

    Examples
    --------
    >>> print(visible("two\nlines"), visible("layer12.neuron345.w67", 12))
    two\nlines layer12….w67
    """
    if len(text) <= width and text.isascii() and text.isprintable():
        return text  # as most are: 10,000 of them take 2 ms, not 500
    is_cut = len(text) > 4 * width  # a megabyte need not be looked at
    head = _pieces(text[: 2 * width] if is_cut else text)
    tail = _pieces(text[-2 * width :] if is_cut else text)
    if not is_cut and sum(map(columns, head)) <= width:
        return "".join(head)
    room = width - 1  # for the ellipsis
    head = head[: _fitting(head, room - room * 2 // 5)]
    tail = tail[len(tail) - _fitting(tail[::-1], room * 2 // 5) :]
    return "".join(head) + "…" + "".join(tail)


def room(text: str) -> float:
    """About how much room a text takes in print, in letters of middle width.

    Examples
    --------
    >>> room("-0.5") > room("till"), room("가중치")
    (True, 6.0)
    """
    return sum(map(_room, text))


@cache
def _room(c: str) -> float:
    return 0.5 if c in _NARROW else float(columns(c))


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` columns, broken between words; a longer word stays whole.

    Examples
    --------
    >>> wrapped("dL/dw += x * dL/dv1", 12), wrapped("", 12)
    (['dL/dw += x *', 'dL/dv1'], [])
    """
    lines: list[str] = []
    for word in text.split():
        if lines and columns(lines[-1]) + 1 + columns(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def operation(op: Op, args: tuple[int | float, ...], spec: str = ".4f") -> str:
    """The symbol of an operation, with the plain numbers among its operands and a dot for others.

    Examples
    --------
    >>> from autograd import ops
    >>> operation(ops.mul, (0, 1)), operation(ops.pow_, (0, 2.0)), operation(ops.maximum, (0, 0.5))
    ('×', '· ^ 2', 'max(·, 0.5)')
    """
    if not any(isinstance(arg, float) for arg in args):
        return op.symbol
    operands = [_constant(arg, spec) if isinstance(arg, float) else "·" for arg in args]
    if op.precedence and len(args) == 2:
        return f"{operands[0]} {op.symbol} {operands[1]}"
    return f"{op.symbol}({', '.join(operands)})"


def _constant(x: float, spec: str) -> str:
    """A plain number as it was typed, unless that is long."""
    typed = typed_number(x)
    return typed.replace("-", MINUS) if len(typed) <= 8 else number(x, spec)


def _pieces(text: str) -> list[str]:
    """Each character, or the escape of one that cannot be seen."""
    return [*map(_piece, unicodedata.normalize("NFC", text))]


@cache
def _piece(c: str) -> str:
    if unicodedata.category(c) in _HIDDEN and c not in JOINERS:
        return ascii(c)[1:-1]
    return c


def _fitting(pieces: list[str], room: int) -> int:
    """How many of the first pieces fit."""
    for i, piece in enumerate(pieces):
        room -= columns(piece)
        if room < 0:
            return i
    return len(pieces)
