"""Writing the picture of a lesson, or the page that plays it."""

from pathlib import Path

from autograd import Trace
from autograd.errors import FileError, FileInTheWayError, RenderError
from autograd.language import Text
from viz import FORMATS, available_backends, player, render
from viz.labels import visible
from viz.narration import WIDE
from viz.page import is_page
from viz.saving import format_of


def save(drawn: Trace, path: Path, text: Text, *, overwrite: bool) -> None:
    """Write the picture of a trace; or, if the name ends in ``.html``, the page that plays it.

    Raises
    ------
    FileInTheWayError
        If there is a file of that name with other content, and `overwrite` is False.
    AutogradError
        If it cannot be drawn or written.
    """
    try:
        if is_page(path):
            player(drawn, path, overwrite=overwrite, language=text.language)
        else:
            render(drawn, path, overwrite=overwrite, language=text.language)
    except FileInTheWayError:
        raise FileInTheWayError(text("screen.in_the_way", path=visible(str(path), WIDE))) from None


def check_writable(path: Path, text: Text) -> None:
    """Complain about a path that nothing can be written to, before a lesson that takes a while."""
    format = "html" if is_page(path) else format_of(path, ("html", *FORMATS))
    if format in ("png", "pdf") and "dot" not in available_backends():
        raise RenderError(text("command.no_dot", format=format))
    if not path.parent.is_dir():
        folder = visible(str(path.parent), WIDE)
        raise FileError(text("command.no_folder", folder=folder))
