"""Make runs of lines that do the same: how their operands are read, and the table of places.

Each step of a kernel is a tile of `lanes` numbers. In the part that is done for each row these are
so many rows of one line; elsewhere they are so many lines. An operand of a tile is

- ``C``: lanes numbers side by side,
- ``S``: one number for all lanes,
- ``G``: gathered from as many places.
"""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .graph import DOT, SELECT, TOTAL_DOT, Graph
from .plan import EACH, ROWS, TILE, Kernel, Plan, Run

SHORT = 4
"""Stretches of fewer tiles than this make one run, though they are not read alike."""

FILLED = 2
"""A tile of at least so many lines is filled up rather than done line by line."""

UNROLLED = 20
"""Sums over rows of up to so many terms have kernels of their own: a fifth faster for a network of
16 neurons a layer (`make bench`, moons).
"""


def runs_of(
    plan: Plan, varies: Sequence[bool], lines: list[int], places: Any, part: int, out: int
) -> Iterable[Run]:
    """The runs of one group; what does not fill a tile is done one by one."""
    graph = plan.graph
    op = graph.ops[lines[0]]
    if part == EACH:
        yield _run_of_rows(graph, varies, lines, places, op, out)
        return
    if op == DOT and places.shape[1] >= 2 * TILE and _is_along(places):
        table = places[:, :2].astype(np.int32).ravel()
        terms = places.shape[1] // 2
        yield Run(Kernel("along", 1, ()), len(lines), out, table, (terms,), lines)
        return
    full, rest = divmod(len(lines), TILE)
    if rest >= FILLED:
        last = np.repeat(places[-1:], TILE - rest, axis=0)  # once more, into places of no one
        places, full, rest = np.concatenate([places, last]), full + 1, 0
    for begin, end, lanes in ((0, full * TILE, TILE), (full * TILE, full * TILE + rest, 1)):
        if end > begin:
            yield from runs_of_lines(op, places[begin:end], lanes, out + begin, lines[begin:end])


def _is_along(places: Any) -> bool:
    """Whether the terms of each sum lie side by side."""
    pairs = places.reshape(len(places), -1, 2)
    return bool((np.diff(pairs, axis=1) == 1).all())


CONTIGUOUS, GATHER, SAME = range(3)
"""How a tile is read: "C", "G" or "S"."""


def codes_of(operands: Any) -> Any:
    """How each operand of each tile lies: side by side, in one place, or anywhere."""
    if operands.shape[1] == 1:
        return np.full((len(operands), operands.shape[2]), SAME)
    steps = np.diff(operands, axis=1)
    found = np.where((steps == 1).all(axis=1), CONTIGUOUS, GATHER)
    return np.where((steps == 0).all(axis=1), SAME, found)


def runs_of_lines(op: Any, places: Any, lanes: int, out: int, lines: list[int]) -> Iterable[Run]:
    """Runs whose lanes are lines, one for each stretch of tiles that are read alike."""
    if op == SELECT:
        table = places.astype(np.int32).ravel()
        yield Run(Kernel(SELECT, 1, ("S",)), len(places), out, table, (places.shape[1] - 1,), lines)
        return
    operands = places.reshape(len(places) // lanes, lanes, -1)
    codes = codes_of(operands)
    if op == DOT:
        operands, codes = _swapped(operands, codes)
    for begin, end, code in _stretches(codes):
        columns = [
            operands[begin:end, :, i] if how == GATHER else operands[begin:end, :1, i]
            for i, how in enumerate(code)
        ]
        table = np.concatenate(columns, axis=1).astype(np.int32).ravel()
        access = "".join("CGS"[how] for how in code)
        terms = (len(columns) // 2,) if op == DOT else ()
        kernel = Kernel(op, lanes, (access[:2],) if op == DOT else tuple(access))
        own = lines[begin * lanes : end * lanes]
        yield Run(kernel, end - begin, out + begin * lanes, table, terms, own)


def _swapped(operands: Any, codes: Any) -> tuple[Any, Any]:
    """Factors in an order in which those of all terms are read alike, if there is one."""
    a, b = codes[:, ::2], codes[:, 1::2]
    swap = a > b
    first = np.where(swap[:, None, :], operands[:, :, 1::2], operands[:, :, ::2])
    second = np.where(swap[:, None, :], operands[:, :, ::2], operands[:, :, 1::2])
    operands = np.stack([first, second], axis=3).reshape(operands.shape)
    joint = []
    for factor in (np.minimum(a, b), np.maximum(a, b)):
        is_alike = (factor == factor[:, :1]).all(axis=1)
        joint.append(np.where(is_alike, factor[:, 0], GATHER))
    return operands, np.tile(np.stack(joint, axis=1), (1, codes.shape[1] // 2))


def _stretches(codes: Any) -> list[tuple[int, int, tuple[int, ...]]]:
    """Stretches of tiles that are read alike; short ones are read as their neighbours allow."""
    changes = np.flatnonzero((codes[1:] != codes[:-1]).any(axis=1)) + 1
    found: list[tuple[int, int, tuple[int, ...]]] = []
    for begin, end in itertools.pairwise([0, *changes.tolist(), len(codes)]):
        code = tuple(codes[begin].tolist())
        if found and max(end - begin, found[-1][1] - found[-1][0]) < SHORT:
            first, _, before = found.pop()
            code = tuple(x if x == y else GATHER for x, y in zip(code, before, strict=True))
            found.append((first, end, code))
        else:
            found.append((begin, end, code))
    return found


def _run_of_rows(
    graph: Graph, varies: Sequence[bool], lines: list[int], places: Any, op: Any, out: int
) -> Run:
    """A run whose lanes are rows."""
    args = graph.args[lines[0]]
    kinds = "".join("C" if varies[arg] else "S" for arg in args)
    table = places.astype(np.int32)
    if op in (DOT, TOTAL_DOT):
        pairs = [kinds[i : i + 2] for i in range(0, len(kinds), 2)]
        has_start = pairs[0] == "SS"
        if has_start:
            table = np.delete(table, 1, axis=1)  # the factor of 1
        terms = (pairs.count("CS"), pairs.count("CC"))
        count = _sharing(places) if op == TOTAL_DOT and terms == (0, 1) else 1
        if count > 1:
            table = np.array(
                [[group[0, 1], *group[:, 0]] for group in np.split(places, len(lines) // count)]
            )
            outer = Kernel("outer", ROWS, ("CC",), terms=(count,) if count <= UNROLLED else ())
            return Run(outer, len(table), out, table.astype(np.int32).ravel(), (count,), lines)
        own = terms if sum(terms) <= UNROLLED else ()
        kernel = Kernel(op, ROWS, ("CS", "CC"), has_start, own)
        return Run(kernel, len(lines), out, table.ravel(), terms, lines)
    if op == SELECT:
        kernel = Kernel(SELECT, ROWS, (kinds[1],))
        return Run(kernel, len(lines), out, table.ravel(), (len(args) - 1,), lines)
    return Run(Kernel(op, ROWS, tuple(kinds)), len(lines), out, table.ravel(), (), lines)


def _sharing(places: Any) -> int:
    """How many neighbours share their second factor, if everywhere as many do; else 1."""
    changes = np.flatnonzero(np.diff(places[:, 1])) + 1
    bounds = np.array([0, *changes, len(places)])
    counts = np.diff(bounds)
    return int(counts[0]) if (counts == counts[0]).all() else 1
