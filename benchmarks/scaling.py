"""How the cost of a replay grows: with the rows, and with the graph.

Rows go through the network of the moons benchmark, value and gradient; graphs are the random ones
of `graphs`, alone.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

from autograd import tanh
from autograd.nn import hinge
from autograd.replay import replay

from .graphs import INPUTS, computed
from .moons import model

ROUNDS = 5
ROWS = (16, 160, 1_600, 16_000)
GRAPHS = (1_000, 10_000, 100_000)


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
    x = np.linspace(-1.0, 1.0, INPUTS)
    for size in GRAPHS:
        start = time.perf_counter()
        graph = replay(lambda xs, size=size: computed(xs, size, tanh))
        program = graph.program(x, by_inputs=True)
        args = graph.numbers(), x[None, :], np.ones(1)
        program.run(*args)
        built = time.perf_counter() - start
        seconds = _median(lambda p=program, args=args: p.run(*args))
        lines.append(_line(f"a graph of {size:,}", size, seconds, f"{built:.1f} s"))
    return lines


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
