"""Second derivatives: the backward pass recorded as a graph, and differentiated in its turn."""

from collections.abc import Iterator

from autograd import Trace, Value, tape

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

POINT = 2.0
POINTS = (-2.0, -1.0, 0.0, 1.0, 2.0)
NEWTON_STEPS = 4


def build(x: float = POINT) -> Value:
    """The graph of f = x^3 - 3x."""
    leaf = Value(x, "x", role="input")
    return named(named(leaf**3, "a") - named(3 * leaf, "b"), "f", "output")


def slope(x: float = POINT) -> Value:
    """The graph of f', which the backward pass recorded; `seed` is the 1 that it began with."""
    root = build(x)
    [leaf] = [line.node for line in tape(root).leaves]
    root.backward(create_graph=True)
    found: Value = leaf.grad
    root.zero_grad()
    for line in tape(found).leaves:
        if line.node is not leaf:
            line.node.label = "seed"
    return named(found, "slope", "output")


def curvature(x: float = POINT) -> float:
    """The second derivative f'': the gradient of the slope."""
    trace = Walk(slope(x)).trace
    return next(trace.gradients[line.index] for line in trace.tape if line.name == "x")


def newton(x: float = POINT) -> tuple[tuple[float, ...], ...]:
    """Steps of -f'/f'': each with x, f' and f'' there."""
    rows = []
    for step in range(NEWTON_STEPS + 1):
        first, second = slope(x).data, curvature(x)
        rows.append((float(step), x, first, second))
        x -= first / second
    return tuple(rows)


def drawn() -> Trace:
    """Both passes of the slope."""
    return Walk(slope()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("first")
    yield Walk(build())
    yield Say("recorded", {"slope": slope().data})
    yield Heading("again")
    yield Walk(slope())
    yield Say("check", {"x": POINT, "curvature": curvature()})
    rows = tuple((x, build(x).data, slope(x).data, curvature(x), 6 * x) for x in POINTS)
    yield Table(("x", "f", "df", "ddf", "closed"), rows)
    yield Say("meaning", {"hill": curvature(-1.0), "valley": curvature(1.0)})
    yield Say("newton", {"x": POINT, "slope": slope().data, "curvature": curvature()})
    yield Table(("step", "x", "df", "ddf"), newton())
    yield Say("learnt", {"count": NEWTON_STEPS, "off": abs(newton()[-1][1] - 1)})
