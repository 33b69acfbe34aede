"""Arrays and names from outside: checked, and told by row and column what is wrong."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..errors import DomainError, InputTypeError, LengthError

Array = Any
"""A numpy array."""


def names_in(given: Any, what: str) -> tuple[str, ...]:
    """Names, each another one.

    Parameters
    ----------
    given : iterable of str
        What arrived.
    what : str
        What they name, for messages: ``"features"``.

    Raises
    ------
    InputTypeError
        If they are no texts.
    DomainError
        If one is empty, or two are the same.

    Examples
    --------
    >>> names_in(["width", "height"], "features")
    ('width', 'height')
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InputTypeError(f"the names of {what} are a list of texts, got {given!r:.60}")
    names = tuple(given)
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        if not isinstance(name, str):
            raise InputTypeError(
                f"the names of {what} are texts, got {name!r:.60} ({type(name).__name__}); "
                "str(name) makes it one"
            )
        if not name.strip():
            raise DomainError(f"the names of {what} are not empty, got {name!r} as number {i}")
        first = seen.setdefault(name, i)
        if first != i:
            raise DomainError(
                f"the names of {what} differ, got {name!r:.60} as number {first} and {i}, counted "
                "from 0; rename one"
            )
    return tuple(map(str, names))


def matrix(given: Any, features: Sequence[str]) -> Array:
    """Samples as numbers, checked.

    Parameters
    ----------
    given : array_like
        (samples, features).
    features : sequence of str
        The names of the columns, for messages; none, if they have none.

    Returns
    -------
    array
        float64, a copy.

    Raises
    ------
    LengthError
        If it has another shape.
    InputTypeError, DomainError
        If something is no number, or not finite; the message says where.

    Examples
    --------
    >>> matrix([[1, 2], [3, 4]], ["width", "height"])
    array([[1., 2.],
           [3., 4.]])
    """
    array = array_of(given, "x", features)
    if array.ndim != 2:
        raise LengthError(
            f"x is an array (samples, features), got shape {array.shape}; x.reshape(-1, 1) makes "
            "samples of one feature, x.reshape(1, -1) makes one sample"
        )
    if features and len(features) != array.shape[1]:
        raise LengthError(
            f"x needs one column for each feature, got {array.shape[1]} columns for "
            f"{len(features)}: {', '.join(features):.200}"
        )
    return finite(array.astype(np.float64), "x", features)


def targets_in(given: Any, count: int, classes: Sequence[str] = (), is_part: bool = False) -> Array:
    """Targets, checked: numbers of classes if there are names of them, else numbers to predict.

    Parameters
    ----------
    given : array_like
        (samples,).
    count : int
        How many samples there are.
    classes : sequence of str
        The names of the classes, beginning with class 0.
    is_part : bool
        Whether a class may have no sample.

    Returns
    -------
    array
        int64 if there are classes, else float64; a copy.

    Raises
    ------
    LengthError, InputTypeError, DomainError
        As `Dataset`.

    Examples
    --------
    >>> targets_in([True, False], 2, ["no", "yes"]), targets_in([1, 0], 2)
    (array([1, 0]), array([1., 0.]))
    """
    array = array_of(given, "y", ())
    if array.ndim != 1:
        remedy = "; y.ravel() makes it that" if array.shape == (count, 1) else ""
        raise LengthError(f"y is an array (samples,), got shape {array.shape}{remedy}")
    if len(array) != count:
        raise LengthError(f"each sample needs one target, got {count} rows of x and {len(array)} y")
    numbers = finite(array.astype(np.float64), "y", ())
    if not classes:
        return numbers
    if len(classes) < 2:
        raise LengthError(f"there are at least two classes, got {classes[0]!r:.60} alone")
    last = len(classes) - 1
    bad = np.flatnonzero((numbers < 0) | (numbers > last) | (numbers != np.round(numbers)))
    if len(bad):
        raise DomainError(
            f"y are numbers of classes, whole and from 0 to {last} ({classes[last]}), got "
            f"{numbers[bad[0]]:g} in row {bad[0]}, counted from 0; for numbers to predict leave "
            "the names of classes out"
        )
    found = numbers.astype(np.int64)
    missing = np.flatnonzero(np.bincount(found, minlength=len(classes)) == 0)
    if len(missing) and not is_part:
        raise DomainError(
            f"every class needs a sample, got none of class {missing[0]} ({classes[missing[0]]}); "
            "leave its name out, or pass is_part=True if these are some samples of more"
        )
    return found


def array_of(given: Any, what: str, features: Sequence[str] = ()) -> Array:
    """An array of numbers, whole or not.

    Parameters
    ----------
    given : array_like
        Numbers.
    what : str
        What to call them in messages: "the inputs".
    features : sequence of str
        The names of the columns, for messages.

    Raises
    ------
    LengthError
        If its rows are not of one length.
    InputTypeError
        If something in it is no number; the message says where.
    DomainError
        If one is larger than floats are.

    Examples
    --------
    >>> array_of([[1, 2], [3, 4.5]], "the samples")
    array([[1. , 2. ],
           [3. , 4.5]])
    """
    try:
        array = np.asarray(given)
    except ValueError:
        raise LengthError(f"{what} are rows of one length, got rows of several lengths") from None
    if array.dtype.kind in "iufb":
        return array
    # What arrived: of numbers and texts together numpy makes texts.
    array = np.asarray(given, dtype=object)
    for place, found in np.ndenumerate(array):
        if not isinstance(found, int | float | np.integer | np.floating | np.bool_):
            raise InputTypeError(
                f"{what} are numbers, got {found!r:.60} ({type(found).__name__})"
                f"{_where(place, features)}; read_csv turns texts into classes"
            )
    try:
        return array.astype(np.float64)
    except OverflowError:
        raise DomainError(
            f"{what} are floats, up to 1.8e308, got a larger number; scale it down"
        ) from None


def finite(array: Array, what: str, features: Sequence[str] = ()) -> Array:
    """The array itself, if all of it is finite.

    Raises
    ------
    DomainError
        If a number is not; the message says where.

    Examples
    --------
    >>> finite(np.array([1.0, 2.0]), "the inputs")
    array([1., 2.])
    """
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        place = tuple(int(i) for i in bad[0])
        more = f", and {len(bad) - 1} more are not finite" if len(bad) > 1 else ""
        raise DomainError(
            f"{what} are finite numbers, got {array[place]}{_where(place, features)}{more}; "
            "correct them, or leave these rows out"
        )
    return array


def _where(place: Sequence[int], features: Sequence[str]) -> str:
    if not place:
        return ""
    row, *columns = place
    named = f" ({features[columns[0]]})" if columns and columns[0] < len(features) else ""
    column = f", column {columns[0]}{named}" if columns else ""
    return f" in row {row}{column}, counted from 0"
