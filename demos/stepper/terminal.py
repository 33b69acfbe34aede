"""The terminal: whether a program of screens can run in it, and leaving it as it was."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TextIO

# What a program of screens may have switched on: the other screen, a hidden cursor, reports of the
# mouse (four kinds), of focus, of pasted text, of keys.
_SWITCH_OFF = (
    "".join(
        f"\x1b[?{mode}l" for mode in (1049, 1000, 1002, 1003, 1006, 1015, 1016, 1004, 2004, 2048)
    )
    + "\x1b[<u\x1b[?25h\x1b[0m"
)


def has_screens(environment: Mapping[str, str]) -> bool:
    """Whether input, output and errors are a terminal that can be drawn on."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    try:
        are_terminals = all(stream is not None and stream.isatty() for stream in streams)
    except ValueError:  # closed
        return False
    has_kind = environment.get("TERM", "") not in ("", "dumb", "unknown")
    return are_terminals and has_kind and _can_steer(sys.__stderr__)


def _can_steer(stream: TextIO | None) -> bool:
    """Whether what steers a terminal arrives there as it is: not so in UTF-16 or UTF-7.

    Examples
    --------
    >>> import io
    >>> [_can_steer(io.TextIOWrapper(io.BytesIO(), name)) for name in ("cp949", "utf-16")]
    [True, False]
    """
    return stream is not None and "\x1b[".encode(stream.encoding) == b"\x1b["


def has_gone() -> bool:
    """Whether there is no terminal any more: its window was closed, or the connection to it.

    Most often a signal says so. It does not reach what was started with nohup, or with no control
    of the terminal; such a program would run on with nobody to end it.
    """
    return not os.isatty(0)


@contextmanager
def restored() -> Iterator[None]:
    """Leave the terminal as it was found, whatever ends what is done inside.

    Textual does that when it ends as it should. A signal may come before it has begun or while it
    ends; then the modes of the terminal are put back here.
    """
    if os.name != "posix":
        yield
        return
    import termios  # noqa: PLC0415  only where there is one

    before = termios.tcgetattr(0)
    try:
        yield
    finally:
        with suppress(OSError, termios.error):  # the terminal may be gone
            if termios.tcgetattr(0) != before:
                os.write(2, _SWITCH_OFF.encode("ascii"))
                termios.tcsetattr(0, termios.TCSAFLUSH, before)
