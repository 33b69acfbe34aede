"""A grey picture in characters."""

import numpy as np
from numpy.typing import ArrayLike

from autograd.errors import DomainError, LengthError
from autograd.nn.fitting.samples import numbers_in

from ..numbers import Grid, whole
from ..signs import ASCII_SHADES, SHADES

_WIDEST = 64


def picture_text(pixels: ArrayLike, width: int | None = None, *, ascii: bool = False) -> str:
    """Draw a grey picture in characters: nothing is 0, the fullest character is 1.

    A cell is about twice as high as wide, so a square picture has half as many rows as columns.

    Parameters
    ----------
    pixels : array of shape (rows, columns)
        From 0 to 1. On a dark screen 1 looks white; pass ``1 - pixels`` where ink is 1 and should
        look dark on a bright screen.
    width : int, optional
        How many cells it is wide; by default two for each pixel, and at most 64.
    ascii : bool
        Whether to use ASCII alone: ten shades instead of five.

    Returns
    -------
    str
        Lines, without a newline at the end; they keep their blanks.

    Raises
    ------
    LengthError
        If it is no picture of two axes, or has no pixels.
    DomainError
        If a pixel is not from 0 to 1.

    Examples
    --------
    >>> print(picture_text([[0.0, 1.0, 0.2], [0.5, 0.0, 1.0]]))
      ██░░
    ▒▒  ██
    >>> print(picture_text([[0.0, 1.0, 0.2], [0.5, 0.0, 1.0]], ascii=True))
      @@::
    ==  @@
    """
    grid: Grid = numbers_in(pixels, "the pixels").astype(float)
    if grid.ndim != 2 or not grid.size:
        raise LengthError(
            f"a picture is an array (rows, columns), got shape {grid.shape}; pass "
            "pixels.reshape(8, 8), say"
        )
    wrong = grid[~((grid >= 0.0) & (grid <= 1.0))]
    if len(wrong):
        raise DomainError(
            f"pixels are from 0 to 1, got {wrong[0]:g}; divide by the largest there can be, 16 or "
            "255, say"
        )
    up, across = grid.shape
    columns = whole(min(2 * across, _WIDEST) if width is None else width, "width", 1, 1000, 64)
    rows = max(1, round(columns * up / across / 2.0))
    found = _shares(rows, up) @ grid @ _shares(columns, across).T
    shades = ASCII_SHADES if ascii else SHADES
    steps = np.rint(found * (len(shades) - 1)).astype(int)
    return "\n".join("".join(shades[k] for k in row) for row in steps.tolist())


def _shares(cells: int, pixels: int) -> Grid:
    """Which share of each cell is covered by each pixel, along one axis.

    Examples
    --------
    >>> _shares(2, 3).tolist()
    [[0.6666666666666666, 0.3333333333333333, 0.0], [0.0, 0.3333333333333333, 0.6666666666666666]]
    """
    starts = np.arange(cells)[:, None] * pixels / cells
    ends = np.arange(1, cells + 1)[:, None] * pixels / cells
    at = np.arange(pixels)[None, :]
    overlap = np.clip(np.minimum(ends, at + 1) - np.maximum(starts, at), 0.0, None)
    shares: Grid = overlap / (pixels / cells)
    return shares
