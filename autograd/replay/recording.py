"""Run a function once, on Values, and keep what it did: its graph and what it looked at.

A function may look at a number, and do something else for another: ``if x > 0``, ``float(x)``,
``range(int(x))``. Each look is kept as a guard, with how it came out: the graph holds for whatever
numbers give the same answers. A leaf that was made of a number (`Value.detach`) stays tied to it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import modes
from ..anomaly import source_line
from ..engine import Value
from ..errors import InputTypeError
from ..selecting import Index
from .graph import CONSTANT, DETACH, GUARDS, INPUT, PARAMETER, SELECT, Graph


@dataclass
class Look:
    """A number that was looked at."""

    sign: str
    x: Value
    y: Value | float
    holds: bool
    place: str  # file:line

    def __str__(self) -> str:
        other = self.y.data if isinstance(self.y, Value) else self.y
        name = self.x.label or "a number"
        if self.sign == "==":
            return f"{name} was read as {other!r} at {self.place}"
        return f"{name} {self.sign} {other!r} was {self.holds} at {self.place}"


@dataclass
class Recording:
    """What a function did.

    Attributes
    ----------
    inputs : list of Value
        The leaves that stand for its inputs.
    outputs : list of (Value or float)
        What it returned.
    looks : list of Look
        The numbers it looked at.
    links : dict
        Leaves that were made of other nodes, by id: the leaf, the op and the operands.
    """

    inputs: list[Value] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)
    is_list: bool = False
    looks: list[Look] = field(default_factory=list)
    links: dict[int, tuple[Value, str, tuple[Value, ...]]] = field(default_factory=dict)

    # --- what the engine tells an observer -----------------------------------------------------

    def was_read(self, node: Any) -> None:
        """A number left the graph: what came of it holds for that number only."""
        self._look("==", node, node._data, holds=True)

    def was_compared(self, sign: str, node: Any, other: Any, holds: bool) -> None:
        """A comparison: what came of it holds while it comes out so."""
        if isinstance(other, Value):
            self._look(sign, node, other, holds=bool(holds))
        else:
            self._look(sign, node, float(other), holds=bool(holds))

    def was_detached(self, leaf: Any, node: Any) -> None:
        """A leaf has the number of a node."""
        self.links[id(leaf)] = (leaf, DETACH, (node,))

    def was_selected(self, index: Value, items: Sequence[Value], chosen: int) -> Value:
        """An item was selected by a whole number; the leaf that stands for it."""
        leaf = Value(items[chosen]._data)
        self.links[id(leaf)] = (leaf, SELECT, (index, *items))
        return leaf

    def _look(self, sign: str, x: Value, y: Value | float, *, holds: bool) -> None:
        self.looks.append(Look(sign, x, y, holds, source_line()))

    # --- the graph -----------------------------------------------------------------------------

    def order(self) -> list[Value]:
        """All nodes that a result or a look depends on, operands first."""
        roots = [x for x in self.outputs if isinstance(x, Value)]
        for look in self.looks:
            roots += [x for x in (look.x, look.y) if isinstance(x, Value)]
        order: list[Value] = []
        listed: set[int] = set()
        entered: set[int] = set()
        stack: list[Any] = roots[::-1]
        while stack:
            node = stack[-1]
            key = id(node)
            if key in listed:
                stack.pop()
            elif key in entered or (node.op is None and key not in self.links):
                stack.pop()
                listed.add(key)
                order.append(node)
            else:
                entered.add(key)
                if node.op is None:
                    stack += self.links[key][2][::-1]
                    continue
                if node.b is not None:
                    stack.append(node.b)
                if node.a is not None:
                    stack.append(node.a)
        return order

    def graph(self, parameters: dict[int, int]) -> Graph:
        """The graph of it.

        Parameters
        ----------
        parameters : dict of int to int
            By the id of a leaf the place among the parameters; all other leaves are constants.
        """
        graph = Graph()
        line: dict[int, int] = {}
        for place, node in enumerate(self.inputs):
            line[id(node)] = graph.add(INPUT, (), float(place))

        def operand(x: Any) -> int:
            return line[id(x)] if isinstance(x, Value) else graph.constant(float(x))

        for node in self.order():
            if id(node) in line:
                continue
            if id(node) in self.links:
                _, op, sources = self.links[id(node)]
                line[id(node)] = graph.add(op, tuple([line[id(x)] for x in sources]))
            elif node.op is not None:
                a, b = node.a, node.b
                k = 0.0 if node.k is None else node.k
                first = graph.constant(k) if a is None else line[id(a)]
                if node.op.arity == 1:
                    args: tuple[int, ...] = (first,)
                else:
                    args = (first, graph.constant(k) if b is None else line[id(b)])
                line[id(node)] = graph.add(node.op, args)
            elif id(node) in parameters:
                line[id(node)] = graph.add(PARAMETER, (), float(parameters[id(node)]))
            else:
                line[id(node)] = graph.add(CONSTANT, (), node._data)
        graph.results["values"] = [operand(x) for x in self.outputs]
        graph.results["guards"] = [
            graph.add(GUARDS[look.sign, look.holds], (operand(look.x), operand(look.y)))
            for look in self.looks
        ]
        return graph


def record(f: Callable[..., Any], args: Sequence[Any]) -> Recording:
    """Call a function with Values in place of numbers.

    Parameters
    ----------
    f : callable
        Takes numbers, whole numbers, and lists of them; returns a number or a flat list of numbers.
    args : sequence
        Numbers, and nested lists of them. An int stays a whole number: an `Index`.
    """
    recording = Recording()
    with modes.observed_by(None):
        handed = [_handed(arg, recording) for arg in args]
    with modes.observed_by(recording):
        output = f(*handed)
    recording.is_list = not isinstance(output, Value) and isinstance(output, Iterable)
    recording.outputs = list(output) if recording.is_list else [output]
    for x in recording.outputs:
        if not isinstance(x, Value | float | int):
            raise InputTypeError(
                f"replay takes a function that returns a Value or a list of Values, got "
                f"{type(x).__name__} from {getattr(f, '__name__', 'it')}"
            )
    return recording


def _handed(arg: Any, recording: Recording) -> Any:
    if isinstance(arg, list):
        return [_handed(item, recording) for item in arg]
    leaf = Value(arg, role="input")
    recording.inputs.append(leaf)
    return Index(arg, leaf, recording) if isinstance(arg, int) else leaf
