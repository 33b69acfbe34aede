"""f = (x + y) * z: the chain rule by hand, then the same by walking back through the graph.

The first example of Stanford's CS231n, "Backpropagation, Intuitions".
"""

from collections.abc import Iterator

from autograd import Trace, Value

from ..nodes import named
from ..parts import Part, Say, Table, Walk

X, Y, Z = -2.0, 5.0, -4.0


def build() -> Value:
    """The graph of f, with a name for each node."""
    x, y, z = (Value(v, name, "input") for name, v in zip("xyz", (X, Y, Z), strict=True))
    q = named(x + y, "q")
    return named(q * z, "f", "output")


def by_hand() -> tuple[tuple[str, str, str, float], ...]:
    """For each input: the path from f to it, the local derivatives along it, and their product."""
    q = X + Y
    dq_dx = dq_dy = 1.0  # of a sum
    df_dq, df_dz = Z, q  # of a product: each the other side
    return (
        ("x", "f -> q -> x", f"{df_dq:g} * {dq_dx:g}", df_dq * dq_dx),
        ("y", "f -> q -> y", f"{df_dq:g} * {dq_dy:g}", df_dq * dq_dy),
        ("z", "f -> z", f"{df_dz:g}", df_dz),
    )


def drawn() -> Trace:
    """Both passes."""
    return Walk(build()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Say("stages", {"x": X, "y": Y, "z": Z, "q": X + Y, "f": build().data})
    yield Say("rates", {"q": X + Y, "z": Z})
    yield Table(("leaf", "path", "locals", "gradient"), by_hand())
    yield Say("walk")
    yield Walk(build())
    yield Say("learnt")
