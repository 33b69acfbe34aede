"""The child process that loads a learner's file and runs the cases of one check on it.

Started by its path, by `children`, with a job file. It imports nothing of ours, nor beyond the
standard library: the learner's `import autograd` or `import checks` finds what the learner means.
What it calls after the learner's code has run, it holds before.

The job (JSON): ``file``, ``report`` (where to write), ``limit`` (seconds), ``memory`` (bytes) and
``cases``, each with ``code``, ``shown`` (expressions to evaluate after it) and ``needs`` (an
attribute of the class without which the case is left out, or "").

The report (JSON): ``end`` is "passed", "error", "time" or "no class", and until then "started";
``case`` is the number of the case at work, from 0, and None while the file is loaded; ``results``
has, for each finished case, what its expressions gave, or None for a case that was left out.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
import threading
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from types import CodeType, FrameType, ModuleType

TYPE_CHECKING = False  # importing typing would take 10 of the 45 ms that each child takes to start
if TYPE_CHECKING:
    from typing import Any

resource: Any
try:
    import resource
except ImportError:  # Windows
    resource = None

# The functions below keep these, whatever the learner's file does to the originals.
BUILTINS = dict(vars(builtins))
globals()["__builtins__"] = BUILTINS
RECURSION_LIMIT = sys.getrecursionlimit()

CASE = "<check>"
"""The name that the code of a case has in a traceback."""

GIBIBYTE = 2**30


class Reporter:
    """Writes the report, whole, as often as there is news; the last one counts.

    Parameters
    ----------
    job : dict
        The job.
    """

    def __init__(self, job: dict[str, Any]) -> None:
        self.file = job["file"]
        self.case: int | None = None
        self.results: list[dict[str, Any] | None] = []
        self.is_over = False
        self._path = job["report"]
        self._lock = threading.Lock()
        limits = (sys.setrecursionlimit, sys.getrecursionlimit)
        self._tools = (json.dumps, open, os.replace, *limits)

    def write(self, end: str, **more: Any) -> None:
        """Write what is known, and how it ended."""
        dumps, open_file, replace, limit_recursion, recursion_limit = self._tools
        with self._lock:
            if self.is_over:
                return
            self.is_over = end != "started"
            limit_recursion(max(recursion_limit(), RECURSION_LIMIT))  # a higher one is theirs
            vars(builtins).update(BUILTINS)
            known = {"end": end, "case": self.case, "results": self.results, **more}
            new = f"{self._path}.{self.case}.{end}"
            with open_file(new, "w", encoding="utf-8") as stream:
                stream.write(dumps(known))
            replace(new, self._path)


def run(job: dict[str, Any], report: Reporter) -> None:
    """Load the file, run the cases, and report; stops at the first that raises."""
    try:
        names = load(job["file"])
        cls = names.get("Value")
        if not isinstance(cls, type):
            report.write("no class", classes=classes(names))
            return
        for number, case in enumerate(job["cases"]):
            report.case = number
            report.write("started")
            report.results.append(run_case(case, cls))
    except BaseException as error:  # noqa: BLE001  whatever the learner raises, SystemExit too, is told to them
        free_memory()
        report.write("error", **described(error, report.file))
    else:
        report.write("passed")


def load(file: str) -> dict[str, Any]:
    """What the learner's file defines, run as an import of it would run it."""
    stem = os.path.splitext(os.path.basename(file))[0]
    taken = stem in sys.modules or stem in sys.stdlib_module_names
    module = ModuleType("my_engine" if taken else stem)
    vars(module).update(__file__=file, __builtins__=builtins)
    sys.modules[module.__name__] = module  # dataclasses and pickle look there
    sys.path.insert(0, os.path.dirname(file))
    sys.argv = [file]
    SourceFileLoader(module.__name__, file).exec_module(module)
    return vars(module)


def classes(names: dict[str, Any]) -> list[str]:
    """The names of the classes that a file defines itself."""
    own = names["__name__"]
    return [str(n) for n, x in names.items() if isinstance(x, type) and x.__module__ == own]


