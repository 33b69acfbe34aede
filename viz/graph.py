"""From a recorded graph to a picture of it: one box a node, one arrow an operand.

Building is pure: nothing is drawn before the `Picture` is asked to (`viz.rendering`).
"""

from collections import Counter
from collections.abc import Sequence
from math import isfinite

from autograd import Tape, Value, tape
from autograd.errors import InputTypeError, LengthError, unknown_choice
from autograd.formula import Expr, as_expr, slope_text, write
from autograd.op import Op
from autograd.tape import Instruction

from .labels import columns, escape, identifiers, number, operation, visible
from .picture import Picture
from .rendering import FORMATS
from .style import FONT, FONT_SIZE, LOOKS, TEXT, arrow, box, kind_of
from .words import ENGLISH, Words

BACKWARD = {"LR": "←", "TB": "↑", "RL": "→", "BT": "↓"}
"""Where gradients flow to, for each direction in which the computation may run."""

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def draw_dot(
    root: Value | Tape, format: str = "svg", rankdir: str = "LR", *, words: Words = ENGLISH
) -> Picture:
    r"""Draw the graph that computes `root`, with its values, slopes and gradients.

    Parameters
    ----------
    root : Value or Tape
        The result, usually a loss. It is not changed.
    format : str
        What the picture draws unless told otherwise, one of `viz.FORMATS`.
    rankdir : str
        Where the computation runs: "LR" to the right, "TB" downwards, "RL" or "BT".
    words : Words
        The words in it, for another language than English.

    Returns
    -------
    Picture
        A `graphviz.Digraph`. A notebook shows it, ``render("name")`` writes ``name.svg``, and
        ``source`` is the DOT text. It shows the numbers of now, whatever becomes of `root`.

    Notes
    -----
    A box is a node. It says::

        o: σ            its name (the label, or v1, v2, ...), and the operation that made it
        value 0.7311    the result
        grad −0.3509    derivative of the root of the last backward pass with respect to it

    or "grad not computed yet". A plain number is no box but part of the operation: ``^ 2``,
    ``1 −``. Numbers have four decimals; below 0.001 and from a million on they are written in
    powers of ten, ``1.200e−9``.

    ============ ========================= ===============================
    kind         outline                   colour
    ============ ========================= ===============================
    input        box, only its underline   blue
    parameter    box with a folded corner  orange
    other leaf   plain box                 white
    operation    rounded box               grey
    activation   hexagon                   green
    loss         octagon                   vermilion
    output       double, whatever its kind purple outline; role "output",
                                           or the root if it is no loss
    ============ ========================= ===============================

    An arrow leads from an operand to the result; ``x * x`` has two. It says::

        ∂ 0.1966        the local derivative: how much the result changes with this operand
        ← −0.0690       what flowed back along it: local derivative times gradient of the result

    The second line is left out until a backward pass reached the result. The arrow is blue and
    solid if that contribution is positive, vermilion and dashed if negative, grey and dotted if it
    is zero or NaN, grey and solid if there is none yet. The thicker, the larger: 0.8 points plus
    2.2 times the square root of its share of the largest in the picture.

    Nodes have the id ``node<i>``, i being the number on the tape, and arrows ``edge<i>-<k>``,
    leading to node i from its operand k. Pointing at one shows its numbers with all digits.
    The same graph gives the same text in every run.

    Raises
    ------
    ChoiceError
        If `format` or `rankdir` is unknown.
    InputTypeError
        If `root` is neither a Value nor a Tape.

    Examples
    --------
    >>> x = Value(3.0, label="x", role="input")
    >>> y = x * x
    >>> y.backward()
    >>> for line in draw_dot(y).source.splitlines()[4:8]:
    ...     print(line.strip().partition(" color")[0])
    x [label="x\nvalue 3.0000\ngrad 6.0000"
    v1 [label="v1: ×\nvalue 9.0000\ngrad 1.0000"
    x -> v1 [label="∂ 3.0000\n← 3.0000"
    x -> v1 [label="∂ 3.0000\n← 3.0000"
    """
    lines = as_tape(root)
    grads = [line.node.grad for line in lines]
    numbers = [None if g is None else float(g) for g in grads]
    return build(lines, numbers, format, rankdir, words=words)


def as_tape(root: object) -> Tape:
    """Return a Tape as it is, and the tape of a Value; InputTypeError for anything else."""
    if isinstance(root, Value):
        return tape(root)
    if isinstance(root, Tape):
        return root
    raise InputTypeError(
        f"a picture needs a Value or a Tape, got {type(root).__name__}; draw one node, such as the "
        "sum of a list"
    )


