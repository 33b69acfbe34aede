"""Every primitive at thousands of points, up to the ends of the floats: value and slopes.

Where the exact number is a normal float, four units of 2**-52 are allowed. Elsewhere the result is
declared: below the normal floats, four units of the smallest float, and for a slope zero as well;
what exceeds the floats is an error as a value and an infinity as a slope; what is not defined is an
error; at kinks stands the published choice; NaN gives NaN; at infinity stands the limit.

A product with a factor below the normal floats has the digits of that factor: `FACTORS`.
"""

import itertools
import math
from random import Random

import mpmath as mp
import oracle
import pytest

from autograd import Value, ops
from autograd.errors import DomainError, RangeError

EPS = 2.0**-52
SMALLEST = 2.0**-1074
NORMAL = 2.0**-1022
LARGEST = 1.7976931348623157e308
ROUNDS_TO_LARGEST = mp.mpf(2) ** 1024 * (1 - mp.mpf(2) ** -54)
MOST_EPS = 4.0

MAGNITUDES = [
    *(0.0, 5e-324, 1e-310, NORMAL, 1e-300, 1e-200, 1e-160, 1e-154, 1e-100, 1e-30, 1e-16, 1e-9),
    *(1e-3, 0.1, 0.5, 1.0 - EPS / 2, 1.0, 1.0 + EPS, 1.5, 2.0, 2.5, 3.0, 5.0, 10.0, 20.0, 26.6),
    *(30.0, 36.0, 37.0, 37.6, 40.0, 100.0, 700.0, 708.5, 709.0, 709.7827, 709.79, 710.47, 710.48),
    *(712.0, 745.0, 745.14, 746.0, 800.0, 1e4, 1e8, 2.0**53, 1e16, 1e100, 1e154, 1e160, 1e200),
    *(1e300, LARGEST),
    # where slopes of silu and gelu, and their own, cross zero
    *(1.2784645427610738, 0.7517915246935645, 2.3993572805154675, 1.4142135623730951),
]
EDGES = [sign * x for x in MAGNITUDES for sign in (1.0, -1.0)]
"""The points where functions turn, saturate, overflow or underflow, with both signs; both zeros."""

UNARY = [op for op in ops.TABLE.values() if op.arity == 1]
BINARY = [op for op in ops.TABLE.values() if op.arity == 2]


def anywhere(random):
    """A float: of any size, of everyday size, or right beside a point where something turns."""
    kind, sign = random.random(), random.choice((-1.0, 1.0))
    if kind < 0.3:
        return sign * 2.0 ** random.uniform(-1074.0, 1023.9)
    if kind < 0.8:
        return sign * random.uniform(0.0, random.choice((1.0, 4.0, 40.0, 750.0)))
    edge = random.choice(EDGES)
    for _ in range(random.randint(1, 3)):
        edge = math.nextafter(edge, random.choice((-math.inf, math.inf)))
    return edge if math.isfinite(edge) else 1.0


def points(op, count):
    """Where a primitive is looked at: all edges, or all pairs of some; and points at random."""
    random = Random(op.name)
    fixed = [(x,) for x in EDGES]
    if op.arity == 2:
        some = EDGES[:: max(1, round(len(EDGES) / count**0.5))]
        fixed = list(itertools.product(some, repeat=2))
    yield from fixed
    for _ in range(count):
        yield tuple(anywhere(random) for _ in range(op.arity))


# --- what is declared where there is no normal number --------------------------------------------

DEFINED = {
    "div": lambda x, y: y != 0.0,
    "pow": lambda x, y: (x != 0.0 or y >= 0.0) and (x >= 0.0 or y % 1.0 == 0.0),
    "reciprocal": lambda x: x != 0.0,
    "log": lambda x: x > 0.0,
    "log2": lambda x: x > 0.0,
    "log10": lambda x: x > 0.0,
    "log1p": lambda x: x > -1.0,
    "sqrt": lambda x: x >= 0.0,
    "direction": lambda x, y: x != 0.0 or y != 0.0,
    "asin": lambda x: -1.0 <= x <= 1.0,
    "acos": lambda x: -1.0 <= x <= 1.0,
    "acosh": lambda x: x >= 1.0,
    "atanh": lambda x: -1.0 < x < 1.0,
}
"""Where primitives are defined that are not defined for all finite numbers."""


def of_a_length(x, y):
    """What is divided by the length of (x, y), or by a length below the normal floats."""
    r = mp.hypot(x, y)
    return (1 + 1 / r) / r if r else 0


FACTORS = {
    ("div", 1): lambda x, y: 1 / mp.mpf(y),  # times x/y
    ("pow", 0): lambda x, y: y,  # times x**(y-1)
    ("pow", 1): lambda x, y: mp.log(x),  # times x**y
    ("elu", 0): lambda x, alpha: alpha,  # times exp(x)
    ("gauss", 0): lambda x: 2 * x,  # times exp(-x*x)
    ("normal_pdf", 0): lambda x: x,  # times the density
    ("dsilu", 0): lambda x: x,  # times the sigmoid's slope
    ("dgelu", 0): lambda x: x * x,  # times the density
    ("direction", 0): of_a_length,
    ("direction", 1): of_a_length,
    ("atan2", 0): of_a_length,
    ("atan2", 1): of_a_length,
}
"""Slopes that are a product with what may fall below the normal floats; and the rest of them."""


