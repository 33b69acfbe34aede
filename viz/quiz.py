"""Guesses at the next number, and what a wrong one suggests.

A misconception is a wrong way to combine the numbers of a step: each is given by the weights it
gives to them. So the same table serves every front end that asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, isnan

from autograd import Trace
from autograd.language import Text
from autograd.trace import BackwardStep, ForwardStep, SeedStep, Step

from .labels import visible
from .narration import WIDE, short

TOLERANCE = 0.02
"""How far from the answer a guess may be, as a share of it: two digits are enough."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong way to get to a number.

    Attributes
    ----------
    name : str
        The sentence that explains it stands under ``quiz.<name>``.
    weights : mapping of str to float
        What it adds up: numbers of the step by name, and how often each.
    """

    name: str
    weights: Mapping[str, float]


MISCONCEPTIONS = {
    "backward": (
        Misconception("overwritten", {"contribution": 1.0}),
        Misconception("nothing_changed", {"before": 1.0}),
        Misconception("sign", {"before": 1.0, "contribution": -1.0}),
        Misconception("local_only", {"before": 1.0, "local": 1.0}),
        Misconception("upstream_only", {"before": 1.0, "upstream": 1.0}),
        Misconception("added", {"before": 1.0, "local": 1.0, "upstream": 1.0}),
        Misconception("twice", {"before": 1.0, "contribution": 2.0}),
        Misconception("twice", {"before": 2.0, "contribution": 2.0}),
        Misconception("half", {"before": 0.5, "contribution": 0.5}),
    ),
    "seed": (Misconception("value", {"value": 1.0}), Misconception("zero", {})),
    "forward": (
        Misconception("sign_forward", {"result": -1.0}),
        Misconception("operand", {"first": 1.0}),
        Misconception("operand", {"second": 1.0}),
        Misconception("sum", {"first": 1.0, "second": 1.0}),
        Misconception("product", {"product": 1.0}),
    ),
}
"""By the kind of step; the first that fits is told."""


def answer(step: Step) -> float | None:
    """The number that is asked for; None where nothing is: an update depends on the optimiser.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> x = Value(3.0)
    >>> [answer(step) for step in trace(x * x).steps]
    [9.0, 1.0, 3.0, 6.0]
    """
    match step:
        case ForwardStep():
            return step.result
        case SeedStep():
            return step.gradient
        case BackwardStep():
            return step.after
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a step.

    Attributes
    ----------
    of : str
        The name of the number: ``"dL/dx"``.
    sentence, hint : str
        What is asked; what helps after a wrong guess.
    """

    of: str
    sentence: str
    hint: str


def question(trace: Trace, step: Step, text: Text) -> Question | None:
    """What is asked before a step of a trace; None where nothing is.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> from viz.language import load
    >>> x = Value(3.0, label="x")
    >>> steps = trace(x * x)
    >>> question(steps, steps.steps[2], load("en")).sentence
    'x * dv1/dv1 flows to x. What is dv1/dx?'
    """
    root = visible(trace.tape[-1].name)
    name = visible(step.name)
    match step:
        case ForwardStep():
            expression = visible(step.expression, WIDE)
            return Question(
                name,
                text("quiz.ask_forward", name=name, expression=expression),
                text("quiz.hint_forward", numbers=", ".join(map(short, step.args))),
            )
        case SeedStep():
            return Question(
                f"d{root}/d{root}", text("quiz.ask_seed", root=root), text("quiz.hint_seed")
            )
        case BackwardStep():
            kind = "sum" if step.before else "flow"
            arg, rule = visible(step.arg_name), visible(step.rule, WIDE)
            numbers = {key: short(getattr(step, key)) for key in ("before", "local", "upstream")}
            return Question(
                f"d{root}/d{arg}",
                text(f"quiz.ask_{kind}", root=root, arg=arg, name=name, rule=rule),
                text(f"quiz.hint_{kind}", **numbers),
            )
    return None


def numbers_of(step: Step, value: float = 0.0) -> dict[str, float]:
    """The numbers that misconceptions about a step add up.

    Parameters
    ----------
    step : Step
        The step.
    value : float
        The value of the root, for the step that starts the backward pass.
    """
    match step:
        case ForwardStep(args=(first,)):
            return {"result": step.result, "first": first}
        case ForwardStep(args=(first, second)):
            two = {"first": first, "second": second, "product": first * second}
            return {"result": step.result, **two}
        case BackwardStep():
            names = ("before", "local", "upstream", "contribution")
            return {name: getattr(step, name) for name in names}
    return {"value": value}


def is_right(guess: float, number: float) -> bool:
    """Whether a guess is close enough; NaN and the infinities are right where they are the number.

    Examples
    --------
    >>> is_right(0.2, 0.1966), is_right(0.21, 0.1966), is_right(0.0, 1e-9)
    (True, False, False)
    """
    if isnan(number):
        return isnan(guess)
    return guess == number or (isfinite(number) and abs(guess - number) <= TOLERANCE * abs(number))


def suspicion(step: Step, guess: float, value: float = 0.0) -> str | None:
    """The name of the misconception that leads to this guess; None if it is right, or none does.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> x = Value(3.0)
    >>> step = trace(x * x).backward[1]
    >>> [suspicion(step, guess) for guess in (6.0, 3.0, 12.0, 0.0, 4.0, 77.0)]
    [None, 'overwritten', 'twice', 'sign', 'upstream_only', None]
    """
    number, numbers = answer(step), numbers_of(step, value)
    if number is None or is_right(guess, number):
        return None
    for wrong in MISCONCEPTIONS[step.kind]:
        if set(wrong.weights) <= set(numbers):
            total = sum(weight * numbers[name] for name, weight in wrong.weights.items())
            if is_right(guess, total):
                return wrong.name
    return None
