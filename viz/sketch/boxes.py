"""What boxes and arrows of a sketch say, and the room they need for what they will say.

A box keeps its size through all steps: it has room for the longest number it will ever hold.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from autograd import Trace
from autograd.tape import Instruction
from autograd.trace import BackwardStep, SeedStep, UpdateStep

from ..labels import number, operation, visible
from ..signs import columns, plain
from ..state import Edge, edges_into, slope
from ..style import kind_of

STYLES = {"tall": 4, "flat": 3}
"""How many rows a box takes in each style."""

NAMES, SHORT_NAMES = 14, 7
"""Columns for a name, of which the middle is left out if it is longer; and where room is scarce."""

NOT_YET = "?"


@dataclass(frozen=True, slots=True)
class Words:
    """What one box says at all times, and the room for what it says at some.

    Attributes
    ----------
    heading : str
        The name, and the operation if there is one.
    kind : str
        A key of `viz.sketch.charset.BORDERS`.
    value, gradient : int
        Columns for its value, and for its gradient.
    """

    heading: str
    kind: str
    value: int
    gradient: int

    def width(self, style: str) -> int:
        """Columns of the box in one style, with its border."""
        # A sign, the number and the "…" of a gradient that will grow; or blanks in their place.
        longest = max(self.value, self.gradient) if style == "tall" else self.value + self.gradient
        inner = longest + (2 if style == "tall" else 4)
        return 2 + max(inner, columns(self.heading) + 2)


def numeral(x: float | None, *, ascii: bool = False) -> str:
    """A number as a sketch writes it, or the sign that it is not known yet.

    Examples
    --------
    >>> numeral(-0.5), numeral(-0.5, ascii=True), numeral(None)
    ('−0.5000', '-0.5000', '?')
    """
    if x is None:
        return NOT_YET
    return plain(number(x)) if ascii else number(x)


def words_of(
    trace: Trace, shown: Iterable[int], *, names: int = NAMES, ascii: bool = False
) -> dict[int, Words]:
    """What the boxes of these instructions say, with so many columns for a name.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> x = Value(3.0, label="x")
    >>> words_of(trace(x * -2), [0, 1])[1]
    Words(heading='v1: · × −2', kind='output', value=7, gradient=6)
    """
    values: dict[int, set[float]] = defaultdict(set)
    gradients: dict[int, set[float]] = defaultdict(set)
    for i, value in enumerate(trace.values):
        values[i].add(value)
    for step in trace.steps:
        match step:
            case SeedStep():
                gradients[step.index].add(step.gradient)
            case BackwardStep():
                gradients[step.arg].add(step.after)
            case UpdateStep(index=int(i)):
                values[i].add(step.after)

    def room(numbers: Collection[float]) -> int:
        return max((columns(numeral(x, ascii=ascii)) for x in numbers), default=1)

    lines = trace.tape
    return {
        i: Words(
            heading(lines[i], names, ascii=ascii),
            box_kind(lines[i], is_root=i == len(lines) - 1),
            room(values[i]),
            room(gradients[i]),
        )
        for i in shown
    }


def heading(line: Instruction, names: int = NAMES, *, ascii: bool = False) -> str:
    """The name of a node, and its operation.

    Examples
    --------
    >>> from autograd import Value, tape
    >>> z = Value(2.0) * 3
    >>> z.label = "가중치"
    >>> heading(tape(z)[1]), heading(tape(z)[1], ascii=True)
    ('가중치: · × 3', '가중치: . * 3')
    """
    name = visible(line.name, names)
    if ascii:
        name = name.replace("…", "...")
    if line.op is None:
        return name
    symbol = operation(line.op, line.args)
    return f"{name}: {visible(plain(symbol) if ascii else symbol, NAMES)}"


def box_kind(line: Instruction, *, is_root: bool) -> str:
    """How a node is framed: the root and outputs doubly, losses and others as their kind."""
    kind = kind_of(line)
    is_output = line.node.role == "output" or (is_root and kind != "loss")
    return "output" if is_output else kind


def local_text(x: float, *, ascii: bool = False) -> str:
    """The local derivative, as it stands at an arrow."""
    return (plain("∂") if ascii else "∂") + numeral(x, ascii=ascii)


def flow_text(x: float, *, ascii: bool = False) -> str:
    """What flowed back, as it stands on an arrow.

    Examples
    --------
    >>> flow_text(-0.5), flow_text(-0.5, ascii=True)
    ('←−0.5000', '<- -0.5000')
    """
    return (plain("← ") if ascii else "←") + numeral(x, ascii=ascii)


def label_rooms(trace: Trace, *, ascii: bool = False) -> dict[Edge, tuple[int, int]]:
    """Columns for the local derivative of each arrow, and for what flows back along it."""
    flows = {(step.index, step.position): step.contribution for step in trace.backward}
    return {
        (line.index, k): (
            columns(local_text(slope(line, k), ascii=ascii)),
            columns(flow_text(flows[line.index, k], ascii=ascii)),
        )
        for line in trace.tape
        for k, _ in edges_into(line)
    }
