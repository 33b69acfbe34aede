"""The order of a graph, found without marks on its nodes, for whoever may not wait to make some."""

from typing import Any


def order_without_marks(roots: tuple[Any, ...]) -> list[Any]:
    """What `engine.topological_order` gives, in half as much time again: it keeps a set of its own.

    Examples
    --------
    >>> from autograd import Value
    >>> x = Value(2.0)
    >>> y = x * x
    >>> order_without_marks((y,)) == [x, y]
    True
    """
    order: list[Any] = []
    path: list[Any] = []
    met: set[int] = set()
    for root in roots:
        node = root
        while True:
            while node is not None and id(node) not in met:
                met.add(id(node))
                path.append(node)
                node = node.a
            if not path:
                break
            node = path[-1].b
            if node is None or id(node) in met:
                order.append(path.pop())
                node = None
    return order
