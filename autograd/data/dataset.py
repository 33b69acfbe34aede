"""Dataset: samples with a target each, and the names of their columns and classes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import DomainError, InputTypeError, LengthError
from .arrays import matrix, names_in, targets_in
from .splitting import split_rows

Array = Any
"""A numpy array."""


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Samples, and what is to be predicted of each.

    Parameters
    ----------
    x : array_like
        The samples, (samples, features). It is copied.
    y : array_like
        The target of each, (samples,): the number of its class if there are `classes`, else the
        number to predict. It is copied.
    features : tuple of str
        What the columns of `x` are called; x1, x2 and so on unless given. A list will do.
    classes : tuple of str
        What the classes are called, beginning with class 0; none if `y` are numbers to predict.
    name : str
        What the data are called.
    is_part : bool
        Whether these are some samples of more, of which a class may have none. Otherwise every
        class has one.

    Attributes
    ----------
    x : array
        float64, (samples, features); not to be written to.
    y : array
        (samples,), int64 if there are classes, else float64; not to be written to.
    features, classes : tuple of str
    name : str
    is_part : bool

    Raises
    ------
    LengthError
        If these do not go together, or there is nothing.
    InputTypeError
        If something is no number, or no name.
    DomainError
        If a number is not finite or no class; if a class has no sample; if two names are the same.

    Examples
    --------
    >>> fruit = Dataset([[150, 7], [170, 8], [120, 4]], [0, 0, 1], ["g", "cm"], ["apple", "kiwi"])
    >>> fruit
    <Dataset 'data': 3 samples, 2 features, 2 classes>
    >>> fruit.y
    array([0, 0, 1])
    """

    x: Array
    y: Array
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    name: str = "data"
    is_part: bool = False

    def __post_init__(self) -> None:
        features = names_in(self.features, "features")
        x = matrix(self.x, features)
        if not x.size:
            raise LengthError(
                f"a dataset needs at least one sample and one feature, got x of shape {x.shape}"
            )
        classes = names_in(self.classes, "classes")
        checked = {
            "x": x,
            "y": targets_in(self.y, len(x), classes, self.is_part),
            "features": features or tuple(f"x{i}" for i in range(1, x.shape[1] + 1)),
            "classes": classes,
        }
        for name, content in checked.items():
            object.__setattr__(self, name, content)  # how a frozen dataclass is completed
        self.x.setflags(write=False)
        self.y.setflags(write=False)

    def __len__(self) -> int:
        """The number of samples."""
        return len(self.x)

    def __repr__(self) -> str:
        shown = [_counted(len(self), "sample"), _counted(len(self.features), "feature")]
        if self.classes:
            shown.append(f"{len(self.classes)} classes")
        return f"<Dataset {self.name!r}: {', '.join(shown)}>"

    def take(self, rows: Sequence[int] | Sequence[bool] | Array) -> "Dataset":
        """Some of the samples, of which a class may have none.

        Parameters
        ----------
        rows : sequence of int or of bool
            Their numbers, counted from 0, in the order wanted; or for each sample, whether it is
            taken.

        Returns
        -------
        Dataset

        Examples
        --------
        >>> data = Dataset([[1.0], [2.0], [3.0]], [10.0, 20.0, 30.0])
        >>> data.take([2, 0]).y, data.take(data.y > 15.0).y
        (array([30., 10.]), array([20., 30.]))
        """
        chosen = np.asarray(rows)
        if chosen.ndim != 1 or not len(chosen):
            raise LengthError(
                f"take needs a list of at least one row, got shape {chosen.shape}; take([row]) "
                "takes one"
            )
        if chosen.dtype.kind not in "iub":
            raise InputTypeError(
                f"take needs numbers of rows, or a bool for each row, got {chosen.dtype.name}"
            )
        return replace(self, x=self.x[chosen], y=self.y[chosen], is_part=True)

    def split(self, test: float = 0.25, seed: int | None = 0) -> tuple["Dataset", "Dataset"]:
        """Two parts: samples to learn, and others to test what was learnt.

        Parameters
        ----------
        test : float
            The share of the second part, between 0 and 1: of each class as much, rounded, and at
            least one sample.
        seed : int or None
            Of the choice; None to take the last samples, of each class.

        Returns
        -------
        tuple of two Datasets
            Both in the order of this one.

        Raises
        ------
        DomainError
            If the share is none, or a class has fewer than two samples.

        Examples
        --------
        >>> data = Dataset([[1], [2], [3], [4], [5], [6]], [0, 0, 0, 1, 1, 1], classes=["a", "b"])
        >>> train, test = data.split(test=1 / 3)
        >>> train.y, test.y
        (array([0, 0, 1, 1]), array([0, 1]))
        """
        classes = self.y if self.classes else None
        first, second = split_rows(len(self), test, seed, classes, self.classes)
        return (
            replace(self, x=self.x[first], y=self.y[first]),
            replace(self, x=self.x[second], y=self.y[second]),
        )

    def one_hot(self) -> Array:
        """The targets as rows of zeros with a one at the class.

        Returns
        -------
        array
            float64, (samples, classes).

        Raises
        ------
        DomainError
            If there are no classes.

        Examples
        --------
        >>> Dataset([[1], [2], [3]], [0, 2, 1], classes=["a", "b", "c"]).one_hot()
        array([[1., 0., 0.],
               [0., 0., 1.],
               [0., 1., 0.]])
        """
        if not self.classes:
            raise DomainError(
                f"one_hot needs classes, and the targets of {self.name!r} are numbers to predict; "
                "name the classes: Dataset(x, y, classes=[...])"
            )
        return np.eye(len(self.classes))[self.y]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"
