"""The checks of a learner's engine: right ones pass, wrong ones are caught and explained."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.text import Text as Styled
from wrong_engines import ADD, BACKWARD, ENDLESS, MUTANTS, RECURSIVE, RESET, written

import demos.exercises
from demos.__main__ import main
from demos.exercises.checks import BEYOND, SERIES
from demos.exercises.children import Report, run_child
from demos.exercises.grading import SUSPECTS, Failure, Result, grade, judge
from demos.exercises.series import TOLERANCE, Level, agree
from demos.exercises.showing import Screen, Wording
from demos.language import load
from demos.transcript import STYLES
from demos.writing import Signs, Words
from viz.language import languages

ENGINES = Path(__file__).parent / "engines"
ROOT = Path(__file__).parent.parent
NAMES = [level.name for level in SERIES]


def failure(file, name, limit=5.0):
    """Why an engine that passes all levels before this one does not pass it: in a single child."""
    index = NAMES.index(name)
    cases = tuple(case for level in SERIES[: index + 1] for case in level.cases)
    found = judge(Level(name, cases), run_child(file, cases, limit)).failure
    assert found is None or not cases or found.case in SERIES[index].cases
    return found


def engine(tmp_path, source, name="my_engine.py"):
    file = tmp_path / name
    file.write_text(source, encoding="utf-8")
    return file


def check(file, *options, capsys):
    """The exit code and the lines of the command."""
    code = main(["check", str(file), "--lang", "en", *options])
    return code, capsys.readouterr().out


# --- right engines -----------------------------------------------------------------------------


def test_a_right_engine_passes_every_level():
    results = [*grade(ENGINES / "closures.py")]
    assert [(x.level.name, x.failure) for x in results] == [(name, None) for name in NAMES]
    assert {x.level.name: x.notes for x in results if x.notes} == {"again": ("added",)}


@pytest.mark.parametrize("name", ["slots", "ours"])
def test_right_engines_of_other_styles_pass_everything(name, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    assert failure(ENGINES / f"{name}.py", NAMES[-1]) is None


def test_either_way_of_a_second_backward_is_told(tmp_path):
    cleared = written([("            if node._children:\n", "            if True:\n")])
    level = SERIES[NAMES.index("again")]
    result = judge(level, run_child(engine(tmp_path, cleared), level.cases, 5.0))
    assert (result.failure, result.notes) == (None, ("replaced",))


@pytest.mark.parametrize("name", ["tanh", "exp", "relu", "sigmoid", None])
def test_one_activation_is_enough_but_needed(name, tmp_path):
    others = [
        (f"def {x}(", f"def own_{x}(") for x in ("tanh", "exp", "relu", "sigmoid") if x != name
    ]
    level = SERIES[NAMES.index("activation")]
    result = judge(level, run_child(engine(tmp_path, written(others)), level.cases, 5.0))
    assert (result.failure.name if result.failure else None) == (None if name else "no_activation")


def test_an_engine_of_the_lecture_passes_all_that_is_not_beyond_it(tmp_path):
    lecture = written([(BACKWARD, RECURSIVE), (RESET, "")])
    assert SERIES[-len(BEYOND) :] == BEYOND
    assert failure(engine(tmp_path, lecture), NAMES[-1 - len(BEYOND)]) is None
    assert failure(tmp_path / "my_engine.py", BEYOND[0].name).name == "between"


# --- wrong engines -----------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "mistake", "replaced"), [(x, y, z) for x, y, *z in MUTANTS])
def test_a_wrong_engine_is_caught_at_its_level_with_its_mistake(level, mistake, replaced, tmp_path):
    found = failure(engine(tmp_path, written(replaced)), level)
    assert found is not None
    assert found.name == mistake, found


@pytest.mark.parametrize(("level", "mistake", "replaced"), [(x, y, z) for x, y, *z in ENDLESS])
def test_what_takes_for_ever_is_ended_and_told_with_its_line(level, mistake, replaced, tmp_path):
    source = written(replaced)
    found = failure(engine(tmp_path, source), level, limit=0.7)
    assert (found.kind, found.name) == ("time", mistake)
    assert 0 < found.report.line <= source.count("\n")


def test_a_recursion_limit_of_their_own_stays(tmp_path):
    source = "import sys\nsys.setrecursionlimit(20_000)\n" + written([(BACKWARD, RECURSIVE)])
    assert failure(engine(tmp_path, source), "depth") is None


def test_a_crash_of_python_is_told_as_the_recursion_it_is(tmp_path):
    source = "import sys\nsys.setrecursionlimit(10**8)\n"
    source += written([("return self + other", "return other + self")])
    found = failure(engine(tmp_path, source), "numbers")
    assert (found.kind, found.name) == ("died", "mirrored_for_ever")


def test_every_mistake_is_made_by_one_of_the_wrong_engines():
    made = {mistake for _, mistake, *_ in [*MUTANTS, *ENDLESS]}
    known = {x.name for level in SERIES for case in level.cases for x in case.wrong}
    known |= {name for _, _, *names in SUSPECTS for name in names}
    assert known - made == {"memory"}  # test_exercises_children uses it up


def test_the_numbers_of_mistakes_are_not_the_right_ones():
    for level in SERIES:
        for case in level.cases:
            assert case.right[0].gives
            for mistake in case.wrong:
                assert bool(mistake.gives) != bool(mistake.error)
                assert set(mistake.gives) <= set(case.shown)
                for right in case.right:
                    assert mistake.error or not agree(mistake.gives, right.gives), mistake


def test_a_slope_that_is_slightly_off_is_noticed(tmp_path):
    almost = written([("(1 - t**2)", f"({1 + 20 * TOLERANCE} - t**2)")])
    assert failure(engine(tmp_path, almost), "activation").name == "unknown"


def test_the_numbers_of_the_lecture_are_what_is_expected():
    chain = SERIES[NAMES.index("chain")].cases[0].right[0].gives
    assert chain == {
        "e.data": -6,
        "d.data": 4,
        "L.data": -8,
        "d.grad": -2,
        "f.grad": 4,
        "e.grad": -2,
        "c.grad": -2,
        "a.grad": 6,
        "b.grad": -4,
    }
    neuron = SERIES[NAMES.index("activation")].cases[0].right[0].gives
    assert neuron == {
        "n.data": 0.8813735870195432,
        "o.data": 0.7071067811865477,
        "x1.grad": -1.5,
        "x2.grad": 0.5,
        "w1.grad": 1.0,
        "w2.grad": 0.0,
        "b.grad": 0.5,
    }


# --- what is shown -----------------------------------------------------------------------------

OVERWRITES = written([("self.grad +=", "self.grad ="), ("other.grad +=", "other.grad =")])


def test_the_first_failure_is_explained(tmp_path, capsys):
    code, out = check(engine(tmp_path, f"print('hello')\n{OVERWRITES}"), capsys=capsys)
    assert code == 1
    signs = [line[2] for line in out.splitlines()[2:22]]
    assert signs == ["✓"] * 8 + ["✗"] + ["·"] * 11
    assert "    from my_engine import Value\n    a = Value(3.0)\n    b = a + a\n" in out
    assert "a.grad          2     1   ✗" in out
    assert "+= should be" in out
    assert "8 of 20 passed." in out
    assert "    hello\n" in out


def test_an_exception_is_told_with_their_line_and_the_message(tmp_path, capsys):
    wrong = written([("self.data + other.data", "self.data + othr.data")])
    code, out = check(engine(tmp_path, wrong), capsys=capsys)
    line = wrong.splitlines().index(
        '        out = Value(self.data + othr.data, (self, other), "+")'
    )
    assert code == 1
    assert f"It stopped with NameError, in line {line + 1} of your file:" in out
    assert f'{line + 1:4} | out = Value(self.data + othr.data, (self, other), "+")' in out
    assert "NameError: name 'othr' is not defined" in out


def test_where_it_was_in_our_lines_is_marked(tmp_path, capsys):
    _, out = check(engine(tmp_path, written([("def __add__", "def add")])), capsys=capsys)
    assert "    c = a + b    # <- here\n" in out
    returns = written([(ADD, f"return self.data + other.data\n        {ADD}")])
    _, out = check(engine(tmp_path, returns), capsys=capsys)
    assert "    c = a + b\n    c.data    # <- here\n" in out


def test_json_says_the_same(tmp_path, capsys, monkeypatch):
    code, out = check(engine(tmp_path, OVERWRITES), "--json", capsys=capsys)
    found = json.loads(out)
    assert (code, found["passed"]) == (1, False)
    assert [x["state"] for x in found["levels"][7:10]] == ["passed", "failed", "not reached"]
    failed = found["failure"]
    assert (failed["level"], failed["mistake"]) == ("reuse", "overwritten")
    assert (failed["expected"], failed["got"]) == ({"a.grad": 2.0}, {"a.grad": 1.0})
    assert failed["code"] == "a = Value(3.0)\nb = a + a\nb.backward()"
    monkeypatch.setattr(demos.exercises, "grade", lambda *_: map(Result, SERIES))
    code, out = check(tmp_path / "my_engine.py", "--json", capsys=capsys)
    assert (code, json.loads(out)["failure"]) == (0, None)


@pytest.mark.parametrize("language", languages())
def test_every_sentence_is_there_and_none_is_left_over(language):
    used = {level.name + end for level in SERIES for end in ("_title", "_hint")}
    used |= {x.name for level in SERIES for case in level.cases for x in case.wrong}
    used |= {f"{x.note}_note" for y in SERIES for z in y.cases for x in z.right if x.note}
    used |= {name for _, _, *names in SUSPECTS for name in names}
    used |= {"unknown", "unknown_error", "value_inside", "not_a_number", "no_activation"}
    used |= {"no_class", "endless", "endless_file", "left", "crashed", "syntax"}
    known = set(load(language).table("check"))
    assert used <= known
    others = known - used - {f"{name}_hint" for name in used}
    ours = {*("title", "was_run", "here", "difference", "expected", "got", "tolerance")}
    ours |= {*("suggests", "hint", "printed", "passed", "all_passed", "beyond")}
    assert {x for x in others if not x.startswith(("file_", "came_"))} == ours


class Lines(list):
    """Stands for a transcript; the console takes its time."""

    def title(self):
        self.line("title")

    def line(self, text="", style=""):
        assert style in STYLES
        self.append(text)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("is_ascii", [False, True])
def test_lines_fit_a_terminal_of_80_columns(language, is_ascii):
    wording = Wording(
        Words("check", load(language), Signs(is_ascii)),
        ENGINES / "closures.py",
        ["x" * 300] * 3,
        5.0,
    )
    for failure in FAILURES:
        lines = Lines()
        assert not Screen(lines, wording, 200).show([failure])
        assert [x for x in lines if Styled(x.rstrip()).cell_len > 80] == []
        assert not is_ascii or language != "en" or all(map(str.isascii, lines))


LONG = Report("error", 0, (), 3, None, "E" * 90, "m" * 300, (), 1, "p" * 300)
FAILURES = [
    Result(level, Failure("error", name, LONG, case, None))
    for level in SERIES
    for case in level.cases[:1] or (None,)
    for name in {"unknown"} | {x.name for case in level.cases for x in case.wrong}
] + [
    Result(level, Failure("numbers", "unknown", LONG, case, dict.fromkeys(case.shown, 1 / 3)))
    for level in SERIES
    for case in level.cases[:1]
]


def test_nothing_of_a_file_reaches_the_terminal_as_a_command(tmp_path, capsys):
    evil = "\x1b]0;owned\x07\x1b[2J"
    source = f"print({evil!r})\nraise type({evil!r}, (Exception,), {{}})({evil!r})  # {evil}\n"
    for options in ((), ("--json",)):
        _, out = check(engine(tmp_path, source), *options, capsys=capsys)
        assert "\x1b" not in out
        assert "\x07" not in out
        assert "owned" in out


@pytest.mark.parametrize("option", [("--out", "x.svg"), ("--steps", "1"), ("--overwrite",)])
def test_options_of_lessons_do_not_go_with_check(option, capsys):
    assert main(["check", "my_engine.py", *option, "--lang", "en"]) == 2
    assert f"{option[0]} goes with the name of a lesson" in capsys.readouterr().err


def test_it_works_from_another_folder_with_a_korean_name(tmp_path):
    folder = tmp_path / "내 문서 (복사본)"
    folder.mkdir()
    (folder / "helper.py").write_text("ONE = 1.0\n")
    source = written([("import math", "import math\nfrom helper import ONE")])
    engine(folder, source, "나의 엔진.py")
    done = subprocess.run(
        [sys.executable, "-m", "demos", "check", "나의 엔진.py", "--lang", "ko"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "전체 20단계 중 20단계 통과." in done.stdout
    assert sorted(x.name for x in folder.iterdir()) == ["helper.py", "나의 엔진.py"]
