"""Two spirals told apart: no straight line can, a small network can, and its boundary grows.

The networks stand in `demos/models.plane.py`.
"""

from collections.abc import Iterator

from autograd import Trace, Value, softplus
from autograd.data import Dataset, spirals
from autograd.nn import Snapshots

from ..models.plane import Learner, untold
from ..nodes import named
from ..parts import Field, Heading, Line, Part, Say, Walk, Work

SEED = 1
POINTS, NOISE, TURNS = 400, 0.02, 1.5
"""Half of the points are held out; noise is the standard deviation of a coordinate."""

WIDTHS = (2, 4, 8, 16)
"""Neurons in each of two hidden layers; the boundary of the last network is shown."""

SHOWN = (0, 5, 10, 15, 20, 160)
"""The epochs after which it is shown; the last is when all networks end."""

PLAYED, EVERY = 60, 2
"""The epochs that the film shows, and after how many there is a picture."""

WEIGHTS, POINT, STEP = {"w1": 0.5, "w2": -0.5, "b": 0.0}, {"x1": 0.25, "x2": 0.75}, 0.5


def neuron() -> Value:
    """The loss of one neuron at one point, which is of class 1 and scores too low."""
    w1, w2, b = (Value(x, name, role="parameter") for name, x in WEIGHTS.items())
    x1, x2 = (Value(x, name, role="input") for name, x in POINT.items())
    z = named(b + w1 * x1 + w2 * x2, "z")
    return named(softplus(-z), "L", "loss")


def data() -> tuple[Dataset, Dataset]:
    """The points to learn, and those held out."""
    return spirals(POINTS, NOISE, SEED, turns=TURNS).split(test=0.5)


def drawn() -> Trace:
    """A step of that neuron."""
    return Walk(neuron(), STEP).trace


def film() -> tuple[Snapshots, Dataset]:
    """The same network while it learns, and what it learns."""
    known, _ = data()
    snapshots = Snapshots(EVERY)
    Learner((WIDTHS[-1], WIDTHS[-1]), known, SEED).learn(PLAYED, [snapshots])
    return snapshots, known


def parts() -> Iterator[Part]:
    """The lesson."""
    known, held = data()
    yield Say("intro")
    yield Heading("data")
    yield Say("arms", {"points": len(known) // 2, "turns": TURNS, "noise": NOISE})
    yield untold(known)
    yield Say("held_out", {"held": len(held)})
    yield Say("question")
    yield Heading("neuron")
    yield Say("one", POINT)
    yield Walk(neuron(), STEP)
    yield Heading("line")
    yield Say("line_learns", {"epochs": SHOWN[-1]})
    yield Work(2, _one_neuron(known, held))
    yield Say("ray")
    yield Heading("grows")
    yield Say("layers", {"width": WIDTHS[-1]})
    yield Work(2 * len(SHOWN), _growing(known, held))
    yield Say("bends")
    yield Heading("widths")
    yield Say("narrower", {"epochs": SHOWN[-1], "seed": SEED})
    yield Work(len(WIDTHS), _by_width(known, held))
    yield Say("luck")
    yield Say("end")


def _one_neuron(known: Dataset, held: Dataset) -> Iterator[Line | Field]:
    learner = Learner((), known, SEED)
    learner.learn(SHOWN[-1])
    yield _reached("epoch", learner, known, held)
    yield learner.field(known)


def _growing(known: Dataset, held: Dataset) -> Iterator[Line | Field]:
    learner = Learner((WIDTHS[-1], WIDTHS[-1]), known, SEED)
    for epoch in SHOWN:
        learner.learn(epoch)
        yield _reached("epoch", learner, known, held)
        yield learner.field(known)


def _by_width(known: Dataset, held: Dataset) -> Iterator[Line]:
    for width in WIDTHS:
        learner = Learner((width, width), known, SEED)
        learner.learn(SHOWN[-1])
        size = {"width": width, "parameters": learner.network.num_parameters()}
        yield _reached("width", learner, known, held, size)


def _reached(
    key: str, learner: Learner, known: Dataset, held: Dataset, more: dict[str, int] | None = None
) -> Line:
    percent = {"known": learner.accuracy(known), "held": learner.accuracy(held)}
    numbers = {name: 100.0 * share for name, share in percent.items()}
    found = {"epoch": learner.epoch, "loss": learner.loss(known), **numbers}
    return Line(key, found | (more or {}))
