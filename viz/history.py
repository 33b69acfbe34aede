"""What a history of a training holds: series by name, which belong together, what to call them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograd import Value
from autograd.errors import DomainError, InputTypeError, LengthError, unknown_choice
from autograd.language import Text

from .labels import visible
from .numbers import plain

Series = Iterable[float | Value]
Named = dict[str, list[float]]
UNITS = ("step", "epoch")
LOWEST, HIGHEST = "lowest", "highest"
VALIDATION = "validation "
_RATE = "lr"
_DECADES = 2.0


def series_of(history: Any, where: str) -> Named:
    """The series of a history by name, as floats.

    Parameters
    ----------
    history : Run, mapping of str to iterable, or iterable of float or Value
        A single series has the name "".
    where : str
        The function that takes it, for messages.

    Raises
    ------
    LengthError
        If there is no series, or one is empty.
    InputTypeError
        If it is none of these.

    Examples
    --------
    >>> series_of([Value(2.0), 1], "loss_curve")
    {'': [2.0, 1.0]}
    """
    history = getattr(history, "history", history)
    if not isinstance(history, Iterable):
        raise InputTypeError(
            f"{where} takes losses in order, a mapping of names to such, or a Run of fit, got "
            f"{type(history).__name__}; collect loss.data in a list while training"
        )
    named: Mapping[str, Series] = history if isinstance(history, Mapping) else {"": history}
    several = {str(name): [plain(x, where) for x in numbers] for name, numbers in named.items()}
    if not several or not all(several.values()):
        empty = next(
            (f"series {name!r}" for name in several if name and not several[name]), "history"
        )
        raise LengthError(
            f"a curve needs at least one number, and the {empty} has none; train first"
        )
    return several


def is_of_run(several: Named) -> bool:
    """Whether it is the history that `fit` writes: one number for each epoch."""
    return "loss" in several and _RATE in several


def losses_of(several: Named) -> Named:
    """The losses of a run; of any other history all series.

    Examples
    --------
    >>> losses_of({"loss": [1.0], "lr": [0.1], "validation loss": [2.0]})
    {'loss': [1.0], 'validation loss': [2.0]}
    >>> losses_of({"Adam": [1.0], "SGD": [2.0]})
    {'Adam': [1.0], 'SGD': [2.0]}
    """
    if not is_of_run(several):
        return several
    return {name: numbers for name, numbers in several.items() if kind_of(name) == "loss"}


def checked_unit(unit: str | None, several: Named) -> str:
    """What is counted; if it is not said, epochs of a run and steps of anything else."""
    if unit is None:
        return "epoch" if is_of_run(several) else "step"
    if unit not in UNITS:
        raise unknown_choice("unit", unit, UNITS)
    return unit


def check_positive(several: Named, unit: str, first: int) -> None:
    """Refuse what a logarithmic scale cannot show.

    Raises
    ------
    DomainError
        If a number is 0 or negative; minus infinity has its sign at the edge.
    """
    for name, losses in several.items():
        wrong = [k for k, y in enumerate(losses) if y <= 0.0 and y > -math.inf]
        if wrong:
            where = f"{unit} {first + wrong[0]}" + (f" of {name!r}" if name else "")
            raise DomainError(
                f"a logarithmic scale needs losses > 0, got {losses[wrong[0]]!r} at {where}; "
                "pass log=False, or leave such losses out"
            )


def spans_decades(several: Named) -> bool:
    """Whether a logarithmic scale shows more: all is positive, and two powers of ten lie between.

    Examples
    --------
    >>> spans_decades({"a": [2.0, 0.1], "b": [0.02]}), spans_decades({"a": [100.0, 0.0]})
    (True, False)
    """
    finite = [y for numbers in several.values() for y in numbers if math.isfinite(y)]
    return bool(finite) and min(finite) > 0.0 and max(finite) / min(finite) >= 10.0**_DECADES


def base_of(name: str) -> str:
    """What is measured, be it of training or of validation data.

    Examples
    --------
    >>> base_of("validation accuracy"), base_of("loss")
    ('accuracy', 'loss')
    """
    return name.removeprefix(VALIDATION)


def kind_of(name: str) -> str:
    """What a series of a run is: "loss", "error", "accuracy", "lr", or "" for another metric.

    Examples
    --------
    >>> [kind_of(name) for name in ("validation loss", "mean absolute error", "F1")]
    ['loss', 'error', '']
    """
    last = name.rpartition(" ")[2]
    return last if last in ("loss", "error", "accuracy", _RATE) else ""


def goal_of(name: str) -> str:
    """Which number of a series is the best: the lowest, the highest, or "" if that is not known.

    Examples
    --------
    >>> goal_of("validation loss"), goal_of("accuracy"), goal_of("lr")
    ('lowest', 'highest', '')
    """
    return {"loss": LOWEST, "error": LOWEST, "accuracy": HIGHEST}.get(kind_of(name), "")


def best_of(numbers: Sequence[float], goal: str) -> int | None:
    """The index of the best of the finite numbers, the first of equal ones.

    Examples
    --------
    >>> best_of([2.0, math.nan, 1.0, 1.0], LOWEST), best_of([math.nan], LOWEST), best_of([1.0], "")
    (2, None, None)
    """
    finite = [k for k, y in enumerate(numbers) if math.isfinite(y)]
    if not finite or not goal:
        return None
    return (min if goal == LOWEST else max)(finite, key=numbers.__getitem__)


def panels_of(several: Named) -> list[list[str]]:
    """The names that share a scale: losses, shares from 0 to 1, each other metric, learning rates.

    A learning rate that stays the same has none.

    Examples
    --------
    >>> panels_of({"loss": [2.0], "lr": [0.1], "validation loss": [3.0], "accuracy": [0.5]})
    [['loss', 'validation loss'], ['accuracy']]
    """
    panels: dict[str, list[str]] = {"loss": [], "share": []}
    rates = []
    for name, numbers in several.items():
        kind = kind_of(name)
        if kind == _RATE:
            rates += [name] if len(set(numbers)) > 1 else []
        elif kind == "loss":
            panels["loss"].append(name)
        elif kind != "error" and all(0.0 <= y <= 1.0 for y in numbers if math.isfinite(y)):
            panels["share"].append(name)
        else:
            panels.setdefault(f"of {base_of(name)}", []).append(name)
    return [names for names in (*panels.values(), rates) if names]


def called(words: Text, name: str) -> str:
    """What to call a series: ours in the language of the reader, others by their name.

    Examples
    --------
    >>> from .language import load
    >>> called(load("ko"), "validation loss"), called(load("en"), "lr"), called(load("en"), "F1")
    ('검증 손실', 'learning rate', 'F1')
    """
    base = base_of(name)
    path = f"measured.{base}"
    spoken = words(path) if path in words else visible(base)
    return spoken if base == name else words("history.of_validation", name=spoken)
