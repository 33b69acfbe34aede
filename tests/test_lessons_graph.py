"""Lessons on graphs and their gradients: each number is the published one, or a closed form's."""

import math

import pytest

from autograd import trace
from demos.lessons import apples, chain, neuron, nudge, order, reuse, staged
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


# --- apples ----------------------------------------------------------------------------------


def test_apples_cost_what_the_book_says():
    total = apples.apples()
    assert total.data == pytest.approx(220, rel=1e-15)
    found = gradients(total)
    expected = {"apple_price": 2.2, "apple_count": 110, "tax": 200}
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-15)


def test_apples_and_oranges_cost_what_the_book_says():
    total = apples.fruit()
    assert total.data == pytest.approx(715, rel=1e-15)
    found = gradients(total)
    expected = {"apple_count": 110, "apple_price": 2.2, "orange_price": 3.3}
    expected |= {"orange_count": 165, "tax": 650}
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-15)


def test_one_won_more_for_an_apple_is_what_its_gradient_says():
    won = said(apples, "won")
    assert won == pytest.approx({"by": 2.2, "before": 220, "after": 222.2}, rel=1e-15)
    assert said(apples, "units") == pytest.approx(
        {"price": 2.2, "count": 110, "tax": 200, "point": 2}, rel=1e-15
    )
    learnt = said(apples, "learnt")
    assert learnt == pytest.approx({"price": 2.2, "before": 200, "after": 650}, rel=1e-15)


# --- neuron ----------------------------------------------------------------------------------

LECTURE = {"x1": -1.5, "x2": 0.5, "w1": 1.0, "w2": 0.0, "b": 0.5, "n": 0.5, "o": 1.0}


@pytest.mark.parametrize("build", [neuron.with_tanh, neuron.with_exp])
def test_both_neurons_give_the_numbers_of_the_lecture(build):
    found = values(build())
    assert found["n"] == 0.8813735870195432
    assert found["o"] == pytest.approx(0.7071067811865477, rel=1e-15)
    found = gradients(build())
    assert {name: found[name] for name in LECTURE} == pytest.approx(LECTURE, abs=1e-15)


def test_the_two_neurons_differ_by_rounding_only():
    assert [row[0] for row in neuron.compared()] == [*LECTURE]
    assert 0 <= said(neuron, "learnt")["apart"] < 1e-15
    told = said(neuron, "slope")
    assert told["slope"] == pytest.approx(1 - told["o"] ** 2, rel=1e-15)
    assert (told["x2"], told["w2"]) == (0.0, 0.0)


# --- staged ----------------------------------------------------------------------------------


def test_staged_gives_the_numbers_of_cs231n():
    told = said(staged, "learnt")
    shown = [f"{told[name]:.10f}" for name in ("f", "dx", "dy")]
    assert shown == ["1.5456448841", "2.0595697956", "1.5922327515"]


def test_staged_contributions_are_those_of_the_quotient_rule():
    def s(t):
        return 1 / (1 + math.exp(-t))

    x, y = 3.0, -4.0
    num, den = x + s(y), s(x) + (x + y) ** 2
    expected = {
        "num": 1 / den,
        "sigx": -num / den**2 * s(x) * (1 - s(x)),
        "xpy": -num / den**2 * 2 * (x + y),
    }
    rows = staged.contributions("x")
    assert {name: share for name, share, _ in rows} == pytest.approx(expected, rel=1e-14)
    assert rows[-1][-1] == pytest.approx(sum(expected.values()), rel=1e-14)
    by_y = expected["xpy"] + s(y) * (1 - s(y)) / den
    assert staged.contributions("y")[-1][-1] == pytest.approx(by_y, rel=1e-14)


# --- order -----------------------------------------------------------------------------------


def naively(times):
    """The naive recursion on bare integers: level 0 is the result, level `times` is a."""
    gradient = [1] + [0] * times
    steps = 0

    def visit(level):
        nonlocal steps
        if level < times:
            steps += 2
            gradient[level + 1] += 2 * gradient[level]
            visit(level + 1)
            visit(level + 1)

    visit(0)
    return gradient[times], steps


def test_order_gives_4_and_naive_recursion_8():
    root = order.doubled(2)
    assert values(root) == {"a": 1, "b": 2, "c": 4}
    assert gradients(root) == {"a": 4, "b": 2, "c": 1}
    assert order.naive(root)[-1] == order.HandedOn(3, "b", "a", 2.0, 8.0)
    assert said(order, "wrong") == {"wrong": 8, "right": 4, "again": 2}
    assert said(order, "must") == {"a": 1, "c": 4, "right": 4}
    assert said(order, "order") == {"order": "a, b, c"}


def test_the_naive_recursion_visits_b_twice():
    shown = [(row[0], row[1], row[3]) for row in tables(order)[0]]
    to_b = [("1", "c -> b", 1.0), ("1", "c -> b", 2.0)]
    first, second = [("2", "b -> a", 2.0), ("2", "b -> a", 4.0)], [("3", "b -> a", 6.0)]
    assert shown == [*to_b, *first, *second, ("3", "b -> a", 8.0)]


def test_doublings_cost_two_steps_in_order_and_twice_as_many_each_time_naively():
    for times, right, wrong, steps, wrong_steps in tables(order)[1]:
        assert (right, steps) == (2**times, 2 * times)
        assert (wrong, wrong_steps) == naively(int(times))
        assert wrong_steps == 2 ** (times + 1) - 2


# --- reuse -----------------------------------------------------------------------------------


def test_reused_numbers_sum_both_edges():
    assert gradients(reuse.twice()) == {"a": 2, "s": 1}
    assert gradients(reuse.squared()) == {"x": 6, "p": 1}
    a, b = -2, 3
    expected = {"a": b * (a + b) + a * b, "b": a * (a + b) + a * b, "d": a + b, "e": a * b, "f": 1}
    assert gradients(reuse.diamond()) == expected
    assert (expected["a"], expected["b"]) == (-3, -8)


def test_overwriting_keeps_the_last_contribution_only():
    assert reuse.overwriting(reuse.twice()) == {"a": 1, "s": 1}
    assert reuse.overwriting(reuse.squared()) == {"x": 3, "p": 1}
    found = reuse.overwriting(reuse.diamond())
    assert (found["a"], found["b"]) == (3, -2)  # those through d; and a has the wrong sign
    shown = [row[1:] for row in reuse.compared()]
    assert shown == [("a", 2, 1), ("x", 6, 3), ("a", -3, 3), ("b", -8, -2)]
    assert said(reuse, "edges") == {"wrong": 1, "right": 2}
    assert said(reuse, "square") == {"x": 3, "right": 6}
