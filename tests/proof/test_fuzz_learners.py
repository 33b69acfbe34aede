"""Learners' files at random: each is graded in time, in another process, and leaves nothing.

Engines with lines lost, doubled, exchanged or garbled; texts that are no Python; and engines that
do harm while they are loaded or used. test_exercises_children.py says what is told of which.
"""

import os
import sys
from itertools import cycle, islice
from random import Random

import pytest
from fuzzed import is_harmless, labels, texts
from lessons import words_of
from test_exercises_children import FAILS, HANGS, PASSES, running
from wrong_engines import RIGHT

from autograd.errors import FileError
from demos.exercises import check, children

LIMIT = 0.5
TRICKS = [
    *PASSES.values(),
    *(source for source, *_ in (*FAILS.values(), *HANGS.values()) if "class Value" not in source),
    "import sys\nsys.modules.clear()",
    "import sys\nfor name in list(sys.modules):\n    sys.modules[name] = None",
    "import sys\nsys.meta_path.clear()\nsys.path.clear()\nsys.path_hooks.clear()",
    "import sys\nsys.settrace(lambda *x: 1 / 0)",
    "import sys\nsys.setrecursionlimit(10**8)\ndef f(x):\n    return f(x) + 1\nf(0)",
    "import sys\nsys.excepthook = sys.unraisablehook = None\n1 / 0",
    "import sys\ndel sys.stdout, sys.stderr, sys.argv, sys.path",
    "import sys\nsys.exit(10**100)",
    "import sys\nsys.exit('\\ud800\\x1b[2J')",
    "import os\nos.abort()",
    "import os\nos.remove(__file__)",
    "import os, shutil\nshutil.rmtree(os.path.dirname(__file__))",
    "import os\nos.environ.clear()\nos.umask(0o777)",
    "import os\nos.dup2(0, 1)\nos.dup2(0, 2)",
    "import os\nos.execv('/bin/sleep', ['sleep', '60'])",
    "import signal, os\nsignal.alarm(1)\nos.kill(os.getpid(), 19)",
    "import subprocess\nsubprocess.Popen(['sleep', '60'])\nsubprocess.run(['sleep', '60'])",
    "import threading\nfor i in range(50):\n    threading.Thread(target=input).start()",
    "import multiprocessing\nmultiprocessing.Process(target=print).start()",
    "import builtins\nfor name in dir(builtins):\n    delattr(builtins, name)",
    "import builtins\nbuiltins.__import__ = builtins.open = builtins.print = None",
    "import gc\nfor x in gc.get_objects():\n    if type(x) is dict:\n        x.clear()",
    "import json, os\njson.dumps = json.loads = os.replace = os.path.join = None",
    "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('\\x1b]0;title\\a')",
    "raise type('\\x1b[31m', (BaseException,), {'__str__': lambda self: '\\x1b[2J' * 99})",
    "raise ExceptionGroup('many', [ValueError(i) for i in range(999)])",
    "raise StopIteration\nraise GeneratorExit",
    "class Odd:\n    def __del__(self):\n        raise SystemExit\nOdd()",
    "class Odd:\n    def write(self, text):\n        raise OSError\nimport sys\nsys.stdout = Odd()",
    "print('\\ud800\\x1b[2J\\0' * 10**5)\n1 / 0",
    "exec('x = [' * 200)",
    "eval('(' * 10**6)",
    "x = 10**10**7",
    "'x' * 10**13",
    "import re\nre.match('(a*)*b', 'a' * 40)",
    "open('/dev/full', 'w').write('x' * 10**6)",
    "with open('big', 'w') as file:\n    while True:\n        file.write('x' * 10**6)",
    "input()",
    "breakpoint()",
    "import __main__\n__main__.report = __main__.main = __main__.Reporter = None",
    "import demos, autograd",
    "import no_such_module",
    "yield 1",
    "await x",
    "Value = 7",
    "del Value",
]  # fmt: skip

many = pytest.mark.parametrize(
    ("seed", "count"),
    [
        pytest.param(1, 4, id="4"),
        *(pytest.param(s, 30, id=f"30-{s}", marks=pytest.mark.proof) for s in range(2, 6)),
    ],
)


def garbled(random):
    """The right engine with a few lines or letters of it lost, doubled, exchanged or others."""
    lines = RIGHT.split("\n")
    for _ in range(random.randint(1, 4)):
        a, b = random.randrange(len(lines)), random.randrange(len(lines))
        match random.choice(["lose", "double", "exchange", "indent", "letter"]):
            case "lose":
                del lines[a]
            case "double":
                lines.insert(b, lines[a])
            case "exchange":
                lines[a], lines[b] = lines[b], lines[a]
            case "indent":
                lines[a] = lines[a].removeprefix("    ")
            case "letter" if lines[a]:
                at = random.randrange(len(lines[a]))
                lines[a] = lines[a][:at] + random.choice("()=*+-:. x1\t") + lines[a][at + 1 :]
    return "\n".join(lines)


def tricked(random, trick):
    """The right engine that also does something else: first, in a method, or at its end."""
    match random.choice(["first", "last", "inside"]):
        case "first":
            return f"{trick}\n{RIGHT}"
        case "last":
            return f"{RIGHT}\n{trick}\n"
        case "inside":
            head, method, tail = RIGHT.partition("    def __add__(self, other):\n")
            body = "".join(f"        {line}\n" for line in trick.split("\n"))
            return head + method + body + tail


def sources(seed, count):
    """Files as bytes: of five, one is garbled, one any text, three have a trick, each its turn."""
    random, odd = Random(seed), [*labels(seed, 200, texts(100))]
    tricks = islice(cycle(TRICKS), seed * count * 3 // 5, None)
    for i in range(count):
        if i % 5 == 0:
            source = garbled(random)
        elif i % 5 == 1:
            source = "\n".join(random.choices(odd, k=random.randint(1, 9)))
        else:
            source = tricked(random, next(tricks))
        yield (random.choice(["", "", "# coding: "]) + source).encode("utf-8", "replace")


@many
def test_a_made_up_file_is_graded_in_another_process(
    tmp_path, seed, count, tried, capsys, monkeypatch
):
    monkeypatch.setattr(children, "MEMORY", 2**28)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(children.tempfile, "tempdir", str(tmp_path))
    words, folder, pids = words_of("mazur"), tmp_path / "learner", tmp_path / "pids"
    noting = f"open({str(pids)!r}, 'a').write(f'{{__import__(\"os\").getpid()}} ')\n".encode()
    passed = 0
    tried("learner files", count)
    for source in sources(seed, count):
        folder.mkdir(exist_ok=True)
        file = folder / "made_up.py"
        file.write_bytes(noting + source)
        before = (os.getcwd(), dict(os.environ), sys.path[:], {*sys.modules})
        try:
            passed += check(file, words, limit=LIMIT)
        except FileError as error:
            print(error)
        now = (os.getcwd(), dict(os.environ), sys.path[:], {*sys.modules})
        assert now[:3] == before[:3]
        assert "made_up" not in now[3]
        assert running(str(tmp_path)) == []  # all that is started inherits TMPDIR
        said = capsys.readouterr().out
        assert said
        is_harmless(said)
    assert str(os.getpid()) not in pids.read_text().split()
    assert len(pids.read_text().split()) >= count / 2
    assert passed < count
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("gradwalk-")] == []
