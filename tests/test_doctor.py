"""The doctor: a run that is well, broken in one way each; near misses; and nothing is changed."""

import copy
import random
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.datasets import load_digits, make_moons

from autograd import Value, detect_anomaly, mean, nn, no_grad
from autograd.errors import InputTypeError, LengthError
from autograd.language import languages
from autograd.modes import is_recording
from autograd.nn import (
    MLP,
    SGD,
    Adam,
    Layer,
    Module,
    Neuron,
    binary_cross_entropy_with_logits,
    cross_entropy,
    fit,
    hinge,
    squared_error,
)
from autograd.nn.doctor import case
from autograd.nn.doctor.finding import FOLDER
from autograd.nn.fitting.run import Run

N = 24
X, Y = make_moons(n_samples=N, noise=0.1, random_state=3)
MOONS = X, Y
BCE = binary_cross_entropy_with_logits
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
THREE = X, np.arange(N) % 3


def diagnose(*arguments, **options):
    """Look, and read what is found in every language: each sentence has its numbers."""
    found = nn.diagnose(*arguments, **options)
    for language in languages(FOLDER):
        text = found.text(language)
        assert all(finding.title(language) in text for finding in found)
    return found


def network(seed=0, sizes=(6, 1), nin=2, **options):
    options = {"activation": "tanh", **options}
    return MLP(nin, list(sizes), rng=Random(seed), **options)


def train(model, optimiser, data=MOONS, loss=BCE, steps=3, forgets=False, batch=None):
    """Steps as a learner writes them."""
    count = len(data[0])
    size = batch or count
    for step in range(steps):
        if not forgets:
            optimiser.zero_grad()
        rows = [i % count for i in range(step * size, (step + 1) * size)]
        losses = [loss(model(data[0][row].tolist()), data[1][row].item()) for row in rows]
        mean(losses).backward()
        optimiser.step()


def pass_back(model, data=MOONS, loss=BCE, times=1, scale=1.0):
    """Backward passes over all the data, without a step."""
    for _ in range(times):
        total = mean(loss(model(x.tolist()), y.item()) for x, y in zip(*data, strict=True))
        (scale * total).backward()


def kinds(diagnosis):
    return {finding.kind for finding in diagnosis}


def look(model, data=MOONS, loss=BCE, lr=0.1, **options):
    optimiser = options.pop("optimiser", None) or SGD(model.parameters(), lr=lr)
    return diagnose(model, data, loss=loss, optimiser=optimiser, **options)


# --- what is well --------------------------------------------------------------------------------


def start_middle_and_end(model, optimiser, data, loss, epochs, **options):
    yield diagnose(model, data, loss=loss, optimiser=optimiser)
    for count in epochs:
        settings = {"epochs": count, "progress": False, **options}
        run = fit(model, data, loss=loss, optimiser=optimiser, **settings)
        yield diagnose(model, data, loss=loss, run=run)


@pytest.mark.parametrize(
    "activation", ["tanh", "relu", pytest.param("sigmoid", marks=pytest.mark.proof)]
)
@pytest.mark.parametrize("batch_size", [8, None])
def test_a_run_that_is_well_gives_no_alarm(activation, batch_size):
    model = network(activation=activation)
    optimiser = SGD(model.parameters(), lr=0.5)
    for found in start_middle_and_end(model, optimiser, MOONS, BCE, (2, 8), batch_size=batch_size):
        assert found.alarms == ()


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.proof)])
def test_xor_gives_no_alarm_from_first_to_last(seed):
    model = network(seed, (4, 1))
    optimiser = Adam(model.parameters(), lr=0.05)
    found = list(start_middle_and_end(model, optimiser, XOR, BCE, (10, 200)))
    assert [diagnosis.alarms for diagnosis in found] == [()] * 3


def test_sure_and_right_is_not_saturated():
    model = network(1, (4, 1), output_activation="sigmoid")
    optimiser = Adam(model.parameters(), lr=0.3)
    settings = {"epochs": 150, "progress": False}
    fit(model, XOR, loss=squared_error, optimiser=optimiser, **settings)
    outputs = np.array([float(model(x.tolist())) for x in XOR[0]])
    assert np.abs(outputs - XOR[1]).max() < 0.01  # so that slopes are small
    assert kinds(diagnose(model, XOR, loss=squared_error, optimiser=optimiser)) == set()


