"""A trace as pictures: one for each step, all with the same layout.

The layout is made once, with the longest text each line will ever hold. A frame is that layout with
the texts and looks of its moment (`viz.playback`): the current edge lit, what is to come faint, and
the running sentence beneath.
"""

import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any, overload

from autograd import Trace
from autograd.errors import ChoiceError, DomainError, InputTypeError
from autograd.files import as_path, write_atomically, write_folder
from autograd.language import DEFAULT
from autograd.numeric import as_float

from .animation import write_animation
from .dot import arrow_lines, picture_of
from .labels import visible, wrapped
from .layout import Element, with_texts
from .narration import narrate
from .offers import Bundle, offered
from .options import Options
from .playback import Moment, play, roomy_view
from .rendering import lay_out
from .signs import columns
from .style import arrow
from .svg import SVG_START, write_svg
from .view import Arrow, Box

SENTENCE = 90
"""Columns of the sentence beneath."""

LARGE = 12
"""Its size; it is what one reads first."""

Timelines = dict[str, list[tuple[int, Element]]]
"""By id: from which moment on an element looks how."""


def frames(
    trace: Trace,
    *,
    rankdir: str = "LR",
    theme: str = "light",
    numbers: str = ".4f",
    legend: bool = False,
    language: str = DEFAULT,
    backend: str | None = None,
    timeout: float = 30.0,
) -> "Frames":
    """Draw a trace step by step, each step a picture, all with the same layout.

    Parameters
    ----------
    trace : Trace
        The steps (`autograd.trace`).
    rankdir, theme, numbers, legend, language
        As in `viz.draw_dot`.
    backend, timeout
        As in `viz.render_dot`.

    Returns
    -------
    Frames
        The pictures, as SVG texts: ``frames[0]`` the start, ``frames[k]`` the k-th step.

    Notes
    -----
    What a picture shows is explained at `viz.draw_dot`. Besides: an edge or a box that the step is
    about is lit in yellow; what is not computed yet is faint, and its numbers say "not yet"; three
    dots after a gradient mean that more will be added to it.

    Raises
    ------
    InputTypeError
        If it is no Trace.
    RenderError
        If there are more than 2,000 nodes, or no backend could place the graph in time.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> x = Value(3.0, label="x")
    >>> shown = frames(trace(x * x))
    >>> shown
    <Frames of v1: 5 pictures>
    >>> "dv1/dx += x * dv1/dv1 = 3 * 1 = 3" in shown[3]
    True
    """
    if not isinstance(trace, Trace):
        raise InputTypeError(
            f"frames takes a Trace, got {type(trace).__name__}; pass autograd.trace(loss)"
        )
    return Frames(trace, Options(rankdir, theme, numbers, legend, language), backend, timeout)


