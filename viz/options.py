"""What all pictures of graphs have in common to choose, checked in one place."""

from dataclasses import dataclass
from typing import TypedDict

from autograd import Value
from autograd.errors import unknown_choice
from autograd.language import DEFAULT, Text
from autograd.nn import Module

from .labels import checked_spec, number
from .language import load
from .style import THEME_NAMES, Theme, theme_named

BACKWARD = {"LR": "←", "TB": "↑", "RL": "→", "BT": "↓"}
"""Where gradients flow to, for each direction in which the computation may run."""


class PictureOptions(TypedDict, total=False):
    """The options of `viz.draw_dot`, for functions that pass them on."""

    rankdir: str
    detail: str
    around: Value | str | None
    hops: int
    module: Module | str | None
    theme: str
    numbers: str
    legend: bool
    language: str


@dataclass(frozen=True, slots=True)
class Options:
    """How a graph is drawn.

    Attributes
    ----------
    rankdir : str
        Where the computation runs: "LR" to the right, "TB" downwards, "RL" or "BT".
    theme : str
        "light", "dark", or "auto": light, and dark where the reader's system is (SVG only).
    numbers : str
        How to write numbers, as `viz.labels.number` takes it.
    legend : bool
        Whether to explain the picture in the picture.
    language : str
        "en" or "ko".

    Raises
    ------
    ChoiceError
        If one of them is unknown.

    Examples
    --------
    >>> Options(rankdir="TB").backward
    '↑'
    """

    rankdir: str = "LR"
    theme: str = "light"
    numbers: str = ".4f"
    legend: bool = False
    language: str = DEFAULT

    def __post_init__(self) -> None:
        """Refuse what is unknown."""
        if self.rankdir not in tuple(BACKWARD):
            raise unknown_choice("rankdir", self.rankdir, BACKWARD)
        if self.theme not in THEME_NAMES:
            raise unknown_choice("theme", self.theme, THEME_NAMES)
        checked_spec(self.numbers)
        load(self.language)

    @property
    def text(self) -> Text:
        """The sentences of the language."""
        return load(self.language)

    @property
    def colours(self) -> Theme:
        """The colours that DOT text has; of "auto" the light ones."""
        return theme_named(self.theme)

    @property
    def backward(self) -> str:
        """The arrow that points where gradients flow to."""
        return BACKWARD[self.rankdir]

    def number(self, x: float) -> str:
        """A number as it is written in this picture."""
        return number(x, self.numbers)
