"""Each compile pass: what it saves, and that every result stays what it was."""

import operator
import random
import warnings

import numpy as np
import pytest

from autograd import Value, dot, exp, ops, relu, select, sigmoid, softplus, tanh
from autograd.nn import MLP
from autograd.replay import passes
from autograd.replay.graph import (
    COMPARISONS,
    CONSTANT,
    DETACH,
    DOT,
    INPUT,
    PARAMETER,
    TOTAL_DOT,
    Graph,
    guard,
    varying,
)
from autograd.replay.passes import evaluate
from autograd.replay.plan import AFTER, BEFORE, EACH, ROWS
from autograd.replay.program import Program, with_gradients
from autograd.replay.recording import as_parameters, record
from autograd.replay.schedule import schedule

WEIGHTS = [Value(0.7), Value(-1.3), Value(0.4)]


def recorded(f, args):
    """The graph of a function; the leaves in WEIGHTS are its parameters."""
    graph, leaves = record(f, args).graph()
    as_parameters(graph, leaves, {id(w): i for i, w in enumerate(WEIGHTS)})
    return graph


def results(graph, inputs, weights=(1.0,)):
    numbers = evaluate(graph, inputs, [w.data for w in WEIGHTS], weights)
    return {name: [numbers[i] for i in lines] for name, lines in graph.results.items()}


def scalar(x, y):
    a, b, c = WEIGHTS
    s = a * x + b * y + c
    t = tanh(s) - (x * y - a * x) + 2.0 * 3.0
    u = sigmoid(t * 1.0) * t + relu(s * s - t) + exp(-softplus(s)) / (1.0 + x * x)
    return (u - c * c) ** 2 + (tanh(s) + 0.0) ** 0.5 * 0.0


INPUTS = [[0.9, -0.4], [1.5, 0.2], [0.3, -2.0]]
EVERY = (*dict.fromkeys((*passes.RECORDED, *passes.WHOLE)),)


