"""Save the parameters of a model to a file, and load them: JSON to read, or npz.

A file holds a version, the paths of the parameters, their numbers, every bit of them, and a
checksum. Loading never runs code from it, and loads all or nothing: a file that is damaged, of
another version or of another model gives one StateError. Numbers that are not finite are neither
saved nor loaded. Who writes or changes a JSON file by hand leaves the checksum out.
"""

import io
import json
import math
import os
import zipfile
from pathlib import Path
from typing import Any

from ..errors import StateError, harmless, unknown_choice
from ..files import as_path, read_bytes, write_atomically
from .checksum import FIELD, checksum
from .module import Module

FORMAT = "gradwalk parameters"
VERSION = 1
SUFFIXES = (".json", ".npz")
_FIELDS = {"format", "version", "parameters"}


def save(model: Module, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
    """Write all parameters of a model to a file.

    Parameters
    ----------
    model : Module
        Its `state` is written.
    path : str or path-like
        Ends in ``.json`` or ``.npz``, which decides the format.
    overwrite : bool
        Whether a file that is there already may be replaced.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    StateError
        If a parameter is NaN or infinite.
    FileInTheWayError, FileError
        As `autograd.files.write_atomically`.

    Examples
    --------
    >>> import tempfile
    >>> from autograd.nn import Neuron
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = save(Neuron(1, init="zeros"), folder + "/neuron.json")
    ...     print(path.read_text().rstrip())  # doctest: +ELLIPSIS
    {
      "format": "gradwalk parameters",
      "version": 1,
      "parameters": {
        "w1": 0.0,
        "b": 0.0
      },
      "checksum": "..."
    }
    """
    state = model.state()
    broken = [f"{name} = {number}" for name, number in state.items() if not math.isfinite(number)]
    if broken:
        more = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
        raise StateError(
            f"a model with {broken[0]}{more} is not saved; train it again with a lower learning "
            "rate, or clip the gradients"
        )
    content = _to_json(state) if _suffix(path) == ".json" else _to_npz(state)
    return write_atomically(path, content, overwrite=overwrite)


def load(model: Module, path: str | os.PathLike[str]) -> None:
    """Set all parameters of a model to what a file holds, or none of them.

    Parameters
    ----------
    model : Module
        A model of the same shape as the one that was saved; its parameters are changed.
    path : str or path-like
        A file that `save` wrote.

    Raises
    ------
    StateError
        If the file is damaged, of another version, or does not fit the model.
    FileError
        If it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from autograd.nn import Neuron
    >>> model, other = Neuron(2), Neuron(2)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     load(other, save(model, folder + "/neuron.npz"))
    >>> other.state() == model.state()
    True
    """
    suffix = _suffix(path)
    path = as_path(path)
    where = str(path)
    content = read_bytes(path)
    try:
        state = _from_json(content) if suffix == ".json" else _from_npz(content)
    except Exception as error:  # numpy, zipfile and zlib say nowhere what else they raise
        reason = harmless(str(error)) or type(error).__name__
        raise StateError(
            f"{where!r} is damaged or no file that save() wrote ({reason}). "
            "Nothing was changed; save the model again"
        ) from error
    try:
        model.load(state)
    except StateError as error:
        raise StateError(f"{where!r}: {error}") from None


def _suffix(path: str | os.PathLike[str]) -> str:
    suffix = as_path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise unknown_choice("file suffix", suffix, SUFFIXES)
    return suffix


def _to_json(state: dict[str, float]) -> str:
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "parameters": state}
    document[FIELD] = checksum(document)
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _from_json(content: bytes) -> dict[str, float]:
    document = json.loads(content.decode("utf-8"), object_pairs_hook=_unique)
    if not isinstance(document, dict):
        raise ValueError("it does not hold an object")
    _check(set(document) - {FIELD}, document.get("format"), document.get("version"))
    if FIELD in document and document[FIELD] != checksum(document):
        raise ValueError(
            "its checksum is not that of its content; if you changed it, leave the checksum out"
        )
    parameters = document["parameters"]
    if not isinstance(parameters, dict):
        raise ValueError("its parameters are no object")
    for name, number in parameters.items():
        if type(number) not in (int, float):
            raise ValueError(f"{name:.80} is {number!r:.40}, not a number")
    return parameters


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; json would silently keep the last of two entries of one name."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("it holds two entries of one name")
    return found


def _to_npz(state: dict[str, float]) -> bytes:
    import numpy as np  # noqa: PLC0415  140 ms, for those who use it only

    content = io.BytesIO()
    np.savez(
        content,
        format=np.array(FORMAT),
        version=np.array(VERSION),
        names=np.array(list(state), dtype=str),
        values=np.array(list(state.values()), dtype=np.float64),
    )
    return content.getvalue()


def _from_npz(content: bytes) -> dict[str, float]:
    import numpy as np  # noqa: PLC0415  140 ms, for those who use it only

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # save() does not compress, so a file that unpacks to more than it is was made to fill
        # the memory.
        if sum(member.file_size for member in archive.infolist()) > len(content):
            raise ValueError("it unpacks to more than it holds")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    fields = (set(found) - {"names", "values"}) | {"parameters"}
    _check(fields, *[found[name].item() for name in ("format", "version")])
    names, values = found["names"], found["values"]
    if names.ndim != 1 or names.shape != values.shape or names.dtype.kind != "U":
        raise ValueError("names and values do not go together")
    if values.dtype != np.float64:
        raise ValueError(f"its values are {values.dtype}, not float64")
    return _unique(list(zip(names.tolist(), values.tolist(), strict=True)))


def _check(fields: set[str], format_: object, version: object) -> None:
    if format_ != FORMAT:
        raise ValueError(f"its format is not {FORMAT!r}")
    if type(version) is not int or version != VERSION:
        raise ValueError(f"its version is {version!r:.40}, and this gradwalk reads {VERSION}")
    if fields != _FIELDS:
        raise ValueError(f"its fields are {', '.join(sorted(fields))}")
