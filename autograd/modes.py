"""Ways of recording that hold for a `with` block: no_grad and detect_anomaly.

They belong to the thread (and the asyncio task) that opened them. `active` counts the blocks open
anywhere: while it is 0, recording an operation pays for one look at it and nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

active: int = 0

_lock = Lock()
_no_grad_depth: ContextVar[int] = ContextVar("no_grad_depth", default=0)
_anomaly_depth: ContextVar[int] = ContextVar("anomaly_depth", default=0)


@contextmanager
def _deeper(depth: ContextVar[int]) -> Iterator[None]:
    """Count one block more; blocks of generators may end in another order than they began."""
    global active  # noqa: PLW0603  a plain module variable is the cheapest thing to look at
    with _lock:
        active += 1
    depth.set(depth.get() + 1)
    try:
        yield
    finally:
        depth.set(max(depth.get() - 1, 0))
        with _lock:
            active -= 1


@contextmanager
def recording() -> Iterator[None]:
    """Record, even inside `no_grad`: a derivative needs the graph of its function."""
    depth = _no_grad_depth.get()
    _no_grad_depth.set(0)
    try:
        yield
    finally:
        _no_grad_depth.set(depth)


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without recording: results inside the block are leaves.

    Examples
    --------
    >>> from autograd import Value, no_grad
    >>> x = Value(3.0)
    >>> with no_grad():
    ...     y = x * x
    >>> y.data, y.args
    (9.0, ())
    """
    with _deeper(_no_grad_depth):
        yield


@contextmanager
def detect_anomaly() -> Iterator[None]:
    """Remember which source line records each operation, and stop at the first NaN or infinity.

    A backward pass inside the block that meets a gradient that is not finite raises
    `AnomalyError`, with the node, its formula and the line that recorded it, and leaves the
    gradients as they were. Outside such a block the pass goes on and warns (`GradientWarning`).

    Examples
    --------
    >>> from autograd import Value, detect_anomaly
    >>> with detect_anomaly():
    ...     x = Value(0.0, label="x")
    ...     x.sqrt().backward()  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    autograd.errors.AnomalyError: the gradient of x became inf: sqrt(x) has local derivative inf...
    """
    with _deeper(_anomaly_depth):
        yield


def is_recording() -> bool:
    """False inside `no_grad`."""
    return _no_grad_depth.get() == 0


def is_anomaly_on() -> bool:
    """True inside `detect_anomaly`."""
    return _anomaly_depth.get() > 0
