"""How long ``import autograd`` takes, beside ``import numpy``, each in a fresh process."""

import statistics
import subprocess
import sys

from .measure import in_turn, ratio

ROUNDS = 15


def report() -> list[str]:
    """Measure both and return a table."""
    times = in_turn(
        ROUNDS,
        {
            "nothing": lambda: _python("pass"),
            "numpy": lambda: _python("import numpy"),
            "autograd": lambda: _python("import autograd"),
        },
    )
    bare = statistics.median(times["nothing"])
    net = {name: [t - bare for t in times[name]] for name in ("numpy", "autograd")}
    return [
        "## Import",
        "",
        f"Milliseconds above a bare start of Python, medians of {ROUNDS} rounds in turn.",
        "",
        "| numpy | autograd | ratio |",
        "|---:|---:|---:|",
        (
            f"| {1e3 * statistics.median(net['numpy']):.0f} "
            f"| {1e3 * statistics.median(net['autograd']):.0f} "
            f"| {ratio(net['autograd'], net['numpy']):.2f} |"
        ),
    ]


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)
