"""Select by a whole number that may be another one when a program is replayed.

``table[i]`` with a plain int is Python's own. While a function is recorded for replay, a whole
number that is handed in is an `Index`; `select` keeps the choice open, where ``table[i]`` holds for
that one number.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from .engine import Value
from .errors import ChoiceError, InputTypeError, LengthError
from .numeric import as_float
from .op import Op


class Selector(Protocol):
    """Who is told of what an `Index` is used for."""

    def was_read(self, node: Any) -> None:
        """It was taken as a plain int."""

    def was_selected(self, index: Value, items: Sequence[Value], chosen: int) -> Value:
        """It chose one of the items; what stands for the choice."""


class Index:
    """A whole number handed to a function while it is recorded for replay.

    It can be used as an int. In `select`, as the class of `cross_entropy`, in comparisons and in
    arithmetic with floats and Values it may be another number next time; taken as an int, as in
    ``range(i)`` or ``i + 1``, it is that int, and what comes of it holds for that one only.

    Parameters
    ----------
    number : int
        The number at this time.
    node : Value
        The leaf that stands for it.
    selector : Selector
        Who is told what it is used for.
    """

    __slots__ = ("_number", "_selector", "node")

    def __init__(self, number: int, node: Value, selector: Selector) -> None:
        self._number = number
        self._selector = selector
        self.node = node

    def __index__(self) -> int:
        self._selector.was_read(self.node)
        return self._number

    def __float__(self) -> float:
        return float(self.node)

    def __bool__(self) -> bool:
        return bool(self.node)

    def __eq__(self, other: object) -> bool:
        return self.__index__() == other

    def __hash__(self) -> int:
        return hash(self.__index__())

    def __repr__(self) -> str:
        return f"Index({self._number})"

    def __format__(self, spec: str) -> str:
        return format(self.__index__(), spec)

    def _beside(self, other: Any) -> Any:
        """What stands for it beside an operand: an int beside ints, else the Value."""
        return self.__index__() if isinstance(other, int | Index) else self.node

    # fmt: off
    __int__ = __trunc__ = __index__
    def __str__(self) -> str: return str(self.__index__())
    def __add__(self, other: Any) -> Any: return self._beside(other) + other
    def __radd__(self, other: Any) -> Any: return other + self._beside(other)
    def __sub__(self, other: Any) -> Any: return self._beside(other) - other
    def __rsub__(self, other: Any) -> Any: return other - self._beside(other)
    def __mul__(self, other: Any) -> Any: return self._beside(other) * other
    def __rmul__(self, other: Any) -> Any: return other * self._beside(other)
    def __truediv__(self, other: Any) -> Any: return self._beside(other) / other
    def __rtruediv__(self, other: Any) -> Any: return other / self._beside(other)
    def __pow__(self, other: Any) -> Any: return self._beside(other) ** other
    def __rpow__(self, other: Any) -> Any: return other ** self._beside(other)
    def __floordiv__(self, other: Any) -> Any: return self.__index__() // other
    def __rfloordiv__(self, other: Any) -> Any: return other // self.__index__()
    def __mod__(self, other: Any) -> Any: return self.__index__() % other
    def __rmod__(self, other: Any) -> Any: return other % self.__index__()
    def __divmod__(self, other: Any) -> Any: return divmod(self.__index__(), other)
    def __and__(self, other: Any) -> Any: return self.__index__() & other
    def __neg__(self) -> int: return -self.__index__()
    def __abs__(self) -> int: return abs(self.__index__())
    def __lt__(self, other: Any) -> Any: return self.node < _node_of(other)
    def __le__(self, other: Any) -> Any: return self.node <= _node_of(other)
    def __gt__(self, other: Any) -> Any: return self.node > _node_of(other)
    def __ge__(self, other: Any) -> Any: return self.node >= _node_of(other)
    # fmt: on

    def _apply_op(self, op: Op, x: Any, y: Any) -> Any:
        """Let primitives called as functions record: ``exp(i)``."""
        return op(*[_node_of(operand) for operand in (x, y)[: op.arity]])

    def choose(self, items: Sequence[Any]) -> Any:
        """The item of this number, or of another one when it is replayed."""
        if isinstance(items[0], list | tuple):
            return [self.choose(column) for column in zip(*items, strict=True)]
        nodes = [item if isinstance(item, Value) else Value(item) for item in items]
        return self._selector.was_selected(self.node, nodes, self._number)


def _node_of(x: Any) -> Any:
    return x.node if isinstance(x, Index) else x


def operand(x: Any, where: str) -> Any:
    """A Value as it is, a whole number of a replay as its Value, a plain number as a float.

    Raises
    ------
    InputTypeError
        If it is none of these; `where` says what it was to be.

    Examples
    --------
    >>> operand(Value(1.0), "a score"), operand(2, "a score")
    (Value(1.0), 2.0)
    """
    x = _node_of(x)
    return x if isinstance(x, Value) else as_float(x, where)


def select(items: Sequence[Any], index: Any) -> Any:
    """The item of that number, counted from 0; a negative one is refused.

    Parameters
    ----------
    items : sequence of (Value or float), or of lists of these
        What to choose from: the rows of an embedding, the scores of classes.
    index : int
        Which. While a function is recorded for replay the choice stays open: it is made anew from
        the number that is handed in then.

    Raises
    ------
    ChoiceError
        If there is no item of that number.

    Examples
    --------
    >>> select([[Value(0.1), Value(0.2)], [Value(0.3), Value(0.4)]], 1)
    [Value(0.3), Value(0.4)]
    """
    if len(items) == 0:
        raise LengthError("select needs at least one item, got none")
    is_open = isinstance(index, Index)
    if not is_open and not hasattr(index, "__index__"):
        raise InputTypeError(
            f"select takes a whole number to choose by, got {type(index).__name__}"
        )
    number = index._number if is_open else index.__index__()
    if not 0 <= number < len(items):
        raise ChoiceError(
            f"to choose among {len(items)} takes a number from 0 to {len(items) - 1}, got {number}"
        )
    return index.choose(items) if is_open else items[number]
