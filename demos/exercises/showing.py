"""What a check found, as text for a screen or as JSON."""

import json
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viz.labels import visible
from viz.narration import WIDE

from ..transcript import Transcript
from ..writing import Words
from .checks import BEYOND, SERIES
from .grading import Failure, Result
from .series import TOLERANCE, Level, is_close

WIDTH = 80
"""Cells of a line, where the terminal is wider."""
PRINTED = 5
"""Lines of what the learner's file printed that are shown."""


@dataclass(frozen=True)
class Wording:
    """What is said about a learner's file, in their language.

    Attributes
    ----------
    words : Words
        The sentences, and the signs to write them with.
    file : pathlib.Path
        The learner's file.
    source : list of str
        Its lines.
    limit : float
        Seconds that a level may take.
    """

    words: Words
    file: Path
    source: list[str]
    limit: float

    def say(self, key: str, **inserted: Any) -> str:
        """A sentence, in the signs there are."""
        return self.words.signs.shown(self.words.text(f"check.{key}", **inserted))

    def title(self, level: Level) -> str:
        """What a level asks for."""
        return self.say(f"{level.name}_title")

    def notes(self, result: Result) -> list[str]:
        """What is said about the way a level was passed."""
        return [self.say(f"{note}_note") for note in result.notes]

    def happened(self, failure: Failure) -> str:
        """What happened, in one sentence."""
        report = failure.report
        shown = {
            "line": report.line,
            "limit": self.limit,
            "error": visible(report.error),
            "classes": ", ".join(visible(name) for name in report.classes[:5]),
            "end": _name_of(report.code),
        }
        kind = failure.kind.replace(" ", "_")
        if failure.kind == "no class" and report.classes:
            kind = "other_classes"
        elif failure.kind in ("error", "time") and report.line is None:
            kind += "_nowhere"
        return self.say(f"came_{kind}", **shown)

    def place(self, failure: Failure) -> list[str]:
        """The line of the learner's file, and the message of the exception."""
        report, lines = failure.report, []
        if report.line and report.line <= len(self.source):
            text = self.source[report.line - 1].strip().expandtabs(4)
            lines.append(f"{report.line:4} | {visible(text, WIDTH - 11)}")
        if failure.kind in ("error", "syntax"):
            message = f": {report.message}" if report.message else ""
            said = visible(f"{report.error}{message}", WIDE)
            lines += [f"       {x}" for x in self.words.signs.paragraph(said, WIDTH - 11)]
        return [self.words.signs.shown(visible(line, WIDTH - 2)) for line in lines]

    def suggests(self, failure: Failure) -> str:
        """What it suggests."""
        return self.say(failure.name)

    def hint(self, result: Result) -> str:
        """What to try next: the mistake's own hint, or the level's."""
        failure = result.failure
        own = f"{failure.name}_hint" if failure else ""
        return self.say(own if f"check.{own}" in self.words.text else f"{result.level.name}_hint")

    def code(self, failure: Failure) -> list[str]:
        """The lines that were run, to be pasted; the one that raised is marked."""
        if failure.case is None:
            return []
        marked = failure.report.case_line if failure.kind == "error" else None
        lines = failure.case.code.split("\n")
        if marked and not failure.report.line:
            if marked > len(lines):  # in one of the expressions, which are counted on
                lines.append(failure.case.shown[marked - len(lines) - 1])
                marked = len(lines)
            lines[marked - 1] += f"    # <- {self.say('here')}"
        stem = self.file.stem
        start = [f"from {stem} import Value"] if stem.isascii() and stem.isidentifier() else []
        return start + [self.words.signs.shown(line) for line in lines]

    def table(self, failure: Failure) -> list[str]:
        """What was expected and what came, one expression a line; wrong ones are marked."""
        if failure.case is None or failure.came is None:
            return []
        rows = [["", self.say("expected"), self.say("got"), ""]]
        for expression, number in failure.case.right[0].gives.items():
            came = failure.came[expression]
            mark = "" if is_close(number, came) else "✗"
            rows.append([expression, _written(number), _written(came), mark])
        return self.words.signs.aligned(rows, [False, True, True, False])

    def printed(self, failure: Failure) -> list[str]:
        """The first lines that the learner's file printed."""
        lines = failure.report.printed.splitlines()
        shown = [visible(line.expandtabs(4), WIDTH - 8) for line in lines[:PRINTED]]
        more = ["..."] if len(lines) > PRINTED else []
        return [self.words.signs.shown(line) for line in shown] + more


