"""The stepper and the command line under what nobody should do to them, and somebody will."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from textual import events
from textual.containers import ScrollableContainer
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from autograd import Trace, Value
from autograd.errors import DomainError
from demos.language import load
from demos.parts import Part, Say, Walk, Work
from demos.progress import load as load_progress
from demos.stepper import panel
from demos.stepper.app import Stepper
from demos.stepper.graph_view import GraphView
from demos.stepper.lesson_screen import LessonScreen
from demos.stepper.settings import Settings
from demos.stepper.tour import Steps
from demos.writing import Words
from viz.signs import Signs
from viz.sketch import Arrangement, fit


@pytest.fixture(autouse=True)
def no_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep no progress of these tests."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def every_role() -> Steps:
    """A walk through a graph that has a node of each role."""
    x = Value(0.5, label="x", role="input")
    w = Value(2.0, label="w", role="parameter")
    o = (x * w + 1.0).tanh()
    o.role = "output"
    loss = (o - Value(1.0, label="t")) ** 2
    loss.role = "loss"
    return Steps(Walk(loss, rate=0.1))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_node_can_be_selected_at_every_moment(language: str) -> None:
    steps = every_role()
    words = Words("sigmoid", load(language), Signs())
    for moment in range(len(steps.trace) + 1):
        steps.go(moment)
        for line in steps.tape:
            heading, *_, whence = panel.about_node(steps, line.index, words, 100, detail=False)
            assert heading[0].startswith(f"{line.name} (")
            assert line.name in whence[0] or str(steps.origin(line.index)) in whence[0]


async def in_the_stepper(lesson: str | None, act: Callable[[Pilot[int]], Awaitable[None]]) -> None:
    """Do something in the running program, 80 x 24; what it raises is raised here."""
    app = Stepper(Settings("en", Signs()), lesson)
    async with app.run_test(size=(80, 24)) as pilot:
        while lesson is not None and not isinstance(app.screen, LessonScreen):
            await pilot.pause(0.02)
        await pilot.pause()
        await act(pilot)


def run(work: Coroutine[None, None, None]) -> None:
    """Run a coroutine in a thread: the browser's library leaves a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def burst(screen: Screen[object], *keys: str) -> None:
    """Keys that are all there before the first of them does something."""
    for key in keys:
        screen._forward_event(events.Key(key, key if len(key) == 1 else None))


def test_a_burst_of_keys_closes_one_dialog_and_no_screen_below_it() -> None:
    async def act(pilot: Pilot[int]) -> None:
        lesson = pilot.app.screen
        burst(lesson, "question_mark", "question_mark")
        await pilot.pause()
        burst(pilot.app.screen, "escape", "escape", "escape", "n")
        await pilot.pause()
        assert pilot.app.screen is lesson

    run(in_the_stepper("expression", act))


def test_a_burst_of_q_leaves_the_lesson_and_not_the_course() -> None:
    async def act(pilot: Pilot[int]) -> None:
        course = pilot.app.screen
        await pilot.press("enter")
        while not isinstance(pilot.app.screen, LessonScreen):
            await pilot.pause(0.02)
        burst(pilot.app.screen, "q", "q", "q")
        await pilot.pause()
        assert pilot.app.screen is course

    run(in_the_stepper(None, act))


def test_a_signal_ends_the_program_even_if_nothing_can_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[int] = []
    monkeypatch.setattr("demos.stepper.app.PATIENCE", 0.01)
    monkeypatch.setattr("os._exit", ended.append)

    async def act(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, Stepper)
        app._end(129)
        app._end(129)
        assert app.deadline is not None
        app.deadline.join()
        assert ended == [129]

    run(in_the_stepper(None, act))


def test_an_arrangement_made_for_a_size_that_has_gone_is_not_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    going, go_on = threading.Event(), threading.Event()
    sizes: list[int] = []

    def slow(trace: Trace, columns: int, rows: int, _: object, *, ascii: bool) -> Arrangement:
        sizes.append(columns)
        going.set()
        assert go_on.wait(10)
        return fit(trace, columns, rows, ascii=ascii)

    monkeypatch.setattr("demos.stepper.graph_view.fit", slow)

    async def act(pilot: Pilot[int]) -> None:
        await pilot.press("pagedown")
        while not going.is_set():
            await pilot.pause(0.01)
        for width in (90, 100, 120):  # while the first is being made
            await pilot.resize_terminal(width, 30)
            await pilot.pause()
        go_on.set()
        graph = pilot.app.screen.query_one(GraphView)
        while graph.arrangement is None:
            await pilot.pause(0.01)
        assert sizes == [sizes[0], graph.size.width]  # one at a time, and none for a size between

    run(in_the_stepper("expression", act))


def test_what_is_typed_in_a_burst_goes_into_the_field_that_its_first_key_opens() -> None:
    async def act(pilot: Pilot[int]) -> None:
        lesson = pilot.app.screen
        await pilot.press("pagedown")
        burst(lesson, "slash", *"zzz")
        await pilot.pause()
        assert lesson.query_one(Input).value == "zzz"
        await pilot.press("escape")
        burst(lesson, "slash", "escape", "right", "slash", "escape", "right")
        await pilot.pause()
        assert lesson.focused is None
        assert isinstance(lesson, LessonScreen)
        assert lesson.steps is not None
        assert lesson.steps.moment == 2

    run(in_the_stepper("expression", act))


