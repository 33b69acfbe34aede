"""Where a file cannot be written, that is told in one clear error, and nothing is lost or left.

Every writer (`writers`) meets every place (`places`). Links are followed and stay. And every writer
is there: the sources are searched for what writes.
"""

import ast
import os
import re
import signal
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from places import DISKS, PLACES, no_special_rights, open_folder, small_disk
from writers import ALL, CommandError, read

from autograd.errors import FileError

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 240
"""Seconds after which a writer hangs."""

WRITERS = [writer for writer in ALL if writer.name != "without hard links"]
"""That one may replace no file, and so meets few of the places."""

MAKE_FOLDERS = {"kernel", "progress"}
"""They write into folders of their own, all of which they make."""

IN_STEPPER = {"stepper frame", "stepper page"}
"""They write where the program was started, and beside a file that is there."""

READ = {"checkpoint", "progress"}
"""They read what is there first."""


@contextmanager
def no_longer_than(seconds):
    def wake(*_):
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, wake)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def tree(folder):
    """All that is below a folder: what it is, and what is in it."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        kind = path.lstat().st_mode
        inside = os.readlink(path) if path.is_symlink() else path.is_file() and path.read_bytes()
        found[path.relative_to(folder).as_posix()] = kind, inside
    return found


def laid(writer, folder):
    """The file a writer writes, with something in it."""
    folder.mkdir()
    folder.chmod(0o777)
    file = folder / writer.file
    if writer.name in READ:
        writer.write(folder, 0)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"old")
    file.parent.chmod(0o777)
    return file


def complaint(writer, folder, place):
    """What a writer says of a place; None if it wrote."""
    try:
        with no_longer_than(PATIENCE), place.around():
            writer.write(folder, 2)
    except (CommandError, FileError) as error:
        return error
    return None


def check_complaint(error, writer, place):
    """Whether it says what, where, and what to do, in one line."""
    if writer.told == "exits":
        code, printed = error.args
        *progress, said = printed.splitlines()
        assert code == 1
        assert said.startswith("gradwalk: ")
        assert all(line.startswith("epoch ") for line in progress)
    else:
        said = str(error)
        assert error.errno == place.number
        assert said.startswith(("cannot write '", "cannot read '"))
        assert "\n" not in said
    assert place.words in said
    assert "; " in said


@cache
def warm(writer):
    """Let a writer import what it needs: "nobody" may not be able to."""
    with open_folder() as folder:
        writer.write(folder, 2)


def check(writer, place, where):
    """Let a writer write to a place, and look at what it said and what is there now."""
    if place.around is no_special_rights:
        warm(writer)
    folder = where / "here"
    file = laid(writer, folder)
    old = file.read_bytes()
    place.make(folder, file)
    before = tree(where)
    error = complaint(writer, folder, place)
    now = tree(where)
    if writer.name in IN_STEPPER and place.name in ("link", "read-only file"):
        assert error is None
        assert now.items() > before.items()
    elif place.number is None or (writer.name in MAKE_FOLDERS and place.name == "missing folder"):
        assert error is None
        assert file.is_symlink() == (place.number is None)
        assert file.read_bytes() != old
        read(file)
    else:
        assert now == before
        if writer.told != "goes on":
            check_complaint(error, writer, place)
    assert not [name for name in now if name.endswith(".tmp")]


# The stepper writes to where it is; a folder that is none is noticed when it starts there.
PAIRS = [
    (writer, place)
    for place in PLACES
    for writer in WRITERS
    if not (place.is_of_folder and writer.name in IN_STEPPER)
]
SLOW = {"plots.save", "boundary_animation", "to_onnx", "train --out"}
"""What they import takes long; in the quick form others stand for them, which write alike."""

ONCE = [
    (writer, PLACES[(number + 3) % len(PLACES)])  # a command imports much, for "nobody" beforehand
    for number, writer in enumerate(w for w in WRITERS if w.name not in SLOW | IN_STEPPER)
]


def named(pairs, **options):
    return [pytest.param(*pair, id=f"{pair[0].name}, {pair[1].name}", **options) for pair in pairs]


@pytest.mark.parametrize(
    ("writer", "place"),
    named(ONCE) + named([pair for pair in PAIRS if pair not in ONCE], marks=pytest.mark.proof),
)
def test_a_place_gives_one_clear_error_or_is_written(writer, place, tried):
    tried("places", 1)
    with open_folder() as where:
        check(writer, place, where)


@pytest.mark.proof
@pytest.mark.parametrize("place", DISKS, ids=lambda place: place.name)
@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_a_disk_that_is_full_or_read_only_gives_one_clear_error(writer, place, tried):
    with small_disk() as where:
        tried("places", 1)
        check(writer, place, where)


# -------------------------------------------------------------------- that none is missing

WRITING = {
    *("write_text", "write_bytes", "rename", "symlink_to", "hardlink_to", "unlink", "rmdir"),
    *("rmtree", "mkdir", "makedirs", "touch", "savefig", "mkstemp", "mkdtemp", "savez", "savetxt"),
    *("NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory", "copyfile", "copytree"),
    *("tofile", "truncate", "mkfifo", "memmap", "FileHandler", "os.replace", "os.link"),
    *("os.remove", "shutil.copy", "shutil.copy2", "shutil.move", "np.save", "json.dump"),
    *("pickle.dump", "open", "os.open"),
}
OURS = {"write_atomically", "write_files", "write_folder"}

INSIDE = ("autograd.files.", "autograd.placing.")

# What writes without `autograd.files`, and why it may.
ELSEWHERE = {
    # folders: of a cache, of what a learner has done, of pictures
    "autograd.replay.machine._write": {"mkdir"},
    "demos.progress.Progress.save": {"mkdir"},
    "scripts.gallery.main": {"mkdir"},
    # one step of the system: the file that cannot be read is there under one name or the other
    "demos.progress._put_aside": {"rename"},
    # into memory
    "autograd.nn.state._to_npz": {"savez"},
    "viz.plots.saving.written": {"savefig"},
    # into folders and files of their own, which are gone when they end
    "benchmarks.moons.in_c": {"mkdtemp"},
    "demos.exercises.children.run_child": {"TemporaryDirectory", "write_text"},
    "viz.plots.learning._gif": {"TemporaryDirectory"},
    "viz.rendering._ask_dot": {"TemporaryFile"},
    # into /dev/null
    "demos.running.run": {"open"},
    "demos.ending.let_go": {"os.open"},
    # other functions of that name: they open a photo, a part of a lesson
    "demos.models.photos._greys": {"open"},
    "demos.stepper.moving.Moving.do_next_part": {"open"},
    "demos.stepper.moving.Moving.do_previous_part": {"open"},
}


def called(tree, wanted):
    """The functions that are called, of those that are wanted; `open` only where it may write."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            full = ast.unparse(node.func)
            last = full.rpartition(".")[2]
            found = {full, last} & wanted
            if found and (last != "open" or opens_to_write(node)):
                yield max(found, key=len)


