"""What plots and charts take: numbers, Values, pairs of them, functions to evaluate on a grid."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from autograd import Value, no_grad
from autograd.errors import DomainError, InputTypeError, LengthError, RangeError
from autograd.numeric import as_float

Grid = NDArray[np.float64]
Pair = Sequence[float | Value]


def plain(x: object, where: str) -> float:
    """A number or the number of a Value.

    Examples
    --------
    >>> plain(Value(2.0), "loss_curve"), plain(3, "loss_curve")
    (2.0, 3.0)
    """
    return x.data if isinstance(x, Value) else as_float(x, where)


def finite(x: object, where: str) -> float:
    """The same, which must not be NaN or infinite."""
    number = plain(x, where)
    if not math.isfinite(number):
        raise DomainError(f"{where} must be a finite number, got {number!r}; leave it out")
    return number


def pair(x: object, where: str) -> tuple[float, float]:
    """Two finite numbers.

    Raises
    ------
    InputTypeError, LengthError, DomainError
        If it is no sequence, has another length, or holds something that is not finite.
    """
    try:
        items = list(cast("Iterable[object]", x))
    except TypeError:
        raise InputTypeError(
            f"{where} must be two numbers, got {type(x).__name__}; pass a pair such as (0.5, -1.0)"
        ) from None
    if len(items) != 2:
        raise LengthError(
            f"{where} must be two numbers, got {len(items)}; a picture has two directions, so "
            "choose two of them"
        )
    return finite(items[0], where), finite(items[1], where)


def whole(x: object, where: str, least: int, most: int, usual: int) -> int:
    """A whole number within bounds.

    Raises
    ------
    InputTypeError
        If it is none.
    DomainError
        If it is beyond them.

    Examples
    --------
    >>> whole(60, "width", 20, 1000, 80)
    60
    """
    if isinstance(x, bool) or not isinstance(x, int | np.integer):
        raise InputTypeError(
            f"{where} must be a whole number, got {type(x).__name__}; {usual} is usual"
        )
    if not least <= x <= most:
        raise DomainError(f"{where} must be from {least} to {most}, got {x}; {usual} is usual")
    return int(x)


def checked_resolution(resolution: int) -> int:
    """How many points a grid has across and up."""
    return whole(resolution, "resolution", 2, 1000, 50)


def widened(numbers: Iterable[float], share: float) -> tuple[float, float]:
    """The range of some numbers with room on both sides: a share of it, or 1 if it is a point.

    Examples
    --------
    >>> widened([0.0, 4.0, 1.0], 0.25), widened([2.0], 0.25)
    ((-1.0, 5.0), (1.0, 3.0))
    """
    shown = list(numbers)
    low, high = min(shown), max(shown)
    room = share * (high - low) or max(1.0, 0.5 * abs(low))
    return low - room, high + room


def spans(span: tuple[Pair, Pair]) -> list[tuple[float, float]]:
    """From where to where a picture goes, across and up.

    Raises
    ------
    DomainError
        If one of them does not rise.

    Examples
    --------
    >>> spans(((-2, 2), (0, 1)))
    [(-2.0, 2.0), (0.0, 1.0)]
    """
    sides = [pair(side, "each of the two spans") for side in span]
    if len(sides) != 2 or not all(low < high for low, high in sides):
        raise DomainError(f"span must be two that rise, got {span!r}; ((-2, 2), (-1, 1)), say")
    return sides


def spans_around(
    places: Sequence[tuple[float, float]], span: tuple[Pair, Pair] | None
) -> list[tuple[float, float]]:
    """From where to where a picture of some points goes, if that is not said.

    Examples
    --------
    >>> spans_around([(0.0, 0.0), (1.0, 2.0)], None)
    [(-0.12, 1.12), (-0.24, 2.24)]
    """
    if span is not None:
        return spans(span)
    return [widened(side, 0.12) for side in zip(*places, strict=True)]


def on_grid(
    function: Callable[[float, float], Any], xs: Sequence[float], ys: Sequence[float], where: str
) -> Grid:
    """A function of two numbers at each place of a grid, computed without recording.

    Returns
    -------
    array of shape (len(ys), len(xs))
        NaN where the function has no value: where it is outside its domain, too large, or not
        finite.

    Raises
    ------
    DomainError
        If it has a value nowhere.

    Examples
    --------
    >>> from autograd import log
    >>> on_grid(lambda x, y: log(x) + y, [-1.0, 1.0], [0.0, 2.0], "log(x) + y").tolist()
    [[nan, 0.0], [nan, 2.0]]
    """
    found = np.full((len(ys), len(xs)), math.nan)
    reason = "every number is NaN or infinite"
    with no_grad():
        for i, y in enumerate(ys):
            for j, x in enumerate(xs):
                try:
                    found[i, j] = plain(function(x, y), where)
                except (DomainError, RangeError) as error:
                    reason = str(error)
    found[~np.isfinite(found)] = math.nan
    if np.isnan(found).all():
        raise DomainError(
            f"{where} has no value anywhere in the picture: {reason}; show another part of the "
            "plane, or look at the parameters"
        )
    return found
