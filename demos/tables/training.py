"""From a table to a trained model that takes the table's own numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np

from autograd.data import Dataset, Standardiser
from autograd.nn import (
    MLP,
    Adam,
    Callback,
    Diagnosis,
    EarlyStopping,
    Run,
    cross_entropy,
    diagnose,
    fit,
    predict,
    squared_error,
)
from autograd.nn.fitting.metrics import accuracy, classes_of, root_mean_squared_error

TEST, TRIED = 0.2, 0.25
"""The share of the rows that is kept for the test; of the rest, what training is watched by."""

RATE, PATIENCE, BATCH = 0.01, 20, 32


@dataclass(frozen=True)
class Trained:
    """A model, and what it is worth.

    Attributes
    ----------
    model : MLP
        It takes a row as it stands in the table; of numbers to predict, it gives these.
    run : Run
        How the training went.
    learnt, tried, test : Dataset
        The rows it learnt, those that told when to stop, and those it is judged by.
    outputs : array
        What it gives for the test rows: (rows,), or (rows, classes).
    diagnosis : Diagnosis
        What the doctor says of the training.
    """

    model: MLP
    run: Run
    learnt: Dataset
    tried: Dataset
    test: Dataset
    outputs: Any
    diagnosis: Diagnosis

    @property
    def predicted(self) -> Any:
        """The classes it gives the test rows, or their numbers."""
        return classes_of(self.outputs) if self.test.classes else self.outputs

    @property
    def is_plane(self) -> bool:
        """Whether it tells classes apart by two columns, so that its decisions can be drawn."""
        return bool(self.test.classes) and len(self.test.features) == 2

    def lead(self, point: list[float]) -> float:
        """Of two classes: by how much the score of the second is above that of the first."""
        first, second = self.model(point)
        return float(second - first)

    @property
    def right(self) -> int:
        """How many test rows it gives the right class."""
        return int((self.predicted == self.test.y).sum())

    @property
    def score(self) -> float:
        """The accuracy on the test rows; of numbers, the root of the mean squared error."""
        if self.test.classes:
            return accuracy(self.outputs, self.test.y)
        return root_mean_squared_error(self.outputs, self.test.y)

    @property
    def baseline(self) -> float:
        """The same for who knows no column: the most frequent class, or the mean, always."""
        known = self.learnt.y
        if self.test.classes:
            return float(np.mean(self.test.y == np.bincount(known).argmax()))
        return root_mean_squared_error(np.full(len(self.test), known.mean()), self.test.y)


def sizes(data: Dataset, hidden: Sequence[int]) -> list[int]:
    """How many inputs there are, and how many neurons in each layer."""
    return [data.x.shape[1], *hidden, len(data.classes) or 1]


def parameters(data: Dataset, hidden: Sequence[int]) -> int:
    """How many weights and biases there are."""
    return sum((before + 1) * neurons for before, neurons in pairwise(sizes(data, hidden)))


def trained(
    data: Dataset,
    hidden: Sequence[int],
    *,
    epochs: int,
    seed: int,
    replay: bool,
    progress: bool | Callback,
) -> Trained:
    """Train a network on a table.

    Parameters
    ----------
    data : Dataset
        The table: classes to tell apart, or numbers to predict.
    hidden : sequence of int
        Neurons in each hidden layer.
    epochs : int
        At most so many; it ends when the rows it is watched by became no better for a while.
    seed : int
        Of the weights, the split, and the order.
    replay : bool
        Whether to train by replay.
    progress : bool or Callback
        As of `fit`.
    """
    rest, test = data.split(test=TEST, seed=seed)
    learnt, tried = rest.split(test=TRIED, seed=seed)
    columns = Standardiser(learnt)
    numbers = (0.0, 1.0) if data.classes else (float(learnt.y.mean()), float(learnt.y.std()) or 1.0)
    inputs, *layers = sizes(data, hidden)
    model = MLP(inputs, layers, init="he_uniform", rng=Random(seed))
    loss = cross_entropy if data.classes else squared_error
    optimiser = Adam(model.parameters(), lr=RATE)
    run = fit(
        model,
        _scaled(learnt, columns, numbers),
        loss=loss,
        optimiser=optimiser,
        epochs=epochs,
        batch_size=BATCH,
        seed=seed,
        validation=_scaled(tried, columns, numbers),
        metrics=["accuracy"] if data.classes else [],
        stopping=EarlyStopping(patience=PATIENCE),
        replay=replay,
        progress=progress,
    )
    found = diagnose(model, _scaled(learnt, columns, numbers), loss=loss, run=run)
    _take_in(model, columns, numbers)
    return Trained(model, run, learnt, tried, test, predict(model, test.x), found)


def _scaled(data: Dataset, columns: Standardiser, numbers: tuple[float, float]) -> Any:
    """Inputs, and numbers to predict, with mean 0 and deviation 1."""
    x = columns.applied(data).x
    return (x, data.y) if data.classes else (x, (data.y - numbers[0]) / numbers[1])


def _take_in(model: MLP, columns: Standardiser, numbers: tuple[float, float]) -> None:
    """Give the first layer and the last the scales, so that the model takes and gives raw numbers.

    w*(x - mean)/scale + b is (w/scale)*x + (b - w*mean/scale).
    """
    for neuron in model.layers[0].neurons:
        *weights, bias = neuron.parameters()
        for w, mean, scale in zip(weights, columns.mean, columns.scale, strict=True):
            w.data /= float(scale)
            bias.data -= w.data * float(mean)
    mean, scale = numbers
    for neuron in model.layers[-1].neurons:
        *weights, bias = neuron.parameters()
        for p in (*weights, bias):
            p.data *= scale
        bias.data += mean
