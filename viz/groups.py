"""Views in which a box may stand for many nodes, and nodes may be left out.

`grouped` is given a key for each node (`viz.folding`) and makes one box for each key, and one arrow
for all edges from one box to another; edges inside a box are not drawn. A box of one node, and the
arrows between two such boxes, are those of `Drawing`. Where nodes are left out, their number is
said.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from math import hypot, isfinite, isnan, nan
from typing import Any

from .folding import Keys, called_in_turn, calls
from .labels import visible
from .state import edges_into
from .view import Arrow, Box, Drawing, View


def grouped(drawing: Drawing, keys: Keys) -> View:
    """Draw one box for each key, and nothing of the nodes whose key is None.

    Examples
    --------
    >>> from autograd import tape
    >>> from autograd.nn import MLP
    >>> from viz.folding import keys_for
    >>> from viz.options import Options
    >>> from viz.state import recorded
    >>> lines = tape(MLP(2, [3, 1], init="zeros")([1.0, -2.0]))
    >>> drawing = Drawing(lines, recorded(lines, [None] * len(lines)), Options())
    >>> for box in grouped(drawing, keys_for(lines, "layer")).boxes:
    ...     print(box.rows)
    ('layer1', 'parameters 9', 'output 0.0000', '‖grad‖ not computed yet', '! 3 off')
    ('layer2', 'parameters 4', 'output 0.0000', '‖grad‖ not computed yet')
    """
    groups = _Groups(drawing, keys)
    boxes, arrows = groups.boxes(), groups.arrows()
    more_boxes, more_arrows = groups.left_out()
    return drawing.view_of([*boxes, *more_boxes], [*arrows, *more_arrows])


@dataclass(frozen=True, slots=True)
class _Edge:
    """Operand `position` of instruction `head` is instruction `tail`."""

    head: int
    position: int
    tail: int


class _Groups:
    """The members of each key, and the edges between boxes."""

    def __init__(self, drawing: Drawing, keys: Keys) -> None:
        self.drawing = drawing
        self.lines = drawing.lines
        self.text = drawing.text
        self.calls = calls(self.lines)
        self.in_turn = called_in_turn(self.lines, self.calls)
        members: dict[Hashable, list[int]] = defaultdict(list)
        for i, key in enumerate(keys):
            if key is not None:
                members[key].append(i)
        # In the order in which boxes are complete: a layer may begin with a bias, read early.
        self.members = dict(sorted(members.items(), key=lambda item: item[1][-1]))
        self.results = {len(keys) - 1}  # nodes that are used outside their box
        self.between: dict[tuple[Hashable, Hashable], list[_Edge]] = defaultdict(list)
        self.operands_left_out: dict[Hashable, set[int]] = defaultdict(set)
        self.users_left_out: dict[Hashable, set[int]] = defaultdict(set)
        for line in self.lines:
            head = keys[line.index]
            for position, arg in edges_into(line):
                tail = keys[arg]
                if tail == head:
                    continue
                self.results.add(arg)
                if tail is None:
                    self.operands_left_out[head].add(arg)
                elif head is None:
                    self.users_left_out[tail].add(line.index)
                else:
                    self.between[tail, head].append(_Edge(line.index, position, arg))

    def is_single(self, key: Hashable) -> bool:
        return len(self.members[key]) == 1

    def box_id(self, key: Hashable) -> str:
        return f"{'node' if self.is_single(key) else 'fold'}{self.members[key][0]}"

    # --- boxes -------------------------------------------------------------------------------

    def boxes(self) -> list[Box]:
        return [
            self.drawing.box(self.lines[members[0]])
            if self.is_single(key)
            else self.fold(key, members)
            for key, members in self.members.items()
        ]

    def fold(self, key: Any, members: list[int]) -> Box:
        """The box of many nodes: how many they are, what comes out, how large the gradient is."""
        computed = [i for i in members if self.lines[i].op is not None]
        results = [i for i in computed or members if i in self.results]
        parameters = [i for i in members if self.lines[i].node.role == "parameter"]
        kind, name = self.kind_and_name(key, members)
        counts = {"nodes": len(members)}
        if key[0] == "module":
            outputs = Counter(self.calls[i] for i in members if i in self.calls)
            times = max(outputs.values(), default=1)
            word = "samples" if self.in_turn.isdisjoint(outputs) else "uses"
            counts = {word: times} if times > 1 else {}
            counts["parameters"] = len(parameters)
        what = "fold.output" if key[0] == "module" else "picture.value"
        size = self.size(self.drawing.state.gradients[i] for i in parameters or results)
        values = [self.drawing.state.values[i] for i in results]
        rows = [
            name,
            *(f"{self.text(f'fold.{word}')} {count:,}" for word, count in counts.items()),
            f"{self.text(what)} {self.extent(values)}",
            f"‖{self.text('picture.gradient')}‖ {self.drawing.number(size)}",
            *self.drawing.alert_rows(members),
        ]
        about = self.text("fold.about", rows="; ".join(rows), count=len(members))
        return Box(self.box_id(key), name, kind, tuple(rows), about, tuple(members))

    def kind_and_name(self, key: Any, members: list[int]) -> tuple[str, str]:
        """A key of `viz.style.LOOKS`, and what to call a box of many nodes."""
        operations = self.text("fold.operations")
        match key:
            case ["module", path]:
                return "module", visible(path) if path else self.text("fold.model")
            case ["leaf", kind, label]:
                return kind, visible(label) if isinstance(label, str) else self.text(
                    f"picture.{kind}"
                )
        op = self.lines[members[0]].op
        if key[0] == "depth" and op is not None:
            return "activation" if op.family == "activation" else "operation", op.symbol
        root = self.lines[-1]
        if root.index in members:
            kind = "loss" if root.node.role == "loss" else "operation"
            return kind, self.drawing.names[-1]
        return "operation", operations

    def extent(self, values: Iterable[float | None]) -> str:
        """A number, or the smallest and the largest of several; NaN if there is one."""
        known = [x for x in values if x is not None]
        number = self.drawing.number
        if any(map(isnan, known)):  # it is neither smaller nor larger than any
            return number(nan)
        low, high = min(known), max(known)
        return number(low) if low == high else f"{number(low)} … {number(high)}"

    def size(self, numbers: Iterable[float | None]) -> float | None:
        """The root of the sum of squares; None if one is not known."""
        known = list(numbers)
        return None if None in known else hypot(*[x for x in known if x is not None])

    # --- arrows ------------------------------------------------------------------------------

    def arrows(self) -> list[Arrow]:
        sizes = {
            pair: self.size(self.drawing.state.flows.get((e.head, e.position)) for e in edges)
            for pair, edges in self.between.items()
        }
        finite = [size for size in sizes.values() if size is not None and isfinite(size)]
        self.drawing.largest = max(finite, default=0.0)
        arrows = []
        for (tail, head), edges in self.between.items():
            if len(edges) == 1 or (self.is_single(tail) and self.is_single(head)):
                ends = self.box_id(tail), self.box_id(head)
                arrows += [replace(self.arrow(e), tail=ends[0], head=ends[1]) for e in edges]
            else:
                arrows.append(self.bundle(tail, head, edges, sizes[tail, head]))
        return arrows

    def arrow(self, edge: _Edge) -> Arrow:
        return self.drawing.arrow(self.lines[edge.head], edge.position, edge.tail)

    def bundle(
        self, tail: Hashable, head: Hashable, edges: list[_Edge], size: float | None
    ) -> Arrow:
        """One arrow for many edges: how many they are, and the size of what flowed along them."""
        rows = [f"×{len(edges):,}"]
        if size is not None:
            rows.append(f"{self.drawing.options.backward} ‖{self.drawing.number(size)}‖")
        return Arrow(
            f"flow{self.members[tail][0]}-{self.members[head][0]}",
            self.box_id(tail),
            self.box_id(head),
            tuple(rows),
            self.text("fold.about_flow", count=len(edges), size=self.drawing.exact(size)),
            "waiting" if size is None else "many",
            self.drawing.share(size),
        )

    # --- what is left out --------------------------------------------------------------------

    def left_out(self) -> tuple[list[Box], list[Arrow]]:
        """A box before and one behind each that has operands or users that are not shown."""
        boxes, arrows = [], []
        for word, left_out in (("before", self.operands_left_out), ("behind", self.users_left_out)):
            for key, hidden in left_out.items():
                here, there = self.box_id(key), f"{word}{self.members[key][0]}"
                rows = (self.text("fold.more", count=len(hidden)),)
                about = self.text(f"fold.about_{word}", count=len(hidden))
                boxes.append(Box(there, there, "more", rows, about, tuple(sorted(hidden))))
                tail, head = (there, here) if word == "before" else (here, there)
                arrows.append(Arrow(f"to-{there}", tail, head, (), about, "hidden", 0.0))
        return boxes, arrows
