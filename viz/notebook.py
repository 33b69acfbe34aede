"""What a notebook shows: a small picture of a Value, the player of a Trace, and fallbacks.

`autograd.display` finds these functions by their entry points (setup.cfg); nobody needs to import
`viz` for it. Whatever cannot be drawn is left out, and the text remains.
"""

import html
from collections.abc import Iterable

from autograd import Trace, Value, tape
from autograd.errors import RenderError

from .dot import picture_of
from .folding import LIMIT
from .graph import present_gradients
from .offers import Bundle, offered
from .options import Options
from .page import player_page
from .picture import Picture
from .selection import select
from .state import after, recorded
from .view import Drawing

SMALL = 60
"""How many boxes a picture in a notebook may have before it folds."""

PATIENCE = 5.0
"""Seconds a picture in a notebook may take."""


def value_bundle(
    value: Value, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
) -> Bundle:
    """A small picture of the graph that computes a Value.

    Examples
    --------
    >>> sorted(value_bundle(Value(1.0) + 2))
    ['image/svg+xml']
    """

    def draw() -> str:
        lines = tape(value)
        return _small(Drawing(lines, recorded(lines, present_gradients(lines)), Options()))

    return offered({"image/svg+xml": draw}, include, exclude)[0]


def trace_bundle(
    trace: Trace, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
) -> Bundle:
    """The player of a trace in a frame of its own, and a picture for where frames are not shown.

    A large trace is only a picture, which folds: evaluating a cell takes no longer than a second.

    Examples
    --------
    >>> from autograd import trace
    >>> sorted(trace_bundle(trace(Value(1.0) + 2)))
    ['image/svg+xml', 'text/html']
    """

    def draw() -> str:
        return _small(Drawing(trace.tape, after(trace), Options()))

    def play() -> str:
        if len(trace.tape) > LIMIT:
            raise RenderError(f"more than {LIMIT} nodes: whoever wants to play them calls player")
        page = html.escape(player_page(trace, timeout=PATIENCE))
        # Without allow-same-origin: the page can do nothing to the notebook.
        return (
            f'<iframe srcdoc="{page}" sandbox="allow-scripts" width="100%" height="640" '
            f'title="{html.escape(repr(trace))}" style="border: 1px solid #999"></iframe>'
        )

    return offered({"text/html": play, "image/svg+xml": draw}, include, exclude)[0]


def _small(drawing: Drawing) -> str:
    picture: Picture = picture_of(select(drawing, limit=SMALL), drawing.options)
    svg: str = picture.pipe("svg", encoding="utf-8", timeout=PATIENCE)
    return svg
