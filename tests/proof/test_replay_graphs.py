"""Reverse mode against replay, on random graphs over every primitive, in rows and alone.

Many graphs make one function, which is recorded and compiled. Its kernels round otherwise than the
engine, so its nodes hold other numbers, by a little, and have other slopes. What that may cost is
measured too: by how much a gradient changes if each node changes by its rounding.
"""

import itertools
import math
import warnings
from dataclasses import dataclass, replace

import numpy as np
from path_sums import EPS, in_eps, path_sums, seeds
from random_graphs import LARGEST, random_program

import autograd
from autograd import GradientWarning, Value, gradients
from autograd.errors import AutogradError, DomainError
from autograd.replay import replay

MOST_EPS = 6.0
PACK = 50  # graphs in one function
ROWS = 3
MOST_LEFT_OUT = 0.01  # at kinks, or without a second derivative to measure by

# --- what the engine gives -------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """Value and gradient of a graph, and what the error of each is measured against."""

    value: float
    size: float
    slopes: np.ndarray
    sizes: np.ndarray


def expected(program):
    """By the engine; None where a slope has no finite slope, and so nothing to measure it by."""
    leaves = [Value(x) for x in program.leaves]
    nodes = program.run(leaves)
    root, inner = nodes[-1], nodes[len(leaves) :]
    sums = path_sums(root)
    sizes = []
    with warnings.catch_warnings():
        warnings.simplefilter("error", GradientWarning)
        try:
            for leaf, slope in zip(leaves, gradients(root, leaves, create_graph=True), strict=True):
                second = path_sums(slope)
                moves = sum(second.get(id(node), 0.0) * abs(node.data) for node in inner)
                sizes.append(sums[id(leaf)] + moves)
        except (DomainError, GradientWarning):
            return None
    if not all(map(math.isfinite, sizes)):
        return None
    size = sum(sums[id(node)] * abs(node.data) for node in nodes)
    return Expected(root.data, size, np.array(gradients(root, leaves)), np.array(sizes))


def moved(program, row):
    """The same graph with its first leaf elsewhere; where it was, if it is not defined there."""
    first, *others = program.leaves
    other = replace(program, leaves=(first * (1.0 + 0.25 * row) + 0.1 * row, *others))
    try:
        nodes = other.run([Value(x) for x in other.leaves])
    except AutogradError:
        return program
    fits = all(abs(x) <= LARGEST for node in nodes for x in (node.data, node.da, node.db))
    return other if fits and expected(other) else program


# --- what replay gives -----------------------------------------------------------------------


def as_one_function(programs):
    """The sum of graphs as a function of their first leaves; the others are its parameters."""
    parameters = [[Value(x) for x in program.leaves[1:]] for program in programs]

    def f(*firsts):
        graphs = zip(programs, firsts, parameters, strict=True)
        return autograd.sum([program.run([x, *others])[-1] for program, x, others in graphs])

    return f, list(itertools.chain(*parameters))


def errors_of(graphs, rows):
    """The worst error of each graph, and that of the sum of all, in eps.

    Parameters
    ----------
    graphs : list of list of Program
        For each graph: the same at each row, or the one that is replayed alone.
    rows : str or None
        As `replay` takes it.
    """
    f, parameters = as_one_function([at_rows[0] for at_rows in graphs])
    replayed = replay(f, rows=rows, parameters=parameters)
    columns = [[program.leaves[0] for program in at_rows] for at_rows in graphs]
    arguments = columns if rows else [column[0] for column in columns]
    value, by_others = replayed.value_and_grad(*arguments)
    by_first = replayed.input_gradients(*arguments)
    wanted = [[expected(program) for program in at_rows] for at_rows in graphs]
    errors, left = [], iter(by_others.tolist())
    for firsts, at_rows in zip(by_first, wanted, strict=True):
        # a slope by the first leaf for each row; those by the others are added up over rows
        slopes, sizes = (
            [*(x[0] for x in found), *sum(x[1:] for x in found)]
            for found in ([e.slopes for e in at_rows], [e.sizes for e in at_rows])
        )
        found = [*np.ravel(firsts), *itertools.islice(left, len(at_rows[0].slopes) - 1)]
        errors.append(max(in_eps(*numbers) for numbers in zip(found, slopes, sizes, strict=True)))
    everything = [e for at_rows in wanted for e in at_rows]
    total, size = sum(e.value for e in everything), sum(e.size for e in everything)
    return errors, in_eps(value, total, size)


# --- kinks -----------------------------------------------------------------------------------


def distance_to_kink(op, args):
    """How far operands are from where the slope, or the value, jumps."""
    if op.flat:
        return abs(2.0 * args[0] - round(2.0 * args[0])) / 2.0
    if op.name in ("maximum", "minimum"):
        return abs(args[0] - args[1])
    if op.name in ("abs", "relu", "leaky_relu", "elu") or (op.name == "atan2" and args[1] <= 0.0):
        return abs(args[0])
    return math.inf


def is_at_kink(program):
    """Whether rounding can push an operand over a kink."""
    numbers, blurs = program.run(program.leaves), [0.0] * len(program.leaves)
    for value, line in zip(numbers[len(blurs) :], program.lines, strict=True):
        args = [numbers[x] if isinstance(x, int) else x for x in line.args]
        blur = [blurs[x] if isinstance(x, int) else 0.0 for x in line.args]
        if distance_to_kink(line.op, args) < MOST_EPS * sum(blur):
            return True
        slopes = [line.op.slope(i, *args, z=value) for i in range(line.op.arity)]
        passed_on = sum(abs(slope) * x for slope, x in zip(slopes, blur, strict=True))
        blurs.append(passed_on + (0.0 if line.op.flat else EPS * abs(value)))
    return False


def together(numbers):
    """The worst errors of graphs that are replayed together, and of their sum.

    Returns
    -------
    tuple
        Errors by seed; seeds of graphs that are at a kink; the error of the sum.
    """
    drawn = {seed: random_program(seed) for seed in numbers}
    graphs = {
        seed: [moved(program, row) for row in range(ROWS)]
        for seed, program in drawn.items()
        if expected(program)
    }
    in_rows, sum_in_rows = errors_of(list(graphs.values()), "sum")
    alone, sum_alone = errors_of([at_rows[:1] for at_rows in graphs.values()], None)
    errors = dict(zip(graphs, map(max, in_rows, alone), strict=True))
    at_kinks = {
        seed
        for seed, error in errors.items()
        if error > MOST_EPS and any(map(is_at_kink, graphs[seed]))
    }
    return errors, at_kinks, max(sum_in_rows, sum_alone)


@seeds(fast=4, full=10_400, parts=8)
def test_reverse_mode_is_replay(seeds, tried):
    worst, wrong, measured = 0.0, {}, 0
    for k in range(seeds.start, seeds.stop, PACK):
        errors, at_kinks, error_of_sum = together(range(k, min(k + PACK, seeds.stop)))
        measured += len(errors) - len(at_kinks)
        if not at_kinks:
            errors["their sum"] = error_of_sum
        found = {(k, seed): error for seed, error in errors.items() if seed not in at_kinks}
        worst = max(worst, *found.values())
        wrong |= {place: error for place, error in found.items() if error > MOST_EPS}
    tried("replay", measured, worst=worst, lost=len(wrong))
    assert wrong == {}
    assert measured >= (1.0 - MOST_LEFT_OUT) * len(seeds)
