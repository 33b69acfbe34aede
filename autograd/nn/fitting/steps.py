"""Steps of an optimiser on batches, in either of two ways: on Values, or by replay on arrays.

Both offer the same: `step`, `loss`, `outputs`, and `write_back`.
"""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from ... import functions
from ...engine import Value
from ...modes import no_grad
from ..clip import clip_grad_norm
from ..optim import Optimiser
from .samples import Array, numbers_in

Model = Callable[[Any], Any]
Loss = Callable[[Any, Any], Any]


class Steps(Protocol):
    """What training needs of a way to compute."""

    def step(self, x: Array, y: Array, lr: float) -> float:
        """One step on a batch; the mean loss before it."""

    def loss(self, x: Array, y: Array) -> float:
        """The mean loss of samples."""

    def outputs(self, x: Array) -> Array:
        """The outputs for samples: (samples,) or (samples, outputs)."""

    def write_back(self) -> None:
        """Give parameters and optimiser the numbers reached so far."""


class OnValues:
    """Steps that record a graph each; see `Steps`."""

    def __init__(
        self, model: Model, loss: Loss, optimiser: Optimiser, clip_norm: float | None
    ) -> None:
        self._model, self._loss, self._optimiser = model, loss, optimiser
        self._clip_norm = clip_norm

    def step(self, x: Array, y: Array, lr: float) -> float:
        """One step on a batch; the mean loss before it."""
        loss = self._mean_loss(x, y)
        optimiser = self._optimiser
        optimiser.zero_grad()
        loss.backward()
        if self._clip_norm is not None:
            clip_grad_norm(optimiser.parameters, self._clip_norm)
        optimiser.lr = lr
        optimiser.step()
        return float(loss)

    def loss(self, x: Array, y: Array) -> float:
        """The mean loss of samples."""
        with no_grad():
            return float(self._mean_loss(x, y))

    def _mean_loss(self, x: Array, y: Array) -> Value:
        pairs = zip(x.tolist(), y.tolist(), strict=True)
        loss: Value = functions.mean([self._loss(self._model(a), b) for a, b in pairs])
        return loss

    def outputs(self, x: Array) -> Array:
        """The outputs for samples."""
        return _outputs(self._model, x)

    def write_back(self) -> None:
        """Nothing to do: they are there."""


class OnReplay:
    """Steps that replay a program; see `Steps`."""

    def __init__(
        self, model: Model, loss: Loss, optimiser: Optimiser, clip_norm: float | None
    ) -> None:
        from ...replay import replay  # noqa: PLC0415  needs the extra `fast`

        parameters = optimiser.parameters
        self._loss = replay(lambda x, y: loss(model(x), y), rows="mean", parameters=parameters)
        self._outputs = replay(model, rows="each", parameters=parameters)
        self._training = self._loss.training(optimiser, clip_norm=clip_norm)

    def step(self, x: Array, y: Array, lr: float) -> float:
        """One step on a batch; the mean loss before it."""
        self._training.lr = lr
        return float(self._training.step(x, y))

    def loss(self, x: Array, y: Array) -> float:
        """The mean loss of samples."""
        self.write_back()
        return float(self._loss(x, y))

    def outputs(self, x: Array) -> Array:
        """The outputs for samples."""
        self.write_back()
        return self._outputs(x)

    def write_back(self) -> None:
        """Give parameters and optimiser the numbers reached so far."""
        self._training.write_back()


def predict(model: Model, x: Any, *, replay: bool = False) -> Array:
    """What a model gives for many samples.

    Parameters
    ----------
    model : Module or callable
        Takes a list of numbers, or a single one; returns a Value or a list of them.
    x : array of shape (samples, inputs) or (samples,)
        The samples.
    replay : bool
        Whether to record the model once and replay it, which is faster for many; needs the extra
        ``fast``.

    Returns
    -------
    array of shape (samples,) or (samples, outputs)

    Examples
    --------
    >>> from autograd.nn import Neuron
    >>> neuron = Neuron(2, activation="identity")
    >>> neuron.load({"w1": 2.0, "w2": -1.0, "b": 0.5})
    >>> predict(neuron, [[1.0, 2.0], [3.0, 4.0]])
    array([0.5, 2.5])
    """
    array = numbers_in(x, "the samples to predict").astype(float)
    if replay:
        from ...replay import replay as replayed  # noqa: PLC0415  needs the extra `fast`

        return replayed(model, rows="each")(array)
    return _outputs(model, array)


def _outputs(model: Model, x: Array) -> Array:
    with no_grad():
        rows = [model(sample) for sample in x.tolist()]
    return np.array(
        [[float(v) for v in row] if isinstance(row, list) else float(row) for row in rows]
    )
