"""Files from the stepper: the picture of a moment, the page that plays a walk.

They go into the folder the program was started in. Nothing that is there is replaced: beside a file
of that name with other content, the new one gets a number.
"""

from collections.abc import Callable
from pathlib import Path

from autograd import Trace
from autograd.errors import FileInTheWayError
from autograd.files import write_atomically
from viz import frames, player_page

from .settings import Settings


def save_frame(trace: Trace, moment: int, name: str, settings: Settings) -> Path:
    """Write the picture of one moment of a trace as SVG, and return its path."""
    pictures = frames(trace, theme=settings.theme, language=settings.language)
    return _write(f"{name}-step-{moment:03}", ".svg", lambda: pictures[moment])


def save_run(trace: Trace, name: str, settings: Settings) -> Path:
    """Write the page that plays a trace, and return its path."""
    page = player_page(trace, theme=settings.theme, language=settings.language)
    return _write(name, ".html", lambda: page)


def _write(stem: str, suffix: str, content: Callable[[], str]) -> Path:
    text = content()
    number = 1
    while True:
        path = Path(f"{stem}{'' if number == 1 else f'-{number}'}{suffix}")
        try:
            return write_atomically(path, text, overwrite=False)
        except FileInTheWayError:
            number += 1
