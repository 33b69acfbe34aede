"""Which module a node belongs to, for every order of operands and every sample."""

import copy
import pickle
from random import Random

import pytest
from graphs import Unit, Units, boxes_of, network

from autograd import Value, sum, tape
from autograd.errors import ChoiceError
from autograd.nn import MLP, Layer, Module, Neuron, l2_penalty, squared_error
from viz import draw_dot
from viz.folding import owners


def test_every_node_of_a_neuron_belongs_to_it_for_every_sample():
    model, loss = network(samples=3)
    lines = tape(loss)
    found = owners(lines)
    # A neuron of n inputs: n weights and a bias; for each sample n products, n sums, an activation.
    expected = {f"layer1.neuron{i}": 3 + 3 * 5 for i in (1, 2, 3)}
    expected["layer2.neuron1"] = 4 + 3 * 6
    counts = {path: found.count(path) for path in set(found) if path is not None}
    assert counts == expected
    parameters = {id(p) for p in model.parameters()}
    for line, owner in zip(lines, found, strict=True):
        if id(line.node) in parameters:
            assert line.node.path.rpartition(".")[0] == owner
    outside = [line.node for line, owner in zip(lines, found, strict=True) if owner is None]
    inputs = [node for node in outside if node.role == "input"]
    assert len(inputs) == 6
    assert all(node.op is None or node is loss or not node.path for node in outside)


def test_a_name_of_ones_own_does_not_hide_where_a_node_belongs():
    neuron = Neuron(2)
    neuron.w[0].label = "mine"
    layer = Module()
    layer.part = neuron
    output = neuron([1.0, 2.0])
    output.label = "also mine"
    found = owners(tape(output + 1))
    assert found == ["part"] * (len(found) - 1) + [None]


def test_what_several_neurons_share_belongs_to_none():
    layer = Layer(1, 3)
    model = Module()
    model.layer = layer
    x = Value(2.0, role="input")
    root = sum(layer([x * 2 + 1]))
    lines = tape(root)
    found = dict(zip((line.name for line in lines), owners(lines), strict=True))
    shared = [line.name for line in lines if line.op is not None and line.op.name in ("mul", "add")]
    assert [found[name] for name in shared[:2]] == [None, None]


def test_a_penalty_on_weights_belongs_to_the_loss():
    model, _ = network(samples=1)
    loss = squared_error(model([1.0, 2.0]), 1.0) + l2_penalty(model.parameters(), 0.1)
    loss.label, loss.role = "total", "loss"
    shown = boxes_of(draw_dot(loss, detail="layer"))
    assert set(shown) == {"layer1", "layer2", "total"}


def test_a_softmax_belongs_to_its_layer():
    model = MLP(2, [3], output_activation="softmax")
    outputs = model([1.0, 2.0])
    loss = outputs[0].log() + outputs[1]
    by_neuron, by_layer = (
        boxes_of(draw_dot(loss, detail=detail)) for detail in ("neuron", "layer")
    )
    assert {"layer1", "layer1.neuron1", "layer1.neuron2", "layer1.neuron3"} <= set(by_neuron)
    assert "layer1.neuron1" not in by_layer
    assert len(by_layer["layer1"].members) > 3 * 6


class Pair(Module):
    """Combines the weights of its parts, and computes nothing with either part."""

    def __init__(self):
        self.left, self.right = Unit(), Unit()

    def forward(self, x):
        return (self.left.weight * self.right.weight) * (x * self.left.weight)


class Outer(Module):
    """Holds a pair."""

    def __init__(self):
        self.pair = Pair()


def test_what_combines_the_weights_of_two_parts_belongs_to_what_holds_both():
    model = Module()
    model.outer = Outer()
    lines = tape(model.outer.pair(Value(3.0, label="x")))
    found = owners(lines)
    assert {line.name: found[line.index] for line in lines if not line.op} == {
        "outer.pair.left.weight": "outer.pair.left",
        "outer.pair.right.weight": "outer.pair.right",
        "x": None,
    }
    assert [found[line.index] for line in lines if line.op] == ["outer.pair"] * 3


class Whole(Module):
    """A part, and perhaps a parameter beside it."""

    def __init__(self, parameter):
        self.part = Unit()
        if parameter:
            self.factor = parameter

    def forward(self, x):
        x = self.part(x) * 3
        return x * self.part.weight * self.factor if "factor" in vars(self) else x.exp()


@pytest.mark.parametrize(
    ("parameter", "owner"), [(Value(2.0), ""), (None, None)], ids=["its own", "none"]
)
def test_a_whole_model_owns_what_uses_its_parts_if_it_has_parameters_of_its_own(parameter, owner):
    lines = tape(Whole(parameter)(Value(3.0)))
    output = next(line.index for line in lines if line.node.path == "part" and line.op)
    behind = [i for i in range(output + 1, len(lines)) if lines[i].op]
    assert [owners(lines)[i] for i in behind] == [owner] * len(behind)


