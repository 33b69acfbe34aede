"""Lessons on training: their numbers are the published ones, or those of an independent oracle."""

import math
from itertools import pairwise

import numpy as np
import pytest
from lessons import gradients, numbers, shown

from autograd.nn import MLP
from demos.lessons import (
    linear,
    mlp,
    rate,
    symmetry,
    update,
    xor,
    zerograd,
)
from demos.parts import Line, Say, Table, Walk

EPS = 2.0**-52


# --- update ----------------------------------------------------------------------------------


def test_one_update_lowers_the_bowl_from_25_to_16():
    (walk,) = shown(update, Walk)
    steps = walk.trace
    assert gradients(walk.root) == {"x0": -6, "x1": 8, "v1": 1, "v2": 1, "f": 1}
    assert {step.name: (step.before, step.after) for step in steps.updates} == {
        "x0": (-3, pytest.approx(-2.4, rel=EPS)),
        "x1": (4, pytest.approx(3.2, rel=EPS)),
    }
    assert walk.next_round().root.data == pytest.approx(16, rel=4 * EPS)
    stated = numbers(update, "after")
    assert stated == pytest.approx({"before": 25, "x0": -2.4, "x1": 3.2, "after": 16})
    stated = numbers(update, "gradient_is_not")
    assert stated == pytest.approx({"g0": -6, "g1": 8, "s0": 0.6, "s1": -0.8})


def test_only_minus_the_rate_times_the_gradient_lowers_the_bowl():
    rules, _ = shown(update, Table)
    found = {row[0]: pytest.approx(row[1:]) for row in rules.rows}
    assert found == {
        "x": (-3, 4, 25),
        "x + g": (-9, 12, 225),
        "x - g": (3, -4, 25),
        "x + 0.1*g": (-3.6, 4.8, 36),
        "x - 0.1*g": (-2.4, 3.2, 16),
    }


def test_a_hundred_updates_give_the_numbers_of_deep_learning_from_scratch():
    _, table = shown(update, Table)
    large, good, small = table.rows
    assert [f"{x:.1e}" for x in good[1:3]] == ["-6.1e-10", "8.1e-10"]
    assert large[2] > 1e128
    assert small[1:] == pytest.approx((-3, 4, 25), rel=1e-7)
    for lr, x0, x1, f in table.rows:
        factor = (1 - 2 * lr) ** 100  # each step multiplies both by 1 - 2*lr
        assert (x0, x1) == pytest.approx((-3 * factor, 4 * factor), rel=1e-13)
        assert f == pytest.approx(25 * factor**2, rel=1e-13)
    assert numbers(update, "end") == {"large": 10, "good": 0.1, "small": 1e-10}


# --- zero_grad -------------------------------------------------------------------------------


def test_with_zero_grad_the_distance_shrinks_by_two_fifths_each_step():
    (table,) = shown(zerograd, Table)
    assert [row[0] for row in table.rows] == [*range(12)]
    for k, w, grad, *_ in table.rows:
        assert w == pytest.approx(2 - 2 * 0.6**k, rel=1e-14)
        assert grad == pytest.approx(-16 * 0.6**k, rel=1e-12)


def test_without_zero_grad_the_weight_swings_undamped():
    (table,) = shown(zerograd, Table)
    # w - 2 follows u[k+1] = 1.6*u[k] - u[k-1], whose solutions are waves of constant height.
    turn = math.acos(0.8)
    total = 0.0
    for k, _, _, w, gradient, held in table.rows:
        wave = -2 * math.cos(k * turn) + 2 / 3 * math.sin(k * turn)
        assert w == pytest.approx(2 + wave, abs=1e-13)
        assert gradient == pytest.approx(8 * wave, abs=1e-12)
        total += 8 * wave
        assert held == pytest.approx(total, abs=1e-12)
    later = [abs(seen.w - 2) for seen in zerograd.train(1000, zeroing=False)[900:]]
    assert max(later) == pytest.approx(math.hypot(2, 2 / 3), rel=0.01)


def test_zerograd_states_what_its_table_shows():
    assert numbers(zerograd, "kept") == pytest.approx({"first": -16, "second": -9.6, "held": -25.6})
    stated = numbers(zerograd, "swing")
    assert stated == pytest.approx({"step": 3, "held": -14.336, "w": 3.328})
    (table,) = shown(zerograd, Table)
    assert table.rows[4][3] > stated["w"] > 2  # it moves farther away
    first, second = shown(zerograd, Walk)
    assert first.next_round().trace.values == pytest.approx(second.trace.values)
    assert gradients(first.root)["w"] == -16
    assert gradients(second.root)["w"] == pytest.approx(-9.6)


# --- learning rate ---------------------------------------------------------------------------


