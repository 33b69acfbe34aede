"""What is told about a model beside it: names, and what standardises its inputs."""

import math
from collections.abc import Iterable
from typing import Any

from ...errors import ChoiceError, DomainError, InputTypeError, LengthError
from ...numeric import as_float

Numbers = tuple[float, ...]


def names_of(given: Any, what: str) -> tuple[str, ...]:
    """Names as plain texts, each once.

    Parameters
    ----------
    given : iterable of str
        In their order.
    what : str
        What to call them in messages: ``"classes"``.

    Raises
    ------
    InputTypeError
        If they are no texts, or have no order.
    ChoiceError
        If one is there twice.

    Examples
    --------
    >>> names_of(["no", "yes"], "classes")
    ('no', 'yes')
    """
    if isinstance(given, str | bytes | set | frozenset | dict) or not isinstance(given, Iterable):
        raise InputTypeError(f"{what} takes a list of texts in their order, got {kind_of(given)}")
    listed = list(given)
    for name in listed:
        if not isinstance(name, str):
            raise InputTypeError(
                f"{what} takes a list of texts, got {kind_of(name)} in it; convert them first: "
                f"[str(name) for name in {what}]"
            )
        if listed.count(name) > 1:
            raise ChoiceError(f"{what} takes each name once, got {name!r} more than once")
    return tuple(str.__str__(name) for name in listed)  # numpy's texts have a repr of their own


def scaling_of(given: object, inputs: int) -> tuple[Numbers, Numbers]:
    """Mean and scale of what standardises.

    Parameters
    ----------
    given : object
        Has ``mean`` and ``scale``.
    inputs : int
        How many numbers each must have.

    Raises
    ------
    InputTypeError
        If it has no such arrays.
    LengthError
        If there are more or fewer numbers.
    DomainError
        If one is not finite, or a scale is 0.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> scaling_of(SimpleNamespace(mean=[0.5], scale=[2]), 1)
    ((0.5,), (2.0,))
    """
    found = []
    for name in ("mean", "scale"):
        numbers = getattr(given, name, None)
        if isinstance(numbers, str | bytes) or not isinstance(numbers, Iterable):
            raise InputTypeError(
                "standardise takes an object with mean and scale, a number in each for each input, "
                f"such as autograd.data.Standardiser(train); {kind_of(given)} has no such {name}"
            )
        listed = tuple(as_float(number, f"{name} of standardise") for number in numbers)
        if len(listed) != inputs:
            raise LengthError(
                f"{name} of standardise needs a number for each of the {inputs} inputs, got "
                f"{len(listed)}; make it from the data that the model was trained on"
            )
        for column, number in enumerate(listed, start=1):
            if not math.isfinite(number) or (name == "scale" and number == 0.0):
                raise DomainError(
                    f"{name} of standardise needs finite numbers, and no 0 as a scale, got "
                    f"{number} for input {column}; the scale of an input that does not vary is 1"
                )
        found.append(listed)
    return found[0], found[1]


def kind_of(given: object) -> str:
    """The name of a type.

    Examples
    --------
    >>> kind_of(1.0)
    'float'
    """
    return type(given).__name__
