"""The errors and warnings of gradwalk.

    AutogradError                 anything this library raises on purpose
    +-- DomainError               an operand an operation is not defined for     (ValueError)
    |   +-- DivisionByZeroError   x / 0, 0 ** -1, reciprocal(0)                  (ZeroDivisionError)
    +-- RangeError                a result too large for a float: exp(1000)      (OverflowError)
    +-- InputTypeError            not a number where a number is needed          (TypeError)
    +-- ChoiceError               a name that is not one of the allowed ones     (ValueError)
    +-- LengthError               a sequence that is empty or of a wrong length  (ValueError)
    +-- ChangedDataError          `data` was changed after it was recorded       (RuntimeError)
    +-- AnomalyError              NaN or infinity met in a backward pass        (FloatingPointError)
    +-- GradientCheckError        a derivative disagrees with its estimate       (ArithmeticError)
    +-- ReplayError               a function that does something else each time  (RuntimeError)
    +-- StateError                a model file or state that does not fit        (ValueError)
    +-- TableError                a table, such as a CSV file, that has no data  (ValueError)
    +-- MissingExtraError         a package of an extra is not installed         (ImportError)
    +-- RenderError               a picture that no backend can draw             (RuntimeError)
    +-- FileError                 a file that cannot be written or read          (OSError)
        +-- FileInTheWayError     a file that would have been overwritten        (FileExistsError)

    GradientWarning               a gradient that is not finite, or cannot flow  (UserWarning)
    ReplayWarning                 another path through a replayed function       (UserWarning)

Each class also subclasses the built-in exception a user would catch. A message says what was
expected, what arrived, where, and what to do. Where a built-in says it all, it is raised itself: an
index or a key that a tape does not have, an entry of the table of primitives that is impossible.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Self

_COMPARED = 1000  # names to one of which another may be near; each takes 10 us
_LISTED = 60  # names that a message lists before it says how many more there are


# What the lessons show of the engine's messages, and so other languages have too.
NEEDS = "{op} needs {needs}, got {got} in {where}; {remedy}"
NO_RESULT = "{op} has no result for {got} in {where}; keep its operands finite"
NOT_DEFINED = "{op} is not defined for {got} in {where}"
TOO_LARGE = "{op} gives a number beyond the largest float (1.8e308) for {got} in {where}; {remedy}"
CHANGED = "data changed since {where} was recorded (it gave {got}); record it again first"


class AutogradError(Exception):
    """Base of every error that gradwalk raises on purpose.

    Attributes
    ----------
    template : str
        The message with names in braces, by which another language finds its own; else empty.
    inserted : mapping of str to str
        What stands for the names.
    """

    template = ""
    inserted: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def of(cls, template: str, **inserted: str) -> Self:
        """Build an error whose message can be said in another language.

        Examples
        --------
        >>> print(DomainError.of(NOT_DEFINED, op="sqrt", got="x = -1.0", where="sqrt(x)"))
        sqrt is not defined for x = -1.0 in sqrt(x)
        """
        error = cls(template.format(**inserted))
        error.template, error.inserted = template, inserted
        return error


class DomainError(AutogradError, ValueError):
    """An operand lies outside the domain of an operation, as in ``log(-1)``."""


class DivisionByZeroError(DomainError, ZeroDivisionError):
    """A division by zero, as in ``x / 0`` or ``0 ** -1``."""


class RangeError(AutogradError, OverflowError):
    """A result of finite operands is too large for a float, as in ``exp(1000)``."""


class InputTypeError(AutogradError, TypeError):
    """Something that is not a real number stands where a number is needed."""


class ChoiceError(AutogradError, ValueError):
    """A name is not one of the allowed ones; the message lists them and suggests the nearest."""


class LengthError(AutogradError, ValueError):
    """A sequence is empty, or its length differs from what it goes with."""


class ChangedDataError(AutogradError, RuntimeError):
    """A node's ``data`` was changed after it was recorded, and the answer would need it again."""


class AnomalyError(AutogradError, FloatingPointError):
    """A backward pass inside ``detect_anomaly()`` met a NaN or an infinity."""


class GradientCheckError(AutogradError, ArithmeticError):
    """A derivative disagrees with its independent estimate; the message names the operation."""


class ReplayError(AutogradError, RuntimeError):
    """A function does something else each time it is called, and so cannot be replayed."""


class StateError(AutogradError, ValueError):
    """A saved state is damaged or belongs to another model. Nothing was changed."""


class TableError(AutogradError, ValueError):
    """A user's table is none, or a cell says something else; the message names line and column."""


class RenderError(AutogradError, RuntimeError):
    """A graph could not be turned into a picture; the message says what each backend answered."""


class MissingExtraError(AutogradError, ImportError):
    """Something needs a package that comes with an extra, and is not installed."""


class FileError(AutogradError, OSError):
    """A file could not be written or read. What was there before is still there."""


class FileInTheWayError(FileError, FileExistsError):
    """A file exists already and overwriting it was not asked for."""


class GradientWarning(UserWarning):
    """A backward pass met a gradient that is not finite, or a slope that is zero everywhere."""


class ReplayWarning(UserWarning):
    """Numbers led another way through a replayed function than before."""


def unknown_choice(what: str, given: object, allowed: Iterable[str]) -> ChoiceError:
    """Build the error for a name that is not one of the allowed ones.

    Parameters
    ----------
    what : str
        What the name stands for, such as ``"activation"``.
    given : object
        What arrived.
    allowed : iterable of str
        The names that would have been right.

    Returns
    -------
    ChoiceError
        To be raised by the caller.

    Examples
    --------
    >>> print(unknown_choice("activation", "sigmiod", ["relu", "sigmoid"]))
    unknown activation 'sigmiod'; did you mean 'sigmoid'? One of: relu, sigmoid
    """
    names = [*allowed]
    near = get_close_matches(str(given)[:100], (name[:100] for name in names[:_COMPARED]), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    listed = ", ".join(harmless(name, 80) for name in names[:_LISTED])
    return ChoiceError(f"unknown {what} {harmless(repr(given))}{hint} One of: {listed}{more}")


def harmless(text: str, most: int = 200) -> str:
    r"""A text from outside as a part of a message: cut, and nothing in it moves a cursor.

    Examples
    --------
    >>> print(harmless("a\x1b[2J"), harmless("가중치" * 1000, 7))
    a\x1b[2J 가중치가...
    """
    cut = text if len(text) <= most else text[: most - 3] + "..."
    return cut if cut.isprintable() else ascii(cut)[1:-1]
