"""What counts as a number: one rule, used wherever a number enters."""

import math
from numbers import Real

import numpy as np

from .errors import InputTypeError, RangeError


def as_number(x: object) -> float | None:
    """Return `x` as a float, or None if it is not a real number.

    Numbers are int, float, bool, `fractions.Fraction` and their like (`numbers.Real`), numpy's
    real scalars, and arrays of shape ``()`` that hold one.

    Examples
    --------
    >>> as_number(True), as_number(np.float32(0.5)), as_number(np.array(3)), as_number("3")
    (1.0, 0.5, 3.0, None)
    """
    if type(x) is float:
        return x
    if isinstance(x, np.ndarray) and x.shape == ():
        x = x[()]
    if isinstance(x, np.timedelta64) or not isinstance(x, Real | np.bool_):
        return None
    try:
        number = float(x)
    except OverflowError:
        number = math.inf
    if math.isinf(number) and x not in (math.inf, -math.inf):
        raise RangeError(
            f"a Value holds numbers up to 1.8e308, the largest float, got a larger "
            f"{type(x).__name__}; scale it down first"
        )
    return number


def as_float(x: object, where: str) -> float:
    """Return `x` as a float, or say what arrived instead.

    Parameters
    ----------
    x : object
        What arrived.
    where : str
        The place it arrived at, as the reader would type it: ``"Value"``, ``"exp"``.

    Raises
    ------
    InputTypeError
        If `x` is not a real number.

    Examples
    --------
    >>> as_float(np.float32(0.5), "exp")
    0.5
    """
    number = as_number(x)
    if number is not None:
        return number
    kind = type(x).__name__
    if isinstance(x, np.ndarray) and x.shape == ():
        return as_float(x[()], where)
    if isinstance(x, np.ndarray):
        raise InputTypeError(
            f"{where} takes one number, got an array of shape {x.shape}; "
            f"make a Value of each element: [Value(e) for e in array]"
        )
    if isinstance(x, str | bytes):
        remedy = "convert it first: float(text)"
    elif isinstance(x, complex | np.complexfloating):
        remedy = "use its real and imaginary parts as two Values"
    elif x is None:
        remedy = "was a return statement forgotten?"
    elif hasattr(x, "_apply_op"):
        remedy = "use it as it is, or value.detach() for a copy outside the graph"
    elif isinstance(x, list | tuple):
        remedy = "make a Value of each element: [Value(e) for e in items]"
    else:
        remedy = "if it stands for one, convert it first: float(x)"
    raise InputTypeError(f"{where} takes a real number, got {kind}; {remedy}")
