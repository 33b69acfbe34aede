"""How the cost of a replay grows: with the rows, and with the graph.

Rows go through the network of the moons benchmark, value and gradient; graphs are the random ones
of `graphs`, alone.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

from autograd.nn import hinge
from autograd.replay import replay

from .graphs import by_replay
from .moons import model

ROUNDS = 5
ROWS = (16, 160, 1_600, 16_000)
GRAPHS = (1_000, 10_000, 100_000, 1_000_000)


def report() -> list[str]:
    """Measure both and return a table."""
    lines = [
        "## How the cost grows",
        "",
        f"Value and gradient, medians of {ROUNDS} rounds. Operations of the network are lines of",
        "its optimised program, times rows; those of a graph are as recorded, forward.",
        "",
        "| | operations | milliseconds | nanoseconds an operation | to record and compile |",
        "|---|---:|---:|---:|---:|",
    ]
    network = model()
    f = replay(lambda x, y: hinge(network(x), y), rows="mean")
    source = np.random.default_rng(1)
    operations = len(f.program(source.normal(size=(2, 2)), np.ones(2)).plan.graph)
    for rows in ROWS:
        x = source.normal(size=(rows, 2))
        y = np.where(x[:, 0] > 0.0, 1.0, -1.0)
        f.value_and_grad(x, y)
        seconds = _median(lambda x=x, y=y: f.value_and_grad(x, y))
        lines.append(_line(f"{rows:,} rows", rows * operations, seconds, ""))
    for size in GRAPHS:
        run, built = by_replay(size)
        lines.append(_line(f"a graph of {size:,}", size, _median(run), f"{built:.1f} s"))
    return [
        *lines,
        "",
        "A program works on 16 rows at a time: its memory is the same for any number of them.",
        "That of a larger graph is larger, and beyond the caches each number takes longer to come.",
        "A graph of 10,000,000 was not recorded: it would take ten times as long as the last one.",
    ]


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _line(what: str, operations: int, seconds: float, built: str) -> str:
    each = 1e9 * seconds / operations
    return f"| {what} | {operations:,} | {1e3 * seconds:.3f} | {each:.2f} | {built} |"
