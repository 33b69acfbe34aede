"""The course: all lessons in order, and which of them the reader has done."""

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ..catalog import LESSONS
from ..course import entries, exercises, heading
from ..progress import load as load_progress
from .background import is_there
from .dialogs import styled
from .keys import HANGUL
from .settings import THEMES, Settings

if TYPE_CHECKING:
    from .app import Stepper


class CourseScreen(Screen[None]):
    """The list of lessons, of which one is opened."""

    app: "Stepper"

    def __init__(self, settings: Settings) -> None:
        super().__init__(classes="ascii" if settings.signs.is_plain else "")
        self.settings = settings

    def compose(self) -> ComposeResult:
        """A title, the list, the keys."""
        yield Static(id="title", markup=False)
        yield OptionList(id="lessons", markup=False, compact=True)
        yield Static(id="exercises", markup=False)
        yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Begin at the first lesson that is not done."""
        if not is_there(self):
            return
        self.show()
        done = load_progress().done
        places = [i for i, name in enumerate(LESSONS) if name not in done]
        self.query_one(OptionList).highlighted = places[0] if places else 0
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        """Show what was done meanwhile."""
        self.show()

    def show(self) -> None:
        """Write the list."""
        if not is_there(self):
            return
        text, signs = self.settings.text(), self.settings.signs
        progress = load_progress()
        lessons = self.query_one(OptionList)
        highlighted = lessons.highlighted
        lessons.clear_options()
        for line in entries(text, signs, progress):
            lessons.add_option(Option(styled([(line, "")], self.settings.theme)))
        lessons.highlighted = highlighted
        self.query_one("#title", Static).update(signs.shown(heading(text, progress)))
        self.query_one("#exercises", Static).update(signs.shown(exercises(text, progress)))
        self.query_one("#hint", Static).update(signs.shown(text("course.keys")))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a lesson."""
        self.app.open_lesson(LESSONS[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """Leave, or change how it looks."""
        key = HANGUL.get(event.character or "", event.key)
        if key in ("q", "escape"):
            self.app.exit(0)
        elif key == "l":
            self.settings.next_language()
            self.show()
        elif key == "t":
            self.settings.next_theme()
            self.app.theme = THEMES[self.settings.theme]
            self.show()
        elif key in ("right", "n"):
            self.query_one(OptionList).action_select()
