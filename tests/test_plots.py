"""Curves and surfaces: what is drawn is read back from the figure and held to closed forms."""

import io
import math
import os
import random
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import mpmath
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from autograd import Value, exp, ops, tape
from autograd.errors import (
    ChoiceError,
    DomainError,
    FileInTheWayError,
    InputTypeError,
    LengthError,
    MissingExtraError,
)
from autograd.modes import is_recording
from autograd.nn import MLP, SGD, Update
from viz import plots
from viz.plots import canvas
from viz.plots.canvas import Plot, fonts, series_look
from viz.plots.primitive import curve_of
from viz.plots.saving import written
from viz.style import THEMES

ROOT = Path(__file__).parent.parent
HAS_HANGUL = any(font.name in canvas.HANGUL for font in canvas.fontManager.ttflist)
# As without a browser: skipped where there is no such font, but not in CI, which installs one.
needs_hangul = pytest.mark.skipif(
    not HAS_HANGUL and os.environ.get("CI") != "true", reason="no font with Hangul"
)
LANGUAGES = ["en", pytest.param("ko", marks=needs_hangul)]

# Values and slopes as textbooks have them, computed by mpmath alone.
EXACT = {
    "sigmoid": (lambda x: 1 / (1 + mpmath.exp(-x)), lambda x: mpmath.sech(x / 2) ** 2 / 4),
    "tanh": (mpmath.tanh, lambda x: mpmath.sech(x) ** 2),
    "relu": (lambda x: max(x, 0), lambda x: 1 if x > 0 else 0),
    "softplus": (lambda x: mpmath.log(1 + mpmath.exp(x)), lambda x: 1 / (1 + mpmath.exp(-x))),
    "silu": (
        lambda x: x / (1 + mpmath.exp(-x)),
        lambda x: (1 + mpmath.exp(-x) + x * mpmath.exp(-x)) / (1 + mpmath.exp(-x)) ** 2,
    ),
    "gelu": (lambda x: x * mpmath.ncdf(x), lambda x: mpmath.ncdf(x) + x * mpmath.npdf(x)),
    "elu": (
        lambda x: x if x > 0 else mpmath.exp(x) - 1,
        lambda x: 1 if x > 0 else mpmath.exp(x),
    ),
}


def drawn(axes):
    """The points of the curve, without gaps."""
    x, y = axes.lines[0].get_data()
    return [(a, b) for a, b in zip(x, y, strict=True) if not math.isnan(b)]


def largest_error(points, exact):
    """The largest distance from the exact curve, over its size."""
    with mpmath.workdps(30):
        pairs = [(y, exact(mpmath.mpf(x))) for x, y in points]
    return float(max(abs(y - right) / max(abs(right), 1e-300) for y, right in pairs))


def points_of(axes):
    """Open and full points as (x, y, is it open), for axes on a light ground."""
    found = []
    for group in axes.collections:
        face = to_hex(group.get_facecolors()[0]) if len(group.get_facecolors()) else ""
        found += [(*map(float, xy), face == "#ffffff") for xy in group.get_offsets()]
    return sorted(found)


def shaded(axes):
    """From where to where the axes are shaded."""
    boxes = [p.get_path().transformed(p.get_patch_transform()) for p in axes.patches]
    return [(box.get_extents().x0, box.get_extents().x1) for box in boxes]


def said(figure):
    """The entries of the legend."""
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def entry(figure, start):
    return next(text for text in said(figure) if text.startswith(start))


def bowl(curvature=1.0):
    """A loss with its lowest point at (1, -2), and its parameters."""
    a, b = Value(0.5, label="w"), Value(0.25, label="b")
    return lambda: curvature * (a - 1) ** 2 + (b + 2) ** 2 + 0.5, a, b


POINTS = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (2.0, 0.5)]
SIDES = [-1, 1, -1, 1, -1]


def diagonal(x):
    return x[0] - 0.5 * x[1] - 0.3


