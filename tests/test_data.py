"""Data: datasets and what they refuse, splits, standardising, points in the plane, known data."""

import copy
import json
import math
import pickle
from random import Random

import numpy as np
import pytest
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from autograd import data as ours
from autograd.data import Dataset, Standardiser, blobs, circles, moons, spirals, xor
from autograd.errors import (
    DomainError,
    InputTypeError,
    LengthError,
    StateError,
)
from autograd.nn import MLP, Adam, binary_cross_entropy_with_logits, fit, predict

X = np.random.RandomState(3).normal(size=(40, 3)) * [1.0, 1e-3, 1e5] + [0.0, 7.0, -1e6]
Y = np.array([0, 1, 2, 2] * 10)
FEATURES = ("width", "height", "weight")
CLASSES = ("apple", "kiwi", "plum")
SAMPLES = Dataset(X, Y, FEATURES, CLASSES, "fruit")
MADE = (moons, circles, spirals, xor, blobs)


# --- what a dataset holds ------------------------------------------------------------------------


def test_a_dataset_copies_what_it_is_made_of_and_keeps_it():
    x, y = X.copy(), Y.copy()
    data = Dataset(x, y, FEATURES, CLASSES)
    x[:], y[:] = 0.0, 0
    assert np.array_equal(data.x, X)
    assert np.array_equal(data.y, Y)
    for array in (data.x, data.y):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(AttributeError):
        data.name = "other"


def test_targets_are_floats_without_classes_and_whole_numbers_with_them():
    assert Dataset(X, Y).y.dtype == np.float64
    assert Dataset(X, Y / 1.0, classes=CLASSES).y.dtype == np.int64
    assert Dataset([[1], [2]], [True, False], classes=["no", "yes"]).y.tolist() == [1, 0]


def test_features_are_numbered_unless_they_have_names():
    assert Dataset(X, Y).features == ("x1", "x2", "x3")
    assert Dataset(X, Y, list(FEATURES)).features == FEATURES


def test_its_repr_counts_what_is_in_it():
    assert repr(SAMPLES) == "<Dataset 'fruit': 40 samples, 3 features, 3 classes>"
    assert repr(Dataset([[1.0]], [2.0])) == "<Dataset 'data': 1 sample, 1 feature>"


def test_copies_and_pickles_hold_the_same():
    for other in (copy.deepcopy(SAMPLES), pickle.loads(pickle.dumps(SAMPLES))):
        assert np.array_equal(other.x, X)
        assert (other.features, other.classes, other.name) == (FEATURES, CLASSES, "fruit")


def test_one_hot_is_that_of_sklearn():
    expected = OneHotEncoder(sparse_output=False).fit_transform(Y.reshape(-1, 1))
    assert np.array_equal(SAMPLES.one_hot(), expected)
    assert SAMPLES.take([1, 0]).one_hot().tolist() == [[0, 1, 0], [1, 0, 0]]


def test_take_takes_rows_by_number_in_order_or_by_a_mask():
    assert np.array_equal(SAMPLES.take([5, 3, 3, -1]).x, X[[5, 3, 3, -1]])
    assert np.array_equal(SAMPLES.take(Y == 2).x, X[Y == 2])
    assert SAMPLES.take(Y == 2).classes == CLASSES
    assert len(SAMPLES.take(range(7))) == 7


@pytest.mark.parametrize(
    ("rows", "error", "match"),
    [
        ([], LengthError, r"take needs a list of at least one row, got shape \(0,\)"),
        (3, LengthError, r"got shape \(\); take\(\[row\]\) takes one"),
        ([[1]], LengthError, r"got shape \(1, 1\)"),
        ([1.0], InputTypeError, "take needs numbers of rows, or a bool for each row, got float64"),
        ([40], IndexError, "index 40 is out of bounds"),
        ([True], IndexError, "boolean index did not match"),
        (Y == 3, LengthError, "at least one sample"),
    ],
)
def test_take_refuses_what_names_no_rows(rows, error, match):
    with pytest.raises(error, match=match):
        SAMPLES.take(rows)


# --- what a dataset refuses ----------------------------------------------------------------------


