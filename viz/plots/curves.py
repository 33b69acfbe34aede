"""An activation and its slope: where the gradient passes, and where it does not."""

import math
from collections.abc import Iterable, Iterator

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from autograd import Value
from autograd.errors import DomainError
from autograd.formula import slope_text

from ..numbers import finite, pair, widened
from .canvas import Look, Plot, in_numbers, mixed, series_look
from .primitive import Choice, Curve, Function, curve_of, sides

WIDEST = 1000.0  # a wider picture of a function with a jump at every integer is a grey block
_LONGEST = 42  # letters of a formula that fit above the axes
_WIDE = 0.4  # share of the axes on which the name of a region fits as it is


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
    marked = [finite(x, "an operand in `at`") for x in at]
    low, high = _checked_span(span, marked)
    curves = [curve_of(choice, low, high) for choice in choices or ("sigmoid",)]
    is_one = len(curves) == 1
    plot = Plot(theme, language, (9.0, 4.3))
    with plot.look():
        plot.head(curves[0].name if is_one else plot.words("plots.activations"))
        value, slope = plot.subplots(1, 2, sharex=True)
        for i, curve in enumerate(curves):
            look = series_look(plot.colours, i)
            _draw(plot, value, curve, curve.value, look, marked)
            _draw(plot, slope, curve, curve.slope, look, marked)
        _label(plot, value, slope, curves)
        for axes in (value, slope) if is_one else ():
            _shade(plot, axes, curves[0])
        if not is_one:
            _bars(plot, slope, curves)
        plot.explain(_legend(plot, curves, bool(marked)))
    return plot


def _checked_span(span: tuple[float, float], marked: list[float]) -> tuple[float, float]:
    low, high = pair(span, "span")
    if not low < high:
        raise DomainError(f"span must rise, got ({low!r}, {high!r}); (-6, 6) is usual")
    if marked and not low <= min(marked) <= max(marked) <= high:
        low, high = widened([low, high, *marked], 0.05)
    if high - low > WIDEST:
        raise DomainError(f"a curve is at most {WIDEST:g} wide, got {high - low:g}; choose less")
    return low, high


def _draw(
    plot: Plot, axes: Axes, curve: Curve, of: Function, look: Look, marked: list[float]
) -> None:
    """Draw the value or the slope: open points at what a jump approaches, a full one at it."""
    theme = plot.colours
    axes.plot(*curve.line(of), zorder=3, **look)
    for x in curve.jumps(of):
        here = of(x)
        limits = [y for y in sides(of, x) if math.isfinite(y) and not math.isclose(y, here)]
        point: Look = {"s": 34, "edgecolors": look["color"], "linewidths": 1.6, "zorder": 4}
        axes.scatter([x] * len(limits), limits, facecolors=theme.ground, **point)
        axes.scatter([x], [here], facecolors=look["color"], **point)
    diamond: Look = {"marker": "D", "facecolors": theme.text, "edgecolors": theme.ground}
    axes.scatter(marked, [of(x) for x in marked], s=40, linewidths=1.0, zorder=5, **diamond)


def _label(plot: Plot, value: Axes, slope: Axes, curves: list[Curve]) -> None:
    """Titles and scales; the formula of a single slope, as textbooks write it."""
    names: tuple[str | float, ...] = ("x", *curves[0].rest)
    formula = slope_text(curves[0].op, 0, names, "y", is_factor=False) if len(curves) == 1 else ""
    value.set_title(plot.words("plots.value"))
    is_short = 0 < len(formula) < _LONGEST
    slope.set_title(plot.words("plots.slope") + (f" = {formula}" if is_short else ""))
    value.set_ylabel("y")
    slope.set_ylabel("dy/dx")
    for axes in (value, slope):
        axes.set_xlabel("x")
        axes.set_xlim(curves[0].low, curves[0].high)
        axes.set_ymargin(0.08)
    in_numbers(value, slope)


# --- where little passes ---------------------------------------------------------------------


def _shade(plot: Plot, axes: Axes, curve: Curve) -> None:
    """Shade and name where little passes; a narrow place gets its name upright."""
    theme = plot.colours
    name = plot.words("alerts.off" if curve.can_be_off else "alerts.saturated")
    for start, end in curve.regions():
        shade = mixed(theme.ground, theme.neither, 0.22)
        axes.axvspan(start, end, facecolor=shade, linewidth=0, zorder=0)
        is_wide = end - start > _WIDE * (curve.high - curve.low)
        # A flat slope runs through the middle, where the name would be struck out.
        height, rotation = (0.75, 0) if is_wide else (0.5, 90)
        look: Look = {"ha": "center", "va": "center", "color": theme.muted, "fontsize": 9.5}
        middle = 0.5 * (start + end)
        axes.text(
            middle, height, name, rotation=rotation, transform=axes.get_xaxis_transform(), **look
        )


def _bars(plot: Plot, axes: Axes, curves: list[Curve]) -> None:
    """Below the slopes, a row for each curve: a bar where little passes."""
    low, high = axes.get_ylim()
    row = 0.035 * (high - low)
    for i, curve in enumerate(curves):
        colour = series_look(plot.colours, i)["color"]
        spans = [(start, end - start) for start, end in curve.regions()]
        axes.broken_barh(spans, (low - (i + 1) * row, 0.7 * row), facecolor=colour, linewidth=0)
    axes.set_ylim(low - (len(curves) + 0.5) * row, high)


def _legend(plot: Plot, curves: list[Curve], is_marked: bool) -> Iterator[Artist]:
    """The curves, if there are several, and the shapes there are."""
    theme = plot.colours
    if len(curves) > 1:
        for i, curve in enumerate(curves):
            yield Line2D([], [], label=curve.name, **series_look(theme, i))
        if any(list(curve.regions()) for curve in curves):
            yield Patch(facecolor=theme.muted, label=plot.words("plots.little"))
    shapes = []
    if any(curve.jumps(of) for curve in curves for of in (curve.value, curve.slope)):
        shapes = [("o", theme.muted, "plots.holds"), ("o", theme.ground, "plots.approached")]
    if is_marked:
        shapes.append(("D", theme.text, "plots.operand"))
    for shape, face, words in shapes:
        point = Line2D([], [], marker=shape, linestyle="", color=theme.muted)
        point.set(markerfacecolor=face, label=plot.words(words))
        yield point
