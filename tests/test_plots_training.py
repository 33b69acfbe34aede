"""Loss curves and gradients by layer."""

import math
import random

import numpy as np
from figures import (
    said,
)

from autograd import Value, tape
from autograd.nn import MLP
from viz import plots
from viz.plots.canvas import series_look
from viz.style import THEMES

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
