"""Node: what a number in a graph has besides the graph.

A name and a role, hooks, copies, the primitives as methods, and its behaviour as a plain number.
How it is recorded and differentiated stands in `engine.py`.
"""

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import interop, modes, ops
from .compiling import mypyc_attr
from .display import mime_bundle
from .errors import unknown_choice
from .numeric import as_float, comparable

if TYPE_CHECKING:
    from .engine import Value

# A primitive gives a float or a Value, as it is given floats or Values: here, Values.
# mypy: disable-error-code="no-any-return"

Hook = Callable[[Any, Any], Any]


ROLES = ("", "input", "parameter", "output", "loss")


class Notes:
    """What few nodes have; kept apart from the node, to keep nodes small.

    Attributes
    ----------
    label : str
        The name the user gave, or the dotted path of a parameter.
    role : str
        ``"input"``, ``"parameter"``, ``"output"``, ``"loss"``, or empty if nobody said.
    path : str
        Where it belongs in a model, as a dotted path; empty outside of modules.
    model : object
        What all nodes of one model have in common, and no others; None outside of modules.
    hooks : tuple of callable
        Called in a backward pass.
    source : str
        ``file:line`` of the operation, known if it was recorded inside `detect_anomaly`.
    """

    __slots__ = ("hooks", "label", "model", "path", "role", "source")

    def __init__(
        self,
        label: str = "",
        role: str = "",
        path: str = "",
        source: str = "",
        model: object = None,
    ) -> None:
        self.label = label
        self.role = role
        self.path = path
        self.source = source
        self.model = model
        self.hooks: tuple[Hook, ...] = ()


