"""Classes in pictures: what they are called, and what was taken for which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from numpy import int64
from numpy.typing import ArrayLike, NDArray

from autograd.errors import InputTypeError, LengthError
from autograd.language import Text
from autograd.nn.fitting.metrics import confusion

from .labels import visible

Counts = NDArray[int64]
_WIDEST = 20  # of the name of a class


@dataclass(frozen=True)
class Confusion:
    """What was taken for which, and what pictures say of it.

    Attributes
    ----------
    counts : array of int of shape (classes, classes)
        A row for each class, a column for each that it was taken for.
    names : list of str
        What the classes are called.
    """

    counts: Counts
    names: list[str]

    @classmethod
    def of(
        cls, outputs: ArrayLike, targets: ArrayLike, classes: Iterable[str], threshold: float
    ) -> "Confusion":
        """Count them, as `autograd.nn.metrics.confusion` does."""
        given = checked_names(classes)
        counts = confusion(outputs, targets, len(given) or None, threshold)
        return cls(counts, given or [str(k) for k in range(len(counts))])

    @property
    def right(self) -> int:
        """How many samples are on the diagonal."""
        return int(self.counts.trace())

    @property
    def total(self) -> int:
        """How many samples there are."""
        return int(self.counts.sum())

    def share(self, row: int, column: int) -> float | None:
        """Which share of a class was taken for another; None if there are no samples of it."""
        total = int(self.counts[row].sum())
        return int(self.counts[row, column]) / total if total else None

    def title(self, words: Text) -> str:
        """What the picture shows, with the accuracy."""
        share = percent(self.right / self.total)
        return words("classes.title", right=self.right, total=self.total, share=share)


def checked_names(classes: Iterable[str]) -> list[str]:
    r"""Names of classes, made harmless: they are data from outside.

    Raises
    ------
    InputTypeError
        If they are a single text.
    LengthError
        If there is but one.

    Examples
    --------
    >>> checked_names(["cat", "a\nperson"])
    ['cat', 'a\\nperson']
    """
    if isinstance(classes, str) or not isinstance(classes, Iterable):
        raise InputTypeError(
            f"classes are names in the order of their numbers, got {classes!r:.40}; pass a list "
            "such as ['cat', 'person']"
        )
    names = [visible(str(name), _WIDEST) for name in classes]
    if len(names) == 1:
        raise LengthError(f"there are at least two classes, got the name of one, {names[0]!r}")
    return names


def named(names: Sequence[str], count: int, words: Text) -> list[str]:
    """What to call classes in a sentence: their names, or their numbers.

    Raises
    ------
    LengthError
        If there are names, but not of all.

    Examples
    --------
    >>> from .language import load
    >>> named([], 2, load("en")), named(["cat", "person"], 2, load("en"))
    (['class 0', 'class 1'], ['cat', 'person'])
    """
    if names and len(names) < count:
        raise LengthError(f"{count} classes need as many names, got {len(names)}; name all")
    return list(names) or [words("classes.name", name=k) for k in range(count)]


def percent(share: float | None) -> str:
    """A share in percent; 100 only if it is all, and 0 only if it is nothing.

    Examples
    --------
    >>> percent(0.9333), percent(0.9999), percent(1.0), percent(1e-5), percent(None)
    ('93.3 %', '99.9 %', '100 %', '0.1 %', '–')
    """
    if share is None:
        return "–"
    if share in (0.0, 1.0):
        return f"{share:.0%}".replace("%", " %")
    return f"{min(max(100.0 * share, 0.1), 99.9):.1f} %"
