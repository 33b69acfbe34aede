"""What a learner has done, kept in their state folder: lessons, quizzes, exercises."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograd.errors import AutogradError
from autograd.files import check_is_file, write_atomically

VERSION = 1


def state_file() -> Path:
    """Where progress is kept: in the user's state folder, such as ``~/.local/state/gradwalk``."""
    from platformdirs import user_state_path  # noqa: PLC0415  the first screen need not wait for it

    return user_state_path("gradwalk", appauthor=False) / "progress.json"


@dataclass
class Progress:
    """What a learner has done.

    Attributes
    ----------
    file : pathlib.Path
        Where it is kept.
    done : set of str
        The lessons seen to their end.
    scores : dict of str to (int, int)
        The best quiz of a lesson: numbers right at the first try, and asked for.
    passed : int
        How many levels of the exercises were passed at best.
    is_kept : bool
        Whether anything can be kept; not so where the file is there and cannot be read or moved.
    """

    file: Path
    done: set[str] = field(default_factory=set)
    scores: dict[str, tuple[int, int]] = field(default_factory=dict)
    passed: int = 0
    is_kept: bool = True

    def save(self) -> bool:
        """Add this to what is kept; what another program has added meanwhile stays.

        Returns
        -------
        bool
            False if it cannot be written: a lesson goes on without.
        """
        kept = load(self.file)
        self.is_kept = self.is_kept and kept.is_kept
        if not self.is_kept:
            return False
        self.done |= kept.done
        self.passed = max(self.passed, kept.passed)
        for name, score in kept.scores.items():
            self.scores[name] = better(self.scores.get(name), score)
        content = {
            "version": VERSION,
            "done": sorted(self.done),
            "scores": {name: list(score) for name, score in sorted(self.scores.items())},
            "passed": self.passed,
        }
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.file, json.dumps(content, indent=1) + "\n", overwrite=True)
        except (OSError, AutogradError):
            return False
        return True

    def finish(self, lesson: str) -> bool:
        """Keep that a lesson was seen to its end; whether that could be written."""
        self.done.add(lesson)
        return self.save()

    def pass_levels(self, count: int) -> bool:
        """Keep how many levels of the exercises were passed, if it is the most so far."""
        self.passed = max(self.passed, count)
        return self.save()

    def score(self, lesson: str, right: int, asked: int) -> bool:
        """Keep a quiz of a lesson, if it is the best; whether that could be written."""
        self.scores[lesson] = better(self.scores.get(lesson), (right, asked))
        return self.save()


def better(one: tuple[int, int] | None, other: tuple[int, int]) -> tuple[int, int]:
    """The better of two quizzes: more right; of the same, fewer asked.

    Examples
    --------
    >>> better((3, 9), (5, 7)), better(None, (0, 2))
    ((5, 7), (0, 2))
    """
    return other if one is None else max(one, other, key=lambda score: (score[0], -score[1]))


def load(file: Path | None = None) -> Progress:
    """Read what is kept.

    A file that cannot be read as progress is put aside under another name, never overwritten, and
    the learner begins anew.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "progress.json")
    ...     _ = load(file).finish("sigmoid")
    ...     load(file).done
    {'sigmoid'}
    """
    file = file or state_file()
    try:
        check_is_file(file)
        content = json.loads(file.read_text(encoding="utf-8"))
        return _read(file, content)
    except FileNotFoundError:
        return Progress(file)
    except OSError:  # it may not be read, or is no file: a pipe, /dev/null
        return Progress(file, is_kept=False)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Progress(file, is_kept=_put_aside(file))


def _read(file: Path, content: dict[str, Any]) -> Progress:
    if content["version"] != VERSION:
        raise ValueError(f"version {content['version']!r:.40}")
    scores = {
        str(name): (_count(right), _count(asked))
        for name, (right, asked) in content["scores"].items()
    }
    return Progress(file, _names(content["done"]), scores, _count(content["passed"]))


def _names(names: Iterable[object]) -> set[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("no list of names")
    return {str(name) for name in names}


def _count(number: object) -> int:
    if type(number) is not int or number < 0:
        raise ValueError(f"{number!r:.40} is no count")
    return number


def _put_aside(file: Path) -> bool:
    """Rename a file that is damaged or of another version; False if that cannot be done."""
    number = 1
    while (other := file.with_name(f"{file.stem}.unreadable-{number}{file.suffix}")).exists():
        number += 1
    try:
        file.rename(other)
    except OSError:
        return False
    return True
