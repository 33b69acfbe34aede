"""A trace played step by step: what its picture shows after each, and what each step is about.

Moment 0 is the start, before anything is computed: the leaves have their numbers, nothing else has.
Moment k comes after the k-th step of the trace.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from autograd import Trace
from autograd.errors import RenderError
from autograd.trace import BackwardStep, ForwardStep, SeedStep, Step

from .alerts import find_alerts
from .labels import room
from .options import Options
from .state import Edge, State, after, edges_into, recorded
from .view import MOST, Arrow, Box, Drawing, View, is_possible

_INSTEAD = (
    "trace a part of the graph, such as one sample or one neuron (trace takes any node), or draw "
    "it folded, with draw_dot"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What one step changes in the picture.

    Attributes
    ----------
    boxes, arrows : tuple
        Those that say something else than before; at the start, all of them.
    lit : frozenset of str
        The ids of what the step is about.
    """

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    lit: frozenset[str] = frozenset()


def play(trace: Trace, options: Options) -> Iterator[Moment]:
    """The moments of a trace, from the start to the last step.

    Raises
    ------
    RenderError
        If there are too many.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> x = Value(3.0, label="x")
    >>> for moment in play(trace(x * x), Options()):
    ...     print(sorted(moment.lit), [box.rows[1:] for box in moment.boxes])
    [] [('value 3.0000', 'grad not yet'), ('value not yet', 'grad not yet')]
    ['edge1-0', 'edge1-1', 'node1'] [('value 9.0000', 'grad not yet')]
    ['node1'] [('value 9.0000', 'grad 1.0000')]
    ['edge1-0', 'node0'] [('value 3.0000', 'grad 3.0000 …')]
    ['edge1-1', 'node0'] [('value 3.0000', 'grad 6.0000')]
    """
    if len(trace.tape) > MOST:
        raise RenderError(
            f"{len(trace.tape):,} nodes are too many to be played step by step, which goes up to "
            f"{MOST:,}; {_INSTEAD}"
        )
    return _Play(trace, options).moments()


class _Play:
    """The numbers of now, and the drawing that puts them into boxes and arrows."""

    def __init__(self, trace: Trace, options: Options) -> None:
        self.trace = trace
        self.lines = trace.tape
        final = after(trace)
        nothing = recorded(self.lines, [None] * len(self.lines), trace.values)
        uses = Counter(arg for line in self.lines for _, arg in edges_into(line))
        self.state = State(
            [
                x if line.op is None else None
                for line, x in zip(self.lines, trace.values, strict=True)
            ],
            [None] * len(self.lines),
            {},
            dict(uses),
        )
        largest = Drawing(self.lines, final, options).largest
        self.drawing = Drawing(self.lines, self.state, options, largest)
        self.drawing.not_yet = options.text("picture.pending")
        # What is wrong with a value is shown with the value, the rest with the whole gradient.
        self.early = find_alerts(self.lines, nothing)
        self.late = find_alerts(self.lines, final)
        self.drawing.alerts = {
            leaf.index: self.early.get(leaf.index, []) for leaf in self.lines.leaves
        }

    def moments(self) -> Iterator[Moment]:
        edges = [(line.index, k) for line in self.lines for k, _ in edges_into(line)]
        yield self.moment(range(len(self.lines)), edges)
        for step in self.trace.steps:
            nodes, edges = self.take(step)
            lit = [f"node{i}" for i in nodes] + [f"edge{i}-{k}" for i, k in edges]
            yield replace(self.moment(nodes, edges), lit=frozenset(lit))

    def moment(self, nodes: Iterable[int], edges: Iterable[Edge]) -> Moment:
        boxes = tuple(self.drawing.box(self.lines[i]) for i in nodes)
        arrows = tuple(
            self.drawing.arrow(self.lines[i], k, arg)
            for i, k in edges
            if isinstance(arg := self.lines[i].args[k], int)
        )
        return Moment(boxes, arrows)

    def take(self, step: Step) -> tuple[list[int], list[Edge]]:
        """Let one step happen; the nodes and edges it is about."""
        state, alerts = self.state, self.drawing.alerts
        match step:
            case ForwardStep(index=i):
                state.values[i] = step.result
                alerts[i] = self.early.get(i, [])
                return [i], [(i, k) for k, _ in edges_into(self.lines[i])]
            case SeedStep(index=i):
                state.gradients[i] = step.gradient
                alerts[i] = self.late.get(i, [])
                return [i], []
            case BackwardStep(index=i, position=k, arg=arg):
                state.flows[i, k] = step.contribution
                state.gradients[arg] = step.after
                state.awaiting[arg] -= 1
                if not state.awaiting[arg]:
                    del state.awaiting[arg]
                    alerts[arg] = self.late.get(arg, [])
                return [arg], [(i, k)]
        if step.index is None:
            return [], []
        state.values[step.index] = step.after
        return [step.index], []


def roomy_view(
    trace: Trace, moments: Iterable[Moment], options: Options, caption: str = ""
) -> View:
    """The last of these moments, with room for the longest text that each line ever holds.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> x = Value(3.0, label="x")
    >>> steps = trace(x * x)
    >>> roomy_view(steps, play(steps, Options()), Options()).boxes[0].rows
    ('x', 'value 3.0000', 'grad 3.0000 …')
    """
    boxes: dict[str, Box] = {}
    arrows: dict[str, Arrow] = {}
    for moment in moments:
        for box in moment.boxes:
            boxes[box.id] = replace(box, rows=_longer(boxes.get(box.id), box))
        for arrow in moment.arrows:
            arrows[arrow.id] = replace(arrow, rows=_longer(arrows.get(arrow.id), arrow))
    drawing = Drawing(trace.tape, after(trace), options)
    view = drawing.view_of([*boxes.values()], [*arrows.values()], caption)
    if not is_possible(view):
        raise RenderError(
            f"Graphviz would need too long to place {len(boxes):,} nodes whose arrows pass so many "
            f"others; {_INSTEAD}"
        )
    return view


def _longer(one: Box | Arrow | None, other: Box | Arrow) -> tuple[str, ...]:
    pairs = zip_longest(one.rows if one else (), other.rows, fillvalue="")
    return tuple(max(pair, key=room) for pair in pairs)
