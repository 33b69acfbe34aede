"""Where arrows are many or long, they are drawn otherwise, and in time."""

import re
from dataclasses import replace
from random import Random

import pytest
from graphs import chain

from autograd import Value, sum
from autograd.nn import MLP, squared_error
from viz import draw_dot
from viz.rendering import lay_out
from viz.view import crowding, is_quick, reach

# --- many arrows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("boxes", "arrows", "crowded"),
    [(9, 60, "normal"), (9, 61, "dense"), (31, 62, "normal"), (31, 63, "dense")],
)
def test_a_picture_is_dense_with_more_than_sixty_arrows_and_two_a_box(boxes, arrows, crowded):
    x = Value(0.5, label="x")
    shown = draw_dot(x * x).shown
    names = [f"b{i}" for i in range(boxes)]
    view = replace(
        shown,
        boxes=tuple(replace(shown.boxes[0], id=name) for name in names),
        arrows=(replace(shown.arrows[0], tail="b0", head="b1"),) * arrows,
    )
    assert crowding(view) == crowded
    assert is_quick(view)


def test_where_arrows_are_many_they_are_thin_and_have_no_text():
    root = sum(MLP(1, [7, 7, 7], activation="tanh", rng=Random(2))([0.5]))
    root.backward()
    picture = draw_dot(root, detail="neuron")
    assert crowding(picture.shown) == "dense"
    lines = {m[1]: m[0] for m in re.finditer(r'.* -> .* id="(.*?)" .*', picture.source)}
    assert len(lines) == len(picture.shown.arrows) > 98
    assert max(arrow.share for arrow in picture.shown.arrows) == 1.0
    for arrow in picture.shown.arrows:
        line = lines[arrow.id]
        assert "label=" not in line
        assert f"penwidth={0.2 + 1.6 * arrow.share:.2g} " in line
        assert f"weight={round(20 * arrow.share)}" in line


# --- long arrows -----------------------------------------------------------------------------


def recurrence(steps):
    """One weight and one bias, used at every step: the longest arrows a graph can have."""
    w, b, state = Value(0.9, "w"), Value(0.1, "b"), Value(1.0, "x")
    for _ in range(steps):
        state = state * w + b
    state.backward()
    return state


def test_the_reach_of_a_picture_counts_the_ranks_its_arrows_pass():
    assert reach(draw_dot(chain(20)).shown) == 0
    # w reaches the products at ranks 1, 3, 5, ...; b, beside the first sum, the sums at 2, 4, ...
    for steps in (1, 2, 5):
        expected = 2 * sum(range(0, 2 * steps, 2))
        assert reach(draw_dot(recurrence(steps)).shown) == expected


def test_where_arrows_are_long_their_text_stands_near_their_heads():
    picture = draw_dot(recurrence(30))
    assert crowding(picture.shown) == "long"
    assert "label=" not in "".join(line for line in picture.source.splitlines() if "->" in line)
    layout = lay_out(picture.source, backend="wasm")
    arrows = {arrow.id: arrow for arrow in picture.shown.arrows}
    for element in layout.elements:
        if element.kind == "edge":
            assert tuple(line.text for line in element.lines) == arrows[element.id].rows
            tip = [float(x) for x in re.findall(r"-?[\d.]+", element.heads[0].path)]
            x, y = max(zip(tip[::2], tip[1::2], strict=True))
            assert abs(element.lines[0].x - x) < 90
            assert abs(element.lines[0].y - y) < 60


def test_a_recurrence_that_would_take_minutes_shows_what_is_nearest():
    assert len(draw_dot(recurrence(30)).shown.boxes) == 63
    shown = draw_dot(recurrence(190)).shown
    assert shown.caption.startswith("100 of 383 nodes, those nearest to v380")
    assert is_quick(shown)
    assert crowding(draw_dot(recurrence(8)).shown) == "normal"


def test_a_legend_makes_no_room_for_labels_where_there_are_none():
    model = MLP(2, [8, 8, 1], activation="tanh", rng=Random(0))
    loss = squared_error([model([0.1 * k, 0.3]) for k in range(20)], [0.5] * 20)
    loss.backward()
    heights = [
        lay_out(draw_dot(loss, detail="neuron", legend=legend).source, backend="wasm").height
        for legend in (False, True)
    ]
    assert crowding(draw_dot(loss, detail="neuron").shown) == "dense"
    assert heights[1] < 1.3 * heights[0]
