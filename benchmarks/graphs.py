"""Value and gradient of random graphs of 10,000 to 1,000,000 operations, beside CasADi.

Each operation, +, -, * or tanh, takes a number that nothing used before and any earlier one; there
are 100 inputs, and the result depends on every operation.
CasADi runs an SX function with its reverse gradient in its virtual machine.
"""

import random
import statistics
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import casadi
import numpy as np

from autograd import tanh
from autograd.replay import replay
from autograd.replay.program import Answer

from .measure import in_turn, ratio
from .targets import Target, targets

INPUTS, ROUNDS = 100, 7
SIZES = (10_000, 100_000, 1_000_000)


def computed(inputs: list[Any], count: int, tanh: Any) -> Any:
    """A random graph of so many operations over inputs; the result depends on all of them."""
    source = random.Random(count)
    nodes, unused = list(inputs), list(inputs)
    while len(nodes) < count:
        place = source.randrange(len(unused))
        a, b = unused[place], nodes[source.randrange(len(nodes))]
        kind = source.randrange(4)
        node = a + b if kind == 0 else a - b if kind == 1 else a * b if kind == 2 else tanh(a)
        unused[place] = node
        nodes.append(node)
        if source.randrange(3) == 0:  # keep numbers small
            unused[place] = tanh(node)
            nodes.append(unused[place])
    total = unused[0]
    for node in unused[1:]:
        total = total + node
    return total


@cache
def by_replay(size: int) -> tuple[Callable[[], Answer], float]:
    """A program of so many operations, ready to run; and how long it took to become so."""
    x = np.linspace(-1.0, 1.0, INPUTS)
    start = time.perf_counter()
    f = replay(lambda xs: computed(xs, size, tanh))
    program = f.program(x, by_inputs=True)
    args = f.numbers(), x[None, :], np.ones(1)
    program.run(*args)
    return lambda: program.run(*args), time.perf_counter() - start


def report() -> list[str]:
    """Measure all sizes and return a table."""
    x = np.linspace(-1.0, 1.0, INPUTS)
    reached = []
    lines = [
        "## Value and gradient of a random graph",
        "",
        f"Nanoseconds an operation, medians of {ROUNDS} rounds in turn, once recorded.",
        "",
        "| operations | replay | CasADi SX | times faster | recorded and compiled in |",
        "|---:|---:|---:|---:|---:|",
    ]
    for size in SIZES:
        run, built = by_replay(size)
        start = time.perf_counter()
        symbol = casadi.SX.sym("x", INPUTS)
        value = computed([symbol[i] for i in range(INPUTS)], size, casadi.tanh)
        peer = casadi.Function("f", [symbol], [value, casadi.gradient(value, symbol)])
        expected = peer(x)
        peer_built = time.perf_counter() - start
        scale = np.abs(np.array(expected[1])).max()
        if np.abs(run().inputs[0] - np.array(expected[1])[:, 0]).max() > 1e-9 * scale:
            raise AssertionError("they compute something else")
        calls = max(1, 400_000 // size)
        times = in_turn(
            ROUNDS,
            {
                "replay": lambda run=run, n=calls: [run() for _ in range(n)],
                "casadi": lambda p=peer, n=calls: [p(x) for _ in range(n)],
            },
        )
        ours, theirs = (1e9 * statistics.median(times[name]) / size / calls for name in times)
        faster = ratio(times["casadi"], times["replay"])
        lines.append(
            f"| {size:,} | {ours:.1f} | {theirs:.1f} | {faster:.1f} "
            f"| {built:.1f} s, {peer_built:.1f} s |"
        )
        reached.append(Target(f"{size:,} operations, times faster than CasADi", faster, 3))
    return [*lines, *targets(*reached)]


if __name__ == "__main__":
    print("\n".join(report()))
