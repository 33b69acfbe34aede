"""The lesson on vanishing gradients: closed forms for chains; for networks, arrays and theory."""

import io
import math
import random
from itertools import pairwise

import numpy as np
import pytest
from lessons import parts_of, printed, words_of

from autograd import Value
from autograd.data import xor
from autograd.nn import init as initialisers
from demos.__main__ import main
from demos.lessons import vanish as lesson
from demos.models import deep
from demos.parts import Line, Say, Table, Walk, Work
from demos.transcript import PlainConsole, Transcript
from viz.signs import Signs, columns

FUNCTIONS = {
    "sigmoid": (lambda z: 1.0 / (1.0 + np.exp(-z)), lambda h: h * (1.0 - h)),
    "tanh": (np.tanh, lambda h: 1.0 - h**2),
    "relu": (lambda z: np.maximum(z, 0.0), lambda h: np.heaviside(h, 0.0)),
}
"""Of each activation its function, and its slope as a function of its result."""


# --- chains ----------------------------------------------------------------------------------


def product_of_slopes(depth, name):
    """The slope of a chain, forwards and in plain floats."""
    function, derivative = FUNCTIONS[name]
    x, slope = lesson.START, 1.0
    for _ in range(depth):
        x = function(x)
        slope *= derivative(x)
    return slope


def test_the_bound_of_a_chain_of_sigmoids_is_the_published_one():
    assert (f"{lesson.bound(10):.1e}", f"{lesson.bound(20):.1e}") == ("9.5e-07", "9.1e-13")
    steepest = Value(0.0)
    steepest.sigmoid().backward()
    assert steepest.grad == lesson.SIGMOID_SLOPE


@pytest.mark.parametrize("depth", lesson.DEPTHS)
def test_the_slope_of_a_chain_is_the_product_of_its_slopes(depth, parts):
    table = next(part for part in parts if isinstance(part, Table))
    row = next(row for row in table.rows if row[0] == depth)
    expected = [product_of_slopes(depth, name) for name in FUNCTIONS]
    assert row == pytest.approx((depth, 0.25**depth, *expected), rel=1e-12)
    assert row[2] < row[1] < row[3] or depth == 1


# --- ten layers ------------------------------------------------------------------------------


def looked_into(weights, name, x, at_scores):
    """The norm of the gradient at the outputs of each layer, and the mean squares of the slopes.

    Parameters
    ----------
    weights : list of matrix
        Of each layer, the last one's too; there are no biases.
    at_scores : callable
        The gradient of the loss by the scores.
    """
    function, derivative = FUNCTIONS[name]
    seen = [x]
    for w in weights[:-1]:
        seen.append(function(seen[-1] @ w.T))
    flow = at_scores(seen[-1] @ weights[-1].T)
    norms, slopes = [], []
    for w, h in zip(reversed(weights), reversed(seen[1:]), strict=False):
        gradient = flow @ w
        norms.append(np.linalg.norm(gradient))
        flow = gradient * derivative(h)
        slopes.append(np.mean(derivative(h) ** 2))
    return norms[::-1], slopes[::-1]


def matrices(model):
    return [np.array([[w.data for w in n.w] for n in layer.neurons]) for layer in model.layers]


@pytest.fixture(scope="module")
def measured():
    """What the lesson measures of its four networks."""
    points = xor(lesson.FEW, seed=lesson.SEED)
    return {
        key: deep.measured(deep.network(*choice, lesson.SEED), points)
        for key, choice in lesson.NETWORKS.items()
    }


@pytest.mark.parametrize("key", lesson.NETWORKS)
def test_gradients_by_layer_are_those_of_plain_arrays(key, measured):
    activation, init = lesson.NETWORKS[key]
    model = deep.network(activation, init, lesson.SEED)
    assert all(n.b.data == 0.0 for layer in model.layers for n in layer.neurons)
    points = xor(lesson.FEW, seed=lesson.SEED)
    x, y = points.x, points.y

    def at_scores(scores):
        return (1.0 / (1.0 + np.exp(-scores)) - y[:, None]) / len(y)

    norms, slopes = looked_into(matrices(model), activation, x, at_scores)
    assert len(norms) == 10
    assert measured[key].norms == pytest.approx(norms, rel=1e-9)
    assert measured[key].slope == pytest.approx(np.mean(slopes[1:]), rel=1e-9)


