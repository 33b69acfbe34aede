"""What a replayed function is called with: nested lists of numbers, perhaps in rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import InputTypeError, LengthError, RangeError

Array = Any
"""A numpy array of float64."""


class Shape:
    """What the arguments look like: nested lists of numbers, of which some are whole.

    Parameters
    ----------
    args : sequence
        As they were passed.
    rows : bool
        Whether each begins with an axis of rows.
    """

    def __init__(self, args: Sequence[Any], rows: bool) -> None:
        arrays = [_as_array(arg) for arg in args]
        self.whole = tuple(array.dtype.kind in "iu" for array in arrays)
        self.shapes = tuple(array.shape[1:] if rows else array.shape for array in arrays)
        counts = {array.shape[:1] for array in arrays} if rows else {(1,)}
        if () in counts or len(counts) != 1:
            found = ", ".join(str(array.shape) for array in arrays) or "no arguments"
            raise LengthError(
                f"replay with rows takes arrays that begin with the same number of rows, got "
                f"shapes {found}; give every argument one entry for each row"
            )
        self.rows = int(next(iter(counts))[0])
        if self.rows == 0:
            raise LengthError("replay needs at least one row, got none")
        self.inputs: Array = np.empty((self.rows, sum(_size(shape) for shape in self.shapes)))
        column = 0
        for array, shape in zip(arrays, self.shapes, strict=True):
            width = _size(shape)
            self.inputs[:, column : column + width] = array.reshape(self.rows, width)
            column += width

    @property
    def key(self) -> tuple[Any, ...]:
        """What another call must have in common to use the same programs."""
        return self.whole, self.shapes

    def row(self, number: int) -> list[Any]:
        """The arguments of one row, as the function takes them."""
        args, column = [], 0
        for shape, is_whole in zip(self.shapes, self.whole, strict=True):
            width = _size(shape)
            numbers = self.inputs[number, column : column + width]
            array = numbers.astype(int) if is_whole else numbers
            args.append(array.reshape(shape).tolist())
            column += width
        return args

    def split(self, table: Array) -> list[Array | None]:
        """Columns of numbers as arrays shaped like the arguments; None for whole numbers."""
        found: list[Array | None] = []
        column = 0
        for shape, is_whole in zip(self.shapes, self.whole, strict=True):
            width = _size(shape)
            part = table[:, column : column + width].reshape(-1, *shape)
            found.append(None if is_whole else part)
            column += width
        return found


def _as_array(arg: Any) -> Array:
    array = np.asarray(arg)
    if array.dtype.kind == "b":
        array = array.astype(float)
    if array.dtype.kind not in "iuf":
        raise InputTypeError(
            f"replay takes arrays of numbers, got {array.dtype} from {type(arg).__name__}; pass "
            "floats, or ints where they are whole numbers to choose by"
        )
    return array if array.dtype.kind == "f" else _as_whole(array)


def _as_whole(array: Array) -> Array:
    """Whole numbers, which are handed on as floats, and so no larger than those tell apart."""
    if array.size and (array.max() > 2**53 or array.min() < -(2**53)):
        raise RangeError(
            f"replay takes whole numbers up to 2**53, got {array.max()} or {array.min()}; pass "
            "floats, or smaller numbers"
        )
    return array


def _size(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape, dtype=int))