class Frame(str):
    """The text of an SVG document, which a notebook shows as the picture it is."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


class Frames:
    """The pictures of a trace, as SVG texts; `frames` makes them.

    Parameters
    ----------
    trace : Trace
        The steps.
    options : Options
        How the graph is drawn.
    backend, timeout
        As in `viz.render_dot`.
    """

    def __init__(
        self, trace: Trace, options: Options, backend: str | None = None, timeout: float = 30.0
    ) -> None:
        self.trace = trace
        self.options = options
        self.captions = [self._caption(k) for k in range(len(trace) + 1)]
        moments = list(play(trace, options))
        longest = (max(rows, key=columns) for rows in zip_longest(*self.captions, fillvalue=""))
        view = roomy_view(trace, moments, options, "\n".join(longest))
        picture = picture_of(view, options, caption_size=LARGE)
        self.layout = lay_out(picture.source, ids=view.ids, backend=backend, timeout=timeout)
        self.timelines = self._timelines(moments)

    def __len__(self) -> int:
        """How many pictures there are: the start, and one for each step."""
        return len(self.captions)

    @overload
    def __getitem__(self, k: int) -> "Frame": ...
    @overload
    def __getitem__(self, k: slice) -> list["Frame"]: ...

    def __getitem__(self, k: int | slice) -> "Frame | list[Frame]":
        """The picture after the k-th step, as an SVG document; or those of a slice."""
        if isinstance(k, slice):
            return [self[i] for i in range(len(self))[k]]
        k = range(len(self))[k]
        elements = [self._at(k, element) for element in self.layout.elements]
        layout = replace(
            self.layout,
            about=" ".join(self.captions[k]),
            elements=tuple(elements),
            lines=with_texts(self.layout.lines, self.captions[k]),
        )
        return Frame(write_svg(layout))

    def save(self, folder: str | os.PathLike[str], *, overwrite: bool = False) -> list[Path]:
        """Write all pictures, as ``step-000.svg``, ``step-001.svg`` and so on.

        Parameters
        ----------
        folder : str or path-like
            Where to; it is made if it is not there, the folder it lies in must be.
        overwrite : bool
            Whether files that are there may be replaced. The folder holds one series: pictures
            of an earlier, longer one that would be left over are then removed.

        Returns
        -------
        list of pathlib.Path
            The files, in order.

        Raises
        ------
        FileError
            If the folder cannot be made, or a file cannot be written.
        FileInTheWayError
            If a file of one of these names holds something else, or is left over from another
            series and `overwrite` is False; or if a file called ``step-<number>.svg`` that would be
            left over is no picture of ours. Then nothing is written or removed.

        Examples
        --------
        >>> import tempfile
        >>> from autograd import Value, trace
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [path.name for path in frames(trace(Value(1.0) + 1)).save(folder)]
        ['step-000.svg', 'step-001.svg', 'step-002.svg', 'step-003.svg']
        """
        digits = max(3, len(str(len(self) - 1)))
        pictures = {f"step-{k:0{digits}}.svg": self[k] for k in range(len(self))}
        return write_folder(
            folder, pictures, overwrite=overwrite, series=r"step-\d{3,}\.svg", mark=SVG_START
        )

    def animate(
        self, path: str | os.PathLike[str], seconds: float = 1.5, *, overwrite: bool = False
    ) -> Path:
        """Write one SVG that plays all pictures over and over, without a script.

        Parameters
        ----------
        path : str or path-like
            The file, whose name ends in ``.svg``.
        seconds : float
            How long each picture stays; the last one three times as long.
        overwrite : bool
            Whether a file that is there may be replaced.

        Returns
        -------
        pathlib.Path
            `path`. A viewer that plays no animation shows the last picture; so does one whose
            reader asked for reduced motion.
        """
        path = as_path(path)
        if path.suffix.lower() != ".svg":
            raise ChoiceError(f"an animated picture is an SVG; end the name {str(path)!r} in .svg")
        return write_atomically(path, self.animation(seconds), overwrite=overwrite)

    def animation(self, seconds: float = 1.5) -> str:
        """The text of the SVG that `animate` writes."""
        return write_animation(self.layout, self.timelines, self.captions, checked_seconds(seconds))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> Bundle:
        """What a notebook shows: all of them, playing."""
        offers = {"image/svg+xml": self.animation, "text/plain": self.__repr__}
        return offered(offers, include, exclude)[0]

    def __repr__(self) -> str:
        name = visible(self.trace.tape[-1].name)
        return f"<Frames of {name}: {len(self)} pictures>"

    def _caption(self, k: int) -> list[str]:
        """The lines beneath a picture: where we are, what happens, what it is added to."""
        text, steps = self.options.text, self.trace.steps
        if k == 0:
            return [text("frames.start", count=len(steps))]
        step = steps[k - 1]
        said = narrate(step, self.trace.tape[-1].name, text)
        phase = text(f"steps.{'seed' if step.kind == 'backward' else step.kind}")
        where = text("frames.step", step=k, count=len(steps), phase=phase)
        return [where, *wrapped(said.sentence, SENTENCE), *wrapped(said.total, SENTENCE)]

    def _timelines(self, moments: Sequence[Moment]) -> Timelines:
        """When each element looks how."""
        plain = {element.id: element for element in self.layout.elements}
        found: Timelines = defaultdict(list)
        lit: frozenset[str] = frozenset()
        for k, moment in enumerate(moments):
            shown: list[Box | Arrow] = [*moment.boxes, *moment.arrows]
            for each in shown:
                plain[each.id] = self._drawn(plain[each.id], each)
            changed = {each.id for each in shown} | lit | moment.lit
            for id in sorted(changed):
                element = plain[id]
                if id in moment.lit:
                    element = replace(element, classes=(*element.classes, "now"))
                found[id].append((k, element))
            lit = moment.lit
        return found

    def _drawn(self, element: Element, shown: Box | Arrow) -> Element:
        """An element as a box or an arrow looks now."""
        state = ("todo",) if shown.is_to_come else ()
        if isinstance(shown, Box):
            kinds = (shown.kind, "output") if shown.is_output else (shown.kind,)
            lines = with_texts(element.lines, shown.rows)
            return replace(element, classes=(*kinds, *state), about=shown.about, lines=lines)
        look = arrow(shown.sign, shown.share, self.options.colours)
        color, width = look["color"], float(look["penwidth"])
        shapes = (
            replace(x, stroke=color, width=width, style=look["style"]) for x in element.shapes
        )
        heads = (replace(x, stroke=color, fill=color) for x in element.heads)
        return replace(
            element,
            classes=(shown.sign, *state),
            about=shown.about,
            shapes=tuple(shapes),
            heads=tuple(heads),
            lines=with_texts(element.lines, arrow_lines(shown.rows, self.options.rankdir)),
        )

    def _at(self, k: int, element: Element) -> Element:
        """What an element looks like after the k-th step."""
        timeline = self.timelines.get(element.id)
        if timeline is None:  # part of the legend
            return element
        return timeline[bisect_right(timeline, k, key=lambda entry: entry[0]) - 1][1]


def checked_seconds(seconds: object) -> float:
    """How long a picture stays, if it is a time."""
    number = as_float(seconds, "seconds")
    if not 0.0 < number <= 3600.0:
        raise DomainError(f"a picture stays for more than 0 and up to 3600 seconds, got {number}")
    return number
