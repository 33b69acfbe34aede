"""Lessons read once: what each is made of, and what it prints."""

import io
import os
import subprocess
import sys
from functools import cache

from autograd import trace
from demos.catalog import LESSONS, lesson
from demos.language import load
from demos.parts import Say, Walk, Work
from demos.transcript import PlainConsole, Transcript
from demos.writing import Words
from viz.signs import Signs

LONG = ("moons", "spiral", "vanish", "cat-or-person", "digits", "transformer")
"""Those that take many seconds; they have tests of their own."""

QUICK = [name for name in LESSONS if name not in LONG]


@cache
def parts_of(name):
    """The parts of a lesson; long work is done, and its lines can be read again."""
    return [
        Work(part.total, list(part.lines)) if isinstance(part, Work) else part
        for part in lesson(name).parts()
    ]


def walks_of(name):
    """The walks of a lesson."""
    return [part for part in parts_of(name) if isinstance(part, Walk)]


def words_of(name, language="en"):
    """The sentences of a lesson."""
    return Words(name, load(language), Signs())


@cache
def printed(name, language="en", width=80):
    """What a lesson prints into a pipe, as lines."""
    out = io.StringIO()
    console = PlainConsole(file=out, highlight=False, soft_wrap=True, width=width)
    transcript = Transcript(words_of(name, language), console)
    transcript.title()
    transcript.show(parts_of(name))
    return out.getvalue().splitlines()


@cache
def played(lesson):
    """The parts of a lesson in order, with the lines of its work."""
    parts = []
    for part in lesson.parts():
        parts.append(part)
        if isinstance(part, Work):
            lines = [*part.lines]
            assert len(lines) == part.total
            parts += [line for line in lines if line is not None]
    return parts


def shown(lesson, kind):
    """The parts of one kind."""
    return [part for part in played(lesson) if isinstance(part, kind)]


def numbers(lesson, key):
    """What a paragraph states."""
    return next(part.numbers for part in shown(lesson, Say) if part.key == key)


def gradients(root):
    """The gradient of each node by its name."""
    steps = trace(root)
    return {line.name: steps.gradients[line.index] for line in steps.tape}


def run(*arguments, cwd, **options):
    """Run the command in a process of its own."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "demos", *arguments],
        cwd=cwd,
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
        **options,
    )
