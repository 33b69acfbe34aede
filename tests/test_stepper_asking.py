"""What is typed into the stepper, the quiz, and the mouse."""

from types import SimpleNamespace

import pytest
from stepper import Driven, names, walking

from autograd import Value
from demos.lessons import mazur
from demos.parts import Walk
from demos.progress import load as load_progress
from demos.stepper.dialogs import Dialog
from viz.quiz import answer

pytestmark = pytest.mark.usefixtures("one_backend")  # it places a small graph the fastest

# --- questions and answers -----------------------------------------------------------------------


def test_a_step_is_gone_to_by_its_number():
    with walking() as s:
        for typed, moment in (("15", 15), (" 3 ", 3), ("", 3)):
            s.press("g").answer(typed)
            assert s.steps.moment == moment
            assert "There is no step" not in s.said
        for typed in ("16", "²", "3.0"):
            s.press("g").answer(typed)
            assert f"There is no step {typed}: steps go from 0 to 15." in s.said
            assert s.steps.moment == 3


@pytest.mark.proof
def test_a_search_without_a_hit_names_what_there_is():
    with walking() as s:
        s.press("/").answer("nobody")
        assert "No node has 'nobody' in its name or formula." in s.said
        assert "There are: w0, x0, v1, w1, x1, v2, v3, w2, z, f" in s.said
        assert (s.lesson.hits, s.lesson.selected) == ([], None)
        s.press("]")
        assert "Search first, with /." in s.said


def test_an_edit_that_cannot_be_made_changes_nothing():
    wrong = {
        "w0 = two": "'two' is not a number. Type one such as w = 0.25; nothing was changed.",
        "w0 =": "'' is not a number",
        "w0": "There is no leaf 'w0'",
        "w9 = 2": "There is no leaf 'w9'. The leaves: w0, x0, w1, x1, w2",
        "z = 2": "There is no leaf 'z'",
        "2": "There is no leaf '2'",
        "": "",
    }
    with walking() as s:
        s.press("n")
        before = s.steps.trace
        for typed, said in wrong.items():
            s.press("e").answer(typed)
            assert s.steps.trace is before
            assert said in s.said
            assert not isinstance(s.screen, Dialog)
        s.press("x")
        assert "There is no edit to take back." in s.said


@pytest.mark.proof
def test_a_number_that_is_none_flows_through_a_walk():
    with walking() as s:
        s.press("end", "e").answer("w0 = inf").press("enter")
        assert s.steps.trace.values[0] == float("inf")
        assert "∞" in s.text
        s.press(*["p"] * 15)
        assert s.steps.moment == 0


@pytest.mark.proof
def test_an_edit_outside_a_domain_leaves_everything_as_it_was(monkeypatch):
    x = Value(2.0, label="x", role="input")
    own = SimpleNamespace(parts=lambda: iter([Walk(x.log())]))
    monkeypatch.setattr("demos.stepper.base.lesson", lambda _: own)
    with Driven("sigmoid") as s:
        before = s.steps.trace
        s.press("end", "e").answer("x = -1")
        assert "Nothing was changed." in s.said
        assert "log" in s.said
        assert (s.steps.trace, s.steps.moment) == (before, len(before))
        s.press("e").answer("x = −1")  # a minus sign as we write it
        assert "Nothing was changed." in s.said
        s.press("l", "e").answer("x = -1")
        assert "log의 조건에 맞지 않습니다(필요한 조건: x > 0, 받은 값: x = -1.0)" in s.said
        s.press("l", "e").answer("x = 1")
        assert isinstance(s.screen, Dialog)
        assert s.steps.trace.values == (1.0, 0.0)
        assert s.steps.trace.gradients == (1.0, 1.0)
        s.press("enter", "x")
        assert s.steps.trace is before


def test_an_edit_says_what_it_changes_and_drops_later_rounds():
    with walking("mazur", size=(120, 40)) as s:
        s.press("u", "u", "p")
        assert (s.steps.round, len(s.steps.rounds)) == (1, 2)
        s.press("home", "p", "e").answer("w5 = 2")
        w = mazur.weights()
        w[4].data = 2.0
        assert (s.steps.round, len(s.steps.rounds)) == (0, 1)
        assert s.steps.trace.values[-1] == mazur.error(w).data
        text = s.text
        for name in ("w5", "o1", "E"):
            assert f" {name} " in text
        assert " w6 " in text  # its gradient is another
        s.press("enter", "x")
        assert (s.steps.round, len(s.steps.rounds)) == (0, 2)


