"""Modules: parameters, dotted paths as labels, names of outputs, states."""

import copy
import pickle
from random import Random

import numpy as np
import pytest

from autograd import Value, no_grad, tape
from autograd.errors import ChoiceError, StateError
from autograd.nn import MLP, Layer, Module, Neuron


class Scale(Module):
    def __init__(self, factor=2.0):
        self.factor = Value(factor)

    def forward(self, x):
        return self.factor * x


def names(module):
    return [name for name, _ in module.named_parameters()]


def labels(module):
    return [parameter.label for parameter in module.parameters()]


def test_parameters_of_an_mlp_are_labelled_with_their_dotted_paths():
    model = MLP(2, [3, 1])
    assert names(model) == [
        *[f"layer1.neuron{i}.{p}" for i in (1, 2, 3) for p in ("w1", "w2", "b")],
        *[f"layer2.neuron1.{p}" for p in ("w1", "w2", "w3", "b")],
    ]
    assert labels(model) == names(model)
    assert {parameter.role for parameter in model.parameters()} == {"parameter"}
    assert dict(model.named_parameters())["layer1.neuron3.w2"] is model.layers[0].neurons[2].w[1]


def test_a_part_names_its_parameters_from_itself_but_labels_them_from_the_whole():
    model = MLP(1, [2, 1])
    neuron = model.layers[0].neurons[1]
    assert names(neuron) == ["w1", "b"]
    assert labels(neuron) == ["layer1.neuron2.w1", "layer1.neuron2.b"]
    assert neuron.path == "layer1.neuron2"


def test_a_module_of_modules_gives_them_new_paths():
    class Net(Module):
        def __init__(self):
            self.encoder = MLP(2, [1])
            self.heads = [Scale(), Scale()]

    net = Net()
    assert labels(net) == [
        "encoder.layer1.neuron1.w1",
        "encoder.layer1.neuron1.w2",
        "encoder.layer1.neuron1.b",
        "head1.factor",
        "head2.factor",
    ]


def test_a_module_assembled_twice_has_the_path_of_the_last_place():
    scale = Scale()
    for place in ("first", "second"):
        whole = Module()
        setattr(whole, place, scale)
    assert scale.factor.label == scale.path + ".factor" == "second.factor"


def test_parts_added_to_a_list_afterwards_are_found_and_named():
    class Net(Module):
        def __init__(self):
            self.steps = [Scale()]

    net = Net()
    net.steps.insert(0, Scale(5.0))
    assert names(net) == labels(net) == ["step1.factor", "step2.factor"]
    assert net.state() == {"step1.factor": 5.0, "step2.factor": 2.0}


def test_a_part_changed_after_assembly_keeps_its_place():
    model = MLP(1, [1])
    model.layers[0].gain = Value(1.0)
    assert model.layers[0].gain.label == "layer1.gain"


def test_a_label_the_user_gave_stays():
    module = Module()
    module.w = Value(1.0, label="slope")
    whole = Module()
    whole.part = module
    assert module.w.label == "slope"
    assert names(whole) == ["part.w"]


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("layers", "layer1"),
        ("w", "w1"),
        ("biases", "bias1"),
        ("bias", "bias1"),
        ("loss", "loss1"),
        ("s", "s1"),
        ("W1", "W1_1"),
    ],
)
def test_items_of_a_list_are_numbered_and_lose_the_plural_s(attribute, expected):
    module = Module()
    setattr(module, attribute, [Value(1.0)])
    assert names(module) == [expected]


def test_containers_of_parameters_are_all_found():
    module = Module()
    module.matrix = [[Value(1.0), Value(2.0)], (Value(3.0),)]
    module.by_name = {"left": Value(4.0)}
    module.array = np.array([Value(5.0)], dtype=object)
    assert names(module) == ["matrix1_1", "matrix1_2", "matrix2_1", "by_name.left", "array1"]


def test_what_is_no_parameter_is_not_found():
    module = Module()
    module.w = Value(1.0)
    module.input = Value(2.0, role="input")
    module.result = module.w * 3
    module._hidden = Value(4.0)
    module.sizes = [1, 2]
    module.data = np.arange(3.0)
    module.text = "w"
    assert names(module) == ["w"]


def test_a_shared_parameter_is_listed_once_under_its_first_path():
    module = Module()
    module.a = Value(1.0)
    module.b = [module.a, Value(2.0)]
    part = Scale()
    module.c = part
    module.d = part
    assert names(module) == ["a", "b2", "c.factor"]
    assert labels(module) == ["a", "b2", "c.factor"]
    assert module.num_parameters() == 3


def test_a_part_that_knows_its_whole_does_not_go_round_in_circles():
    whole = Module()
    whole.part = Scale()
    whole.part.whole = whole
    assert len(whole.parameters()) == 1
    assert whole.modules() == [whole, whole.part]


def test_two_parts_of_one_name_are_refused_where_they_are_assigned():
    module = Module()
    module.w1 = Value(1.0)
    with pytest.raises(ChoiceError, match=r"two parts of one module would be called 'w1'; rename"):
        module.w = [Value(2.0)]
    assert names(module) == ["w1"]
    assert not hasattr(module, "w")


def test_modules_lists_the_whole_before_its_parts():
    paths = [module.path for module in MLP(1, [2, 1]).modules()]
    assert paths == [
        "",
        "layer1",
        "layer1.neuron1",
        "layer1.neuron2",
        "layer2",
        "layer2.neuron1",
    ]


