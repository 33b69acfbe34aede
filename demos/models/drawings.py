"""Small grey drawings of the heads of cats and of people, each another one.

They are drawings and no photos: a few ellipses, triangles and bars. Chance chooses place, size and
greys, draws one in two dark before light, and adds noise. What tells cats from people in them is
what is drawn here: ears and whiskers, hair and shoulders.
"""

from collections.abc import Callable
from random import Random

import numpy as np
from numpy.typing import NDArray

SIZE = 8
"""Pixels across and down."""

CAT, PERSON = 0, 1

_FINE = 4  # a drawing is so many times as fine before each pixel is the mean of a square
_NOISE = 0.05

Array = NDArray[np.float64]


class _Sheet:
    """Something to draw on, from (-1, -1), its upper left corner, to (1, 1); the last is on top."""

    def __init__(self, rng: Random) -> None:
        place = (np.arange(_FINE * SIZE) + 0.5) / (_FINE * SIZE) * 2.0 - 1.0
        size = rng.uniform(0.85, 1.15)
        self.x = (place[None, :] - rng.uniform(-0.15, 0.15)) / size
        self.y = (place[:, None] - rng.uniform(-0.15, 0.15)) / size
        self.greys = np.full((len(place), len(place)), rng.uniform(0.0, 0.3))

    def ellipse(self, middle: tuple[float, float], radii: tuple[float, float], grey: float) -> None:
        """Fill an ellipse."""
        x, y = (self.x - middle[0]) / radii[0], (self.y - middle[1]) / radii[1]
        self.greys[x**2 + y**2 <= 1.0] = grey

    def triangle(self, tip: tuple[float, float], width: float, grey: float) -> None:
        """Fill a triangle that stands on the line across the middle."""
        share = (self.y - tip[1]) / -tip[1]  # 0 at the tip, 1 at the foot
        inside = (share >= 0.0) & (share <= 1.0) & (abs(self.x - tip[0]) <= share * width / 2.0)
        self.greys[inside] = grey

    def bar(self, left: float, right: float, y: float, grey: float) -> None:
        """Draw a thin line across."""
        self.greys[(self.x >= left) & (self.x <= right) & (abs(self.y - y) <= 0.05)] = grey

    def finished(self, rng: Random) -> Array:
        """Make it coarse, perhaps turn dark and light round, and add noise."""
        coarse = self.greys.reshape(SIZE, _FINE, SIZE, _FINE).mean(axis=(1, 3))
        if rng.random() < 0.5:
            coarse = 1.0 - coarse
        noise = [rng.gauss(0.0, _NOISE) for _ in range(SIZE * SIZE)]
        return np.asarray(np.clip(coarse + np.reshape(noise, (SIZE, SIZE)), 0.0, 1.0))


def cat(rng: Random) -> Array:
    """The head of a cat: pointed ears, a round face, whiskers.

    Parameters
    ----------
    rng : random.Random
        Draws what differs from one to the next.

    Returns
    -------
    array of shape (8, 8)
        Greys from 0, black, to 1, white.

    Examples
    --------
    >>> cat(Random(1)).shape
    (8, 8)
    """
    sheet, fur = _Sheet(rng), rng.uniform(0.5, 0.9)
    apart, height = rng.uniform(0.35, 0.55), rng.uniform(0.75, 1.0)
    for side in (-1, 1):
        sheet.triangle((side * apart, -height), rng.uniform(0.5, 0.8), fur)
    sheet.ellipse((0.0, 0.15), (rng.uniform(0.55, 0.7), rng.uniform(0.5, 0.62)), fur)
    for side in (-1, 1):
        sheet.ellipse((side * 0.25, 0.05), (0.1, 0.12), 0.1)
        left, right = sorted((side * 0.35, side * rng.uniform(0.8, 1.0)))
        for y in (0.3, 0.45):
            sheet.bar(left, right, y, 0.35)
    sheet.ellipse((0.0, 0.35), (0.1, 0.07), 0.15)
    return sheet.finished(rng)


def person(rng: Random) -> Array:
    """The head of a person: a long face under hair, shoulders; the same otherwise as `cat`.

    Examples
    --------
    >>> bool((person(Random(1)) != person(Random(2))).any())
    True
    """
    sheet, skin, hair = _Sheet(rng), rng.uniform(0.5, 0.9), rng.uniform(0.15, 0.6)
    width, height, length = rng.uniform(0.38, 0.5), rng.uniform(0.5, 0.6), rng.uniform(0.0, 0.25)
    sheet.ellipse((0.0, -0.3 + length), (1.25 * width, height + length), hair)
    shoulders = rng.uniform(0.75, 1.0), rng.uniform(0.5, 0.65)
    sheet.ellipse((0.0, 1.15), shoulders, rng.uniform(0.3, 0.9))
    sheet.ellipse((0.0, -0.1), (width, height), skin)
    sheet.ellipse((0.0, -0.62), (width, 0.2), hair)
    for side in (-1, 1):
        sheet.ellipse((side * 0.18, -0.15), (0.08, 0.07), 0.15)
    sheet.ellipse((0.0, 0.2), (0.14, 0.04), 0.3)
    return sheet.finished(rng)


def drawings(count: int, seed: int) -> tuple[Array, NDArray[np.int64]]:
    """Cats and people in turn.

    Parameters
    ----------
    count : int
        How many drawings.
    seed : int
        Another one gives other drawings.

    Returns
    -------
    tuple of arrays of shape (count, 64) and (count,)
        The greys row by row, and 0 for a cat, 1 for a person.

    Examples
    --------
    >>> x, y = drawings(4, seed=0)
    >>> x.shape, y.tolist()
    ((4, 64), [0, 1, 0, 1])
    """
    rng = Random(seed)
    draw: tuple[Callable[[Random], Array], ...] = (cat, person)
    classes = np.arange(count) % len(draw)
    return np.array([draw[which](rng).ravel() for which in classes]), classes
