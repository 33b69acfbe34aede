"""The stepper in a real terminal: it ends as it should, and leaves the terminal as it was."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest

from demos.__main__ import main

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")

MODES = (1049, 1000, 1002, 1003, 1006, 1015, 1016, 1004, 2004)
"""What a program of screens may switch on: other screen, mouse, focus, paste."""


started = []


@pytest.fixture(autouse=True)
def no_program_stays():
    """End what a test that failed has left running."""
    yield
    while started:
        process = started.pop()
        if process.poll() is None:
            process.kill()
            process.wait()


class Terminal:
    """The stepper in a terminal of its own."""

    def __init__(self, *arguments, size=(24, 80), command=("-m", "demos"), **environment):
        self.file, inner = pty.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(inner)
        self.inner = inner
        self.written = b""
        self.process = subprocess.Popen(
            [sys.executable, *command, *arguments],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            env={
                **{key: x for key, x in os.environ.items() if key not in ("COLUMNS", "LINES")},
                "PYTHONPATH": os.pathsep.join(sys.path),
                "LC_ALL": "C.UTF-8",
                "TERM": "xterm-256color",
                **environment,
            },
        )
        started.append(self.process)

    def resize(self, rows, columns):
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if hasattr(self, "process"):
            self.process.send_signal(signal.SIGWINCH)

    def read(self, seconds=0.0):
        """Read what is written, until nothing is for some time; a cursor may blink for ever."""
        end = time.monotonic() + 10
        while time.monotonic() < end and select.select([self.file], [], [], seconds)[0]:
            try:
                self.written += os.read(self.file, 65536)
            except OSError:
                return

    def wait_for(self, pattern, since=0):
        """Wait until a text is written that matches; the place behind it."""
        end = time.monotonic() + 40
        while time.monotonic() < end:
            if found := re.compile(pattern.encode()).search(self.written, since):
                return found.end()
            self.read(0.05)
        raise AssertionError(f"{pattern!r} did not come, but {self.written[-800:]!r}")

    def press(self, keys):
        os.write(self.file, keys.encode())

    def end(self):
        """Wait for the end; the exit code."""
        deadline = time.monotonic() + 30
        while self.process.poll() is None:
            assert time.monotonic() < deadline, self.written[-800:]
            self.read(0.05)
        self.read(0.1)
        self.left_as_it_was()
        os.close(self.inner)
        os.close(self.file)
        return self.process.returncode

    def left_as_it_was(self):
        assert termios.tcgetattr(self.inner) == self.before
        assert b"Traceback" not in self.written, self.written[-3000:].decode()
        for mode in MODES:
            switched = re.findall(rb"\x1b\[\?%d([hl])" % mode, self.written)
            assert switched[-1:] in ([], [b"l"]), mode
        assert re.findall(rb"\x1b\[\?25([hl])", self.written)[-1:] in ([], [b"h"])


def opened(*arguments, **options):
    """The lesson sigmoid at its first walk."""
    terminal = Terminal("sigmoid", *arguments, **options)
    terminal.wait_for("You will see")
    terminal.press("n")
    terminal.wait_for("step 0 of")
    return terminal


def test_a_lesson_is_walked_through_and_left():
    terminal = opened()
    terminal.press("\x1b[C")
    at = terminal.wait_for("step 1 of 15")
    terminal.press("n")
    at = terminal.wait_for("step 2 of 15", at)
    terminal.press("\x1b[D")
    terminal.wait_for("step 1 of 15", at)
    terminal.press("q")
    assert terminal.end() == 0


ENDINGS = {
    "Ctrl-C": (lambda terminal: terminal.press("\x03"), 130),
    "Ctrl-D": (lambda terminal: terminal.press("\x04"), 130),
    "SIGINT": (lambda terminal: terminal.process.send_signal(signal.SIGINT), 130),
    "SIGTERM": (lambda terminal: terminal.process.send_signal(signal.SIGTERM), 143),
    "SIGHUP": (lambda terminal: terminal.process.send_signal(signal.SIGHUP), 129),
}

MOMENTS = {
    "on the first page": lambda terminal: None,
    "in a walk": lambda terminal: terminal.press("nb"),
    "while it plays": lambda terminal: terminal.press("n "),
    "in the help": lambda terminal: terminal.press("?"),
    "in a field": lambda terminal: terminal.press("ne"),
    "in the quiz": lambda terminal: terminal.press("nQ"),
}


@pytest.mark.parametrize(
    ("how", "moment"),
    [
        ("Ctrl-C", "in a field"),
        *(
            pytest.param(how, moment, marks=pytest.mark.proof)
            for how in ENDINGS
            for moment in MOMENTS
        ),
    ],
)
def test_what_ends_it_leaves_the_terminal_as_it_was(how, moment):
    terminal = Terminal("sigmoid")
    terminal.wait_for("You will see")
    MOMENTS[moment](terminal)
    terminal.read(0.7)
    end, code = ENDINGS[how]
    end(terminal)
    assert terminal.end() == code


@pytest.mark.parametrize(
    "seconds",
    [
        0.25,
        *(pytest.param(k / 50, marks=pytest.mark.proof) for k in range(50)),
    ],
)
def test_an_interrupt_while_it_starts_leaves_no_traceback(seconds):
    # From our first line on; before that, Python's own start would show one.
    code = "import sys, demos.__main__ as m; print('begun', flush=True); sys.exit(m.main())"
    terminal = Terminal("sigmoid", command=("-c", code))
    terminal.wait_for("begun")
    time.sleep(seconds)
    terminal.process.send_signal(signal.SIGINT)
    # CPython ends itself by the signal, though the interrupt was handled, if it passed through
    # exec() of a text on its way, as it may during an import: a shell calls both 130.
    assert terminal.end() in (130, -signal.SIGINT)


def test_an_interrupt_that_something_else_wraps_is_one(monkeypatch):
    def run(_):
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as interrupt:
            raise RuntimeError("Error calling __set_name__") from interrupt

    monkeypatch.setattr("demos.running.run", run)
    assert main(["sigmoid"]) == 130


@pytest.mark.proof
def test_resizing_while_it_plays_breaks_nothing():
    terminal = opened()
    terminal.press(" ")
    for size in [(40, 120), (10, 30), (5, 20), (3, 10), (24, 60), (50, 200), (24, 80)]:
        terminal.resize(*size)
        terminal.read(0.05)
    terminal.press(" ")
    at = len(terminal.written)
    terminal.press("g3\r")
    terminal.wait_for("step 3 of 15", at)
    terminal.press("q")
    assert terminal.end() == 0


def test_a_terminal_that_is_too_small_says_what_it_needs():
    terminal = Terminal("sigmoid", size=(8, 30))
    terminal.wait_for("needs")
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.proof
def test_the_course_opens_a_lesson_and_comes_back():
    terminal = Terminal()
    at = terminal.wait_for("lessons done")
    terminal.press("\r")
    at = terminal.wait_for("You will see", at)
    terminal.read(1.0)
    terminal.press("q")
    terminal.wait_for("lessons done", at)
    terminal.read(0.3)
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["--plain"], {}), ([], {"TERM": "dumb"}), ([], {"TERM": ""}), (["--steps", "3"], {})],
)
def test_without_screens_a_terminal_gets_the_transcript(arguments, environment):
    terminal = Terminal("expression", *arguments, **environment)
    assert terminal.end() == 0
    assert b"   3  L = d*f = -8" in terminal.written
    assert b"\x1b[?1049h" not in terminal.written


@pytest.mark.parametrize("encoding", ["cp949", "ascii"])
def test_an_encoding_without_our_signs_gets_ascii_ones(encoding):
    terminal = Terminal("expression", "--lang", "ko", PYTHONIOENCODING=encoding, NO_COLOR="1")
    terminal.wait_for("expression: ")
    terminal.press("nn")
    terminal.wait_for(r"\d\.0000")
    terminal.press("q")
    assert terminal.end() == 0
    assert ("기울기" in terminal.written.decode(encoding)) is (encoding == "cp949")


@pytest.mark.proof
def test_with_ascii_signs_nothing_else_is_written_but_hangul():
    terminal = Terminal("expression", "--lang", "ko", "--ascii")
    terminal.wait_for("expression: ")
    terminal.press("nnb")
    terminal.wait_for(r"\d\.0000")
    terminal.press("?")
    terminal.read(0.5)
    terminal.press(" ")
    terminal.read(0.5)
    terminal.press("wq")
    assert terminal.end() == 0
    shown = terminal.written.decode()
    assert {c for c in shown if not c.isascii() and not "가" <= c <= "힣"} == set()
    assert "기울기" in shown