@pytest.mark.parametrize("seed", range(2, 6))
def test_other_seeds_give_the_same_picture(seed):
    points = xor(lesson.FEW, seed=lesson.SEED)
    lost = {}
    for key, (activation, init) in lesson.NETWORKS.items():
        weights = matrices(deep.network(activation, init, seed))
        norms, _ = looked_into(weights, activation, points.x, np.ones_like)
        lost[key] = norms[-1] / norms[0]
    assert lost["sigmoid_xavier"] > 100_000
    assert max(lost["tanh_xavier"], lost["relu_he"]) < 20
    # The same draws, times sqrt(2) in each of nine layers; the same relus are on.
    assert lost["relu_xavier"] / lost["relu_he"] == pytest.approx(2**4.5, rel=1e-9)


def test_the_factor_is_what_nine_layers_multiply_to(measured):
    for found in measured.values():
        assert found.factor**9 == pytest.approx(found.norms[0] / found.norms[-1], rel=1e-9)


def test_the_lesson_shows_these_factors(measured):
    pinned = {
        "sigmoid_xavier": (0.2356, 0.2302),
        "tanh_xavier": (0.9763, 0.9209),
        "relu_xavier": (0.6874, 0.6054),
        "relu_he": (0.9722, 0.8616),
    }
    for key, found in measured.items():
        predicted = deep.predicted(lesson.NETWORKS[key][1], found.slope)
        assert (predicted, found.factor) == pytest.approx(pinned[key], abs=5e-5)
        assert found.factor == pytest.approx(predicted, abs=0.12)  # "by a tenth or so"
    lost = {key: found.norms[-1] / found.norms[0] for key, found in measured.items()}
    assert lost["sigmoid_xavier"] == pytest.approx(551_756, abs=1)
    # Each sigmoid lets through a quarter at most, but weights may help by chance.
    assert lost["sigmoid_xavier"] > 4**9
    assert lost["relu_he"] < 5 < 50 < lost["relu_xavier"]


NODES, SHARES = np.polynomial.hermite_e.hermegauss(60)


def normal_mean(function, variance):
    """The mean of a function of a normal number, by quadrature after Gauss and Hermite."""
    return SHARES @ function(math.sqrt(variance) * NODES) / SHARES.sum()


def factor_by_theory(activation, gain, variance, layers):
    """The factor of the norm of infinitely wide layers (He et al. 2015; Poole et al. 2016)."""
    function, derivative = FUNCTIONS[activation]
    logs = []
    for _ in range(layers - 1):
        variance = gain * normal_mean(lambda z: function(z) ** 2, variance)
        slope = normal_mean(lambda z: derivative(function(z)) ** 2, variance)
        logs.append(math.log(gain * slope) / 2)
    return math.exp(math.fsum(logs) / len(logs))


@pytest.mark.parametrize("key", lesson.NETWORKS)
def test_theory_holds_for_wide_layers(key):
    activation, init = lesson.NETWORKS[key]
    width, layers = 96, 10
    draw, rng = initialisers.find(init), random.Random(3)
    sizes = [2, *[width] * layers]
    weights = [
        np.array([[draw(rng, nin, nout) for _ in range(nin)] for _ in range(nout)])
        for nin, nout in pairwise(sizes)
    ]
    assert np.var(weights[5]) * width == pytest.approx(deep.GAIN[init], rel=0.03)
    angles = np.linspace(0.0, math.tau, 20, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)  # so all scores have one variance
    last = np.array([[rng.gauss(0.0, 1.0) for _ in range(width)]])
    norms, _ = looked_into([*weights, last], activation, circle, np.ones_like)
    first = {"xavier_normal": 2.0 / (2 + width), "he_normal": 1.0}[init]
    expected = factor_by_theory(activation, deep.GAIN[init], first, layers)
    assert (norms[0] / norms[-1]) ** (1 / 9) == pytest.approx(expected, rel=0.04)


def test_relus_halve_and_he_doubles_by_theory():
    assert factor_by_theory("relu", 1.0, 1.0, 10) == pytest.approx(math.sqrt(0.5), rel=1e-9)
    assert factor_by_theory("relu", 2.0, 1.0, 10) == pytest.approx(1.0, rel=1e-9)
    assert deep.predicted("xavier_normal", 0.5) == math.sqrt(0.5)
    assert factor_by_theory("sigmoid", 1.0, 1.0, 10) < 0.25


def test_a_sign_of_a_bar_is_a_factor_of_four():
    assert [len(lesson.bar(4.0**-k)) for k in (0, 1, 5, 11, 12, 13, 20)] == [12, 11, 7, 1, 0, 0, 0]
    assert lesson.bar(0.2) == "━" * 11
    assert Signs(ascii=True).shown(lesson.bar(1e-6)) == "=="


