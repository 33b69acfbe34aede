"""A moment of a graph, painted: rows of text in which every stretch says what it is.

See `paint` for the legend.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from itertools import groupby

from ..signs import columns, plain
from ..state import Edge, State, slope
from ..style import sign_of
from .arranging import Arrangement, Lines, Rect
from .boxes import flow_text, local_text, numeral
from .charset import (
    BORDERS,
    DOWN,
    GLYPHS,
    HEADS,
    LEFT,
    PLAIN_BORDERS,
    PLAIN_HEADS,
    PLAIN_STROKES,
    RIGHT,
    STROKES,
    UP,
    cells,
)

Row = tuple[tuple[str, str], ...]
"""One row: stretches of text, each with the name of its style."""

LEVEL, UPRIGHT = LEFT | RIGHT, UP | DOWN

REACH = 40
"""Columns before an arrowhead in which its numbers may stand."""


def paint(
    arrangement: Arrangement,
    state: State,
    *,
    lit: Collection[str] = frozenset(),
    selected: int | None = None,
    alerts: Collection[int] = frozenset(),
    window: tuple[int, int, int, int] | None = None,
) -> list[Row]:
    """Paint what is known of a graph at one moment.

    Parameters
    ----------
    arrangement : Arrangement
        Where everything is.
    state : State
        What is known, as from `viz.playback.state_after`.
    lit : collection of str
        The ids of boxes and arrows to light up, as from `viz.playback.lit_by`.
    selected : int, optional
        The instruction whose box is selected.
    alerts : collection of int
        The instructions with which something is wrong, as from `viz.alerts.find_alerts`.
    window : (int, int, int, int), optional
        The columns and rows to paint: the first column, the first row, how many columns, how many
        rows. By default all.

    Returns
    -------
    list of Row
        As many as the window has, each exactly as wide. Styles are words:

        - ``box.<kind>`` for borders, with a kind of `viz.style` or "output"; ``name``, ``value``,
          ``gradient`` for what stands in boxes; ``todo`` for what is not known yet; ``alert`` for
          the sign that something is wrong; ``hidden`` for counts of what is not drawn
        - ``arrow.<sign>`` for arrows and what flowed back along them, with a sign of `viz.style`,
          or "mixed" where arrows of different signs share a cell; ``local`` for local derivatives
        - with " lit" or " selected" behind it, for what is; "" for the ground

    Notes
    -----
    Legend. A box: name and operation in its border, then its value, and behind ∇ its gradient; "?"
    is not known yet, "…" will still grow. Borders are round for operations, diagonal for
    activations, square for leaves; inputs have a double line below, parameters above, losses at
    the sides, outputs all around. ``[ ]`` around the name: selected. ``!``: something is wrong.
    ``┄2`` in the lower border: two operands, or on the right uses, are not drawn.

    An arrow: heavy if lit; dashed if what flowed back along it is negative, dotted if zero. Its
    head is hollow until something flowed back. At its head ∂ and the local derivative, ← and what
    flowed back. Arrows of one node share a line up to where they part: ├, ┬, ┴. Lines of two nodes
    do no more than cross: ┼.

    In ASCII: ``-`` and ``|`` for lines, ``~`` and ``!`` for negative ones, ``.`` and ``:`` for
    zero; if lit, ``=`` and ``#``, ``%``, ``*``. ``)`` is a hollow head. ``g``, ``d`` and ``<-`` are
    ∇, ∂ and ←; ``+`` behind a gradient is …, and in a line a turn or a fork: lines cross as
    ``-|-``. Corners are ``.`` and ``'`` where they are round, ``/`` where they are diagonal, ``*``
    for losses; ``=`` is a double line.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> from viz.playback import state_after
    >>> from viz.sketch import arrange, as_text
    >>> steps = trace(Value(3.0, label="x") * -2.0)
    >>> sketch = arrange(steps)
    >>> print(as_text(paint(sketch, state_after(steps, 1))))
    ┌ x ──────┐  ∂−2.0000 ╔ v1: · × −2 ╗
    │  3.0000 │──────────▻║    −6.0000 ║
    │      ∇? │           ║         ∇? ║
    └─────────┘           ╚════════════╝
    >>> print(as_text(paint(sketch, state_after(steps, 3))))
    ┌ x ──────┐  ∂−2.0000 ╔ v1: · × −2 ╗
    │  3.0000 │╌╌←−2.0000►║    −6.0000 ║
    │∇−2.0000 │           ║    ∇1.0000 ║
    └─────────┘           ╚════════════╝
    """
    x, y, width, height = window or (0, 0, arrangement.width, arrangement.height)
    canvas = _Canvas(x, y, width, height)
    painter = _Painter(arrangement, state, frozenset(lit), canvas)
    for row in range(y, y + height):
        painter.lines(row)
    for i, box in arrangement.boxes.items():
        if canvas.shows(box):
            painter.box(i, box, is_selected=i == selected, is_wrong=i in alerts)
    for edge, path in arrangement.arrows.items():
        end, row = path[-1]
        if canvas.shows(Rect(end - REACH, row - 1, REACH + 1, 3)):
            painter.head(edge, end, row)
    return canvas.rows()


def as_text(rows: Iterable[Row]) -> str:
    r"""Rows without their styles, to be printed.

    Examples
    --------
    >>> as_text([(("a", "name"), (" ", "")), (("b", "name"),)])
    'a\nb'
    """
    return "\n".join("".join(text for text, _ in row).rstrip() for row in rows)


class _Canvas:
    """The cells of a window: what stands in each, and in which style."""

    def __init__(self, x: int, y: int, width: int, height: int) -> None:
        self.x, self.y, self.width, self.height = x, y, width, height
        self.text = [[" "] * width for _ in range(height)]
        self.style = [[""] * width for _ in range(height)]

    def shows(self, box: Rect) -> bool:
        return (
            self.x < box.x + box.width
            and box.x < self.x + self.width
            and self.y < box.y + box.height
            and box.y < self.y + self.height
        )

    def put(self, x: int, y: int, text: str, style: str) -> None:
        """Write into cells, as far as they are in the window."""
        row, at = y - self.y, x - self.x
        if not 0 <= row < self.height:
            return
        for c in cells(text):
            if 0 <= at < self.width:
                self.text[row][at] = c
                self.style[row][at] = style
            at += 1

    def rows(self) -> list[Row]:
        found = []
        for row, styles in zip(self.text, self.style, strict=True):
            if row and row[0] == "":  # half of a wide letter
                row[0] = " "
            if row and columns(row[-1]) == 2:
                row[-1] = " "
            stretches, at = [], 0
            for style, cells_of_one in groupby(styles):
                end = at + len(list(cells_of_one))
                stretches.append(("".join(row[at:end]), style))
                at = end
            found.append(tuple(stretches))
        return found


class _Painter:
    """Puts what is known at one moment on a canvas."""

    def __init__(
        self, arrangement: Arrangement, state: State, lit: frozenset[str], canvas: _Canvas
    ) -> None:
        self.arrangement = arrangement
        self.state = state
        self.canvas = canvas
        self.lit = lit
        self.ascii = arrangement.ascii
        self.strokes = PLAIN_STROKES if self.ascii else STROKES
        self.looks: dict[int, tuple[str, str]] = {}

    def is_lit(self, edge: Edge) -> bool:
        return f"edge{edge[0]}-{edge[1]}" in self.lit

    def sign(self, edges: Iterable[Edge]) -> str:
        """The sign that arrows have in common."""
        signs = {sign_of(self.state.flows.get(edge)) for edge in edges}
        return signs.pop() if len(signs) == 1 else "mixed"

    def lines(self, row: int) -> None:
        """One row of all arrows."""
        canvas = self.canvas
        text, styles = canvas.text[row - canvas.y], canvas.style[row - canvas.y]
        crossed = self.arrangement.crossed.get(row, [])
        first = bisect_left(crossed, (canvas.x,))
        last = bisect_left(crossed, (canvas.x + canvas.width,))
        for x, lines in crossed[first:last]:
            look = self.looks.get(id(lines))
            if look is None:
                look = self.looks[id(lines)] = self.look(lines)
            text[x - canvas.x], styles[x - canvas.x] = look

    def look(self, lines: Lines) -> tuple[str, str]:
        """The character of a cell that these arrows share, and its style."""
        if self.ascii and {arms for _, arms in lines} == {LEVEL, UPRIGHT}:
            # A plus would be taken for a fork: where lines cross, the upright one goes through.
            return self.look(tuple(line for line in lines if line[1] == UPRIGHT))
        lit = [edge for edge, _ in lines if self.is_lit(edge)]
        sign = self.sign(lit or [edge for edge, _ in lines])
        style = f"arrow.{sign}{' lit' if lit else ''}"
        heavy = light = 0
        for edge, arms in lines:
            if edge in lit:
                heavy |= arms
            else:
                light |= arms
        arms = heavy | light
        if arms in (LEVEL, UPRIGHT):
            strokes = self.strokes.get(sign, self.strokes["positive"])
            return strokes[(arms == UPRIGHT) + 2 * bool(lit)], style
        if self.ascii:
            return "#" if lit else "+", style
        return GLYPHS[light & ~heavy, heavy], style

    def head(self, edge: Edge, x: int, y: int) -> None:
        """The head of an arrow, and the numbers before it."""
        flow, ascii = self.state.flows.get(edge), self.ascii
        lit = " lit" if self.is_lit(edge) else ""
        style = f"arrow.{sign_of(flow)}{lit}"
        heads = PLAIN_HEADS if ascii else HEADS
        self.canvas.put(x, y, heads["waiting" if flow is None else "flowed"], style)
        index, position = edge
        if not self.arrangement.labels or self.state.values[index] is None:
            return
        local = local_text(slope(self.arrangement.trace.tape[index], position), ascii=ascii)
        flowed = "" if flow is None else flow_text(flow, ascii=ascii)
        self.canvas.put(x - columns(flowed), y, flowed, style)
        if self.arrangement.style == "tall":
            above = y - self.arrangement.boxes[index].y == 1
            self.canvas.put(x - columns(local), y - 1 if above else y + 1, local, f"local{lit}")
        else:
            gap = columns(flowed) + bool(flowed)
            self.canvas.put(x - gap - columns(local), y, local, f"local{lit}")

    def box(self, index: int, box: Rect, *, is_selected: bool, is_wrong: bool) -> None:
        """A box with its border, its name and its numbers."""
        words, put = self.arrangement.words[index], self.canvas.put
        is_lit = f"node{index}" in self.lit
        suffix = (" lit" if is_lit else "") + (" selected" if is_selected else "")
        border = f"box.{words.kind}{suffix}"
        borders = PLAIN_BORDERS if self.ascii else BORDERS
        left, top, right, side, low_left, bottom, low_right = tuple(
            borders["lit" if is_lit else words.kind]
        )
        inner, last = box.width - 2, box.y + box.height - 1
        put(box.x, box.y, left + top * inner + right, border)
        name = f"[{words.heading}]" if is_selected else f" {words.heading} "
        put(box.x + 1, box.y, name, f"name{suffix}")
        if is_wrong:
            put(box.x + inner, box.y, "!", f"alert{suffix}")
        for row in range(box.y + 1, last):
            put(box.x, row, side + " " * inner + side, border)
        put(box.x, last, low_left + bottom * inner + low_right, border)
        self.counts(index, box, f"hidden{suffix}")
        self.numbers(index, box, suffix)

    def counts(self, index: int, box: Rect, style: str) -> None:
        """How many operands and uses are not drawn, in the lower border."""
        operands, uses = self.arrangement.hidden.get(index, (0, 0))
        dots, row = "." if self.ascii else "┄", box.y + box.height - 1
        if operands:
            self.canvas.put(box.x + 1, row, f"{dots}{operands}", style)
        if uses:
            text = f"{uses}{dots}"
            self.canvas.put(box.x + box.width - 1 - columns(text), row, text, style)

    def numbers(self, index: int, box: Rect, suffix: str) -> None:
        """The value and the gradient: in two rows, aligned to the right, or in one."""
        state, words = self.state, self.arrangement.words[index]
        value, gradient = state.values[index], state.gradients[index]
        shown = numeral(value, ascii=self.ascii)
        sloped = (plain("∇") if self.ascii else "∇") + numeral(gradient, ascii=self.ascii)
        grows = gradient is not None and index in state.awaiting
        more = ("+" if self.ascii else "…") if grows else " "
        row, end = box.y + 1, box.x + box.width - 2  # of the numbers; one column is for what grows
        is_tall = self.arrangement.style == "tall"
        value_end = end if is_tall else end - words.gradient - 2
        value_style, gradient_style = (
            f"{'todo' if x is None else name}{suffix}"
            for x, name in ((value, "value"), (gradient, "gradient"))
        )
        self.canvas.put(value_end - columns(shown), row, shown, value_style)
        self.canvas.put(end - columns(sloped), row + is_tall, sloped + more, gradient_style)