def exact_value(op, point):
    if op.name == "atan2" and point[0] == 0.0:  # mpmath has one zero, floats have two
        return mp.pi * (math.copysign(1.0, point[1]) < 0.0) * math.copysign(1.0, point[0])
    return oracle.certain(oracle.FUNCTIONS[op.name], point)


def exact_slope(op, i, point):
    """The exact slope; as a float the published one, where it is infinite or there is none."""
    try:
        slope = oracle.certain(oracle.SLOPES[op.name][i], point)
    except ZeroDivisionError:
        if op.name == "atan2" or (op.name, i) == ("pow", 1):
            return math.nan
        return -math.inf if op.name == "acos" else math.inf
    return slope if isinstance(slope, mp.mpf) else math.nan  # a power of a negative number


class Sweep:
    """What was looked at of one primitive, and what was wrong."""

    def __init__(self):
        self.worst, self.normal, self.declared, self.wrong = 0.0, 0, 0, []

    def look(self, computed, exact, *where, rest=0, may_be_zero=False):
        """Compare a number with the exact one; `rest` times a factor that may be subnormal."""
        size = abs(exact)
        units = SMALLEST * max(mp.mpf(4), abs(rest))
        if isinstance(exact, float):
            self.declared += 1
            right = computed == exact or (math.isnan(computed) and math.isnan(exact))
        elif size >= ROUNDS_TO_LARGEST:
            self.declared += 1
            right = computed == mp.sign(exact) * math.inf
        elif size < NORMAL:
            self.declared += 1
            right = abs(computed - exact) <= units or (may_be_zero and computed == 0.0)
        else:
            self.normal += 1
            error = abs(computed - exact) if math.isfinite(computed) else mp.inf
            eps = float(max(error - (units if rest else 0), 0) / size / EPS)
            self.worst = max(self.worst, eps)
            right = eps <= MOST_EPS
        if not right:
            self.wrong.append((*where, computed, mp.nstr(exact, 20)))


def swept(op, count):
    """What a primitive gives, compared with what it has to: its values, and its slopes."""
    values, slopes = Sweep(), Sweep()
    for point in points(op, count):
        defined = DEFINED.get(op.name, lambda *_: True)(*point)
        exact = exact_value(op, point) if defined else None
        try:
            result = op(*map(Value, point))
        except DomainError:
            values.declared += 1
            values.wrong += [("refused", point)] if defined else []
        except RangeError:
            values.declared += 1
            in_range = exact is not None and abs(exact) < LARGEST * (1 - MOST_EPS * EPS)
            values.wrong += [("too large", point)] if in_range else []
        else:
            if not defined:
                values.wrong.append(("not refused", point, result.data))
                continue
            values.look(result.data, exact, point)
            for i, slope in enumerate((result.da, result.db)[: op.arity]):
                rest = FACTORS.get((op.name, i))
                slopes.look(
                    slope,
                    exact_slope(op, i, point),
                    point,
                    f"slope {i}",
                    rest=0 if rest is None else rest(*point),
                    may_be_zero=True,
                )
    return values, slopes


@pytest.mark.parametrize("op", [*UNARY, *BINARY], ids=lambda op: op.name)
@pytest.mark.parametrize("count", [25, pytest.param(2500, marks=pytest.mark.proof)])
def test_value_and_slopes_are_exact_or_as_declared(op, count, tried):
    values, slopes = swept(op, count)
    tried("values", values.normal, worst=values.worst, lost=len(values.wrong))
    tried("slopes", slopes.normal, worst=slopes.worst, lost=len(slopes.wrong))
    tried("declared", values.declared + slopes.declared)
    assert values.wrong + slopes.wrong == []


# --- beyond the floats --------------------------------------------------------------------------


def limit(function, sign):
    """The limit of a function at infinity: what it comes to at 10**400 and at 10**800."""
    with mp.workdps(60):
        near, far = (function(sign * mp.mpf(10) ** power) for power in (400, 800))
    if abs(far) > max(1.5 * abs(near), 2):
        return float(mp.sign(far)) * math.inf
    assert abs(near - far) < 1e-17
    return float(far) if abs(far) > 1e-300 else 0.0


@pytest.mark.parametrize("op", UNARY, ids=lambda op: op.name)
@pytest.mark.parametrize("sign", [1, -1])
def test_at_infinity_stands_the_limit(op, sign, tried):
    x = Value(sign * math.inf)
    tried("declared", 2)
    if op.name in ("sin", "cos", "tan") or not DEFINED.get(op.name, lambda _: True)(x.data):
        with pytest.raises(DomainError):
            op(x)
        return
    result = op(x)
    assert result.data == limit(oracle.FUNCTIONS[op.name], sign)
    if op.name in ("gauss", "normal_pdf", "dsilu", "dgelu"):  # 0 times infinity: it does not know
        assert math.isnan(result.da)
    else:
        assert result.da == limit(oracle.SLOPES[op.name][0], sign)


@pytest.mark.parametrize("op", [*UNARY, *BINARY], ids=lambda op: op.name)
def test_nan_gives_nan(op, tried):
    others = [*EDGES, math.inf, -math.inf, math.nan] if op.arity == 2 else [None]
    points = [tuple(x for x in (math.nan, other) if x is not None) for other in others]
    points += [point[::-1] for point in points if op.arity == 2]
    points = [point for point in points if op is not ops.div or point[1] != 0.0]  # an error first
    tried("declared", len(points) * (1 + op.arity))
    for point in points:
        result = op(*map(Value, point))
        assert math.isnan(result.data), point
        assert all(map(math.isnan, (result.da, result.db)[: op.arity])), point
