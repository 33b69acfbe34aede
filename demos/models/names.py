"""Names of Python's modules: which there are, as numbers, and the guesses of counted pairs."""

import math
import random
import string
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .transformer import CHARACTERS, CONTEXT

LETTERS = string.ascii_lowercase
END = 0
"""The character before and after each name; those from 1 to 26 are the letters."""

LONGEST = CONTEXT - 1
"""Letters that a name may have: to predict its end takes a place too."""


def module_names() -> list[str]:
    """The modules of this Python's standard library whose names are made of a to z alone."""
    fitting = (name for name in sys.stdlib_module_names if len(name) <= LONGEST)
    return sorted(name for name in fitting if set(name) <= set(LETTERS))


def split(names: Sequence[str], held: int, rng: random.Random) -> tuple[list[str], list[str]]:
    """The names to train on, and so many others, drawn by chance, to test on."""
    drawn = rng.sample(names, len(names))
    return drawn[held:], drawn[:held]


def endless(names: Sequence[str], rng: random.Random) -> Iterator[str]:
    """All names again and again, each time in another order."""
    while True:
        yield from rng.sample(names, len(names))


def tokens(name: str) -> list[int]:
    """The characters of a name as numbers, with the end before and behind it.

    Examples
    --------
    >>> tokens("abc")
    [0, 1, 2, 3, 0]
    """
    return [END, *(LETTERS.index(letter) + 1 for letter in name), END]


def padded(name: str, places: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The tokens of a name, filled up for so many predictions, and what share each loss has.

    A replay has a program for each length. Filled up, all names have one, and what is predicted
    behind the end of a name does not count.

    Examples
    --------
    >>> own, shares = padded("c", 3)
    >>> own.tolist(), shares.tolist()
    ([0, 3, 0, 0], [0.5, 0.5, 0.0])
    """
    own = tokens(name)
    predicted = len(own) - 1
    shares = np.zeros(places)
    shares[:predicted] = 1.0 / predicted
    return np.array(own + [END] * (places - predicted)), shares


def bigram_loss(known: Iterable[str], asked: Iterable[str], extra: float) -> float:
    """The mean cross-entropy of a character in `asked`, guessed from the one before it.

    Parameters
    ----------
    known : iterable of str
        The names in which pairs are counted.
    asked : iterable of str
        The names that are guessed.
    extra : float
        Added to each count, so that a pair that was never seen is not impossible.

    Examples
    --------
    >>> round(math.exp(2 * bigram_loss(["aa"], ["a"], extra=1.0)), 9)  # 28/2 * 29/2
    203.0
    """
    pairs = Counter(pair for name in known for pair in pairwise(tokens(name)))
    before = Counter(first for first, _ in pairs.elements())
    found = [
        -math.log((pairs[first, second] + extra) / (before[first] + extra * CHARACTERS))
        for name in asked
        for first, second in pairwise(tokens(name))
    ]
    return math.fsum(found) / len(found)
