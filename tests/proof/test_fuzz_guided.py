"""Inputs that atheris makes, led by coverage: each is read as it should be, or one clear error.

libFuzzer keeps what reaches a line of ours that nothing reached before, and changes it further. How
many inputs there were is read from what it says itself.
"""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).parent / "harnesses" / "guided.py"
RUNS = {
    "json": 10_000,
    "npz": 10_000,
    "checkpoint": 10_000,
    "table": 10_000,
    "label": 15_000,
    "picture": 2_000,
}


@pytest.mark.proof
@pytest.mark.skipif(
    not importlib.util.find_spec("atheris"), reason="atheris has wheels for Linux on x86-64 only"
)
@pytest.mark.parametrize("target", RUNS)
def test_what_is_led_by_coverage_finds_no_fault(target, tmp_path, tried):
    options = ("-seed=1", "-timeout=60", "-max_len=4096", f"-artifact_prefix={tmp_path}/")
    child = subprocess.run(
        [sys.executable, HARNESS, target, tmp_path, f"-runs={RUNS[target]}", *options],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=3000,  # of a hang of libFuzzer itself; one of ours ends after a minute
        check=False,
    )
    done = re.search(r"^Done (\d+) runs", child.stderr, re.MULTILINE)
    tried("atheris", int(done[1]) if done else 0)
    assert child.returncode == 0, child.stdout[-2000:] + child.stderr[-2000:]
    assert done
    covered = [int(found) for found in re.findall(r"\bcov: (\d+)", child.stderr)]
    assert covered[0] < covered[-1]  # it was led by something


@pytest.mark.parametrize("target", RUNS)
def test_what_it_begins_with_finds_no_fault(target, tmp_path):
    spec = importlib.util.spec_from_file_location("guided", HARNESS)
    guided = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(guided)
    targets = guided.Targets(tmp_path)
    for seed in targets.seeds(target)[:40]:
        for data in (seed, seed[1:], seed[:-1], seed + b"\0", seed.replace(b"a", b"\xff")):
            getattr(targets, target)(data)
