"""Neurons, layers, MLPs, their activations and their first weights."""

import math
import random
import statistics
import warnings
from random import Random

import numpy as np
import pytest

import autograd
from autograd import GradientWarning, Value, ops
from autograd.errors import ChoiceError, InputTypeError, LengthError
from autograd.nn import MLP, Layer, Neuron, activations, init


@pytest.mark.parametrize(
    ("nin", "nouts", "count"), [(3, [4, 4, 1], 41), (2, [16, 16, 1], 337), (2, [2, 2], 12)]
)
def test_published_parameter_counts(nin, nouts, count):
    assert MLP(nin, nouts).num_parameters() == count


def test_without_biases_there_are_only_weights():
    model = MLP(3, [4, 1], bias=False)
    assert model.num_parameters() == 16
    assert model.layers[0].neurons[0].b is None
    assert model([0.0, 0.0, 0.0]).data == 0.0


def test_a_neuron_adds_from_the_bias_on_left_to_right():
    # In this order, and in no other, 1e16 swallows the first weight's 1 and leaves the second's.
    neuron = Neuron(3, "identity")
    neuron.load({"w1": 1.0, "w2": -1e16, "w3": 1.0, "b": 1e16})
    assert neuron([1.0, 1.0, 1.0]).data == 1.0


def test_inputs_may_be_numbers_values_arrays_or_generators():
    layer = Layer(2, 2, "tanh", rng=Random(0))
    expected = [o.data for o in layer([0.5, -1.0])]
    for x in (
        (0.5, -1),
        [Value(0.5), -1.0],
        np.array([0.5, -1.0]),
        np.array([Value(0.5), Value(-1.0)]),
        (v for v in (0.5, -1.0)),
    ):
        assert [o.data for o in layer(x)] == expected


def test_gradients_reach_inputs_that_are_values():
    x = [Value(0.5), Value(-1.0)]
    neuron = Neuron(2, "identity", rng=Random(0))
    neuron(x).backward()
    assert [v.grad for v in x] == [w.data for w in neuron.w]


def test_one_output_comes_as_a_value_and_several_as_a_list():
    assert isinstance(MLP(2, [2, 1])([1.0, 2.0]), Value)
    assert [type(o) for o in MLP(2, [1, 2])([1.0, 2.0])] == [Value, Value]
    assert isinstance(MLP(1, [1, 1])(3.0), Value)


def test_hidden_layers_are_relu_and_the_last_is_linear_unless_said_otherwise():
    model = MLP(2, [3, 3, 1])
    assert [layer.activation for layer in model.layers] == [
        ops.relu,
        ops.relu,
        activations.identity,
    ]
    model = MLP(2, [3, 3, 1], "tanh", "sigmoid")
    assert [layer.activation for layer in model.layers] == [ops.tanh, ops.tanh, ops.sigmoid]


# --- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [[1.0], [1.0, 2.0, 3.0], [], 1.0, Value(1.0)])
def test_a_wrong_number_of_inputs_says_where_and_how_many(x):
    with pytest.raises(LengthError, match=r"^layer1 takes 2 inputs, got \d"):
        MLP(2, [3, 1])(x)
    with pytest.raises(LengthError, match=r"^Neuron\(2, 'relu'\) takes 2 inputs, got \d"):
        Neuron(2)(x)


