"""What lessons that tell pictures apart share: pictures of numbers, and what answers are worth.

Greys go from 0, black, to 1, white; a network sees them centred, from -1 to 1.
"""

import math
from collections.abc import Iterator
from importlib.util import find_spec
from random import Random

import numpy as np
from numpy.typing import NDArray

from autograd.nn import MLP, Adam, Neuron, binary_cross_entropy_with_logits
from autograd.nn.fitting import fit, predict

from ..parts import Line, Picture

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

BATCH = 20


def centred(greys: Array) -> Array:
    """Greys as a network sees them: black is -1, white 1.

    Examples
    --------
    >>> centred(np.array([0.0, 0.5, 1.0])).tolist()
    [-1.0, 0.0, 1.0]
    """
    return 2.0 * greys - 1.0


def grey_picture(greys: Array, caption: Line) -> Picture:
    """A picture of a square of greys that came as a row.

    Examples
    --------
    >>> grey_picture(np.array([0.0, 0.25, 0.5, 1.0]), Line("caption")).rows
    ((0.0, 0.25), (0.5, 1.0))
    """
    size = math.isqrt(len(greys))
    return Picture(tuple(map(tuple, greys.reshape(size, size).tolist())), caption)


def weights_picture(neuron: Neuron, caption: Line) -> Picture:
    """A picture of what a neuron looks at: its weights, the largest of which is 1 or -1.

    Examples
    --------
    >>> neuron = Neuron(4)
    >>> neuron.load({"w1": 2.0, "w2": -1.0, "w3": 0.0, "w4": 0.5, "b": 3.0})
    >>> weights_picture(neuron, Line("caption")).rows
    ((1.0, -0.5), (0.0, 0.25))
    """
    weights = np.array([w.data for w in neuron.w])
    return grey_picture(weights / max(abs(weights).max(), 1e-300), caption)


def can_replay() -> bool:
    """Whether the extra ``fast`` is installed; without it, training gives the same and is slow."""
    return find_spec("llvmlite") is not None


def learn(
    model: MLP,
    x: Array,
    y: Whole,
    *,
    rate: float,
    epochs: int,
    blocks: int = 1,
    replay: bool | None = None,
) -> Iterator[tuple[int, float]]:
    """Train a model of one output to say yes to class 1 and no to class 0, by Adam.

    Parameters
    ----------
    model : MLP
        Its parameters are changed.
    x, y : arrays of shape (samples, pixels) and (samples,)
        Centred greys, and classes.
    rate : float
        The learning rate.
    epochs : int
        How often all samples are passed.
    blocks : int
        In how many parts, of equal length.
    replay : bool, optional
        As of `fit`; by default, if the extra is installed.

    Yields
    ------
    tuple of (int, float)
        After each part, the epochs so far, and the mean loss in the last of them.
    """
    optimiser, each = Adam(model.parameters(), lr=rate), epochs // blocks
    for block in range(blocks):
        run = fit(
            model,
            (x, y),
            loss=binary_cross_entropy_with_logits,
            optimiser=optimiser,
            epochs=each,
            batch_size=BATCH,
            seed=block,
            replay=can_replay() if replay is None else replay,
            progress=False,
        )
        yield each * (block + 1), run.history["loss"][-1]


def folds(classes: Whole, count: int, seed: int) -> Whole:
    """Deal samples to folds by chance, of each class as many to each, or one more.

    Parameters
    ----------
    classes : array of shape (samples,)
        The class of each.
    count : int
        How many folds.
    seed : int
        Of the chance.

    Returns
    -------
    array of shape (samples,)
        The fold of each, from 0.

    Examples
    --------
    >>> folds(np.array([0, 0, 0, 0, 1, 1]), 2, seed=0).tolist()
    [1, 0, 0, 1, 0, 1]
    """
    rng, dealt = Random(seed), 0
    found = np.zeros(len(classes), dtype=np.int64)
    for which in sorted(set(classes.tolist())):
        rows = np.flatnonzero(classes == which).tolist()
        rng.shuffle(rows)
        for row in rows:
            found[row] = dealt % count
            dealt += 1
    return found


def network(pixels: int, hidden: int, seed: int) -> MLP:
    """Sigmoid neurons, and an output whose sigmoid is in the loss."""
    return MLP(pixels, [hidden, 1], "sigmoid", init="xavier_uniform", rng=Random(seed))


def chances(model: MLP, x: Array) -> Array:
    """The probabilities of class 0 and of class 1 that a model of one output gives each sample."""
    yes = 1.0 / (1.0 + np.exp(-predict(model, x, replay=can_replay())))
    return np.stack([1.0 - yes, yes], axis=1)


def opposites(model: MLP) -> tuple[int, int, float]:
    """The two hidden neurons most opposed in their weights, of those with one sign in the output.

    Returns
    -------
    tuple of (int, int, float)
        Their numbers, from 0, and the correlation of their weights.
    """
    hidden, last = model.layers
    found = np.corrcoef([[w.data for w in neuron.w] for neuron in hidden.neurons])
    signs = np.sign([w.data for w in last.neurons[0].w])
    found[signs[:, None] != signs] = 1.0
    found[np.tril_indices(len(signs))] = 1.0
    one, other = divmod(int(found.argmin()), len(signs))
    return one, other, float(found[one, other])


def softmaxed(scores: Array) -> Array:
    """Of each row of scores, its softmax.

    Examples
    --------
    >>> softmaxed(np.log([[1.0, 3.0]])).round(12).tolist()
    [[0.25, 0.75]]
    """
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def wrong(chances: Array, classes: Whole) -> Whole:
    """The rows that are answered wrongly, those it is surest of first.

    Examples
    --------
    >>> wrong(np.array([[0.4, 0.6], [0.9, 0.1], [0.2, 0.8]]), np.array([0, 0, 0])).tolist()
    [2, 0]
    """
    rows = np.flatnonzero(chances.argmax(axis=1) != classes)
    return np.asarray(rows[np.argsort(-chances[rows].max(axis=1), kind="stable")])


def interval(right: int, count: int) -> tuple[float, float]:
    """Between which shares the true one lies, with 95 % confidence, if `right` of `count` are.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.

    Examples
    --------
    >>> low, high = interval(45, 50)
    >>> round(low, 3), round(high, 3)
    (0.786, 0.957)
    """
    z = 1.959963984540054
    share, extra = right / count, z * z / count
    middle = (share + extra / 2.0) / (1.0 + extra)
    half = z * math.sqrt(share * (1.0 - share) / count + extra / (4.0 * count)) / (1.0 + extra)
    return max(0.0, middle - half), min(1.0, middle + half)


def judged(chances: Array, classes: Whole) -> dict[str, float]:
    """How many answers are right, and between which shares that lies for others of the kind.

    Examples
    --------
    >>> found = judged(np.array([[0.4, 0.6], [0.9, 0.1]]), np.array([0, 0]))
    >>> found["right"], found["count"], found["share"]
    (1, 2, 0.5)
    """
    right, count = int((chances.argmax(axis=1) == classes).sum()), len(classes)
    low, high = interval(right, count)
    return {"right": right, "count": count, "share": right / count, "low": low, "high": high}
