"""The learning rate on (2*w - 4)**2: slow, in one step, for ever back and forth, or away."""

from collections.abc import Iterator

from autograd import Trace, Value
from autograd.nn import SGD

from ..parts import Heading, Part, Say, Table, Walk
from .zerograd import START, loss, parameter

RATES = (0.01, 0.05, 0.125, 0.2, 0.25, 0.26)
SHOWN = (1, 2, 3, 10, 100)
BEST, AWAY = 0.125, 0.26
CURVATURE = 8.0
"""The second derivative of the loss: its gradient is 8*(w - 2)."""


def descend(rate: float, steps: int) -> list[float]:
    """The weight before the first step and after each, by the engine."""
    w = parameter()
    optimiser = SGD([w], lr=rate)
    run = [w.data]
    for _ in range(steps):
        optimiser.zero_grad()
        loss(w).backward()
        optimiser.step()
        run.append(w.data)
    return run


def factor(rate: float) -> float:
    """What each step multiplies w - 2 by."""
    return 1.0 - rate * CURVATURE


def start() -> Value:
    """The loss where the weight starts."""
    return loss(parameter())


def drawn() -> Trace:
    """Both passes, and the update that goes straight to the bottom."""
    return Walk(start(), BEST).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    runs = {rate: descend(rate, max(SHOWN)) for rate in RATES}
    yield Say("intro")
    yield Heading("best")
    yield Say("ask", {"start": START, "best": BEST})
    yield Walk(start(), BEST)
    yield Say("arrived", {"w": runs[BEST][1]})
    yield Heading("away")
    yield Say("predict", {"away": AWAY, "ratio": AWAY / BEST})
    yield Walk(start(), AWAY)
    before, after = (abs(w - 2.0) for w in runs[AWAY][:2])
    yield Say("farther", {"w": runs[AWAY][1], "before": before, "after": after})
    yield Heading("table")
    yield Say("factor", {"curvature": CURVATURE})
    yield Table(
        ("rate", "factor_is", "w1", "w2", "w3", "w10", "w100"),
        tuple((rate, factor(rate), *(runs[rate][i] for i in SHOWN)) for rate in RATES),
    )
    yield Say("kinds", {"edge": 2.0 / CURVATURE, "best": BEST})
    yield Say("end")
