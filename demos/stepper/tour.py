"""Where a reader is in a lesson, and how they move through it: without a screen, without keys.

A lesson's parts make stops: a `Page` of text and tables, or `Steps`, a graph that is walked through
one step after another, forwards and backwards. Where the walk ends with an update, the next
training step can follow, as often as the reader likes.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from autograd import Tape, Trace
from autograd.trace import BackwardStep, Step
from viz.playback import state_after
from viz.state import State

from ..parts import Heading, Part, Walk
from ..phases import PHASES, phases_of


@dataclass(frozen=True, slots=True)
class Page:
    """Paragraphs and tables that stand on one page.

    Attributes
    ----------
    heading : Heading or None
        What it belongs to.
    parts : tuple of Part
        What is on it.
    """

    heading: Heading | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit changed in one node; a number and what it was."""

    name: str
    values: tuple[float, float]
    gradients: tuple[float, float]


class Steps:
    """A walk and where the reader is in it: in which training step, and after which step.

    Parameters
    ----------
    walk : Walk
        The graph as the lesson has it.
    heading : Heading, optional
        What it belongs to.

    Attributes
    ----------
    rounds : list of Walk
        The training steps made so far.
    round : int
        Which of them the reader is in, from 0.
    moment : int
        After which step the reader is; 0 is the start.

    Examples
    --------
    >>> from autograd import Value
    >>> w = Value(3.0, label="w", role="parameter")
    >>> steps = Steps(Walk(w * w, rate=0.25))
    >>> steps.jump("update"), steps.step
    (True, UpdateStep(index=0, name='w', before=3.0, gradient=6.0, after=1.5))
    >>> steps.jump("forward"), steps.round, steps.step.result
    (True, 1, 2.25)
    """

    def __init__(self, walk: Walk, heading: Heading | None = None) -> None:
        self.heading = heading
        self.rounds = [walk]
        self.round = 0
        self.moment = 0
        self._before_edits: list[tuple[list[Walk], int, int]] = []
        self._phases: dict[int, tuple[str, ...]] = {}
        self._known: tuple[Trace, int, State] | None = None

    @property
    def walk(self) -> Walk:
        """The training step the reader is in."""
        return self.rounds[self.round]

    @property
    def trace(self) -> Trace:
        """Its steps."""
        return self.walk.trace

    @property
    def tape(self) -> Tape:
        """Its graph."""
        return self.trace.tape

    @property
    def step(self) -> Step | None:
        """The step that has just happened; None at the start."""
        return self.trace.steps[self.moment - 1] if self.moment else None

    @property
    def state(self) -> State:
        """What is known now."""
        trace, moment = self.trace, self.moment
        if self._known is None or self._known[0] is not trace or self._known[1] != moment:
            self._known = trace, moment, state_after(trace, moment)
        return self._known[2]

    @property
    def is_at_end(self) -> bool:
        """Whether no step of this walk follows."""
        return self.moment == len(self.trace)

    @property
    def can_train(self) -> bool:
        """Whether another training step can follow."""
        return bool(self.trace.updates)

    # --- moving ------------------------------------------------------------------------------

    def go(self, moment: int) -> None:
        """Go to a moment of this training step; at most to its ends."""
        self.moment = max(0, min(moment, len(self.trace)))

    def back(self) -> bool:
        """Go back by a step, into the training step before at its start; False if there is none."""
        if self.moment:
            self.moment -= 1
        elif self.round:
            self.round -= 1
            self.moment = len(self.trace)
        else:
            return False
        return True

    def train(self) -> None:
        """Go to the start of the next training step."""
        if self.round + 1 == len(self.rounds):
            self.rounds.append(self.walk.next_round())
        self.round += 1
        self.moment = 0

    def by_node(self, way: int) -> bool:
        """Go to where the next (1) or last (-1) node is done; False where there is none."""
        moments = range(self.moment + 1, len(self.trace) + 1)
        if way < 0:
            moments = range(self.moment - 1, -1, -1)
        for moment in moments:
            if self._ends_a_node(moment):
                self.moment = moment
                return True
        return False

    def _ends_a_node(self, moment: int) -> bool:
        """Whether the step after this moment is about another node, or there is none."""
        if moment in (0, len(self.trace)):
            return True
        one, other = self.trace.steps[moment - 1 : moment + 1]
        return (one.kind, one.index) != (other.kind, other.index)

    @property
    def phase(self) -> str | None:
        """In which phase the reader is; None at the start."""
        return self.phase_of(self.moment) if self.moment else None

    @property
    def phases(self) -> tuple[str, ...]:
        """Which phases this walk has, in order."""
        found = set(self._all_phases())
        return tuple(phase for phase in PHASES if phase in found)

    def phase_of(self, moment: int) -> str:
        """The phase of the step before this moment."""
        return self._all_phases()[moment - 1]

    def jump(self, phase: str) -> bool:
        """Go to the first step of a phase; from an update, to that of the next training step.

        Returns
        -------
        bool
            Whether this walk has such a phase.
        """
        if phase not in self.phases:
            return False
        if self.phase == "update":
            self.train()
        self.moment = self._all_phases().index(phase) + 1
        return True

    def _all_phases(self) -> tuple[str, ...]:
        if self.round not in self._phases:
            self._phases[self.round] = phases_of(self.trace)
        return self._phases[self.round]

    # --- looking -----------------------------------------------------------------------------

    def subject(self) -> int | None:
        """The node whose number the step gave; None at the start, or if it is not in the graph."""
        step = self.step
        return step.arg if isinstance(step, BackwardStep) else step.index if step else None

    def origin(self, node: int) -> int:
        """The moment that gave a node what it shows now: its gradient, or else its value."""
        for moment in range(self.moment, 0, -1):
            step = self.trace.steps[moment - 1]
            if isinstance(step, BackwardStep):
                if step.arg == node:
                    return moment
            elif step.index == node:
                return moment
        return 0

    def find(self, query: str) -> list[int]:
        """The nodes whose name, operation or formula has these letters in it."""
        query = query.casefold().strip()
        found = []
        for line in self.tape:
            words = [line.name, line.op.name if line.op else "", self.tape.expression(line)]
            if query and any(query in word.casefold() for word in words):
                found.append(line.index)
        return found

    # --- what if -----------------------------------------------------------------------------

    def edit(self, node: int, number: float) -> list[Change]:
        """Let a leaf have another number, and say what that changes; later rounds are dropped.

        Raises
        ------
        AutogradError
            If it is no leaf, or an operation is not defined for what it gets then. Nothing changes.
        """
        before = self.trace
        edited = self.walk.edited(node, number)
        after = edited.trace  # which may fail, before anything is changed
        self._before_edits.append((self.rounds, self.round, self.moment))
        self.rounds = [*self.rounds[: self.round], edited]
        self._phases = {}
        self.go(self.moment)
        return changes(before, after)

    def take_back(self) -> bool:
        """Undo the last edit; False if there is none."""
        if not self._before_edits:
            return False
        self.rounds, self.round, self.moment = self._before_edits.pop()
        self._phases = {}
        return True


