"""The doctor on training: gradients of earlier passes, learning rates, losses of a run."""

import copy
from random import Random

import numpy as np
import pytest
from doctor import (
    BCE,
    MOONS,
    XOR,
    N,
    X,
    Y,
    diagnose,
    kinds,
    look,
    network,
    pass_back,
    train,
    with_history,
)

from autograd import mean
from autograd.nn import SGD, Adam, Neuron, fit, hinge, l2_penalty, squared_error

# --- zero_grad -----------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [2, 3, 7])
def test_gradients_that_are_a_whole_multiple_are_told(times):
    model = network()
    pass_back(model, times=times)
    finding = diagnose(model, MOONS, loss=BCE)["gradients_multiple"]
    assert (finding.severity, finding.numbers["times"]) == ("alarm", times)
    assert finding.numbers["norm"] == pytest.approx(
        np.linalg.norm([p.grad for p in model.parameters()])
    )


@pytest.mark.parametrize("scale", [1.0, N, 1.5])
def test_one_pass_is_no_multiple_be_its_loss_a_mean_or_a_sum(scale):
    model = network()
    pass_back(model, scale=scale)
    assert kinds(diagnose(model, MOONS, loss=BCE)) == set()


@pytest.mark.parametrize("steps", [2, 5, 12])
def test_steps_without_zero_grad_are_taken_back_one_by_one(steps):
    model = network()
    optimiser = SGD(model.parameters(), lr=0.1)
    train(model, optimiser, steps=steps, forgets=True)
    finding = look(model, optimiser=optimiser)["gradients_summed"]
    assert finding.numbers["passes"] == steps
    assert finding.lesson == "zerograd"


@pytest.mark.parametrize("steps", [1, 12])
@pytest.mark.parametrize("batch", [None, 10])
def test_steps_with_zero_grad_are_none(steps, batch):
    for kind, options in ((SGD, {}), (SGD, {"momentum": 0.9}), (Adam, {})):
        model = network()
        optimiser = kind(model.parameters(), lr=0.05, **options)
        train(model, optimiser, steps=steps, batch=batch)
        assert kinds(look(model, optimiser=optimiser)) <= {"rate_low"}


def test_a_step_that_lands_on_the_minimum_leaves_a_gradient_that_is_right():
    model = Neuron(1, activation="identity", init="zeros", bias=False)
    data = np.array([[2.0]]), np.array([4.0])
    optimiser = SGD(model.parameters(), lr=0.125)  # one over the curvature: 2 * 2**2
    train(model, optimiser, data, squared_error, steps=1)
    assert model.w[0].data == 2.0
    assert kinds(look(model, data, squared_error, optimiser=optimiser)) == set()


@pytest.mark.parametrize(
    "kind", [lambda p: SGD(p, lr=0.05, momentum=0.9), lambda p: Adam(p, lr=0.02)]
)
def test_with_any_optimiser_too_much_is_noticed_by_its_size(kind):
    model = network(0, (8, 1))
    optimiser = kind(model.parameters())
    train(model, optimiser, XOR, steps=60, forgets=True)
    held = np.linalg.norm([p.grad for p in model.parameters()])
    finding = look(model, XOR, optimiser=optimiser)["gradients_kept"]
    assert finding.numbers["norm"] == pytest.approx(held)
    assert finding.numbers["ratio"] > 2.0


def test_what_a_penalty_adds_to_the_loss_is_not_of_an_earlier_pass():
    data = np.array([-2.0, 2.0]), np.array([-1.0, 1.0])
    model = Neuron(1, activation="identity", rng=Random(1))
    model.load({"w1": 3.0, "b": 0.1})  # both scores are beyond the margin: no gradient
    optimiser = SGD(model.parameters(), lr=0.1)
    (hinge([model(-2.0), model(2.0)], [-1.0, 1.0]) + l2_penalty([model.w[0]], 1e-4)).backward()
    optimiser.step()
    assert kinds(look(model, data, hinge, optimiser=optimiser)) == set()


# --- the learning rate ---------------------------------------------------------------------------


def test_a_rate_beyond_what_the_curvature_allows_is_too_high():
    # L = (w*x - y)**2 with x = 2: the curvature is 8, so steps diverge from 2/8 on
    data = np.array([[2.0]]), np.array([4.0])
    for lr, is_high in ((0.24, False), (0.3, True)):
        model = Neuron(1, activation="identity", init="zeros", bias=False)
        found = look(model, data, squared_error, lr=lr)
        assert ("rate_high" in found) is is_high
    numbers = found["rate_high"].numbers
    assert (numbers["before"], numbers["lr"]) == (16.0, 0.3)
    assert numbers["after"] == pytest.approx(16.0 * (1 - 8 * 0.3) ** 2)
    assert numbers["later"] == pytest.approx(16.0 * (1 - 8 * 0.3) ** 10)  # 5 steps


