"""How much work a function is, counted without a clock: lines of Python that ran, and bytes."""

import gc
import sys
import tracemalloc
from collections.abc import Callable
from typing import Any


def lines_run(function: Callable[..., Any], *args: Any) -> int:
    """How many lines the interpreter runs for a call, a line of a loop as often as it is run.

    What is compiled has no lines: ask about it only where `autograd.__compiled__` is False.
    """
    count = 0

    def note(_frame: Any, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        function(*args)
    finally:
        sys.settrace(before)
    return count


def bytes_used(function: Callable[..., Any], *args: Any) -> tuple[int, int]:
    """The most bytes that a call had in use, and those that were left after it."""
    gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    tracemalloc.start()
    try:
        function(*args)
        left, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        if was_on:
            gc.enable()
    return most, left
