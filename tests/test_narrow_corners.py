"""More corners that the other tests leave free: small mistakes that only these notice.

As those of `test_corners.py`, each stands for a change of the code that nothing else noticed.
"""

import math
import warnings
from random import Random

import mpmath as mp
import numpy as np
import oracle
import pytest

from autograd import (
    GradientWarning,
    Value,
    detect_anomaly,
    errors,
    grad,
    gradients,
    jacobian,
    jvp,
    log_softmax,
    mean,
    modes,
    norm,
    ops,
    special,
    tape,
    topological_order,
    trace,
    value_and_grad,
)
from autograd.higher import recorded_slopes
from autograd.nn.optim import Update
from autograd.special import SQRT_HALF
from autograd.trace import ForwardStep

# --- recording -------------------------------------------------------------------------------


def test_fast_paths_are_taken_with_plain_numbers_too(monkeypatch):
    def refuse(*_):
        raise AssertionError("slow path")

    monkeypatch.setattr("autograd.engine.record", refuse)
    Value(700.0).exp()
    for x in (0.5, -3.0):
        v = Value(x)
        assert [(n.data, n.da, n.db, n.k) for n in (v + 3.0, v * 3.0)] == [
            (x + 3.0, 1.0, 0.0, 3.0),
            (x * 3.0, 3.0, 0.0, 3.0),
        ]


def test_results_that_are_finite_are_recorded_without_further_questions(monkeypatch):
    def refuse(*_):
        raise AssertionError("the careful way")

    monkeypatch.setattr("autograd.engine._record_with_care", refuse)
    x, y = Value(0.5), Value(3.0)
    assert [n.data for n in (x.sqrt(), x - y, 2.0 - x)] == [math.sqrt(0.5), -2.5, 1.5]
    assert ((x - y).k, (2.0 - x).k, (x - 2.0).k, x.sqrt().k) == (None, 2.0, 2.0, None)


def test_results_of_two_operands_are_floats_whatever_they_come_as():
    op = ops.Op(
        "whole_product",
        lambda x, y: int(x * y),
        (lambda x, y, z: y, lambda x, y, z: x),
        ("x", "y"),
        "A product that is given as a whole number.",
        ((1.0, 2.0),),
    )
    assert type(op(Value(2.0), Value(3.0)).data) is float


def test_slopes_by_two_operands_are_floats_whatever_the_rules_give():
    op = ops.Op(
        "sum_of_whole_slopes",
        lambda x, y: x + y,
        (lambda x, y, z: 1, lambda x, y, z: 1),
        ("x", "y"),
        "A sum whose slopes are given as whole numbers.",
        ((1.0, 2.0),),
    )
    node = op(Value(1.0), Value(2.0))
    assert [type(slope) for slope in (node.da, node.db)] == [float, float]


def test_a_plain_number_has_no_slope_whatever_it_is():
    for x in (3.0, math.inf):
        v = Value(x)
        assert ((v - 1.0).db, (v / 2.0).db, (1.0 - v).da, (2.0 / v).da) == (0.0, 0.0, 0.0, 0.0)


def test_what_neither_side_knows_is_left_to_python():
    for other in (object(), "text", b"text"):
        with pytest.raises(TypeError, match="unsupported operand") as caught:
            other - Value(1.0)
        assert type(caught.value) is TypeError


def test_an_exponential_just_beyond_the_floats_is_a_range_error():
    with pytest.raises(errors.RangeError):
        Value(709.9).exp()


def test_a_leaf_is_all_of_its_graph_however_often_one_asks():
    for _ in range(3):
        leaf = Value(1.0)
        assert topological_order(leaf) == [leaf]


def test_the_source_line_is_noted_only_where_anomalies_are_looked_for():
    x = Value(0.5)
    with modes.observed_by(None):
        assert x.sqrt()._notes is None
    with detect_anomaly():
        assert x.sqrt()._notes is not None


def test_nothing_is_noted_of_a_leaf_without_label_and_role():
    assert Value(1.0)._notes is None


