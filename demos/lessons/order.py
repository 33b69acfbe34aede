"""Why the backward pass needs an order: b = a + a, c = b + b gives 4, a naive recursion gives 8."""

from collections.abc import Iterator
from dataclasses import dataclass

from autograd import Trace, Value, topological_order

from ..nodes import edges, named
from ..parts import Heading, Part, Say, Table, Walk

A = 1.0
DOUBLINGS = (1, 2, 3, 4, 5, 10)


def doubled(times: int) -> Value:
    """The graph of a, added to itself so often: b = a + a, c = b + b, ..."""
    node = Value(A, "a", role="input")
    for label in "bcdefghijk"[:times]:
        node = named(node + node, label)
    node.role = "output"
    return node


@dataclass(frozen=True)
class HandedOn:
    """One edge along which the naive recursion handed a gradient on.

    Attributes
    ----------
    visit : int
        How many visits to nodes there were by then.
    node, arg : str
        The edge: a node and its operand.
    contribution, total : float
        What was handed on, and the gradient of the operand after that.
    """

    visit: int
    node: str
    arg: str
    contribution: float
    total: float


def naive(root: Value) -> list[HandedOn]:
    """Hand the gradient on to each operand, then do the same at each operand: wrong on purpose.

    A node with two edges to it is visited twice, and hands on again what it handed on before.
    """
    gradient = {node.label: 0.0 for node in topological_order(root)}
    gradient[root.label] = 1.0
    done: list[HandedOn] = []
    visits = 0

    def visit(node: Value) -> None:
        nonlocal visits
        visits += node.op is not None
        for arg, slope in edges(node):
            contribution = slope * gradient[node.label]
            gradient[arg.label] += contribution
            total = gradient[arg.label]
            done.append(HandedOn(visits, node.label, arg.label, contribution, total))
        for arg, _ in edges(node):
            visit(arg)

    visit(root)
    return done


def compared() -> tuple[tuple[str | float, ...], ...]:
    """For graphs of some sizes, the gradient of a and the steps: in order, and naively."""
    rows = []
    for times in DOUBLINGS:
        trace, wrong = Walk(doubled(times)).trace, naive(doubled(times))
        steps = float(len(trace.backward)), float(len(wrong))
        rows.append((float(times), trace.gradients[0], wrong[-1].total, *steps))
    return tuple(rows)


def drawn() -> Trace:
    """Both passes."""
    return Walk(doubled(2)).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    root = doubled(2)
    wrong, right = naive(root), Walk(root).trace.gradients[0]
    yield Say("intro")
    yield Say("must", {"a": A, "c": root.data, "right": right})
    yield Heading("recursion")
    yield Say("recipe")
    rows = tuple((str(x.visit), f"{x.node} -> {x.arg}", x.contribution, x.total) for x in wrong)
    yield Table(("visit", "edge", "handed", "total"), rows)
    twice = wrong[-1]
    yield Say("wrong", {"wrong": twice.total, "right": right, "again": twice.contribution})
    yield Heading("ordered")
    yield Say("order", {"order": ", ".join(node.label for node in topological_order(root))})
    yield Walk(root)
    yield Say("more")
    yield Table(("doublings", "right", "naive", "steps", "naive_steps"), compared())
    yield Say("learnt")
