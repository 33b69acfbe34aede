"""What is trained on: inputs and targets as arrays, checked before the first step."""

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from ...data.arrays import array_of, finite
from ...engine import Value
from ...errors import AutogradError, DomainError, InputTypeError, LengthError
from ...modes import no_grad
from ..activations import name_of

Array = Any
"""A numpy array."""

_TRIED = 1_000
"""Targets of more different numbers than these are no classes, and a loss takes them all."""


class Samples:
    """Inputs and targets.

    Parameters
    ----------
    data : Dataset or tuple of two arrays
        Something with ``x`` and ``y``, or these: (samples, inputs) or (samples,), and (samples,) or
        (samples, outputs). Whole numbers as targets stay whole: they are classes.
    what : str
        What to call them in messages: "the training data".

    Attributes
    ----------
    x, y : array
        Of floats; `y` perhaps of whole numbers.

    Raises
    ------
    InputTypeError
        If they are no numbers.
    LengthError
        If they do not go together, or there are none.
    DomainError
        If one is NaN or infinite.
    """

    def __init__(self, data: Any, what: str) -> None:
        x, y = arrays_of(data, what)
        self.what = what
        self.x: Array = finite(x, f"the inputs of {what}", getattr(data, "features", ()))
        self.y: Array = finite(y, f"the targets of {what}")

    def __len__(self) -> int:
        return len(self.x)

    def try_on(self, model: Callable[[Any], Any], loss: Callable[[Any, Any], Any]) -> None:
        """Call a model, and the loss with every different target; raise what training would.

        Raises
        ------
        AutogradError
            If the loss refuses a target; the message names its row. Or if it is no Value.
        """
        with no_grad():
            output = model(self.x[0].tolist())
            for target, row in self._different_targets():
                try:
                    found = loss(output, target)
                except AutogradError as error:
                    where = f"{self.what}, target in row {row}, counted from 0"
                    raise type(error)(f"{where}: {error}") from error
                if not isinstance(found, Value):
                    raise InputTypeError(
                        f"training needs a loss that is a Value, got {type(found).__name__} from "
                        f"{name_of(loss)}; use the losses of autograd.nn, or functions of autograd"
                    )

    def _different_targets(self) -> list[tuple[Any, int]]:
        """Each target that occurs, with the first row it occurs in; one, if they are many."""
        if self.y.ndim > 1:
            return [(self.y[0].tolist(), 0)]
        numbers, rows = np.unique(self.y, return_index=True)
        found = list(zip(numbers.tolist(), rows.tolist(), strict=True))
        return found if len(found) <= _TRIED else [found[0], found[-1]]

    def refuse_missing_class(self, model: Callable[[Any], Any]) -> None:
        """Refuse to train a model for a class of which there is no sample.

        Raises
        ------
        DomainError
            If an output has none.
        """
        with no_grad():
            output = model(self.x[0].tolist())
        if self.y.ndim > 1 or self.y.dtype.kind != "i" or not isinstance(output, list):
            return
        missing = sorted(set(range(len(output))) - set(self.y.tolist()))
        if missing:
            raise DomainError(
                f"{self.what} needs samples of every class, got none of class {missing[0]}, while "
                f"the model has {len(output)} outputs; split the data by class (Dataset.split "
                "does), or give the model one output for each class there is"
            )

    def take(self, rows: Array, what: str = "") -> "Samples":
        """Some of them, perhaps to be called otherwise."""
        return Samples((self.x[rows], self.y[rows]), what or self.what)

    def order(self, seed: int | None, epoch: int) -> Array:
        """The order of samples in an epoch: it depends on the seed and the epoch alone."""
        rows = list(range(len(self)))
        if seed is not None:
            Random(f"{seed} {epoch}").shuffle(rows)
        return np.array(rows)


def arrays_of(data: Any, what: str) -> tuple[Array, Array]:
    """Inputs and targets as arrays that go together, finite or not.

    Raises
    ------
    InputTypeError
        If they are no numbers.
    LengthError
        If they do not go together, or there are none.

    Examples
    --------
    >>> x, y = arrays_of(([[1, 2], [3, 4]], [0, 1]), "the data")
    >>> x.dtype, y.dtype
    (dtype('float64'), dtype('int64'))
    """
    given, targets = pair_of(data, what)
    x = numbers_in(given, f"the inputs of {what}").astype(float)
    y = numbers_in(targets, f"the targets of {what}")
    if len(x) != len(y):
        raise LengthError(
            f"{what} needs one target for each sample, got {len(x)} samples and {len(y)} targets"
        )
    if not len(x):
        raise LengthError(f"{what} needs at least one sample, got none")
    return x, y.astype(np.int64 if y.dtype.kind in "iub" else float)


def pair_of(data: Any, what: str) -> tuple[Any, Any]:
    """The inputs and targets of a Dataset or a pair.

    Raises
    ------
    InputTypeError
        If it is neither.

    Examples
    --------
    >>> pair_of(([1.0, 2.0], [0, 1]), "the training data")
    ([1.0, 2.0], [0, 1])
    """
    if hasattr(data, "x") and hasattr(data, "y"):
        return data.x, data.y
    if isinstance(data, tuple) and len(data) == 2:
        return data
    raise InputTypeError(
        f"{what} is a Dataset or a pair (x, y) of arrays, got {type(data).__name__}; see "
        "autograd.data"
    )


def numbers_in(given: Any, what: str) -> Array:
    """An array of numbers, of one or two axes.

    Raises
    ------
    InputTypeError
        If something in it is no number.
    LengthError
        If its rows are not of one length, or it has another shape.

    Examples
    --------
    >>> numbers_in([[1, 2], [3, 4.5]], "the samples")
    array([[1. , 2. ],
           [3. , 4.5]])
    """
    array = array_of(given, what)
    if array.ndim not in (1, 2):
        raise LengthError(
            f"{what} are an array (samples,) or (samples, columns), got shape {array.shape}"
        )
    return array
