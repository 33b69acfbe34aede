"""Programs: read, pickled, shared between threads, kept between runs."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from replayed import POINTS, SIGNS, network

from autograd import Value, log, select, tanh
from autograd.errors import (
    LengthError,
)
from autograd.nn import l2_penalty
from autograd.replay import plan, replay
from autograd.replay.kernels import kernel_code
from autograd.replay.listing import written


def test_a_program_can_be_read():
    model = network((3, 1), activation="relu")
    f = replay(lambda x, y: (model(x) - y) ** 2 + l2_penalty(model.parameters(), 0.1), rows="mean")
    text = str(f.program(POINTS, SIGNS))
    assert "fuse sums" in text
    assert "for each row" in text
    assert "relu(" in text
    assert "(3 such lines)" in text


def test_what_is_only_moved_is_not_printed_as_computed():
    w = Value(0.5)
    text = str(replay(lambda x: tanh(w * x) ** 2, rows="mean").program([1.0, 2.0]))
    lines = [line.strip().partition("   ")[0] for line in text.splitlines()]
    assert len(lines) == len(set(lines))
    assert lines[-3:] == ["copy v4", "after the rows", "add up v11"]


def test_a_guard_is_printed_as_the_comparison_that_must_hold():
    for x, condition in ((2.0, "needs x0 > 0"), (-2.0, "needs not x0 > 0")):
        f = replay(lambda x: x * 2 if x > 0 else x)
        assert condition in str(f.program(x))


def test_every_line_is_written_as_it_would_be_typed():
    w = Value(0.5)
    f = replay(lambda x: (w * x).tanh() ** 2.5 if x > 0.0 else -x, rows="mean")
    graph = f.program([2.0]).plan.graph
    assert [written(graph, i) for i in range(9)] == [
        "v0 = x0",
        "v1 = p0",
        "v2 = x0 * p0",
        "v3 = tanh(v2)",
        "v4 = 2.5",
        "v5 = v3 ** 2.5",
        "v6 = 0",
        "v7: needs x0 > 0",
        "v8 = weight",
    ]


def test_a_program_can_be_pickled_and_gives_the_same():
    model = network((3, 1))
    f = replay(lambda x, y: (model(x) - y) ** 2, rows="sum")
    program = f.program(POINTS, SIGNS)
    rows = np.column_stack([POINTS, SIGNS])
    weights = np.ones(len(rows))
    first = program.run(f.numbers(), rows, weights)
    again = pickle.loads(pickle.dumps(program)).run(f.numbers(), rows, weights)
    assert again.total == first.total
    assert (again.parameters == first.parameters).all()
    code = """
import pickle, sys, numpy as np
program, numbers, rows = pickle.loads(sys.stdin.buffer.read())
print(repr(program.run(numbers, rows, np.ones(len(rows))).total))
"""
    sent = pickle.dumps((program, f.numbers(), rows))
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, check=True)
    assert float(done.stdout) == first.total


def test_a_program_refuses_arrays_that_do_not_fit():
    f = replay(lambda xs: xs[0] * xs[1], rows="mean")
    program = f.program([[1.0, 2.0]])
    one = np.ones(1)
    for wrong in (
        (np.ones(1), np.ones((1, 2)), one),
        (np.ones(0), np.ones((1, 3)), one),
        (np.ones(0), np.ones((2, 2)), one),
        (np.ones(0), np.ones((0, 2)), np.ones(0)),
    ):
        with pytest.raises(LengthError, match="this program takes"):
            program.run(*wrong)
    table = [Value(1.0), Value(2.0)]
    chooses = replay(lambda i: select(table, i) * 1.0, rows="sum").program(np.array([0]))
    answer = chooses.run(np.array([1.0, 2.0]), np.array([[1.0], [1e9], [-3.0]]), np.ones(3))
    assert answer.bad.tolist() == [False, True, True]


@pytest.mark.parametrize("rows", ["sum", None])
def test_a_run_that_was_not_sound_does_not_spoil_the_next(rows):
    w = Value(2.0)
    x = [3.0] if rows else 3.0
    program = replay(lambda x: log(w) * x + log(x), rows=rows).program(x)
    one, three = np.ones(1), np.array([[3.0]])
    for numbers, inputs, is_sound in (
        (np.array([2.0]), three, True),
        (np.array([-2.0]), three, False),
        (np.array([2.0]), three, True),
        (np.array([2.0]), -three, False),
        (np.array([2.0]), three, True),
    ):
        answer = program.run(numbers, inputs, one)
        assert (answer.is_sound, answer.bad.tolist()) == (is_sound, [not is_sound])


def test_threads_that_share_a_program_do_not_disturb_each_other():
    model = network((8, 1))
    f = replay(lambda x, y: (model(x) - y) ** 2, rows="sum")
    inputs = [np.random.default_rng(i).normal(size=(200, 2)) for i in range(8)]
    expected = [f.value_and_grad(x, x[:, 0]) for x in inputs]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            found = list(pool.map(lambda x: f.value_and_grad(x, x[:, 0]), inputs))
            for (value, slopes), (wanted, wanted_slopes) in zip(found, expected, strict=True):
                assert value == wanted
                assert (slopes == wanted_slopes).all()


@pytest.mark.proof
def test_compiled_code_is_kept_and_made_anew_where_it_is_damaged(tmp_path):
    code = """
