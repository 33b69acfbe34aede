"""One full training step on moons by the plain engine, beside micrograd.

MLP 2-16-16-1, 100 samples, max-margin and L2, SGD: the step of micrograd's own demo. Ours pauses
the cyclic collector, as its training loops do; micrograd's graphs have cycles, and need it.
"""

import statistics
import sys

from micrograd import engine, nn

from autograd import collector_paused
from autograd.nn import SGD, hinge, l2_penalty

from .measure import in_turn, ratio
from .moons import ALPHA, LR, POINTS, SIGNS, model

ROUNDS = 9


def report() -> list[str]:
    """Measure both and return a table."""
    sys.setrecursionlimit(100_000)
    points, signs = POINTS.tolist(), SIGNS.tolist()
    network = model()
    optimiser = SGD(network.parameters(), lr=LR)

    def ours() -> float:
        with collector_paused():
            loss = hinge([network(point) for point in points], signs)
            loss = loss + l2_penalty(network.parameters(), ALPHA)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            return float(loss)

    peer = nn.MLP(2, [16, 16, 1])
    for theirs, own in zip(peer.parameters(), model().parameters(), strict=True):
        theirs.data = own.data  # in the same order

    def micrograd() -> float:
        scores = [peer(list(map(engine.Value, point))) for point in points]
        losses = [(1 + -y * score).relu() for y, score in zip(signs, scores, strict=True)]
        loss = sum(losses) * (1.0 / len(losses))
        loss = loss + ALPHA * sum(p * p for p in peer.parameters())
        peer.zero_grad()
        loss.backward()
        for p in peer.parameters():
            p.data -= LR * p.grad
        return float(loss.data)

    found = ours(), micrograd()
    if abs(found[0] - found[1]) > 1e-12:
        raise AssertionError(f"they compute something else: {found}")
    times = in_turn(ROUNDS, {"ours": ours, "micrograd": micrograd})
    step = {name: 1e3 * statistics.median(each) for name, each in times.items()}
    return [
        "## One training step by the plain engine: MLP 2-16-16-1, 100 samples",
        "",
        f"Milliseconds a step, medians of {ROUNDS} rounds in turn.",
        "",
        "| gradwalk | micrograd | times faster |",
        "|---:|---:|---:|",
        (
            f"| {step['ours']:.0f} | {step['micrograd']:.0f} "
            f"| {ratio(times['micrograd'], times['ours']):.1f} |"
        ),
    ]
