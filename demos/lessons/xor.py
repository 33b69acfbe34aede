"""XOR: solved by hand with two hidden neurons, learnt with three, and how often learning fails."""

import random
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from autograd import Trace, Value, sigmoid
from autograd.nn import MLP, SGD, binary_cross_entropy_with_logits
from autograd.nn.init import Initialiser, uniform

from ..nodes import named
from ..parts import Heading, Line, Lines, Part, Say, Table, Walk, Work

POINTS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
TARGETS = (0.0, 1.0, 1.0, 0.0)
RATE = 1.0
EPOCHS = 2_000
SEED, SEEDS = 0, 50
NEAR = 0.1
"""XOR is solved where each output is nearer than this to its target."""

OR, AND, LAST = (10.0, 10.0, -5.0), (10.0, 10.0, -15.0), (10.0, -10.0, -5.0)
"""Two weights and a bias of each neuron of the solution by hand."""


def by_hand(x1: float, x2: float) -> Value:
    """The output of a network whose hidden neurons say OR and AND: OR, but not AND."""
    inputs = [Value(x, f"x{i}", role="input") for i, x in enumerate((x1, x2), start=1)]
    hidden = [
        _neuron(inputs, OR, ("p1", "p2", "b1", "h1")),
        _neuron(inputs, AND, ("q1", "q2", "b2", "h2")),
    ]
    output = _neuron(hidden, LAST, ("w1", "w2", "b", "o"))
    output.role = "output"
    return output


def model(hidden: int, seed: int, init: Initialiser = uniform) -> MLP:
    """Sigmoid neurons, and an output whose sigmoid is in the loss."""
    return MLP(2, [hidden, 1], "sigmoid", init=init, rng=random.Random(seed))


def normal(rng: random.Random, fan_in: int, fan_out: int) -> float:  # noqa: ARG001  one signature
    """A normal number with standard deviation 1."""
    return rng.gauss(0.0, 1.0)


def outputs(network: MLP) -> list[float]:
    """The probability that the network gives each point."""
    return [float(sigmoid(network(point))) for point in POINTS]


def train(network: MLP, epochs: int = EPOCHS) -> Iterator[float]:
    """Train by the engine on all four points at once; give the loss before each update."""
    optimiser = SGD(network.parameters(), lr=RATE)
    for _ in range(epochs):
        loss = binary_cross_entropy_with_logits([network(point) for point in POINTS], TARGETS)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        yield loss.data


@cache
def many(hidden: int, init: Initialiser, epochs: int = EPOCHS) -> NDArray[np.float64]:
    """The outputs of the networks of all seeds after training, a row each, in numpy.

    The same as `train`, for all seeds in one array, which takes less time than one of them by the
    engine. A test compares the two.
    """
    x, targets = np.array(POINTS), np.array(TARGETS)
    starts = [[p.data for p in model(hidden, seed, init).parameters()] for seed in range(SEEDS)]
    first = np.array(starts)[:, : 3 * hidden].reshape(SEEDS, hidden, 3)
    w, b = first[:, :, :2].copy(), first[:, :, 2].copy()
    v, c = np.array(starts)[:, 3 * hidden : -1], np.array(starts)[:, -1]
    for epoch in range(epochs + 1):
        h = _sigmoid(x @ w.transpose(0, 2, 1) + b[:, None, :])
        p = _sigmoid((h @ v[:, :, None])[:, :, 0] + c[:, None])
        if epoch < epochs:
            at_z = (p - targets) / len(targets)
            at_h = at_z[:, :, None] * v[:, None, :] * h * (1.0 - h)
            v = v - RATE * (at_z[:, None, :] @ h)[:, 0, :]
            c = c - RATE * at_z.sum(axis=1)
            w = w - RATE * at_h.transpose(0, 2, 1) @ x
            b = b - RATE * at_h.sum(axis=1)
    return p


def solved(hidden: int, init: Initialiser) -> NDArray[np.bool_]:
    """Of each seed, whether its network has learnt XOR."""
    return np.asarray((abs(many(hidden, init) - TARGETS) < NEAR).all(axis=1))


def drawn() -> Trace:
    """Both passes of the solution by hand, at the point (1, 1)."""
    return Walk(by_hand(1.0, 1.0)).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("hand")
    yield Say("not_both")
    yield Walk(by_hand(1.0, 1.0))
    yield Say("four")
    yield Table(("x1", "x2", "target", "output"), _rows([by_hand(*p).data for p in POINTS]))
    yield Heading("learnt")
    network = model(3, SEED)
    before = outputs(network)
    yield Say("training", {"seed": SEED, "rate": RATE, "epochs": EPOCHS})
    lines = Lines(_line(i, loss) for i, loss in enumerate(train(network)))
    yield Work(EPOCHS, lines)
    lines.finish()
    yield Table(("x1", "x2", "target", "before", "after"), _rows(before, outputs(network)))
    yield Heading("luck")
    yield Say("seeds", {"seeds": SEEDS, "near": NEAR})
    yield Work(3, map(_count, (2, 3, 4)))
    stuck = int(np.argmin(solved(2, uniform)))
    yield Say("stuck", {"seed": stuck})
    yield Table(("x1", "x2", "target", "output"), _rows(many(2, uniform)[stuck].tolist()))
    yield Say("end")


def _rows(*columns: list[float]) -> tuple[tuple[float, ...], ...]:
    rows = zip(POINTS, TARGETS, *columns, strict=True)
    return tuple((*point, *numbers) for point, *numbers in rows)


def _line(epoch: int, loss: float) -> Line | None:
    return Line("step", {"epoch": epoch, "loss": loss}) if epoch % 200 == 0 else None


def _count(hidden: int) -> Line:
    counts = {init.__name__: int(solved(hidden, init).sum()) for init in (uniform, normal)}
    return Line("count", {"hidden": hidden, "seeds": SEEDS, **counts})


def _neuron(inputs: list[Value], numbers: tuple[float, ...], names: tuple[str, ...]) -> Value:
    w1, w2, b = (Value(x, names[i], role="parameter") for i, x in enumerate(numbers))
    return named(sigmoid(w1 * inputs[0] + w2 * inputs[1] + b), names[3])


def _sigmoid(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-z)))
