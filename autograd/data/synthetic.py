"""Points in the plane with a class each, drawn by a seed: what classifiers are tried on.

All are drawn from numpy's RandomState, whose streams are frozen: a seed gives the same points on
every computer, but for the last bit of a cosine. Classes have as many points as the others, or one
more.
"""

import operator
from typing import Any

import numpy as np

from ..errors import DomainError
from ..numeric import as_float
from .dataset import Dataset

Array = Any
"""A numpy array."""

_LAST_SEED = 2**32 - 1
_GAP = 0.1  # between a point of xor and the axes, before noise
_START = 0.1  # where spirals begin, away from the point in which they would all meet


def moons(samples: int = 100, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Two half circles, each with an end inside the other.

    The points are those of scikit-learn's ``make_moons(samples, noise=noise, random_state=seed)``.

    Parameters
    ----------
    samples : int
        How many points.
    noise : float
        The standard deviation of what is added to each coordinate; the radius is 1.
    seed : int
        From 0 to 2**32 - 1.

    Returns
    -------
    Dataset
        Of the classes upper and lower.

    Examples
    --------
    >>> moons(200, seed=1)
    <Dataset 'moons': 200 samples, 2 features, 2 classes>
    """
    upper, lower = (np.linspace(0.0, np.pi, n) for n in _sizes(samples, 2, last_is_larger=True))
    # In this order, so that also the last bit is scikit-learn's.
    points = [_polar(1.0, upper), 1.0 - _polar(1.0, lower) - np.array([0.0, 0.5])]
    return _shuffled("moons", points, ("upper", "lower"), noise, seed)


def circles(samples: int = 100, noise: float = 0.05, seed: int = 0, factor: float = 0.5) -> Dataset:
    """A circle of radius 1 around a smaller one: no line tells them apart.

    The points are those of scikit-learn's ``make_circles`` with the same arguments.

    Parameters
    ----------
    samples, noise, seed
        As in `moons`.
    factor : float
        The radius of the inner circle, between 0 and 1.

    Returns
    -------
    Dataset
        Of the classes outer and inner.

    Examples
    --------
    >>> data = circles(noise=0.0)
    >>> (data.x[data.y == 1] ** 2).sum(axis=1).round(6).max().item()
    0.25
    """
    radius = as_float(factor, "circles")
    if not 0.0 < radius < 1.0:
        raise DomainError(f"circles needs 0 < factor < 1, got {radius!r}; 0.5 is usual")
    outer, inner = (
        np.linspace(0.0, 2.0 * np.pi, n, endpoint=False)
        for n in _sizes(samples, 2, last_is_larger=True)
    )
    points = [_polar(1.0, outer), radius * _polar(1.0, inner)]
    return _shuffled("circles", points, ("outer", "inner"), noise, seed)


def spirals(
    samples: int = 200, noise: float = 0.02, seed: int = 0, classes: int = 2, turns: float = 1.0
) -> Dataset:
    """Spirals wound around one another.

    Parameters
    ----------
    samples, noise, seed
        As in `moons`.
    classes : int
        How many spirals, at least 2.
    turns : float
        How often each goes around the centre while its radius grows from 0.1 to 1.

    Returns
    -------
    Dataset
        Of the classes spiral 1, spiral 2 and so on.

    Examples
    --------
    >>> spirals(300, classes=3)
    <Dataset 'spirals': 300 samples, 2 features, 3 classes>
    """
    count = _count(classes, 2, "classes")
    angle = 2.0 * np.pi * as_float(turns, "spirals")
    if not np.isfinite(angle):
        raise DomainError(f"spirals needs a finite number of turns, got {turns!r}")
    points = []
    for k, n in enumerate(_sizes(samples, count)):
        radius = np.linspace(_START, 1.0, n)
        along = (radius - _START) / (1.0 - _START)
        points.append(_polar(radius, along * angle + 2.0 * np.pi * k / count))
    return _shuffled("spirals", points, _numbered("spiral", count), noise, seed)


def xor(samples: int = 200, noise: float = 0.0, seed: int = 0) -> Dataset:
    """Points between -1 and 1, told apart by whether their coordinates have the same sign.

    Parameters
    ----------
    samples, noise, seed
        As in `moons`; noise is added after the class is known.

    Returns
    -------
    Dataset
        Of the classes same and different.

    Examples
    --------
    >>> data = xor()
    >>> bool((data.y == (data.x[:, 0] * data.x[:, 1] < 0)).all())
    True
    """
    random = np.random.RandomState(_seed(seed))
    points = []
    for n, sign in zip(_sizes(samples, 2), (1.0, -1.0), strict=True):
        first = np.where(np.arange(n) % 2, 1.0, -1.0)  # both quadrants of a class in turn
        sides = np.stack([first, sign * first], axis=1)
        points.append(sides * random.uniform(_GAP, 1.0, size=(n, 2)))
    return _shuffled("xor", points, ("same", "different"), noise, random)


def blobs(samples: int = 150, noise: float = 0.4, seed: int = 0, classes: int = 3) -> Dataset:
    """Round clouds of points, whose centres lie on a circle, each 2 away from the next.

    Parameters
    ----------
    samples, noise, seed
        As in `moons`; the noise is what makes a cloud of a centre.
    classes : int
        How many clouds, at least 2.

    Returns
    -------
    Dataset
        Of the classes blob 1, blob 2 and so on.

    Examples
    --------
    >>> blobs(classes=4).classes
    ('blob 1', 'blob 2', 'blob 3', 'blob 4')
    """
    count = _count(classes, 2, "classes")
    angles = 2.0 * np.pi * np.arange(count) / count
    centres = _polar(1.0 / np.sin(np.pi / count), angles)
    points = [np.tile(c, (n, 1)) for c, n in zip(centres, _sizes(samples, count), strict=True)]
    return _shuffled("blobs", points, _numbered("blob", count), noise, seed)


def _polar(radius: float | Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _numbered(noun: str, count: int) -> tuple[str, ...]:
    return tuple(f"{noun} {i}" for i in range(1, count + 1))


def _sizes(samples: object, classes: int, *, last_is_larger: bool = False) -> list[int]:
    """How many points each class has; if they cannot be the same, the first have one more."""
    count = _count(samples, classes, "samples")
    sizes = [count // classes + (i < count % classes) for i in range(classes)]
    return sizes[::-1] if last_is_larger else sizes


def _shuffled(
    name: str, points: list[Array], classes: tuple[str, ...], noise: object, random: Any
) -> Dataset:
    """A dataset of points, given by class, in random order and with noise."""
    deviation = as_float(noise, name)
    if not 0.0 <= deviation < np.inf:
        raise DomainError(f"{name} needs a finite noise >= 0, got {deviation!r}")
    if not isinstance(random, np.random.RandomState):
        random = np.random.RandomState(_seed(random))
    x = np.concatenate(points)
    y = np.repeat(np.arange(len(points)), [len(part) for part in points])
    rows = np.arange(len(x))
    random.shuffle(rows)
    x = x[rows] + random.normal(scale=deviation, size=x.shape)
    return Dataset(x, y[rows], ("x1", "x2"), classes, name)


def _seed(seed: object) -> int:
    number = _whole(seed)
    if number is None or not 0 <= number <= _LAST_SEED:
        raise DomainError(f"a seed is a whole number from 0 to {_LAST_SEED}, got {seed!r:.40}")
    return number


def _count(given: object, least: int, what: str) -> int:
    number = _whole(given)
    if number is None or number < least:
        raise DomainError(f"{what} is a whole number of at least {least}, got {given!r:.40}")
    return number


def _whole(given: Any) -> int | None:
    try:
        return None if isinstance(given, bool) else operator.index(given)
    except TypeError:
        return None
