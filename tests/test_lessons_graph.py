"""Lessons on graphs and their gradients: each number is the published one, or a closed form's."""

import math
import sys

import pytest

from autograd import Value, trace
from demos.lessons import (
    apples,
    chain,
    micrograd,
    modes,
    neuron,
    nudge,
    order,
    reuse,
    second,
    staged,
)
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


# --- micrograd -------------------------------------------------------------------------------


def test_micrograd_gives_the_numbers_of_its_readme():
    expected = {"g": 24.70408163265306, "da": 138.83381924198252, "db": 645.5772594752186}
    assert micrograd.results() == expected
    assert said(micrograd, "learnt") == expected
    shown = [f"{x:.4f}" for x in expected.values()]
    assert shown == ["24.7041", "138.8338", "645.5773"]


def test_micrograd_shows_the_lines_that_were_run():
    names = {"a": Value(-4.0), "b": Value(2.0)}
    for typed, name, value, _ in micrograd.nodes():
        exec(typed, names)  # noqa: S102  the lines of the lesson
        assert names[name[0]].data == value
    assert [row[1] for row in micrograd.nodes()] == [
        "c1", "d1", "c2", "c", "d2", "d", "e", "f", "g1", "g"
    ]  # fmt: skip
    assert trace(names["g"]).gradients == micrograd.drawn().gradients


def test_micrograd_makes_a_node_for_each_operation():
    assert said(micrograd, "walk") == {"count": 25}
    shown = {line.name: micrograd.drawn().tape.expression(line) for line in micrograd.drawn().tape}
    assert shown["c1"] == "a + b"
    assert (shown["c2"], shown["v1"]) == ("c1 + v1", "c1 + 1")


# --- second ----------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [-2.0, -1.0, 0.0, 0.3, 1.0, 2.0])
def test_second_derivatives_are_those_of_the_closed_form(x):
    assert second.build(x).data == pytest.approx(x**3 - 3 * x, abs=1e-15)
    assert second.slope(x).data == pytest.approx(3 * x**2 - 3, abs=1e-15)
    assert second.curvature(x) == pytest.approx(6 * x, abs=1e-15)


def test_second_shows_both_derivatives_beside_the_closed_form():
    assert tables(second)[0] == tuple(
        (x, x**3 - 3 * x, 3 * x**2 - 3, 6 * x, 6 * x) for x in (-2, -1, 0, 1, 2)
    )
    assert said(second, "meaning") == {"hill": -6, "valley": 6}
    assert said(second, "newton") == {"x": 2, "slope": 9, "curvature": 12}


def test_the_recorded_slope_holds_the_number_of_the_first_walk():
    assert gradients(second.build())["x"] == second.slope().data == 9
    leaves = {leaf.name: leaf.node for leaf in trace(second.slope()).tape.leaves}
    assert {name: leaf.data for name, leaf in leaves.items()} == {"seed": 1, "x": 2}
    assert leaves["x"].grad is None  # the first pass left nothing behind


def test_newton_steps_to_the_bottom():
    x = 2.0
    for _, at, first, curved in second.newton():
        assert at == pytest.approx(x, rel=1e-15)
        assert first == pytest.approx(3 * x**2 - 3, abs=1e-14)
        assert curved == pytest.approx(6 * x, rel=1e-15)
        x = (x * x + 1) / (2 * x)  # what x - f'/f'' comes to
    assert second.newton()[-1][0] == said(second, "learnt")["count"] == 4
    assert f"{said(second, 'learnt')['off']:.0e}" == "5e-08"


# --- modes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 3, 8, 32])
def test_the_modes_cost_what_counting_by_hand_gives(count):
    xs = modes.numbers(count)
    # Each of the count - 1 products: two multiplications; in forward mode an addition as well.
    expected = (count - 1, 3 * (count - 1) * count, 2 * (count - 1))
    assert modes.costs(modes.product, xs) == expected
    # The k-th power is a chain of k products; x has k + 1 edges, which takes k additions.
    expected = (count, 3 * count, sum(2 * k + k for k in range(1, count + 1)))
    assert modes.costs(modes.powers(count), [2.0]) == expected


def test_the_modes_give_the_same_gradient():
    for count in (2, 8, 32):
        xs = modes.numbers(count)
        exact = [math.prod(xs[:i] + xs[i + 1 :]) for i in range(count)]
        for mode in (modes.forward_mode, modes.reverse_mode):
            assert mode(modes.product, xs)[0] == [pytest.approx(exact, rel=1e-14)]
    assert 0 <= modes.apart(32) < 32 * sys.float_info.epsilon


def test_the_modes_give_the_same_derivatives_of_powers():
    exact = [[(k + 1) * 2.0**k] for k in range(1, 9)]
    assert modes.forward_mode(modes.powers(8), [2.0])[0] == exact
    assert modes.reverse_mode(modes.powers(8), [2.0])[0] == exact


def test_modes_shows_what_it_counts():
    carried, inputs, outputs = tables(modes)
    assert carried == (
        ("x1", 2, 1, 0, 0),
        ("x2", 3, 0, 1, 0),
        ("x3", 4, 0, 0, 1),
        ("p", 6, 3, 2, 0),
        ("f", 24, 12, 8, 6),
    )
    assert inputs == ((2, 1, 6, 2), (8, 7, 168, 14), (32, 31, 2976, 62))
    assert outputs == ((2, 2, 6, 9), (8, 8, 24, 108), (32, 32, 96, 1584))
    told = said(modes, "turned")
    assert (told["inputs"], told["forward"], told["reverse"]) == (32, 96, 2)
    found = gradients(modes.build())
    assert [found[name] for name in ("x1", "x2", "x3")] == [*carried[-1][2:]]