EVERY = {
    "activation": lambda **k: plots.activation("relu", at=[1.0], **k),
    "activations": lambda **k: plots.activation("tanh", "relu", **k),
    "loss": lambda **k: plots.loss_curve({"a": [3.0, math.nan, 1.0], "b": [2.0, 1.0, 2.0]}, **k),
    "boundary": lambda **k: plots.decision_boundary(diagonal, POINTS, SIDES, resolution=8, **k),
    "surface": lambda **k: plots.loss_surface(*bowl(), path=[(0, 0), (1, 1)], resolution=8, **k),
    "gradients": lambda **k: plots.gradient_histogram(MLP(1, [2, 1]), **k),
}


# --- activations -----------------------------------------------------------------------------


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


# --- losses ----------------------------------------------------------------------------------


def test_a_loss_curve_shows_the_numbers_and_the_lowest():
    figure = plots.loss_curve([Value(3.0), 1.5, np.float32(2.0)], first=0)
    (axes,) = figure.axes
    line, star = axes.lines
    assert [list(x) for x in line.get_data()] == [[0, 1, 2], [3.0, 1.5, 2.0]]
    assert [list(x) for x in star.get_data()] == [[1], [1.5]]
    assert said(figure) == ["lowest 1.5 (step 1)"]
    assert len(plots.loss_curve([1.0], best=False).axes[0].lines) == 1


def test_a_loss_that_is_not_finite_breaks_the_line_and_stands_where_it_happened():
    history = [2.0, 1.0, math.inf, math.nan, 0.5, -math.inf, math.nan]
    figure = plots.loss_curve({"training": history}, unit="epoch")
    (axes,) = figure.axes
    line, _, *marks = axes.lines
    assert np.isnan(line.get_ydata()).tolist() == [not math.isfinite(y) for y in history]
    assert [(list(m.get_xdata()), m.get_ydata()[0], m.get_marker()) for m in marks] == [
        ([3], 1.0, "^"),
        ([6], 0.0, "v"),
        ([4, 7], 1.0, "x"),
    ]
    assert said(figure) == [
        "training: lowest 0.5 (epoch 5)",
        "training: ∞ (1, first at epoch 3)",
        "training: −∞ (1, first at epoch 6)",
        "training: NaN (2, first at epoch 4)",
    ]


def test_a_number_between_gaps_has_a_point_of_its_own_even_in_a_long_history():
    history = [1.0] * 50 + [math.nan, 0.9, math.nan] + [1.0] * 50
    assert plots.loss_curve(history).axes[0].lines[0].get_markevery() == [51]


def test_a_history_of_nothing_finite_is_still_drawn():
    figure = plots.loss_curve([math.nan, math.nan], log=True)
    figure.draw_without_rendering()
    assert said(figure) == ["NaN (2, first at step 1)"]


def test_series_differ_in_colour_and_dashes():
    looks = [tuple(series_look(THEMES["light"], i).values()) for i in range(20)]
    assert len(set(looks)) == 20
    assert len({dashes for _, dashes in looks[:4]}) == 4


def test_a_logarithmic_scale_has_readable_numbers_over_any_range():
    for history in ([1.0, 0.9], [3.0, 0.02], [1e-9, 1e9]):
        (axes,) = plots.loss_curve(history, log=True).axes
        axes.figure.draw_without_rendering()
        low, high = axes.get_ylim()
        shown = [t.get_text() for t in axes.get_yticklabels() if low <= t.get_position()[1] <= high]
        assert len([text for text in shown if text]) >= 3
        assert not [text for text in shown if "$" in text]


# --- boundaries ------------------------------------------------------------------------------


def boundary_line(axes, colour="#1a1a1a"):
    """The points of the thick line."""
    (thick,) = [
        c for c in axes.collections if len(c.get_edgecolor()) and max(c.get_linewidth()) == 2.2
    ]
    assert to_hex(thick.get_edgecolor()[0]) == colour
    return np.concatenate([path.vertices for path in thick.get_paths()])


def test_the_boundary_is_where_the_score_is_the_threshold():
    for threshold in (0.0, 0.7):
        figure = plots.decision_boundary(diagonal, POINTS, SIDES, threshold=threshold)
        line = boundary_line(figure.axes[0])
        assert len(line) > 10
        # the score is linear, and so is the line between places of the grid
        assert np.allclose([diagonal(xy) for xy in line], threshold, atol=1e-12)
        assert f"score {threshold:g}" in said(figure)


