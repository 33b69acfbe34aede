"""Draw chains and networks of 30 to 10,000 nodes, beside a full drawing with the dot program.

The peer draws as pytorchviz does: one plain box a node with its operation in it, one arrow an
operand, nothing folded, by Graphviz's own ``dot``, which is given a minute. Ours is the default
picture, with every number in it, from the graph to the SVG, by each backend.
"""

import random
import statistics
import subprocess
import time
from shutil import which
from typing import Any

import graphviz

from autograd import Value, tape
from autograd.nn import MLP, squared_error
from viz import draw_dot

from .measure import in_turn, ratio

LIMIT = 60.0
ROUNDS = 5
# Samples through an MLP 2-h-1 with tanh, and h: about 30, 300, 1,000 and 10,000 nodes.
SIZES = ((1, 2), (9, 4), (32, 4), (137, 10))


def graph(samples: int, hidden: int) -> Value:
    """The loss of a network over some samples, with its gradients."""
    numbers = random.Random(1)
    model = MLP(2, [hidden, 1], activation="tanh", rng=numbers)
    points = [[numbers.uniform(-1, 1) for _ in range(2)] for _ in range(samples)]
    loss: Value = squared_error([model(point) for point in points], [0.5] * samples)
    loss.backward()
    return loss


def in_full(root: Value) -> bytes | None:
    """The graph as pytorchviz would draw it; None if dot does not get through in time."""
    picture = graphviz.Digraph(node_attr={"shape": "box", "fontsize": "10", "height": "0.2"})
    for line in tape(root):
        label = line.node.label or (line.op.name if line.op else f"{line.node.data:.4f}")
        picture.node(str(line.index), label)
        for arg in line.args:
            if isinstance(arg, int):
                picture.edge(str(arg), str(line.index))
    try:
        done = subprocess.run(
            ["dot", "-Tsvg"],  # noqa: S607  the one on PATH is meant
            input=picture.source.encode(),
            capture_output=True,
            timeout=LIMIT,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout


def report() -> list[str]:
    """Measure all sizes and return a table."""
    begin = time.perf_counter()
    draw_dot(Value(1.0) + 1).pipe(backend="wasm")
    cold = time.perf_counter() - begin
    lines = [
        "## Drawing",
        "",
        f"Milliseconds from a graph to its SVG, medians of {ROUNDS} rounds in turn; compiling",
        f"Graphviz for WebAssembly, once in a process, took {1000 * cold:.0f} ms more.",
        "",
        "| nodes | boxes | ours, wasm | ours, dot | full, dot | full over ours, wasm |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for size in SIZES:
        root = graph(*size)
        boxes = len(draw_dot(root).shown.boxes)
        work: dict[str, Any] = {"wasm": lambda r=root: draw_dot(r).pipe(backend="wasm")}
        too_long = False
        if which("dot"):
            work["dot"] = lambda r=root: draw_dot(r).pipe(backend="dot")
            too_long = in_full(root) is None
            if not too_long:
                work["full"] = lambda r=root: in_full(r)
        times = in_turn(ROUNDS, work)
        cells = [
            f"{1000 * statistics.median(times[name]):.0f}" if name in times else "no dot"
            for name in ("wasm", "dot", "full")
        ]
        factor = f"{ratio(times['full'], times['wasm']):.1f}" if "full" in times else ""
        if too_long:
            cells[2] = f"over {LIMIT:.0f} s"
            factor = f"over {LIMIT / statistics.median(times['wasm']):.0f}"
        lines.append(f"| {len(tape(root)):,} | {boxes} | {' | '.join(cells)} | {factor} |")
    return lines
