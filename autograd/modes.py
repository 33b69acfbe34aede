"""Ways of recording that hold for a `with` block: no_grad, detect_anomaly, and an observer.

They belong to the thread (and the asyncio task) that opened them. `blocks` are those open anywhere:
while there are none, recording an operation pays for one look at it and nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, Protocol

from .errors import ReplayError

if TYPE_CHECKING:
    from .node import Node


class _Block:
    """One open `with` block. A task that outlives it inherits it closed, and so without effect."""

    __slots__ = ("is_open", "kind", "observer", "outer")

    def __init__(self, kind: str, outer: "_Block | None", observer: "Observer | None") -> None:
        self.kind = kind
        self.outer = outer
        self.observer = observer
        self.is_open = True


class Observer(Protocol):
    """Who is told of each operation, and whenever the number of a node is looked at."""

    def was_made(self, node: Any, *, detached: bool) -> None:
        """An operation was recorded; inside `no_grad` it is detached: about to be forgotten."""

    def was_read(self, node: "Node") -> None:
        """Somebody took the number of a node: ``float(v)``, ``v.data``."""

    def was_compared(self, sign: str, node: "Node", other: Any, holds: bool) -> None:
        """Somebody compared a node with another one or a number; `sign` is ``"<"`` or such."""

    def was_detached(self, leaf: Any, node: Any) -> None:
        """A leaf was made of the number of a node."""


blocks: Final[list[_Block]] = []
_innermost: ContextVar[_Block | None] = ContextVar("innermost", default=None)


@contextmanager
def _block(kind: str, observer: Observer | None = None) -> Iterator[None]:
    """Open a block; those of generators may end in another order, or context, than they began."""
    block = _Block(kind, _open(_innermost.get()), observer)
    blocks.append(block)
    _innermost.set(block)
    try:
        yield
    finally:
        block.is_open = False
        _innermost.set(_open(_innermost.get()))
        blocks.remove(block)


def _open(block: _Block | None) -> _Block | None:
    """The innermost of these blocks that is still open."""
    while block is not None and not block.is_open:
        block = block.outer
    return block


def state() -> tuple[bool, Observer | None, bool]:
    """Whether operations are recorded, who is told of them, and whether anomalies are errors."""
    is_recording, observer, is_anomaly_on = True, None, False
    is_decided = is_observed = False
    block = _open(_innermost.get())
    while block is not None:
        if block.kind == "anomaly":
            is_anomaly_on = True
        elif not is_decided:  # the innermost of the others decides
            is_recording, is_decided = block.kind != "no_grad", True
        if block.kind == "observed" and not is_observed:
            observer, is_observed = block.observer, True
        block = _open(block.outer)
    return is_recording, observer, is_anomaly_on


@contextmanager
def recording() -> Iterator[None]:
    """Record, even inside `no_grad`: a derivative needs the graph of its function."""
    if not blocks:
        yield
        return
    with _block("recording"):
        yield


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
    with _block("no_grad"):
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
    with _block("anomaly"):
        yield


@contextmanager
def observed_by(observer: Observer | None) -> Iterator[None]:
    """Record, and tell an observer of each number that is looked at; None for nobody."""
    with _block("observed", observer):
        yield


def observer() -> Observer | None:
    """Who is to be told of numbers that are looked at."""
    return state()[1] if blocks else None


def refuse_unobserved(what: str) -> None:
    """Refuse, while somebody observes, what turns numbers into others outside the graph.

    Raises
    ------
    ReplayError
        If there is an observer.
    """
    if observer() is not None:
        raise ReplayError(
            f"the function {what}, which gives plain numbers that a replay would take for "
            "constants; do it outside, or use backward(create_graph=True) or grad"
        )


def is_recording() -> bool:
    """False inside `no_grad`."""
    return state()[0]


def is_anomaly_on() -> bool:
    """True inside `detect_anomaly`."""
    return state()[2]