def changes(before: Trace, after: Trace) -> list[Change]:
    """The nodes whose value or gradient differs between two traces of one graph."""
    return [
        Change(
            line.name,
            (before.values[i], after.values[i]),
            (before.gradients[i], after.gradients[i]),
        )
        for i, line in enumerate(before.tape)
        if before.values[i] != after.values[i] or before.gradients[i] != after.gradients[i]
    ]


@dataclass
class Tour:
    """The stops of a lesson, read one after the other as the reader gets there.

    Parameters
    ----------
    parts : iterable of Part
        The lesson. Reading it may take long, since some lessons compute while they go on; `read`
        may be called from another thread.

    Examples
    --------
    >>> from autograd import Value
    >>> from demos.parts import Say
    >>> tour = Tour([Say("intro"), Walk(Value(1.0) + 1), Say("end")])
    >>> [type(tour.read(i)).__name__ for i in range(4)]
    ['Page', 'Steps', 'Page', 'NoneType']
    """

    parts: Iterable[Part]
    stops: list[Page | Steps] = field(default_factory=list)
    is_complete: bool = False

    def __post_init__(self) -> None:
        """Begin with the first part."""
        self._coming = grouped(iter(self.parts))
        self._lock = threading.Lock()

    def read(self, place: int) -> Page | Steps | None:
        """The stop of that number, from 0; None behind the last."""
        with self._lock:
            while len(self.stops) <= place and not self.is_complete:
                stop = next(self._coming, None)
                if stop is None:
                    self.is_complete = True
                else:
                    self.stops.append(stop)
        return self.stops[place] if place < len(self.stops) else None


def grouped(parts: Iterator[Part]) -> Iterator[Page | Steps]:
    """Pages and walks; a heading goes with the page or walk that follows it, and those after."""
    heading: Heading | None = None
    page: list[Part] = []
    for part in parts:
        if isinstance(part, Walk | Heading) and page:
            yield Page(heading, tuple(page))
            page = []
        if isinstance(part, Heading):
            heading = part
        elif isinstance(part, Walk):
            yield Steps(part, heading)
        else:
            page.append(part)
    if page:
        yield Page(heading, tuple(page))


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in a row; of many, the first and how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c"], most=2)
    'a, b, … (3)'
    """
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])}, … ({len(names)})"
