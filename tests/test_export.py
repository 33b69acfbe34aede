"""Exported models compute what the model does, in numpy, onnxruntime and PyTorch."""

import ast
import os
import runpy
import subprocess
import sys
from random import Random

import numpy as np
import pytest
from exported import (
    ACTIVATIONS,
    Scaling,
    by_values,
    every_writer,
    one,
    run_numpy,
    run_onnx,
    run_torch,
    write,
)

from autograd.data import Standardiser, moons
from autograd.errors import (
    ChoiceError,
    FileInTheWayError,
)
from autograd.nn import MLP, Layer, Neuron
from autograd.nn.export import to_numpy, to_torch

# A step activation warns that nothing before it learns; here nothing is to learn.
pytestmark = pytest.mark.filterwarnings("ignore::autograd.errors.GradientWarning")

# Small and large, the places where formulas change, and far from all of them.
EXTREMES = [0.0, 1e-300, 1e-17, 1e-10, 1e-5, 0.3, 1.0, 3.0, 6.0, 10.0, 19.0, 20.1, 33.0, 36.5, 37.0]
EXTREMES = np.array([sign * x for x in [*EXTREMES, 100.0, 700.0, 1e3] for sign in (1.0, -1.0)])


TORCH = pytest.param(run_torch, id="torch", marks=pytest.mark.proof)


@pytest.fixture(params=[run_numpy, run_onnx, TORCH], ids=lambda run: run.__name__)
def run(request):
    """What exports a model and runs the file. Without PyTorch: skip, but fail in CI."""
    if request.param is run_torch and os.environ.get("CI") != "true":
        pytest.importorskip("torch", reason="PyTorch is not installed: make peers")
    return request.param


def close(found, expected, scale):
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * scale)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_keeps_its_digits_everywhere(run, activation, tmp_path):
    model = one(ACTIVATIONS[activation])
    found = run(model, tmp_path, EXTREMES[:, None])
    # Below 1e-290 a double has fewer digits.
    np.testing.assert_allclose(found, by_values(model, EXTREMES), rtol=1e-12, atol=1e-290)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_network_computes_what_the_model_does(run, activation, tmp_path):
    for number, nouts in enumerate([[1], [4], [5, 1], [3, 1, 2], [4, 5, 3, 2]]):
        function = ACTIVATIONS[activation]
        output = "softmax" if len(nouts) == 2 else function
        model = MLP(3, nouts, function, output, bias=nouts != [4], rng=Random(7))
        sizes = np.tile([[1.0], [1.0], [30.0]], (3, 1))
        x = np.random.default_rng(number).normal(size=(9, 3)) * sizes
        expected = by_values(model, x)
        found = run(model, tmp_path, x)
        assert found.shape == expected.shape
        close(found, expected, np.abs(expected).max())


def test_a_softmax_of_large_scores_does_not_overflow(run, tmp_path):
    model = Layer(2, 3, "softmax", rng=Random(2))
    x = [[1e3, -1e3], [-700.0, 5.0], [0.0, 0.0], [3e4, 1.0]]
    found = run(model, tmp_path, x)
    close(found, by_values(model, x), 1e-290)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-15)


@pytest.mark.parametrize(
    ("model", "x"),
    [
        (Neuron(2, "tanh", rng=Random(1)), [[1.0, 2.0], [3.0, 4.0]]),
        (Neuron(1, "softplus", bias=False, rng=Random(1)), [[0.5]]),
        (Layer(2, 3, "elu", rng=Random(1)), [[1.0, 2.0], [-3.0, 4.0]]),
        (Layer(2, 1, "softmax"), [[1.0, 2.0]]),
        (MLP(2, [2, 2], rng=Random(1)), np.zeros((0, 2))),
    ],
)
def test_a_neuron_and_a_layer_can_be_exported_too(run, model, x, tmp_path):
    found = run(model, tmp_path, x)
    expected = by_values(model, x)
    assert len(found) == len(x)
    close(found, expected.reshape(found.shape), 1.0)