# --- slopes ----------------------------------------------------------------------------------


def test_the_slope_of_a_power_does_not_go_by_a_result_that_is_too_small():
    x, y = 1e-160, 2.5
    assert x**y == 0.0
    assert ops.pow_.slope(0, x, y, z=0.0) == pytest.approx(2.5e-240, rel=1e-15, abs=0.0)


def test_the_slope_of_a_power_goes_by_its_result_where_a_factor_exceeds_the_floats():
    x, y = 5e-324, 1e-17
    exact = mp.mpf(y) * mp.power(x, mp.mpf(y) - 1)
    assert oracle.ulps(ops.pow_.slope(0, x, y, z=x**y), exact) <= 4.0


def test_the_slopes_of_a_power_of_zero_go_by_the_exponent_alone():
    for y, slope in [(1e300, 0.0), (2.0**60, 0.0), (1.0, 1.0), (0.5, math.inf), (1e-300, math.inf)]:
        assert ops.pow_.slope(0, 0.0, y, z=0.0) == slope, y


def test_a_fractional_power_of_any_negative_number_is_refused_as_that():
    for x in (-0.5, -1.0, -3.0):
        with pytest.raises(errors.DomainError, match="x >= 0 for a fractional power"):
            Value(x) ** 0.5


def test_slopes_of_a_length_at_infinity():
    inf, nan = math.inf, math.nan
    for x, y, slopes in [
        (inf, inf, [nan, nan]),
        (-inf, inf, [nan, nan]),
        (-inf, 2.0, [-1.0, 0.0]),
        (inf, -2.0, [1.0, 0.0]),
        (2.0, -inf, [0.0, -1.0]),
        (-2.0, inf, [0.0, 1.0]),
    ]:
        found = [ops.hypot.slope(i, x, y, z=inf) for i in range(2)]
        assert found == pytest.approx(slopes, nan_ok=True, abs=0.0)


def test_slopes_of_a_share_far_out_are_zero():
    assert [ops.direction.slope(i, 1.5e308, 1.5e308, z=SQRT_HALF) for i in range(2)] == [0.0, 0.0]


def test_flat_primitives_jump_at_whole_and_half_numbers():
    for op in (op for op in ops.TABLE.values() if op.flat):
        assert [op.at_kink(x) for x in (-1.0, -0.5, 0.0, 0.5, 2.0)] == [True] * 5
        assert [op.at_kink(x) for x in (-0.75, 0.25, 0.3, 1.0 / 3.0)] == [False] * 4


def test_slopes_of_an_angle_far_out_are_zero():
    for y, x in [(1.7e308, 1.7e308), (-1.7e308, 1.7e308)]:
        z = math.atan2(y, x)
        assert [ops.atan2.slope(i, y, x, z=z) for i in range(2)] == [0.0, 0.0]


def test_activations_with_a_second_operand_have_their_kink_at_zero():
    for op in (ops.leaky_relu, ops.elu):
        assert [op.at_kink(x, k) for x in (-1.0, 0.0, 0.5, 1.0) for k in (0.0, 0.5)] == [
            *(False, False, True, True),
            *(False, False, False, False),
        ]


def test_the_slopes_of_the_first_and_the_zeroth_power_need_no_division():
    for y in (0.0, 1.0):
        assert ops.pow_.partials[0](0.0, y, 0.0**y) == y


# --- functions of sequences ------------------------------------------------------------------


def test_a_norm_of_one_and_of_three():
    assert (float(norm([-3.0])), float(norm([2.0, 3.0, 6.0]))) == (3.0, 7.0)


def test_the_likeliest_of_three_keeps_its_digits():
    found = log_softmax([0.0, -40.0, -41.0])[0]
    assert oracle.ulps(float(found), -mp.log1p(mp.exp(-40) + mp.exp(-41))) <= 4.0


def test_text_is_no_sequence_of_numbers():
    for text in ("12", b"12"):
        with pytest.raises(
            errors.InputTypeError, match=f"takes a sequence, got {type(text).__name__}"
        ):
            mean(text)


