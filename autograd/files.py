"""Write a file whole or not at all.

Whoever looks at the destination sees all of the old file or all of the new one, whenever the writer
stops: `placing` says how. Here stands what is written where, and what is told if that cannot be.
"""

import errno
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from pathlib import Path

from . import placing
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
        placing.put(Path(os.path.realpath(path)), data, overwrite)
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
            placing.is_there(Path(os.path.realpath(path)), data, overwrite)
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
        if not placing.begins(path, mark) and os.path.lexists(path):  # or it is gone meanwhile
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
        placing.check_replaceable(Path(os.path.realpath(path)))


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
        placing.permissions_of_old_file(path)


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
