"""Which numbers of a graph are known at one moment: after a backward pass, or halfway."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograd import Tape, Trace
from autograd.tape import Instruction

Edge = tuple[int, int]
"""The number of a result, and which of its operands."""


@dataclass(slots=True)
class State:
    """What is known; None is "not computed yet".

    Attributes
    ----------
    values, gradients : list of (float or None)
        One for each instruction of the tape.
    flows : dict of Edge to float
        What has flowed back along each edge so far.
    awaiting : dict of int to int
        The nodes whose gradient will still grow, with the number of contributions to come.
    """

    values: list[float | None]
    gradients: list[float | None]
    flows: dict[Edge, float]
    awaiting: dict[int, int] = field(default_factory=dict)


def recorded(
    lines: Tape, gradients: Sequence[float | None], values: Sequence[float] | None = None
) -> State:
    """The state of a graph whose nodes have these gradients, and these values or their own.

    Examples
    --------
    >>> from autograd import Value, tape
    >>> lines = tape(Value(3.0) * 2)
    >>> recorded(lines, [2.0, 1.0]).flows, recorded(lines, [None, None]).flows
    ({(1, 0): 2.0}, {})
    """
    flows = {
        (line.index, position): slope(line, position) * gradient
        for line in lines
        if (gradient := gradients[line.index]) is not None
        for position, _ in edges_into(line)
    }
    if values is None:
        values = [line.node.data for line in lines]
    return State(list(values), list(gradients), flows)


def after(trace: Trace) -> State:
    """The state when a trace is through, but for what an optimiser changes."""
    return recorded(trace.tape, trace.gradients, trace.values)


def slope(line: Instruction, position: int) -> float:
    """The local derivative that was recorded for one operand."""
    return line.node.db if position else line.node.da


def edges_into(line: Instruction) -> list[tuple[int, int]]:
    """Pairs of position and instruction, for the operands that are nodes."""
    return [(k, arg) for k, arg in enumerate(line.args) if not isinstance(arg, float)]


def users_of(lines: Tape) -> list[list[int]]:
    """For each node, the nodes that have it as an operand, once for each time."""
    users: list[list[int]] = [[] for _ in lines]
    for line in lines:
        for _, arg in edges_into(line):
            users[arg].append(line.index)
    return users
