"""The gradient vanishes: through chains of sigmoids, and in networks of ten layers, or it does not.

The networks stand in `demos/models/deep.py`.
"""

import math
from collections.abc import Callable, Iterator

from autograd import Trace, Value, ops
from autograd.data import xor

from ..models import deep
from ..nodes import named
from ..parts import Heading, Line, Part, Say, Table, Walk, Work

START = 1.0
DEPTHS = (1, 2, 4, 10, 20, 40)
SIGMOID_SLOPE = 0.25
"""The largest slope that a sigmoid has: s*(1 - s) at s = 1/2."""

SEED = 1
FEW, MANY, EPOCHS = 20, 400, 12
"""Points at which gradients are measured, and with which the networks are trained; how often."""

DEEPER = 20
"""Hidden layers of which the last sentences tell; a test has trained them."""

NETWORKS = {
    "sigmoid_xavier": ("sigmoid", "xavier_normal"),
    "tanh_xavier": ("tanh", "xavier_normal"),
    "relu_xavier": ("relu", "xavier_normal"),
    "relu_he": ("relu", "he_normal"),
}
"""By the key of their column: the activation, and how the weights start."""

LOWEST = SIGMOID_SLOPE**12
"""The norm whose bar has no length. A sign of a bar is a factor of four."""


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


def bar(norm: float) -> str:
    """A norm as a bar."""
    return "━" * round(math.log(max(norm, LOWEST) / LOWEST, 1 / SIGMOID_SLOPE))


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
    yield from _layers()
    yield Heading("training")
    yield Say("trained", {"epochs": EPOCHS, "points": MANY, "rate": deep.RATE})
    yield Heading("result")
    yield Work(len(NETWORKS), map(_trained, NETWORKS))
    yield Say("learnt", {"layers": deep.LAYERS, "deeper": DEEPER})
    yield Say("end")


def _layers() -> Iterator[Part]:
    sizes = {"layers": deep.LAYERS, "width": deep.WIDTH, "points": FEW}
    yield Heading("networks")
    yield Say("network", sizes)
    points = xor(FEW, seed=SEED)
    found = {
        key: deep.measured(deep.network(*choice, SEED), points) for key, choice in NETWORKS.items()
    }
    columns, rows = ("layer", *found), [*zip(*(each.norms for each in found.values()), strict=True)]
    yield Table(columns, tuple((float(n), *row) for n, row in enumerate(rows, start=1)))
    yield Say("bars")
    yield Table(columns, tuple((float(n), *map(bar, row)) for n, row in enumerate(rows, start=1)))
    yield Heading("why")
    yield Say("theory", {"steps": deep.LAYERS - 1})
    yield Table(
        ("network_column", "gain", "slopes", "predicted", "measured"),
        tuple(_compared(key, each) for key, each in found.items()),
    )
    lost = {key: each.norms[-1] / each.norms[0] for key, each in found.items()}
    yield Say("compared", lost | {"layers": deep.LAYERS, "width": deep.WIDTH})


def _compared(key: str, found: deep.Measured) -> tuple[str | float, ...]:
    _, init = NETWORKS[key]
    predicted = deep.predicted(init, found.slope)
    return _name(key), deep.GAIN[init], found.slope, predicted, found.factor


def _trained(key: str) -> Line:
    model = deep.network(*NETWORKS[key], SEED)
    history = deep.train(model, xor(MANY, seed=SEED), EPOCHS)
    first, *_, last = history["loss"]
    accuracy = 100.0 * history["accuracy"][-1]
    numbers = {"first": first, "last": last, "accuracy": accuracy}
    return Line("reached", {"name": _name(key), **numbers})


def _name(key: str) -> str:
    """As in its column: "relu, He"; the same in all languages."""
    activation, init = NETWORKS[key]
    return f"{activation}, {init.split('_')[0].title()}"
