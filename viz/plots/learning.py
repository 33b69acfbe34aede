"""How a model learns where to decide: a file that plays one picture for each snapshot."""

import os
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from matplotlib.animation import PillowWriter
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from autograd.errors import DomainError
from autograd.files import as_path, write_atomically
from autograd.nn import Snapshots

from ..animation import HOLD, play_rules
from ..classes import checked_names, named
from ..numbers import Pair, finite
from ..saving import format_of
from ..style import Theme
from .canvas import Look, Plot, in_numbers, mixed
from .film import Film, evaluated
from .saving import written

ANIMATED = ("gif", "svg")
_MARKERS = "^osDvP*X"  # the first two as in `decision_boundary`
_DPI = 110
_TINT = 0.35


def boundary_animation(
    frames: Snapshots,
    x: Iterable[Pair],
    y: Iterable[float],
    path: str | os.PathLike[str],
    *,
    classes: Iterable[str] = (),
    threshold: float = 0.0,
    span: tuple[Pair, Pair] | None = None,
    resolution: int = 50,
    seconds: float = 0.2,
    replay: bool = False,
    theme: str = "light",
    language: str = "en",
    overwrite: bool = False,
) -> Path:
    """Write a picture that plays how a model of two inputs learnt to tell classes apart.

    The ground is tinted by the class that the model decides for, with a thick line where the
    decision changes. The points have the colour and the shape of their class; a ring is around each
    that the model gets wrong. Above stand the epoch and how many are right. Hatched: where the
    model has no value. The last picture stays longer, then it begins again; in an SVG, a reader who
    prefers reduced motion sees the last alone.

    Parameters
    ----------
    frames : Snapshots
        What the callback kept during the training. The model is evaluated at each, and then gets
        its parameters back.
    x : iterable of pair
        The points: an array of shape (samples, 2), say.
    y : iterable of int
        The class of each: 0, 1 and so on, or -1 and 1.
    path : str or path-like
        The file; its ending says the format: ``.gif`` plays everywhere, ``.svg`` is sharp at any
        size and plays in browsers.
    classes : iterable of str
        What the classes are called, in the order of their numbers.
    threshold : float
        Above it, a single score is for class 1: 0 for scores, 0.5 for probabilities.
    span : pair of pairs, optional
        From where to where, across and up; by default around the points.
    resolution : int
        The model is evaluated at that many places across, and as many up.
    seconds : float
        How long each picture stays.
    replay : bool
        Whether to record the model once and replay it, which is faster; needs the extra ``fast``.
    theme : str
        "light" or "dark".
    language : str
        "en" or "ko".
    overwrite : bool
        Whether a file that is there, with other content, may be replaced.

    Returns
    -------
    pathlib.Path
        `path`. The file is complete, or what it was before.

    Raises
    ------
    LengthError
        If there are no snapshots or no points, or not as many labels.
    DomainError
        If a label is of no class, or the model has no value anywhere.
    ChoiceError
        If the ending, theme or language is unknown.
    FileError
        If the file is there already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from autograd.nn import Neuron
    >>> neuron, snapshots = Neuron(2, activation="identity", init="zeros"), Snapshots()
    >>> for epoch in range(2):
    ...     neuron.load({"w1": 1.0, "w2": epoch - 1.0, "b": 0.0})
    ...     snapshots.take(neuron, epoch)
    >>> points = [(0, 1), (1, 0)]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = folder + "/learning.svg"
    ...     boundary_animation(snapshots, points, [0, 1], file, resolution=5).name
    'learning.svg'
    """
    path = as_path(path)
    format = format_of(path, ANIMATED)
    if not 0.01 <= finite(seconds, "seconds") <= 60.0:
        raise DomainError(f"seconds is from 0.01 to 60, got {seconds!r}; 0.2 is usual")
    given = checked_names(classes)
    plot = Plot(theme, language, (6.2, 5.8))
    film = evaluated(
        frames,
        x,
        y,
        threshold=finite(threshold, "threshold"),
        span=span,
        resolution=resolution,
        replay=replay,
    )
    names = named(given, len(film.leads[0]), plot.words)
    pictures = _drawn(plot, film, names)
    content = (_svg if format == "svg" else _gif)(plot, pictures, float(seconds))
    return write_atomically(path, content, overwrite=overwrite)


# --- draw ----------------------------------------------------------------------------------------


