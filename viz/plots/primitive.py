"""A primitive as a curve: its values, its slopes, where they jump, where little passes."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from autograd import ops
from autograd.errors import AutogradError, InputTypeError, unknown_choice
from autograd.nn.activations import is_saturated
from autograd.numeric import as_float
from autograd.op import TABLE, Op

POINTS = 601  # of a curve
Choice = str | Op | tuple[str | Op, float]
Function = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Curve:
    """A primitive as a function of its first operand, between two of them.

    Attributes
    ----------
    op : Op
        The primitive.
    rest : tuple of float
        Its second operand, if it has one.
    low, high : float
        From where to where it is drawn.
    """

    op: Op
    rest: tuple[float, ...]
    low: float
    high: float

    @property
    def name(self) -> str:
        """What to call it, with the second operand if it is not the usual one."""
        usual = self.rest == self.op.defaults
        return self.op.name if usual else f"{self.op.name}({self.op.params[1]}={self.rest[0]:g})"

    def value(self, x: float) -> float:
        """Its value from the table; NaN where it has none."""
        try:
            return self.op.value(x, *self.rest)
        except AutogradError:
            return math.nan

    def slope(self, x: float) -> float:
        """Its slope from the table; NaN where it has none, or an infinite one."""
        slope = self.op.slope(0, x, *self.rest, z=self.value(x))
        return slope if math.isfinite(slope) else math.nan

    def line(self, of: Function) -> tuple[list[float], list[float]]:
        """The points of its value or slope, up to both sides of every jump; NaN at it: a gap."""
        jumps = self.jumps(of)
        xs = {float(x) for x in np.linspace(self.low, self.high, POINTS)} - set(jumps)
        for x in jumps:
            xs |= {math.nextafter(x, -math.inf), math.nextafter(x, math.inf)}
        ys = {x: of(x) for x in xs} | dict.fromkeys(jumps, math.nan)
        order = sorted(ys)
        return order, [ys[x] for x in order]

    def jumps(self, of: Function) -> list[float]:
        """Where its value or slope jumps: of the points that the table names, those that do."""
        named = {point[0] for point in self.op.kinks}
        if self.op.at_kink:
            halves = range(math.ceil(2.0 * self.low), math.floor(2.0 * self.high) + 1)
            named |= {k / 2 for k in halves if self.op.at_kink(k / 2, *self.rest)}
        return [
            x
            for x in sorted(named)
            if self.low < x < self.high and not math.isclose(*sides(of, x), abs_tol=1e-9)
        ]

    # --- where little passes -----------------------------------------------------------------

    @property
    def can_be_off(self) -> bool:
        """Whether its slope is exactly 0 on purpose, as that of relu and step."""
        return self.op.family == "activation" and (self.op is ops.relu or self.op.flat)

    def passes_little(self, x: float) -> bool:
        """Whether it is saturated here, or lets nothing through at all."""
        slope = self.slope(x)
        return is_saturated(self.op, slope, x, *self.rest) or (slope == 0.0 and self.can_be_off)

    def regions(self) -> Iterator[tuple[float, float]]:
        """From where to where little passes.

        Examples
        --------
        >>> list(curve_of("relu", -2.0, 3.0).regions())
        [(-2.0, 0.0)]
        """
        xs = [float(x) for x in np.linspace(self.low, self.high, POINTS)]
        little = [self.passes_little(x) for x in xs]
        start = self.low
        for i in range(1, len(xs)):
            if little[i] != little[i - 1]:
                edge = self._edge(xs[i - 1], xs[i])
                if little[i - 1]:
                    yield start, edge
                start = edge
        if little[-1]:
            yield start, self.high

    def _edge(self, low: float, high: float) -> float:
        """Where `passes_little` changes between two points, by halving."""
        at_low = self.passes_little(low)
        for _ in range(50):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.passes_little(middle) == at_low else (low, middle)
        return low


def curve_of(choice: Choice, low: float, high: float) -> Curve:
    """The primitive that is meant, with its second operand.

    Raises
    ------
    ChoiceError
        If there is none of that name.
    InputTypeError
        If it takes a second operand that was not given, or none although one was.
    """
    rest: tuple[float, ...] = ()
    if isinstance(choice, tuple) and len(choice) == 2:
        choice, second = choice
        rest = (as_float(second, "activation"),)
    op = TABLE.get(choice) if isinstance(choice, str) else choice
    if not isinstance(op, Op):
        names = [op.name for op in TABLE.values() if op.family == "activation"]
        raise unknown_choice("activation", choice, names)
    rest = rest or op.defaults
    if len(rest) != op.arity - 1:
        pair = f'("{op.name}", 2.0), which sets its second operand'
        raise InputTypeError(
            f"a curve has one operand, but {op.name} takes {op.arity} and {len(rest)} was set; "
            f"pass {pair if op.arity == 2 else repr(op.name)}"
        )
    return Curve(op, rest, low, high)


def sides(of: Function, x: float) -> tuple[float, float]:
    """A function just left and just right of a point.

    Examples
    --------
    >>> sides(curve_of("relu", -1.0, 1.0).slope, 0.0)
    (0.0, 1.0)
    """
    return of(math.nextafter(x, -math.inf)), of(math.nextafter(x, math.inf))
