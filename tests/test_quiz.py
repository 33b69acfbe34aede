"""Guesses: what is asked, what counts as right, and what a wrong one suggests."""

import pytest

from autograd import Value, trace
from autograd.nn import SGD
from viz.language import languages, load
from viz.quiz import MISCONCEPTIONS, answer, is_right, numbers_of, suspicion


def steps():
    """dL/da gets 2 * 5 and then 3 * 5; the root is 5 * (2a + 3a) = 50 at a = 2."""
    a = Value(2.0, label="a")
    root = (a * 2 + a * 3) * 5
    root.label = "L"
    return trace(root)


def test_what_is_asked_is_the_number_of_the_step():
    found = steps()
    assert [answer(step) for step in found.forward] == [4.0, 6.0, 10.0, 50.0]
    assert [answer(step) for step in found.backward] == [5.0, 5.0, 5.0, 15.0, 25.0]
    w = Value(1.0, label="w")
    loss = w * w
    loss.backward()
    (update,) = trace(loss, SGD([w], lr=0.1).plan()).updates
    assert answer(update) is None
    assert suspicion(update, 3.0) is None


@pytest.mark.parametrize(
    ("guess", "name"),
    [
        (25.0, None),
        (10.0, "overwritten"),  # = in place of +=
        (15.0, "nothing_changed"),
        (5.0, "sign"),  # 15 - 10
        (17.0, "local_only"),  # 15 + 2
        (20.0, "upstream_only"),  # 15 + 5
        (22.0, "added"),  # 15 + 2 + 5
        (35.0, "twice"),  # 15 + 2 * 10
        (50.0, "twice"),
        (12.5, "half"),
        (1000.0, None),
    ],
)
def test_a_wrong_sum_is_told_what_it_suggests(guess, name):
    step = steps().backward[-1]
    assert (step.before, step.local, step.upstream, step.contribution) == (15.0, 2.0, 5.0, 10.0)
    assert suspicion(step, guess) == name


@pytest.mark.parametrize(
    ("guess", "name"),
    [
        (4.0, None),
        (-4.0, "sign_forward"),
        (2.0, "operand"),
        (12.0, None),
    ],
)
def test_a_wrong_result_is_told_what_it_suggests(guess, name):
    step = steps().forward[0]
    assert suspicion(step, guess) == name


def test_the_sum_and_the_product_are_known_for_two_operands():
    a, b = Value(3.0), Value(5.0)
    (times,) = trace(a * b).forward
    assert [suspicion(times, x) for x in (8.0, 3.0, 5.0, -15.0)] == [
        "sum",
        "operand",
        "operand",
        "sign_forward",
    ]
    (minus,) = trace(a - b).forward
    assert [suspicion(minus, x) for x in (8.0, 15.0, 2.0)] == ["sum", "product", "sign_forward"]


def test_of_one_operand_there_is_no_sum_and_no_product():
    (root,) = trace(Value(9.0).sqrt()).forward
    assert [suspicion(root, x) for x in (3.0, -3.0, 9.0, 18.0, 81.0)] == [
        None,
        "sign_forward",
        "operand",
        None,
        None,
    ]


def test_the_start_of_the_backward_pass_is_no_value_and_no_zero():
    seed = next(step for step in steps().steps if step.kind == "seed")
    assert [suspicion(seed, x, value=50.0) for x in (1.0, 50.0, 0.0, 7.0)] == [
        None,
        "value",
        "zero",
        None,
    ]


@pytest.mark.parametrize(
    ("guess", "number", "right"),
    [
        (0.1966, 0.19661193, True),
        (0.2, 0.19661193, True),
        (0.193, 0.19661193, True),
        (0.192, 0.19661193, False),
        (102.0, 100.0, True),
        (-0.1966, 0.19661193, False),
        (0.0, 0.0, True),
        (1e-12, 0.0, False),
        (0.0, 1e-12, False),
        (4.4e-4, 4.386e-4, True),
        (float("inf"), float("inf"), True),
        (1.0, float("inf"), False),
        (float("nan"), float("nan"), True),
        (float("nan"), 1.0, False),
        (float("-inf"), float("inf"), False),
        (1.0, float("nan"), False),
    ],
)
def test_two_digits_are_enough(guess, number, right):
    assert is_right(guess, number) is right


@pytest.mark.parametrize("language", languages())
def test_every_misconception_has_its_words(language):
    names = {wrong.name for wrongs in MISCONCEPTIONS.values() for wrong in wrongs}
    assert names <= set(load(language).table("quiz"))


def test_misconceptions_speak_of_numbers_that_steps_have():
    known = {
        "forward": {"result", "first", "second", "product"},
        "seed": {"value"},
        "backward": {"before", "local", "upstream", "contribution"},
    }
    for kind, wrongs in MISCONCEPTIONS.items():
        assert all(set(wrong.weights) <= known[kind] for wrong in wrongs)
    assert set(numbers_of(steps().backward[0])) == known["backward"]
