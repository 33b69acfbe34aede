"""Append the backward pass to a graph: reverse mode, as lines like all others."""

from collections.abc import Sequence
from functools import cache

from ..op import Op
from ..ops import add, mul
from .graph import DETACH, LEAVES, PICK, SELECT, TOTAL, Graph, Guard, Slope, varying
from .lanes import Code, Lanes
from .results import result_of, slope_of


@cache
def kind_of_slope(op: Op, position: int) -> float | int | Slope:
    """What the local derivative of a primitive is, as far as its formula shows.

    Returns
    -------
    float, int or Slope
        A float: it is that number. An int: it is that one of x, (y,) z. Otherwise a formula.
    """
    code = Code(1, result_of)
    operands = [Lanes(code, f"%x{i}") for i in range(op.arity + 1)]
    slope = slope_of(code, op, position, *operands)
    if not isinstance(slope, Lanes):
        return float(slope)
    for i, operand in enumerate(operands):
        if slope is operand:
            return i
    text = "\n".join(code.lines).replace(",", " ").replace(")", " ").split()
    return Slope(op, position, tuple(i for i in range(op.arity + 1) if f"%x{i}" in text))


def differentiate(graph: Graph, root: int, by: Sequence[int]) -> list[int | None]:
    """Append the derivatives of one line with respect to others.

    Parameters
    ----------
    graph : Graph
        Changed in place.
    root : int
        The line to differentiate; not one that differs from row to row.
    by : sequence of int
        The lines to differentiate by.

    Returns
    -------
    list of int or None
        The line of each derivative; None where the root does not depend on it.

    Notes
    -----
    What a line that is the same in all rows gets from lines that are not is added up over rows.
    """
    varies = varying(graph)
    leads_to = _leading_to(graph, by)
    parts: list[list[int]] = [[] for _ in range(len(graph))]
    sums: list[list[int]] = [[] for _ in range(len(graph))]  # to be added up over rows
    parts[root].append(graph.constant(1.0))
    gradient: dict[int, int] = {}
    for line in range(root, -1, -1):
        if not leads_to[line] or not (parts[line] or sums[line]):
            continue
        if sums[line]:
            parts[line].append(graph.add(TOTAL, (_sum(graph, sums[line]),)))
        gradient[line] = g = _sum(graph, parts[line])
        op, args = graph.ops[line], graph.args[line]
        if op in LEAVES:
            continue
        for position, arg in enumerate(args):
            if leads_to[arg]:
                part = _part(graph, line, position, g)
                into = sums if varies[line] and not varies[arg] else parts
                into[arg].append(part)
    return [gradient.get(line) for line in by]


def _leading_to(graph: Graph, by: Sequence[int]) -> list[bool]:
    """For each line whether a gradient flows through it to one of these."""
    found = [False] * len(graph)
    for line in by:
        found[line] = True
    for line, op, args, _ in graph:
        for arg in args:
            if found[arg] and op != DETACH and not isinstance(op, Guard):
                found[line] = True
    return found


def _sum(graph: Graph, parts: list[int]) -> int:
    total = parts[0]
    for part in parts[1:]:
        total = graph.add(add, (total, part))
    return total


def _part(graph: Graph, line: int, position: int, g: int) -> int:
    """What an argument gets of the gradient of a result."""
    op, args = graph.ops[line], graph.args[line]
    if op == TOTAL:
        return g
    if op == SELECT:
        return graph.add(PICK, (args[0], graph.constant(float(position - 1)), g))
    kind = kind_of_slope(op, position)
    operands = (*args, line)
    if isinstance(kind, float):
        return g if kind == 1.0 else graph.add(mul, (g, graph.constant(kind)))
    if isinstance(kind, int):
        return graph.add(mul, (operands[kind], g))
    return graph.add(kind, (*[operands[i] for i in kind.used], g))
