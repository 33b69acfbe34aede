"""A training at a glance: its losses, its metrics, and where it went back to."""

from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from autograd.errors import DomainError

from ..history import (
    VALIDATION,
    Named,
    base_of,
    called,
    check_positive,
    goal_of,
    kind_of,
    panels_of,
    series_of,
    spans_decades,
)
from .canvas import Plot, in_numbers, series_look
from .history import draw_series, whole_numbers


def training_curves(
    history: Any,
    *,
    log: bool | None = None,
    best_epoch: int | None = None,
    theme: str = "light",
    language: str = "en",
) -> Figure:
    """Draw how losses and metrics went, epoch by epoch.

    A panel for the losses, one for all metrics from 0 to 1, one for each other metric, and one for
    the learning rate, if it changed. Solid lines are of the training data and dashed ones of the
    validation data; further metrics of a panel have other dashes. A star is the best: the lowest
    loss, the highest accuracy. An upright line is the epoch that early stopping went back to. What
    is not finite breaks the line, as in `loss_curve`.

    Parameters
    ----------
    history : Run or mapping of str to iterable of float
        What `fit` gave, or its ``history``: one number for each epoch, by name.
    log : bool, optional
        Whether the scale of losses is logarithmic; by default if they are positive and span two
        decades.
    best_epoch : int, optional
        The epoch that the upright line is at; 0 for none. By default that of the run.
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
        If the scale is logarithmic and a loss is not positive, or there is no such epoch.
    ChoiceError
        If the theme or language is unknown.

    Examples
    --------
    >>> history = {"loss": [2.0, 1.0], "validation loss": [2.1, 2.2], "accuracy": [0.5, 0.9]}
    >>> figure = training_curves(history, best_epoch=1)
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['loss', 'accuracy']
    """
    several = series_of(history, "training_curves")
    panels = panels_of(several) or [list(several)]
    losses = {name: several[name] for name in panels[0] if kind_of(name) == "loss"}
    if log:
        check_positive(losses, "epoch", 1)
    is_log = spans_decades(losses) if log is None else log
    back = _checked_epoch(history, best_epoch, several)
    plot = Plot(theme, language, (7.2, 1.2 + 2.4 * len(panels)))
    with plot.look():
        plot.head(plot.words("history.title"))
        rows = plot.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
        for axes, names in zip(rows, panels, strict=True):
            if is_log and names[0] in losses:
                axes.set_yscale("log")
            _panel(plot, axes, {name: several[name] for name in names})
            axes.xaxis.set_major_locator(whole_numbers())
            in_numbers(axes)
            if back:
                axes.axvline(back, color=plot.colours.muted, linewidth=1.2, zorder=1)
        plot.align_ylabels(rows)
        rows[-1].set_xlabel(plot.words("plots.epoch"))
        if back:
            label = plot.words("history.went_back", epoch=back)
            plot.explain([_upright(plot, label)])
    return plot


def _checked_epoch(history: Any, best_epoch: int | None, several: Named) -> int:
    """The epoch the line is at; 0 for none."""
    epoch = int(getattr(history, "best_epoch", 0) if best_epoch is None else best_epoch)
    last = max(map(len, several.values()))
    if not 0 <= epoch <= last:
        raise DomainError(f"best_epoch is from 0 (none) to {last}, the last epoch, got {epoch}")
    return epoch


def _panel(plot: Plot, axes: Axes, several: Named) -> None:
    """Draw the series that share a scale, and say above them which is which."""
    bases = list(dict.fromkeys(base_of(name) for name in several))
    legend: list[Artist] = []
    for name, numbers in several.items():
        i = 2 * bases.index(base_of(name)) + name.startswith(VALIDATION)
        counts = list(range(1, len(numbers) + 1))
        look = series_look(plot.colours, i)
        label = called(plot.words, name)
        legend += draw_series(plot, axes, label, "epoch", counts, numbers, look, goal_of(name))
    axes.legend(handles=legend, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2)
    is_one = len(bases) == 1
    axes.set_ylabel(called(plot.words, bases[0]) if is_one else plot.words("history.metrics"))


def _upright(plot: Plot, label: str) -> Line2D:
    """A short upright line, for the legend."""
    return Line2D(
        [], [], linestyle="", marker="|", markersize=12, color=plot.colours.muted, label=label
    )