def test_digits_give_no_alarm():
    digits = load_digits()
    data = digits.data[:40] / 16.0, digits.target[:40]
    model = network(0, (16, 10), nin=64, activation="relu", init="he_uniform")
    found = diagnose(model, data, loss=cross_entropy, optimiser=Adam(model.parameters(), lr=0.01))
    assert found.alarms == ()


@pytest.mark.proof
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("init", ["uniform", "he_uniform", "xavier_uniform"])
@pytest.mark.parametrize("kind", [lambda p: SGD(p, lr=0.1), lambda p: Adam(p, lr=0.01)])
def test_digits_give_no_alarm_from_first_to_last(activation, init, kind):
    digits = load_digits()
    data = digits.data / 16.0, digits.target
    model = network(0, (16, 10), nin=64, activation=activation, init=init)
    optimiser = kind(model.parameters())
    for found in start_middle_and_end(
        model, optimiser, data, cross_entropy, (1, 5, 10), replay=True
    ):
        assert found.alarms == ()


def test_all_that_was_looked_at_is_said_and_all_that_was_not():
    model = network()
    alone = diagnose(model)
    assert alone.looked_at == ("finiteness", "symmetry")
    assert alone.left_out["rate"] == "data"
    assert alone.left_out["optimising"] == "optimiser"
    assert diagnose(model, MOONS).left_out["flow"] == "loss"
    run = fit(model, MOONS, loss=BCE, optimiser=SGD(model.parameters(), lr=0.1), progress=False)
    assert dict(diagnose(model, MOONS, loss=BCE, run=run).left_out) == {}
    assert (alone.samples, alone.total) == (0, 0)


def test_of_many_samples_some_of_each_kind_are_looked_at(monkeypatch):
    x = np.linspace(-1.0, 1.0, 1000)
    model = network(nin=1, sizes=(2,), activation="identity")
    found = diagnose(model, (x, (x > 0).astype(int)), loss=cross_entropy)
    assert (found.samples, found.total) == (200, 1000)
    monkeypatch.setattr(case, "_WORK", 120)
    large = network(nin=1, sizes=(1, 2), activation="identity")
    assert large.num_parameters() == 6
    assert diagnose(large, (x, (x > 0).astype(int))).samples == 20


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


def with_history(losses, steps=50):
    model = network()
    run = Run(model, SGD(model.parameters(), lr=0.1), epochs=len(losses), steps=steps)
    run.history["loss"] = losses
    run.epoch, run.step = len(losses), steps * len(losses)
    return model, run


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


# --- units and layers ----------------------------------------------------------------------------


def switch_off(model, neurons):
    for neuron in neurons:
        model.layers[0].neurons[neuron].b.data = -100.0


def test_dead_relus_are_named_and_an_alarm_if_they_are_most():
    for dead, severity in (((1, 4), "notice"), ((0, 1, 2, 3), "alarm")):
        model = network(activation="relu", init="he_uniform", seed=4)
        assert "dead" not in look(model)
        switch_off(model, dead)
        finding = look(model)["dead"]
        assert finding.severity == severity
        assert finding.where == tuple(f"layer1.neuron{i + 1}" for i in dead)
        assert finding.table == {"layer1": len(dead) / 6}
        assert finding.numbers == {"total": 6, "samples": N}


def test_dead_relus_of_a_model_that_has_learnt_are_no_alarm():
    model = network(nin=1, activation="relu")
    switch_off(model, range(1, 6))
    first, last = model.layers[0].neurons[0], model.layers[1].neurons[0]
    first.w[0].data, last.b.data = 1.0, -10.0
    data = np.repeat([-1.0, 1.0], 12), np.repeat([0, 1], 12)
    for weight, severity in ((0.0, "alarm"), (20.0, "notice")):  # scores -10 and 10
        last.w[0].data = weight
        assert look(model, data)["dead"].severity == severity


def test_a_relu_that_is_on_for_one_sample_is_not_dead():
    model = network(activation="relu", init="he_uniform", seed=4)
    neuron = model.layers[0].neurons[0]
    weights = np.array([w.data for w in neuron.w])
    highest, next_highest = sorted(X @ weights)[:-3:-1]
    neuron.b.data = -(highest + next_highest) / 2
    assert "dead" not in look(model)
    neuron.b.data = -highest - 1e-9
    assert "dead" in look(model)


