"""A replay gives what calling the function gives, or does what calling it would do."""

import math
import os
import pickle
import random
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import autograd
from autograd import Value, detect_anomaly, exp, log, maximum, relu, select, sqrt, tanh
from autograd.errors import (
    ChoiceError,
    DomainError,
    GradientWarning,
    InputTypeError,
    LengthError,
    RangeError,
    ReplayError,
    ReplayWarning,
)
from autograd.nn import MLP, binary_cross_entropy_with_logits, cross_entropy, hinge, l2_penalty
from autograd.replay import replay


def eager(f, *columns, parameters=(), weights=None):
    """Value, gradient by parameters and by inputs, row by row on Values, reduced."""
    rows = len(columns[0])
    weights = weights or [1.0 / rows] * rows
    total, slopes, by_inputs = 0.0, np.zeros(len(parameters)), []
    for weight, *row in zip(weights, *(np.asarray(c).tolist() for c in columns), strict=True):
        leaves = []

        def leaf(x, leaves=leaves):
            if isinstance(x, list):
                return [leaf(item) for item in x]
            leaves.append(x if isinstance(x, int) else Value(x))
            return leaves[-1]

        result = f(*map(leaf, row))
        total += weight * float(result)
        variables = [x for x in leaves if isinstance(x, Value)]
        found = autograd.gradients(result, [*parameters, *variables])
        slopes += weight * np.array(found[: len(parameters)])
        by_inputs.append([weight * g for g in found[len(parameters) :]])
    return total, slopes, np.array(by_inputs)


def agrees(f, *columns, rows="mean", rel=1e-12):
    replayed = replay(f, rows=rows)
    value, slopes = replayed.value_and_grad(*columns)
    count = len(columns[0])
    weights = None if rows == "mean" else [1.0] * count
    expected = eager(f, *columns, parameters=replayed.parameters, weights=weights)
    assert value == pytest.approx(expected[0], rel=rel)
    assert slopes == pytest.approx(expected[1], rel=rel, abs=1e-13)
    found = [g.reshape(count, -1) for g in replayed.input_gradients(*columns) if g is not None]
    if found:
        assert np.hstack(found) == pytest.approx(expected[2], rel=rel, abs=1e-13)
    return replayed


def network(sizes=(5, 1), seed=3, activation="tanh"):
    return MLP(2, list(sizes), activation=activation, rng=random.Random(seed))


POINTS = np.random.default_rng(1).normal(size=(37, 2))
SIGNS = np.where(POINTS[:, 0] * POINTS[:, 1] > 0, 1.0, -1.0)


# --- the numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 2, 15, 16, 17, 37])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_a_network_over_rows_has_the_value_and_gradients_of_a_loop(rows, reduction):
    model = network()
    weights = model.parameters()
    agrees(
        lambda x, y: (model(x) - y) ** 2 + l2_penalty(weights, 0.1),
        POINTS[:rows],
        SIGNS[:rows],
        rows=reduction,
    )


def random_function(seed):
    """A function of three inputs and two weights, of random operations with shared nodes."""
    source = random.Random(seed)
    weights = [Value(source.uniform(-1, 1)), Value(source.uniform(-1, 1))]
    ops = [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / (b * b + 1.0),
        maximum,
        lambda a, b: tanh(a) + b,
        lambda a, b: exp(-(a * a)) * 2.0,
        lambda a, b: autograd.sigmoid(a) - 0.5,
        lambda a, b: -a,
        lambda a, b: (a * a + 1.0) ** 0.5,
        lambda a, b: autograd.softplus(a),
    ]
    plan = [
        (source.choice(ops), source.randrange(5 + k), source.randrange(5 + k)) for k in range(25)
    ]

    def f(x, y, z):
        nodes = [x, y, z, *weights]
        for op, a, b in plan:
            nodes.append(op(nodes[a], nodes[b]))
        return autograd.sum(nodes[-4:])

    return f


