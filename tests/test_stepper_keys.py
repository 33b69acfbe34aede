"""Every key of the stepper, pressed: where the reader is before and after, and what is said."""

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from stepper import Driven, walking

from autograd import Value
from demos.lessons import mazur, sigmoid
from demos.parts import Walk
from demos.progress import load as load_progress
from demos.stepper.app import OpeningScreen, Stepper
from demos.stepper.course_screen import CourseScreen
from demos.stepper.dialogs import Dialog
from demos.stepper.keys import HANGUL, KEYS, action_of
from demos.stepper.moving import SPEEDS
from viz import frames, player_page
from viz.quiz import answer

EXPECTED = {}


def expected(test):
    """A test of one key, under the name of the action; it is given the key to press."""
    EXPECTED[test.__name__.strip("_")] = test
    return test


def names(s, nodes):
    return [s.steps.tape[node].name for node in nodes]


def select(s, name):
    """Select a node by its name."""
    s.press("/").answer(name)
    while s.steps.tape[s.lesson.selected].name != name:
        s.press("]")


@pytest.mark.parametrize(
    ("key", "action"), [(name, key.action) for key in KEYS for name in key.keys]
)
def test_a_key_does_what_the_help_says(key, action, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    EXPECTED[action](key)


@pytest.mark.parametrize(
    "letter",
    [
        letter if letter in "ㅜㅂㅊ" else pytest.param(letter, marks=pytest.mark.proof)
        for letter in HANGUL
    ],
)
def test_a_letter_of_a_korean_keyboard_does_the_same(letter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    EXPECTED[action_of(HANGUL[letter], None)](letter)


def test_every_letter_key_has_the_letter_of_hangul_on_it():
    # the layout of Korean keyboards, KS X 5002
    rows = (
        ("qwertyuiop", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ"),
        ("asdfghjkl", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ"),
        ("zxcvbnm", "ㅋㅌㅊㅍㅠㅜㅡ"),
    )
    layout = {hangul: latin for row in rows for latin, hangul in zip(*row, strict=True)}
    letters = {name for key in KEYS for name in key.keys if len(name) == 1 and name.islower()}
    assert letters == {layout[letter] for letter in HANGUL if letter != "ㅃ"}
    assert {letter: HANGUL[letter] for letter in HANGUL if letter != "ㅃ"}.items() <= layout.items()
    assert HANGUL["ㅃ"] == "Q"  # the one letter key with Shift that gives a letter of its own


# --- keys that move ----------------------------------------------------------------------------


@expected
def next_(key):
    with walking() as s:
        s.press(key)
        assert (s.lesson.place, s.steps.moment) == (1, 1)
        s.press(key)
        assert s.steps.moment == 2
        s.press("end", key)
        assert (s.lesson.place, s.steps.moment) == (2, 0)


@expected
def previous(key):
    with walking() as s:
        s.press("end", key)
        assert s.steps.moment == len(s.steps.trace) - 1
        s.press("home", key)
        assert (s.lesson.place, s.steps) == (0, None)
        s.press(key)
        assert s.lesson.place == 0


@expected
def next_node(key):
    with walking() as s:
        s.press("b", key)  # through f, which has one operand
        assert s.steps.moment == 7
        s.press(key)  # through z, which has two
        assert s.steps.moment == 9
        assert [step.name for step in s.steps.trace.steps[6:10]] == ["f", "z", "z", "v3"]


@expected
def previous_node(key):
    with walking() as s:
        s.press("end", key)  # before the two operands of v1
        assert s.steps.moment == 13
        s.press(key, key)
        assert s.steps.moment == 9


@expected
def forward(key):
    with walking() as s:
        s.press("end", key)
        assert (s.steps.moment, s.steps.phase) == (1, "forward")


@expected
def backward(key):
    with walking() as s:
        s.press(key)
        assert (s.steps.step.kind, s.steps.phase) == ("seed", "backward")


@expected
def update(key):
    with walking("mazur") as s:
        s.press(key)
        assert (s.steps.round, s.steps.step) == (0, s.steps.trace.updates[0])
        s.press(key)
        assert (s.steps.round, s.steps.step) == (1, s.steps.trace.updates[0])


@expected
def first(key):
    with walking() as s:
        s.press("end", key)
        assert (s.lesson.place, s.steps.moment) == (1, 0)


@expected
def last(key):
    with walking() as s:
        s.press(key)
        assert s.steps.moment == len(s.steps.trace) == 15


@expected
def next_part(key):
    with walking() as s:
        s.press("n", key)
        assert (s.lesson.place, s.steps.moment) == (2, 0)
        assert "2. " in s.rows[0]
        assert "step 0 of 21" in s.rows[0]


@expected
def previous_part(key):
    with walking() as s:
        s.press("n", "pagedown", key)
        assert (s.lesson.place, s.steps.moment) == (1, 1)  # as it was left
        s.press(key)
        assert (s.lesson.place, s.steps) == (0, None)


@expected
def go(key):
    with walking() as s:
        s.press(key)
        assert "Go to step (0 to 15):" in s.text
        s.answer("7")
        assert s.steps.moment == 7
        assert "Go to step" not in s.text


@expected
def play(key):
    with walking() as s:
        s.press("g").answer("13").press(*"+++++", key)
        s.wait_for(lambda: s.steps.moment == 15)
        s.wait_for(lambda: s.lesson._playing is None)
        s.press("home", *"-----", key)
        assert "playing, 4 s a step" in s.said
        s.press(key)
        assert s.lesson._playing is None
        assert s.steps.moment == 0


@expected
def faster(key):
    with walking() as s:
        s.press(key)
        assert "0.5 s a step" in s.said
        s.press(*[key] * 9)
        assert SPEEDS[s.lesson.speed] == 0.1
        assert "0.1 s a step" in s.said


@expected
def slower(key):
    with walking() as s:
        s.press(key)
        assert "2 s a step" in s.said
        s.press(*[key] * 9)
        assert SPEEDS[s.lesson.speed] == 4.0


# --- keys that look ----------------------------------------------------------------------------


@expected
def search(key):
    with walking() as s:
        s.press(key)
        assert "Search a node:" in s.text
        s.answer("X0")
        assert names(s, s.lesson.hits) == ["x0", "v1"]
        assert names(s, [s.lesson.selected]) == ["x0"]
        assert s.said.startswith("found: 1 of 2; ] and [ go on x0 (input)")


@expected
def next_hit(key):
    with walking() as s:
        s.press("/").answer("x0").press(key)
        assert names(s, [s.lesson.selected]) == ["v1"]
        assert "found: 2 of 2" in s.said
        s.press(key)
        assert "found: 1 of 2" in s.said


@expected
def previous_hit(key):
    with walking() as s:
        s.press("/").answer("x0").press(key)
        assert names(s, [s.lesson.selected]) == ["v1"]
        s.press("escape", key)
        assert "Search first, with /." in s.said


@expected
def select_next(key):
    with walking() as s:
        s.press(key)
        assert s.lesson.selected == 0
        s.press(key)
        assert s.lesson.selected == 1
        s.press(*[key] * 12)
        assert s.lesson.selected == len(s.steps.tape) - 1


@expected
def select_previous(key):
    with walking() as s:
        s.press(key)
        assert s.lesson.selected == len(s.steps.tape) - 1
        s.press(key)
        assert s.lesson.selected == len(s.steps.tape) - 2
        s.press(*[key] * 12)
        assert s.lesson.selected == 0


def towards(key, start, dx, dy):
    with walking(size=(200, 60)) as s:
        assert len(s.graph.arrangement.boxes) == len(s.steps.tape)
        select(s, start)
        before = s.graph.arrangement.boxes[s.lesson.selected]
        s.press(key)
        after = s.graph.arrangement.boxes[s.lesson.selected]
        assert dx * (after.x - before.x) + dy * (after.y - before.y) > 0
        s.press("escape", key)
        assert s.lesson.selected is not None


@expected
def select_right(key):
    towards(key, "w0", 1, 0)


@expected
def select_left(key):
    towards(key, "f", -1, 0)


@expected
def select_below(key):
    towards(key, "w0", 0, 1)


@expected
def select_above(key):
    towards(key, "x0", 0, -1)


@expected
def scroll_down(key):
    with walking("mazur", size=(60, 20)) as s:
        s.press("end", "p", "p", "p", "p", "p", "p", "p", "p", "p", "d", "w")
        panel = s.lesson.query_one("#panel")
        assert panel.max_scroll_y > 1
        s.press(key, key)
        assert panel.scroll_y == 2
        s.press("p")  # another step is read from its first line
        assert panel.scroll_y == 0


@expected
def scroll_up(key):
    with walking("mazur", size=(60, 20)) as s:
        s.press("end", "p", "p", "p", "p", "p", "p", "p", "p", "p", "d", "w", "j", "j", key)
        assert s.lesson.query_one("#panel").scroll_y == 1
        s.press(key, key)
        assert s.lesson.query_one("#panel").scroll_y == 0


@expected
def origin(key):
    with walking() as s:
        s.press("end")
        select(s, "v1")
        s.press(key)
        step = s.steps.step
        assert (step.kind, step.arg_name) == ("backward", "v1")
        s.press("home", key)
        assert "Select a node first" in s.said
        select(s, "w0")
        s.press(key)
        assert "w0 was given: nothing computed it." in s.said
        assert s.steps.moment == 0


@expected
def watch(key):
    with walking() as s:
        s.press(key)
        assert "Select a node first" in s.said
        s.press("n", key)
        assert names(s, s.lesson.watched) == ["v1"]
        assert s.said.endswith("value gradient v1 −2.0000 ?")
        s.press("end")
        assert s.said.endswith("v1 −2.0000 0.1966")
        select(s, "v1")
        s.press(key)
        assert s.lesson.watched == []
        assert "value gradient v1" not in s.said


@expected
def edit(key):
    with walking() as s:
        s.press("end", "home", "down", key)
        assert "What if (name = number): w0 = " in s.text
        s.type("1").press("enter")
        assert isinstance(s.screen, Dialog)
        assert "What changed" in s.text
        s.press("enter")
        assert s.steps.trace.values[0] == 1.0
        assert "x takes it back" in s.said


@expected
def take_back(key):
    with walking() as s:
        before = s.steps.trace
        s.press("end", "e").answer("w0 = 0.5").press("enter")
        assert s.steps.trace is not before
        s.press(key)
        assert s.steps.trace is before
        assert "taken back" in s.said
        s.press(key)
        assert "There is no edit to take back." in s.said


@expected
def detail(key):
    with walking() as s:
        s.press("b", "n")
        digits = repr(s.steps.step.local)
        assert digits not in s.said
        s.press(key)
        assert digits in s.said
        s.press(key)
        assert digits not in s.said


@expected
def theme(key):
    with walking() as s:
        assert (s.app.theme, s.graph.theme) == ("textual-dark", "dark")
        s.press(key)
        assert (s.app.theme, s.graph.theme) == ("textual-light", "light")
        s.press(key)
        assert s.app.theme == "textual-dark"


@expected
def language(key):
    with walking() as s:
        s.press(key)
        assert "한국어" in s.said
        assert "15단계 중 0단계" in s.rows[0]
        s.press(key)
        assert "English" in s.said
        assert "step 0 of 15" in s.rows[0]


@expected
def source(key):
    with walking(size=(100, 30)) as s:
        s.press(key)
        assert isinstance(s.screen, Dialog)
        assert sigmoid.__doc__[:60] in s.text
        assert "def parts()" not in s.text
        s.press("end")
        assert isinstance(s.screen, Dialog)
        assert "def parts()" in s.text
        s.press(key)
        assert not isinstance(s.screen, Dialog)


@expected
def save_frame(key):
    with walking() as s:
        s.press("n", "n", key)
        assert "Wrote sigmoid-1-step-002.svg." in s.said
        picture = Path("sigmoid-1-step-002.svg").read_text(encoding="utf-8")
        assert picture == frames(s.steps.trace, theme="dark")[2]
        s.press(key)  # the same again
        assert [file.name for file in Path().iterdir()] == ["sigmoid-1-step-002.svg"]
        Path("sigmoid-1-step-002.svg").write_text("mine")
        s.press(key)
        assert "Wrote sigmoid-1-step-002-2.svg." in s.said
        assert Path("sigmoid-1-step-002.svg").read_text() == "mine"


@expected
def save_run(key):
    with walking() as s:
        s.press(key)
        assert "Wrote sigmoid-1.html." in s.said
        page = Path("sigmoid-1.html").read_text(encoding="utf-8")
        assert page == player_page(s.steps.trace, theme="dark")


@expected
def quiz(key):
    with walking() as s:
        s.press(key)
        assert s.lesson.is_quizzing
        assert s.said.startswith("v1 = w0*x0 = ?")
        s.press("escape")
        assert not s.lesson.is_quizzing
        assert "Your answer" not in s.text


@expected
def leave(key):
    with walking() as s:
        s.press("down", "g", "7", key)
        assert "Go to step" not in s.text
        assert (s.steps.moment, s.lesson.selected) == (0, 0)
        s.press(key)
        assert s.lesson.selected is None
        assert not s.has_ended


@expected
def help_(key):
    with walking(size=(120, 60)) as s:
        s.press(key)
        assert isinstance(s.screen, Dialog)
        text = s.text
        for each in KEYS:
            assert f" {each.shown} " in text
            assert s.lesson.words.text(f"stepper.key_{each.action}") in text
        s.press(key)
        assert not isinstance(s.screen, Dialog)


@expected
def quit_(key):
    with walking() as s:
        s.press(key)
        assert (s.has_ended, s.app.return_value) == (True, 0)


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
        s.press("right", "right")
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


# --- questions and answers -----------------------------------------------------------------------


def test_a_step_is_gone_to_by_its_number():
    with walking() as s:
        for typed, moment in (("0", 0), ("15", 15), (" 3 ", 3), ("", 3)):
            s.press("g").answer(typed)
            assert s.steps.moment == moment
            assert "There is no step" not in s.said
        for typed in ("999", "16", "abc", "-1", "²", "3.0"):
            s.press("g").answer(typed)
            assert f"There is no step {typed}: steps go from 0 to 15." in s.said
            assert s.steps.moment == 3


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


def test_a_number_that_is_none_flows_through_a_walk():
    with walking() as s:
        s.press("end", "e").answer("w0 = inf").press("enter")
        assert s.steps.trace.values[0] == float("inf")
        assert "∞" in s.text
        s.press(*["p"] * 15)
        assert s.steps.moment == 0


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
        s.press("e").answer("x = 1")
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