def test_saturated_neurons_are_named():
    model = network()
    for count, severity in ((1, "notice"), (3, "alarm")):
        switch_off(model, range(count))
        finding = look(model)["saturated"]
        assert (finding.severity, len(finding.where)) == (severity, count)
        assert finding.where[0] == "layer1.neuron1"


def test_a_slope_of_a_hundredth_is_the_limit_of_saturation():
    model = network(nin=1, sizes=(1, 1))
    hidden = model.layers[0].neurons[0]
    hidden.w[0].data = 0.0
    data = np.linspace(-1, 1, 10), np.arange(10) % 2
    edge = np.arctanh(np.sqrt(1 - 0.01))  # where 1 - tanh**2 is 0.01
    for z, is_saturated in ((edge * 0.999, False), (edge * 1.001, True)):
        hidden.b.data = float(z)
        assert ("saturated" in look(model, data)) is is_saturated


def test_a_gradient_that_vanishes_is_told_layer_by_layer():
    for activation, init, expected in (
        ("sigmoid", "uniform", {"vanishing"}),
        ("tanh", "xavier_uniform", set()),
        ("relu", "he_uniform", set()),
    ):
        model = network(1, (3,) * 8 + (1,), activation=activation, init=init)
        found = look(model, lr=0.01)
        assert kinds(found) - {"dead", "rate_low"} == expected
    model = network(1, (3,) * 8 + (1,), activation="sigmoid")
    finding = look(model)["vanishing"]
    assert list(finding.table) == [f"layer{i}" for i in range(1, 10)]
    assert finding.where == ("layer1",)
    # d loss / d logit of each sample is sigmoid(z) - y
    errors = [1 / (1 + np.exp(-float(model(x.tolist())))) - y for x, y in zip(X, Y, strict=True)]
    assert finding.table["layer9"] == pytest.approx(np.sqrt(np.mean(np.square(errors))))


def test_a_gradient_that_explodes_is_told():
    model = network(1, (6,) * 6 + (1,), activation="identity")
    for layer in model.layers:
        for parameter in layer.parameters():
            parameter.data *= 6.0
    finding = look(model, lr=1e-9)["exploding"]
    assert finding.where == ("layer1",)
    assert finding.numbers["ratio"] > 1e3


# --- symmetry ------------------------------------------------------------------------------------


def test_neurons_that_are_equal_are_named_in_groups():
    model = network()
    layer = model.layers[0].neurons
    layer[3].load(layer[1].state())
    assert "equal_neurons" not in look(model)  # what follows tells them apart
    assert diagnose(model)["equal_neurons"].severity == "notice"  # which is not known here
    model.layers[1].neurons[0].w[3].data = model.layers[1].neurons[0].w[1].data
    finding = look(model)["equal_neurons"]
    assert finding.where == ("layer1.neuron2 = layer1.neuron4",)
    assert (finding.severity, finding.numbers["equal"]) == ("alarm", 2)


def test_zeros_are_told_where_there_is_a_hidden_layer():
    assert kinds(diagnose(network(init="zeros"))) == {"all_zero"}
    assert "all_zero" in look(network(init="zeros"))
    for model in (Neuron(2, "identity", init="zeros"), Layer(2, 3, "identity", init="zeros")):
        loss = BCE if isinstance(model, Neuron) else cross_entropy
        assert kinds(look(model, MOONS if loss is BCE else THREE, loss)) == set()


def test_outputs_that_start_at_zero_are_no_fault():
    model = network(sizes=(4, 3))
    for parameter in model.layers[1].parameters():
        parameter.data = 0.0
    assert kinds(look(model, THREE, cross_entropy)) == set()
    assert kinds(diagnose(model)) == set()


# --- connections ---------------------------------------------------------------------------------


class Cut(Module):
    """A model in which something goes wrong on the way."""

    def __init__(self, cut):
        self.first = Neuron(2, "tanh", rng=Random(1))
        self.second = Neuron(1, "identity", rng=Random(2))
        self.unused = Value(1.0)
        self._cut = cut

    def forward(self, x):
        out = self.second(self._cut(self.first(x)))
        return out if self._cut is not keep else out * self.unused


def keep(v):
    return v


def test_parameters_that_get_no_gradient_are_named():
    assert kinds(look(Cut(keep))) == set()
    assert look(Cut(lambda v: v))["unconnected"].where == ("unused",)
    finding = look(Cut(lambda v: v.detach()))["unconnected"]
    assert finding.where == ("first.w1", "first.w2", "first.b", "unused")
    assert (finding.severity, finding.lesson) == ("alarm", "stale")


