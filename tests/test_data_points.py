"""Data that come with us: points drawn in the plane, and what others published."""

import math
import sys

import numpy as np
import pytest
from sklearn import datasets as theirs

from autograd import data as ours
from autograd.data import blobs, circles, moons, spirals, xor
from autograd.errors import (
    DomainError,
    MissingExtraError,
)

MADE = (moons, circles, spirals, xor, blobs)


# --- points in the plane -------------------------------------------------------------------------


@pytest.mark.parametrize("samples", [2, 99, 100])
@pytest.mark.parametrize("seed", [0, 1337])
@pytest.mark.parametrize(
    ("mine", "other"),
    [
        (moons, theirs.make_moons),
        (lambda *a, **k: circles(*a, **k, factor=0.3),
         lambda *a, **k: theirs.make_circles(*a, **k, factor=0.3)),
    ],
    ids=["moons", "circles"],
)  # fmt: skip  # as above
def test_moons_and_circles_are_those_of_sklearn(mine, other, samples, seed):
    found = mine(samples, noise=0.1, seed=seed)
    x, y = other(samples, noise=0.1, random_state=seed)
    assert np.array_equal(found.y, y)
    assert np.array_equal(found.x, x)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        # what make_moons and make_circles(factor=0.5) of scikit-learn 1.9.1 gave
        (moons, [[1.1221146075, 0.0814771734], [-0.8188294131, 0.0587900639]]),
        (circles, [[1.0989077548, 0.2022898989], [1.1476991408, -0.2539700432]]),
        # what these functions gave when they were written: only that they do not change is tested
        (spirals, [[0.2625873607, -0.0117166064], [1.1526894422, -0.1308085536]]),
        (xor, [[0.8941612282, 0.6182187637], [-0.5552720606, 0.9528987936]]),
        (blobs, [[1.2850251321, -0.0463999883], [-0.3982342895, 0.9947198439]]),
    ],
)
def test_a_seed_gives_the_same_points_in_every_version(make, expected):
    assert np.allclose(make(100, noise=0.1, seed=1337).x[:2], expected, rtol=0.0, atol=1e-10)


@pytest.mark.parametrize("make", MADE)
def test_the_same_seed_gives_the_same_points_and_another_gives_others(make):
    state = np.random.get_state()[1].tolist()  # noqa: NPY002  what must not be drawn from
    first, again, other = make(noise=0.1, seed=1), make(noise=0.1, seed=1), make(noise=0.1, seed=2)
    assert np.array_equal(first.x, again.x)
    assert np.array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)
    assert np.random.get_state()[1].tolist() == state  # noqa: NPY002  as above


@pytest.mark.parametrize("samples", [3, 10, 101])
@pytest.mark.parametrize("make", MADE)
def test_classes_have_as_many_points_as_the_others_or_one_more(make, samples):
    data = make(samples)
    counts = np.bincount(data.y, minlength=len(data.classes))
    assert (counts.sum(), data.name) == (samples, make.__name__)
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("make", MADE)
def test_points_are_shuffled(make):
    y = make(100).y
    assert (np.diff(y) != 0).sum() > 20


@pytest.mark.parametrize("make", MADE)
def test_noise_has_the_deviation_that_was_asked_for(make):
    clean, noisy = make(4000, noise=0.0, seed=3), make(4000, noise=0.25, seed=3)
    added = noisy.x - clean.x
    assert np.array_equal(clean.y, noisy.y)
    assert added.std() == pytest.approx(0.25, rel=0.05)  # of 8,000 draws: 6 standard errors
    assert abs(added.mean()) < 0.02


