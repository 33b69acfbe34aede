"""A graph arranged in cells: where each box stands, and by which cells each arrow goes.

Arranging is done once for a graph; `viz.sketch.painting` then paints any moment of it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from autograd import Trace
from autograd.errors import DomainError, unknown_choice

from ..state import Edge, edges_into
from .boxes import NAMES, STYLES, Words, label_rooms, words_of
from .charset import DOWN, LEFT, RIGHT, UP
from .places import Ranks, place, ranked
from .routes import Net, Point, Track, corners, route

LEAST = 3
"""Columns between two ranks at least: a line and an arrowhead."""

Lines = tuple[tuple[Edge, int], ...]
"""The arrows that share a cell, each with its arms there (`viz.sketch.charset`)."""


class Rect(NamedTuple):
    """A rectangle of cells: its left column, its top row, how wide and how high it is."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, eq=False, slots=True)
class Arrangement:
    """A graph of which every box and every arrow has its cells.

    Attributes
    ----------
    trace : Trace
        What is drawn.
    style : str
        "tall" or "flat".
    labels, ascii : bool
        Whether arrows carry numbers; whether only ASCII is used.
    width, height : int
        Of the whole, in cells.
    boxes : dict of int to Rect
        Where the box of each instruction stands.
    arrows : dict of Edge to tuple of Point
        The cells of each arrow, from the one beside its tail's box to the one beside its head's.
    hidden : dict of int to (int, int)
        How many operands and how many uses of an instruction are not drawn.
    words : dict of int to Words
        What the boxes say.
    crossed : dict of int to list of (int, Lines)
        What arrows there are in each row: the columns in order, and the arrows in each.
    """

    trace: Trace
    style: str
    labels: bool
    ascii: bool
    width: int
    height: int
    boxes: dict[int, Rect]
    arrows: dict[Edge, tuple[Point, ...]]
    hidden: dict[int, tuple[int, int]]
    words: dict[int, Words]
    crossed: dict[int, list[tuple[int, Lines]]]

    def __repr__(self) -> str:
        name = f"{len(self.boxes)} of {len(self.trace.tape)} nodes"
        return f"<Arrangement of {name}, {self.style}: {self.width} x {self.height} cells>"

    def at(self, x: int, y: int) -> int | None:
        """The instruction whose box has this cell; None if there is no box.

        Examples
        --------
        >>> from autograd import Value, trace
        >>> arrangement = arrange(trace(Value(3.0) * 2))
        >>> arrangement.at(1, 1), arrangement.at(arrangement.width - 1, 1), arrangement.at(99, 99)
        (0, 1, None)
        """
        for i, (left, top, width, height) in self.boxes.items():
            if left <= x < left + width and top <= y < top + height:
                return i
        return None


def arrange(
    trace: Trace,
    shown: Iterable[int] | None = None,
    *,
    style: str = "tall",
    labels: bool = True,
    names: int = NAMES,
    ascii: bool = False,
    backend: str | None = None,
    timeout: float = 30.0,
) -> Arrangement:
    """Find a place in cells for every box and every arrow of a graph.

    Parameters
    ----------
    trace : Trace
        The graph, and the numbers its boxes need room for.
    shown : iterable of int, optional
        The instructions to draw; all if not given. A box says how many of its operands and uses
        are left out.
    style : str
        "tall": value and gradient one below the other. "flat": side by side, one row less.
    labels : bool
        Whether arrows carry the local derivative and what flowed back.
    names : int
        Columns for the name of a node; of a longer one the middle is left out.
    ascii : bool
        Whether to draw with the characters of ASCII only; labels of nodes stay as they are.
    backend, timeout
        As in `viz.render_dot`, whose errors it raises.

    Raises
    ------
    ChoiceError
        If the style is unknown.
    DomainError
        If there is nothing to draw, or an instruction that the trace does not have.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> x = Value(3.0, label="x")
    >>> arrangement = arrange(trace(x * x))
    >>> arrangement
    <Arrangement of 2 of 2 nodes, tall: 31 x 4 cells>
    >>> arrangement.boxes[1]
    Rect(x=21, y=0, width=10, height=4)
    """
    if style not in STYLES:
        raise unknown_choice("style", style, STYLES)
    lines = trace.tape
    indices = checked(trace, range(len(lines)) if shown is None else shown)
    if not indices:
        raise DomainError("a sketch shows one instruction or more, got none")
    words = words_of(trace, indices, names=names, ascii=ascii)
    ranks = ranked(lines, indices, STYLES[style])
    place(ranks, backend=backend, timeout=timeout)
    tracks, counts = _tracks(ranks)
    wide = widths_of(ranks, words, style)
    rooms = _label_rooms(trace, ranks, ascii=ascii) if labels else [0] * len(ranks)
    lefts = [0]
    for width, columns, room in zip(wide, counts, rooms, strict=True):
        lefts.append(lefts[-1] + width + max(LEAST, columns + room + 2))
    boxes = {
        i: Rect(lefts[rank], ranks.rows[i, rank], wide[rank], ranks.height)
        for i, rank in ranks.of.items()
    }
    arrows = {
        edge: tuple(_cells(_corners(edge, tail, ranks, tracks, lefts, wide)))
        for edge, tail in ranks.arrows.items()
    }
    return Arrangement(
        trace,
        style,
        labels,
        ascii,
        lefts[-2] + wide[-1],
        1 + max(y for cells in (_bottoms(boxes), *arrows.values()) for _, y in cells),
        boxes,
        arrows,
        _hidden(trace, boxes, arrows),
        words,
        _crossed(arrows),
    )