@pytest.mark.filterwarnings("ignore::autograd.errors.GradientWarning")
def test_what_no_gradient_passes_is_named():
    assert look(network(activation="step"))["blocked"].where[0] == "layer1.neuron1"
    assert look(Cut(lambda v: v.sign()))["blocked"].where == ("sign 1",)


def test_an_optimiser_of_another_model_is_told_and_one_of_a_part():
    model = network()
    elsewhere = look(model, optimiser=SGD(network().parameters(), lr=0.1))
    assert (kinds(elsewhere), elsewhere.is_healthy) == ({"optimiser_elsewhere"}, False)
    last = SGD(model.layers[1].parameters(), lr=0.1)
    partly = look(model, optimiser=last)
    assert (kinds(partly), partly.is_healthy) == ({"optimiser_partly"}, True)
    assert len(partly["optimiser_partly"].where) == 18
    more = SGD([*model.parameters(), Value(1.0)], lr=0.1)
    assert kinds(look(model, optimiser=more)) == set()


# --- data ----------------------------------------------------------------------------------------


def test_classes_beyond_the_outputs_are_told_by_row():
    y = np.arange(N) % 3
    y[[7, 21]] = 3, -1
    for loss in (cross_entropy, None):
        model = network(sizes=(4, 3))
        finding = diagnose(model, (X, y), loss=loss)["target_range"]
        assert finding.where == ("7", "21")
        assert finding.numbers == {"outputs": 3, "got": 3}
    silent = diagnose(model, (X, y), loss=lambda z, t: -z[min(t, 2)])  # z[-1] is the last
    assert silent["target_range"].where == ("7", "21")


def test_targets_that_the_loss_refuses_are_told_with_what_it_says():
    y = np.where(Y == 1, 1.0, -1.0)
    found = look(network(), (X, y))
    finding = found["target_refused"]
    assert finding.where == tuple(str(i) for i in np.flatnonzero(y < 0))
    assert "for -1 and 1 pass (y + 1)/2" in finding.numbers["message"]
    assert found.samples == N - len(finding.where)
    assert kinds(look(network(), (X, y), hinge)) == set()


def test_a_class_without_samples_is_told_and_one_with_a_single_one_is_not():
    y = np.arange(N) % 3
    y[y == 1] = 0
    finding = look(network(sizes=(4, 3)), (X, y), cross_entropy)["class_missing"]
    assert finding.where == ("1",)
    assert finding.table == {"0": 16, "1": 0, "2": 8}
    y[5] = 1
    assert kinds(look(network(sizes=(4, 3)), (X, y), cross_entropy)) == set()


def test_one_class_only_is_told():
    y = np.ones(N, dtype=int)
    assert look(network(), (X, y))["one_class"].numbers == {"target": "1", "samples": N}
    y[3] = 0
    assert "one_class" not in look(network(), (X, y))


def columns(*scales, centre=0.0):
    x = np.random.RandomState(1).normal(size=(N, len(scales))) * scales + centre
    names = tuple(f"c{i}" for i in range(len(scales)))
    return SimpleNamespace(x=x, y=Y, features=names, classes=("a", "b"), name="columns")


@pytest.mark.parametrize(
    ("data", "kind", "where"),
    [
        (columns(1, 1, 2000), "inputs_spread", ("c2",)),
        (columns(1, 1, 0.001), "inputs_spread", ("c2",)),
        (columns(1, 1, 50), None, ()),
        (columns(500, 300), "inputs_size", ("c0", "c1")),
        (columns(50, 30), None, ()),
        (columns(1e-3, 1e-3), "inputs_size", ("c0", "c1")),
        (columns(1, 1, centre=(0, 30)), "inputs_centre", ("c1",)),
        (columns(1, 1, centre=(0, 6)), None, ()),
        (columns(1, 1, 0), None, ()),
    ],
)
def test_inputs_that_are_hard_to_learn_from_are_told_by_name(data, kind, where):
    found = diagnose(network(nin=data.x.shape[1]), data)
    named = {f.kind: set(f.where) for f in found if f.kind.startswith("inputs")}
    assert named == ({kind: set(where)} if kind else {})


def test_columns_that_are_nearly_always_zero_are_on_the_scale_of_the_rest():
    x = np.random.RandomState(1).normal(size=(20_000, 2))
    x[1:, 1] = 0.0
    assert kinds(diagnose(network(), (x, (x[:, 0] > 0).astype(int)))) == set()


