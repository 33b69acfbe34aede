"""The layer for micrograd's programs: what such programs look at, and operations of their own.

That whole programs keep their numbers is proven in proof/test_programs.py. Here is what the layer
promises besides: that the engine, the pictures and the primitives take its nodes.
"""

import copy
import json
import math
import pickle
import random
import subprocess
import sys

import numpy as np
import pytest

import autograd
from autograd import AutogradError, GradientWarning, errors, tape, trace
from autograd.micrograd import MLP, Value
from autograd.replay import Replay
from viz import draw_dot, player_page
from viz.playback import state_after
from viz.sketch import arrange, as_text, paint


def halved(x, calls=None):
    """An operation of a program's own: x * x / 2, in which it notes when it is called."""
    out = Value(x.data**2 / 2, (x,), "halved")

    def _backward():
        if calls is not None:
            calls.append(out.grad)
        x.grad += x.data * out.grad

    out._backward = _backward
    return out


def mixed(*values):
    """One of many operands: v1 + 2*v2 + 3*v3 + ..."""
    out = Value(sum(i * v.data for i, v in enumerate(values, 1)), values, "mixed")

    def _backward():
        for i, v in enumerate(values, 1):
            v.grad += i * out.grad

    out._backward = _backward
    return out


# --- what programs look at ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "result",
    [
        lambda v: v + 1,
        lambda v: 2 / v - v,
        lambda v: 2**v,
        abs,
        lambda v: v.exp(),
        lambda v: v.tanh(),
        lambda v: v.log(),
        lambda v: v.maximum(1.0),
        lambda v: v.detach(),
        np.sqrt,
        lambda v: np.float64(2.0) * v,
        lambda v: (np.array([1.0, 2.0]) * v)[1],
        lambda v: (v / np.array([1.0, 2.0]))[1],
        lambda v: autograd.Value(2.0) * v,
        autograd.sigmoid,
        lambda v: sum([v, v, 1]),
    ],
)
def test_every_result_is_a_node_of_the_layer_with_a_gradient_of_zero(result):
    node = result(Value(0.3))
    assert type(node) is Value
    assert node.grad == 0.0
    node.m = "free"
    assert node.m == "free"


def test_results_of_a_derived_class_are_plain_values_as_in_micrograd():
    class Weight(Value):
        pass

    w = Weight(2.0)
    assert {type(v) for v in (w * w, w + 1, -w, w.exp(), w.relu(), np.exp(w), w**2)} == {Value}
    assert type(w.detach()) is Value


def test_operations_are_called_and_connected_as_in_micrograd():
    a, b = Value(3.0), Value(2.0)
    for node, op, count in [
        (a + 1, "+", 2),
        (a * a, "*", 1),
        (a - b, "+", 2),
        (a / b, "*", 2),
        (1 / b, "*", 2),
        (a**2, "**2", 1),
        (a**0.5, "**0.5", 1),
        (-a, "*", 2),
        (a.relu(), "ReLU", 1),
        (a.tanh(), "tanh", 1),
        (a, "", 0),
        (Value(1.0, (), "input"), "input", 0),
        (np.float64(2.0) - a, "+", 2),
    ]:
        assert (node._op, len(node._prev)) == (op, count)


def test_numbers_are_floats_and_a_value_is_true_whatever_its_number():
    v = Value(2)
    assert repr(v) == "Value(data=2.0, grad=0.0)"
    v.data -= 2
    assert (v.data, bool(v), bool(Value(np.float32(0.5)))) == (0.0, True, True)


def test_what_is_no_number_is_left_to_the_other_operand_or_refused():
    for wrong in (lambda v: v + "1", lambda v: [] * v, lambda v: v / None, lambda v: Value("2")):
        with pytest.raises(TypeError):
            wrong(Value(1.0))
    with pytest.raises(TypeError, match=r"children of a Value are Values, got float; .*Value\(x\)"):
        Value(1.0, (Value(2.0), 3.0), "+")


def test_backward_adds_to_all_nodes_but_the_root_and_zero_grad_clears_them():
    a = Value(3.0)
    b = a + a
    c = b * 2
    c.backward()
    c.backward()
    assert (a.grad, b.grad, c.grad) == (12.0, 4.0, 1.0)
    c.zero_grad()
    assert (a.grad, b.grad, c.grad) == (0.0, 0.0, 0.0)


