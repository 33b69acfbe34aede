"""Schedule a graph: which lines run together, in which order, and where their numbers lie.

A line can run when its operands are there: its level is one more than theirs. Lines of one level
that do the same make one run, however many they are, and their results lie side by side. So a
kernel is started once for a whole layer of neurons, and finds what it needs in a table of places.

Each step of a kernel is a tile of `lanes` numbers. In the part that is done for each row these are
so many rows of one line; elsewhere they are so many lines. An operand of a tile is

- ``C``: lanes numbers side by side,
- ``S``: one number for all lanes,
- ``G``: gathered from as many places.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .graph import (
    CONSTANT,
    COPY,
    DOT,
    INPUT,
    PARAMETER,
    SELECT,
    TOTAL_DOT,
    WEIGHT,
    Graph,
    Guard,
    varying,
)

ROWS = 16
"""Rows that are computed at once, as lanes."""

TILE = 8
"""Lines that are computed at once where there are no rows; also the width of an accumulator."""

SHORT = 4
"""Stretches of fewer tiles than this make one run, though they are not read alike."""

FILLED = 2
"""A tile of at least so many lines is filled up rather than done line by line."""

UNROLLED = 20
"""Sums over rows of up to so many terms have kernels of their own: a fifth faster for a network of
16 neurons a layer (`make bench`, moons).
"""

BEFORE, EACH, AFTER, END = 0, 1, 2, 3
"""The parts of a program: once before the rows, for each block of rows, once after them; and, where
there are steps, what is taken over into the next one.
"""


@dataclass(frozen=True, slots=True)
class Kernel:
    """What a run executes; equal ones are compiled once.

    Attributes
    ----------
    op : object
        A primitive, a `Slope`, a `Guard`, or a word: ``"dot"``, ``"along"``, ``"total_dot"``,
        ``"outer"``, ``"copy"``, ``"pick"``, ``"select"``, ``"reduce"``.
    lanes : int
        Numbers in a tile.
    access : tuple of str
        How each operand is read; of a sum, each of its stretches of terms: ``("CS", "CC")``.
    has_start : bool
        Whether a sum starts from a number, the same in all lanes, and not from 0.
    terms : tuple of int
        How many terms each stretch has, if the kernel is for so many only: a loop less.
    """

    op: Any
    lanes: int
    access: tuple[str, ...]
    has_start: bool = False
    terms: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The name of its function."""
        words = [str(getattr(self.op, "name", self.op)), str(self.lanes), *self.access]
        words += [f"of{count}" for count in self.terms]
        return "_".join([*words, "start"] if self.has_start else words)


@dataclass(slots=True)
class Run:
    """Lines that run together.

    Attributes
    ----------
    kernel : Kernel
        What does it.
    tiles : int
        How many tiles there are.
    out : int
        The place of the first result.
    table : array of int32
        Places of operands, in the order in which the kernel asks for them.
    terms : tuple of int
        Of a sum: how many terms each stretch has. Of a select: among how many.
    lines : list of int
        The lines, for the reader.
    """

    kernel: Kernel
    tiles: int
    out: int
    table: Any
    terms: tuple[int, ...]
    lines: list[int]


