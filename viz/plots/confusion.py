"""Which class a model takes for which."""

from collections.abc import Iterable, Iterator

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Patch, Rectangle
from numpy.typing import ArrayLike

from ..classes import Confusion, percent
from ..labels import room
from .canvas import Look, Plot, mixed, readable_on

_DEEPEST = 0.8  # how much of its colour a cell with all of its row has
_ROOMY = 12  # up to so many classes a cell has room for its share
_LETTER = 0.085  # inches


def confusion_matrix(
    outputs: ArrayLike,
    targets: ArrayLike,
    *,
    classes: Iterable[str] = (),
    threshold: float = 0.0,
    theme: str = "light",
    language: str = "en",
) -> Figure:
    """Draw how often each class was taken for which.

    A row for each class, with how many samples it has; a column for each it was taken for. Cells
    show how many, and up to 12 classes also which share of the row; the deeper the colour, the
    larger the share. Right ones are blue and framed, on the diagonal; wrong ones orange. A dot is
    for none. The title says how many are right.

    Parameters
    ----------
    outputs : array of shape (samples,) or (samples, classes)
        Numbers of classes, if they are whole by their type; otherwise what the model gives: a score
        for each class, or one for yes or no.
    targets : array of shape (samples,)
        The numbers of the right classes; of yes and no, 1 and 0, or 1 and -1.
    classes : iterable of str
        What the classes are called, in the order of their numbers.
    threshold : float
        Above it, one score means yes: 0 for scores, 0.5 for probabilities.
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
        If there are no samples, or not as many outputs as targets.
    DomainError
        If a target is no number of a class, or beyond those that have names.
    ChoiceError
        If the theme or language is unknown.

    Examples
    --------
    >>> figure = confusion_matrix([0, 1, 1, 1], [0, 0, 1, 1], classes=["cat", "person"])
    >>> figure.get_suptitle()
    'confusion matrix: 3 of 4 right, 75.0 %'
    """
    found = Confusion.of(outputs, targets, classes, threshold)
    count = len(found.names)
    rows = [
        f"{name} ({total:,})"
        for name, total in zip(found.names, found.counts.sum(axis=1), strict=True)
    ]
    cell = _cell(found)
    names = _LETTER * max(map(room, rows))
    plot = Plot(theme, language, (max(4.8, 1.2 + names + count * cell), 1.8 + count * cell))
    with plot.look():
        plot.head(found.title(plot.words))
        axes = plot.subplots()
        axes.set_aspect("equal")
        axes.set(xlim=(0, count), ylim=(count, 0))
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        for row, column in np.ndindex(count, count):
            _draw(plot, axes, found, row, column)
        middles = np.arange(count) + 0.5
        axes.set_yticks(middles, rows)
        is_wide = _LETTER * max(map(room, found.names)) > cell
        turned: Look = {"rotation": 90} if is_wide else {}
        axes.set_xticks(middles, found.names, **turned)
        axes.set_ylabel(plot.words("classes.truth"))
        axes.set_xlabel(plot.words("classes.taken"))
        plot.explain(_legend(plot))
        plot.legends[0].set_title(plot.words("classes.cell"), FontProperties(size=9.5))
    return plot


def _cell(found: Confusion) -> float:
    """How wide a cell is in inches: wide enough for its number, and its share."""
    count = len(found.names)
    least = 0.3 if count > _ROOMY else max(0.62, min(1.1, 3.3 / count))
    return max(least, _LETTER * len(f"{found.counts.max():,}") + 0.12)


def _draw(plot: Plot, axes: Axes, found: Confusion, row: int, column: int) -> None:
    """Draw a cell: its ground, its number, its share."""
    theme = plot.colours
    share = found.share(row, column)
    is_right = row == column
    colour = theme.positive if is_right else theme.negative
    ground = mixed(theme.ground, colour, _DEEPEST * (share or 0.0) ** 0.5)  # else 5 % were white
    frame: Look = {
        "edgecolor": theme.text if is_right else mixed(theme.ground, theme.neither, 0.35),
        "linewidth": 1.4 if is_right else 0.6,
        "zorder": 2 if is_right else 1,
        "clip_on": False,
    }
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=ground, **frame))
    count = int(found.counts[row, column])
    text: Look = {"ha": "center", "va": "center", "zorder": 3, "color": readable_on(ground, theme)}
    if not count:
        axes.text(column + 0.5, row + 0.5, "·", **text | {"color": theme.muted})
        return
    is_roomy = len(found.names) <= _ROOMY
    height = 0.38 if is_roomy else 0.5
    axes.text(column + 0.5, row + height, f"{count:,}", fontsize=11 if is_roomy else 8.5, **text)
    if is_roomy:
        axes.text(column + 0.5, row + 0.72, percent(share), fontsize=7.5, **text)


def _legend(plot: Plot) -> Iterator[Artist]:
    """What the colours say."""
    theme = plot.colours
    looks: dict[str, Look] = {
        "right": {"facecolor": theme.positive, "edgecolor": theme.text, "linewidth": 1.4},
        "wrong": {"facecolor": theme.negative, "linewidth": 0},
    }
    for name, look in looks.items():
        yield Patch(label=plot.words(f"classes.{name}"), **look)
