"""gradwalk as it lies in the folder that the process runs in, compiled or not."""

from pathlib import Path

import autograd
from autograd import Value, collector_paused

from ..apart import COMPILED

if autograd.__compiled__ != (Path.cwd().parts[-2:] == COMPILED.parts[-2:]):
    raise ImportError(f"in {Path.cwd()} the engine is {autograd.engine.__file__}")

__all__ = ("Value", "collector_paused")