# --- tapes and traces ------------------------------------------------------------------------


def test_numbers_beyond_either_end_of_a_tape_are_refused():
    lines = tape(Value(2.0) * 3.0)
    for number in (-1, -2, 2, 3):
        for use in (lines.forward, lines.record):
            with pytest.raises(IndexError, match=r"(of|on) this tape"):
                use({number: 1.0})
    with pytest.raises(IndexError, match="is no leaf of this tape"):
        tape(Value(2.0)).record({-1: 1.0})


def test_a_step_says_what_was_computed_of_what():
    x = Value(3.0, "x")
    steps = trace(2.0 * x)
    assert steps.steps[0] == ForwardStep(1, "v1", "mul", "2*x", (2.0, 3.0), 6.0)
    assert [type(step) for step in steps.forward] == [ForwardStep]
    assert [(step.position, step.arg_name, step.local) for step in steps.backward] == [
        (1, "x", 2.0)
    ]


def test_updates_are_what_an_optimiser_plans():
    x = Value(3.0, "x")
    elsewhere = Update("w", before=1.0, gradient=0.0, step=0.0, after=1.0, parameter=Value(1.0))
    nobody = Update("b", before=1.0, gradient=0.0, step=0.0, after=1.0)
    assert [(u.index, u.name) for u in trace(x * x, [elsewhere, nobody]).updates] == [
        (None, "w"),
        (None, "b"),
    ]
    with pytest.raises(errors.InputTypeError, match="what an optimiser plans, got str"):
        trace(x * x, ["x"])


# --- functions on floats ---------------------------------------------------------------------


def test_functions_on_floats_give_floats():
    for f in (special.floor, special.ceil, special.round_half_even, special.sign, special.step):
        for x in (-2.5, 0.0, 1.0, 7.5):
            assert type(f(x)) is float


def test_sigmoids_overflow_nowhere():
    assert (special.sigmoid(-1000.0), special.sigmoid(1000.0)) == (0.0, 1.0)


def test_cube_roots_are_within_a_unit():
    random = Random(2)
    for _ in range(2000):
        x = math.ldexp(random.uniform(1.0, 2.0), random.randrange(-1000, 1000))
        assert oracle.ulps(special.cbrt(x), mp.cbrt(x)) <= 0.8, x


def test_softplus_keeps_its_digits_around_zero():
    for i in range(-200, 200):
        x = 0.01 * i
        assert oracle.ulps(special.softplus(x), mp.log(1 + mp.exp(mp.mpf(x)))) <= 2.0, x


def test_shares_of_lengths_at_the_ends_of_the_floats():
    for x, y in [(1.5e308, 1.5e308), (1e308, -1.7e308), (-1.7e308, 3e307)]:
        assert oracle.ulps(special.direction(x, y), oracle.value("direction", (x, y))) <= 4.0
    for x, y in [(5e-324, 5e-324), (-3e-320, 4e-320), (1e-295, -2e-295)]:
        assert oracle.ulps(special.direction(x, y), oracle.value("direction", (x, y))) <= 4.0


def test_shares_of_lengths_in_between_are_rounded_once():
    for x, y, r in [(3.0, 4.0, 5.0), (5.0, 12.0, 13.0), (8.0, 15.0, 17.0), (20.0, 21.0, 29.0)]:
        for scale in (1e-3, 1.0, 3.0, 1e5):
            x_scaled, y_scaled = x * scale, y * scale
            exact = oracle.value("direction", (x_scaled, y_scaled))
            assert oracle.ulps(special.direction(x_scaled, y_scaled), exact) <= 1.0, (x, r)


def test_shares_of_lengths_of_very_different_sides():
    assert special.direction(-1e280, 1e-300) == -1.0
    assert special.direction(1e-300, -1e280) == 0.0


# --- higher derivatives ----------------------------------------------------------------------


