"""What a lesson is made of: parts, in the order in which they are shown.

A lesson (`demos.lessons`) only says what there is to show. `transcript` prints it, the stepper
walks through it; neither knows any lesson. Sentences are named by their key in the lesson's text.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from autograd import Trace, Value, tape, trace
from autograd.nn import SGD


@dataclass(frozen=True, slots=True)
class Say:
    """A paragraph.

    Attributes
    ----------
    key : str
        Its sentence.
    numbers : mapping
        What stands in braces in the sentence.
    """

    key: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as of a table that grows; the attributes are those of `Say`."""

    key: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part that begins here."""

    key: str


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in columns.

    Attributes
    ----------
    columns : tuple of str
        The keys of their headings, in the lesson's own text or else under ``columns``.
    rows : sequence of tuple of (str or float)
        The cells. Floats are shown with six significant digits; a text, as it is.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of few pixels.

    Attributes
    ----------
    rows : tuple of tuple of float
        The pixels, row by row from above: greys from 0, black, to 1, white; in a part with signs,
        numbers from -1 to 1.
    caption : Line
        What stands below.
    """

    rows: tuple[tuple[float, ...], ...]
    caption: Line


@dataclass(frozen=True, slots=True)
class Pixels:
    """Pictures side by side.

    Attributes
    ----------
    pictures : tuple of Picture
        At least one.
    signed : bool
        Whether they show numbers with signs, such as weights, and not greys.
    """

    pictures: tuple[Picture, ...]
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A plane in cells: which class wins in each, and points on top of them.

    Attributes
    ----------
    winners : tuple of tuple of int
        The class, 0 or 1, that wins in each cell; a tuple for each row, from the top.
    points : tuple of (int, int, int)
        Row, column and class of each point. Of several in a cell the last is seen.
    """

    winners: tuple[tuple[int, ...], ...]
    points: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Walk:
    """A graph to be walked through, step by step.

    Attributes
    ----------
    root : Value
        The last result, of which all is differentiated.
    rate : float, optional
        The learning rate: after the backward pass, each parameter steps against its gradient. None
        where nothing is learnt.

    Examples
    --------
    >>> w = Value(3.0, label="w", role="parameter")
    >>> walk = Walk(w * w, rate=0.25)
    >>> walk.trace
    <Trace of v1: 1 forward, 2 backward, 1 update steps>
    >>> walk.next_round().trace.values
    (1.5, 2.25)
    >>> walk.edited(0, -1.0).trace.values
    (-1.0, 1.0)
    """

    root: Value
    rate: float | None = None

    @cached_property
    def trace(self) -> Trace:
        """Its steps."""
        if self.rate is None:
            return trace(self.root)
        leaves = sorted(tape(self.root).leaves, key=lambda leaf: natural(leaf.name))
        parameters = [leaf.node for leaf in leaves if leaf.node.role == "parameter"]
        optimiser = SGD(parameters, lr=self.rate)
        optimiser.zero_grad()
        self.root.backward()
        return trace(self.root, optimiser.plan())

    def edited(self, index: int, number: float) -> "Walk":
        """The same, with another number in one leaf.

        Raises
        ------
        AutogradError
            If an operation is not defined for what it gets then.
        """
        return Walk(self.trace.tape.record({index: number}), self.rate)

    def next_round(self) -> "Walk":
        """The same after the update: the next training step."""
        after = {x.index: x.after for x in self.trace.updates if x.index is not None}
        return Walk(self.trace.tape.record(after), self.rate)


@dataclass(frozen=True, slots=True)
class Work:
    """Something that takes a while, as training does.

    Attributes
    ----------
    total : int
        How many units of work there are.
    lines : iterator of (Line, Field or None)
        One for each unit, when it is done: what is to be shown, or nothing. Reading it does the
        work, so it is read once; `Lines` if the lesson goes on with what was worked out.
    """

    total: int
    lines: Iterator[Line | Field | None]


class Lines(Iterator[Line | Field | None]):
    """Lines of a `Work` that the rest of the lesson builds on.

    Who shows a lesson reads them, and may do so later, or in another thread: the lesson calls
    `finish` before it goes on, and the lines wait for who shows them.

    Parameters
    ----------
    lines : iterable of (Line, Field or None)
        Reading it does the work.

    Examples
    --------
    >>> lines = Lines(map(Line, "abc"))
    >>> next(lines).key
    'a'
    >>> lines.finish()
    >>> [line.key for line in lines]
    ['b', 'c']
    """

    def __init__(self, lines: Iterable[Line | Field | None]) -> None:
        self._lines = iter(lines)
        self._waiting: deque[Line | Field | None] = deque()
        self._failure: Exception | None = None
        self._lock = Lock()

    def __next__(self) -> Line | Field | None:
        """Do one unit, unless its line waits already."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else self._work()

    def finish(self) -> None:
        """Do all that is left; fail again if it has failed before."""
        while True:
            with self._lock:
                try:
                    self._waiting.append(self._work())
                except StopIteration:
                    return

    def _work(self) -> Line | Field | None:
        if self._failure is not None:
            raise self._failure
        try:
            return next(self._lines)
        except StopIteration:
            raise
        except Exception as failure:
            self._failure = failure  # a generator that failed once would seem to be at its end
            raise


Part = Say | Line | Heading | Table | Pixels | Field | Walk | Work


def natural(name: str) -> list[tuple[str, int]]:
    """What sorts names as people count, w2 before w10.

    Examples
    --------
    >>> sorted(["w10", "w2", "b"], key=natural)
    ['b', 'w2', 'w10']
    """
    return [(text, int(digits or 0)) for text, digits in re.findall(r"(\D*)(\d*)", name)]
