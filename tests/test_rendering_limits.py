"""`render_dot`: time limits, interrupts and threads."""

import os
import signal
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from rendered import ENDLESS, SMALL, SMALL_DRAWN, MakeDot, nodes_and_edges

from autograd.errors import RenderError
from viz import rendering, wasm
from viz.rendering import render_dot


def test_wasm_stops_at_its_time_limit_and_draws_again() -> None:
    with pytest.raises(RenderError, match=r"wasm: not finished after 0\.2 s \(draw a smaller"):
        render_dot(ENDLESS, backend="wasm", timeout=0.2)
    assert nodes_and_edges(render_dot(SMALL, backend="wasm")) == SMALL_DRAWN


def test_wasm_is_stopped_even_if_its_time_is_over_before_it_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw, drawn = wasm._draw, []

    def late(*arguments: Any) -> bytes:
        time.sleep(0.3)
        drawn.append(draw(*arguments))
        return drawn[0]

    monkeypatch.setattr(wasm, "_draw", late)
    with pytest.raises(RenderError, match="wasm: not finished after 1e-09 s"):
        render_dot(SMALL, backend="wasm", timeout=1e-9)
    assert not drawn


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_process_forked_while_a_thread_draws_can_draw() -> None:
    render_dot(SMALL, backend="wasm")
    with ThreadPoolExecutor(1) as pool, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # to fork beside threads may go wrong
        busy = pool.submit(render_dot, ENDLESS, backend="wasm", timeout=0.5)
        while not wasm._one_at_a_time.locked() and not busy.done():
            time.sleep(0.001)
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            drawn = b""
            with suppress(RenderError):
                drawn = render_dot(SMALL, backend="wasm", timeout=10)
            os._exit(not drawn)
        assert os.waitpid(child, 0)[1] == 0
        with pytest.raises(RenderError, match="not finished"):
            busy.result()
    assert nodes_and_edges(render_dot(SMALL, backend="wasm")) == SMALL_DRAWN


def test_wasm_that_runs_out_of_stack_says_so_and_draws_again() -> None:
    chain = "digraph {" + "".join(f"{i}->{i + 1};" for i in range(20_000)) + "}"
    with pytest.raises(RenderError, match="crashed: call stack exhausted"):
        render_dot(chain, backend="wasm")
    assert nodes_and_edges(render_dot(SMALL, backend="wasm")) == SMALL_DRAWN


INTERRUPTED = """
import signal, sys
from rendered import ENDLESS, SMALL
from viz.rendering import render_dot
signal.signal(signal.SIGINT, signal.default_int_handler)
render_dot(SMALL, backend=sys.argv[1])
print("ready", flush=True)
try:
    render_dot(ENDLESS, backend=sys.argv[1], timeout=3600)
except KeyboardInterrupt:
    print(len(render_dot(SMALL, backend=sys.argv[1])) > 0)
"""


@pytest.mark.proof
def test_control_c_ends_a_drawing_in_wasm() -> None:
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, "wasm"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        try:
            output, _ = process.communicate(timeout=30)
        finally:
            process.kill()
    assert output == "True\n"


def still_runs(number: int) -> bool:
    try:
        status = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return status != "Z"  # a zombie has ended, whoever should have waited for it


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("exec /bin/sleep 60", id="sleeps", marks=pytest.mark.proof),
        pytest.param(
            "trap '' TERM INT HUP; while :; do /bin/sleep 1; done",
            id="ignores SIGTERM",
            marks=pytest.mark.proof,
        ),
        pytest.param("/bin/sleep 60 & echo $! >>${0%/*}/runs; wait", id="has a child"),
        pytest.param(
            "trap '' TERM; /bin/cat >/dev/null; echo '{'; exec /bin/sleep 60",
            id="stops half way",
            marks=pytest.mark.proof,
        ),
    ],
)
def test_dot_that_hangs_is_killed_with_its_children_and_wasm_draws(
    make_dot: MakeDot, script: str
) -> None:
    folder = make_dot(script)
    assert nodes_and_edges(render_dot(SMALL, timeout=1)) == SMALL_DRAWN
    numbers = [int(line) for line in (folder / "runs").read_text().split()]
    assert numbers
    end = time.monotonic() + 10  # the system may take a moment to end a killed grandchild
    while any(map(still_runs, numbers)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any(map(still_runs, numbers))


def test_dot_that_hung_is_not_waited_for_again(make_dot: MakeDot) -> None:
    folder = make_dot("exec /bin/sleep 60")
    for _ in range(3):
        render_dot(SMALL, timeout=1)
    assert len((folder / "runs").read_text().split()) == 1


def test_dot_is_still_asked_first_after_a_graph_that_no_backend_can_draw(
    make_dot: MakeDot,
) -> None:
    folder = make_dot("exec /bin/sleep 60")
    words = r"dot: not finished after 0\.5 s \(.*\); wasm: not finished after 0\.5 s \("
    with pytest.raises(RenderError, match=words):
        render_dot(ENDLESS, timeout=0.5)
    render_dot(SMALL, timeout=1)
    assert len((folder / "runs").read_text().split()) == 2


def test_dot_that_writes_without_end_is_stopped(
    make_dot: MakeDot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_OUTPUT_LIMIT", 10_000)
    make_dot("while :; do echo nonsense; done")
    with pytest.raises(RenderError, match="dot: wrote without end"):
        render_dot(SMALL, backend="dot", timeout=30)