@pytest.mark.parametrize(
    "seed", [*range(15), *(pytest.param(s, marks=pytest.mark.proof) for s in range(15, 400))]
)
def test_random_graphs_agree_in_rows_and_alone(seed):
    f = random_function(seed)
    columns = np.random.default_rng(seed).normal(size=(3, 19))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReplayWarning)
        agrees(f, *columns)
        alone = replay(f)
        for row in columns.T[:3]:
            value, slopes = alone.value_and_grad(*row)
            expected = eager(f, *row[:, None], parameters=alone.parameters)
            assert value == pytest.approx(expected[0], rel=1e-12)
            assert slopes == pytest.approx(expected[1], rel=1e-11, abs=1e-13)


def test_a_large_sum_of_products_and_a_deep_chain():
    weights = [Value(0.01 * i) for i in range(200)]
    x = np.linspace(-1.0, 1.0, 200)
    f = replay(lambda xs: tanh(autograd.dot(weights, xs)), parameters=weights)
    value, slopes = f.value_and_grad(x)
    root = tanh(autograd.dot(weights, x.tolist()))
    root.backward()
    assert value == pytest.approx(root.data, rel=1e-14)
    assert slopes == pytest.approx([w.grad for w in weights], rel=1e-12)

    def chain(y):
        for _ in range(20_000):
            y = y * 0.9999 + 0.0001
        return y

    deep = replay(chain)
    assert deep(2.0) == pytest.approx(float(chain(Value(2.0))), rel=1e-12)
    assert deep.input_gradients(2.0)[0] == pytest.approx(0.9999**20_000, rel=1e-12)


