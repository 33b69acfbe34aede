"""Programs that others' ways of writing engines have bred run here with only their import changed.

Each stands in tests/programs as its author would have it, with ``from micrograd.engine import
Value``. What it prints is compared with what is published, and with what it prints on the engine of
tests/lecture.py, which is written as lectures write it.
"""

import contextlib
import io
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import lecture
import pytest

from autograd.micrograd import engine, nn

ROOT = Path(__file__).parent.parent
PROGRAMS = {path.stem: path.read_text("utf-8") for path in (ROOT / "programs").glob("*.py")}
del PROGRAMS["conftest"]
LONG = {"moons"}  # minutes on the engine of lectures, so what is published stands for it
ALLOWED = 1e-12
"""Both sum in an order that depends on addresses, of sets; training carries the last bits on."""

PUBLISHED = {
    "readme": [24.70408163265306, 138.83381924198252, 645.5772594752186],
    "asserts": [-20.0, 46.0],
    "expression": [-8.0, -2.0, 4.0, 6.0, -4.0, -7.286496, 6.000000000000227],
    "by_hand": [0.7071067811865477, 0.5, -1.5, 1.0],
    "sorting": [0.7071067811865477, -1.5, 1.0, 0.5, 0.0],
    "softmax": [2.1755153626167147],
    "twice": [3.0, 2.0, 10.0, 27.0, 45.0, -3.0, -8.0],
    "moons": [0.8958441028683222, 1.7235905336972022, 0.010978370135492717],
}
"""By micrograd's README, its tests, issues 8 and 53 and demo, the lecture, and its exercise."""

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def moved(program):
    """The program with its imports changed, and nothing else."""
    return re.sub(
        r"^from micrograd\b(?=.* import)|^import micrograd\b",
        lambda found: {"f": "from autograd.micrograd", "i": "from autograd import micrograd"}[
            found[0][0]
        ],
        program,
        flags=re.MULTILINE,
    )


@pytest.fixture
def runs(monkeypatch):
    """Run a text here, and undo what it does to classes and to Python's generator."""
    for name in ("micrograd", "micrograd.engine", "micrograd.nn"):
        monkeypatch.setitem(sys.modules, name, lecture)
    monkeypatch.setattr(lecture, "nn", lecture, raising=False)

    def run(text):
        kinds = [(kind, dict(vars(kind))) for kind in (engine.Value, lecture.Value)]
        state, limit = random.getstate(), sys.getrecursionlimit()
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(text, "program", "exec"), {"__name__": "__main__"})  # noqa: S102  ours
        finally:
            random.setstate(state)
            sys.setrecursionlimit(limit)
            for kind, before in kinds:
                restore(kind, before)
        return printed.getvalue()

    return run


def restore(kind, before):
    for name, thing in dict(vars(kind)).items():
        if name not in before:
            delattr(kind, name)
        elif thing is not before[name]:
            setattr(kind, name, before[name])


def in_its_own_process(text, folder):
    """Run a text as its author does: as a file, with Python."""
    file = folder / "program.py"
    file.write_text(text, "utf-8")
    result = subprocess.run(
        [sys.executable, file],
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT.parent}"},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def compare(name, ours, theirs):
    """The largest relative difference of a number; all else that is printed is the same."""
    assert NUMBER.split(ours) == NUMBER.split(theirs)
    found, expected = ([float(x) for x in NUMBER.findall(text)] for text in (ours, theirs))
    assert len(found) > 2
    pairs = list(zip(found, expected, strict=True))
    pairs += [(nearest(found, number), number) for number in PUBLISHED.get(name, [])]
    return max(abs(x - y) / max(abs(x), abs(y)) if x != y else 0.0 for x, y in pairs)


def nearest(numbers, to):
    return min(numbers, key=lambda number: abs(number - to))


@pytest.mark.parametrize("name", sorted(PROGRAMS.keys() - LONG))
def test_a_program_prints_what_it_printed_before(name, runs, tried):
    worst = compare(name, runs(moved(PROGRAMS[name])), runs(PROGRAMS[name]))
    tried("programs", 1, worst=worst)
    assert worst <= ALLOWED


@pytest.mark.proof
@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_program_of_its_own_process_prints_what_it_printed_before(name, tmp_path, tried):
    ours = theirs = in_its_own_process(moved(PROGRAMS[name]), tmp_path)
    if name not in LONG:
        package = tmp_path / "micrograd"
        package.mkdir()
        (package / "__init__.py").write_text((ROOT / "lecture.py").read_text("utf-8"), "utf-8")
        for module in ("engine", "nn"):
            (package / f"{module}.py").write_text("from micrograd import *\n", "utf-8")
        theirs = in_its_own_process(PROGRAMS[name], tmp_path)
    worst = compare(name, ours, theirs)
    tried("programs", 1, worst=worst)
    assert worst <= ALLOWED


def test_only_imports_of_a_program_are_changed():
    for name, text in PROGRAMS.items():
        lines = list(zip(text.splitlines(), moved(text).splitlines(), strict=True))
        changed = [(old, new) for old, new in lines if old != new]
        assert changed, name
        for old, new in changed:
            assert old.split()[0] in ("from", "import")
            assert new.replace("autograd.", "") == old


def test_what_a_program_does_to_the_class_is_undone(runs):
    before = dict(vars(engine.Value))
    runs(moved("from micrograd.engine import Value\nValue.tanh = Value.cube = None\n"))
    assert dict(vars(engine.Value)) == before
    assert nn.Value is engine.Value
