"""The engine under what was tried to break it."""

import asyncio
import copy
import math
from fractions import Fraction

import numpy as np
import pytest
from work import lines_run

import autograd
from autograd import (
    GradientWarning,
    Value,
    detect_anomaly,
    errors,
    gradients,
    no_grad,
    ops,
    topological_order,
)


def test_blocks_of_generators_may_end_in_another_order():
    def silent():
        with no_grad():
            yield

    first, second = silent(), silent()
    next(first), next(second)
    first.close(), second.close()
    x = Value(2.0)
    with detect_anomaly():
        assert (x * 3).args == (x, 3.0)


def test_accumulating_over_passes_to_infinity_is_reported():
    x = Value(1.0, "x")
    y = x * 1.7e308
    y.backward()
    with pytest.warns(
        GradientWarning, match=r"the gradient of x became inf: 1.7e\+308 from before"
    ):
        y.backward()


@pytest.mark.parametrize("data", [1j, None, "3", [1.0]])
def test_data_takes_only_numbers(data):
    x = Value(2.0)
    with pytest.raises(TypeError, match="data takes a real number"):
        x.data = data
    x.data = np.float32(0.5)
    assert type(x.data) is float


def test_a_failed_pass_restores_every_gradient():
    x = Value(0.25, "x")
    h = x.sqrt()
    h.backward()
    y = h * 2
    y.register_hook(lambda _node, _gradient: math.inf)
    with detect_anomaly(), pytest.raises(errors.AnomalyError):
        y.backward()
    assert (x.grad, h.grad, y.grad) == (1.0, 1.0, None)


def test_powers_of_zero_and_near_it():
    for x, y, slope in [(1e-310, 0, 0.0), (0.0, 0, 0.0), (0.0, 1, 1.0), (-1.0, 1e16, -1e16)]:
        base = Value(x)
        (base**y).backward()
        assert base.grad == slope


def test_length_at_infinity_has_a_slope():
    x = Value(-math.inf)
    ops.hypot(x, 1.0).backward()
    assert x.grad == -1.0


def test_long_doubles_and_time_spans_are_told():
    assert np.longdouble(1) < Value(2.0)
    with pytest.raises(OverflowError, match="got a larger longdouble"):
        Value(np.longdouble("1e4000"))
    with pytest.raises(TypeError, match="got timedelta64"):
        Value(np.timedelta64(3, "ns"))
    with pytest.raises(TypeError, match="got str_"):
        Value(np.array("2"))


def test_arrays_of_values_are_updated_in_place():
    array, v = np.array([Value(1.0), Value(2.0)]), Value(3.0)
    array += v
    assert [x.data for x in array] == [4.0, 5.0]
    assert np.var(array).data == 0.25


@pytest.mark.skipif(autograd.__compiled__, reason="what is compiled has no lines to count")
def test_gradients_that_are_values_are_copied_once_however_many_there_are():
    def copied(depth):
        y = Value(0.5)
        for _ in range(depth):
            y = y.sin()
        y.backward(create_graph=True)
        copy.deepcopy(y)

    assert lines_run(copied, 200) < 10.5 * lines_run(copied, 20)


def test_roles_are_known_ones():
    with pytest.raises(errors.ChoiceError, match="unknown role 'los'; did you mean 'loss'"):
        Value(1.0, role="los")


def test_a_graph_starts_at_a_value():
    with pytest.raises(TypeError, match="a graph starts at a Value, got float"):
        topological_order(3.0)


def test_a_detached_subclass_needs_nothing_of_its_constructor():
    class Odd(Value):
        def __init__(self, a, b):
            super().__init__(a + b)

    assert (Odd(1.0, 2.0) * 2).detach().data == 6.0


@pytest.mark.parametrize("zero", [np.float32(0), np.int64(0), np.bool_(False), np.array(0.0), 0])
def test_errors_name_operands_of_every_type(zero):
    with pytest.raises(ZeroDivisionError, match=r"in a/0; add a small number"):
        Value(1.0, "a") / zero


