"""Numbers that lectures and books print, computed with this library (WORKED_EXAMPLES)."""

import math
from random import Random

import pytest

from autograd import Value
from autograd.nn import (
    MLP,
    SGD,
    Layer,
    Neuron,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge,
    l2_penalty,
    schedules,
    squared_error,
)

XOR = [([0.0, 0.0], 0), ([0.0, 1.0], 1), ([1.0, 0.0], 1), ([1.0, 1.0], 0)]


def test_cs231n_sigmoid_neuron():
    neuron = Neuron(2, "sigmoid")
    neuron.load({"w1": 2.0, "w2": -3.0, "b": -3.0})
    x = [Value(-1.0), Value(-2.0)]
    output = neuron(x)
    output.backward()
    assert output.data == 0.7310585786300049
    slopes = [p.grad for p in (*neuron.w, neuron.b, *x)]
    assert slopes == pytest.approx(
        [-0.1966119, -0.3932239, 0.1966119, 0.3932239, -0.5898358], abs=5e-8
    )


def test_cs231n_softmax():
    scores = [Value(-2.85), Value(0.86), Value(0.28)]
    loss = cross_entropy(scores, 2)
    loss.backward()
    assert loss.data == pytest.approx(1.04019, abs=5e-6)
    p = [s.grad + (i == 2) for i, s in enumerate(scores)]
    # The site prints .353 from rounded steps; recomputed, the last is 0.3534.
    assert p == pytest.approx([0.0154, 0.6312, 0.3534], abs=5e-5)


def test_deep_learning_from_scratch_softmax_with_cross_entropy():
    scores = [Value(math.log(p)) for p in (0.3, 0.2, 0.5)]
    cross_entropy(scores, [0, 1, 0]).backward()
    assert [s.grad for s in scores] == pytest.approx([0.3, -0.8, 0.5], abs=1e-15)


@pytest.mark.parametrize(
    ("lr", "expected"), [(0.1, [-6.111108e-10, 8.148144e-10]), (1e-10, [-3.0, 4.0])]
)
def test_deep_learning_from_scratch_gradient_descent(lr, expected):
    x = [Value(-3.0), Value(4.0)]
    optimiser = SGD(x, lr=lr)
    for _ in range(100):
        optimiser.zero_grad()
        (x[0] ** 2 + x[1] ** 2).backward()
        optimiser.step()
    assert [v.data for v in x] == pytest.approx(expected, rel=1e-6)


def test_deep_learning_from_scratch_gradient_descent_with_a_step_too_large_explodes():
    x = [Value(-3.0), Value(4.0)]
    optimiser = SGD(x, lr=10.0)
    for _ in range(100):
        optimiser.zero_grad()
        (x[0] ** 2 + x[1] ** 2).backward()
        optimiser.step()
    # each step multiplies by 1 - 2*lr = -19
    assert [v.data for v in x] == pytest.approx([-3 * 19.0**100, 4 * 19.0**100], rel=1e-12)


def test_squared_error_hardly_learns_on_a_saturated_sigmoid_and_cross_entropy_does():
    for loss, expected, digits in (
        (lambda z: 0.5 * squared_error(z.sigmoid(), 1), -4.5e-5, 1e-6),
        (lambda z: binary_cross_entropy(z.sigmoid(), 1), -0.99995, 5e-6),
        (lambda z: binary_cross_entropy_with_logits(z, 1), -0.99995, 5e-6),
    ):
        z = Value(-10.0)
        loss(z).backward()
        assert z.grad == pytest.approx(expected, abs=digits)


# --- Mazur, "A step by step backpropagation example" -------------------------------------------


def mazur():
    hidden, output = Layer(2, 2, "sigmoid"), Layer(2, 2, "sigmoid")
    model = MLP(2, [2, 2], "sigmoid", "sigmoid")
    model.layers = [hidden, output]
    numbers = [0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55]
    weights = [p for name, p in model.named_parameters() if ".w" in name]
    for weight, number in zip(weights, numbers, strict=True):
        weight.data = number
    for layer, bias in ((hidden, 0.35), (output, 0.60)):
        for neuron in layer.neurons:
            neuron.b.data = bias
    return model, weights


def error(model):
    outputs = model([0.05, 0.10])
    return outputs, 0.5 * squared_error(outputs, [0.01, 0.99], "sum")


def test_mazurs_network_gives_all_published_numbers():
    model, weights = mazur()
    outputs, loss = error(model)
    assert [o.data for o in outputs] == pytest.approx([0.75136507, 0.772928465], abs=5e-10)
    assert loss.data == pytest.approx(0.298371109, abs=5e-10)
    loss.backward()
    SGD(weights, lr=0.5).step()  # his biases are never updated
    assert [w.data for w in weights] == pytest.approx(
        [
            *(0.149780716, 0.199561432, 0.249751144, 0.299502287),
            *(0.35891648, 0.408666186, 0.51130127, 0.561370121),
        ],
        abs=5e-10,
    )
    assert error(model)[1].data == pytest.approx(0.291027774, abs=5e-10)


# --- XOR ---------------------------------------------------------------------------------------


def xor_loss(model):
    scores = [model(x) for x, _ in XOR]
    return binary_cross_entropy_with_logits(scores, [y for _, y in XOR])


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_weights_that_start_at_zero_never_learn_xor(activation):
    model = MLP(2, [4, 1], activation, init="zeros")
    optimiser = SGD(model.parameters(), lr=1.0)
    for _ in range(20):
        loss = xor_loss(model)
        assert loss.data == pytest.approx(0.693147, abs=5e-7)
        optimiser.zero_grad()
        loss.backward()
        assert {p.grad for name, p in model.named_parameters() if ".w" in name} == {0.0}
        optimiser.step()


def test_four_hidden_neurons_learn_xor():
    model = MLP(2, [4, 1], "sigmoid", rng=Random(0))
    optimiser = SGD(model.parameters(), lr=1.0, momentum=0.9)
    for _ in range(300):
        optimiser.zero_grad()
        xor_loss(model).backward()
        optimiser.step()
    assert [round(model(x).sigmoid().data) for x, _ in XOR] == [y for _, y in XOR]
    assert xor_loss(model).data < 0.05


# --- micrograd's demo --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def moons():
    datasets = pytest.importorskip("sklearn.datasets", reason="needs the extra `data`")
    x, y = datasets.make_moons(n_samples=100, noise=0.1, random_state=1337)
    return x.tolist(), (y * 2 - 1).tolist()


def moons_loss(model, moons):
    scores = [model(x) for x in moons[0]]
    loss = hinge(scores, moons[1]) + l2_penalty(model.parameters(), 1e-4)
    right = sum((score > 0) == (y > 0) for score, y in zip(scores, moons[1], strict=True))
    return loss, right / len(scores)


def test_micrograds_published_run_starts_with_its_loss_to_the_bit(moons):
    model = MLP(2, [16, 16, 1], rng=Random(1337))
    loss, accuracy = moons_loss(model, moons)
    assert (loss.data, accuracy) == (0.8958441028683222, 0.5)
    optimiser = SGD(model.parameters(), lr=schedules.linear(1.0, 0.1, steps=100)(0))
    loss.backward()
    optimiser.step()
    loss, accuracy = moons_loss(model, moons)
    assert loss.data == pytest.approx(1.723590533697202, rel=1e-14)
    assert accuracy == 0.81
