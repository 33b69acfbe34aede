"""Compile passes: each takes a graph and gives one that computes the same with less work.

They are independent of each other; the order in `RECORDED` and `WHOLE` saves most. None of them
makes a program give a number that the recorded graph would not, to rounding: where there is no
result (log of -1, a NaN), there is none afterwards either.
"""

import math
import operator
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from .. import ops
from ..errors import AutogradError
from ..op import Op
from .graph import (
    COMPARISONS,
    CONSTANT,
    COPY,
    DETACH,
    DOT,
    INPUT,
    PARAMETER,
    SELECT,
    TOTAL_DOT,
    WEIGHT,
    Graph,
    Guard,
    uses,
    varying,
)

Pass = Callable[[Graph], Graph]


def fold_constants(graph: Graph) -> Graph:
    """Compute what depends on constants only, and drop factors of 1 and terms of 0."""
    new = Graph()
    place: list[int] = []
    is_constant: list[bool] = []  # of the lines of the new graph
    for _, op, args, number in graph:
        operands = tuple([place[arg] for arg in args])
        if True in [is_constant[arg] for arg in operands]:
            place.append(_folded(new, op, operands))
            is_constant += [each == CONSTANT for each in new.ops[len(is_constant) :]]
        else:
            place.append(new.add(op, operands, number))
            is_constant.append(op == CONSTANT)
    return new.with_results(graph, place)


def _folded(graph: Graph, op: Any, args: tuple[int, ...]) -> int:
    """A line of which an operand is a constant, or what is as good."""
    constants = [graph.numbers[arg] if graph.ops[arg] == CONSTANT else None for arg in args]
    if isinstance(op, Op):
        numbers = [x for x in constants if x is not None]
        if len(numbers) == len(args):
            with suppress(AutogradError):  # what has no result says so when it runs
                return graph.constant(op.value(*numbers))
        elif (same := _same_as_operand(op, args, constants)) is not None:
            return same
        elif op is ops.pow_ and constants[1] in _POWERS:
            return _POWERS[constants[1]](graph, args[0])
    return graph.add(op, args)


def _same_as_operand(op: Op, args: tuple[int, ...], constants: list[float | None]) -> int | None:
    """The operand that the result is equal to: x of x*1, x/1, x + 0 and x - 0."""
    if op in (ops.mul, ops.div, ops.pow_) and constants[1] == 1.0:
        return args[0]
    if op in (ops.add, ops.sub) and constants[1] == 0.0:
        return args[0]
    if (op is ops.mul and constants[0] == 1.0) or (op is ops.add and constants[0] == 0.0):
        return args[1]
    return None


_POWERS: dict[float | None, Callable[[Graph, int], int]] = {
    2.0: lambda graph, x: graph.add(ops.square, (x,)),
    3.0: lambda graph, x: graph.add(ops.mul, (graph.add(ops.square, (x,)), x)),
    0.5: lambda graph, x: graph.add(ops.sqrt, (x,)),
    -1.0: lambda graph, x: graph.add(ops.reciprocal, (x,)),
    -0.5: lambda graph, x: graph.add(ops.reciprocal, (graph.add(ops.sqrt, (x,)),)),
}
"""Powers that are cheaper by other operations."""


def share_common(graph: Graph) -> Graph:
    """Compute what stands there twice once."""
    new = Graph()
    place: list[int] = []
    known: dict[Any, int] = {}
    for _, op, args, number in graph:
        operands = tuple([place[arg] for arg in args])
        if (op is ops.add or op is ops.mul) and operands[0] > operands[1]:
            operands = operands[::-1]
        # 0.0 and -0.0 are equal, and not the same constant; NaN is not equal to itself
        key = (op, operands) if operands else (op, number.hex())
        line = known.get(key)
        if line is None:
            line = known[key] = new.add(op, operands, number)
        place.append(line)
    return new.with_results(graph, place)


def drop_unused(graph: Graph) -> Graph:
    """Leave out what no result depends on."""
    used = [False] * len(graph)
    for line in graph.roots():
        used[line] = True
    all_args = graph.args
    for line in range(len(graph) - 1, -1, -1):
        if used[line]:
            for arg in all_args[line]:
                used[arg] = True
    new = Graph()
    place = [0] * len(graph)
    for line, op, args, number in graph:
        if used[line]:
            place[line] = new.add(op, tuple([place[arg] for arg in args]), number)
    return new.with_results(graph, place)


