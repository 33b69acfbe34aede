"""The stepper, driven without a terminal: keys go in, the text of its screen comes out."""

import asyncio
import threading
import time
from concurrent.futures import Future

from rich.cells import cell_len
from textual import events
from textual.geometry import Offset, Size
from textual.keys import _character_to_key

from demos.stepper.app import OpeningScreen, Stepper
from demos.stepper.graph_view import GraphView
from demos.stepper.settings import Settings
from viz.signs import Signs

PATIENCE = 60
"""Seconds after which a test fails: far more than anything takes on a busy computer."""

_CHARACTERS = {"space": " ", "enter": "\r"}


class Driven:
    """The stepper in a thread with an event loop of its own, so that tests are plain functions.

    Playwright keeps a loop running in the thread of the tests; a second one cannot run there.
    """

    def __init__(self, lesson=None, *, size=(80, 24), language="en", signs=None, waits=True):
        self.app = Stepper(Settings(language, signs or Signs()), lesson)
        self._size = size
        self._waits = waits
        self._jobs = None
        self._is_ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._failure = None

    def __enter__(self):
        self._thread.start()
        assert self._is_ready.wait(PATIENCE)
        if self._waits:
            self.wait()
        return self

    def __exit__(self, kind, *_):
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._jobs.put_nowait, None)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        if self._failure is not None and kind is None:
            raise self._failure

    # --- what happens in the thread ----------------------------------------------------------

    def _run(self):
        try:
            asyncio.run(self._main())
        except BaseException as error:  # noqa: BLE001  raised again by the test
            self._failure = error
        finally:
            self._is_ready.set()

    async def _main(self):
        self._loop, self._jobs = asyncio.get_running_loop(), asyncio.Queue()
        async with self.app.run_test(size=self._size) as self._pilot:
            self._is_ready.set()
            while (job := await self._jobs.get()) is not None:
                work, done = job
                try:
                    done.set_result(await work())
                except Exception as error:  # noqa: BLE001  raised again by the test
                    done.set_exception(error)

    def do(self, work):
        """Await something in the thread of the program, and return what it gives."""
        done = Future()
        self._loop.call_soon_threadsafe(self._jobs.put_nowait, (work, done))
        return done.result(PATIENCE)

    async def _until(self, is_so):
        end = time.monotonic() + PATIENCE
        while not is_so():
            self._check()
            assert time.monotonic() < end, f"waited in vain; the screen:\n{self._drawn()}"
            await asyncio.sleep(0.005)

    async def _quiet(self):
        """Wait until every message is answered and nothing is being computed or drawn."""
        calm, end = 0, time.monotonic() + PATIENCE
        while calm < 3 and not self.has_ended:
            await self._pilot._wait_for_screen(PATIENCE)
            self._check()
            self.app.screen._on_timer_update()
            calm = 0 if self._is_busy() else calm + 1
            assert time.monotonic() < end, f"never quiet; the screen:\n{self._drawn()}"
            await asyncio.sleep(0 if calm else 0.005)

    def _check(self):
        """Fail at once where the program has failed."""
        if self.app._exception is not None:
            raise AssertionError("the program has failed") from self.app._exception

    def _is_busy(self):
        screen = self.app.screen
        if isinstance(screen, OpeningScreen) or not screen.is_mounted or not screen.size:
            return True
        if hasattr(screen, "tour") and not screen.query(GraphView):
            return True
        if self.app.animator._animations or self.app.animator._scheduled:
            return True
        if any(not worker.is_finished for worker in self.app.workers):
            return True
        if screen._layout_required or screen._dirty_widgets or screen._callbacks:
            return True
        if any(each.message_queue_size for each in (self.app, *screen.walk_children())):
            return True
        steps = getattr(screen, "steps", None)
        if steps is not None and not screen.has_class("small"):
            graph = screen.query_one(GraphView)
            if graph._is_arranging or graph.size.width < 1:
                return True
            return not graph.failure and (
                graph.arrangement is None or graph.arrangement.trace is not steps.trace
            )
        return False

    def _drawn(self):
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in strips)

    # --- what a reader does ------------------------------------------------------------------

    def wait(self):
        """Wait until the screen is quiet."""
        self.do(self._quiet)

    def wait_for(self, is_so):
        """Wait until something is so, as it will be while a walk plays."""
        self.do(lambda: self._until(is_so))

    def press(self, *keys):
        """Press keys, each when what the one before began is done."""
        for key in keys:
            self.send(key)
            self.wait()
        return self

    def send(self, *keys):
        """Press keys, and wait for nothing."""

        async def post():
            for key in keys:
                post_key(self.app, key)

        self.do(post)

    def type(self, text):
        """Type a text into the field that is open."""
        self.send(*text)
        self.wait()
        return self

    def answer(self, text):
        """Type a text into the field that is open, in place of what stands there, and Enter."""
        if self.lesson.query_one("#answer").value:
            self.press("ctrl+u")
        return self.type(text).press("enter")

    def click(self, x, y, times=1):
        """Click a cell of the screen, once or twice quickly."""

        async def clicked():
            await self._pilot.click(offset=Offset(x, y), times=times)

        self.do(clicked)
        self.wait()
        return self

    def resize(self, width, height):
        """Give the terminal another size."""

        async def resized():
            await self._pilot.resize_terminal(width, height)
            await self._until(lambda: self.app.screen.size == Size(width, height))

        self.do(resized)
        self.wait()
        return self

    # --- what a reader sees ------------------------------------------------------------------

    @property
    def has_ended(self):
        """Whether the program has been told to end."""
        return self.app._exit

    @property
    def screen(self):
        """The screen on top."""
        return self.app.screen

    @property
    def lesson(self):
        """The screen of the lesson, be a dialog over it or not."""
        return next(each for each in self.app.screen_stack[::-1] if hasattr(each, "tour"))

    @property
    def steps(self):
        """The walk the reader is in."""
        return self.lesson.steps

    @property
    def graph(self):
        """The graph on the screen."""
        return self.lesson.query_one(GraphView)

    @property
    def text(self):
        """All that stands on the screen, in rows."""

        async def drawn():
            return self._drawn()

        return self.do(drawn)

    @property
    def rows(self):
        """The rows of the screen."""
        return self.text.split("\n")

    @property
    def said(self):
        """What stands in the panel beside the graph, as one line."""
        return " ".join(str(self.lesson.query_one("#said").content).split())

    def size(self):
        """Rows, and the set of how wide they are in cells."""
        rows = self.rows
        return len(rows), {cell_len(row) for row in rows}


def post_key(app, key):
    """Send a key to the program, as its terminal would."""
    is_sign = len(key) == 1
    name = _character_to_key(key) if is_sign and not key.isalnum() else key
    event = events.Key(name, key if is_sign else _CHARACTERS.get(key))
    event.set_sender(app)
    app.post_message(event)


def walking(lesson="sigmoid", **how):
    """A lesson that begins with a page, opened and at the start of its first walk."""
    return _Walking(lesson, **how)


class _Walking(Driven):
    def __enter__(self):
        return super().__enter__().press("pagedown")


def names(s, nodes):
    """The names of some nodes of the walk."""
    return [s.steps.tape[node].name for node in nodes]


def select(s, name):
    """Select a node by its name."""
    s.press("/").answer(name)
    while s.steps.tape[s.lesson.selected].name != name:
        s.press("]")
