"""Record, differentiate and free 100,000 mixed operations, beside micrograd and XAD.

The program is the same for all (`contestants/operations.py`): chains of x*w + b, tanh and exp over
a few leaves, 1,000 operations deep, added up.
"""

import statistics

from .apart import COMPILED, ROOT, Contestant, in_turn
from .contestants.operations import OPERATIONS
from .measure import ratio

ROUNDS = 9


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

    def times_faster(slow: str, fast: str) -> str:
        return f"{ratio(total[slow], total[fast]):.1f}"

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
