"""Files that hang, crash, flood or hide: each is told in one sentence and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from wrong_engines import RIGHT

from demos.__main__ import main
from demos.exercises import children
from demos.exercises.checks import SERIES
from demos.exercises.children import KEPT, run_child
from demos.exercises.grading import LARGEST, judge
from demos.exercises.series import Level, case

ROOT = Path(__file__).parent.parent
ADD = next(level for level in SERIES if level.name == "add")
LIMIT = 0.4


def judged(tmp_path, source, level=ADD, limit=5.0):
    """Why a file does not pass a level, if it does not, and what of it is left running."""
    file = tmp_path / "my_engine.py"
    file.write_text(source, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOLD", str(file))  # all that is started inherits it
        result = judge(level, run_child(file, level.cases, limit))
    assert running(str(file)) == []
    return result.failure


def running(word):
    """The numbers of the processes that were told a word when they began, or hold it as a name."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if word.encode() in told and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def before(code):
    """The right engine, with code at its beginning."""
    return f"{code}\n{RIGHT}"


PASSES = {
    "prints to descriptor 1": 'import os\nos.write(1, b\'{"end": "passed"}\\n\' * 9)',
    "prints what looks like a report": 'print(\'{"end": "error", "case": 0}\')',
    "closes stdout": "import sys\nsys.stdout.close()",
    "closes descriptors": "import os\nos.closerange(0, 30)",
    "no stdout": "import sys\nsys.stdout = sys.stderr = None",
    "an odd stdout": "import sys\nsys.stdout = 7",
    "a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
    "at exit": "import atexit, time\natexit.register(time.sleep, 60)",
    "a flood": "print('x' * 100_000_000)",
    "another directory": "import os\nos.chdir('/')",
    "a small limit": "import sys\nsys.setrecursionlimit(60)",
    "dataclasses": "from dataclasses import dataclass\n@dataclass\nclass Other:\n    x: int = 3",
    "ignored signals": "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "arguments": "import sys\nassert len(sys.argv) == 1 and sys.argv[0].endswith('my_engine.py')",
    "its own file": "assert open(__file__).read().startswith('assert')",
    "not main": "if __name__ == '__main__':\n    raise SystemExit",
    "a process": "import os, time\nif os.fork() == 0:\n    time.sleep(60)",
}


@pytest.mark.parametrize("name", PASSES)
def test_oddities_beside_a_right_engine_do_no_harm(name, tmp_path):
    start = time.monotonic()
    assert judged(tmp_path, before(PASSES[name]), limit=20.0) is None
    assert time.monotonic() - start < 20.0


def test_what_is_done_to_builtins_stays_in_the_file(tmp_path):
    names = "print len open isinstance str float int type hasattr repr eval exec compile dict list"
    replaced = f"import builtins\nfor name in {names.split()}:\n    setattr(builtins, name, None)\n"
    assert judged(tmp_path, RIGHT + replaced) is None


FAILS = {
    "exit": ("import sys\nsys.exit(0)", "error", "exits", 2),
    "SystemExit": ("raise SystemExit('bye')", "error", "exits", 1),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "error", "unknown_error", 1),
    "_exit": ("import os\nos._exit(0)", "died", "left", None),
    "kills itself": ("import os\nos.kill(os.getpid(), 9)", "died", "left", None),
    "kills its group": ("import os\nos.killpg(0, 15)", "died", "left", None),
    "crash": ("import ctypes\nctypes.string_at(0)", "died", "crashed", None),
    "memory at once": ("x = [0] * 10**11", "error", "memory", 1),
    "memory by and by": ("x = [0] * 10**6\nwhile True:\n    x = x + x", "error", "memory", 3),
    "an error without a text": ("raise type('E', (Exception,), {'__str__': 7})", "error", "", 1),
    "a metaclass that raises": (
        (
            "class M(type):\n    def __call__(cls, *x):\n        raise ValueError('no')\n"
            "class Value(metaclass=M):\n    pass"
        ),
        *("error", "unknown_error", 3),
    ),
    "no class": ("def Value(x):\n    return x", "no class", "no_class", None),
    "endless __getattr__": (
        (
            "class Value:\n    def __init__(self, data): pass\n    __add__ = lambda x, y: x\n"
            "    def __getattr__(self, name):\n        return self.other"
        ),
        *("error", "calls_itself", 5),
    ),
    "null bytes": ("\0", "error", "unknown_error", None),
    "an error in a method": (RIGHT.replace("out = Value(self.data +", "1 / 0 #"), "error", "", 20),
}


@pytest.mark.parametrize("name", FAILS)
def test_what_ends_early_is_told_with_its_line(name, tmp_path, monkeypatch):
    source, kind, mistake, line = FAILS[name]
    monkeypatch.setattr(children, "MEMORY", 2**28)
    found = judged(tmp_path, source)
    assert (found.kind, found.report.line) == (kind, line), found
    assert found.name == (mistake or "unknown_error")


