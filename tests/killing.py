"""End writers by kill -9 while they write, or let two write at once; a program of its own.

``python tests/killing.py kill|race NAMES COUNT FOLDER`` prints what came of it, writer by
writer, as JSON. A writer runs up to its first step in `autograd.files`. From there on it is
forked, again and again, so that each kill hits the writing, and none what is drawn or computed
before.
"""

import json
import os
import random
import shutil
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from writers import BY_NAME, Snapshot, Writer, content, lay, left_behind, read

from autograd import files, placing

ENTRIES = ("write_atomically", "write_files", "write_folder")
OURS = (files.__file__, placing.__file__)
NEIGHBOUR = {"neighbour.txt": b"of someone else"}
Act = Callable[[], Any]


class OverError(BaseException):
    """Ends a writer that was forked often enough."""


def nothing() -> None:
    """What a child does before each line that is none to end it."""


def tracing(act: Act) -> Callable[..., Any]:
    """What `sys.settrace` takes: calls `act` before the first line of a function that writes.

    What `act` returns is called before each line that writes from then on.
    """
    has_begun = False

    def line(_: Any, event: str, __: Any) -> Any:
        nonlocal act, has_begun
        if event == "line":
            if has_begun:
                act()
            else:
                act, has_begun = act(), True
        return line

    def call(frame: Any, *_: Any) -> Any:
        code = frame.f_code
        is_ours = code.co_filename in OURS and (has_begun or code.co_name in ENTRIES)
        return line if is_ours else None

    return call


def begin(writer: Writer, folder: Path, n: int, act: Act) -> None:
    """Let a writer come to where it writes, and call `act` there, which forks or ends it.

    Children end when their writer is done: with 0, or with 1 if it raised.
    """
    number, code = os.getpid(), 1
    sys.settrace(tracing(act))
    try:
        with suppress(OverError):
            writer.write(folder, n)
            code = 0
    finally:
        sys.settrace(None)
        if os.getpid() != number:
            os._exit(code)


