"""The path of an optimiser: where it was, and how that is drawn."""

import math
from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from autograd import Value
from autograd.errors import LengthError
from autograd.nn import Update

from ..numbers import pair
from .canvas import Look, Plot

Places = list[tuple[float, float]]
_NUMBERED = 8  # steps that get their number, at most
_APART = 0.09  # how far apart these are, as a share of the axes
_DOTTED = 40  # steps; a longer path has dots at those with numbers only


def positions(path: Iterable[Any], a: Value, b: Value) -> Places:
    """Where two parameters were, from pairs or from the updates of each step.

    Raises
    ------
    LengthError
        If the path is empty, moves neither parameter, or a position has other than two numbers.
    DomainError
        If a position is not finite.

    Examples
    --------
    >>> w, b = Value(1.0), Value(0.0)
    >>> step = Update("w", before=1.0, gradient=2.0, step=-0.5, after=0.5, parameter=w)
    >>> positions([[step]], w, b)
    [(1.0, 0.0), (0.5, 0.0)]
    """
    items = list(path)
    if not items:
        raise LengthError("the path is empty; pass (a.data, b.data) at each step, or leave it out")
    planned = [list(item) for item in items if isinstance(item, Iterable)]
    if not any(isinstance(x, Update) for item in planned for x in item):
        return [pair(item, f"position {k} of the path") for k, item in enumerate(items)]
    moved: list[dict[int, Update]] = [
        {id(update.parameter): update for update in plan if isinstance(update, Update)}
        for plan in planned
    ]
    positions = []
    for parameter in (a, b):
        found = [step.get(id(parameter)) for step in moved]
        first = next((update for update in found if update), None)
        along = [first.before if first else parameter.data]
        for update in found:  # a parameter without a gradient is in no plan, and stays
            along.append(update.after if update else along[-1])
        positions.append(along)
    if all(len(set(along)) == 1 for along in positions):
        raise LengthError("the path moves neither parameter; pass updates that belong to them")
    return [
        pair(place, f"position {k} of the path")
        for k, place in enumerate(zip(*positions, strict=True))
    ]


def draw_path(plot: Plot, axes: Axes, steps: Places) -> list[Line2D]:
    """Draw the path with its ends, and the number of some steps."""
    look, ground = ink(plot), plot.colours.ground
    shares = _in_picture(axes, steps)
    hidden = sum(not _is_inside(share) for share in shares)
    label = plot.words("plots.path", count=len(steps) - 1)
    label += plot.words("plots.outside", count=hidden) if hidden else ""
    xs, ys = zip(*steps, strict=True)
    numbered = _numbered(shares)
    path = axes.plot(xs, ys, "-o", markersize=4, linewidth=1.6, zorder=4, label=label, **look)
    path[0].set_markevery(None if len(steps) <= _DOTTED else numbered)
    first = axes.plot(*steps[0], "o", linestyle="", markersize=9, zorder=5, **look)
    first[0].set(markerfacecolor=ground, markeredgewidth=2, label=plot.words("plots.start"))
    last = axes.plot(*steps[-1], "*", linestyle="", markersize=16, zorder=5, **look)
    last[0].set(markeredgecolor=ground, label=plot.words("plots.end"))
    for k in numbered:
        axes.annotate(
            str(k),
            steps[k],
            (7, 7),
            textcoords="offset points",
            fontsize=9.5,
            zorder=6,
            path_effects=look["path_effects"],
        )
    return [*path, *first, *last]


def ink(plot: Plot) -> Look:
    """Colour that stands out from the surface, with a rim in that of the ground."""
    rim = withStroke(linewidth=3.2, foreground=plot.colours.ground)
    return {"color": plot.colours.negative, "path_effects": [rim]}


def _in_picture(axes: Axes, steps: Places) -> Places:
    """Where each step is as a share of the axes, 0 to 1 across and up."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    return [((x - left) / (right - left), (y - low) / (high - low)) for x, y in steps]


def _is_inside(share: tuple[float, float]) -> bool:
    return all(0.0 <= x <= 1.0 for x in share)


def _numbered(shares: Places) -> list[int]:
    """Which steps get their number: some, and none so close to another that both are unreadable.

    Examples
    --------
    >>> _numbered([(0.1, 0.1), (0.3, 0.1), (0.31, 0.1), (0.5, 0.5), (0.5, 1.5)])
    [0, 1, 3]
    """
    chosen: list[int] = []
    for k in range(0, len(shares), math.ceil(len(shares) / _NUMBERED)):
        is_free = all(math.dist(shares[k], shares[other]) > _APART for other in chosen)
        if is_free and _is_inside(shares[k]):
            chosen.append(k)
    return chosen
