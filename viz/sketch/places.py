"""Ranks and rows: in which rank of boxes a node stands, and where from the top.

1. A node stands in the rank before the first that uses it.
2. An arrow that passes ranks holds a row in each, a *wire*. The arrows of one node share it, so
   that a weight that all samples use is one line with branches.
3. Graphviz orders boxes and wires within the ranks, so that few arrows cross, and proposes rows.
4. Rows are then moved, in the order of Graphviz, until as many arrows as possible are straight.

References
----------
K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system
structures", 1981 (ranks, wires, sweeps). R. E. Barlow et al., "Statistical inference under order
restrictions", 1972 (pooling neighbours that violate an order, as `_in_order` does).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from autograd import Tape
from autograd.errors import RenderError

from ..rendering import render_dot
from ..state import Edge, edges_into

OUT = 1
"""The row of a box that its arrows leave from."""

_CELL = 0.25  # inches; Graphviz takes any
_SWEEPS = 8

Item = tuple[int, int]
"""A node and a rank: its box in its own rank, its wire in the ranks behind."""


@dataclass(slots=True)
class Ranks:
    """The boxes and wires of a graph.

    Attributes
    ----------
    of : dict of int to int
        The rank of each instruction shown.
    ends : dict of int to int
        The last rank each node's arrows lead to; its own if none leave.
    arrows : dict of Edge to int
        The operands at which the arrows shown begin.
    height : int
        Rows of a box.
    order : list of list of int
        The nodes whose box or wire each rank has, from the top.
    rows : dict of Item to int
        Where each box or wire begins.
    """

    of: dict[int, int]
    ends: dict[int, int]
    arrows: dict[Edge, int]
    height: int
    order: list[list[int]] = field(default_factory=list)
    rows: dict[Item, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return max(self.of.values()) + 1

    def size(self, item: Item) -> int:
        """Rows of a box or wire."""
        return self.height if self.of[item[0]] == item[1] else 1

    def leaving(self, item: Item) -> int:
        """How far below the top of a box or wire its arrows leave."""
        return OUT if self.of[item[0]] == item[1] else 0

    def arriving(self, edge: Edge) -> int:
        """How far below the top of a box an arrow arrives.

        Two operands arrive one above the other, in the rows of the numbers; at a box with but one
        such row, in those of the border.
        """
        index, position = edge
        if (index, 1 - position) not in self.arrows:
            return OUT
        return OUT + position if self.height == 4 else 2 * position

    def joints(self, rank: int) -> Iterator[tuple[int, Edge | None]]:
        """What leads from one rank to the next: a node, and the arrow that arrives, or its wire."""
        for edge, tail in self.arrows.items():
            if self.of[edge[0]] == rank + 1:
                yield tail, edge
        for tail, end in self.ends.items():
            if self.of[tail] <= rank < end - 1:
                yield tail, None


def ranked(lines: Tape, shown: Collection[int], height: int) -> Ranks:
    """The ranks of these instructions, and the arrows among them.

    Examples
    --------
    >>> from autograd import Value, tape
    >>> x = Value(3.0)
    >>> ranked(tape(x * x + 1), [0, 1, 2], 4).of
    {0: 0, 1: 1, 2: 2}
    """
    behind = dict.fromkeys(sorted(shown), 0)  # how many ranks follow
    arrows = {(i, k): arg for i in behind for k, arg in edges_into(lines[i]) if arg in behind}
    for (i, _), arg in reversed(arrows.items()):
        behind[arg] = max(behind[arg], behind[i] + 1)
    last = max(behind.values())
    of = {i: last - count for i, count in behind.items()}
    ends = dict(of)
    for (i, _), arg in arrows.items():
        ends[arg] = max(ends[arg], of[i])
    return Ranks(of, ends, arrows, height)


def place(ranks: Ranks, *, backend: str | None = None, timeout: float = 30.0) -> None:
    """Give every box and wire its row.

    Raises
    ------
    RenderError
        If Graphviz does not answer, or with something else.
    """
    answer = render_dot(_dot(ranks), "plain", backend=backend, timeout=timeout)
    found = _heights(answer.decode("utf-8", "replace"))
    items = [(i, rank) for i, own in ranks.of.items() for rank in _held(ranks, i, own)]
    if missing := [item for item in items if item not in found]:
        raise RenderError(f"Graphviz left out {len(missing)} of {len(items)} boxes of a sketch")
    ranks.order = [[] for _ in range(len(ranks))]
    for i, rank in sorted(items, key=lambda item: (-found[item], item)):
        ranks.order[rank].append(i)
    top = max(found.values())
    ranks.rows = {item: round((top - found[item]) / _CELL - ranks.size(item) / 2) for item in items}
    _straighten(ranks)
    _close_gaps(ranks)


def _held(ranks: Ranks, index: int, own: int) -> range:
    """The ranks in which a node has a box or a wire."""
    return range(own, max(ranks.ends[index], own + 1))


# --- Graphviz ----------------------------------------------------------------------------------


def _dot(ranks: Ranks) -> str:
    """The boxes and wires as DOT text, in which all edges lead to the next rank."""
    gap = _CELL / 2  # half of the room around a box; Graphviz adds the rest between any two
    rows = [
        "digraph {",
        f"rankdir=LR ordering=in nodesep={gap} ranksep=0.5 splines=false nslimit=2",
        'node [shape=box fixedsize=true width=1 label=""] edge [arrowhead=none]',
    ]
    for i, own in ranks.of.items():
        for rank in _held(ranks, i, own):
            size = ranks.size((i, rank)) * _CELL + (gap if rank == own else -gap)
            rows.append(f"{_name(i, rank)} [height={size}]")
    for (i, _), arg in ranks.arrows.items():
        rows.append(f"{_name(arg, ranks.of[i] - 1)} -> {_name(i, ranks.of[i])}")
    for i, own in ranks.of.items():
        held = _held(ranks, i, own)
        rows += [f"{_name(i, a)} -> {_name(i, b)} [weight=4]" for a, b in pairwise(held)]
        if ranks.ends[i] == own:  # keeps parts that are not joined in the ranks they have here
            rows.append(f"{_name(i, own)} -> end [style=invis minlen={len(ranks) - own}]")
    return "\n".join([*rows, "}"])


def _name(index: int, rank: int) -> str:
    return f"n{index}_{rank}"


def _heights(answer: str) -> dict[Item, float]:
    """Where Graphviz put boxes and wires, in inches from the bottom."""
    nodes = re.findall(r"^node n(\d+)_(\d+) \S+ (\S+) ", answer, re.MULTILINE)
    return {(int(index), int(rank)): float(y) for index, rank, y in nodes}


# --- rows --------------------------------------------------------------------------------------

Pull = tuple[float, float]
"""A row at which a box or wire would like to begin, and how much."""


def _straighten(ranks: Ranks) -> None:
    """Move rows, rank after rank, so that arrows bend less; the best of some sweeps stays."""
    pulls = _pulls(ranks)
    least, best = _bends(ranks, pulls), dict(ranks.rows)
    forwards = range(len(ranks))
    for sweep in range(_SWEEPS):
        before, behind = sweep % 2 == 0, sweep % 2 == 1
        if sweep >= _SWEEPS - 2:
            before = behind = True
        for rank in forwards if sweep % 2 == 0 else reversed(forwards):
            items = [(i, rank) for i in ranks.order[rank]]
            wanted = []
            for item in items:
                near = [
                    (ranks.rows[other] + offset, weight)
                    for other, offset, weight, is_before in pulls[item]
                    if (before if is_before else behind)
                ]
                wanted.append(near or [(ranks.rows[item], 0.01)])  # it stays, unless others push
            rows = _in_order(wanted, _spaces(ranks, items))
            ranks.rows.update(zip(items, rows, strict=True))
        if (bends := _bends(ranks, pulls)) < least or sweep == 0:
            least, best = bends, dict(ranks.rows)
    ranks.rows = best


Pulls = Mapping[Item, Sequence[tuple[Item, int, float, bool]]]
"""For each item those it is joined to: their row plus the offset is where it would be straight."""


def _pulls(ranks: Ranks) -> Pulls:
    pulls: dict[Item, list[tuple[Item, int, float, bool]]] = defaultdict(list)
    computed = {i for i, _ in ranks.arrows}
    for rank in range(len(ranks) - 1):
        for tail, edge in ranks.joints(rank):
            start = (tail, rank)
            end = (tail if edge is None else edge[0], rank + 1)
            offset = ranks.leaving(start) - (0 if edge is None else ranks.arriving(edge))
            is_wire = (edge is None) + (ranks.of[tail] != rank)
            # What is computed goes straight on, and leaves give way.
            weight = (1.0, 2.0, 4.0)[is_wire] * (2.0 if tail in computed else 1.0)
            pulls[end].append((start, offset, weight, True))
            pulls[start].append((end, -offset, weight, False))
    return pulls


def _bends(ranks: Ranks, pulls: Pulls) -> float:
    """How high the whole is, and how far arrows go up and down; each that does counts two more."""
    total = float(max(ranks.rows.values()) - min(ranks.rows.values()))
    for item, joined in pulls.items():
        for other, offset, weight, is_before in joined:
            if is_before and (rows := abs(ranks.rows[other] + offset - ranks.rows[item])):
                total += weight * (rows + 2)
    return total


def _spaces(ranks: Ranks, items: Sequence[Item]) -> list[int]:
    """From the top of each box or wire to the next at least; boxes have a row between them."""
    sizes = [ranks.size(item) for item in items]
    return [one + (one > 1 and other > 1) for one, other in pairwise(sizes)]


def _in_order(wanted: Sequence[Sequence[Pull]], spaces: Sequence[int]) -> list[int]:
    """Rows as near as possible to those wanted, which keep their order and their distances.

    Examples
    --------
    >>> _in_order([[(5, 1)], [(5, 3)], [(20, 1)]], [4, 4])
    [1, 5, 20]
    """
    starts = list(accumulate(spaces, initial=0))
    pools: list[tuple[float, list[Pull], int]] = []
    for start, pulls in zip(starts, wanted, strict=True):
        pool, count = [(row - start, weight) for row, weight in pulls], 1
        row = _median(pool)
        while pools and pools[-1][0] > row:
            _, more, others = pools.pop()
            pool, count = more + pool, count + others
            row = _median(pool)
        pools.append((row, pool, count))
    rows = [row for row, _, count in pools for _ in range(count)]
    return [round(row) + start for row, start in zip(rows, starts, strict=True)]


def _median(pulls: list[Pull]) -> float:
    pulls = sorted(pulls)
    half = sum(weight for _, weight in pulls) / 2
    for row, weight in pulls:
        half -= weight
        if half <= 0:
            return row
    return pulls[-1][0]


def _close_gaps(ranks: Ranks) -> None:
    """Take out rows that nothing needs, and begin at row 0."""
    rows = ranks.rows
    for row in range(max(rows.values()), min(rows.values()), -1):
        if all(_can_move_up(ranks, rank, row) for rank in range(len(ranks))):
            for item in rows:
                rows[item] -= rows[item] >= row
    top = min(rows.values())
    for item in rows:
        rows[item] -= top


def _can_move_up(ranks: Ranks, rank: int, row: int) -> bool:
    """Whether what begins at a row or below it can move up by one in one rank."""
    items = [(i, rank) for i in ranks.order[rank]]
    spaces = _spaces(ranks, items)
    for (above, below), space in zip(pairwise(items), spaces, strict=True):
        if ranks.rows[above] < row <= ranks.rows[below]:
            return ranks.rows[below] - ranks.rows[above] > space
    return True
