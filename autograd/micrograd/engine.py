"""Value as programs for micrograd-style engines know it.

The engine is `autograd.Value`, whose operations and slopes these nodes have. Added are what such
programs look at - `_prev`, `_op`, `_backward`, a `grad` that is 0.0 from the start, attributes of
their own - and operations that they define themselves (`Own`).
"""

from collections.abc import Callable, Iterable
from functools import partial
from math import isfinite
from typing import Any, Self

from .. import modes, ops
from ..anomaly import report_anomaly
from ..engine import Value as Base
from ..engine import topological_order
from ..errors import InputTypeError
from ..numeric import as_float, as_number
from ..op import Op
from .own import Backward, Own, ask, nothing, refuse_own

_TEXT = {"relu": "ReLU"}  # where micrograd's `_op` is not how formulas spell it
_AS_TYPED: dict[Op, Callable[[Any, Any], Any]] = {
    ops.neg: lambda x, _: x * -1,
    ops.sub: lambda x, y: x + -y,
    ops.div: lambda x, y: x * y**-1,
}
"""What micrograd makes of operators that it spells in others."""


class Value(Base):
    """A number in a computation graph, as micrograd has it.

    Parameters
    ----------
    data : float
        The number; kept as a float.
    _children : iterable of Value
        The operands, for an operation of one's own: see below.
    _op, label : str
        What the operation is called; and the node.

    Attributes
    ----------
    grad : float
        0.0 from the start. `backward` adds to what is there, in every node but the root.
    _prev : set of Value
        The operands, each once.
    _op : str
        The operation; empty for a leaf.
    _backward : callable
        Adds to the operands' `grad` what flows to them from this one's; takes no arguments.

    Notes
    -----
    An operation of one's own is a Value with children and a `_backward` that was assigned to it.
    `backward` calls it once, as it stands. Who else needs its slopes, a picture or a trace, finds
    them by calling it once more, for a gradient of 1.

    Results of operators are of this very class, as in micrograd, also where an operand is of a
    class derived from it.

    Examples
    --------
    >>> def cube(x):
    ...     out = Value(x.data**3, (x,), "cube")
    ...     def _backward():
    ...         x.grad += 3 * x.data**2 * out.grad
    ...     out._backward = _backward
    ...     return out
    >>> x = Value(2.0, label="x")
    >>> y = cube(x) + 1
    >>> y.backward()
    >>> x, y._op, len(y._prev)
    (Value(data=2.0, grad=12.0), '+', 2)
    """

    _text: str | None = None  # what `_op` was set to
    _sender: Backward | None = None  # what `_backward` of a leaf was set to

    def __new__(cls, *_: object, **__: object) -> Self:
        """Make a leaf: a subclass need not call `__init__`, as it need not micrograd's."""
        node = super().__new__(cls)
        Base.__init__(node, 0.0)
        node.grad = 0.0
        return node

    def __init__(
        self, data: object, _children: Iterable[Base] = (), _op: str = "", label: object = ""
    ) -> None:
        self._data = as_float(data, "Value")
        if _op:
            self._op = _op
        if label:
            self.label = str(label)
        if children := tuple(_children):
            self._define(children, nothing)

    # --- what programs look at -----------------------------------------------------------------

    @property
    def _prev(self) -> set[Any]:
        if isinstance(self.op, Own):
            return set(self.op.children)
        return {operand for operand in (self.a, self.b) if operand is not None}

    @_prev.setter
    def _prev(self, children: Iterable[Base]) -> None:
        self._define(tuple(children), self._backward)

    @property
    def _op(self) -> str:
        if self._text is not None or self.op is None:
            return self._text or ""
        return _TEXT.get(self.op.name, self.op.text)

    @_op.setter
    def _op(self, text: object) -> None:
        self._text = str(text)
        if isinstance(self.op, Own):
            self._define(self.op.children, self.op.backward)

    @property
    def _backward(self) -> Backward:
        if isinstance(self.op, Own):
            return self.op.backward
        if self.op is None:
            return self._sender or nothing
        return partial(send, self, self.a, self.da, self.b, self.db)

    @_backward.setter
    def _backward(self, backward: Backward) -> None:
        if isinstance(self.op, Own):
            vars(self.op).update(backward=backward, slopes=())
        else:
            operands = (self.a, self.b)
            self._define(tuple(v for v in operands if v is not None), backward)

    def _define(self, children: tuple[Base, ...], backward: Backward) -> None:
        """Make this the result of an operation of one's own; without children it is a leaf."""
        for child in children:
            if not isinstance(child, Base):
                raise InputTypeError(
                    f"the children of a Value are Values, got {type(child).__name__}; "
                    "make one of it first: Value(x)"
                )
        if children and modes.blocks:
            modes.refuse_unobserved("makes a Value with a `_backward` of its own")
        if not children or (modes.blocks and not modes.is_recording()):
            self.op = self.a = self.b = self.k = None
            self._sender = backward
            return
        self._text = self._op
        Own(self._text, tuple(dict.fromkeys(children)), backward).describe(self)

    @property
    def args(self) -> tuple[Any, ...]:
        """The operands in order, as tapes list them."""
        if isinstance(self.op, Own):
            self.op.measure(self)  # who asks for operands will ask for slopes
            return (self.a,) if self.b is None else (self.a, self.b)
        return super().args

    # --- the gradient --------------------------------------------------------------------------

    def backward(self, *, create_graph: bool = False) -> None:
        """Call `_backward` of each node that this one depends on, results before operands.

        `grad` of this node is set to 1 before. All others add to what they held, results too: set
        them to 0, or record anew, between two passes that should not add up.

        Parameters
        ----------
        create_graph : bool
            Make the gradients Values, as `autograd.Value.backward` does.

        Raises
        ------
        AnomalyError
            Inside `detect_anomaly`, if a gradient is not finite; elsewhere a GradientWarning says
            where it began. If a pass fails, for whatever reason, no gradient is changed.

        Examples
        --------
        >>> a = Value(3.0)
        >>> b = a + a
        >>> c = b * 2
        >>> c.backward(); c.backward()
        >>> a.grad, b.grad, c.grad
        (12.0, 4.0, 1.0)
        """
        if create_graph:
            super().backward(create_graph=True)
            return
        modes.refuse_unobserved("calls backward while it is recorded")
        order = topological_order(self)
        earlier = [node.grad for node in order]
        try:
            for node in order:
                node.grad = 0.0 if node.grad is None else node.grad
            self.grad = 1.0
            for node in reversed(order):
                _call_hooks(node)
                if isinstance(node, Value):
                    node._backward()
                else:
                    send(node, node.a, node.da, node.b, node.db)
                if isinstance(node.op, Own):
                    node.op.share(node)
            if not all(isfinite(node.grad) for node in order if node.op is None):
                _report(order)
        except BaseException:
            for node, grad in zip(order, earlier, strict=True):
                node.grad = grad
            raise

    def zero_grad(self) -> None:
        """Set the gradients of this node and of all it depends on to 0."""
        for node in topological_order(self):
            node.grad = 0.0

    def detach(self) -> "Value":
        """A leaf with the same number and name: the graph, and the gradient, end here."""
        leaf: Value = _plain(super().detach())
        return leaf

    # --- operators: as micrograd has them, each in terms of +, * and ** ------------------------

    def __add__(self, other: Any) -> Any:
        value = _as_value(other)
        return NotImplemented if value is None else _plain(super().__add__(value))

    def __mul__(self, other: Any) -> Any:
        value = _as_value(other)
        return NotImplemented if value is None else _plain(super().__mul__(value))

    def __pow__(self, other: Any) -> Any:
        power = _plain(super().__pow__(other))
        if isinstance(power, Value) and not isinstance(other, Base):
            power._text = f"**{other}"
        return power

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Base):
            return self * other**-1
        number = as_number(other)
        return NotImplemented if number is None else self * number**-1

    # fmt: off
    def __radd__(self, other: Any) -> Any: return self + other
    def __rmul__(self, other: Any) -> Any: return self * other
    def __rpow__(self, other: Any) -> Any: return _plain(super().__rpow__(other))
    def __neg__(self) -> Any: return self * -1
    def __sub__(self, other: Any) -> Any: return self + (-other)
    def __rsub__(self, other: Any) -> Any: return other + (-self)
    def __rtruediv__(self, other: Any) -> Any: return other * self**-1
    # fmt: on

    def exp(self) -> Any:
        """Exponential, e to the power of this."""
        return _plain(super().exp())

    def tanh(self) -> Any:
        """Hyperbolic tangent."""
        return _plain(super().tanh())

    def _apply_op(self, op: Op, x: Any, y: Any) -> Any:
        """Record a primitive, as ``log(v)`` and numpy ask for it."""
        if op in _AS_TYPED:
            return _AS_TYPED[op](x, y)
        if op is ops.add or op is ops.mul:
            return (Value.__add__ if op is ops.add else Value.__mul__)(self, y if x is self else x)
        return _plain(super()._apply_op(op, x, y))

    # --- as an object --------------------------------------------------------------------------

    def __bool__(self) -> bool:
        """True, as any object: ``if self.b`` asks whether there is a bias, not for its number."""
        return True

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        refuse_own(self, "copied")
        return super().__deepcopy__(memo)

    def __reduce__(self) -> Any:
        refuse_own(self, "pickled")
        return super().__reduce__()


