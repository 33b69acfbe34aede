"""Reverse mode against other ways to the same derivative, on random graphs over every primitive.

Forward mode, complex steps and, for second derivatives, forward over reverse each multiply and add
in another order, so they agree to rounding: so many eps of the sum of absolute path products.
`test_replay_graphs.py` does the same with replay.
"""

import itertools
import math
import warnings
from random import Random

from complex_step import ANALYTIC, NOT_ANALYTIC, TERMS, H, is_near_branch_point
from path_sums import drawn, in_eps, path_sums, seeds
from random_graphs import EVERY

from autograd import GradientWarning, Value, gradients, hvp, jvp
from autograd.errors import DomainError

FORWARD_EPS = 5.0
COMPLEX_EPS = 10.0
HESSIAN_EPS = 5.0
MOST_AGAIN = 0.02  # graphs drawn again for each one that was measured


def differentiated(program):
    """The nodes of a graph, after a backward pass."""
    nodes = program.run([Value(x) for x in program.leaves])
    nodes[-1].backward()
    return nodes


def judge(claim, found, most, tried):
    """Say what was tried, and see that no error is above what is allowed.

    Parameters
    ----------
    found : dict
        For each seed: the error in eps, and how many graphs were drawn before that one.
    """
    worst = max(error for error, _ in found.values())
    wrong = {seed: error for seed, (error, _) in found.items() if error > most}
    tried(claim, len(found), worst=worst, lost=len(wrong))
    assert wrong == {}
    assert sum(again for _, again in found.values()) <= MOST_AGAIN * len(found)


# --- forward mode ----------------------------------------------------------------------------


def forward_error(program):
    """Each leaf's direction, and a random one: the worst error in eps."""
    count = len(program.leaves)
    nodes = differentiated(program)
    sums = path_sums(nodes[-1])
    random = Random(program.leaves[0])
    directions = [[float(i == k) for i in range(count)] for k in range(count)]
    directions.append([random.gauss(0.0, 1.0) for _ in range(count)])
    worst = 0.0
    for direction in directions:
        value, found = jvp(lambda xs: program.run(xs)[-1], program.leaves, direction)
        if value.data != nodes[-1].data:
            return math.inf
        moved = list(zip(direction, nodes, strict=False))
        expected = sum(speed * leaf.grad for speed, leaf in moved)
        size = sum(abs(speed) * sums[id(leaf)] for speed, leaf in moved)
        worst = max(worst, in_eps(found.data, expected, size))
    return worst


@seeds(fast=150, full=10_000, parts=4)
def test_reverse_mode_is_forward_mode(seeds, tried):
    judge("forward", {seed: drawn(seed, forward_error) for seed in seeds}, FORWARD_EPS, tried)


# --- complex steps ---------------------------------------------------------------------------


def is_analytic(program):
    """Whether no branch point is so near that a complex step would feel it."""
    numbers = program.run(program.leaves)
    points = [
        (line.op.name, [numbers[x] if isinstance(x, int) else x for x in line.args])
        for line in program.lines
    ]
    return not any(is_near_branch_point(*point) for point in points)


def complex_slope(program, nodes, leaf):
    """The derivative by a leaf, from a step in its imaginary part.

    The real parts are those of the nodes: at the same numbers the slopes must be the same, while
    that of sin(1e8 * x) may be any a rounding error away.
    """
    found = [complex(node.data) for node in nodes]
    found[leaf] += 1j * H
    for i, line in enumerate(program.lines, len(program.leaves)):
        args = [found[x] if isinstance(x, int) else complex(x) for x in line.args]
        found[i] = complex(nodes[i].data, ANALYTIC[line.op.name](*args).imag)
    return found[-1].imag / H


def complex_error(program):
    """The worst error of a leaf, in eps; None where it cannot be measured."""
    if not is_analytic(program):
        return None
    nodes = differentiated(program)
    sums = path_sums(nodes[-1], TERMS)
    leaves = nodes[: len(program.leaves)]
    return max(
        in_eps(complex_slope(program, nodes, i), leaf.grad, sums[id(leaf)])
        for i, leaf in enumerate(leaves)
    )


@seeds(fast=300, full=10_000, parts=4)
def test_reverse_mode_is_complex_steps(seeds, tried):
    among = [op for op in EVERY if op.name in ANALYTIC]
    found = {seed: drawn(seed, complex_error, among) for seed in seeds}
    judge("complex step", found, COMPLEX_EPS, tried)


def test_every_primitive_that_is_analytic_is_stepped_in():
    assert {op.name for op in EVERY} - set(ANALYTIC) == NOT_ANALYTIC


# --- second derivatives ----------------------------------------------------------------------


def second_derivatives(program):
    """Three matrices: reverse over reverse, forward over reverse, and sums of absolute products.

    None where there is no second derivative: the slope of x**1.1 at 0 cannot be differentiated, and
    the engine says so.
    """

    def f(xs):
        return program.run(xs)[-1]

    leaves = [Value(x) for x in program.leaves]
    count = len(leaves)
    with warnings.catch_warnings():
        warnings.simplefilter("error", GradientWarning)
        try:
            slopes = gradients(f(leaves), leaves, create_graph=True)
            reverse = [[float(x) for x in gradients(s, leaves)] for s in slopes]
            columns = [
                hvp(f, program.leaves, [float(i == k) for i in range(count)]) for k in range(count)
            ]
        except (DomainError, GradientWarning):
            return None
    forward = [[float(x) for x in row] for row in zip(*columns, strict=True)]
    sums = [path_sums(s) for s in slopes]
    sizes = [[size.get(id(x), 0.0) for x in leaves] for size in sums]
    return reverse, forward, sizes


def hessian_error(program):
    """The worst error in eps: of one against the other, and of one against its transpose."""
    if (found := second_derivatives(program)) is None:
        return None
    reverse, forward, sizes = found
    return max(
        in_eps(reverse[i][j], other, max(sizes[i][j], sizes[j][i]))
        for i, j in itertools.product(range(len(sizes)), repeat=2)
        for other in (forward[i][j], reverse[j][i])
    )


@seeds(fast=60, full=10_000, parts=8)
def test_reverse_over_reverse_is_forward_over_reverse_and_symmetric(seeds, tried):
    judge("hessian", {seed: drawn(seed, hessian_error) for seed in seeds}, HESSIAN_EPS, tried)
