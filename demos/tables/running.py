"""What ``train`` does and prints."""

import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from autograd.data import Dataset, read_csv
from autograd.files import make_folder
from autograd.language import Text
from viz.charts import boundary_text, confusion_text, loss_chart
from viz.labels import visible
from viz.narration import WIDE, short
from viz.progress import ProgressBar
from viz.signs import Signs

from ..command import WrongCommandError
from ..models.pictures import can_replay, interval
from ..transcript import WIDEST, PlainConsole
from .request import TableRequest
from .saving import check_free, writers
from .training import Trained, parameters, trained

PLANE = (60, 20)
"""Cells of the plane, where there are two columns."""

MOST = 10
"""Up to so many different whole numbers may be meant as names of classes."""

LARGEST = 100_000
"""Parameters of a network: minutes for each epoch, and a gigabyte."""

FEW = 30
"""Of fewer test rows it is said that they are few."""


def train(
    asked: TableRequest, text: Text, signs: Signs, out: Path | None, *, overwrite: bool
) -> int:
    """Train on a table, print how it went and what it is worth, and write files if that was asked.

    Parameters
    ----------
    asked : TableRequest
        The table, and how.
    text : Text
        The sentences of the language.
    signs : Signs
        What may be printed.
    out : pathlib.Path, optional
        The folder to write to.
    overwrite : bool
        Whether files there may be replaced.

    Returns
    -------
    int
        0.

    Raises
    ------
    AutogradError
        If the table cannot be read or learnt, or a file cannot be written.
    WrongCommandError
        If the network would be too large.
    KeyboardInterrupt
        If it was interrupted in its first epoch.
    """
    data = read_csv(asked.file, asked.target, classes=asked.classes or None)
    if (count := parameters(data, asked.hidden)) > LARGEST:
        given = ",".join(map(str, asked.hidden)) or "0"
        raise WrongCommandError(text("command.large", given=given, parameters=count, most=LARGEST))
    if out is not None:
        check_free(out, text, overwrite=overwrite)
    width = min(PlainConsole().width, WIDEST)
    _print(signs, width, _table(data, text))
    if not can_replay():
        _print(signs, width, [text("train.slow")])
    found = trained(
        data,
        asked.hidden,
        epochs=asked.epochs,
        seed=asked.seed,
        replay=can_replay(),
        progress=ProgressBar(text.language) if sys.stderr.isatty() else True,
    )
    if not found.run.history:
        raise KeyboardInterrupt  # in the first epoch: there is nothing to tell
    _print(signs, width, _result(found, text, signs, width))
    if out is not None:
        _print(signs, width, _written(found, text, out, overwrite=overwrite))
    return 0


def _print(signs: Signs, width: int, parts: Iterable[str]) -> None:
    for part in parts:
        lines = part.splitlines() if "\n" in part else signs.paragraph(part, width)
        print(*lines, "", sep="\n")


def _table(data: Dataset, text: Text) -> Iterator[str]:
    columns = {"count": len(data.features), "features": ", ".join(data.features)}
    yield text("train.table", name=data.name, rows=len(data), **columns)
    if data.classes:
        counts = (int((data.y == k).sum()) for k in range(len(data.classes)))
        classes = ", ".join(f"{name} ({n})" for name, n in zip(data.classes, counts, strict=True))
        yield text("train.classes", count=len(data.classes), classes=classes)
    else:
        low, high = short(float(data.y.min())), short(float(data.y.max()))
        yield text("train.numbers", low=low, high=high)
        different = np.unique(data.y)
        if len(different) <= MOST and (different == np.round(different)).all():
            yield text("train.perhaps", count=len(different))


def _result(found: Trained, text: Text, signs: Signs, width: int) -> Iterator[str]:
    run = found.run
    sizes = {"learnt": len(found.learnt), "tried": len(found.tried), "test": len(found.test)}
    yield text("train.parts", **sizes)
    yield loss_chart(run, width=width, ascii=signs.ascii, language=text.language)
    yield text(f"train.{run.ended}", epochs=run.epoch, best=run.best_epoch)
    if found.test.classes:
        low, high = interval(found.right, len(found.test))
        shares = {"accuracy": found.score, "low": low, "high": high, "baseline": found.baseline}
        yield text("train.accuracy", **shares, **sizes)
        yield confusion_text(
            found.predicted,
            found.test.y,
            classes=found.test.classes,
            width=width,
            ascii=signs.ascii,
            language=text.language,
        )
        if found.is_plane:
            yield boundary_text(
                found.model,
                found.test.x.tolist(),
                found.test.y,
                size=(min(width, PLANE[0]), PLANE[1]),
                classes=found.test.classes,
                ascii=signs.ascii,
                language=text.language,
            )
    else:
        yield text("train.error", error=short(found.score), baseline=short(found.baseline), **sizes)
    if len(found.test) < FEW:
        yield text("train.few", **sizes)
    if found.diagnosis.alarms:
        yield found.diagnosis.text(text.language)


def _written(found: Trained, text: Text, folder: Path, *, overwrite: bool) -> Iterator[str]:
    make_folder(folder)
    lines = []
    for name, write in writers(found, text.language, overwrite=overwrite).items():
        write(folder / name)
        path = visible(str(folder / name), WIDE)
        lines.append(text(f"train.{name.replace('.', '_')}", path=path))
    yield "\n".join(lines)
    if not find_spec("matplotlib"):
        yield text("train.no_plots")