def test_arrays_of_floats_cannot_lose_gradients_silently():
    array = np.ones(2)
    with pytest.raises(TypeError, match="an array of float64 cannot hold without losing"):
        array += Value(1.0)
    assert list(array) == [1.0, 1.0]


def test_recorded_gradients_are_recorded_inside_no_grad():
    x = Value(2.0)
    y = x**3
    with no_grad():
        y.backward(create_graph=True)
    assert gradients(x.grad, [x]) == [12.0]


def test_a_task_that_outlives_a_block_is_not_bound_by_it():
    async def later(started, closed):
        started.set()
        await closed.wait()
        with detect_anomaly():  # another block, so that modes are looked at
            return (Value(2.0) * 3).args

    async def main():
        started, closed = asyncio.Event(), asyncio.Event()
        with no_grad():
            task = asyncio.create_task(later(started, closed))
            await started.wait()
        closed.set()
        return await task

    assert len(asyncio.run(main())) == 2


def test_a_hook_is_named_as_a_possible_cause():
    x = Value(1.0, "x")
    x.register_hook(lambda _node, _gradient: math.nan)
    with pytest.warns(GradientWarning, match="the gradient of x became nan: a hook made it so, or"):
        (x * 2).backward()


def test_primitives_give_floats_or_say_what_they_gave():
    op = ops.Op("odd", lambda x: x + 0j, (lambda x, z: 1.0,), ("x",), "Odd.", ((1.0,),))
    with pytest.raises(TypeError, match="the result of odd takes a real number, got complex"):
        op(Value(1.0))
    small = ops.Op("small", np.float32, (lambda x, z: 1.0,), ("x",), "Small.", ((1.0,),))
    assert type(small(Value(0.5)).data) is float


@pytest.mark.parametrize("name", ["maximum", "minimum", "hypot", "atan2", "leaky_relu", "elu"])
@pytest.mark.parametrize("number", [Fraction(1, 2), np.float32(0.5), np.int64(2), np.array(0.5)])
def test_methods_take_the_numbers_that_operators_take(name, number):
    x = Value(-1.5)
    method = getattr(x, name)
    assert method(number).data == method(float(number)).data
    with pytest.raises(errors.InputTypeError, match="takes a real number, got str"):
        method("0.5")


def test_a_label_may_be_anything_and_a_wrong_role_is_told_the_right_ones():
    x = Value(1.0, 3)
    assert x.label == "3"
    x.label = Fraction(1, 2)
    assert x.label == "1/2"
    with pytest.raises(errors.ChoiceError, match=r"unknown role 3\. One of: input"):
        x.role = 3
    with pytest.raises(errors.ChoiceError, match=r"unknown role '\+'"):
        Value(1.0, (x, x), "+")


def test_a_value_rounds_to_an_int():
    assert type(round(Value(2.6))) is int
    assert round(Value(2.56), np.int64(1)) == 2.6


def test_errors_show_nothing_of_how_they_were_found():
    x = Value(0.0)
    for fail in (x.log, lambda: 1.0 / x, lambda: ops.exp(1000.0), lambda: ops.op_named("none")):
        with pytest.raises(errors.AutogradError) as found:
            fail()
        error = found.value
        assert error.__context__ is None or error.__suppress_context__


def test_a_subclass_that_says_what_is_equal_has_said_what_is_not():
    class Number(Value):
        __hash__ = Value.__hash__

        def __eq__(self, other):
            return isinstance(other, Value) and self.data == other.data

    pairs = [(Number(2.0), Number(2.0)), (Number(2.0), Value(2.0)), (Number(2.0), Number(3.0))]
    assert [(x == y, x != y) for x, y in pairs] == [(True, False), (True, False), (False, True)]


@pytest.mark.parametrize("name", ["data", "label", "role"])
def test_what_a_value_always_has_cannot_be_deleted(name):
    v = Value(2.0, "v", "input")
    with pytest.raises(AttributeError, match="delete"):
        delattr(v, name)
    assert (v.data, v.label, v.role) == (2.0, "v", "input")
