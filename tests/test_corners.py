"""Corners that the other tests leave free: each of these fails if one small thing is changed.

They were written for changes of the code that nothing else noticed: an operand swapped in a copy, a
condition moved by one bit, a correction left out, a block counted twice. The file is long because
each corner is small and none belongs to another.
"""

import copy
import json
import math
import pickle

import mpmath as mp
import numpy as np
import oracle
import pytest

import autograd
from autograd import (
    GradientWarning,
    Value,
    detect_anomaly,
    errors,
    formula,
    gradcheck,
    modes,
    no_grad,
    ops,
    topological_order,
    trace,
)
from autograd.check import CheckReport, estimate_slopes
from autograd.formula import Expr, number, slope_text
from autograd.nn.optim import Update
from autograd.op import Condition, Op
from autograd.tape import Instruction
from autograd.trace import BackwardStep, ForwardStep, SeedStep, Trace, UpdateStep

TABLE = list(ops.TABLE.values())


def test_fast_paths_are_taken(monkeypatch):
    def refuse(*_):
        raise AssertionError("slow path")

    x, y = Value(0.5), Value(3.0)
    monkeypatch.setattr("autograd.engine.record", refuse)
    assert [n.data for n in (x + y, x * y)] == [3.5, 1.5]
    x.exp(), x.tanh()


def test_exp_between_its_largest_argument_and_the_fast_path_is_a_range_error():
    with pytest.raises(errors.RangeError, match="beyond the largest float"):
        Value(750.0).exp()


def test_nan_goes_through_the_fast_paths():
    nan = Value(math.nan)
    for node in (nan.tanh(), nan.exp(), nan + Value(1.0), nan * Value(1.0)):
        assert math.isnan(node.data)
        assert math.isnan(node.da) or node.op is ops.add


def test_slots_without_an_operand_hold_zero():
    x = Value(0.5)
    assert (x.da, x.db) == (0.0, 0.0)
    for node in (x.exp(), x.tanh(), x.sin(), x * 2.0):
        assert (node.b, node.db) == (None, 0.0)
    assert ((2.0 * x).a, (2.0 * x).da) == (None, 0.0)
    with no_grad():
        y = x * Value(3.0) ** 2
    assert (y.op, y.a, y.b, y.k, y.da, y.db) == (None, None, None, None, 0.0, 0.0)


def test_a_role_needs_no_label():
    assert (Value(1.0, role="input").role, Value(1.0, "x").label) == ("input", "x")


def test_an_infinite_leaf_is_reported_although_a_later_leaf_is_finite():
    w, x = Value(1.0, "w"), Value(0.0, "x")
    with pytest.warns(GradientWarning, match="gradient of x became inf"):
        (w + x.sqrt()).backward()


def test_modes_are_counted():
    assert len(modes.blocks) == 0
    with no_grad():
        assert len(modes.blocks) == 1
        with detect_anomaly():
            assert len(modes.blocks) == 2
        assert len(modes.blocks) == 1
    assert len(modes.blocks) == 0


def test_numpy_asks_a_value_about_its_number():
    for x in (1.0, math.inf, -math.inf, math.nan):
        v = Value(x)
        for ask in (np.isnan, np.isinf, np.isfinite):
            assert ask(v) == ask(x)
    v, w = Value(1.0), Value(1.0)
    assert (np.equal(v, v), np.equal(v, w), np.not_equal(v, v), np.not_equal(v, w)) == (
        True,
        False,
        False,
        True,
    )
    assert (np.less(v, w), np.less_equal(v, w), np.greater(v, w), np.greater_equal(v, w)) == (
        False,
        True,
        False,
        True,
    )
    assert np.positive(v) is v


def test_numpy_options_and_methods_are_type_errors():
    v = Value(1.0)
    for call in (
        lambda: np.exp(v, where=False),
        lambda: np.multiply.outer(v, [1.0, 2.0]),
        lambda: np.add.reduce(v),
    ):
        with pytest.raises(TypeError):
            call()


