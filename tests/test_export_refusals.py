"""Exports: names are data; what cannot be exported is one error, and nothing is written."""

import ast
import subprocess
import sys
from functools import partial
from random import Random

import numpy as np
import pytest
from exported import ACTIVATIONS, Scaling, by_values, every_writer, run_numpy, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value, nn
from autograd.errors import (
    AutogradError,
    ChoiceError,
    DomainError,
    InputTypeError,
    LengthError,
    StateError,
)
from autograd.nn import MLP, Layer, Module, Neuron
from autograd.nn.activations import names
from autograd.nn.export import network, to_numpy, to_torch

NASTY = (
    '"""',
    "'''\nimport os",
    "\\",
    '\\"',
    "a\r\nb\0c\x1b[2J",
    "\u202etxt.exe\u2066",
    "line\u2028end\u2029\x85",
    "{0}{x!r}%s${y}",
    "\ud800",
    "고양이",
    "</script>",
)


# --- names -----------------------------------------------------------------------------------


def skeleton(source):
    """A file without its names: what it does."""
    tree = ast.parse(source)
    for node in tree.body:
        if ast.unparse(node).startswith(("CLASSES = ", "FEATURES = ")):
            node.value = ast.Tuple([], ast.Load())
    return ast.dump(tree)


def constant(source, name):
    nodes = [node for node in ast.parse(source).body if ast.unparse(node).startswith(f"{name} = ")]
    return ast.literal_eval(nodes[0].value)


@pytest.mark.parametrize("writer", [to_numpy, to_torch])
def test_no_name_breaks_out_of_the_source(writer, tmp_path):
    count = len(NASTY)
    model = Layer(count, count, rng=Random(0))
    plain = [str(i) for i in range(count)]
    nasty, harmless = (
        writer(model, tmp_path / f"{i}.py", classes=given, features=given).read_text("utf-8")
        for i, given in enumerate((NASTY, plain))
    )
    assert constant(nasty, "CLASSES") == constant(nasty, "FEATURES") == NASTY
    assert skeleton(nasty) == skeleton(harmless)
    assert all(line.isprintable() for line in nasty.split("\n"))
    assert "고양이" in nasty


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters()), min_size=2, max_size=2, unique=True))
def test_any_text_is_a_name(tmp_path, given_names):
    path = to_numpy(Layer(1, 2), tmp_path / "m.py", classes=given_names, overwrite=True)
    assert constant(path.read_text("utf-8"), "CLASSES") == tuple(given_names)


def test_names_of_numpy_are_plain_texts_in_the_file(tmp_path):
    path = to_numpy(Neuron(2), tmp_path / "m.py", classes=np.array(["no", "yes"]))
    assert constant(path.read_text(), "CLASSES") == ("no", "yes")


# --- what cannot be exported -----------------------------------------------------------------


class Doubling(MLP):
    def forward(self, x):
        return super().forward(x) * 2


class Calling(MLP):
    def __call__(self, *_):
        return 1.0


class Line(Module):
    def __init__(self):
        self.slope = Value(1.0)


class Named(MLP):
    """Adds nothing to what is computed."""


def changed(model, change):
    change(model)
    return model


def two_activations(layer):
    layer.neurons[0].activation = autograd.tanh


def foreign_neuron(layer):
    class Odd(Neuron):
        def forward(self, *_):
            return self.b * 1

    layer.neurons[1] = Odd(2)


WHAT = "what can be exported is an MLP, a Layer, a Neuron, or a list of them"


