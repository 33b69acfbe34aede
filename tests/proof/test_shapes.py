"""Graphs that are deep, wide or full of paths: exact gradients, work that grows with the nodes.

A clock proves little where others use the machine too. So the lines of Python that run are counted,
and the bytes in use: for each node no more than in a graph an eighth the size.
"""

import copy
import inspect
import pickle
import sys
from contextlib import contextmanager
from fractions import Fraction

import pytest
from work import bytes_used, lines_run

import autograd
from autograd import Value, dot, formula, grad, gradients, hessian, hvp, jvp, tape, trace
from viz import draw_dot

PART = 8  # a power of 2: lists and dicts that grow by doubling are as full in both
ALLOWED = 1.05  # times the work, and the bytes, of a node in a graph an eighth the size
counted = pytest.mark.skipif(autograd.__compiled__, reason="what is compiled has no lines to count")
full = pytest.mark.proof


def chain(x, count):
    y = x
    for _ in range(count // 2):
        y = y * 0.5 + x
    return y


def added(x, count):
    y = x
    for _ in range(count):
        y = y + Value(1.0)
    return y


def summed(x, count):
    return autograd.sum([x, *(Value(1.0) for _ in range(count))])


def met(x, count):
    """Many operands that each meet one and the same other."""
    return dot([Value(2.0) for _ in range(count)], [x] * count)


def spread(x, count):
    return autograd.sum([x * 2.0 for _ in range(count)])


SHAPES = {
    "a chain": (chain, lambda n: 2 - Fraction(1, 2 ** (n // 2))),
    "fan-in by +": (added, lambda _: 1),
    "fan-in by sum": (summed, lambda _: 1),
    "operands that meet one": (met, lambda n: 2 * n),
    "fan-out": (spread, lambda n: 2 * n),
}
"""What is recorded, and its exact derivative by x at 1."""


@contextmanager
def few_frames(more=60):
    """Let no call go deeper than this, so that nothing can recurse over a graph."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + more)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def worked_through(name, count, create_graph):
    """Record a graph, differentiate it, forget the gradients and the graph; its slope by x."""
    x = Value(1.0)
    y = SHAPES[name][0](x, count)
    y.backward(create_graph=create_graph)
    slope = float(x.grad)
    y.zero_grad()
    assert x.grad is None
    return slope


@pytest.mark.parametrize(
    ("name", "count", "create_graph"),
    [
        *[(name, 512, False) for name in SHAPES],
        ("a chain", 512, True),
        *[pytest.param(name, 102_400, False, marks=full) for name in SHAPES],
        *[pytest.param(name, 16_000, True, marks=full) for name in SHAPES],
        pytest.param("a chain", 1_024_000, False, marks=full),
    ],
)
def test_a_shape_has_its_exact_gradient_and_its_nodes_take_no_more_bytes(
    name, count, create_graph, tried
):
    found = []
    with few_frames():
        worked_through(name, 10, create_graph)  # imports what is imported when it is needed
        few, _ = bytes_used(worked_through, name, count // PART, create_graph)
        most, left = bytes_used(lambda: found.append(worked_through(name, count, create_graph)))
    tried("shapes", 1, worst=most / few / PART)
    assert found == [float(SHAPES[name][1](count))]
    assert most / few <= PART * ALLOWED
    assert left < 5_000  # freed with the root, without the cyclic collector


@counted
@pytest.mark.parametrize(
    ("name", "count", "create_graph"),
    [
        *[(name, 160, False) for name in SHAPES],
        ("a chain", 160, True),
        *[pytest.param(name, 102_400, False, marks=full) for name in SHAPES],
        *[pytest.param(name, 16_000, True, marks=full) for name in SHAPES],
    ],
)
def test_a_shape_takes_no_more_work_for_each_node(name, count, create_graph, tried):
    few = lines_run(worked_through, name, count // PART, create_graph)
    many = lines_run(worked_through, name, count, create_graph)
    tried("shapes", 1, worst=many / few / PART)
    assert many / few <= PART * ALLOWED


USES = {
    "tape": tape,
    "the text of a tape": lambda root: str(tape(root)),
    "trace": trace,
    "JSON": lambda root: trace(root).to_json(),
    "a picture": lambda root: draw_dot(root, detail="layer").source,
    "deepcopy": copy.deepcopy,
    "pickle": lambda root: pickle.loads(pickle.dumps(root)),
    "gradients": lambda root: gradients(root, [root]),
    "forward": lambda root: tape(root).forward(),
    "recorded anew": lambda root: tape(root).record({}),
}


@counted
@pytest.mark.parametrize("count", [160, pytest.param(8_000, marks=full)])
@pytest.mark.parametrize("use", USES)
def test_whatever_reads_a_graph_works_no_more_for_each_node(use, count, tried):
    few, many = chain(Value(1.0), count // PART), chain(Value(1.0), count)
    USES[use](few)
    work = [lines_run(USES[use], root) for root in (few, many)]
    tried("shapes", 1, worst=work[1] / work[0] / PART)
    assert work[1] / work[0] <= PART * ALLOWED


FUNCTIONS = {
    "grad of a chain": lambda n: grad(lambda x: chain(x, n))(1.0),
    "jvp of a chain": lambda n: jvp(lambda xs: chain(xs[0], n), [1.0], [1.0]),
    "hvp of a chain": lambda n: hvp(lambda xs: chain(xs[0] * xs[0], n), [1.0], [1.0]),
    "grad by many": lambda n: grad(dot_with_itself)([0.5] * n),
    "hvp by many": lambda n: hvp(dot_with_itself, [0.5] * n, [1.0] * n),
    "jvp of many": lambda n: jvp(autograd.softmax, [0.5] * n, [1.0] * n),
}


def dot_with_itself(xs):
    return dot(xs, xs).tanh()


@counted
@pytest.mark.parametrize("count", [96, pytest.param(8_000, marks=full)])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivatives_of_functions_are_no_more_work_for_each_node(name, count, tried):
    FUNCTIONS[name](2)
    few, many = (lines_run(FUNCTIONS[name], n) for n in (count // PART, count))
    tried("shapes", 1, worst=many / few / PART)
    assert many / few <= PART * ALLOWED


# --- 2**60 paths -----------------------------------------------------------------------------

LEVELS = {
    "y + y": (lambda y: y + y, 2),
    "y*c + y*d": (lambda y: y * 1.5 + y * 0.5, 2),
    "y*y": (lambda y: y * y, 2),
    "3*y - y": (lambda y: 3.0 * y - y, 2),
    "y/c - y*d": (lambda y: y / 0.25 - y * 3.0, 1),
}
"""What a level makes of y, and its exact slope at y = 1, or everywhere."""

READ = {
    "backward": Value.backward,
    "recorded": lambda root: root.backward(create_graph=True),
    "formula": formula,
    **USES,
    "a picture of all": lambda root: draw_dot(root, detail="full").source,
}


def diamonds(x, level, count):
    y = x
    for _ in range(count):
        y = LEVELS[level][0](y)
    return y


@pytest.mark.parametrize("count", [60, pytest.param(900, marks=full)])
@pytest.mark.parametrize("level", LEVELS)
def test_the_gradient_over_2_to_the_60_paths_is_exact_at_every_node(level, count, tried):
    slope = LEVELS[level][1]
    x = Value(1.0)
    nodes = [x]
    for _ in range(count):
        nodes.append(LEVELS[level][0](nodes[-1]))
    nodes[-1].backward()
    tried("shapes", 1)
    assert [node.grad for node in nodes] == [slope**left for left in range(count, -1, -1)]
    assert float(grad(lambda x: diamonds(x, level, count))(1.0)) == slope**count
    assert float(jvp(lambda xs: diamonds(xs[0], level, count), [1.0], [1.0])[1]) == slope**count


@pytest.mark.parametrize("count", [60, pytest.param(500, marks=full)])
def test_second_derivatives_over_2_to_the_60_paths_are_those_of_a_power(count, tried):
    def power(xs):
        return diamonds(xs[0], "y*y", count)

    n = 2**count
    found = [hessian(power)([1.0])[0][0], hvp(power, [1.0], [1.0])[0]]
    tried("shapes", len(found))
    assert [float(each) for each in found] == pytest.approx([n * (n - 1)] * 2, rel=1e-15)


@counted
@pytest.mark.parametrize("more", [20, pytest.param(200, marks=full)])
@pytest.mark.parametrize(
    "use",
    [pytest.param(use, marks=full if use in ("JSON", "a picture of all") else ()) for use in READ],
)
def test_as_many_more_levels_of_diamonds_are_as_much_more_work(use, more, tried):
    counts = (10, 10, 10 + more, 10 + 2 * more)
    warm, *roots = [diamonds(Value(1.0), "y*c + y*d", count) for count in counts]
    READ[use](warm)
    work = [lines_run(READ[use], root) for root in roots]
    tried("shapes", 1)
    assert work[2] - work[1] <= ALLOWED * (work[1] - work[0])
