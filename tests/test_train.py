"""``python -m demos train``: a table in, a trained model out, and what it is worth."""

import csv
import json
import math
import signal
import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import LinearRegression

from autograd.data import moons, read_csv
from autograd.nn import MLP, Callback, fit, load, predict
from demos.__main__ import main
from demos.tables import training


def written(path, features, target, x, y):
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow([*features, target])
        rows.writerows([*row, label] for row, label in zip(x, y, strict=True))
    return path


@pytest.fixture
def flowers(tmp_path):
    iris = load_iris()
    names = iris.target_names[iris.target]
    return written(tmp_path / "flowers.csv", iris.feature_names, "species", iris.data, names)


@pytest.fixture
def patients(tmp_path):
    data = load_diabetes(scaled=False)
    return written(tmp_path / "patients.csv", data.feature_names, "y", data.data, data.target)


def trained(path, target, hidden=(16,), **options):
    settings = {"epochs": 30, "seed": 1, "replay": True, "progress": False, **options}
    return training.trained(read_csv(path, target), hidden, **settings)


@pytest.mark.parametrize(
    ("out", "says"),
    [("missing/out", "does not exist; make it first"), ("flowers.csv", "is a file, not a folder")],
)
def test_a_place_where_no_folder_can_be_is_told_before_the_training(flowers, out, says, capsys):
    out = flowers.parent / out
    command = ["train", str(flowers), "--target", "species", "--out", str(out), "--lang", "en"]
    assert main(command) == 1
    printed, told = capsys.readouterr()
    assert printed == ""
    assert says in told


def test_the_command_prints_what_the_model_is_worth_and_writes_it(flowers, tmp_path, capsys):
    out = tmp_path / "out"
    command = ["train", str(flowers), "--target", "species", "--out", str(out), "--lang", "en"]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert "150 rows, 4 columns" in printed
    assert "setosa (50), versicolor (50), virginica (50)" in " ".join(printed.split())
    assert "90 rows were learnt, 30 told when to stop, and 30 were kept for the end." in printed
    said = " ".join(printed.split())
    assert "Right on 96.7% of the 30 rows it never saw" in said
    assert "between 83.3% and 99.4%" in said
    assert "confusion matrix: 29 of 30 right" in printed
    names = {file.name for file in out.iterdir()}
    assert names == {
        *("model.json", "model_torch.py", "model_numpy.py", "model.onnx"),
        *("training.svg", "confusion.svg"),
    }
    assert main(command) == 1
    assert "model.json exists already" in capsys.readouterr().err


@pytest.mark.proof
def test_the_files_give_what_the_model_gives_for_rows_as_they_stand_in_the_table(flowers, tmp_path):
    out = tmp_path / "out"
    assert main(["train", str(flowers), "--target", "species", "--out", str(out)]) == 0
    model = MLP(4, [16, 3])
    load(model, out / "model.json")
    data = read_csv(flowers, "species")
    expected = predict(model, data.x)
    assert np.mean(expected.argmax(axis=1) == data.y) > 0.95
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import model_numpy\n"
        "print(json.dumps(model_numpy.predict(json.load(sys.stdin)).tolist()))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(out)],
        input=json.dumps(data.x.tolist()),
        capture_output=True,
        text=True,
        check=True,
    )
    assert np.allclose(json.loads(answer.stdout), expected, rtol=1e-12)


@pytest.mark.parametrize("seed", [1, 2])
def test_scales_taken_into_the_model_change_nothing_but_its_inputs(patients, seed, monkeypatch):
    kept = []
    take_in = training._take_in

    def noted(model, columns, numbers):
        x = read_csv(patients, "y").x
        kept.append((predict(model, columns.applied(x)) * numbers[1] + numbers[0], x))
        take_in(model, columns, numbers)

    monkeypatch.setattr(training, "_take_in", noted)
    found = trained(patients, "y", (8, 4), seed=seed)
    [(expected, x)] = kept
    assert np.allclose(predict(found.model, x), expected, rtol=1e-9)


def test_a_model_without_a_hidden_layer_is_as_good_as_least_squares(patients):
    found = trained(patients, "y", (), epochs=200)
    fitted = LinearRegression().fit(found.learnt.x, found.learnt.y)
    errors = fitted.predict(found.test.x) - found.test.y
    assert math.isclose(found.score, math.sqrt(np.mean(errors**2)), rel_tol=0.03)
    away = found.test.y - found.learnt.y.mean()
    assert math.isclose(found.baseline, math.sqrt(np.mean(away**2)))
    assert found.score < 0.85 * found.baseline


def test_the_test_rows_have_no_part_in_training(flowers, tmp_path):
    first = trained(flowers, "species", (3,), epochs=5)
    data = read_csv(flowers, "species")
    x = data.x.copy()
    for row in first.test.x:
        x[(data.x == row).all(axis=1)] *= 3.0
    own = {tuple(row) for row in first.test.x}
    shared = [tuple(row) in own for row in first.learnt.x]
    names = [data.classes[k] for k in data.y]
    changed = written(tmp_path / "changed.csv", data.features, "species", x, names)
    second = trained(changed, "species", (3,), epochs=5)
    assert not any(shared)  # rows that are equal would have been changed, too
    assert first.model.state() == second.model.state()
    assert first.test.x.tolist() != second.test.x.tolist()


