"""Deep graphs: 10,000 operations in a row, and 2**n paths, with one visit to each node."""

import sys
from collections.abc import Iterator

from autograd import Trace, Value, topological_order

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

LENGTH = 10_000
W, B, START = 0.9999, 0.0001, 2.0
DOUBLINGS = (4, 8, 12, 16)
FAR = 50
"""So many doublings that nobody waits for the recursion."""
PER_SECOND, YEAR = 1e6, 365.25 * 24 * 3600


def chain(operations: int = LENGTH) -> Value:
    """x*w + b, of that the same, and so on: a product and a sum in turn."""
    w, b = Value(W, "w", "parameter"), Value(B, "b", "parameter")
    y = Value(START, "x", "input")
    for k in range(operations):
        y = y + b if k % 2 else y * w
    return named(y, "y", "output")


def doubled(n: int) -> Value:
    """b = a + a, c = b + b, and so on, n times, from a = 1."""
    node = Value(1.0, "a", "input")
    for k in range(1, n + 1):
        node = node + node
        if k < 26:
            node.label = chr(ord("a") + k)
    return node


def spread(node: Value, gradient: float, found: dict[int, float]) -> int:
    """Hand a gradient on by recursion, once for each path, and count the visits.

    The sums in `found`, by the id of the node, come out right; but a node is visited as often as
    paths lead to it, and each node of a path waits for the next one: Python allows few that wait.
    """
    found[id(node)] = found.get(id(node), 0.0) + gradient
    visits = 1
    if node.a is not None:
        visits += spread(node.a, node.da * gradient, found)
    if node.b is not None:
        visits += spread(node.b, node.db * gradient, found)
    return visits


def by_recursion(root: Value) -> tuple[int, dict[int, float]]:
    """How many visits the recursion makes, and the gradient of each node by its id."""
    found: dict[int, float] = {}
    return spread(root, 1.0, found), found


def failure(root: Value) -> str:
    """The name of the error in which the recursion ends; "-" if it does not."""
    try:
        by_recursion(root)
    except RecursionError as error:
        return type(error).__name__
    return "-"


def leaves_of(root: Value) -> dict[str, float]:
    """The gradient of each leaf by its name, after a backward pass without recursion."""
    root.backward()
    return {x.label: float(x.grad) for x in topological_order(root) if x.op is None}


def drawn() -> Trace:
    """Both passes of three doublings."""
    return Walk(doubled(3)).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("paths")
    yield Say("doubling")
    yield Walk(doubled(3))
    yield Say("visits")
    yield Table(
        ("doublings", "nodes", "edges", "paths_column", "recursion", "gradient"),
        tuple(
            (
                float(n),
                f"{len(topological_order(root)):,}",
                f"{2 * n:,}",
                f"{2**n:,}",
                f"{by_recursion(root)[0]:,}",
                leaves_of(root)["a"],
            )
            for n, root in ((n, doubled(n)) for n in DOUBLINGS)
        ),
    )
    years = (2 ** (FAR + 1) - 1) / PER_SECOND / YEAR
    slope = leaves_of(doubled(FAR))["a"]
    yield Say("far", {"n": FAR, "nodes": FAR + 1, "years": years, "slope": slope})
    yield Heading("chain")
    yield Say("long")
    root = chain()
    numbers = leaves_of(root)
    yield Say(
        "works",
        {
            "nodes": len(topological_order(root)),
            "y": root.data,
            "slope": numbers["x"],
            "closed": W ** (LENGTH // 2),
            "limit": sys.getrecursionlimit(),
            "failure": failure(root),
        },
    )
    yield Say("end")