def test_a_rate_that_is_too_high_for_a_network_is_told_with_every_optimiser():
    for kind in (SGD, Adam):
        model = network()
        found = look(model, optimiser=kind(model.parameters(), lr=100.0))
        assert kinds(found) == {"rate_high"}


def test_a_rate_that_is_too_low_is_told_with_how_much_longer_a_step_may_be():
    model = network()
    for lr, severity in ((1e-6, "alarm"), (1e-3, "notice")):
        finding = look(model, lr=lr)["rate_low"]
        assert finding.severity == severity
        factor = finding.numbers["factor"]
        assert factor == pytest.approx(0.1 / lr)
        # the slope of the loss along the step, times its length
        gradient = gradient_of(model)
        fall = finding.numbers["before"] - finding.numbers["longer"]
        assert fall == pytest.approx(0.1 * gradient @ gradient, rel=0.1)
    assert kinds(look(model, lr=0.1)) == set()


def test_a_step_that_climbs_is_not_too_long_if_the_next_ones_come_back():
    signs = 2.0 * Y - 1.0
    model = network(2, (6, 6, 1), activation="relu")
    optimiser = SGD(model.parameters(), lr=3.0)
    assert "rate_high" not in look(model, (X, signs), hinge, optimiser=optimiser)
    before, *after = losses_of(model, optimiser, (X, signs), hinge, steps=5)
    assert after[0] > 1.3 * before > 1.3 * min(after)


def losses_of(model, optimiser, data, loss, steps):
    """The mean losses along the way of some steps."""
    for _ in range(steps + 1):
        pairs = zip(*data, strict=True)
        yield float(mean(loss(model(x.tolist()), y.item()) for x, y in pairs))
        train(model, optimiser, data, loss, steps=1)


def test_where_little_is_left_to_learn_no_rate_is_too_low():
    data = np.array([-1.0, 1.0]), np.array([0, 1])
    model = Neuron(1, activation="identity", bias=False)
    for weight, is_told in ((5.0, False), (0.5, True)):
        model.w[0].data = weight
        found = look(model, data, optimiser=SGD(model.parameters(), lr=1e-4))
        assert ("rate_low" in found) is is_told


def gradient_of(model):
    twin = copy.deepcopy(model)
    twin.zero_grad()
    pass_back(twin)
    return np.array([p.grad for p in twin.parameters()])


def test_a_minimum_is_not_a_low_rate():
    x = np.linspace(-1.0, 1.0, 20)
    noise = np.random.RandomState(0).normal(size=20)
    model = Neuron(1, activation="identity")
    slope, height = np.polyfit(x, 2.0 * x + noise, 1)
    model.load({"w1": slope, "b": height})
    assert kinds(look(model, (x, 2.0 * x + noise), squared_error, lr=1e-3)) == set()


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([0.7, 0.9, 1.5, 4.0], {"loss_rising"}),
        ([0.7, 0.6, 0.65, 0.71], set()),
        ([0.7, 0.9, 1.5], set()),
        ([1.0, 0.4, 0.9, 0.4, 0.9, 0.4, 0.9, 0.4], {"loss_swinging"}),
        ([1.0, 0.2, 0.25, 0.2, 0.25, 0.2, 0.25, 0.2], set()),
        ([1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1], set()),
    ],
)
def test_losses_that_rise_or_swing_are_told(losses, expected):
    model, run = with_history(losses)
    found = diagnose(model, run=run)
    assert kinds(found) == expected
    for finding in found:
        assert finding.numbers["last"] == losses[-1]


def test_a_real_run_that_diverges_is_told():
    data = X, 10.0 * X[:, 0]
    model = network(activation="identity")
    settings = {"loss": squared_error, "epochs": 5, "batch_size": None, "progress": False}
    run = fit(model, data, optimiser=SGD(model.parameters(), lr=0.3), **settings)
    assert kinds(diagnose(model, data, loss=squared_error, run=run)) >= {"rate_high", "loss_rising"}


def test_a_run_that_fell_is_not_too_slow_and_one_that_did_not_is():
    for losses, severity in (([0.7, 0.5, 0.4, 0.3], None), ([0.7] * 4, "alarm")):
        model, run = with_history(losses)
        run.optimiser.lr = 1e-3
        found = [f.severity for f in diagnose(model, MOONS, loss=BCE, run=run)]
        assert found == ([severity] if severity else [])