def test_points_differ_in_shape_and_those_on_the_wrong_side_are_ringed():
    figure = plots.decision_boundary(diagonal, POINTS, SIDES, resolution=5)
    groups = {g.get_label(): g for g in figure.axes[0].collections}
    lower, higher = groups["class −1: 3"], groups["class 1: 2"]
    assert len(lower.get_paths()[0].vertices) != len(higher.get_paths()[0].vertices)
    assert to_hex(lower.get_facecolor()[0]) == THEMES["light"].negative.lower()
    assert to_hex(higher.get_facecolor()[0]) == THEMES["light"].positive.lower()
    ring = groups["wrong side: 1"]
    assert ring.get_offsets().tolist() == [[2.0, 0.5]]
    assert len(ring.get_facecolor()) == 0
    assert entry(figure, "wrong") == "wrong side: 1"


def test_a_single_class_is_the_higher_one_if_it_is_positive():
    for label, wrong in ((1, 0), (0, 1), (-1, 1)):
        figure = plots.decision_boundary(lambda x: x[0], [(1.0, 1.0)], [label], resolution=5)
        assert any("wrong" in text for text in said(figure)) is bool(wrong)


def test_a_point_whose_score_is_nan_is_on_the_wrong_side_whatever_its_class():
    for label in SIDES[:2]:
        figure = plots.decision_boundary(
            lambda x: math.nan if x == [0.5, 0.5] else diagonal(x),
            [(0.5, 0.5), (0.0, 0.0), (1.0, 0.0)],
            [label, -1, 1],
            resolution=4,
        )
        assert "wrong side: 1" in said(figure)


def test_a_model_is_evaluated_without_recording_and_keeps_its_gradients():
    model = MLP(2, [3, 1], rng=random.Random(0))
    (model([1.0, 2.0]) ** 2).backward()
    before = [(p.data, p.grad) for p in model.parameters()]
    seen = []

    def watched(x):
        seen.append((is_recording(), model(x).args))
        return model(x)

    plots.decision_boundary(watched, POINTS, SIDES, resolution=4)
    assert set(seen) == {(False, ())}
    assert len(seen) == 4 * 4 + len(POINTS)
    assert [(p.data, p.grad) for p in model.parameters()] == before
    assert is_recording()


def test_the_colours_are_symmetric_about_the_threshold():
    figure = plots.decision_boundary(lambda x: x[0] ** 2 + 1, POINTS, SIDES, threshold=2.0)
    low, high = figure.axes[0].collections[0].get_clim()
    assert low + high == pytest.approx(4.0)


# --- surfaces --------------------------------------------------------------------------------


def test_a_surface_has_contours_where_the_loss_says():
    loss, a, b = bowl(3.0)
    figure = plots.loss_surface(loss, a, b, span=((-1, 3), (-4, 0)), resolution=81)
    axes = figure.axes[0]
    lines = axes.collections[1]
    checked = 0
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        for x, y in path.vertices:
            exact = 3.0 * (x - 1) ** 2 + (y + 2) ** 2 + 0.5
            assert exact == pytest.approx(level, rel=0.02)  # a parabola between two places
            checked += 1
    assert checked > 500
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("w", "b")


def test_a_surface_is_not_transposed():
    a, b = Value(0.0), Value(0.0)
    figure = plots.loss_surface(lambda: a + 10 * b, a, b, span=((0, 1), (0, 2)), resolution=5)
    lines = figure.axes[0].collections[1]
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        assert [x + 10 * y for x, y in path.vertices] == pytest.approx([level] * len(path.vertices))


def test_levels_are_logarithmic_if_the_loss_spans_decades():
    loss, a, b = bowl()
    for span, log, is_log in [
        (((0, 2), (-3, -1)), None, False),
        (((-20, 20), (-20, 20)), None, True),
        (((-20, 20), (-20, 20)), False, False),
        (((0, 2), (-3, -1)), True, True),
    ]:
        figure = plots.loss_surface(loss, a, b, span=span, log=log, resolution=21)
        levels = np.array(figure.axes[0].collections[0].levels)
        steps = np.diff(np.log(levels) if is_log else levels)
        assert np.allclose(steps, steps[0])


