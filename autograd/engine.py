"""Value: a number that remembers how it was computed, and can differentiate it.

Read from top to bottom. Three ideas carry everything:

1. Every operation makes a new `Value` that keeps its operands `a` and `b` and, for each, the local
   derivative `da` and `db`: how much the result changes when that operand does.
2. `topological_order` lists the graph so that operands stand before results.
3. `backward` walks that list in reverse. Each node hands its gradient on, times the local
   derivative: ``a.grad += da * node.grad``. That line is the chain rule, and all of it.

What an operation is - its number, its slope, its text - stands in the table, `ops.py`. The four
operators that carry most graphs (+, *, exp, tanh) have a fast path here; a test ties it to the
table. Nothing here recurses, so a graph may be a million operations deep; nothing here makes a
reference cycle, so a graph is freed the moment its root is dropped.

The file is a few lines longer than others, so that recording and differentiating are read in one.
"""

import math
from itertools import count
from threading import Lock
from typing import Any, Final, Union

from . import modes, ops
from .anomaly import add_up, report_anomaly, source_line
from .compiling import mypyc_attr
from .errors import InputTypeError
from .node import Node
from .numeric import as_float, as_number
from .op import Op
from .special import dsigmoid
from .walking import order_without_marks

Operand = Union["Value", float]
Result = Union["Value", Any]  # of an operator: ``v * array`` is what the array makes of it

_add: Final = ops.add
_mul: Final = ops.mul
_exp: Final = ops.exp
_tanh: Final = ops.tanh
_marks = count(1)  # one for each traversal, on the nodes that it has met
_walking = Lock()  # of who makes marks: two threads may share a leaf, and with it the mark


