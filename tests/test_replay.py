"""A replay has the numbers of calling the function, in rows and alone."""

import math
import random
import warnings

import numpy as np
import pytest
from replayed import POINTS, SIGNS, agrees, eager, network

import autograd
from autograd import Value, exp, maximum, select, tanh
from autograd.errors import (
    ReplayWarning,
)
from autograd.nn import MLP, binary_cross_entropy_with_logits, cross_entropy, hinge, l2_penalty
from autograd.replay import replay


@pytest.mark.parametrize("rows", [1, 2, 15, 16, 17, 37])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_a_network_over_rows_has_the_value_and_gradients_of_a_loop(rows, reduction):
    model = network()
    weights = model.parameters()
    agrees(
        lambda x, y: (model(x) - y) ** 2 + l2_penalty(weights, 0.1),
        POINTS[:rows],
        SIGNS[:rows],
        rows=reduction,
    )


def random_function(seed):
    """A function of three inputs and two weights, of random operations with shared nodes."""
    source = random.Random(seed)
    weights = [Value(source.uniform(-1, 1)), Value(source.uniform(-1, 1))]
    ops = [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / (b * b + 1.0),
        maximum,
        lambda a, b: tanh(a) + b,
        lambda a, b: exp(-(a * a)) * 2.0,
        lambda a, b: autograd.sigmoid(a) - 0.5,
        lambda a, b: -a,
        lambda a, b: (a * a + 1.0) ** 0.5,
        lambda a, b: autograd.softplus(a),
    ]
    plan = [
        (source.choice(ops), source.randrange(5 + k), source.randrange(5 + k)) for k in range(25)
    ]

    def f(x, y, z):
        nodes = [x, y, z, *weights]
        for op, a, b in plan:
            nodes.append(op(nodes[a], nodes[b]))
        return autograd.sum(nodes[-4:])

    return f


@pytest.mark.parametrize("seed", range(15))
def test_random_graphs_agree_in_rows_and_alone(seed):
    f = random_function(seed)
    columns = np.random.default_rng(seed).normal(size=(3, 19))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReplayWarning)
        agrees(f, *columns)
        alone = replay(f)
        for row in columns.T[:3]:
            value, slopes = alone.value_and_grad(*row)
            expected = eager(f, *row[:, None], parameters=alone.parameters)
            assert value == pytest.approx(expected[0], rel=1e-12)
            assert slopes == pytest.approx(expected[1], rel=1e-11, abs=1e-13)


def test_a_large_sum_of_products_and_a_deep_chain():
    weights = [Value(0.01 * i) for i in range(200)]
    x = np.linspace(-1.0, 1.0, 200)
    f = replay(lambda xs: tanh(autograd.dot(weights, xs)), parameters=weights)
    value, slopes = f.value_and_grad(x)
    root = tanh(autograd.dot(weights, x.tolist()))
    root.backward()
    assert value == pytest.approx(root.data, rel=1e-14)
    assert slopes == pytest.approx([w.grad for w in weights], rel=1e-12)

    def chain(y):
        for _ in range(2_000):
            y = y * 0.9999 + 0.0001
        return y

    deep = replay(chain)
    assert deep(2.0) == pytest.approx(float(chain(Value(2.0))), rel=1e-12)
    assert deep.input_gradients(2.0)[0] == pytest.approx(0.9999**2_000, rel=1e-12)


@pytest.mark.parametrize("width", [19, 20, 21, 33])
def test_wide_layers_have_the_numbers_of_narrow_ones(width):
    # around the number of terms up to which a sum has a kernel of its own
    model = MLP(width, [width, 2, 1], activation="tanh", rng=random.Random(0))
    weights = model.parameters()
    x = np.random.default_rng(0).normal(size=(18, width))
    agrees(lambda x, y: (model(x) - y) ** 2 + l2_penalty(weights, 0.01), x, x[:, 0])
    alone = replay(lambda x: model(x) ** 2, parameters=weights)
    value, slopes = alone.value_and_grad(x[0])
    root = model(x[0].tolist()) ** 2
    assert value == pytest.approx(root.data, rel=1e-12)
    assert slopes == pytest.approx(autograd.gradients(root, weights), rel=1e-11, abs=1e-14)


