"""Graph: a program as numbered lines, the form that every pass takes and gives.

A line computes one number, or one number for each row, from earlier lines. What it does is its
`op`:

- a primitive of the table: ``tanh(x)``, ``x*y``;
- a `Slope`: a local derivative of a primitive times the gradient that arrives;
- one of the words below, for what no primitive does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..op import Op

INPUT = "input"  # a number handed in; `number` is its place
PARAMETER = "parameter"  # a leaf that was there before; `number` is its place
CONSTANT = "constant"  # `number` itself
WEIGHT = "weight"  # how much a row counts in the mean or sum
SELECT = "select"  # args: a whole number, then what it chooses from
PICK = "pick"  # args: a whole number, another, x: x where they are equal, else 0
DETACH = "detach"  # the same number, through which no gradient flows
COPY = "copy"  # the same number, in every row
DOT = "dot"  # args: a, b, c, d, ...: a*b + c*d + ...
TOTAL_DOT = "total_dot"  # the same, summed over all rows

LEAVES = (INPUT, PARAMETER, CONSTANT, WEIGHT)


@dataclass(frozen=True, eq=False)
class Slope:
    """The local derivative of a primitive by one argument, times the gradient of its result.

    There is one of each, made by `slope`, so that equal means identical, which is fast.

    Attributes
    ----------
    op : Op
        The primitive.
    position : int
        The argument.
    used : tuple of int
        Which of ``(x, z)`` or ``(x, y, z)`` it depends on; these, then the gradient, are the
        operands.
    """

    op: Op
    position: int
    used: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.op.name}'{'xy'[self.position] if self.op.arity == 2 else ''}"

    def __reduce__(self) -> Any:
        return slope, (self.op, self.position, self.used)


@cache
def slope(op: Op, position: int, used: tuple[int, ...]) -> Slope:
    """The one `Slope` of these."""
    return Slope(op, position, used)


@dataclass(frozen=True, eq=False)
class Guard:
    """A comparison that must come out as it did when the graph was recorded.

    There is one of each, made by `guard`.

    Attributes
    ----------
    sign : str
        ``"<"``, ``"<="``, ``">"``, ``">="``, ``"!="`` or ``"=="``.
    holds : bool
        How it came out.
    """

    sign: str
    holds: bool

    def __str__(self) -> str:
        return f"needs {self.sign}" if self.holds else f"needs not {self.sign}"

    def __reduce__(self) -> Any:
        return guard, (self.sign, self.holds)


COMPARISONS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "!=": "ne", "==": "eq"}
"""What LLVM calls them, and Python's `operator`."""


@cache
def guard(sign: str, holds: bool) -> Guard:
    """The one `Guard` of these."""
    return Guard(sign, holds)


@dataclass(eq=False)
class Graph:
    """Lines, and which of them are results.

    Attributes
    ----------
    ops : list
        What each line does.
    args : list of tuple of int
        The lines it does that with.
    numbers : list of float
        The number of a constant; the place of an input or parameter.
    results : dict of str to list of int
        Lines by what they are: ``"values"``, ``"total"``, ``"guards"``, ``"parameters"`` (their
        gradients), ``"inputs"`` (theirs).
    has_rows : bool
        Whether inputs have a number for each row.
    history : list of tuple
        What was done to it: a name, and how many lines there were before and after.
    """

    ops: list[Any] = field(default_factory=list)
    args: list[tuple[int, ...]] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    results: dict[str, list[int]] = field(default_factory=dict)
    has_rows: bool = True
    history: list[tuple[str, int, int]] = field(default_factory=list)
    _constants: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ops)

    def __iter__(self) -> Iterator[tuple[int, Any, tuple[int, ...], float]]:
        """The lines: number, op, args, number of a leaf."""
        return zip(range(len(self.ops)), self.ops, self.args, self.numbers, strict=True)

    def add(self, op: Any, args: tuple[int, ...] = (), number: float = 0.0) -> int:
        """Append a line; its number."""
        ops = self.ops
        ops.append(op)
        self.args.append(args)
        self.numbers.append(number)
        return len(ops) - 1

    def constant(self, number: float) -> int:
        """The line of a constant; appended if this graph has not been asked for it before."""
        key = number.hex()  # tells 0.0 from -0.0
        line = self._constants.get(key)
        if line is None:
            line = self._constants[key] = self.add(CONSTANT, (), number)
        return line

    def roots(self) -> list[int]:
        """All lines that are results."""
        return [line for lines in self.results.values() for line in lines]

    def with_results(self, old: "Graph", new: Sequence[int]) -> "Graph":
        """Take over the results of another graph, whose line i is here line ``new[i]``."""
        self.results = {name: [new[i] for i in lines] for name, lines in old.results.items()}
        self.has_rows, self.history = old.has_rows, old.history
        return self


def varying(graph: Graph) -> list[bool]:
    """For each line whether it has a number of its own in every row."""
    if not graph.has_rows:
        return [False] * len(graph)
    found: list[bool] = []
    for _, op, args, _ in graph:
        if op in (INPUT, WEIGHT, COPY):
            found.append(True)
        elif op == TOTAL_DOT:
            found.append(False)
        else:
            found.append(True in [found[arg] for arg in args])
    return found


def uses(graph: Graph) -> list[int]:
    """How often each line is an operand or a result."""
    counts = [0] * len(graph)
    for args in graph.args:
        for arg in args:
            counts[arg] += 1
    for line in graph.roots():
        counts[line] += 1
    return counts
