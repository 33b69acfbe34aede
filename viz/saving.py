"""Draw a graph into a file: build, render, write."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Unpack

from autograd import Tape, Trace, Value
from autograd.errors import unknown_choice
from autograd.files import as_path, write_atomically

from .graph import draw_dot
from .options import PictureOptions
from .rendering import FORMATS


def render(
    root: Value | Tape | Trace,
    path: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    backend: str | None = None,
    timeout: float = 30.0,
    **options: Unpack[PictureOptions],
) -> Path:
    """Draw the graph that computes `root` into a file.

    Parameters
    ----------
    root, **options
        As in `draw_dot`, which explains what the picture shows.
    path : str or path-like
        The file; its ending says the format, as in ``neuron.svg``.
    overwrite : bool
        Whether a file that is there, with other content, may be replaced.
    backend, timeout
        As in `viz.rendering.render_dot`.

    Returns
    -------
    pathlib.Path
        `path`. The file is complete, or what it was before.

    Raises
    ------
    ChoiceError
        If the ending is none of a known format, or an option is unknown.
    RenderError
        If nothing could draw the graph in time; the message says what to draw instead.
    FileError
        If the file is there already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> x = Value(3.0, label="x")
    >>> render(x * x, folder.name + "/square.svg").name
    'square.svg'
    >>> folder.cleanup()
    """
    path = as_path(path)
    picture = draw_dot(root, format_of(path), **options)
    return write_atomically(
        path, picture.pipe(backend=backend, timeout=timeout), overwrite=overwrite
    )


def format_of(path: Path, formats: Iterable[str] = FORMATS) -> str:
    """The format that the ending of a file name asks for.

    Raises
    ------
    ChoiceError
        If the ending is none of the known formats.

    Examples
    --------
    >>> format_of(Path("neuron.svg"))
    'svg'
    """
    endings = [f".{format}" for format in formats]
    if path.suffix.lower() not in endings:
        raise unknown_choice(f"ending of the file name {path.name!r}:", path.suffix, endings)
    return path.suffix.lower()[1:]
