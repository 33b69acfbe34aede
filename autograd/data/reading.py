"""The text of a user's file: found, decoded, and no other than what its author saw."""

import codecs
import os

from ..errors import InputTypeError, TableError, unknown_choice
from ..files import as_path, read_bytes

ENCODINGS = ("utf-8", "cp949", "cp1252", "utf-16")
"""What a message lists; any that Python knows will do."""

_SAVE_AS = "save it as 'CSV UTF-8' first"

# How files begin that are taken for tables.
_NO_TABLES = {
    b"PK\x03\x04": f"is an Excel workbook or another zip archive; {_SAVE_AS}",
    b"\xd0\xcf\x11\xe0": f"is an old Excel workbook; {_SAVE_AS}",
    b"%PDF": "is a PDF; copy the table into a text file",
}


def read_text(path: str | os.PathLike[str], encoding: str = "utf-8") -> str:
    """The text in a file.

    Parameters
    ----------
    path : str or path-like
        The file.
    encoding : str
        How it is encoded. A byte order mark is no part of the text.

    Raises
    ------
    FileError
        If it cannot be read; the message suggests a file whose name is near.
    TableError
        If it is empty or no text. If only the encoding is another one, the message shows how it
        reads in the two that Excel writes.
    ChoiceError, InputTypeError
        If there is no such encoding.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "heights.csv")
    ...     _ = path.write_bytes("키,몸무게".encode("cp949"))
    ...     read_text(path, encoding="cp949")
    '키,몸무게'
    """
    if not isinstance(encoding, str):
        raise InputTypeError(f"an encoding is a text, such as 'utf-8', got {encoding!r:.40}")
    path = as_path(path)
    where = repr(str(path))
    content = read_bytes(path)
    for beginning, arrived in _NO_TABLES.items():
        if content.startswith(beginning):
            raise TableError(f"{where} {arrived}")
    text = _decoded(content, encoding, where)
    if not text.strip():
        raise TableError(f"{where} is empty; its first line names the columns")
    if "\0" in text:
        line = line_at(text, text.index("\0"))
        raise TableError(f"{where} is no text: line {line} has a null character; {_SAVE_AS}")
    return text


def line_at(text: str, position: int) -> int:
    r"""The number of the line of a position, as an editor counts it.

    Examples
    --------
    >>> [line_at("a\nb\r\nc", position) for position in (0, 2, 5)]
    [1, 2, 3]
    """
    before = text[:position]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def _decoded(content: bytes, encoding: str, where: str) -> str:
    try:
        found = codecs.lookup(encoding).name
        return content.decode("utf-8-sig" if found == "utf-8" else encoding)
    except UnicodeError as error:
        raise _undecodable(content, encoding, where, error) from None
    except (LookupError, ValueError):  # ValueError: a null character in the name
        raise unknown_choice("text encoding", encoding, ENCODINGS) from None


def _undecodable(content: bytes, encoding: str, where: str, error: UnicodeError) -> TableError:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return TableError(f"{where} is UTF-16, not {encoding}; pass encoding='utf-16'")
    # As text in which each byte is a character, so that positions stay what they are.
    line = line_at(content.decode("latin-1"), getattr(error, "start", 0))
    arrived = f"{where} is not {encoding} (line {line})"
    if b"\0" in content:
        return TableError(f"{arrived} and no text; a table is a text file")
    shown = []
    for other in ("cp949", "cp1252"):
        lines = content.decode(other, "replace").replace("\r\n", "\n").replace("\r", "\n")
        shown.append(f"{lines.split(chr(10))[line - 1][:40]!r} in {other}")
    return TableError(
        f"{arrived}. That line reads {', '.join(shown)}; pass the encoding in which it reads "
        "right, as in encoding='cp949', or save the file as UTF-8"
    )
