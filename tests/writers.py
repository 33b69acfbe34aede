"""All that writes files, each as one function that writes something, or something else.

A writer that is missing here is noticed by `test_places`. What takes long to import is imported
where it is needed: most writers need none of it.
"""

import io
import json
import os
import random
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from unittest.mock import patch
from xml.etree import ElementTree as ET

from autograd import Value, trace
from autograd.errors import FileError
from autograd.files import write_atomically
from autograd.nn import MLP, Snapshots, export, load, save
from autograd.nn.fitting.checkpoint import Checkpoint
from autograd.replay import machine
from demos import progress
from demos.__main__ import main
from demos.stepper.saving import save_frame, save_run
from demos.stepper.settings import Settings
from viz import draw_dot, frames, player, render
from viz.signs import Signs


@dataclass(frozen=True)
class Writer:
    """One way in which files are written.

    Attributes
    ----------
    name : str
        What it is called in tests.
    file : str
        What it writes: the file, or one of several in a folder, from where it works.
    write : callable
        Writes that below a folder; what, is chosen by a number: 0, 1 or 2.
    through : str
        The function of ours that calls `autograd.files` for it.
    told : str
        How it tells that it could not: "raises", "exits" or "goes on".
    gaps : tuple of bytes
        What a kill may leave in a file besides the old and the new content.
    """

    name: str
    file: str
    write: Callable[[Path, int], object]
    through: str
    told: str = "raises"
    gaps: tuple[bytes, ...] = ()


class CommandError(Exception):
    """A command failed; its arguments are the exit code and what it printed as the error."""


def command(*arguments: str | os.PathLike[str]) -> None:
    """Run ``python -m demos``."""
    said = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(said):
        code = main([os.fspath(word) for word in arguments])
    if code:
        raise CommandError(code, said.getvalue())


# --- what is written: small, and the same in each process


@cache
def steps(n: int):
    """A trace; that of 0 is longer, so that a folder of its pictures has some too many."""
    x = Value(3.0 + n, label="x")
    return trace(x * x + 1.0 if n == 0 else x * x)


@cache
def model(n: int) -> MLP:
    return MLP(2, [2, 2], rng=random.Random(n))


POINTS = [(0.0, 1.0), (1.0, 0.0), (0.5, 0.25), (1.0, 1.0)] * 5


@cache
def snapshots(n: int) -> Snapshots:
    taken = Snapshots()
    for epoch in range(2):
        model(n).load(dict.fromkeys(model(n).state(), 0.1 * (epoch + n + 1)))
        taken.take(model(n), epoch)
    return taken


@cache
def table():
    """A table in a file, which is gone when we are."""
    file = NamedTemporaryFile("w", suffix=".csv")  # noqa: SIM115  closed, and removed, with us
    file.write("a,b,y\n" + "".join(f"{a},{b},{a > b}\n" for a, b in POINTS))
    file.flush()
    os.chmod(file.name, 0o644)
    return file


def named(path: Path, n: int) -> Path:
    """As on a system where files must have a name."""
    with patch.object(os, "O_TMPFILE", os.O_DIRECTORY | os.O_WRONLY):
        return write_atomically(path, f"{n}" * 5000, overwrite=True)


def unlinked(path: Path, n: int) -> Path:
    """As where files have one name each, and none may be replaced."""
    with patch.object(os, "link", side_effect=PermissionError):
        path.unlink(missing_ok=True)
        return write_atomically(path, f"{n}" * 5000)


def checkpoint(path: Path, n: int) -> None:
    state = {"progress": {"step": n}, "model": model(n).state(), "optimiser": {}, "stopping": None}
    Checkpoint(path, {"seed": 0}).write(state)


def kept_progress(path: Path, n: int) -> None:
    """A learner's progress, kept, or said to be lost."""
    if not progress.Progress(path, {f"lesson {n}"}).save():
        raise FileError("cannot be kept")


def in_stepper(save_it: Callable[..., Path]) -> Callable[[Path, int], Path]:
    def write(folder: Path, n: int) -> Path:
        with chdir(folder):
            return save_it(n, Settings("en", Signs()))

    return write


def options(n: int) -> dict[str, object]:
    return {"features": [f"a{n}", "b"], "overwrite": True}


def train_out(path: Path, n: int) -> None:
    """As where there is no matplotlib: plots are a writer of their own, and take a second."""
    from demos.tables import saving  # noqa: PLC0415  takes long

    words = [
        "--target",
        "y",
        "--hidden",
        "2",
        "--epochs",
        "2",
        "--seed",
        str(n + 1),
        "--lang",
        "en",
    ]
    with patch.object(saving, "find_spec", lambda name: name != "matplotlib"):
        command("train", table().name, *words, "--out", path.parent, "--overwrite")


def plot(path: Path, n: int) -> Path:
    from viz import plots  # noqa: PLC0415  takes long

    return plots.save(plots.activation(("tanh", "relu", "exp")[n]), path, overwrite=True)


def animation(path: Path, n: int) -> Path:
    from viz import plots  # noqa: PLC0415  takes long

    given = snapshots(n), POINTS, [0, 1] * 10
    return plots.boundary_animation(*given, path, resolution=5, overwrite=True)


def lesson(path: Path, n: int) -> None:
    name, language = (("chain", "en"), ("chain", "ko"), ("apples", "en"))[n]
    command(name, "--out", path, "--overwrite", "--lang", language)


def one_file(
    name: str, file: str, write: Callable[[Path, int], object], through: str, **more: object
) -> Writer:
    return Writer(name, file, lambda folder, n: write(folder / file, n), through, **more)