@pytest.mark.parametrize("failure", [ZeroDivisionError, KeyboardInterrupt])
def test_parameters_get_their_numbers_back_whatever_happens(failure):
    a, b = Value(0.1), Value(0.2)
    a.grad = 7.0
    calls = []

    def loss():
        calls.append((a.data, b.data))
        if len(calls) > 5:
            raise failure
        return a * b

    with pytest.raises(failure):
        plots.loss_surface(loss, a, b, resolution=4)
    assert len(set(calls)) == 6
    assert (a.data, b.data, a.grad, b.grad) == (0.1, 0.2, 7.0, None)
    assert is_recording()


def test_a_graph_that_was_recorded_before_can_still_be_differentiated_twice():
    loss, a, b = bowl()
    root = loss()
    plots.loss_surface(loss, a, b, resolution=3)
    root.backward(create_graph=True)
    assert a.grad.data == 2 * (0.5 - 1)


def test_where_there_is_no_loss_the_picture_is_hatched_and_says_so():
    a, b = Value(1.0), Value(1.0)
    figure = plots.loss_surface(
        lambda: a.log() + exp(1000 * b), a, b, span=((-1, 2), (-1, 1)), resolution=4
    )
    assert said(figure)[-1] == "no number at 10 of 16 places"
    assert figure.axes[0].patch.get_hatch()


def path_drawn(figure):
    return [tuple(map(float, xy)) for xy in figure.axes[0].lines[0].get_xydata()]


def test_a_path_is_drawn_with_its_ends_and_numbers():
    path = [(k / 10, -k / 5) for k in range(11)]
    figure = plots.loss_surface(*bowl(), path=path, resolution=4)
    axes = figure.axes[0]
    assert path_drawn(figure) == path
    _, start, end = axes.lines
    assert (start.get_xydata()[0].tolist(), end.get_xydata()[0].tolist()) == ([0, 0], [1, -2])
    assert start.get_marker() != end.get_marker()
    assert [text.get_text() for text in axes.texts] == ["0", "2", "4", "6", "8", "10"]
    assert said(figure) == ["path, 10 steps", "start", "end"]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    assert left < 0 < 1 < right
    assert low < -2 < 0 < high


def test_the_updates_of_an_optimiser_are_a_path():
    loss, a, b = bowl()
    other = Value(1.0)
    optimiser = SGD([a, b, other], lr=0.1)
    plans, path = [], [(a.data, b.data)]
    for _ in range(4):
        optimiser.zero_grad()
        loss().backward()
        plans.append(optimiser.plan())
        optimiser.step()
        path.append((a.data, b.data))
    assert path_drawn(plots.loss_surface(loss, a, b, path=plans, resolution=3)) == path
    only_a = [plan[:1] for plan in plans]
    held = [(x, b.data) for x, _ in path]
    assert path_drawn(plots.loss_surface(loss, a, b, path=only_a, resolution=3)) == held


def test_positions_outside_of_the_picture_are_counted():
    figure = plots.loss_surface(
        *bowl(), path=[(0, 0), (0.5, 0.5), (9, 9)], span=((-1, 1), (-1, 1)), resolution=4
    )
    assert said(figure)[0] == "path, 2 steps (outside: 1)"


# --- gradients -------------------------------------------------------------------------------


def with_gradients():
    model = MLP(1, [2, 1])
    gradients = [1e-3, -2e-3, 0.0, None, 0.5, math.nan, -math.inf]
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        parameter.grad = gradient
    return model


def test_gradients_are_counted_by_layer_size_and_sign():
    model = with_gradients()
    figure = plots.gradient_histogram(model)
    assert [axes.get_title("left") for axes in figure.axes] == [
        "layer1: 4 gradients, 1 zero, 1 not computed yet",
        "layer2: 3 gradients, 2 NaN or infinite",
    ]
    found = [
        (patch.get_x(), patch.get_x() + patch.get_width(), patch.get_y(), patch.get_hatch())
        for axes in figure.axes
        for patch in axes.patches
        if patch.get_height() > 0
    ]
    assert len(found) == 3
    for (left, right, bottom, hatch), g in zip(found, [1e-3, -2e-3, 0.5], strict=True):
        assert left - 1e-9 <= math.log10(abs(g)) < right
        assert (bottom, bool(hatch)) == (0.0, g < 0)
    assert [p.grad for p in model.parameters()][:5] == [1e-3, -2e-3, 0.0, None, 0.5]


