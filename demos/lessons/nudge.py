"""A slope found by nudging x, and the exact one found by walking back through the graph.

f = 3x^2 - 4x + 5 at x = 3 is the first example of Andrej Karpathy's lecture "The spelled-out intro
to neural networks and backpropagation".
"""

from collections.abc import Iterator
from typing import Any

from autograd import Trace, Value

from ..nodes import named
from ..parts import Part, Say, Table, Walk

POINT = 3.0
NUDGE = 0.001
NUDGES = (1.0, 0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-15)


def f(x: Any) -> Any:
    """The function, of a number or a Value."""
    return 3 * x**2 - 4 * x + 5


def slope(h: float) -> float:
    """How much f grows for each unit that x grows, if x grows by h."""
    return (f(POINT + h) - f(POINT)) / h  # type: ignore[no-any-return]  # of floats, a float


def build() -> Value:
    """The graph of f, with a name for each node."""
    x = Value(POINT, "x", role="input")
    square = named(3 * named(x**2, "a"), "b")
    line = named(4 * x, "c")
    return named(named(square - line, "d") + 5, "f", "output")


def exact() -> float:
    """The slope that the backward pass finds."""
    return Walk(build()).trace.gradients[0]


def drawn() -> Trace:
    """Both passes."""
    return Walk(build()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    numbers = {"value": f(POINT), "h": NUDGE, "after": f(POINT + NUDGE), "slope": slope(NUDGE)}
    yield Say("nudged", numbers)
    yield Say("smaller")
    rows = tuple((h, repr(slope(h)), slope(h) - exact()) for h in NUDGES)
    yield Table(("h", "found", "off"), rows)
    yield Say("limit")
    yield Walk(build())
    yield Say("learnt", {"slope": exact()})