@dataclass
class Plan:
    """A scheduled program.

    Attributes
    ----------
    graph : Graph
        What is computed.
    runs : tuple of four lists of Run
        Before the rows, for each block of rows, after them, at the end of a step.
    place : list of int
        Where the number of each line lies; of a line with rows, its first row.
    size : int
        How many numbers the memory holds.
    constants : dict of int to float
        What lies where from the start.
    inputs, parameters : list of int
        Places by number.
    weight : int
        The place of the weights of the rows of a block; it follows the inputs.
    sums : tuple of int
        Where accumulators begin and how many numbers they are.
    outputs : tuple of int
        Where what a block gives begins, and how many numbers of a row these are: first what
        became of the checks, then ``values``, then the gradients of the inputs.
    bad : int
        Where checks of what is the same in all rows are: TILE numbers, 0 or NaN.
    """

    graph: Graph
    runs: tuple[list[Run], ...] = field(default_factory=lambda: ([], [], [], []))
    place: list[int] = field(default_factory=list)
    size: int = 0
    constants: dict[int, float] = field(default_factory=dict)
    inputs: list[int] = field(default_factory=list)
    parameters: list[int] = field(default_factory=list)
    weight: int = 0
    sums: tuple[int, int] = (0, 0)
    outputs: tuple[int, int] = (0, 0)
    bad: int = 0
    bad_rows: int = 0

    def place_lines(self, lines: Sequence[int], begin: int, width: int = 1) -> None:
        """Lay lines side by side, each so many numbers wide."""
        for i, line in enumerate(lines):
            self.place[line] = begin + i * width

    def take(self, count: int, align: int = TILE) -> int:
        """Reserve so many numbers of memory; where they begin."""
        begin = -(-self.size // align) * align
        self.size = begin + count
        return begin


def schedule(graph: Graph, inputs: int, parameters: int) -> Plan:
    """Lay out a graph.

    Parameters
    ----------
    graph : Graph
        After all passes.
    inputs, parameters : int
        How many there are, used or not.
    """
    plan = Plan(graph)
    _place_leaves(plan, inputs, parameters)
    varies = varying(graph)
    groups = _groups(graph, varies)
    _place_outputs(plan, len(graph.results.get("values", [])), len(graph.results.get("inputs", [])))
    accumulators = _place_totals(plan)
    rank = {line: i for i, line in enumerate(graph.results.get("parameters", []))}
    free = plan.sums[0]
    for (part, _, signature), group in groups.items():
        lines, places = _ordered(plan, group, part, rank)
        if signature[0] == TOTAL_DOT:
            out = free
            for line in lines:
                accumulators[line] = free
                free += TILE
        elif isinstance(signature[0], Guard):
            out = plan.bad  # it gives nothing
        else:
            width = ROWS if part == EACH else 1
            out = plan.take(-(-len(lines) // TILE) * TILE * width)
            plan.place_lines(lines, out, width)
        plan.runs[part].extend(_runs(plan, varies, lines, places, part, out))
    _add_up_totals(plan, accumulators)
    _copy_outputs(plan, varies)
    _take_over(plan)
    plan.size = plan.take(0)
    return plan


def _ordered(
    plan: Plan, group: list[int], part: int, rank: dict[int, int]
) -> tuple[list[int], Any]:
    """The lines of a run, in an order in which operands lie side by side; and their places.

    Of a sum over rows the gradient, the second factor, comes first: neighbours then share it.
    """
    args, place = plan.graph.args, plan.place
    places = np.array([[place[arg] for arg in args[line]] for line in group])
    orders = [np.lexsort(places.T[::-1])]
    if places.shape[1] > 1:
        orders.append(np.lexsort((places[:, 0], places[:, 1])))
        if part == EACH:
            orders = (
                orders[1:] if plan.graph.ops[group[0]] == TOTAL_DOT else [np.arange(len(group))]
            )
        else:  # the order of parameters suits what updates them
            ranks = np.array([rank.get(line, 0) for line in group])
            orders.insert(0, np.lexsort((orders[0], ranks)))
    best = orders[0] if len(orders) == 1 else min(orders, key=lambda o: _scattered(places[o]))
    return [group[i] for i in best], places[best]


def _scattered(places: Any) -> int:
    """How many operands must be gathered; of a long sum only the first terms are looked at."""
    full = len(places) // TILE * TILE
    few = places[:full, :4]
    return int((_codes(few.reshape(-1, TILE, few.shape[1])) == GATHER).sum())


def _place_leaves(plan: Plan, inputs: int, parameters: int) -> None:
    """Places of what is handed in and of constants."""
    graph = plan.graph
    plan.place = [-1] * len(graph)
    plan.bad = plan.take(TILE)
    first = plan.take(parameters)
    plan.parameters = list(range(first, first + parameters))
    stride = ROWS if graph.has_rows else 1
    first = plan.take(stride * (inputs + 1))
    plan.inputs = [first + stride * i for i in range(inputs)]
    plan.weight = first + stride * inputs
    constant = plan.take(graph.ops.count(CONSTANT))
    for line, op, _, number in graph:
        if op == CONSTANT:
            plan.place[line] = constant
            plan.constants[constant] = number
            constant += 1
        elif op == INPUT:
            plan.place[line] = plan.inputs[int(number)]
        elif op == PARAMETER:
            plan.place[line] = plan.parameters[int(number)]
        elif op == WEIGHT:
            plan.place[line] = plan.weight


def _place_totals(plan: Plan) -> dict[int, int]:
    """Places of sums over rows, those for the parameters in their order; and of accumulators.

    Returns
    -------
    dict
        The sums, for each the place of its accumulator, to be filled in.
    """
    graph = plan.graph
    found: dict[int, int] = {}
    for line in graph.results.get("parameters", []):
        found.update({x: 0 for x in (line, *graph.args[line]) if graph.ops[x] == TOTAL_DOT})
    found.update({line: 0 for line, op, _, _ in graph if op == TOTAL_DOT})
    plan.sums = (plan.take(TILE * len(found)), TILE * len(found))
    plan.place_lines(list(found), plan.take(len(found)))
    return found


def _add_up_totals(plan: Plan, accumulators: dict[int, int]) -> None:
    """The run that makes sums over rows of their accumulators."""
    if accumulators:
        table = np.array(list(accumulators.values()), dtype=np.int32)
        lines = list(accumulators)
        reduce = Run(Kernel("reduce", 1, ()), len(lines), plan.place[lines[0]], table, (), lines)
        plan.runs[AFTER].insert(0, reduce)


def _groups(graph: Graph, varies: Sequence[bool]) -> dict[tuple[int, int, Any], list[int]]:
    """Lines by part, level and what they do, each group in the order of the lines."""
    part = [BEFORE] * len(graph)
    level = [0] * len(graph)
    groups: dict[tuple[int, int, Any], list[int]] = {}
    for line, op, args, _ in graph:
        if not args:
            continue
        if graph.has_rows:
            part[line] = here = _part(graph, part, varies, line)
            level[line] = 1 + max([level[arg] for arg in args if part[arg] == here], default=0)
            key = (here, level[line], _signature(op, args, varies))
        else:
            level[line] = 1 + max([level[arg] for arg in args])
            key = (BEFORE, level[line], (op, len(args)))
        if key in groups:
            groups[key].append(line)
        else:
            groups[key] = [line]
    return dict(sorted(groups.items(), key=lambda group: group[0][:2]))


def _part(graph: Graph, part: list[int], varies: Sequence[bool], line: int) -> int:
    """Whether a line is done before the rows, for each of them, or after them."""
    if varies[line] or graph.ops[line] == TOTAL_DOT:
        return EACH
    is_after = [part[arg] == AFTER or graph.ops[arg] == TOTAL_DOT for arg in graph.args[line]]
    return AFTER if True in is_after else BEFORE


def _signature(op: Any, args: tuple[int, ...], varies: Sequence[bool]) -> tuple[Any, ...]:
    """What lines must have in common to run together."""
    if op in (DOT, TOTAL_DOT):
        kinds = [varies[a] + varies[b] for a, b in zip(args[::2], args[1::2], strict=True)]
        return (op, kinds.count(0), kinds.count(1), kinds.count(2))
    if op == SELECT:
        return (op, len(args), tuple(varies[arg] for arg in args))
    return (op, *(varies[arg] for arg in args))


def _runs(
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
        yield Run(Kernel("along", TILE, ()), len(lines), out, table, (terms,), lines)
        return
    full, rest = divmod(len(lines), TILE)
    if rest >= FILLED:
        last = np.repeat(places[-1:], TILE - rest, axis=0)  # once more, into places of no one
        places, full, rest = np.concatenate([places, last]), full + 1, 0
    for begin, end, lanes in ((0, full * TILE, TILE), (full * TILE, full * TILE + rest, 1)):
        if end > begin:
            yield from _runs_of_lines(op, places[begin:end], lanes, out + begin, lines[begin:end])


def _is_along(places: Any) -> bool:
    """Whether the terms of each sum lie side by side."""
    pairs = places.reshape(len(places), -1, 2)
    return bool((np.diff(pairs, axis=1) == 1).all())


CONTIGUOUS, GATHER, SAME = range(3)
"""How a tile is read: "C", "G" or "S"."""


def _codes(operands: Any) -> Any:
    """How each operand of each tile lies: side by side, in one place, or anywhere."""
    if operands.shape[1] == 1:
        return np.full((len(operands), operands.shape[2]), SAME)
    steps = np.diff(operands, axis=1)
    found = np.where((steps == 1).all(axis=1), CONTIGUOUS, GATHER)
    return np.where((steps == 0).all(axis=1), SAME, found)


def _runs_of_lines(op: Any, places: Any, lanes: int, out: int, lines: list[int]) -> Iterable[Run]:
    """Runs whose lanes are lines, one for each stretch of tiles that are read alike."""
    if op == SELECT:
        table = places.astype(np.int32).ravel()
        yield Run(Kernel(SELECT, 1, ()), len(places), out, table, (places.shape[1] - 1,), lines)
        return
    operands = places.reshape(len(places) // lanes, lanes, -1)
    codes = _codes(operands)
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


def _place_outputs(plan: Plan, values: int, inputs: int) -> None:
    """Reserve what a block of rows gives: the checks, the values, the gradients of the inputs."""
    if plan.graph.has_rows:
        count = 1 + values + inputs
        plan.outputs = (plan.take(ROWS * count), count)
        plan.bad_rows = plan.outputs[0]


def _copy_outputs(plan: Plan, varies: Sequence[bool]) -> None:
    """Put what a block of rows gives side by side."""
    if not plan.graph.has_rows:
        return
    lines = plan.graph.results.get("values", []) + plan.graph.results.get("inputs", [])
    for i, line in enumerate(lines, start=1):
        kernel = Kernel(COPY, ROWS, ("C" if varies[line] else "S",))
        table = np.array([plan.place[line]], dtype=np.int32)
        plan.runs[EACH].append(Run(kernel, 1, plan.outputs[0] + ROWS * i, table, (), [line]))


def _take_over(plan: Plan) -> None:
    """Put what the next step begins with where it is looked for."""
    results = plan.graph.results
    pairs = [
        (plan.place[to], plan.place[line], line)
        for to, line in zip(results.get("next places", []), results.get("next", []), strict=True)
    ]
    kept = [line for _, _, line in pairs if plan.graph.ops[line] == PARAMETER]
    if kept:  # it may be overwritten before it is read
        free = plan.take(len(kept))
        _copy(plan, AFTER, [(free + i, plan.place[x], x) for i, x in enumerate(kept)])
        moved = dict(zip(kept, range(free, free + len(kept)), strict=True))
        pairs = [(to, moved.get(line, place), line) for to, place, line in pairs]
    _copy(plan, END, pairs)


def _copy(plan: Plan, part: int, pairs: list[tuple[int, int, int]]) -> None:
    """Runs that copy numbers: to, from and line of each."""
    begin = 0
    for end in range(1, len(pairs) + 1):
        if end < len(pairs) and pairs[end][0] == pairs[end - 1][0] + 1:
            continue
        stretch = pairs[begin:end]
        full = len(stretch) // TILE * TILE
        for first, last, lanes in ((0, full, TILE), (full, len(stretch), 1)):
            if last > first:
                places = np.array([[place] for _, place, _ in stretch[first:last]])
                lines = [line for _, _, line in stretch[first:last]]
                runs = _runs_of_lines(COPY, places, lanes, stretch[first][0], lines)
                plan.runs[part].extend(runs)
        begin = end