def test_backward_called_node_by_node_gives_what_backward_gives():
    def graph():
        x = Value(0.7)
        return x, (x * x + x.exp()).tanh() / x

    (x, y), (u, v) = graph(), graph()
    y.backward()
    v.grad = 1.0
    for node in reversed(autograd.topological_order(v)):
        node._backward()
    assert u.grad == x.grad != 0.0


def test_weights_are_drawn_from_pythons_generator_in_micrograds_order():
    random.seed(1337)
    model = MLP(2, [3, 1])
    random.seed(1337)
    expected = []
    for size, count in ((2, 3), (3, 1)):
        for _ in range(count):
            expected += [*(random.uniform(-1, 1) for _ in range(size)), 0.0]
    assert [p.data for p in model.parameters()] == expected
    model([1.0, 2.0]).backward()
    model.zero_grad()
    assert {p.grad for p in model.parameters()} == {0.0}


# --- operations of a program's own -------------------------------------------------------------


def test_backward_calls_an_own_operation_once_and_nothing_calls_it_before():
    calls = []
    x = Value(3.0)
    y = halved(x, calls) * 5
    assert calls == []
    y.backward()
    assert calls == [5.0]
    assert x.grad == 15.0


def test_a_picture_asks_once_for_slopes_and_changes_no_gradient():
    calls = []
    x = Value(3.0, label="x")
    y = halved(x, calls) * 5
    y.backward()
    for _ in range(2):
        source = draw_dot(y).source
    assert calls == [5.0, 1.0]
    assert x.grad == 15.0
    assert "halved\\nvalue 4.5000" in source
    assert "∂ 3.0000" in source
    assert "← 15.0000" in source
    assert "from elsewhere" not in source


def test_a_trace_a_sketch_and_a_player_show_an_own_operation():
    y = halved(Value(3.0, label="x") + 1)
    steps = trace(y)
    step = steps.backward[0]
    assert (step.op, step.local, step.contribution, step.rule) == ("halved", 4.0, 4.0, "dv3/dv2")
    assert json.loads(steps.to_json())[1]["expression"] == "halved(v2)"
    assert "halved" in player_page(steps)
    shown = as_text(paint(arrange(steps), state_after(steps, len(steps))))
    assert "halved" in shown


def test_the_engine_differentiates_through_an_own_operation():
    x, plain = Value(3.0), autograd.Value(-100.0)
    root = autograd.maximum(plain, halved(x))
    assert type(root) is autograd.Value
    root.backward()
    assert x.grad == 3.0
    assert autograd.gradients(halved(x) * x, [x]) == [4.5 + 9.0]


def test_plain_values_are_operands_of_own_operations():
    x = autograd.Value(3.0)
    y = halved(x * x) + x
    y.backward()
    assert x.grad == 9.0 * 6.0 + 1.0


@pytest.mark.parametrize("count", [1, 2, 3, 4, 40])
def test_an_own_operation_has_any_number_of_operands(count):
    values = [Value(0.5 + i) for i in range(count)]
    y = mixed(*values) * 2
    y.backward()
    slopes = [2.0 * i for i in range(1, count + 1)]
    assert [v.grad for v in values] == slopes
    (out,) = (v for v in y._prev if v._op == "mixed")
    assert out._prev == set(values)
    steps = trace(y)
    assert [steps.gradients[steps.tape.index(v)] for v in values] == slopes
    assert "from elsewhere" not in draw_dot(y, detail="full").source
    assert autograd.gradients(y, values) == slopes


def test_backward_assigned_to_a_result_takes_the_place_of_its_own():
    x = Value(3.0)
    y = x * x
    inner = y._backward

    def clipped():
        y.grad = min(y.grad, 0.5)
        inner()

    y._backward = clipped
    z = y * 4
    z.backward()
    assert x.grad == 0.5 * 6.0
    assert (y._op, y._prev) == ("*", {x})


def test_hooks_run_once_in_a_pass_and_may_change_the_gradient():
    seen = []
    x = Value(3.0)
    y = halved(x)
    y.register_hook(lambda node, gradient: seen.append(gradient))
    y.register_hook(lambda node, gradient: gradient * 10)
    (y * 2).backward()
    assert (seen, x.grad) == ([2.0], 60.0)


def test_without_recording_an_own_operation_is_a_leaf():
    x = Value(3.0)
    with autograd.no_grad():
        y = halved(x)
    y.backward()
    assert (y.data, y.args, x.grad) == (4.5, (), 3.0)


def test_an_operation_without_backward_stops_the_gradient_as_in_micrograd():
    x = Value(3.0)
    y = Value(9.0, (x,), "square")
    y.backward()
    assert (x.grad, y._prev, y._op) == (0.0, {x}, "square")


