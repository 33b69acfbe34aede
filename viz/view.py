"""What a picture shows, in words and numbers, before anything is drawn: boxes and arrows.

`Drawing` makes them from a tape, one box a node and one arrow an operand; `viz.folding` makes
fewer of them, each standing for many. `viz.dot` turns either into DOT.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from autograd import Tape
from autograd.formula import Expr, as_expr, slope_text, write
from autograd.language import Text
from autograd.tape import Instruction

from .alerts import find_alerts
from .labels import operation, visible
from .options import Options
from .state import State, slope
from .style import KINDS, kind_of, sign_of

FAR = 600
"""The `reach` from which on arrows are long."""


MOST = 2000
"""How many boxes Graphviz places in some seconds: for a trace to be played, or a graph in full."""


@dataclass(frozen=True, slots=True)
class Box:
    """What one box says.

    Attributes
    ----------
    id : str
        The id of its element: ``node<i>`` for instruction i.
    name, kind : str
        What it is called; a key of `viz.style.LOOKS`.
    rows : tuple of str
        Its lines of text. The first is its heading.
    about : str
        The same in words, with all digits.
    members : tuple of int
        The instructions it stands for.
    is_output : bool
        Whether it gets the double outline.
    is_to_come : bool
        Whether its value is not computed yet.
    """

    id: str
    name: str
    kind: str
    rows: tuple[str, ...]
    about: str
    members: tuple[int, ...]
    is_output: bool = False
    is_to_come: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """What one arrow says.

    Attributes
    ----------
    id : str
        The id of its element: ``edge<i>-<k>``, leading to instruction i from its operand k.
    tail, head : str
        The ids of the boxes it leads from and to.
    rows : tuple of str
        Its lines of text.
    about : str
        The same in words, with all digits.
    sign : str
        A key of `viz.style.DASHES`.
    share : float
        The size of what flowed back along it, over the largest in the picture: 0 to 1.
    is_to_come : bool
        Whether the result it leads to is not computed yet.
    """

    id: str
    tail: str
    head: str
    rows: tuple[str, ...]
    about: str
    sign: str
    share: float
    is_to_come: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Boxes inside one frame.

    Attributes
    ----------
    id, title : str
        The id of its element; what is written on it.
    boxes : tuple of str
        The ids of the boxes.
    """

    id: str
    title: str
    boxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """All that a picture shows.

    Attributes
    ----------
    boxes, arrows : tuple
        In the order in which they are drawn.
    title, about : str
        What it is a picture of, for those who hear it.
    total : int
        How many nodes the graph has.
    caption : str
        The lines beneath: what is not shown, or is folded; empty if all is there.
    parts : tuple of Part
        Frames around boxes.
    less : str
        The options that draw less of it.
    """

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    title: str
    about: str
    total: int
    caption: str = ""
    parts: tuple[Part, ...] = ()
    less: str = "detail='neuron' or 'layer', around=node, or module=path"

    @property
    def ids(self) -> list[str]:
        """The ids of its boxes, arrows and parts."""
        ids = [*(box.id for box in self.boxes), *(arrow.id for arrow in self.arrows)]
        return [*ids, *(part.id for part in self.parts)]


def kinds_in(boxes: Iterable[Box], text: Text) -> str:
    """How many boxes of each kind there are, in words."""
    count = Counter(box.kind for box in boxes)
    return ", ".join(f"{text(f'picture.{kind}')} {count[kind]}" for kind in KINDS if count[kind])


def reach(view: View) -> int:
    """How many other ranks of boxes the arrows pass on their way, all together.

    Graphviz keeps a place for each, so this is what the time for a picture grows with: a weight
    that each of 60 steps uses makes 60 arrows, up to 120 ranks long.
    """
    place = {box.id: i for i, box in enumerate(view.boxes)}
    onward = [arrow for arrow in view.arrows if place[arrow.tail] < place[arrow.head]]
    rank = dict.fromkeys(place, 0)
    for arrow in sorted(onward, key=lambda arrow: place[arrow.head]):
        rank[arrow.head] = max(rank[arrow.head], rank[arrow.tail] + 1)
    entered = {arrow.head for arrow in onward}
    nearest: dict[str, int] = {}
    for arrow in onward:
        if arrow.tail not in entered:  # a leaf stands right before the first that uses it
            nearest[arrow.tail] = min(nearest.get(arrow.tail, rank[arrow.head]), rank[arrow.head])
    rank |= {tail: first - 1 for tail, first in nearest.items()}
    return sum(rank[arrow.head] - rank[arrow.tail] - 1 for arrow in onward)


def crowding(view: View) -> str:
    """How crowded a picture is: "normal", "dense" with arrows, or with "long" ones.

    Examples
    --------
    >>> crowding(View((), (), "", "", 0))
    'normal'
    """
    if len(view.arrows) > max(60, 2 * len(view.boxes)):
        return "dense"
    return "long" if reach(view) > FAR else "normal"


def is_quick(view: View) -> bool:
    """Whether Graphviz draws it in about a second."""
    return reach(view) <= (FAR if crowding(view) == "dense" else 12 * FAR)


def is_possible(view: View) -> bool:
    """Whether Graphviz draws it in about half a minute, WebAssembly included."""
    return reach(view) <= 70 * FAR


