"""The graph on the screen: a window into a sketch, which follows the step."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from autograd import Trace
from autograd.errors import AutogradError
from viz.alerts import find_alerts
from viz.playback import lit_by
from viz.sketch import Arrangement, fit, paint
from viz.state import after

from .background import in_background, start
from .colours import style_of
from .tour import Steps

KEPT = 200
"""How many arrangements are kept, for a reader who goes back."""


class GraphView(Widget):
    """Draws the graph of a walk at its moment, as much of it as fits.

    Graphviz arranges it in another thread, so that a key is answered at once; meanwhile the last
    arrangement stays, if it is of a graph of the same form. One is made at a time: of what is asked
    for meanwhile, only the last is made next.
    """

    theme: reactive[str] = reactive("dark")

    class Pressed(Message):
        """A node was clicked.

        Attributes
        ----------
        node : int
            Its instruction.
        times : int
            How often, quickly one after the other.
        """

        def __init__(self, node: int, times: int) -> None:
            self.node = node
            self.times = times
            super().__init__()

    def __init__(self, *, ascii: bool, id: str) -> None:
        super().__init__(id=id)
        self.ascii = ascii
        self.failure = ""
        self.arrangement: Arrangement | None = None
        self._steps: Steps | None = None
        self._selected: int | None = None
        self._rows: list[Strip] = []
        self._window = (0, 0, 0, 0)
        self._wanted: tuple[int, ...] | None = None  # the centre of what is to be arranged
        self._is_arranging = False
        self._known: dict[tuple[int, ...], Arrangement] = {}  # by centre; () if all is drawn
        self._known_for: tuple[Trace, Size] | None = None
        self._alerted: frozenset[int] = frozenset()

    def show(self, steps: Steps, selected: int | None) -> None:
        """Draw a walk at its moment, with a node selected."""
        self._steps, self._selected = steps, selected
        self._arrange()
        self._paint()

    def on_resize(self) -> None:
        """Fit what is drawn into the new size."""
        self._arrange()
        self._paint()

    def watch_theme(self) -> None:
        """Draw in the new colours."""
        self._paint()

    # --- arranging ---------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Find the arrangement of now, or ask for it."""
        steps, size = self._steps, self.size
        if steps is None or size.width < 1 or size.height < 1:
            return
        trace = steps.trace
        if not self._is_known_for(trace, size):
            self._known_for = (trace, size)
            self._known = {}
            self._alerted = frozenset(find_alerts(trace.tape, after(trace)))
        centre = self._centre()
        found = self._known.get((), self._known.get(centre))
        self._wanted = None if found is not None else centre
        if found is not None:
            self.arrangement = found
        elif not self._is_arranging:
            self._is_arranging = True
            # after the answer to the key is on the screen: two threads would slow each other
            self.call_after_refresh(lambda: start(self, self._arrange_wanted))

    async def _arrange_wanted(self) -> None:
        """Arrange in another thread what is wanted, until nothing is: one at a time, the newest."""
        try:
            while self._wanted is not None and self._known_for is not None:
                (trace, size), centre = self._known_for, self._wanted
                self._wanted = None  # until something is asked for again
                found, failure = await in_background(
                    self,
                    partial(arranged, trace, size.width, size.height, centre, self.ascii),
                )
                if not self._is_known_for(trace, size):
                    continue  # the reader has moved on meanwhile
                self.failure = failure
                if found is not None:
                    if len(self._known) >= KEPT:
                        self._known.clear()
                    is_whole = len(found.boxes) == len(trace.tape)
                    self._known[() if is_whole else centre] = found
                    self._arrange()
                self._paint()
        finally:
            self._is_arranging = False

    def _is_known_for(self, trace: Trace, size: Size) -> bool:
        """Whether the arrangements that are kept are those of a trace in this size."""
        known = self._known_for
        return known is not None and known[0] is trace and known[1] == size

    def _centre(self) -> tuple[int, ...]:
        """The nodes that have to be seen: the selected one, or those of the step."""
        steps = self._steps
        if steps is None:
            return ()
        if self._selected is not None:
            return (self._selected,)
        step = steps.step
        if step is None:
            return (0,)
        return () if step.index is None else (step.index,)

    # --- painting ----------------------------------------------------------------------------

    def _paint(self) -> None:
        steps, arrangement = self._steps, self.arrangement
        if steps is None or arrangement is None or not alike(arrangement.trace, steps.trace):
            self._rows = []
            self.refresh()
            return
        # Of the next training step and after an edit, until that is arranged with its own numbers.
        arrangement = replace(arrangement, trace=steps.trace)
        x, y = self._place(arrangement)
        width, height = self.size
        self._window = (x, y, width, height)
        rows = paint(
            arrangement,
            steps.state,
            lit=lit_by(steps.tape, steps.step) if steps.step is not None else frozenset(),
            selected=self._selected,
            alerts=self._alerted if steps.is_at_end else (),
            window=self._window,
        )
        self._rows = [
            Strip([Segment(text, style_of(name, self.theme)) for text, name in row]) for row in rows
        ]
        self.refresh()

    def _place(self, arrangement: Arrangement) -> tuple[int, int]:
        """The upper left corner of the window: the graph in the middle, or the step in it."""
        width, height = self.size
        shown = [arrangement.boxes[i] for i in self._subjects() if i in arrangement.boxes]
        boxes = shown or [*arrangement.boxes.values()][:1]
        middle = [
            sum(box.x + box.width // 2 for box in boxes) // len(boxes),
            sum(box.y + box.height // 2 for box in boxes) // len(boxes),
        ]
        place = []
        for at, room, whole in zip(
            middle, (width, height), (arrangement.width, arrangement.height), strict=True
        ):
            if whole <= room:
                place.append(-((room - whole) // 2))
            else:
                place.append(max(0, min(at - room // 2, whole - room)))
        return place[0], place[1]

    def _subjects(self) -> Collection[int]:
        """The nodes to have in the middle."""
        steps = self._steps
        if self._selected is not None or steps is None or steps.subject() is None:
            return self._centre()
        return {*self._centre(), steps.subject() or 0}

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        width, ground = self.size.width, self.rich_style
        if y < len(self._rows):
            return self._rows[y].adjust_cell_length(width).apply_style(ground)
        if self.failure and y == self.size.height // 2:
            text = self.failure[: width - 1]
            strip = Strip([Segment(text, style_of("alert", self.theme))])
            return strip.adjust_cell_length(width).apply_style(ground)
        return Strip.blank(width, ground)

    def on_click(self, event: events.Click) -> None:
        """Tell which node was clicked."""
        if self.arrangement is None or not self._rows:
            return
        node = self.arrangement.at(event.x + self._window[0], event.y + self._window[1])
        if node is not None:
            self.post_message(self.Pressed(node, event.chain))


def arranged(
    trace: Trace, columns: int, rows: int, centre: tuple[int, ...], ascii: bool
) -> tuple[Arrangement | None, str]:
    """What fits; or None, and why Graphviz could not arrange it."""
    try:
        return fit(trace, columns, rows, centre, ascii=ascii), ""
    except AutogradError as error:
        return None, str(error)


def alike(one: Trace, other: Trace) -> bool:
    """Whether two graphs have the same form: the same operations on the same operands.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> steps, others = (trace(Value(x) * 2.0) for x in (1.0, 3.0))
    >>> alike(steps, others), alike(steps, trace(Value(1.0) + 2.0))
    (True, False)
    """
    if one is other:
        return True
    forms = ([(line.name, line.op, line.args) for line in each.tape] for each in (one, other))
    return next(forms) == next(forms)