def test_an_own_operation_may_be_named_like_anything():
    for text in ("", "tanh", '<b>"\\n|', "…"):
        x = Value(3.0)
        y = Value(4.5, (x,), text)
        assert y._op == text
        assert draw_dot(y).source
        assert len(trace(y).backward) == 1


# --- what cannot be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempt", "says"),
    [
        (copy.deepcopy, "halved has a _backward of its own, .* cannot be copied; take the leaves"),
        (copy.copy, "cannot be pickled"),
        (pickle.dumps, "cannot be pickled"),
        (lambda y: y.backward(create_graph=True), r"no derivative is known; use backward\(\)"),
        (lambda y: autograd.grad(halved)(2.0), "no derivative is known"),
        (lambda y: tape(y).forward({0: 5.0}), "known only for what it was recorded with, got x"),
        (lambda y: tape(y).record({0: 5.0}), "cannot be recorded anew"),
        (lambda y: Replay(halved)(2.0), "makes a Value with a `_backward` of its own"),
    ],
)
def test_what_needs_more_than_number_and_slopes_is_an_error_that_says_so(attempt, says):
    with pytest.raises(AutogradError, match=says):
        attempt(halved(Value(3.0)) + 1)


def test_a_trace_of_changed_data_is_refused_as_anywhere():
    x = Value(3.0)
    y = halved(x)
    x.data = 4.0
    with pytest.raises(errors.ChangedDataError, match=r"since halved\(4\) was recorded"):
        trace(y)


def test_gradcheck_says_that_it_skips_an_own_operation():
    report = autograd.gradcheck(halved(Value(3.0)) + 1)
    assert report.edges == 2
    assert report.skipped[0].startswith("halved by x")


def test_graphs_without_own_operations_are_copied_and_pickled_with_what_programs_keep_on_them():
    x = Value(3.0, label="x")
    x.m = [1.0]
    y = x**2 + x
    y.backward()
    for other in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        assert (other.data, other._op, type(other)) == (12.0, "+", Value)
        leaf = other.args[1]
        assert (leaf.grad, leaf.label, leaf.m) == (7.0, "x", [1.0])
        other.zero_grad()
        other.backward()
        assert (leaf.grad, x.grad) == (7.0, 7.0)


def test_a_gradient_that_is_not_finite_is_told_and_leaves_the_others_alone():
    x = Value(0.0, label="x")
    y = x.sqrt() * 2
    with pytest.warns(GradientWarning, match="the gradient of x became inf"):
        y.backward()
    assert x.grad == math.inf
    x.grad = 1.0
    with autograd.detect_anomaly(), pytest.raises(errors.AnomalyError, match="gradient of x"):
        y.backward()
    assert x.grad == 1.0


def test_a_backward_that_fails_leaves_all_gradients_as_they_were():
    def fails():
        raise KeyError("a student's")

    x = Value(3.0)
    y = halved(x)
    z = Value(1.0, (y, x), "wrong")
    z._backward = fails
    x.grad = 7.0
    with pytest.raises(KeyError):
        (z + y).backward()
    assert (x.grad, y.grad, z.grad) == (7.0, 0.0, 0.0)
    with pytest.raises(KeyError):
        draw_dot(z)
    assert (x.grad, y.grad, z.grad) == (7.0, 0.0, 0.0)


DEEP = """
import gc, math
from autograd.micrograd import Value

def sine(x):
    out = Value(math.sin(x.data), (x,), "sin")
    def _backward():
        x.grad += math.cos(x.data) * out.grad
    out._backward = _backward
    return out

x = y = Value(0.5)
for _ in range(COUNT):
    y = sine(y * 0.999) + 0.001
y.backward()
print(0.0 < x.grad < 1.0)
del y
gc.collect()
many = [Value(1.0) for _ in range(COUNT)]
total = Value(COUNT.0, many, "sum")
total._backward = lambda: [setattr(v, "grad", v.grad + total.grad) for v in many]
print(total.args[0] is many[0])
total.backward()
print({v.grad for v in many})
"""


@pytest.mark.parametrize("count", [3_000, pytest.param(30_000, marks=pytest.mark.proof)])
def test_graphs_of_own_operations_may_be_deep_and_wide(count):
    result = subprocess.run(
        [sys.executable, "-c", DEEP.replace("COUNT", str(count))],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert (result.returncode, result.stdout.split()) == (0, ["True", "True", "{1.0}"])
