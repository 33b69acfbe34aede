"""The expression of micrograd's README: names used over and over, and a node for each use.

Andrej Karpathy's micrograd publishes g = 24.7041, dg/da = 138.8338 and dg/db = 645.5773.
"""

from collections.abc import Iterator

from autograd import Trace, Value

from ..nodes import named
from ..parts import Part, Say, Table, Walk

A, B = -4.0, 2.0

# What the README types, and the name that the graph has for the node it makes.
LINES = {
    "c = a + b": "c1",
    "d = a * b + b**3": "d1",
    "c += c + 1": "c2",
    "c += 1 + c + (-a)": "c",
    "d += d * 2 + (b + a).relu()": "d2",
    "d += 3 * d + (b - a).relu()": "d",
    "e = c - d": "e",
    "f = e**2": "f",
    "g = f / 2.0": "g1",
    "g += 10.0 / f": "g",
}


def build() -> Value:
    """The graph of g: the lines above, each followed by a name for the node it made."""
    a, b = Value(A, "a", "input"), Value(B, "b", "input")
    c = named(a + b, "c1")
    d = named(a * b + b**3, "d1")
    c += c + 1
    c.label = "c2"
    c += 1 + c + (-a)
    c.label = "c"
    d += d * 2 + (b + a).relu()
    d.label = "d2"
    d += 3 * d + (b - a).relu()
    d.label = "d"
    e = named(c - d, "e")
    f = named(e**2, "f")
    g = named(f / 2.0, "g1")
    g += 10.0 / f
    return named(g, "g", "output")


def nodes() -> tuple[tuple[str, str, float, float], ...]:
    """For each line typed its node, with value and gradient."""
    trace = Walk(build()).trace
    index = {line.name: line.index for line in trace.tape}
    return tuple(
        (typed, name, trace.values[index[name]], trace.gradients[index[name]])
        for typed, name in LINES.items()
    )


def results() -> dict[str, float]:
    """The numbers that the README prints: g, dg/da and dg/db."""
    root = build()
    trace = Walk(root).trace
    slopes = {leaf.name: trace.gradients[leaf.index] for leaf in trace.tape.leaves}
    return {"g": root.data, "da": slopes["a"], "db": slopes["b"]}


def drawn() -> Trace:
    """Both passes."""
    return Walk(build()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Say("names")
    yield Table(("typed", "node", "value", "gradient"), nodes())
    yield Say("walk", {"count": len(drawn().forward)})
    yield Walk(build())
    yield Say("learnt", results())
