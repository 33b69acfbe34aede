"""Metrics: what a model is worth, as a number to read rather than to differentiate.

A metric is a function of outputs and targets, two arrays, that returns a float.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import DomainError, InputTypeError, LengthError, unknown_choice
from ..activations import name_of
from ..losses import binary_cross_entropy
from .samples import numbers_in

Array = Any
"""A numpy array."""

Metric = Callable[[Array, Array], float]

_MOST = 1_000
"""Of more classes there is no confusion: numbers to predict were passed by mistake."""


def classes_of(outputs: Array, threshold: float = 0.0) -> Array:
    """The class that outputs stand for.

    Parameters
    ----------
    outputs : array of shape (samples, classes) or (samples,)
        A score for each class, of which the largest counts; or one number, for yes or no.
    threshold : float
        Above it, one number means yes: 0 for scores, 0.5 for probabilities.

    Returns
    -------
    array of int of shape (samples,)

    Examples
    --------
    >>> classes_of(np.array([[0.1, 2.0, -1.0], [3.0, 0.0, 0.0]])).tolist()
    [1, 0]
    >>> classes_of(np.array([-0.2, 0.3])).tolist()
    [0, 1]
    """
    outputs = np.asarray(outputs)
    return outputs.argmax(axis=1) if outputs.ndim > 1 else (outputs > threshold).astype(int)


def accuracy(outputs: Array, targets: Array, threshold: float = 0.0) -> float:
    """The share of samples whose class is the right one.

    Parameters
    ----------
    outputs, threshold
        As of `classes_of`.
    targets : array of shape (samples,) or (samples, classes)
        The number of the class; of yes and no, 1 and 0, or 1 and -1. Or one-hot.

    Examples
    --------
    >>> accuracy(np.array([2.0, -1.0, 0.5]), np.array([1, -1, -1]))
    0.6666666666666666
    """
    targets = np.asarray(targets)
    if np.ndim(outputs) == 1:
        right = targets > 0
    else:
        right = targets if targets.ndim == 1 else targets.argmax(axis=1)
    return float(np.mean(classes_of(outputs, threshold) == right))


def confusion(
    predicted: Array, targets: Array, count: int | None = None, threshold: float = 0.0
) -> Array:
    """How often each class was taken for which.

    Parameters
    ----------
    predicted : array of shape (samples,) or (samples, classes)
        Numbers of classes, if they are whole by their type; otherwise outputs, as of `classes_of`.
    targets : array of shape (samples,) or (samples, classes)
        Numbers of classes; of yes and no, 1 and 0, or 1 and -1. Or one-hot.
    count : int, optional
        How many classes there are, also such that do not occur; as many as the largest number asks
        for, and at least two, if it is not given.
    threshold : float
        As of `classes_of`.

    Returns
    -------
    array of int of shape (classes, classes)
        A row for each class, a column for each that it was taken for: the diagonal is right.

    Raises
    ------
    LengthError
        If there are no samples, or not as many predictions as targets.
    DomainError
        If something is the number of no class.
    InputTypeError
        If something is no number.

    Examples
    --------
    >>> confusion([0, 1, 1, 2], [0, 1, 2, 2]).tolist()
    [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    >>> confusion([-0.3, 2.0, 0.4], [-1, 1, -1]).tolist()
    [[1, 1], [0, 1]]
    """
    taken = class_numbers(predicted, "predictions", threshold)
    right = class_numbers(targets, "targets")
    if len(taken) != len(right) or not len(right):
        raise LengthError(
            f"a confusion needs samples, and a prediction for each, got {len(taken)} predictions "
            f"and {len(right)} targets"
        )
    largest = int(max(taken.max(), right.max()))
    count = max(2, largest + 1) if count is None else count
    if largest >= count:
        raise DomainError(
            f"{count} classes have the numbers 0 to {count - 1}, got class {largest}; name or "
            "count all classes there are"
        )
    if count > _MOST:
        raise DomainError(
            f"at most {_MOST} classes are told apart, got {count}; are these numbers to predict?"
        )
    return np.bincount(right * count + taken, minlength=count * count).reshape(count, count)


def class_numbers(given: Array, what: str, threshold: float | None = None) -> Array:
    """Numbers of classes from such, from outputs if there is a threshold, or from one-hot.

    Raises
    ------
    DomainError
        If one is the number of no class.

    Examples
    --------
    >>> class_numbers([-1, 1, 1], "targets").tolist()
    [0, 1, 1]
    """
    array = numbers_in(given, f"the {what}")
    numbers = array.astype(float)
    if not np.isfinite(numbers).all():
        raise DomainError(f"{what} are finite numbers, got NaN or infinity; look at the training")
    if array.ndim > 1 or (threshold is not None and array.dtype.kind == "f"):
        return classes_of(numbers, threshold or 0.0)
    if set(numbers.tolist()) <= {-1.0, 1.0}:
        return (numbers > 0.0).astype(int)
    wrong = numbers[(numbers != np.floor(numbers)) | (numbers < 0.0)]
    if len(wrong):
        raise DomainError(
            f"classes have the whole numbers from 0 on, or -1 and 1, got {wrong[0]:g} among the "
            f"{what}"
        )
    return numbers.astype(int)


def mean_absolute_error(outputs: Array, targets: Array) -> float:
    """The mean distance between outputs and targets.

    Examples
    --------
    >>> mean_absolute_error(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
    1.5
    """
    return float(np.mean(np.abs(np.asarray(outputs) - targets)))


def root_mean_squared_error(outputs: Array, targets: Array) -> float:
    """The root of the mean of squared distances; in the unit of the targets.

    Examples
    --------
    >>> root_mean_squared_error(np.array([1.0, 2.0]), np.array([1.0, 2.5]))
    0.3535533905932738
    """
    return float(np.sqrt(np.mean((np.asarray(outputs) - targets) ** 2)))


METRICS: dict[str, Metric] = {
    "accuracy": accuracy,
    "mean absolute error": mean_absolute_error,
    "root mean squared error": root_mean_squared_error,
}


def find(metric: str | Metric, loss: Callable[..., Any]) -> tuple[str, Metric]:
    """A metric by its name, or one's own; and what to call it.

    Parameters
    ----------
    metric : str or callable
        One of `METRICS`, or a function of outputs and targets.
    loss : callable
        What is trained with: after `binary_cross_entropy` outputs are probabilities.

    Examples
    --------
    >>> name, metric = find("accuracy", binary_cross_entropy)
    >>> name, metric(np.array([0.4, 0.6]), np.array([0, 1]))
    ('accuracy', 1.0)
    """
    if callable(metric):
        return name_of(metric), metric
    if not isinstance(metric, str):
        raise InputTypeError(
            f"a metric is a name or a function of outputs and targets, got {metric!r:.40}"
        )
    if metric not in METRICS:
        raise unknown_choice("metric", metric, METRICS)
    if metric == "accuracy" and loss is binary_cross_entropy:
        return metric, lambda outputs, targets: accuracy(outputs, targets, 0.5)
    return metric, METRICS[metric]