def test_losses_take_targets_as_inputs_on_one_path():
    model = network((4, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error", ReplayWarning)
        agrees(lambda x, y: hinge(model(x), y), POINTS, SIGNS)
        agrees(lambda x, y: hinge(model(x), y), POINTS, SIGNS.astype(int))
        agrees(
            lambda x, y: binary_cross_entropy_with_logits(model(x), y), POINTS, (SIGNS + 1.0) / 2.0
        )


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_a_class_is_chosen_when_it_is_replayed(classes):
    model = network((4, classes))
    targets = np.random.default_rng(0).integers(0, classes, len(POINTS))
    with warnings.catch_warnings():
        warnings.simplefilter("error", ReplayWarning)
        replayed = agrees(lambda x, t: cross_entropy(model(x), t), POINTS, targets)
    assert "1 recorded" in repr(replayed)


def test_rows_of_an_embedding_are_chosen_when_it_is_replayed():
    table = [[Value(0.1 * i - 0.2 * j) for j in range(3)] for i in range(5)]

    def f(token, scale):
        row = select(table, token)
        return autograd.sum(tanh(x * scale) for x in row)

    agrees(f, np.array([0, 4, 2, 2, 3] * 4), np.linspace(-1, 1, 20))
    agrees(lambda t, x: select([x, x * x, 3.0 * x], t), np.array([0, 2, 1]), np.array([2.0, 3, 4]))
    one = replay(lambda tokens: f(tokens[0], 1.0) * f(tokens[1], 2.0))
    for tokens in ([0, 1], [4, 4], [3, 0]):
        rows = [select(table, t) for t in tokens]
        expected = math.prod(
            sum(math.tanh(x.data * s) for x in row) for row, s in zip(rows, (1, 2), strict=True)
        )
        assert one(tokens) == pytest.approx(expected, rel=1e-14)
    assert "1 recorded" in repr(one)


def test_what_mixes_rows_and_parameters_can_be_chosen_from():
    weight = Value(7.0)
    agrees(
        lambda t, x: select([x, weight], t) * 2.0, np.array([0, 1, 1, 0]), np.array([1.0, 2, 3, 4])
    )


def test_lists_of_outputs_come_as_arrays():
    f = replay(lambda x: [x[0] * x[1], x[0] + 1.0, Value(3.0)], rows="each")
    assert f([[1.0, 2.0], [3.0, 4.0]]).tolist() == [[2.0, 2.0, 3.0], [12.0, 4.0, 3.0]]
    alone = replay(lambda x: [x[0] * x[1], x[0] + 1.0])
    assert alone([3.0, 4.0]).tolist() == [12.0, 4.0]
    assert replay(lambda x: 2.0 * x, rows="each")([1.0, 2.0]).tolist() == [2.0, 4.0]


def test_numbers_of_parameters_are_read_at_each_call():
    w = Value(2.0)
    f = replay(lambda x: w * x)
    assert f(3.0) == 6.0
    w.data = 5.0
    assert f(3.0) == 15.0


def test_backward_adds_to_the_gradients_of_the_parameters():
    w = Value(2.0)
    f = replay(lambda x: w * w * x, rows="sum")
    assert f.backward([1.0, 2.0]) == 12.0
    assert w.grad == 12.0
    f.backward([1.0, 2.0])
    assert w.grad == 24.0


def test_the_order_of_parameters_can_be_given():
    a, b, unused = Value(1.0), Value(2.0), Value(3.0)
    f = replay(lambda x: a * x + b * x * x, parameters=[b, unused, a])
    assert f.value_and_grad(3.0)[1].tolist() == [9.0, 0.0, 3.0]


# --- paths -----------------------------------------------------------------------------------


def test_a_branch_is_recorded_once_for_each_way_and_rows_are_shared_out():
    w = Value(3.0)

    def f(x):
        return w * x if x > 0.0 else exp(x) - 1.0

    x = np.linspace(-2.0, 2.0, 41)
    replayed = replay(f, rows="mean")
    with pytest.warns(ReplayWarning, match=r"> 0\.0 was False at .*test_replay\.py:\d+; for row"):
        value, slopes = replayed.value_and_grad(x)
    expected = eager(f, x, parameters=[w])
    assert value == pytest.approx(expected[0], rel=1e-13)
    assert slopes == pytest.approx(expected[1], rel=1e-13)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # said once
        replayed.value_and_grad(-x)
    assert "2 recorded" in repr(replayed)


def test_a_loop_whose_length_depends_on_the_input_is_seen():
    def halvings(x):
        while x > 1.0:
            x = x * 0.5
        return x

    x = np.array([0.7, 9.0, 100.0, 3.0])
    replayed = replay(halvings, rows="each")
    with pytest.warns(ReplayWarning):
        assert replayed(x).tolist() == [float(halvings(v)) for v in x.tolist()]


def test_a_path_that_parameters_decide_is_seen():
    w = Value(1.0)
    f = replay(lambda x: x * w if w > 0.0 else x - w)
    assert f(3.0) == 3.0
    w.data = -1.0
    with pytest.warns(ReplayWarning):
        assert f(3.0) == 4.0
    w.data = 2.0
    assert f(3.0) == 6.0


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x * float(x),
        lambda x: x * x.data,
        lambda x: x * int(x),
        lambda x: x * round(x, 1),
        lambda x: x * float(f"{x:.3f}"),
        lambda x: x * np.array([x]).astype(float)[0],
        lambda x: x * (1.0 if x else 2.0),
        lambda x: x * max(x, 1.0) * min([x, Value(2.0)]),
    ],
)
def test_a_number_that_is_taken_out_holds_for_that_number_only(f):
    x = [1.5, 0.0, 2.25, -3.0, 1.5]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReplayWarning)
        assert replay(f, rows="each")(x).tolist() == [float(f(Value(v))) for v in x]


def test_numbers_that_are_always_others_are_called_and_said_once():
    replayed = replay(lambda x: x * float(x), rows="each")
    x = np.arange(1.0, 60.0)
    with pytest.warns(ReplayWarning) as said:
        assert replayed(x).tolist() == (x * x).tolist()
    assert len(said) == 1
    assert "was read as" in str(said[0].message)


def test_a_whole_number_used_as_one_is_another_path():
    f = replay(lambda x, n: x**n, rows="each")
    assert f([2.0, 2.0], np.array([3.0, 2.0])).tolist() == [8.0, 4.0]
    loops = replay(lambda x, n: autograd.sum(x for _ in range(n)), rows="each")
    with pytest.warns(ReplayWarning):
        assert loops([2.0, 2.0, 5.0], np.array([3, 2, 3])).tolist() == [6.0, 4.0, 15.0]


def test_another_number_of_inputs_is_recorded_anew():
    f = replay(lambda xs: autograd.sum(x * x for x in xs))
    assert f([1.0, 2.0]) == 5.0
    assert f([1.0, 2.0, 3.0]) == 14.0
    assert f([2.0, 2.0]) == 8.0


