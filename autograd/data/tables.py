"""read_csv: a table of one's own as a dataset; what is wrong in it is told by line and column."""

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ..errors import ChoiceError, InputTypeError, TableError, unknown_choice
from ..files import as_path
from .arrays import names_in
from .cells import DECIMALS, number_in, shown, trouble_with
from .dataset import Dataset
from .reading import read_text

DELIMITERS = (",", ";", "\t")
"""Those that are found without being named."""

_LOOKED_AT = 20  # records by which a delimiter is chosen


def read_csv(
    path: str | os.PathLike[str],
    target: str,
    *,
    features: Iterable[str] | None = None,
    delimiter: str | None = None,
    decimal: str = ".",
    classes: bool | Iterable[str] | None = None,
    encoding: str = "utf-8",
) -> Dataset:
    r"""Read a table from a text file: a line of names, then a line for each sample.

    Nothing is left out or filled in: what is no number, or missing, is an error. Spaces around
    cells and blank lines at the end do not count.

    Parameters
    ----------
    path : str or path-like
        The file.
    target : str
        The column to predict: numbers, or the names of classes.
    features : iterable of str, optional
        The columns to predict it from, in this order; all others unless given.
    delimiter : str, optional
        What separates cells; found among comma, semicolon and tab unless given.
    decimal : str
        What separates the digits of a fraction, ``"."`` or ``","``.
    classes : bool or iterable of str, optional
        Whether the target is the name of a class; unless given, it is if it is no number. The
        classes are in sorted order; numbers by size. Or their names, in the order wanted: pass
        those of the training data when reading test data.
    encoding : str
        How the text is encoded, such as ``"cp949"``, in which Korean Excel writes.

    Returns
    -------
    Dataset
        Named as the file.

    Raises
    ------
    FileError
        If the file cannot be read.
    TableError
        If it is no such table; the message says in which line, as an editor counts them, and in
        which column.
    ChoiceError
        If there is no such column; the message suggests the nearest.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "fruit.csv")
    ...     _ = path.write_text("grams,cm,fruit\n150,7.5,apple\n120,4,kiwi\n170,8,apple\n")
    ...     data = read_csv(path, "fruit")
    >>> data
    <Dataset 'fruit.csv': 3 samples, 2 features, 2 classes>
    >>> data.x[0], data.y, data.classes
    (array([150. ,   7.5]), array([0, 1, 0]), ('apple', 'kiwi'))
    """
    wanted = None if features is None else names_in(features, "features")
    given = None if isinstance(classes, bool | None) else names_in(classes, "classes")
    if given == ():
        raise ChoiceError("classes names none; leave it out, or pass True for those that occur")
    if decimal not in DECIMALS:
        raise unknown_choice("decimal separator", decimal, DECIMALS)
    _check_delimiter(delimiter, decimal)
    file = as_path(path)
    text = read_text(file, encoding)
    table = _table(text, delimiter, repr(str(file)))
    column = table.column(target, "target")
    columns = _columns(table, target, wanted)
    x = [[_number(table, row, c, decimal) for c in columns] for row in range(len(table.rows))]
    names = tuple(table.header[c] for c in columns)
    if classes is False or (classes is None and _is_numbers(table, column, decimal)):
        y = [_number(table, row, column, decimal) for row in range(len(table.rows))]
        return Dataset(x, y, names, name=file.name)
    found = _classes(table, column, decimal) if given is None else given
    numbers = _numbers_of(table, column, found)
    return Dataset(x, numbers, names, found, file.name, is_part=given is not None)


@dataclass(frozen=True)
class _Table:
    """Cells of a file, as text without spaces around it."""

    where: str
    header: list[str]
    columns: dict[str, int]  # the number of each by its name
    rows: list[list[str]]
    lines: list[int]  # in which each row begins

    def column(self, name: Any, what: str) -> int:
        if not isinstance(name, str):
            raise InputTypeError(f"the {what} is the name of a column, a text, got {name!r:.40}")
        if name not in self.columns:
            error = unknown_choice(f"{what} column", name, self.header)
            raise ChoiceError(f"{self.where}: {error}")
        return self.columns[name]

    def error(self, row: int, column: int, message: str) -> TableError:
        """What is wrong with a cell."""
        place = f"line {self.lines[row]}, column {column + 1} ({self.header[column]!r:.60})"
        return TableError(f"{self.where}, {place}: {message}")


def _table(text: str, delimiter: str | None, where: str) -> _Table:
    records = _records(text, delimiter or _sniffed(text), where)
    header = next(records)[1]
    columns = _columns_of(header, delimiter, where)
    rows, lines, blank = [], [], None
    for line, cells in records:
        if cells in ([], [""]):
            blank = blank or line
            continue
        if blank is not None:
            raise TableError(
                f"{where}, line {blank}: it is blank, and more follows in line {line}; remove it"
            )
        if len(cells) != len(header):
            raise TableError(
                f"{where}, line {line}: {len(cells)} cells where line 1 names {len(header)} "
                f"columns; {_remedy(cells, header)}"
            )
        rows.append(cells)
        lines.append(line)
    if not rows:
        raise TableError(f"{where} names columns and has no line of numbers; add at least one")
    return _Table(where, header, columns, rows, lines)


