"""The course as lines of text: which lessons there are, in order, and which of them are done."""

from typing import Any

from autograd.language import Text
from viz.signs import Signs

from .catalog import LESSONS
from .exercises.checks import SERIES
from .progress import Progress


def heading(text: Text, progress: Progress) -> str:
    """How many lessons are done."""
    done = len(progress.done.intersection(LESSONS))
    return text("course.heading", done=done, count=len(LESSONS))


def exercises(text: Text, progress: Progress) -> str:
    """How far the learner's own engine came, and the command that checks it."""
    return text("course.exercises", passed=progress.passed, count=len(SERIES))


def entries(text: Text, signs: Signs, progress: Progress) -> list[str]:
    """One line a lesson: whether it is done, its name, its best quiz, and its title."""
    rows = []
    for name in LESSONS:
        mark = "✓" if name in progress.done else "·"
        score = "/".join(map(str, progress.scores[name])) if name in progress.scores else ""
        rows.append((mark, name, score, text(f"{name}.title")))
    return signs.aligned(rows, [False, False, True, False])


def as_json(text: Text, progress: Progress) -> dict[str, Any]:
    """The same for other programs."""
    lessons = [
        {
            "name": name,
            "title": text(f"{name}.title"),
            "done": name in progress.done,
            "quiz": progress.scores.get(name),
        }
        for name in LESSONS
    ]
    levels = {"passed": progress.passed, "count": len(SERIES)}
    return {"language": text.language, "lessons": lessons, "exercises": levels}
