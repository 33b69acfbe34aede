"""The screen of the stepper says of each step what the trace says."""

import re

import pytest
from lessons import words_of
from stepper import walking

from viz.labels import number
from viz.narration import narrate
from viz.playback import state_after
from viz.signs import Signs, plain

pytestmark = pytest.mark.usefixtures("one_backend")  # it places a small graph the fastest


def one_line(text):
    return " ".join(text.split())


def inside(s, rows, node):
    """What stands in a node's box on the screen, as words; None if it is not there as a whole."""
    box, region = s.graph.arrangement.boxes[node], s.graph.region
    left, top, width, height = s.graph._window
    x, y = box.x - left, box.y - top
    if x < 0 or y < 0 or x + box.width > width or y + box.height > height:
        return None
    shown = rows[region.y + y + 1 : region.y + y + box.height - 1]
    return " ".join(row[region.x + x + 1 : region.x + x + box.width - 1] for row in shown).split()


@pytest.mark.parametrize(
    ("lesson", "language"),
    [
        ("sigmoid", "ko"),
        pytest.param("expression", "en", marks=pytest.mark.proof),
        pytest.param("reuse", "en", marks=pytest.mark.proof),
    ],
)
def test_the_screen_shows_each_step_as_the_trace_has_it(lesson, language):
    seen = 0
    with walking(lesson, size=(120, 40), language=language) as s:
        trace, words = s.steps.trace, words_of(lesson, language)
        for moment, step in enumerate(trace.steps, 1):
            s.press("n")
            said = narrate(step, trace.tape[-1].name, words.text)
            assert s.said.startswith(one_line(f"{said.sentence} {said.total}"))
            lines = [one_line(text) for text, _ in words.step(trace, moment)]
            rows = s.rows
            shown = [one_line(row) for row in rows]
            assert all(line in shown for line in lines)
            state = state_after(trace, moment)
            for node in s.graph.arrangement.boxes:
                if (found := inside(s, rows, node)) is None:
                    continue
                seen += 1
                value, gradient = state.values[node], state.gradients[node]
                assert found[0] == ("?" if value is None else number(value))
                shown_gradient = found[1].removeprefix("∇").removesuffix("…")
                assert shown_gradient == ("?" if gradient is None else number(gradient))
        assert s.steps.is_at_end
    assert seen >= 2 * len(trace.steps)


def test_in_ascii_the_numbers_are_the_same():
    size, ascii = (120, 40), Signs(ascii=True)
    with (
        walking("reuse", size=size) as s,
        walking("reuse", size=size, signs=ascii) as other,
    ):
        for _ in s.steps.trace.steps:
            s.press("n")
            other.press("n")
            numbers = [re.findall(r"\d+\.\d{4}", plain(each.said)) for each in (s, other)]
            assert numbers[0] == numbers[1]
            assert plain(s.said) == other.said
