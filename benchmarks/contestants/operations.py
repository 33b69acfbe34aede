"""The 100,000 operations, for any engine whose values have tanh, exp and backward as methods."""

import gc
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

OPERATIONS = 100_000

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


def taken(kind: Callable[[float], Any], how: str) -> Callable[[], tuple[float, ...]]:
    """What takes a round: seconds of the phases, or the ``"bytes"`` of a node.

    With ``"paused"``, the cyclic collector is off until the graph was freed.
    """
    if how == "bytes":
        return lambda: (bytes_a_node(kind),)

    def run() -> Figures:
        if how == "paused":
            gc.disable()
        found = phases(kind)
        gc.enable()
        return found

    return run
