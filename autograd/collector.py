"""Pause Python's cyclic garbage collector while graphs are recorded.

It looks through all objects again and again as their number grows, which is most of what recording
costs; and a graph has no cycles: it is freed without it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_pauses = 0
_was_on = False


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the cyclic collector for a `with` block, and put it back whatever happens.

    Blocks may lie in one another, and run in several threads: the last one out switches the
    collector on again, if it was on before the first. Put it around a loop rather than a step: as
    soon as it is on again, it looks through all that is still alive.

    Examples
    --------
    >>> with collector_paused():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    global _pauses, _was_on  # noqa: PLW0603  the collector is one for all threads
    with _lock:
        if _pauses == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _pauses += 1
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0 and _was_on:
                gc.enable()
