"""L = (a*b + c) * f: the chain rule on four numbers, forwards, backwards, and one step uphill."""

from collections.abc import Iterator

from autograd import Trace, Value, tape

from ..nodes import named
from ..parts import Part, Say, Walk


def build(a: float = 2.0, b: float = -3.0, c: float = 10.0, f: float = -2.0) -> Value:
    """The graph of L, with a name for each node."""
    leaves = [
        Value(x, label=name, role="input") for name, x in zip("abcf", (a, b, c, f), strict=True)
    ]
    e = named(leaves[0] * leaves[1], "e")
    d = named(e + leaves[2], "d")
    return named(d * leaves[3], "L")


def uphill(rate: float = 0.01) -> Value:
    """The graph after one step along the gradient of a, b, c and f."""
    loss = build()
    loss.backward()
    leaves = [line.node for line in tape(loss).leaves]
    return build(*[leaf.data + rate * leaf.grad for leaf in leaves])


def drawn() -> Trace:
    """Both passes."""
    return Walk(build()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Walk(build())
    yield Say("uphill", {"before": build().data, "after": uphill().data})
