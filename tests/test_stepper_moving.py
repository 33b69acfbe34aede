"""The stepper at the ends of lessons, on pages, before the lesson is there; and the course."""

import threading
from types import SimpleNamespace

import pytest
from stepper import Driven, names, walking

from autograd import Value
from demos.lessons import mazur
from demos.parts import Walk
from demos.progress import load as load_progress
from demos.stepper.app import OpeningScreen, Stepper
from demos.stepper.course_screen import CourseScreen

pytestmark = pytest.mark.usefixtures("one_backend")  # it places a small graph the fastest

# --- at the ends, on pages, before the lesson is there -------------------------------------------


def test_a_training_round_gives_the_numbers_of_the_lesson():
    with walking("mazur") as s:
        losses = []
        for made in range(4):
            s.press("u")
            assert s.steps.round == made
            losses.append(s.steps.trace.values[-1])
            assert losses[-1] == mazur.train(made)[1].data
            named = {line.name: s.steps.trace.values[line.index] for line in s.steps.tape}
            assert [named[w.label] for w in mazur.train(made)[0]] == [
                w.data for w in mazur.train(made)[0]
            ]
        assert losses == sorted(losses, reverse=True)
        assert len(set(losses)) == 4
        assert "training step 4" in s.rows[0]
        s.press("f")
        assert (s.steps.round, s.steps.moment) == (4, 1)
        s.press("p", "p")  # over the start, into the round before
        assert (s.steps.round, s.steps.is_at_end) == (3, True)


def test_training_that_runs_away_stops_before_the_largest_float_and_says_so(monkeypatch):
    w = Value(1e100, label="w", role="parameter")
    own = SimpleNamespace(parts=lambda: iter([Walk(w * w, rate=1e60)]))
    monkeypatch.setattr("demos.stepper.base.lesson", lambda _: own)
    with Driven("sigmoid") as s:
        s.press("u")
        assert (s.steps.round, s.steps.phase) == (0, "update")
        s.press("u")
        assert (s.steps.round, s.steps.phase) == (0, "update")
        assert "Nothing was changed." in s.said
        assert "1.8e308" in s.said


def test_a_walk_without_an_update_says_so():
    with walking() as s:
        s.press("u")
        assert s.steps.moment == 0
        assert "This walk has no such phase: update." in s.said


def test_keys_of_walks_do_nothing_on_a_page():
    of_walks = [
        *(
            "N",
            "P",
            "f",
            "b",
            "u",
            "g",
            "/",
            "enter",
            "w",
            "e",
            "x",
            "s",
            "S",
            "Q",
            "Q",
            "shift+up",
        ),
        *("]", "[", "+", "-", "home", "end", "up", "down", "escape", "d"),
    ]
    with Driven("sigmoid") as s:
        before = s.rows[:-1]
        s.press(*of_walks)
        assert s.rows[:-1] == before
        assert (s.lesson.place, s.has_ended) == (0, False)
        s.press("space")
        assert s.lesson.place == 1


def test_the_pages_before_and_behind_a_lesson_lead_on():
    with Driven("sigmoid") as s:
        s.press("pageup", "left")
        assert s.lesson.place == 0
        s.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert "That was the lesson sigmoid." not in s.text
        s.press("pagedown")
        assert "That was the lesson sigmoid." in s.text
        assert load_progress().done == {"sigmoid"}
        s.press("left")
        assert "That was the lesson sigmoid." not in s.text
        s.press("right", "right", "right", "pagedown")  # a key held down does not run on
        assert "That was the lesson sigmoid." in s.text
        s.press("enter")
        assert s.lesson.lesson == "losses"
        assert s.rows[0].startswith(" losses: ")


def test_a_long_page_is_scrolled_before_it_is_turned():
    with Driven("modes", size=(60, 14)) as s:
        page = s.lesson.query_one("#page")
        while page.max_scroll_y == 0:
            s.press("pagedown")
        place = s.lesson.place
        s.press("right")
        assert (s.lesson.place, page.scroll_y > 0) == (place, True)
        s.press("left")
        assert (s.lesson.place, page.scroll_y) == (place, 0)
        s.press("down")
        assert page.scroll_y == 1
        s.press("end", "right")
        assert s.lesson.place == place + 1