@mypyc_attr(allow_interpreted_subclasses=True)
class Node:
    """A number with a name; the base of `autograd.Value`.

    Comparisons look at the number; ``==`` and hash at identity, as any object's do.
    """

    __slots__ = ("_data", "_notes", "grad")

    _data: float
    grad: Any
    _notes: Notes | None

    @property
    def data(self) -> float:
        """The number. Assigning to it changes later operations, never what was recorded before."""
        if modes.blocks and (observer := modes.observer()) is not None:
            observer.was_read(self)
        return self._data

    @data.setter
    def data(self, data: object) -> None:
        modes.refuse_unobserved("assigns to data while it is recorded")
        self._data = as_float(data, "data")

    @property
    def label(self) -> str:
        """The name of this node, or an empty text."""
        return self._notes.label if self._notes is not None else ""

    @label.setter
    def label(self, label: object) -> None:
        self._note().label = str(label)

    @property
    def role(self) -> str:
        """What it is in the model: input, parameter, output or loss, or empty if nobody said."""
        return self._notes.role if self._notes is not None else ""

    @role.setter
    def role(self, role: object) -> None:
        if role not in ROLES:
            raise unknown_choice("role", role, filter(None, ROLES))
        self._note().role = str(role)

    @property
    def path(self) -> str:
        """Where it belongs in a model: of a parameter its dotted path, of an output its module's.

        Unlike the label it is not for the user to choose, and all samples share it. Empty outside
        of modules.
        """
        return self._notes.path if self._notes is not None else ""

    @property
    def model(self) -> object:
        """What the parameters and outputs of one model share, and no others; None outside of one.

        Two models may have the same paths; this tells their nodes apart.
        """
        return self._notes.model if self._notes is not None else None

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

    def run_hooks(self, gradient: Any) -> Any:
        """Call the hooks with a complete gradient, each with what the last one left of it."""
        for hook in self._notes.hooks if self._notes is not None else ():
            changed = hook(self, gradient)
            gradient = gradient if changed is None else changed
        return gradient

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        grad = "" if self.grad is None else f", grad={self.grad!r}"
        return f"{type(self).__name__}({float(self.data)!r}{label}{grad})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> Any:
        return mime_bundle(self, "Value", include, exclude)

    def __deepcopy__(self: Any, memo: dict[int, Any]) -> Any:
        from .copying import deep_copy  # noqa: PLC0415  it imports this module

        return deep_copy(self, memo)

    def __reduce__(self: Any) -> Any:
        from .copying import pack  # noqa: PLC0415  it imports this module

        return pack(self)

    # As a plain number, and for numpy.
    # fmt: off
    def __float__(self) -> float: return float(self.data)
    def __int__(self) -> int: return int(self.data)
    def __bool__(self) -> bool: return _compare("!=", operator.ne, self, 0.0)
    def __round__(self, digits: Any = None) -> Any: return round(self.data, digits)
    def __format__(self, spec: str) -> str: return format(self.data, spec) if spec else repr(self)
    def __lt__(self, other: Any) -> Any: return _compare("<", operator.lt, self, other)
    def __le__(self, other: Any) -> Any: return _compare("<=", operator.le, self, other)
    def __gt__(self, other: Any) -> Any: return _compare(">", operator.gt, self, other)
    def __ge__(self, other: Any) -> Any: return _compare(">=", operator.ge, self, other)
    # fmt: on

    def __ne__(self, other: object) -> Any:
        """Not ``==``, which a subclass may define, and a compiled class does not look at."""
        differ: Any = object.__ne__  # gives a bool or NotImplemented
        return differ(self, other)

    def __hash__(self) -> int:
        """By identity, which a compiled class with comparisons does not inherit."""
        return object.__hash__(self)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Let numpy's functions record: ``np.exp(v)``, ``array * v``."""
        return interop.apply_ufunc(ufunc, method, inputs, options)

    # The primitives as methods, one line each.
    # fmt: off
    def __abs__(self) -> "Value": return ops.abs_(self)
    def maximum(self, other: Any) -> "Value": return ops.maximum(self, other)
    def minimum(self, other: Any) -> "Value": return ops.minimum(self, other)
    def reciprocal(self) -> "Value": return ops.reciprocal(self)
    def square(self) -> "Value": return ops.square(self)
    def expm1(self) -> "Value": return ops.expm1(self)
    def log(self) -> "Value": return ops.log(self)
    def log1p(self) -> "Value": return ops.log1p(self)
    def log2(self) -> "Value": return ops.log2(self)
    def log10(self) -> "Value": return ops.log10(self)
    def sqrt(self) -> "Value": return ops.sqrt(self)
    def cbrt(self) -> "Value": return ops.cbrt(self)
    def hypot(self, other: Any) -> "Value": return ops.hypot(self, other)
    def sin(self) -> "Value": return ops.sin(self)
    def cos(self) -> "Value": return ops.cos(self)
    def tan(self) -> "Value": return ops.tan(self)
    def asin(self) -> "Value": return ops.asin(self)
    def acos(self) -> "Value": return ops.acos(self)
    def atan(self) -> "Value": return ops.atan(self)
    def atan2(self, other: Any) -> "Value": return ops.atan2(self, other)
    def sinh(self) -> "Value": return ops.sinh(self)
    def cosh(self) -> "Value": return ops.cosh(self)
    def asinh(self) -> "Value": return ops.asinh(self)
    def acosh(self) -> "Value": return ops.acosh(self)
    def atanh(self) -> "Value": return ops.atanh(self)
    def erf(self) -> "Value": return ops.erf(self)
    def sigmoid(self) -> "Value": return ops.sigmoid(self)
    def softplus(self) -> "Value": return ops.softplus(self)
    def relu(self) -> "Value": return ops.relu(self)
    def leaky_relu(self, slope: Any = 0.01) -> "Value": return ops.leaky_relu(self, slope)
    def elu(self, alpha: Any = 1.0) -> "Value": return ops.elu(self, alpha)
    def silu(self) -> "Value": return ops.silu(self)
    def gelu(self) -> "Value": return ops.gelu(self)
    def floor(self) -> "Value": return ops.floor(self)
    def ceil(self) -> "Value": return ops.ceil(self)
    def round(self) -> "Value": return ops.round_(self)
    def sign(self) -> "Value": return ops.sign(self)
    def step(self) -> "Value": return ops.step(self)

    # What numpy calls them on the elements of an array.
    def arcsin(self) -> "Value": return ops.asin(self)
    def arccos(self) -> "Value": return ops.acos(self)
    def arctan(self) -> "Value": return ops.atan(self)
    def arctan2(self, other: Any) -> "Value": return ops.atan2(self, other)
    def arcsinh(self) -> "Value": return ops.asinh(self)
    def arccosh(self) -> "Value": return ops.acosh(self)
    def arctanh(self) -> "Value": return ops.atanh(self)
    def conjugate(self) -> Any: return self
    def rint(self) -> "Value": return ops.round_(self)
    # fmt: on


def copy_notes(node: Node, other: Node) -> None:
    """Give another node the names of this one; hooks, which are functions, stay behind."""
    if (notes := node._notes) is not None:
        other._notes = Notes(notes.label, notes.role, notes.path, notes.source, notes.model)


def _compare(sign: str, compare: Callable[[Any, Any], Any], node: Node, other: Any) -> Any:
    """Compare the numbers of two nodes, or of a node and what else it is compared with."""
    other = comparable(other, sign)
    holds = compare(node._data, other._data if isinstance(other, Node) else other)
    if modes.blocks and (observer := modes.observer()) is not None:
        observer.was_compared(sign, node, other, holds)
    return holds