@pytest.mark.parametrize("other", ["unit2", "unit10"])
@pytest.mark.parametrize(
    "made",
    [
        lambda x, own, theirs: x * theirs,
        lambda x, own, theirs: theirs * x,
        lambda x, own, theirs: (x * own) * theirs,
        lambda x, own, theirs: (x * theirs) * own,
    ],
)
def test_what_uses_the_weight_of_another_module_belongs_to_neither(made, other):
    units = Units()
    own, theirs = units.unit1.weight, getattr(units, other).weight
    lines = tape(units.unit1(made(Value(3.0), own, theirs)))
    *uses, output = [owner for line, owner in zip(lines, owners(lines), strict=True) if line.op]
    assert (set(uses), output) == ({None}, "unit1")


def test_what_lies_between_modules_is_one_box_for_each_place():
    units, x = Units(), Value(0.5, label="x")
    first = (x * 2 + 1).exp()
    second = units.unit1(first).cos().tanh() + first  # from places 0 and 1: it lies at 1
    third = units.unit2(second).cos().tanh()
    root = (units.unit10(third + second) * 3 + third).exp() * first.sqrt()
    root.label = "y"
    lines = tape(root)
    boxes = draw_dot(root, detail="layer").shown.boxes
    assert [
        (box.name, [lines[i].op.name for i in box.members])
        for box in boxes
        if box.kind == "operation"
    ] == [
        ("operations", ["mul", "add", "exp"]),
        ("operations", ["cos", "tanh", "add"]),
        ("operations", ["cos", "tanh"]),
        ("y", ["mul", "add", "exp", "sqrt", "mul"]),
    ]


def test_layers_are_what_holds_the_innermost_modules():
    class Block(Module):
        def __init__(self):
            self.layer, self.unit = Layer(1, 2, "softmax"), Unit()

        def forward(self, x):
            return self.unit(sum(self.layer([x]))).exp()

    class Model(Module):
        def __init__(self):
            self.block, self.unit, self.weight = Block(), Unit(), Value(2.0)

        def forward(self, x):
            return self.unit(self.block(x)) * self.weight

    root = Model()(Value(0.5, label="x"))
    by_neuron, by_layer = (
        boxes_of(draw_dot(root, detail=detail)) for detail in ("neuron", "layer")
    )
    neurons = {"block.layer.neuron1", "block.layer.neuron2"}
    layers = {"block.layer", "block", "unit", "model"}
    assert set(by_neuron) == {"x", "block.unit", *neurons, *layers}
    assert set(by_layer) == {"x", *layers}
    # Its softmax belongs to the layer, and the unit of the block to the block.
    for whole, parts in {"block.layer": neurons, "block": {"block.unit"}}.items():
        members = [i for name in (whole, *parts) for i in by_neuron[name].members]
        assert by_layer[whole].members == tuple(sorted(members))


def test_two_models_of_the_same_paths_are_two():
    one, other = MLP(2, [3, 1], rng=Random(0)), MLP(2, [2, 1], rng=Random(1))
    loss = (one([0.1, 0.2]) - other([0.1, 0.2])) ** 2
    shown = draw_dot(loss, detail="layer").shown
    names = ["model1.layer1", "model1.layer2", "model2.layer1", "model2.layer2"]
    rows = {box.name: box.rows[1] for box in shown.boxes if box.kind == "module"}
    assert rows == dict(zip(names, (f"parameters {n}" for n in (9, 4, 6, 3)), strict=True))
    part = draw_dot(loss, module=other).shown
    assert {line.path for line in other.parameters()} == {
        box.name.removesuffix("#2") for box in part.boxes if box.kind == "parameter"
    }
    assert {box.name for box in draw_dot(loss, module=one, detail="layer").shown.boxes} >= {
        "model1.layer1",
        "model1.layer2",
    }
    with pytest.raises(ChoiceError, match=r"no node of this MLP; .* 'model1\.layer1', "):
        draw_dot(loss, module=MLP(2, [3, 1]))
    with pytest.raises(ChoiceError, match="unknown module 'layer1'"):
        draw_dot(loss, module="layer1")


def test_a_copy_of_a_model_is_another_model():
    model = MLP(1, [1, 1], rng=Random(0))
    for copied in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        found = owners(tape(model([1.0]) - copied([1.0])))
        assert {"model1.layer1.neuron1", "model2.layer1.neuron1"} <= set(found)
        same = owners(tape(copied([1.0]) - copied([2.0])))
        assert {"layer1.neuron1", "layer2.neuron1"} == set(same) - {None}


def test_a_module_that_works_on_its_own_output_has_uses_and_no_samples():
    neuron = Neuron(1, "tanh", rng=Random(0))
    in_turn, aside = neuron([neuron([0.5])]), neuron([0.5]) + neuron([0.7])
    for root, said in ((in_turn * 2, "uses 2"), (aside, "samples 2")):
        boxes = draw_dot(root, detail="neuron").shown.boxes
        assert [box.rows[1] for box in boxes if box.kind == "module"] == [said]
