"""Writing the picture of a lesson, the page that plays it, or the picture that plays a training."""

import os
from importlib import import_module
from pathlib import Path
from typing import TypeGuard

from autograd.errors import FileError, FileInTheWayError, RenderError
from autograd.language import Text
from viz import FORMATS, available_backends, player, render
from viz.labels import visible
from viz.narration import WIDE
from viz.page import is_page
from viz.saving import format_of

from .catalog import Filmed, Lesson

FILMS = ("gif", "svg")
"""The formats in which a training is played, where a lesson has one to play."""


def save(lesson: Lesson, path: Path, text: Text, *, overwrite: bool) -> None:
    """Write the picture of a lesson; if the name ends in ``.html``, the page that plays it.

    Of a lesson with a training to play, a GIF or SVG plays that.

    Raises
    ------
    FileInTheWayError
        If there is a file of that name with other content, and `overwrite` is False.
    AutogradError
        If it cannot be drawn or written.
    """
    try:
        if is_film(lesson, path):
            _play(lesson, path, text, overwrite=overwrite)
        elif is_page(path):
            player(lesson.drawn(), path, overwrite=overwrite, language=text.language)
        else:
            render(lesson.drawn(), path, overwrite=overwrite, language=text.language)
    except FileInTheWayError:
        raise FileInTheWayError(text("screen.in_the_way", path=visible(str(path), WIDE))) from None


def is_film(lesson: Lesson, path: Path) -> TypeGuard[Filmed]:
    """Whether a file of that name plays a training of the lesson."""
    return isinstance(lesson, Filmed) and path.suffix.lower().removeprefix(".") in FILMS


def _play(lesson: Filmed, path: Path, text: Text, *, overwrite: bool) -> None:
    from viz.plots import boundary_animation  # noqa: PLC0415  needs the extra `plots`

    snapshots, points = lesson.film()
    boundary_animation(
        snapshots,
        points.x,
        points.y,
        path,
        classes=points.classes,
        replay=True,
        language=text.language,
        overwrite=overwrite,
    )


def check_writable(lesson: Lesson, path: Path, text: Text) -> None:
    """Complain about a path that nothing can be written to, before a lesson that takes a while."""
    if is_film(lesson, path):
        import_module("viz.plots")  # or it says what is missing
        format = "film"
    else:
        format = "html" if is_page(path) else format_of(path, ("html", *FORMATS))
    if format in ("png", "pdf") and "dot" not in available_backends():
        raise RenderError(text("command.no_dot", format=format))
    if not os.path.isdir(path.parent):  # False, and no error, where we may not look
        folder = visible(str(path.parent), WIDE)
        raise FileError(text("command.no_folder", folder=folder))
