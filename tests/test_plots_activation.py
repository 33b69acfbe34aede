"""Activations and their slopes, read back from the figure."""

import math

import mpmath
import pytest
from figures import EXACT, drawn, largest_error, points_of, said, shaded

from autograd import Value, ops
from viz import plots
from viz.plots.primitive import curve_of


@pytest.mark.parametrize("name", EXACT)
def test_an_activation_and_its_slope_are_the_exact_ones(name):
    value, slope = plots.activation(name).axes
    exact, exact_slope = EXACT[name]
    assert len(drawn(value)) > 500
    # 16 digits, but for gelu and silu near their zeros, where x*cdf and cdf + x*pdf cancel.
    assert largest_error(drawn(value), exact) < 1e-12
    assert largest_error(drawn(slope), exact_slope) < 1e-12


def test_a_slope_off_by_a_thousandth_is_noticed(monkeypatch):
    rule = ops.sigmoid.partials[0]
    monkeypatch.setitem(ops.sigmoid.__dict__, "partials", (lambda x, z: 1.001 * rule(x, z),))
    _, slope = plots.activation("sigmoid").axes
    assert largest_error(drawn(slope), EXACT["sigmoid"][1]) == pytest.approx(1e-3)


def test_an_activation_takes_its_second_operand():
    figure = plots.activation(("leaky_relu", 0.25))
    _, slope = figure.axes
    assert {y for _, y in drawn(slope)} == {0.25, 1.0}
    assert figure.get_suptitle() == "leaky_relu(slope=0.25)"
    assert slope.get_title("left") == "slope = 1 if x > 0 else 0.25"


def test_a_kink_is_a_gap_with_a_full_and_an_open_point():
    value, slope = plots.activation("relu").axes
    assert points_of(value) == []
    assert points_of(slope) == [(0.0, 0.0, False), (0.0, 1.0, True)]
    x, y = slope.lines[0].get_data()
    (gap,) = [i for i, z in enumerate(y) if math.isnan(z)]
    assert x[gap] == 0.0
    assert abs(x[gap - 1]) < 1e-300 > abs(x[gap + 1])
    assert (y[gap - 1], y[gap + 1]) == (0.0, 1.0)


def test_a_jump_of_the_value_is_no_slanted_line():
    value, slope = plots.activation("step").axes
    assert points_of(value) == [(0.0, 0.0, False), (0.0, 1.0, True)]
    assert points_of(slope) == []
    assert [x for x, y in zip(*value.lines[0].get_data(), strict=True) if math.isnan(y)] == [0.0]


def test_both_sides_of_a_jump_are_open_where_neither_holds():
    value, _ = plots.activation("sign").axes
    assert points_of(value) == [(0.0, -1.0, True), (0.0, 0.0, False), (0.0, 1.0, True)]


def test_a_kink_of_the_table_at_which_nothing_jumps_is_none():
    assert points_of(plots.activation("elu").axes[1]) == []
    jumps = points_of(plots.activation(("elu", 1.5)).axes[1])
    assert jumps == [(0.0, 1.0, True), (0.0, 1.5, False)]


def test_rounding_jumps_at_halves_and_a_jump_at_the_rim_is_not_drawn():
    curve = curve_of("round", -2.5, 2.5)
    assert curve.jumps(curve.value) == [-1.5, -0.5, 0.5, 1.5]


def test_saturated_is_where_less_than_a_hundredth_passes():
    edge = float(mpmath.findroot(lambda x: EXACT["sigmoid"][1](x) - 0.01, 4.6))
    for axes in plots.activation("sigmoid").axes:
        (left, right) = shaded(axes)
        assert left == pytest.approx((-6.0, -edge), rel=1e-12)
        assert right == pytest.approx((edge, 6.0), rel=1e-12)
        assert [text.get_text() for text in axes.texts] == ["saturated", "saturated"]


def test_relu_and_step_are_off_and_not_saturated():
    value, _ = plots.activation("relu", span=(-2, 2)).axes
    assert shaded(value) == [(-2.0, 0.0)]
    assert [text.get_text() for text in value.texts] == ["off: nothing passes"]
    assert shaded(plots.activation("step").axes[1]) == [(-6.0, 6.0)]


def test_the_lowest_point_of_silu_is_flat_but_not_saturated():
    assert shaded(plots.activation("silu").axes[1]) == []


def test_operands_are_marked_on_both_curves_and_widen_the_picture():
    neuron = Value(7.0) * 1.0
    figure = plots.activation("tanh", at=[neuron, -1.0])
    value, slope = figure.axes
    assert [xy[:2] for xy in points_of(value)] == [(-1.0, math.tanh(-1.0)), (7.0, math.tanh(7.0))]
    sech = 1 / math.cosh(7.0) ** 2
    assert points_of(slope)[1][:2] == pytest.approx((7.0, sech), rel=1e-12)
    assert value.get_xlim()[0] < -6.0 < 7.0 < value.get_xlim()[1]
    assert "operand" in said(figure)


def test_several_activations_differ_in_colour_and_dashes_and_have_bars():
    figure = plots.activation("tanh", "relu", "gelu")
    value, slope = figure.axes
    assert len({line.get_color() for line in value.lines}) == 3
    assert len({line.get_linestyle() for line in value.lines}) == 3
    assert shaded(value) == []
    assert said(figure)[:4] == ["tanh", "relu", "gelu", "saturated or off"]
    assert slope.get_ylim()[0] < min(y for _, y in drawn(slope)) - 0.1


def test_a_function_outside_its_domain_has_a_gap():
    value, _ = plots.activation("log", span=(-1, 1)).axes
    assert min(x for x, _ in drawn(value)) > 0.0
