"""The visual language of the pictures: every kind, colour, shape and line, in one place.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart: full on arrows, as a
light (or, in the dark theme, deep) tint inside boxes, and as a darker (brighter) shade where text
or an outline needs contrast. Whatever a colour says, a shape or a line says too, so that a picture
can be printed in grey.

References
----------
M. Okabe and K. Ito, "Color Universal Design: How to make figures and presentations that are
friendly to colorblind people", 2008.
"""

import math
from dataclasses import dataclass

from autograd.tape import Instruction

from .signs import columns

FONT = "Helvetica"
"""The one family whose widths are the same nearly everywhere: WebAssembly Graphviz has its table,
Windows takes Arial for it, Linux Liberation Sans or Nimbus Sans, all of the same metrics."""

FONT_SIZE = 11
SMALL = 9


@dataclass(frozen=True, slots=True)
class Look:
    """How boxes of one kind look, apart from colours.

    Attributes
    ----------
    shape, style : str
        Attributes of Graphviz.
    width : float
        Thickness of the outline in points.
    margin : str
        Room between the text and the outline, across and up, in inches.
    """

    shape: str
    style: str = "filled"
    width: float = 1.3
    margin: str = "0.11,0.06"


LOOKS = {
    "input": Look("underline", width=2.6),
    "parameter": Look("note", margin="0.16,0.06"),
    "leaf": Look("box"),
    "operation": Look("box", "filled,rounded"),
    "activation": Look("hexagon", margin="0,0.01"),
    "loss": Look("octagon", width=2.0, margin="0.02,0.01"),
    "module": Look("tab", width=2.0, margin="0.16,0.08"),
    "backward": Look("box", "filled,rounded,dashed"),
    "guard": Look("diamond", width=2.0, margin="0,0.01"),
    "part": Look("box", "filled", width=1.0),
    "more": Look("plaintext", margin="0.05,0.03"),
}
"""How each kind of box looks. An output keeps the look of its kind and gets a double outline."""

KINDS = tuple(LOOKS)


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of pictures on a light or a dark ground.

    Attributes
    ----------
    ground, text, muted : str
        Behind everything; what is written; words that matter less than the number beside them.
    fills, lines : dict of str to str
        Inside and outline of boxes, by kind.
    output, alert, light : str
        The outline of an output; what is wrong; what the current step lights up.
    positive, negative, neither : str
        Arrows, by the sign of what flows back.
    positive_text, negative_text : str
        The same for text, which needs more contrast.
    """

    ground: str
    text: str
    muted: str
    fills: dict[str, str]
    lines: dict[str, str]
    output: str
    alert: str
    light: str
    positive: str
    negative: str
    neither: str
    positive_text: str
    negative_text: str


THEMES = {
    "light": Theme(
        ground="#FFFFFF",
        text="#1A1A1A",
        muted="#5C5C5C",
        fills={
            "input": "#DDEEF8",  # blue
            "parameter": "#FCEFD0",  # orange
            "leaf": "#FFFFFF",
            "operation": "#F1F1F1",
            "activation": "#D9F1E9",  # green
            "loss": "#FBE3D5",  # vermilion
            "module": "#F6E8F0",  # purple
            "backward": "#F1DDE9",  # purple, deeper
            "guard": "#F8D6C2",  # vermilion, deeper
            "part": "#FAFAFA",
            "more": "#FFFFFF",
        },
        lines={
            "input": "#00619A",
            "parameter": "#8F6300",
            "leaf": "#5F5F5F",
            "operation": "#5F5F5F",
            "activation": "#00775A",
            "loss": "#B04E00",
            "module": "#9C3F73",
            "backward": "#9C3F73",
            "guard": "#B04E00",
            "part": "#8A8A8A",
            "more": "#767676",
        },
        output="#9C3F73",
        alert="#A8003B",
        light="#F0E442",  # yellow
        positive="#0072B2",
        negative="#D55E00",
        neither="#767676",
        positive_text="#00619A",
        negative_text="#B04E00",
    ),
    "dark": Theme(
        ground="#15181D",
        text="#F0F0F0",
        muted="#B4BAC2",
        fills={
            "input": "#11324A",
            "parameter": "#3A2C08",
            "leaf": "#15181D",
            "operation": "#2A2F37",
            "activation": "#0B3A2D",
            "loss": "#46220C",
            "module": "#3B1F30",
            "backward": "#46243A",
            "guard": "#4F2711",
            "part": "#1A1E24",
            "more": "#15181D",
        },
        lines={
            "input": "#56B4E9",
            "parameter": "#E69F00",
            "leaf": "#A6ADB6",
            "operation": "#A6ADB6",
            "activation": "#2FC79B",
            "loss": "#FF8B4D",
            "module": "#E08FBB",
            "backward": "#E08FBB",
            "guard": "#FF8B4D",
            "part": "#7C848D",
            "more": "#98A0A9",
        },
        output="#E08FBB",
        alert="#FF7D9C",
        light="#6B6200",
        positive="#56B4E9",
        negative="#FF8B4D",
        neither="#98A0A9",
        positive_text="#7CC6F0",
        negative_text="#FFA675",
    ),
}
"""The themes. A third, "auto", is light, and dark where the reader's system is."""

