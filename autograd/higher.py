"""The backward pass computed with Values, so that its result can be differentiated again.

It is `engine.propagate` with one change: the local derivatives are not the recorded floats but the
table's partials, evaluated on the nodes themselves.
"""

from typing import Any

from .engine import Value
from .errors import ChangedDataError, DomainError, RangeError
from .formula import formula
from .op import Op


def propagate_recorded(order: list[Value]) -> None:
    """Set `grad` of every node of `order` to a Value: the derivative of its last one.

    Raises
    ------
    ChangedDataError
        If `data` of a node was changed after the graph was recorded.
    DomainError, RangeError
        If a local derivative has no finite value there, so that it cannot be recorded.
    """
    for node in order:
        node.grad = None
    order[-1].grad = Value(1.0)
    for node in reversed(order):
        node.call_hooks()
        for arg, slope in zip(node.args, recorded_slopes(node), strict=True):
            if isinstance(arg, Value):
                contribution = slope * node.grad
                arg.grad = contribution if arg.grad is None else arg.grad + contribution


def recorded_slopes(node: Value) -> tuple[Any, ...]:
    """Local derivatives of a node with respect to its `args`, as Values where they vary.

    The slot of a plain number holds 0.0: it has no derivative and none is computed.
    """
    if node.op is None:
        return ()
    op, args = node.op, node.args
    _refuse_changed_data(node, op)
    try:
        return tuple(
            op.partials[i](*args, node) if isinstance(arg, Value) else 0.0
            for i, arg in enumerate(args)
        )
    except (DomainError, RangeError) as error:
        raise type(error)(
            f"{formula(node)} cannot be differentiated twice at this point: {error}"
        ) from None


def _refuse_changed_data(node: Value, op: Op) -> None:
    """Recorded slopes survive an assignment to `data`; these here are computed from it anew."""
    floats = [arg.data if isinstance(arg, Value) else arg for arg in node.args]
    recorded = (node.da, node.db)
    try:
        same = _same(op.value(*floats), node.data) and all(
            _same(op.slope(i, *floats, z=node.data), recorded[i])
            for i, arg in enumerate(node.args)
            if isinstance(arg, Value)
        )
    except (ValueError, ArithmeticError):
        same = False
    if not same:
        raise ChangedDataError(
            f"data changed since {formula(node)} was recorded (it gave {node.data!r}); "
            "record it again before differentiating with create_graph"
        )


def _same(x: float, y: float) -> bool:
    return x == y or (x != x and y != y)
