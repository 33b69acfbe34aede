"""The keys that move the reader: by steps, nodes, phases and stops; and playing."""

from functools import partial

from textual.containers import VerticalScroll
from textual.timer import Timer

from autograd.errors import AutogradError
from viz.labels import visible
from viz.narration import WIDE

from ..parts import Field, Line, Work
from .background import in_background, start
from .base import LessonBase
from .tour import Page

SPEEDS = (4.0, 2.0, 1.0, 0.5, 0.25, 0.1)
"""Seconds that a step stays while it plays."""


class Moving(LessonBase):
    """Moves the reader."""

    speed = 2
    _playing: Timer | None = None

    def do_next(self) -> None:
        """A step on; from the last one, to the next stop. At the end of the lesson it stays."""
        steps = self.steps
        if steps is None:
            if not self._scrolled(1) and self.stop is not None:
                self.do_next_part()
        elif steps.is_at_end:
            self.do_next_part()
        else:
            steps.go(steps.moment + 1)
            self.follow()

    def do_previous(self) -> None:
        """A step back; from the start, to the stop before."""
        steps = self.steps
        if steps is None:
            if not self._scrolled(-1):
                self.do_previous_part()
        elif steps.back():
            self.follow()
        else:
            self.do_previous_part()

    def _scrolled(self, way: int) -> bool:
        """Scroll a page that is longer than the screen; False at its end."""
        page = self.query_one("#page", VerticalScroll)
        at = page.scroll_y
        if (way > 0 and at >= page.max_scroll_y) or (way < 0 and at <= 0):
            return False
        page.scroll_relative(y=way * max(1, page.size.height - 2), animate=False)
        return True

    def do_next_part(self) -> None:
        """The next stop of the lesson."""
        if self.stop is not None:
            self.open(self.place + 1)

    def open_following(self) -> None:
        """From the end of the lesson, to the next one."""
        is_at_end = self.stop is None and not self.is_reading and self.place not in self.failures
        if is_at_end and self.following is not None:
            self.app.open_lesson(self.following)

    def do_previous_part(self) -> None:
        """The stop before."""
        if self.place:
            self.open(self.place - 1)

    def open(self, place: int) -> None:
        """Go to a stop, which may have to be computed first."""
        if self.is_reading:
            return
        self.selected = None
        self.watched = []
        self.leave_question()
        if place < len(self.tour.stops) or self.tour.is_complete:
            self.arrive(place)
        elif place in self.failures:
            self.stop, self.place = None, place
        else:
            self.is_reading = True
            self.stop, self.place = None, place
            start(self, partial(self._read, place))

    async def _read(self, place: int) -> None:
        try:
            await in_background(self, lambda: self.tour.read(place))
        except AutogradError as error:
            self.failures[place] = error
        self.is_reading = False
        if place not in self.failures:
            self.arrive(place)
        self.show()
        await self.catch_up()

    def arrive(self, place: int) -> None:
        """Be at a stop that is there."""
        self.place = place
        self.stop = self.tour.read(place)
        self.query_one("#page").scroll_home(animate=False)
        if self.stop is None:
            self.progress.finish(self.lesson)
        elif isinstance(self.stop, Page):
            for part in self.stop.parts:
                if isinstance(part, Work) and id(part) not in self.worked:
                    self.worked[id(part)] = []
                    self.at_work.add(id(part))
                    start(self, partial(self._work, part, place))

    async def _work(self, work: Work, place: int) -> None:
        """Do what takes a while, and show its lines as they come."""
        lines = self.worked[id(work)]
        try:
            while True:
                line = await in_background(self, lambda: next(work.lines, work))
                if line is work:
                    break
                if isinstance(line, Line | Field):
                    lines.append(line)
                    self.show()
        except AutogradError as error:
            self.failures[place] = error
        self.at_work.discard(id(work))
        self.show()

    def follow(self) -> None:
        """Look at the step again, after the reader moved."""
        self.selected = None
        self.leave_question()
        self.ask_next()

    def do_next_node(self) -> None:
        """On to where the next node is done."""
        self._by_node(1)

    def do_previous_node(self) -> None:
        """Back to where the node before was done."""
        self._by_node(-1)

    def _by_node(self, way: int) -> None:
        if self.steps is not None and self.steps.by_node(way):
            self.follow()

    def do_forward(self) -> None:
        """To the forward pass."""
        self._jump("forward")

    def do_backward(self) -> None:
        """To the backward pass."""
        self._jump("backward")

    def do_update(self) -> None:
        """To the update; from there, to that of the next training step."""
        self._jump("update")

    def _jump(self, phase: str) -> None:
        if self.steps is None:
            return
        try:
            has_phase = self.steps.jump(phase)
        except AutogradError as error:  # training has run away, beyond the largest float
            self.say("not_defined", "wrong", error=visible(self.words.text.error(error), WIDE))
            return
        if has_phase:
            self.follow()
        else:
            self.say("no_phase", "wrong", phase=self.words.text(f"stepper.phase_{phase}"))

    def do_first(self) -> None:
        """To the start of the walk, or of the page."""
        if self.steps is None:
            self.query_one("#page").scroll_home(animate=False)
        else:
            self.steps.go(0)
            self.follow()

    def do_last(self) -> None:
        """To the last step, or the end of the page."""
        if self.steps is None:
            self.query_one("#page").scroll_end(animate=False)
        else:
            self.steps.go(len(self.steps.trace))
            self.follow()

    # --- playing -----------------------------------------------------------------------------

    def do_play(self) -> None:
        """Play, or pause; on a page, turn it."""
        if self.steps is None:
            self.do_next()
        elif self._playing is not None:
            self.pause()
        elif not self.steps.is_at_end and not self.is_quizzing:
            self._playing = self.set_interval(SPEEDS[self.speed], self._play)
            self.say("playing", seconds=SPEEDS[self.speed])

    def _play(self) -> None:
        if self.steps is None or self.steps.is_at_end:
            self.pause()
            return
        self.steps.go(self.steps.moment + 1)
        self.follow()
        self.show()

    def pause(self) -> None:
        """Stop playing."""
        if self._playing is not None:
            self._playing.stop()
            self._playing = None

    def do_faster(self) -> None:
        """Play faster."""
        self._set_speed(self.speed + 1)

    def do_slower(self) -> None:
        """Play slower."""
        self._set_speed(self.speed - 1)

    def _set_speed(self, speed: int) -> None:
        self.speed = max(0, min(speed, len(SPEEDS) - 1))
        if self._playing is not None:
            self._playing.stop()
            self._playing = self.set_interval(SPEEDS[self.speed], self._play)
        self.say("speed", seconds=SPEEDS[self.speed])
