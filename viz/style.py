"""The visual language of the pictures: every kind, colour, shape and line, in one place.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart. A box is filled with
a light tint of its colour (black text on it has a contrast of at least 14 : 1) and outlined in a
dark shade of it (at least 3 : 1 on white). Whatever a colour says, a shape or a line says too, so
that a picture can be printed in grey.

References
----------
M. Okabe and K. Ito, "Color Universal Design: How to make figures and presentations that are
friendly to colorblind people", 2008.
"""

import math
from dataclasses import dataclass

from autograd.tape import Instruction

from .labels import columns

FONT = "Helvetica"
"""The one family whose widths are the same nearly everywhere: WebAssembly Graphviz has its table,
Windows takes Arial for it, Linux Liberation Sans or Nimbus Sans, all of the same metrics."""

FONT_SIZE = 11

TEXT = "#1A1A1A"
POSITIVE = "#0072B2"  # blue
NEGATIVE = "#D55E00"  # vermilion
NEITHER = "#767676"


@dataclass(frozen=True, slots=True)
class Look:
    """How boxes of one kind look.

    Attributes
    ----------
    shape, style : str
        Attributes of Graphviz.
    line, fill : str
        Colours of the outline and of the inside.
    width : float
        Thickness of the outline in points.
    margin : str
        Room between the text and the outline, across and up, in inches.
    """

    shape: str
    style: str
    line: str
    fill: str
    width: float = 1.3
    margin: str = "0.11,0.06"


LOOKS = {
    "input": Look("underline", "filled", "#00619A", "#DDEEF8", 2.6),  # blue
    "parameter": Look("note", "filled", "#8F6300", "#FCEFD0", margin="0.16,0.06"),  # orange
    "leaf": Look("box", "filled", "#5F5F5F", "#FFFFFF"),
    "operation": Look("box", "filled,rounded", "#5F5F5F", "#F1F1F1"),
    "activation": Look("hexagon", "filled", "#00775A", "#D9F1E9", margin="0,0.01"),  # green
    "loss": Look("octagon", "filled", "#B04E00", "#FBE3D5", 2.0, margin="0.02,0.01"),  # vermilion
}
"""How each kind of node looks. An output keeps the look of its kind and gets `OUTPUT` as well."""

OUTPUT = {"peripheries": "2", "color": "#9C3F73"}  # reddish purple


def kind_of(line: Instruction) -> str:
    """What a node is: a key of `LOOKS`.

    Examples
    --------
    >>> from autograd import Value, tape
    >>> w, x = Value(2.0, role="parameter"), Value(3.0)
    >>> [kind_of(line) for line in tape((w * x).sigmoid())]
    ['parameter', 'leaf', 'operation', 'activation']
    """
    role = line.node.role
    if role == "loss":
        return "loss"
    if line.op is None:
        return role if role in ("input", "parameter") else "leaf"
    return "activation" if line.op.family == "activation" else "operation"


def box(kind: str, longest: str, *, is_output: bool) -> dict[str, str]:
    """Attributes of Graphviz for the box of a node, given its longest line."""
    look = LOOKS[kind]
    letters = len(longest)
    wide = columns(longest) - letters
    attributes = {
        "shape": look.shape,
        "style": look.style,
        "color": look.line,
        "fillcolor": look.fill,
        "penwidth": f"{look.width:g}",
        "margin": look.margin,
        "width": "0",
    }
    if wide > 0:
        # Without fonts, Graphviz takes a Hangul syllable to be narrower than it is.
        attributes["width"] = f"{FONT_SIZE / 72 * (wide + 0.6 * (letters - wide)) + 0.3:.2f}"
    return attributes | OUTPUT if is_output else attributes


def arrow(contribution: float | None, largest: float) -> dict[str, str]:
    """Attributes of Graphviz for an edge.

    Parameters
    ----------
    contribution : float or None
        What flowed back along it; None if nothing did yet.
    largest : float
        The largest size of a finite contribution in the picture.

    Examples
    --------
    >>> arrow(-0.5, 2.0)
    {'color': '#D55E00', 'style': 'dashed', 'penwidth': '1.9'}
    """
    if contribution is None:
        return {"color": NEITHER, "style": "solid", "penwidth": "1"}
    if contribution == 0.0 or math.isnan(contribution):
        return {"color": NEITHER, "style": "dotted", "penwidth": "1"}
    # The root of the share: with the share itself, a tenth of the largest were a hair.
    share = 1.0 if math.isinf(contribution) else math.sqrt(abs(contribution) / largest)
    return {
        "color": POSITIVE if contribution > 0.0 else NEGATIVE,
        "style": "solid" if contribution > 0.0 else "dashed",
        "penwidth": f"{0.8 + 2.2 * share:.2g}",
    }
