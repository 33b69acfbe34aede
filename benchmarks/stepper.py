"""How fast the stepper answers in a real terminal: its first screen; a key in a large graph."""

import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import termios
import time

from .measure import in_turn

IMPORT = "import textual.app; print('loaded')"
ROUNDS = 9
KEYS = 60
LINES, COLUMNS = 40, 120

# A lesson of which the walk has some 300 nodes, in place of the one named sigmoid.
LARGE = """
import sys
from autograd import Value
from autograd.nn import MLP
from demos.lessons import sigmoid
from demos.parts import Say, Walk

def parts():
    root = MLP(4, [6, 6, 3], activation="tanh")([Value(0.5), Value(-1.0), Value(2.0), Value(0.1)])
    yield Say("intro")
    yield Walk(sum(x * x for x in root))

sigmoid.parts = parts
sys.argv = ["demos", "sigmoid"]
from demos.__main__ import main
sys.exit(main())
"""


class Terminal:
    """A program in a terminal of its own.

    Parameters
    ----------
    command : list of str
        What to run.
    """

    def __init__(self, command: list[str]) -> None:
        self.file, inner = pty.openpty()
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        sizes = ("COLUMNS", "LINES")  # which Textual would believe
        environment = {key: value for key, value in os.environ.items() if key not in sizes}
        self.process = subprocess.Popen(
            command,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            env=environment | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        )
        os.close(inner)

    def wait_for(self, text: str) -> float:
        """The time at which the program has written a text that matches."""
        written = b""
        while not re.search(text.encode(), written):
            if not select.select([self.file], [], [], 30.0)[0]:
                raise TimeoutError(f"{text!r} did not come, but {written[-500:]!r}")
            written += os.read(self.file, 65536)
        return time.perf_counter()

    def drain(self, seconds: float = 0.3) -> bytes:
        """Read what is written, until nothing is for some time."""
        written = b""
        while select.select([self.file], [], [], seconds)[0]:
            written += os.read(self.file, 65536)
        return written

    def press(self, key: str) -> float:
        """Send a key; the time at which it was sent."""
        os.write(self.file, key.encode())
        return time.perf_counter()

    def end(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()
        os.close(self.file)


def report() -> list[str]:
    """Measure both and return a table."""
    python = sys.executable
    first = in_turn(
        ROUNDS,
        {
            "stepper": lambda: _first([python, "-m", "demos", "sigmoid"], "You will see"),
            "textual": lambda: _first(
                [python, "-c", "import textual.app; print('loaded')"], "loaded"
            ),
        },
    )
    keys = _keys([python, "-c", LARGE])
    screen, key = statistics.median(first["stepper"]), statistics.median(keys)
    return [
        "## The stepper",
        "",
        (
            f"Milliseconds, in a terminal of {COLUMNS} x {LINES} cells. First screen: from the "
            f"command to the first page of the lesson sigmoid, median of {ROUNDS}; beside it, a "
            f"Python that only imports Textual. A key: from sending it to the step on the screen, "
            f"{KEYS} steps in a graph of some 300 nodes."
        ),
        "",
        "| first screen | import textual alone | a key, median | a key, slowest |",
        "|---:|---:|---:|---:|",
        (
            f"| {1e3 * screen:.0f} "
            f"| {1e3 * statistics.median(first['textual']):.0f} "
            f"| {1e3 * key:.0f} | {1e3 * max(keys):.0f} |"
        ),
    ]


def _first(command: list[str], text: str) -> None:
    terminal = Terminal(command)
    terminal.wait_for(text)
    terminal.end()


def _keys(command: list[str]) -> list[float]:
    """Seconds from a key to the step on the screen, for steps on and back."""
    terminal = Terminal(command)
    try:
        terminal.wait_for("You will see")
        time.sleep(2.0)  # the lesson is opened behind it
        terminal.press("\x1b[C")
        terminal.wait_for("step 0 of")
        time.sleep(2.0)  # the graph is arranged
        terminal.press("b")
        first = int(re.findall(rb"step (\d+) of", terminal.drain())[-1])
        return [_timed(terminal, "n", step) for step in range(first + 1, first + 1 + KEYS)]
    finally:
        terminal.end()


def _timed(terminal: Terminal, key: str, step: int) -> float:
    terminal.drain()
    start = terminal.press(key)
    return terminal.wait_for(f"step {step} of") - start