def reset(folder: Path, before: Snapshot) -> None:
    """Empty a folder, which stays the same one, and lay files into it."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    lay(folder, before)


def outcome(writer: Writer, folder: Path, before: Snapshot, *order: int) -> Snapshot:
    """What a folder holds after the writer has written some contents, one after the other."""
    reset(folder, before)
    for n in order:
        writer.write(folder, n)
    return content(folder)


class Kills:
    """Kills a writer; `hit` counts, `left` are the temporary files, `wrong` is what went wrong."""

    def __init__(self, writer: Writer, folder: Path) -> None:
        self.writer, self.folder = writer, folder
        self.draw = random.Random(writer.name)
        self.hit = self.left = self.lines = 0
        self.wrong: list[str] = []

    def run(self, count: int) -> dict[str, Any]:
        """Kill so often: half of them where a file is replaced, half where there is none."""
        old = outcome(self.writer, self.folder, NEIGHBOUR, 0)
        for before, wanted in (old, (count + 1) // 2), (NEIGHBOUR, count):
            after = outcome(self.writer, self.folder, before, 1)
            reset(self.folder, before)
            begin(self.writer, self.folder, 1, partial(self.at_entry, before, after, wanted))
        return {"count": self.hit, "left": self.left, "lines": self.lines, "wrong": self.wrong}

    def at_entry(self, before: Snapshot, after: Snapshot, wanted: int) -> Act:
        """Fork and kill until `wanted` were hit; returns in children only."""
        sending, seconds = os.pipe(), []
        for _ in range(3):
            reset(self.folder, before)
            begun = time.perf_counter()
            if not (child := os.fork()):
                return nothing
            os.waitpid(child, 0)
            seconds.append(time.perf_counter() - begun)
        reset(self.folder, before)
        if not (child := os.fork()):
            return lambda: os.write(sending[1], b".")
        os.waitpid(child, 0)
        lines = len(os.read(sending[0], 65536))
        self.lines = max(lines, self.lines)

        for point in self.points(lines, wanted - self.hit):
            reset(self.folder, before)
            if not (child := os.fork()):
                return nothing if point is None else ending_at(point)
            if point is None:
                time.sleep(self.draw.uniform(0.0, statistics.median(seconds)))
                os.kill(child, signal.SIGKILL)
            status = os.waitpid(child, 0)[1]
            if os.WIFSIGNALED(status):
                self.check(before, after, f"line {point}" if point else "some time")
            if self.hit == wanted:
                break
        raise OverError

    def points(self, lines: int, count: int) -> Iterator[int | None]:
        """Before which line to end it, half of the time; None is at a random time."""
        yield from self.draw.sample(range(1, lines + 1), min(lines, count // 2))
        for _ in range(20 * count):  # of those at random times some come too late
            yield None

    def check(self, before: Snapshot, after: Snapshot, where: str) -> None:
        """Look at what a kill left."""
        self.hit += 1
        now, left = content(self.folder), len(left_behind(self.folder))
        self.left += left
        for name in {*now, *before, *after}:
            found = now.get(name)
            if found not in (before.get(name), after.get(name), *self.writer.gaps):
                self.wrong.append(f"{name} after a kill at {where}: {found!r:.200}")
            elif found and name not in NEIGHBOUR:
                read(self.folder / name)
        if left or self.hit % 10 == 1:
            self.writer.write(self.folder, 1)
            now = content(self.folder)
            if any(now.get(name) != after[name] for name in after):
                self.wrong.append(f"the next write does not work after a kill at {where}")


def ending_at(point: int) -> Act:
    """Ends the process by kill -9 when it is called for the `point`-th time."""
    count = 0

    def act() -> None:
        nonlocal count
        count += 1
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return act


class Racer:
    """A process that has come to where its writer writes, and does so whenever it is told."""

    def __init__(self, writer: Writer, folder: Path, n: int) -> None:
        asked, self.go = os.pipe()
        self.done, answer = os.pipe()
        self.child = os.fork()
        if self.child == 0:
            begin(writer, folder, n, lambda: self.serve(asked, answer))
            os._exit(0)
        os.close(answer)
        os.read(self.done, 1)  # it is there: from now on the folder may be changed

    @staticmethod
    def serve(asked: int, answer: int) -> Act:
        """Fork whenever there is a byte; returns in children only."""
        os.write(answer, b".")
        while os.read(asked, 1) == b"g":
            if not (child := os.fork()):
                return nothing
            os.write(answer, bytes([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) % 256]))
        raise OverError


def race(writer: Writer, folder: Path, count: int) -> dict[str, Any]:
    """Let two processes write different contents to the same file at once, so often."""
    old = outcome(writer, folder, NEIGHBOUR, 0)
    orders = (1,), (2,), (1, 2), (2, 1)
    allowed = [outcome(writer, folder, old, *order) for order in orders]
    wrong = []
    racers = []
    for n in (1, 2):
        reset(folder, old)
        racers.append(Racer(writer, folder, n))
    for _ in range(count):
        reset(folder, old)
        for racer in racers:
            os.write(racer.go, b"g")
        codes = [os.read(racer.done, 1) for racer in racers]
        if codes != [b"\0", b"\0"]:
            wrong.append(f"they ended with {codes}")
        now = content(folder)
        wrong += [
            f"{name}: {now.get(name)!r:.200}"
            for name in {*now, *old}
            if all(now.get(name) != state.get(name) for state in allowed)
        ]
        wrong += [f"{path.name} was left" for path in left_behind(folder)]
    for racer in racers:
        os.write(racer.go, b"e")
        os.waitpid(racer.child, 0)
    return {"count": count, "wrong": wrong}


def main(what: str, names: str, count: str, folder: str) -> None:
    """Run the program."""
    found = {}
    for name in names.split(","):
        here = Path(folder, name.replace(" ", "-"))
        here.mkdir()
        writer = BY_NAME[name]
        found[name] = (
            race(writer, here, int(count))
            if what == "race"
            else Kills(writer, here).run(int(count))
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
