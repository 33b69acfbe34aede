"""Every primitive, replayed: the same numbers and slopes as when it is called."""

import math

import numpy as np
import pytest

from autograd import Value, gradients, ops, primitive
from autograd.errors import AutogradError
from autograd.replay import replay
from autograd.replay.gradient import kind_of_slope
from autograd.replay.graph import Slope
from autograd.replay.results import PYTHON

ULPS = 4
"""A few rounding errors more than the table's own, from fused multiply-adds."""

SPREAD = [s * 10.0**e for e in range(-8, 4) for s in (1.0, -1.0, 2.7, -3.3)]
# Where the series for exp and log are at their longest: half-way between multiples of log(2), and
# at powers of two times the square root of 2.
SPREAD += [(k + 0.5) * math.log(2.0) * (1.0 + s) for k in (-3, -1, 0, 1, 5) for s in (-1e-9, 1e-9)]
SPREAD += [2.0 ** (k + 0.5) * (1.0 + s) for k in (-7, -1, 0, 1, 4) for s in (-1e-9, 0.0, 1e-9)]
SPREAD += [k / 16.0 for k in range(-40, 41)]
SPREAD += [4.7, 8.1, -13.3, 21.9]  # whose squares are rounded
SPREAD += [0.0, -0.0, 36.0, -36.0, 37.5, 700.0, -700.0, -745.0, 1e300, -1e300, 5e-324, 1e-300]


def points(op):
    """Samples, kinks and a spread over the domain."""
    found = [*op.samples, *op.kinks]
    if op.arity == 1:
        found += [(x,) for x in SPREAD]
    else:
        found += [(x, y) for x in SPREAD[::3] for y in (-2.0, -0.3, 0.0, 0.5, 1.0, 3.0, 40.0)]
        found += [(x, y) for x in (-2.0, 0.0, -0.0) for y in (0.0, -0.0)]
    return found


def called(op, point):
    """Value and slopes as the engine gives them; None where there is no result."""
    operands = [Value(x) for x in point]
    try:
        result = op(*operands)
    except AutogradError:
        return None
    slopes = gradients(result, operands)
    return [result.data, *slopes]


def close(found, expected):
    found, expected = np.asarray(found), np.asarray(expected)
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    bound = ULPS * np.finfo(float).eps * np.maximum(np.abs(expected), 1e-300)
    with np.errstate(invalid="ignore"):  # inf - inf
        same |= np.abs(found - expected) <= bound
    zeros = (found == 0.0) & (expected == 0.0)  # atan2 tells 0.0 from -0.0
    return same & ~(zeros & (np.signbit(found) != np.signbit(expected)))


@pytest.mark.filterwarnings("ignore::autograd.errors.GradientWarning")
@pytest.mark.parametrize("op", list(ops.TABLE.values()), ids=lambda op: op.name)
def test_it_gives_the_same_in_rows(op):
    called_at = [(point, called(op, point)) for point in points(op)]
    inside, expected = zip(*[(p, numbers) for p, numbers in called_at if numbers], strict=True)
    columns = [np.array(column) for column in zip(*inside, strict=True)]
    f = replay(op, rows="each")
    values = f(*columns)
    slopes = [slope.ravel() for slope in replay(op, rows="sum").input_gradients(*columns)]
    found = np.column_stack([values, *slopes])
    wrong = ~close(found, expected)
    assert not wrong.any(), [
        (point, row, numbers)
        for point, row, numbers, bad in zip(inside, found, expected, wrong.any(axis=1), strict=True)
        if bad
    ]


@pytest.mark.parametrize("op", list(ops.TABLE.values()), ids=lambda op: op.name)
def test_it_gives_the_same_line_by_line(op):
    many = (op.samples * 9)[:11]  # a tile of eight, and three more

    def f(*columns):
        return sum(weight * op(*point) for weight, point in enumerate(zip(*columns, strict=True)))

    columns = [list(column) for column in zip(*many, strict=True)]
    slopes = replay(f).input_gradients(*columns)
    expected = [called(op, point) for point in many]
    assert replay(f)(*columns) == pytest.approx(
        math.fsum(weight * numbers[0] for weight, numbers in enumerate(expected)), rel=1e-14
    )
    for i, found in enumerate(slopes):
        wanted = [weight * numbers[1 + i] for weight, numbers in enumerate(expected)]
        assert found == pytest.approx(wanted, rel=2e-15, abs=1e-15)


@pytest.mark.parametrize(
    "op", [op for op in ops.TABLE.values() if op.domain], ids=lambda op: op.name
)
def test_where_there_is_no_result_the_error_is_the_same(op):
    outside = [
        (x, y)[: op.arity]
        for x in SPREAD
        for y in (0.0, -0.5, 0.5)
        if any(not condition.holds(*(x, y)[: op.arity]) for condition in op.domain)
    ]
    f = replay(op, rows="each")
    inside = np.array([op.samples[0], op.samples[1]])
    for point in outside[:6]:
        with pytest.raises(AutogradError) as eager:
            op(*[Value(x) for x in point])
        columns = np.array([*inside, point])
        with pytest.raises(type(eager.value)) as replayed:
            f(*columns.T)
        assert str(replayed.value) == str(eager.value)


def test_slopes_are_seen_for_what_they_are():
    assert kind_of_slope(ops.add, 0) == 1.0
    assert kind_of_slope(ops.sub, 1) == -1.0
    assert kind_of_slope(ops.mul, 0) == 1  # the second operand
    assert kind_of_slope(ops.exp, 0) == 1  # the result
    assert isinstance(kind_of_slope(ops.tanh, 0), Slope)
    assert kind_of_slope(ops.sqrt, 0).used == (1,)


@pytest.fixture
def cube():
    @primitive(lambda x, z: 3.0 * x**2, samples=[0.5, -2.0])
    def cube(x):
        return x * x * x

    yield cube
    del ops.TABLE["cube"]


def test_a_primitive_of_ones_own_is_compiled_if_it_is_a_formula(cube):
    x = np.array([0.5, -2.0, 3.0])
    assert replay(cube, rows="each")(x).tolist() == [0.125, -8.0, 27.0]
    assert replay(cube, rows="sum").input_gradients(x)[0].tolist() == [0.75, 12.0, 27.0]
    assert not any("cube" in name for name in PYTHON)


@pytest.fixture
def staircase():
    @primitive(lambda x, z: z if float(x) > 1.0 else 2.0 * x, samples=[0.5, 3.0], name="staircase")
    def staircase(x):
        return math.exp(x - 1.0) if x > 1.0 else x * x

    yield staircase
    del ops.TABLE["staircase"]


def test_a_primitive_of_ones_own_is_called_if_it_looks_at_numbers(staircase):
    x = np.array([0.5, 3.0])
    assert replay(staircase, rows="each")(x).tolist() == [0.25, math.exp(2.0)]
    assert replay(staircase, rows="sum").input_gradients(x)[0].tolist() == [1.0, math.exp(2.0)]
