"""Schedules of the learning rate, and clipping of gradients."""

import math

import pytest

from autograd import Value
from autograd.errors import (
    AnomalyError,
    DomainError,
    InputTypeError,
)
from autograd.nn import (
    MLP,
    clip_grad_norm,
    clip_grad_value,
    schedules,
)

# torch 2.13.0, float64: from (1.5, -0.7, 0.3) on `valley`, after 1 step and after 20.


def test_linear_is_micrograds_schedule_to_the_bit():
    schedule = schedules.linear(1.0, 0.1, 100)
    assert [schedule(k) for k in range(100)] == [1.0 - 0.9 * k / 100 for k in range(100)]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (schedules.constant(0.3), [0.3] * 8),
        (schedules.step_decay(1.0, every=3, factor=0.1), [1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01]),
        (schedules.exponential(1.0, 0.9), [0.9**k for k in range(8)]),
        (
            schedules.cosine(1.0, steps=8, end=0.1),
            [0.55 + 0.45 * math.cos(math.pi * k / 8) for k in range(8)],
        ),
        (schedules.linear(1.0, 0.0, 4), [1.0, 0.75, 0.5, 0.25, 0.0, 0.0, 0.0, 0.0]),
        (
            schedules.warm_up(3, schedules.linear(1.0, 0.0, 4)),
            [0.25, 0.5, 0.75, 1.0, 0.75, 0.5, 0.25, 0.0],
        ),
    ],
)
def test_learning_rates_of_the_first_steps(schedule, expected):
    assert [schedule(k) for k in range(8)] == pytest.approx(expected, rel=1e-14, abs=1e-17)


def test_a_schedule_ends_at_its_end_and_stays_there():
    for schedule in (schedules.linear(1.0, 0.1, 7), schedules.cosine(1.0, 7, 0.1)):
        assert [schedule(k) for k in (7, 8, 1000)] == [0.1, 0.1, 0.1]
        rates = [schedule(k) for k in range(10)]
        assert rates == sorted(rates, reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        "constant(0.1)",
        "linear(1.0, 0.1, steps=100)",
        "step_decay(1.0, every=10, factor=0.5)",
        "exponential(1.0, 0.9)",
        "cosine(1.0, steps=100, end=0.0)",
        "warm_up(5, constant(0.1))",
    ],
)
def test_the_repr_of_a_schedule_makes_it_again(text):
    made = eval(text, vars(schedules))  # noqa: S307  the texts above
    assert repr(made) == text


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: schedules.linear(1.0, 0.1, 0), "linear needs a whole number of at least 1 as s"),
        (lambda: schedules.cosine(1.0, 2.5), "cosine needs a whole number of at least 1 as steps"),
        (lambda: schedules.constant(-1.0), "constant needs a finite learning rate >= 0, got -1.0"),
        (lambda: schedules.exponential(1.0, 1.5), "exponential needs 0 < factor <= 1, got 1.5"),
        (lambda: schedules.warm_up(3, 0.1), r"for a fixed rate pass constant\(lr\)"),
        (lambda: schedules.constant(0.1)(-1), r"constant\(0.1\) counts steps from 0, got -1"),
    ],
)
def test_a_schedule_that_cannot_be_says_why(make, message):
    with pytest.raises(DomainError, match=message):
        make()


# --- clipping ----------------------------------------------------------------------------------


def with_gradients(*gradients):
    parameters = [Value(0.0, label=f"w{i}") for i in range(1, len(gradients) + 1)]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient
    return parameters


def grads(parameters):
    return [p.grad for p in parameters]


def test_a_long_gradient_is_shortened_and_keeps_its_direction():
    parameters = with_gradients(3.0, None, -4.0)
    assert clip_grad_norm(parameters, 2.0) == 5.0
    assert grads(parameters) == [1.2, None, -1.6]


def test_a_short_gradient_stays_as_it_is():
    parameters = with_gradients(0.3, -0.4)
    assert clip_grad_norm(parameters, 0.5) == 0.5
    assert grads(parameters) == [0.3, -0.4]
    assert clip_grad_norm(with_gradients(None), 1.0) == 0.0


def test_a_huge_gradient_does_not_overflow_on_its_way():
    parameters = with_gradients(3e300, -4e300)
    clip_grad_norm(parameters, 1.0)
    assert grads(parameters) == pytest.approx([0.6, -0.8], rel=1e-15)


def test_values_are_cut_off_on_both_sides():
    parameters = with_gradients(3.0, -3.0, 0.5, None)
    clip_grad_value(parameters, 1.0)
    assert grads(parameters) == [1.0, -1.0, 0.5, None]


@pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value])
def test_clipping_refuses_what_it_cannot_make_right(clip):
    parameters = with_gradients(3.0, math.nan)
    with pytest.raises(AnomalyError, match="the gradient of w2 is nan, which clip_grad"):
        clip(parameters, 1.0)
    assert parameters[0].grad == 3.0
    with pytest.raises(DomainError, match="needs a limit > 0, got 0"):
        clip(parameters, 0.0)
    with pytest.raises(InputTypeError, match=r"pass model\.parameters\(\)"):
        clip(MLP(1, [1]), 1.0)