@every_writer
@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (Line(), InputTypeError, f"{WHAT}.*got Line"),
        (lambda x: x, InputTypeError, f"{WHAT}.*got function"),
        (None, InputTypeError, f"{WHAT}.*got NoneType"),
        ([], InputTypeError, f"{WHAT}.*got an empty list"),
        (np.zeros(0), InputTypeError, f"{WHAT}.*got ndarray"),
        ([Layer(1, 1), "tanh"], InputTypeError, f"{WHAT}.*got str"),
        (Doubling(2, [1]), InputTypeError, f"{WHAT}.*; Doubling has a forward of its own"),
        (Calling(2, [1]), InputTypeError, f"{WHAT}.*; Calling has a forward of its own"),
        (
            changed(MLP(2, [1]), lambda m: setattr(m, "forward", len)),
            InputTypeError,
            "MLP has a forward of its own",
        ),
        (changed(Layer(2, 2), foreign_neuron), InputTypeError, "Odd has a forward of its own"),
        (MLP(2, [2, 1], autograd.sin), ChoiceError, "sin of layer 1 .* what can be is: identity"),
        (MLP(2, [2, 1], lambda x: x * 2), ChoiceError, "the activation <lambda> of layer 1 cannot"),
        (Neuron(1, partial(autograd.tanh, y=1.0)), ChoiceError, "partial of layer 1 cannot"),
        (Neuron(1, partial(autograd.elu, y=np.inf)), ChoiceError, "partial of layer 1 cannot"),
        (Neuron(1, partial(autograd.elu, y=1, z=2)), ChoiceError, "partial of layer 1 cannot"),
        (Neuron(1, partial(autograd.elu, 1.0)), ChoiceError, "partial of layer 1 cannot"),
        (changed(Layer(2, 2), two_activations), ChoiceError, "layer 1 has relu, tanh"),
        (
            changed(Layer(2, 2, "softmax"), two_activations),
            ChoiceError,
            "layer 1 has identity, softmax, tanh",
        ),
        (
            changed(MLP(2, [2, 1]), lambda m: setattr(m.layers[1].neurons[0].w[1], "data", np.nan)),
            StateError,
            r"a model with layer2.neuron1.w2 = nan is not exported",
        ),
        (
            changed(MLP(2, [2]), lambda m: [setattr(p, "data", np.inf) for p in m.parameters()]),
            StateError,
            r"layer1.neuron1.w1 = inf and 5 more is not exported",
        ),
        ([Layer(2, 3), Layer(2, 1)], LengthError, "layer 2 takes 2 inputs, and layer 1 .* gives 3"),
        (
            changed(Layer(2, 2), lambda m: m.neurons.pop()),
            LengthError,
            "made for 2 inputs and 2 neurons, got 1 neurons",
        ),
        (
            changed(Layer(2, 2), lambda m: m.neurons[1].w.pop()),
            LengthError,
            "got 2 neurons with 1, 2 weights",
        ),
    ],
)
def test_what_cannot_be_exported_is_one_error(writer, model, error, message, tmp_path):
    with pytest.raises(error, match=message):
        write(writer, model, tmp_path)
    assert list(tmp_path.iterdir()) == []


@every_writer
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"classes": "ab"},
            InputTypeError,
            "classes takes a list of texts in their order.* str",
        ),
        ({"classes": {"a", "b"}}, InputTypeError, "in their order, got set"),
        (
            {"classes": [0, 1]},
            InputTypeError,
            r"int in it; .*\[str\(name\) for name in classes",
        ),
        ({"classes": ["a", "a"]}, ChoiceError, "each name once, got 'a' more than once"),
        ({"classes": ["a"]}, LengthError, "for each of the 2 outputs.*got 1"),
        ({"features": ["a"]}, LengthError, "for each of the 3 inputs, got 1"),
        (
            {"standardise": 3},
            InputTypeError,
            "object with mean and scale.* int has no such mean",
        ),
        ({"standardise": Scaling([1, 2, 3], None)}, InputTypeError, "Scaling has no such scale"),
        ({"standardise": Scaling([1, 2], [1, 2])}, LengthError, "mean .* 3 inputs, got 2"),
        ({"standardise": Scaling([0] * 3, [1, 0, 1])}, DomainError, "got 0.0 for input 2"),
        ({"standardise": Scaling([0, 0, np.nan], [1] * 3)}, DomainError, "got nan for input 3"),
        ({"standardise": Scaling(["1"] * 3, [1] * 3)}, InputTypeError, "mean of standardise"),
    ],
)
def test_what_is_told_about_a_model_must_fit_it(writer, options, error, message, tmp_path):
    with pytest.raises(error, match=message) as caught:
        write(writer, MLP(3, [2]), tmp_path, **options)
    assert isinstance(caught.value, AutogradError)
    assert list(tmp_path.iterdir()) == []


def test_a_class_that_computes_nothing_else_can_be_exported(tmp_path):
    model = Named(2, [1], rng=Random(0))
    found = run_numpy(model, tmp_path, [[1.0, 2.0]])
    np.testing.assert_allclose(found, by_values(model, [[1.0, 2.0]]), rtol=1e-15)


def test_all_activations_that_have_a_name_can_be_exported():
    assert set(network.ACTIVATIONS) == set(names())
    assert {*ACTIVATIONS, "softmax"} >= set(names())


def test_asking_for_exports_loads_neither_numpy_nor_onnx():
    code = (
        "import sys, autograd.nn; autograd.nn.export.to_onnx\n"
        "print({'numpy', 'onnx'} & sys.modules.keys(), 'export' in dir(autograd.nn))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.stdout.strip(), result.stderr) == ("set() True", "")


def test_exports_are_reached_by_their_package():
    assert nn.export.to_numpy is to_numpy
