"""A number that is used twice gets two contributions, which add up: `+=`, and `=` is wrong."""

from collections.abc import Iterator

from autograd import Trace, Value, topological_order

from ..nodes import edges, named
from ..parts import Heading, Part, Say, Table, Walk

A, X = 3.0, 3.0
DIAMOND = (-2.0, 3.0)


def twice(a: float = A) -> Value:
    """The graph of s = a + a."""
    leaf = Value(a, "a", role="input")
    return named(leaf + leaf, "s", "output")


def squared(x: float = X) -> Value:
    """The graph of p = x * x."""
    leaf = Value(x, "x", role="input")
    return named(leaf * leaf, "p", "output")


def diamond() -> Value:
    """The graph of f = (a*b) * (a + b), from Andrej Karpathy's lecture."""
    a, b = (Value(v, name, "input") for v, name in zip(DIAMOND, "ab", strict=True))
    return named(named(a * b, "d") * named(a + b, "e"), "f", "output")


def overwriting(root: Value) -> dict[str, float]:
    """Wrong on purpose: the gradient of each node by its name, each contribution put over the last.

    The order is right; only the ``=`` below should be ``+=``.
    """
    order = topological_order(root)
    gradient = {node.label: 0.0 for node in order}
    gradient[root.label] = 1.0
    for node in reversed(order):
        for arg, slope in edges(node):
            gradient[arg.label] = slope * gradient[node.label]
    return gradient


def compared() -> tuple[tuple[str, str, float, float], ...]:
    """For each leaf of the three graphs its gradient: as it is, and when it is overwritten."""
    graphs = (("s = a + a", twice()), ("p = x * x", squared()), ("f = (a*b) * (a + b)", diamond()))
    rows = []
    for formula, root in graphs:
        trace, wrong = Walk(root).trace, overwriting(root)
        rows += [
            (formula, leaf.name, trace.gradients[leaf.index], wrong[leaf.name])
            for leaf in trace.tape.leaves
        ]
    return tuple(rows)


def drawn() -> Trace:
    """Both passes of the third graph."""
    return Walk(diamond()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("sum")
    yield Walk(twice())
    yield Say(
        "edges", {"wrong": overwriting(twice())["a"], "right": Walk(twice()).trace.gradients[0]}
    )
    yield Heading("product")
    yield Say("predict", {"x": X})
    yield Walk(squared())
    yield Say("square", {"x": X, "right": Walk(squared()).trace.gradients[0]})
    yield Heading("shared")
    yield Walk(diamond())
    yield Say("table")
    yield Table(("graph", "leaf", "added", "overwritten"), compared())
    yield Say("learnt")