def _drawn(plot: Plot, film: Film, names: list[str]) -> list[list[Artist]]:
    """Draw what all pictures share, and give what each has of its own; all have one layout."""
    with plot.look():
        plot.head(plot.words("classes.boundary"))
        axes = plot.subplots()
        axes.set(xlim=(film.xs[0], film.xs[-1]), ylim=(film.ys[0], film.ys[-1]))
        axes.grid(visible=False)
        axes.set_xlabel("x1")
        axes.set_ylabel("x2")
        in_numbers(axes)
        legend = list(_points(plot, axes, film, names))
        pictures = [list(_picture(plot, axes, film, k)) for k in range(len(film.epochs))]
        if any(np.isnan(lead).any() for lead in film.leads):
            axes.patch.set_hatch("////")
            label = plot.words("classes.no_value")
            legend.append(Patch(facecolor=plot.colours.ground, hatch="////", label=label))
        plot.explain(legend)
        plot.draw_without_rendering()
        plot.set_layout_engine("none")
    return pictures


def _points(plot: Plot, axes: Axes, film: Film, names: list[str]) -> Iterator[Artist]:
    """Draw the points of each class, and give them to the legend, with the ring."""
    at = np.array(film.places)
    for k, name in enumerate(names):
        here = film.classes == k
        label = plot.words("classes.points", name=name, count=int(here.sum()))
        look: Look = {"facecolors": _colour(plot.colours, k), "edgecolors": plot.colours.ground}
        look |= {"marker": _MARKERS[k % len(_MARKERS)], "s": 40, "linewidths": 0.8, "zorder": 4}
        yield axes.scatter(*at[here].T, label=label, **look)
    yield axes.scatter([], [], label=plot.words("classes.wrong"), **_ring(plot.colours))


def _picture(plot: Plot, axes: Axes, film: Film, k: int) -> Iterator[Artist]:
    """Draw what one picture has of its own: regions, lines, rings and words."""
    theme = plot.colours
    for i, lead in enumerate(film.leads[k]):
        low, high = np.nanmin(lead), np.nanmax(lead)
        if high > 0.0:
            tint = mixed(theme.ground, _colour(theme, i), _TINT)
            yield axes.contourf(film.xs, film.ys, lead, levels=[0.0, high], colors=[tint])
        if i > 0 and low < 0.0 < high:  # the line around class 0 is that of the others
            line: Look = {"colors": theme.text, "linewidths": 2.0}
            yield axes.contour(film.xs, film.ys, lead, levels=[0.0], **line)
    is_right = film.found[k] == film.classes
    wrong = np.array(film.places)[~is_right]
    yield axes.scatter(*wrong.T, **_ring(theme))
    count = {"right": int(is_right.sum()), "total": len(is_right)}
    words = plot.words("classes.epoch", epoch=film.epochs[k], **count)
    yield axes.text(0.0, 1.02, words, transform=axes.transAxes, fontsize=11)


def _ring(theme: Theme) -> Look:
    return {
        "s": 140,
        "facecolors": "none",
        "edgecolors": theme.text,
        "linewidths": 1.5,
        "zorder": 5,
    }


def _colour(theme: Theme, k: int) -> str:
    """The colour of a class; those of two are as in `decision_boundary`."""
    kinds = ("activation", "module", "parameter", "leaf")
    colours = (theme.negative, theme.positive, *(theme.lines[kind] for kind in kinds))
    return colours[k % len(colours)]


# --- write ---------------------------------------------------------------------------------------


def _gif(plot: Plot, pictures: list[list[Artist]], seconds: float) -> bytes:
    """One picture after the other; the last one several times."""
    writer = PillowWriter(fps=1.0 / seconds)  # type: ignore[arg-type]  # it divides by it: any number
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pictures.gif"
        with writer.saving(plot, str(file), _DPI):
            for shown in [*pictures, *[pictures[-1]] * (HOLD - 1)]:
                for picture in pictures:
                    for artist in picture:
                        artist.set_visible(picture is shown)
                writer.grab_frame()
        return file.read_bytes()


def _svg(plot: Plot, pictures: list[list[Artist]], seconds: float) -> str:
    """All pictures over one another, and a style sheet that shows each while it lasts."""
    last = len(pictures) - 1
    for k, picture in enumerate(pictures):
        for i, artist in enumerate(picture):
            artist.set_gid(f"picture{k}-{i}")
    text = written(plot, "svg").decode()

    def played(match: re.Match[str]) -> str:
        k = int(match[1])
        return (
            f'<g class="a s{k} d{HOLD}">'
            if k == last
            else f'<g class="a s{k} d1" visibility="hidden">'
        )

    text = re.sub(r'<g id="picture(\d+)-\d+">', played, text)
    name = "k" + sha256(text.encode()).hexdigest()[:8]
    rules = play_rules(name, len(pictures), seconds, range(len(pictures)), {1, HOLD})
    return re.sub(
        r"<svg ([^>]*)>", rf'<svg class="{name}" \1><style>{rules}</style>', text, count=1
    )
