"""One full training step on moons by the plain engine, pure and compiled, beside micrograd.

MLP 2-16-16-1, 100 samples, max-margin and L2, SGD: the step of micrograd's own demo. Ours pauses
the cyclic collector, as its training loops do; micrograd's graphs have cycles, and need it. A round
is several steps in a row, so that each pays for what the one before left behind.
"""

import statistics

from .apart import COMPILED, ROOT, in_turn
from .measure import ratio
from .targets import Target, targets

ROUNDS, STEPS = 7, 3
WHY = """An object is made for every operation, with a float of its own for its number
and another for its gradient; the table before this one shows what that takes. The layers, which
stay Python, are the rest. Tried: the entries of the table of primitives compiled (no gain), modules
and layers compiled (mypyc refuses the bodies of those classes), objects that the collector does not
know (gradients that are Values would never be freed). Training that has to be fast is replayed: see
the next table."""


def report() -> list[str]:
    """Measure all and return a table."""
    found = in_turn(
        ROUNDS,
        {
            "gradwalk": ("step_ours", "", ROOT),
            "gradwalk, compiled": ("step_ours", "", COMPILED),
            "micrograd": ("step_micrograd", "", ROOT),
        },
    )
    losses = [[loss for _, loss in rows] for rows in found.values()]
    if max(max(each) - min(each) for each in zip(*losses, strict=True)) > 1e-9:
        raise AssertionError(f"they compute something else: {losses}")
    times = {label: [seconds for seconds, _ in rows] for label, rows in found.items()}
    pure, compiled, _ = faster = {
        label: ratio(times["micrograd"], each) for label, each in times.items()
    }
    return [
        "## One training step by the plain engine: MLP 2-16-16-1, 100 samples",
        "",
        f"Milliseconds a step, medians of {ROUNDS} rounds of {STEPS} steps in turn, each engine",
        "in a process of its own. Ours pauses the cyclic collector, as its training loops do;",
        "micrograd's graphs have cycles, and need it.",
        "",
        "| | step | times faster than micrograd |",
        "|---|---:|---:|",
        *(
            f"| {label} | {1e3 * statistics.median(each):.0f} | {faster[label]:.1f} |"
            for label, each in times.items()
        ),
        *targets(
            Target("Python, times faster than micrograd", faster[pure], 10),
            Target("compiled, times faster than micrograd", faster[compiled], 40, why=WHY),
        ),
    ]