def test_each_rate_multiplies_the_distance_by_its_factor():
    (table,) = shown(rate, Table)
    assert [row[0] for row in table.rows] == [0.01, 0.05, 0.125, 0.2, 0.25, 0.26]
    for lr, factor, *ends in table.rows:
        assert factor == pytest.approx(1 - 8 * lr, rel=1e-14, abs=0)
        for steps, w in zip((1, 2, 3, 10, 100), ends, strict=True):
            assert w == pytest.approx(2 - 2 * (1 - 8 * lr) ** steps, rel=1e-12)


def test_an_eighth_arrives_at_once_a_quarter_swings_for_ever_and_more_runs_away():
    assert rate.descend(0.125, 2) == [0, 2, 2]
    assert rate.descend(0.25, 200) == [0, 4] * 100 + [0]
    away = [abs(w - 2) for w in rate.descend(0.26, 100)]
    assert all(later > before for before, later in pairwise(away))
    assert away[-1] > 4000
    inside = [abs(w - 2) for w in rate.descend(0.24, 100)]
    assert all(later < before for before, later in pairwise(inside))


def test_rate_walks_to_the_bottom_and_past_it():
    best, away = shown(rate, Walk)
    assert [step.after for step in best.trace.updates] == [2]
    assert [step.after for step in away.trace.updates] == [pytest.approx(4.16)]
    assert numbers(rate, "arrived") == {"w": 2}
    assert numbers(rate, "predict") == pytest.approx({"away": 0.26, "ratio": 2.08})
    assert numbers(rate, "farther") == pytest.approx({"w": 4.16, "before": 2, "after": 2.16})
    assert numbers(rate, "kinds") == {"edge": 0.25, "best": 0.125}


# --- multi-layer perceptrons -----------------------------------------------------------------


def test_parameters_are_counted_as_published_by_hand_and_by_code():
    counts = [part.numbers for part in shown(mlp, Say) if part.key == "total"]
    assert counts == [
        {"sum": "16 + 20 + 5", "by_hand": 41, "count": 41},
        {"sum": "48 + 272 + 17", "by_hand": 337, "count": 337},
    ]
    for (inputs, sizes), table in zip(mlp.SHAPES, shown(mlp, Table), strict=False):
        layers = MLP(inputs, sizes).layers
        for (name, nin, nout, weights, biases, total), layer in zip(
            table.rows, layers, strict=True
        ):
            assert (name, nin, nout) == (layer.path, layer.nin, layer.nout)
            assert weights == sum(len(neuron.w) for neuron in layer.neurons)
            assert biases == len(layer.neurons)
            assert total == layer.num_parameters() == weights + biases


def test_parameters_have_their_paths():
    *_, names = shown(mlp, Table)
    assert [(path, number) for path, _, number in names.rows] == [
        ("layer1.neuron1.w1", 0.5),
        ("layer1.neuron1.w2", -1),
        ("layer1.neuron1.b", 0),
        ("layer1.neuron2.w1", 1),
        ("layer1.neuron2.w2", 0.5),
        ("layer1.neuron2.b", 0),
        ("layer2.neuron1.w1", 1),
        ("layer2.neuron1.w2", -0.5),
        ("layer2.neuron1.b", 0),
    ]


def test_the_small_network_learns_as_worked_out_by_hand():
    (walk,) = shown(mlp, Walk)
    h1, h2 = math.tanh(1.5), math.tanh(0.5)
    error = h1 - 0.5 * h2 - 0.5
    assert walk.root.data == pytest.approx(error**2, rel=1e-14)
    at1, at2 = 2 * error * (1 - h1**2), 2 * error * -0.5 * (1 - h2**2)
    slopes = {"p1": at1, "p2": -at1, "b1": at1, "q1": at2, "q2": -at2, "b2": at2}
    slopes |= {"w1": 2 * error * h1, "w2": 2 * error * h2, "b": 2 * error}
    found = {step.name: step for step in walk.trace.updates}
    assert {name: step.gradient for name, step in found.items()} == pytest.approx(slopes, rel=1e-13)
    for name, step in found.items():
        assert step.after == pytest.approx(step.before - 0.1 * slopes[name], rel=1e-13)
    new = {name: step.after for name, step in found.items()}
    first = math.tanh(new["p1"] - new["p2"] + new["b1"])
    second = math.tanh(new["q1"] - new["q2"] + new["b2"])
    after = (new["w1"] * first + new["w2"] * second + new["b"] - 0.5) ** 2
    stated = numbers(mlp, "end")
    assert stated == pytest.approx({"before": error**2, "after": after}, rel=1e-12)
    assert (f"{stated['before']:.6f}", f"{stated['after']:.6f}") == ("0.030307", "0.006989")


