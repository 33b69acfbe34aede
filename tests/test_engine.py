"""The engine: recording, order, backward, hooks, modes and threads."""

import math
import os

import pytest

import autograd
from autograd import (
    GradientWarning,
    Value,
    detect_anomaly,
    engine,
    errors,
    no_grad,
    ops,
    topological_order,
)

# --- recording -------------------------------------------------------------------------------


def test_reflected_operators_keep_the_order_of_their_operands():
    v = Value(2.0)
    for result, expected, args in [
        (3 + v, 5.0, (3.0, v)),
        (3 - v, 1.0, (3.0, v)),
        (3 * v, 6.0, (3.0, v)),
        (3 / v, 1.5, (3.0, v)),
        (3**v, 9.0, (3.0, v)),
        (v + 3, 5.0, (v, 3.0)),
        (v - 3, -1.0, (v, 3.0)),
        (v * 3, 6.0, (v, 3.0)),
        (v / 4, 0.5, (v, 4.0)),
        (v**3, 8.0, (v, 3.0)),
    ]:
        assert result.data == expected
        assert result.args == args


def test_the_graph_shows_what_was_typed():
    x, y = Value(3.0), Value(2.0)
    for result, name in [(x - y, "sub"), (x / y, "div"), (-x, "neg"), (x.sqrt(), "sqrt")]:
        assert result.op.name == name
        assert set(topological_order(result)) == {result} | ({x, y} & set(result.args))


@pytest.mark.parametrize(
    ("operator", "call"),
    [
        ("add", lambda x, y: x + y),
        ("mul", lambda x, y: x * y),
        ("exp", lambda x, y: x.exp()),
        ("tanh", lambda x, y: x.tanh()),
    ],
)
def test_fast_paths_give_the_bits_of_the_table(operator, call):
    op = ops.TABLE[operator]
    for x in (-700.0, -20.0, -1.5, -0.0, 0.3, 1.0, 20.0, 700.0):
        for y in (-2.5, 0.1, 3.0):
            floats = (x, y)[: op.arity]
            node = call(Value(x), Value(y))
            z = op.value(*floats)
            slopes = [op.slope(i, *floats, z=z) for i in range(op.arity)]
            assert node.op is op
            assert (node.data, [node.da, node.db][: op.arity]) == (z, slopes)


def test_a_plain_number_has_no_gradient_and_asks_for_none():
    x = Value(-2.0)
    y = x**2  # the slope by the exponent would be 4 * log(-2)
    y.backward()
    assert (y.data, x.grad, y.args) == (4.0, -4.0, (x, 2.0))
    (0 * Value(3.0)).backward()


def test_methods_functions_and_numpy_record_the_same():
    for name in ("exp", "tanh", "sigmoid", "relu", "log", "sqrt", "sin"):
        x = Value(0.7)
        by_method, by_function = getattr(x, name)(), getattr(autograd, name)(x)
        assert by_method.op is by_function.op is ops.TABLE[name]
        assert by_method.data == by_function.data == getattr(autograd, name)(0.7)


# --- order and accumulation ------------------------------------------------------------------


def test_a_node_is_reached_once_however_many_paths_lead_to_it():
    a = Value(1.0)
    b = a + a
    c = b + b
    c.backward()
    assert (c.data, b.grad, a.grad) == (4.0, 2.0, 4.0)  # naive recursion gives 8