THEME_NAMES = (*THEMES, "auto")


def theme_named(name: str) -> Theme:
    """The colours that DOT text has in a theme; those of "auto" are the light ones."""
    return THEMES.get(name, THEMES["light"])


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


def box(kind: str, longest: str, theme: Theme, *, is_output: bool) -> dict[str, str]:
    """Attributes of Graphviz for a box, given its longest line."""
    look = LOOKS[kind]
    letters = len(longest)
    wide = columns(longest) - letters
    attributes = {
        "shape": look.shape,
        "style": look.style,
        "color": theme.output if is_output else theme.lines[kind],
        "fillcolor": theme.fills[kind],
        "penwidth": f"{look.width:g}",
        "margin": look.margin,
        "width": "0",
    }
    if wide > 0:
        # Without fonts, Graphviz takes a Hangul syllable to be narrower than it is.
        attributes["width"] = f"{FONT_SIZE / 72 * (wide + 0.6 * (letters - wide)) + 0.3:.2f}"
    return attributes | ({"peripheries": "2"} if is_output else {})


def sign_of(contribution: float | None) -> str:
    """What an arrow says of a contribution: positive, negative, zero, or waiting if None.

    Examples
    --------
    >>> [sign_of(x) for x in (0.5, -0.5, 0.0, float("nan"), None)]
    ['positive', 'negative', 'zero', 'zero', 'waiting']
    """
    if contribution is None:
        return "waiting"
    if contribution == 0.0 or math.isnan(contribution):
        return "zero"
    return "positive" if contribution > 0.0 else "negative"


DASHES = {
    "positive": "solid",
    "negative": "dashed",
    "zero": "dotted",
    "waiting": "solid",
    "many": "solid",
    "reads": "solid",
    "hidden": "solid",
}
"""How an arrow is drawn for each sign: "waiting" has no contribution yet, "many" stands for several
arrows in one, "reads" leads to a line of a program that reads another, "hidden" to what is not
shown."""


def arrow(sign: str, share: float, theme: Theme) -> dict[str, str]:
    """Attributes of Graphviz for an arrow.

    Parameters
    ----------
    sign : str
        A key of `DASHES`.
    share : float
        The size of its contribution over the largest in the picture, 0 to 1.
    theme : Theme
        The colours.

    Examples
    --------
    >>> arrow("negative", 0.25, THEMES["light"])
    {'color': '#D55E00', 'style': 'dashed', 'penwidth': '1.9'}
    """
    colour = {"positive": theme.positive, "negative": theme.negative}.get(sign, theme.neither)
    # The root of the share: with the share itself, a tenth of the largest were a hair.
    width = 0.8 + 2.2 * math.sqrt(share) if sign in ("positive", "negative", "many") else 1.0
    return {"color": colour, "style": DASHES[sign], "penwidth": f"{width:.2g}"}
