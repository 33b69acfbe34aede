"""A dead relu: one step that is too long switches it off for ever; a leaky relu comes back."""

from collections.abc import Callable, Iterator

from autograd import Trace, Value, ops
from autograd.nn import SGD

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

START, INPUT, TARGET = 1.0, 2.0, 0.5
LONG, SHORT = 1.0, 0.2
"""The learning rates: of the step that kills, and of all that follow."""
SHOWN = (0, 1, 2, 10, 100, 500, 900, 1000)

Activation = Callable[[Value], Value]


def loss(w: float, activation: Activation = ops.relu) -> Value:
    """Half the squared error of one neuron without a bias: L = 0.5*(f(w*x) - 0.5)**2."""
    z = named(Value(w, "w", "parameter") * Value(INPUT, "x", "input"), "z")
    y = named(activation(z), "y", "output")
    return named(0.5 * (y - TARGET) ** 2, "L", "loss")


def gradient(w: float, activation: Activation = ops.relu) -> float:
    """dL/dw at a weight."""
    return Walk(loss(w, activation), SHORT).trace.updates[0].gradient


def fallen() -> float:
    """The weight after one step with the long rate."""
    return Walk(loss(START), LONG).trace.updates[0].after


def weights(activation: Activation, steps: int) -> list[float]:
    """The weight before each of so many short steps from where the long one led, and at the end."""
    w = Value(fallen(), "w")
    optimiser = SGD([w], lr=SHORT)
    found = [w.data]
    for _ in range(steps):
        optimiser.zero_grad()
        (0.5 * (activation(w * INPUT) - TARGET) ** 2).backward()
        optimiser.step()
        found.append(w.data)
    return found


def awake(found: list[float]) -> int:
    """How many steps it takes until the neuron is on again, z = w*x > 0."""
    return next(step for step, w in enumerate(found) if w * INPUT > 0.0)


def drawn() -> Trace:
    """The step that kills."""
    return Walk(loss(START), LONG).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("fall")
    yield Walk(loss(START), LONG)
    yield Heading("dead")
    yield Say("before", {"w": fallen(), "z": fallen() * INPUT})
    yield Walk(loss(fallen()), LONG)
    yield Say("for_ever")
    yield Heading("leaky")
    yield Say("slope", {"rate": SHORT})
    yield Walk(loss(fallen(), ops.leaky_relu), SHORT)
    dead, leaky = (weights(f, SHOWN[-1]) for f in (ops.relu, ops.leaky_relu))
    yield Say("race")
    yield Table(
        ("step", "w_relu", "L_relu", "w_leaky", "L_leaky"),
        tuple(
            (
                float(k),
                dead[k],
                loss(dead[k]).data,
                leaky[k],
                loss(leaky[k], ops.leaky_relu).data,
            )
            for k in SHOWN
        ),
    )
    yield Say("end", {"awake": awake(leaky), "last": leaky[-1]})
