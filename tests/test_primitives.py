"""Every primitive of the table, against mpmath at 50 digits."""

import itertools
import math

import mpmath as mp
import numpy as np
import oracle
import pytest

import autograd
from autograd import Value, ops
from autograd.check import check_op
from autograd.errors import GradientCheckError
from autograd.functional import gradients
from autograd.op import Op

TABLE = list(ops.TABLE.values())
by_name = pytest.mark.parametrize("op", TABLE, ids=lambda op: op.name)

MOST_ULPS = 4.0
"""Each rule is a handful of operations, each off by at most 1 ulp."""


def zero_order(op: Op, *arguments: int) -> tuple[int, ...]:
    """How often each argument is differentiated: (1, 1) for a mixed second derivative."""
    return tuple(arguments.count(i) for i in range(op.arity))


def test_the_oracle_knows_every_primitive():
    assert set(oracle.FUNCTIONS) == set(ops.TABLE)


@by_name
def test_value(op):
    for sample in op.samples:
        assert oracle.ulps(op(*sample), oracle.value(op.name, sample)) <= MOST_ULPS, sample


OPERATORS = {"div": "__truediv__"} | {
    name: f"__{name}__" for name in ("add", "sub", "mul", "neg", "pow", "abs")
}


@by_name
def test_the_method_of_its_name_records_it(op):
    method = getattr(Value, OPERATORS.get(op.name, op.name), None)
    if op.family == "helper":
        assert method is None
        return
    for sample in op.samples:
        for operands in {sample, sample[: op.arity - len(op.defaults)]}:
            result = method(*map(Value, operands))
            assert (result.op, result.data) == (op, op(*operands))


@by_name
def test_first_derivative(op):
    for sample in op.samples:
        values = [Value(x) for x in sample]
        op(*values).backward()
        for i, v in enumerate(values):
            exact = oracle.derivative(op.name, sample, zero_order(op, i))
            assert oracle.ulps(v.grad, exact) <= MOST_ULPS, (sample, i, v.grad)


@by_name
def test_second_derivative(op):
    for sample in op.samples:
        values = [Value(x) for x in sample]
        firsts = gradients(op(*values), values, create_graph=True)
        for (i, first), j in itertools.product(enumerate(firsts), range(op.arity)):
            second = gradients(first, [values[j]])[0] if isinstance(first, Value) else 0.0
            exact = oracle.derivative(op.name, sample, zero_order(op, i, j))
            assert oracle.ulps(second, mp.chop(exact, mp.mpf(10) ** -40)) <= MOST_ULPS, (
                sample,
                (i, j),
                second,
                exact,
            )


@pytest.mark.parametrize("op", [op for op in TABLE if op.arity == 2], ids=lambda op: op.name)
def test_recording_with_a_plain_number_agrees_with_recording_two_values(op):
    for x, y in op.samples:
        a, b, c, d = Value(x), Value(y), Value(x), Value(y)
        op(a, b).backward()
        op(c, y).backward()
        op(x, d).backward()
        assert (a.grad, b.grad) == (c.grad, d.grad)


@by_name
def test_the_textbook_rule_shown_agrees_with_the_accurate_one_computed(op):
    for sample in op.samples:
        if max(map(abs, sample)) > 5.0:
            continue  # where textbook forms lose their digits
        z = op(*sample)
        for i in range(op.arity):
            shown = op.textbook[i](*sample, z)
            assert shown == pytest.approx(op.slope(i, *sample, z=z), rel=1e-12), (sample, i)


KINKS = [(op, point) for op in TABLE for point in op.kinks]


@pytest.mark.parametrize(
    ("op", "point"), KINKS, ids=lambda x: x.name if isinstance(x, Op) else repr(x)
)
def test_slopes_at_kinks_are_the_published_ones(op, point):
    z = op(*point)
    slopes = tuple(op.slope(i, *point, z=z) for i in range(op.arity))
    assert [repr(s) for s in slopes] == [repr(s) for s in op.kinks[point]]


@by_name
def test_nan_never_becomes_a_number(op):
    for position, sample in itertools.product(range(op.arity), op.samples):
        args = list(sample)
        args[position] = math.nan
        result = op(*[Value(x) for x in args])
        assert math.isnan(op(*args))
        assert math.isnan(result.data)
        assert math.isnan(result.da)


@by_name
def test_flat_primitives_say_so(op):
    slopes = [op.slope(i, *s, z=op(*s)) for s in op.samples for i in range(op.arity)]
    assert op.flat == (not any(slopes))
    assert op.flat == ("nothing flows back" in op.rule)


NUMPY_HAS = [op for op in TABLE if isinstance(getattr(np, op.ufunc, None), np.ufunc)]


def test_numpy_has_functions_for_most_primitives_that_are_no_activations():
    assert len(NUMPY_HAS) == 37


@pytest.mark.parametrize("op", NUMPY_HAS, ids=lambda op: op.name)
def test_numpy_function_of_the_same_meaning_is_recorded(op):
    ufunc = getattr(np, op.ufunc)
    values = [Value(x) for x in op.samples[0]]
    result = ufunc(*values)
    assert result.op is op
    assert result.args == tuple(values)


@by_name
def test_first_and_second_derivatives_agree_with_nearby_points(op):
    check_op(op)


def wrong(slope: float) -> Op:
    return Op(
        "wrong_double",
        lambda x: 2.0 * x,
        (lambda x, z: slope,),
        ("x",),
        "Wrong on purpose.",
        ((0.7,), (-3.0,)),
    )


def test_a_slope_of_2_001_for_2_is_rejected():
    check_op(wrong(2.0))
    with pytest.raises(GradientCheckError, match=r"partial 0 of wrong_double at x = 0.7 is 2.001"):
        check_op(wrong(2.001))


def test_a_wrong_second_derivative_is_rejected():
    op = Op(
        "wrong_square",
        lambda x: x * x,
        (lambda x, z: 2.0 * x.data if isinstance(x, Value) else 2.0 * x,),  # forgets its graph
        ("x",),
        "Right once, wrong twice.",
        ((0.7,),),
    )
    with pytest.raises(GradientCheckError, match="partial 0 of partial 0 of wrong_square"):
        check_op(op)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": "no name"}, "not an identifier"),
        ({"family": "greek"}, "family"),
        ({"params": ("x", "y", "z")}, "one or two arguments"),
        ({"partials": ()}, "one partial per argument"),
        ({"samples": ()}, "no sample points"),
        ({"samples": ((1.0, 2.0),)}, "another length"),
        ({"rule": "no point"}, "not a sentence"),
        ({"name": "tanh"}, "taken"),
    ],
)
def test_an_impossible_entry_cannot_be_made(change, why):
    entry = {
        "name": "thing",
        "forward": abs,
        "partials": (lambda x, z: 1.0,),
        "params": ("x",),
        "rule": "A rule.",
        "samples": ((1.0,),),
    }
    with pytest.raises(ValueError, match=why):
        Op(**{**entry, **change})


def test_every_primitive_has_its_place_in_the_package():
    for op in TABLE:
        exported = getattr(autograd, op.name, None) is op
        inside = op.family == "helper" or op.precedence or op.name in ("abs", "round")
        assert exported or inside, f"autograd.{op.name} is missing"
