"""The command in a real terminal: wherever it waits and whatever ends it, it leaves all as it was.

Each session goes to a place, there is stopped and continued or resized, and is then ended.
"""

import os
import re
from contextlib import contextmanager

import pytest
from terminal import Terminal

from demos.language import load

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")

PART = "\x1b[6~"
"""The key that turns to the next part of a lesson."""

WALK = ("reuse", PART)
"""A lesson and the keys to its first walk: s = a + a, in four steps."""

SAID = {"step": 0, "count": 4, "seconds": 4, "width": 30, "height": 8, "columns": 40, "rows": 14}
"""What the sentences below are about."""

PLACES = {
    "the course": ("", "", "apples"),
    "a lesson that opens": ("reuse", "", "reuse: "),
    "a page": ("reuse", "", "stepper.hint_quit"),
    "a walk": (*WALK, "stepper.step"),
    "while it plays": ("reuse", PART + " --", "stepper.speed"),
    "the field for a step": ("reuse", PART + "g", "stepper.ask_go"),
    "the field for a search": ("reuse", PART + "/", "stepper.ask_search"),
    "the field for another number": ("reuse", PART + "e", "stepper.ask_edit"),
    "what an edit changed": ("reuse", PART + "ea = 7\r", "stepper.changes"),
    "a question about a value": ("reuse", PART + "Q", "stepper.ask_quiz"),
    "a question about the seed": ("reuse", PART + "nQ", "stepper.ask_quiz"),
    "a question about a flow": ("reuse", PART + "nnQ", "stepper.ask_quiz"),
    "a question about a sum": ("reuse", PART + "nnnQ0\r", "stepper.ask_quiz"),
    "the help": ("reuse", PART + "?", "stepper.keys"),
    "the code": ("reuse", PART + "c", "Iterator"),
    "what was saved": ("reuse", PART + "s", "reuse-1-step"),
    "a lesson that trains": ("moons", PART + PART, "stepper.computing"),
    "the end of a lesson": ("expression", 3 * PART, "stepper.done"),
    "a window that is too small": ("reuse", PART, "stepper.small"),
}
"""The lesson, the keys that lead to the place, and what is said there."""

ENDINGS = {
    "Ctrl-C": (lambda terminal: terminal.press("\x03"), 130),
    "Ctrl-D": (lambda terminal: terminal.press("\x04"), 130),
    "SIGINT": (lambda terminal: terminal.signal("SIGINT"), 130),
    "SIGTERM": (lambda terminal: terminal.signal("SIGTERM"), 143),
    "SIGHUP": (lambda terminal: terminal.signal("SIGHUP"), 129),
    "a closed window": (Terminal.hang_up, 129),
}

SIZES = [(40, 120), (10, 30), (5, 20), (1, 1), (2, 300), (0, 0), (50, 2), (24, 60)]


def nothing(terminal, said):
    """It is ended at once."""


def resized(terminal, said):
    """Its window is made small and large while it draws."""
    before = terminal.size
    for size in SIZES:
        terminal.resize(*size)
        terminal.read(0.02)
    at = len(terminal.written)
    terminal.resize(*before)
    terminal.wait_for(said, at)


def stopped(terminal, said):
    """Ctrl-Z, and `fg`: the shell has the terminal as it was; then the place is drawn anew."""
    terminal.stop("Ctrl-Z")
    terminal.is_as_it_was()
    at = len(terminal.written)
    terminal.signal("SIGCONT")
    terminal.wait_for(said, terminal.wait_for(r"\x1b\[\?1049h", at))


def halted(terminal, said):
    """SIGSTOP, of which it is not told, and then SIGCONT: the same."""
    terminal.stop("SIGSTOP")
    at = len(terminal.written)
    terminal.signal("SIGCONT")
    terminal.wait_for(said, terminal.wait_for(r"\x1b\[\?1049h", at))


BEFORE = (stopped, resized, nothing, halted)

SESSIONS = [
    (place, BEFORE[(i + j) % len(BEFORE)], how, "ko" if (i + j // 2) % 2 else "en")
    for i, place in enumerate(PLACES)
    for j, how in enumerate(ENDINGS)
]
"""Each place with each ending; each also with each of what comes before it, in both languages."""


def sentence(language, lesson, said):
    """The beginning of a sentence, as a pattern; or what is no name of one, as it is."""
    text = load(language, "reuse")
    shown = text(said, **SAID, name=lesson) if said in text else said
    return re.escape(shown[:10])


@contextmanager
def at_place(place, language):
    """A terminal in which the command waits at a place, and what is said there."""
    lesson, keys, said = PLACES[place]
    size = (8, 30) if "small" in place else (24, 80)
    arguments = [lesson] if lesson else []
    with Terminal(*arguments, "--lang", language, size=size) as terminal:
        shown = sentence(language, lesson, said)
        terminal.wait_for(shown if "small" in place else lesson or shown)
        terminal.press(keys)
        terminal.wait_for(shown)
        yield terminal, shown


@pytest.mark.parametrize(
    ("place", "before", "how", "language"),
    [
        ("the field for another number", stopped, "Ctrl-C", "ko"),
        *(pytest.param(*session, marks=pytest.mark.proof) for session in SESSIONS),
    ],
)
def test_wherever_it_waits_it_leaves_the_terminal_as_it_was(place, before, how, language, tried):
    tried("endings", 1)
    end, code = ENDINGS[how]
    with at_place(place, language) as (terminal, said):
        before(terminal, said)
        end(terminal)
        assert terminal.end() == code
