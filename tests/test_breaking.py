"""The stepper and the command line under what nobody should do to them, and somebody will."""

import pytest

from autograd import Value
from demos.language import load
from demos.parts import Walk
from demos.stepper import panel
from demos.stepper.tour import Steps
from demos.writing import Words
from viz.signs import Signs


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