OUTSIDE = [
    (ops.div, (1.0, 0.0), errors.DivisionByZeroError),
    (ops.reciprocal, (0.0,), errors.DivisionByZeroError),
    (ops.pow_, (0.0, -1.0), errors.DivisionByZeroError),
    (ops.pow_, (-8.0, 0.5), errors.DomainError),
    (ops.log, (0.0,), errors.DomainError),
    (ops.log2, (0.0,), errors.DomainError),
    (ops.log10, (0.0,), errors.DomainError),
    (ops.log1p, (-1.0,), errors.DomainError),
    (ops.sqrt, (-1e-300,), errors.DomainError),
    (ops.direction, (0.0, 0.0), errors.DivisionByZeroError),
    *[
        (op, (x,), errors.DomainError)
        for op in (ops.sin, ops.cos, ops.tan)
        for x in (math.inf, -math.inf)
    ],
    *[
        (op, (x,), errors.DomainError)
        for op in (ops.asin, ops.acos)
        for x in (1.0000001, -1.0000001)
    ],
    (ops.acosh, (0.9999999,), errors.DomainError),
    *[(ops.atanh, (x,), errors.DomainError) for x in (1.0, -1.0, 2.0, -2.0)],
]


@pytest.mark.parametrize(
    ("op", "point", "error"), OUTSIDE, ids=lambda x: getattr(x, "name", repr(x))
)
def test_the_border_of_each_domain(op, point, error):
    with pytest.raises(error, match=f"^{op.name} needs ") as caught:
        op(*point)
    assert type(caught.value) is error


def test_every_domain_is_tested_at_its_border():
    assert {op.name for op in TABLE if op.domain} == {op.name for op, _, _ in OUTSIDE}


def test_conditions_hold_wherever_there_is_a_result():
    points = [(op, p) for op in TABLE for p in (*op.samples, *op.kinks)]
    points += [
        (ops.atanh, (0.0,)),
        (ops.direction, (0.0, 1.0)),
        (ops.direction, (1.0, 0.0)),
        (ops.pow_, (0.0, 2.5)),
        (ops.pow_, (-2.0, -3.0)),
        (ops.pow_, (0.5, -0.5)),
        (ops.pow_, (-2.0, 2.0)),
        (ops.log1p, (-0.999,)),
        (ops.log, (1e-300,)),
        (ops.sqrt, (1e-300,)),
    ]
    for op, point in points:
        op(*point)
        assert [c.needs for c in op.domain if not c.holds(*point)] == [], (op, point)


KINKS = {
    "pow": [(0.0, 2.0), (0.0, 1.0), (0.0, 0.5), (0.0, 0.0), (-2.0, 3.0)],
    "abs": [(0.0,)],
    "maximum": [(1.0, 1.0), (0.0, -0.0)],
    "minimum": [(1.0, 1.0), (0.0, -0.0)],
    "sqrt": [(0.0,)],
    "cbrt": [(0.0,)],
    "hypot": [(0.0, 0.0)],
    "asin": [(1.0,), (-1.0,)],
    "acos": [(1.0,), (-1.0,)],
    "atan2": [(0.0, 0.0)],
    "acosh": [(1.0,)],
    "relu": [(0.0,)],
    "leaky_relu": [(0.0, 0.01)],
    "elu": [(0.0, 1.5)],
}


def test_what_has_kinks_is_published():
    assert {op.name: list(op.kinks) for op in TABLE if op.kinks} == KINKS


def test_records_are_frozen():
    slotted = (Instruction, ForwardStep, SeedStep, BackwardStep, UpdateStep, Trace, CheckReport)
    for kind in (*slotted, Expr, Condition, Op):
        assert kind.__dataclass_params__.frozen, kind
        assert ("__slots__" in vars(kind)) == (kind in slotted), kind
        assert kind.__dataclass_params__.eq == (kind not in (Instruction, Expr, Op)), kind


def test_textbook_rules_at_kinks_agree_where_they_have_a_value():
    for op in (ops.relu, ops.leaky_relu, ops.elu):
        for point, slopes in op.kinks.items():
            assert tuple(rule(*point, op(*point)) for rule in op.textbook) == slopes


def test_the_slope_of_a_power_past_the_floats_has_its_sign():
    for x, y, slope in [
        (1e-120, -2.0, -math.inf),
        (-1e-120, -2.0, math.inf),
        (-1e-160, -1.0, -math.inf),
    ]:
        assert ops.pow_.slope(0, x, y, z=x**y) == slope


def test_the_slope_of_a_power_keeps_its_digits_where_y_minus_1_rounds():
    for x, y in [(1e300, 0.1), (1e-300, 0.3)]:
        exact = mp.mpf(y) * mp.power(x, mp.mpf(y) - 1)
        assert oracle.ulps(ops.pow_.slope(0, x, y, z=x**y), exact) <= 4.0


