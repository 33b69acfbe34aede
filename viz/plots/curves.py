"""An activation and its slope: where the gradient passes, and where it does not."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from autograd import Value, ops
from autograd.errors import AutogradError, DomainError, InputTypeError, unknown_choice
from autograd.formula import slope_text
from autograd.numeric import as_float
from autograd.op import TABLE, Op

from ..alerts import is_saturated
from ..style import Theme
from .canvas import Look, Plot, in_numbers, mixed, series_look
from .numbers import finite, pair, widened

POINTS = 601  # of a curve
WIDEST = 1000.0  # a wider picture of a function with a jump at every integer is a grey block
Choice = str | Op | tuple[str | Op, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """A primitive as a function of its first operand."""

    op: Op
    rest: tuple[float, ...]

    @property
    def name(self) -> str:
        """What to call it, with the second operand if it is not the usual one."""
        usual = self.rest == self.op.defaults
        return self.op.name if usual else f"{self.op.name}({self.op.params[1]}={self.rest[0]:g})"

    def value(self, x: float) -> float:
        """Its value from the table; NaN where it has none."""
        try:
            return self.op.value(x, *self.rest)
        except (AutogradError, ArithmeticError):
            return math.nan

    def slope(self, x: float) -> float:
        """Its slope from the table; NaN where it has none, or an infinite one."""
        z = self.value(x)
        slope = self.op.slope(0, x, *self.rest, z=z) if z == z else math.nan
        return slope if math.isfinite(slope) else math.nan

    def passes_little(self, x: float) -> bool:
        """Whether it is saturated here, or lets nothing through at all."""
        slope = self.slope(x)
        return is_saturated(self.op, slope, x, *self.rest) or (slope == 0.0 and self.can_be_off)

    @property
    def can_be_off(self) -> bool:
        """Whether its slope is exactly 0 on purpose, as that of relu and step."""
        return self.op.family == "activation" and (self.op is ops.relu or self.op.flat)

    def jumps(self, of: Callable[[float], float], low: float, high: float) -> list[float]:
        """Where the value or the slope jumps: of the points that the table names, those that do."""
        named = {point[0] for point in self.op.kinks}
        if self.op.at_kink:
            halves = (k / 2 for k in range(math.ceil(2 * low), math.floor(2 * high) + 1))
            named |= {x for x in halves if self.op.at_kink(x, *self.rest)}
        return [
            x
            for x in sorted(named)
            if low < x < high and not math.isclose(*sides(of, x), rel_tol=1e-6, abs_tol=1e-6)
        ]


def sides(of: Callable[[float], float], x: float) -> tuple[float, float]:
    """A function just left and just right of a point."""
    return of(math.nextafter(x, -math.inf)), of(math.nextafter(x, math.inf))


def activation(
    *choices: Choice,
    at: Iterable[float | Value] = (),
    span: tuple[float, float] = (-6.0, 6.0),
    theme: str = "light",
    language: str = "en",
) -> Figure:
    """Draw activations and, beside them, their slopes.

    Left the value, right the local derivative over the same operands. A line has a gap where it
    jumps: a full point is what holds there, an open one what is only approached. Shaded, and named:
    where less than a hundredth of the gradient passes ("saturated"), or nothing ("off"). Of several
    activations each has its colour and dashes, and bars below its slope in place of the shade.
    Diamonds are the operands asked for.

    Parameters
    ----------
    *choices : str, Op, or pair
        Names of primitives, such as "tanh", or the primitives themselves; a pair
        ``("leaky_relu", 0.2)`` sets the second operand.
    at : iterable of float or Value
        Operands to mark, such as those that a neuron really had.
    span : tuple of float
        The operands to draw, from where to where; more, if some of `at` lie outside.
    theme : str
        "light" or "dark".
    language : str
        "en" or "ko".

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ChoiceError
        If there is no primitive of that name, or no theme or language.
    DomainError
        If a number is not finite, or the span is empty or wider than 1000.

    Examples
    --------
    >>> figure = activation("relu", at=[-1.5, 0.5])
    >>> value, slope = figure.axes
    >>> [len(axes.lines) > 0 for axes in (value, slope)]
    [True, True]
    """
    curves = [_curve(choice) for choice in choices or ("sigmoid",)]
    marked = [finite(x, "an operand in `at`") for x in at]
    low, high = _checked_span(span, marked)
    title = ", ".join(curve.name for curve in curves)
    plot = Plot(theme, language, (9.0, 4.3))
    with plot.look():
        plot.head(title)
        value, slope = plot.subplots(1, 2, sharex=True)
        legend: list[Artist] = []
        for i, curve in enumerate(curves):
            look = series_look(plot.colours, i)
            if len(curves) > 1:
                legend.append(Line2D([], [], label=curve.name, **look))
                _bars(slope, curve, low, high, i, look["color"])
            else:
                _shade(plot, (value, slope), curve, low, high)
            for axes, of in ((value, curve.value), (slope, curve.slope)):
                axes.plot(*_line(curve, of, low, high), zorder=3, **look)
                for x in curve.jumps(of, low, high):
                    _ends(axes, of, x, look["color"], plot.colours)
                axes.scatter(marked, [of(x) for x in marked], **_diamond(plot.colours))
        _axes(plot, value, slope, curves, low, high)
        plot.explain([*legend, *_legend(plot, curves, bool(marked), low, high)])
    return plot


def _curve(choice: Choice) -> Curve:
    """The primitive that is meant, with its second operand."""
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
        raise InputTypeError(
            f"{op.name} takes {op.arity} operand(s), and a curve has one; "
            + (
                f'fix the second: ("{op.name}", 2.0)'
                if op.arity == 2
                else f'pass "{op.name}" alone'
            )
        )
    return Curve(op, rest)


def _checked_span(span: tuple[float, float], marked: list[float]) -> tuple[float, float]:
    low, high = pair(span, "span")
    if not low < high:
        raise DomainError(f"span must rise, got ({low!r}, {high!r}); (-6, 6) is usual")
    if marked and not low <= min(marked) <= max(marked) <= high:
        low, high = widened([low, high, *marked], 0.05)
    if high - low > WIDEST:
        raise DomainError(f"a curve is at most {WIDEST:g} wide, got {high - low:g}; choose less")
    return low, high


def _line(
    curve: Curve, of: Callable[[float], float], low: float, high: float
) -> tuple[list[float], list[float]]:
    """The points of a curve, up to both sides of every jump, with a NaN at it: a gap."""
    jumps = curve.jumps(of, low, high)
    xs = {float(x) for x in np.linspace(low, high, POINTS)} - set(jumps)
    for x in jumps:
        xs |= {math.nextafter(x, -math.inf), math.nextafter(x, math.inf)}
    ys = {x: of(x) for x in xs} | dict.fromkeys(jumps, math.nan)
    order = sorted(ys)
    return order, [ys[x] for x in order]


def _ends(axes: Axes, of: Callable[[float], float], x: float, colour: str, theme: Theme) -> None:
    """Open points at what is approached from the sides of a jump, a full one at what holds."""
    here = of(x)
    limits = [y for y in sides(of, x) if math.isfinite(y) and not math.isclose(y, here)]
    axes.scatter([x] * len(limits), limits, **_point(colour, theme.ground))
    axes.scatter([x], [here], **_point(colour, colour))


def _point(edge: str, face: str) -> Look:
    return {"s": 34, "facecolors": face, "edgecolors": edge, "linewidths": 1.6, "zorder": 4}


def _diamond(theme: Theme) -> Look:
    look = {"facecolors": theme.light, "edgecolors": theme.text, "linewidths": 1.0}
    return {"marker": "D", "s": 34, "zorder": 5, **look}


# --- where little passes ---------------------------------------------------------------------


def _regions(curve: Curve, low: float, high: float) -> Iterator[tuple[float, float]]:
    """From where to where little passes, to the last digit of a float."""
    xs = [float(x) for x in np.linspace(low, high, POINTS)]
    little = [curve.passes_little(x) for x in xs]
    start = low
    for i in range(1, len(xs)):
        if little[i] != little[i - 1]:
            edge = _edge(curve, xs[i - 1], xs[i])
            if little[i - 1]:
                yield start, edge
            start = edge
    if little[-1]:
        yield start, high


def _edge(curve: Curve, low: float, high: float) -> float:
    """Where `passes_little` changes between two points, by halving."""
    at_low = curve.passes_little(low)
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if curve.passes_little(middle) == at_low else (low, middle)
    return high


def _shade(plot: Plot, both: tuple[Axes, Axes], curve: Curve, low: float, high: float) -> None:
    """Shade and name where little passes; a narrow place gets its name upright."""
    theme = plot.colours
    name = plot.words("alerts.off" if curve.can_be_off else "alerts.saturated")
    for start, end in _regions(curve, low, high):
        share = (end - start) / (high - low)
        for axes in both:
            axes.axvspan(start, end, color=mixed(theme.ground, theme.neither, 0.22), lw=0, zorder=0)
            axes.text(
                0.5 * (start + end),
                0.5,
                name,
                transform=axes.get_xaxis_transform(),
                rotation=0 if share > 0.4 else 90,
                ha="center",
                va="center",
                color=theme.muted,
                fontsize=9.5,
            )


def _bars(axes: Axes, curve: Curve, low: float, high: float, i: int, colour: str) -> None:
    """A bar at the bottom for each place where little passes."""
    for start, end in _regions(curve, low, high):
        height = -0.02 - 0.025 * i
        axes.plot(
            [start, end],
            [height, height],
            lw=4,
            color=colour,
            solid_capstyle="butt",
            transform=axes.get_xaxis_transform(),
            clip_on=False,
        )


# --- words -----------------------------------------------------------------------------------


def _axes(
    plot: Plot, value: Axes, slope: Axes, curves: list[Curve], low: float, high: float
) -> None:
    """Titles and scales."""
    value.set_title(plot.words("plots.value"))
    formula = ""
    if len(curves) == 1:
        names: tuple[str | float, ...] = ("x", *curves[0].rest)
        formula = slope_text(curves[0].op, 0, names, "y")
    slope.set_title(plot.words("plots.slope") + (f"  {formula}" if 0 < len(formula) < 42 else ""))
    value.set_ylabel("y")
    slope.set_ylabel("dy/dx")
    for axes in (value, slope):
        axes.set_xlabel("x")
        axes.set_xlim(low, high)
        axes.margins(y=0.08)
    in_numbers(value, slope)


def _legend(
    plot: Plot, curves: list[Curve], is_marked: bool, low: float, high: float
) -> Iterator[Artist]:
    """What else is in the picture: bars, ends of lines, operands."""
    theme = plot.colours
    if len(curves) > 1 and any(list(_regions(curve, low, high)) for curve in curves):
        yield Patch(color=theme.muted, label=plot.words("plots.little"))
    if any(curve.jumps(of, low, high) for curve in curves for of in (curve.value, curve.slope)):
        for face, word in ((theme.muted, "plots.holds"), (theme.ground, "plots.approached")):
            point = Line2D([], [], marker="o", linestyle="", color=theme.muted)
            point.set(markerfacecolor=face, label=plot.words(word))
            yield point
    if is_marked:
        yield Line2D(
            [],
            [],
            marker="D",
            linestyle="",
            markerfacecolor=theme.light,
            markeredgecolor=theme.text,
            label=plot.words("plots.operand"),
        )
