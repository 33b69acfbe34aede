"""Which lessons there are, in the order they teach."""

from importlib import import_module
from typing import Protocol

from autograd import Trace, Value
from autograd.errors import unknown_choice

from .screen import Screen

LESSONS = ("expression", "sigmoid", "mazur", "moons")


class Lesson(Protocol):
    """A module in `demos.lessons`."""

    def drawn(self) -> Value | Trace:
        """What the picture of the lesson shows."""

    def play(self, screen: Screen) -> None:
        """Show the lesson."""


def lesson(name: str) -> Lesson:
    """Return the lesson of that name.

    Raises
    ------
    ChoiceError
        If there is none; the message suggests the nearest.

    Examples
    --------
    >>> lesson("sigmoid").__name__
    'demos.lessons.sigmoid'
    """
    if name not in LESSONS:
        raise unknown_choice("lesson", name, LESSONS)
    module: Lesson = import_module(f".lessons.{name}", __package__)
    return module
