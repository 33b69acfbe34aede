"""Values as numbers: what they take, how they compare, numpy, domains, infinity and NaN."""

import math
import operator

import numpy as np
import pytest

from autograd import (
    GradientWarning,
    Value,
    errors,
    ops,
)

# --- what a Value takes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [2, 2.0, True, np.float64(2.5), np.float32(2.5), np.int8(3), np.bool_(True), np.array(4.0)],
    ids=lambda x: type(x).__name__,
)
def test_a_number_is_stored_as_a_float(number):
    assert type(Value(number).data) is float
    assert Value(number).data == float(number)


@pytest.mark.parametrize(
    ("thing", "says"),
    [
        ("3", r"got str; convert it first: float\(text\)"),
        (None, "got NoneType; was a return statement forgotten"),
        (1 + 2j, "got complex; use its real and imaginary parts"),
        (np.complex128(1), "got complex128; use its real"),
        ([1.0], "got list; make a Value of each"),
        (np.array([1.0, 2.0]), r"got an array of shape \(2,\); make a Value of each"),
        (object(), r"got object; if it stands for one"),
        (Value(1.0), r"got Value; use it as it is, or value.detach\(\)"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_what_is_no_number_is_refused_by_name(thing, says):
    with pytest.raises(TypeError, match=says):
        Value(thing)


def test_a_whole_number_too_large_for_a_float_is_refused():
    with pytest.raises(
        OverflowError, match=r"up to 1[.]8e308, the largest float, got a larger int"
    ):
        Value(10**400)


@pytest.mark.parametrize("other", ["3", None, 1j, [1.0], {}], ids=lambda x: type(x).__name__)
@pytest.mark.parametrize("symbol", ["+", "-", "*", "/", "**"])
def test_operators_refuse_what_is_no_number(symbol, other):
    for expression in (f"v {symbol} other", f"other {symbol} v"):
        with pytest.raises(TypeError, match=type(other).__name__ + "|Value"):
            eval(expression, {"v": Value(2.0), "other": other})  # noqa: S307  our own text


@pytest.mark.parametrize("name", ["add", "maximum", "leaky_relu", "elu"])
def test_none_is_no_operand_left_out(name):
    op, x = getattr(ops, name), Value(-2.0)
    calls = [lambda: op(x, None), lambda: op(1.0, None)]
    calls += [lambda: getattr(x, name)(None)] if hasattr(x, name) else []
    for call in calls:
        with pytest.raises(TypeError, match="got NoneType; was a return statement forgotten"):
            call()


# --- as a plain number -----------------------------------------------------------------------


def test_equality_and_hash_are_identity():
    a, b = Value(2.0), Value(2.0)
    assert a != b
    assert a == a
    assert a != 2.0
    assert len({a, b}) == 2


def test_order_compares_data():
    a, b = Value(1.0), Value(2.0)
    assert a < b <= 2.0 < b + 1
    assert b > a >= 1
    assert max(a, b) is b
    assert sorted([b, a]) == [a, b]


def test_conversions_take_the_number():
    v = Value(-2.75)
    assert (float(v), int(v), round(v), round(v, 1), f"{v:.4f}") == (-2.75, -2, -3, -2.8, "-2.7500")
    assert abs(v).data == 2.75
    assert (bool(Value(0.0)), bool(Value(1e-300))) == (False, True)
    assert f"{v}" == str(v) == repr(v) == "Value(-2.75)"


def test_repr_shows_label_and_gradient_once_there_is_one():
    x = Value(3, label="x")
    assert repr(x) == "Value(3.0, label='x')"
    (x * x).backward()
    assert repr(x) == "Value(3.0, label='x', grad=6.0)"


# --- numpy -----------------------------------------------------------------------------------


def test_arrays_and_values_combine_in_both_orders():
    v, array = Value(3.0), np.array([1.0, 2.0])
    for result, numbers in [
        (array * v, [3.0, 6.0]),
        (v * array, [3.0, 6.0]),
        (array - v, [-2.0, -1.0]),
        (v - array, [2.0, 1.0]),
        (array / v, [1 / 3, 2 / 3]),
        (v**array, [3.0, 9.0]),
        (np.maximum(v, array * 2), [3.0, 4.0]),
        (np.arctan2(v, array), [math.atan2(3, 1), math.atan2(3, 2)]),
    ]:
        assert result.dtype == object
        assert [x.data for x in result] == numbers
        assert all(v in x.args for x in result)


def test_numpy_scalars_and_values_combine_in_both_orders():
    v = Value(3.0)
    for result in (np.float64(2.0) * v, v * np.float64(2.0), np.float32(2.0) * v, np.int64(2) * v):
        assert type(result) is Value
        assert result.data == 6.0
    assert np.float64(2.0) < v


def test_only_real_numbers_are_compared_on_either_side():
    v = Value(3.0)
    assert [np.longdouble(2) < v, np.array(4.0) < v, np.longdouble("1e4000") > v] == [
        True,
        False,
        True,
    ]
    for other in (np.complex64(1 + 2j), np.array([1j]), np.array("2"), np.array(["2", "5"])):
        for compare in (operator.lt, operator.le, operator.gt, operator.ge):
            for sides in ((v, other), (other, v)):
                with pytest.raises(TypeError):
                    compare(*sides)


def test_numpy_neither_rounds_what_is_compared_nor_warns_of_infinity():
    v, inf = Value(2.5001), Value(math.inf)
    for small in (np.float16(2.5), np.array(2.5, np.float16), np.array([2.5], np.float16)):
        assert (v > small, small < v, v <= small) == (True, True, False)
        assert (Value(-1e300) < small, small < Value(-1e300)) == (True, False)
        assert [float(x) for x in np.ravel(small + inf)] == [math.inf]


def test_numpy_reductions_record():
    a, b = Value(1.0), Value(2.0)
    mean, product = np.mean([a, b]), np.dot([a, b], [3.0, 4.0])
    (mean + product + np.sum(np.array([a, b]))).backward()
    assert (mean.data, product.data, a.grad, b.grad) == (1.5, 11.0, 4.5, 5.5)


def test_numpy_functions_of_object_arrays_record():
    values = np.array([Value(0.3), Value(0.6)])
    for name in ("exp", "tanh", "sqrt", "log1p", "arcsin", "arctanh", "square", "absolute"):
        result = getattr(np, name)(values)
        assert [type(x) for x in result] == [Value, Value], name
        assert [x.data for x in result] == pytest.approx(getattr(np, name)([0.3, 0.6]))


def test_a_numpy_function_without_a_primitive_is_a_type_error():
    with pytest.raises(TypeError, match="logaddexp"):
        np.logaddexp(Value(1.0), 2.0)


# --- domain, range, NaN ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("compute", "error", "says"),
    [
        (
            lambda z: z.log(),
            errors.DomainError,
            r"log needs x > 0, got x = -1.0 in log\(z2\); use log1p\(x\), or clip x first",
        ),
        (lambda z: 1 / (z + 1), ZeroDivisionError, r"div needs y != 0, .* in 1/\(z2 \+ 1\)"),
        (lambda z: (8 * z) ** (1 / 3), ValueError, r"x >= 0 for a fractional power, .*use cbrt"),
        (lambda z: (z + 1) ** -2, ZeroDivisionError, "x != 0 for a negative power"),
        (lambda z: (-1000 * z).exp(), OverflowError, r"beyond the largest float.*logsumexp"),
        (lambda z: (z * 1e200) * 1e200, OverflowError, "mul gives a number beyond"),
        (lambda z: z.acosh(), ValueError, "acosh needs x >= 1, got x = -1.0"),
        (lambda z: (z - z).reciprocal(), ZeroDivisionError, "reciprocal needs x != 0"),
        (lambda z: (z * math.inf).sin(), ValueError, "sin needs a finite x"),
        (lambda z: z * math.inf - z * math.inf, ValueError, "sub has no result for x = -inf"),
    ],
)
def test_outside_the_domain_the_error_names_operation_operands_and_remedy(compute, error, says):
    with pytest.raises(error, match=says) as caught:
        compute(Value(-1.0, label="z2"))
    assert isinstance(caught.value, errors.AutogradError)


def test_overflow_on_the_fast_paths_is_no_silent_infinity():
    big = Value(1e308)
    for compute in (lambda: big + big, lambda: big * big, big.exp):
        with pytest.raises(OverflowError, match="beyond the largest float"):
            compute()


def test_infinity_that_came_in_may_come_out():
    inf = Value(math.inf)
    assert [(inf + 1).data, inf.exp().data, (1 / inf).data, inf.tanh().data] == [
        inf.data,
        inf.data,
        0,
        1,
    ]


def test_nan_stays_nan_through_a_backward_pass_and_is_reported():
    x = Value(math.nan, "x")
    y = (x * 2).relu()
    with pytest.warns(GradientWarning, match=r"the gradient of x\*2 became nan: relu\(x\*2\)"):
        y.backward()
    assert math.isnan(y.data)
    assert math.isnan(x.grad)
