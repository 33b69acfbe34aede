"""Grading a learner's file: level by level, until the first that fails, and why that may be."""

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd.errors import FileError
from autograd.language import Text
from viz.labels import visible
from viz.narration import WIDE

from .checks import SERIES
from .children import Report, run_child
from .series import Case, Level

LIMIT = 5.0
"""Seconds that a level may take."""
LARGEST = 1_000_000
"""Bytes of a file that is read."""

CRASHES = (4, 6, 7, 10, 11)
"""Signals of a crash, on Linux or macOS; most often of too deep a recursion."""

# What an exception suggests, by its type and a part of its message; the first that fits. Two names:
# where it was raised in the learner's file, and where in our lines.
SUSPECTS = (
    ("TypeError", r"unsupported operand .*'NoneType'", "none_counted", "none_counted"),
    ("TypeError", r"unsupported operand .*'(int|float)' and 'Value'", "mixed", "no_mirrored"),
    ("TypeError", r"unsupported operand|bad operand", "no_operator", "no_operator"),
    ("TypeError", r"__init__\(\)|takes no arguments", "signature", "signature"),
    ("TypeError", r"unhashable type: 'Value'", "unhashable", "unhashable"),
    ("TypeError", r"'NoneType' object is not callable", "called_early", "called_early"),
    ("AttributeError", r"'(int|float)' object has no", "not_wrapped", "plain_result"),
    ("AttributeError", r"'NoneType' object has no", "no_return", "no_return"),
    ("AttributeError", r"'Value' object has no", "no_attribute", "no_attribute"),
    ("RecursionError", "", "calls_itself", "calls_itself"),
    ("MemoryError", "", "memory", "memory"),
    ("SystemExit", "", "exits", "exits"),
    ("EOFError", "", "asks", "asks"),
    ("ModuleNotFoundError", "", "no_module", "no_module"),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a level was not passed.

    Attributes
    ----------
    kind : str
        "numbers", "error", "syntax", "time", "died", "no class", or "none of them" where a level
        has cases of which one at least is needed.
    name : str
        The key of the sentence that says what it suggests.
    report : Report
        How the child ended.
    case : Case or None
        What was run; None if the file was being loaded.
    came : mapping or None
        What the expressions of the case gave, if it ran to its end.
    """

    kind: str
    name: str
    report: Report
    case: Case | None = None
    came: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one level.

    Attributes
    ----------
    level : Level
        The level.
    failure : Failure or None
        Why it was not passed; None if it was.
    notes : tuple of str
        The keys of what is said about the way it was passed.
    """

    level: Level
    failure: Failure | None = None
    notes: tuple[str, ...] = ()


def grade(file: Path, limit: float = LIMIT) -> Iterator[Result]:
    """Run the levels on a learner's file, one after the other, until one fails.

    Parameters
    ----------
    file : pathlib.Path
        A file that can be read (`read_source`).
    limit : float
        Seconds that a level may take.
    """
    for level in SERIES:
        result = judge(level, run_child(file, level.cases, limit))
        yield result
        if result.failure:
            return


def judge(level: Level, report: Report) -> Result:
    """Compare what a level gave with what is right.

    Examples
    --------
    >>> report = Report("passed", 0, ({"a.grad": 1.0},))
    >>> judge(next(level for level in SERIES if level.name == "reuse"), report).failure.name
    'overwritten'
    """
    notes = []
    for case, came in zip(level.cases, report.results, strict=False):
        if came is None:
            continue
        outcome = case.outcome(came)
        if outcome is None:
            return Result(level, Failure("numbers", _of_numbers(case, came), report, case, came))
        notes += [outcome.note] if outcome.note else []
    if report.end != "passed":
        return Result(level, _of_end(level, report))
    if level.cases and not any(report.results):
        return Result(level, Failure("none of them", f"no_{level.name}", report))
    return Result(level, None, tuple(notes))


def _of_numbers(case: Case, came: dict[str, Any]) -> str:
    """What wrong numbers suggest."""
    others = [x for x in came.values() if isinstance(x, dict)]
    if others:
        return "value_inside" if others[0]["type"] == "Value" else "not_a_number"
    return case.mistake(came) or "unknown"


def _of_end(level: Level, report: Report) -> Failure:
    """What it suggests that a level did not come to its end."""
    case = level.cases[report.case] if report.case is not None else None
    if report.end == "no class":
        return Failure("no class", "no_class", report)
    if report.end == "time":
        name = "endless" if case else "endless_file"
        return Failure("time", (case and case.mistake_of("time")) or name, report, case)
    if report.end == "died":
        crashed = (case and case.mistake_of("RecursionError")) or "crashed"
        return Failure("died", crashed if -report.code in CRASHES else "left", report, case)
    if report.error in ("SyntaxError", "IndentationError", "TabError") and report.line:
        return Failure("syntax", "syntax", report, case)
    name = (case and case.mistake_of(report.error)) or _suspect(report)
    return Failure("error", name, report, case)


def _suspect(report: Report) -> str:
    """What an exception suggests."""
    for error, message, theirs, ours in SUSPECTS:
        if report.error == error and re.search(message, report.message):
            return theirs if report.line else ours
    return "unknown_error"


def read_source(file: Path, text: Text) -> list[str]:
    """The lines of a learner's file.

    Raises
    ------
    FileError
        If it is no text that Python could run; the message is in the learner's language.
    """
    name = visible(str(file), WIDE)
    try:
        if file.is_dir():
            raise FileError(text("check.file_folder", file=name))
        if not file.is_file():
            raise FileError(text("check.file_missing", file=name))
        with file.open("rb") as stream:
            found = stream.read(LARGEST + 1)
    except PermissionError:
        raise FileError(text("check.file_denied", file=name)) from None
    return _decoded(found, file, name, text)


def _decoded(found: bytes, file: Path, name: str, text: Text) -> list[str]:
    if not found.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileError(text("check.file_empty", file=name))
    if len(found) > LARGEST:
        raise FileError(text("check.file_large", file=name))
    if file.suffix == ".ipynb":
        raise FileError(text("check.file_notebook", file=name))
    if b"\0" in found:
        raise FileError(text("check.file_binary", file=name))
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(found).readline)[0]
        return io.StringIO(found.decode(encoding), newline=None).read().split("\n")
    except (UnicodeDecodeError, SyntaxError):  # detect_encoding raises the latter
        raise FileError(text("check.file_encoding", file=name)) from None
