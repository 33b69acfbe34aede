"""How numpy's functions reach Values: ``np.exp(v)``, ``array * v``, ``np.maximum(v, array)``."""

import math
import operator
from collections.abc import Callable
from typing import Any

from .errors import InputTypeError
from .op import TABLE


def _in_order(compare: Callable[[Any, Any], Any], turned: Callable[[Any, Any], Any]) -> Any:
    """Ask the Value of the two, on whichever side; a longdouble would ask numpy, which asks us."""
    return lambda x, y: compare(x, y) if hasattr(type(x), "_apply_op") else turned(y, x)


# What numpy asks about numbers and needs no gradient.
_QUESTIONS: dict[str, Callable[..., bool]] = {
    "less": _in_order(operator.lt, operator.gt),
    "less_equal": _in_order(operator.le, operator.ge),
    "greater": _in_order(operator.gt, operator.lt),
    "greater_equal": _in_order(operator.ge, operator.le),
    "equal": operator.is_,
    "not_equal": operator.is_not,
    "isnan": math.isnan,
    "isinf": math.isinf,
    "isfinite": math.isfinite,
}


def apply_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Apply the primitive that means the same as a numpy function, element by element.

    Returns
    -------
    Value, bool or numpy.ndarray
        One result where no input has a shape, else an array of objects; ``NotImplemented`` (numpy
        raises a TypeError) for functions without a primitive and for options such as ``where``.

    Notes
    -----
    numpy asks us only if an argument itself is a Value. For an array of Values it works element by
    element on its own: operators, sums and methods (``np.exp``) record, but ``np.maximum`` of two
    arrays picks elements by comparing them, without the rule for ties.

    Examples
    --------
    >>> import numpy as np
    >>> from autograd import Value
    >>> np.array([1.0, 2.0]) * Value(3.0)
    array([Value(3.0), Value(6.0)], dtype=object)
    >>> np.exp(Value(0.0))
    Value(1.0)
    """
    import numpy as np  # noqa: PLC0415  140 ms, for those who use it only

    function = _QUESTIONS.get(ufunc.__name__) or _primitive(ufunc.__name__)
    (target,) = options.pop("out", (None,))  # array += value
    if function is None or method != "__call__" or options:
        return NotImplemented
    if target is not None and target.dtype != object and ufunc.__name__ not in _QUESTIONS:
        raise InputTypeError(
            f"np.{ufunc.__name__} gives Values, which an array of {target.dtype} cannot hold "
            "without losing their gradients; make a new one (a = a * v), or use dtype=object"
        )
    # In an array of shape (), numpy does not ask a Value for a ufunc again.
    boxed = [np.full((), x, object) if hasattr(type(x), "_apply_op") else x for x in inputs]
    with np.errstate(all="ignore"):  # it would warn of what our functions look at and report
        result = np.frompyfunc(function, ufunc.nin, 1)(*boxed)
    if target is not None:
        target[...] = result
        return target
    return result[()] if isinstance(result, np.ndarray) and result.shape == () else result


def _primitive(ufunc_name: str) -> Callable[..., Any] | None:
    if ufunc_name == "positive":
        return operator.pos
    return next((op for op in TABLE.values() if op.ufunc == ufunc_name), None)