HANGS = {
    "a loop": ("x = 1\nwhile True: x += 1", 2),
    "a loop that holds the interpreter": ("import itertools\nsum(itertools.repeat(1))", None),
    "endless output": ("while True:\n    print('\\x1b[31mfire')", 2),
    "an endless line": ("import os\nwhile True:\n    os.write(1, b'x' * 9999)", 3),
    "what catches everything": (
        (
            "import time\nwhile True:\n    try:\n        time.sleep(60)\n"
            "    except BaseException:\n        pass"
        ),
        4,
    ),
    "many processes": ("import os, time\nfor i in range(5):\n    os.fork()\ntime.sleep(60)", 4),
    "an endless repr": (
        (
            "class Odd:\n    def __repr__(self):\n        while True: pass\n"
            "class Value:\n    def __init__(self, x):\n        self.data = Odd()\n"
            "    def __add__(self, other):\n        return self"
        ),
        3,
    ),
}


def test_what_was_printed_before_it_hung_is_kept(tmp_path):
    found = judged(tmp_path, "print('so far')\nwhile True: pass", limit=LIMIT)
    assert found.report.printed == "so far\n"


@pytest.mark.parametrize("name", HANGS)
def test_what_hangs_is_ended_with_all_it_started(name, tmp_path):
    source, line = HANGS[name]
    found = judged(tmp_path, source, limit=LIMIT)
    assert found.kind == "time"
    assert found.name == ("endless" if name == "an endless repr" else "endless_file")
    assert found.report.line == line
    assert len(found.report.printed) <= KEPT


ODD = {
    "nan": ("float('nan')", "unknown"),
    "text": ("'-1.0'", "not_a_number"),
    "None": ("None", "unknown"),
    "complex": ("complex(-1.0, 0.0)", "not_a_number"),
    "an array": ("__import__('numpy').array([-1.0, 2.0])", "not_a_number"),
    "too large": ("10**400", "not_a_number"),
    "an int": ("-1", None),
    "a number of numpy": ("__import__('numpy').float32(-1.0)", None),
    "a number of a class": ("type('F', (float,), {'__repr__': 7})(-1.0)", None),
}


@pytest.mark.parametrize("name", ODD)
def test_strange_results_are_told_for_what_they_are(name, tmp_path):
    result, mistake = ODD[name]
    level = Level("add", (case("c = Value(2.0)", {"c.data": -1.0}),))
    source = f"class Value:\n    def __init__(self, x):\n        self.data = {result}\n"
    found = judged(tmp_path, source, level)
    assert (found.name if found else None) == mistake


# --- the file ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.py", None, "there is no file"),
        ("folder.py", "folder", "is a folder"),
        ("empty.py", b"\xef\xbb\xbf \n\n", "is empty"),
        ("binary.py", b"\x7fELF\0\0", "is no text"),
        ("utf16.py", "class Value: pass".encode("utf-16"), "is no text, or UTF-16"),
        ("cp949.py", "# 값\nclass Value: pass".encode("cp949"), "not in UTF-8"),
        ("cookie.py", b"# -*- coding: no-such -*-\nx = 1", "not in UTF-8"),
        ("book.ipynb", b'{"cells": []}', "is a notebook"),
        ("large.py", b"#" * (LARGEST + 1), "larger than a megabyte"),
        ("\x1b[2J.py", None, r"there is no file '\x1b[2J.py'"),
    ],
)
def test_a_file_that_cannot_be_run_is_one_clear_line(name, content, says, tmp_path, capsys):
    file = tmp_path / name
    if content == "folder":
        file.mkdir()
    elif content is not None:
        file.write_bytes(content)
    assert main(["check", str(file), "--lang", "en"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert says.replace("'\\", f"'{tmp_path}/\\") in err
    assert len(err.splitlines()) == 1


def test_a_file_that_may_not_be_read_is_one_clear_line(tmp_path, capsys, monkeypatch):
    file = tmp_path / "mine.py"
    file.write_text("x = 1")

    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as one who may read everything
    assert main(["check", str(file), "--lang", "en"]) == 1
    assert "may not be read; check its permissions" in capsys.readouterr().err


def test_a_file_may_say_its_encoding(tmp_path):
    file = tmp_path / "mine.py"
    file.write_bytes(f"# -*- coding: cp949 -*-\n# 값\n{RIGHT}".encode("cp949"))
    assert judge(ADD, run_child(file, ADD.cases, 5.0)).failure is None


def test_ctrl_c_ends_the_child_and_says_nothing(tmp_path):
    file = tmp_path / "my_engine.py"
    file.write_text("import time\nprint('x')\ntime.sleep(60)\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "demos", "check", str(file)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not [*tmp_path.glob("gradwalk-*/report.json")]:
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode in (130, -signal.SIGINT)
    assert errors == b""
    assert running(str(tmp_path)) == []
    assert [x.name for x in tmp_path.iterdir()] == ["my_engine.py"]
