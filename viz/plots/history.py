"""How a loss went down, step by step."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from ..history import (
    LOWEST,
    best_of,
    called,
    check_positive,
    checked_unit,
    losses_of,
    series_of,
)
from ..labels import number
from .canvas import Look, Plot, in_numbers, series_look

_FEW = 30  # up to here, each number has its point
_SHAPES = {"∞": "^", "−∞": "v", "NaN": "x"}


def loss_curve(
    history: Any,
    *,
    log: bool = False,
    unit: str | None = None,
    first: int = 1,
    best: bool = True,
    theme: str = "light",
    language: str = "en",
) -> Figure:
    """Draw how one or several losses went.

    A line for each series, in its colour and dashes; up to 30 numbers have a point each. A star is
    the lowest, which the legend says. What is not finite breaks the line and stands where it
    happened, at the edge: a triangle up for infinity, down for minus infinity, a cross for NaN; the
    legend counts them.

    Parameters
    ----------
    history : iterable of float or Value, mapping of str to such, or Run
        The losses in order, or several series by name. Of a run of `fit`, or its ``history``, the
        losses; `training_curves` draws the rest, too.
    log : bool
        Whether the scale of losses is logarithmic.
    unit : str, optional
        What is counted: "step" or "epoch"; by default epochs of a run, and else steps.
    first : int
        The count at the first number.
    best : bool
        Whether to mark the lowest.
    theme : str
        "light" or "dark".
    language : str
        "en" or "ko".

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    LengthError
        If there is no series, or one is empty.
    DomainError
        If the scale is logarithmic and a loss is not positive.
    ChoiceError
        If the unit, theme or language is unknown.

    Examples
    --------
    >>> figure = loss_curve({"training": [1.0, 0.5, 0.3], "test": [1.1, 0.7, 0.8]}, unit="epoch")
    >>> [text.get_text() for text in figure.legends[0].get_texts()]
    ['training: lowest 0.3 (epoch 3)', 'test: lowest 0.7 (epoch 2)']
    """
    several = series_of(history, "loss_curve")
    unit = checked_unit(unit, several)
    several = losses_of(several)
    if log:
        check_positive(several, unit, first)
    plot = Plot(theme, language, (7.2, 4.3))
    with plot.look():
        plot.head(plot.words("plots.loss_curve"))
        axes = plot.subplots()
        if log:
            axes.set_yscale("log")
        legend: list[Artist] = []
        for i, (name, losses) in enumerate(several.items()):
            counts = list(range(first, first + len(losses)))
            look = series_look(plot.colours, i)
            label = called(plot.words, name)
            goal = LOWEST if best else ""
            legend += draw_series(plot, axes, label, unit, counts, losses, look, goal)
        axes.set_xlabel(plot.words(f"plots.{unit}"))
        axes.set_ylabel(plot.words("plots.loss"))
        axes.xaxis.set_major_locator(whole_numbers())
        in_numbers(axes)
        plot.explain(legend, columns=2)
    return plot


def whole_numbers() -> MaxNLocator:
    """Where an axis of steps or epochs has its ticks."""
    return MaxNLocator(integer=True, steps=[1, 2, 5, 10])


def draw_series(
    plot: Plot,
    axes: Axes,
    name: str,
    unit: str,
    counts: list[int],
    losses: list[float],
    look: Look,
    goal: str,
) -> Iterator[Artist]:
    """Draw one series with a star at the best, and give what the legend says of it."""
    unit = plot.words(f"plots.{unit}")
    name = f"{name}: " if name else ""
    shown = [y if math.isfinite(y) else math.nan for y in losses]
    axes.plot(counts, shown, marker="o", markersize=4, markevery=_alone(shown), **look)
    k = best_of(shown, goal)
    if k is not None:
        (star,) = axes.plot(counts[k], shown[k], "*", markersize=15, color=look["color"], zorder=4)
        star.set_markeredgecolor(plot.colours.ground)
        loss = number(shown[k], ".4g")
        label = name + plot.words(f"plots.{goal}", loss=loss, unit=unit, count=counts[k])
        yield Line2D([], [], marker="*", markersize=11, label=label, **look)
    elif name:
        yield Line2D([], [], label=name.removesuffix(": "), **look)
    for kind, shape in _SHAPES.items():
        where = [k for k, y in zip(counts, losses, strict=True) if number(y) == kind]
        if where:
            heights = [0.0 if kind == "−∞" else 1.0] * len(where)
            (marks,) = axes.plot(where, heights, shape, color=look["color"], markersize=7)
            marks.set(transform=axes.get_xaxis_transform(), clip_on=False, zorder=5)
            count = {"number": kind, "count": len(where), "unit": unit, "first": where[0]}
            marks.set(markeredgewidth=2, label=name + plot.words("plots.not_finite", **count))
            yield marks


def _alone(shown: Sequence[float]) -> list[int]:
    """Which numbers need a point of their own: all of a few, and those without neighbours.

    Examples
    --------
    >>> _alone([1.0, math.nan]), _alone([1.0] * 50 + [math.nan, 1.0, math.nan])
    ([0], [51])
    """
    gaps = [True, *[y != y for y in shown], True]
    is_few = len(shown) <= _FEW
    return [k for k, y in enumerate(shown) if y == y and (is_few or (gaps[k] and gaps[k + 2]))]
