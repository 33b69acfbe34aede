"""The stepper ends quietly whenever it is told to: at each turn of its event loop."""

import asyncio
import threading

import pytest
from stepper import PATIENCE, post_key

from demos.stepper.app import Stepper
from demos.stepper.course_screen import CourseScreen
from demos.stepper.dialogs import Dialog
from demos.stepper.lesson_screen import LessonScreen
from demos.stepper.settings import Settings
from viz.signs import Signs

TURNS = 40
"""As many turns as any screen takes to open, and some more."""

STARTS = {
    "a lesson": ("sigmoid", ["n", "Q", "1", "enter"], LessonScreen, "compose"),
    "its quiz": ("sigmoid", ["n", "Q", "1", "enter"], LessonScreen, "ask"),
    "its second stop": ("sigmoid", ["n", "Q", "1"], LessonScreen, "open"),
    "work": ("mazur", ["n", "G", "n", "n"], LessonScreen, "arrive"),
    "the course": (None, ["down", "l", "t"], CourseScreen, "compose"),
    "help": ("sigmoid", ["n", "?", "down", "x"], Dialog, "compose"),
    "play": ("sigmoid", ["n", "space"], LessonScreen, "do_play"),
}


def each_its_turns(*starts):
    """Of all turns, a third for each start: the first, second or third of each three."""
    return [
        pytest.param(start, range(i % 3, TURNS, 3), marks=pytest.mark.proof)
        for i, start in enumerate(starts)
    ]


async def end_after(turns, how, start, monkeypatch):
    """Run the stepper, and end it some turns of the event loop after a method was first called."""
    lesson, keys, screen, method = STARTS[start]
    app, has_ended = Stepper(Settings("en", Signs()), lesson), asyncio.Event()
    loop, original = asyncio.get_running_loop(), getattr(screen, method)

    def turn(left):
        if left:
            loop.call_soon(turn, left - 1)
        elif not has_ended.is_set():
            has_ended.set()
            how(app)

    def called(*arguments):
        monkeypatch.setattr(screen, method, original)
        turn(turns)
        return original(*arguments)

    monkeypatch.setattr(screen, method, called)
    async with app.run_test(size=(80, 24)):  # raises what the program raised
        while app.screen.id == "_default" and not has_ended.is_set():
            await asyncio.sleep(0)
        for key in keys:
            post_key(app, key)
        await asyncio.wait_for(has_ended.wait(), 30)
        for _ in range(2 * TURNS):
            await asyncio.sleep(0)


def end_at_each(turns, how, start, monkeypatch):
    failures = {}

    def run(turn):
        try:
            asyncio.run(end_after(turn, how, start, monkeypatch))
        except BaseException as error:  # noqa: BLE001  all are told together
            failures[turn] = error

    for turn in turns:
        # Playwright leaves a loop in this thread
        thread = threading.Thread(target=run, args=[turn], daemon=True)
        thread.start()
        thread.join(PATIENCE)
        assert not thread.is_alive(), f"not ended {turn} turns after {start}"
    assert not failures


@pytest.mark.usefixtures("one_backend")
@pytest.mark.parametrize(
    ("start", "turns"),
    [
        ("a lesson", range(0, 6, 2)),
        ("help", range(0, 6, 2)),
        *each_its_turns(*STARTS),
    ],
)
def test_it_may_be_ended_at_any_time(start, turns, monkeypatch):
    end_at_each(turns, lambda app: app.exit(0), start, monkeypatch)


@pytest.mark.usefixtures("one_backend")
@pytest.mark.parametrize(
    ("start", "turns"),
    [
        ("a lesson", range(0, 6, 2)),
        *each_its_turns("a lesson", "its second stop", "work", "play"),
    ],
)
def test_a_lesson_may_be_left_at_any_time(start, turns, monkeypatch):
    def leave(app):
        app.lesson = None  # as if it was opened from the course
        app.leave_lesson()

    end_at_each(turns, leave, start, monkeypatch)