def test_the_same_seed_gives_the_same_model_and_another_another(flowers):
    options = {"hidden": (3,), "epochs": 5}
    first, again, other = (trained(flowers, "species", seed=seed, **options) for seed in (1, 1, 2))
    assert first.model.state() == again.model.state()
    assert first.score == again.score
    assert first.model.state() != other.model.state()


@pytest.mark.proof
def test_where_two_columns_tell_the_decisions_are_drawn(tmp_path, capsys):
    points, out = moons(120, noise=0.1, seed=3), tmp_path / "out"
    names = [f"moon {k}" for k in points.y]
    table = written(tmp_path / "moons.csv", ["across", "up"], "moon", points.x, names)
    command = ["train", str(table), "--target", "moon", "--epochs", "40", "--lang", "en"]
    assert main([*command, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "moon 0" in printed.partition("confusion matrix")[2].partition("moon 1")[2]
    assert "<svg" in (out / "boundary.svg").read_text()
    found = trained(table, "moon")
    scores = predict(found.model, points.x)
    leads = [found.lead(point) for point in points.x.tolist()]
    assert np.allclose(leads, scores[:, 1] - scores[:, 0])


def test_numbers_are_classes_where_that_is_said(tmp_path, capsys):
    points = moons(60, noise=0.1, seed=3)
    table = written(tmp_path / "moons.csv", ["across", "up"], "moon", points.x, points.y)
    command = ["train", str(table), "--target", "moon", "--epochs", "2", "--lang", "en"]
    assert main(command) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "To be told: a number, from 0 to 1." in printed
    assert "These are 2 different whole numbers. If they name classes, add --classes." in printed
    assert main([*command, "--classes"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "To be told: 2 classes, 0 (30), 1 (30)." in printed
    assert "confusion matrix" in printed


@pytest.mark.usefixtures("no_llvmlite")
def test_it_works_on_values_where_there_is_no_llvm(flowers, capsys):
    command = ["train", str(flowers), "--target", "species", "--epochs", "2", "--hidden", "2"]
    assert main([*command, "--lang", "en"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "gradwalk[fast]" in printed
    assert "All 2 epochs are done" in printed


def test_what_is_interrupted_in_its_first_epoch_tells_nothing(flowers, monkeypatch, capsys):
    class Interrupts(Callback):
        def after_step(self, run):  # noqa: ARG002  signature of Callback
            signal.raise_signal(signal.SIGINT)

    def interrupted(*arguments, **options):
        return fit(*arguments, **options, callbacks=[Interrupts()])

    monkeypatch.setattr(training, "fit", interrupted)
    assert main(["train", str(flowers), "--target", "species", "--lang", "en"]) == 130
    assert "gradwalk:" not in capsys.readouterr().err


def test_it_speaks_korean(flowers, capsys):
    command = ["train", str(flowers), "--target", "species", "--epochs", "3", "--lang", "ko"]
    assert main(command) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "한 번도 보지 않은 30행에서" in printed
    assert "혼동 행렬" in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train"], "train needs your table and the column to predict"),
        (["train", "FILE"], "train needs your table and the column to predict"),
        (["train", "FILE", "--target", "specis"], "did you mean 'species'"),
        (["train", "nowhere.csv", "--target", "species"], "nowhere.csv"),
        (["train", "FILE", "--target", "species", "--hidden", "a"], "--hidden takes the neurons"),
        (
            ["train", "FILE", "--target", "species", "--hidden", "9999,9999"],
            "--hidden 9999,9999 makes a network of 100,069,995 parameters",
        ),
        (["train", "FILE", "--target", "species", "--epochs", "0"], "--epochs takes a number"),
        (["train", "FILE", "--target", "species", "--steps", "3"], "--steps goes with the name"),
        (["sigmoid", "--target", "x"], "--target goes with train"),
        (["--seed", "3"], "--seed goes with train"),
        (["sigmoid", "--classes"], "--classes goes with train"),
    ],
)
def test_what_cannot_be_followed_is_told(flowers, arguments, message, capsys):
    arguments = [str(flowers) if argument == "FILE" else argument for argument in arguments]
    assert main([*arguments, "--lang", "en"]) in (1, 2)
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_the_parameters_are_counted_before_they_are_made(flowers):
    data = read_csv(flowers, "species")
    for hidden in ((), (3,), (5, 2)):
        model = trained(flowers, "species", hidden, epochs=1).model
        assert training.parameters(data, hidden) == len(model.parameters())


def test_a_cell_that_is_no_number_is_named_by_line_and_column(flowers, capsys):
    lines = flowers.read_text().splitlines()
    lines[7] = lines[7].replace(lines[7].split(",")[2], "many", 1)
    flowers.write_text("\n".join(lines))
    assert main(["train", str(flowers), "--target", "species", "--lang", "en"]) == 1
    message = capsys.readouterr().err
    assert "line 8" in message
    assert "many" in message
    assert "petal length" in message


def test_what_cannot_be_written_is_told_before_the_training(flowers, tmp_path, capsys):
    command = ["train", str(flowers), "--target", "species", "--overwrite", "--lang", "en", "--out"]
    out = tmp_path / "out"
    (out / "model_numpy.py").mkdir(parents=True)
    for folder, message in [
        (out, "a folder has that name"),
        (tmp_path / "missing" / "out", "does not exist"),
        (flowers, "a part of the path is a file"),
    ]:
        assert main([*command, str(folder)]) == 1
        said = capsys.readouterr().err
        assert message in said
        assert said.count("\n") == 1  # no epoch
    assert [path.name for path in out.iterdir()] == ["model_numpy.py"]
