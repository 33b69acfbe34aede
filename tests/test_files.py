"""`write_atomically`: all of the file or nothing, and never over another one unasked."""

import errno
import os
import resource
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from places import no_special_rights, open_folder

from autograd.errors import FileError, FileInTheWayError
from autograd.files import write_atomically, write_files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that is there already, alone in its folder."""
    path = tmp_path / "picture.svg"
    path.write_text("old")
    return path


# ---------------------------------------------------------------------------- what is written


def test_text_is_utf8_and_newlines_stay_as_they_are(tmp_path: Path) -> None:
    path = write_atomically(str(tmp_path / "단계.txt"), "기울기\r\n-4.0\n")
    assert path == tmp_path / "단계.txt"
    assert path.read_bytes() == "기울기\r\n-4.0\n".encode()


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    assert write_atomically(tmp_path / "x", b"\xff\x00\n").read_bytes() == b"\xff\x00\n"


def test_empty_content_gives_an_empty_file(tmp_path: Path) -> None:
    assert write_atomically(tmp_path / "x", "").read_bytes() == b""


def test_lone_surrogate_is_refused_with_its_position(old: Path) -> None:
    with pytest.raises(FileError, match=r"lone surrogate '\\ud800' at position 2; escape it"):
        write_atomically(old, "ab\ud800", overwrite=True)
    assert old.read_text() == "old"


# ---------------------------------------------------------------------- a file that is there


def test_other_content_is_kept_unless_overwriting_is_asked_for(old: Path) -> None:
    with pytest.raises(FileInTheWayError, match=r"picture\.svg' exists already.*overwrite=True"):
        write_atomically(old, "new")
    assert old.read_text() == "old"
    assert names(old.parent) == ["picture.svg"]


def test_other_content_is_replaced_when_overwriting_is_asked_for(old: Path) -> None:
    write_atomically(old, "new", overwrite=True)
    assert old.read_text() == "new"
    assert names(old.parent) == ["picture.svg"]


def test_file_in_the_way_is_a_built_in_file_exists_error(old: Path) -> None:
    with pytest.raises(FileExistsError) as caught:
        write_atomically(old, "new")
    assert caught.value.errno == errno.EEXIST


@pytest.mark.parametrize("overwrite", [False, True])
def test_same_content_changes_nothing_and_succeeds(old: Path, overwrite: bool) -> None:
    before = old.stat()
    assert write_atomically(old, "old", overwrite=overwrite) == old
    after = old.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_new_file_has_the_permissions_open_would_give(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        (tmp_path / "by open").write_text("")
        write_atomically(tmp_path / "ours", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "by open").stat().st_mode


@pytest.mark.parametrize("bits", [0o600, 0o664, 0o755])
def test_replaced_file_keeps_its_permissions(old: Path, bits: int) -> None:
    old.chmod(bits)
    write_atomically(old, "new", overwrite=True)
    assert old.stat().st_mode & 0o777 == bits


def test_symbolic_link_stays_and_its_target_is_written(old: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("picture.svg")
    assert write_atomically(link, "new", overwrite=True) == link
    assert link.is_symlink()
    assert old.read_text() == "new"


def test_symbolic_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link"
    link.symlink_to("folder/target")
    write_atomically(link, "new")
    assert link.is_symlink()
    assert names(tmp_path / "folder") == ["target"]


# --------------------------------------------------------------------------- what cannot work


def make_loop(path: Path) -> Path:
    path.symlink_to(path.name)
    return path


def make_pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def make_folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("place", "number", "words"),
    [
        (lambda here: here / "missing" / "x", errno.ENOENT, "folder does not exist; create"),
        (lambda here: make_folder(here / "x"), errno.EISDIR, "a folder has that name"),
        (lambda here: here / "picture.svg" / "x", errno.ENOTDIR, "a part of the path is a file"),
        (lambda here: here / ("x" * 300), errno.ENAMETOOLONG, "too long; choose a shorter"),
        (lambda here: make_loop(here / "loop"), errno.ELOOP, "leads back to itself"),
        (lambda here: make_pipe(here / "pipe"), errno.EINVAL, "a device or a pipe"),
        (lambda here: f"{here}/nu\0ll", None, "name is not possible"),
    ],
    ids=["missing folder", "folder", "file as folder", "long name", "loop", "pipe", "null"],
)
@pytest.mark.parametrize("overwrite", [False, True])
def test_impossible_place_gives_one_clear_error(
    old: Path, place: object, number: int | None, words: str, overwrite: bool
) -> None:
    assert callable(place)
    path = place(old.parent)
    before = names(old.parent)
    with pytest.raises(FileError, match=words) as caught:
        write_atomically(path, "new", overwrite=overwrite)
    assert not isinstance(caught.value, FileInTheWayError)
    assert str(caught.value).startswith("cannot write '")
    assert caught.value.errno == number
    assert names(old.parent) == before
    assert old.read_text() == "old"


@pytest.fixture(name="open_folder")
def _open_folder() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


def test_folder_without_permission_gives_one_clear_error(open_folder: Path) -> None:
    with no_special_rights():
        path = write_atomically(open_folder / "x", "old")  # it works before
    open_folder.chmod(0o555)
    for target in (path, open_folder / "y"):
        with no_special_rights(), pytest.raises(FileError, match="no permission") as caught:
            write_atomically(target, "new", overwrite=True)
        assert caught.value.errno == errno.EACCES
    with no_special_rights(), pytest.raises(FileInTheWayError):  # the reason that matters more
        write_atomically(path, "new")
    assert names(open_folder) == ["x"]
    assert path.read_text() == "old"


def test_read_only_file_is_not_replaced(open_folder: Path) -> None:
    with no_special_rights():
        path = write_atomically(open_folder / "x", "old")
        path.chmod(0o444)
        with pytest.raises(FileError, match="no permission"):
            write_atomically(path, "new", overwrite=True)
    assert path.read_text() == "old"


def test_no_room_half_way_leaves_the_old_file_and_nothing_else(old: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(FileError, match="no room left; free some space"):
            write_atomically(old, "x" * 100_000, overwrite=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert old.read_text() == "old"
    assert names(old.parent) == ["picture.svg"]


@pytest.mark.parametrize("function", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize(
    ("failure", "expected"),
    [(OSError(errno.ENOSPC, "full"), FileError), (KeyboardInterrupt(), KeyboardInterrupt)],
)
def test_failure_at_any_step_leaves_the_old_file_and_nothing_else(
    old: Path,
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    failure: BaseException,
    expected: type[BaseException],
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(os, function, fail)
    with pytest.raises(expected):
        write_atomically(old, "new", overwrite=True)
    assert old.read_text() == "old"
    assert names(old.parent) == ["picture.svg"]


# ------------------------------------------------------------------------------ several writers


def no_hard_links(*_: object, **__: object) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.fixture(params=["hard links", "no hard links"])
def any_file_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "no hard links":
        monkeypatch.setattr(os, "link", no_hard_links)


@pytest.mark.usefixtures("any_file_system")
def test_new_file_is_written_on_any_file_system(tmp_path: Path) -> None:
    write_atomically(tmp_path / "x", "new")
    assert (tmp_path / "x").read_text() == "new"
    assert names(tmp_path) == ["x"]


@pytest.mark.usefixtures("any_file_system")
def test_file_that_appears_meanwhile_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    link = os.link

    def another_writer_first(source: Path, target: Path, **options: Any) -> None:
        path.write_text("theirs")
        link(source, target, **options)

    monkeypatch.setattr(os, "link", another_writer_first)
    with pytest.raises(FileInTheWayError):
        write_atomically(path, "ours")
    assert path.read_text() == "theirs"
    assert names(tmp_path) == ["x"]
    path.unlink()
    assert write_atomically(path, "theirs") == path  # the same content is no conflict


@pytest.mark.usefixtures("any_file_system")
def test_of_many_writers_exactly_one_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "x"
    successes: list[str] = []
    start = threading.Barrier(8)

    def write(content: str) -> None:
        start.wait()
        try:
            write_atomically(path, content)
        except FileInTheWayError:
            return
        successes.append(content)

    for _ in range(10):
        successes.clear()
        threads = [threading.Thread(target=write, args=[f"writer {i}"]) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert successes == [path.read_text()]
        assert names(tmp_path) == ["x"]
        path.unlink()


def test_without_hard_links_a_failed_write_leaves_no_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "link", no_hard_links)
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(FileError, match="no room left"):
        write_atomically(tmp_path / "x", "new")
    assert names(tmp_path) == []


# ------------------------------------------------------------------ while it is being written


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names in the folder at each moment at which content is pushed to the disk."""
    moments: list[list[str]] = []
    push = os.fsync

    def look(descriptor: int) -> None:
        moments.append(names(tmp_path))
        push(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    return moments


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="files without a name are Linux's")
def test_file_has_no_name_before_it_is_whole(
    tmp_path: Path, seen: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    release = SimpleNamespace(release="6.0")
    monkeypatch.setattr(os, "uname", lambda: release)
    write_atomically(tmp_path / "x", "old")
    write_atomically(tmp_path / "x", "new", overwrite=True)
    assert seen == [[], ["x"]]
    assert names(tmp_path) == ["x"]
    release.release = "5.15.0-91-generic"  # it would forget the umask of a new file
    write_atomically(tmp_path / "y", "new")
    assert [len(moment) for moment in seen] == [0, 1, 2]


def test_none_of_several_files_is_written_if_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").mkdir()
    with pytest.raises(FileError, match=r"b': .* a folder has that name"):
        write_files({tmp_path / "a": "new", tmp_path / "b": "new"}, overwrite=True)
    assert (tmp_path / "a").read_text() == "old"
