"""One trace drives all: transcript, stepper, frames, player and JSON say the same at every step."""

import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from lessons import QUICK, walks_of, words_of
from rich.console import Console

from autograd import Value, tape, trace
from demos.catalog import LESSONS, lesson
from demos.lessons import mazur, sigmoid
from demos.stepper import panel
from demos.stepper.tour import Steps
from demos.transcript import Transcript
from viz import frames, player_page
from viz.narration import short

SVG = "{http://www.w3.org/2000/svg}"


def tiny_and_huge():
    x, y = Value(1e-9, label="x"), Value(-3e8, label="y")
    return trace((x * y).tanh() / 7 - x * x)


SOME = {
    ("sigmoid", "ko"): sigmoid.drawn,
    ("tiny and huge", "en"): tiny_and_huge,
}
"""Those that are compared in each run of the tests; `make long` compares all walks."""


def one_line(text):
    return " ".join(text.split())


def transcript(steps, language):
    """What a lesson prints of each step: the sentence, and the sum if there is one."""
    out = io.StringIO()
    console = Console(file=out, highlight=False, soft_wrap=True, width=200)
    Transcript(words_of("mazur", language), console).walk(steps, range(1, len(steps) + 1))
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


def stepped(steps, language):
    """What the stepper says at each step, beside the graph and below it."""
    walk, words = Steps(Given(steps)), words_of("mazur", language)
    beside, below = [], []
    for moment in range(1, len(steps) + 1):
        walk.go(moment)
        step = steps.steps[moment - 1]
        lines = [text for text, style in panel.about_step(walk, words, 200) if style == step.kind]
        beside.append(one_line(" ".join(lines)))
        shown = [text for text, _ in panel.transcript(walk, words, 3)]
        first = max(i for i, text in enumerate(shown) if re.match(rf" *{moment}  ", text))
        below.append(one_line(" ".join(shown[first:])).partition(" ")[2])
    return beside, below


class Given:
    """A walk of which only the trace is known."""

    def __init__(self, steps):
        self.trace = steps


def played(page):
    """What the player says at each step."""
    said = page.evaluate(
        """() => Array.from({length: gradwalk.count}, (_, i) => {
            gradwalk.goTo(i + 1);
            const text = (id) => document.getElementById(id).textContent;
            return `${text("sentence")} ${text("total")}`;
        })"""
    )
    return [one_line(each) for each in said]


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


def compare(steps, language, page, file):
    """Hold all that shows a trace to one another."""
    rows = json.loads(steps.to_json())
    printed = transcript(steps, language)
    beside, below = stepped(steps, language)
    framed = [beneath(picture) for picture in frames(steps, language=language)][1:]
    file.write_text(player_page(steps, language=language), encoding="utf-8")
    page.goto(f"file://{file}")
    assert printed == beside == below == framed == played(page)
    assert len(rows) == len(printed) == len(steps)
    for row, said in zip(rows, printed, strict=True):
        words = set(re.split(r"[ ,\[\]:]+", said))
        assert set(numbers_of(row)) <= words


@pytest.mark.parametrize(("name", "language"), SOME)
def test_all_say_the_same_numbers_at_every_step(name, language, chromium, tmp_path):
    page = chromium.new_page()
    compare(SOME[name, language](), language, page, tmp_path / "page.html")
    page.close()


@pytest.mark.proof
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", LESSONS)
def test_all_say_the_same_numbers_at_every_step_of_every_lesson(name, language, chromium, tmp_path):
    page = chromium.new_page()
    traces = [walk.trace for walk in walks_of(name)] if name in QUICK else [lesson(name).drawn()]
    for steps in traces:
        compare(steps, language, page, tmp_path / "page.html")
    page.close()


@pytest.mark.parametrize("name", QUICK)
def test_stepper_and_transcript_say_the_same_at_every_step_of_every_lesson(name):
    for walk in walks_of(name):
        printed = transcript(walk.trace, "en")
        assert (printed, printed) == stepped(walk.trace, "en")


def test_the_json_of_a_trace_keeps_every_digit():
    steps = mazur.drawn()
    for row, step in zip(json.loads(steps.to_json()), steps.steps, strict=True):
        assert row["kind"] == step.kind
        for key, value in row.items():
            if isinstance(value, float):
                assert value == getattr(step, key)
    assert len(steps.tape) == len(tape(steps.tape.root))