def changed(array, place, content):
    array = np.array(array)
    array[place] = content
    return array


@pytest.mark.parametrize(
    ("x", "y", "error", "match"),
    [
        (changed(X, (4, 1), math.nan), Y, DomainError,
         r"x are finite numbers, got nan in row 4, column 1 \(height\), counted from 0; correct"),
        (changed(X, ([4, 9], [2, 0]), math.inf), Y, DomainError,
         r"got inf in row 4, column 2 \(weight\), counted from 0, and 1 more are not finite"),
        (X, changed(Y / 1.0, 8, -math.inf), DomainError, "y are finite numbers, got -inf in row 8"),
        (X[0], Y, LengthError, r"x is an array \(samples, features\), got shape \(3,\); x\.resh"),
        (X[:, :2], Y, LengthError, "column for each feature, got 2 columns for 3: width, height"),
        (X[:0], [], LengthError, r"at least one sample and one feature, got x of shape \(0, 3\)"),
        (X, Y[:39], LengthError, "each sample needs one target, got 40 rows of x and 39 y"),
        (X, Y.reshape(-1, 1), LengthError, r"\(samples,\), got shape \(40, 1\); y\.ravel\(\) m"),
        (X, SAMPLES.one_hot(), LengthError, r"got shape \(40, 3\)$"),
        (X, changed(Y, 7, 3), DomainError,
         r"whole and from 0 to 2 \(plum\), got 3 in row 7, counted from 0"),
        (X, changed(Y, 7, -1), DomainError, "got -1 in row 7"),
        (X, changed(Y / 1.0, 7, 0.5), DomainError, "got 0.5 in row 7.*leave the names of"),
        (X, np.minimum(Y, 1), DomainError, r"needs a sample, got none of class 2 \(plum\); leave"),
        ([[1, 2, "red"]], [0], InputTypeError, r"got 'red' \(str\) in row 0, column 2 \(weight\)"),
        (changed(X.astype(object), (4, 1), None), Y, InputTypeError,
         r"got None \(NoneType\) in row 4, column 1 \(height\), counted from 0; read_csv"),
        (X * 1j, Y, InputTypeError, r"x are numbers, got .*j \(complex\) in row 0"),
        ([[1, 2, 10**400]], [0], DomainError, "up to 1.8e308"),
        ([[1, 2, 3], [4, 5]], [0, 1], LengthError, "x are rows of one length, got rows of several"),
    ],
)  # fmt: skip  # a case in two lines is read more easily than in six
def test_what_is_no_data_is_refused_by_place(x, y, error, match):
    with pytest.raises(error, match=match):
        Dataset(x, y, FEATURES, CLASSES)


@pytest.mark.parametrize(
    ("names", "error", "match"),
    [
        (("a", "b", "a"), DomainError, "got 'a' as number 0 and 2, counted from 0; rename one"),
        (("a", " ", "b"), DomainError, "are not empty, got ' ' as number 1"),
        (("a", 1, "b"), InputTypeError, r"texts, got 1 \(int\); str\(name\) makes it one"),
        ("abc", InputTypeError, "are a list of texts, got 'abc'"),
        (3, InputTypeError, "are a list of texts, got 3"),
    ],
)
@pytest.mark.parametrize("what", ["features", "classes"])
def test_names_are_texts_that_differ(what, names, error, match):
    with pytest.raises(error, match=f"the names of {what} .*{match}"):
        Dataset(X, Y, **{what: names})


def test_one_class_alone_is_none():
    with pytest.raises(LengthError, match="at least two classes, got 'apple' alone"):
        Dataset(X, Y * 0, classes=["apple"])


def test_only_a_part_may_lack_a_class():
    part = Dataset(X, Y * 0, FEATURES, CLASSES, is_part=True)
    assert part.one_hot().shape == (40, 3)
    assert SAMPLES.take([0]).is_part
    assert not SAMPLES.split()[0].is_part


def test_one_hot_needs_classes():
    with pytest.raises(DomainError, match="one_hot needs classes, and the targets of 'data' are"):
        Dataset(X, Y).one_hot()