def test_parts_in_a_list_are_applied_one_after_the_other(run, tmp_path):
    parts = [Layer(2, 3, "tanh"), MLP(3, [2, 2]), (Layer(2, 2, "softmax"), Neuron(2, "gelu"))]
    x = [[1.0, 2.0], [0.5, -0.5]]

    def model(row):
        first, second, (third, fourth) = parts
        return fourth(third(second(first(row))))

    close(run(parts, tmp_path, x), by_values(model, x), 1.0)


@pytest.mark.parametrize("run", [run_numpy, TORCH], indirect=True)
@pytest.mark.parametrize("nouts", [[3, 2], [3, 1]])
def test_one_sample_gives_its_outputs_alone(run, nouts, tmp_path):
    model = MLP(2, nouts, "tanh", rng=Random(0))
    found = run(model, tmp_path, [1.0, -2.0])
    expected = by_values(model, [[1.0, -2.0]])[0]
    assert found.shape == expected.shape
    close(found, expected, 1.0)


def test_an_export_standardises_what_it_takes(run, tmp_path):
    model = MLP(2, [3, 2], "tanh", rng=Random(0))
    scaling = Scaling(np.array([1900.0, -0.5]), [30.0, 0.001])
    x = np.array([[1950.0, -0.4991], [1850.0, -0.5003]])
    expected = by_values(model, (x - scaling.mean) / scaling.scale)
    close(run(model, tmp_path, x, standardise=scaling), expected, 1.0)


def test_a_dataset_tells_an_export_all_there_is_to_tell(run, tmp_path):
    train = moons(40, seed=3)
    standardiser = Standardiser(train)
    model = MLP(2, [3, 2], "tanh", rng=Random(0))
    told = {"classes": train.classes, "features": train.features, "standardise": standardiser}
    expected = by_values(model, standardiser.applied(train).x)
    close(run(model, tmp_path, train.x, **told), expected, 1.0)


def test_parts_of_a_layer_that_lack_a_bias_have_the_bias_zero(run, tmp_path):
    layer = Layer(2, 2, "tanh", rng=Random(0))
    layer.load({**layer.state(), "neuron1.b": 0.5})
    layer.neurons[1].b = None
    close(run(layer, tmp_path, [[1.0, 2.0]]), by_values(layer, [[1.0, 2.0]]), 1.0)


def test_nan_stays_nan(run, tmp_path):
    for activation in ACTIVATIONS.values():
        assert np.isnan(run(one(activation), tmp_path, [[np.nan]])).all(), activation


# --- files -----------------------------------------------------------------------------------


