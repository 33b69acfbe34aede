"""The screens of the stepper as text: golden ones, and what holds of each at any size."""

import os
from pathlib import Path

import pytest
from stepper import Driven, walking

from demos.progress import load as load_progress
from viz.signs import Signs

GOLDEN = Path(__file__).with_name("golden")
ASCII = Signs(ascii=True)

SCREENS = {
    "page": ("sigmoid", ()),
    "start": ("sigmoid", ("pagedown",)),
    "backward": ("sigmoid", ("pagedown", "b", "n", "n")),
    "sum": ("reuse", ("pagedown", "end")),
    "update": ("mazur", ("pagedown", "end")),
    "quiz": ("sigmoid", ("pagedown", "Q", "7", "enter")),
    "selected": ("sigmoid", ("pagedown", "end", "w", "up", "w", "d")),
    "edited": ("sigmoid", ("pagedown", "n", "e", *"w0 = 1.5", "enter")),
    "help": ("sigmoid", ("pagedown", "?")),
    "end": ("sigmoid", ("pagedown",) * 5),
    "course": (None, ()),
}
"""The lesson, and the keys that lead to the screen."""

FORMS = {
    "80x24": ((80, 24), Signs(), SCREENS),
    "120x40": ((120, 40), Signs(), ("backward", "update", "selected", "edited")),
    "60x30": ((60, 30), Signs(), ("page", "backward", "update", "quiz")),
    "30x10": ((30, 10), Signs(), ("start",)),
    "ascii": ((80, 24), ASCII, ("backward", "update", "selected", "help", "course")),
    "wide": ((80, 24), Signs(ambiguous=2), ("sum",)),
}


def write_or_compare(name, text):
    file = GOLDEN / f"stepper_{name}.txt"
    if os.environ.get("GRADWALK_REWRITE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")


QUICK = {("60x30", "ko")}
"""The form that is looked at in each run of the tests; `make long` looks at all others."""


@pytest.mark.parametrize(
    ("form", "language"),
    [
        pytest.param(form, language, marks=() if (form, language) in QUICK else pytest.mark.proof)
        for form in FORMS
        for language in ("en", "ko")
    ],
)
@pytest.mark.usefixtures("one_backend")
def test_screens_are_the_golden_ones(form, language):
    size, signs, names = FORMS[form]
    shown = []
    for name in names:
        lesson, keys = SCREENS[name]
        with Driven(lesson, size=size, language=language, signs=signs) as s:
            s.press(*keys)
            assert s.size() == (size[1], {size[0]})
            text = s.text
            if signs.is_plain:
                letters = {c for c in text if not c.isascii()}
                assert all("가" <= c <= "힣" for c in letters), letters
                assert language == "ko" or name == "course" or not letters
        rows = "\n".join(row.rstrip() for row in text.split("\n"))
        shown.append(f"=== {name}: {' '.join(keys)}\n{rows}\n")
    write_or_compare(f"{form}_{language}", "\n".join(shown))


SIZES = ((80, 24), (60, 20), (40, 14), (30, 8), (20, 5), (5, 2), (1, 1), (200, 60), (80, 24))


@pytest.mark.proof
@pytest.mark.parametrize(
    ("lesson", "keys"),
    [
        ("sigmoid", ()),
        ("sigmoid", ("pagedown", "b", "n")),
        ("mazur", ("pagedown", "end")),
        ("sigmoid", ("pagedown", "end", "w", "up")),
        ("sigmoid", ("pagedown", "Q", "7", "enter")),
        ("sigmoid", ("pagedown", "e")),
        ("sigmoid", ("pagedown",) * 5),
        (None, ()),
    ],
    ids=str,
)
def test_no_size_breaks_a_screen_and_it_comes_back(lesson, keys):
    with Driven(lesson, language="ko") as s:
        s.press(*keys)
        before = s.text
        for size in SIZES:
            s.resize(*size)
            assert s.size() == (size[1], {size[0]}), size
        assert s.text == before


@pytest.mark.proof
def test_a_dialog_fits_into_any_size_that_a_lesson_fits_into():
    with walking() as s:
        s.press("?")
        before = s.text
        for size in ((60, 20), (40, 14), (200, 60), (80, 24)):
            s.resize(*size)
            assert s.size() == (size[1], {size[0]}), size
        assert s.text == before


@pytest.mark.parametrize(
    ("size", "language"),
    [
        ((40, 14), "ko"),
        *(
            pytest.param(size, language, marks=pytest.mark.proof)
            for size in ((40, 14), (60, 20), (79, 24), (80, 24), (200, 60))
            for language in ("en", "ko")
        ),
    ],
)
def test_what_matters_is_on_the_screen_at_any_size(size, language):
    with walking("mazur", size=size, language=language) as s:
        s.press("b", "n")
        step, root = s.steps.step, s.steps.trace.values[-1]
        assert f"{root:.6g}" in s.rows[1]
        assert f"{s.steps.moment}" in s.rows[0]
        assert f"{step.contribution:.6g}" in s.said
        assert "q " in s.rows[-1] or size[0] < 60
        node = s.graph.arrangement.boxes[step.arg]
        x, y, width, height = s.graph._window
        assert x <= node.x + node.width // 2 < x + width
        assert y <= node.y + node.height // 2 < y + height


def test_a_score_and_a_lesson_that_is_done_show_in_the_course():
    progress = load_progress()
    progress.finish("chain")
    progress.score("chain", 3, 4)
    with Driven() as s:
        row = next(row for row in s.rows if " chain " in row)
        assert row.split()[:3] == ["✓", "chain", "3/4"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_dialog_breaks_lines_that_are_longer_than_it(language):
    with walking(language=language) as s:
        s.press("?")
        shown = one_line(row.strip(" │▅▂▁█▇▆▄▃▔") for row in s.rows)
        for action in ("next", "first", "last", "update"):
            assert one_line([s.lesson.words.text(f"stepper.key_{action}")]) in shown


def one_line(rows):
    return " ".join(" ".join(rows).split())
