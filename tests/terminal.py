"""A real terminal in which a program runs: keys go in, and it must leave all as it was."""

import fcntl
import json
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
from pathlib import Path

PATIENCE = 60
"""Seconds after which a test fails: far more than anything takes on a busy computer."""

SHOWN = (25, 7)
"""The modes that are on in a terminal: the cursor is shown, long lines go on in the next row."""

DONE = "apples"
"""The lesson that the reader has done before; they must not lose that."""

UNLIKE_A_READER = ("COLUMNS", "LINES", "PYTHONUNBUFFERED")
"""Variables that are set where tests run, and not in the terminal of a reader."""

# A session's first terminal that is opened becomes the one that controls it.
OPENED = 'exec "$@" <>"$0" >&0 2>&1'


def modes_on(written):
    """The modes that were left other than they are found."""
    last = {int(mode): way for mode, way in re.findall(rb"\x1b\[\?(\d+)([hl])", written)}
    return {mode for mode, way in last.items() if (way == b"h") is not (mode in SHOWN)}


class Terminal:
    """A program in a terminal of its own, which controls it: its keys and its end send signals.

    Parameters
    ----------
    arguments : str
        Of ``python -m demos``.
    size : tuple of int
        Rows and columns.
    command : sequence of str
        What Python runs instead; or a whole command line, if `python` is empty.
    streams : str
        What the shell does with the program's streams.
    environment : str or None
        Variables; None takes one away.
    """

    def __init__(
        self,
        *arguments,
        size=(24, 80),
        command=("-m", "demos"),
        python=(sys.executable,),
        streams=OPENED,
        **environment,
    ):
        self.file, self.inner = pty.openpty()
        self.before = termios.tcgetattr(self.inner)
        self.written = b""
        self.folder = Path(os.environ["XDG_STATE_HOME"])  # in which it runs, too
        self.state = self.folder / "gradwalk" / "progress.json"
        self.state.parent.mkdir(parents=True, exist_ok=True)
        self.state.write_text(json.dumps({"version": 1, "done": [DONE], "scores": {}, "passed": 0}))
        self.resize(*size)
        wanted = {
            **{key: x for key, x in os.environ.items() if key not in UNLIKE_A_READER},
            "PYTHONPATH": os.pathsep.join(sys.path),
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
            **environment,
        }
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", streams, os.ttyname(self.inner), *python, *command, *arguments],
            start_new_session=True,
            cwd=self.folder,
            env={key: x for key, x in wanted.items() if x is not None},
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """End what a test that failed has left running."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for end in {self.file, self.inner} - {None}:
            os.close(end)

    # --- what a reader does ------------------------------------------------------------------

    def resize(self, rows, columns):
        self.size = rows, columns
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys):
        """Press keys, as fast as they are taken, and read what is written meanwhile."""
        left = keys.encode() if isinstance(keys, str) else keys
        os.set_blocking(self.file, False)
        end = time.monotonic() + PATIENCE
        while left and self.process.poll() is None:
            assert time.monotonic() < end, "the program takes no keys"
            self.read()
            try:
                left = left[os.write(self.file, left) :]
            except BlockingIOError:
                self.read(0.01)
        os.set_blocking(self.file, True)

    def signal(self, name):
        self.process.send_signal(getattr(signal, name))

    def stop(self, how):
        """Stop it as Ctrl-Z does, or by a signal, and wait until it is."""
        self.press("\x1a") if how == "Ctrl-Z" else self.signal(how)
        end = time.monotonic() + PATIENCE
        while os.waitpid(self.process.pid, os.WUNTRACED | os.WNOHANG) == (0, 0):
            assert time.monotonic() < end, f"it goes on: {self.written[-800:]!r}"
            self.read(0.02)
        self.read(0.02)

    def hang_up(self):
        """Close the window."""
        os.close(self.file)
        self.file = None

    # --- what a reader sees ------------------------------------------------------------------

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
        wanted = re.compile(pattern.encode() if isinstance(pattern, str) else pattern)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := wanted.search(self.written, since):
                return found.end()
            self.read(0.02)
        raise AssertionError(f"{pattern!r} did not come, but {self.written[-800:]!r}")

    # --- how it ends -------------------------------------------------------------------------

    def end(self):
        """Wait for the end, see that all is as it was, and return the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it goes on: {self.written[-800:]!r}"
            self.read(0.02) if self.file else time.sleep(0.02)
        if self.file:
            self.read(0.05)
            self.is_as_it_was()
        self.is_alone()
        self.has_kept()
        return self.process.returncode

    def is_as_it_was(self):
        """The terminal's settings, its screen, its modes; and nobody was shown a traceback."""
        assert termios.tcgetattr(self.inner) == self.before
        assert b"Traceback" not in self.written, self.written[-3000:].decode(errors="replace")
        assert modes_on(self.written) == set()
        pushed, popped = (len(re.findall(x, self.written)) for x in (rb"\x1b\[>\d+u", rb"\x1b\[<u"))
        assert popped >= pushed, "keys are reported as they were not before"

    def is_alone(self):
        """No process is left that was started in it, whatever session it is in."""
        deadline = time.monotonic() + 1  # by itself, a learner's file ends later
        while left := self.others():
            assert time.monotonic() < deadline, left
            time.sleep(0.01)

    def others(self):
        """The processes that have our state folder in their environment."""
        marked, found = str(self.folder).encode(), []
        for each in Path("/proc").glob("[0-9]*"):
            try:
                if marked in (each / "environ").read_bytes():
                    found.append((each / "cmdline").read_bytes())
            except OSError:
                continue
        return found

    def has_kept(self):
        """What the reader has done is whole, and nothing lies beside it."""
        assert DONE in json.loads(self.state.read_text())["done"]
        assert [each.name for each in self.state.parent.iterdir()] == [self.state.name]
        assert not [*self.folder.glob(".*")], "a file was begun and is not whole"