def test_an_elu_far_out():
    assert ops.elu.slope(0, 1000.0, 1.0, z=1000.0) == 1.0
    assert ops.elu.slope(1, 1000.0, 1.0, z=1000.0) == 0.0


def test_second_slopes_of_an_elu_at_its_kink_are_those_of_its_left_side():
    second = autograd.hessian(lambda xs: ops.elu(*xs))([0.0, 1.5])
    assert [[float(x) for x in row] for row in second] == [[1.5, 1.0], [1.0, 0.0]]


def test_second_arguments_left_out():
    assert (ops.leaky_relu(-1.0), ops.elu(-1.0)) == (-0.01, math.expm1(-1.0))


def test_expm1_overflow_names_its_remedy():
    with pytest.raises(errors.RangeError, match="logsumexp"):
        ops.expm1(1000.0)


def test_formulas_more():
    x, w, b = Value(1.0, "x"), Value(2.0, "w"), Value(3.0, "b")
    for node, text in [
        (x - w + b, "x - w + b"),
        (x + w - b, "x + w - b"),
        (ops.minimum(x, -1), "min(x, -1)"),
    ]:
        assert formula(node) == text


SHOWN = {
    "div": ["1/y", "-x/y**2"],
    "pow": ["y*x**(y - 1)", "z*log(x)"],
    "reciprocal": ["-1/x**2"],
    "log2": ["1/(x*0.6931471805599453)"],
    "log10": ["1/(x*2.302585092994046)"],
    "sqrt": ["1/(2*z)"],
    "cbrt": ["1/(3*z**2)"],
    "hypot": ["x/z", "y/z"],
    "tan": ["(1 + z**2)"],
    "asin": ["1/sqrt(1 - x**2)"],
    "acos": ["-1/sqrt(1 - x**2)"],
    "atan": ["1/(1 + x**2)"],
    "atan2": ["x/(x**2 + y**2)", "-y/(x**2 + y**2)"],
    "tanh": ["(1 - z**2)"],
    "asinh": ["1/sqrt(x**2 + 1)"],
    "acosh": ["1/sqrt(x**2 - 1)"],
    "atanh": ["1/(1 - x**2)"],
    "erf": ["1.1283791670955126*exp(-x**2)"],
    "dsigmoid": ["z*(1 - 2*sigmoid(x))"],
    "sigmoid": ["z*(1 - z)"],
    "relu": ["(1 if x > 0 else 0)"],
    "elu": ["(1 if x > 0 else alpha*exp(x))", "(0 if x > 0 else exp(x) - 1)"],
    "silu": ["sigmoid(x)*(1 + x*(1 - sigmoid(x)))"],
}


def test_the_rules_shown():
    assert slope_text(ops.pow_, 0, ("x", 2.0), "z") == "2*x"
    for name, texts in SHOWN.items():
        op = ops.TABLE[name]
        assert [slope_text(op, i, op.params, "z") for i in range(op.arity)] == texts


FAR = {
    "gauss": (5.3, -10.1, 20.7, -26.3),
    "normal_pdf": (5.3, -12.7, 37.1),
    "normal_cdf": (5.3, -5.3, -12.7, -37.1),
    "sigmoid": (0.0, -700.0, 700.0),
    "dsigmoid": (0.0, -700.0, 700.0),
    "softplus": (0.0, -80.0, 1000.0),
    "cbrt": (1e-300, -1e300, 1e200),
    "silu": (-700.0,),
    "gelu": (-37.1, -12.7),
}


@pytest.mark.parametrize("name", FAR)
def test_far_out_every_digit_is_kept(name):
    for x in FAR[name]:
        assert oracle.ulps(ops.TABLE[name](x), oracle.value(name, (x,))) <= 4.0, x


