"""The figure that all plots draw on: its colours, its fonts, its numbers."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from matplotlib import style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import RendererBase
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter
from numpy.typing import NDArray

from autograd.errors import MissingExtraError, unknown_choice

from ..labels import number
from ..language import load
from ..offers import Bundle, offered
from ..style import THEMES, Theme
from .saving import written

LATIN = "DejaVu Sans"  # comes with matplotlib: the same everywhere
HANGUL = (
    *("Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Nanum Gothic", "Malgun Gothic"),
    *("Apple SD Gothic Neo", "AppleGothic", "NanumBarunGothic", "UnDotum", "Baekmuk Dotum"),
    # Before 3.11, matplotlib knows a collection of fonts by its first; all of these have Hangul.
    *("Noto Sans CJK JP", "Noto Sans CJK SC"),
)
Look = dict[str, Any]
"""Colours, widths and the like, as matplotlib's functions take them."""

DASHES = ("solid", "dashed", "dashdot", "dotted")
_KINDS = ("input", "loss", "activation", "parameter", "module")


class Plot(Figure):
    """A figure that looks the same whatever matplotlib is set to, and that notebooks show.

    Parameters
    ----------
    theme : str
        "light" or "dark".
    language : str
        "en" or "ko".
    size : tuple of float
        Width and height in inches.

    Raises
    ------
    ChoiceError
        If there is no such theme or language.
    MissingExtraError
        If the language is Korean and no font that has Hangul is installed.

    Examples
    --------
    >>> Plot("light", "en", (3, 2)).words("plots.step")
    'step'
    """

    def __init__(self, theme: str, language: str, size: tuple[float, float]) -> None:
        if theme not in tuple(THEMES):
            raise unknown_choice("theme", theme, THEMES)
        self.words = load(language)
        self.colours = THEMES[theme]
        self.settings = settings(self.colours, language)
        with self.look():
            super().__init__(figsize=size, layout="constrained")

    def look(self) -> AbstractContextManager[None]:
        """Draw with our settings and matplotlib's defaults, whatever else is set outside."""
        return style.context(["default", self.settings])

    def draw(self, renderer: RendererBase) -> None:
        """Draw all; ticks are made only now, and take their fonts and colours from the settings."""
        with self.look():
            super().draw(renderer)

    def head(self, title: str) -> None:
        """Say what it shows; a file says so too, to readers that see no picture."""
        self.suptitle(title)
        self.set_label(title)

    def explain(self, handles: Iterable[Artist], columns: int = 4) -> None:
        """Put the legend below the axes, where it covers nothing."""
        shown = list(handles)
        if shown:
            self.legend(handles=shown, loc="outside lower center", ncols=min(len(shown), columns))

    def scale(self, filled: ScalarMappable, axes: Axes, label: str) -> Axes:
        """Put the scale of colours beside the axes."""
        is_log = isinstance(filled.norm, LogNorm)
        ticks = None if is_log else MaxNLocator(7)
        bar = self.colorbar(filled, ax=axes, label=label, ticks=ticks, fraction=0.06, pad=0.02)
        bar.outline.set_visible(False)
        written_as(bar.ax.yaxis)
        return bar.ax

    def hatched(self, axes: Axes, found: NDArray[np.float64]) -> Iterator[Artist]:
        """Hatch what is left blank because it has no number, and say how much that is."""
        missing = int(np.isnan(found).sum())
        if missing:
            axes.patch.set_hatch("////")
            label = self.words("plots.no_value", count=missing, total=found.size)
            yield Patch(facecolor=self.colours.ground, hatch="////", label=label)

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None, **_: Any
    ) -> Bundle:
        """Return what a notebook shows; what fails is left to its plain text."""
        svg = "image/svg+xml"
        return offered({svg: lambda: written(self, "svg").decode()}, include, exclude)[0]