def test_a_function_that_does_something_else_each_time_is_refused():
    with pytest.raises(ReplayError, match=r"cannot be replayed: .* the constant"):
        replay(lambda x: x * random.random())(2.0)
    calls = []

    def counts(x):
        calls.append(1)
        return x * float(len(calls))

    with pytest.raises(ReplayError, match=r"the constant 1\.0 and then 2\.0"):
        replay(counts)(2.0)

    def grows(x):
        calls.append(1)
        for _ in calls:
            x = x + 1.0
        return x

    with pytest.raises(ReplayError, match="lines and then"):
        replay(grows)(2.0)


def test_a_look_behind_the_engines_back_is_noticed_with_other_rows():
    with pytest.raises(ReplayError, match="called with other numbers"):
        replay(lambda x: x * x._data, rows="each")([2.0, 3.0])


def test_what_turns_numbers_into_others_outside_the_graph_is_refused():
    w = Value(2.0)

    def differentiates(x):
        y = x * w
        y.backward()
        return x * x.grad

    def assigns(x):
        w.data = w.data + 1.0
        return x * w

    def asks(x):
        return x * autograd.gradients(x * x, [x])[0]

    before = w * w
    hooked = Value(1.0)
    for f, what in (
        (differentiates, "calls backward"),
        (asks, "differentiates"),
        (assigns, "assigns to data"),
        (lambda x: x * before, "uses Value"),
        (lambda x: hook(x * hooked), "a hook on"),
    ):
        with pytest.raises(ReplayError, match=what):
            replay(f)(3.0)
    assert w.data == 2.0


def hook(node):
    node.register_hook(lambda *_: None)
    return node


def test_a_hook_on_a_parameter_is_refused():
    w = Value(2.0)
    w.register_hook(lambda _, g: 2.0 * g)
    with pytest.raises(ReplayError, match="a hook on"):
        replay(lambda x: w * x)(3.0)


def test_derivatives_can_be_replayed():
    f = replay(autograd.grad(lambda x: tanh(x) ** 3 + x * exp(-x)), rows="each")
    x = np.linspace(-2.0, 2.0, 21)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ReplayWarning)
        assert f(x) == pytest.approx(
            [3.0 * np.tanh(v) ** 2 * (1.0 - np.tanh(v) ** 2) + np.exp(-v) * (1.0 - v) for v in x],
            rel=1e-12,
        )


def test_what_is_handed_in_can_come_out():
    assert replay(lambda x: x)(3.0) == 3.0
    f = replay(lambda x: x, rows="mean")
    assert f([1.0, 2.0]) == 1.5
    assert f.input_gradients([1.0, 2.0])[0].tolist() == [0.5, 0.5]
    w = Value(4.0)
    assert replay(lambda x: w, rows="sum").value_and_grad([1.0, 2.0])[1].tolist() == [2.0]
    assert replay(lambda x: Value(4.0), rows="mean")([1.0, 2.0]) == 4.0


def test_what_is_detached_follows_its_number_and_gets_no_gradient():
    f = replay(lambda x: x * (x * x).detach())
    assert (f(2.0), f(3.0)) == (8.0, 27.0)
    assert f.input_gradients(3.0)[0] == 9.0


def test_what_is_computed_without_recording_follows_its_numbers_too():
    def f(x):
        with autograd.no_grad():
            scale = x * 2.0 + 1.0
        return x * scale

    replayed = replay(f)
    assert (replayed(2.0), replayed(3.0)) == (10.0, 21.0)
    assert replayed.input_gradients(3.0)[0] == 7.0


def test_a_shift_by_the_largest_follows_the_numbers():
    f = replay(autograd.logsumexp, rows="each")
    x = np.array([[0.0, 1.0, 2.0], [900.0, 0.0, -900.0], [-1e4, -1e4, -1e4 + 3.0]])
    expected = [float(autograd.logsumexp(row)) for row in x.tolist()]
    assert f(x) == pytest.approx(expected, rel=1e-15)


# --- what has no result ----------------------------------------------------------------------


