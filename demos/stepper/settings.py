"""What the screens of the stepper share: language, signs, theme, and where progress is kept."""

from dataclasses import dataclass

from autograd.language import Text
from viz.language import languages
from viz.signs import Signs

from ..language import load

THEMES = {"dark": "textual-dark", "light": "textual-light"}
"""The themes of the pictures, and Textual's of the same ground."""


def page_width(columns: int) -> int:
    """Cells of a line of text in a window of so many columns: without margins and a scroll bar.

    Examples
    --------
    >>> page_width(80), page_width(300)
    (75, 100)
    """
    return min(columns - 5, 100)


@dataclass
class Settings:
    """How the screens look; a reader may change it while they read.

    Attributes
    ----------
    language : str
        The language of all sentences.
    signs : Signs
        What the terminal can show.
    theme : str
        A key of `THEMES`.
    """

    language: str
    signs: Signs
    theme: str = "dark"

    def text(self, lesson: str | None = None) -> Text:
        """The sentences of the language: those of one lesson, and what all share; or all."""
        return load(self.language, lesson)

    def next_language(self) -> None:
        """Take the next language."""
        names = languages()
        self.language = names[(names.index(self.language) + 1) % len(names)]

    def next_theme(self) -> None:
        """Take the next theme."""
        names = [*THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
