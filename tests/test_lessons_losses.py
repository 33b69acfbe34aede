"""Lessons on activations and losses: their numbers are published, or an independent oracle's."""

import math

import mpmath
import pytest
from lessons import gradients, numbers, shown

from demos.lessons import (
    activations,
    losses,
    softmax,
)
from demos.parts import Table, Walk

EPS = 2.0**-52


# --- activations -----------------------------------------------------------------------------

TEXTBOOK = {
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "leaky_relu": lambda z: z if z > 0 else z / 100,
    "gelu": lambda z: z * mpmath.ncdf(z),
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
}


def test_activations_shows_values_and_slopes_of_the_definitions():
    values, slopes = shown(activations, Table)
    with mpmath.workdps(50):
        for table, derive in ((values, False), (slopes, True)):
            assert [row[0] for row in table.rows] == [-4, -1, 0, 1, 4]
            for z, *cells in table.rows:
                for name, cell in zip(table.columns[1:], cells, strict=True):
                    f = TEXTBOOK[name]
                    if derive and z == 0 and name in ("relu", "leaky_relu"):
                        expected = mpmath.mpf("0.01") if name == "leaky_relu" else 0
                    else:
                        expected = mpmath.diff(f, z) if derive else f(mpmath.mpf(z))
                    assert cell == pytest.approx(float(expected), rel=8 * EPS, abs=0), (name, z)


def test_the_sigmoid_is_nowhere_steeper_than_a_quarter():
    stated = numbers(activations, "largest")
    assert stated == {"sigmoid": 0.25, "tanh": 1.0}
    for name, largest in stated.items():
        around = [activations.slope(name, 0.01 * i) for i in range(-1000, 1001)]
        assert max(around) == largest
        assert around.index(largest) == 1000


def test_where_activations_are_flat_is_where_algebra_says():
    stated = numbers(activations, "flat")
    s = (1 + math.sqrt(1 - 4 * 0.01)) / 2  # s*(1 - s) = 0.01
    assert stated["sigmoid"] == pytest.approx(math.log(s / (1 - s)), rel=1e-13)
    assert stated["tanh"] == pytest.approx(math.atanh(math.sqrt(1 - 0.01)), rel=1e-13)
    assert numbers(activations, "one_sided") == {"leaky": 0.01}


def test_a_saturated_neuron_passes_on_a_56th_of_what_relu_does():
    sigmoid, relu = (walk.root for walk in shown(activations, Walk))
    assert gradients(sigmoid)["w"] == pytest.approx(1.5 * math.exp(-4) / (1 + math.exp(-4)) ** 2)
    assert gradients(relu) == {"w": 1.5, "x": 2, "b": 1, "v1": 1, "z": 1, "f": 1}
    stated = numbers(activations, "end")
    assert (f"{stated['sigmoid']:.6f}", stated["relu"]) == ("0.026494", 1.5)
    assert stated["times"] == pytest.approx((1 + math.exp(-4)) ** 2 / math.exp(-4))


# --- losses ----------------------------------------------------------------------------------

# Value and slope of each where the target is 1, on each side of the corners.
EXPECTED = {
    "squared": lambda p: ((p - 1) ** 2, 2 * (p - 1)),
    "absolute": lambda p: (abs(p - 1), (p > 1) - (p < 1)),
    "huber": lambda p: (
        ((p - 1) ** 2 / 2, p - 1)
        if abs(p - 1) <= 1
        else (abs(p - 1) - 0.5, math.copysign(1, p - 1))
    ),
    "hinge": lambda p: (max(0, 1 - p), -1 if p < 1 else 0),
    "entropy": lambda p: (math.log1p(math.exp(-p)), -1 / (1 + math.exp(p))),
}


def test_losses_have_the_values_and_slopes_of_their_definitions():
    values, slopes, _ = shown(losses, Table)
    assert [row[0] for row in values.rows] == [-4, -1, 0, 0.5, 1, 2, 4]
    for value_row, slope_row in zip(values.rows, slopes.rows, strict=True):
        for name, value, slope in zip(
            values.columns[1:], value_row[1:], slope_row[1:], strict=True
        ):
            expected = EXPECTED[name](value_row[0])
            assert (value, slope) == pytest.approx(expected, rel=4 * EPS, abs=0), name
            assert math.copysign(1, slope) == 1 or slope < 0  # no -0 is shown


def test_losses_state_the_numbers_of_their_tables():
    assert numbers(losses, "far") == {"far": -10, "near": -2, "absolute": -1}
    stated = numbers(losses, "sure")
    assert stated == {"squared": 9, "hinge": 0, "entropy": pytest.approx(math.log1p(math.exp(-4)))}


def test_the_slope_of_cross_entropy_is_probability_less_target():
    *_, simple = shown(losses, Table)
    for z, p, difference, slope in simple.rows:
        assert p == pytest.approx(1 / (1 + math.exp(-z)), rel=4 * EPS)
        assert difference == p - 1
        assert slope == pytest.approx(difference, rel=1e-14)
    (walk,) = shown(losses, Walk)
    p = 1 / (1 + math.exp(-2))
    assert gradients(walk.root)["z"] == pytest.approx(p, rel=1e-14)
    stated = numbers(losses, "end")
    assert stated["p"] == pytest.approx(p)
    assert stated["steep"] * stated["flat"] == pytest.approx(p)
    assert gradients(walk.root)["p"] == pytest.approx(stated["steep"], rel=1e-14)


# --- softmax ---------------------------------------------------------------------------------


def test_softmax_gives_the_numbers_of_cs231n():
    (walk,) = shown(softmax, Walk)
    assert f"{walk.root.data:.5f}" == "1.04019"
    stated = numbers(softmax, "loss")
    assert [f"{stated[key]:.4f}" for key in ("p0", "p1", "p2")] == ["0.0154", "0.6312", "0.3534"]
    assert f"{stated['loss']:.5f}" == "1.04019"
    found = gradients(walk.root)
    assert [f"{found[f'z{i}']:.4f}" for i in range(3)] == ["0.0154", "0.6312", "-0.6466"]


def test_softmax_gives_the_gradient_of_deep_learning_from_scratch():
    _, book = shown(softmax, Table)
    assert [row[2] for row in book.rows] == pytest.approx([0.3, 0.2, 0.5], rel=4 * EPS)
    assert [row[5] for row in book.rows] == pytest.approx([0.3, -0.8, 0.5], rel=8 * EPS)


def test_the_gradient_of_softmax_with_cross_entropy_is_probability_less_target():
    with mpmath.workdps(50):
        for table, right in zip(shown(softmax, Table), (2, 1), strict=True):
            total = sum(mpmath.exp(row[1]) for row in table.rows)
            for i, (number, score, p, t, difference, gradient) in enumerate(table.rows):
                exact = mpmath.exp(score) / total
                assert (number, t) == (i, i == right)
                assert p == pytest.approx(float(exact), rel=8 * EPS)
                assert difference == pytest.approx(float(exact - t), rel=8 * EPS)
                assert gradient == pytest.approx(float(exact - t), rel=8 * EPS)
            assert sum(row[5] for row in table.rows) == pytest.approx(0, abs=4 * EPS)


def test_large_scores_give_the_same_probabilities_and_plain_exp_would_not():
    stated = numbers(softmax, "shift")
    assert (stated["shift"], f"{stated['limit']:.1f}", f"{stated['p2']:.4f}") == (
        1000,
        "709.8",
        "0.3534",
    )
    with pytest.raises(OverflowError):
        math.exp(1000 + min(softmax.SCORES))
