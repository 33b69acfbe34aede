"""What a check is made of: levels, of cases, with their right outcomes and the usual mistakes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TOLERANCE = 1e-6
"""How far a number may be off, relative to its size, or absolutely if that is below 1."""

Numbers = Mapping[str, float | None]
"""What expressions give; None where a gradient may be None."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Numbers that are right.

    Attributes
    ----------
    gives : mapping
        What each expression gives.
    note : str
        The key of what is said about this way of being right, or "".
    """

    gives: Numbers
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A usual mistake, and how it shows.

    Attributes
    ----------
    name : str
        The key of its sentences.
    gives : mapping
        What some of the expressions give then.
    error : str
        The type of the exception that it raises, or "time" if it does not end in time.
    """

    name: str
    gives: Numbers = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A few lines of Python, and what they must give.

    Attributes
    ----------
    code : str
        The lines, which use the learner's `Value`.
    right : tuple of Outcome
        What is right; the first is shown as what was expected.
    wrong : tuple of Mistake
        The usual mistakes; the first that fits is explained.
    needs : str
        An attribute of `Value` without which the case is left out, or "".
    """

    code: str
    right: tuple[Outcome, ...]
    wrong: tuple[Mistake, ...] = ()
    needs: str = ""

    @property
    def shown(self) -> list[str]:
        """The expressions, in the order in which they are shown."""
        return [*self.right[0].gives]

    def outcome(self, came: Mapping[str, Any]) -> Outcome | None:
        """The right outcome that came, if it was right."""
        return next((each for each in self.right if agree(each.gives, came)), None)

    def mistake(self, came: Mapping[str, Any]) -> str:
        """The name of the mistake that gives what came, or ""."""
        fitting = (x.name for x in self.wrong if x.gives and agree(x.gives, came))
        return next(fitting, "")

    def mistake_of(self, error: str) -> str:
        """The name of the mistake that raises an exception of a type, or ""."""
        return next((x.name for x in self.wrong if x.error == error), "")


@dataclass(frozen=True, slots=True)
class Level:
    """One check: cases that belong together.

    Attributes
    ----------
    name : str
        The key of its sentences.
    cases : tuple of Case
        What is run, in this order.
    """

    name: str
    cases: tuple[Case, ...]


def case(code: str, gives: Numbers, *wrong: Mistake, needs: str = "") -> Case:
    """A case with one right outcome.

    Examples
    --------
    >>> case("c = 2 * 3", {"c": 6.0}).shown
    ['c']
    """
    return Case(code.strip("\n"), (Outcome(gives),), wrong, needs)


def agree(gives: Numbers, came: Mapping[str, Any]) -> bool:
    """Whether the same came, within the tolerance.

    Examples
    --------
    >>> agree({"a.grad": 2.0}, {"a.grad": 2.0000001, "b.grad": 7.0}), agree({"c": 0.0}, {"c": None})
    (True, False)
    """
    return all(is_close(number, came.get(expression)) for expression, number in gives.items())


def is_close(expected: float | None, came: Any) -> bool:
    """Whether a number came, within the tolerance; NaN never does, None only for None.

    Examples
    --------
    >>> is_close(1e-9, 0.0), is_close(100.0, 100.00001), is_close(0.5, float("nan"))
    (True, True, False)
    """
    if expected is None or not isinstance(came, float):
        return expected is None and came is None
    return math.isclose(expected, came, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
