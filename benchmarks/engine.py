"""Record, differentiate and free 100,000 mixed operations, beside micrograd.

The program is the same for both: chains of x*w + b, tanh and exp over a few leaves, 1,000
operations deep, added up. micrograd on PyPI has neither tanh nor exp; they are added here as its
operations are written, a closure each. Its ``backward`` recurses, so the limit is raised for it.
"""

import gc
import math
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from micrograd.engine import Value as Micrograd

import autograd

from .measure import in_turn, ratio

OPERATIONS = 100_000
ROUNDS = 7


def program(kind: Callable[[float], Any]) -> Any:
    """100,000 operations: a quarter each of *, +, tanh and exp. Chains of 1,000 are added up."""
    w, b = kind(0.5), kind(-0.25)
    total = kind(0.0)
    for _ in range(OPERATIONS // 1000):
        x = kind(0.3)
        for _ in range(1000 // 4):
            x = (x * w + b).tanh().exp()
        total = total + x
    return total


def phases(kind: Callable[[float], Any]) -> tuple[float, float, float]:
    """Nanoseconds an operation to record, differentiate and free."""
    start = time.perf_counter()
    root = program(kind)
    recorded = time.perf_counter()
    root.backward()
    differentiated = time.perf_counter()
    del root
    gc.collect()
    freed = time.perf_counter()
    return tuple(  # type: ignore[return-value]  # three of them
        1e9 * seconds / OPERATIONS
        for seconds in (recorded - start, differentiated - recorded, freed - differentiated)
    )


def bytes_a_node(kind: Callable[[float], Any]) -> float:
    """Memory that the graph holds after `backward`, for each operation."""
    gc.collect()
    tracemalloc.start()
    root = program(kind)
    root.backward()
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del root
    return held / OPERATIONS


def add_tanh_and_exp() -> None:
    """Give micrograd's Value the two operations it lacks."""

    def tanh(self: Micrograd) -> Micrograd:
        t = math.tanh(self.data)
        out = Micrograd(t, (self,), "tanh")

        def backward() -> None:
            self.grad += (1 - t * t) * out.grad

        out._backward = backward
        return out

    def exp(self: Micrograd) -> Micrograd:
        out = Micrograd(math.exp(self.data), (self,), "exp")

        def backward() -> None:
            self.grad += out.data * out.grad

        out._backward = backward
        return out

    Micrograd.tanh, Micrograd.exp = tanh, exp


def report() -> list[str]:
    """Measure both and return a table."""
    add_tanh_and_exp()
    sys.setrecursionlimit(20_000)
    kinds = {"gradwalk": autograd.Value, "micrograd": Micrograd}
    rows: dict[str, list[tuple[float, float, float]]] = {}

    def work(name: str, kind: Callable[[float], Any], paused: bool) -> Callable[[], None]:
        def run() -> None:
            if paused:
                gc.disable()
            try:
                rows.setdefault(name, []).append(phases(kind))
            finally:
                gc.enable()

        return run

    paused = ", collector paused"
    works = {name + end: work(name + end, kind, bool(end)) for end in ("", paused)
             for name, kind in kinds.items()}  # fmt: skip
    times = in_turn(ROUNDS, works)
    lines = [
        f"## {OPERATIONS:,} operations (+, *, tanh, exp)",
        "",
        f"Nanoseconds an operation, medians of {ROUNDS} rounds in turn. Freeing includes a run",
        "of the cyclic collector, which micrograd's graphs need and ours do not.",
        "",
        "| | record | backward | free | total |",
        "|---|---:|---:|---:|---:|",
    ]
    for name in works:
        medians = [statistics.median(row[i] for row in rows[name][1:]) for i in range(3)]
        cells = [f"{x:.0f}" for x in (*medians, 1e9 * statistics.median(times[name]) / OPERATIONS)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    as_it_is = ratio(times["micrograd"], times["gradwalk"])
    with_pause = ratio(times["micrograd" + paused], times["gradwalk" + paused])
    memory = {name: bytes_a_node(kind) for name, kind in kinds.items()}
    return [
        *lines,
        "",
        f"gradwalk is {as_it_is:.1f} times faster; collector paused, {with_pause:.1f} times.",
        (
            f"A node, recorded and differentiated, takes {memory['gradwalk']:.0f} bytes, "
            f"micrograd's {memory['micrograd']:.0f}."
        ),
    ]
