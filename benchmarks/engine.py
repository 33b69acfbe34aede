"""Record, differentiate and free 100,000 mixed operations, beside micrograd and XAD.

The program is the same for all: chains of x*w + b, tanh and exp over a few leaves, 1,000
operations deep, added up. micrograd on PyPI has neither tanh nor exp; they are added here as its
operations are written, a closure each. Its ``backward`` recurses, so the limit is raised for it.
XAD is a tape in C++ with Python bindings.
"""

import gc
import math
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from .apart import COMPILED, ROOT, Contestant, in_turn, this_engine
from .measure import ratio

OPERATIONS = 100_000
ROUNDS = 9

Figures = tuple[float, float, float]


def program(kind: Callable[[float], Any], tanh: Any = None, exp: Any = None) -> Any:
    """100,000 operations: a quarter each of *, +, tanh and exp. Chains of 1,000 are added up."""
    w, b = kind(0.5), kind(-0.25)
    total = kind(0.0)
    for _ in range(OPERATIONS // 1000):
        x = kind(0.3)
        for _ in range(1000 // 4):
            x = (x * w + b).tanh().exp() if tanh is None else exp(tanh(x * w + b))
        total = total + x
    return total


def phases(kind: Callable[[float], Any]) -> Figures:
    """Seconds to record, differentiate and free; the last with a run of the collector."""
    start = time.perf_counter()
    root = program(kind)
    recorded = time.perf_counter()
    root.backward()
    differentiated = time.perf_counter()
    del root
    gc.collect()
    freed = time.perf_counter()
    return recorded - start, differentiated - recorded, freed - differentiated


def phases_of_xad() -> Figures:
    """The same by XAD, whose tape is the graph."""
    import xad.adj_1st as xad  # noqa: PLC0415  only in a process of its own
    from xad import math as functions  # noqa: PLC0415

    def kind(number: float) -> Any:
        leaf = xad.Real(number)
        tape.registerInput(leaf)
        return leaf

    with xad.Tape() as tape:
        tape.newRecording()
        start = time.perf_counter()
        root = program(kind, functions.tanh, functions.exp)
        recorded = time.perf_counter()
        tape.registerOutput(root)
        root.derivative = 1.0
        tape.computeAdjoints()
        differentiated = time.perf_counter()
        del root
        tape.clearAll()
        gc.collect()
        freed = time.perf_counter()
    return recorded - start, differentiated - recorded, freed - differentiated


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


def micrograd() -> Callable[[float], Any]:
    """Its Value, with the two operations it lacks."""
    from micrograd.engine import Value  # noqa: PLC0415  only in a process of its own

    def tanh(self: Any) -> Any:
        t = math.tanh(self.data)
        out = Value(t, (self,), "tanh")

        def backward() -> None:
            self.grad += (1 - t * t) * out.grad

        out._backward = backward
        return out

    def exp(self: Any) -> Any:
        out = Value(math.exp(self.data), (self,), "exp")

        def backward() -> None:
            self.grad += out.data * out.grad

        out._backward = backward
        return out

    Value.tanh, Value.exp = tanh, exp
    sys.setrecursionlimit(20_000)
    kind: Callable[[float], Any] = Value
    return kind


def contestant(name: str) -> Callable[[], tuple[float, ...]]:
    """What takes a round: ``"ours"``, ``"micrograd paused"``, ``"ours bytes"``, ..."""
    engine, _, how = name.partition(" ")
    if engine == "xad":
        return phases_of_xad
    kind = micrograd() if engine == "micrograd" else this_engine().Value
    if how == "bytes":
        return lambda: (bytes_a_node(kind),)

    def run() -> Figures:
        if how == "paused":
            gc.disable()
        found = phases(kind)
        gc.enable()
        return found

    return run


def report() -> list[str]:
    """Measure all and return a table."""
    as_it_is = {
        "gradwalk": ("ours", ROOT),
        "gradwalk, compiled": ("ours", COMPILED),
        "micrograd": ("micrograd", ROOT),
    }
    paused = {
        f"{label}, collector paused": (f"{name} paused", folder)
        for label, (name, folder) in as_it_is.items()
    }
    found = in_turn(__name__, ROUNDS, {**as_it_is, "XAD": ("xad", ROOT), **paused})
    total = {label: [sum(row) for row in rows] for label, rows in found.items()}
    lines = [
        f"## {OPERATIONS:,} operations (+, *, tanh, exp)",
        "",
        f"Nanoseconds an operation, medians of {ROUNDS} rounds in turn, each engine in a process",
        "of its own. Freeing includes a run of the cyclic collector, which micrograd's graphs need",
        "and ours do not.",
        "",
        "| | record | backward | free | total |",
        "|---|---:|---:|---:|---:|",
    ]
    for label, rows in found.items():
        medians = [statistics.median(column) for column in (*zip(*rows, strict=True), total[label])]
        cells = (f"{1e9 * seconds / OPERATIONS:.0f}" for seconds in medians)
        lines.append(f"| {label} | {' | '.join(cells)} |")

    def times_faster(slow: str, fast: str) -> str:
        return f"{ratio(total[slow], total[fast]):.1f}"

    pause = ", collector paused"
    memory = {
        label: Contestant(__name__, f"{name} bytes", folder).last()[0]
        for label, (name, folder) in as_it_is.items()
    }
    pure, compiled = "gradwalk", "gradwalk, compiled"
    sizes = ", ".join(f"{size:.0f} ({label})" for label, size in memory.items())
    return [
        *lines,
        "",
        "Times faster than micrograd: "
        + ", ".join(
            f"{times_faster('micrograd' + end, label + end)} ({label + end})"
            for end in ("", pause)
            for label in (pure, compiled)
        )
        + ".",
        "Times faster than XAD: "
        + ", ".join(
            f"{times_faster('XAD', each)} ({each})" for each in (compiled, compiled + pause)
        )
        + ".",
        f"Bytes of a node, recorded and differentiated: {sizes}.",
    ]
