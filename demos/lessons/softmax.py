"""Softmax and cross-entropy: scores become probabilities, and the gradient is p - t."""

import math
import sys
from collections.abc import Iterator, Sequence

from autograd import Trace, Value, softmax
from autograd.nn import cross_entropy

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

SCORES = (-2.85, 0.86, 0.28)
"""Stanford's CS231n: the scores of three classes; the right one is class 2, counted from 0."""

RIGHT = 2
BOOK = (0.3, 0.2, 0.5)
"""Probabilities of an example in Saito's "Deep Learning from Scratch"."""

BOOK_RIGHT = 1
SHIFT = 1000.0


def graph() -> Value:
    """L = -log(exp(z2) / (exp(z0) + exp(z1) + exp(z2)))."""
    z = [Value(score, f"z{i}", role="input") for i, score in enumerate(SCORES)]
    e = [named(score.exp(), f"e{i}") for i, score in enumerate(z)]
    total = named(e[0] + e[1] + e[2], "S")
    p = named(e[RIGHT] / total, f"p{RIGHT}", "output")
    return named(-p.log(), "L", "loss")


def probabilities(scores: Sequence[float]) -> list[float]:
    """Softmax of plain scores."""
    return [float(p) for p in softmax(scores)]


def slopes(scores: Sequence[float], right: int) -> list[float]:
    """The gradient of the cross-entropy in each score, by the engine."""
    z = [Value(score) for score in scores]
    cross_entropy(z, right).backward()
    return [score.grad for score in z]


def rows(scores: Sequence[float], right: int) -> Iterator[tuple[float, ...]]:
    """Class, score, probability, target, difference of these two, and gradient."""
    p, gradient = probabilities(scores), slopes(scores, right)
    for i, score in enumerate(scores):
        t = float(i == right)
        yield float(i), score, p[i], t, p[i] - t, gradient[i]


def drawn() -> Trace:
    """Both passes of the loss of the three scores."""
    return Walk(graph()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    columns = ("class", "score", "probability", "target", "difference", "gradient")
    yield Say("intro")
    yield Heading("walk")
    z0, z1, z2 = SCORES
    yield Say("scores", {"z0": z0, "z1": z1, "z2": z2})
    yield Walk(graph())
    p0, p1, p2 = probabilities(SCORES)
    yield Say("loss", {"p0": p0, "p1": p1, "p2": p2, "loss": graph().data})
    yield Heading("gradient_is")
    yield Say("agree")
    yield Table(columns, tuple(rows(SCORES, RIGHT)))
    yield Say("sum")
    yield Heading("book")
    b0, b1, b2 = BOOK
    yield Say("ask", {"b0": b0, "b1": b1, "b2": b2})
    yield Table(columns, tuple(rows([math.log(p) for p in BOOK], BOOK_RIGHT)))
    yield Say("pull")
    yield Heading("large")
    shifted = probabilities([score + SHIFT for score in SCORES])
    limit = math.log(sys.float_info.max)
    yield Say("shift", {"shift": SHIFT, "limit": limit, "p2": shifted[RIGHT]})
    yield Say("end")
