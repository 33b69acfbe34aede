"""One trace drives all: transcript, frames, player and JSON say the same at every step."""

import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from autograd import Value, tape, trace
from demos.language import load
from demos.lessons import expression, mazur, sigmoid
from demos.transcript import Transcript
from demos.writing import Words
from viz import frames, player_page
from viz.narration import short
from viz.signs import Signs

SVG = "{http://www.w3.org/2000/svg}"


def tiny_and_huge():
    x, y = Value(1e-9, label="x"), Value(-3e8, label="y")
    return trace((x * y).tanh() / 7 - x * x)


TRACES = {
    "expression": expression.drawn,
    "sigmoid": sigmoid.drawn,
    "mazur": mazur.drawn,
    "tiny and huge": tiny_and_huge,
}


def one_line(text):
    return " ".join(text.split())


def transcript(steps, language):
    """What a lesson prints of each step: the sentence, and the sum if there is one."""
    out = io.StringIO()
    console = Console(file=out, highlight=False, soft_wrap=True, width=200)
    Transcript(Words("mazur", load(language), Signs()), console).walk(
        steps, range(1, len(steps) + 1)
    )
    said = []
    for line in out.getvalue().splitlines():
        if found := re.match(r" {0,3}(\d+)  (.*)", line):
            said.append(found[2])
        elif line.startswith(" " * 8) and said and " = " in line:
            said[-1] += f" {line}"
    return [one_line(each) for each in said]


def beneath(picture):
    """The sentence beneath a frame, without the line that says which step it is."""
    root = ET.fromstring(picture)  # noqa: S314  our own
    _, *lines = root.find(f"{SVG}g[@class='caption']").iter(f"{SVG}text")
    return one_line(" ".join(line.text for line in lines))


def played(page, steps):
    """What the player says at each step."""
    said = []
    for _ in steps.steps:
        page.keyboard.press("n")
        said.append(one_line(f"{page.text_content('#sentence')} {page.text_content('#total')}"))
    return said


def numbers_of(row):
    """The numbers that a step of the JSON has, as sentences round them."""
    keys = {
        "forward": ("result",),
        "seed": ("gradient",),
        "backward": ("local", "upstream", "contribution"),
        "update": ("before", "gradient"),
    }[row["kind"]]
    numbers = [short(float(row[key])) for key in keys]
    if row["kind"] == "forward":
        numbers += [short(float(x)) for x in row["args"]]
    if row["kind"] == "update":
        numbers.append(f"{float(row['after']):.9g}")
    if row["kind"] == "backward" and row["before"]:
        numbers += [short(float(row[key])) for key in ("before", "contribution", "after")]
    return numbers


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", TRACES)
def test_all_four_say_the_same_numbers_at_every_step(name, language, chromium, tmp_path):
    steps = TRACES[name]()
    rows = json.loads(steps.to_json())
    printed = transcript(steps, language)
    framed = [beneath(picture) for picture in frames(steps, language=language)][1:]
    file = tmp_path / "page.html"
    file.write_text(player_page(steps, language=language), encoding="utf-8")
    page = chromium.new_page()
    page.goto(f"file://{file}")
    shown = played(page, steps)
    page.close()
    assert len(rows) == len(printed) == len(framed) == len(shown) == len(steps)
    assert printed == framed == shown
    for row, said in zip(rows, printed, strict=True):
        words = set(re.split(r"[ ,\[\]:]+", said))
        assert set(numbers_of(row)) <= words


def test_the_json_of_a_trace_keeps_every_digit():
    steps = mazur.drawn()
    for row, step in zip(json.loads(steps.to_json()), steps.steps, strict=True):
        assert row["kind"] == step.kind
        for key, value in row.items():
            if isinstance(value, float):
                assert value == getattr(step, key)
    assert len(steps.tape) == len(tape(steps.tape.root))
