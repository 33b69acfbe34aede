"""How much of a graph to draw, and in how much detail, so that it fits into a window."""

from collections import Counter
from collections.abc import Collection

from autograd import Trace

from ..folding import within_hops
from .arranging import LEAST, Arrangement, arrange, checked, widths_of
from .boxes import NAMES, SHORT_NAMES, STYLES, words_of
from .places import Ranks, ranked

DETAILS: tuple["Detail", ...] = (
    ("tall", True, NAMES),
    ("tall", False, NAMES),
    ("tall", False, SHORT_NAMES),
    ("flat", False, SHORT_NAMES),
)
"""Styles with and without numbers on arrows and with columns for names, the most detailed first."""


Detail = tuple[str, bool, int]


def fit(
    trace: Trace,
    columns: int,
    rows: int,
    centre: Collection[int] = (),
    *,
    hops: int = 2,
    most: int = 8,
    ascii: bool = False,
    backend: str | None = None,
    timeout: float = 30.0,
) -> Arrangement:
    """The most detailed drawing that fits: of all, or else of what is around some nodes.

    Parameters
    ----------
    trace : Trace
        The graph.
    columns, rows : int
        The room there is, in cells.
    centre : collection of int
        The instructions to draw what is around of, if all of the graph does not fit; by default
        the root.
    hops, most : int
        How many edges away from them: `hops`, and up to `most` where these fit in the same detail;
        fewer where not even `hops` fit.
    ascii, backend, timeout
        As in `arrange`.

    Returns
    -------
    Arrangement
        Tall with numbers on arrows, tall, tall with short names, or flat with short names. If not
        even the nodes next to the centre fit, they are drawn the last way, larger than the room.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> steps = trace((Value(3.0) * 2).tanh() + 1)
    >>> fit(steps, 60, 24)
    <Arrangement of 4 of 4 nodes, tall: 59 x 4 cells>
    >>> fit(steps, 40, 24)
    <Arrangement of 2 of 4 nodes, tall: 35 x 4 cells>
    """
    lines = trace.tape
    middle = checked(trace, centre) or [len(lines) - 1]
    everything = [*range(len(lines))]
    words = {n: words_of(trace, everything, names=n, ascii=ascii) for n in (NAMES, SHORT_NAMES)}

    def around(distance: int) -> list[int]:
        return sorted({j for i in middle for j in within_hops(lines, i, distance)})

    def drawn(shown: list[int], detail: Detail) -> Arrangement:
        style, labels, names = detail
        return arrange(
            trace,
            shown,
            style=style,
            labels=labels,
            names=names,
            ascii=ascii,
            backend=backend,
            timeout=timeout,
        )

    def fitting(shown: list[int], detail: Detail) -> Arrangement | None:
        style, _, names = detail
        ranks = ranked(lines, shown, STYLES[style])
        if _is_too_large(ranks, widths_of(ranks, words[names], style), columns, rows):
            return None
        found = drawn(shown, detail)
        return found if found.width <= columns and found.height <= rows else None

    for distance in (None, *range(max(hops, 1), 0, -1)):
        shown = everything if distance is None else around(distance)
        for detail in DETAILS:
            if (found := fitting(shown, detail)) is None:
                continue
            for farther in range(distance + 1, most + 1) if distance else ():
                if (larger := fitting(around(farther), detail)) is None:
                    break
                found = larger
            return found
    return drawn(around(1), DETAILS[-1])


def _is_too_large(ranks: Ranks, widths: list[int], columns: int, rows: int) -> bool:
    """Whether boxes alone need more room, which can be told without Graphviz."""
    fullest = max(Counter(ranks.of.values()).values())
    return (
        sum(widths) + LEAST * (len(widths) - 1) > columns or fullest * (ranks.height + 1) - 1 > rows
    )