# --- splits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.1, 0.25, 1 / 3, 0.5, 0.9])
@pytest.mark.parametrize("data", [ours.iris(), ours.breast_cancer(), SAMPLES], ids=repr)
def test_a_split_takes_of_each_class_what_sklearn_takes(data, share):
    _, test = data.split(test=share, seed=1)
    expected = train_test_split(data.y, test_size=share, stratify=data.y, random_state=1)[1]
    # sklearn makes the sum exact, and so is off by one where classes do not divide
    assert np.abs(np.bincount(test.y) - np.bincount(expected)).max() <= 1
    assert np.abs(np.bincount(test.y) - share * np.bincount(data.y)).max() <= 0.5


def test_a_split_of_classes_that_divide_is_exactly_that_of_sklearn():
    data = ours.iris()
    expected = train_test_split(data.y, test_size=0.2, stratify=data.y)[1]
    assert np.bincount(data.split(test=0.2)[1].y).tolist() == np.bincount(expected).tolist()


@pytest.mark.parametrize("data", [SAMPLES, Dataset(X, X[:, 0])], ids=["classes", "numbers"])
def test_the_parts_of_a_split_are_the_whole(data):
    train, test = data.split(test=0.3, seed=2)
    assert len(test) == 12
    whole = np.concatenate([train.x, test.x])
    assert np.array_equal(whole[np.lexsort(whole.T)], X[np.lexsort(X.T)])
    for part in (train, test):
        for row, target in zip(part.x, part.y, strict=True):
            assert data.y[(data.x == row).all(axis=1)] == target
        assert (part.features, part.classes, part.name) == (data.features, data.classes, data.name)


def test_a_seed_decides_a_split():
    same, again, other = (SAMPLES.split(seed=seed)[1].x for seed in (4, 4, 5))
    assert np.array_equal(same, again)
    assert not np.array_equal(same, other)
    last = SAMPLES.split(test=0.25, seed=None)[1]
    assert np.array_equal(last.x[last.y == 0], X[Y == 0][-2:])


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"test": 0}, DomainError, r"between 0 and 1, got 0\.0; 0\.25 is usual"),
        ({"test": 1.0}, DomainError, r"got 1\.0"),
        ({"test": math.nan}, DomainError, "got nan"),
        ({"test": "half"}, InputTypeError, "got str"),
        ({"seed": 0.5}, InputTypeError, r"a seed is a whole number, or None, got 0\.5"),
        ({"seed": True}, InputTypeError, "got True"),
    ],
)
def test_a_split_refuses_what_is_no_share_and_no_seed(options, error, match):
    with pytest.raises(error, match=match):
        SAMPLES.split(**options)


def test_a_split_names_a_class_that_is_too_small():
    with pytest.raises(DomainError, match=r"at least 2 samples, got 1 of class 1 \(kiwi\)"):
        SAMPLES.take([0, 1, 4, 8]).split()


# --- standardising -------------------------------------------------------------------------------


def test_standardising_is_that_of_sklearn():
    train, test = SAMPLES.split()
    standardiser, expected = Standardiser(train), StandardScaler().fit(train.x)
    assert np.allclose(standardiser.mean, expected.mean_, rtol=1e-14)
    assert np.allclose(standardiser.scale, expected.scale_, rtol=1e-12)
    for part in (train, test):
        found = standardiser.applied(part)
        assert np.allclose(found.x, expected.transform(part.x), rtol=1e-9, atol=1e-9)
        assert np.array_equal(found.y, part.y)
        assert (found.features, found.classes, found.name) == (FEATURES, CLASSES, "fruit")
        assert np.array_equal(standardiser.applied(part.x), found.x)


def test_standardised_training_data_have_mean_0_and_deviation_1():
    found = Standardiser(SAMPLES).applied(SAMPLES).x
    assert np.allclose(found.mean(axis=0), 0.0, atol=1e-11)
    assert np.allclose(found.std(axis=0), 1.0, rtol=1e-12)


def test_the_inverse_gives_back_what_was():
    standardiser = Standardiser(SAMPLES)
    assert np.allclose(standardiser.inverse(standardiser.applied(SAMPLES)).x, X, rtol=1e-14)
    assert np.allclose(standardiser.inverse(standardiser.applied(X)), X, rtol=1e-14)


