"""What a lesson's screen knows, and what its parts (moving, looking, asking) need of each other."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from textual import events
from textual.screen import Screen

from autograd.errors import AutogradError

from ..catalog import LESSONS, lesson
from ..parts import Field, Line
from ..progress import Progress
from ..progress import load as load_progress
from ..writing import Styled, Words
from .dialogs import Dialog
from .quizzing import Quiz
from .settings import Settings
from .tour import Page, Steps, Tour

if TYPE_CHECKING:
    from .app import Stepper


class LessonBase(Screen[None]):
    """A lesson and where its reader is.

    Parameters
    ----------
    name : str
        The lesson.
    settings : Settings
        How it looks.
    folders : mapping of str to pathlib.Path
        What the lesson is given; nothing, for most.

    Attributes
    ----------
    tour : Tour
        The stops of the lesson.
    place : int
        The number of the stop the reader is at.
    stop : Page, Steps or None
        That stop; None behind the last, and while the next is computed.
    is_reading : bool
        Whether the next stop is being computed.
    failures : dict of int to AutogradError
        Why a stop could not be computed, or the work on it not be done, by its number.
    worked : dict of int to list of (Line or Field)
        What long work has said so far, by the identity of its part.
    at_work : set of int
        The identities of those that are not done.
    selected : int or None
        The node that the reader has selected.
    hits : list of int
        The nodes found by the last search.
    watched : list of int
        The nodes on the watch list.
    message : list of Styled
        What is said until the next key.
    detail : bool
        Whether all digits are shown.
    quiz : Quiz or None
        The quiz, once it was begun.
    is_quizzing : bool
        Whether it asks now.
    """

    is_lesson = True
    app: "Stepper"

    def __init__(self, name: str, settings: Settings, folders: Mapping[str, Path]) -> None:
        super().__init__(classes="ascii" if settings.signs.is_plain else "")
        self.lesson = name
        self.settings = settings
        self.tour = Tour(lesson(name).parts(**folders))
        self.place = 0
        self.stop: Page | Steps | None = None
        self.is_reading = False
        self.failures: dict[int, AutogradError] = {}
        try:
            self.stop = self.tour.read(0)
        except AutogradError as error:
            self.failures[0] = error
        self.worked: dict[int, list[Line | Field]] = {}
        self.at_work: set[int] = set()
        self.selected: int | None = None
        self.hits: list[int] = []
        self.watched: list[int] = []
        self.message: list[Styled] = []
        self.detail = False
        self.quiz: Quiz | None = None
        self.is_quizzing = False
        self.progress: Progress = load_progress()
        self.waiting: list[events.Key] = []

    @property
    def words(self) -> Words:
        """The sentences of the lesson in the reader's language."""
        return Words(self.lesson, self.settings.text(self.lesson), self.settings.signs)

    @property
    def steps(self) -> Steps | None:
        """The walk the reader is in; None on a page."""
        return self.stop if isinstance(self.stop, Steps) else None

    @property
    def node(self) -> int | None:
        """The node the reader means: the selected one, or that of the step."""
        if self.selected is None and self.steps is not None:
            return self.steps.subject()
        return self.selected

    @property
    def following(self) -> str | None:
        """The lesson after this one."""
        place = LESSONS.index(self.lesson) + 1
        return LESSONS[place] if place < len(LESSONS) else None

    def say(self, key: str, style: str = "", **words: Any) -> None:
        """Say a sentence until the next key."""
        self.message.append((self.words.text(f"stepper.{key}", **words), style))

    def open_dialog(self, content: RenderableType, *, is_wide: bool = True) -> None:
        """Lay something to read over the screen; one at a time."""
        if self.is_active:
            is_plain = self.settings.signs.is_plain
            self.app.push_screen(Dialog(content, is_wide=is_wide, ascii=is_plain))

    def show(self) -> None:
        """Show where the reader is."""
        raise NotImplementedError

    async def catch_up(self) -> None:
        """Do what was asked for before this was there."""
        raise NotImplementedError

    def ask_next(self) -> None:
        """Ask for the number of the next step, if there is a quiz."""
        raise NotImplementedError

    def leave_question(self) -> None:
        """Take back what is asked."""
        raise NotImplementedError

    def pause(self) -> None:
        """Stop playing."""
        raise NotImplementedError

    def open_following(self) -> None:
        """From the end of the lesson, to the next one."""
        raise NotImplementedError
