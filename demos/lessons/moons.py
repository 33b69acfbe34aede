"""Two half moons told apart by a network of 337 parameters: micrograd's published run.

Weights are drawn uniformly from [-1, 1] by `random.Random(1337)`; relu; max-margin loss; L2 penalty
of 1e-4; step size 1 - 0.9*k/100 at step k.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from autograd import Trace, Value, collector_paused, tape
from autograd.data import moons
from autograd.nn import MLP, SGD, hinge, l2_penalty
from autograd.nn.schedules import linear

from ..nodes import named
from ..parts import Line, Part, Say, Walk, Work

STEPS = 100
PENALTY = 1e-4


@dataclass(frozen=True)
class Progress:
    """What one training step reached."""

    step: int
    loss: float
    accuracy: float
    rate: float


def data() -> tuple[list[list[float]], list[float]]:
    """100 points on two half moons, and -1 or 1 for each."""
    points = moons(100, noise=0.1, seed=1337)
    return points.x.tolist(), [2.0 * c - 1.0 for c in points.y.tolist()]


def model() -> MLP:
    """The network, as it starts."""
    return MLP(2, [16, 16, 1], activation="relu", init="uniform", rng=random.Random(1337))


def max_margin(
    network: MLP, points: list[list[float]], targets: list[float]
) -> tuple[Value, float]:
    """Loss over all points with the penalty, and the share of points on the right side."""
    scores = [network(point) for point in points]
    margin = named(hinge(scores, targets), "margin")
    loss = named(margin + l2_penalty(network.parameters(), PENALTY), "loss", "loss")
    right = [(y > 0) == (score.data > 0) for y, score in zip(targets, scores, strict=True)]
    return loss, right.count(True) / len(right)


def train(network: MLP, steps: int = STEPS) -> Iterator[Progress]:
    """Train, and tell after each step what was reached before it."""
    points, targets = data()
    optimizer = SGD(network.parameters(), lr=1.0)
    rate = linear(1.0, 0.1, STEPS)
    for k in range(steps):
        with collector_paused():
            loss, accuracy = max_margin(network, points, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.lr = rate(k)
            optimizer.step()
        yield Progress(k, loss.data, accuracy, optimizer.lr)


def neuron() -> Value:
    """The first hidden neuron at the first point before training."""
    points, _ = data()
    point = [Value(x, label=f"x{i}", role="input") for i, x in enumerate(points[0], 1)]
    output = model()(point)
    return next(line.node for line in tape(output) if line.name == "layer1.neuron1")


def drawn() -> Trace:
    """The output of that neuron and its slopes."""
    return Walk(neuron()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    network = model()
    yield Say("intro")
    yield Say("network", {"parameters": len(network.parameters())})
    yield Say("neuron")
    yield Walk(neuron())
    yield Say("training")
    yield Work(STEPS, map(_line, train(network)))


def _line(done: Progress) -> Line | None:
    if done.step % 10 and done.step != STEPS - 1:
        return None
    return Line(
        "step",
        {
            "step": done.step,
            "loss": done.loss,
            "accuracy": 100 * done.accuracy,
            "rate": done.rate,
        },
    )
