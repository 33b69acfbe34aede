"""Numbers at the edge: formulas that are right on paper and fail on a computer, and their cure."""

import math
import sys
from collections.abc import Callable, Iterator, Sequence

from autograd import Trace, Value, ops, softmax
from autograd import sum as total
from autograd.errors import AutogradError
from autograd.nn import cross_entropy

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

FAR = -800.0
AT = (-800.0, -700.0, -40.0, 0.0, 20.0, 37.0, 40.0)
SCORES = (1000.0, 1001.0, 1002.0)
RIGHT = 2
"""The class that is right, from 0."""


def log_of_sigmoid(z: float) -> Value:
    """log(sigmoid(z)), as the formula says."""
    return Value(z, "z", "parameter").sigmoid().log()


def by_softplus(z: float) -> Value:
    """The same number: -softplus(-z), where softplus(x) = log(1 + exp(x))."""
    return -(-Value(z, "z", "parameter")).softplus()


def loss(z: float = FAR) -> Value:
    """-log(sigmoid(z)) by softplus: the cross-entropy of a target of 1."""
    return named((-Value(z, "z", "parameter")).softplus(), "L", "loss")


def naive_softmax(scores: Sequence[float] = SCORES) -> list[Value]:
    """exp(z) over the sum of all exp(z), as the formula says."""
    exponentials = [Value(z, f"z{k}").exp() for k, z in enumerate(scores)]
    return [e / total(exponentials) for e in exponentials]


def stable_softmax(scores: Sequence[float] = SCORES) -> list[float]:
    """The same after the largest score was subtracted from all."""
    return [p.data for p in softmax([Value(z) for z in scores])]


def entropy() -> Value:
    """The cross-entropy of the scores, from differences of scores only."""
    scores = [Value(z, f"z{k}", "input") for k, z in enumerate(SCORES)]
    root: Value = cross_entropy(scores, RIGHT)
    return root


def naive_slope(z: float) -> float:
    """The slope of the sigmoid as s*(1 - s)."""
    s: float = ops.sigmoid(z)
    return s * (1.0 - s)


def slope(z: float) -> float:
    """The slope of the sigmoid as the graph computes it, e/(1 + e)**2 with e = exp(-abs(z))."""
    node = Value(z)
    node.sigmoid().backward()
    return float(node.grad)


def message(compute: Callable[[], object]) -> AutogradError | None:
    """What gradwalk says to a computation that has no result."""
    try:
        compute()
    except AutogradError as error:
        return error
    return None


def shown(formula: Callable[[float], Value], z: float) -> str:
    """What a formula gives, or the name of the error."""
    try:
        return f"{formula(z).data:.9g}"
    except AutogradError as error:
        return type(error).__name__


def drawn() -> Trace:
    """Both passes of the cross-entropy of three large scores."""
    return Walk(entropy()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Say("floats", {"largest": sys.float_info.max, "smallest": math.ulp(0.0)})
    yield Heading("logarithm")
    failure = message(lambda: log_of_sigmoid(FAR))
    yield Say("log", {"power": FAR / math.log(10.0), "message": failure})
    yield Say("softplus")
    yield Walk(loss())
    yield Say("both")
    yield Table(
        ("z", "naive", "stable"),
        tuple((z, shown(log_of_sigmoid, z), shown(by_softplus, z)) for z in AT),
    )
    yield Say("lost")
    yield Heading("softmax")
    yield Say("scores", {"message": message(naive_softmax), "nan": math.inf / math.inf})
    first, second, third = stable_softmax()
    yield Say("shifted", {"first": first, "second": second, "third": third})
    yield Walk(entropy())
    yield Heading("slope")
    numbers = {"s": ops.sigmoid(37.0), "naive": naive_slope(37.0), "right": slope(37.0)}
    yield Say("cancelled", numbers)
    yield Say("end")