def run_case(case: dict[str, Any], cls: type) -> dict[str, Any] | None:
    """What the expressions of a case give; None if the class lacks what it needs."""
    if case["needs"] and not hasattr(cls, case["needs"]):
        return None
    names: dict[str, Any] = {"Value": cls, "__builtins__": builtins}
    exec(compiled(case["code"], "exec"), names)  # noqa: S102  the code is ours
    results, line = {}, case["code"].count("\n") + 1
    for expression in case["shown"]:
        code = compiled("\n" * line + expression, "eval")
        results[expression] = plain(eval(code, names))  # noqa: S307  the code is ours
        line += 1
    return results


def compiled(code: str, mode: str) -> CodeType:
    """Code of ours; its frames can be told by their name, and lines are counted on."""
    return compile(code, CASE, mode, dont_inherit=True)


def plain(x: Any) -> Any:
    """A number or None as it is; of anything else, its type and what it looks like.

    numpy's numbers are numbers. A class of the learner's that has `__float__` is none.
    """
    kind = type(x)
    if x is None:
        return None
    if issubclass(kind, (int, float)) or (kind.__module__ == "numpy" and hasattr(x, "dtype")):
        with suppress(TypeError, ValueError, OverflowError):  # an array; an int of 400 digits
            return float(x)
    return {"type": str(kind.__name__), "shown": safe_text(x, repr)}


def described(error: BaseException, file: str) -> dict[str, Any]:
    """An exception as type, message, and where it was: in their file, and in the case."""
    lines: dict[str, int | None] = {file: None, CASE: None}
    traceback = error.__traceback__
    while traceback:
        name = traceback.tb_frame.f_code.co_filename
        if name in lines:
            lines[name] = traceback.tb_lineno
        traceback = traceback.tb_next
    found = {"type": str(type(error).__name__), "message": safe_text(error, str)}
    if isinstance(error, SyntaxError) and error.filename == file:
        lines[file] = error.lineno
        found["message"] = str(error.msg)
    return {**found, "line": lines[file], "case_line": lines[CASE]}


def safe_text(x: Any, function: Any) -> str:
    """What `str` or `repr` gives, cut; nothing if it fails."""
    try:
        return function(x)[:300]  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001  the learner's own method
        return ""


def watch(report: Reporter, limit: float) -> None:
    """End the process when the time is over, having said where it was."""
    wait, exit_now, frames = threading.Event().wait, os._exit, sys._current_frames
    main = threading.main_thread().ident

    def bark() -> None:
        wait(limit)
        frame: FrameType | None = frames().get(main or 0)
        while frame and frame.f_code.co_filename != report.file:
            frame = frame.f_back
        report.write("time", line=frame.f_lineno if frame else None)
        flush()
        exit_now(0)

    threading.Thread(target=bark, daemon=True).start()


def limit_resources(job: dict[str, Any]) -> None:
    """Give the process less memory, disk and time than would harm the computer."""
    if resource is None:
        return
    seconds = 4 * (int(job["limit"]) + 1)  # of all threads together
    for name, most in [
        ("RLIMIT_DATA", job["memory"]),
        ("RLIMIT_FSIZE", GIBIBYTE // 8),
        ("RLIMIT_CPU", seconds),  # even if the parent is gone
        ("RLIMIT_CORE", 0),
    ]:
        which = getattr(resource, name, None)
        if which is not None:
            hard = resource.getrlimit(which)[1]
            is_less = hard == resource.RLIM_INFINITY or most < hard
            resource.setrlimit(which, (most if is_less else hard, hard))


def free_memory() -> None:
    """Let the report be written where the learner's file used up what there was."""
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def flush() -> None:
    """Let out what was printed, if it can be."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # closed, or the learner's own
            stream.flush()


def main() -> None:
    """Do the job, and leave without what Python would do at its end."""
    exit_now = os._exit
    with open(sys.argv[1], encoding="utf-8") as stream:
        job = json.load(stream)
    report = Reporter(job)
    report.write("started")
    limit_resources(job)
    watch(report, job["limit"])
    run(job, report)
    flush()
    exit_now(0)


if __name__ == "__main__":
    main()
