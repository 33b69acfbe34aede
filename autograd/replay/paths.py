"""Ways through a function: what each looked at, its programs, and what tells them apart."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..collector import collector_paused
from ..engine import Value
from ..errors import ReplayError
from .graph import DETACH, PARAMETER, Graph
from .program import Program, with_gradients
from .recording import Look, Recording, refuse_hook

Key = tuple[Any, ...]


@dataclass(eq=False)
class Path:
    """One way through a function: what it looked at, and the programs of its graph.

    Attributes
    ----------
    parameters : int
        How many there are, of this path and of those before it.
    used : frozenset of int
        Those that get a gradient on this path; to others `backward` gives none.
    """

    key: Key
    looks: list[Look]
    graph: Graph
    is_list: bool
    parameters: int
    used: frozenset[int]
    programs: dict[tuple[bool, bool], Program] = field(default_factory=dict)

    def program(self, columns: int, *, rows: bool, gradients: bool, by_inputs: bool) -> Program:
        """The program of it that gives what is asked for."""
        wanted = (gradients, by_inputs)
        if wanted not in self.programs:
            with collector_paused():
                graph = with_gradients(
                    self.graph,
                    columns,
                    self.parameters,
                    rows=rows,
                    gradients=gradients,
                    by_inputs=by_inputs,
                )
            self.programs[wanted] = Program(graph, columns, self.parameters)
        return self.programs[wanted]


def used_parameters(graph: Graph) -> frozenset[int]:
    """The parameters that the value depends on, other than through what is detached."""
    reached = [False] * len(graph)
    for line in graph.results["values"]:
        reached[line] = True
    for line in range(len(graph) - 1, -1, -1):
        if reached[line] and graph.ops[line] != DETACH:
            for arg in graph.args[line]:
                reached[arg] = True
    return frozenset(
        int(number) for line, op, _, number in graph if op == PARAMETER and reached[line]
    )


def key_of(taken: Recording) -> Key:
    """How every look came out, and of numbers that were read which they were."""
    return tuple(map(answer_of, taken.looks))


def another_path(before: Path, now: Path, row: int) -> tuple[str, str]:
    """Where two paths part, and what to say of it."""
    for old, new in zip(before.looks, now.looks, strict=False):
        if answer_of(old) != answer_of(new):
            place, what = old.place, f"{old}; for row {row} {new}"
            break
    else:
        place = ""
        what = f"it looks at {len(now.looks)} numbers, and at {len(before.looks)} before"
    return place, (
        f"another path through the function was recorded, and rows are shared out among them: "
        f"{what}. To keep one path, use operations that choose by themselves: relu, maximum, select"
    )


def answer_of(look: Look) -> Key:
    """How a look came out; of a number that was read, which it was."""
    return look.sign, look.holds, look.y if look.sign == "==" else None


def refuse_others(graph: Graph, other: Graph, f: Callable[..., Any], when: str) -> None:
    """Refuse a function that does something else each time."""
    if len(graph) != len(other) or graph.ops != other.ops or graph.args != other.args:
        what = f"{len(graph)} lines and then {len(other)}, or other operations"
    else:
        differ = [
            (x, y)
            for x, y in zip(graph.numbers, other.numbers, strict=True)
            if x != y and not (x != x and y != y)
        ]
        if not differ:
            return
        what = f"the constant {differ[0][0]!r} and then {differ[0][1]!r}"
    raise ReplayError(
        f"{name_of(f)} cannot be replayed: {when} it recorded {what}; pass what differs (random "
        "numbers, a counter) as an argument"
    )


def refuse_another_shape(before: Path, now: Path, f: Callable[..., Any]) -> None:
    """Refuse a function that returns so many numbers on one path and others on another."""
    counts = [len(path.graph.results["values"]) for path in (before, now)]
    if counts[0] != counts[1] or before.is_list != now.is_list:
        raise ReplayError(
            f"{name_of(f)} returns {counts[0]} numbers on one path and {counts[1]} on another, or "
            "a list on one of them only; rows must have as many results each"
        )


def refuse_result(node: Value, f: Callable[..., Any]) -> None:
    """Refuse a leaf with a hook, and what was computed before: its operands would get nothing."""
    if node._notes is not None and node._notes.hooks:
        refuse_hook(node)
    if node.op is not None:
        raise ReplayError(
            f"{name_of(f)} uses {node!r}, the result of {node.op.name} from before it was called; "
            "no gradient would reach what that was computed from: compute it in the function, or "
            "use node.detach()"
        )


def name_of(f: Callable[..., Any]) -> str:
    """What to call a function in messages."""
    return str(getattr(f, "__qualname__", type(f).__name__))