def test_gradients_that_can_be_differentiated_are_values_even_where_they_are_constant():
    x = Value(3.0)
    y = x * 2.0
    y.backward(create_graph=True)
    assert [type(g) for g in (x.grad, y.grad)] == [Value, Value]
    rows = jacobian(lambda xs: [xs[0] + 1.0, Value(5.0)])([1.0, 2.0])
    assert {type(slope) for row in rows for slope in row} == {Value}


def test_a_jacobian_can_be_differentiated_again():
    def first_row(xs):
        return jacobian(lambda ys: [ys[0] ** 2 * ys[1]])(xs)[0]

    rows = jacobian(first_row)([2.0, 5.0])
    assert [[float(slope) for slope in row] for row in rows] == [[10.0, 4.0], [4.0, 0.0]]


def test_slopes_with_plain_numbers_are_those_of_their_place():
    x = Value(3.0)
    assert [float(slope) for slope in recorded_slopes(x**2.0)] == [6.0, 0.0]
    assert isinstance(recorded_slopes(x**2.0), tuple)
    first, second = recorded_slopes(0.0 ** Value(0.0))
    assert (first, math.isnan(second)) == (0.0, True)


def test_arguments_that_are_no_lists_and_no_places():
    assert float(grad(lambda x: x * x)(np.array(2.0))) == 4.0
    with pytest.raises(errors.InputTypeError, match="argnum"):
        value_and_grad(lambda x: x, True)


def test_an_infinite_gradient_is_told_although_a_later_leaf_is_finite():
    w, x = Value(1.0, "w"), Value(0.0, "x")
    with pytest.warns(GradientWarning, match="gradient of x became inf"):
        assert gradients(w + x.sqrt(), [w, x]) == [1.0, math.inf]


def test_forward_mode_passes_a_shared_part_once_for_each_output():
    def f(xs):
        product = xs[0] * xs[1]
        return [product, product * 2.0, product]

    assert [float(slope) for slope in jvp(f, [2.0, 5.0], [1.0, 0.0])[1]] == [5.0, 10.0, 5.0]


# --- what is not finite ----------------------------------------------------------------------


def test_a_warning_points_to_the_line_that_asked_for_the_gradient():
    y = Value(0.0, "x").sqrt()
    with pytest.warns(GradientWarning) as caught:
        y.backward()
    line = test_a_warning_points_to_the_line_that_asked_for_the_gradient.__code__.co_firstlineno
    assert (caught[0].filename, caught[0].lineno) == (__file__, line + 3)
    assert "recorded at" not in str(caught[0].message)
    assert str(caught[0].message).endswith("to stop there and see the source line")


def test_an_infinity_of_this_pass_is_told_once():
    x = Value(0.0, "x")
    x.grad = 1.0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        x.sqrt().backward()
    assert [warning.category for warning in caught] == [GradientWarning]


def test_the_first_operand_is_blamed_first_and_leaves_need_no_name():
    x, y = Value(0.0), Value(0.0)
    with pytest.warns(GradientWarning, match=r"the gradient of 0 became inf: sqrt\(0\)"):
        (x.sqrt() + y.sqrt()).backward()
    w = Value(1e-308)
    with pytest.warns(GradientWarning, match="the gradient of 1e-308 became inf: its parts add"):
        (w * 1.5e308 + w * 1.5e308).backward()
    one, other = Value(1e-200, "one"), Value(1e200, "other")
    product = one * other
    product.da = product.db = math.inf
    with pytest.warns(GradientWarning, match="the gradient of one became inf"):
        product.backward()


def test_a_change_of_data_is_noticed_even_if_it_is_to_nan():
    x = Value(0.5)
    y = x * x
    x.data = math.nan
    with pytest.raises(errors.ChangedDataError):
        y.backward(create_graph=True)


def test_what_a_hook_gives_becomes_a_float():
    x = Value(2.0)
    h = x * 3.0
    h.register_hook(lambda _node, _gradient: 7)
    h.backward()
    assert type(h.grad) is float
    assert (h.grad, x.grad) == (7.0, 21.0)
