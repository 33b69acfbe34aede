"""A character transformer in plain scalars: one layer of width 16, 4 heads, 4,192 parameters.

A small GPT, after Vaswani et al., "Attention Is All You Need" (2017), with RMSNorm (Zhang and
Sennrich, 2019) for LayerNorm, relu for GELU, and no biases. Nothing here is an array: a vector is a
list of numbers, and a number is whatever the weights are made of.
"""

import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import autograd
from autograd import Value
from autograd.nn import cross_entropy

CHARACTERS, WIDTH, HEADS, CONTEXT = 27, 16, 4, 16
SIZE = WIDTH // HEADS  # of a head
SHAPES = {
    "token": (CHARACTERS, WIDTH),  # a vector for each character
    "position": (CONTEXT, WIDTH),  # and one for each place
    "query": (WIDTH, WIDTH),
    "key": (WIDTH, WIDTH),
    "value": (WIDTH, WIDTH),
    "out": (WIDTH, WIDTH),
    "up": (4 * WIDTH, WIDTH),
    "down": (WIDTH, 4 * WIDTH),
    "head": (CHARACTERS, WIDTH),
}
"""Rows and columns of each matrix of weights."""

Vector = list[Any]
Weights = dict[str, list[Vector]]


def start(rng: random.Random) -> Weights:
    """The weights before training: normal numbers, small enough for all guesses to be alike."""
    return {
        name: [[Value(rng.gauss(0.0, 0.08)) for _ in range(columns)] for _ in range(rows)]
        for name, (rows, columns) in SHAPES.items()
    }


def parameters(weights: Weights) -> Vector:
    """All weights in one list."""
    return [x for matrix in weights.values() for row in matrix for x in row]


def logits(
    weights: Weights,
    token: int,
    place: int,
    keys: list[Vector],
    values: list[Vector],
    maths: Any = autograd,
) -> Vector:
    """The score of each character to come after `token`, which is that of this place.

    Parameters
    ----------
    weights : dict of str to matrix
        As `start` gives them; of plain floats, too.
    token, place : int
        A character by its number, and where it stands, from 0.
    keys, values : list of vector
        Those of the places before; the place's own are added.
    maths : module, optional
        Where relu, select and softmax are; another one for numbers of another kind.
    """
    embedded = added(maths.select(weights["token"], token), weights["position"][place])
    x = normed(embedded)
    x = added(x, attention(weights, normed(x), keys, values, maths))
    hidden = [maths.relu(h) for h in linear(weights["up"], normed(x))]
    x = added(x, linear(weights["down"], hidden))
    return linear(weights["head"], x)


def attention(
    weights: Weights, x: Vector, keys: list[Vector], values: list[Vector], maths: Any
) -> Vector:
    """What a place takes over from itself and from those before, head by head."""
    query = linear(weights["query"], x)
    keys.append(linear(weights["key"], x))
    values.append(linear(weights["value"], x))
    mixed: Vector = []
    for begin in range(0, WIDTH, SIZE):
        head = slice(begin, begin + SIZE)
        scores = [dot(query[head], key[head]) * SIZE**-0.5 for key in keys]
        shares = maths.softmax(scores)
        mixed += [dot(shares, column) for column in zip(*(v[head] for v in values), strict=True)]
    return linear(weights["out"], mixed)


def losses(weights: Weights, tokens: Sequence[int]) -> Vector:
    """The cross-entropy of predicting each token but the first from those before it."""
    keys: list[Vector] = []
    values: list[Vector] = []
    return [
        cross_entropy(logits(weights, token, place, keys, values), target)
        for place, (token, target) in enumerate(pairwise(tokens))
    ]


# --- vectors --------------------------------------------------------------------------------------


def dot(xs: Iterable[Any], ys: Iterable[Any]) -> Any:
    """Sum of products."""
    first, *rest = [x * y for x, y in zip(xs, ys, strict=True)]
    return sum(rest, start=first)


def linear(matrix: list[Vector], x: Vector) -> Vector:
    """Matrix times vector."""
    return [dot(row, x) for row in matrix]


def added(xs: Vector, ys: Vector) -> Vector:
    """Sum of two vectors."""
    return [x + y for x, y in zip(xs, ys, strict=True)]


def normed(x: Vector) -> Vector:
    """RMSNorm: the vector over the root of its mean square."""
    scale = (dot(x, x) * (1.0 / len(x)) + 1e-5) ** -0.5
    return [each * scale for each in x]