def send(node: Base, a: Base | None, da: float, b: Base | None, db: float) -> None:
    """The rule of `autograd.engine.propagate`, for one node: what a `_backward` does."""
    for operand, slope in ((a, da), (b, db)):
        if operand is not None:
            part = slope * node.grad
            operand.grad = part if operand.grad is None else operand.grad + part


def _as_value(x: Any) -> Base | None:
    """A Value as it is, a number as a leaf, None for anything else."""
    if isinstance(x, Base):
        return x
    number = as_number(x)
    return None if number is None else Value(number)


def _plain(result: Any) -> Any:
    """A result as a node of this class, with a gradient of 0; what is no result as it is."""
    if isinstance(result, Value):
        result.grad = 0.0
        if type(result) is not Value:
            result.__class__ = Value
    return result


def _call_hooks(node: Base) -> None:
    """Call the hooks of the program; that which asks for slopes would call `_backward` again."""
    for hook in node._notes.hooks if node._notes is not None else ():
        if hook is not ask and (changed := hook(node, node.grad)) is not None:
            node.grad = changed


def _report(order: list[Base]) -> None:
    for node in order:
        if isinstance(node.op, Own):
            node.op.measure(node)  # so that it can say where it began
    report_anomaly(order, [float(node.grad) for node in order])