def test_limits():
    inf = math.inf
    for op, x, limit in [
        (ops.gauss, inf, 0.0),
        (ops.gauss, -inf, 0.0),
        (ops.gauss, 31.0, 0.0),
        (ops.gauss, -1e200, 0.0),
        (ops.normal_pdf, inf, 0.0),
        (ops.normal_pdf, -inf, 0.0),
        (ops.normal_pdf, 46.0, 0.0),
        (ops.normal_cdf, inf, 1.0),
        (ops.normal_cdf, -inf, 0.0),
        (ops.normal_cdf, 50.0, 1.0),
        (ops.normal_cdf, -50.0, 0.0),
        (ops.sigmoid, inf, 1.0),
        (ops.sigmoid, -inf, 0.0),
        (ops.dsigmoid, inf, 0.0),
        (ops.dsigmoid, -inf, 0.0),
        (ops.softplus, inf, inf),
        (ops.softplus, -inf, 0.0),
        (ops.cbrt, -inf, -inf),
        (ops.cbrt, 0.0, 0.0),
        (ops.elu, -inf, -1.0),
        (ops.elu, inf, inf),
        (ops.leaky_relu, -inf, -inf),
        (ops.relu, -inf, 0.0),
        (ops.silu, -inf, 0.0),
        (ops.silu, inf, inf),
        (ops.gelu, -inf, 0.0),
        (ops.gelu, inf, inf),
        (ops.sign, -inf, -1.0),
        (ops.sign, inf, 1.0),
        (ops.sign, 0.0, 0.0),
        (ops.step, inf, 1.0),
        (ops.step, -inf, 0.0),
        (ops.floor, inf, inf),
        (ops.ceil, -inf, -inf),
        (ops.round_, inf, inf),
        (ops.round_, 2.5, 2.0),
        (ops.round_, 3.5, 4.0),
    ]:
        assert op(x) == limit, (op, x)


def test_nan_beside_anything_is_nan():
    for op in (ops.pow_, ops.hypot, ops.maximum, ops.minimum):
        for other in (0.0, 1.0, math.inf, -math.inf, math.nan):
            assert math.isnan(op(math.nan, other))
            assert math.isnan(op(other, math.nan))


def test_argnum_counts_from_the_end_too():
    def f(x, y):
        return x * x * y

    assert [float(autograd.grad(f, argnum=i)(3.0, 5.0)) for i in (-2, -1)] == [30.0, 9.0]
    with pytest.raises(errors.LengthError):
        autograd.grad(f, argnum=-3)(3.0, 5.0)


def test_what_comes_back_is_a_value_even_where_it_is_constant():
    assert type(autograd.grad(lambda _: 5.0)(1.0)) is Value
    outputs, slopes = autograd.jvp(lambda xs: [xs[0], 2.0], [1.0], [3.0])
    assert [(type(y), y.data) for y in (*outputs, *slopes)] == [
        (Value, 1.0),
        (Value, 2.0),
        (Value, 3.0),
        (Value, 0.0),
    ]


def test_tuples_are_as_good_as_lists():
    assert [float(g) for g in autograd.grad(lambda xs: xs[0] * xs[1])((2.0, 5.0))] == [5.0, 2.0]
    assert [
        [float(v) for v in row] for row in autograd.jacobian(lambda xs: (xs[1], xs[0]))((2.0, 5.0))
    ] == [[0, 1], [1, 0]]
    assert [
        float(v) for v in autograd.jvp(lambda xs: (xs[1], xs[0]), (2.0, 5.0), (1.0, 0.0))[1]
    ] == [0.0, 1.0]
    with pytest.raises(errors.InputTypeError, match="got 2"):
        autograd.grad(lambda x: (x, x))(1.0)


def test_dot_takes_iterators_and_names_itself():
    assert autograd.dot(iter([1.0, 2.0]), (w for w in [3.0, 4.0])) == 11.0
    with pytest.raises(errors.LengthError, match="dot needs at least one item"):
        autograd.dot([], [])


def test_the_largest_is_subtracted_as_a_plain_number():
    result = autograd.logsumexp([Value(1.0), Value(2.0)])
    assert type(result.args[1]) is float
    assert not {"maximum", "minimum"} & {line.op.name for line in autograd.tape(result) if line.op}


def test_create_graph_starts_from_zero_and_adds_to_leaves_once():
    x = Value(2.0)
    h = x * x
    y = h * x
    y.backward()
    y.backward(create_graph=True)
    assert (float(x.grad), float(h.grad)) == (24.0, 2.0)


def test_hooks_are_called_with_create_graph():
    x = Value(2.0)
    h = x * x
    h.register_hook(lambda node, g: g * 10.0)
    (h * 3).backward(create_graph=True)
    assert float(x.grad) == 120.0


def _sum():
    x = Value(1.0)
    return x, x + 1.0


def _hypot():
    x = Value(3.0)
    return x, x.hypot(Value(4.0))


