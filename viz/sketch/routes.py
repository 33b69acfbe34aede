"""Tracks: where lines turn in the channel between two ranks, so that none is taken for another.

In a channel each node's lines are one *net*: it enters at one row and leaves at one or more, and in
between goes up and down in a column of its own, its *track*. Two nets share a cell only where one
crosses the other.

Where one net enters at the row at which another leaves, the first has to turn before the second:
further left. If that goes round in a circle, one net of the circle makes a detour over a free row.

References
----------
A. Hashimoto, J. Stevens, "Wire routing by optimizing channel assignment within large apertures",
1971 (tracks); D. Deutsch, "A dogleg channel router", 1976 (the detour).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

Point = tuple[int, int]
"""A column and a row."""


@dataclass(frozen=True, slots=True)
class Net:
    """Lines from one row on the left to some on the right.

    Attributes
    ----------
    tail : int
        The node the lines come from.
    start : int
        The row in which they enter.
    ends : tuple of int
        The rows in which they leave.
    """

    tail: int
    start: int
    ends: tuple[int, ...]

    @property
    def is_straight(self) -> bool:
        """Whether it needs no track."""
        return self.ends == (self.start,)

    @property
    def top(self) -> int:
        """Its uppermost row."""
        return min(self.start, *self.ends)

    @property
    def bottom(self) -> int:
        """Its lowest row."""
        return max(self.start, *self.ends)


Track = tuple[int, int]
"""A column, counted from 0, and the row in which a net comes to it."""


def route(nets: Sequence[Net]) -> tuple[dict[int, list[Track]], int]:
    """Tracks for the nets of a channel.

    Parameters
    ----------
    nets : sequence of Net
        No two enter in the same row, and no two leave in the same row.

    Returns
    -------
    tracks : dict of int to list of Track
        For the tail of each net the tracks it takes, one after the other; none if it is straight.
    count : int
        How many columns they need.

    Examples
    --------
    >>> route([Net(7, 1, (5,)), Net(8, 5, (9, 3))])
    ({7: [(1, 1)], 8: [(0, 5)]}, 2)
    >>> route([Net(7, 1, (5,)), Net(8, 5, (1,))])
    ({7: [(0, 1), (2, 0)], 8: [(1, 5)]}, 3)
    """
    pieces = [piece for piece in _without_circles(nets) if not piece.is_straight]
    order = _order(pieces)
    columns: dict[int, int] = {}
    for place, i in enumerate(order):
        before = [columns[j] for j in order[:place] if _are_near(pieces[j], pieces[i])]
        columns[i] = max(before, default=-1) + 1
    tracks: dict[int, list[Track]] = {net.tail: [] for net in nets}
    for i, piece in enumerate(pieces):
        tracks[piece.tail].append((columns[i], piece.start))
    return tracks, max(columns.values(), default=-1) + 1


def corners(start: int, end: int, tracks: Sequence[Track], left: int, right: int) -> list[Point]:
    """Where a line through a channel begins, turns and ends.

    Parameters
    ----------
    start, end : int
        The rows in which it enters and leaves.
    tracks : sequence of Track
        Those of its net, as from `route`.
    left, right : int
        The first and the last column of the channel; tracks begin behind the first.

    Examples
    --------
    >>> corners(1, 5, [(0, 1)], 10, 14)
    [(10, 1), (11, 1), (11, 5), (14, 5)]
    """
    found = [(left, start)]
    following = [row for _, row in tracks[1:]] + [end]
    for (column, row), next_row in zip(tracks, following, strict=False):
        found += [(left + 1 + column, row), (left + 1 + column, next_row)]
    return [*found, (right, end)]


def _without_circles(nets: Sequence[Net]) -> Iterator[Net]:
    """The nets; from each circle in which every net has to turn before the next, one in two parts.

    A net has to turn before at most one other, the one that leaves where it enters: following that
    leads into every circle there is.
    """
    leaving = {row: net for net in nets for row in net.ends}
    taken = {net.start for net in nets} | set(leaving)
    walks: dict[int, int] = {}
    in_two: set[int] = set()
    for walk, net in enumerate(nets):
        each: Net | None = net
        while each is not None and each.tail not in walks:
            walks[each.tail] = walk
            each = _next(each, leaving)
        if each is not None and walks[each.tail] == walk:
            in_two.add(each.tail)
    for net in nets:
        if net.tail not in in_two:
            yield net
            continue
        away = (row for n in count(1) for row in (net.start - n, net.start + n))
        free = next(row for row in away if row >= 0 and row not in taken)
        taken.add(free)
        yield Net(net.tail, net.start, (free,))
        yield Net(net.tail, free, net.ends)


def _next(net: Net, leaving: Mapping[int, Net]) -> Net | None:
    """The net that has to turn after this one."""
    other = leaving.get(net.start)
    return None if other is net else other


def _order(pieces: Sequence[Net]) -> list[int]:
    """From left to right, so that no two lie on one another and few cross."""
    indices = range(len(pieces))
    first = {
        (i, j)
        for i in indices
        for j in indices
        if i != j and _is_before(pieces[i], pieces[j], is_earlier=i < j)
    }
    crossings = [[_crossings(one, other) for other in pieces] for one in pieces]
    left, order = list(indices), []
    while left:
        free = [j for j in left if not any((i, j) in first for i in left)]
        best = min(free, key=lambda i: (sum(crossings[i][j] - crossings[j][i] for j in left), i))
        left.remove(best)
        order.append(best)
    return order


def _is_before(one: Net, other: Net, *, is_earlier: bool) -> bool:
    """Whether one piece has to turn further left than another."""
    if one.tail == other.tail:
        return is_earlier
    return one.start in other.ends


def _crossings(one: Net, other: Net) -> int:
    """How many times two pieces cross if the first turns further left."""
    return (one.top <= other.start <= one.bottom) + sum(
        other.top <= row <= other.bottom for row in one.ends
    )


def _are_near(one: Net, other: Net) -> bool:
    """Whether two pieces would touch in one column."""
    return one.top <= other.bottom + 1 and other.top <= one.bottom + 1
