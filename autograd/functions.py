"""Functions over sequences of Values and numbers, built from the primitives.

Each takes any iterable, an array included. Those with exponentials subtract the largest first, and
norm goes by hypot, so that nothing overflows on the way.
"""

import functools
from collections.abc import Iterable
from typing import Any

from . import modes
from .engine import Value
from .errors import InputTypeError, LengthError
from .ops import exp, hypot, log1p, maximum, minimum
from .selecting import operand


def sum(values: Iterable[Any]) -> Any:
    """Add up, from left to right.

    Examples
    --------
    >>> from autograd import Value
    >>> sum([Value(1.0), Value(2.0), 0.5])
    Value(3.5)
    """
    items = _listed(values, "sum")
    total = items[0]
    for item in items[1:]:
        total = total + item
    return total


def mean(values: Iterable[Any]) -> Any:
    """Sum divided by the number of items.

    Examples
    --------
    >>> from autograd import Value
    >>> mean([Value(1.0), Value(2.0)])
    Value(1.5)
    """
    items = _listed(values, "mean")
    return sum(items) / len(items)


def dot(xs: Iterable[Any], ys: Iterable[Any]) -> Any:
    """Sum of products, from left to right.

    Examples
    --------
    >>> from autograd import Value
    >>> dot([Value(1.0), Value(2.0)], [3.0, 4.0])
    Value(11.0)
    """
    xs, ys = _listed(xs, "dot"), _listed(ys, "dot")
    if len(xs) != len(ys):
        raise LengthError(
            f"dot needs two sequences of one length, got {len(xs)} and {len(ys)}; "
            "pass one weight for each input"
        )
    return sum(x * y for x, y in zip(xs, ys, strict=True))


def norm(values: Iterable[Any]) -> Any:
    """Square root of the sum of squares, without overflow; at the origin its gradient is 0.

    Examples
    --------
    >>> from autograd import Value
    >>> norm([Value(1e200), Value(0.0)])
    Value(1e+200)
    """
    items = _listed(values, "norm")
    length = abs(items[0])
    for item in items[1:]:
        length = hypot(length, item)
    return length


def logsumexp(values: Iterable[Any]) -> Any:
    """log(sum(exp(x))), with the largest x subtracted first.

    Examples
    --------
    >>> from autograd import Value
    >>> logsumexp([Value(1000.0), Value(1000.0)])
    Value(1000.6931471805599)
    """
    exponentials, largest = _shifted_exponentials(values, "logsumexp")
    return _log_of_sum(exponentials) + largest


def softmax(values: Iterable[Any]) -> list[Any]:
    """exp(x) over the sum of all exp(x): positive, adding up to 1.

    Examples
    --------
    >>> from autograd import Value
    >>> softmax([Value(0.0), Value(0.0)])
    [Value(0.5), Value(0.5)]
    """
    exponentials, _ = _shifted_exponentials(values, "softmax")
    total = sum(exponentials)
    return [e / total for e in exponentials]


def log_softmax(values: Iterable[Any]) -> list[Any]:
    """Logarithm of softmax, without computing the softmax: x - logsumexp of all.

    Examples
    --------
    >>> from autograd import Value
    >>> log_softmax([Value(0.0), Value(1000.0)])
    [Value(-1000.0), Value(0.0)]
    """
    items = _listed(values, "log_softmax")
    exponentials, largest = _shifted_exponentials(items, "log_softmax")
    rest = _log_of_sum(exponentials)
    # Shift before subtracting the rest: x - (largest + rest) would round the rest away.
    return [(item - largest) - rest for item in items]


def _shifted_exponentials(values: Iterable[Any], name: str) -> tuple[list[Any], Any]:
    """exp(x - largest) of each, and the largest, through which no gradient flows."""
    items = _listed(values, name)
    largest = _largest(items)
    return [exp(item - largest) for item in items], largest


def _log_of_sum(exponentials: list[Any]) -> Any:
    """The logarithm of their sum; one of them is exp(0) = 1, beside which small ones would be lost.

    While it is observed what is looked at, it may not be asked which one: then it is what remains
    where of each two the smaller is put with the others.
    """
    one, *others = exponentials
    if modes.observer() is None:
        numbers = [float(e) for e in exponentials]
        others = exponentials.copy()
        one = others.pop(numbers.index(max(numbers)))
    else:
        for i, other in enumerate(others):
            others[i], one = minimum(one, other), maximum(one, other)
    return log1p(sum([one - 1.0, *others]))


def _largest(items: list[Any]) -> Any:
    """The largest, as a plain number: whichever is subtracted, the result is the same.

    While it is observed what is looked at, it is a leaf that remembers what it was the largest of.
    """
    if modes.observer() is None or not any(isinstance(item, Value) for item in items):
        return max(float(item) for item in items)
    return functools.reduce(maximum, items).detach()


def _listed(values: Iterable[Any], name: str) -> list[Any]:
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise InputTypeError(
            f"{name} takes a sequence, got {type(values).__name__}; put its items into a list"
        )
    items = [x if isinstance(x, Value) else operand(x, name) for x in values]
    if not items:
        raise LengthError(f"{name} needs at least one item, got an empty sequence")
    return items
