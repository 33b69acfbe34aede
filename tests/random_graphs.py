"""Random graphs over every primitive, as programs that any engine can run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from autograd import ops
from autograd.errors import AutogradError
from autograd.op import Op

EVERY = tuple(ops.TABLE.values())
LARGEST = 1e8  # what a node may hold, and one over it; so that sums of paths stay floats


@dataclass(frozen=True)
class Line:
    """One operation: its operands are numbers of nodes, or plain numbers."""

    op: Op
    args: tuple[int | float, ...]


@dataclass(frozen=True)
class Program:
    """A random graph: the numbers of its leaves, and what is computed from them, line by line.

    Leaves are nodes 0, 1, ...; each line makes the next one; the last is the root, and depends on
    all of them.
    """

    leaves: tuple[float, ...]
    lines: tuple[Line, ...]

    def run(self, leaves: Sequence[Any], call: Callable[..., Any] = lambda op, *x: op(*x)) -> Any:
        """All nodes, computed from these leaves: floats, Values or what else `call` computes with.

        Parameters
        ----------
        leaves : sequence
            One for each leaf.
        call : callable
            ``call(op, *operands)`` applies a primitive; as written, the primitive is called.
        """
        nodes = list(leaves)
        for line in self.lines:
            operands = [nodes[x] if isinstance(x, int) else x for x in line.args]
            nodes.append(call(line.op, *operands))
        return nodes


def random_program(seed: int, among: Sequence[Op] = EVERY, lines: int = 16) -> Program:
    """A graph in which nodes are used again and again, and paths part and meet.

    Operations that are not defined where they would stand, or have a slope that is infinite or
    beyond measure there, are drawn again.

    Parameters
    ----------
    seed : int
        The same seed gives the same graph.
    among : sequence of Op
        The primitives to draw from.
    lines : int
        The most operations before those that gather what nothing used.
    """
    random = Random(seed)
    leaves = tuple(random.choice(_NUMBERS)(random) for _ in range(random.randint(1, 4)))
    values, written, unused = list(leaves), list[Line](), set(range(len(leaves)))

    def write(op: Op, args: tuple[int | float, ...]) -> bool:
        value = _value(op, [values[x] if isinstance(x, int) else x for x in args])
        if value is None:
            return False
        unused.difference_update(x for x in args if isinstance(x, int))
        unused.add(len(values))
        values.append(value)
        written.append(Line(op, args))
        return True

    for _ in range(random.randint(3, lines)):
        for _ in range(20):
            op = random.choice(among)
            if write(op, _operands(random, op.arity, len(values))):
                break
    while len(unused) > 1:
        first, second, *_ = sorted(unused)
        if not write(random.choice((ops.add, ops.sub, ops.hypot)), (first, second)):
            write(ops.add, (first, second))
    return Program(leaves, tuple(written))


_NUMBERS: tuple[Callable[[Random], float], ...] = (
    lambda random: random.uniform(-3.0, 3.0),
    lambda random: random.gauss(0.0, 1.0),
    lambda random: random.choice((-1.0, 1.0)) * 10.0 ** random.uniform(-4.0, 3.0),
    lambda random: float(random.randint(-3, 3)),
)


def _operands(random: Random, arity: int, nodes: int) -> tuple[int | float, ...]:
    """Nodes, late ones more often; now and then the same twice, or a plain number beside a node."""
    first = nodes - 1 - min(int(random.expovariate(0.4)), nodes - 1)
    if arity == 1:
        return (first,)
    kind = random.random()
    second: int | float = random.randrange(nodes)
    if kind < 0.15:
        second = first
    elif kind < 0.35:
        second = random.choice(_NUMBERS)(random)
    return (first, second) if random.random() < 0.5 else (second, first)


def _value(op: Op, operands: list[float]) -> float | None:
    """What an operation gives; None where it gives nothing, or what is not to be measured."""
    try:
        value = op.value(*operands)
    except AutogradError:
        return None
    slopes = [op.slope(i, *operands, z=value) for i in range(op.arity)]
    if all(abs(x) <= LARGEST for x in (value, *slopes)):  # false for NaN
        return value
    return None
