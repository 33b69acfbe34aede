"""Run every measurement, print the tables and write them to RESULTS.md: ``make bench``.

``make bench ARGS="moons digits"`` runs some of them and writes nothing.
"""

import platform
import sys
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from autograd.files import write_atomically

RESULTS = Path(__file__).with_name("RESULTS.md")

MEASUREMENTS = (
    "engine",
    "step",
    "moons",
    "digits",
    "transformer",
    "graphs",
    "scaling",
    "imports",
    "drawing",
    "stepper",
)

PEERS = ("numpy", "micrograd", "xad", "torch", "jax", "casadi", "heyoka", "llvmlite", "mypy")


def main(names: list[str]) -> int:
    """Measure, print and write."""
    lines = [
        "# Measurements",
        "",
        (
            f"Written by `make bench` on {date.today()}: Python {platform.python_version()}, "
            f"{', '.join(f'{name} {version(name)}' for name in PEERS)}; {_processor()}."
        ),
        "Machines differ and are noisy; the ratios are what to look at.",
    ]
    for name in names or MEASUREMENTS:
        print(f"measuring: {name}", file=sys.stderr)
        lines += ["", *import_module(f".{name}", __package__).report()]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if not names:
        write_atomically(RESULTS, text, overwrite=True)
    return 0


def _processor() -> str:
    """The processor, as the system calls it."""
    try:
        found = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        name = next(line.split(":")[1] for line in found.splitlines() if "model name" in line)
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    import llvmlite.binding as llvm  # noqa: PLC0415  it tells what vectors the processor has

    features = llvm.get_host_cpu_features()
    vectors = next((each for each in ("avx512f", "avx2", "neon") if features.get(each)), "")
    return f"{name.strip()} ({llvm.get_host_cpu_name()}, {vectors or 'no'} vectors)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