def test_losses_take_targets_as_inputs_on_one_path():
    model = network((4, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error", ReplayWarning)
        agrees(lambda x, y: hinge(model(x), y), POINTS, SIGNS)
        agrees(lambda x, y: hinge(model(x), y), POINTS, SIGNS.astype(int))
        agrees(
            lambda x, y: binary_cross_entropy_with_logits(model(x), y), POINTS, (SIGNS + 1.0) / 2.0
        )


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_a_class_is_chosen_when_it_is_replayed(classes):
    model = network((4, classes))
    targets = np.random.default_rng(0).integers(0, classes, len(POINTS))
    with warnings.catch_warnings():
        warnings.simplefilter("error", ReplayWarning)
        replayed = agrees(lambda x, t: cross_entropy(model(x), t), POINTS, targets)
    assert "1 recorded" in repr(replayed)


def test_rows_of_an_embedding_are_chosen_when_it_is_replayed():
    table = [[Value(0.1 * i - 0.2 * j) for j in range(3)] for i in range(5)]

    def f(token, scale):
        row = select(table, token)
        return autograd.sum(tanh(x * scale) for x in row)

    agrees(f, np.array([0, 4, 2, 2, 3] * 4), np.linspace(-1, 1, 20))
    agrees(lambda t, x: select([x, x * x, 3.0 * x], t), np.array([0, 2, 1]), np.array([2.0, 3, 4]))
    one = replay(lambda tokens: f(tokens[0], 1.0) * f(tokens[1], 2.0))
    for tokens in ([0, 1], [4, 4], [3, 0]):
        rows = [select(table, t) for t in tokens]
        expected = math.prod(
            sum(math.tanh(x.data * s) for x in row) for row, s in zip(rows, (1, 2), strict=True)
        )
        assert one(tokens) == pytest.approx(expected, rel=1e-14)
    assert "1 recorded" in repr(one)


def test_what_mixes_rows_and_parameters_can_be_chosen_from():
    weight = Value(7.0)
    agrees(
        lambda t, x: select([x, weight], t) * 2.0, np.array([0, 1, 1, 0]), np.array([1.0, 2, 3, 4])
    )


def test_lists_of_outputs_come_as_arrays():
    f = replay(lambda x: [x[0] * x[1], x[0] + 1.0, Value(3.0)], rows="each")
    assert f([[1.0, 2.0], [3.0, 4.0]]).tolist() == [[2.0, 2.0, 3.0], [12.0, 4.0, 3.0]]
    alone = replay(lambda x: [x[0] * x[1], x[0] + 1.0])
    assert alone([3.0, 4.0]).tolist() == [12.0, 4.0]
    assert replay(lambda x: 2.0 * x, rows="each")([1.0, 2.0]).tolist() == [2.0, 4.0]


def test_numbers_of_parameters_are_read_at_each_call():
    w = Value(2.0)
    f = replay(lambda x: w * x)
    assert f(3.0) == 6.0
    w.data = 5.0
    assert f(3.0) == 15.0


def test_backward_adds_to_the_gradients_of_the_parameters():
    w = Value(2.0)
    f = replay(lambda x: w * w * x, rows="sum")
    assert f.backward([1.0, 2.0]) == 12.0
    assert w.grad == 12.0
    f.backward([1.0, 2.0])
    assert w.grad == 24.0


def test_the_order_of_parameters_can_be_given():
    a, b, unused = Value(1.0), Value(2.0), Value(3.0)
    f = replay(lambda x: a * x + b * x * x, parameters=[b, unused, a])
    assert f.value_and_grad(3.0)[1].tolist() == [9.0, 0.0, 3.0]
