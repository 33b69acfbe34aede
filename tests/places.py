"""Places for a file: some cannot be written, and some are other than they look."""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest


@dataclass(frozen=True)
class Place:
    """A place for a file, made out of a folder and a file in it.

    Attributes
    ----------
    name : str
        What it is called in tests.
    make : callable
        Makes it, given the folder where a writer works and the file.
    number : int or None
        The ``errno`` of the error; None if the file can be written there.
    words : str
        What the error says.
    around : callable
        What holds meanwhile.
    is_of_folder : bool
        Whether it is the folder that cannot be written to, not the file.
    """

    name: str
    make: Callable[[Path, Path], object]
    number: int | None = None
    words: str = ""
    around: Callable[[], AbstractContextManager[object]] = nullcontext
    is_of_folder: bool = False


@contextmanager
def no_special_rights() -> Iterator[None]:
    """Be "nobody" for a while if we are root, whom permissions do not stop."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that "nobody" can reach, which is not true of pytest's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        for inner in [folder, *folder.rglob("*")]:
            if inner.is_dir() and not inner.is_symlink():
                inner.chmod(0o777)


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of 1 MB; the test is skipped where we may not mount one."""
    with open_folder() as folder:
        done = _mount("-t", "tmpfs", "-o", "size=1m,mode=777", "none", folder)
        if done.returncode:
            pytest.skip(f"may not mount a disk: {done.stderr.strip()}")
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)  # noqa: S607  wherever it is


def _mount(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    if shutil.which("mount") is None or os.geteuid() != 0:
        return subprocess.CompletedProcess(words, 1, "", "not root, or no mount")
    return subprocess.run(
        ["mount", *words],  # noqa: S607  wherever it is
        capture_output=True,
        text=True,
        check=False,
    )


def fill(folder: Path, _: Path) -> None:
    """Fill a disk to its last byte."""
    with (folder.parent / "filler").open("wb", buffering=0) as file:
        for size in (4096, 1):
            with suppress(OSError):
                while file.write(b"x" * size):
                    pass
    assert os.statvfs(folder).f_bavail == 0


def lock(folder: Path, _: Path) -> None:
    """Make a disk one that can only be read."""
    assert _mount("-o", "remount,ro", folder.parent).returncode == 0


def is_full() -> AbstractContextManager[object]:
    """As on a full disk, where none can be mounted: nothing can be pushed to it."""
    return patch.object(os, "fsync", side_effect=OSError(errno.ENOSPC, "full"))


def _link(to: str) -> Callable[[Path, Path], None]:
    def make(_: Path, file: Path) -> None:
        file.rename(file.with_name("elsewhere"))
        if to != "elsewhere":
            file.with_name("elsewhere").unlink()
        file.symlink_to(to.format(file=file.name))

    return make


def _instead(make: Callable[[Path], object]) -> Callable[[Path, Path], None]:
    def made(_: Path, file: Path) -> None:
        file.unlink()
        make(file)

    return made


def _device(file: Path) -> None:
    """What /dev/null is; a link to it only where a wrong writer could do it no harm."""
    if os.geteuid() == 0:
        os.mknod(file, 0o666 | 0o020000, os.makedev(1, 3))
    else:
        file.symlink_to("/dev/null")


def _closed(folder: Path, file: Path) -> None:
    file.chmod(0o666)
    for inner in {folder, file.parent}:
        inner.chmod(0o555)


def _hidden(folder: Path, _: Path) -> None:
    folder.chmod(0)


def _no_folder(folder: Path, _: Path) -> None:
    shutil.rmtree(folder)


def _file_as_folder(folder: Path, _: Path) -> None:
    shutil.rmtree(folder)
    folder.write_bytes(b"a file")


NO_PERMISSION, NO_ROOM = "no permission", "no room left; free some space"

PLACES = (
    Place("link", _link("elsewhere")),
    Place("link to nothing", _link("other")),
    Place("link to itself", _link("{file}"), errno.ELOOP, "leads back to itself"),
    Place(
        "read-only file",
        lambda _, file: file.chmod(0o444),
        errno.EACCES,
        NO_PERMISSION,
        no_special_rights,
    ),
    Place("read-only folder", _closed, errno.EACCES, NO_PERMISSION, no_special_rights),
    Place(
        "hidden folder",
        _hidden,
        errno.EACCES,
        NO_PERMISSION,
        no_special_rights,
        is_of_folder=True,
    ),
    Place("folder", _instead(Path.mkdir), errno.EISDIR, "a folder has that name"),
    Place("pipe", _instead(os.mkfifo), errno.EINVAL, "a device or a pipe"),
    Place("device", _instead(_device), errno.EINVAL, "a device or a pipe"),
    Place("full", lambda *_: None, errno.ENOSPC, NO_ROOM, is_full),
    Place("missing folder", _no_folder, errno.ENOENT, "folder", is_of_folder=True),
    Place(
        "file as folder",
        _file_as_folder,
        errno.ENOTDIR,
        "folder",
        is_of_folder=True,
    ),
)

DISKS = (
    Place("full disk", fill, errno.ENOSPC, NO_ROOM),
    Place("read-only disk", lock, errno.EROFS, NO_PERMISSION),
)
