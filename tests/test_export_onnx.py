"""ONNX files: what stands in them, float32, and runtimes other than onnxruntime."""

import json
import math
import sys
from random import Random

import mpmath
import numpy as np
import onnx
import onnx.reference
import pytest
from exported import ACTIVATIONS, Scaling, by_values, one, rounded, run_onnx, session

import autograd
from autograd.errors import ChoiceError, MissingExtraError, RangeError
from autograd.nn import MLP, Layer, Neuron
from autograd.nn.export import to_onnx
from autograd.nn.export.onnx_operators import ERFC, ERFC_CENTRE

pytestmark = pytest.mark.filterwarnings("ignore::autograd.errors.GradientWarning")


def test_inputs_and_outputs_have_names_and_any_number_of_samples(tmp_path):
    for nouts, shape in (([3, 2], ["samples", 2]), ([3, 1], ["samples"])):
        runs = session(MLP(4, nouts), tmp_path)
        (given,), (found,) = runs.get_inputs(), runs.get_outputs()
        assert (given.name, given.shape, given.type) == (
            "inputs",
            ["samples", 4],
            "tensor(double)",
        )
        assert (found.name, found.shape) == ("outputs", shape)


def test_the_file_says_who_wrote_it_and_holds_the_names(tmp_path):
    classes = ["고양이", '"\n\ud800']
    path = to_onnx(MLP(2, [3, 2]), tmp_path / "m.onnx", classes=classes, features=["a", "b"])
    model = onnx.load(path)
    assert (model.producer_name, model.producer_version) == ("gradwalk", autograd.__version__)
    assert (model.ir_version, model.opset_import[0].version) == (8, 17)
    assert model.doc_string.splitlines()[0] == "layer1: 2 inputs, 3 neurons, relu"
    found = {entry.key: json.loads(entry.value) for entry in model.metadata_props}
    assert found == {"classes": classes, "features": ["a", "b"]}
    assert not onnx.load(to_onnx(MLP(2, [1]), tmp_path / "without.onnx")).metadata_props


def test_the_file_has_a_node_for_each_step_and_none_that_onnxruntime_joins_wrongly(tmp_path):
    model = MLP(2, [3, 2, 1], "gelu", "softmax")
    path = to_onnx(model, tmp_path / "m.onnx", standardise=Scaling([0, 0], [1, 1]))
    found = [node.op_type for node in onnx.load(path).graph.node]
    hidden = ["MatMul", "Add", "gelu"]
    assert found == ["Sub", "Div", *hidden, *hidden, "MatMul", "Add", "Softmax", "Squeeze"]


@pytest.mark.parametrize("activation", [*ACTIVATIONS, "softmax"])
def test_the_reference_of_onnx_computes_the_same(activation, tmp_path):
    model = MLP(2, [3, 3], ACTIVATIONS.get(activation, activation), rng=Random(4))
    x = np.random.default_rng(0).normal(size=(10, 2)) * 5.0
    runs = onnx.reference.ReferenceEvaluator(str(to_onnx(model, tmp_path / "m.onnx")))
    (found,) = runs.run(None, {"inputs": x})
    expected = by_values(model, x)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * np.abs(expected).max())


@pytest.mark.parametrize("activation", [*ACTIVATIONS, "softmax"])
def test_in_float32_it_is_good_to_float32(activation, tmp_path):
    model = rounded(MLP(3, [4, 3], ACTIVATIONS.get(activation, activation), rng=Random(4)))
    x = np.random.default_rng(1).normal(size=(20, 3)).astype(np.float32)
    found = run_onnx(model, tmp_path, x, dtype="float32")
    expected = by_values(model, x)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6 * np.abs(expected).max())


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_in_float32_an_activation_is_right_far_from_zero_and_near(activation, tmp_path):
    x = np.array([-1e3, -50.0, -9.0, -3.0, -0.1, -1e-6, 0.0, 1e-6, 0.1, 3.0, 9.0, 50.0, 1e3])
    x = x.astype(np.float32)
    model = one(ACTIVATIONS[activation])
    found = run_onnx(model, tmp_path, x[:, None], dtype="float32")
    # exp in float32 is good to 1e-7 of its argument: 1e-5 at 50.
    np.testing.assert_allclose(found, by_values(model, x), rtol=1e-5, atol=1e-30)


def test_the_polynomial_is_erfc():
    with mpmath.workdps(40):
        for t in [*np.linspace(0.0, 8.0, 161), 20.0, 100.0, 1e3]:
            exact = mpmath.erfc(t) * mpmath.exp(mpmath.mpf(t) ** 2) * (1 + 2 * mpmath.mpf(t))
            place = (t - ERFC_CENTRE) / (t + ERFC_CENTRE)
            found = math.fsum(c * place**k for k, c in enumerate(ERFC))
            assert abs(found / exact - 1) < 1e-15


@pytest.mark.parametrize(
    ("model", "options", "what"),
    [
        ("weight", {}, r"layer1\.weight"),
        ("bias", {}, r"layer1\.bias"),
        ("mean", {"standardise": Scaling([1e200], [1.0])}, "mean"),
        ("scale", {"standardise": Scaling([0.0], [1e-60])}, "scale"),
    ],
)
def test_a_number_that_float32_does_not_have_is_refused(model, options, what, tmp_path):
    neuron = Neuron(1)
    neuron.load({"w1": 1e39 if model == "weight" else 1.0, "b": -1e39 if model == "bias" else 0.0})
    with pytest.raises(RangeError, match=f"and {what} has one beyond; .* dtype='float64'"):
        to_onnx(neuron, tmp_path / "m.onnx", dtype="float32", **options)
    assert list(tmp_path.iterdir()) == []
    to_onnx(neuron, tmp_path / "m.onnx", **options)


def test_another_dtype_is_refused(tmp_path):
    with pytest.raises(ChoiceError, match="unknown dtype 'float16'; did you mean 'float"):
        to_onnx(Layer(1, 1), tmp_path / "m.onnx", dtype="float16")


def test_without_onnx_the_error_says_what_to_install(tmp_path, monkeypatch):
    for name in ("onnx", "onnx.checker"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'gradwalk\[export\]'"):
        to_onnx(Layer(1, 1), tmp_path / "m.onnx")