# --- numbers that are not finite -----------------------------------------------------------------


def test_what_is_not_finite_is_named_and_the_rest_goes_on():
    x = X.copy()
    x[4, 1], x[9, 0] = np.nan, np.inf
    found = look(network(), (x, Y))
    assert kinds(found) == {"not_finite_data"}
    assert found["not_finite_data"].where == ("4", "9")
    assert found["not_finite_data"].numbers == {"columns": "0, 1", "total": N}
    assert found.samples == N - 2
    model = network()
    model.layers[0].neurons[2].b.grad = float("inf")
    assert look(model)["not_finite_gradients"].where == ("layer1.neuron3.b",)
    model.layers[1].neurons[0].b.data = float("nan")
    found = look(model)
    assert found["not_finite_parameters"].where == ("layer2.neuron1.b",)
    assert found.left_out["rate"] == "finite"


def test_a_model_beyond_the_floats_is_told_and_so_is_an_infinite_slope():
    found = look(network(), loss=lambda z, y: (z * 1e6).exp() * y)
    assert "beyond the largest float" in found["failing"].numbers["message"]
    assert found.left_out["flow"] == "finite"
    root = look(network(), loss=lambda z, y: (z - z).sqrt() + BCE(z, y))
    assert len(root["not_finite_slopes"].where) > 0


# --- nothing is changed --------------------------------------------------------------------------


class Noisy(Module):
    """A model that draws from every generator, remembers, and has a hook."""

    def __init__(self):
        self.body = network(sizes=(3, 1))
        self.rng = Random(5)
        self._calls = 0
        self.hooked = 0
        self.body.parameters()[0].register_hook(self.count)

    def count(self, *_):
        self.hooked += 1

    def forward(self, x):
        self._calls += 1
        noise = self.rng.random() + random.random() + np.random.rand()  # noqa: NPY002  on purpose
        return self.body(x) * (1.0 + 1e-3 * noise)


def state_of(model, optimiser):
    return (
        [(n, p.data.hex(), p.grad, p.label, p.role, p.path) for n, p in model.named_parameters()],
        optimiser.state(),
        model.rng.getstate(),
        model._calls,
        model.hooked,
        random.getstate(),
        np.random.get_state()[1].tobytes(),  # noqa: NPY002  on purpose
        X.tobytes(),
        Y.tobytes(),
        is_recording(),
    )


@pytest.mark.parametrize("lr", [0.1, 1e-6, 1e4])
def test_nothing_is_changed_to_the_last_bit(lr):
    model = Noisy()
    optimiser = Adam(model.parameters(), lr=0.1)
    train(model, optimiser, steps=2, forgets=True)
    optimiser.lr = lr
    before = state_of(model, optimiser)
    first = look(model, optimiser=optimiser)
    assert state_of(model, optimiser) == before
    assert str(look(model, optimiser=optimiser)) == str(first)


def test_it_works_inside_no_grad_and_detect_anomaly_and_leaves_both_as_they_were():
    model = network()
    plain = str(look(model, lr=1e4))
    with no_grad():
        assert str(look(model, lr=1e4)) == plain
        assert not is_recording()
    with detect_anomaly():
        assert str(look(model, lr=1e4)) == plain


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        ((3.0,), {}, "looks at a Module"),
        ((network(), 3.0), {}, "Dataset or a pair"),
        ((network(), (X, Y[:3])), {}, "one target for each sample"),
        ((network(), (X[:0], Y[:0])), {}, "at least one sample"),
        ((network(),), {"loss": 3}, "function of an output"),
        ((network(),), {"optimiser": 0.1}, "optimiser is one"),
        ((network(),), {"run": {}}, "what fit returned"),
        ((network(),), {"run": with_history([1.0])[1]}, "of another model"),
        ((network(nin=3), MOONS), {}, "takes 3 inputs, got 2"),
        ((network(), MOONS), {"loss": lambda z, y: float(z)}, "needs a loss that is a Value"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(arguments, options, says):
    with pytest.raises((InputTypeError, LengthError), match=says):
        diagnose(*arguments, **options)


def test_a_model_that_cannot_be_copied_is_refused():
    model = network()
    model._file = (i for i in ())
    with pytest.raises(InputTypeError, match=r"on a copy of the model.*generator"):
        diagnose(model)
