"""The backward pass without the nodes' `grad`, and with Values, for higher derivatives.

It is `engine.propagate` with two changes: gradients are kept beside the graph, and with
`create_graph` the local derivatives are not the recorded floats but the table's partials, evaluated
on the nodes themselves, so that the result can be differentiated again.
"""

import math
from collections.abc import Sequence
from typing import Any

from . import modes
from .anomaly import report_anomaly
from .engine import Value
from .errors import CHANGED, ChangedDataError, DomainError
from .formula import formula
from .modes import recording


def adjoints(order: list[Value], create_graph: bool = False) -> list[Any]:
    """Derivative of the last node of `order` with respect to each of them.

    Parameters
    ----------
    order : list of Value
        A graph, operands first.
    create_graph : bool
        Give Values that can be differentiated again, instead of floats.

    Raises
    ------
    ChangedDataError
        With `create_graph`, if `data` of a node was changed after the graph was recorded.
    DomainError
        With `create_graph`, where a local derivative is infinite.

    Warns
    -----
    GradientWarning
        If a gradient is not finite (an AnomalyError inside `detect_anomaly`).
    """
    if not create_graph:
        modes.refuse_unobserved("differentiates while it is recorded")
    with recording():  # a derivative has a graph of its own, even inside `no_grad`
        return _adjoints(order, create_graph)


def _adjoints(order: list[Value], create_graph: bool) -> list[Any]:
    found: dict[int, Any] = {id(order[-1]): Value(1.0) if create_graph else 1.0}
    finite = True
    for node in reversed(order):
        gradient = found[id(node)] = node.run_hooks(found[id(node)])
        if node.op is None:
            finite = finite and math.isfinite(getattr(gradient, "_data", gradient))
            continue
        slopes = recorded_slopes(node) if create_graph else (node.da, node.db)
        for arg, slope in zip(node.args, slopes, strict=False):
            if isinstance(arg, Value):
                part = slope * gradient
                found[id(arg)] = found[id(arg)] + part if id(arg) in found else part
    gradients = [found[id(node)] for node in order]
    if not finite:
        report_anomaly(order, [float(gradient) for gradient in gradients])
    return gradients


def recorded_slopes(node: Value) -> tuple[Any, ...]:
    """Local derivatives of a node with respect to its `args`, as Values where they vary.

    The slot of a plain number holds 0.0: it has no derivative and none is computed. Where a partial
    cannot be evaluated, the slope by convention (`Op.kinks`) is a constant; an infinite one is an
    error, since nothing could be said of its own derivative.
    """
    if node.op is None:
        return ()
    refuse_changed_data(node)
    slopes: list[Any] = []
    for i, (arg, recorded) in enumerate(zip(node.args, (node.da, node.db), strict=False)):
        slope: Any = 0.0
        if isinstance(arg, Value):
            try:
                slope = node.op.partials[i](*node.args, node)
            except (ValueError, ArithmeticError):
                slope = recorded
                tell_observer(node.args)
            if math.isinf(recorded):
                raise DomainError(
                    f"the slope of {formula(node)} is {recorded} at this point, which cannot be "
                    "differentiated again; use backward() without create_graph, or move the point"
                )
        slopes.append(slope)
    return tuple(slopes)


def tell_observer(operands: Sequence[Any]) -> None:
    """Say that what follows holds for these numbers only."""
    if (observer := modes.observer()) is not None:
        for operand in operands:
            if isinstance(operand, Value):
                observer.was_read(operand)


def refuse_changed_data(node: Value) -> None:
    """See that a node and its operands still hold what was recorded.

    Raises
    ------
    ChangedDataError
        If `data` was assigned to, so that number and slopes would come out otherwise now.
    """
    # not `data`, which tells an observer: what comes of it is the same for all numbers
    operands = [arg._data if isinstance(arg, Value) else arg for arg in node.args]
    if not is_recorded(node, operands, node._data):
        raise ChangedDataError.of(CHANGED, where=formula(node), got=repr(node.data))


def is_recorded(node: Value, operands: Sequence[float], value: float) -> bool:
    """Whether a node's operation makes this value and the recorded slopes of these operands.

    Examples
    --------
    >>> x = Value(3.0)
    >>> y = x * x
    >>> is_recorded(y, [3.0, 3.0], 9.0), is_recorded(y, [3.5, 3.5], 9.0)
    (True, False)
    """
    op = node.op
    if op is None:
        return True
    recorded = (node.da, node.db)
    try:
        return _same(op.value(*operands), value) and all(
            _same(op.slope(i, *operands, z=value), recorded[i])
            for i, arg in enumerate(node.args)
            if isinstance(arg, Value)
        )
    except (ValueError, ArithmeticError):  # they are not in its domain any more
        return False


def _same(x: float, y: float) -> bool:
    return x == y or (x != x and y != y)
