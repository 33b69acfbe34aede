"""Record, differentiate and free 100,000 mixed operations, beside micrograd and XAD.

The program is the same for all (`contestants/operations.py`): chains of x*w + b, tanh and exp over
a few leaves, 1,000 operations deep, added up.
"""

import statistics

from .apart import COMPILED, ROOT, Contestant, in_turn
from .contestants.operations import OPERATIONS
from .measure import ratio
from .targets import Target, targets

ROUNDS = 9
XAD = """XAD keeps its tape in C++, out of sight of Python's cyclic collector, which
looks through our nodes again and again while they become more (the rows above, with the collector
and without, differ by that). Training loops pause it. Tried: nodes that it need not look at (a
gradient that is a Value refers back to its graph, which would then never be freed), spare nodes
that are used again (no subclass in Python could be made)."""


def report() -> list[str]:
    """Measure all and return a table."""
    as_it_is = {
        "gradwalk": ("operations_ours", "", ROOT),
        "gradwalk, compiled": ("operations_ours", "", COMPILED),
        "micrograd": ("operations_micrograd", "", ROOT),
    }
    paused = {
        f"{label}, collector paused": (name, "paused", folder)
        for label, (name, _, folder) in as_it_is.items()
    }
    found = in_turn(ROUNDS, {**as_it_is, "XAD": ("operations_xad", "", ROOT), **paused})
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

    def times_faster(slow: str, fast: str) -> float:
        return ratio(total[slow], total[fast])

    pause = ", collector paused"
    memory = {
        label: Contestant(name, "bytes", folder).last()[0]
        for label, (name, _, folder) in as_it_is.items()
    }
    pure, compiled = "gradwalk", "gradwalk, compiled"
    sizes = ", ".join(f"{size:.0f} ({label})" for label, size in memory.items())
    return [
        *lines,
        "",
        "Times faster than micrograd: "
        + ", ".join(
            f"{times_faster('micrograd' + end, label + end):.1f} ({label + end})"
            for end in ("", pause)
            for label in (pure, compiled)
        )
        + ".",
        "Times faster than XAD: "
        + ", ".join(
            f"{times_faster('XAD', each):.1f} ({each})" for each in (compiled, compiled + pause)
        )
        + ".",
        f"Bytes of a node, recorded and differentiated: {sizes}.",
        *targets(
            Target("Python, times faster than micrograd", times_faster("micrograd", pure), 6),
            Target("Python, bytes of a node", memory[pure], 180, at_most=True),
            Target(
                "compiled, times faster than micrograd", times_faster("micrograd", compiled), 20
            ),
            Target("compiled, times faster than XAD", times_faster("XAD", compiled), 1.5, why=XAD),
            Target(
                "the same, both with the collector paused",
                times_faster("XAD", compiled + pause),
                1.5,
                why=XAD,
            ),
        ),
    ]
