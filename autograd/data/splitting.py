"""Split samples in two, class by class."""

from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np

from ..errors import DomainError, InputTypeError
from ..numeric import as_float

Array = Any
"""A numpy array."""


def split_rows(
    count: int,
    share: float,
    seed: int | None,
    classes: Sequence[int] | Array | None = None,
    names: Sequence[str] = (),
) -> tuple[Array, Array]:
    """The numbers of the rows of two parts.

    Parameters
    ----------
    count : int
        How many rows there are.
    share : float
        How much of them the second part gets, between 0 and 1: of each class as much, rounded, and
        at least one.
    seed : int or None
        Of the choice; None to take the last rows.
    classes : sequence of int, optional
        The class of each row.
    names : sequence of str, optional
        What the classes are called, for messages.

    Returns
    -------
    tuple of two arrays of int
        Both in ascending order.

    Raises
    ------
    DomainError
        If the share is none, or a class has fewer than two rows.
    InputTypeError
        If the seed is none.

    Examples
    --------
    >>> first, second = split_rows(6, 1 / 3, seed=0, classes=[0, 0, 0, 1, 1, 1])
    >>> len(first), second.tolist()
    (4, [1, 4])
    """
    part = as_float(share, "the share of a part")
    if not 0.0 < part < 1.0:
        raise DomainError(f"a part takes a share between 0 and 1, got {part!r}; 0.25 is usual")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int | np.integer)):
        raise InputTypeError(f"a seed is a whole number, or None, got {seed!r:.40}")
    groups: dict[int, list[int]] = {}
    for row in range(count):
        groups.setdefault(0 if classes is None else int(classes[row]), []).append(row)
    random = None if seed is None else Random(str(seed))
    second: list[int] = []
    for number, rows in sorted(groups.items()):
        if len(rows) < 2:
            what = "the data need" if classes is None else "every class needs"
            called = f" ({names[number]})" if names else ""
            which = "" if classes is None else f" of class {number}{called}"
            raise DomainError(
                f"to be split, {what} at least 2 samples, got {len(rows)}{which}; collect more"
            )
        taken = min(max(round(part * len(rows)), 1), len(rows) - 1)
        if random is not None:
            random.shuffle(rows)
        second += rows[len(rows) - taken :]
    chosen = np.zeros(count, dtype=bool)
    chosen[second] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)