def _log():
    x = Value(2.0)
    return x, x.log()


def _nan():
    x = Value(math.nan)
    return x, x * 2.0


def _to_nan():
    x = Value(1.0)
    return x, x * 2.0


@pytest.mark.parametrize(
    ("record", "changed"),
    [(_sum, 5.0), (_hypot, -3.0), (_log, -1.0), (_nan, 1.0), (_to_nan, math.nan)],
)
def test_changed_data_is_noticed_in_value_or_in_any_slope(record, changed):
    x, y = record()
    x.data = changed
    with pytest.raises(errors.ChangedDataError):
        y.backward(create_graph=True)


def test_nan_is_no_change_of_data():
    x = Value(math.nan)
    with pytest.warns(GradientWarning, match="became nan"):
        (x * x).backward(create_graph=True)
    assert math.isnan(x.grad.data)


class Named(Value):
    pass


DUPLICATES = pytest.mark.parametrize(
    "duplicate",
    [copy.deepcopy, lambda y: pickle.loads(pickle.dumps(y))],
    ids=["deepcopy", "pickle"],
)


@DUPLICATES
def test_copies_differentiate_as_the_original_did(duplicate):
    x, w, n = Value(3.0, "x"), Value(2.0, "w"), Named(0.5, "n")
    y = 2.0 - (n * w) / x + w**3.0 - (w * n) / 7.0 + 5.0 / x.sin()
    y = n * y
    again = duplicate(y)
    ours, theirs = topological_order(y), topological_order(again)

    def told(nodes):
        at = {id(node): i for i, node in enumerate(nodes)}
        return [(type(v), v.op, v.da, v.db, v.k, at.get(id(v.a)), at.get(id(v.b))) for v in nodes]

    assert told(ours) == told(theirs)
    assert not set(map(id, ours)) & set(map(id, theirs))
    y.backward()
    again.backward()
    assert [v.grad for v in ours] == [v.grad for v in theirs]


@DUPLICATES
def test_copies_do_not_share_what_a_subclass_keeps(duplicate):
    y = Named(2.0) * 3.0
    y.note = [1]
    again = duplicate(y)
    assert (again.note, again.note is y.note) == ([1], False)


def test_gradients_that_are_values_are_copied_as_values_and_pickled_as_numbers():
    x = Value(2.0, "x")
    y = x**3
    y.backward(create_graph=True)
    x2, _y2 = copy.deepcopy((x, y))
    x2.grad, first = None, x2.grad
    first.backward()
    assert (first.data, x2.grad) == (12.0, 12.0)
    x3, _y3 = pickle.loads(pickle.dumps((x, y)))
    assert (type(x3.grad), x3.grad) == (float, 12.0)


def test_an_anomaly_by_the_second_operand_is_named():
    x, e = Value(0.0, "x"), Value(0.0, "e")
    with pytest.warns(
        GradientWarning, match=r"the gradient of e became nan: x\*\*e has local derivative nan"
    ):
        (x**e).backward()


def test_an_anomaly_by_a_product_that_overflows_is_named():
    x = Value(1e-300, "x")
    h = x * 1e200
    h.label = "h"
    with pytest.warns(
        GradientWarning,
        match=r"the gradient of x became inf: local derivative 1e\+200 of x\*1e\+200 times 1e\+200",
    ):
        (h * 1e200).backward()


def test_an_anomaly_names_a_labelled_result_by_its_label():
    x = Value(0.0, "x")
    h = x * 1.0
    h.label = "h"
    with pytest.warns(GradientWarning, match=r"the gradient of h became inf: sqrt\(h\)"):
        h.sqrt().backward()


def test_a_primitive_tells_its_name_and_its_rule():
    assert ops.tanh.__name__ == "tanh"
    assert ops.hypot.__doc__ == f"hypot(x, y): {ops.hypot.rule}"


def test_a_primitive_refuses_another_number_of_arguments():
    for call in (
        lambda: ops.sin(1.0, 2.0),
        lambda: ops.add(1.0),
        lambda: ops.sin(Value(1.0), 2.0),
        lambda: ops.add(Value(1.0)),
    ):
        with pytest.raises(TypeError, match=r"(sin takes 1|add takes 2) argument"):
            call()


def test_slopes_are_floats_whatever_a_partial_returns():
    op = ops.Op("thrice", lambda x: 3.0 * x, (lambda x, z: 3,), ("x",), "Three.", ((1.0,),))
    assert type(op(Value(1.0)).da) is float