@pytest.mark.parametrize(
    ("x", "got"),
    [
        ([1.0, "2"], r"^input 2 of layer1 takes a real number, got str; convert it first"),
        ([None, 1.0], "^input 1 of layer1 takes a real number, got NoneType"),
        ([[1.0], [2.0]], "^input 1 of layer1 takes a real number, got list"),
        (None, "^layer1 takes a list of 2 numbers or Values, got NoneType"),
    ],
)
def test_an_input_that_is_no_number_is_refused_where_it_enters(x, got):
    with pytest.raises(InputTypeError, match=got):
        MLP(2, [3, 1])(x)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: MLP(2, []), LengthError, r"MLP takes a list of layer sizes, got \[\]"),
        (lambda: MLP(2, 3), LengthError, r"MLP takes a list of layer sizes, got 3"),
        (lambda: MLP(2, [0]), LengthError, "a layer size of MLP must be at least 1, got 0"),
        (lambda: MLP(2.0, [1]), InputTypeError, "nin of MLP takes a whole number, got float"),
        (lambda: Layer(2, True), InputTypeError, "nout of Layer takes a whole number, got bool"),
        (lambda: Neuron(0), LengthError, "nin of Neuron must be at least 1, got 0"),
        (
            lambda: Neuron(2, "sigmiod"),
            ChoiceError,
            "unknown activation 'sigmiod'; did you mean 's",
        ),
        (lambda: Neuron(2, 3), ChoiceError, "an activation is a name or a function, got int"),
        (lambda: Neuron(2, "softmax"), ChoiceError, "softmax compares the neurons of a layer"),
        (lambda: Neuron(2, init="xavier"), ChoiceError, "unknown initialiser 'xavier'; did you"),
        (lambda: Neuron(2, init=0.5), ChoiceError, "an initialiser is a name or a function, got f"),
        (lambda: Neuron(2, init=lambda *_: "1"), InputTypeError, "an initial weight takes a real"),
        (lambda: Neuron(2, rng=1337), InputTypeError, r"pass random\.Random\(seed\)"),
    ],
)
def test_a_network_that_cannot_be_built_says_why(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_an_activation_that_loses_the_gradient_is_refused():
    with pytest.raises(
        InputTypeError, match=r"tanh of Neuron\(1, 'tanh'\) returned float, not a V"
    ):
        Neuron(1, math.tanh)(1.0)


# --- activations -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in activations.names() if n not in ("softmax", "step")])
def test_every_activation_works_by_name_and_as_a_function(name):
    by_name = Layer(2, 2, name, rng=Random(5))([0.4, -0.3])
    by_function = Layer(2, 2, activations.find(name), rng=Random(5))([0.4, -0.3])
    linear = Layer(2, 2, "identity", rng=Random(5))([0.4, -0.3])
    for first, second, z in zip(by_name, by_function, linear, strict=True):
        expected = z.data if name == "identity" else getattr(z, name)().data
        assert first.data == second.data == expected


def test_the_activations_that_were_asked_for_are_there():
    assert {
        *("identity", "step", "sigmoid", "tanh", "relu", "leaky_relu"),
        *("elu", "gelu", "silu", "softplus", "softmax"),
    } <= set(activations.names())


@pytest.mark.parametrize("choice", ["softmax", autograd.softmax])
def test_softmax_works_on_the_whole_layer(choice):
    layer = Layer(2, 3, choice, rng=Random(1))
    linear = Layer(2, 3, "identity", rng=Random(1))
    outputs = [o.data for o in layer([0.5, 1.0])]
    exponentials = [math.exp(o.data) for o in linear([0.5, 1.0])]
    assert outputs == pytest.approx([e / sum(exponentials) for e in exponentials], rel=1e-15)


@pytest.mark.parametrize("choice", ["step", ops.step])
@pytest.mark.parametrize("make", [lambda c: Neuron(2, c), lambda c: Layer(2, 3, c)])
def test_a_step_activation_warns_once_that_nothing_before_it_learns(choice, make):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        module = make(choice)
    assert [w.category for w in caught] == [GradientWarning]
    assert "the slope of step is zero everywhere" in str(caught[0].message)
    assert caught[0].filename == __file__
    outputs = module([1.0, 1.0])
    (outputs if isinstance(outputs, Value) else outputs[0]).backward()
    assert {w.grad for w in module.parameters()} <= {0.0, None}


# --- first weights -----------------------------------------------------------------------------


def test_weights_are_drawn_in_the_order_of_layers_neurons_and_weights_and_biases_draw_nothing():
    model = MLP(2, [3, 2, 1], rng=Random(1337))
    rng = Random(1337)
    for name, parameter in model.named_parameters():
        expected = 0.0 if name.endswith(".b") else rng.uniform(-1.0, 1.0)
        assert parameter.data == expected


def test_pythons_global_generator_is_neither_used_nor_disturbed():
    random.seed(5)
    state = random.getstate()
    first = MLP(2, [2, 1]).state()
    assert random.getstate() == state
    random.seed(5)
    assert MLP(2, [2, 1]).state() != first


def test_neurons_made_without_a_generator_do_not_start_equal():
    assert Neuron(2).state() != Neuron(2).state()


FANS = (3, 5)
EXPECTED_VARIANCE = {
    "uniform": 1 / 3,
    "xavier_uniform": 2 / 8,
    "xavier_normal": 2 / 8,
    "he_uniform": 2 / 3,
    "he_normal": 2 / 3,
    "zeros": 0.0,
}


@pytest.mark.parametrize("name", init.INITIALISERS)
def test_initial_weights_have_mean_zero_and_the_published_variance(name):
    rng = Random(0)
    draws = [init.INITIALISERS[name](rng, *FANS) for _ in range(20_000)]
    # 20,000 draws: the standard error of a variance is at most 1 %, of a mean 0.7 % of sigma.
    assert statistics.fmean(draws) == pytest.approx(0.0, abs=0.03)
    assert statistics.pvariance(draws) == pytest.approx(EXPECTED_VARIANCE[name], rel=0.04)
    if name.endswith("uniform"):
        assert max(map(abs, draws)) <= math.sqrt(3 * EXPECTED_VARIANCE[name])


def test_a_layer_tells_the_initialiser_its_inputs_and_outputs():
    seen = []
    MLP(2, [4, 3], init=lambda rng, fan_in, fan_out: seen.append((fan_in, fan_out)) or 0.0)
    assert seen == [(2, 4)] * 8 + [(4, 3)] * 12


def test_constant_and_between_are_what_they_say():
    assert set(Neuron(3, init=init.constant(0.25)).state().values()) == {0.25, 0.0}
    weights = Neuron(50, init=init.between(0.1, 0.2), rng=Random(0)).w
    assert all(0.1 <= w.data <= 0.2 for w in weights)


def test_sizes_and_inputs_are_taken_as_they_are_meant():
    assert MLP(np.int64(2), (size for size in (3, 1))).num_parameters() == 13
    for wrong in (None, [], 3):
        with pytest.raises(ValueError, match="MLP takes a list of layer sizes"):
            MLP(2, wrong)
    with pytest.raises(TypeError, match="got dict; put them into a list in their order"):
        MLP(2, [1])({1: 2, 3: 4})
    with pytest.raises(ValueError, match="an initialiser must give finite numbers, got nan"):
        MLP(2, [1], init=lambda *_: math.nan)