def test_keys_in_the_narrow_layout_do_the_same():
    with walking(size=(60, 30)) as s:
        s.press("n", "b", "w", "down")
        assert s.lesson.has_class("narrow")
        assert s.steps.moment == 6
        assert names(s, s.lesson.watched) == names(s, [s.lesson.selected]) == ["f"]
        s.press("g").answer("3")
        assert s.steps.moment == 3


def test_keys_pressed_while_the_lesson_opens_are_kept(monkeypatch):
    may_open, made = threading.Event(), OpeningScreen._made

    def wait_and_make(screen):
        assert may_open.wait(30)
        return made(screen)

    monkeypatch.setattr(OpeningScreen, "_made", wait_and_make)
    with Driven("sigmoid", waits=False) as s:
        s.wait_for(lambda: isinstance(s.screen, OpeningScreen))
        s.wait_for(lambda: "opening the lesson" in s._drawn())
        assert "You will see a neuron" in s.text
        s.send("right", "n", "ㅜ", "w")
        assert isinstance(s.screen, OpeningScreen)
        may_open.set()
        s.wait()
        assert (s.lesson.place, s.steps.moment, len(s.lesson.watched)) == (1, 2, 1)


@pytest.mark.parametrize("key", ["q", "ㅂ", "ctrl+c"])
def test_a_reader_may_leave_while_the_lesson_opens(key, monkeypatch):
    may_open = threading.Event()
    monkeypatch.setattr(OpeningScreen, "_made", lambda _: may_open.wait(30))
    with Driven("sigmoid", waits=False) as s:
        s.wait_for(lambda: isinstance(s.screen, OpeningScreen))
        s.send(key)
        s.wait_for(lambda: s.has_ended)
        assert s.app.return_value == (130 if key == "ctrl+c" else 0)
        may_open.set()


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+d"])
@pytest.mark.parametrize("before", [(), ("?",), ("e",), ("Q",), ("space",)], ids=str)
def test_an_interrupt_ends_wherever_the_reader_is(key, before):
    with walking() as s:
        s.press(*before, key)
        assert (s.has_ended, s.app.return_value) == (True, 130)


def test_a_key_that_does_nothing_says_so():
    with walking() as s:
        s.press("z")
        assert s.said.startswith("The key z does nothing; ? lists the keys.")
        s.press("ㅋ")
        assert s.said.startswith("The key ㅋ does nothing")
        s.press("f5", "tab", "ctrl+r")  # nothing that can be typed
        s.press("n")
        assert "does nothing" not in s.said
        s.press("p", "p", "z")  # on a page too
        assert "The key z does nothing" in s.rows[-1]


# --- the course ----------------------------------------------------------------------------------


def test_the_course_opens_lessons_and_is_come_back_to():
    with Driven() as s:
        assert isinstance(s.screen, CourseScreen)
        s.press("down", "enter")
        assert s.lesson.lesson == "expression"
        s.press("q")
        assert isinstance(s.screen, CourseScreen)
        s.press("l")
        assert "강의" in s.rows[0]
        s.press("ㅅ")
        assert s.app.theme == "textual-light"
        s.press("n")
        assert s.lesson.lesson == "expression"
        s.press("ㅂ", "q")
        assert (s.has_ended, s.app.return_value) == (True, 0)


def test_the_course_begins_at_the_first_lesson_that_is_not_done():
    progress = load_progress()
    progress.finish("nudge")
    progress.score("nudge", 3, 4)
    with Driven() as s:
        assert s.screen.query_one("#lessons").highlighted == 1
        assert next(row for row in s.rows if " nudge " in row).split()[0] == "✓"
        assert "3/4" in next(row for row in s.rows if " nudge " in row)


def test_the_stepper_takes_no_key_by_itself():
    assert Stepper.ENABLE_COMMAND_PALETTE is False
    with walking() as s:
        s.press("ctrl+p", "ctrl+backslash", "tab", "shift+tab")
        assert not s.has_ended
        assert s.steps.moment == 0