def test_a_diamond_with_2_to_the_60_paths_is_linear():
    x = Value(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60
    assert len(topological_order(y)) == 61


def test_repeated_operands_keep_both_edges():
    x = Value(3.0)
    y = x * x
    assert y.args == (x, x)
    y.backward()
    assert x.grad == 6.0


def test_operands_stand_before_results_first_operand_first():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    c = a * b
    d = c + a
    e = d * c
    assert topological_order(e) == [a, b, c, d, e]


def test_a_second_backward_adds_exactly_once_more_to_leaves_and_restarts_the_rest():
    x, w = Value(0.1, "x"), Value(0.7, "w")
    h = x * w + x
    y = h.tanh() * h
    y.backward()
    first = (x.grad, w.grad, h.grad)
    y.backward()
    assert (x.grad, w.grad, h.grad) == (2 * first[0], 2 * first[1], first[2])


def test_gradients_of_two_roots_add_up_in_a_shared_leaf():
    x = Value(2.0)
    (x * 3).backward()
    (x * x).backward()
    assert x.grad == 3.0 + 4.0


def test_backward_of_a_leaf_is_one():
    x = Value(5.0)
    x.backward()
    x.backward()
    assert x.grad == 2.0


def test_zero_grad_forgets_the_whole_graph():
    x = Value(2.0)
    h = x * x
    y = h * 3
    y.backward()
    y.zero_grad()
    assert (x.grad, h.grad, y.grad) == (None, None, None)


def test_no_gradient_yet_is_none_and_never_zero():
    x = Value(2.0)
    y = x * 0
    assert x.grad is None
    y.backward()
    assert x.grad == 0.0


def test_changing_data_after_recording_does_not_change_the_gradient():
    x, w = Value(2.0), Value(3.0)
    y = x * w
    x.data, w.data, y.data = 100.0, 200.0, 300.0
    y.backward()
    assert (x.grad, w.grad) == (3.0, 2.0)


def test_differentiating_twice_after_changing_data_is_refused():
    x = Value(0.5, "x")
    y = x.cos() * 2
    x.data = -0.5  # the cosine itself would not tell
    with pytest.raises(errors.ChangedDataError, match=r"data changed since cos\(x\) was recorded"):
        y.backward(create_graph=True)
    assert x.grad is None


# --- infinite slopes and anomalies -----------------------------------------------------------


def test_an_infinite_slope_is_recorded_and_the_backward_pass_that_meets_it_says_where():
    x = Value(0.0, "x")
    y = x.sqrt()
    assert y.da == math.inf
    with pytest.warns(GradientWarning, match=r"gradient of x became inf: sqrt\(x\) has local der"):
        (y * 3).backward()
    assert x.grad == math.inf


def test_anomaly_mode_stops_names_the_line_and_changes_nothing():
    x = Value(0.0, "x")
    with detect_anomaly():
        y = x.sqrt()  # the line to be named
        z = y * 2
    line = test_anomaly_mode_stops_names_the_line_and_changes_nothing.__code__.co_firstlineno + 3
    x.grad = 7.0
    with detect_anomaly(), pytest.raises(errors.AnomalyError, match=f"test_engine.py:{line}"):
        z.backward()
    assert (x.grad, y.grad, z.grad) == (7.0, None, None)


def test_gradients_that_only_add_up_to_infinity_are_reported():
    x = Value(1e-308, "x")
    with pytest.warns(GradientWarning, match="the gradient of x became inf: its parts add up"):
        (x * 1.5e308 + x * 1.5e308).backward()


def test_an_infinity_from_an_earlier_pass_is_not_blamed_on_this_one():
    x = Value(1.0)
    x.grad = math.inf
    (x * 2).backward()
    assert x.grad == math.inf


# --- hooks, modes, threads -------------------------------------------------------------------


def test_a_hook_sees_the_complete_gradient_of_this_pass_and_may_replace_it():
    x = Value(2.0)
    h = x * 3
    y = h * h + h
    seen = []
    h.register_hook(lambda node, g: seen.append((node, g)))
    h.register_hook(lambda node, g: g / 10)
    x.register_hook(lambda node, g: seen.append((node, g)))
    y.backward()
    y.backward()
    assert seen == [(h, 13.0), (x, 3.9000000000000004)] * 2
    assert x.grad == 2 * 3.9000000000000004


def test_a_hook_that_fails_leaves_earlier_gradients_as_they_were():
    x = Value(2.0)
    y = x * 3
    y.backward()

    def fail(_node, _gradient):
        raise RuntimeError("on purpose")

    y.register_hook(fail)
    with pytest.raises(RuntimeError, match="on purpose"):
        y.backward()
    assert x.grad == 3.0


def test_no_grad_records_nothing_and_ends_with_its_block():
    x = Value(2.0)
    with no_grad():
        y = x * x + x.exp()
    assert (y.args, y.op) == ((), None)
    with pytest.raises(ZeroDivisionError), no_grad():
        raise ZeroDivisionError
    assert (x * x).args == (x, x)


def test_detach_ends_the_gradient():
    x = Value(2.0, "x")
    d = (x * x).detach()
    (d * x).backward()
    assert (x.grad, d.grad) == (4.0, 2.0)


def test_whoever_cannot_wait_for_a_traversal_gets_the_same_order():
    x, w = Value(0.5), Value(2.0)
    y = (x * w + x).tanh() * w
    order = topological_order(y, w, x * 3.0)[:-1]
    with engine._walking:  # as in a signal handler, or in a process forked at this moment
        assert topological_order(y, w, x * 3.0)[:-1] == order
        y.backward()
    assert x.grad == pytest.approx(w.data * (w.data + 1) / math.cosh(1.5) ** 2)
    assert not engine._walking.locked()


def test_the_package_says_whether_its_engine_is_compiled():
    assert autograd.__compiled__ == (os.environ.get("GRADWALK_COMPILED") == "1")


def test_help_tells_what_things_are_compiled_or_not():
    for thing in (Value, Value.backward, Value.data, topological_order, no_grad):
        assert thing.__doc__
    assert "every node it depends on" in Value.backward.__doc__
    assert "the graph, and the gradient, end here" in Value.detach.__doc__