def settings(theme: Theme, language: str) -> dict[str, Any]:
    """The settings of matplotlib that make the look of a theme."""
    return {
        "font.family": fonts(language),
        "font.size": 10.5,
        "text.color": theme.text,
        "text.parse_math": False,  # a label with two dollars is a label
        "axes.labelcolor": theme.text,
        "axes.edgecolor": theme.muted,
        "axes.titlecolor": theme.text,
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "grid.color": mixed(theme.ground, theme.neither, 0.35),
        "grid.linewidth": 0.6,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "xtick.labelsize": 9.5,
        "ytick.labelsize": 9.5,
        "figure.facecolor": theme.ground,
        "axes.facecolor": theme.ground,
        "hatch.color": mixed(theme.ground, theme.neither, 0.6),
        "hatch.linewidth": 0.7,
        "figure.titlesize": 13,
        "figure.titleweight": "bold",
        "figure.constrained_layout.h_pad": 0.06,
        "figure.constrained_layout.w_pad": 0.08,
        "legend.frameon": False,
        "legend.fontsize": 9.5,
        "lines.linewidth": 2.0,
        "svg.hashsalt": "gradwalk",  # ids in an SVG, which are random otherwise
        "savefig.dpi": 160,
    }


def fonts(language: str) -> list[str]:
    """The fonts to write a language with, the first that has a character taking it.

    Raises
    ------
    MissingExtraError
        If the language is Korean and no known font that has Hangul is installed: matplotlib would
        draw boxes.

    Examples
    --------
    >>> fonts("en")[0]
    'DejaVu Sans'
    """
    installed = {font.name for font in fontManager.ttflist}
    hangul = [font for font in HANGUL if font in installed][:1]
    if language != "ko":
        return [LATIN, *hangul]
    if not hangul:
        raise MissingExtraError(
            "Korean needs a font that has Hangul, and matplotlib finds none of "
            f"{', '.join(HANGUL[:6])}; install one (Debian and Ubuntu: apt-get install "
            "fonts-noto-cjk or fonts-nanum), then restart Python, or pass language='en'"
        )
    return [*hangul, LATIN]


def mixed(ground: str, colour: str, share: float) -> str:
    """A colour between two, opaque: what is translucent leaves seams in print.

    Examples
    --------
    >>> mixed("#ffffff", "#0072B2", 0.5)
    '#80b8d8'
    """
    red, green, blue = np.add(to_rgb(ground), share * np.subtract(to_rgb(colour), to_rgb(ground)))
    return to_hex((red, green, blue))


def readable_on(colour: str, theme: Theme) -> str:
    """Of the two ends of a theme, text and ground, the one that stands out more from a colour.

    Examples
    --------
    >>> readable_on("#0072B2", THEMES["light"]), readable_on("#ffffff", THEMES["light"])
    ('#FFFFFF', '#1A1A1A')
    """
    return max((theme.text, theme.ground), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """How much two colours stand out from each other: from 1, not at all, to 21.

    References
    ----------
    Web Content Accessibility Guidelines (WCAG) 2.2, "relative luminance" and "contrast ratio".

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))


def series_look(theme: Theme, i: int) -> Look:
    """Colour and dashes of the i-th series; the first twenty differ, and the first four in grey.

    Examples
    --------
    >>> series_look(THEMES["light"], 1)
    {'color': '#B04E00', 'linestyle': 'dashed'}
    """
    return {
        "color": theme.lines[_KINDS[i % len(_KINDS)]],
        "linestyle": DASHES[i % len(DASHES)],
    }


def written_as(axis: Axis) -> None:
    """Write the numbers of an axis as all pictures do; a logarithmic one needs enough of them."""
    axis.set_major_formatter(FuncFormatter(lambda x, _: number(x, ".9g")))
    axis.set_minor_formatter(NullFormatter())
    if axis.get_scale() == "log":
        low, high = axis.get_view_interval()
        subs = (1.0,) if high / low > 1e3 else (1.0, 2.0, 5.0)
        axis.set_major_locator(MaxNLocator(6) if high / low < 10.0 else LogLocator(subs=subs))


def in_numbers(*axes: Axes) -> None:
    """Write the numbers of both axes of each."""
    for one in axes:
        written_as(one.xaxis)
        written_as(one.yaxis)
