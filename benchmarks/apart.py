"""Measurements in processes of their own, in turn: what one leaves in memory costs no other.

Who is measured so stands in `benchmarks/contestants/`.
"""

import gc
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMPILED = ROOT / "build" / "compiled"
"""A copy of the project with its engine compiled: `scripts/compiled-copy`."""


class Contestant:
    """A process that takes a round whenever it is told to."""

    def __init__(self, module: str, how: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.apart", module, how],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def round(self) -> list[float]:
        """Take a round; return its figures."""
        print(file=self.process.stdin, flush=True)
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise ChildProcessError(f"{self.process.args!r} ended with {self.process.wait()}")
        figures: list[float] = json.loads(line)
        return figures

    def end(self) -> None:
        """Stop the process."""
        self.process.kill()
        self.process.communicate()

    def last(self) -> list[float]:
        """Take a round and end."""
        try:
            return self.round()
        finally:
            self.end()


def in_turn(
    rounds: int, contestants: dict[str, tuple[str, str, Path]]
) -> dict[str, list[list[float]]]:
    """Figures of each contestant, one row a round, after one that is not counted.

    Parameters
    ----------
    rounds : int
        How many are counted.
    contestants : dict of str to (str, str, Path)
        By the name in the table: the module, how it is measured, and the folder it is run in.
    """
    found: dict[str, list[list[float]]] = {label: [] for label in contestants}
    running = {label: Contestant(*contestant) for label, contestant in contestants.items()}
    try:
        for counted in (False, *[True] * rounds):
            for label, one in running.items():
                figures = one.round()
                if counted:
                    found[label].append(figures)
    finally:
        for one in running.values():
            one.end()
    return found


def main(module: str, how: str) -> None:
    """Take a round for each line that comes in."""
    take = importlib.import_module(f"benchmarks.contestants.{module}").contestant(how)
    for _ in sys.stdin:
        gc.collect()
        print(json.dumps(list(take())), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
