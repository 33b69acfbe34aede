"""Select by a whole number that may be another one when a program is replayed.

``table[i]`` with a plain int is Python's own. While a function is recorded for replay, a whole
number that is handed in is an `Index`; `select` keeps the choice open, where ``table[i]`` holds for
that one number.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from .errors import ChoiceError, InputTypeError, LengthError

if TYPE_CHECKING:
    from .engine import Value


class Selector(Protocol):
    """Who is told of what an `Index` is used for."""

    def was_read(self, node: Any) -> None:
        """It was taken as a plain int."""

    def was_selected(self, index: "Value", items: "Sequence[Value]", chosen: int) -> "Value":
        """It chose one of the items; what stands for the choice."""


class Index:
    """A whole number handed to a function while it is recorded for replay.

    It can be used wherever an int can. In `select`, as the class of `cross_entropy` and in
    arithmetic it may be another number next time; taken as an int it is that int.

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

    def __init__(self, number: int, node: "Value", selector: Selector) -> None:
        self._number = number
        self.node = node
        self._selector = selector

    def __index__(self) -> int:
        self._selector.was_read(self.node)
        return self._number

    def __int__(self) -> int:
        return self.__index__()

    def __float__(self) -> float:
        return float(self.__index__())

    # fmt: off
    def __add__(self, other: Any) -> Any: return self.node + other
    def __radd__(self, other: Any) -> Any: return other + self.node
    def __sub__(self, other: Any) -> Any: return self.node - other
    def __rsub__(self, other: Any) -> Any: return other - self.node
    def __mul__(self, other: Any) -> Any: return self.node * other
    def __rmul__(self, other: Any) -> Any: return other * self.node
    def __truediv__(self, other: Any) -> Any: return self.node / other
    def __rtruediv__(self, other: Any) -> Any: return other / self.node
    def __pow__(self, other: Any) -> Any: return self.node**other
    def __rpow__(self, other: Any) -> Any: return other**self.node
    def __neg__(self) -> Any: return -self.node
    def __abs__(self) -> Any: return abs(self.node)
    def __lt__(self, other: Any) -> Any: return self.node < other
    def __le__(self, other: Any) -> Any: return self.node <= other
    def __gt__(self, other: Any) -> Any: return self.node > other
    def __ge__(self, other: Any) -> Any: return self.node >= other
    # fmt: on

    def __eq__(self, other: object) -> bool:
        return self.__index__() == (other._number if isinstance(other, Index) else other)

    def __hash__(self) -> int:
        return hash(self.__index__())

    def __repr__(self) -> str:
        return f"Index({self._number})"

    def choose(self, items: Sequence[Any]) -> Any:
        """The item of this number, or of another one when it is replayed."""
        if isinstance(items[0], list | tuple):
            return [self.choose(column) for column in zip(*items, strict=True)]
        from .engine import Value  # noqa: PLC0415  functions import this module, engine does not

        nodes = [item if isinstance(item, Value) else Value(item) for item in items]
        return self._selector.was_selected(self.node, nodes, self._number)


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
    >>> from autograd import Value
    >>> select([[Value(0.1), Value(0.2)], [Value(0.3), Value(0.4)]], 1)
    [Value(0.3), Value(0.4)]
    """
    if len(items) == 0:
        raise LengthError("select needs at least one item, got none")
    if isinstance(index, Index):
        number = index._number
    else:
        try:
            number = index.__index__()
        except AttributeError:
            raise InputTypeError(
                f"select takes a whole number to choose by, got {type(index).__name__}"
            ) from None
    if not 0 <= number < len(items):
        raise ChoiceError(
            f"to choose among {len(items)} takes a number from 0 to {len(items) - 1}, got {number}"
        )
    return index.choose(items) if isinstance(index, Index) else items[number]
