"""Schedules: the learning rate as a function of the step, counted from 0.

Set it before each step::

    schedule = schedules.linear(1.0, 0.1, steps=100)
    for k in range(100):
        optimiser.lr = schedule(k)
"""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import DomainError
from ..numeric import as_float


@dataclass(frozen=True, slots=True)
class Schedule:
    """A learning rate for every step; call it with the number of the step.

    Attributes
    ----------
    text : str
        The call that makes it.
    rate : callable
        Takes the number of a step, returns the learning rate.

    Examples
    --------
    >>> schedule = step_decay(1.0, every=10)
    >>> schedule(9), schedule(10), schedule
    (1.0, 0.5, step_decay(1.0, every=10, factor=0.5))
    """

    text: str
    rate: Callable[[int], float]

    def __call__(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        if not step >= 0:
            raise DomainError(f"{self.text} counts steps from 0, got {step!r}")
        return self.rate(step)

    def __repr__(self) -> str:
        return self.text


def constant(lr: float) -> Schedule:
    """The same learning rate in every step.

    Examples
    --------
    >>> constant(0.1)(1000)
    0.1
    """
    lr = _rate(lr, "constant")
    return Schedule(f"constant({lr!r})", lambda k: lr)


def linear(start: float, end: float, steps: int) -> Schedule:
    """From `start` along a line to `end` at step `steps`, and `end` from there on.

    Examples
    --------
    >>> schedule = linear(1.0, 0.1, steps=100)  # micrograd's 1 - 0.9*k/100
    >>> schedule(0), schedule(99) == 1.0 - 0.9 * 99 / 100, schedule(200)
    (1.0, True, 0.1)
    """
    start, end = _rate(start, "linear"), _rate(end, "linear")
    steps = _count(steps, "linear", "steps")
    return Schedule(
        f"linear({start!r}, {end!r}, steps={steps})",
        lambda k: start + (end - start) * k / steps if k < steps else end,
    )


def step_decay(lr: float, every: int, factor: float = 0.5) -> Schedule:
    """Times `factor` after every `every` steps.

    Examples
    --------
    >>> [step_decay(1.0, every=2)(k) for k in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    lr, factor = _rate(lr, "step_decay"), _factor(factor, "step_decay")
    every = _count(every, "step_decay", "every")
    return Schedule(
        f"step_decay({lr!r}, every={every}, factor={factor!r})",
        lambda k: lr * factor ** (k // every),
    )


def exponential(lr: float, factor: float) -> Schedule:
    """Times `factor` after every step.

    Examples
    --------
    >>> exponential(1.0, 0.5)(3)
    0.125
    """
    lr, factor = _rate(lr, "exponential"), _factor(factor, "exponential")
    return Schedule(f"exponential({lr!r}, {factor!r})", lambda k: lr * factor**k)


def cosine(lr: float, steps: int, end: float = 0.0) -> Schedule:
    """From `lr` along half a cosine to `end` at step `steps`, and `end` from there on.

    References
    ----------
    I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017,
    equation 5, without restarts.

    Examples
    --------
    >>> [round(cosine(1.0, steps=4)(k), 4) for k in range(6)]
    [1.0, 0.8536, 0.5, 0.1464, 0.0, 0.0]
    """
    lr, end = _rate(lr, "cosine"), _rate(end, "cosine")
    steps = _count(steps, "cosine", "steps")
    return Schedule(
        f"cosine({lr!r}, steps={steps}, end={end!r})",
        lambda k: (
            end + (lr - end) * (1.0 + math.cos(math.pi * k / steps)) / 2.0 if k < steps else end
        ),
    )


def warm_up(steps: int, then: Callable[[int], float]) -> Schedule:
    """Climb in equal parts to the first rate of another schedule, and follow it from there.

    Parameters
    ----------
    steps : int
        How many steps lie below the first rate; the other schedule's step 0 is step `steps`.
    then : callable
        Another schedule.

    Examples
    --------
    >>> [warm_up(3, constant(1.0))(k) for k in range(5)]
    [0.25, 0.5, 0.75, 1.0, 1.0]
    """
    steps = _count(steps, "warm_up", "steps")
    if not callable(then):
        raise DomainError(
            f"warm_up needs a schedule to follow, got {then!r}; for a fixed rate pass constant(lr)"
        )
    return Schedule(
        f"warm_up({steps}, {then!r})",
        lambda k: then(0) * (k + 1) / (steps + 1) if k < steps else then(k - steps),
    )


def _rate(lr: float, where: str) -> float:
    number = as_float(lr, where)
    if not 0.0 <= number < math.inf:
        raise DomainError(f"{where} needs a finite learning rate >= 0, got {number!r}")
    return number


def _factor(factor: float, where: str) -> float:
    number = as_float(factor, where)
    if not 0.0 < number <= 1.0:
        raise DomainError(f"{where} needs 0 < factor <= 1, got {number!r}; 0.5 halves the rate")
    return number


def _count(count: object, where: str, what: str) -> int:
    try:
        number = operator.index(count)  # type: ignore[arg-type]  # numpy's whole numbers too
    except TypeError:
        number = 0
    if number < 1 or isinstance(count, bool):
        raise DomainError(f"{where} needs a whole number of at least 1 as {what}, got {count!r}")
    return number
