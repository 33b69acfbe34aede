"""Node: what a number in a graph has besides the graph.

A name and a role, hooks, functions by name, and its behaviour as a plain number. How it is recorded
and differentiated stands in `engine.py`.
"""

from collections.abc import Callable
from typing import Any

from . import interop, ops

Hook = Callable[[Any, Any], Any]


class Notes:
    """What few nodes have; kept apart from the node, to keep nodes small.

    Attributes
    ----------
    label : str
        The name the user gave, or the dotted path of a parameter.
    role : str
        ``"input"``, ``"parameter"``, ``"output"``, ``"loss"``, or empty if nobody said.
    hooks : tuple of callable
        Called in a backward pass.
    source : str
        ``file:line`` of the operation, known if it was recorded inside `detect_anomaly`.
    """

    __slots__ = ("hooks", "label", "role", "source")

    def __init__(self, label: str = "", role: str = "", source: str = "") -> None:
        self.label = label
        self.role = role
        self.source = source
        self.hooks: tuple[Hook, ...] = ()


class Node:
    """A number with a name; the base of `autograd.Value`.

    Comparisons look at the number; ``==`` and hash at identity, as any object's do.
    """

    __slots__ = ("_notes", "data")

    data: float
    _notes: Notes | None

    @property
    def label(self) -> str:
        """The name of this node, or an empty text."""
        return self._notes.label if self._notes is not None else ""

    @label.setter
    def label(self, label: str) -> None:
        self._note().label = label

    @property
    def role(self) -> str:
        """What it is in the model: input, parameter, output or loss, or empty if nobody said."""
        return self._notes.role if self._notes is not None else ""

    @role.setter
    def role(self, role: str) -> None:
        self._note().role = role

    def _note(self) -> Notes:
        if self._notes is None:
            self._notes = Notes()
        return self._notes

    def register_hook(self, hook: Hook) -> None:
        """Call ``hook(node, gradient)`` in each backward pass, once the gradient is complete.

        What it returns replaces the gradient of this pass, unless it is None.

        Examples
        --------
        >>> from autograd import Value
        >>> x = Value(2.0)
        >>> h = x * 3
        >>> h.register_hook(lambda node, gradient: print("reached", node.data, gradient))
        >>> (h * 5).backward()
        reached 6.0 5.0
        """
        notes = self._note()
        notes.hooks = (*notes.hooks, hook)

    # As a plain number, and for numpy.
    # fmt: off
    def __float__(self) -> float: return float(self.data)
    def __int__(self) -> int: return int(self.data)
    def __bool__(self) -> bool: return self.data != 0.0
    def __round__(self, digits: int | None = None) -> float: return round(self.data, digits)
    def __format__(self, spec: str) -> str: return format(self.data, spec) if spec else repr(self)
    def __lt__(self, other: Any) -> Any: return self.data < _plain(other)
    def __le__(self, other: Any) -> Any: return self.data <= _plain(other)
    def __gt__(self, other: Any) -> Any: return self.data > _plain(other)
    def __ge__(self, other: Any) -> Any: return self.data >= _plain(other)
    # fmt: on

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Let numpy's functions record: ``np.exp(v)``, ``array * v``."""
        return interop.apply_ufunc(ufunc, method, inputs, options)

    # The primitives as methods, one line each.
    # fmt: off
    def __abs__(self) -> Any: return ops.abs_(self)
    def maximum(self, other: Any) -> Any: return ops.maximum(self, other)
    def minimum(self, other: Any) -> Any: return ops.minimum(self, other)
    def reciprocal(self) -> Any: return ops.reciprocal(self)
    def square(self) -> Any: return ops.square(self)
    def expm1(self) -> Any: return ops.expm1(self)
    def log(self) -> Any: return ops.log(self)
    def log1p(self) -> Any: return ops.log1p(self)
    def log2(self) -> Any: return ops.log2(self)
    def log10(self) -> Any: return ops.log10(self)
    def sqrt(self) -> Any: return ops.sqrt(self)
    def cbrt(self) -> Any: return ops.cbrt(self)
    def hypot(self, other: Any) -> Any: return ops.hypot(self, other)
    def sin(self) -> Any: return ops.sin(self)
    def cos(self) -> Any: return ops.cos(self)
    def tan(self) -> Any: return ops.tan(self)
    def asin(self) -> Any: return ops.asin(self)
    def acos(self) -> Any: return ops.acos(self)
    def atan(self) -> Any: return ops.atan(self)
    def atan2(self, other: Any) -> Any: return ops.atan2(self, other)
    def sinh(self) -> Any: return ops.sinh(self)
    def cosh(self) -> Any: return ops.cosh(self)
    def asinh(self) -> Any: return ops.asinh(self)
    def acosh(self) -> Any: return ops.acosh(self)
    def atanh(self) -> Any: return ops.atanh(self)
    def erf(self) -> Any: return ops.erf(self)
    def sigmoid(self) -> Any: return ops.sigmoid(self)
    def softplus(self) -> Any: return ops.softplus(self)
    def relu(self) -> Any: return ops.relu(self)
    def leaky_relu(self, slope: Any = 0.01) -> Any: return ops.leaky_relu(self, slope)
    def elu(self, alpha: Any = 1.0) -> Any: return ops.elu(self, alpha)
    def silu(self) -> Any: return ops.silu(self)
    def gelu(self) -> Any: return ops.gelu(self)
    def floor(self) -> Any: return ops.floor(self)
    def ceil(self) -> Any: return ops.ceil(self)
    def round(self) -> Any: return ops.round_(self)
    def sign(self) -> Any: return ops.sign(self)
    def step(self) -> Any: return ops.step(self)

    # What numpy calls them on the elements of an array.
    def arcsin(self) -> Any: return ops.asin(self)
    def arccos(self) -> Any: return ops.acos(self)
    def arctan(self) -> Any: return ops.atan(self)
    def arctan2(self, other: Any) -> Any: return ops.atan2(self, other)
    def arcsinh(self) -> Any: return ops.asinh(self)
    def arccosh(self) -> Any: return ops.acosh(self)
    def arctanh(self) -> Any: return ops.atanh(self)
    def rint(self) -> Any: return ops.round_(self)
    # fmt: on


def _plain(x: Any) -> Any:
    return x.data if isinstance(x, Node) else x
