"""The loss over two parameters, and the way an optimiser went down on it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from autograd import Value
from autograd.errors import DomainError, InputTypeError
from autograd.nn import Update

from ..labels import visible
from ..numbers import Grid, Pair, checked_resolution, on_grid, spans, widened
from .canvas import Plot, in_numbers, mixed
from .path import draw_path, ink, positions

_DECADES = 2.0  # from so many on, the scale is logarithmic


def loss_surface(
    loss: Callable[[], Any],
    a: Value,
    b: Value,
    *,
    path: Iterable[Pair] | Iterable[Sequence[Update]] | None = None,
    span: tuple[Pair, Pair] | None = None,
    resolution: int = 50,
    log: bool | None = None,
    theme: str = "light",
    language: str = "en",
) -> Figure:
    """Draw a loss over two of its parameters, and the path of an optimiser.

    The deeper the colour, the higher the loss; thin lines are of equal loss. Without a path a cross
    is where the parameters are. A path starts at the open circle and ends at the star; some steps
    have their number, and if there are no more than 40, all have a dot. Hatched: where there is no
    finite loss.

    Parameters
    ----------
    loss : callable
        Takes nothing, reads the two parameters, and gives the loss, a Value or a float. It is
        called without recording.
    a, b : Value
        The parameters, across and up. Their `data` is set while the loss is evaluated, and set back
        whatever happens.
    path : iterable, optional
        Where the parameters were: pairs ``(a.data, b.data)``; or what the optimiser planned at each
        step, ``optimiser.plan()``.
    span : pair of pairs, optional
        From where to where, across and up; by default around the parameters and the path.
    resolution : int
        The loss is evaluated at that many places across, and as many up.
    log : bool, optional
        Whether the scale of losses is logarithmic; by default if they are positive and span two
        decades.
    theme : str
        "light" or "dark".
    language : str
        "en" or "ko".

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputTypeError
        If `a` or `b` is no leaf, or both are the same.
    DomainError
        If the loss has no finite value in the picture or the same one everywhere, is not positive
        though the scale is logarithmic, or the path is not finite.

    Examples
    --------
    >>> w, b = Value(1.0, label="w"), Value(0.5, label="b")
    >>> figure = loss_surface(lambda: (3 * w + b) ** 2, w, b, path=[(1, 0.5), (0, 0.2)])
    >>> figure.axes[0].get_xlabel(), w.data
    ('w', 1.0)
    """
    _check_leaves(a, b)
    steps = None if path is None else positions(path, a, b)
    if span is None:
        shown = [(a.data, b.data)] if steps is None else steps
        sides = [widened(side, 0.3) for side in zip(*shown, strict=True)]
    else:
        sides = spans(span)
    xs, ys = (np.linspace(*side, checked_resolution(resolution)).tolist() for side in sides)
    losses = _evaluated(loss, a, b, xs, ys)
    norm, levels = _scale(losses, log)

    plot = Plot(theme, language, (6.6, 5.4))
    with plot.look():
        plot.head(plot.words("plots.surface"))
        axes = plot.subplots()
        _contours(plot, axes, xs, ys, losses, norm, levels)
        axes.grid(visible=False)
        axes.set(xlim=sides[0], ylim=sides[1])
        axes.set_xlabel(visible(a.label or "a"))
        axes.set_ylabel(visible(b.label or "b"))
        in_numbers(axes)
        drawn = draw_path(plot, axes, steps) if steps else _here(plot, axes, (a.data, b.data))
        plot.explain([*drawn, *plot.hatched(axes, losses)])
    return plot


def _check_leaves(a: object, b: object) -> None:
    for name, parameter in (("a", a), ("b", b)):
        if not isinstance(parameter, Value):
            kind = type(parameter).__name__
            raise InputTypeError(f"{name} must be a Value, got {kind}; pass a parameter")
        if parameter.op is not None:
            raise InputTypeError(
                f"{name} must be a leaf, for its data is set, got the result of "
                f"{parameter.op.name}; pass a parameter of the model"
            )
    if a is b:
        raise InputTypeError("a and b must be two parameters, got the same twice; pass another")


def _evaluated(
    loss: Callable[[], Any], a: Value, b: Value, xs: list[float], ys: list[float]
) -> Grid:
    """The loss at each place; the parameters get their numbers back."""
    before = a.data, b.data

    def at(x: float, y: float) -> Any:
        a.data, b.data = x, y
        return loss()

    try:
        return on_grid(at, xs, ys, "the loss")
    finally:
        a.data, b.data = before


def _scale(losses: Grid, log: bool | None) -> tuple[Normalize, list[float]]:
    """How losses become colours, and the levels of the contours."""
    low, high = float(np.nanmin(losses)), float(np.nanmax(losses))
    if not low < high:
        raise DomainError(
            f"the loss is {low!r} everywhere in the picture; it has to be computed from a and b at "
            "each call, as in lambda: (a*x + b - y)**2, and not once before"
        )
    if log and low <= 0.0:
        raise DomainError(
            f"a logarithmic scale needs losses > 0, got {low!r}; pass log=False, or add a small "
            "number to the loss"
        )
    if log or (log is None and low > 0.0 and np.log10(high / low) >= _DECADES):
        return LogNorm(low, high), np.geomspace(low, high, 25).tolist()
    return Normalize(low, high), np.linspace(low, high, 21).tolist()


def _contours(
    plot: Plot,
    axes: Axes,
    xs: list[float],
    ys: list[float],
    losses: Grid,
    norm: Normalize,
    levels: list[float],
) -> None:
    """Fill by loss, and draw thin lines of equal loss."""
    theme = plot.colours
    colours = LinearSegmentedColormap.from_list(
        "losses", [theme.ground, mixed(theme.ground, theme.positive, 0.85)]
    )
    filled = axes.contourf(xs, ys, losses, levels=levels, norm=norm, cmap=colours)
    thin = mixed(theme.ground, theme.text, 0.45)
    axes.contour(xs, ys, losses, levels=levels[1:-1:2], linewidths=0.6, colors=thin)
    plot.scale(filled, axes, plot.words("plots.loss"))


def _here(plot: Plot, axes: Axes, here: tuple[float, float]) -> list[Line2D]:
    """Mark where the parameters are."""
    label = plot.words("plots.here")
    return axes.plot(*here, "P", linestyle="", markersize=11, label=label, **ink(plot))