# --- no activation ---------------------------------------------------------------------------


def test_three_neurons_in_a_row_are_one_line():
    (walk,) = shown(linear, Walk)
    assert gradients(walk.root)["x"] == -3
    stated = numbers(linear, "product")
    assert stated == {"w1": 2, "w2": -3, "w3": 0.5, "slope": -3, "bias": 2.75}
    for x in (-7.0, 0.0, 2.5):
        index = next(line.index for line in walk.trace.tape if line.name == "x")
        assert walk.edited(index, x).root.data == -3 * x + 2.75


def test_layers_without_activation_are_the_product_of_their_matrices():
    w1, w2, w3 = (np.array(weights) for weights, _ in linear.LAYERS)
    b1, b2, b3 = (np.array(biases) for _, biases in linear.LAYERS)
    (a1, a2), c = (w3 @ w2 @ w1)[0], (w3 @ (w2 @ b1 + b2) + b3)[0]
    assert linear.one_line() == pytest.approx((a1, a2, c), rel=1e-14)
    assert linear.one_line() == pytest.approx((0.124, -1.331, 0.66), rel=1e-14)
    flat, _ = shown(linear, Table)
    for x1, x2, y, line, *slopes in flat.rows:
        assert y == pytest.approx(a1 * x1 + a2 * x2 + c, rel=1e-14)
        assert line == pytest.approx(y, rel=1e-14)
        assert slopes == pytest.approx([a1, a2], rel=1e-14)
    assert 0 < numbers(linear, "equal")["largest"] < 4e-15
    assert numbers(linear, "matrices") == {"count": 15}


def test_with_tanh_the_slopes_differ_from_point_to_point():
    w1, w2, w3 = (np.array(weights) for weights, _ in linear.LAYERS)
    b1, b2, b3 = (np.array(biases) for _, biases in linear.LAYERS)
    _, bent = shown(linear, Table)
    for x1, x2, y, *slopes in bent.rows:
        h1 = np.tanh(w1 @ [x1, x2] + b1)
        h2 = np.tanh(w2 @ h1 + b2)
        assert y == pytest.approx((w3 @ h2 + b3)[0], rel=1e-13)
        jacobian = w3 @ np.diag(1 - h2**2) @ w2 @ np.diag(1 - h1**2) @ w1
        assert slopes == pytest.approx(list(jacobian[0]), rel=1e-12)
    for column in (3, 4):
        found = sorted(row[column] for row in bent.rows)
        assert all(later - before > 0.01 for before, later in pairwise(found))


# --- XOR -------------------------------------------------------------------------------------


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def test_two_hidden_neurons_set_by_hand_compute_xor():
    (by_hand, *_), (walk,) = shown(xor, Table), shown(xor, Walk)
    for x1, x2, target, output in by_hand.rows:
        hidden = [sigmoid(10 * (x1 + x2) - 5), sigmoid(10 * (x1 + x2) - 15)]
        assert output == pytest.approx(sigmoid(10 * hidden[0] - 10 * hidden[1] - 5), rel=1e-13)
        assert target == (x1 != x2)
        assert abs(output - target) < 0.01
    assert walk.root.data == by_hand.rows[3][3]


def test_three_hidden_neurons_learn_xor():
    lines = [line.numbers for line in shown(xor, Line) if line.key == "step"]
    assert [line["epoch"] for line in lines] == [*range(0, 2000, 200)]
    assert all(later["loss"] < before["loss"] for before, later in pairwise(lines))
    assert (f"{lines[0]['loss']:.6f}", f"{lines[-1]['loss']:.6f}") == ("0.695959", "0.006304")
    outputs = xor.many(3, xor.uniform, 1800)[0]
    right = [p if t else 1 - p for p, t in zip(outputs, xor.TARGETS, strict=True)]
    assert lines[-1]["loss"] == pytest.approx(-sum(map(math.log, right)) / 4, rel=1e-11)
    _, learnt, _ = shown(xor, Table)
    before, after = ([row[i] for row in learnt.rows] for i in (3, 4))
    assert before == pytest.approx([0.515922, 0.545889, 0.543165, 0.56943], abs=5e-7)
    assert after == pytest.approx(xor.many(3, xor.uniform)[0], rel=1e-12)
    assert all(abs(p - t) < 0.01 for p, t in zip(after, xor.TARGETS, strict=True))


def test_how_many_of_fifty_starts_solve_xor():
    counts = [line.numbers for line in shown(xor, Line) if line.key == "count"]
    assert counts == [
        {"hidden": 2, "seeds": 50, "uniform": 44, "normal": 37},
        {"hidden": 3, "seeds": 50, "uniform": 49, "normal": 49},
        {"hidden": 4, "seeds": 50, "uniform": 50, "normal": 50},
    ]


