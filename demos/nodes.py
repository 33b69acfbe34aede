"""What lessons do with single nodes: name them, and look along their edges."""

from collections.abc import Iterator

from autograd import Value


def named(node: Value, label: str, role: str = "") -> Value:
    """The node itself, with a name and perhaps a role.

    Examples
    --------
    >>> named(Value(2.0) * 3, "y", "output")
    Value(6.0, label='y')
    """
    node.label, node.role = label, role
    return node


def edges(node: Value) -> Iterator[tuple[Value, float]]:
    """The operands of a node in order, each with the local derivative; plain numbers are left out.

    Examples
    --------
    >>> x = Value(3.0)
    >>> [slope for _, slope in edges(x * x)]
    [3.0, 3.0]
    """
    for arg, slope in zip(node.args, (node.da, node.db), strict=False):
        if isinstance(arg, Value):
            yield arg, slope
