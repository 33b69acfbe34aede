"""One step on the digits: MLP 64-32-10, batch 256, softmax cross-entropy, Adam, beside numpy."""

import random
import statistics
import time
from collections.abc import Callable

import numpy as np
from sklearn.datasets import load_digits

from autograd.nn import MLP, Adam, cross_entropy
from autograd.replay import replay

from .measure import in_turn, ratio
from .targets import Target, targets

STEPS, ROUNDS, BATCH, LR = 20, 15, 256, 0.01

Steps = Callable[[], float]
"""Takes STEPS steps and returns the loss before the last one."""

IMAGES, DIGITS = load_digits(return_X_y=True)
IMAGES, DIGITS = IMAGES[:BATCH] / 16.0, DIGITS[:BATCH]


def model() -> MLP:
    """The network as it starts."""
    return MLP(64, [32, 10], activation="relu", init="he_uniform", rng=random.Random(7))


def by_replay() -> tuple[Steps, float, float]:
    """Replay; the loss before its first step; how long recording and compiling took."""
    network = model()
    parameters = network.parameters()
    start = time.perf_counter()
    loss = replay(
        lambda x, digit: cross_entropy(network(x), digit), rows="mean", parameters=parameters
    )
    training = loss.training(Adam(parameters, lr=LR))
    first = training.step(IMAGES, DIGITS)
    built = time.perf_counter() - start

    def steps() -> float:
        return float(training.steps(STEPS, IMAGES, DIGITS)[-1])

    return steps, first, built


def by_numpy() -> tuple[Steps, float]:
    """Written by hand: four products of matrices a step, Adam on one array; its first loss."""
    layers = model().layers
    flat = np.concatenate(
        [
            part
            for layer in layers
            for part in (
                np.array([[w.data for w in n.w] for n in layer.neurons]).ravel(),
                np.array([n.b.data for n in layer.neurons]),
            )
        ]
    )
    slopes, mean, square = np.zeros_like(flat), np.zeros_like(flat), np.zeros_like(flat)
    ends = np.cumsum([64 * 32, 32, 32 * 10, 10])
    w1, b1, w2, b2 = (
        part.reshape(shape)
        for part, shape in zip(np.split(flat, ends[:-1]), ((32, 64), 32, (10, 32), 10), strict=True)
    )
    g1, c1, g2, c2 = (
        part.reshape(shape)
        for part, shape in zip(
            np.split(slopes, ends[:-1]), ((32, 64), 32, (10, 32), 10), strict=True
        )
    )
    rows = np.arange(BATCH)
    state = {"t": 0}

    def step() -> float:
        z1 = IMAGES @ w1.T
        z1 += b1
        h = np.maximum(z1, 0.0)
        z2 = h @ w2.T
        z2 += b2
        z2 -= z2.max(axis=1, keepdims=True)
        e = np.exp(z2)
        total = e.sum(axis=1, keepdims=True)
        loss = (np.log(total[:, 0]) - z2[rows, DIGITS]).mean()
        e /= total
        e[rows, DIGITS] -= 1.0
        e *= 1.0 / BATCH
        np.matmul(e.T, h, out=g2)
        e.sum(axis=0, out=c2)
        d = e @ w2
        d *= z1 > 0.0
        np.matmul(d.T, IMAGES, out=g1)
        d.sum(axis=0, out=c1)
        state["t"] += 1
        t = state["t"]
        mean[:] = 0.9 * mean + 0.1 * slopes
        square[:] = 0.999 * square + 0.001 * slopes * slopes
        size = np.sqrt(square / (1.0 - 0.999**t)) + 1e-8
        flat[:] -= LR * (mean / (1.0 - 0.9**t)) / size
        return float(loss)

    def steps() -> float:
        return [step() for _ in range(STEPS)][-1]

    first = step()
    return steps, first


def report() -> list[str]:
    """Measure both and return a table."""
    ours, first, built = by_replay()
    peer, other = by_numpy()
    if abs(first - other) > 1e-12:
        raise AssertionError(f"they compute something else: {first}, {other}")
    if abs(ours() - peer()) > 1e-9:
        raise AssertionError("they do not learn the same")
    times = in_turn(ROUNDS, {"replay": ours, "numpy": peer})
    step = {name: 1e6 * statistics.median(each) / STEPS for name, each in times.items()}
    over_numpy = ratio(times["replay"], times["numpy"])
    return [
        "## One training step: MLP 64-32-10 on digits, batch 256, softmax cross-entropy, Adam",
        "",
        f"Microseconds a step, medians of {ROUNDS} rounds of {STEPS} steps in turn; float64, one",
        f"thread. To record, optimise and compile the replay took {built:.2f} s.",
        "",
        "| replay | numpy by hand, with BLAS | replay over numpy |",
        "|---:|---:|---:|",
        f"| {step['replay']:.0f} | {step['numpy']:.0f} | {over_numpy:.2f} |",
        *targets(Target("replay's time over numpy's", over_numpy, 1.5, at_most=True)),
    ]


if __name__ == "__main__":
    print("\n".join(report()))
