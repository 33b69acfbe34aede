"""Slopes by nudging: which step is best, why a smaller one is worse, and what the graph gives."""

import sys
from collections.abc import Iterator
from decimal import Decimal, localcontext

from autograd import Trace, Value, ops

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

AT = 1.0
STEPS = tuple(float(f"1e-{k}") for k in range(1, 17))


def sigmoid() -> Value:
    """f = 1/(1 + exp(-x)) at 1."""
    x = Value(AT, "x", "input")
    e = named((-x).exp(), "e")
    return named(1.0 / (1.0 + e), "f", "output")


def exact() -> Decimal:
    """The slope of the sigmoid at 1 to 40 digits, s*(1 - s)."""
    with localcontext() as context:
        context.prec = 40
        s = 1 / (1 + (-Decimal(AT)).exp())
        return s * (1 - s)


def by_graph() -> float:
    """The slope that the backward pass finds."""
    return Walk(sigmoid()).trace.gradients[0]


def forward_difference(h: float) -> float:
    """The slope by a nudge to one side."""
    return (_f(AT + h) - _f(AT)) / h


def central_difference(h: float) -> float:
    """The slope by a nudge to both sides."""
    return (_f(AT + h) - _f(AT - h)) / (2.0 * h)


def error(estimate: float) -> float:
    """How far a slope is from the exact one."""
    with localcontext() as context:
        context.prec = 40
        return float(abs(Decimal(estimate) - exact()))


def best(estimates: list[float]) -> tuple[float, float]:
    """The step with the smallest error, and that error."""
    errors = [error(estimate) for estimate in estimates]
    return STEPS[errors.index(min(errors))], min(errors)


def drawn() -> Trace:
    """Both passes of the sigmoid, written out."""
    return Walk(sigmoid()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("graph")
    yield Walk(sigmoid())
    yield Say(
        "exact", {"exact": f"{exact():.20f}", "graph": repr(by_graph()), "error": error(by_graph())}
    )
    yield Heading("nudges")
    yield Say("differences")
    one_sided = [forward_difference(h) for h in STEPS]
    central = [central_difference(h) for h in STEPS]
    yield Table(
        ("h", "forward", "central"),
        tuple(
            (h, f"{error(a):.1e}", f"{error(b):.1e}")
            for h, a, b in zip(STEPS, one_sided, central, strict=True)
        ),
    )
    (h_forward, least_forward), (h_central, least_central) = best(one_sided), best(central)
    yield Say(
        "best",
        {
            "h_forward": h_forward,
            "forward": least_forward,
            "h_central": h_central,
            "central": least_central,
        },
    )
    yield Say("truncation", {"smaller": error(central[0]) / error(central[1])})
    yield Say(
        "rounding",
        {
            "eps": sys.float_info.epsilon,
            "late": central_difference(1e-15),
            "last": central_difference(STEPS[-1]),
        },
    )
    yield Say("end")


def _f(x: float) -> float:
    number: float = ops.sigmoid(x)
    return number