def fuse_sums(graph: Graph) -> Graph:
    """Make sums of products one line each: ``a*b + c*d + ...``, multiplied and added in one go.

    A sum or product that is used elsewhere as well stays a line of its own.
    """
    counts = uses(graph)
    inner = _inner_sums(graph, counts)
    new = Graph()
    place = [0] * len(graph)
    for line, op, args, number in graph:
        if inner[line]:
            continue
        if op in (ops.add, ops.sub) and any(inner[arg] for arg in args):
            place[line] = new.add(DOT, _factors(new, _terms(graph, line, inner), place))
        else:
            place[line] = new.add(op, tuple([place[arg] for arg in args]), number)
    return drop_unused(new.with_results(graph, place))


def _inner_sums(graph: Graph, counts: list[int]) -> list[bool]:
    """Lines that become part of the one sum that uses them."""
    varies = varying(graph)
    inner = [False] * len(graph)
    for line in range(len(graph) - 1, -1, -1):
        op = graph.ops[line]
        if op in (ops.add, ops.sub) or (op is ops.neg and inner[line]):
            for arg in graph.args[line]:
                inner[arg] = (
                    counts[arg] == 1
                    and graph.ops[arg] in (ops.add, ops.sub, ops.neg, ops.mul)
                    # what is the same in all rows is not computed in each
                    and varies[arg] == varies[line]
                )
    return inner


Term = tuple[int, int | None, float]
"""Two factors, or one, and a sign."""


def _terms(graph: Graph, line: int, inner: list[bool]) -> list[Term]:
    """The terms of a sum from left to right."""
    terms: list[Term] = []
    stack: list[tuple[int, float, bool]] = [(line, 1.0, True)]
    while stack:
        i, sign, is_open = stack.pop()
        op, args = graph.ops[i], graph.args[i]
        if not is_open:
            terms.append((i, None, sign))
        elif op is ops.mul:
            terms.append((args[0], args[1], sign))
        elif op is ops.neg:
            stack.append((args[0], -sign, inner[args[0]]))
        else:
            second = -sign if op is ops.sub else sign
            stack.append((args[1], second, inner[args[1]]))
            stack.append((args[0], sign, inner[args[0]]))
    return terms


def _factors(graph: Graph, terms: Sequence[Term], place: Sequence[int]) -> tuple[int, ...]:
    factors: list[int] = []
    for a, b, sign in terms:
        first = place[a]
        second = graph.constant(sign) if b is None else place[b]
        if b is not None and sign < 0.0:
            if graph.ops[second] == CONSTANT:
                second = graph.constant(-graph.numbers[second])
            elif graph.ops[first] == CONSTANT:
                first = graph.constant(-graph.numbers[first])
            else:
                first = graph.add(ops.neg, (first,))
        factors += [first, second]
    return tuple(factors)


def part_uniform(graph: Graph) -> Graph:
    """In sums that differ from row to row, add up first, and once, what does not.

    Of two factors the one that differs comes first then; of a sum's terms, what does not differ at
    all becomes one term, with a factor of 1. What is selected from is made of one kind.
    """
    if not graph.has_rows:
        return graph
    varies = varying(graph)
    new = Graph()
    place: list[int] = []
    for line, op, args, number in graph:
        operands = [place[arg] for arg in args]
        if op == TOTAL_DOT or (op == DOT and varies[line]):
            pairs = list(zip(args[::2], args[1::2], strict=True))
            uniform = [pair for pair in pairs if not (varies[pair[0]] or varies[pair[1]])]
            rest = [(a, b) if varies[a] else (b, a) for a, b in pairs if varies[a] or varies[b]]
            rest.sort(key=lambda pair: varies[pair[1]])
            operands = [place[x] for pair in rest for x in pair]
            if uniform:
                start = _start(new, [place[x] for pair in uniform for x in pair])
                operands = [start, new.constant(1.0), *operands]
            place.append(new.add(op, tuple(operands)))
        elif op == SELECT and varies[line]:
            place.append(new.add(op, _alike(new, [varies[arg] for arg in args], operands)))
        else:
            place.append(new.add(op, tuple(operands), number))
    return new.with_results(graph, place)


