"""Operations that a program defines by a `_backward` of its own.

The engine knows the operands of a node and its slopes. Of such an operation it is told operands.
The slopes are what `_backward` adds to their gradients for a gradient of 1; it is called for that
when somebody needs them, and not before: it may print, or count, or be wrong.
"""

from collections.abc import Callable
from math import nan
from typing import Any, NoReturn

from ..engine import Value as Base
from ..engine import topological_order
from ..errors import DomainError, InputTypeError
from ..op import Op

Backward = Callable[[], object]


def nothing() -> None:
    """`_backward` of what has none."""


def _unknown(*_: float) -> NoReturn:
    raise InputTypeError("an operation with a _backward of its own has no formula")


def _no_formula(*_: Any) -> NoReturn:
    raise InputTypeError(
        "an operation with a _backward of its own gives numbers, of which no derivative is known; "
        "use backward() or gradients, or write it with operators, or as a primitive "
        "(autograd.primitive)"
    )


class Own(Op):
    """What such an operation has in place of an entry of the table: one for each node.

    Parameters
    ----------
    text : str
        What it is called.
    children : tuple of Value
        The operands, each once.
    backward : callable
        Adds to their gradients.
    """

    # What an entry of the table says of itself; here little of it is known, and the same for all.
    forward = staticmethod(_unknown)
    partials = textbook = (_no_formula, _no_formula)
    samples = ()
    kinks: dict[tuple[float, ...], tuple[float, ...]] = {}  # noqa: RUF012  as in Op; stays empty

    children: tuple[Base, ...]
    backward: Backward
    operands: tuple[float, ...]  # the numbers of the engine's one or two operands
    result: float
    slopes: tuple[float, ...]  # with respect to those two; empty until somebody asks

    def __init__(self, text: str, children: tuple[Base, ...], backward: Backward) -> None:
        name = text or "own"
        vars(self).update(name=name, text=name, symbol=name, arity=min(len(children), 2))
        vars(self).update(children=children, backward=backward, slopes=())

    @property
    def params(self) -> tuple[str, ...]:
        """Names of the engine's operands."""
        return ("x", "y")[: self.arity]

    @property
    def rule(self) -> str:
        """What the backward pass does."""
        return f"{self.name} passes the gradient on by a _backward of its own."

    def describe(self, node: Base) -> None:
        """Make a node the result of this operation.

        It has two operands at most; if there are more, its second is a node that stands for the
        rest of them, and so on. Such a node adds nothing to the number, so its own is 0.
        """
        first, *others = self.children
        rest = others.pop() if others else None
        while others and rest is not None:
            pair: Base = type(node).__new__(type(node))
            operand = others.pop()
            _Rest("…", (operand, rest), nothing)._hold(pair, operand, rest)
            rest = pair
        self._hold(node, first, rest)
        if node._notes is None or ask not in node._notes.hooks:
            node.register_hook(ask)  # before the engine reads the slopes, in a pass of its own

    def _hold(self, node: Base, a: Base, b: Base | None) -> None:
        node.op, node.a, node.b, node.k = self, a, b, None
        node.da = node.db = nan
        numbers = (a._data,) if b is None else (a._data, b._data)
        vars(self).update(operands=numbers, result=node._data)

    def measure(self, node: Any) -> None:
        """Find the slopes, unless they are known: what `backward` adds for a gradient of 1."""
        if self.slopes:
            return
        before = [(v, v.grad) for v in (node, *self.children)]
        try:
            for child in self.children:
                child.grad = 0.0
            node.grad = 1.0
            self.backward()
            slopes = [float(child.grad) for child in self.children]
        finally:
            for v, grad in before:
                v.grad = grad
        for slope in slopes[:-2]:
            node.op._settle(node, slope, 1.0)
            node = node.b
        node.op._settle(node, *slopes[-2:])

    def _settle(self, node: Base, da: float, db: float = 0.0) -> None:
        node.da, node.db = da, db
        vars(self).update(slopes=(da, db))

    def share(self, node: Base) -> None:
        """Give the node that stands for the rest of the operands the gradient of `node`."""
        if node.b is not None and isinstance(node.b.op, _Rest):
            node.b.grad = node.grad

    def value(self, *args: float, nodes: tuple[Any, ...] = ()) -> float:  # noqa: ARG002  as in Op
        """The number that was recorded, for the operands that were."""
        if all(x == y or (x != x and y != y) for x, y in zip(args, self.operands, strict=True)):
            return self.result
        got = ", ".join(f"{p} = {x!r}" for p, x in zip(self.params, args, strict=True))
        raise DomainError(
            f"{self.name} has a _backward of its own and is known only for what it was recorded "
            f"with, got {got}; call the function that records it with the new numbers"
        )

    def slope(self, i: int, *args: float, z: float) -> float:  # noqa: ARG002  as in Op
        """The slope that was found."""
        return self.slopes[i]

    def __call__(self, x: Any, y: Any = None) -> NoReturn:  # noqa: ARG002  as in Op
        """Refuse: nothing is known of it but one number."""
        raise InputTypeError(
            f"{self.name} has a _backward of its own and cannot be recorded anew; call the "
            "function that records it with the new numbers"
        )


class _Rest(Own):
    """Stands for the operands of another operation, which finds its slopes."""

    def measure(self, node: Any) -> None:
        """Leave that to the other."""


def ask(node: Any, _gradient: object) -> None:
    """Find the slopes of a node, as a hook."""
    node.op.measure(node)


def refuse_own(root: Base, what: str) -> None:
    """See that a graph can be copied.

    Raises
    ------
    InputTypeError
        If there is an operation with a `_backward` of its own: that of a copy would add to the
        gradients of the original.
    """
    for node in topological_order(root):
        if isinstance(node.op, Own):
            raise InputTypeError(
                f"{node.op.name} has a _backward of its own, which refers to this very graph, so "
                f"it cannot be {what}; take the leaves, and record it again"
            )