def test_an_error_is_that_of_the_row_it_happens_in():
    f = replay(log, rows="mean")
    assert f([1.0, math.e]) == pytest.approx(0.5)
    with pytest.raises(DomainError, match=r"log needs x > 0, got x = -2\.0"):
        f([1.0, -2.0])
    with pytest.raises(RangeError, match="exp gives a number beyond the largest float"):
        replay(lambda x: 1.0 / exp(x), rows="each")([1.0, 1000.0])  # 1/inf would be 0
    with pytest.raises(DomainError):
        replay(lambda x: relu(-1.0 / (x * x)))(0.0)


def test_an_infinite_slope_is_told_as_ever():
    f = replay(sqrt, rows="sum")
    with pytest.warns(GradientWarning, match=r"sqrt\(0\) has local derivative inf"):
        slopes = f.input_gradients([4.0, 0.0])[0]
    assert slopes.tolist() == [0.25, math.inf]


def test_infinite_and_missing_inputs_give_what_calling_gives():
    x = np.array([math.inf, 1.0, math.nan, -math.inf])
    found = replay(lambda x: tanh(x) + 1.0, rows="each")(x)
    assert found.tolist()[:2] == [2.0, math.tanh(1.0) + 1.0]
    assert math.isnan(found[2])
    assert found[3] == 0.0


def test_an_index_out_of_range_is_refused_before_anything_is_read():
    f = replay(lambda i: select([Value(1.0), Value(2.0)], i) * 1.0, rows="each")
    assert f([0, 1, 1]).tolist() == [1.0, 2.0, 2.0]
    for wrong in (2, -1, 10**12):
        with pytest.raises(ChoiceError, match=f"from 0 to 1, got {wrong}"):
            f([0, wrong, 1])
    logits = replay(cross_entropy, rows="mean")
    with pytest.raises(ChoiceError):
        logits([[1.0, 2.0, 3.0]], [3])


def test_wrong_arguments_say_what_is_expected():
    f = replay(lambda x, y: x * y, rows="mean")
    with pytest.raises(LengthError, match="same number of rows"):
        f([1.0, 2.0], [1.0])
    with pytest.raises(LengthError, match="same number of rows"):
        f(1.0, 2.0)
    with pytest.raises(LengthError, match="at least one row"):
        f([], [])
    with pytest.raises(InputTypeError, match="arrays of numbers"):
        f(["a"], [1.0])
    with pytest.raises(ChoiceError, match="mean"):
        replay(lambda x: x, rows="max")
    with pytest.raises(InputTypeError, match="function of Values"):
        replay(3.0)
    with pytest.raises(InputTypeError, match="returns a list"):
        replay(lambda x: [x, x], rows="mean")([1.0])
    with pytest.raises(InputTypeError, match="returns a Value"):
        replay(lambda x: "x")(1.0)


def test_it_records_inside_no_grad_and_detect_anomaly():
    w = Value(2.0)
    f = replay(lambda x: w * x)
    with autograd.no_grad(), detect_anomaly():
        assert f.value_and_grad(3.0)[1].tolist() == [3.0]


# --- programs --------------------------------------------------------------------------------


def test_a_program_can_be_read():
    model = network((3, 1), activation="relu")
    f = replay(lambda x, y: (model(x) - y) ** 2 + l2_penalty(model.parameters(), 0.1), rows="mean")
    text = str(f.program(POINTS, SIGNS))
    assert "fuse sums" in text
    assert "for each row" in text
    assert "relu(" in text
    assert "(3 such lines)" in text


def test_a_program_can_be_pickled_and_gives_the_same():
    model = network((3, 1))
    f = replay(lambda x, y: (model(x) - y) ** 2, rows="sum")
    program = f.program(POINTS, SIGNS)
    rows = np.column_stack([POINTS, SIGNS])
    weights = np.ones(len(rows))
    first = program.run(f.numbers(), rows, weights)
    again = pickle.loads(pickle.dumps(program)).run(f.numbers(), rows, weights)
    assert again.total == first.total
    assert (again.parameters == first.parameters).all()
    code = """
import pickle, sys, numpy as np
program, numbers, rows = pickle.loads(sys.stdin.buffer.read())
print(repr(program.run(numbers, rows, np.ones(len(rows))).total))
"""
    sent = pickle.dumps((program, f.numbers(), rows))
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, check=True)
    assert float(done.stdout) == first.total


