"""Deep networks: how large the gradient is in each layer, what theory says, and whether they learn.

The theory is of one number: what a layer multiplies the mean square of the gradient by on its way
back. Backwards through the weights w of n neurons and through their activation f it is
n * var(w) * E[f'^2], as long as weights, slopes and gradients do not depend on one another.

References
----------
X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
networks", 2010, equations 5 to 12. K. He et al., "Delving deep into rectifiers", 2015, section 2.2.
"""

import math
import random
from dataclasses import dataclass

from autograd import Value
from autograd.data import Dataset
from autograd.nn import MLP, SGD, binary_cross_entropy_with_logits
from autograd.nn.fitting import fit

LAYERS, WIDTH = 10, 16
"""Hidden layers, and neurons in each."""

GAIN = {"xavier_normal": 1.0, "he_normal": 2.0}
"""n * var(w) of an initialiser between two layers of equal width n."""

RATE, BATCH = 0.1, 8


@dataclass(frozen=True, slots=True)
class Measured:
    """What one backward pass shows of a network before training.

    Attributes
    ----------
    norms : tuple of float
        Of each hidden layer, the norm of the gradient at its outputs, over all points.
    slope : float
        The mean of f'^2 in the layers that this gradient passes: all hidden ones but the first.
    """

    norms: tuple[float, ...]
    slope: float

    @property
    def factor(self) -> float:
        """What the norm is multiplied by from a layer to the one before, as a geometric mean."""
        steps = len(self.norms) - 1
        return math.exp(math.log(self.norms[0] / self.norms[-1]) / steps)


def predicted(init: str, slope: float) -> float:
    """The factor of the norm by theory.

    Examples
    --------
    >>> predicted("he_normal", 0.5)  # relu is on half the time
    1.0
    """
    return math.sqrt(GAIN[init] * slope)


def network(activation: str, init: str, seed: int, layers: int = LAYERS) -> MLP:
    """A deep network: 2 inputs, so many hidden layers of 16 neurons, 1 output."""
    sizes = [*[WIDTH] * layers, 1]
    return MLP(2, sizes, activation, init=init, rng=random.Random(seed))


def measured(model: MLP, points: Dataset) -> Measured:
    """Look into a network: one forward and one backward pass of the mean cross-entropy."""
    seen, layers = points.x.tolist(), []
    for layer in model.layers:
        seen = [_as_list(layer(numbers)) for numbers in seen]
        layers.append([node for outputs in seen for node in outputs])
    *hidden, scores = layers
    binary_cross_entropy_with_logits(scores, points.y.tolist()).backward()
    norms = tuple(math.hypot(*(node.grad for node in layer)) for layer in hidden)
    slopes = [node.da**2 for layer in hidden[1:] for node in layer]
    return Measured(norms, math.fsum(slopes) / len(slopes))


def _as_list(outputs: Value | list[Value]) -> list[Value]:
    return outputs if isinstance(outputs, list) else [outputs]


def train(model: MLP, points: Dataset, epochs: int) -> dict[str, list[float]]:
    """Train by replay with plain SGD; the loss and the accuracy of each epoch."""
    run = fit(
        model,
        points,
        loss=binary_cross_entropy_with_logits,
        optimiser=SGD(model.parameters(), lr=RATE),
        epochs=epochs,
        batch_size=BATCH,
        metrics=["accuracy"],
        replay=True,
        progress=False,
    )
    return run.history