ALL = (
    one_file(
        "write_atomically",
        "a.txt",
        lambda path, n: write_atomically(path, f"{n}" * 5000, overwrite=True),
        "autograd.files.write_atomically",
    ),
    one_file("with names", "b.txt", named, "autograd.files.write_atomically"),
    one_file(
        "without hard links", "c.txt", unlinked, "autograd.files.write_atomically", gaps=(b"",)
    ),
    one_file(
        "nn.save json",
        "model.json",
        lambda path, n: save(model(n), path, overwrite=True),
        "autograd.nn.state.save",
    ),
    one_file(
        "nn.save npz",
        "model.npz",
        lambda path, n: save(model(n), path, overwrite=True),
        "autograd.nn.state.save",
    ),
    one_file(
        "checkpoint", "run.json", checkpoint, "autograd.nn.fitting.checkpoint.Checkpoint.write"
    ),
    one_file(
        "to_torch",
        "model_torch.py",
        lambda path, n: export.to_torch(model(n), path, **options(n)),
        "autograd.nn.export.torch_file.to_torch",
    ),
    one_file(
        "to_numpy",
        "model_numpy.py",
        lambda path, n: export.to_numpy(model(n), path, **options(n)),
        "autograd.nn.export.numpy_file.to_numpy",
    ),
    one_file(
        "to_onnx",
        "model.onnx",
        lambda path, n: export.to_onnx(model(n), path, **options(n)),
        "autograd.nn.export.onnx_file.to_onnx",
    ),
    one_file(
        "kernel",
        "cache/kernel.o",
        lambda path, n: machine._write(path, b"code %d" % n),
        "autograd.replay.machine._write",
        told="goes on",
    ),
    one_file(
        "render",
        "graph.svg",
        lambda path, n: render(steps(n), path, overwrite=True),
        "viz.saving.render",
    ),
    one_file(
        "Picture.save",
        "graph.gv",
        lambda path, n: draw_dot(steps(n)).save(path, overwrite=True),
        "viz.picture.Picture.save",
    ),
    one_file(
        "Picture.render",
        "picture.svg",
        lambda path, n: draw_dot(steps(n)).render(outfile=path, cleanup=False, overwrite=True),
        "viz.picture.Picture.render",
    ),
    one_file(
        "player",
        "page.html",
        lambda path, n: player(steps(n), path, overwrite=True),
        "viz.page.player",
    ),
    one_file(
        "Frames.animate",
        "steps.svg",
        lambda path, n: frames(steps(n)).animate(path, overwrite=True),
        "viz.frame.Frames.animate",
    ),
    Writer(
        "Frames.save",
        "steps/step-001.svg",
        lambda folder, n: frames(steps(n)).save(folder / "steps", overwrite=True),
        "viz.frame.Frames.save",
    ),
    one_file("plots.save", "tanh.png", plot, "viz.plots.saving.save"),
    one_file(
        "boundary_animation", "learning.gif", animation, "viz.plots.learning.boundary_animation"
    ),
    one_file(
        "progress",
        "gradwalk/progress.json",
        kept_progress,
        "demos.progress.Progress.save",
        told="goes on",
    ),
    Writer(
        "stepper frame",
        "square-step-001.svg",
        in_stepper(lambda n, settings: save_frame(steps(n), 1, "square", settings)),
        "demos.stepper.saving._write",
    ),
    Writer(
        "stepper page",
        "square.html",
        in_stepper(lambda n, settings: save_run(steps(n), "square", settings)),
        "demos.stepper.saving._write",
    ),
    one_file("command picture", "lesson.svg", lesson, "viz.saving.render", told="exits"),
    one_file("command page", "lesson.html", lesson, "viz.page.player", told="exits"),
    one_file(
        "train --out", "out/model_torch.py", train_out, "autograd.nn.state.save", told="exits"
    ),
)
BY_NAME = {writer.name: writer for writer in ALL}

Snapshot = dict[str, bytes]


def content(folder: Path) -> Snapshot:
    """All files below a folder by their names, without what a killed writer left behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in left_behind(folder)
    }


def left_behind(folder: Path) -> list[Path]:
    """The temporary files of writers that were killed."""
    return list(folder.rglob(".gradwalk-*.tmp"))


def lay(folder: Path, files: Snapshot) -> None:
    """Put files into a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read(path: Path) -> None:
    """Read a file as those read it for whom it was written; an error if it is not whole."""
    READERS[path.suffix if path.name not in READERS else path.name](path)


def _read_kernel(path: Path) -> None:
    if machine._read(path) is None:
        raise ValueError("its digest is not that of its code")


def _read_image(path: Path) -> None:
    from PIL import Image  # noqa: PLC0415  takes long

    with Image.open(path) as image:
        image.load()


def _ends(*ends: str) -> Callable[[Path], None]:
    def check(path: Path) -> None:
        if not path.read_text(encoding="utf-8").rstrip().endswith(ends):
            raise ValueError(f"{path} does not end as it should")

    return check


def _read_onnx(path: Path) -> None:
    import onnx  # noqa: PLC0415  takes long

    onnx.checker.check_model(onnx.load(path))


def _read_model(path: Path) -> None:
    load(MLP(2, [2, 2]), path)


READERS: dict[str, Callable[[Path], object]] = {
    ".svg": ET.parse,
    ".html": _ends("</html>"),
    ".gv": _ends("}"),
    ".png": _read_image,
    ".gif": _read_image,
    ".json": lambda path: json.loads(path.read_bytes()),
    "run.json": lambda path: Checkpoint(path, {"seed": 0}),
    "progress.json": lambda path: json.loads(path.read_bytes())["done"],
    "model.json": _read_model,
    ".npz": _read_model,
    ".py": lambda path: compile(path.read_bytes(), path, "exec"),
    ".onnx": _read_onnx,
    ".o": _read_kernel,
    ".txt": lambda path: path.read_text(encoding="utf-8"),
}
