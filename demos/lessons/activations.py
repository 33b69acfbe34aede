"""Activation functions: their values, their slopes, and what a flat place does to a gradient."""

from collections.abc import Iterator

from autograd import Trace, Value, grad
from autograd.nn import activations

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

NAMES = ("sigmoid", "tanh", "relu", "leaky_relu", "gelu", "silu")
POINTS = (-4.0, -1.0, 0.0, 1.0, 4.0)
FLAT = 0.01
"""A slope below this is called flat here."""

WEIGHT, INPUT, BIAS = 2.0, 1.5, 1.0


def value(name: str, z: float) -> float:
    """The activation at z."""
    return float(activations.find(name)(z))


def slope(name: str, z: float) -> float:
    """The slope of the activation at z, by the engine."""
    return float(grad(activations.find(name))(z))


def flat_from(name: str) -> float:
    """The z > 0 at which the slope of sigmoid or tanh has fallen to `FLAT`, by halving.

    Both slopes are largest at 0 and fall from there on.
    """
    low, high = 0.0, 20.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if slope(name, middle) > FLAT:
            low = middle
        else:
            high = middle
    return high


def neuron(name: str) -> Value:
    """f = activation(w*x + b), with w*x + b = 4."""
    w = Value(WEIGHT, "w", role="parameter")
    x = Value(INPUT, "x", role="input")
    b = Value(BIAS, "b", role="parameter")
    z = named(w * x + b, "z")
    return named(activations.find(name)(z), "f", "output")


def slope_of_weight(name: str) -> float:
    """How much the output of the neuron grows with its weight."""
    f = neuron(name)
    steps = Walk(f).trace
    return next(steps.gradients[line.index] for line in steps.tape if line.name == "w")


def drawn() -> Trace:
    """Both passes of the neuron with the sigmoid."""
    return Walk(neuron("sigmoid")).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("values")
    yield Table(("z", *NAMES), tuple((z, *(value(name, z) for name in NAMES)) for z in POINTS))
    yield Say("predict")
    yield Heading("slopes")
    yield Table(("z", *NAMES), tuple((z, *(slope(name, z) for name in NAMES)) for z in POINTS))
    yield Say("largest", {"sigmoid": slope("sigmoid", 0.0), "tanh": slope("tanh", 0.0)})
    yield Say("flat", {"flat": FLAT, "sigmoid": flat_from("sigmoid"), "tanh": flat_from("tanh")})
    yield Say("one_sided", {"leaky": slope("leaky_relu", -1.0)})
    yield Say("smooth")
    yield Heading("neuron")
    yield Say("ask", {"input": INPUT})
    yield Walk(neuron("sigmoid"))
    yield Say("other")
    yield Walk(neuron("relu"))
    sigmoid, relu = slope_of_weight("sigmoid"), slope_of_weight("relu")
    yield Say("end", {"sigmoid": sigmoid, "relu": relu, "times": relu / sigmoid})