# --- the quiz ------------------------------------------------------------------------------------


def test_a_right_answer_goes_on_and_counts():
    with walking() as s:
        s.press("Q").answer("-2")
        assert s.steps.moment == 1
        assert "Right: v1 = -2." in s.said
        assert s.lesson.quiz.score(s.lesson.words.text) in s.said
        assert (s.lesson.quiz.right, s.lesson.quiz.asked) == (1, 1)
        s.press("escape")
        assert load_progress().scores == {"sigmoid": (1, 1)}


def test_a_wrong_answer_gets_its_misconception_and_a_hint_and_then_the_number():
    with walking() as s:
        text = s.lesson.words.text
        s.press("Q").answer("2")
        assert s.steps.moment == 0
        assert text("quiz.wrong") in s.said
        assert text("quiz.sign_forward") in s.said
        assert text("quiz.hint_forward", numbers="2, -1") in s.said
        s.answer("77")
        assert s.steps.moment == 1
        assert text("quiz.was", name="v1", answer="-2") in s.said
        assert (s.lesson.quiz.right, s.lesson.quiz.asked) == (0, 1)
        s.answer("5").answer("6")  # right, but not at the first try
        assert s.steps.moment == 2
        assert (s.lesson.quiz.right, s.lesson.quiz.asked) == (0, 2)
        s.answer("6" if s.steps.trace.steps[2].result == 6 else "4")
        assert (s.lesson.quiz.right, s.lesson.quiz.asked) == (1, 3)
        s.press("escape")
        assert load_progress().scores == {"sigmoid": (1, 3)}


def test_an_empty_answer_shows_the_number_and_what_is_no_number_is_asked_again():
    with walking() as s:
        text = s.lesson.words.text
        s.press("Q").answer("six")
        assert text("quiz.no_number") in s.said
        assert (s.steps.moment, s.lesson.quiz.asked) == (0, 0)
        s.press("enter")
        assert text("quiz.was", name="v1", answer="-2") in s.said
        assert (s.steps.moment, s.lesson.quiz.right, s.lesson.quiz.asked) == (1, 0, 1)


@pytest.mark.proof
def test_a_quiz_to_the_end_keeps_its_score():
    with walking() as s:
        s.press("Q")
        for step in s.steps.trace.steps:
            s.answer(repr(answer(step)))
        assert s.steps.is_at_end
        assert s.lesson.words.text("quiz.end") in s.said
        assert load_progress().scores == {"sigmoid": (15, 15)}
        s.press("right")  # the field is closed: keys are keys again
        assert s.lesson.place == 2


# --- the mouse -----------------------------------------------------------------------------------


def cell(s, name):
    """Where a node's box is on the screen."""
    node = next(line.index for line in s.steps.tape if line.name == name)
    box, region = s.graph.arrangement.boxes[node], s.graph.region
    x, y, *_ = s.graph._window
    return region.x + box.x - x + 1, region.y + box.y - y + 1


def test_a_click_selects_a_node_and_a_double_click_goes_to_its_origin():
    with walking(size=(200, 60)) as s:
        s.press("end")
        s.click(*cell(s, "v2"))
        assert names(s, [s.lesson.selected]) == ["v2"]
        assert s.steps.is_at_end
        s.click(*cell(s, "z"), times=2)
        assert names(s, [s.lesson.selected]) == ["z"]
        assert (s.steps.step.kind, s.steps.step.arg_name) == ("backward", "z")
        s.click(s.graph.region.x, s.graph.region.y)  # beside the graph
        assert names(s, [s.lesson.selected]) == ["z"]


def test_the_keys_of_the_last_line_can_be_clicked():
    with walking() as s:
        s.click(3, 23)
        assert s.steps.moment == 1
        s.click(s.rows[-1].index("back"), 23)
        assert s.steps.moment == 0
        s.click(s.rows[-1].index("? keys"), 23)
        assert isinstance(s.screen, Dialog)
        s.click(40, 12)
        assert not isinstance(s.screen, Dialog)