def test_a_loss_has_the_gradients_of_its_model_and_of_all_its_nodes():
    model = MLP(2, [3, 1], rng=random.Random(4))
    loss = model([0.5, -1.0]) ** 2
    loss.backward()

    def titles(of, **options):
        axes = plots.gradient_histogram(of, **options).axes
        return [one.get_title("left") for one in axes]

    assert titles(loss) == titles(model) == titles(tape(loss))
    everything = titles(loss, nodes="all")
    counted = sum(int(title.split(": ")[1].split()[0]) for title in everything)
    assert counted == len(tape(loss))


def test_gradients_of_any_size_fit():
    model = MLP(1, [1])
    for parameter, gradient in zip(model.parameters(), (5e-324, 1.7e308), strict=True):
        parameter.grad = gradient
    figure = plots.gradient_histogram(model)
    figure.draw_without_rendering()
    assert sum(patch.get_height() for patch in figure.axes[0].patches) == 2


def test_a_model_without_gradients_says_so():
    figure = plots.gradient_histogram(MLP(1, [1]))
    assert figure.axes[0].get_title("left") == "layer1: 2 gradients, 2 not computed yet"


# --- what is refused -------------------------------------------------------------------------


def surface(loss=lambda: 1 / 0, a=None, b=None, **options):
    """A surface, of a loss that must not be called unless one is given."""
    given = [Value(x) if p is None else p for x, p in ((0.5, a), (0.25, b))]
    return plots.loss_surface(loss, *given, **{"resolution": 3, **options})


def boundary(points, labels, model=diagonal):
    return plots.decision_boundary(model, points, labels, resolution=3)


