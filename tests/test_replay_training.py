"""Training on arrays: every optimiser moves the parameters as it does on Values."""

import random

import numpy as np
import pytest

from autograd import Value, log, select
from autograd.errors import AnomalyError, ChoiceError, DomainError, InputTypeError, ReplayWarning
from autograd.nn import MLP, SGD, Adam, AdamW, RMSProp, hinge, l2_penalty
from autograd.nn.optim import Optimiser
from autograd.nn.schedules import linear
from autograd.replay import Program, replay

POINTS = np.random.default_rng(1).normal(size=(21, 2))
SIGNS = np.where(POINTS[:, 0] * POINTS[:, 1] > 0, 1.0, -1.0)

OPTIMISERS = {
    "sgd": lambda p: SGD(p, lr=0.1),
    "momentum": lambda p: SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "rmsprop": lambda p: RMSProp(p, lr=0.01),
    "rmsprop with momentum": lambda p: RMSProp(p, lr=0.01, momentum=0.5, weight_decay=0.1),
    "adam": lambda p: Adam(p, lr=0.02),
    "adam with decay": lambda p: Adam(p, lr=0.02, weight_decay=0.1),
    "adamw": lambda p: AdamW(p, lr=0.02),
}


def model(activation="tanh"):
    return MLP(2, [6, 1], activation=activation, rng=random.Random(5))


def loss_of(network):
    return lambda x, y: hinge(network(x), y) + l2_penalty(network.parameters(), 1e-3)


def eager_steps(network, optimiser, count, rates=None):
    """The losses of so many steps on Values."""
    losses = []
    for k in range(count):
        if rates is not None:
            optimiser.lr = rates[k]
        rows = [
            loss_of(network)(x, y) for x, y in zip(POINTS.tolist(), SIGNS.tolist(), strict=True)
        ]
        loss = sum(rows) / len(rows)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.data)
    return losses


def numbers(network):
    return [p.data for p in network.parameters()]


@pytest.mark.parametrize("name", OPTIMISERS)
def test_each_optimiser_moves_as_it_does_on_values(name):
    ours, theirs = model(), model()
    optimiser, expected = OPTIMISERS[name](ours.parameters()), OPTIMISERS[name](theirs.parameters())
    with replay(loss_of(ours), rows="mean").training(optimiser) as training:
        losses = training.steps(12, POINTS, SIGNS)
    assert losses == pytest.approx(eager_steps(theirs, expected, 12), rel=1e-9)
    assert numbers(ours) == pytest.approx(numbers(theirs), rel=1e-8)
    for one, other in zip(optimiser._memory, expected._memory, strict=True):
        assert one == pytest.approx(other, rel=1e-8, abs=1e-15)
    assert [p.grad for p in ours.parameters()] == pytest.approx(
        [p.grad for p in theirs.parameters()], rel=1e-8, abs=1e-12
    )


def test_steps_one_by_one_in_one_go_and_half_on_values_are_the_same():
    whole, single, half = model(), model(), model()
    optimisers = [Adam(m.parameters(), lr=0.01) for m in (whole, single, half)]
    with replay(loss_of(whole), rows="mean").training(optimisers[0]) as training:
        losses = training.steps(6, POINTS, SIGNS)
    with replay(loss_of(single), rows="mean").training(optimisers[1]) as training:
        assert [training.step(POINTS, SIGNS) for _ in range(6)] == losses.tolist()
    assert numbers(single) == numbers(whole)
    with replay(loss_of(half), rows="mean").training(optimisers[2]) as training:
        training.steps(3, POINTS, SIGNS)
    eager_steps(half, optimisers[2], 3)
    assert numbers(half) == pytest.approx(numbers(whole), rel=1e-9)


def test_the_learning_rate_follows_a_schedule():
    ours, theirs = model("relu"), model("relu")
    rate = linear(1.0, 0.1, 10)
    rates = [rate(k) for k in range(10)]
    optimiser = SGD(ours.parameters(), lr=1.0)
    with replay(loss_of(ours), rows="mean").training(optimiser) as training:
        losses = training.steps(10, POINTS, SIGNS, rates=rates)
    expected = eager_steps(theirs, SGD(theirs.parameters(), lr=1.0), 10, rates)
    assert losses == pytest.approx(expected, rel=1e-9)
    assert optimiser.lr == rates[-1]


def test_rates_may_be_any_part_of_an_array():
    every = np.array([0.3, 9.0, 0.2, 9.0, 0.1, 9.0])
    ours, theirs = Value(0.0), Value(0.0)
    for w, rates in ((ours, every[::2]), (theirs, [0.3, 0.2, 0.1])):
        with replay(lambda x, w=w: (w * x - 1.0) ** 2).training(SGD([w], lr=1.0)) as training:
            training.steps(3, 1.0, rates=rates)
    assert ours.data == theirs.data


def test_a_function_of_nothing_can_be_trained():
    w = Value(4.0)
    f = replay(lambda: (w - 1.0) ** 2)
    assert f() == 9.0
    with f.training(SGD([w], lr=0.25)) as training:
        training.steps(30)
    assert w.data == pytest.approx(1.0)


