"""How a loss went down, step by step."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from autograd import Value
from autograd.errors import DomainError, InputTypeError, LengthError, unknown_choice

from ..labels import number, visible
from .canvas import Look, Plot, in_numbers, series_look
from .numbers import plain

Series = Iterable[float | Value]
UNITS = ("step", "epoch")
_FEW = 30  # up to here, each number has its point
_SHAPES = {"∞": "^", "−∞": "v", "NaN": "x"}


def loss_curve(
    history: Mapping[str, Series] | Series,
    *,
    log: bool = False,
    unit: str = "step",
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
    history : iterable of float or Value, or mapping of str to such
        The losses in order, or several series by name.
    log : bool
        Whether the scale of losses is logarithmic.
    unit : str
        What is counted: "step" or "epoch".
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
    if unit not in UNITS:
        raise unknown_choice("unit", unit, UNITS)
    several = _checked(history, log, unit, first)
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
            legend += _series(plot, axes, visible(name), unit, counts, losses, look, best)
        axes.set_xlabel(plot.words(f"plots.{unit}"))
        axes.set_ylabel(plot.words("plots.loss"))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        in_numbers(axes)
        plot.explain(legend, columns=2)
    return plot


def _checked(
    history: Mapping[str, Series] | Series, log: bool, unit: str, first: int
) -> dict[str, list[float]]:
    """The series by name, as floats that the scale can show."""
    if not isinstance(history, Iterable):
        raise InputTypeError(
            f"loss_curve takes losses in order, or a mapping of names to such, got "
            f"{type(history).__name__}; collect loss.data in a list while training"
        )
    named: Mapping[str, Series] = history if isinstance(history, Mapping) else {"": history}
    several = {str(name): [plain(x, "loss_curve") for x in xs] for name, xs in named.items()}
    if not several or not all(several.values()):
        empty = next(
            (f"series {name!r}" for name, y in several.items() if name and not y), "history"
        )
        raise LengthError(f"a curve needs at least one loss, and the {empty} has none; train first")
    for name, losses in several.items():
        wrong = [k for k, y in enumerate(losses) if y <= 0.0 and y > -math.inf]
        if log and wrong:
            where = f"{unit} {first + wrong[0]}" + (f" of {name!r}" if name else "")
            raise DomainError(
                f"a logarithmic scale needs losses > 0, got {losses[wrong[0]]!r} at {where}; "
                "pass log=False, or leave such losses out"
            )
    return several


def _series(
    plot: Plot,
    axes: Axes,
    name: str,
    unit: str,
    counts: list[int],
    losses: list[float],
    look: Look,
    best: bool,
) -> Iterator[Artist]:
    """Draw one series, and give what the legend says of it."""
    unit = plot.words(f"plots.{unit}")
    name = f"{name}: " if name else ""
    shown = [y if math.isfinite(y) else math.nan for y in losses]
    axes.plot(counts, shown, marker="o", markersize=4, markevery=_alone(shown), **look)
    finite = [k for k, y in enumerate(shown) if y == y]
    if best and finite:
        k = min(finite, key=shown.__getitem__)
        (star,) = axes.plot(counts[k], shown[k], "*", markersize=15, color=look["color"], zorder=4)
        star.set_markeredgecolor(plot.colours.ground)
        loss = number(shown[k], ".4g")
        label = name + plot.words("plots.lowest", loss=loss, unit=unit, count=counts[k])
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