@mypyc_attr(allow_interpreted_subclasses=True)
class Value(Node):
    """A number in a computation graph.

    Parameters
    ----------
    data : float
        The number: int, float, bool, a numpy scalar or an array of shape ``()``. Anything else is
        an InputTypeError.
    label, role : str
        A name; and what it is in the model: input, parameter, output or loss. Pictures show both.

    Attributes
    ----------
    grad : float or None
        Derivative of the root of the last backward pass with respect to this node; None if it was
        not computed yet. Leaves add up over passes; results start from zero in each.
    op : Op or None
        The operation that made it; None for a leaf.
    a, b : Value or None
        The operands; None where there is none, or where it is a plain number.
    da, db : float
        Local derivatives of the result with respect to `a` and `b`, when it was recorded.
    k : float or None
        The operand that is a plain number, as the 2.0 of ``x ** 2.0``; it gets no gradient.

    Examples
    --------
    >>> x = Value(3.0, label="x")
    >>> y = x * x
    >>> y.backward()
    >>> y.data, x.grad
    (9.0, 6.0)
    """

    __slots__ = ("_mark", "a", "b", "da", "db", "k", "op")

    def __init__(self, data: object, label: object = "", role: object = "") -> None:
        # Without types what Node declares: declared twice, the compiled collector counts it twice.
        self._data = as_float(data, "Value")
        self.grad = None
        self._notes = None
        self.op: Op | None = None
        self.a: Value | None = None
        self.b: Value | None = None
        self.da: float = 0.0
        self.db: float = 0.0
        self.k: float | None = None
        self._mark: int = 0
        if label:
            self.label = str(label)
        if role:
            self.role = str(role)

    # --- the gradient ------------------------------------------------------------------------

    def backward(self, *, create_graph: bool = False) -> None:
        """Compute the derivative of this node with respect to every node it depends on.

        Afterwards `grad` of each of them holds it. Leaves add to what they held, so set it to
        None (`zero_grad`) between two passes that should not add up.

        Parameters
        ----------
        create_graph : bool
            Make the gradients Values that can be differentiated again.

        Raises
        ------
        AnomalyError
            Inside `detect_anomaly`, if a gradient is not finite; elsewhere a GradientWarning says
            where it began. If a pass fails, for whatever reason, no gradient is changed.
        ChangedDataError
            With `create_graph`, if `data` was changed after recording.

        Examples
        --------
        >>> x = Value(2.0)
        >>> y = x ** 3
        >>> y.backward(create_graph=True)
        >>> slope, x.grad = x.grad, None
        >>> slope.backward()
        >>> slope.data, x.grad
        (12.0, 12.0)
        """
        order = topological_order(self)
        earlier = [(node, node.grad) for node in order if node.grad is not None]
        try:
            propagate(order, create_graph)
            for node, grad in earlier:
                if node.op is None:
                    node.grad = add_up(node, grad, node.grad)
        except BaseException:
            for node in order:
                node.grad = None
            for node, grad in earlier:
                node.grad = grad
            raise

    def zero_grad(self) -> None:
        """Forget the gradients of this node and of all it depends on.

        Examples
        --------
        >>> x = Value(2.0)
        >>> y = x * x
        >>> y.backward()
        >>> y.zero_grad()
        >>> print(x.grad)
        None
        """
        for node in topological_order(self):
            node.grad = None

    def detach(self) -> "Value":
        """A leaf with the same number and name: the graph, and the gradient, end here.

        Examples
        --------
        >>> (Value(2.0) * 3).detach().args
        ()
        """
        leaf: Value = _new(type(self))
        Value.__init__(leaf, self._data, self.label)
        if (observer := modes.observer()) is not None:
            observer.was_detached(leaf, self)
        return leaf

    # --- operators ---------------------------------------------------------------------------

    def __add__(self, other: Any) -> Result:
        if isinstance(other, Value):
            z = self._data + other._data
            if z - z == 0.0:  # false for NaN and infinity
                return _node(_add, z, self, other, 1.0, 1.0, None)
        elif type(other) is float:
            z = self._data + other
            if z - z == 0.0:
                return _node(_add, z, self, None, 1.0, 0.0, other)
        return _record_or_defer(_add, self, other)

    def __mul__(self, other: Any) -> Result:
        if isinstance(other, Value):
            x, y = self._data, other._data
            z = x * y
            if z - z == 0.0:
                return _node(_mul, z, self, other, y, x, None)
        elif type(other) is float:
            z = self._data * other
            if z - z == 0.0:
                return _node(_mul, z, self, None, other, 0.0, other)
        return _record_or_defer(_mul, self, other)

    def exp(self) -> "Value":
        """Exponential, e to the power of this."""
        if self._data < 709.0:
            z = math.exp(self._data)
            return _node(_exp, z, self, None, z, 0.0, None)
        return record(_exp, self)

    def tanh(self) -> "Value":
        """Hyperbolic tangent, an activation between -1 and 1."""
        x = self._data
        z = math.tanh(x)
        if z == z:
            return _node(_tanh, z, self, None, 4.0 * dsigmoid(2.0 * x), 0.0, None)
        return record(_tanh, self)

    # One line an operator or a primitive.
    # fmt: off
    def __sub__(self, other: Any) -> Result: return _record_or_defer(ops.sub, self, other)
    def __truediv__(self, other: Any) -> Result: return _record_or_defer(ops.div, self, other)
    def __pow__(self, other: Any) -> Result: return _record_or_defer(ops.pow_, self, other)
    def __radd__(self, other: Any) -> Result: return _record_or_defer(ops.add, other, self)
    def __rsub__(self, other: Any) -> Result: return _record_or_defer(ops.sub, other, self)
    def __rmul__(self, other: Any) -> Result: return _record_or_defer(ops.mul, other, self)
    def __rtruediv__(self, other: Any) -> Result: return _record_or_defer(ops.div, other, self)
    def __rpow__(self, other: Any) -> Result: return _record_or_defer(ops.pow_, other, self)
    def __neg__(self) -> "Value": return record(ops.neg, self)
    def __pos__(self) -> "Value": return self
    # fmt: on

    @property
    def args(self) -> tuple[Operand, ...]:
        """The operands in order: Values, and plain numbers as floats. Empty for a leaf."""
        if self.op is None:
            return ()
        k = 0.0 if self.k is None else self.k
        first = k if self.a is None else self.a
        return (first,) if self.op.arity == 1 else (first, k if self.b is None else self.b)

    def _apply_op(self, op: Op, x: Any, y: Any) -> Result:
        """Let primitives called as functions record: ``exp(v)``."""
        other = y if x is self else x
        if other is not None and not isinstance(other, Value) and hasattr(other, "_apply_op"):
            return other._apply_op(op, x, y)  # an Index, say
        return record(op, x, y)


_new: Final = Value.__new__  # of this class and of its subclasses, whatever their constructors


# --- recording -------------------------------------------------------------------------------


def record(op: Op, x: Any, y: Any = None) -> Value:
    """Apply a primitive to operands, at least one of them a Value, and remember how.

    Raises
    ------
    DomainError, RangeError
        If there is no result; the message names the operation, the operands and their labels.
    """
    a = x if isinstance(x, Value) else None
    b = y if isinstance(y, Value) else None
    p = as_float(x, op.name) if a is None else a._data
    q, k = 0.0, None
    if op.arity == 2:
        q = as_float(y, op.name) if b is None else b._data
        k = p if a is None else q if b is None else None
    try:
        node = _record_finite(op, p, q, a, b, k)
    except (ValueError, ArithmeticError):
        node = None
    return _record_with_care(op, (p, q)[: op.arity], a, b, k) if node is None else node


