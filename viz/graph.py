"""The picture of a computation graph: the entry point, and what everything in it means."""

from autograd import Tape, Trace, Value, tape
from autograd.errors import InputTypeError, unknown_choice
from autograd.language import DEFAULT
from autograd.nn import Module
from autograd.numeric import as_float

from .dot import picture_of
from .options import Options
from .picture import Picture
from .rendering import FORMATS
from .selection import select
from .state import after, recorded
from .view import Drawing


def draw_dot(
    root: Value | Tape | Trace,
    format: str = "svg",
    rankdir: str = "LR",
    *,
    detail: str = "auto",
    around: Value | str | None = None,
    hops: int = 2,
    module: Module | str | None = None,
    theme: str = "light",
    numbers: str = ".4f",
    legend: bool = False,
    language: str = DEFAULT,
) -> Picture:
    r"""Draw the graph that computes `root`, with its values, slopes and gradients.

    Parameters
    ----------
    root : Value, Tape or Trace
        The result, usually a loss. It is not changed. Of a Trace, the numbers are shown that it
        found, of the others those that the nodes have now.
    format : str
        What the picture draws unless told otherwise, one of `viz.FORMATS`.
    rankdir : str
        Where the computation runs: "LR" to the right, "TB" downwards, "RL" or "BT".
    detail : str
        "full" draws every node; "neuron" and "layer" draw one box for all nodes of a neuron or a
        layer, and of all samples that went through it. "auto" draws every node as long as there
        are at most 400 and Graphviz needs about a second, else the first of these for which that
        holds. What is not drawn is said below the picture, and by the picture's `shown`.
    around : Value or str, optional
        A node, or its name: draw only what is near it.
    hops : int
        How near, in edges.
    module : Module or str, optional
        A module, or its path: draw only its nodes, for the first sample if all are too many.
    theme : str
        "light", "dark", or "auto": light, and dark where the reader's system is (SVG only).
    numbers : str
        How to write numbers: ".4f" (decimals), ".6g" (significant digits), ".3e" (powers of ten),
        with any count of digits, or "r" (all digits). Numbers that would look like 0 and are not,
        and large ones, are written in powers of ten.
    legend : bool
        Whether to explain the picture in the picture.
    language : str
        "en" or "ko".

    Returns
    -------
    Picture
        A `graphviz.Digraph`. A notebook shows it, ``render("name")`` writes ``name.svg``, and
        ``source`` is the DOT text. It shows the numbers of now, whatever becomes of `root`.
        ``shown`` holds its boxes and arrows, with the nodes they stand for.

    Notes
    -----
    A box is a node. It says::

        o: σ            its name (the label, or v1, v2, ...), and the operation that made it
        value 0.7311    the result
        grad −0.3509    derivative of the root of the last backward pass with respect to it

    or "grad not computed yet". A plain number is no box but part of the operation, in which a dot
    stands for the node: ``· ^ 2``, ``1 − ·``.

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
    module       box with a tab            purple; many nodes in one
    ============ ========================= ===============================

    An arrow leads from an operand to the result; ``x * x`` has two. It says::

        ∂ 0.1966        the local derivative: how much the result changes with this operand
        ← −0.0690       what flowed back along it: local derivative times gradient of the result

    The second line is left out until a backward pass reached the result. The arrow is blue and
    solid if that contribution is positive, vermilion and dashed if negative, grey and dotted if it
    is zero or NaN, grey and solid if there is none yet. The thicker, the larger: 0.8 points plus
    2.2 times the square root of its share of the largest in the picture. Where arrows are many
    (more than 60, and twice as many as boxes), they are thinner, and their text is shown only to
    those who point at them.

    A box of many nodes says how many samples and parameters it holds, its smallest and largest
    output, and ``‖grad‖``, the root of the sum of squares of the gradients of its parameters (of
    its results, if it has none). An arrow for many edges is grey, and says how many they are and
    the root of the sum of squares of what flowed along them.

    A line that begins with ``!`` warns: `viz.alerts` says of what.

    Nodes have the id ``node<i>``, i being the number on the tape, and arrows ``edge<i>-<k>``,
    leading to node i from its operand k; a box of many is ``fold<i>`` with the first of them.
    Pointing at one shows its numbers with all digits. The same graph gives the same text in every
    run.

    Raises
    ------
    ChoiceError
        If an option is unknown, or there is no node or module of that name.
    InputTypeError
        If `root` is neither a Value nor a Tape nor a Trace.

    Examples
    --------
    >>> x = Value(3.0, label="x", role="input")
    >>> y = x * x
    >>> y.backward()
    >>> for line in draw_dot(y).source.splitlines()[4:8]:
    ...     print(line.strip().partition(" class")[0])
    x [label="x\nvalue 3.0000\ngrad 6.0000"
    v1 [label="v1: ×\nvalue 9.0000\ngrad 1.0000"
    x -> v1 [label="∂ 3.0000\n← 3.0000"
    x -> v1 [label="∂ 3.0000\n← 3.0000"
    """
    if format not in FORMATS:
        raise unknown_choice("format", format, FORMATS)
    options = Options(rankdir, theme, numbers, legend, language)
    lines = as_tape(root)
    state = after(root) if isinstance(root, Trace) else recorded(lines, present_gradients(lines))
    drawing = Drawing(lines, state, options)
    return picture_of(select(drawing, detail, around, hops, module), options, format)


def as_tape(root: object) -> Tape:
    """The tape of a Value or a Trace; InputTypeError for anything else but a Tape."""
    if isinstance(root, Value):
        return tape(root)
    if isinstance(root, Trace):
        return root.tape
    if isinstance(root, Tape):
        return root
    raise InputTypeError(
        f"a picture needs a Value, a Tape or a Trace, got {type(root).__name__}; draw one node, "
        "such as the sum of a list, or a replay's program with draw_program"
    )


def present_gradients(lines: Tape) -> list[float | None]:
    """The gradients that the nodes have now, as plain numbers."""
    gradients = [line.node.grad for line in lines]
    return [
        None if g is None else g.data if isinstance(g, Value) else as_float(g, "grad")
        for g in gradients
    ]
