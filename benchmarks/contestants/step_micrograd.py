"""The same training steps by micrograd; its graphs have cycles, and need the collector."""

import sys
import time
from collections.abc import Callable

from micrograd import engine, nn

from ..moons import ALPHA, LR, POINTS, SIGNS, model
from ..step import STEPS


def stepper() -> Callable[[], float]:
    """One step, from the same weights as ours; it gives the loss."""
    sys.setrecursionlimit(100_000)
    points, signs = POINTS.tolist(), SIGNS.tolist()
    peer = nn.MLP(2, [16, 16, 1])
    for theirs, own in zip(peer.parameters(), model().parameters(), strict=True):
        theirs.data = own.data  # in the same order

    def step() -> float:
        scores = [peer(list(map(engine.Value, point))) for point in points]
        losses = [(1 + -y * score).relu() for y, score in zip(signs, scores, strict=True)]
        loss = sum(losses) * (1.0 / len(losses))
        loss = loss + ALPHA * sum(p * p for p in peer.parameters())
        peer.zero_grad()
        loss.backward()
        for p in peer.parameters():
            p.data -= LR * p.grad
        return float(loss.data)

    return step


def contestant(_: str) -> Callable[[], tuple[float, float]]:
    """What takes a round: several steps in a row. Seconds a step, and the last loss."""
    step = stepper()

    def run() -> tuple[float, float]:
        start = time.perf_counter()
        for _ in range(STEPS):
            loss = step()
        return (time.perf_counter() - start) / STEPS, loss

    return run
