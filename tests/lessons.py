"""Lessons read once: what each is made of, and what it prints."""

import io
from functools import cache

from demos.catalog import LESSONS, lesson
from demos.language import load
from demos.parts import Walk, Work
from demos.transcript import PlainConsole, Transcript
from demos.writing import Words
from viz.signs import Signs

QUICK = [name for name in LESSONS if name != "moons"]
"""Those that take seconds."""


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
