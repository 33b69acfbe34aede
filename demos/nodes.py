"""What lessons do with nodes: name them, of a small network too, and look along their edges."""

from collections.abc import Iterator, Sequence

from autograd import Value
from autograd.nn import MLP


def named(node: Value, label: str, role: str = "") -> Value:
    """The node itself, with a name and perhaps a role.

    Examples
    --------
    >>> named(Value(2.0) * 3, "y", "output")
    Value(6.0, label='y')
    """
    node.label, node.role = label, role
    return node


def through(network: MLP, point: Sequence[float], label: str) -> Value:
    """The output of a network with one hidden layer at a point, under a label of its own.

    The point is called x1, x2, ..., the hidden neurons h1, h2, ....

    Examples
    --------
    >>> through(MLP(2, [2, 1], init="zeros"), (0.5, 1.0), "o")
    Value(0.0, label='o')
    """
    hidden, last = network.layers
    nodes = hidden([Value(x, f"x{i}", "input") for i, x in enumerate(point, start=1)])
    named_nodes = [named(node, f"h{i}") for i, node in enumerate(nodes, start=1)]
    return named(last(named_nodes), label, "output")


def edges(node: Value) -> Iterator[tuple[Value, float]]:
    """The operands of a node in order, each with the local derivative; plain numbers are left out.

    Examples
    --------
    >>> x = Value(3.0)
    >>> [slope for _, slope in edges(x * x)], [slope for _, slope in edges(x * 2.0)]
    ([3.0, 3.0], [2.0])
    """
    for arg, slope in zip(node.args, (node.da, node.db), strict=False):
        if isinstance(arg, Value):
            yield arg, slope
