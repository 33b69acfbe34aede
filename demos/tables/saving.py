"""The files that ``train --out FOLDER`` writes."""

import os
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograd.errors import FileError, FileInTheWayError
from autograd.files import check_replaceable
from autograd.language import Text
from autograd.nn import export, save
from viz.labels import visible
from viz.narration import WIDE

from .training import Trained

Writer = Callable[[Path], object]


def writers(found: Trained, language: str, *, overwrite: bool) -> Mapping[str, Writer]:
    """What is written, by the name of the file: the model, as others read it, and its plots."""
    options: dict[str, Any] = {
        "features": found.test.features,
        "classes": found.test.classes,
        "overwrite": overwrite,
    }
    files: dict[str, Writer] = {
        "model.json": lambda path: save(found.model, path, overwrite=overwrite),
        "model_torch.py": lambda path: export.to_torch(found.model, path, **options),
        "model_numpy.py": lambda path: export.to_numpy(found.model, path, **options),
    }
    if find_spec("onnx"):
        files["model.onnx"] = lambda path: export.to_onnx(found.model, path, **options)
    if find_spec("matplotlib"):
        files |= _plots(found, language, overwrite=overwrite)
    return files


def _plots(found: Trained, language: str, *, overwrite: bool) -> dict[str, Writer]:
    from viz import plots  # noqa: PLC0415  needs the extra `plots`

    def curves(path: Path) -> None:
        plots.save(plots.training_curves(found.run, language=language), path, overwrite=overwrite)

    def confusion(path: Path) -> None:
        test = found.test
        figure = plots.confusion_matrix(
            found.predicted, test.y, classes=test.classes, language=language
        )
        plots.save(figure, path, overwrite=overwrite)

    def boundary(path: Path) -> None:
        test, score = found.test, found.lead
        figure = plots.decision_boundary(score, test.x.tolist(), test.y, language=language)
        plots.save(figure, path, overwrite=overwrite)

    drawn: dict[str, Writer] = {"training.svg": curves}
    if found.test.classes:
        drawn["confusion.svg"] = confusion
    if found.is_plane and len(found.test.classes) == 2:
        drawn["boundary.svg"] = boundary
    return drawn


NAMES = (
    *("model.json", "model_torch.py", "model_numpy.py", "model.onnx"),
    *("training.svg", "confusion.svg", "boundary.svg"),
)


def check_free(folder: Path, text: Text, *, overwrite: bool) -> None:
    """Complain about what cannot be written, before a training that takes a while."""
    if not os.path.isdir(folder.parent):  # False, and no error, where we may not look
        raise FileError(text("command.no_folder", folder=visible(str(folder.parent), WIDE)))
    there = [folder / name for name in NAMES if os.path.exists(folder / name)]
    if there and not overwrite:
        raise FileInTheWayError(text("screen.in_the_way", path=visible(str(there[0]), WIDE)))
    for name in NAMES:
        check_replaceable(folder / name)
