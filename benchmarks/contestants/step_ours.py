"""Training steps on moons by gradwalk; its training loops pause the cyclic collector."""

import time
from collections.abc import Callable

from autograd.nn import SGD, hinge, l2_penalty

from ..moons import ALPHA, LR, POINTS, SIGNS, model
from ..step import STEPS
from .this_engine import collector_paused


def stepper() -> Callable[[], float]:
    """One step; it gives the loss."""
    points, signs = POINTS.tolist(), SIGNS.tolist()
    network = model()
    optimiser = SGD(network.parameters(), lr=LR)

    def step() -> float:
        loss = hinge([network(point) for point in points], signs)
        loss = loss + l2_penalty(network.parameters(), ALPHA)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return float(loss)

    return step


def contestant(_: str) -> Callable[[], tuple[float, float]]:
    """What takes a round: several steps in a row. Seconds a step, and the last loss."""
    step = stepper()

    def run() -> tuple[float, float]:
        start = time.perf_counter()
        with collector_paused():
            for _ in range(STEPS):
                loss = step()
        return (time.perf_counter() - start) / STEPS, loss

    return run
