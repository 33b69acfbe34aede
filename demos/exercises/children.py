"""Starting the child process of one check, and ending it with all that it started.

A child has a time limit, a group of its own and no input. What it prints is read and, beyond a
little, dropped; its report comes as a file, so that nothing printed can be taken for one.

It is not a sandbox: the learner's file runs with the reader's rights, as ``python my_engine.py``
would. A process that it starts in a session of its own is not found again.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .series import Case

RUNNER = Path(__file__).with_name("runner.py")
MEMORY = 2**30
"""Bytes that a child may use."""
KEPT = 4096
"""Bytes of what a child prints that are kept."""
GRACE = 1.0
"""Seconds that a child has for saying that its time is over, before it is ended from outside."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a child ended.

    Attributes
    ----------
    end : str
        "passed", "error", "time", "no class"; "died" for an exit without a report.
    case : int or None
        The number of the case that was at work, from 0; None while the file was loaded.
    results : tuple
        For each case that ran to its end, what each of its expressions gave: a float, None, or a
        dict of type and looks; None instead for a case that was left out.
    line, case_line : int or None
        Where it was, in the learner's file and in the code of the case.
    error, message : str
        The type and the message of an exception.
    classes : tuple of str
        The classes of a file that has no class Value.
    code : int
        The exit code; negative for a signal.
    printed : str
        The beginning of what was printed.
    """

    end: str
    case: int | None = None
    results: tuple[dict[str, Any] | None, ...] = ()
    line: int | None = None
    case_line: int | None = None
    error: str = ""
    message: str = ""
    classes: tuple[str, ...] = ()
    code: int = 0
    printed: str = ""


def run_child(file: Path, cases: Sequence[Case], limit: float) -> Report:
    """Run the cases of one check on a learner's file in a process of their own.

    Parameters
    ----------
    file : pathlib.Path
        The learner's file.
    cases : sequence of Case
        What to run.
    limit : float
        Seconds after which it is ended.
    """
    with tempfile.TemporaryDirectory(prefix="gradwalk-", ignore_cleanup_errors=True) as folder:
        job, report = Path(folder, "job.json"), Path(folder, "report.json")
        asked = [{"code": x.code, "shown": x.shown, "needs": x.needs} for x in cases]
        job.write_text(
            json.dumps(
                {
                    "file": str(file.absolute()),
                    "report": str(report),
                    "limit": limit,
                    "memory": MEMORY,
                    "cases": asked,
                }
            ),
            encoding="utf-8",
        )
        code, printed = _run(job, limit + GRACE)
        found = _read(report)
    if code is None and found["end"] == "started":
        found["end"] = "time"
    return _reported(found, code or 0, printed)


def _run(job: Path, limit: float) -> tuple[int | None, str]:
    """Run a job; return its exit code, None if it took too long, and the first it printed."""
    environment = {
        **os.environ,
        "PYTHONIOENCODING": "utf-8:backslashreplace",
        "MPLBACKEND": "Agg",  # a plot at the end of the file opens no window and waits for nobody
        "OMP_NUM_THREADS": "1",  # numpy would start a thread for each core, with its memory
        "OPENBLAS_NUM_THREADS": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-B", str(RUNNER), str(job)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )
    heard = bytearray()
    ear = threading.Thread(target=_listen, args=(process.stdout, heard), daemon=True)
    try:
        ear.start()
        has_ended = _wait(process, ear, limit)
    finally:
        _end(process)
    ear.join(1.0)
    return process.returncode if has_ended else None, bytes(heard).decode("utf-8", "replace")


def _listen(stream: IO[bytes], heard: bytearray) -> None:
    """Read all that is printed, so that nobody waits, and keep the beginning."""
    with stream:
        while piece := os.read(stream.fileno(), 2**16):
            heard += piece[: KEPT - len(heard)]


def _wait(process: subprocess.Popen[bytes], ear: threading.Thread, limit: float) -> bool:
    """Wait until a process ends, or as long as it may take; return whether it ended.

    Its output ends with it, which is noticed at once; unless it closed that before, or left it to
    another process.
    """
    last = time.monotonic() + limit
    while not _has_ended(process):
        if time.monotonic() > last:
            return False
        if ear.is_alive():
            ear.join(0.05)
        else:
            time.sleep(0.002)
    return True


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process has ended; where possible its number stays taken until its group is."""
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, process.pid, options) is not None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all others of its group."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # macOS: a group that has just ended
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _read(report: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    except FileNotFoundError:  # it never began
        found = {"end": "started"}
    return found


def _reported(found: dict[str, Any], code: int, printed: str) -> Report:
    return Report(
        "died" if found["end"] == "started" else found["end"],
        found.get("case"),
        tuple(found.get("results", ())),
        found.get("line"),
        found.get("case_line"),
        found.get("type", ""),
        found.get("message", ""),
        tuple(found.get("classes", ())),
        code,
        printed,
    )
