"""Append the backward pass to a graph: reverse mode, as lines like all others.

A gradient is a sum of products, a local derivative times what arrived, and so is one line.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from ..op import Op
from ..ops import add, mul
from .graph import (
    CONSTANT,
    DETACH,
    DOT,
    LEAVES,
    PICK,
    SELECT,
    TOTAL_DOT,
    Graph,
    Guard,
    Slope,
    slope,
    varying,
)
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
    formula = slope_of(code, op, position, *operands)
    if not isinstance(formula, Lanes):
        return float(formula)
    for i, operand in enumerate(operands):
        if formula is operand:
            return i
    text = "\n".join(code.lines).replace(",", " ").replace(")", " ").split()
    return slope(op, position, tuple(i for i in range(op.arity + 1) if f"%x{i}" in text))


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
    parts: list[list[Term]] = [[] for _ in range(len(graph))]
    sums: list[list[Term]] = [[] for _ in range(len(graph))]  # to be added up over rows
    parts[root].append((graph.constant(1.0), None))
    gradient: dict[int, int] = {}
    for line in range(root, -1, -1):
        if not leads_to[line] or not (parts[line] or sums[line]):
            continue
        if sums[line]:
            parts[line].append((graph.add(TOTAL_DOT, _factors(graph, sums[line])), None))
        gradient[line] = g = _sum(graph, parts[line])
        op = graph.ops[line]
        if op in LEAVES:
            continue
        is_summed = varies[line] or op == TOTAL_DOT
        for arg, term in _terms(graph, line, g):
            if leads_to[arg]:
                (sums if is_summed and not varies[arg] else parts)[arg].append(term)
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


Term = tuple[int, int | None]
"""Two factors, or one."""


def _sum(graph: Graph, terms: list[Term]) -> int:
    """The line of a sum of products."""
    if len(terms) == 1:
        a, b = terms[0]
        return a if b is None else graph.add(mul, (a, b))
    if len(terms) == 2 and terms[0][1] is None and terms[1][1] is None:
        return graph.add(add, (terms[0][0], terms[1][0]))
    return graph.add(DOT, _factors(graph, terms))


def _factors(graph: Graph, terms: list[Term]) -> tuple[int, ...]:
    return tuple([x for a, b in terms for x in (a, graph.constant(1.0) if b is None else b)])


def _terms(graph: Graph, line: int, g: int) -> Iterator[tuple[int, Term]]:
    """What each argument gets of the gradient of a result."""
    op, args = graph.ops[line], graph.args[line]
    if op in (DOT, TOTAL_DOT):
        for a, b in zip(args[::2], args[1::2], strict=True):
            yield b, (a, g)
            is_one = graph.ops[b] == CONSTANT and graph.numbers[b] == 1.0
            yield a, (g, None) if is_one else (b, g)
    elif op == SELECT:
        for number, arg in enumerate(args[1:]):
            yield arg, (graph.add(PICK, (args[0], graph.constant(float(number)), g)), None)
    elif op != DETACH:
        for position, arg in enumerate(args):
            yield arg, _slope_term(graph, line, position, g)


def _slope_term(graph: Graph, line: int, position: int, g: int) -> Term:
    """The local derivative by an argument, times the gradient of the result."""
    operands = (*graph.args[line], line)
    kind = kind_of_slope(graph.ops[line], position)
    if isinstance(kind, float):
        return (g, None) if kind == 1.0 else (g, graph.constant(kind))
    if isinstance(kind, int):
        return operands[kind], g
    return graph.add(kind, (*[operands[i] for i in kind.used], g)), None
