"""A function called row by row on Values: what replaying it has to give."""

import random

import numpy as np
import pytest

import autograd
from autograd import Value
from autograd.nn import MLP
from autograd.replay import replay


def eager(f, *columns, parameters=(), weights=None):
    """Value, gradient by parameters and by inputs, row by row on Values, reduced."""
    rows = len(columns[0])
    weights = weights or [1.0 / rows] * rows
    total, slopes, by_inputs = 0.0, np.zeros(len(parameters)), []
    for weight, *row in zip(weights, *(np.asarray(c).tolist() for c in columns), strict=True):
        leaves = []

        def leaf(x, leaves=leaves):
            if isinstance(x, list):
                return [leaf(item) for item in x]
            leaves.append(x if isinstance(x, int) else Value(x))
            return leaves[-1]

        result = f(*map(leaf, row))
        total += weight * float(result)
        variables = [x for x in leaves if isinstance(x, Value)]
        found = autograd.gradients(result, [*parameters, *variables])
        slopes += weight * np.array(found[: len(parameters)])
        by_inputs.append([weight * g for g in found[len(parameters) :]])
    return total, slopes, np.array(by_inputs)


def agrees(f, *columns, rows="mean", rel=1e-12):
    replayed = replay(f, rows=rows)
    value, slopes = replayed.value_and_grad(*columns)
    count = len(columns[0])
    weights = None if rows == "mean" else [1.0] * count
    expected = eager(f, *columns, parameters=replayed.parameters, weights=weights)
    assert value == pytest.approx(expected[0], rel=rel)
    assert slopes == pytest.approx(expected[1], rel=rel, abs=1e-13)
    found = [g.reshape(count, -1) for g in replayed.input_gradients(*columns) if g is not None]
    if found:
        assert np.hstack(found) == pytest.approx(expected[2], rel=rel, abs=1e-13)
    return replayed


def network(sizes=(5, 1), seed=3, activation="tanh"):
    return MLP(2, list(sizes), activation=activation, rng=random.Random(seed))


POINTS = np.random.default_rng(1).normal(size=(37, 2))
SIGNS = np.where(POINTS[:, 0] * POINTS[:, 1] > 0, 1.0, -1.0)
