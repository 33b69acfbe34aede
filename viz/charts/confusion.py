"""Which class a model takes for which, as a table in characters."""

from collections.abc import Iterable, Iterator

from numpy.typing import ArrayLike

from autograd.language import Text

from ..classes import Confusion, percent
from ..language import load
from ..numbers import whole
from ..signs import GAP, Signs

_LISTED = 3  # classes that another is most often taken for


def confusion_text(
    outputs: ArrayLike,
    targets: ArrayLike,
    *,
    classes: Iterable[str] = (),
    threshold: float = 0.0,
    width: int = 80,
    ascii: bool = False,
    language: str = "en",
) -> str:
    """Write how often each class was taken for which, as a table.

    A row for each class, a column for each it was taken for; right ones are in brackets, a dot is
    for none. At the right stands which share of the class is right. Where names are too wide for
    the table, columns have the numbers of the classes; where that is too wide, too, each row says
    which classes it was most often taken for, and how often.

    Parameters
    ----------
    outputs, targets, classes, threshold
        As of `viz.plots.confusion_matrix`.
    width : int
        How many cells there are.
    ascii : bool
        Whether to use ASCII alone.
    language : str
        "en" or "ko".

    Returns
    -------
    str
        Lines, without a newline at the end.

    Raises
    ------
    LengthError, DomainError, ChoiceError
        As `viz.plots.confusion_matrix`.

    Examples
    --------
    >>> print(confusion_text([0, 1, 1, 1], [0, 0, 1, 1], classes=["cat", "person"], ascii=True))
    confusion matrix: 3 of 4 right, 75.0 %
    <BLANKLINE>
                 predicted class
    true class  cat   person    right
    cat          [1]       1   50.0 %
    person        .       [2]   100 %
    """
    words, signs = load(language), Signs(ascii=ascii)
    found = Confusion.of(outputs, targets, classes, threshold)
    width = whole(width, "width", 24, 1000, 80)
    whole_names = _table(found, found.names, found.names, words, signs)
    numbers = [str(k) for k in range(len(found.names))]
    labels = _numbered(found.names)
    tables = [whole_names, _table(found, labels, numbers, words, signs)]
    fitting = [table for table in tables if max(map(signs.columns, table)) <= width]
    table = fitting[0] if fitting else _listed(found, labels, words, signs)
    return "\n".join([signs.shown(found.title(words)), "", *table])


def _numbered(names: list[str]) -> list[str]:
    """The names with the numbers that stand for them above columns.

    Examples
    --------
    >>> _numbered(["cat", "person"]), _numbered(["0", "1"])
    (['0 cat', '1 person'], ['0', '1'])
    """
    return [name if name == str(k) else f"{k} {name}" for k, name in enumerate(names)]


def _table(
    found: Confusion, labels: list[str], above: list[str], words: Text, signs: Signs
) -> list[str]:
    """A row and a column for each class."""
    count = len(labels)
    rows = [["", *(f" {name} " for name in above), " " + words("classes.right")]]
    for row, label in enumerate(labels):
        cells = [_cell(found, row, column) for column in range(count)]
        rows.append([label, *cells, " " + percent(found.share(row, row))])
    truth, taken = words("classes.truth"), words("classes.taken")
    first = max(map(signs.columns, (truth, *map(signs.shown, labels))))
    rows[0][0] = truth + " " * (first - signs.columns(truth))
    lines = signs.aligned(rows, [False, *[True] * (count + 1)], gap=1)
    return [" " * (first + GAP) + taken, *lines]


def _cell(found: Confusion, row: int, column: int) -> str:
    """How many were taken for a class; in brackets if that is right."""
    count = int(found.counts[row, column])
    number = f"{count:,}" if count else "·"
    return f"[{number}]" if row == column else f" {number} "


def _listed(found: Confusion, labels: list[str], words: Text, signs: Signs) -> list[str]:
    """A row for each class: how many are right, and what the wrong ones were taken for."""
    rows = [(words("classes.truth"), "", words("classes.right"), words("classes.most"))]
    for row, label in enumerate(labels):
        wrong = ", ".join(_mistakes(found, row, words))
        rows.append((label, _cell(found, row, row), percent(found.share(row, row)), wrong))
    return signs.aligned(rows, [False, True, True, False])


def _mistakes(found: Confusion, row: int, words: Text) -> Iterator[str]:
    """The classes it was most often taken for, and how many samples were taken for others."""
    counts = {k: int(n) for k, n in enumerate(found.counts[row]) if n and k != row}
    order = sorted(counts, key=lambda k: (-counts[k], k))
    for k in order[:_LISTED]:
        yield f"{k}: {counts[k]:,}"
    others = sum(counts[k] for k in order[_LISTED:])
    if others:
        yield words("classes.others", count=others)
