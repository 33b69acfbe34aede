"""One update: the gradient says where up is, and the step is minus the learning rate times it."""

from collections.abc import Iterator

from autograd import Trace, Value, value_and_grad

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

START = (-3.0, 4.0)
RATE = 0.1
STEPS = 100
RATES = (10.0, RATE, 1e-10)
"""Too large, good, too small: the rates of Saito's "Deep Learning from Scratch"."""


def build(x0: float = START[0], x1: float = START[1]) -> Value:
    """f = x0**2 + x1**2, a bowl whose bottom is at (0, 0)."""
    first = Value(x0, "x0", role="parameter")
    second = Value(x1, "x1", role="parameter")
    return named(first**2 + second**2, "f", "loss")


def gradient(x0: float, x1: float) -> tuple[float, float]:
    """The gradient of f there."""
    _, (g0, g1) = value_and_grad(lambda x: x[0] ** 2 + x[1] ** 2)([x0, x1])
    return float(g0), float(g1)


def moved(factor: float) -> tuple[float, float, float]:
    """Where the start plus this factor times its gradient is, and f there."""
    g0, g1 = gradient(*START)
    x0, x1 = START[0] + factor * g0, START[1] + factor * g1
    return x0, x1, build(x0, x1).data


def descend(rate: float, steps: int = STEPS) -> tuple[float, float]:
    """Where gradient descent from the start is after so many steps."""
    x0, x1 = START
    for _ in range(steps):
        g0, g1 = gradient(x0, x1)
        x0, x1 = x0 - rate * g0, x1 - rate * g1
    return x0, x1


def drawn() -> Trace:
    """Both passes and the update."""
    return Walk(build(), RATE).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    before, (g0, g1), (x0, x1, after) = build().data, gradient(*START), moved(-RATE)
    yield Say("intro")
    yield Heading("walk")
    yield Say("ask", {"x0": START[0], "x1": START[1], "f": before, "rate": RATE})
    yield Walk(build(), RATE)
    yield Say("after", {"before": before, "x0": x0, "x1": x1, "after": after})
    yield Heading("wrong")
    yield Say("gradient_is_not", {"g0": g0, "g1": g1, "s0": -RATE * g0, "s1": -RATE * g1})
    yield Table(
        ("rule", "x0", "x1", "f"),
        (
            ("x", *START, before),
            ("x + g", *moved(1.0)),
            ("x - g", *moved(-1.0)),
            (f"x + {RATE:g}*g", *moved(RATE)),
            (f"x - {RATE:g}*g", *moved(-RATE)),
        ),
    )
    yield Say("only")
    yield Heading("hundred")
    yield Say("predict", {"steps": STEPS})
    ends = [descend(rate) for rate in RATES]
    yield Table(
        ("rate", "x0", "x1", "f"),
        tuple((rate, *end, build(*end).data) for rate, end in zip(RATES, ends, strict=True)),
    )
    yield Say("end", {"large": RATES[0], "good": RATES[1], "small": RATES[2]})
