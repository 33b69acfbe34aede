"""Metrics: what a model is worth, as a number to read rather than to differentiate.

A metric is a function of outputs and targets, two arrays, that returns a float.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import InputTypeError, unknown_choice
from ..activations import name_of
from ..losses import binary_cross_entropy

Array = Any
"""A numpy array."""

Metric = Callable[[Array, Array], float]


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