W = Value(0.5)
REFUSED = [
    (lambda: plots.activation("sigmiod"), ChoiceError, "did you mean 'sigmoid'"),
    (lambda: plots.activation(abs), ChoiceError, "unknown activation"),
    (lambda: plots.activation("mul"), InputTypeError, r'pass \("mul", 2.0\)'),
    (lambda: plots.activation(("tanh", 2.0)), InputTypeError, "pass 'tanh'"),
    (lambda: plots.activation("tanh", at=[math.nan]), DomainError, "finite number, got nan"),
    (lambda: plots.activation("tanh", span=(1, 1)), DomainError, "span must rise"),
    (lambda: plots.activation("tanh", span=(0, 1e9)), DomainError, "at most 1000 wide"),
    (lambda: plots.activation("tanh", span=3), InputTypeError, "span must be two numbers"),
    (lambda: plots.loss_curve([]), LengthError, "the history has none"),
    (lambda: plots.loss_curve({}), LengthError, "the history has none"),
    (lambda: plots.loss_curve({"a": [1], "b": []}), LengthError, "series 'b' has none"),
    (lambda: plots.loss_curve([1.0], unit="day"), ChoiceError, "unknown unit 'day'"),
    (lambda: plots.loss_curve(1.0), InputTypeError, "losses in order"),
    (lambda: plots.loss_curve(["1"]), InputTypeError, r"float\(text\)"),
    (lambda: plots.loss_curve({"a": [1, 0]}, log=True), DomainError, "got 0.0 at step 2 of 'a'; "),
    (lambda: boundary([(1, 2)], [1, 0]), LengthError, "1 points and 2 labels"),
    (lambda: boundary([], []), LengthError, "needs points, got none"),
    (lambda: boundary([(1, 2, 3)], [1]), LengthError, "point 1 must be two numbers, got 3"),
    (lambda: boundary([(1, 2)] * 3, [0, 1, 2]), DomainError, "two classes apart, got 3"),
    (lambda: boundary([(1, math.inf)], [1]), DomainError, "point 1 must be a finite number"),
    (lambda: boundary([(1, 2)], ["1"]), InputTypeError, r"float\(text\)"),
    (lambda: boundary([(1, 2)], [1], list), InputTypeError, "score of the model takes a real"),
    (lambda: surface(b=1.0), InputTypeError, "b must be a Value, got float"),
    (lambda: surface(a=W * 1), InputTypeError, "a must be a leaf.*result of mul"),
    (lambda: surface(a=W, b=W), InputTypeError, "the same twice"),
    (lambda: surface(lambda: 2.0), DomainError, "2.0 everywhere.*at each call"),
    (lambda: surface(lambda: math.nan), DomainError, "no value anywhere"),
    (lambda: surface(lambda: ops.log(-1)), DomainError, "no value anywhere.*log needs x > 0"),
    (lambda: surface(lambda: None), InputTypeError, "return statement forgotten"),
    (lambda: surface(lambda: -W, W, log=True), DomainError, "needs losses > 0, got -"),
    (lambda: surface(path=[]), LengthError, "the path is empty"),
    (lambda: surface(path=[(0, 0), (math.nan, 1)]), DomainError, "position 1 of the path"),
    (lambda: surface(path=[0.5, 0.5]), InputTypeError, "position 0 of the path must be two"),
    (lambda: surface(path=[[]]), LengthError, "position 0 of the path must be two numbers, got 0"),
    (lambda: surface(path=[[Update("c", 1, 1, 1, 2)]]), LengthError, "moves neither parameter"),
    (lambda: surface(span=((0, 0), (0, 1))), DomainError, "span must be two that rise"),
    (lambda: surface(resolution=1), DomainError, "from 2 to 1000, got 1"),
    (lambda: surface(resolution=2.5), InputTypeError, "whole number, got float"),
    (lambda: plots.gradient_histogram([1.0]), InputTypeError, "a model or a loss, got list"),
    (lambda: plots.gradient_histogram(W * 2), LengthError, "role='parameter'"),
    (lambda: plots.gradient_histogram(MLP(1, [1]), nodes="all"), InputTypeError, "the loss"),
    (lambda: plots.gradient_histogram(MLP(1, [1]), nodes="al"), ChoiceError, "'all'"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_what_cannot_be_drawn_is_refused_with_what_to_do(call, error, message):
    with pytest.raises(error, match=message):
        call()
    assert (W.data, W.grad) == (0.5, None)


# --- all of them -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "language"), [("light", "en"), pytest.param("dark", "ko", marks=needs_hangul)]
)
@pytest.mark.parametrize("name", EVERY)
def test_every_plot_is_drawn_in_its_theme_and_language(name, theme, language):
    before = mpl.rcParams.copy()  # dict() would load pyplot
    figure = EVERY[name](theme=theme, language=language)
    figure.draw_without_rendering()  # a character without a glyph would warn, which is an error
    assert isinstance(figure, Figure)
    assert mpl.rcParams.copy() == before
    assert "matplotlib.pyplot" not in sys.modules
    ground, text = THEMES[theme].ground.lower(), THEMES[theme].text.lower()
    assert to_hex(figure.get_facecolor()) == ground
    assert to_hex(figure._suptitle.get_color()) == text
    for axes in figure.axes[:1]:
        assert to_hex(axes.get_facecolor()) == ground
        assert to_hex(axes.xaxis.label.get_color()) == text
        labels = axes.get_xticklabels() + axes.get_yticklabels()
        assert {label.get_color().lower() for label in labels} == {THEMES[theme].muted.lower()}
        assert {tuple(label.get_fontfamily()) for label in labels} == {tuple(fonts(language))}
    words = figure.get_suptitle() + "".join(said(figure))
    is_korean = any("가" <= c <= "힣" for c in words)
    assert is_korean is (language == "ko")


@pytest.mark.parametrize("name", EVERY)
def test_an_unknown_theme_or_language_is_refused(name):
    with pytest.raises(ChoiceError, match="unknown theme 'drak'; did you mean 'dark'"):
        EVERY[name](theme="drak")
    with pytest.raises(ChoiceError, match="unknown language 'kr'"):
        EVERY[name](language="kr")


def test_settings_of_the_reader_change_nothing_and_stay():
    plain = written(EVERY["loss"](), "svg")
    with mpl.rc_context({"font.size": 30, "axes.linewidth": 5, "axes.unicode_minus": False}):
        mine = mpl.rcParams.copy()
        figure = EVERY["loss"]()
        assert written(figure, "svg") == plain
        assert mpl.rcParams.copy() == mine


def test_a_label_is_text_whatever_it_holds():
    name = "$\\frac{$ \n <b>"  # as mathematics it would not even parse
    figure = plots.loss_curve({name: [1.0]})
    assert "$\\frac{$ \\n <b>" in said(figure)[0]
    figure.draw_without_rendering()


def test_minus_signs_are_minus_signs():
    figure = plots.activation("tanh")
    figure.draw_without_rendering()
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert "−2" in labels
    assert "-2" not in labels


def test_without_a_font_for_it_korean_is_refused_and_not_drawn_as_boxes(monkeypatch):
    monkeypatch.setattr(canvas, "HANGUL", ("No Such Font",))
    with pytest.raises(MissingExtraError, match="apt-get install fonts-noto-cjk"):
        plots.activation("tanh", language="ko")
    assert fonts("en") == ["DejaVu Sans"]


# --- files and notebooks ---------------------------------------------------------------------


def small(language="en"):
    """A figure that is drawn fast, with clipping (whose ids are random if nobody sets them)."""
    figure = Plot("light", language, (2.0, 1.0))
    with figure.look():
        figure.head(figure.words("plots.loss_curve"))
        figure.subplots(subplot_kw={"xticks": [], "yticks": []}).plot([-1, 2], [3, 4], "-o")
    return figure


BEGINS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.mark.parametrize("format", BEGINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_the_same_bytes_each_time(format, language, tmp_path):
    files = [tmp_path / f"{k}.{format}" for k in range(2)]
    for file in files:
        figure = small(language)
        assert plots.save(figure, file) == file
    first, second = (file.read_bytes() for file in files)
    assert first == second
    assert first.startswith(BEGINS[format])
    assert b"Date" not in first


def test_an_svg_says_what_it_shows_and_holds_no_version():
    text = written(small(), "svg").decode()
    assert "<title>loss while training</title>" in text
    assert mpl.__version__ not in text.split("<g ")[0]


def test_a_file_is_not_overwritten_unless_asked(tmp_path):
    file = tmp_path / "a.svg"
    file.write_text("mine")
    figure = small()
    with pytest.raises(FileInTheWayError):
        plots.save(figure, file)
    assert file.read_text() == "mine"
    plots.save(figure, file, overwrite=True)
    assert file.read_bytes() == written(figure, "svg")


def test_any_figure_can_be_saved_and_nothing_else(tmp_path):
    figure = Figure()
    figure.subplots().plot([1, 2])
    first = plots.save(figure, tmp_path / "own.svg").read_bytes()
    assert first.startswith(b"<?xml")
    assert plots.save(figure, tmp_path / "own.svg").read_bytes() == first
    with pytest.raises(InputTypeError, match=r"takes a figure.*viz\.render"):
        plots.save(Value(1.0), tmp_path / "a.svg")
    with pytest.raises(ChoiceError, match=r"One of: \.svg, \.png, \.pdf"):
        plots.save(figure, tmp_path / "a.dot")
    assert [file.name for file in tmp_path.iterdir()] == ["own.svg"]


def test_a_notebook_shows_a_plot():
    figure = small()
    bundle = figure._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<?xml")
    assert figure._repr_mimebundle_(exclude=["image/svg+xml"]) == {}


def test_a_reader_can_change_and_save_the_figure_as_any_other():
    figure = small()
    figure.axes[0].set_title("mine")
    file = io.BytesIO()
    figure.savefig(file, format="png", bbox_inches="tight")
    assert file.getvalue().startswith(b"\x89PNG")


# --- the extra -------------------------------------------------------------------------------


def test_without_matplotlib_only_plots_are_missing_and_say_what_to_install():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import viz\n"
        "try:\n    from viz import plots\n"
        "except ImportError as error:\n    print(type(error).__name__, error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert result.stdout.startswith("MissingExtraError viz.plots needs matplotlib")
    assert "pip install matplotlib (it is the extra gradwalk[plots])" in result.stdout
