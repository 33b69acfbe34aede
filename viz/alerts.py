"""What goes wrong in a graph, found where it happens.

========== ==========================================================================
saturated  an activation that lets through less than a hundredth of the gradient, and
           would at twice its operand too
dead       the relu of a neuron that is off for every sample of the graph, of at least two
off        a relu whose slope is 0: no gradient passes, for the one sample there is
vanished   the gradient falls below a millionth of the largest at an activation (of the
           largest of all, in a graph without activations): the first nodes where it does
exploded   the gradient exceeds a million: the first nodes where it does
nan        a gradient is not finite: the first nodes where it is not; or a leaf is not (no
           operation makes a number that is not finite of such that are)
elsewhere  a gradient is not what this backward pass gave: a leaf holds that of an earlier
           one, not cleared by zero_grad, or of another graph; or another pass went through
changed    a value is not what its operation makes of the operands: they, or it, were
           changed since it was computed, as an optimiser does
========== ==========================================================================

Activations in a graph with modules are those of the modules: losses are made of relus and
softplus too, where a slope of 0 is no fault. A gradient that was not computed is no fault either;
boxes say so in their own line.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from math import inf, isclose, isfinite, nan

from autograd import Tape, ops
from autograd.higher import is_recorded
from autograd.nn.activations import is_saturated
from autograd.tape import Instruction

from .state import State, edges_into, slope, users_of

VANISHED = 1e-6
EXPLODED = 1e6


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is wrong with one node.

    Attributes
    ----------
    name : str
        A key of the table above.
    number : float
        What came from elsewhere; 0 for the others.
    """

    name: str
    number: float = 0.0


def find_alerts(lines: Tape, state: State) -> dict[int, list[Alert]]:
    """What is wrong, by instruction.

    Examples
    --------
    >>> from autograd import Value, tape
    >>> from viz.state import recorded
    >>> lines = tape(Value(-30.0).sigmoid() + Value(-1.0).relu())
    >>> find_alerts(lines, recorded(lines, [None] * len(lines)))
    {1: [Alert(name='saturated', number=0.0)], 3: [Alert(name='off', number=0.0)]}
    """
    found: dict[int, list[Alert]] = defaultdict(list)
    for i, alert in (*_values(lines, state), *_gradients(lines, state), *_elsewhere(lines, state)):
        if alert not in found[i]:
            found[i].append(alert)
    return dict(sorted(found.items()))


# --- values and slopes -----------------------------------------------------------------------


def _values(lines: Tape, state: State) -> Iterator[tuple[int, Alert]]:
    activations = _activations(lines)
    for line, name in _relus(activations):
        yield line.index, Alert(name)
    for line in activations:
        if _is_saturated(line, state):
            yield line.index, Alert("saturated")
    for line in lines:
        if line.op is None and not isfinite(state.values[line.index] or 0.0):
            yield line.index, Alert("nan")
        if _is_changed(line, state):
            yield line.index, Alert("changed")


def _activations(lines: Tape) -> list[Instruction]:
    """The activations of neurons; in a graph without modules, all."""
    found = [line for line in lines if line.op is not None and line.op.family == "activation"]
    if any(line.node.path for line in lines):
        return [line for line in found if line.node.path]
    return found


def _operands(line: Instruction, state: State) -> list[float]:
    """The values of the operands; NaN for what is not computed yet."""
    known = [state.values[arg] if isinstance(arg, int) else arg for arg in line.args]
    return [nan if x is None else x for x in known]


def _is_changed(line: Instruction, state: State) -> bool:
    """Whether a known value is not what its operation makes of its operands."""
    operands, value = _operands(line, state), state.values[line.index]
    return value is not None and not is_recorded(line.node, operands, value)


def _is_saturated(line: Instruction, state: State) -> bool:
    op, node = line.op, line.node
    if op is None or node.a is None:
        return False
    return is_saturated(op, node.da, *_operands(line, state))


def _relus(activations: Iterable[Instruction]) -> Iterator[tuple[Instruction, str]]:
    """Relus that let nothing through, and whether they are "dead" or "off"."""
    uses: dict[Hashable, list[Instruction]] = defaultdict(list)
    for line in activations:
        if line.op is ops.relu:
            path = line.node.path
            uses[(id(line.node.model), path) if path else line.index].append(line)
    for relus in uses.values():
        if all(relu.node.da == 0.0 for relu in relus):
            yield from ((relu, "dead" if len(relus) > 1 else "off") for relu in relus)


# --- gradients -------------------------------------------------------------------------------


def _gradients(lines: Tape, state: State) -> Iterator[tuple[int, Alert]]:
    """Nodes whose gradient is wrong, while that of a node they feed is not."""
    gradients = [None if i in state.awaiting else g for i, g in enumerate(state.gradients)]
    least = VANISHED * _largest(lines, gradients)
    lost = _underflown(lines, state)
    users = users_of(lines)
    wrongs: dict[str, Callable[[int, float], bool]] = {
        "nan": lambda i, g: not isfinite(g),
        "vanished": lambda i, g: 0.0 < abs(g) < least or (g == 0.0 and i in lost),
        "exploded": lambda i, g: EXPLODED < abs(g) < inf,
    }
    for name, is_wrong in wrongs.items():
        wrong = [g is not None and is_wrong(i, g) for i, g in enumerate(gradients)]
        for i in range(len(lines)):
            is_first = not all(wrong[user] for user in users[i])
            if wrong[i] and (is_first or (not users[i] and name != "vanished")):
                yield i, Alert(name)


def _largest(lines: Tape, gradients: list[float | None]) -> float:
    """The largest gradient at an activation; in a graph without, of all."""
    sizes = [
        (line.op is not None and line.op.family == "activation", abs(gradient))
        for line, gradient in zip(lines, gradients, strict=True)
        if gradient is not None and isfinite(gradient)
    ]
    at_activations = [size for is_activation, size in sizes if is_activation]
    return max(at_activations or [size for _, size in sizes], default=0.0)


def _underflown(lines: Tape, state: State) -> set[int]:
    """Nodes to which a gradient flowed that is too small for a float."""
    return {
        arg
        for line in lines
        for k, arg in edges_into(line)
        if state.flows.get((line.index, k)) == 0.0
        and slope(line, k) != 0.0
        and state.gradients[line.index] != 0.0
    }


def _elsewhere(lines: Tape, state: State) -> Iterator[tuple[int, Alert]]:
    """Nodes that hold more than this pass gave them, or less, and by how much.

    That can be said only of a complete pass that started here, without hooks on the way.
    """
    if state.gradients[-1] != 1.0 or state.awaiting:
        return
    given = [0.0] * len(lines)
    for line in reversed(lines.instructions):  # in the order in which `backward` adds
        for k, arg in edges_into(line):
            given[arg] += state.flows.get((line.index, k), float("nan"))
    for line in lines.instructions[:-1]:
        gradient, total = state.gradients[line.index], given[line.index]
        notes = line.node._notes
        if gradient is None or not isfinite(gradient - total) or (notes and notes.hooks):
            continue
        if not isclose(gradient, total, rel_tol=1e-9):
            yield line.index, Alert("elsewhere", gradient - total)