def checked(trace: Trace, indices: Iterable[int]) -> list[int]:
    """Instructions in order, if the trace has them."""
    found, last = sorted(set(indices)), len(trace.tape) - 1
    if wrong := [i for i in found if not 0 <= i <= last]:
        raise DomainError(f"{trace!r} has the instructions 0 to {last}, got {wrong[0]}")
    return found


def widths_of(ranks: Ranks, words: Mapping[int, Words], style: str) -> list[int]:
    """How wide the boxes of each rank are: as the widest of them has to be."""
    widths = [0] * len(ranks)
    for i, rank in ranks.of.items():
        widths[rank] = max(widths[rank], words[i].width(style))
    return widths


def _tracks(ranks: Ranks) -> tuple[list[dict[int, list[Track]]], list[int]]:
    """For the channel behind each rank: the tracks of each node's lines, and how many there are."""
    tracks, counts = [], []
    for rank in range(len(ranks)):
        ends: dict[int, list[int]] = defaultdict(list)
        for tail, edge in ranks.joints(rank):
            if edge is None:
                ends[tail].append(ranks.rows[tail, rank + 1])
            else:
                ends[tail].append(ranks.rows[edge[0], rank + 1] + ranks.arriving(edge))
        nets = [
            Net(tail, ranks.rows[tail, rank] + ranks.leaving((tail, rank)), tuple(rows))
            for tail, rows in ends.items()
        ]
        found, count = route(nets)
        tracks.append(found)
        counts.append(count)
    return tracks, counts


def _label_rooms(trace: Trace, ranks: Ranks, *, ascii: bool) -> list[int]:
    """Columns for the numbers on arrows behind each rank, with a piece of line before them."""
    rooms = [0] * len(ranks)
    for edge, (local, flow) in label_rooms(trace, ascii=ascii).items():
        if edge in ranks.arrows:
            rank = ranks.of[edge[0]] - 1
            room = max(local, flow) if ranks.height == STYLES["tall"] else local + 1 + flow
            rooms[rank] = max(rooms[rank], room + 1)
    return rooms


def _corners(
    edge: Edge,
    tail: int,
    ranks: Ranks,
    tracks: list[dict[int, list[Track]]],
    lefts: list[int],
    wide: list[int],
) -> Iterator[Point]:
    """Where an arrow begins, turns and ends."""
    last = ranks.of[edge[0]]
    for rank in range(ranks.of[tail], last):
        following = (tail, rank + 1) if rank + 1 < last else (edge[0], last)
        yield from corners(
            ranks.rows[tail, rank] + ranks.leaving((tail, rank)),
            ranks.rows[following] + (ranks.arriving(edge) if rank + 1 == last else 0),
            tracks[rank][tail],
            lefts[rank] + wide[rank],
            lefts[rank + 1] - 1,
        )


def _cells(points: Iterable[Point]) -> Iterator[Point]:
    """All cells on the way from corner to corner."""
    last = None
    for (x, y), (to_x, to_y) in pairwise(points):
        dx, dy = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
        for n in range(max(abs(to_x - x), abs(to_y - y)) + 1):
            cell = (x + n * dx, y + n * dy)
            if cell != last:
                yield cell
            last = cell


def _bottoms(boxes: Mapping[int, Rect]) -> list[Point]:
    return [(box.x, box.y + box.height - 1) for box in boxes.values()]


def _hidden(
    trace: Trace, boxes: Collection[int], arrows: Collection[Edge]
) -> dict[int, tuple[int, int]]:
    """How many operands and uses of each box are not drawn; only of those that lack some."""
    operands: Counter[int] = Counter()
    uses: Counter[int] = Counter()
    for line in trace.tape:
        for k, arg in edges_into(line):
            if (line.index, k) not in arrows:
                operands[line.index] += 1
                uses[arg] += 1
    return {i: (operands[i], uses[i]) for i in boxes if operands[i] or uses[i]}


_ARMS = {(1, 0): RIGHT, (-1, 0): LEFT, (0, 1): DOWN, (0, -1): UP}


def _crossed(arrows: Mapping[Edge, tuple[Point, ...]]) -> dict[int, list[tuple[int, Lines]]]:
    """In each row the columns in which there are arrows, and which, without the arrowheads."""
    found: dict[Point, list[tuple[Edge, int]]] = defaultdict(list)
    for edge, cells in arrows.items():
        arm = LEFT  # from the box it leaves
        for (x, y), (to_x, to_y) in pairwise(cells):
            onwards = _ARMS[to_x - x, to_y - y]
            found[x, y].append((edge, arm | onwards))
            arm = _ARMS[x - to_x, y - to_y]
    shared: dict[Lines, Lines] = {}  # one tuple for all cells along a line
    rows: dict[int, list[tuple[int, Lines]]] = defaultdict(list)
    for (x, y), lines in sorted(found.items()):
        key = tuple(lines)
        rows[y].append((x, shared.setdefault(key, key)))
    return dict(rows)
