"""Where numbers decide the way through a function: every way is replayed, or refused."""

import math
import random
import warnings

import numpy as np
import pytest
from replayed import eager

import autograd
from autograd import Value, exp, grad, hypot, tanh
from autograd.errors import (
    ReplayError,
    ReplayWarning,
)
from autograd.replay import replay


def test_a_branch_is_recorded_once_for_each_way_and_rows_are_shared_out():
    w = Value(3.0)

    def f(x):
        return w * x if x > 0.0 else exp(x) - 1.0

    x = np.linspace(-2.0, 2.0, 41)
    replayed = replay(f, rows="mean")
    said = r"> 0\.0 was False at .*test_replay_paths\.py:\d+; for row"
    with pytest.warns(ReplayWarning, match=said):
        value, slopes = replayed.value_and_grad(x)
    expected = eager(f, x, parameters=[w])
    assert value == pytest.approx(expected[0], rel=1e-13)
    assert slopes == pytest.approx(expected[1], rel=1e-13)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # said once
        replayed.value_and_grad(-x)
    assert "2 recorded" in repr(replayed)


@pytest.mark.parametrize("first", [0.0, 3.0, -2.0])
@pytest.mark.parametrize(
    "f",
    [
        lambda x: x * 2.0 if x else x + 1.0,
        lambda x: x * 2.0 if x > 0.0 else x + 1.0,
        lambda x: x * 2.0 if x <= 0.0 else x + 1.0,
        lambda x: x * 2.0 if not x < 3.0 else x + 1.0,
        lambda x: x * 2.0 if x >= 3.0 else 5.0,
        lambda x: x * 2.0 if x else 5.0,
    ],
)
def test_what_is_no_number_takes_the_way_it_always_takes(f, first):
    rows = [first, float("nan"), 0.0, 3.0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReplayWarning)
        found = replay(f, rows="each")(rows)
    assert found.tolist() == pytest.approx([float(f(Value(x))) for x in rows], nan_ok=True)


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


@pytest.mark.parametrize(
    "f", [lambda x: [x] if x > 0.0 else [x, x], lambda x: [x] if x > 0.0 else x * 1.0]
)
def test_paths_that_return_other_shapes_are_refused(f):
    with pytest.raises(ReplayError, match="as many results each"):
        replay(f, rows="each")([1.0, -1.0])


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
        (lambda x: x * replay(lambda y: y * w)(2.0), "calls another replay"),
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


@pytest.mark.parametrize("largest", [0, 1, 2])
def test_the_logarithm_of_nearly_one_keeps_its_digits(largest):
    f = replay(lambda z: autograd.log_softmax(z)[largest], rows="each")
    scores = np.roll([[0.0, -40.0, -41.0], [0.0, -41.0, -40.0]], largest, axis=1)
    expected = [-(math.exp(-40) + math.exp(-41))] * 2
    assert f(scores) == pytest.approx(expected, rel=1e-15, abs=0.0)


def test_the_slopes_of_a_logarithm_of_a_sum_are_shares_where_scores_tie_too():
    scores = np.array([[1.0, 1.0, 1.0], [0.5, 2.0, 2.0], [3.0, -1.0, 3.0], [0.0, -40.0, 5.0]])
    (found,) = replay(autograd.logsumexp, rows="sum").input_gradients(scores)
    shares = [[float(share) for share in autograd.softmax(row)] for row in scores.tolist()]
    assert found == pytest.approx(np.array(shares), rel=1e-15, abs=0.0)


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


def test_a_program_is_that_of_the_path_its_arguments_take():
    f = replay(lambda x: x * 2 if x > 0 else x * 3)
    assert "needs x0 > 0" in str(f.program(2.0))
    with pytest.warns(ReplayWarning):
        assert "needs not x0 > 0" in str(f.program(-2.0))
    assert "needs x0 > 0" in str(f.program(1.0))


def test_a_slope_by_convention_is_replayed_for_the_numbers_it_holds_for():
    slope = replay(lambda x, y: grad(lambda side: hypot(side, y))(x), rows="each")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReplayWarning)
        assert slope([0.0, 3.0, 0.0], [0.0, 4.0, 0.0]).tolist() == [0.0, 0.6, 0.0]
