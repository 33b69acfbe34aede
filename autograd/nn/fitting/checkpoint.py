"""Checkpoints: a run in a file, from which it goes on with the same bits.

The file is JSON: the settings of the run, the numbers of the model and of the optimiser, how far it
is, and a checksum over all. It is written whole or not at all, and read whole or not at all.
"""

import json
import math
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import FileError, StateError, harmless
from ...files import as_path, check_is_file, read_bytes, write_atomically
from ..checksum import FIELD, checksum

FORMAT = "gradwalk checkpoint"
VERSION = 1
FIELDS = {"format", "version", "settings", "progress", "model", "optimiser", "stopping", FIELD}

SECONDS = 5.0
"""A file is written at most so often while a run goes on."""

Document = dict[str, Any]


class Checkpoint:
    """The file of a run.

    Parameters
    ----------
    path : str or path-like
        Where it is, or will be.
    settings : mapping of str to (str, number or None)
        What must be the same for the run to go on.

    Raises
    ------
    StateError
        If there is a file that is damaged, of another version, or of a run with other settings.
    FileError
        If it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Checkpoint(folder + "/run.json", {"seed": 0})
    ...     print(file.found)
    ...     file.write({"progress": {"step": 3}, "model": {}, "optimiser": {}, "stopping": None})
    ...     Checkpoint(folder + "/run.json", {"seed": 0}).found["progress"]
    None
    {'step': 3}
    """

    def __init__(self, path: str | os.PathLike[str], settings: Mapping[str, Any]) -> None:
        self.path = as_path(path)
        self.settings = dict(settings)
        self._written = -SECONDS
        self.found: Document | None = self._read()

    @property
    def is_due(self) -> bool:
        """Whether the last writing is long enough ago."""
        return time.monotonic() - self._written >= SECONDS

    def write(self, state: Document) -> None:
        """Replace the file."""
        document = {"format": FORMAT, "version": VERSION, "settings": self.settings, **state}
        document[FIELD] = checksum(document)
        write_atomically(self.path, json.dumps(document, indent=1) + "\n", overwrite=True)
        self._written = time.monotonic()

    def _read(self) -> Document | None:
        content = _content_of(self.path)
        if content is None:
            return None
        try:
            document = json.loads(content.decode("utf-8"))
            if not isinstance(document, dict) or document.get("format") != FORMAT:
                raise ValueError(f"its format is not {FORMAT!r}")
            if document.get("version") != VERSION:
                version = document.get("version")
                raise ValueError(
                    f"its version is {version!r:.40}, and this gradwalk reads {VERSION}"
                )
            if set(document) != FIELDS:
                raise ValueError(f"its fields are {', '.join(sorted(document))}")
            if document[FIELD] != checksum(document):
                raise ValueError("its checksum is not that of its content")
            for part in ("settings", "model"):
                if not isinstance(document[part], dict):
                    raise ValueError(f"its part {part!r} is no object")
        except (ValueError, RecursionError) as error:
            raise StateError(
                f"{str(self.path)!r} is damaged or no checkpoint of this version "
                f"({harmless(str(error))}). "
                "Nothing was changed; remove the file to begin anew"
            ) from error
        self._compare(document["settings"])
        return document

    def _compare(self, settings: Mapping[str, Any]) -> None:
        """Refuse to go on with another run than this one."""
        for name, now in self.settings.items():
            before = settings.get(name)
            if before != now:
                raise StateError(
                    f"{str(self.path)!r} is of another run: {name} was {before!r:.60}, and is "
                    f"{now!r:.60}. Nothing was changed; go on with the same settings, or give this "
                    "run a file of its own"
                )


Progress = tuple[int, int, float, dict[str, list[float]]]


def progress_in(found: Any, steps: int, names: set[str]) -> Progress:
    """Epochs, steps, the sum of losses and the history, if a document holds them and they fit.

    Parameters
    ----------
    found : object
        What stands under "progress".
    steps : int
        Of an epoch.
    names : set of str
        What the history has a number of for each epoch.

    Raises
    ------
    StateError
        If it is anything else.

    Examples
    --------
    >>> progress_in({"epoch": 0, "step": 3, "sum": 0.5, "history": {}}, 10, {"loss"})
    (0, 3, 0.5, {})
    """
    try:
        epoch, step, total, history = (found[x] for x in ("epoch", "step", "sum", "history"))
        fits = (
            {type(epoch), type(step)} == {int}
            and epoch >= 0
            and 0 <= step - epoch * steps <= steps
            and type(total) is float
            and math.isfinite(total)
            and history.keys() == (names if epoch else set())
            and all(type(x) is list and len(x) == epoch for x in history.values())
            and all(type(x) is float for numbers in history.values() for x in numbers)
        )
    except (AttributeError, LookupError, TypeError):
        fits = False
    if not fits:
        raise StateError(
            "the progress in the checkpoint does not fit this run. Nothing was changed; remove the "
            "file to begin anew"
        )
    return epoch, step, total, history


def _content_of(path: Path) -> bytes | None:
    """What is in a file; None if there is none."""
    check_is_file(path)
    try:
        return read_bytes(path)
    except FileError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise
