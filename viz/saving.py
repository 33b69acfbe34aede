"""Draw a graph into a file: build, render, write."""

import os
from pathlib import Path

from autograd import Tape, Value
from autograd.errors import RenderError, unknown_choice
from autograd.files import write_atomically

from .graph import as_tape, draw_dot
from .rendering import FORMATS, render_dot
from .words import ENGLISH, Words


def render(
    root: Value | Tape,
    path: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    rankdir: str = "LR",
    max_nodes: int = 1000,
    backend: str | None = None,
    timeout: float = 30.0,
    words: Words = ENGLISH,
) -> Path:
    """Draw the graph that computes `root` into a file.

    Parameters
    ----------
    root, rankdir, words
        As in `draw_dot`, which explains what the picture shows.
    path : str or path-like
        The file; its ending says the format, as in ``neuron.svg``.
    overwrite : bool
        Whether a file that is there, with other content, may be replaced.
    max_nodes : int
        How many nodes to draw at most. The time for a picture grows faster than its size, and
        nobody can read thousands of boxes.
    backend, timeout
        As in `viz.rendering.render_dot`.

    Returns
    -------
    pathlib.Path
        `path`. The file is complete, or what it was before.

    Raises
    ------
    ChoiceError
        If the ending is none of a known format.
    RenderError
        If there are more nodes than `max_nodes`, or nothing could draw the graph in time.
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
    path = Path(path)
    format = format_of(path)
    lines = as_tape(root)
    if len(lines) > max_nodes:
        raise RenderError(
            f"expected at most {max_nodes:,} nodes to draw, got {len(lines):,}; draw a part, such "
            f"as the loss of one sample or one neuron, or pass max_nodes={len(lines)} and a longer "
            "timeout"
        )
    picture = draw_dot(lines, format, rankdir, words=words)
    drawn = render_dot(picture.source, format, backend=backend, timeout=timeout)
    return write_atomically(path, drawn, overwrite=overwrite)


def format_of(path: Path) -> str:
    """The format that the ending of a file name asks for.

    Raises
    ------
    ChoiceError
        If the ending is none of a known format.

    Examples
    --------
    >>> format_of(Path("neuron.svg"))
    'svg'
    """
    endings = [f".{format}" for format in FORMATS]
    if path.suffix.lower() not in endings:
        raise unknown_choice(f"ending of the file name {path.name!r}:", path.suffix, endings)
    return path.suffix.lower()[1:]