def _records(text: str, delimiter: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Each record, with the line it begins in; a quoted cell may go over several."""
    lines = io.StringIO(text, newline="")  # so that csv sees the ends of lines, in quotes too
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(
            f"{where}, line {line}: {error}; a cell in quotation marks ends with one, before the "
            'next separator, and "" stands for one inside'
        ) from error


def _sniffed(text: str) -> str:
    """The delimiter that gives the first records the same number of cells, the more the better."""

    def rank(delimiter: str) -> tuple[bool, int]:
        counts: list[int] = []
        with suppress(TableError):  # told when the table is read
            for _, cells in islice(_records(text, delimiter, ""), _LOOKED_AT):
                counts.append(len(cells))
        width = counts[0] if counts else 0
        return width > 1 and {*counts} <= {width, 0}, width

    return max(DELIMITERS, key=rank)


def _columns_of(header: list[str], delimiter: str | None, where: str) -> dict[str, int]:
    """The number of each column by its name, if the first line names columns."""
    if header in ([], [""]):
        raise TableError(f"{where}, line 1: it is blank; the first line names the columns")
    if len(header) == 1:
        by = "comma, semicolon or tab" if delimiter is None else repr(delimiter)
        raise TableError(
            f"{where}, line 1: it names one column, {header[0]!r:.60}, and there are at least two, "
            f"separated by {by}; pass another delimiter, as in delimiter='|'"
        )
    if all(number_in(cell) is not None for cell in header):
        raise TableError(
            f"{where}, line 1: it has numbers only, {', '.join(header):.60}; the first line names "
            "the columns"
        )
    columns: dict[str, int] = {}
    for i, name in enumerate(header):
        if not name:
            raise TableError(
                f"{where}, line 1: column {i + 1} has no name; give it one, or remove the column"
            )
        first = columns.setdefault(name, i)
        if first != i:
            raise TableError(
                f"{where}, line 1: columns {first + 1} and {i + 1} are both called {name!r:.60}; "
                "rename one"
            )
    return columns


def _remedy(cells: Sequence[str], header: Sequence[str]) -> str:
    if len(cells) < len(header):
        return f"add what is missing, perhaps of {header[len(cells)]!r:.60}"
    return "a separator inside of a cell needs quotation marks around the cell"


def _check_delimiter(delimiter: Any, decimal: str) -> None:
    if delimiter is None:
        return
    if not isinstance(delimiter, str):
        raise InputTypeError(f"a delimiter is a text, such as ';', got {delimiter!r:.40}")
    if len(delimiter) != 1 or re.fullmatch(r'[\w."+\-\r\n\0 ]', delimiter):
        raise ChoiceError(
            f"a delimiter is one character that is no part of a cell, such as ',' or ';', got "
            f"{delimiter!r:.40}"
        )
    if delimiter == decimal:
        raise ChoiceError(
            f"delimiter and decimal are both {delimiter!r}, so cells and fractions cannot be told "
            "apart; with decimal commas cells are usually separated by ';'"
        )


def _columns(table: _Table, target: str, wanted: Sequence[str] | None) -> list[int]:
    if wanted is None:
        return [i for i, name in enumerate(table.header) if name != target]
    if not wanted:
        raise ChoiceError("features names no column; leave it out for all but the target")
    if target in wanted:
        raise ChoiceError(
            f"the target {target!r:.60} is among the features, so it would be predicted from "
            "itself; leave it out of them"
        )
    return [table.column(name, "feature") for name in wanted]


def _number(table: _Table, row: int, column: int, decimal: str) -> float:
    cell = table.rows[row][column]
    number = number_in(cell, decimal)
    if number is not None:
        return number
    remedy = "a column of texts is left out by naming the others: features=[...]"
    trouble = trouble_with(cell, decimal) or f"{shown(cell)} is no number; correct it, or {remedy}"
    raise table.error(row, column, trouble)


def _is_numbers(table: _Table, column: int, decimal: str) -> bool:
    """Whether a target is numbers, and not names of classes: it is one of them in every row."""
    cells = [row[column] for row in table.rows]
    for row, cell in enumerate(cells):
        trouble = trouble_with(cell, decimal)
        if trouble:
            raise table.error(row, column, trouble)
    are_numbers = [number_in(cell, decimal) is not None for cell in cells]
    if len({*are_numbers}) == 2:
        number, text = are_numbers.index(True), are_numbers.index(False)
        raise table.error(
            text,
            column,
            f"{shown(cells[text])} is no number, and {shown(cells[number])} in line "
            f"{table.lines[number]} is one; correct it, or pass classes=True to take all as names "
            "of classes",
        )
    return are_numbers[0]


def _classes(table: _Table, column: int, decimal: str) -> tuple[str, ...]:
    """The names that occur: numbers by size if all are, else in alphabetical order."""
    lines: dict[str, int] = {}
    for row, cells in enumerate(table.rows):
        if not cells[column]:
            raise table.error(row, column, str(trouble_with("", decimal)))
        lines.setdefault(cells[column], table.lines[row])
    if len(lines) == 1:
        (name,) = lines
        raise TableError(
            f"{table.where}, column {column + 1} ({table.header[column]!r:.60}): every line has "
            f"the class {shown(name)}, so there is nothing to tell apart; add samples of another"
        )
    numbers: dict[float, str] = {}
    for name, line in lines.items():
        number = number_in(name, decimal)
        if number is None:
            return tuple(sorted(lines))
        other = numbers.setdefault(number, name)
        if other != name:
            raise TableError(
                f"{table.where}, column {column + 1} ({table.header[column]!r:.60}): "
                f"{shown(other)} in line {lines[other]} and {shown(name)} in line {line} "
                "are the same number and would be two classes; write it one way"
            )
    return tuple(numbers[number] for number in sorted(numbers))


def _numbers_of(table: _Table, column: int, classes: tuple[str, ...]) -> list[int]:
    """The number of the class in each row."""
    numbers = {name: i for i, name in enumerate(classes)}
    for row, cells in enumerate(table.rows):
        if cells[column] not in numbers:
            raise table.error(row, column, str(unknown_choice("class", cells[column], classes)))
    return [numbers[cells[column]] for cells in table.rows]