def test_a_file_with_numpy_needs_nothing_of_ours(tmp_path):
    model = MLP(2, [3, 2], "gelu", "softmax", rng=Random(0))
    path = to_numpy(model, tmp_path / "model.py", classes=["고양이", "사람"])
    code = (
        "import sys, runpy; sys.modules['autograd'] = None\n"
        "runpy.run_path(sys.argv[1], run_name='__main__')\n"
        "print(sorted({'torch', 'onnx', 'viz', 'demos'} & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert result.stderr == ""
    *_, call, others = result.stdout.splitlines()
    assert "layer1: 2 inputs, 3 neurons, gelu" in result.stdout
    shown = ast.literal_eval(call.partition(" is ")[2])
    assert call.startswith("predict([0.0, 0.0]) is ")
    assert list(shown) == ["고양이", "사람"]
    close(np.array([*shown.values()]), by_values(model, [[0.0, 0.0]])[0], 1.0)
    assert others == "[]"


def test_every_bit_of_a_weight_arrives(tmp_path):
    numbers = [0.1, -0.0, 5e-324, 1.7976931348623157e308, 1 / 3, 1e22, -2.5e-05]
    neuron = Neuron(len(numbers))
    for weight, number in zip(neuron.w, numbers, strict=True):
        weight.data = number
    for writer in (to_numpy, to_torch):
        source = writer(neuron, tmp_path / f"{writer.__name__}.py").read_text()
        tree = ast.parse(source)
        weights = next(
            node.value for node in tree.body if ast.unparse(node).startswith("WEIGHT1 = ")
        )
        listed = ast.literal_eval(weights.args[0] if isinstance(weights, ast.Call) else weights)
        assert [x.hex() for x in listed[0]] == [x.hex() for x in numbers]
        assert max(map(len, source.splitlines())) <= 100


def test_a_sample_of_another_length_is_refused_by_the_file(tmp_path):
    for x in ([1.0], [[1.0, 2.0, 3.0]], [[[1.0, 2.0]]], 1.0):
        with pytest.raises(ValueError, match=r"expected shape \(2,\) or \(samples, 2\), got"):
            run_numpy(MLP(2, [1]), tmp_path, x)


@every_writer
def test_the_same_model_gives_the_same_bytes_and_may_be_written_again(writer, tmp_path):
    scaling = Scaling([1, 2], [3, 4])
    options = {"classes": ["a", "b"], "features": ["u", "v"], "standardise": scaling}
    model = MLP(2, [3, 2], "gelu", rng=Random(0))
    before = write(writer, model, tmp_path, **options).read_bytes()
    again = MLP(2, [3, 2], "gelu", rng=Random(0))
    assert write(writer, again, tmp_path, **options).read_bytes() == before


@every_writer
def test_a_file_in_the_way_stays_unless_overwriting_was_asked_for(writer, tmp_path):
    first, second = MLP(2, [1], rng=Random(1)), MLP(2, [1], rng=Random(2))
    path = write(writer, first, tmp_path)
    before = path.read_bytes()
    with pytest.raises(FileInTheWayError, match="pass overwrite=True"):
        write(writer, second, tmp_path)
    assert path.read_bytes() == before
    write(writer, second, tmp_path, overwrite=True)
    assert path.read_bytes() != before


@every_writer
def test_a_file_of_another_suffix_is_refused(writer, tmp_path):
    with pytest.raises(ChoiceError, match=r"unknown file suffix '\.pt'"):
        writer(MLP(2, [1]), tmp_path / "model.pt")


@pytest.mark.parametrize(("writer", "name"), [(to_numpy, "numpy.py"), (to_torch, "Torch.py")])
def test_a_file_that_would_hide_what_it_imports_is_refused(writer, name, tmp_path):
    with pytest.raises(ChoiceError, match=r"imported in place of .* choose another name"):
        writer(MLP(2, [1]), tmp_path / name)


# --- PyTorch ---------------------------------------------------------------------------------


@pytest.mark.parametrize("run", [TORCH], indirect=True)
def test_a_module_as_a_program_says_what_it_is_and_calls_itself(run, tmp_path, capsys):
    model = Layer(2, 3, "softmax", rng=Random(0))
    scaling = Scaling([1.0, 2.0], [3.0, 4.0])
    run(model, tmp_path, [1.0, 2.0], classes=["a", "b", "c"], standardise=scaling)
    runpy.run_path(str(tmp_path / "with_torch.py"), run_name="__main__")
    said = capsys.readouterr().out
    assert "layer1: 2 inputs, 3 neurons, softmax\n" in said
    assert "(layer1): Linear(in_features=2, out_features=3, bias=True)\n" in said
    call, _, result = said.splitlines()[-1].partition(" is ")
    assert call == "Model()([1.0, 2.0])"
    assert ast.literal_eval(result) == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})


@pytest.mark.parametrize("run", [TORCH], indirect=True)
def test_a_module_has_the_gradients_of_the_model_and_draws_no_random_numbers(run, tmp_path):
    import torch  # noqa: PLC0415  only where it is installed

    for activation in ("tanh", "sigmoid", "softplus", "elu", "silu", "gelu"):
        model = MLP(2, [3, 2], activation, rng=Random(5))
        before = torch.random.get_rng_state()
        run(model, tmp_path, [[0.0, 0.0]])
        assert torch.equal(torch.random.get_rng_state(), before)
        module = runpy.run_path(str(tmp_path / "with_torch.py"))["Model"]()
        x = [0.3, -1.7]
        module(torch.tensor(x, dtype=torch.float64)).sum().backward()
        sum(model(x)).backward()
        for number, layer in enumerate(model.layers, start=1):
            linear = getattr(module, f"layer{number}")
            weights = [[w.grad for w in neuron.w] for neuron in layer.neurons]
            biases = [neuron.b.grad for neuron in layer.neurons]
            np.testing.assert_allclose(linear.weight.grad, weights, rtol=1e-12)
            np.testing.assert_allclose(linear.bias.grad, biases, rtol=1e-12)