def test_only_parameters_of_the_optimiser_move():
    a, b, other = Value(1.0), Value(2.0), Value(9.0)
    f = replay(lambda x: (a * x - b) ** 2, rows="mean")
    with f.training(SGD([b, other], lr=0.1)) as training:
        training.steps(3, [1.0, 2.0])
    assert a.data == 1.0
    assert other.data == 9.0
    assert b.data != 2.0


def test_one_graph_can_be_trained_without_rows():
    w = Value(0.0)
    f = replay(lambda x, y: (w * x - y) ** 2)
    with f.training(SGD([w], lr=0.1)) as training:
        training.steps(100, 2.0, 6.0)
    assert w.data == pytest.approx(3.0)


def test_a_branch_in_the_loss_is_followed_while_it_trains():
    ours, theirs = Value(2.0), Value(2.0)

    def branching(w):
        return lambda x: (w * x) ** 2 if x > 0.0 else (w - x) ** 2

    x = [1.0, -1.0, 0.5]
    optimiser = SGD([ours], lr=0.1)
    f = replay(branching(ours), rows="mean")
    with pytest.warns(ReplayWarning), f.training(optimiser) as training:
        losses = training.steps(4, x)
    expected = []
    other = SGD([theirs], lr=0.1)
    for _ in range(4):
        loss = sum(branching(theirs)(Value(v)) for v in x) / 3
        other.zero_grad()
        loss.backward()
        other.step()
        expected.append(loss.data)
    assert losses == pytest.approx(expected, rel=1e-12)
    assert ours.data == pytest.approx(theirs.data, rel=1e-12)


def test_steps_that_take_several_paths_make_no_new_program(monkeypatch):
    made = []
    init = Program.__init__

    def counted(self, *args):
        made.append(1)
        init(self, *args)

    monkeypatch.setattr(Program, "__init__", counted)
    w = Value(2.0)
    f = replay(lambda x: (w * x) ** 2 if x > 0.0 else (w - x) ** 2, rows="mean")
    training = f.training(Adam([w], lr=0.1))
    with pytest.warns(ReplayWarning):
        training.steps(5, [1.0, -1.0])
    before = len(made)
    training.steps(20, [1.0, -1.0])
    assert len(made) == before


def test_a_step_that_fails_leaves_what_the_last_one_left():
    w = Value(1.0)
    f = replay(lambda x: log(w) * x)
    optimiser = SGD([w], lr=0.4)
    training = f.training(optimiser)
    with pytest.raises(DomainError, match="log needs x > 0"), training:
        training.steps(50, 1.0)  # downhill on log(w) until w is negative
    assert w.data <= 0.0
    before = w.data + 0.0
    training.write_back()
    assert w.data == before


def test_an_index_out_of_range_is_refused_before_a_step():
    table = [Value(1.0), Value(2.0)]
    training = replay(lambda i: select(table, i) ** 2, rows="mean").training(SGD(table, lr=0.1))
    training.steps(2, [0, 1])
    with pytest.raises(ChoiceError, match="from 0 to 1, got 10000"):
        training.steps(2, [0, 10_000])


def test_a_rule_of_ones_own_is_replayed_if_it_is_a_formula():
    class TowardsZero(Optimiser):
        slots = ("last", "before", "long before")

        def rule(self, x, g, memory):
            return -self.lr * (x + g + memory[1] - memory[2]), (g, memory[0], memory[1])

    ours, theirs = Value(2.0), Value(2.0)
    with replay(lambda x: ours * ours * x).training(TowardsZero([ours], lr=0.1)) as training:
        training.steps(5, 3.0)
    optimiser = TowardsZero([theirs], lr=0.1)
    for _ in range(5):
        optimiser.zero_grad()
        (theirs * theirs * 3.0).backward()
        optimiser.step()
    assert ours.data == pytest.approx(theirs.data, rel=1e-12)


def test_a_rule_that_takes_numbers_out_is_refused():
    class Rounds(Optimiser):
        def rule(self, x, g, memory):
            return -self.lr * float(g) - 0.0 * x, memory

    w = Value(2.0)
    training = replay(lambda x: w * x).training(Rounds([w], lr=0.1))
    with pytest.raises(InputTypeError, match=r"the rule of Rounds .* at .*test_replay_training"):
        training.step(1.0)


def test_what_is_no_optimiser_or_has_no_one_loss_is_refused():
    f = replay(lambda x: x * x)
    with pytest.raises(InputTypeError, match="optimiser"):
        f.training(0.1)
    with pytest.raises(InputTypeError, match="rows='mean'"):
        replay(lambda x: x, rows="each").training(SGD([Value(1.0)], lr=0.1))


def test_an_update_that_leaves_the_floats_is_the_optimisers_error():
    w = Value(1e200)
    training = replay(lambda x: w * x).training(SGD([w], lr=1e200))
    with pytest.raises((AnomalyError, ArithmeticError)):
        training.step(-1e150)
    assert w.data == 1e200
