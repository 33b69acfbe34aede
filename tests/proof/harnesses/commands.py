"""Runs command lines one after the other in this process, and says what came of each.

``python commands.py FILE`` reads a JSON list of command lines, each a list of texts, from FILE,
and writes FILE.out: for each its exit code, or the error that came out; what it printed; which
files it opened to write, made, renamed or removed; and which that were there before it changed.
"""

import io
import json
import os
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from demos.__main__ import main

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate")

written: set[str] = set()


def listen(event, arguments):
    """Note what is changed in the file system."""
    if event == "open":
        path, _, flags = arguments
        if flags & WRITING and isinstance(path, str | bytes):
            written.add(os.path.abspath(os.fsdecode(path)))
    elif event in CHANGES:
        named = [x for x in arguments if isinstance(x, str) and not x.startswith("/proc/self/fd/")]
        written.update(map(os.path.abspath, named))  # without files that had no name so far


class Output(io.TextIOWrapper):
    """What a command prints, with a file of its own below, as a shell would give it."""

    def __init__(self):
        self.file = open(os.devnull, "wb")  # noqa: SIM115  closed by the caller
        super().__init__(io.BytesIO(), encoding="utf-8")

    def fileno(self):
        return self.file.fileno()


def run(arguments):
    """What comes of one command line."""
    out, err = Output(), Output()
    written.clear()
    with redirect_stdout(out), redirect_stderr(err), out.file, err.file:
        try:
            code = main(arguments)
        except SystemExit as error:
            code = error.code
        except BaseException:  # noqa: BLE001  it is told, and the test fails
            code = traceback.format_exc()
        changed = sorted(written)
        shown = []
        for stream in (out, err):
            stream.flush()
            shown.append(stream.buffer.getvalue().decode("utf-8", "surrogatepass"))
    return {"code": code, "out": shown[0], "err": shown[1], "written": changed}


if __name__ == "__main__":
    file = Path(sys.argv.pop())
    protected = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    sys.addaudithook(listen)
    with open(f"{file}.out", "w", encoding="utf-8") as answers:
        for arguments in json.loads(file.read_text(encoding="utf-8")):
            result = run(arguments)
            lost = [p.name for p, was in protected.items() if p.read_bytes() != was]
            for path, was in protected.items():
                path.write_bytes(was)
            answers.write(json.dumps({**result, "lost": lost}) + "\n")
            answers.flush()