def test_without_noise_points_lie_on_their_curves():
    x, y = circles(50, noise=0.0, factor=0.4).x, circles(50, noise=0.0, factor=0.4).y
    assert np.allclose(np.hypot(*x.T), np.where(y == 0, 1.0, 0.4))

    data = moons(50, noise=0.0)
    upper, lower = data.x[data.y == 0], data.x[data.y == 1] - [1.0, 0.5]
    assert np.allclose(np.hypot(*upper.T), 1.0)
    assert np.allclose(np.hypot(*lower.T), 1.0)
    assert (upper[:, 1] > -1e-9).all()
    assert (lower[:, 1] < 1e-9).all()

    data = blobs(50, noise=0.0, classes=5)
    centres = [np.unique(data.x[data.y == k], axis=0) for k in range(5)]
    assert [len(found) for found in centres] == [1] * 5
    for k in range(5):
        assert np.linalg.norm(centres[k] - centres[(k + 1) % 5]) == pytest.approx(2.0)


@pytest.mark.parametrize(("classes", "turns"), [(2, 1.0), (3, 1.75), (5, -0.5)])
def test_without_noise_spirals_turn_evenly_with_their_radius(classes, turns):
    data = spirals(60, noise=0.0, classes=classes, turns=turns)
    radius = np.hypot(*data.x.T)
    assert (radius.min(), radius.max()) == (pytest.approx(0.1), pytest.approx(1.0))
    angle = 2.0 * np.pi * (turns * (radius - 0.1) / 0.9 + data.y / classes)
    assert np.allclose(data.x, np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1))


def test_xor_fills_all_quadrants_and_keeps_off_the_axes():
    data = xor(400)
    assert np.array_equal(data.y == 1, data.x[:, 0] * data.x[:, 1] < 0.0)
    assert np.abs(data.x).min() >= 0.1
    assert np.abs(data.x).max() <= 1.0
    corners, counts = np.unique(np.sign(data.x), axis=0, return_counts=True)
    assert (len(corners), counts.tolist()) == (4, [100] * 4)


@pytest.mark.parametrize("make", MADE)
@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"samples": 1}, "samples is a whole number of at least [23], got 1"),
        ({"samples": 10.0}, r"samples is a whole number of at least [23], got 10\.0"),
        ({"samples": True}, "got True"),
        ({"noise": -0.1}, r"\w+ needs a finite noise >= 0, got -0\.1"),
        ({"noise": math.nan}, "got nan"),
        ({"noise": math.inf}, "got inf"),
        ({"seed": -1}, "a seed is a whole number from 0 to 4294967295, got -1"),
        ({"seed": None}, "got None"),
        ({"seed": 2**32}, "got 4294967296"),
    ],
)
def test_points_are_not_drawn_from_what_makes_no_sense(make, options, match):
    with pytest.raises(DomainError, match=match):
        make(**options)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: circles(factor=1.0), r"0 < factor < 1, got 1\.0"),
        (lambda: spirals(classes=1), "classes is a whole number of at least 2, got 1"),
        (lambda: spirals(turns=math.inf), "a finite number of turns, got inf"),
        (lambda: blobs(2, classes=3), "samples is a whole number of at least 3, got 2"),
    ],
)
def test_shapes_that_do_not_exist_are_refused(call, match):
    with pytest.raises(DomainError, match=match):
        call()


# --- known data ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["digits", "iris", "breast_cancer"])
def test_known_data_are_those_of_sklearn(name):
    found, expected = getattr(ours, name)(), getattr(theirs, f"load_{name}")()
    scale = 16.0 if name == "digits" else 1.0
    assert np.array_equal(found.x * scale, expected.data)
    assert np.array_equal(found.y, expected.target)
    assert found.features == tuple(expected.feature_names)
    assert found.classes == tuple(str(label) for label in expected.target_names)
    assert found.name == name


def test_digits_are_between_0_and_1():
    data = ours.digits()
    assert (data.x.min(), data.x.max(), data.features[9]) == (0.0, 1.0, "pixel_1_1")


def test_known_data_say_what_they_need(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(MissingExtraError, match=r"iris comes with scikit-learn.*gradwalk\[data\]"):
        ours.iris()
