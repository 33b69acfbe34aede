"""Which lessons there are, in the order they teach."""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from autograd.errors import unknown_choice

if TYPE_CHECKING:
    from pathlib import Path

    from autograd import Trace
    from autograd.data import Dataset
    from autograd.nn import Snapshots

    from .parts import Part

LESSONS = (
    "nudge",
    "expression",
    "chain",
    "apples",
    "neuron",
    "staged",
    "order",
    "reuse",
    "micrograd",
    "activations",
    "sigmoid",
    "losses",
    "softmax",
    "update",
    "zerograd",
    "rate",
    "mlp",
    "linear",
    "xor",
    "symmetry",
    "vanish",
    "dead",
    "saturated",
    "mazur",
    "numerical",
    "second",
    "modes",
    "stale",
    "depth",
    "stability",
    "moons",
    "cat-or-person",
    "replay",
    "spiral",
    "digits",
    "transformer",
)


class Lesson(Protocol):
    """A module in `demos.lessons`."""

    def parts(self, **folders: "Path") -> "Iterator[Part]":
        """What there is to show, in order; made as it is asked for, since some of it takes long.

        The reader's own folders are for the lesson that has arguments of their names.
        """

    def drawn(self) -> "Trace":
        """What the picture of the lesson shows: one of its walks."""


@runtime_checkable
class Filmed(Lesson, Protocol):
    """A lesson with a training that a picture can play."""

    def film(self) -> "tuple[Snapshots, Dataset]":
        """The snapshots of a network of two inputs, and the points it learns."""


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
    module: Lesson = import_module(f".lessons.{name.replace('-', '_')}", __package__)
    return module
