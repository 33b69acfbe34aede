"""What the player shows at each step, in a real browser."""

import pytest
from browser import step_of, text

from demos.lessons import mazur, sigmoid
from viz import player_page
from viz.labels import number
from viz.language import load
from viz.narration import narrate


@pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.proof)])
def test_every_step_says_what_the_trace_says(pages, language):
    steps = sigmoid.drawn()
    page = pages(player_page(steps, language=language))
    assert text(page, "#sentence") == load(language)("frames.start", count=19)
    for step in steps.steps:
        page.keyboard.press("ArrowRight")
        said = narrate(step, "L", load(language))
        assert text(page, "#sentence") == said.sentence
        assert text(page, "#total") == said.total
    assert step_of(page) == 19


@pytest.mark.proof
def test_boxes_and_arrows_show_what_is_known_and_no_more(pages):
    steps = sigmoid.drawn()
    page = pages(player_page(steps))
    values = [line.node.data if line.op is None else None for line in steps.tape]
    gradients = [None] * len(steps.tape)
    flows = {}
    for k, step in enumerate([None, *steps.steps]):
        if step is not None:
            page.keyboard.press("n")
            match step.kind:
                case "forward":
                    values[step.index] = step.result
                case "seed":
                    gradients[step.index] = step.gradient
                case "backward":
                    gradients[step.arg] = step.after
                    flows[step.index, step.position] = step.contribution
        shown = page.evaluate(
            "() => Object.fromEntries([...document.querySelectorAll('.node, .edge')]"
            ".map((g) => [g.id, [...g.querySelectorAll('text')].map((t) => t.textContent)]))"
        )
        for i in range(len(steps.tape)):
            _, value, gradient, *alerts = shown[f"node{i}"]
            assert value == f"value {'not yet' if values[i] is None else number(values[i])}"
            known = "not yet" if gradients[i] is None else number(gradients[i])
            assert gradient.removesuffix(" …") == f"grad {known}"
            assert not any(alerts)
        for line in steps.tape:
            for position, arg in enumerate(line.args):
                if isinstance(arg, int):
                    local, flow = shown[f"edge{line.index}-{position}"]
                    is_known = values[line.index] is not None
                    slope = line.node.db if position else line.node.da
                    assert local == (f"∂ {number(slope)}" if is_known else "")
                    known = flows.get((line.index, position))
                    assert flow == ("" if known is None else f"← {number(known)}"), k


def test_the_edge_of_the_step_is_lit_and_what_is_to_come_is_faint(page):
    steps = mazur.drawn()
    faint = "() => [...document.querySelectorAll('.node.todo')].map((g) => g.id)"
    lit = "() => [...document.querySelectorAll('.now')].map((g) => g.id)"
    assert len(page.evaluate(faint)) == sum(line.op is not None for line in steps.tape)
    page.keyboard.press("b")
    assert page.evaluate(faint) == []
    page.keyboard.press("n")
    step = steps.backward[0]
    assert set(page.evaluate(lit)) == {f"edge{step.index}-{step.position}", f"node{step.arg}"}
