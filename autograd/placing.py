"""Put content at a place of the disk, whole or not at all; errors are those of the system.

The content goes into a file without a name in the same folder, is pushed to the disk, and only then
takes the destination's name, in one step of the operating system. A writer that is killed (kill -9,
power cut) leaves nothing else behind. To replace a file takes two steps: the new one is called
``.gradwalk-....tmp`` first. A kill between the two leaves that behind; where files must have a name
(only Linux can do without, and not on network drives), a kill while it is written does so, too.
"""

import errno
import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import BufferedWriter
from pathlib import Path


def put(target: Path, data: bytes, overwrite: bool) -> None:
    """Put `data` at `target`, which is no symbolic link; OSError if that does not work."""
    if is_there(target, data, overwrite):
        return
    permissions = permissions_of_old_file(target)
    temporary = target.with_name(f".gradwalk-{secrets.token_hex(8)}.tmp")
    try:
        has_appeared = _appear(temporary if overwrite else target, data, permissions)
        if not has_appeared:
            with open(temporary, "xb", opener=_as_open_would(permissions)) as file:
                _fill(file, data, permissions)
        if overwrite:
            os.replace(temporary, target)
        elif not has_appeared:
            _place_if_free(temporary, target)
    except FileExistsError:
        if not holds(target, data):
            raise
    finally:  # also on Ctrl-C
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def is_there(target: Path, data: bytes, overwrite: bool) -> bool:
    """Whether `target` holds `data` already; OSError if it is there and may not be replaced."""
    if permissions_of_old_file(target) is None:
        return False
    if holds(target, data):
        return True
    if not overwrite:
        raise FileExistsError
    check_replaceable(target)
    return False


def check_replaceable(target: Path) -> None:
    """OSError if there is something that may not be replaced."""
    if permissions_of_old_file(target) is not None:
        os.close(os.open(target, os.O_WRONLY))  # or the system says why: the file, the whole disk


def _appear(path: Path, data: bytes, permissions: int | None) -> bool:
    """Write a file that has no name until it is whole; False where the system cannot do that.

    Raises
    ------
    FileExistsError
        If the name is taken.
    """
    try:
        # Before Linux 6.0 the umask is forgotten for files without a name on file systems without
        # access control lists (fixed by its commit ac6800e279a2): everyone could write them.
        if permissions is None and int(os.uname().release.partition(".")[0]) < 6:
            return False
        descriptor = _as_open_would(permissions)(path.parent, os.O_TMPFILE | os.O_WRONLY)
        with open(descriptor, "wb") as file:
            _fill(file, data, permissions)
            # linkat(2) says why this path; Python calls linkat, and not link, if it is given a
            # folder, of which an absolute path makes no use.
            source = f"/proc/self/fd/{descriptor}"
            os.link(source, path, src_dir_fd=descriptor, follow_symlinks=True)
    except FileExistsError:
        raise
    except (OSError, AttributeError):  # not Linux, a network drive, no /proc; or there is no room
        return False
    return True


def _as_open_would(permissions: int | None) -> Callable[[str | os.PathLike[str], int], int]:
    """Create files with the mode that `open` would ask for, so that the system applies the umask.

    That cannot be read without changing it for all threads, which is why mkstemp is no use here.
    """
    return partial(os.open, mode=0o666 if permissions is None else permissions)


def _fill(file: BufferedWriter, data: bytes, permissions: int | None) -> None:
    """Write `data` and wait until it is on the disk."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())
    if permissions is not None:
        os.chmod(file.name, permissions)


def permissions_of_old_file(target: Path) -> int | None:
    """Return the permission bits of the file at `target`, None if there is no such file."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    if not stat.S_ISREG(mode):  # replacing /dev/null by a file would break the machine
        raise OSError(errno.EINVAL, "a device or a pipe has that name")
    return mode & 0o777


def holds(target: Path, data: bytes) -> bool:
    """Whether the file at `target` holds exactly `data`."""
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except OSError:  # may not be read, or is gone again
        return False


def begins(path: Path, mark: bytes) -> bool:
    """Whether there is a file that begins so, and that may be changed."""
    try:
        may_change = path.is_file() and os.access(path, os.W_OK)
        return may_change and path.read_bytes().startswith(mark)
    except OSError:  # may not be read, or is gone again
        return False


def _place_if_free(temporary: Path, target: Path) -> None:
    """Give `temporary` the name `target` unless that is taken; of two writers only one succeeds."""
    try:
        os.link(temporary, target)  # unlike a rename, fails if the name is taken
    except FileExistsError:
        raise
    except (OSError, AttributeError):  # no hard links here: FAT, some network drives, Android
        # Taking the name with an empty file is as exclusive. A kill between these two steps leaves
        # that empty file, which is why it is the second choice.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        try:
            os.replace(temporary, target)
        except BaseException:
            os.unlink(target)
            raise
