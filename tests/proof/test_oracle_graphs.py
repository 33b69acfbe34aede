"""Random graphs over every primitive: each gradient against local slopes of 60 digits.

The exact gradient is that of the graph as it stands: at the floats that its nodes hold, each local
slope is known to 60 digits, and so is the sum over all paths of their products. What the engine may
be off is measured against the sum of the absolute products, since a sum that cancels loses what it
cancels; and where numbers fall below the normal floats, by their spacing.
"""

import itertools
from collections import Counter

import mpmath as mp
import oracle
import pytest
from random_graphs import EVERY, LARGEST, random_program

from autograd import Value

EPS = 2.0**-52
SMALLEST = 2.0**-1074
MOST_EPS = 16.0
GRAPHS = 12_500  # in one of eight parts of the full proof


def exact_gradients(program, nodes):
    """For each node: the gradient, the sum of absolute path products, what underflow may cost."""
    gradients = [mp.mpf(0)] * len(nodes)
    paths = [mp.mpf(0)] * len(nodes)
    underflow = [0.0] * len(nodes)
    gradients[-1] = paths[-1] = mp.mpf(1)
    first = len(program.leaves)
    for i, line in reversed(list(enumerate(program.lines, first))):
        if paths[i] == 0:
            continue
        point = tuple(nodes[x].data if isinstance(x, int) else x for x in line.args)
        for k, x in enumerate(line.args):
            if isinstance(x, int):
                slope = oracle.slope(line.op.name, k, point)
                gradients[x] += slope * gradients[i]
                paths[x] += abs(slope) * paths[i]
                # A slope may be a number of up to LARGEST times one that has few digits, since it
                # lies below the normal floats: exp(-x*x), say.
                underflow[x] += abs(float(slope)) * underflow[i]
                underflow[x] += LARGEST * SMALLEST * (1.0 + float(paths[i]))
    return zip(gradients, paths, underflow, strict=True)


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(300), id="300"),
        *(
            pytest.param(range(k, k + GRAPHS), id=f"from {k}", marks=pytest.mark.proof)
            for k in range(0, 8 * GRAPHS, GRAPHS)
        ),
    ],
)
def test_each_gradient_is_that_of_exact_slopes(seeds, tried):
    worst, wrong = 0.0, []
    with mp.workdps(60):
        for seed in seeds:
            program = random_program(seed)
            nodes = program.run([Value(x) for x in program.leaves])
            nodes[-1].backward()
            for node, (exact, paths, underflow) in zip(
                nodes, exact_gradients(program, nodes), strict=True
            ):
                error = max(abs(mp.mpf(node.grad) - exact) - underflow, 0)
                eps = float(error / paths) / EPS if paths else float(error > 0) * 1e9
                worst = max(worst, eps)
                if eps > MOST_EPS:
                    wrong.append((seed, eps))
    tried("oracle", len(seeds), worst=worst, lost=len({seed for seed, _ in wrong}))
    assert wrong == []


def test_the_graphs_are_what_they_are_said_to_be():
    ops, repeats, shared, numbers = Counter(), 0, 0, 0
    for seed in range(300):
        program = random_program(seed)
        assert program == random_program(seed)
        used = Counter(x for line in program.lines for x in set(line.args) if isinstance(x, int))
        assert set(used) == set(range(len(program.leaves) + len(program.lines) - 1))
        ops.update(line.op for line in program.lines)
        shared += any(count > 1 for count in used.values())
        for line in program.lines:
            repeats += len(line.args) > len(set(line.args))
            numbers += any(isinstance(x, float) for x in line.args)
    assert set(ops) == set(EVERY)
    assert ops.total() > 3000
    assert shared > 250
    assert repeats > 100
    assert numbers > 100


@pytest.mark.parametrize("name", oracle.SLOPES)
def test_the_closed_forms_of_slopes_are_the_derivatives_of_the_functions(name):
    op = next(op for op in EVERY if op.name == name)
    points = [*op.samples, *itertools.product((0.37, 0.83), repeat=op.arity)]
    for point in points:
        try:
            op(*point)
        except ValueError:
            continue  # acosh below 1
        for i in range(op.arity):
            order = tuple(int(i == k) for k in range(op.arity))
            exact = oracle.derivative(name, point, order)
            assert abs(oracle.slope(name, i, point) - exact) <= abs(exact) * mp.mpf(10) ** -40
