"""Run every measurement and print one table: ``make bench``."""

import platform
import sys
from importlib.metadata import version

from . import engine, imports


def main() -> int:
    """Print the table."""
    print(
        f"Python {platform.python_version()}, numpy {version('numpy')}, "
        f"micrograd {version('micrograd')}, {platform.machine()}"
    )
    engine.report()
    imports.report()
    return 0


if __name__ == "__main__":
    sys.exit(main())
