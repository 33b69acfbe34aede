"""The keys that look: select nodes, watch them, more digits, themes, languages, source, files."""

import inspect
import sys
from functools import partial
from pathlib import Path

from autograd.errors import AutogradError
from viz.labels import visible
from viz.narration import WIDE
from viz.sketch import Rect

from . import panel
from .background import in_background, start
from .base import LessonBase
from .dialogs import source, table
from .graph_view import GraphView
from .keys import listed
from .saving import save_frame, save_run
from .settings import THEMES
from .tour import Steps


class Looking(LessonBase):
    """Shows more of where the reader is."""

    # --- nodes -------------------------------------------------------------------------------

    def do_select_next(self) -> None:
        """Select the next node of the graph; on a page, scroll."""
        self._select(1)

    def do_select_previous(self) -> None:
        """Select the node before."""
        self._select(-1)

    def _select(self, way: int) -> None:
        steps = self.steps
        if steps is None:
            self._scroll(way)
            return
        last = len(steps.tape) - 1
        now = self.selected
        if now is None:
            subject = steps.subject()
            self.selected = (0 if way > 0 else last) if subject is None else subject
        else:
            self.selected = max(0, min(now + way, last))

    def do_select_right(self) -> None:
        """Select the nearest node to the right in the picture."""
        self._select_towards(1, 0)

    def do_select_left(self) -> None:
        """Select the nearest node to the left."""
        self._select_towards(-1, 0)

    def do_select_below(self) -> None:
        """Select the nearest node below."""
        self._select_towards(0, 1)

    def do_select_above(self) -> None:
        """Select the nearest node above."""
        self._select_towards(0, -1)

    def _select_towards(self, dx: int, dy: int) -> None:
        arrangement = self.query_one(GraphView).arrangement
        if self.steps is None or arrangement is None:
            return
        if self.selected not in arrangement.boxes:
            self._select(1)
        here = arrangement.boxes.get(self.selected if self.selected is not None else -1)
        if here is None:
            return
        found = nearest(arrangement.boxes, here, dx, dy)
        if found is not None:
            self.selected = found

    def do_scroll_down(self) -> None:
        """Scroll what stands beside the graph, or the page."""
        self._scroll(1)

    def do_scroll_up(self) -> None:
        """Scroll back."""
        self._scroll(-1)

    def _scroll(self, way: int) -> None:
        shown = self.query_one("#page" if self.steps is None else "#panel")
        shown.scroll_relative(y=way, animate=False)

    def do_origin(self) -> None:
        """Go to the step that gave the node what it shows; at the end, to the next lesson."""
        if self.steps is None:
            self.open_following()
            return
        steps, node = self.steps, self.node
        if node is None:
            self.say("nothing_selected", "wrong")
        elif origin := steps.origin(node):
            steps.go(origin)
            self.leave_question()
            self.ask_next()
        else:
            self.message = [(panel.without_origin(steps.tape[node], self.words), "")]

    def do_watch(self) -> None:
        """Put the selected node, or that of the step, on the watch list; or take it off."""
        if self.steps is None:
            return
        node = self.node
        if node is None:
            self.say("nothing_selected", "wrong")
        elif node in self.watched:
            self.watched.remove(node)
        else:
            self.watched.append(node)

    def on_graph_view_pressed(self, event: GraphView.Pressed) -> None:
        """Select a node that was clicked; a second click goes to where its number comes from."""
        self.message = []
        self.selected = event.node
        if event.times > 1:
            self.do_origin()
        self.show()

    # --- how it looks ------------------------------------------------------------------------

    def do_detail(self) -> None:
        """Show all digits, or few."""
        self.detail = not self.detail

    def do_theme(self) -> None:
        """Take the next theme."""
        self.settings.next_theme()
        self.app.theme = THEMES[self.settings.theme]

    def do_language(self) -> None:
        """Take the next language."""
        self.settings.next_language()
        self.say("language")

    def do_help(self) -> None:
        """List the keys."""
        signs, text = self.settings.signs, self.words.text
        rows = [(signs.shown(key), signs.shown(what)) for key, what in listed(text)]
        keys = table(rows, text("stepper.keys"), self.settings.theme)
        self.open_dialog(keys, is_wide=False)

    def do_source(self) -> None:
        """Show the program of the lesson."""
        module = sys.modules[f"demos.lessons.{self.lesson}"]
        code = source(inspect.getsource(module), self.settings.theme)
        self.open_dialog(code)

    # --- files -------------------------------------------------------------------------------

    def do_save_frame(self) -> None:
        """Write the picture of this moment."""
        if self.steps is not None:
            self.say("saving", "rule")
            start(self, partial(self._save, self.steps, is_run=False))

    def do_save_run(self) -> None:
        """Write the page that plays this walk."""
        if self.steps is not None:
            self.say("saving", "rule")
            start(self, partial(self._save, self.steps, is_run=True))

    async def _save(self, steps: Steps, *, is_run: bool) -> None:
        name = f"{self.lesson}-{self.walk_number(steps)}"
        trace, moment, settings = steps.trace, steps.moment, self.settings

        def save() -> Path:
            if is_run:
                return save_run(trace, name, settings)
            return save_frame(trace, moment, name, settings)

        try:
            path = await in_background(self, save)
        except (AutogradError, OSError) as error:
            self.message = [(visible(str(error), WIDE), "wrong")]
        else:
            self.message = []
            self.say("wrote", "right", path=visible(str(path), WIDE))
        self.show()

    def walk_number(self, steps: Steps) -> int:
        """The number of a walk among those of the lesson, from 1."""
        walks = [stop for stop in self.tour.stops if isinstance(stop, Steps)]
        return next(i for i, walk in enumerate(walks, start=1) if walk is steps)

    # --- leaving -----------------------------------------------------------------------------

    def do_quit(self) -> None:
        """Leave the lesson."""
        self.app.leave_lesson()


def nearest(boxes: dict[int, Rect], here: Rect, dx: int, dy: int) -> int | None:
    """The box nearest to another in one direction; sideways counts double, a row as two columns.

    Examples
    --------
    >>> boxes = {0: Rect(0, 0, 9, 4), 1: Rect(20, 0, 9, 4), 2: Rect(20, 9, 9, 4)}
    >>> [nearest(boxes, boxes[0], 1, 0), nearest(boxes, boxes[2], 0, -1)]
    [1, 1]
    """

    def middle(box: Rect) -> tuple[float, float]:
        return box.x + box.width / 2, 2 * (box.y + box.height / 2)

    x, y = middle(here)
    best: tuple[float, int] | None = None
    for node, box in boxes.items():
        to_x, to_y = middle(box)
        along = dx * (to_x - x) + dy * (to_y - y)
        aside = abs(dy * (to_x - x)) + abs(dx * (to_y - y))
        if along > 0 and (best is None or (along + 2 * aside, node) < best):
            best = along + 2 * aside, node
    return None if best is None else best[1]
