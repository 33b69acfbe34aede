"""Networks that learn by replay to tell points in the plane apart, and the plane as they see it."""

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograd.data import Dataset
from autograd.nn import MLP, Adam, binary_cross_entropy_with_logits
from autograd.nn.fitting import Callback, fit, predict
from autograd.nn.fitting.metrics import accuracy

from ..parts import Field

RATE, BATCH = 0.02, 20
COLUMNS, ROWS = 40, 18
EDGE = 1.06
"""Where the plane that is shown ends, to the right and above; to the left and below likewise."""

Numbers = NDArray[np.float64]


class Learner:
    """A network with relu that learns points.

    Parameters
    ----------
    hidden : sequence of int
        The neurons of each hidden layer; none for a single neuron.
    known : Dataset
        What it learns: points of two classes.
    seed : int
        Of its weights.

    Attributes
    ----------
    network : MLP
        One output: above 0 for class 1.
    epoch : int
        How often it went through the points.
    """

    def __init__(self, hidden: Sequence[int], known: Dataset, seed: int) -> None:
        self.network = MLP(2, [*hidden, 1], "relu", init="he_normal", rng=random.Random(seed))
        self.epoch = 0
        self._known = known
        self._optimiser = Adam(self.network.parameters(), lr=RATE)

    def learn(self, until: int, callbacks: Sequence[Callback] = ()) -> None:
        """Go on up to that epoch."""
        if until > self.epoch:
            fit(
                self.network,
                self._known,
                loss=binary_cross_entropy_with_logits,
                optimiser=self._optimiser,
                epochs=until - self.epoch,
                batch_size=BATCH,
                seed=self.epoch,
                replay=True,
                progress=False,
                callbacks=callbacks,
            )
        self.epoch = until

    def loss(self, points: Dataset) -> float:
        """The mean cross-entropy."""
        away = np.where(points.y == 1, -1.0, 1.0) * self._scores(points.x)
        return float(np.mean(np.logaddexp(0.0, away)))

    def accuracy(self, points: Dataset) -> float:
        """The share of points on the right side."""
        return accuracy(self._scores(points.x), points.y)

    def field(self, points: Dataset) -> Field:
        """Which class wins where, with points on top."""
        scores = self._scores(centres()).reshape(ROWS, COLUMNS)
        return Field(tuple(tuple(map(int, row)) for row in scores > 0.0), in_cells(points))

    def _scores(self, x: Numbers) -> Numbers:
        scores: Numbers = predict(self.network, x, replay=True)
        return scores


def untold(points: Dataset) -> Field:
    """The points alone: class 0 wins everywhere, whose ground is empty."""
    return Field(((0,) * COLUMNS,) * ROWS, in_cells(points))


def centres() -> Numbers:
    """The middle of every cell, row by row from the top left, an array of shape (cells, 2)."""
    across = EDGE * (2.0 * np.arange(COLUMNS) + 1.0 - COLUMNS) / COLUMNS
    down = EDGE * (ROWS - 1.0 - 2.0 * np.arange(ROWS)) / ROWS
    return np.stack([np.tile(across, ROWS), np.repeat(down, COLUMNS)], axis=1)


def in_cells(points: Dataset) -> tuple[tuple[int, int, int], ...]:
    """Row, column and class of each point; one beyond the edge is in the last cell before it."""
    columns = np.clip((points.x[:, 0] / EDGE + 1.0) * COLUMNS // 2.0, 0, COLUMNS - 1)
    rows = np.clip((1.0 - points.x[:, 1] / EDGE) * ROWS // 2.0, 0, ROWS - 1)
    cells = zip(rows.tolist(), columns.tolist(), points.y.tolist(), strict=True)
    return tuple((int(row), int(column), own) for row, column, own in cells)