def test_errors_on_plain_numbers_show_the_call():
    with pytest.raises(errors.DomainError, match=r"in log\(-1\); "):
        ops.log(-1.0)


def test_infinity_times_zero_is_a_domain_error():
    for x, y in [(math.inf, 0.0), (0.0, -math.inf)]:
        with pytest.raises(errors.DomainError, match="keep its operands finite"):
            Value(x) * y


def test_the_seed_and_the_updates_of_a_trace():
    x, w = Value(2.0, "x"), Value(3.0, "무게")
    y = (x * w).tanh()
    y.label = "y"
    plan = Update("p1", before=2.0, gradient=0.5, step=-0.1, after=1.9, parameter=x)
    steps = trace(y, [plan, Update("elsewhere", 1.0, 1.0, -1.0, 0.0)])
    seed = next(s for s in steps.steps if s.kind == "seed")
    assert (seed.index, seed.name, seed.gradient) == (3, "y", 1.0)
    update, elsewhere = steps.updates
    assert steps.steps[-2:] == (update, elsewhere)
    assert (update.index, update.name) == (0, "x")  # what the tape calls it
    assert (update.before, update.gradient, update.after) == (2.0, 0.5, 1.9)
    assert (elsewhere.index, elsewhere.name) == (None, "elsewhere")
    assert any(row.get("arg_name") == "무게" for row in json.loads(steps.to_json()))
    assert (type(steps.forward), type(steps.backward), type(steps.updates)) == (tuple,) * 3
    with pytest.raises(AttributeError):
        update.after = 0.0


def test_names_that_are_no_identifiers_get_parentheses_where_they_need_them():
    for op, i, args, result, text in [
        (ops.pow_, 0, ("x-2", 3.0), "z", "3*(x-2)**2"),
        (ops.pow_, 0, ("layer.0_w", 3.0), "z", "3*layer.0_w**2"),
        (ops.div, 1, ("a 2", "b"), "z", "-(a 2)/b**2"),
        (ops.sigmoid, 0, ("s",), "o#2", "o#2*(1 - o#2)"),
    ]:
        assert slope_text(op, i, args, result) == text


def test_a_labelled_root_prints_what_it_is_made_of():
    h = Value(2.0, "x") * 3
    h.label = "h"
    assert (formula(h), formula(h + 1)) == ("x*3", "h + 1")


def test_messages_cut_formulas_at_six_operations():
    y = Value(-1.0, "x")
    for _ in range(9):
        y = y.sin()
    with pytest.raises(
        errors.DomainError, match=r"in log\(sin\(sin\(sin\(sin\(sin\(sin\(\.\.\.\)\)\)\)\)\)\); "
    ):
        y.log()


def test_numbers_of_numpy_are_written_as_numbers():
    assert (number(np.float64(0.5)), number(np.int64(2)), number(True)) == ("0.5", "2", "1")


def test_gradcheck_skips_ties_and_jumps_and_nothing_else():
    for op, point in [
        (ops.maximum, (3.0, 3.0)),
        (ops.minimum, (-2.0, -2.0)),
        (ops.floor, (4.0,)),
        (ops.round_, (2.5,)),
        (ops.pow_, (-3.0, 2.0)),
    ]:
        report = gradcheck(op, *point)
        assert (op.name in report.skipped[0], report.worst < 1e-8) == (True, True), op
    for op, point in [
        (ops.maximum, (1.0, 2.0)),
        (ops.minimum, (1.0, 2.0)),
        (ops.floor, (0.3,)),
        (ops.round_, (0.3,)),
    ]:
        assert gradcheck(op, *point).skipped == (), op


def test_the_worst_difference_is_relative():
    assert gradcheck(ops.exp, 600.0).worst < 1e-8


def test_estimates_have_ten_digits():
    for f, slope in [
        (math.sin, math.cos),
        (math.exp, math.exp),
        (math.atan, lambda x: 1 / (1 + x * x)),
        (lambda x: x**7, lambda x: 7 * x**6),
    ]:
        for x in (-2.2, 0.3, 0.7, 1.3, 5.0):
            found, error = min(estimate_slopes(f, x), key=lambda estimate: estimate[1])
            assert abs(found - slope(x)) <= 1e-10 * abs(slope(x)), (f, x)
            assert error <= 1e-8 * abs(slope(x))