def test_a_start_that_fails_answers_one_half_to_two_points():
    *_, stuck = shown(xor, Table)
    assert numbers(xor, "stuck") == {"seed": 9}
    assert [round(row[3], 2) for row in stuck.rows] == [0, 1, 0.5, 0.5]
    for hidden, init in ((2, xor.uniform), (2, xor.normal), (3, xor.uniform), (3, xor.normal)):
        outputs = xor.many(hidden, init)
        errors = abs(outputs - xor.TARGETS)
        is_solved = xor.solved(hidden, init)
        assert errors[is_solved].max() < 0.05  # none is solved by a hair
        assert errors[~is_solved].max(axis=1).min() > 0.4


@pytest.mark.parametrize(("hidden", "init"), [(2, xor.normal), (3, xor.uniform), (4, xor.uniform)])
def test_all_seeds_at_once_are_what_the_engine_trains(hidden, init):
    seeds = xor.many(hidden, init, epochs=40)
    for seed in (0, 9, 49):
        network = xor.model(hidden, seed, init)
        assert len([*xor.train(network, 40)]) == 40
        assert xor.outputs(network) == pytest.approx(seeds[seed], rel=1e-12)


@pytest.mark.proof
@pytest.mark.parametrize("init", [xor.uniform, xor.normal])
@pytest.mark.parametrize("hidden", [2, 3, 4])
def test_the_engine_solves_xor_from_the_same_starts(hidden, init):
    at_once = xor.many(hidden, init)
    failed = np.flatnonzero(~xor.solved(hidden, init)).tolist()
    for seed in {0, 25, *failed}:
        network = xor.model(hidden, seed, init)
        assert len([*xor.train(network)]) == 2000
        outputs = xor.outputs(network)
        assert outputs == pytest.approx(at_once[seed], rel=1e-9)
        is_solved = all(abs(p - t) < 0.1 for p, t in zip(outputs, xor.TARGETS, strict=True))
        assert is_solved is (seed not in failed)


# --- symmetry --------------------------------------------------------------------------------


def test_equal_neurons_get_equal_gradients():
    (walk,) = shown(symmetry, Walk)
    found = gradients(walk.root)
    for first, second in (("p1", "q1"), ("p2", "q2"), ("b1", "b2"), ("w1", "w2"), ("h1", "h2")):
        assert found[first] == found[second]
    h = sigmoid(0.5 * 1 - 0.3 * 0.5)
    at_z = sigmoid(1.6 * h) - 1
    at_neuron = 0.8 * h * (1 - h) * at_z
    expected = {"p1": at_neuron, "p2": 0.5 * at_neuron, "b1": at_neuron, "w1": h * at_z, "b": at_z}
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-13)


def test_equal_neurons_stay_equal_to_the_last_digit_and_do_not_solve_xor():
    for seen in symmetry.train(symmetry.EQUAL, 300):
        for numbers_seen in (seen.parameters, seen.gradients):
            p1, p2, b1, q1, q2, b2, w1, w2, _ = (numbers_seen[name] for name in symmetry.NAMES)
            assert (p1, p2, b1, w1) == (q1, q2, b2, w2)
    equal, nudged, _ = shown(symmetry, Table)
    assert [row[0] for row in equal.rows] == [0, 1, 10, 100, 1000]
    assert all(p1 == q1 and w1 == w2 for _, _, p1, q1, w1, w2 in equal.rows)
    assert all(p1 != q1 for _, _, p1, q1, _, _ in nudged.rows)
    stated = [numbers(symmetry, key)["loss"] for key in ("one_neuron", "broken")]
    assert stated == [equal.rows[-1][1], nudged.rows[-1][1]]
    assert [f"{loss:.6f}" for loss in stated] == ["0.518964", "0.062864"]
    # One hidden neuron in place of the two, at twice the weight, is the same network.
    h = [sigmoid(0.5 * x1 - 0.3 * x2) for x1, x2 in xor.POINTS]
    signs = [1, -1, -1, 1]
    alone = [math.log1p(math.exp(s * 1.6 * a)) for s, a in zip(signs, h, strict=True)]
    assert equal.rows[0][1] == pytest.approx(sum(alone) / 4, rel=1e-14)


def test_a_network_of_zeros_never_moves():
    for seen in symmetry.train(symmetry.ZERO, 200):
        assert seen.loss == math.log(2)
        assert set(seen.parameters.values()) == set(seen.gradients.values()) == {0.0}
    stated = numbers(symmetry, "stays")
    assert (f"{stated['loss']:.6f}", stated["epochs"]) == ("0.693147", 100)
    *_, zeros = shown(symmetry, Table)
    assert [row[1:] for row in zeros.rows] == [(0, 0)] * 9
