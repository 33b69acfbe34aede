"""Pictures of computation graphs: values, local derivatives and gradients, edge by edge.

Entry points: `draw_dot` gives a picture as an object (a `graphviz.Digraph`), `render` writes it to
a file; `draw_program` gives the picture of a replay's program. Below them, `render_dot` turns any
DOT text into a picture. Curves and surfaces are drawn by `viz.plots`, which needs matplotlib and is
imported only by those who ask for it.

What always holds:

- It works without the ``dot`` program: Graphviz as WebAssembly is installed with gradwalk.
- Building is pure: `graph` makes DOT text from a tape, and only `rendering` draws it.
- The same graph gives the same bytes of DOT in every run. Edge order is argument order.
- A label is text, whatever characters it has. HTML-like labels are never used.
- A gradient that was not computed is said to be so; it is not 0.

Absent on purpose: layout (Graphviz does it), the rules of differentiation (`autograd`), lessons
(`demos`), graphs of thousands of nodes in full.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import clash as clash  # first: it explains what is wrong if `autograd` is not ours

if TYPE_CHECKING:
    from .frame import Frames, frames
    from .graph import draw_dot
    from .page import player, player_page
    from .picture import Picture
    from .program import draw_program
    from .rendering import BACKENDS, FORMATS, available_backends, render_dot
    from .saving import render

# Imported when they are asked for: all together take 0.25 s, and the first screen of a lesson needs
# none of them.
_MODULES = {
    "Frames": "frame",
    "frames": "frame",
    "draw_dot": "graph",
    "player": "page",
    "player_page": "page",
    "Picture": "picture",
    "draw_program": "program",
    "BACKENDS": "rendering",
    "FORMATS": "rendering",
    "available_backends": "rendering",
    "render_dot": "rendering",
    "render": "saving",
}

__all__ = [
    "BACKENDS",
    "FORMATS",
    "Frames",
    "Picture",
    "available_backends",
    "draw_dot",
    "draw_program",
    "frames",
    "player",
    "player_page",
    "render",
    "render_dot",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    return [*__all__, *globals()]
