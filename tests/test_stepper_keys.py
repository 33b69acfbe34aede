"""Every key of the stepper, pressed: where the reader is before and after, and what is said.

One short function a key: the file is as long as there are keys.
"""

from pathlib import Path

import pytest
from stepper import names, select, walking

from demos.lessons import sigmoid
from demos.stepper.dialogs import Dialog
from demos.stepper.keys import HANGUL, KEYS, action_of
from demos.stepper.moving import SPEEDS
from viz import frames, player_page

pytestmark = pytest.mark.usefixtures("one_backend")  # it places a small graph the fastest

EXPECTED = {}

QUICK = {"n", "N", "b", "u", "g", "space", "slash", "down", "enter", "w", "e", "l", "s", "Q", "q"}
"""The keys that are pressed in each run of the tests; `make long` presses all others."""


def expected(test):
    """A test of one key, under the name of the action; it is given the key to press."""
    EXPECTED[test.__name__.strip("_")] = test
    return test


@pytest.mark.parametrize(
    ("key", "action"),
    [
        pytest.param(name, key.action, marks=() if name in QUICK else pytest.mark.proof)
        for key in KEYS
        for name in key.keys
    ],
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
