"""The gradient vanishes through sigmoids: chains of 1 to 40, and two deep networks side by side."""

import random
from collections.abc import Callable, Iterator

from autograd import Trace, Value, ops
from autograd.nn import MLP, squared_error

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

START = 1.0
DEPTHS = (1, 2, 4, 10, 20, 40)
SIGMOID_SLOPE = 0.25
"""The largest slope that a sigmoid has: s*(1 - s) at s = 1/2."""
HIDDEN_LAYERS, WIDTH, POINTS = 10, 8, 20


def chain(depth: int, activation: Callable[[Value], Value] = ops.sigmoid) -> Value:
    """The last of so many activations, each of the one before: h1 = f(x), h2 = f(h1), ..."""
    node = Value(START, "x", "input")
    for n in range(1, depth + 1):
        node = named(activation(node), f"h{n}")
    node.role = "output"
    return node


def slope(root: Value) -> float:
    """The gradient that arrives at the start of a chain."""
    root.backward()
    node = root
    while node.a is not None:
        node = node.a
    return float(node.grad)


def bound(depth: int) -> float:
    """What the slope of a chain of so many sigmoids cannot exceed."""
    return SIGMOID_SLOPE**depth


def network(activation: str, init: str, seed: int = 1) -> MLP:
    """A deep network: 2 inputs, 10 hidden layers of 8 neurons, 1 output."""
    sizes = [*[WIDTH] * HIDDEN_LAYERS, 1]
    return MLP(2, sizes, activation=activation, init=init, rng=random.Random(seed))


def sizes_of_gradients(model: MLP) -> list[float]:
    """For each layer the mean size of the gradients of its weights, before any training.

    The loss is the squared error at 20 points, whose target is 1 where both coordinates have the
    same sign and 0 elsewhere.
    """
    rng = random.Random(1)
    points = [[rng.uniform(-1.0, 1.0), rng.uniform(-1.0, 1.0)] for _ in range(POINTS)]
    targets = [float(x * y > 0.0) for x, y in points]
    squared_error([model(point) for point in points], targets).backward()
    means = []
    for layer in model.layers:
        sizes = [abs(w.grad) for neuron in layer.neurons for w in neuron.w]
        means.append(sum(sizes) / len(sizes))
    return means


def drawn() -> Trace:
    """Both passes of a chain of four."""
    return Walk(chain(4)).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Walk(chain(4))
    numbers = {"four": slope(chain(4)), "ten": bound(10), "twenty": bound(20)}
    yield Heading("chains")
    yield Say("bound", numbers)
    others = (ops.sigmoid, ops.tanh, ops.relu)
    yield Table(
        ("depth", "bound_column", "sigmoid", "tanh", "relu"),
        tuple((float(n), bound(n), *[slope(chain(n, f)) for f in others]) for n in DEPTHS),
    )
    yield Say("activations")
    yield Heading("networks")
    yield Say("network")
    poor = sizes_of_gradients(network("sigmoid", "uniform"))
    good = sizes_of_gradients(network("relu", "he_uniform"))
    rows = zip(poor, good, strict=True)
    yield Table(
        ("layer", "poor", "good"),
        tuple((float(n), first, second) for n, (first, second) in enumerate(rows, start=1)),
    )
    yield Say("end", {"poor": poor[-1] / poor[0], "good": good[-1] / good[0]})