@pytest.mark.parametrize("run", EVERY, ids=lambda run: run.__name__)
@pytest.mark.parametrize("stage", ["recorded", "with gradients"])
def test_a_pass_changes_no_result(run, stage):
    graph = recorded(scalar, INPUTS[0])
    weights = [0.5, 0.25, 0.25]
    if stage == "with gradients":
        graph = passes.optimise(graph, passes.RECORDED)
        graph = with_gradients(graph, 2, 3, rows=True, gradients=True, by_inputs=True)
    before = results(graph, INPUTS, weights)
    after = results(run(graph), INPUTS, weights)
    assert after.keys() == before.keys()
    for name, rows in before.items():
        assert np.array(after[name]) == pytest.approx(np.array(rows), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("sign", COMPARISONS)
@pytest.mark.parametrize("holds", [True, False])
def test_a_guard_gives_nan_in_the_rows_in_which_compiled_code_finds_it_broken(sign, holds):
    graph = Graph()
    x = graph.add(INPUT)
    checked = graph.add(guard(sign, holds), (x, graph.constant(0.5)))
    graph.results = {"values": [x], "guards": [checked]}
    numbers = [-1.0, 0.5, 2.0, float("nan")]
    found = evaluate(graph, [[x] for x in numbers])[checked]
    answer = Program(graph, 1, 0).run(np.empty(0), np.array([numbers]).T[:3], np.ones(3))
    assert np.isnan(found[:3]).tolist() == answer.bad.tolist()
    comes_out = [getattr(operator, COMPARISONS[sign])(x, 0.5) for x in numbers]
    assert found == pytest.approx(
        [0.0 if each == holds else float("nan") for each in comes_out], nan_ok=True
    )


def test_the_gradient_is_that_of_the_engine():
    graph = with_gradients(
        recorded(scalar, INPUTS[0]), 2, 3, rows=True, gradients=True, by_inputs=True
    )
    weights = [0.5, 0.25, 0.25]
    found = results(graph, INPUTS, weights)
    for leaf in WEIGHTS:
        leaf.grad = None
    by_inputs = []
    for weight, row in zip(weights, INPUTS, strict=True):
        leaves = [Value(x) for x in row]
        (weight * scalar(*leaves)).backward()
        by_inputs.append([leaf.grad for leaf in leaves])
    assert [column[0] for column in found["parameters"]] == pytest.approx(
        [w.grad for w in WEIGHTS], rel=1e-12
    )
    assert pytest.approx(np.array(by_inputs), rel=1e-12) == np.array(found["inputs"]).T


def test_constants_are_folded_and_ones_and_zeros_dropped():
    def f(x):
        return ((x * 1.0 + 0.0) / 1.0 - 0.0) ** 1.0 * (Value(2.0) * 3.0)

    graph = passes.drop_unused(passes.fold_constants(recorded(f, [2.0])))
    assert [op for op in graph.ops if op not in (CONSTANT, "input")] == [ops.mul]
    assert 6.0 in graph.numbers


def test_what_has_no_result_is_not_folded_away():
    graph = recorded(lambda x: x * 1.0, [2.0])
    line = graph.add(ops.log, (graph.constant(-1.0),))
    graph.results["values"] = [line]
    assert ops.log in passes.fold_constants(graph).ops


def test_cheap_powers_are_other_operations():
    graph = passes.fold_constants(recorded(lambda x: x**2 + x**-1 + x**0.5 + x**2.5, [2.0]))
    assert graph.ops.count(ops.pow_) == 1
    assert {ops.square, ops.reciprocal, ops.sqrt} <= set(graph.ops)


def test_what_stands_there_twice_is_computed_once():
    def f(x, y):
        return tanh(x * y) + tanh(y * x) + tanh(x * y)

    graph = passes.share_common(recorded(f, [2.0, 3.0]))
    assert graph.ops.count(ops.tanh) == 1
    assert graph.ops.count(ops.mul) == 1


def test_minus_zero_and_nan_are_constants_of_their_own():
    graph = Graph()
    lines = [graph.constant(x) for x in (0.0, -0.0, 0.0, float("nan"), float("nan"))]
    assert lines == [0, 1, 0, 2, 2]
    assert len(passes.share_common(graph)) == 3


def test_what_no_result_depends_on_is_left_out():
    def f(x):
        exp(x * 3.0)
        return x * 2.0

    graph = passes.drop_unused(recorded(f, [2.0]))
    assert ops.exp not in graph.ops


def test_a_sum_of_products_is_one_line():
    def f(xs):
        return dot(WEIGHTS, xs) - xs[0] * xs[1] - (-xs[2])

    graph = passes.fuse_sums(recorded(f, [[1.0, 2.0, 3.0]]))
    assert [op for op in graph.ops if op not in (CONSTANT, "input", PARAMETER)].count(DOT) == 1
    assert not {ops.add, ops.sub, ops.mul} & set(graph.ops)


def test_a_product_that_is_used_elsewhere_stays_a_line():
    graph = passes.fuse_sums(recorded(lambda x, y: (p := x * y) + tanh(p) + x * x, [2.0, 3.0]))
    assert graph.ops.count(ops.mul) == 1
    assert graph.ops.count(DOT) == 1


def test_a_sum_is_not_fused_across_the_border_of_what_rows_share():
    def f(x):
        a, b, c = WEIGHTS
        return x * a + (a * b + b * c)  # the second part is the same for all rows

    graph = passes.fuse_sums(recorded(f, [2.0]))
    varies = varying(graph)
    dots = [varies[line] for line, op, _, _ in graph if op == DOT]
    assert sorted(dots) == [False, True]
    parted = passes.part_uniform(passes.fuse_sums(recorded(lambda x: x * f(x) + f(x), [2.0])))
    assert all(
        not varying(parted)[arg] or varying(parted)[line]
        for line, _, args, _ in parted
        for arg in args
    )


def test_a_detached_number_is_the_number_itself():
    graph = recorded(lambda x: x * (x * 2.0).detach(), [2.0])
    assert DETACH in graph.ops
    assert DETACH not in passes.drop_detached(graph).ops


def test_what_rows_share_is_done_once_and_sums_over_rows_after_them():
    def f(x):
        a, b, c = WEIGHTS
        return tanh(a * b) * x + exp(c) * x * x

    graph = passes.optimise(recorded(f, [2.0]), passes.RECORDED)
    graph = with_gradients(graph, 1, 3, rows=True, gradients=True, by_inputs=False)
    plan = schedule(passes.optimise(graph, passes.WHOLE), 1, 3)
    done = [{plan.graph.ops[line] for run in runs for line in run.lines} for runs in plan.runs]
    assert {ops.tanh, ops.exp} <= done[BEFORE]
    assert not {ops.tanh, ops.exp} & done[EACH]
    assert TOTAL_DOT in done[EACH]
    assert ops.mul in done[AFTER]


def test_neurons_of_a_layer_run_together():
    model = MLP(3, [7, 5, 1], activation="tanh", rng=random.Random(0))
    places = {id(p): i for i, p in enumerate(model.parameters())}
    graph, leaves = record(model, [[0.1, 0.2, 0.3]]).graph()
    as_parameters(graph, leaves, places)
    graph = passes.optimise(graph, passes.RECORDED)
    plan = schedule(passes.optimise(graph, passes.WHOLE), 3, len(places))
    runs = [(str(run.kernel.op), run.kernel.lanes, len(run.lines)) for run in plan.runs[EACH]]
    # a sum and an activation for each layer, and the output put where it is read
    assert [lines for _, _, lines in runs] == [7, 7, 5, 5, 1, 1]
    assert {lanes for _, lanes, _ in runs} == {ROWS}


def test_every_line_has_a_place_of_its_own():
    model = MLP(2, [9, 3], rng=random.Random(0))

    def f(x, t):
        return select([y * y for y in model(x)], t)

    graph, leaves = record(f, [[0.1, 0.2], 1]).graph()
    as_parameters(graph, leaves, {id(p): i for i, p in enumerate(model.parameters())})
    graph = passes.optimise(graph, passes.RECORDED)
    for rows in (True, False):
        whole = with_gradients(
            graph, 3, len(model.parameters()), rows=rows, gradients=True, by_inputs=True
        )
        plan = schedule(passes.optimise(whole, passes.WHOLE), 3, len(model.parameters()))
        varies = varying(plan.graph)
        taken = set()
        for line, op, _, _ in plan.graph:
            if op in (CONSTANT, PARAMETER) or not hasattr(op, "name"):
                continue
            cells = range(plan.place[line], plan.place[line] + (ROWS if varies[line] else 1))
            assert not taken & set(cells)
            taken |= set(cells)
        assert max(taken) < plan.size


@pytest.mark.parametrize(
    "seed", [*range(5), *(pytest.param(s, marks=pytest.mark.proof) for s in range(5, 200))]
)
def test_random_graphs_keep_their_results_through_all_passes(seed):
    source = random.Random(seed)

    def f(x, y):
        nodes = [x, y, *WEIGHTS, Value(1.0), Value(0.0)]
        for _ in range(40):
            a, b = source.choice(nodes), source.choice(nodes)
            kind = source.randrange(7)
            made = [a + b, a - b, a * b, -a, tanh(a), a * 1.0, sigmoid(b)][kind]
            nodes.append(made)
        return sum(nodes[-6:])

    graph = recorded(f, INPUTS[0])
    graph = with_gradients(graph, 2, 3, rows=True, gradients=True, by_inputs=True)
    weights = [0.2, 0.3, 0.5]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        before = results(graph, INPUTS, weights)
        for run in (*passes.RECORDED, *passes.WHOLE):
            graph = run(graph)
            after = results(graph, INPUTS, weights)
            for name, rows in before.items():
                assert np.array(after[name]) == pytest.approx(np.array(rows), rel=1e-9, abs=1e-12)