def _start(graph: Graph, factors: list[int]) -> int:
    """The line that gives the sum of these products."""
    is_one = graph.ops[factors[1]] == CONSTANT and graph.numbers[factors[1]] == 1.0
    return factors[0] if len(factors) == 2 and is_one else graph.add(DOT, tuple(factors))


def _alike(graph: Graph, varies: list[bool], args: list[int]) -> tuple[int, ...]:
    """The items of a select, all with a number for each row if some have."""
    if True not in varies[1:]:
        return tuple(args)
    items = zip(varies[1:], args[1:], strict=True)
    return (args[0], *(x if varied else graph.add(COPY, (x,)) for varied, x in items))


def drop_detached(graph: Graph) -> Graph:
    """Let a detached number be the number itself, once the gradient does not flow through it."""
    if DETACH not in graph.ops:
        return graph
    new = Graph()
    place: list[int] = []
    for _, op, args, number in graph:
        operands = tuple([place[arg] for arg in args])
        place.append(operands[0] if op == DETACH else new.add(op, operands, number))
    return new.with_results(graph, place)


RECORDED: tuple[Pass, ...] = (fold_constants, drop_unused, fuse_sums)
"""What is done to a graph as it was recorded."""

WHOLE: tuple[Pass, ...] = (drop_detached, part_uniform, share_common, drop_unused)
"""What is done to it once the gradient is there."""


def optimise(graph: Graph, passes: Sequence[Pass]) -> Graph:
    """Run passes one after the other; the history of the graph tells what each saved."""
    for run in passes:
        before = len(graph)
        graph = run(graph)
        graph.history = [*graph.history, (run.__name__.replace("_", " "), before, len(graph))]
    return graph


def evaluate(
    graph: Graph,
    inputs: Sequence[Sequence[float]],
    parameters: Sequence[float] = (),
    weights: Sequence[float] = (1.0,),
) -> list[list[float]]:
    """Compute every line in plain Python, one row after the other: what a pass must not change.

    Parameters
    ----------
    graph : Graph
        The program.
    inputs : sequence of sequence of float
        A row of inputs for each row.
    parameters, weights : sequence of float
        The parameters; how much each row counts.

    Returns
    -------
    list of list of float
        For each line its number in each row.
    """
    rows = range(len(inputs))
    found: list[list[float]] = []
    for _, op, args, number in graph:
        columns = [found[arg] for arg in args]
        if op == INPUT:
            found.append([row[int(number)] for row in inputs])
        elif op == WEIGHT:
            found.append(list(weights))
        elif op in (PARAMETER, CONSTANT):
            found.append([parameters[int(number)] if op == PARAMETER else number for _ in rows])
        elif op == TOTAL_DOT:
            found.append(
                [math.fsum(_value(op, [c[r] for c in columns]) for r in rows) for _ in rows]
            )
        else:
            found.append([_value(op, [c[r] for c in columns]) for r in rows])
    return found


def _value(op: Any, x: list[float]) -> float:
    """What a line computes from the numbers of its operands."""
    if isinstance(op, Op):
        return op.value(*x)
    if isinstance(op, Guard):  # 0 where it holds and NaN elsewhere, as compiled
        comes_out = getattr(operator, COMPARISONS[op.sign])(*x)
        return 0.0 if comes_out == op.holds else math.nan
    if op in (DETACH, COPY):
        return x[0]
    if op == SELECT:
        return x[1 + int(x[0])]
    if op == "pick":
        return x[2] if x[0] == x[1] else 0.0
    if op in (DOT, TOTAL_DOT):
        return math.fsum(a * b for a, b in zip(x[::2], x[1::2], strict=True))
    full = [math.nan] * (op.op.arity + 1)  # a Slope: the operands it does not use do not matter
    for i, number in zip(op.used, x, strict=False):
        full[i] = number
    slope = float(op.op.partials[op.position](*full))
    return slope * x[-1]
