"""Gradients add up: what happens to (2*w - 4)**2 if they are not set to zero before each pass."""

from collections.abc import Iterator
from dataclasses import dataclass

from autograd import Trace, Value
from autograd.nn import SGD

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

START = 0.0
RATE = 0.05
STEPS = 12


@dataclass(frozen=True)
class Seen:
    """What one training step saw: w, the gradient there, and what stood in `w.grad`."""

    w: float
    gradient: float
    held: float


def parameter(number: float = START) -> Value:
    """The weight w."""
    return Value(number, "w", role="parameter")


def loss(w: Value) -> Value:
    """L = (2*w - 4)**2, smallest at w = 2."""
    d = named(2.0 * w - 4.0, "d")
    return named(d**2, "L", "loss")


def train(steps: int, *, zeroing: bool) -> list[Seen]:
    """Gradient descent by the engine; without zeroing it is the mistake this lesson is about."""
    w = parameter()
    optimiser = SGD([w], lr=RATE)
    run = []
    for _ in range(steps):
        before = w.grad or 0.0
        if zeroing:
            optimiser.zero_grad()
            before = 0.0
        loss(w).backward()
        run.append(Seen(w.data, w.grad - before, w.grad))
        optimiser.step()
    return run


def drawn() -> Trace:
    """Both passes and the update."""
    return Walk(loss(parameter()), RATE).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    right, wrong = (train(STEPS, zeroing=zeroing) for zeroing in (True, False))
    yield Say("intro")
    yield Heading("first")
    yield Say("ask", {"start": START, "rate": RATE})
    yield Walk(loss(parameter()), RATE)
    yield Heading("second")
    yield Say("predict", {"w": right[1].w})
    yield Walk(loss(parameter(right[1].w)), RATE)
    yield Say(
        "kept",
        {"first": right[0].gradient, "second": right[1].gradient, "held": wrong[1].held},
    )
    yield Heading("run")
    yield Say("both")
    yield Table(
        ("step", "w", "grad", "wrong_w", "wrong_gradient", "wrong_grad"),
        tuple(
            (float(i), a.w, a.held, b.w, b.gradient, b.held)
            for i, (a, b) in enumerate(zip(right, wrong, strict=True))
        ),
    )
    yield Say("swing", {"step": 3, "held": wrong[3].held, "w": wrong[3].w})
    yield Say("end")
