"""Standardiser: every feature on one scale, by what the training data are like."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self, overload

import numpy as np

from ..errors import DomainError, InputTypeError, StateError
from .arrays import matrix, names_in
from .dataset import Dataset

Array = Any
"""A numpy array."""

_FIELDS = {"features", "mean", "scale"}


class Standardiser:
    """Moves and scales each feature so that over the training data it has mean 0 and deviation 1.

    Make it of the training data alone, and apply it to these, to the test data, and to whatever
    the model is asked later.

    Parameters
    ----------
    train : Dataset
        What is to be learnt.

    Attributes
    ----------
    features : tuple of str
        The columns.
    mean, scale : array
        float64, (features,): the mean of each, and its standard deviation, dividing by the number
        of samples; 1 for a column that is constant.

    Raises
    ------
    DomainError
        If the numbers of a column are too large for their mean.

    Examples
    --------
    >>> train = Dataset([[1.0, 5.0], [3.0, 5.0]], [0.0, 1.0])
    >>> standardiser = Standardiser(train)
    >>> standardiser.mean, standardiser.scale
    (array([2., 5.]), array([1., 1.]))
    >>> standardiser.applied(train).x
    array([[-1.,  0.],
           [ 1.,  0.]])
    >>> standardiser.applied([[4.0, 5.0]])
    array([[2., 0.]])
    """

    features: tuple[str, ...]
    mean: Array
    scale: Array

    def __init__(self, train: Dataset) -> None:
        if not isinstance(train, Dataset):
            raise InputTypeError(
                f"a Standardiser is made of a Dataset, the training data, got "
                f"{type(train).__name__}; Dataset(x, y) makes one"
            )
        self.features = train.features
        with np.errstate(over="ignore", invalid="ignore"):
            mean = train.x.mean(axis=0)
            low, high = train.x.min(axis=0), train.x.max(axis=0)
            is_constant = low == high  # the mean of equal numbers may be off in its last bit
            self.mean = np.where(is_constant, low, mean)
            distance = train.x - self.mean
            # Squares of very small or large distances are no floats; those of their shares are.
            largest = np.where(is_constant, 1.0, np.abs(distance).max(axis=0))
            scale = largest * np.sqrt(np.mean((distance / largest) ** 2, axis=0))
        self.scale = np.where(is_constant, 1.0, scale)
        bad = np.flatnonzero(~np.isfinite(self.mean + self.scale))
        if len(bad):
            raise DomainError(
                f"a mean needs numbers whose sum is a float, up to 1.8e308, got up to "
                f"{np.abs(train.x[:, bad[0]]).max():g} in column {bad[0]} "
                f"({self.features[bad[0]]}); divide it by a power of ten first"
            )

    @overload
    def applied(self, data: Dataset) -> Dataset: ...
    @overload
    def applied(self, data: Array) -> Array: ...
    def applied(self, data: Any) -> Any:
        """Samples, standardised.

        Parameters
        ----------
        data : Dataset or array_like
            With the same features; or only samples, (samples, features). It is not changed.

        Returns
        -------
        Dataset or array
            As it came; targets stay what they are.

        Raises
        ------
        LengthError, DomainError
            If it has other features.

        Examples
        --------
        >>> train = Dataset([[1.0], [3.0]], [0.0, 1.0])
        >>> Standardiser(train).applied([[5.0]])
        array([[3.]])
        """
        with np.errstate(over="ignore"):
            return self._moved(data, lambda x: (x - self.mean) / self.scale)

    @overload
    def inverse(self, data: Dataset) -> Dataset: ...
    @overload
    def inverse(self, data: Array) -> Array: ...
    def inverse(self, data: Any) -> Any:
        """Samples as they were before they were standardised, to rounding.

        Parameters and results are those of `applied`.

        Examples
        --------
        >>> train = Dataset([[1.0], [3.0]], [0.0, 1.0])
        >>> Standardiser(train).inverse([[3.0]])
        array([[5.]])
        """
        with np.errstate(over="ignore"):
            return self._moved(data, lambda x: x * self.scale + self.mean)

    def _moved(self, data: Any, move: Any) -> Any:
        if not isinstance(data, Dataset):
            return matrix(move(matrix(data, self.features)), self.features)
        if data.features != self.features:
            raise DomainError(
                f"a Standardiser of {', '.join(self.features):.200} takes these features in this "
                f"order, got {', '.join(data.features):.200}; make one of their training data"
            )
        return replace(data, x=move(data.x))

    def state(self) -> dict[str, list[Any]]:
        """What it remembers, as plain data for JSON.

        Examples
        --------
        >>> Standardiser(Dataset([[1.0], [3.0]], [0.0, 1.0])).state()
        {'features': ['x1'], 'mean': [2.0], 'scale': [1.0]}
        """
        return {
            "features": list(self.features),
            "mean": self.mean.tolist(),
            "scale": self.scale.tolist(),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """The Standardiser that gave a state.

        Raises
        ------
        StateError
            If it is no such state.

        Examples
        --------
        >>> standardiser = Standardiser.from_state({"features": ["a"], "mean": [2], "scale": [4]})
        >>> standardiser.applied([[6.0]])
        array([[1.]])
        """
        made = cls.__new__(cls)
        try:
            if set(state) != _FIELDS:
                raise ValueError(f"its fields are {', '.join(map(str, state)):.200}")
            made.features = names_in(state["features"], "features")
            made.mean, made.scale = matrix([state["mean"], state["scale"]], made.features)
            if not (made.scale > 0.0).all():
                raise ValueError("a scale is not positive")
        except (ValueError, TypeError) as error:
            raise StateError(
                f"this is no state of a Standardiser ({error}); state() gives one"
            ) from error
        return made

    def __repr__(self) -> str:
        return f"<Standardiser of {', '.join(self.features):.60}>"
