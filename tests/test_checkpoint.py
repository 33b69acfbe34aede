"""Checkpoints: an interrupted run gives the same bits; files that are not whole are refused."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import numpy as np
import pytest

from autograd.errors import FileError, StateError
from autograd.nn import (
    MLP,
    SGD,
    Adam,
    Callback,
    EarlyStopping,
    checksum,
    fit,
    hinge,
    schedules,
)
from autograd.nn.fitting import checkpoint

SOURCE = np.random.RandomState(8)
X = SOURCE.normal(size=(20, 2))
SIGNS = np.where(X[:, 0] * X[:, 1] > 0.0, 1.0, -1.0)


class StopAt(Callback):
    """Interrupts a run at some of its steps, as Ctrl-C does."""

    def __init__(self, *steps):
        self.steps = steps

    def after_step(self, run):
        if run.step in self.steps:
            signal.raise_signal(signal.SIGINT)


def network(hidden=3):
    return MLP(2, [hidden, 1], activation="tanh", rng=Random(1))


def trained(path, *, model=None, steps=(), epochs=6, data=(X, SIGNS), **options):
    """A run as a program would start it, always from the same beginning."""
    model = model or network()
    options = {
        "loss": hinge,
        "optimiser": Adam(model.parameters(), lr=0.05),
        "batch_size": 6,
        "validation": 0.2,
        "metrics": ["accuracy"],
        "schedule": schedules.cosine(0.05, steps=18),
        "clip_norm": 0.5,
        "progress": False,
        **options,
    }
    if callable(options["optimiser"]):
        options["optimiser"] = options["optimiser"](model.parameters())
    return fit(model, data, epochs=epochs, checkpoint=path, callbacks=[StopAt(*steps)], **options)


def bits(run):
    return {
        "model": run.model.state(),
        "optimiser": run.optimiser.state(),
        "history": run.history,
        "at": (run.epoch, run.step, run.ended),
    }


@pytest.mark.parametrize("replay", [False, True])
def test_a_run_interrupted_anywhere_and_resumed_gives_the_same_bits(tmp_path, replay):
    expected = bits(trained(None, replay=replay))
    path = tmp_path / "run.json"
    for step in (1, 2, 3, 8, 15):
        run = trained(path, steps=[step], replay=replay)
        assert (run.step, run.ended) == (step, "interrupted")
    assert bits(trained(path, replay=replay)) == expected
    assert bits(trained(path, replay=replay)) == expected  # which has nothing left to do


def test_a_run_goes_on_if_more_epochs_are_asked_for(tmp_path):
    path = tmp_path / "run.json"
    assert trained(path, epochs=2).epoch == 2
    assert bits(trained(path, epochs=6)) == bits(trained(None, epochs=6))


@pytest.mark.parametrize("step", [3, 10, 31])
def test_early_stopping_goes_on_where_it_was(tmp_path, step):
    settings = {"stopping": EarlyStopping(patience=3), "epochs": 60, "schedule": None}
    settings |= {"optimiser": lambda parameters: SGD(parameters, lr=1.0, momentum=0.9)}
    expected = trained(None, **settings)
    assert expected.ended == "stopped"
    path = tmp_path / "run.json"
    trained(path, steps=[step], **settings)
    for _ in range(2):
        run = trained(path, **settings)
        assert bits(run) == bits(expected)
        assert run.best_epoch == expected.best_epoch


def test_a_step_that_was_broken_off_is_not_written(tmp_path, monkeypatch):
    path = tmp_path / "run.json"
    trained(path, steps=[4])
    before = path.read_bytes()

    def broken(self):
        self.parameters[0].data += 1.0
        raise KeyboardInterrupt

    monkeypatch.setattr(Adam, "step", broken)
    with pytest.raises(KeyboardInterrupt):
        trained(path)
    assert path.read_bytes() == before


def test_an_epoch_that_was_broken_off_at_its_end_is_not_written(tmp_path, monkeypatch):
    path = tmp_path / "run.json"
    settings = {"stopping": EarlyStopping(patience=50)}
    trained(path, steps=[4], **settings)
    before = path.read_bytes()

    def broken(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(EarlyStopping, "look", broken)
        with pytest.raises(KeyboardInterrupt):
            trained(path, **settings)
    assert path.read_bytes() == before
    assert bits(trained(path, **settings)) == bits(trained(None, **settings))


def test_it_is_written_at_the_start_every_few_seconds_and_at_the_end(tmp_path, monkeypatch):
    path, written = tmp_path / "run.json", []
    write = checkpoint.write_atomically

    def noted(path, content, *, overwrite):
        written.append(json.loads(content)["progress"]["step"])
        return write(path, content, overwrite=overwrite)

    monkeypatch.setattr(checkpoint, "write_atomically", noted)
    trained(path)
    assert written == [0, 18]
    monkeypatch.setattr(checkpoint, "SECONDS", 0.0)
    written.clear()
    trained(tmp_path / "other.json")
    assert written == [*range(19), 18]


# --- files that are refused ----------------------------------------------------------------------


def refused(path, match, *, hidden=3, **options):
    """See that a file does not fit, and that nothing is changed by that."""
    before, model = path.read_bytes(), network(hidden)
    start = model.state()
    with pytest.raises(StateError, match=match) as caught:
        trained(path, model=model, **options)
    assert "othing was changed" in str(caught.value)
    assert path.read_bytes() == before
    assert model.state() == start


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"batch_size": 7}, "batch_size was 6, and is 7"),
        ({"seed": 1}, "seed was 0, and is 1"),
        ({"replay": True}, "replay was False, and is True"),
        ({"clip_norm": None}, "clip_norm was 0.5, and is None"),
        ({"loss": lambda p, y: hinge(p, 1.0 * y)}, "loss was 'hinge', and is '<lambda>'"),
        ({"optimiser": lambda p: SGD(p, lr=0.05)}, "optimiser was 'Adam', and is 'SGD'"),
        ({"optimiser": lambda p: Adam(p, lr=0.05, beta1=0.8)}, "beta1 was 0.9, and is 0.8"),
        ({"schedule": None}, r"schedule was 'cosine\("),
        ({"data": (X + 1.0, SIGNS)}, "training data was"),
        ({"stopping": EarlyStopping()}, "stopping was None"),
    ],
)
def test_another_run_is_refused(tmp_path, options, match):
    path = tmp_path / "run.json"
    trained(path, steps=[4])
    refused(path, match, **options)


def test_another_model_is_refused(tmp_path):
    path = tmp_path / "run.json"
    trained(path, steps=[4])
    refused(path, "layer1.neuron4", hidden=4)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"version": 2}, "its version is 2, and this gradwalk reads 1"),
        ({"format": "gradwalk parameters"}, "its format is not 'gradwalk checkpoint'"),
        ({"extra": 1}, "its fields are"),
        ({"model": {}}, "its checksum is not that of its content"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path, change, match):
    path = tmp_path / "run.json"
    trained(path, steps=[4])
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    refused(path, match)
    path.write_text("[1, 2]")
    refused(path, "its format is not")


@pytest.mark.parametrize("part", ["settings", "model"])
def test_a_sealed_file_with_nothing_for_a_part_is_refused(tmp_path, part):
    path = tmp_path / "run.json"
    trained(path, steps=[4])
    document = json.loads(path.read_text()) | {part: None}
    document["checksum"] = checksum.checksum(document)
    path.write_text(json.dumps(document))
    refused(path, f"its part '{part}' is no object")


@pytest.mark.parametrize(
    ("place", "content", "match"),
    [
        ("optimiser", {"kind": "Adam"}, "does not fit this Adam"),
        ("settings", [], "its part .settings. is no object"),
        ("progress", {}, "the progress in the checkpoint does not fit this run"),
        (
            "progress",
            {"epoch": 1, "step": 4, "sum": 0.5, "history": {"\x1b[2J": [1.0]}},
            "progress",
        ),
        ("progress", {"epoch": 0, "step": -3, "sum": 0.5, "history": {}}, "progress"),
        ("stopping", {"best": None, "best_epoch": 0}, "what early stopping remembers"),
        ("stopping", {"best": 0.5, "best_epoch": 1, "parameters": {"w": 1.0}}, "early stopping"),
    ],
)
def test_a_sealed_file_whose_parts_do_not_fit_changes_nothing(tmp_path, place, content, match):
    path, stopping = tmp_path / "run.json", EarlyStopping(patience=50)
    trained(path, steps=[4], stopping=stopping)
    document = json.loads(path.read_text())
    document[place] = content
    document["checksum"] = checksum.checksum(document)
    path.write_text(json.dumps(document))
    refused(path, match, stopping=stopping)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "run.json")
    with pytest.raises(FileError, match="a device or a pipe has that name"):
        checkpoint.Checkpoint(tmp_path / "run.json", {})


def test_a_place_that_cannot_be_written_is_known_before_the_first_step(tmp_path):
    model = network()
    start = model.state()
    for path in (tmp_path / "no folder" / "run.json", tmp_path):
        with pytest.raises(FileError):
            trained(path, model=model)
    assert model.state() == start


# --- killed ------------------------------------------------------------------------------------

PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
import test_checkpoint
from autograd.nn.fitting import checkpoint
checkpoint.SECONDS = 0.0
print("begun", flush=True)
run = test_checkpoint.trained(sys.argv[1], epochs=40, replay=sys.argv[2] == "replay")
print(run.ended, run.step)
"""


@pytest.mark.proof
@pytest.mark.parametrize("how", ["values", "replay"])
def test_a_run_killed_25_times_at_random_moments_gives_the_same_bits(tmp_path, how):
    path, random = tmp_path / "run.json", Random(how)
    program = PROGRAM.format(tests=str(Path(__file__).parent))
    command = [sys.executable, "-c", program, str(path), how]
    steps = []
    for kill in range(25):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        time.sleep(random.uniform(0.02, 0.3))
        child.send_signal(signal.SIGKILL if kill % 2 and os.name == "posix" else signal.SIGINT)
        child.communicate(timeout=60)
        steps.append(json.loads(path.read_text())["progress"]["step"] if path.exists() else 0)
    assert steps == sorted(steps)
    assert steps[0] < steps[-1]
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".json"] == ["run.json"]
    run = trained(path, epochs=40, replay=how == "replay")
    assert bits(run) == bits(trained(None, epochs=40, replay=how == "replay"))
