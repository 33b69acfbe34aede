"""A neuron that is sure and wrong: how many steps two losses take to change its mind."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from autograd import Trace, Value, ops
from autograd.nn import SGD

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

START, TARGET, RATE = -10.0, 1.0, 1.0
SHOWN = (0, 1, 5, 10, 15, 100, 1_000, 10_000, 22_000, 22_100)

Loss = Callable[[Value], Value]


def squared_error(p: Value) -> Value:
    """Half the squared distance to the target."""
    return 0.5 * (p - TARGET) ** 2


def cross_entropy(p: Value) -> Value:
    """Minus the logarithm of the probability that was given to the target, which is 1."""
    return -p.log()


def graph(loss: Loss, z: float = START) -> Value:
    """The loss of p = sigmoid(z), where z is what is learnt."""
    p = named(ops.sigmoid(Value(z, "z", "parameter")), "p", "output")
    return named(loss(p), "L", "loss")


def gradient(loss: Loss, z: float = START) -> float:
    """dL/dz."""
    return Walk(graph(loss, z), RATE).trace.updates[0].gradient


def train(loss: Loss, steps: int) -> list[float]:
    """p before each of so many steps, and after the last."""
    z = Value(START)
    optimiser = SGD([z], lr=RATE)
    found = []
    for _ in range(steps):
        p = ops.sigmoid(z)
        found.append(p.data)
        z.grad = None
        loss(p).backward()
        optimiser.step()
    return [*found, ops.sigmoid(z).data]


def turned(found: list[float]) -> int:
    """How many steps it takes until p is above one half, so that the answer is right."""
    return next(step for step, (_, p) in enumerate(pairwise(found), start=1) if p > 0.5)


def drawn() -> Trace:
    """Both passes with the cross-entropy, and a step."""
    return Walk(graph(cross_entropy), RATE).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("squared")
    yield Walk(graph(squared_error), RATE)
    yield Say("flat", {"squared": gradient(squared_error)})
    yield Heading("entropy")
    yield Walk(graph(cross_entropy), RATE)
    ratio = gradient(cross_entropy) / gradient(squared_error)
    yield Say("steep", {"entropy": gradient(cross_entropy), "ratio": ratio})
    yield Heading("race")
    yield Say("training")
    slow, fast = (train(loss, SHOWN[-1]) for loss in (squared_error, cross_entropy))
    yield Table(
        ("step", "p_squared", "p_entropy"),
        tuple((float(k), slow[k], fast[k]) for k in SHOWN),
    )
    yield Say("end", {"slow": turned(slow), "fast": turned(fast)})
