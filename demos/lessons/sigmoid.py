"""A sigmoid neuron: its gradients, then those of two losses on it, and why one of them learns."""

from collections.abc import Iterator

from autograd import Trace, Value, ops

from ..nodes import named
from ..parts import Heading, Part, Say, Walk

WEIGHTS = (2.0, -3.0, -3.0)
INPUTS = (-1.0, -2.0)
TARGET = 1.0


def neuron() -> Value:
    """f = sigmoid(w0*x0 + w1*x1 + w2), the neuron of Stanford's CS231n."""
    w0, w1, w2 = (Value(w, f"w{i}", role="parameter") for i, w in enumerate(WEIGHTS))
    x0, x1 = (Value(x, f"x{i}", role="input") for i, x in enumerate(INPUTS))
    z = named(w0 * x0 + w1 * x1 + w2, "z")
    return named(z.sigmoid(), "f", "output")


def squared_error(f: Value) -> Value:
    """Half the squared distance to the target."""
    return named(0.5 * (f - TARGET) ** 2, "L", "loss")


def cross_entropy(f: Value) -> Value:
    """Minus the logarithm of the probability that was given to the target, which is 1."""
    return named(-f.log(), "L", "loss")


def saturated() -> tuple[float, float]:
    """The two losses' gradients at a neuron that is sure, and wrong."""
    slopes = []
    for loss in (squared_error, cross_entropy):
        node = Value(-10.0, "z")
        loss(ops.sigmoid(node)).backward()
        slopes.append(node.grad)
    return slopes[0], slopes[1]


def drawn() -> Trace:
    """Both passes of the cross-entropy of the neuron."""
    return Walk(cross_entropy(neuron())).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("neuron")
    yield Walk(neuron())
    yield Heading("squared")
    yield Walk(squared_error(neuron()))
    yield Heading("entropy")
    yield Walk(cross_entropy(neuron()))
    squared, entropy = saturated()
    yield Say("saturated", {"squared": squared, "entropy": entropy})