class Screen:
    """Prints what is found, as it is found.

    Parameters
    ----------
    transcript : Transcript
        Where to.
    wording : Wording
        What is said.
    width : int
        Cells of a line.
    """

    def __init__(self, transcript: Transcript, wording: Wording, width: int) -> None:
        self._transcript = transcript
        self._wording = wording
        self._signs = wording.words.signs
        self._width = min(width, WIDTH)

    def show(self, results: Iterable[Result]) -> int:
        """Print each level as it ends, then why one failed; return how many passed."""
        self._transcript.title()
        passed, last = 0, None
        for last in results:
            self._level(last.level, "✗" if last.failure else "✓", last)
            passed += not last.failure
        reached = passed + (last is not None and last.failure is not None)
        for level in SERIES[reached:]:
            self._level(level, "·")
        self._line()
        if last and last.failure:
            self._failure(last, last.failure)
        count = self._wording.say("passed", passed=passed, count=len(SERIES))
        self._paragraph(count)
        if not (last and last.failure):
            self._paragraph(self._wording.say("all_passed"))
        return passed

    def _level(self, level: Level, sign: str, result: Result | None = None) -> None:
        style = {"✓": "update", "✗": "seed", "·": ""}[sign]
        cell = self._signs.shown(sign)
        room = " " * (2 - self._signs.columns(cell))
        self._line(f"  {cell}{room}  {self._wording.title(level)}", style)
        for note in self._wording.notes(result) if result else []:
            self._paragraph(note, 6)

    def _failure(self, result: Result, failure: Failure) -> None:
        wording = self._wording
        self._line(wording.title(result.level), "heading")
        if code := wording.code(failure):
            self._part("was_run", code)
        if failure.kind == "numbers":
            self._part("difference", wording.table(failure))
            self._paragraph(wording.say("tolerance", tolerance=f"{TOLERANCE:f}"), 4)
        else:
            self._paragraph(wording.happened(failure), 0, "seed")
            for line in wording.place(failure):
                self._line(line)
        self._line()
        self._section("suggests", wording.suggests(failure))
        if result.level in BEYOND:
            self._paragraph(wording.say("beyond"), 4)
            self._line()
        self._section("hint", wording.hint(result))
        if printed := wording.printed(failure):
            self._part("printed", printed)
            self._line()

    def _part(self, heading: str, lines: list[str]) -> None:
        self._line(self._wording.say(heading), "heading")
        for line in lines:
            self._line(f"    {line}".rstrip())

    def _section(self, heading: str, sentences: str) -> None:
        self._line(self._wording.say(heading), "heading")
        self._paragraph(sentences, 4)
        self._line()

    def _paragraph(self, text: str, indent: int = 0, style: str = "") -> None:
        for line in self._signs.paragraph(text, self._width - indent):
            self._line(" " * indent + line, style)

    def _line(self, text: str = "", style: str = "") -> None:
        self._transcript.line(text, style)


def to_json(wording: Wording, results: Iterable[Result]) -> tuple[str, int]:
    """What was found as JSON, and how many levels passed.

    An object with the file, the language, whether all passed, the levels with their state, and the
    failure: what was run, expected and got, the place, the sentences.
    """
    done = [*results]
    levels = []
    for number, level in enumerate(SERIES):
        result = done[number] if number < len(done) else None
        state = "not reached" if result is None else "failed" if result.failure else "passed"
        notes = wording.notes(result) if result else []
        levels.append(
            {"level": level.name, "title": wording.title(level), "state": state, "notes": notes}
        )
    last = done[-1]
    found = {
        "file": visible(str(wording.file), WIDE),
        "language": wording.words.text.language,
        "passed": last.failure is None,
        "levels": levels,
        "failure": _failure_as_json(wording, last, last.failure) if last.failure else None,
    }
    return json.dumps(found, ensure_ascii=False, indent=1), len(done) - (last.failure is not None)


def _failure_as_json(wording: Wording, result: Result, failure: Failure) -> dict[str, Any]:
    case, report = failure.case, failure.report
    return {
        "level": result.level.name,
        "kind": failure.kind,
        "mistake": failure.name,
        "code": case.code if case else None,
        "expected": dict(case.right[0].gives) if case else None,
        "got": {name: _jsonable(x) for name, x in (failure.came or {}).items()} or None,
        "happened": None if failure.came else wording.happened(failure),
        "line": report.line,
        "error": visible(report.error) or None,
        "message": visible(report.message, 300) or None,
        "suggests": wording.suggests(failure),
        "hint": wording.hint(result),
        "printed": wording.printed(failure),
    }


def _jsonable(came: Any) -> float | str | None:
    """A finite number as it is; what JSON has no number for, in words."""
    is_number = isinstance(came, float) and came - came == 0.0
    return came if is_number or came is None else _written(came)


def _written(x: Any) -> str:
    """A number with nine digits; of what is none, its looks and its type."""
    if isinstance(x, dict):
        return f"{visible(x['shown'], 20)} ({visible(x['type'], 16)})"
    return str(x) if x is None else f"{x:.9g}"


def _name_of(code: int) -> str:
    """An exit code, or the name of a signal."""
    try:
        return signal.Signals(-code).name if code < 0 else str(code)
    except ValueError:
        return str(code)
