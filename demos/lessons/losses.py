"""Five losses on the same predictions: what each calls bad, and how hard each pulls."""

from collections.abc import Callable, Iterator
from typing import Any

from autograd import Trace, Value, grad, sigmoid
from autograd.nn import (
    absolute_error,
    binary_cross_entropy_with_logits,
    hinge,
    huber,
    squared_error,
)

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

LOSSES: dict[str, Callable[[Any, float], Any]] = {
    "squared": squared_error,
    "absolute": absolute_error,
    "huber": huber,
    "hinge": hinge,
    "entropy": binary_cross_entropy_with_logits,
}
TARGET = 1.0
POINTS = (-4.0, -1.0, 0.0, 0.5, 1.0, 2.0, 4.0)
SCORE = 2.0


def value(name: str, prediction: float) -> float:
    """The loss of a prediction."""
    return float(LOSSES[name](prediction, TARGET))


def slope(name: str, prediction: float) -> float:
    """The slope of the loss in the prediction, by the engine."""
    found = float(grad(lambda p: LOSSES[name](p, TARGET))(prediction))
    return found + 0.0  # 0 where it is -0


def simple(z: float) -> tuple[float, float, float]:
    """The probability, the probability less the target, and the slope of the cross-entropy."""
    p = float(sigmoid(z))
    return p, p - TARGET, slope("entropy", z)


def wrong_answer() -> Value:
    """L = -log(1 - sigmoid(z)), the cross-entropy where the target is 0, at a score for yes."""
    z = Value(SCORE, "z", role="input")
    p = named(sigmoid(z), "p", "output")
    q = named(1.0 - p, "q")
    return named(-q.log(), "L", "loss")


def drawn() -> Trace:
    """Both passes of the cross-entropy."""
    return Walk(wrong_answer()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    columns = ("prediction", *LOSSES)
    yield Say("intro")
    yield Heading("values")
    yield Table(columns, tuple((p, *(value(name, p) for name in LOSSES)) for p in POINTS))
    yield Say("distances")
    yield Say("scores")
    yield Say("predict")
    yield Heading("slopes")
    yield Table(columns, tuple((p, *(slope(name, p) for name in LOSSES)) for p in POINTS))
    yield Say("direction")
    far = {"far": slope("squared", -4.0), "near": slope("squared", 0.0)}
    yield Say("far", far | {"absolute": slope("absolute", -4.0)})
    yield Say("sure", {name: value(name, 4.0) for name in ("squared", "hinge", "entropy")})
    yield Heading("simple")
    yield Say("cancel")
    yield Table(("z", "p", "difference", "slope"), tuple((z, *simple(z)) for z in POINTS))
    yield Say("ask", {"score": SCORE})
    yield Walk(wrong_answer())
    p = float(sigmoid(SCORE))
    yield Say("end", {"p": p, "steep": 1.0 / (1.0 - p), "flat": p * (1.0 - p)})
