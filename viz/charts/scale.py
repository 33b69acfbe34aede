"""From numbers to places along an axis, and the round numbers that are written there."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..labels import number

_ROUND = (1.0, 2.0, 5.0)
_LADDERS = (_ROUND, (1.0, 3.0), (1.0,))  # within a power of ten: as many as there is room for
_LARGEST, _SMALLEST = 1e300, 1e-300
"""No axis goes further; numbers beyond are drawn at its end."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from one number to another.

    Attributes
    ----------
    low, high : float
        Its ends.
    log : bool
        Whether it is logarithmic.

    Examples
    --------
    >>> Scale(0.0, 4.0).share(1.0), Scale(1.0, 4.0, log=True).share(2.0)
    (0.25, 0.5)
    """

    low: float
    high: float
    log: bool = False

    @classmethod
    def around(cls, numbers: Iterable[float], log: bool) -> "Scale":
        """An axis between round numbers, with room for all of some.

        Examples
        --------
        >>> Scale.around([0.13, 2.2], log=False), Scale.around([0.03, 7.0], log=True)
        (Scale(low=0.0, high=2.5, log=False), Scale(low=0.02, high=10.0, log=True))
        """
        shown = list(numbers)
        low, high = max(min(shown), -_LARGEST), min(max(shown), _LARGEST)
        if log:
            return cls(_rounded_down(max(low, _SMALLEST)), _rounded_up(max(high, _SMALLEST)), log)
        size = max(abs(low), abs(high))
        if high - low <= max(1e-9 * size, _SMALLEST):  # one number, or as good as one
            room = size / 2.0 if size > _SMALLEST else 1.0
            low, high = low - room, high + room
        step = round_step((high - low) / 5.0)
        return cls(_tidy(math.floor(low / step), step), _tidy(math.ceil(high / step), step), log)

    def share(self, x: float) -> float:
        """How far along the axis a number is: 0 at its beginning, 1 at its end."""
        if self.log:
            length = math.log(self.high) - math.log(self.low)
            return (math.log(x) - math.log(self.low)) / (length or 1.0)
        return (x - self.low) / (self.high - self.low)

    def ticks(self, most: int, least_step: float = 0.0) -> list[float]:
        """Round numbers on the axis, about as many as there is room for.

        Examples
        --------
        >>> Scale(0.0, 2.5).ticks(6), Scale(1.0, 40.0).ticks(5, least_step=1.0)
        ([0.0, 0.5, 1.0, 1.5, 2.0, 2.5], [10.0, 20.0, 30.0, 40.0])
        >>> Scale(0.02, 10.0, log=True).ticks(4), Scale(0.2, 1.0, log=True).ticks(4)
        ([0.1, 1.0, 10.0], [0.2, 0.5, 1.0])
        """
        if self.log:
            return self._powers(most)
        step = max(round_step((self.high - self.low) / most), least_step)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [_tidy(k, step) for k in range(first, last + 1)]

    def _powers(self, most: int) -> list[float]:
        """Powers of ten, some of them where they are many; where they are few, also between."""
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        bounds = self.low * (1 - 1e-9), self.high * (1 + 1e-9)
        for each in _LADDERS:
            found = [m * 10.0**k for k in range(first, last + 1) for m in each]
            shown = [_tidy(1, x) for x in found if bounds[0] <= x <= bounds[1]]
            if len(shown) <= most:
                return shown
        every = -(-len(shown) // most)
        return shown[::every]


def round_step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below a number.

    Examples
    --------
    >>> round_step(0.3), round_step(20.0), round_step(51.0)
    (0.5, 20.0, 100.0)
    """
    return _rounded_up(least)


def tick_text(x: float) -> str:
    """A round number as it is written at an axis.

    Examples
    --------
    >>> tick_text(0.5), tick_text(-1000.0), tick_text(1e-7)
    ('0.5', '−1000', '1e−7')
    """
    return number(x, ".6g")


def _rounded_up(x: float) -> float:
    power = 10.0 ** math.floor(math.log10(x))
    return next(_tidy(m, power) for m in (*_ROUND, 10.0) if m * power >= x * (1 - 1e-9))


def _rounded_down(x: float) -> float:
    power = 10.0 ** math.floor(math.log10(x))
    return next(_tidy(m, power) for m in reversed(_ROUND) if m * power <= x * (1 + 1e-9))


def _tidy(times: float, step: float) -> float:
    """A multiple of a round step, without what rounding adds: 0.3, not 0.30000000000000004."""
    return float(f"{times * step:.12g}")
