"""The command line: what it writes, what it refuses, and how it ends."""

import os
import signal
import subprocess
import sys
import time

import pytest
from lessons import QUICK, run, walks_of

from demos.lessons import mazur, moons
from viz import player_page


def test_an_unknown_lesson_suggests_the_nearest(tmp_path):
    done = run("sigmiod", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("gradwalk: unknown lesson 'sigmiod' (did you mean 'sigmoid'?)")
    assert len(done.stderr.splitlines()) == 1


def test_a_picture_that_is_there_is_kept_unless_overwriting_was_asked(tmp_path):
    picture = tmp_path / "expression.svg"
    picture.write_text("mine")
    out = ("expression", "--out", "expression.svg")
    refused = run(*out, cwd=tmp_path)
    assert refused.returncode == 1
    assert "expression.svg" in refused.stderr
    assert "--overwrite" in refused.stderr
    assert picture.read_text() == "mine"
    assert run(*out, "--overwrite", cwd=tmp_path).returncode == 0
    assert picture.read_text() != "mine"
    assert run(*out, cwd=tmp_path).returncode == 0  # the same picture again


def test_a_folder_that_is_not_there_is_told(tmp_path):
    done = run("expression", "--out", "missing/e.svg", cwd=tmp_path)
    assert done.returncode == 1
    assert "missing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", QUICK)
def test_walks_show_numbers_that_belong_together(name):
    for walk in walks_of(name):
        steps = walk.trace
        for line in steps.tape:
            if line.op is not None:
                numbers = [steps.values[arg] if isinstance(arg, int) else arg for arg in line.args]
                assert steps.values[line.index] == line.op.value(*numbers)


@pytest.mark.proof
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_lesson_is_written_as_a_page_that_plays(language, tmp_path):
    done = run("mazur", "--out", "mazur.html", "--lang", language, cwd=tmp_path)
    assert done.returncode == 0
    assert "mazur.html" in done.stdout.splitlines()[-1]
    page = (tmp_path / "mazur.html").read_text(encoding="utf-8")
    assert page == player_page(mazur.drawn(), language=language)
    (tmp_path / "mazur.html").write_text("mine")
    assert run("mazur", "--out", "mazur.html", cwd=tmp_path).returncode == 1
    assert (tmp_path / "mazur.html").read_text() == "mine"


@pytest.mark.proof
def test_moons_draws_how_a_neuron_depends_on_what_goes_into_it():
    steps = moons.drawn()
    (x1, x2), *_ = moons.data()[0]
    assert steps.tape[-1].name == "layer1.neuron1"
    assert steps.tape[-1].node.data > 0  # it is on: its slopes are its inputs and its weights
    named = {line.name: line for line in steps.tape}
    w1, w2 = (named[f"layer1.neuron1.{name}"] for name in ("w1", "w2"))
    assert [steps.gradients[w.index] for w in (w1, w2)] == [x1, x2]
    inputs = [steps.gradients[line.index] for line in steps.tape if line.node.role == "input"]
    assert inputs == [w1.node.data, w2.node.data]
    assert len(player_page(steps)) < 100_000


def test_a_file_in_the_way_is_told_before_the_lesson(tmp_path):
    (tmp_path / "moons.html").write_text("mine")
    done = run("moons", "--out", "moons.html", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "moons.html exists already" in done.stderr
    assert (tmp_path / "moons.html").read_text() == "mine"


def test_what_cannot_be_written_is_told_before_the_lesson(tmp_path):
    for out, says in [
        ("m.png", "needs Graphviz's dot"),
        ("m.sgv", "did you mean '.svg'? One of: .html, .svg"),
        ("no/m.svg", "the folder 'no' does not exist"),
    ]:
        done = run("moons", "--out", out, cwd=tmp_path, env={"PATH": ""})
        assert (done.returncode, done.stdout) == (1, "")
        assert says in done.stderr


def test_options_of_a_lesson_need_a_lesson(tmp_path):
    done = run("--out", "x.svg", cwd=tmp_path)
    assert done.returncode == 2
    assert "--out goes with the name of a lesson" in done.stderr


def test_output_that_cannot_be_written_is_one_line(tmp_path):
    python = f"{sys.executable} -m demos"
    for command in (f"{python} >/dev/full", f"{python} >&-"):
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=False,
        )
        assert b"Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) <= 1


def test_moons_needs_no_extra(tmp_path):
    (tmp_path / "sklearn.py").write_text("raise ImportError")
    done = run("moons", "--steps", "1", "--part", "1", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_system_in_korean_whose_output_has_no_hangul_gets_english(tmp_path):
    korean = {"LC_ALL": "ko_KR.UTF-8"}
    assert "강의" in run(cwd=tmp_path, env=korean).stdout
    plain = run(cwd=tmp_path, env=korean | {"PYTHONIOENCODING": "ascii"})
    assert "lessons done" in plain.stdout


def test_an_encoding_without_hangul_shows_escapes_instead_of_failing(tmp_path):
    done = run("--lang", "ko", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\uac15" in done.stdout


def test_a_reader_that_leaves_early_gets_no_complaint(tmp_path):
    command = f"set -o pipefail; {sys.executable} -m demos mazur --out m.svg | head -n 1"
    done = subprocess.run(
        ["/bin/bash", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_ends_a_lesson_without_a_traceback(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "demos", "moons"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout.readline().startswith(b"moons")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    # A shell calls both 130. CPython ends itself by the signal, though the interrupt was handled,
    # if it passed through exec() of a text on its way, as it may during an import.
    assert process.returncode in (130, -signal.SIGINT)
    assert errors == b""
    assert not list(tmp_path.iterdir())


def test_sentences_fit_a_narrow_terminal(tmp_path):
    done = run("chain", "--out", "chain.svg", cwd=tmp_path, env={"COLUMNS": "50"})
    said = done.stdout.splitlines()
    begin = next(i for i, line in enumerate(said) if line.startswith("In the picture"))
    assert len(said[begin:]) > 3
    assert all(len(line) <= 50 for line in said[begin:])
