"""Write a file whole or not at all.

The content goes into a file without a name in the same folder, is pushed to the disk, and only then
takes the destination's name, in one step of the operating system. Whoever looks at the destination
sees all of the old file or all of the new one, whenever the writer stops, and a writer that is
killed (kill -9, power cut) leaves nothing else behind. To replace a file takes two steps: the new
one is called ``.gradwalk-....tmp`` first. A kill between the two leaves that behind; where files
must have a name (only Linux can do without, and not on network drives), a kill while it is written
does so, too.
"""

import errno
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from functools import partial
from io import BufferedWriter
from pathlib import Path

from .errors import FileError, FileInTheWayError, InputTypeError

_FILE = "a file that can be written"

# What to tell for each reason the operating system gives: what arrived, and what to do.
_NO_PERMISSION = "no permission to write there", "choose another folder, or change the permissions"
_NO_SPACE = "no room left", "free some space, or choose another folder"
_REASONS = {
    errno.ENOENT: ("the folder does not exist", "create the folder first"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "choose another path"),
    errno.EISDIR: ("a folder has that name", "add a file name, or choose another"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name"),
    errno.ELOOP: ("a symbolic link leads back to itself", "remove the link"),
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: _NO_PERMISSION,
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: _NO_SPACE,
}


def as_path(name: object) -> Path:
    """The path that a text, bytes or a path-like object names.

    Raises
    ------
    InputTypeError
        If it is none of these.

    Examples
    --------
    >>> as_path(b"graph.svg").name
    'graph.svg'
    """
    if not isinstance(name, str | bytes | os.PathLike):
        given = type(name).__name__
        raise InputTypeError(
            f"a file is named by a text or a path, such as 'graph.svg', got {given}"
        )
    return Path(os.fsdecode(name))


def write_atomically(
    path: str | os.PathLike[str], content: str | bytes, *, overwrite: bool = False
) -> Path:
    r"""Write `content` to `path` completely, or change nothing and raise.

    Parameters
    ----------
    path : str or path-like
        The file to write. Its folder must exist. A symbolic link is followed: the file it points
        to is written, the link stays.
    content : str or bytes
        Text is encoded as UTF-8 and a newline stays ``"\n"`` on every system.
    overwrite : bool
        Whether a file that is there already, with other content, may be replaced. If False, it is
        safe even against a file that appears while this function runs.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    FileInTheWayError
        If a file with other content is there and `overwrite` is False.
    FileError
        If the file cannot be written, or the text holds a lone surrogate, which UTF-8 cannot hold
        (escape it where the text is made: here it would be a silent change). What was there before
        is still there.
    InputTypeError
        If `path` is no name of a file.

    Notes
    -----
    A file that holds exactly `content` already is left alone, time stamp and all, and that counts
    as success. A new file gets the permissions that ``open(path, "w")`` would give it, a replaced
    one keeps those it had. A file marked read-only is not replaced.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = write_atomically(folder.name + "/steps.txt", "dL/dw = -4.0\n")
    >>> path.read_text()
    'dL/dw = -4.0\n'
    >>> write_atomically(path, "something else")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    autograd.errors.FileInTheWayError: ...steps.txt' exists already and was left as it is...
    >>> write_atomically(path, "something else", overwrite=True) == path
    True
    >>> folder.cleanup()
    """
    path = as_path(path)
    data = _encoded(path, content)
    with _told(path):
        _write(Path(os.path.realpath(path)), data, overwrite)
    return path


def write_files(files: Mapping[Path, str | bytes], *, overwrite: bool = False) -> list[Path]:
    """Write several files, each completely; none, if one may not be replaced.

    Parameters
    ----------
    files : mapping of pathlib.Path to (str or bytes)
        The contents; the rest is as in `write_atomically`.

    Notes
    -----
    One after the other, in the order given: where it ends in the middle (the disk is full, a kill)
    the first are new and the others what they were, each whole.

    Examples
    --------
    >>> write_files({})
    []
    """
    contents = {path: _encoded(path, content) for path, content in files.items()}
    for path, data in contents.items():
        with _told(path):
            _is_there(Path(os.path.realpath(path)), data, overwrite)
    return [write_atomically(path, data, overwrite=overwrite) for path, data in contents.items()]


def write_folder(
    folder: str | os.PathLike[str],
    files: Mapping[str, str | bytes],
    *,
    overwrite: bool = False,
    series: str = "",
    mark: bytes = b"",
) -> list[Path]:
    r"""Write several files into a folder, each completely; none, if one may not be replaced.

    Parameters
    ----------
    folder : str or path-like
        Where to. It is made if it is not there; the folder it lies in must be.
    files : mapping of str to (str or bytes)
        The contents by name.
    overwrite : bool
        Whether files that are there, with other content, may be replaced.
    series : str, optional
        A regular expression for names. Files of such names that are none of `files` are left from
        an earlier series, with which the new one would mix: they are in the way, too, and with
        `overwrite` they are removed once the new ones are written.
    mark : bytes
        How files of a series begin. Any other is someone else's, and in the way in any case.

    Returns
    -------
    list of pathlib.Path
        The files, in the order given.

    Raises
    ------
    FileInTheWayError, FileError
        As `write_atomically`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_folder(folder + "/new", {"a.txt": "a", "b.txt": "b"})]
    ['a.txt', 'b.txt']
    """
    folder = make_folder(folder)
    left = [
        path
        for path in sorted(folder.glob("*"))
        if re.fullmatch(series, path.name) and path.name not in files
    ]
    for path in left:
        if not _begins(path, mark):
            raise _in_the_way(path, "move it elsewhere, or choose another folder")
        if not overwrite:
            raise _in_the_way(path)
    written = write_files(
        {folder / name: content for name, content in files.items()}, overwrite=overwrite
    )
    for path in left:
        with _told(path, "a file that can be removed"):
            path.unlink(missing_ok=True)  # another process may write the same series
    return written


def make_folder(folder: str | os.PathLike[str]) -> Path:
    """Make a folder if it is not there; the folder it lies in must be.

    Raises
    ------
    FileError
        If it cannot be made.

    Examples
    --------
    >>> make_folder("/nowhere/new")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    autograd.errors.FileError: cannot write '/nowhere/new': expected a folder that can be made, ...
    """
    folder = as_path(folder)
    with _told(folder, "a folder that can be made"), suppress(FileExistsError):
        folder.mkdir()
    return folder


def check_replaceable(path: Path) -> None:
    """Complain about a file that may not be replaced, before what will be in it is made.

    Raises
    ------
    FileError
        If it is read-only, or no file. That there is nothing yet is no error.

    Examples
    --------
    >>> check_replaceable(Path("/"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    autograd.errors.FileError: cannot write '/': expected a file that can be written, but...
    """
    with _told(path):
        _check_replaceable(Path(os.path.realpath(path)))


def check_is_file(path: Path) -> None:
    """Complain if what is at a place is no file, before it is read: a pipe would be waited for.

    Raises
    ------
    FileError
        If a folder, a device or a pipe has that name. That there is nothing yet is no error.

    Examples
    --------
    >>> check_is_file(Path("/"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    autograd.errors.FileError: cannot write '/': expected a file that can be written, but...
    """
    with _told(path):
        _permissions_of_old_file(path)


def read_bytes(path: Path) -> bytes:
    """What is in a file.

    Raises
    ------
    FileError
        If it cannot be read; where there is none, the message suggests one whose name is near.

    Examples
    --------
    >>> read_bytes(Path("/nowhere/graph.json"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    autograd.errors.FileError: cannot read ...: there is no folder '/nowhere'; correct the path
    """
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        message = f"cannot read {str(path)!r}: {_unread(path, error)}"
        raise _with_number(FileError(message), getattr(error, "errno", None) or 0) from error


def _unread(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        folder = path.absolute().parent
        if not folder.is_dir():
            return f"there is no folder {str(folder)!r}; correct the path"
        near = get_close_matches(path.name, [other.name for other in folder.iterdir()], n=1)
        hint = f"did you mean {near[0]!r}?" if near else "look for its name and place"
        return f"there is no such file in {str(folder)!r}; {hint}"
    if isinstance(error, OSError) and path.is_dir():
        return "it is a folder; name a file in it"
    if isinstance(error, PermissionError):
        return "no permission to read it; change its permissions"
    return f"{getattr(error, 'strerror', None) or error}; look for its name and place"


def _encoded(path: Path, content: str | bytes) -> bytes:
    try:
        return content.encode("utf-8") if isinstance(content, str) else content
    except UnicodeEncodeError as error:
        arrived = f"the text has the lone surrogate {error.object[error.start]!a}"
        remedy = "escape it, for example with text.encode('utf-8', 'backslashreplace')"
        raise FileError(_message(path, f"{arrived} at position {error.start}", remedy)) from error


@contextmanager
def _told(path: Path, expected: str = _FILE) -> Iterator[None]:
    """Turn what the operating system says into what was expected, arrived, and can be done."""
    try:
        yield
    except FileExistsError as error:
        raise _in_the_way(path) from error
    except ValueError as error:  # a path with a null character
        remedy = "choose another name"
        arrived = f"the name is not possible ({error})"
        raise FileError(_message(path, arrived, remedy, expected)) from error
    except OSError as error:
        code = error.errno or 0
        arrived, remedy = _REASONS.get(code, (error.strerror or str(error), "choose another path"))
        raise _with_number(FileError(_message(path, arrived, remedy, expected)), code) from error


def _in_the_way(
    path: Path, remedy: str = "pass overwrite=True to replace it, or choose another name"
) -> FileError:
    message = f"{str(path)!r} exists already and was left as it is; {remedy}"
    return _with_number(FileInTheWayError(message), errno.EEXIST)


def _message(path: Path, arrived: str, remedy: str, expected: str = _FILE) -> str:
    return f"cannot write {str(path)!r}: expected {expected}, but {arrived}; {remedy}"


def _with_number(error: FileError, number: int) -> FileError:
    """Set the ``errno`` that an ``except OSError`` may look at."""
    error.errno = number  # as an argument of FileError() it would change the message
    return error


def _write(target: Path, data: bytes, overwrite: bool) -> None:
    """Put `data` at `target`, which is no symbolic link; OSError if that does not work."""
    if _is_there(target, data, overwrite):
        return
    permissions = _permissions_of_old_file(target)
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
        if not _holds(target, data):
            raise
    finally:  # also on Ctrl-C
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _is_there(target: Path, data: bytes, overwrite: bool) -> bool:
    """Whether `target` holds `data` already; OSError if it is there and may not be replaced."""
    if _permissions_of_old_file(target) is None:
        return False
    if _holds(target, data):
        return True
    if not overwrite:
        raise FileExistsError
    _check_replaceable(target)
    return False


def _check_replaceable(target: Path) -> None:
    """OSError if there is something that may not be replaced."""
    if _permissions_of_old_file(target) is not None:
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


def _permissions_of_old_file(target: Path) -> int | None:
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


def _holds(target: Path, data: bytes) -> bool:
    """Whether the file at `target` holds exactly `data`."""
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except OSError:  # may not be read, or is gone again
        return False


def _begins(path: Path, mark: bytes) -> bool:
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