class Drawing:
    """Makes the boxes and arrows of a graph at one moment.

    Parameters
    ----------
    lines : Tape
        The graph.
    state : State
        What is known of it; it may change between two calls.
    options : Options
        How it is drawn.
    largest : float, optional
        The largest contribution in the picture; by default, of those in `state`.

    Attributes
    ----------
    not_yet : str
        The words for a number that is not computed yet.
    alerts : dict of int to list of Alert
        What is wrong, by instruction.
    """

    def __init__(
        self, lines: Tape, state: State, options: Options, largest: float | None = None
    ) -> None:
        self.lines = lines
        self.state = state
        self.options = options
        self.text = options.text
        self.not_yet = self.text("picture.not_yet")
        self.names = [visible(line.name) for line in lines]
        self.alerts = find_alerts(lines, state)
        finite = (abs(flow) for flow in state.flows.values() if isfinite(flow))
        self.largest = max(finite, default=0.0) if largest is None else largest
        # What does not change with the state is written once for all moments.
        self._headings: dict[int, tuple[str, str]] = {}
        self._rules: dict[tuple[int, int], str] = {}

    def view_of(self, boxes: Sequence[Box], arrows: Sequence[Arrow], caption: str = "") -> View:
        """These boxes and arrows, with what is said of the whole."""
        about = self.text(
            "picture.description",
            count=len(boxes),
            kinds=kinds_in(boxes, self.text),
            arrow=self.options.backward,
        )
        title = self.text("picture.title", name=self.names[-1])
        return View(tuple(boxes), tuple(arrows), title, about, len(self.lines), caption)

    def box(self, line: Instruction) -> Box:
        """The box of one node."""
        name, kind = self.names[line.index], kind_of(line)
        heading, about = self.heading(line)
        value, gradient = self.state.values[line.index], self.state.gradients[line.index]
        more = " …" if self.state.awaiting.get(line.index) and gradient is not None else ""
        rows = (
            heading,
            f"{self.text('picture.value')} {self.number(value)}",
            f"{self.text('picture.gradient')} {self.number(gradient)}{more}",
            *self.alert_rows([line.index]),
        )
        about = self.text(
            "picture.about_box", about=about, value=self.exact(value), gradient=self.exact(gradient)
        )
        for alert in self.alerts.get(line.index, ()):
            about += f"; {self.text(f'alerts.about_{alert.name}', number=self.exact(alert.number))}"
        return Box(
            f"node{line.index}",
            name,
            kind,
            rows,
            about,
            (line.index,),
            self.is_output(line, kind),
            value is None,
        )

    def heading(self, line: Instruction) -> tuple[str, str]:
        """The first row of a node's box, and how its description begins."""
        if line.index in self._headings:
            return self._headings[line.index]
        name = self.names[line.index]
        heading, about = name, f"{name} ({self.text(f'picture.{kind_of(line)}')})"
        if line.op is not None:
            operands = [Expr(x) if isinstance(x, str) else as_expr(x) for x in self.operands(line)]
            heading += f": {operation(line.op, line.args, self.options.numbers)}"
            about += f" = {write(line.op, *operands)}"
        return self._headings.setdefault(line.index, (heading, about))

    def arrow(self, line: Instruction, position: int, arg: int) -> Arrow:
        """The arrow to one node from one of its operands."""
        name, local = self.names[line.index], slope(line, position)
        flow = self.state.flows.get((line.index, position))
        is_to_come = self.state.values[line.index] is None
        rows = [f"∂ {self.number(local)}"]
        about = self.text(
            "picture.about_arrow",
            name=name,
            arg=self.names[arg],
            rule=self.rule(line, position),
            slope=self.exact(local),
        )
        if flow is not None:
            rows.append(f"{self.options.backward} {self.number(flow)}")
            gradient = self.exact(self.state.gradients[line.index])
            about += self.text("picture.about_flow", gradient=gradient, flow=self.exact(flow))
        return Arrow(
            f"edge{line.index}-{position}",
            f"node{arg}",
            f"node{line.index}",
            () if is_to_come else tuple(rows),
            f"{self.names[arg]} → {name}" if is_to_come else about,
            sign_of(flow),
            self.share(flow),
            is_to_come,
        )

    def rule(self, line: Instruction, position: int) -> str:
        """The local derivative as a formula."""
        if line.op is None:
            return ""
        edge = line.index, position
        if edge not in self._rules:
            name = self.names[line.index]
            self._rules[edge] = slope_text(line.op, position, self.operands(line), name)
        return self._rules[edge]

    def operands(self, line: Instruction) -> tuple[str | float, ...]:
        """The names of the operands, and the plain numbers among them."""
        return tuple(arg if isinstance(arg, float) else self.names[arg] for arg in line.args)

    def number(self, x: float | None) -> str:
        """A number as the picture writes it, or the words that there is none yet."""
        return self.not_yet if x is None else self.options.number(x)

    def exact(self, x: float | None) -> str:
        """A number with all digits, or the words that there is none yet."""
        return self.not_yet if x is None else repr(float(x))

    def share(self, flow: float | None) -> float:
        """The size of a contribution over the largest."""
        if flow is None or flow != flow or not self.largest:
            return 0.0
        return min(abs(flow) / self.largest, 1.0)

    def is_output(self, line: Instruction, kind: str) -> bool:
        """Whether a node gets the double outline."""
        is_root = line.index == len(self.lines) - 1
        return line.node.role == "output" or (is_root and kind != "loss")

    def alert_rows(self, indices: Sequence[int]) -> list[str]:
        """What is wrong with nodes, in a few words; with their number, if they are many."""
        if len(indices) == 1:
            alerts = self.alerts.get(indices[0], ())
            texts = ((f"alerts.{a.name}", self.number(a.number)) for a in alerts)
            return [f"! {self.text(path, number=number)}" for path, number in texts]
        many: dict[str, set[Hashable]] = {}
        for i in indices:
            for alert in self.alerts.get(i, ()):
                node = self.lines[i].node
                is_neuron = alert.name == "dead" and node.path  # of which all samples are one
                who = (id(node.model), node.path) if is_neuron else i
                many.setdefault(alert.name, set()).add(who)
        return [f"! {self.text(f'alerts.{k}_many', count=len(v))}" for k, v in many.items()]