def build(
    lines: Tape,
    gradients: Sequence[float | None],
    format: str = "svg",
    rankdir: str = "LR",
    *,
    words: Words = ENGLISH,
) -> Picture:
    """Draw a tape with these gradients, one for each instruction; None is "not computed yet".

    `draw_dot` takes them from the nodes; those of a trace, complete or halfway, do as well.

    Examples
    --------
    >>> x = Value(3.0, label="x")
    >>> "grad not computed yet" in build(tape(x + 1), [None, 1.0]).source
    True
    """
    if format not in FORMATS:
        raise unknown_choice("format", format, FORMATS)
    if rankdir not in BACKWARD:
        raise unknown_choice("rankdir", rankdir, BACKWARD)
    if len(gradients) != len(lines):
        raise LengthError(
            f"a picture needs one gradient (or None) for each of the {len(lines)} instructions of "
            f"the tape, got {len(gradients)}"
        )
    drawing = _Drawing(lines, gradients, BACKWARD[rankdir], words)
    title = words.title.format(name=drawing.ids[-1])
    picture = Picture(title, format=format, filename="graph.gv")
    picture.attr(
        "graph",
        id="graph",
        rankdir=rankdir,
        ordering="in",  # operands in their order
        nodesep="0.3",
        ranksep="0.3",
        tooltip=drawing.description(),
    )
    picture.attr("node", fontname=FONT, fontsize=str(FONT_SIZE), fontcolor=TEXT, height="0")
    picture.attr("edge", fontname=FONT, fontsize="9", fontcolor=TEXT, arrowsize="0.6")
    for line in lines:
        drawing.add_box(picture, line)
        if line.op is not None:
            for position, arg in enumerate(line.args):
                if not isinstance(arg, float):  # a plain number is part of the box
                    drawing.add_arrow(picture, line, line.op, position, arg)
    return picture


class _Drawing:
    """What boxes and arrows need to know of the whole graph.

    Attributes
    ----------
    names : list of str
        What to call each node.
    ids : list of str
        The same as far as DOT allows it; each once.
    largest : float
        The largest size of a contribution.
    """

    def __init__(
        self, lines: Tape, gradients: Sequence[float | None], backward: str, words: Words
    ) -> None:
        self.words = words
        self.lines = lines
        self.gradients = gradients
        self.backward = backward
        self.names = [visible(line.name) for line in lines]
        self.ids = identifiers(self.names)
        flows = [self.flow(line, k) for line in lines for k in range(len(line.args))]
        self.largest = max((abs(f) for f in flows if f is not None and isfinite(f)), default=0.0)

    def flow(self, line: Instruction, position: int) -> float | None:
        """The contribution to one operand; None if the result has no gradient yet."""
        gradient = self.gradients[line.index]
        return None if gradient is None else _slope(line, position) * gradient

    def is_output(self, line: Instruction) -> bool:
        """Whether a node gets the double outline."""
        is_root = line.index == len(self.lines) - 1
        return line.node.role == "output" or (is_root and kind_of(line) != "loss")

    def operands(self, line: Instruction) -> tuple[str | float, ...]:
        """The names of the operands, and the plain numbers among them."""
        return tuple(arg if isinstance(arg, float) else self.names[arg] for arg in line.args)

    def add_box(self, picture: Picture, line: Instruction) -> None:
        """Add a node."""
        name, gradient = self.names[line.index], self.gradients[line.index]
        kind = kind_of(line)
        header, about = name, f"{name} ({getattr(self.words, kind)})"
        if line.op is not None:
            operands = [Expr(x) if isinstance(x, str) else as_expr(x) for x in self.operands(line)]
            header += f": {operation(line.op, line.args)}"
            about += f" = {write(line.op, *operands)}"
        not_yet = self.words.not_yet
        about = self.words.about_box.format(
            about=about,
            value=repr(float(line.node.data)),
            gradient=not_yet if gradient is None else repr(gradient),
        )
        text = (
            header,
            f"{self.words.value} {number(line.node.data)}",
            f"{self.words.gradient} {not_yet if gradient is None else number(gradient)}",
        )
        picture.node(
            self.ids[line.index],
            escape(*text),
            id=f"node{line.index}",
            tooltip=escape(about),
            **box(kind, max(text, key=columns), is_output=self.is_output(line)),
        )

    def add_arrow(
        self, picture: Picture, line: Instruction, op: Op, position: int, arg: int
    ) -> None:
        """Add an edge from an operand to the result."""
        name, slope, flow = (
            self.names[line.index],
            _slope(line, position),
            self.flow(line, position),
        )
        rule = slope_text(op, position, self.operands(line), name)
        text = [f"∂ {number(slope)}"]
        about = self.words.about_arrow.format(
            name=name, arg=self.names[arg], rule=rule, slope=repr(slope)
        )
        if flow is not None:
            text.append(f"{self.backward} {number(flow)}")
            about += self.words.about_flow.format(
                gradient=repr(self.gradients[line.index]), flow=repr(flow)
            )
        picture.edge(
            self.ids[arg],
            self.ids[line.index],
            escape(*self.apart(text)),
            id=f"edge{line.index}-{position}",
            tooltip=escape(about),
            labeltooltip=escape(about),
            **arrow(flow, self.largest),
        )

    def apart(self, text: list[str]) -> list[str]:
        """Lines of an arrow's label, with room beside an upright arrow.

        None above a level one: a blank line would push the label away from its own arrow and next
        to the one above, which then seems to be meant.
        """
        return text if self.backward in "←→" else [f"{2 * NO_BREAK_SPACE}{t} " for t in text]

    def description(self) -> str:
        """What the picture shows, for those who hear it."""
        count = Counter(kind_of(line) for line in self.lines)
        kinds = (f"{getattr(self.words, kind)} {count[kind]}" for kind in LOOKS if count[kind])
        words = self.words.description
        return escape(
            words.format(count=len(self.lines), kinds=", ".join(kinds), arrow=self.backward)
        )


def _slope(line: Instruction, position: int) -> float:
    return line.node.db if position else line.node.da