def test_a_program_refuses_arrays_that_do_not_fit():
    f = replay(lambda xs: xs[0] * xs[1], rows="mean")
    program = f.program([[1.0, 2.0]])
    one = np.ones(1)
    for wrong in (
        (np.ones(1), np.ones((1, 2)), one),
        (np.ones(0), np.ones((1, 3)), one),
        (np.ones(0), np.ones((2, 2)), one),
        (np.ones(0), np.ones((0, 2)), np.ones(0)),
    ):
        with pytest.raises(LengthError, match="this program takes"):
            program.run(*wrong)
    table = [Value(1.0), Value(2.0)]
    chooses = replay(lambda i: select(table, i) * 1.0, rows="sum").program(np.array([0]))
    answer = chooses.run(np.array([1.0, 2.0]), np.array([[1.0], [1e9], [-3.0]]), np.ones(3))
    assert answer.bad.tolist() == [False, True, True]


def test_a_later_path_may_bring_new_parameters():
    a, b = Value(2.0), Value(5.0)
    f = replay(lambda x: x * a if x > 0.0 else x * b, rows="sum")
    assert f.value_and_grad([1.0, 2.0])[1].tolist() == [3.0]
    with pytest.warns(ReplayWarning):
        assert f.value_and_grad([1.0, -2.0])[1].tolist() == [1.0, -2.0]
    assert f.value_and_grad([1.0, 2.0])[1].tolist() == [3.0, 0.0]


def test_what_no_row_depends_on_gets_no_gradient():
    a, b, c = Value(2.0), Value(5.0), Value(1.0)
    f = replay(lambda x: x * a if x > 0.0 else x * b * c.detach(), rows="sum", parameters=[c, a])
    f.backward([1.0, 2.0])
    assert (a.grad, b.grad, c.grad) == (3.0, None, None)
    with pytest.warns(ReplayWarning):
        f.backward([1.0, -2.0])
    assert (a.grad, b.grad, c.grad) == (4.0, -2.0, None)
    b.grad = None
    f.backward([1.0, 2.0])
    assert b.grad is None


def test_threads_that_share_a_program_do_not_disturb_each_other():
    model = network((8, 1))
    f = replay(lambda x, y: (model(x) - y) ** 2, rows="sum")
    inputs = [np.random.default_rng(i).normal(size=(200, 2)) for i in range(8)]
    expected = [f.value_and_grad(x, x[:, 0]) for x in inputs]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            found = list(pool.map(lambda x: f.value_and_grad(x, x[:, 0]), inputs))
            for (value, slopes), (wanted, wanted_slopes) in zip(found, expected, strict=True):
                assert value == wanted
                assert (slopes == wanted_slopes).all()


def test_compiled_code_is_kept_and_made_anew_where_it_is_damaged(tmp_path):
    code = """
from autograd.replay import replay
print(replay(lambda x: x * x + 1.0)(3.0))
"""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}

    def run():
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert run().stdout == "10.0\n"
    files = sorted(tmp_path.rglob("*.o"))
    kept = [file.stat().st_mtime_ns for file in files]
    assert files
    assert run().stdout == "10.0\n"
    assert [file.stat().st_mtime_ns for file in files] == kept
    for damage in (
        lambda data: data[:-5],
        lambda data: data[:40] + b"x" + data[41:],
        lambda _: b"",
    ):
        for file in files:
            file.write_bytes(damage(file.read_bytes()))
        assert run().stdout == "10.0\n"
    folder = tmp_path / "no folder"
    folder.write_text("a file")
    environment["XDG_CACHE_HOME"] = str(folder)
    assert run().stdout == "10.0\n"


def test_without_the_extra_the_message_names_it():
    code = (
        "import sys; sys.modules['llvmlite'] = None\n"
        "from autograd.replay import replay\n"
        "replay(lambda x: x * x)(2.0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MissingExtraError: replay needs llvmlite" in done.stderr
    assert "gradwalk[fast]" in done.stderr
