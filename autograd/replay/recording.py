"""Run a function once, on Values, and keep what it did: its graph and what it looked at.

A function may look at a number, and do something else for another: ``if x > 0``, ``float(x)``,
``range(int(x))``. Each look is kept as a guard, with how it came out: the graph holds for whatever
numbers give the same answers. A leaf that was made of a number (`Value.detach`) stays tied to it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from .. import modes
from ..anomaly import source_line
from ..engine import Value
from ..errors import InputTypeError, ReplayError
from ..selecting import Index
from .graph import CONSTANT, DETACH, INPUT, PARAMETER, SELECT, Graph, guard


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
    made : list
        What it made, in that order: nodes; and leaves that depend on others, each with what makes
        it, its operands, and whether no gradient flows through it.
    """

    inputs: list[Value] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)
    is_list: bool = False
    looks: list[Look] = field(default_factory=list)
    made: list[Any] = field(default_factory=list)

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

    def was_made(self, node: Any, *, detached: bool) -> None:
        """An operation; inside `no_grad` its result is a leaf with the number of a node."""
        self.made.append((node, node.op, node.args, True) if detached else node)

    def was_detached(self, leaf: Any, node: Any) -> None:
        """A leaf has the number of a node."""
        self.made.append((leaf, DETACH, (node,), False))

    def was_selected(self, index: Value, items: Sequence[Value], chosen: int) -> Value:
        """An item was selected by a whole number; the leaf that stands for it."""
        leaf = Value(items[chosen]._data)
        self.made.append((leaf, SELECT, (index, *items), False))
        return leaf

    def _look(self, sign: str, x: Value, y: Value | float, *, holds: bool) -> None:
        self.looks.append(Look(sign, x, y, holds, source_line()))

    def _refuse_hooks(self) -> None:
        for entry in self.made:
            node = entry[0] if isinstance(entry, tuple) else entry
            if node._notes is not None and node._notes.hooks:
                refuse_hook(node)

    # --- the graph -----------------------------------------------------------------------------

    def graph(self) -> tuple[Graph, dict[int, tuple[Value, int]]]:
        """The graph of it, and by id the leaves it used that it was not handed, with their lines.

        They are constants in the graph, until `as_parameters` says which are none.
        """
        self._refuse_hooks()
        graph = Graph()
        line: dict[int, int] = {}
        leaves: dict[int, tuple[Value, int]] = {}
        for place, node in enumerate(self.inputs):
            line[id(node)] = graph.add(INPUT, (), float(place))

        def operand(x: Any) -> int:
            if not isinstance(x, Value):
                return graph.constant(float(x))
            found = line.get(id(x))
            if found is None:
                found = line[id(x)] = graph.add(CONSTANT, (), x._data)
                leaves[id(x)] = (x, found)
            return found

        for entry in self.made:
            if isinstance(entry, tuple):
                leaf, op, operands, is_detached = entry
                made = graph.add(op, tuple([operand(x) for x in operands]))
                line[id(leaf)] = graph.add(DETACH, (made,)) if is_detached else made
                continue
            a, b = entry.a, entry.b
            first = operand(entry.k or 0.0 if a is None else a)
            if entry.op.arity == 1:
                line[id(entry)] = graph.add(entry.op, (first,))
            else:
                second = operand(entry.k or 0.0 if b is None else b)
                line[id(entry)] = graph.add(entry.op, (first, second))
        graph.results["values"] = [operand(x) for x in self.outputs]
        graph.results["guards"] = [
            graph.add(guard(look.sign, look.holds), (operand(look.x), operand(look.y)))
            for look in self.looks
        ]
        return graph, leaves


def refuse_hook(node: Value) -> NoReturn:
    """Say that a node with a hook cannot be replayed."""
    raise ReplayError(
        f"a hook on {node!r} cannot be replayed: nobody would call it; call the function without "
        "replay, or leave the hook out"
    )


def as_parameters(
    graph: Graph, leaves: dict[int, tuple[Value, int]], places: dict[int, int]
) -> None:
    """Make lines of a graph parameters: those of leaves that have a place among them, by id."""
    for key, (_, line) in leaves.items():
        if key in places:
            graph.ops[line], graph.numbers[line] = PARAMETER, float(places[key])


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
