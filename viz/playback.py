"""A trace played step by step: what its picture shows after each, and what each step is about.

Moment 0 is the start, before anything is computed: the leaves have their numbers, nothing else has.
Moment k comes after the k-th step of the trace.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from autograd import Tape, Trace
from autograd.errors import DomainError, RenderError
from autograd.trace import BackwardStep, ForwardStep, SeedStep, Step, UpdateStep

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
        self.state = _start(trace)
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
            take(self.state, step)
            nodes, edges = subjects(self.lines, step)
            self.update_alerts(step, nodes)
            yield replace(self.moment(nodes, edges), lit=_ids(nodes, edges))

    def moment(self, nodes: Iterable[int], edges: Iterable[Edge]) -> Moment:
        boxes = tuple(self.drawing.box(self.lines[i]) for i in nodes)
        arrows = tuple(
            self.drawing.arrow(self.lines[i], k, arg)
            for i, k in edges
            if isinstance(arg := self.lines[i].args[k], int)
        )
        return Moment(boxes, arrows)

    def update_alerts(self, step: Step, nodes: Iterable[int]) -> None:
        """Show what is wrong with the nodes of a step, as far as can be told after it."""
        for i in nodes:
            if isinstance(step, ForwardStep):
                self.drawing.alerts[i] = self.early.get(i, [])
            elif not isinstance(step, UpdateStep) and i not in self.state.awaiting:
                self.drawing.alerts[i] = self.late.get(i, [])


def state_after(trace: Trace, moment: int) -> State:
    """What is known at one moment of a trace: 0 is the start, k comes after the k-th step.

    Raises
    ------
    DomainError
        If the trace has no such moment.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> x = Value(3.0, label="x")
    >>> steps = trace(x * x)
    >>> [state_after(steps, k).gradients for k in range(len(steps) + 1)]
    [[None, None], [None, None], [None, 1.0], [3.0, 1.0], [6.0, 1.0]]
    """
    if not 0 <= moment <= len(trace.steps):
        raise DomainError(f"{trace!r} has the moments 0 to {len(trace.steps)}, got {moment}")
    state = _start(trace)
    for step in trace.steps[:moment]:
        take(state, step)
    return state


def take(state: State, step: Step) -> None:
    """Let one step happen: the state is changed."""
    match step:
        case ForwardStep():
            state.values[step.index] = step.result
        case SeedStep():
            state.gradients[step.index] = step.gradient
        case BackwardStep(arg=arg):
            state.flows[step.index, step.position] = step.contribution
            state.gradients[arg] = step.after
            state.awaiting[arg] -= 1
            if not state.awaiting[arg]:
                del state.awaiting[arg]
        case UpdateStep(index=int(i)):
            state.values[i] = step.after


def lit_by(lines: Tape, step: Step) -> frozenset[str]:
    """The ids of the boxes and arrows that a step is about.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> x = Value(3.0, label="x")
    >>> steps = trace(x * x)
    >>> for step in steps.steps:
    ...     print(sorted(lit_by(steps.tape, step)))
    ['edge1-0', 'edge1-1', 'node1']
    ['node1']
    ['edge1-0', 'node0']
    ['edge1-1', 'node0']
    """
    return _ids(*subjects(lines, step))


def subjects(lines: Tape, step: Step) -> tuple[list[int], list[Edge]]:
    """The nodes and edges that a step is about."""
    match step:
        case ForwardStep(index=i):
            return [i], [(i, k) for k, _ in edges_into(lines[i])]
        case BackwardStep():
            return [step.arg], [(step.index, step.position)]
        case _:
            return [] if step.index is None else [step.index], []


def _start(trace: Trace) -> State:
    """What is known before the first step: the numbers of the leaves."""
    lines = trace.tape
    values = [x if line.op is None else None for line, x in zip(lines, trace.values, strict=True)]
    uses = Counter(arg for line in lines for _, arg in edges_into(line))
    return State(values, [None] * len(lines), {}, dict(uses))


def _ids(nodes: Iterable[int], edges: Iterable[Edge]) -> frozenset[str]:
    return frozenset([*(f"node{i}" for i in nodes), *(f"edge{i}-{k}" for i, k in edges)])


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
            rows = _longer(boxes.get(box.id), box)
            boxes[box.id] = box if rows == box.rows else replace(box, rows=rows)
        for arrow in moment.arrows:
            rows = _longer(arrows.get(arrow.id), arrow)
            arrows[arrow.id] = arrow if rows == arrow.rows else replace(arrow, rows=rows)
    drawing = Drawing(trace.tape, after(trace), options)
    view = drawing.view_of([*boxes.values()], [*arrows.values()], caption)
    if not is_possible(view):
        raise RenderError(
            f"Graphviz would need too long to place {len(boxes):,} nodes whose arrows pass so many "
            f"others; {_INSTEAD}"
        )
    return view


def _longer(one: Box | Arrow | None, other: Box | Arrow) -> tuple[str, ...]:
    if one is None or one.rows == other.rows:
        return other.rows
    pairs = zip_longest(one.rows, other.rows, fillvalue="")
    return tuple(x if x == y else max(x, y, key=room) for x, y in pairs)
