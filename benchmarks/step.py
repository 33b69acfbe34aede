"""One full training step on moons by the plain engine, pure and compiled, beside micrograd.

MLP 2-16-16-1, 100 samples, max-margin and L2, SGD: the step of micrograd's own demo. Ours pauses
the cyclic collector, as its training loops do; micrograd's graphs have cycles, and need it. A round
is several steps in a row, so that each pays for what the one before left behind.
"""

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext

from autograd import collector_paused

from .apart import COMPILED, ROOT, in_turn, this_engine
from .measure import ratio

ROUNDS, STEPS = 7, 3


def ours() -> Callable[[], float]:
    """One step by the engine of the folder the process runs in; it gives the loss."""
    from autograd.nn import SGD, hinge, l2_penalty  # noqa: PLC0415  only in a process of its own

    from .moons import ALPHA, LR, POINTS, SIGNS, model  # noqa: PLC0415

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


def micrograd() -> Callable[[], float]:
    """The same by micrograd, from the same weights."""
    from micrograd import engine, nn  # noqa: PLC0415  only in a process of its own

    from .moons import ALPHA, LR, POINTS, SIGNS, model  # noqa: PLC0415

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


def contestant(name: str) -> Callable[[], tuple[float, float]]:
    """What takes a round of ``"ours"`` or ``"micrograd"``: seconds a step, and the last loss."""
    step = micrograd() if name == "micrograd" else ours()
    this_engine()
    pause = nullcontext if name == "micrograd" else collector_paused

    def run() -> tuple[float, float]:
        start = time.perf_counter()
        with pause():
            for _ in range(STEPS):
                loss = step()
        return (time.perf_counter() - start) / STEPS, loss

    return run


def report() -> list[str]:
    """Measure all and return a table."""
    found = in_turn(
        __name__,
        ROUNDS,
        {
            "gradwalk": ("ours", ROOT),
            "gradwalk, compiled": ("ours", COMPILED),
            "micrograd": ("micrograd", ROOT),
        },
    )
    losses = [[loss for _, loss in rows] for rows in found.values()]
    if max(max(each) - min(each) for each in zip(*losses, strict=True)) > 1e-9:
        raise AssertionError(f"they compute something else: {losses}")
    times = {label: [seconds for seconds, _ in rows] for label, rows in found.items()}
    return [
        "## One training step by the plain engine: MLP 2-16-16-1, 100 samples",
        "",
        f"Milliseconds a step, medians of {ROUNDS} rounds of {STEPS} steps in turn, each engine",
        "in a process of its own. Ours pauses the cyclic collector, as its training loops do;",
        "micrograd's graphs have cycles, and need it.",
        "",
        "| | step | times faster than micrograd |",
        "|---|---:|---:|",
        *(
            f"| {label} | {1e3 * statistics.median(each):.0f} "
            f"| {ratio(times['micrograd'], each):.1f} |"
            for label, each in times.items()
        ),
    ]
