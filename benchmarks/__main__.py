"""Run every measurement, print the tables and write them to RESULTS.md: ``make bench``."""

import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from . import drawing, engine, imports, stepper

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> int:
    """Measure, print and write."""
    lines = [
        "# Measurements",
        "",
        (
            f"Written by `make bench` on {date.today()}: Python {platform.python_version()}, "
            f"numpy {version('numpy')}, micrograd {version('micrograd')}, {platform.machine()}."
        ),
        "Machines differ and are noisy; the ratios are what to look at.",
    ]
    for measure in (engine.report, imports.report, drawing.report, stepper.report):
        print(f"measuring: {measure.__module__}", file=sys.stderr)
        lines += ["", *measure()]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    RESULTS.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
