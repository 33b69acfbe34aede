"""The phases of a training step: each begins once, in order, and the loss behind the outputs."""

from lessons import QUICK, walks_of

from autograd import Value, trace
from demos.lessons import expression, mazur
from demos.phases import PHASES, phases_of


def test_each_phase_of_each_walk_begins_once_and_in_order():
    order = list(PHASES)
    for name in QUICK:
        for walk in walks_of(name):
            places = [order.index(phase) for phase in phases_of(walk.trace)]
            assert places == sorted(places)


def test_the_loss_begins_behind_the_last_output():
    steps = mazur.drawn()
    phases = phases_of(steps)
    names = [step.name for step in steps.steps]
    assert phases[names.index("o2")] == "forward"
    assert phases[names.index("o2") + 1] == "loss"
    assert phases.count("loss") == 4
    assert phases.count("update") == 8


def test_without_an_output_only_a_loss_itself_is_one():
    assert set(phases_of(expression.drawn())) == {"forward", "backward"}
    loss = Value(2.0) * 3 + 1
    loss.role = "loss"
    assert phases_of(trace(loss))[:3] == ("forward", "loss", "backward")


def test_an_output_that_is_the_last_result_has_no_loss_behind_it():
    output = Value(2.0).tanh()
    output.role = "output"
    assert "loss" not in phases_of(trace(output))
