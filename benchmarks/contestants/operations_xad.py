"""The operations by XAD, a tape in C++ with Python bindings: the tape is the graph."""

import gc
import time
from collections.abc import Callable
from typing import Any

import xad.adj_1st as xad
from xad import math as functions

from .operations import Figures, program


def phases() -> Figures:
    """Seconds to record, differentiate and free."""

    def kind(number: float) -> Any:
        leaf = xad.Real(number)
        tape.registerInput(leaf)
        return leaf

    with xad.Tape() as tape:
        tape.newRecording()
        start = time.perf_counter()
        root = program(kind, functions.tanh, functions.exp)
        recorded = time.perf_counter()
        tape.registerOutput(root)
        root.derivative = 1.0
        tape.computeAdjoints()
        differentiated = time.perf_counter()
        del root
        tape.clearAll()
        gc.collect()
        freed = time.perf_counter()
    return recorded - start, differentiated - recorded, freed - differentiated


def contestant(_: str) -> Callable[[], Figures]:
    """What takes a round."""
    return phases
