"""Schedule a graph: which lines run together, in which order, and where their numbers lie.

A line can run when its operands are there: its level is one more than theirs. Lines of one level
that do the same make one run, however many they are, and their results lie side by side. So a
kernel is started once for a whole layer of neurons, and finds what it needs in a table of places.
"""

from collections.abc import Sequence
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
from .plan import AFTER, BEFORE, EACH, END, ROWS, TILE, Kernel, Plan, Run
from .runs import GATHER, codes_of, runs_of, runs_of_lines


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
        plan.runs[part].extend(runs_of(plan, varies, lines, places, part, out))
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
    if len(group) == 1:  # as in a chain, where each level is one line
        return group, places
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
    is_clear = len(orders) == 1 or len(group) < TILE  # no tile to read
    best = orders[0] if is_clear else min(orders, key=lambda o: _scattered(places[o]))
    return [group[i] for i in best], places[best]


def _scattered(places: Any) -> int:
    """How many operands must be gathered; of a long sum only the first terms are looked at."""
    full = len(places) // TILE * TILE
    few = places[:full, :4]
    return int((codes_of(few.reshape(-1, TILE, few.shape[1])) == GATHER).sum())


def _place_leaves(plan: Plan, inputs: int, parameters: int) -> None:
    """Places of what is handed in and of constants."""
    graph = plan.graph
    plan.place = [-1] * len(graph)
    plan.bad = plan.take(TILE)
    first = plan.take(parameters)
    plan.parameters = np.arange(first, first + parameters)
    stride = ROWS if graph.has_rows else 1
    first = plan.take(stride * (inputs + 1))
    plan.inputs = first + stride * np.arange(inputs)
    plan.weight = first + stride * inputs
    constant = plan.take(graph.ops.count(CONSTANT))
    for line, op, _, number in graph:
        if op == CONSTANT:
            plan.place[line] = constant
            plan.constants[constant] = number
            constant += 1
        elif op == INPUT:
            plan.place[line] = int(plan.inputs[int(number)])
        elif op == PARAMETER:
            plan.place[line] = int(plan.parameters[int(number)])
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
                runs = runs_of_lines(COPY, places, lanes, stretch[first][0], lines)
                plan.runs[part].extend(runs)
        begin = end
