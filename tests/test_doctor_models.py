"""The doctor on models: units, layers, equal neurons, and what is not connected."""

from random import Random

import numpy as np
import pytest
from doctor import BCE, MOONS, THREE, N, X, Y, diagnose, kinds, look, network

from autograd import Value
from autograd.nn import SGD, Layer, Module, Neuron, cross_entropy

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
