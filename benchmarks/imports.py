"""How long ``import autograd`` takes, beside ``import numpy`` alone, each in a fresh process."""

import statistics
import subprocess
import sys

from .measure import in_turn, ratio

ROUNDS = 15


def report() -> None:
    """Print the times and their ratio."""
    times = in_turn(
        ROUNDS,
        nothing=lambda: _python("pass"),
        numpy=lambda: _python("import numpy"),
        autograd=lambda: _python("import autograd"),
    )
    bare = statistics.median(times["nothing"])
    print(f"\nimport, in fresh processes, {ROUNDS} rounds in turn, medians above a bare start")
    for name in ("numpy", "autograd"):
        print(f"{name:12}{1e3 * (statistics.median(times[name]) - bare):9.0f} ms")
    net = [[t - bare for t in times[name]] for name in ("autograd", "numpy")]
    print(f"import autograd takes {ratio(*net):.2f} times as long as import numpy")


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)
