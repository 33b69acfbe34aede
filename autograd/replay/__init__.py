"""Replay: record a function of Values once, run it on arrays at the speed of array code.

Entry point: `replay`. It needs the extra ``fast`` (llvmlite).

How it works, each step a file:

1. `recording`: call the function with Values, and note every number that it looks at.
2. `graph`: the operations as numbered lines.
3. `gradient`: append the backward pass, from the slopes of the table.
4. `passes`: do with less work what the lines say.
5. `schedule`, `runs`, `plan`: lines that do the same run together; places in memory.
6. `kernels`, `lanes`, `results`, `driver`, `machine`: the code of each kind of run, compiled once.
7. `program`: all of it, on arrays.
8. `replayed`, `paths`, `shape`, `training`: what is sound to run, and what to do where it is not.

What always holds: a replay never gives a number that calling the function would not, to rounding.

Absent on purpose: graphics processors, single precision, threads.
"""

from .program import Program
from .replayed import Replay, replay

__all__ = ["Program", "Replay", "replay"]