@pytest.mark.parametrize("constant", [0.1, 0.0, -1e300, 5e-324])
def test_a_constant_column_becomes_zeros_with_scale_1(constant):
    data = Dataset(np.full((7, 1), constant), np.arange(7))
    standardiser = Standardiser(data)
    assert (standardiser.mean.tolist(), standardiser.scale.tolist()) == ([constant], [1.0])
    assert not standardiser.applied(data).x.any()


@pytest.mark.parametrize("size", [1e-200, 1e-300, 1.0, 1e200, 1e300])
def test_very_small_and_large_numbers_have_a_scale(size):
    data = Dataset(np.array([[1.0], [2.0], [3.0], [6.0]]) * size, np.zeros(4))
    standardiser = Standardiser(data)
    assert standardiser.scale[0] == pytest.approx(math.sqrt(3.5) * size, rel=1e-14)
    assert np.isfinite(standardiser.applied(data).x).all()


def test_numbers_without_a_mean_are_refused():
    with pytest.raises(DomainError, match=r"got up to 1\.7e\+308 in column 0 \(x1\); divide it by"):
        Standardiser(Dataset([[1.7e308], [1.7e308], [1.6e308]], [1, 2, 3]))


def test_a_standardiser_goes_through_json():
    standardiser = Standardiser(SAMPLES)
    again = Standardiser.from_state(json.loads(json.dumps(standardiser.state())))
    assert again.features == FEATURES
    assert np.array_equal(again.applied(X), standardiser.applied(X))
    assert repr(again) == "<Standardiser of width, height, weight>"


STATE = {"features": ["a", "b"], "mean": [1.0, 2.0], "scale": [1.0, 1.0]}


@pytest.mark.parametrize(
    ("state", "match"),
    [
        ({**STATE, "scale": [1.0, 0.0]}, "a scale is not positive"),
        ({**STATE, "scale": [1.0, math.nan]}, "finite numbers, got nan"),
        ({**STATE, "scale": [1.0]}, "rows of one length"),
        ({**STATE, "mean": ["1", "2"]}, "x are numbers"),
        ({**STATE, "features": ["a"]}, "one column for each feature, got 2 columns for 1"),
        ({**STATE, "features": ["a", "a"]}, "the names of features differ"),
        ({**STATE, "more": 1}, "its fields are features, mean, scale, more"),
        ({}, "its fields are"),
        (None, "not iterable"),
    ],
)
def test_what_is_no_state_of_a_standardiser_is_refused(state, match):
    with pytest.raises(StateError, match=f"this is no state of a Standardiser .*{match}"):
        Standardiser.from_state(state)


def test_a_standardiser_takes_its_own_features_only():
    standardiser = Standardiser(SAMPLES)
    other = Dataset(X, Y, ("height", "width", "weight"), CLASSES)
    with pytest.raises(DomainError, match="in this order, got height, width, weight"):
        standardiser.applied(other)
    with pytest.raises(LengthError, match="got 2 columns for 3"):
        standardiser.applied(X[:, :2])
    with pytest.raises(DomainError, match=r"got nan in row 0, column 1 \(height\)"):
        standardiser.inverse([[1.0, math.nan, 2.0]])
    with pytest.raises(InputTypeError, match="made of a Dataset, the training data, got ndarray"):
        Standardiser(X)


# --- training ------------------------------------------------------------------------------------


def test_a_dataset_is_trained_on_as_it_is():
    train, test = moons(120, seed=5).split()
    standardiser = Standardiser(train)
    train, test = standardiser.applied(train), standardiser.applied(test)
    model = MLP(2, [8, 1], activation="tanh", rng=Random(0))
    run = fit(
        model, train, loss=binary_cross_entropy_with_logits, validation=test, metrics=["accuracy"],
        optimiser=Adam(model.parameters(), lr=0.1), epochs=15, progress=False,
    )  # fmt: skip  # as above
    assert run.history["validation accuracy"][-1] >= 0.9
    right = (predict(model, test.x) > 0.0) == (test.y == 1)
    assert right.mean() == run.history["validation accuracy"][-1]