def opens_to_write(node):
    """Whether a call of `open` may write: its mode is none of those that read."""
    place = 0 if isinstance(node.func, ast.Attribute) else 1
    modes = [*node.args[place:][:1], *(k.value for k in node.keywords if k.arg == "mode")]
    return any(getattr(mode, "value", None) not in ("r", "rb", "rt") for mode in modes)


def functions(tree, name):
    """All functions and methods of a module, and what stands outside of them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name}.{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{name}.{node.name}")
        else:
            yield name, node


def found_in(packages, wanted):
    """What is called, by the function that calls it."""
    likely = re.compile(rf"\b({'|'.join(map(re.escape, wanted))})\(")
    found = {}
    for path in sorted(path for package in packages for path in (ROOT / package).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if likely.search(text):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for name, node in functions(ast.parse(text), module):
                if names := set(called(node, wanted)):
                    found.setdefault(name, set()).update(names)
    return found


def test_every_writer_is_tried():
    found = found_in(("autograd", "viz", "demos"), OURS)
    inside = {f"autograd.files.{name}" for name in OURS}
    assert set(found) - inside == {writer.through for writer in ALL} - inside


def test_nothing_else_writes_files():
    found = found_in(("autograd", "viz", "demos", "scripts", "benchmarks"), WRITING)
    assert {n: what for n, what in found.items() if not n.startswith(INSIDE)} == ELSEWHERE


def test_the_search_finds_what_writes():
    text = "def f(path):\n open(path, mode)\n path.open('w')\n open(path, 'rb')\n os.replace(a, b)"
    text += "\n 'a'.replace('b', 'c')\n np.save(path, x)\n figure.savefig(path)\n"
    expected = ["open", "path.open", "os.replace", "np.save", "savefig"]
    assert sorted(called(ast.parse(text), WRITING)) == sorted(
        name if name != "path.open" else "open" for name in expected
    )
