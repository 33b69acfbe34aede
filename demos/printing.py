"""What the command prints: the course, or a lesson; and the picture it writes."""

import json
import os
import sys

from viz.labels import visible
from viz.narration import WIDE

from .catalog import lesson
from .command import CHECK, Request
from .course import as_json, entries, exercises, heading
from .exercises import check
from .progress import load as load_progress
from .saving import check_writable, is_film, save
from .transcript import PlainConsole, Selection, Transcript, to_json
from .writing import Words


def print_request(request: Request) -> int:
    """Print what was asked for, and return the exit code.

    Raises
    ------
    AutogradError
        If a step is asked for that there is not, or a picture cannot be drawn or written.
    """
    if request.table is not None:
        from .tables.running import train  # noqa: PLC0415  it imports numpy, which others need not

        return train(
            request.table, request.text, request.signs, request.out, overwrite=request.overwrite
        )
    if request.file is not None:
        words = Words(CHECK, request.text, request.signs)
        return 0 if check(request.file, words, json=request.json) else 1
    if request.name is None:
        print_course(request)
    elif request.json:
        words = Words(request.name, request.text, request.signs)
        selection = Selection(request.part, request.steps)
        print(to_json(words, lesson(request.name).parts(**request.folders), selection))
    else:
        print_lesson(request, request.name)
    return 0


def print_course(request: Request) -> None:
    """Print which lessons there are."""
    progress = load_progress()
    if request.json:
        print(json.dumps(as_json(request.text, progress), ensure_ascii=False, indent=1))
        return
    print(request.signs.shown(heading(request.text, progress)))
    for line in entries(request.text, request.signs, progress):
        print(f"  {line}")
    print(f"\n{request.signs.shown(exercises(request.text, progress))}")
    print(request.signs.shown(request.text("course.usage")))


def print_lesson(request: Request, name: str) -> None:
    """Print a lesson, and write its picture if there is a path for it."""
    words = Words(name, request.text, request.signs)
    chosen = lesson(name)
    if request.out:
        check_writable(chosen, request.out, request.text)
        if os.path.lexists(request.out) and not request.overwrite:  # fine, if it holds just this
            save(chosen, request.out, request.text, overwrite=False)
    selection = Selection(request.part, request.steps)
    parts = selection.checked(chosen.parts(**request.folders), words)
    transcript = Transcript(words, PlainConsole(highlight=False, soft_wrap=True))
    transcript.title()
    transcript.show(parts, selection)
    if request.out:
        sys.stdout.flush()
        save(chosen, request.out, request.text, overwrite=request.overwrite)
        if not is_film(chosen, request.out):
            _explain(transcript, request)
        transcript.line(request.text("screen.wrote", path=visible(str(request.out), WIDE)))


def _explain(transcript: Transcript, request: Request) -> None:
    """Print what a picture shows."""
    for line in request.signs.paragraph(request.text("screen.legend"), transcript.width):
        transcript.line(line)
