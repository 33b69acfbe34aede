"""A scheduled program as data: which kernels run, in which order, on which places of memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .graph import Graph

ROWS = 16
"""Rows that are computed at once, as lanes."""

TILE = 8
"""Lines that are computed at once where there are no rows; also the width of an accumulator."""

LARGE = 2**19
"""From so many numbers on (4 MB), caches do not hold a memory, and kernels ask ahead for what they
gather. Of 1,000,000 operations each takes half as long then; of 100,000, a tenth longer.
"""

AHEAD = 512
"""How many places ahead in the table they ask. Any number from 128 to 2,048 does."""

BEFORE, EACH, AFTER, END = 0, 1, 2, 3
"""The parts of a program: once before the rows, for each block of rows, once after them; and, where
there are steps, what is taken over into the next one.
"""


@dataclass(frozen=True, slots=True)
class Kernel:
    """What a run executes; equal ones are compiled once.

    Attributes
    ----------
    op : object
        A primitive, a `Slope`, a `Guard`, or a word: ``"dot"``, ``"along"``, ``"total_dot"``,
        ``"outer"``, ``"copy"``, ``"pick"``, ``"select"``, ``"reduce"``.
    lanes : int
        Numbers in a tile.
    access : tuple of str
        How each operand is read; of a sum, each of its stretches of terms: ``("CS", "CC")``.
    has_start : bool
        Whether a sum starts from a number, the same in all lanes, and not from 0.
    terms : tuple of int
        How many terms each stretch has, if the kernel is for so many only: a loop less.
    asks_ahead : bool
        Whether it asks for what it gathers some tiles before.
    """

    op: Any
    lanes: int
    access: tuple[str, ...]
    has_start: bool = False
    terms: tuple[int, ...] = ()
    asks_ahead: bool = False

    def for_memory(self, size: int) -> "Kernel":
        """The same for a memory of so many numbers."""
        return replace(self, asks_ahead=size >= LARGE and "G" in "".join(self.access))

    @property
    def name(self) -> str:
        """The name of its function."""
        words = [str(getattr(self.op, "name", self.op)), str(self.lanes), *self.access]
        words += [f"of{count}" for count in self.terms]
        words += ["ahead"] if self.asks_ahead else []
        return "_".join([*words, "start"] if self.has_start else words)


@dataclass(slots=True)
class Run:
    """Lines that run together.

    Attributes
    ----------
    kernel : Kernel
        What does it.
    tiles : int
        How many tiles there are.
    out : int
        The place of the first result.
    table : array of int32
        Places of operands, in the order in which the kernel asks for them.
    terms : tuple of int
        Of a sum: how many terms each stretch has. Of a select: among how many.
    lines : list of int
        The lines, for the reader.
    """

    kernel: Kernel
    tiles: int
    out: int
    table: Any
    terms: tuple[int, ...]
    lines: list[int]


@dataclass
class Plan:
    """A scheduled program.

    Attributes
    ----------
    graph : Graph
        What is computed.
    runs : tuple of four lists of Run
        Before the rows, for each block of rows, after them, at the end of a step.
    place : list of int
        Where the number of each line lies; of a line with rows, its first row.
    size : int
        How many numbers the memory holds.
    constants : dict of int to float
        What lies where from the start.
    inputs, parameters : array of int
        Places by number.
    weight : int
        The place of the weights of the rows of a block; it follows the inputs.
    sums : tuple of int
        Where accumulators begin and how many numbers they are.
    outputs : tuple of int
        Where what a block gives begins, and how many numbers of a row these are: first what
        became of the checks, then ``values``, then the gradients of the inputs.
    bad : int
        Where checks of what is the same in all rows are: TILE numbers, 0 or NaN.
    """

    graph: Graph
    runs: tuple[list[Run], ...] = field(default_factory=lambda: ([], [], [], []))
    place: list[int] = field(default_factory=list)
    size: int = 0
    constants: dict[int, float] = field(default_factory=dict)
    inputs: Any = ()
    parameters: Any = ()
    weight: int = 0
    sums: tuple[int, int] = (0, 0)
    outputs: tuple[int, int] = (0, 0)
    bad: int = 0
    bad_rows: int = 0

    def place_lines(self, lines: Sequence[int], begin: int, width: int = 1) -> None:
        """Lay lines side by side, each so many numbers wide."""
        for i, line in enumerate(lines):
            self.place[line] = begin + i * width

    def take(self, count: int, align: int = TILE) -> int:
        """Reserve so many numbers of memory; where they begin."""
        begin = -(-self.size // align) * align
        self.size = begin + count
        return begin
