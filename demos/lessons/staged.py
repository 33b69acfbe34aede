"""f = (x + s(y)) / (s(x) + (x + y)^2): a long formula differentiated in stages.

The staged computation of Stanford's CS231n; s is the sigmoid.
"""

from collections.abc import Iterator

from autograd import Trace, Value

from ..nodes import named
from ..parts import Part, Say, Table, Walk

X, Y = 3.0, -4.0


def build(x: float = X, y: float = Y) -> Value:
    """The graph of f, with the names that CS231n gives its stages."""
    a, b = Value(x, "x", "input"), Value(y, "y", "input")
    num = named(a + named(b.sigmoid(), "sigy"), "num")
    xpysqr = named(named(a + b, "xpy") ** 2, "xpysqr")
    den = named(named(a.sigmoid(), "sigx") + xpysqr, "den")
    return named(num * named(1 / den, "invden"), "f", "output")


def contributions(name: str) -> tuple[tuple[str, float, float], ...]:
    """The stages that hand gradient to an input: each with its contribution and the sum so far."""
    steps = Walk(build()).trace.backward
    return tuple((s.name, s.contribution, s.after) for s in steps if s.arg_name == name)


def drawn() -> Trace:
    """Both passes."""
    return Walk(build()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Say("stages", {"x": X, "y": Y})
    yield Walk(build())
    yield Say("three")
    yield Table(("stage", "contribution", "sum"), contributions("x"))
    f = build()
    numbers = {"f": f.data, "dx": contributions("x")[-1][-1], "dy": contributions("y")[-1][-1]}
    yield Say("learnt", numbers)