def test_an_error_stands_where_it_happened_and_the_lesson_is_not_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def parts() -> Iterator[Part]:
        yield Say("intro")
        yield Work(1, iter([None]))
        yield Walk(Value(1.0) * 2)
        raise DomainError("log is not defined for -1")

    monkeypatch.setattr("demos.lessons.expression.parts", parts)

    async def act(pilot: Pilot[int]) -> None:
        lesson = pilot.app.screen
        assert isinstance(lesson, LessonScreen)
        text = lesson.query_one("#text", Static)
        await pilot.press("pagedown", "pagedown")
        while lesson.is_reading:
            await pilot.pause(0.01)
        assert "log is not defined" in str(text.content)
        await pilot.press("pageup", "pageup")
        assert "log is not defined" not in str(text.content)
        await pilot.press("pagedown", "pagedown", "pagedown")
        assert lesson.place == 2
        assert "log is not defined" in str(text.content)
        assert not lesson.at_work  # begun with the first page, and done
        assert load_progress().done == set()

    run(in_the_stepper("expression", act))


@pytest.mark.proof
@pytest.mark.skipif(os.name != "posix", reason="no such terminals")
def test_it_ends_with_its_terminal_even_without_a_signal() -> None:
    master, slave = os.openpty()
    command = [sys.executable, "-m", "demos", "nudge"]
    settings = os.environ | {"TERM": "xterm"}
    with subprocess.Popen(  # in a session of its own, with a terminal that does not control it
        command, stdin=slave, stdout=slave, stderr=slave, env=settings, start_new_session=True
    ) as process:
        os.close(slave)
        while b"nudge" not in os.read(master, 4096):
            pass
        os.close(master)
        try:
            assert process.wait(20) == 129
        finally:
            process.kill()


def test_lines_of_code_stay_whole_in_a_narrow_window_and_are_scrolled() -> None:
    async def act(pilot: Pilot[int]) -> None:
        await pilot.resize_terminal(50, 20)
        await pilot.press("c")
        await pilot.pause()
        dialog = pilot.app.screen
        scrolled = dialog.query_one(ScrollableContainer)
        assert scrolled.max_scroll_x > 20
        await pilot.press("right", "right")
        await pilot.pause()
        assert pilot.app.screen is dialog
        await pilot.press("x")
        assert isinstance(pilot.app.screen, LessonScreen)

    run(in_the_stepper("sigmoid", act))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_watch_list_fits_beside_the_graph(language: str) -> None:
    x = Value(-1234.5678e-12, label="가중치.layer12.neuron345", role="parameter")
    steps = Steps(Walk(x * 1.0e-2 * -3.0))
    steps.go(len(steps.trace))
    words = Words("sigmoid", load(language), Signs())
    for width in (28, 60):
        for line, _ in panel.watch_list(steps, [0, 1], words, width):
            assert Signs().columns(line) <= width


@pytest.mark.proof
def test_what_does_not_fit_beside_the_graph_is_scrolled_by_keys() -> None:
    async def act(pilot: Pilot[int]) -> None:
        await pilot.resize_terminal(60, 20)
        await pilot.press("pagedown", "end", "d", *["w", "p"] * 6)
        await pilot.pause()
        said = pilot.app.screen.query_one("#panel")
        assert said.max_scroll_y > 2
        await pilot.press("j", "j")
        assert said.scroll_y == 2
        await pilot.press("k")
        assert said.scroll_y == 1
        await pilot.press("n")  # what is new stands at the top
        assert said.scroll_y == 0

    run(in_the_stepper("expression", act))


def test_enter_answers_once() -> None:
    async def act(pilot: Pilot[int]) -> None:
        lesson = pilot.app.screen
        assert isinstance(lesson, LessonScreen)
        await pilot.press("pagedown", "Q", *"99", "enter")
        await pilot.pause()
        assert lesson.quiz is not None
        assert lesson.quiz.asked == 0  # one wrong answer; there is another try
        await pilot.press("enter")  # and now the number is told
        await pilot.pause()
        assert lesson.quiz.asked == 1

    run(in_the_stepper("expression", act))


@pytest.mark.proof
def test_a_graph_that_is_hidden_is_not_arranged_over_and_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[int] = []

    def counted(trace: Trace, columns: int, rows: int, _: object, *, ascii: bool) -> Arrangement:
        calls.append(columns)
        return fit(trace, columns, rows, ascii=ascii)

    monkeypatch.setattr("demos.stepper.graph_view.fit", counted)

    async def act(pilot: Pilot[int]) -> None:
        await pilot.press("pagedown", "question_mark")
        await pilot.resize_terminal(30, 8)  # too small for the lesson, which lies below the help
        for _ in range(20):
            await pilot.pause(0.05)
        before = len(calls)
        for _ in range(20):
            await pilot.pause(0.05)
        assert len(calls) == before <= 2

    run(in_the_stepper("expression", act))