def test_zero_grad_makes_gradients_not_computed_yet():
    model = MLP(1, [1])
    model([2.0]).backward()
    assert None not in [p.grad for p in model.parameters()]
    model.zero_grad()
    assert {p.grad for p in model.parameters()} == {None}


# --- names of outputs --------------------------------------------------------------------------


def test_the_output_of_every_neuron_is_labelled_once_a_call():
    model = MLP(2, [2, 1], rng=Random(0))
    lines = tape(model([1.0, 2.0]))
    found = {line.name for line in lines if line.op is not None and not line.name.startswith("v")}
    assert found == {"layer1.neuron1", "layer1.neuron2", "layer2.neuron1"}


def test_what_leaves_a_whole_model_is_its_output_and_what_leaves_a_part_is_not():
    model = MLP(2, [2, 2])
    first, second = model([1.0, 2.0])
    assert (first.role, second.role) == ("output", "output")
    hidden = model.layers[0]([1.0, 2.0])
    assert [h.role for h in hidden] == ["", ""]


def test_softmax_outputs_carry_the_name_of_their_layer():
    model = MLP(1, [2, 2], output_activation="softmax")
    assert [p.label for p in model([1.0])] == ["layer2.out1", "layer2.out2"]


def test_a_name_the_user_gave_to_a_result_stays():
    class Named(Module):
        def __init__(self):
            self.w = Value(2.0)

        def forward(self, x):
            y = self.w * x
            y.label = "mine"
            return y

    whole = Module()
    whole.part = Named()
    assert whole.part(3.0).label == "mine"


def test_a_role_the_user_gave_to_a_result_stays():
    class WithLoss(Scale):
        def forward(self, x):
            loss = super().forward(x)
            loss.role = "loss"
            return loss

    assert WithLoss()(3.0).role == "loss"


def test_an_input_that_passes_through_is_not_renamed():
    class Through(Module):
        def forward(self, x):
            return x

    whole = Module()
    whole.part = Through()
    x = Value(1.0)
    assert whole.part(x) is x
    assert (x.label, x.role) == ("", "")


def test_results_inside_no_grad_are_left_alone():
    with no_grad():
        y = MLP(1, [1])(2.0)
    assert (y.op, y.label, y.role) == (None, "", "")


def test_a_module_without_forward_says_so():
    with pytest.raises(NotImplementedError, match="Module has no forward method; write one"):
        Module()(1.0)


# --- state -------------------------------------------------------------------------------------


def test_a_state_goes_from_one_model_to_another_bit_by_bit():
    first, second = MLP(2, [3, 1], rng=Random(1)), MLP(2, [3, 1], rng=Random(2))
    assert first.state() != second.state()
    second.load(first.state())
    assert first.state() == second.state()
    assert first([0.3, 0.7]).data == second([0.3, 0.7]).data


def test_a_state_that_does_not_fit_gives_one_error_that_lists_all_and_changes_nothing():
    neuron = Neuron(4, init="zeros")
    before = neuron.state()
    state = {"w1": 1.0, "w2": "2.0", "w3": float("nan"), "w4": None, "w5": 1.0, "x": 3.0}
    with pytest.raises(StateError) as caught:
        neuron.load(state)
    assert str(caught.value) == (
        "the state does not fit this Neuron; missing: b; unexpected: w5, x; "
        "not a finite number: w2 = '2.0', w3 = nan, w4 = None. "
        "Nothing was changed; load it into a model of the same shape"
    )
    assert neuron.state() == before


def test_a_long_list_of_problems_says_how_many_more_there_are():
    with pytest.raises(StateError, match=r"missing: w1, w2, w3, w4, w5 and 3 more\. Nothing"):
        Neuron(7).load({})


@pytest.mark.parametrize("entry", [10**400, float("inf"), 1j, [1.0], Value(1.0)])
def test_an_entry_that_is_no_finite_float_is_refused(entry):
    neuron = Neuron(1, init="zeros")
    with pytest.raises(StateError, match="not a finite number: w1"):
        neuron.load({"w1": entry, "b": 1.0})
    assert neuron.state() == {"w1": 0.0, "b": 0.0}


def test_a_state_that_is_no_dict_is_refused():
    with pytest.raises(StateError, match=r"load takes a dict of path to number, got str"):
        Neuron(1).load("model.json")


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copy_is_another_model_of_the_same_numbers_and_names(copied):
    model = MLP(2, [2, 1], "tanh", rng=Random(3))
    twin = copied(model)
    assert twin.state() == model.state()
    assert labels(twin) == labels(model)
    assert not set(map(id, twin.parameters())) & set(map(id, model.parameters()))
    assert twin([1.0, 2.0]).data == model([1.0, 2.0]).data


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (MLP(2, [16, 16, 1]), "MLP(2, [16, 16, 1], 'relu', 'identity')"),
        (Layer(2, 3, "tanh"), "Layer(2, 3, 'tanh')"),
        (Neuron(2, "leaky_relu"), "Neuron(2, 'leaky_relu')"),
        (Scale(), "<Scale with 1 parameters>"),
    ],
)
def test_a_repr_is_short(module, text):
    assert repr(module) == text


def test_a_result_cannot_take_the_place_of_a_parameter():
    neuron = Neuron(1)
    with pytest.raises(TypeError, match=r"b of Neuron is a parameter, .* assign to b.data"):
        neuron.b = neuron.b - 0.1
    assert neuron.num_parameters() == 2


def test_names_of_the_module_itself_cannot_be_taken():
    class Wrong(Module):
        def __init__(self):
            self.parameters = [Value(1.0)]

    with pytest.raises(ValueError, match=r"'parameters' is part of every Module.*my_parameters"):
        Wrong()