from autograd.replay import plan, replay
print(replay(lambda x: x * x + 1.0)(3.0))
"""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}

    def run():
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert run().stdout == "10.0\n"
    files = sorted(tmp_path.rglob("*.o"))
    kept = [file.stat().st_mtime_ns for file in files]
    assert files
    assert run().stdout == "10.0\n"
    assert [file.stat().st_mtime_ns for file in files] == kept
    for damage in (
        lambda data: data[:-5],
        lambda data: data[:40] + b"x" + data[41:],
        lambda _: b"",
    ):
        for file in files:
            file.write_bytes(damage(file.read_bytes()))
        assert run().stdout == "10.0\n"
    folder = tmp_path / "no folder"
    folder.write_text("a file")
    environment["XDG_CACHE_HOME"] = str(folder)
    assert run().stdout == "10.0\n"


def test_without_the_extra_the_message_names_it():
    code = (
        "import sys; sys.modules['llvmlite'] = None\n"
        "from autograd.replay import replay\n"
        "replay(lambda x: x * x)(2.0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MissingExtraError: replay needs llvmlite" in done.stderr
    assert "gradwalk[fast]" in done.stderr


def test_a_large_program_asks_ahead_within_its_table_and_gives_the_same(monkeypatch):
    f = replay(lambda xs: tanh(sum(tanh(xs[7 * i % 40] * xs[11 * i % 40]) for i in range(40))))
    program = f.program(np.linspace(0.1, 1.0, 40), by_inputs=True)
    arguments = f.numbers(), np.linspace(0.1, 1.0, 40)[None, :], np.ones(1)
    expected = program.run(*arguments)
    monkeypatch.setattr(plan, "LARGE", program.plan.size)
    large = pickle.loads(pickle.dumps(program))
    answer = large.run(*arguments)
    assert answer.total == expected.total
    assert (answer.inputs == expected.inputs).all()
    tables = large._keep[1:]  # behind the memory
    assert [len(table) for table in tables] == [
        sum(len(run.table) for run in runs) + plan.AHEAD + plan.TILE for runs in large.plan.runs
    ]
    size = program.plan.size
    kernels = {run.kernel.for_memory(size) for part in program.plan.runs for run in part}
    ahead = [kernel for kernel in kernels if kernel.asks_ahead]
    assert ahead
    assert not any(kernel.for_memory(size - 1).asks_ahead for kernel in ahead)
    for kernel in ahead:
        code, _ = kernel_code(kernel)
        assert "llvm.prefetch" in code
        assert f"i64 {plan.AHEAD + plan.TILE - 1}\n" in code
        assert f"i64 {plan.AHEAD + plan.TILE}\n" not in code