# --- the lesson ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parts():
    """All of the lesson, with smaller networks, fewer points and less training."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deep, "WIDTH", 3)
        patch.setattr(lesson, "MANY", 24)
        patch.setattr(lesson, "EPOCHS", 2)
        return [
            Work(part.total, list(part.lines)) if isinstance(part, Work) else part
            for part in lesson.parts()
        ]


def test_it_begins_with_a_chain_of_four(parts):
    (walk,) = [part for part in parts if isinstance(part, Walk)]
    assert walk.trace.steps == lesson.drawn().steps
    said = {part.key: part.numbers for part in parts if isinstance(part, Say)}
    assert said["bound"]["four"] == pytest.approx(product_of_slopes(4, "sigmoid"), rel=1e-14)
    assert f"{said['bound']['four']:.6f}" == "0.002164"


def test_its_tables_agree(parts):
    _, norms, bars, compared = (part.rows for part in parts if isinstance(part, Table))
    assert [row[0] for row in norms] == [row[0] for row in bars] == [*range(1, 11)]
    for numbers, signs in zip(norms, bars, strict=True):
        assert [lesson.bar(number) for number in numbers[1:]] == [*signs[1:]]
    lost = next(p.numbers for p in parts if isinstance(p, Say) and p.key == "compared")
    for i, (key, row) in enumerate(zip(lesson.NETWORKS, compared, strict=True), start=1):
        name, gain, slope, predicted, factor = row
        assert name.lower().replace(", ", "_") == key
        assert predicted == pytest.approx(math.sqrt(gain * slope), rel=1e-14)
        assert factor**-9 == pytest.approx(lost[key], rel=1e-9)
        assert lost[key] == pytest.approx(norms[-1][i] / norms[0][i], rel=1e-12)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("signs", [Signs(), Signs(ascii=True)], ids=["signs", "ascii"])
def test_it_is_told_to_the_end_within_80_cells(parts, language, signs):
    out = io.StringIO()
    words = words_of("vanish", language)
    words = type(words)(words.name, words.text, signs)
    console = PlainConsole(file=out, highlight=False, soft_wrap=True, width=80)
    Transcript(words, console).show(parts)
    text = out.getvalue()
    assert max(columns(line.rstrip()) for line in text.splitlines()) <= 80
    assert [line[0] for line in text.splitlines() if line[1:3] == ". "] == [*"12345"]
    assert ("━" in text) != signs.ascii


@pytest.mark.usefixtures("no_llvmlite")
def test_without_llvmlite_all_but_training_is_told(monkeypatch, capsys):
    monkeypatch.setattr(deep, "WIDTH", 6)
    assert main(["vanish", "--lang", "en", "--plain"]) == 1
    out, errors = capsys.readouterr()
    assert "4. Which learns?" in out
    assert "pip install 'gradwalk[fast]'" in errors


@pytest.mark.proof
def test_sigmoids_do_not_learn_and_relus_do():
    lines = [line for part in parts_of("vanish") if isinstance(part, Work) for line in part.lines]
    assert all(isinstance(line, Line) for line in lines)
    sigmoid, tanh, xavier, he = (line.numbers for line in lines)
    assert min(sigmoid["first"], sigmoid["last"]) > math.log(2) - 0.01
    assert abs(sigmoid["accuracy"] - 50) < 5
    for each in (tanh, xavier, he):
        assert each["accuracy"] > 85
    assert xavier["first"] == pytest.approx(math.log(2), abs=0.01)
    assert xavier["last"] > 0.05 > tanh["last"]
    assert he["first"] < 0.65
    assert he["last"] < 0.01


@pytest.mark.proof
def test_with_xaviers_weights_relus_stand_still_for_many_epochs():
    points = xor(lesson.MANY, seed=lesson.SEED)
    model = deep.network("relu", "xavier_normal", lesson.SEED)
    losses = deep.train(model, points, lesson.EPOCHS)["loss"]
    assert min(losses[:6]) > math.log(2) - 0.01
    assert losses[-1] < 0.4


@pytest.mark.proof
def test_with_twenty_layers_xaviers_relus_do_not_begin_in_this_time():
    points = xor(lesson.MANY, seed=lesson.SEED)
    lost = {
        init: deep.train(
            deep.network("relu", init, lesson.SEED, lesson.DEEPER), points, lesson.EPOCHS
        )["loss"]
        for init in ("xavier_normal", "he_normal")
    }
    assert min(lost["xavier_normal"]) > math.log(2) - 0.005
    assert min(lost["he_normal"]) < 0.4


@pytest.mark.proof
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_whole_lesson_fits_a_terminal(language):
    lines = printed("vanish", language)
    assert max(columns(line.rstrip()) for line in lines) <= 80
