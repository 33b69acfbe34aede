"""The suite itself: with one thing wrong in the engine, a quick test fails.

Every derivative rule, every line that adds up a gradient and every step that orders a graph is made
wrong in all the ways that `mistakes.py` knows, one at a time. What no test can notice is listed
with the reason, from `survivors.py`; of all others at least 98 % have to be noticed.

The usual tools do not reach the rules. mutmut (3.8.1) changes functions only, and the rules are
lambdas in a table; cosmic-ray (8.7.0) starts the tests anew for each mutant, which takes longer
than the tests that notice it. Here a mutant takes about 20 ms.
"""

import ast
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from mutation import mutants
from survivors import SURVIVORS

import autograd

ROOT = Path(__file__).parents[2]
MOST_SURVIVING = 2.0  # percent
UNNOTICED = "It could be noticed, and is not."

TESTS = ["primitives", "engine", "corners", "narrow_corners", "values", "functional"]
TESTS += ["tape_and_trace", "engine_breaking"]
REPLAYED = ["replay_paths", "replay_errors"]
PARTS = {
    "table": (["ops"], [*TESTS, "functions", "replay_primitives", "sweep"]),
    "floats": (["special"], ["primitives", "corners", "narrow_corners", "sweep"]),
    "engine": (["engine"], [*TESTS, *REPLAYED, "selecting"]),
    "derivatives": (
        ["anomaly", "higher", "functional", "functions"],
        [*TESTS, *REPLAYED, "functions"],
    ),
    "steps": (["tape", "trace"], TESTS),
}
SHARES = {"table": 3, "floats": 2, "engine": 2, "derivatives": 1, "steps": 1}

needs_sources = pytest.mark.skipif(
    autograd.__compiled__ or not hasattr(os, "fork"),
    reason="mutants are made of Python code, each in a forked process",
)


OPTIONS = """-p mutating -o addopts= -m "not proof" -p no:cacheprovider -o faulthandler_timeout=0
    --assert=plain --tb=no --noconftest"""


def who_noticed(folder, modules, tests, *options):
    """Each mutant of some modules and the test that noticed it; "" where none did."""
    report = folder / "report.json"
    files = [
        *(f"--mutate=autograd/{module}.py" for module in modules),
        *(str(next(ROOT.glob(f"tests/**/test_{name}.py"))) for name in tests),
    ]
    places = [f"--basetemp={folder / 'tests'}", f"--mutants={report}"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    environment["PYTHONPATH"] = os.pathsep.join(map(str, Path(__file__).parents[:2]))
    environment["XDG_CACHE_HOME"] = str(folder / "cache")
    environment["OPENBLAS_NUM_THREADS"] = "1"  # a process with threads is not to be forked
    command = [sys.executable, "-m", "pytest", *shlex.split(OPTIONS), *files, *places, *options]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=3600)
    found = json.loads(report.read_text())
    return {name: who for name, who in found.items() if who != "invalid"}


def say(tried, found):
    """Say how many mutants were tried, and list those that survived; return those without a reason.

    A mutant that computes the same cannot be noticed and is no failure of the tests. None is listed
    as such that a test notices.
    """
    survived = [name for name, who in found.items() if not who]
    unknown = [name for name in survived if name not in SURVIVORS]
    tried(
        "mutants",
        len(found),
        worst=100.0 * len(unknown) / len(found),
        lost=len(unknown),
        notes=[f"`{name}`: {SURVIVORS.get(name, UNNOTICED)}" for name in survived],
    )
    noticed = {name: who for name, who in found.items() if name in SURVIVORS and "::" in who}
    assert noticed == {}
    return unknown


@needs_sources
@pytest.mark.proof
@pytest.mark.parametrize(
    ("part", "share"), [(part, f"{i + 1}/{n}") for part, n in SHARES.items() for i in range(n)]
)
def test_a_quick_test_notices_what_is_wrong(part, share, tmp_path, tried):
    modules, tests = PARTS[part]
    found = who_noticed(tmp_path, modules, tests, f"--mutants-share={share}")
    unknown = say(tried, found)
    assert len(unknown) <= MOST_SURVIVING / 100.0 * len(found), unknown


@needs_sources
def test_a_quick_test_notices_what_is_wrong_in_adding_up_gradients(tmp_path, tried):
    options = ["--mutants-named=engine.propagate: a", "-k", "not (hash or thread)"]
    found = who_noticed(tmp_path, ["engine"], ["engine"], *options)
    unknown = say(tried, found)
    assert len(found) >= 8
    assert not unknown


@pytest.mark.proof
def test_each_mutant_that_is_listed_is_one():
    modules = [module for modules, _ in PARTS.values() for module in modules]
    files = {module: ROOT / "autograd" / f"{module}.py" for module in modules}
    made = [mutants(ast.parse(file.read_text("utf-8")), name) for name, file in files.items()]
    assert SURVIVORS.keys() <= {mutant.name for found in made for mutant in found}


# --- the mutants themselves ------------------------------------------------------------------


def changed(source):
    """What becomes of a line, in a function, by all that can be wrong with it."""
    tree = ast.parse(f"def f(a, b):\n    {source}")
    return [mutant.name.partition(" -> ")[2] for mutant in mutants(tree, "module")]


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("return c - d", ["c + d", "d - c", "c", "d"]),
        ("return -c * d", ["-c / d", "-c", "d", "c * d"]),
        ("return math.sin(c)", ["math.cos(c)"]),
        ("return a", ["b"]),
        ("return 0.5", ["1.5", "-0.5", "1.0"]),
        ("return c if d < 0 else e", ["c", "e", "e if d < 0 else c", "c if d <= 0 else e"]),
        ("return [c for c in reversed(d)]", ["[c for c in d]"]),
        ("return c and not d", ["c or not d", "not d", "c", "c and d"]),
        ("return f(c, d)", ["f(d, c)"]),
    ],
)
def test_each_part_of_an_expression_is_made_wrong(source, wrong):
    found = changed(source)
    assert [text for text in wrong if f"return {text}" not in found] == []


def test_each_statement_is_made_wrong():
    assert {"c.grad -= d", "c.grad = d", "pass"} <= set(changed("c.grad += d"))
    assert "pass" in changed("c.append(d)")
    assert {"pass", "break"} <= set(changed("for c in d: continue"))
    assert {"not c", "True", "False"} <= set(changed("if c: f()"))


def test_texts_types_and_errors_are_left_alone():
    assert changed("'a text'") == changed("c: int") == []
    assert changed("raise ValueError(f'{a - b}')") == ["pass"]


def test_of_a_primitive_only_what_computes_is_made_wrong():
    source = "p = define('p', math.sin, (lambda x, z: z,), ('x',), 'A rule.', ((1.0,),), text='p')"
    found = [mutant.name.partition(": ")[2] for mutant in mutants(ast.parse(source), "ops")]
    assert "lambda x, z: z -> lambda x, z: x" in found
    assert any("math.cos" in name for name in found)
    assert not any("2.0" in name for name in found)
