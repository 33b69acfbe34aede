"""The stepper as a program: opens the course or a lesson, and leaves the terminal as it was.

Its first screen needs sentences only. What draws, differentiates and walks is imported while the
reader reads it; keys that are pressed meanwhile are kept.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from ..command import Request
from ..ending import ENDING_SIGNALS
from .background import in_background, start
from .keys import action_of
from .settings import THEMES, Settings, page_width
from .terminal import has_gone, restored

if TYPE_CHECKING:
    from textual.driver import Driver

    from .lesson_screen import LessonScreen

INTERRUPTED = 128 + signal.SIGINT
TERMINAL_GONE = 129  # as after SIGHUP

PATIENCE = 3.0
"""Seconds that the program has to end in, once a signal asks for it."""


class Stepper(App[int]):
    """The program.

    Parameters
    ----------
    settings : Settings
        How it looks.
    lesson : str, optional
        The lesson to open; without it, the course.
    folders : mapping of str to pathlib.Path, optional
        What that lesson is given.
    """

    CSS_PATH = Path(__file__).with_name("stepper.tcss")
    ENABLE_COMMAND_PALETTE = False
    # with priority, since in a field Ctrl-D would delete a letter
    BINDINGS = [  # noqa: RUF012  as Textual has it
        Binding("ctrl+c,ctrl+d", "interrupt", priority=True),
        Binding("ctrl+z", "suspend_process", priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        lesson: str | None = None,
        folders: Mapping[str, Path] | None = None,
    ) -> None:
        super().__init__(driver_class=_driver())
        self.settings = settings
        self.lesson = lesson
        self.folders = folders or {}
        self.theme = THEMES[settings.theme]
        self.deadline: threading.Timer | None = None

    def on_mount(self) -> None:
        """Open the first screen, and end where a signal says so."""
        self._end_on_signals()
        if not self.is_headless:
            self.set_interval(PATIENCE, self._end_without_terminal)
        if self.lesson is None:
            self.open_course()
        else:
            self.open_lesson(self.lesson)

    def open_lesson(self, name: str) -> None:
        """Open a lesson, in place of the one that is open."""
        folders = self.folders if name == self.lesson else {}
        opening = OpeningScreen(name, self.settings, folders)
        if getattr(self.screen, "is_lesson", False):
            self.switch_screen(opening)
        else:
            self.push_screen(opening)

    def open_course(self) -> None:
        """Open the list of lessons."""
        from .course_screen import CourseScreen  # noqa: PLC0415  a lesson need not wait for it

        self.push_screen(CourseScreen(self.settings))

    def leave_lesson(self) -> None:
        """Go back to the course, if the reader came from there; else end."""
        if self.lesson is not None:
            self.exit(0)
        elif getattr(self.screen, "is_lesson", False):  # not so on the second of two quick keys
            self.pop_screen()

    def action_interrupt(self) -> None:
        """End, as Ctrl-C and Ctrl-D do."""
        self.exit(INTERRUPTED)

    def _end_on_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGINT", *ENDING_SIGNALS):
            if (number := getattr(signal, name, None)) is not None:
                try:
                    loop.add_signal_handler(number, self._end, 128 + number)
                except (NotImplementedError, RuntimeError, ValueError):
                    return  # Windows, or not the main thread, as in tests

    def _end_without_terminal(self) -> None:
        """End where the terminal has gone and no signal said so."""
        if has_gone():
            self._end(TERMINAL_GONE)

    def _end(self, code: int) -> None:
        """End, as a signal asks. To a terminal that is gone Textual may wait to write."""
        if self.deadline is None:
            self.deadline = threading.Timer(PATIENCE, os._exit, (code,))
            self.deadline.daemon = True
            self.deadline.start()
        self.exit(code)


def _driver() -> "type[Driver] | None":
    """Our way to the terminal; None for Textual's own, where there is none of ours."""
    if os.name != "posix":
        return None
    from .driver import Driver as Ours  # noqa: PLC0415  it needs POSIX

    return Ours


class OpeningScreen(Screen[None]):
    """The first page of a lesson, which stands before the lesson itself can be opened."""

    is_lesson = True
    app: Stepper

    def __init__(self, name: str, settings: Settings, folders: Mapping[str, Path]) -> None:
        super().__init__(classes=f"reading{' ascii' if settings.signs.is_plain else ''}")
        self.lesson = name
        self.settings = settings
        self.folders = folders
        self.waiting: list[events.Key] = []

    def compose(self) -> ComposeResult:
        """The same as on the lesson's own screen."""
        text, signs = self.settings.text(self.lesson), self.settings.signs
        yield Static(
            signs.shown(f"{self.lesson}: {text(f'{self.lesson}.title')}"), id="title", markup=False
        )
        yield Static(id="phase")
        lines = signs.paragraph(text(f"{self.lesson}.intro"), page_width(self.app.size.width))
        with VerticalScroll(id="page", can_focus=False):
            yield Static("\n".join(lines), id="text", markup=False)
        yield Static(signs.shown(text("stepper.opening")), id="hint", markup=False)

    def on_mount(self) -> None:
        """Open the lesson, once this is on the screen."""
        self.call_after_refresh(lambda: start(self.app, self._open))

    async def _open(self) -> None:
        """Take the place of this screen, when the lesson is there; a work of the app's."""
        screen = await in_background(self, self._made)
        screen.waiting = self.waiting
        if self.is_active:
            self.app.switch_screen(screen)

    def _made(self) -> "LessonScreen":
        """The lesson's own screen; most of the time goes into what it imports."""
        from .lesson_screen import LessonScreen  # noqa: PLC0415  see the module's first lines

        return LessonScreen(self.lesson, self.settings, self.folders)

    def on_key(self, event: events.Key) -> None:
        """Keep a key for the lesson; leave on the one that leaves."""
        if action_of(event.key, event.character) == "quit":
            self.app.leave_lesson()
        else:
            self.waiting.append(event)


def walk(request: Request) -> int:
    """Run the stepper for what was asked for, and return the exit code."""
    settings = Settings(request.text.language, request.signs)
    with restored():
        try:
            stepper = Stepper(settings, request.name, request.folders)
            code = stepper.run(mouse=True)
            if stepper.deadline is not None:
                stepper.deadline.cancel()
            return 1 if code is None else code  # None: it ended by an error of its own
        except KeyboardInterrupt:
            return INTERRUPTED
