"""Measurements in processes of their own, in turn: what one leaves in memory costs no other.

A module that is measured so has a function ``contestant(name)``, which returns what takes one round
and gives its figures.
"""

import gc
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
COMPILED = ROOT / "build" / "compiled"
"""A copy of the project with its engine compiled: `scripts/compiled-copy`."""


class Contestant:
    """A process that takes a round whenever it is told to."""

    def __init__(self, module: str, name: str, folder: Path = ROOT) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.apart", module, name],
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
    module: str, rounds: int, contestants: dict[str, tuple[str, Path]]
) -> dict[str, list[list[float]]]:
    """Figures of each contestant, one row a round, after one that is not counted.

    Parameters
    ----------
    module : str
        Where `contestant` is.
    rounds : int
        How many are counted.
    contestants : dict of str to (str, Path)
        By the name in the table: the name there, and the folder it is run in.
    """
    found: dict[str, list[list[float]]] = {label: [] for label in contestants}
    running = {
        label: Contestant(module, name, folder) for label, (name, folder) in contestants.items()
    }
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


def this_engine() -> Any:
    """The engine of the folder that a contestant runs in; compiled in that of `COMPILED` alone."""
    import autograd  # noqa: PLC0415  only in a process of its own

    if autograd.__compiled__ != (Path.cwd().parts[-2:] == COMPILED.parts[-2:]):
        raise ImportError(f"in {Path.cwd()} the engine is {autograd.engine.__file__}")
    return autograd


def main(module: str, name: str) -> None:
    """Take a round for each line that comes in."""
    take = importlib.import_module(module).contestant(name)
    for _ in sys.stdin:
        gc.collect()
        print(json.dumps(list(take())), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
