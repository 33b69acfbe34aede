"""Which class a model of two inputs decides for, over the plane."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import no_grad
from autograd.errors import DomainError, InputTypeError, LengthError, RangeError
from autograd.nn.fitting.metrics import class_numbers

from .numbers import Grid, plain

Model = Callable[[list[float]], Any]
Places = Sequence[tuple[float, float]]
Classes = NDArray[np.int64]
NOWHERE = -1
"""Stands for a class where the model has no value."""
_WHERE = "the score of the model"


def checked_classes(labels: Any, count: int) -> Classes:
    """The classes of some points, as numbers from 0.

    Raises
    ------
    LengthError
        If there are none, or not one for each point.
    DomainError
        If they are no numbers of classes.
    """
    classes: Classes = class_numbers(labels, "labels")
    if not count or count != len(classes):
        raise LengthError(
            f"a picture of decisions needs points, and a label for each, got {count} points and "
            f"{len(classes)} labels"
        )
    return classes


def check_labels(labels: Classes, count: int) -> None:
    """Refuse labels of classes that a model does not have.

    Raises
    ------
    DomainError
        If there is one.
    """
    if labels.max() >= count:
        raise DomainError(
            f"the model decides among {count} classes, 0 to {count - 1}, got label "
            f"{labels.max()}; pass the data it was trained on"
        )


def grid_of(
    sides: Sequence[tuple[float, float]], across: int, up: int
) -> tuple[Grid, Grid, Places]:
    """Where a grid has its columns and rows, and its places, row by row from below."""
    xs, ys = (np.linspace(*side, n) for side, n in zip(sides, (across, up), strict=True))
    return xs, ys, [(x, y) for y in ys.tolist() for x in xs.tolist()]


def scores_at(model: Model, places: Places, threshold: float) -> Grid:
    """A score for each class at each place, of which the largest decides.

    Of a model with one output the two scores are how far it is below a threshold, and above.

    Returns
    -------
    array of shape (places, classes)
        NaN where the model has no finite value.

    Raises
    ------
    DomainError
        If it has a value nowhere.

    Examples
    --------
    >>> scores_at(lambda x: x[0] - x[1], [(3.0, 1.0), (1.0, 1.5)], 0.0).tolist()
    [[-2.0, 2.0], [0.5, -0.5]]
    """
    rows: list[list[float] | None] = []
    reason = "every number is NaN or infinite"
    with no_grad():
        for x, y in places:
            try:
                rows.append(_scores(model([x, y]), threshold))
            except (DomainError, RangeError) as error:
                rows.append(None)
                reason = str(error)
    count = max((len(row) for row in rows if row), default=0)
    scores = np.array([row or [math.nan] * count for row in rows])
    scores[~np.isfinite(scores).all(axis=1)] = math.nan
    if np.isnan(scores).all():
        raise DomainError(
            f"{_WHERE} has no value anywhere in the picture: {reason}; show another part of the "
            "plane, or look at the parameters"
        )
    return scores


def _scores(output: Any, threshold: float) -> list[float]:
    if not isinstance(output, list):
        score = plain(output, _WHERE)
        return [threshold - score, score - threshold]
    if len(output) < 2:
        raise InputTypeError(
            f"a model decides by one score or by a list of several, got a list of {len(output)}"
        )
    return [plain(score, _WHERE) for score in output]


def scores_replayed(replayed: Callable[[Grid], Grid], places: Places, threshold: float) -> Grid:
    """The same of a replayed model, for all places in one call.

    Raises
    ------
    DomainError, RangeError
        If it has no value at one of them.

    Examples
    --------
    >>> scores_replayed(lambda x: x[:, 0] - x[:, 1], [(3.0, 1.0)], 0.0).tolist()
    [[-2.0, 2.0]]
    """
    outputs = replayed(np.array(places))
    if outputs.ndim > 1:
        return outputs
    return np.stack([threshold - outputs, outputs - threshold], axis=1)


def decided(scores: Grid) -> Classes:
    """The class of the largest score, the first of equal ones; `NOWHERE` where there is none.

    Examples
    --------
    >>> decided(np.array([[1.0, 2.0], [3.0, 3.0], [np.nan, np.nan]])).tolist()
    [1, 0, -1]
    """
    return np.where(np.isnan(scores).any(axis=1), NOWHERE, np.argmax(scores, axis=1))


def leads(scores: Grid) -> Grid:
    """By how much each class is ahead of the best other one: 0 is where the decision changes.

    Examples
    --------
    >>> leads(np.array([[5.0, 2.0, 3.0]])).tolist()
    [[2.0, -3.0, -2.0]]
    """
    order = np.sort(scores, axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    return scores - np.where(scores == best, second, best)
