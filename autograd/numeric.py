"""What counts as a number: one rule, used wherever a number enters."""

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
    if isinstance(x, Real | np.bool_):
        try:
            return float(x)
        except OverflowError:
            raise RangeError(
                f"a Value holds numbers up to 1.8e308, the largest float, got a larger "
                f"{type(x).__name__}; scale it down first"
            ) from None
    return None


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
    """
    number = as_number(x)
    if number is not None:
        return number
    kind = type(x).__name__
    if isinstance(x, np.ndarray):
        raise InputTypeError(
            f"{where} takes one number, got an array of shape {x.shape}; "
            f"make a Value of each element: [Value(e) for e in array]"
        )
    remedy = {
        "str": "convert it first: float(text)",
        "bytes": "convert it first: float(text)",
        "complex": "use its real and imaginary parts as two Values",
        "complex128": "use its real and imaginary parts as two Values",
        "NoneType": "was a return statement forgotten?",
        "Value": "use it as it is, or value.detach() for a copy outside the graph",
        "list": "make a Value of each element: [Value(e) for e in items]",
        "tuple": "make a Value of each element: [Value(e) for e in items]",
    }.get(kind, "convert it with float() first")
    raise InputTypeError(f"{where} takes a real number, got {kind}; {remedy}")
