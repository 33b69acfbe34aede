"""What counts as a number: one rule, used wherever a number enters.

numpy is not imported: that takes longer than all else that `import autograd` does (140 of 200 ms),
and what is numpy's can only come from someone who has imported it.
"""

import math
import sys
from numbers import Real
from typing import Any

from .errors import InputTypeError, RangeError


def is_numpy(x: object, kind: str) -> bool:
    """Whether `x` is one of numpy's objects, of the type that has this name there.

    Examples
    --------
    >>> import numpy as np
    >>> is_numpy(np.zeros(2), "ndarray"), is_numpy([0.0, 0.0], "ndarray")
    (True, False)
    """
    return isinstance(x, getattr(sys.modules.get("numpy"), kind, ()))


def as_number(x: Any) -> float | None:
    """Return `x` as a float, or None if it is not a real number.

    Numbers are int, float, bool, `fractions.Fraction` and their like (`numbers.Real`), numpy's
    real scalars, and arrays of shape ``()`` that hold one.

    Examples
    --------
    >>> import numpy as np
    >>> as_number(True), as_number(np.float32(0.5)), as_number(np.array(3)), as_number("3")
    (1.0, 0.5, 3.0, None)
    """
    if type(x) is float:
        return x
    if is_numpy(x, "ndarray") and x.shape == ():
        x = x[()]
    if is_numpy(x, "timedelta64") or not (isinstance(x, Real) or is_numpy(x, "bool_")):
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


def as_float(x: Any, where: str) -> float:
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
    >>> import numpy as np
    >>> as_float(np.float32(0.5), "exp")
    0.5
    """
    number = as_number(x)
    if number is not None:
        return number
    kind = type(x).__name__
    if is_numpy(x, "ndarray") and x.shape == ():
        return as_float(x[()], where)
    if is_numpy(x, "ndarray"):
        raise InputTypeError(
            f"{where} takes one number, got an array of shape {x.shape}; "
            f"make a Value of each element: [Value(e) for e in array]"
        )
    if isinstance(x, str | bytes):
        remedy = "convert it first: float(text)"
    elif isinstance(x, complex) or is_numpy(x, "complexfloating"):
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


def comparable(x: Any, sign: str) -> Any:
    """What a float is compared with in place of `x`, if that is numpy's.

    numpy would round the float to a smaller type first, and has an order of complex numbers.

    Raises
    ------
    InputTypeError
        If it is an array of complex numbers.

    Examples
    --------
    >>> import numpy as np
    >>> 2.5001 > np.float16(2.5), 2.5001 > comparable(np.float16(2.5), ">")
    (np.False_, True)
    """
    if type(x) is float or not (is_numpy(x, "generic") or is_numpy(x, "ndarray")):
        return x
    if x.shape == ():
        return x.item()
    if x.dtype.kind == "c":
        raise InputTypeError(
            f"{sign} takes real numbers, got an array of {x.dtype}; take its .real"
        )
    return x.astype("float64") if x.dtype.kind == "f" and x.dtype.itemsize < 8 else x
