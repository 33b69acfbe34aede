"""Hidden neurons that start equal stay equal, and a network that starts at zero never moves."""

from collections.abc import Iterator
from dataclasses import dataclass

from autograd import Trace, Value
from autograd.nn import MLP, SGD, binary_cross_entropy_with_logits

from ..nodes import named, through
from ..parts import Heading, Part, Say, Table, Walk
from .xor import POINTS, RATE, TARGETS

NAMES = ("p1", "p2", "b1", "q1", "q2", "b2", "w1", "w2", "b")
"""The parameters of a 2-2-1 network: of hidden neuron 1, of hidden neuron 2, of the output."""

EQUAL = (0.5, -0.3, 0.0, 0.5, -0.3, 0.0, 0.8, 0.8, 0.0)
NUDGED = (0.5, -0.3, 0.0, 0.6, -0.3, 0.0, 0.8, 0.8, 0.0)
ZERO = (0.0,) * 9
EPOCHS = (0, 1, 10, 100, 1000)
ZERO_EPOCHS = 100
POINT, TARGET = (1.0, 0.5), 1.0
"""Of the walk."""


@dataclass(frozen=True)
class Seen:
    """The network after so many epochs, and its loss then."""

    epoch: int
    loss: float
    parameters: dict[str, float]
    gradients: dict[str, float]


def model(start: tuple[float, ...]) -> MLP:
    """A 2-2-1 network with sigmoids, which starts at these numbers."""
    network = MLP(2, [2, 1], "sigmoid", init="zeros")
    for parameter, name, number in zip(network.parameters(), NAMES, start, strict=True):
        parameter.data, parameter.label = number, name
    return network


def one_point(network: MLP) -> Value:
    """The cross-entropy of the network at one point."""
    score = through(network, POINT, "z")
    return named(binary_cross_entropy_with_logits(score, TARGET), "L", "loss")


def train(start: tuple[float, ...], epochs: int) -> Iterator[Seen]:
    """Learn XOR, one update an epoch; what is seen before each and after the last."""
    network = model(start)
    parameters = network.parameters()
    optimiser = SGD(parameters, lr=RATE)
    for epoch in range(epochs + 1):
        loss = binary_cross_entropy_with_logits([network(point) for point in POINTS], TARGETS)
        optimiser.zero_grad()
        loss.backward()
        yield Seen(
            epoch,
            loss.data,
            {p.label: p.data for p in parameters},
            {p.label: p.grad for p in parameters},
        )
        optimiser.step()


def table(start: tuple[float, ...]) -> Table:
    """How the run goes: the loss, and a weight of each hidden neuron and one of the output's."""
    shown = ("p1", "q1", "w1", "w2")
    rows = [
        (float(seen.epoch), seen.loss, *(seen.parameters[name] for name in shown))
        for seen in train(start, EPOCHS[-1])
        if seen.epoch in EPOCHS
    ]
    return Table(("epoch", "loss", *shown), tuple(rows))


def drawn() -> Trace:
    """Both passes and the update of the network whose hidden neurons are equal."""
    return Walk(one_point(model(EQUAL)), RATE).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("equal")
    start = {"p1": EQUAL[0], "p2": EQUAL[1]}
    yield Say("ask", start | {"x1": POINT[0], "x2": POINT[1], "target": TARGET})
    yield Walk(one_point(model(EQUAL)), RATE)
    yield Say("same")
    yield Heading("xor")
    equal = table(EQUAL)
    yield Say("train", {"epochs": EPOCHS[-1]})
    yield equal
    yield Say("one_neuron", {"loss": equal.rows[-1][1]})
    nudged = table(NUDGED)
    yield Say("nudge", {"before": EQUAL[3], "after": NUDGED[3]})
    yield nudged
    yield Say("broken", {"loss": nudged.rows[-1][1]})
    yield Heading("zero")
    yield Say("predict", {"epochs": ZERO_EPOCHS})
    *_, last = train(ZERO, ZERO_EPOCHS)
    numbers, gradients = last.parameters, last.gradients
    yield Table(
        ("parameter", "value", "gradient"),
        tuple((name, numbers[name], gradients[name] + 0.0) for name in NAMES),
    )
    yield Say("stays", {"loss": last.loss, "epochs": last.epoch})
    yield Say("end")