# fmt: off
def _record_finite(op: Op, p: float, q: float, a: Value | None, b: Value | None,
                   k: float | None) -> Value | None:
    # fmt: on
    """Record where the result is a finite float, which is nearly always; None where it is not."""
    if op.arity == 1:
        z = op.forward(p)
        if type(z) is float and z - z == 0.0:
            return _node(op, z, a, None, float(op.partials[0](p, z)), 0.0, None)
        return None
    z = op.forward(p, q)
    if type(z) is float and z - z == 0.0:
        da = 0.0 if a is None else float(op.partials[0](p, q, z))
        db = 0.0 if b is None else float(op.partials[1](p, q, z))
        return _node(op, z, a, b, da, db, k)
    return None


# fmt: off
def _record_with_care(op: Op, args: tuple[float, ...], a: Value | None, b: Value | None,
                      k: float | None) -> Value:
    # fmt: on
    """Record where something is not finite, fails, or has a kink: `op` knows what that means."""
    nodes = tuple(n if v is None else v for v, n in zip((a, b), args, strict=False))
    z = op.value(*args, nodes=nodes)
    da = 0.0 if a is None else op.slope(0, *args, z=z)
    db = 0.0 if b is None else op.slope(1, *args, z=z)
    return _node(op, z, a, b, da, db, k)


def _record_or_defer(op: Op, x: Any, y: Any) -> Any:
    """Record an operator, or leave it to the other operand's type if that is no number."""
    other = y if isinstance(x, Value) else x
    if not isinstance(other, Value) and as_number(other) is None:
        return NotImplemented  # Python asks the other then
    return record(op, x, y)


# fmt: off
def _node(op: Op, data: float, a: Value | None, b: Value | None,
          da: float, db: float, k: float | None) -> Value:
    # fmt: on
    """Make the node of a result, without the checks and the cost of ``Value(...)``."""
    kind: Any = type(a if a is not None else b)
    node: Value = _new(kind)
    node._data = data
    node.grad = None
    node.op = op
    node.a = a
    node.b = b
    node.da = da
    node.db = db
    node.k = k
    node._mark = 0
    node._notes = None
    if modes.blocks:
        is_recording, observer, is_anomaly_on = modes.state()
        if observer is not None:
            observer.was_made(node, detached=not is_recording)
        if not is_recording:
            node.op = node.a = node.b = node.k = None
            node.da = node.db = 0.0
        elif is_anomaly_on:
            node._note().source = source_line()
    return node


# --- differentiating -------------------------------------------------------------------------


def topological_order(*roots: object) -> list[Value]:
    """List every node that a root depends on, operands before results, each once, root last.

    The order depends on the graph alone: first operands first, and first roots first. It is a
    depth-first search without recursion: down along first operands, then back up; there, once the
    second operand is done too, a node is listed.

    Examples
    --------
    >>> a = Value(1.0, label="a"); b = a + a; b.label = "b"; c = b + b; c.label = "c"
    >>> [node.label for node in topological_order(c)]
    ['a', 'b', 'c']
    """
    for root in roots:
        if not isinstance(root, Value):
            kind = type(root).__name__
            raise InputTypeError(f"a graph starts at a Value, got {kind}: use Value(x)")
    # Not to wait: a signal handler, or a process forked meanwhile, would wait for ever.
    if not _walking.acquire(blocking=False):
        return order_without_marks(roots)
    try:
        return _order(roots, next(_marks))
    finally:
        _walking.release()


def _order(roots: tuple[Any, ...], mark: int) -> list[Value]:
    order: list[Value] = []
    path: list[Value] = []
    for root in roots:
        node: Value | None = root
        while True:
            while node is not None and node._mark != mark:
                node._mark = mark
                path.append(node)
                node = node.a
            if not path:
                break
            node = path[-1].b
            if node is None or node._mark == mark:
                order.append(path.pop())
                node = None
    return order


def propagate(order: list[Value], create_graph: bool) -> None:
    """Set `grad` of every node of `order` to the derivative of its last one, from zero."""
    if create_graph:
        from .higher import adjoints  # noqa: PLC0415  it imports this module

        for node, gradient in zip(order, adjoints(order, create_graph=True), strict=True):
            node.grad = gradient
        return
    modes.refuse_unobserved("calls backward while it is recorded")
    for node in order:
        node.grad = 0.0
    order[-1].grad = 1.0
    finite = True
    for node in reversed(order):
        if node._notes is not None and node._notes.hooks:
            node.grad = float(node.run_hooks(node.grad))
        g: float = node.grad
        if node.op is None:
            finite = finite and g - g == 0.0
            continue
        a, b = node.a, node.b
        if a is not None:
            a.grad += node.da * g
        if b is not None:
            b.grad += node.db * g
    if not finite:  # a NaN or infinity anywhere flows on to a leaf, so leaves tell
        report_anomaly(order, [node.grad for node in order])
