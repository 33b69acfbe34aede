"""The samples of a case: what is wrong with them is a finding, not an error."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ...errors import AutogradError, DomainError, RangeError
from ...modes import no_grad
from ..fitting.samples import arrays_of

Array = Any
"""A numpy array."""

_TRIED = 1_000
"""Different targets that a loss is tried on, at most."""


class Samples:
    """Inputs and targets.

    Parameters
    ----------
    data : Dataset or tuple of two arrays
        As `fit` takes them.

    Attributes
    ----------
    x, y : array
        Of floats; `y` of whole numbers where they are classes.
    features : tuple of str
        Names of the columns, if there are any.

    Raises
    ------
    InputTypeError, LengthError
        If they are no numbers, do not go together, or there are none.

    Examples
    --------
    >>> samples = Samples(([[1.0, 2.0], [3.0, float("nan")]], [0, 1]))
    >>> samples.finite_rows(), samples.column(1)
    ([0], '1')
    """

    def __init__(self, data: Any) -> None:
        self.x, self.y = arrays_of(data, "the data to look at")
        self.features: tuple[str, ...] = tuple(getattr(data, "features", ()))

    def __len__(self) -> int:
        return len(self.x)

    @property
    def are_classes(self) -> bool:
        """Whether targets are numbers of classes."""
        return bool(self.y.ndim == 1 and self.y.dtype.kind == "i")

    @property
    def columns(self) -> Array:
        """The inputs as (samples, columns)."""
        return self.x.reshape(len(self.x), -1)

    def column(self, number: int) -> str:
        """What a column is called: by its name, or else by its number from 0."""
        named = len(self.features) == self.columns.shape[1]
        return self.features[number] if named else str(number)

    def finite_rows(self) -> list[int]:
        """The rows without NaN or infinity."""
        fine = np.isfinite(self.columns).all(axis=1)
        fine &= np.isfinite(self.y.reshape(len(self.y), -1)).all(axis=1)
        return [int(row) for row in np.flatnonzero(fine)]

    def pairs(self, rows: Iterable[int] | Array) -> list[tuple[Any, Any]]:
        """Some samples as plain Python: an input, and its target."""
        places = np.asarray(rows)
        return list(zip(self.x[places].tolist(), self.y[places].tolist(), strict=True))

    def refused(
        self, model: Callable[[Any], Any], loss: Callable[[Any, Any], Any]
    ) -> dict[int, AutogradError]:
        """The rows whose target a loss refuses, and what it says; each different target once."""
        rows = self.finite_rows()
        if not rows:
            return {}
        found: dict[int, AutogradError] = {}
        with no_grad():
            try:
                output = model(self.x[rows[0]].tolist())
            except (DomainError, RangeError):  # says more about the model than about the targets
                return {}
            for same in self._same_targets(rows):
                try:
                    loss(output, self.y[same[0]].tolist())
                except RangeError:  # so does this
                    return {}
                except AutogradError as error:
                    found |= dict.fromkeys(same, error)
        return found

    def _same_targets(self, rows: list[int]) -> list[list[int]]:
        """The rows of each different target; of targets that are too many, of the first ones."""
        groups: dict[Any, list[int]] = {}
        for row in rows:
            key = self.y[row].tolist()
            groups.setdefault(tuple(key) if isinstance(key, list) else key, []).append(row)
        return list(groups.values())[:_TRIED]
