"""Lessons on graphs and their gradients: each number is the published one, or a closed form's."""

import pytest

from autograd import trace
from demos.lessons import chain, nudge
from demos.parts import Say, Table


def gradients(root):
    steps = trace(root)
    return {line.name: steps.gradients[line.index] for line in steps.tape}


def values(root):
    return {line.name: line.node.data for line in trace(root).tape}


def said(lesson, key):
    """The numbers of the paragraph of that key."""
    return next(p.numbers for p in lesson.parts() if isinstance(p, Say) and p.key == key)


def tables(lesson):
    return [part.rows for part in lesson.parts() if isinstance(part, Table)]


# --- nudge -----------------------------------------------------------------------------------


def test_nudging_gives_the_number_of_the_lecture():
    assert nudge.f(3.0) == 20.0
    assert nudge.slope(0.001) == 14.00300000000243


def test_the_slope_found_by_nudging_is_off_by_three_times_the_nudge():
    for h, found, off in tables(nudge)[0][:-1]:
        assert float(found) == pytest.approx(14 + 3 * h, rel=1e-11)  # the rest is rounding over h
        assert off == pytest.approx(3 * h, abs=1e-10)


def test_too_small_a_nudge_is_ruined_by_rounding():
    h, found, off = tables(nudge)[0][-1]
    assert (h, found) == (1e-15, "10.658141036401503")
    assert off == 10.658141036401503 - 14


def test_the_walk_finds_the_slope_exactly():
    assert nudge.build().data == nudge.f(3.0) == 20.0
    assert gradients(nudge.build())["x"] == nudge.exact() == 14.0
    to_x = [step.contribution for step in nudge.drawn().backward if step.arg_name == "x"]
    assert to_x == [-4.0, 18.0]


# --- chain -----------------------------------------------------------------------------------


def test_chain_gives_the_numbers_of_cs231n():
    f = chain.build()
    assert values(f) == {"x": -2, "y": 5, "z": -4, "q": 3, "f": -12}
    assert gradients(f) == {"x": -4, "y": -4, "z": 3, "q": -4, "f": 1}


def test_products_along_paths_by_hand_are_the_gradients_of_the_walk():
    found = gradients(chain.build())
    assert {row[0]: row[-1] for row in chain.by_hand()} == {name: found[name] for name in "xyz"}
    assert [row[2] for row in chain.by_hand()] == ["-4 * 1", "-4 * 1", "3"]
    assert said(chain, "stages") == {"x": -2, "y": 5, "z": -4, "q": 3, "f": -12}
