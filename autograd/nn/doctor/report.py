"""A diagnosis in words, for a terminal."""

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...language import Text

if TYPE_CHECKING:
    from .finding import Diagnosis, Finding

_WIDTH = 96
_ROWS = 12  # of a table


def report(diagnosis: "Diagnosis", text: Text) -> str:
    """All that a diagnosis says, in the language of a text."""
    parts = ["\n".join(_summary(diagnosis, text))]
    parts += ["\n".join(_finding(finding, text)) for finding in diagnosis]
    parts.append("\n".join(_looked_at(diagnosis, text)))
    return "\n\n".join(parts)


def _summary(diagnosis: "Diagnosis", text: Text) -> Iterator[str]:
    alarms = len(diagnosis.alarms)
    notices = len(diagnosis) - alarms
    if not diagnosis.findings:
        yield text("report.nothing")
    else:
        yield text("report.found", alarms=alarms, notices=notices)
    if diagnosis.total:
        yield text("report.samples", samples=diagnosis.samples, total=diagnosis.total)


def _finding(finding: "Finding", text: Text) -> Iterator[str]:
    severity, title = text(f"report.{finding.severity}"), finding.title(text.language)
    yield f"{severity}: {title}"
    measured, why, remedy = finding.sentences(text.language)
    yield from _indented(measured)
    yield from _table(finding, text)
    yield from _indented(why)
    yield from _indented(remedy)
    yield from _indented(text("report.lesson", lesson=finding.lesson))


def _table(finding: "Finding", text: Text) -> Iterator[str]:
    width = max(map(_columns, finding.table), default=0)
    for name, number in list(finding.table.items())[:_ROWS]:
        yield f"      {name}{' ' * (width - _columns(name))}  {number:.3g}"
    if len(finding.table) > _ROWS:
        yield "      " + text("report.rows", count=len(finding.table) - _ROWS)


def _looked_at(diagnosis: "Diagnosis", text: Text) -> Iterator[str]:
    names = [text(f"looked.{name}") for name in diagnosis.looked_at]
    yield from _wrapped(text("report.looked_at", names=", ".join(names)), "")
    reasons: dict[str, list[str]] = {}
    for name, reason in diagnosis.left_out.items():
        reasons.setdefault(reason, []).append(text(f"looked.{name}"))
    for reason, left in reasons.items():
        yield from _wrapped(text(f"report.without_{reason}", names=", ".join(left)), "")


def _indented(sentence: str) -> list[str]:
    return _wrapped(sentence, "    ")


def _wrapped(sentence: str, indent: str) -> list[str]:
    """A sentence in lines that fit, broken at spaces."""
    lines: list[str] = []
    for word in sentence.split():
        if lines and _columns(lines[-1]) + 1 + _columns(word) <= _WIDTH:
            lines[-1] += " " + word
        else:
            lines.append(indent + word)
    return lines


def _columns(text: str) -> int:
    """How wide a terminal shows a text: Hangul takes two columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
