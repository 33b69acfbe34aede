"""Decision boundaries and loss surfaces."""

import math
import random

import numpy as np
import pytest
from figures import POINTS, SIDES, bowl, diagonal, entry, said
from matplotlib.colors import to_hex

from autograd import Value, exp
from autograd.modes import is_recording
from autograd.nn import MLP, SGD
from viz import plots
from viz.style import THEMES

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
