"""The screen of a lesson: what stands on it, and which key does what."""

from collections.abc import Coroutine
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label, Static

from viz.labels import visible
from viz.narration import WIDE

from ..parts import Work
from ..writing import Styled
from . import panel
from .asking import Asking
from .background import is_there
from .colours import style_of
from .dialogs import styled
from .graph_view import GraphView
from .keys import KEYS, action_of
from .looking import Looking
from .moving import Moving
from .settings import page_width
from .tour import Page, Steps

NARROW = 80
"""Columns below which everything stands in one column."""

SMALLEST = (40, 14)
"""Columns and rows that the screen needs."""

AT_ONCE = ("quit", "help", "theme", "language")
"""What a key does even while a stop is computed; the others wait for it."""

PAGE_HINTS = ("next", "previous", "help", "quit")
HINTS = (*PAGE_HINTS, "play", "quiz", "edit", "forward", "backward", "update")
"""The keys that the last line names, on a page and in a walk, as many as fit."""


class LessonScreen(Moving, Looking, Asking):
    """A lesson, walked through; its attributes are those of `LessonBase`."""

    AUTO_FOCUS: ClassVar[str] = ""  # nothing has the focus before something is asked

    # --- the screen --------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """All that any stop needs; what it does not need is hidden."""
        yield Static(id="title", markup=False)
        yield Static(id="phase", markup=False)
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="text", markup=False)
        with Horizontal(id="body"):
            yield GraphView(ascii=self.settings.signs.is_plain, id="graph")
            with VerticalScroll(id="panel", can_focus=False):
                yield Static(id="said", markup=False)
        yield Static(id="transcript", markup=False)
        with Horizontal(id="ask"):
            yield Label(id="label", markup=False)
            yield Input(id="answer", compact=True, select_on_focus=False)
        yield Static(id="hint", markup=False)
        yield Static(id="small", markup=False)

    async def on_mount(self) -> None:
        """Show the first stop, and do what was asked for before this was there."""
        if is_there(self):
            if not self.failures:
                self.arrive(0)
            self.show()
            await self.catch_up()

    async def catch_up(self) -> None:
        """Do what the keys say that were kept, up to one for which a stop has to be computed."""
        while self.waiting and not self.is_reading and is_there(self):
            event = self.waiting.pop(0)
            if self.is_asking and event.key != "escape":
                await self.type(event)
            else:
                await self._answer_key(event)

    def on_resize(self, event: events.Resize) -> None:
        """Arrange for the new size."""
        width, height = event.size
        self.set_class(width < NARROW, "narrow")
        self.set_class(height >= 34, "tall")
        self.set_class(height < 24, "low")
        self.set_class(width < SMALLEST[0] or height < SMALLEST[1], "small")
        self.show()
        self.call_after_refresh(self.show)  # by then the parts have the sizes lines are broken by

    def show(self) -> None:
        """Show where the reader is."""
        if not self.is_mounted or not is_there(self) or not self.size:
            return
        steps = self.steps
        if not self.has_class(mode := "reading" if steps is None else "walking"):
            self.remove_class("reading", "walking").add_class(mode)
            self.call_after_refresh(self.show)  # what was hidden has no width yet to break lines by
        self._put("title", self._title())
        self._put("phase", self._phase())
        self.query_one("#hint", Static).update(self._hint(), layout=False)
        self._put("small", [(self._small(), "")])
        if steps is None:
            self._put("text", self._page(page_width(self.size.width)), layout=True)
            return
        styles = self.query_one("#panel").styles
        styles.width = self.panel_width
        styles.height = self.panel_height
        graph = self.query_one(GraphView)
        graph.theme = self.settings.theme
        graph.show(steps, self.selected)
        self._put("said", self._said(steps), layout=True)
        transcript = self.query_one("#transcript")
        self._put("transcript", panel.transcript(steps, self.words, max(1, transcript.size.height)))

    def _put(self, id: str, lines: list[Styled], *, layout: bool = False) -> None:
        """Put lines into one of the widgets."""
        shown = [(self.settings.signs.shown(text), style) for text, style in lines]
        self.query_one(f"#{id}", Static).update(styled(shown, self.settings.theme), layout=layout)

    @property
    def panel_width(self) -> int:
        """Columns beside the graph; in a narrow window, all."""
        width = self.size.width
        return width if width < NARROW else 2 * width // 5

    @property
    def panel_height(self) -> int | str:
        """Rows of the panel: in a narrow window, where it is below the graph, about a third."""
        return max(4, min(self.size.height // 3 - 1, 9)) if self.size.width < NARROW else "100%"

    def _title(self) -> list[Styled]:
        """Lesson and part on the left, the step on the right."""
        words, steps = self.words, self.steps
        left, short = f"{self.lesson}: {words.title}", ""
        if self.stop is not None and self.stop.heading is not None:
            heading = words.of(self.stop.heading)
            left, short = f"{left} · {heading}", f"{self.lesson} · {heading}"
        right = ""
        if steps is not None:
            right = words.text("stepper.step", step=steps.moment, count=len(steps.trace))
            if steps.round:
                right = f"{words.text('stepper.round', number=steps.round + 1)} · {right}"
        return [(self._apart(left, right, short), "")]

    def _phase(self) -> list[Styled]:
        """The phases, with that of now in brackets; the last result on the right."""
        words, steps = self.words, self.steps
        if steps is None:
            return [("", "")]
        names = {
            phase: f"[{name}]" if phase == steps.phase else f" {name} "
            for phase in steps.phases
            for name in [words.text(f"stepper.phase_{phase}")]
        }
        now = names[steps.phase] if steps.phase else " "
        root = panel.root_value(steps, words)
        return [(self._apart(" ".join(names.values()), root, now), "heading")]

    def _apart(self, left: str, right: str, short: str = "") -> str:
        """Two texts at the two ends of a line.

        If both do not fit, `short` takes the place of the left one, and is cut if need be.
        """
        signs = self.settings.signs
        left, right = signs.shown(left), signs.shown(right)
        room = self.size.width - 2 - signs.columns(right) - (2 if right else 0)
        if signs.columns(left) > room:
            left = signs.shown(visible(short or left, max(room, 8)))
        return left + " " * (room + (2 if right else 0) - signs.columns(left)) + right

    def _hint(self) -> Text:
        """The keys that matter most, as many as fit, to be clicked too; on a page, what is said."""
        words, signs = self.words, self.settings.signs
        if self.message and self.steps is None:
            return styled([self.message[0]], self.settings.theme)
        shown = {key.action: key.shown for key in KEYS}
        hints, room = Text(), self.size.width - 2
        for action in PAGE_HINTS if self.steps is None else HINTS:
            key, what = signs.shown(shown[action]), words.text(f"stepper.hint_{action}")
            room -= signs.columns(f"{key} {what}") + (2 if hints else 0)
            if room < 0:
                break
            click = Style(meta={"@click": f"screen.press('{action}')"})
            hints.append("  " if hints else "")
            hints.append(f"{key} ", style_of("key", self.settings.theme) + click)
            hints.append(what, click)
        return hints

    async def action_press(self, action: str) -> None:
        """Do what a key in the last line does, when it is clicked."""
        await self.do(action)

    def _small(self) -> str:
        size = {"width": self.size.width, "height": self.size.height}
        return self.words.text("stepper.small", columns=SMALLEST[0], rows=SMALLEST[1], **size)

    def _page(self, width: int) -> list[Styled]:
        """A page of text; behind the last stop, that the lesson is done."""
        words = self.words
        if self.is_reading:
            return [(words.text("stepper.computing"), "rule")]
        failed: list[Styled] = []
        if (failure := self.failures.get(self.place)) is not None:
            said = visible(words.text.error(failure), WIDE)
            failed = panel.paragraph(said, words, width, "wrong")
        if not isinstance(self.stop, Page):
            return failed or self._end(width)
        lines: list[Styled] = []
        for part in self.stop.parts:
            if isinstance(part, Work):
                done = self.worked.get(id(part), [])
                for line in done:
                    lines += words.lines(line, width)
                if id(part) in self.at_work:
                    lines.append((words.text("stepper.computing"), "rule"))
                lines.append(("", ""))
            else:
                lines += words.lines(part, width, colours=True)
        return lines + failed

    def _end(self, width: int) -> list[Styled]:
        """What stands behind the last stop."""
        words = self.words
        lines = panel.paragraph(
            words.text("stepper.done", name=self.lesson), words, width, "heading"
        )
        if self.quiz is not None and self.quiz.asked:
            lines += panel.paragraph(self.quiz.score(words.text), words, width)
        if not self.progress.is_kept:
            lines += panel.paragraph(words.text("stepper.not_kept"), words, width, "rule")
        if (following := self.following) is not None:
            text = self.settings.text(following)
            title = text(f"{following}.title")
            sentence = words.text("stepper.following", name=following, title=title)
            lines += [("", ""), *panel.paragraph(sentence, words, width)]
        return lines

    def _said(self, steps: Steps) -> list[Styled]:
        """What stands beside the graph."""
        words, width = self.words, self.panel_width - 3  # margin, line and bar
        lines: list[Styled] = []
        for text, style in [*self.message, *self.quiz_lines(steps)]:
            lines += panel.paragraph(text, words, width, style)
        if lines:
            lines.append(("", ""))
        if self.selected is not None:
            lines += panel.about_node(steps, self.selected, words, width, self.detail)
        else:
            lines += panel.about_step(steps, words, width, self.detail)
        if watched := panel.watch_list(steps, self.watched, words, width):
            lines += [("", ""), *watched]
        if steps.is_at_end and steps.can_train:
            hint = words.text("stepper.train_on", number=steps.round + 2)
            lines += [("", ""), *panel.paragraph(hint, words, width, "rule")]
        return lines

    # --- keys --------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Do what a key means, or keep it while the stop that it is meant for is computed."""
        is_early = self.is_reading or bool(self.waiting)
        if is_early and action_of(event.key, event.character) not in AT_ONCE:
            self.waiting.append(event)
            event.stop()
            event.prevent_default()
        else:
            await self._answer_key(event)

    async def _answer_key(self, event: events.Key) -> None:
        if isinstance(self.focused, Input) and event.key != "escape":
            if event.is_printable:  # it comes here only if it was pressed before the field was open
                await self.type(event)
                event.stop()
            return
        action = action_of(event.key, event.character)
        if action is None:
            if event.is_printable:
                key = visible(event.character or event.key)
                self.message = [(self.words.text("stepper.no_key", key=key), "wrong")]
                self.show()
            return
        event.stop()
        event.prevent_default()
        await self.do(action)

    async def do(self, action: str) -> None:
        """Do what an action is called."""
        if not is_there(self):
            return
        self.message = []
        if action not in ("play", "faster", "slower"):
            self.pause()
        if action not in ("scroll_down", "scroll_up"):
            self.query_one("#panel").scroll_home(animate=False)
        found = getattr(self, f"do_{action}")()
        if isinstance(found, Coroutine):
            await found
        self.show()
