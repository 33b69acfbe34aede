"""Where a model decides for one class and where for the other."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from autograd import Value, no_grad
from autograd.errors import DomainError, LengthError

from ..labels import number
from ..numbers import Grid, Pair, checked_resolution, finite, on_grid, pair, plain, spans_around
from ..style import Theme
from .canvas import Look, Plot, in_numbers, mixed

Mask = NDArray[np.bool_]
_MARKERS = ("^", "o")  # of the lower and the higher class


def decision_boundary(
    model: Callable[[list[float]], Any],
    points: Iterable[Pair],
    labels: Iterable[float | Value],
    *,
    threshold: float = 0.0,
    span: tuple[Pair, Pair] | None = None,
    resolution: int = 50,
    theme: str = "light",
    language: str = "en",
) -> Figure:
    """Draw the scores of a model over the plane, and the points it was to tell apart.

    The background is the score: blue above the threshold, orange below, paler towards it, with thin
    lines of equal score, dashed below. The thick line is the threshold. Circles are the points of
    the higher class, triangles those of the lower; a ring is around each on the wrong side.
    Hatched: where the model has no score.

    Parameters
    ----------
    model : callable
        Takes a list of two floats and gives one score, a Value or a float. It is called without
        recording.
    points : iterable of pair
        Where the points are.
    labels : iterable of float
        The class of each, as two numbers such as -1 and 1, or 0 and 1: the higher is the one that
        is to score above the threshold. If there is but one, 1 is higher and 0 is lower.
    threshold : float
        Where the decision changes: 0 for scores, 0.5 for probabilities.
    span : pair of pairs, optional
        From where to where, across and up; by default around the points.
    resolution : int
        The model is evaluated at that many places across, and as many up.
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
        If there are no points, not as many labels, or a point has other than two numbers.
    DomainError
        If there are more than two classes, or the model has no finite score anywhere.

    Examples
    --------
    >>> figure = decision_boundary(lambda x: x[0] - x[1], [(0, 1), (1, 0), (1, 3)], [-1, 1, 1])
    >>> [text.get_text() for text in figure.legends[0].get_texts()]
    ['class −1: 1', 'class 1: 2', 'wrong side: 1', 'score 0']
    """
    places = [pair(point, f"point {k}") for k, point in enumerate(points, start=1)]
    classes = [finite(label, "a label") for label in labels]
    level = finite(threshold, "threshold")
    higher = _higher_class(places, classes)
    sides = spans_around(places, span)
    xs, ys = (np.linspace(*side, checked_resolution(resolution)).tolist() for side in sides)
    where = "the score of the model"
    scores = on_grid(lambda x, y: model([x, y]), xs, ys, where)
    with no_grad():
        found = np.array([plain(model([x, y]), where) for x, y in places])
    is_higher = np.array([c == higher for c in classes])
    wrong = ~np.where(is_higher, found > level, found <= level)  # NaN is on neither side

    plot = Plot(theme, language, (6.6, 5.4))
    with plot.look():
        plot.head(plot.words("plots.boundary"))
        axes = plot.subplots()
        _background(plot, axes, xs, ys, scores, level)
        legend = list(_points(plot, axes, np.array(places), np.array(classes), is_higher, wrong))
        label = plot.words("plots.threshold", level=number(level, ".6g"))
        legend.append(Line2D([], [], color=plot.colours.text, lw=2.2, label=label))
        axes.set_xlabel("x1")
        axes.set_ylabel("x2")
        axes.grid(visible=False)
        in_numbers(axes)
        plot.explain([*legend, *plot.hatched(axes, scores)])
    return plot


def _points(
    plot: Plot, axes: Axes, at: Grid, classes: Grid, is_higher: Mask, wrong: Mask
) -> Iterator[Artist]:
    """Draw the points of each class, and the rings."""
    for side in (False, True):
        here = is_higher == side
        if here.any():
            name = number(classes[here][0], ".6g")
            label = plot.words("plots.class_", name=name, count=int(here.sum()))
            yield axes.scatter(*at[here].T, label=label, **_look(plot.colours, side))
    if wrong.any():
        label = plot.words("plots.wrong", count=int(wrong.sum()))
        ring: Look = {
            "s": 150,
            "facecolors": "none",
            "edgecolors": plot.colours.text,
            "linewidths": 1.6,
        }
        yield axes.scatter(*at[wrong].T, label=label, zorder=5, **ring)


def _higher_class(places: list[tuple[float, float]], classes: list[float]) -> float:
    """The class that is to score above the threshold."""
    if not places:
        raise LengthError("decision_boundary needs points, got none; pass those of the data")
    if len(places) != len(classes):
        raise LengthError(
            f"each point needs a label, got {len(places)} points and {len(classes)} labels"
        )
    kinds = sorted(set(classes))
    if len(kinds) > 2:
        shown = ", ".join(f"{kind:g}" for kind in kinds[:6])
        raise DomainError(
            f"one score tells two classes apart, got {len(kinds)} ({shown}); draw one class "
            "against the others: [label == 1 for label in labels]"
        )
    return kinds[-1] if len(kinds) == 2 or kinds[0] > 0.0 else float("inf")


def _background(
    plot: Plot, axes: Axes, xs: list[float], ys: list[float], scores: Grid, level: float
) -> None:
    """Fill by score, and draw the lines."""
    theme = plot.colours
    far = float(np.nanmax(np.abs(scores - level))) or 1.0
    ends = (mixed(theme.ground, theme.negative, 0.55), mixed(theme.ground, theme.positive, 0.55))
    colours = LinearSegmentedColormap.from_list("scores", [ends[0], theme.ground, ends[1]])
    levels = level + far * np.linspace(-1.0, 1.0, 21)
    filled = axes.contourf(xs, ys, scores, levels=levels, cmap=colours, extend="neither")
    thin: Look = {"linewidths": 0.6, "colors": theme.neither}
    between = [z for z in levels[2:-2:2] if z != level and scores.min() < z < scores.max()]
    for below, dashes in ((True, "dashed"), (False, "solid")):
        lines = [z for z in between if (z < level) == below]
        if lines:
            axes.contour(xs, ys, scores, levels=lines, linestyles=dashes, **thin)
    if np.nanmin(scores) < level < np.nanmax(scores):
        axes.contour(xs, ys, scores, levels=[level], colors=theme.text, linewidths=2.2)
    scale = plot.scale(filled, axes, plot.words("plots.score"))
    scale.axhline(level, color=theme.text, lw=2.2)


def _look(theme: Theme, is_higher: bool) -> Look:
    return {
        "marker": _MARKERS[is_higher],
        "s": 38 if is_higher else 50,
        "facecolors": theme.positive if is_higher else theme.negative,
        "edgecolors": theme.ground,
        "linewidths": 0.8,
        "zorder": 4,
    }
