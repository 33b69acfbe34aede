"""A plot written into a file: whole or not at all, and the same bytes each time."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib import style
from matplotlib.figure import Figure

from autograd.errors import InputTypeError
from autograd.files import as_path, write_atomically

from ..saving import format_of

FORMATS = ("svg", "png", "pdf")
# No dates, no versions: the same figure gives the same bytes.
_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def written(figure: Figure, format: str) -> bytes:
    """A figure in a format, the same bytes each time."""
    buffer = BytesIO()
    title = {"Title": figure.get_label()} if figure.get_label() else {}
    with style.context({"svg.hashsalt": "gradwalk"}):
        figure.savefig(buffer, format=format, metadata=_METADATA[format] | title)
    return buffer.getvalue()


def save(figure: Figure, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
    """Write a figure into a file.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A plot, or any other figure.
    path : str or path-like
        The file; its ending says the format: svg, png or pdf.
    overwrite : bool
        Whether a file that is there, with other content, may be replaced.

    Returns
    -------
    pathlib.Path
        `path`. The file is complete, or what it was before.

    Raises
    ------
    ChoiceError
        If the ending is none of these.
    FileError
        If the file is there already, or cannot be written.
    InputTypeError
        If `figure` is no figure.

    Examples
    --------
    >>> import tempfile
    >>> from viz.plots import activation
    >>> folder = tempfile.TemporaryDirectory()
    >>> save(activation("tanh"), folder.name + "/tanh.svg").name
    'tanh.svg'
    >>> folder.cleanup()
    """
    if not isinstance(figure, Figure):
        raise InputTypeError(
            f"save takes a figure, as viz.plots.activation gives it, got {type(figure).__name__}; "
            "a graph is written by viz.render"
        )
    path = as_path(path)
    content = written(figure, format_of(path, FORMATS))
    return write_atomically(path, content, overwrite=overwrite)
