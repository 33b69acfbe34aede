"""Large graphs fold: by neuron, layer, sample, depth; what is folded or left out is said."""

import math
import re
from dataclasses import replace
from random import Random
from xml.etree import ElementTree as ET

import pytest

from autograd import Value, sum, tape
from autograd.errors import ChoiceError, DomainError, InputTypeError
from autograd.nn import MLP, Layer, Module, Neuron, l2_penalty, squared_error
from viz import draw_dot
from viz.folding import LIMIT, keys_for, nearest, owners, within_hops
from viz.labels import number
from viz.rendering import lay_out
from viz.view import crowding, is_quick, reach

SVG = "{http://www.w3.org/2000/svg}"


def network(samples=14, sizes=(3, 1), seed=3):
    """A loss of a small network over some samples, with its gradients."""
    random = Random(seed)
    model = MLP(2, list(sizes), activation="tanh", rng=random)
    points = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(samples)]
    outputs = [model([Value(x, role="input"), Value(y, role="input")]) for x, y in points]
    loss = squared_error(outputs, [float(x * y > 0) for x, y in points])
    loss.backward()
    return model, loss


def boxes_of(picture):
    return {box.name: box for box in picture.shown.boxes}


def chain(length):
    x = Value(0.5, label="x")
    for _ in range(length):
        x = x.sin()
    x.backward()
    return x


# --- what belongs where ----------------------------------------------------------------------


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


class Unit(Module):
    """Multiplies by what it is given and by its own weight, and names what it computes inside."""

    def __init__(self, weight=2.0):
        self.weight = Value(weight)

    def forward(self, x, *factors):
        for factor in (*factors, self.weight):
            x = x * factor
            x.label = "part"
        return x.sin()


class Units(Module):
    """Three units, the first and the last of similar names."""

    def __init__(self):
        self.unit1, self.unit2, self.unit10 = Unit(), Unit(), Unit()


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


# --- what a box of many says -----------------------------------------------------------------


def test_a_folded_neuron_says_what_matters():
    model, loss = network()
    box = boxes_of(draw_dot(loss, detail="neuron"))["layer1.neuron2"]
    neuron = model.layers[0].neurons[1]
    size = math.sqrt(math.fsum(p.grad**2 for p in neuron.parameters()))
    outputs = [
        line.node.data
        for line in tape(loss)
        if line.node.path == "layer1.neuron2" and line.op is not None
    ]
    assert len(outputs) == 14
    assert box.rows == (
        "layer1.neuron2",
        "samples 14",
        "parameters 3",
        f"output {number(min(outputs))} … {number(max(outputs))}",
        f"‖grad‖ {number(size)}",
    )
    assert len(box.members) == 3 + 14 * 5
    assert box.about == f"{'; '.join(box.rows)} (73 nodes in one box)"
    assert not box.is_output
    assert not box.is_to_come


def test_a_result_is_no_parameter_that_a_penalty_uses_and_no_sample_a_part_of_one_name():
    unit = Units().unit1
    outputs = [unit(Value(x), 0.5) for x in (0.1, 0.2)]
    root = l2_penalty(unit.parameters(), 7.0) + outputs[0] * outputs[1]
    assert boxes_of(draw_dot(root, detail="layer"))["unit1"].rows[:4] == (
        "unit1",
        "samples 2",
        "parameters 1",
        f"output {number(math.sin(0.1))} … {number(math.sin(0.2))}",
    )
    once = boxes_of(draw_dot(unit(Value(0.1), 0.5, 4.0) + 1, detail="layer"))["unit1"]
    assert once.rows[:2] == ("unit1", "parameters 1")


def test_a_module_of_which_only_weights_are_used_has_no_samples():
    neuron = Neuron(2)
    neuron.load({"w1": -1.0, "w2": 3.0, "b": 0.5})
    root = l2_penalty(neuron.parameters(), 1.0)
    root.backward()
    box = boxes_of(draw_dot(root, detail="layer"))["model"]
    # The gradient of w² is 2w: the root of 4 + 36 + 1.
    assert box.kind == "module"
    assert box.rows == ("model", "parameters 3", "output −1.0000 … 3.0000", "‖grad‖ 6.4031")


def test_a_nan_among_the_numbers_of_a_box_is_shown():
    xs = [Value(x, label="x") for x in (1.0, math.nan, 1.0)]
    assert "value NaN" in boxes_of(draw_dot(sum(xs), detail="layer"))["x"].rows


@pytest.mark.parametrize(("role", "kind"), [("loss", "loss"), ("", "operation")])
def test_what_lies_behind_looks_like_the_root(role, kind):
    root = (Units().unit1(0.5) * 3).exp()
    root.label, root.role = "y", role
    box = draw_dot(root, detail="layer").shown.boxes[-1]
    assert (box.name, box.kind, len(box.members)) == ("y", kind, 2)


def test_an_arrow_for_many_edges_says_how_many_and_how_large():
    _, loss = network()
    picture = draw_dot(loss, detail="layer")
    lines = tape(loss)
    members = {box.id: set(box.members) for box in picture.shown.boxes}
    found = 0
    for arrow in picture.shown.arrows:
        edges = [
            (line, k, arg)
            for line in lines
            for k, arg in enumerate(line.args)
            if isinstance(arg, int)
            and arg in members[arrow.tail]
            and line.index in members[arrow.head]
        ]
        if len(edges) > 1:
            found += 1
            flows = [(line.node.db if k else line.node.da) * line.node.grad for line, k, _ in edges]
            size = math.sqrt(math.fsum(flow**2 for flow in flows))
            assert arrow.rows == (f"×{len(edges)}", f"← ‖{number(size)}‖")
            ends = min(members[arrow.tail]), min(members[arrow.head])
            assert (arrow.id, arrow.tail) == (f"flow{ends[0]}-{ends[1]}", f"fold{ends[0]}")
    assert found == 3


def test_an_arrow_for_one_edge_says_what_it_says_in_full():
    root = Units().unit1(Value(0.25, label="x")) * 3
    root.backward()
    into, out = draw_dot(root, detail="layer").shown.arrows
    # y = 3 sin(2x): the slope of the product is 2, that of what lies behind 3.
    assert into.rows == ("∂ 2.0000", f"← {number(3 * math.cos(0.5) * 2)}")
    assert out.rows == ("∂ 3.0000", "← 3.0000")
    assert [(arrow.sign, arrow.id) for arrow in (into, out)] == [
        ("positive", "edge2-0"),
        ("positive", "edge4-0"),
    ]
    assert (into.head, out.tail) == ("fold1", "fold1")
    assert [arrow.share for arrow in (into, out)] == [1.0, pytest.approx(0.5 / math.cos(0.5))]


def test_a_square_keeps_both_its_arrows_beside_a_folded_module():
    x = Value(0.5, label="x")
    square = x * x
    shown = draw_dot(Units().unit1(square) + square, detail="layer").shown
    assert [arrow.rows for arrow in shown.arrows if arrow.tail == "node0"] == [("∂ 0.5000",)] * 2


def test_two_edges_into_or_out_of_a_folded_module_share_an_arrow():
    x = Value(0.5, label="x")
    y = Units().unit1(x, x)
    shown = draw_dot(y * y, detail="layer").shown
    assert [arrow.rows for arrow in shown.arrows] == [("×2",), ("×2",)]


def bundles(loss):
    """The arrows for many edges, by how many they are."""
    shown = draw_dot(loss, detail="layer").shown
    return {arrow.rows[0]: arrow for arrow in shown.arrows if arrow.rows[0].startswith("×")}


def test_an_arrow_for_many_edges_waits_for_a_backward_pass():
    _, loss = network()
    assert {arrow.sign for arrow in bundles(loss).values()} == {"many"}
    for line in tape(loss):
        line.node.grad = None
    for count, arrow in bundles(loss).items():
        assert (arrow.rows, arrow.sign, arrow.share) == ((count,), "waiting", 0.0)
        assert arrow.about.endswith(" is not computed yet")


@pytest.mark.parametrize(("wrong", "text", "share"), [(math.nan, "NaN", 0.0), (math.inf, "∞", 1.0)])
def test_an_arrow_for_many_edges_is_as_thick_as_its_share_of_the_largest_finite_one(
    wrong, text, share
):
    _, loss = network()
    lines = tape(loss)
    sizes = {count: float(a.about.rpartition(" is ")[2]) for count, a in bundles(loss).items()}
    assert {count: arrow.share for count, arrow in bundles(loss).items()} == {
        count: pytest.approx(size / max(sizes.values()), rel=1e-15) for count, size in sizes.items()
    }
    outputs = {i for i, line in enumerate(lines) if line.op and line.node.path[:6] == "layer1"}
    for line in lines:
        if not outputs.isdisjoint(line.args):
            line.node.grad = wrong
    assert bundles(loss)["×42"].rows == ("×42", f"← ‖{text}‖")
    assert {count: arrow.share for count, arrow in bundles(loss).items()} == {
        "×42": share,
        "×14": 1.0,
        "×84": pytest.approx(sizes["×84"] / sizes["×14"], rel=1e-15),
    }


def test_every_node_is_in_one_box_and_every_edge_in_one_arrow():
    _, loss = network(samples=40)
    total = len(tape(loss))
    for detail in ("auto", "full", "neuron", "layer"):
        shown = draw_dot(loss, detail=detail).shown
        assert sorted(i for box in shown.boxes for i in box.members) == list(range(total))
        assert shown.total == total


def test_a_graph_without_gradients_folds_and_says_so():
    model, _ = network()
    loss = squared_error([model([0.1, 0.2]), model([0.3, 0.4])], [1.0, 0.0])
    model.zero_grad()
    for box in draw_dot(loss, detail="layer").shown.boxes:
        if box.kind == "module":
            assert box.rows[-1] == "‖grad‖ not computed yet"


def test_leaves_share_a_box_by_name_while_names_are_few():
    xs = [Value(float(i), label="x") for i in range(300)]
    ws = [Value(float(i), role="parameter") for i in range(300)]
    root = sum(w * x for w, x in zip(ws, xs, strict=True))
    root.backward()
    picture = draw_dot(root)
    box = boxes_of(picture)["x"]
    size = number(math.sqrt(math.fsum(i * i for i in range(300))))  # dy/dx is w
    assert box.rows == ("x", "nodes 300", "value 0.0000 … 299.0000", f"‖grad‖ {size}")
    assert boxes_of(picture)["parameter"].kind == "parameter"


@pytest.mark.parametrize(("names", "boxes"), [(20, 20), (21, 1)])
def test_up_to_twenty_names_of_leaves_get_a_box_each(names, boxes):
    leaves = [Value(1.0, label=f"x{i % names}") for i in range(2 * names)]
    shown = draw_dot(sum(leaves), detail="layer").shown
    assert sum(box.kind == "leaf" for box in shown.boxes) == boxes
    assert {box.rows[1] for box in shown.boxes if box.kind == "leaf"} == {
        f"nodes {2 * names // boxes}"
    }


def test_leaves_of_many_names_share_a_box_by_what_they_feed():
    units = Units()
    names = [f"{use}{i}" for use in "xy" for i in range(15)]
    leaves = [Value(0.1, label=name) for name in names]
    root = units.unit1(sum(leaves[:15])) + sum(leaves[15:])
    shown = draw_dot(root, detail="layer").shown
    lines = tape(root)
    leaf_boxes = [box for box in shown.boxes if box.kind == "leaf"]
    assert [box.name for box in leaf_boxes] == ["leaf", "leaf"]
    assert [[lines[i].name for i in box.members] for box in leaf_boxes] == [names[:15], names[15:]]


# --- how finely ------------------------------------------------------------------------------


def test_up_to_four_hundred_nodes_are_drawn_in_full_and_more_are_not():
    assert len(draw_dot(chain(LIMIT - 1)).shown.boxes) == LIMIT == 400
    assert draw_dot(chain(LIMIT - 1)).shown.caption == ""
    xs = [Value(0.01, label=f"x{i % 9}") for i in range(LIMIT // 2)]
    assert len(draw_dot(sum(xs).sin()).shown.boxes) == LIMIT
    shown = draw_dot(chain(LIMIT)).shown
    assert len(shown.boxes) < LIMIT
    assert shown.caption == ("100 of 401 nodes, those nearest to v400; detail='full' shows all")
    assert len(draw_dot(chain(LIMIT), detail="full").shown.boxes) == 401


def test_neurons_are_shown_while_they_are_few_enough_then_layers():
    _, loss = network(samples=40, sizes=(8, 1))
    shown = draw_dot(loss).shown
    assert {"layer1.neuron8", "layer2.neuron1"} <= {box.name for box in shown.boxes}
    assert shown.caption == (  # all 2,473 would take Graphviz too long
        f"{len(tape(loss)):,} nodes in {len(shown.boxes)} boxes; "
        "around= (a node) or module= shows a part in full"
    )
    model = MLP(2, [420, 1], activation="tanh", rng=Random(1))
    wide = draw_dot(model([0.5, 0.5]))
    assert {"layer1", "layer2"} <= {box.name for box in wide.shown.boxes}


def test_a_graph_without_modules_folds_by_depth_and_operation():
    rows = [[Value(0.1 * i * j) for j in range(20)] for i in range(20)]
    roots = [sum(x * 2 for x in row).tanh() for row in rows]
    root = sum(roots)
    shown = draw_dot(root).shown
    assert len(shown.boxes) < 100
    tanh = next(box for box in shown.boxes if box.name == "tanh")
    assert (tanh.kind, tanh.rows[1]) == ("activation", "nodes 20")
    times = next(box for box in shown.boxes if box.name == "×")
    assert (times.kind, times.rows[1]) == ("operation", "nodes 400")


def test_without_modules_a_box_is_one_operation_at_one_distance_from_the_leaves():
    x = Value(2.0)
    parts = [x * x, x.sin() * x, x.cos() * x]
    lines = tape(sum(parts))
    keys = keys_for(lines, "depth")
    first, second, third = (keys[lines.index(part)] for part in parts)
    assert first != second == third


@pytest.mark.parametrize("detail", ["auto", "full", "neuron", "layer"])
def test_a_leaf_alone_is_one_box_at_every_level_of_detail(detail):
    (box,) = draw_dot(Value(2.0, label="x"), detail=detail).shown.boxes
    assert (box.id, box.name, box.kind) == ("node0", "x", "leaf")


def test_the_picture_says_what_it_folds():
    _, loss = network(samples=40)
    root = ET.fromstring(draw_dot(loss).pipe(backend="wasm"))  # noqa: S314  our own
    caption = [text.text for text in root.find(f"{SVG}g[@class='caption']").iter(f"{SVG}text")]
    assert caption == [f"{len(tape(loss)):,} nodes in 6 boxes; detail='full' shows all"]


def test_ten_thousand_nodes_draw_as_what_is_nearest_to_the_root():
    picture = draw_dot(chain(10_000))
    assert [box.members for box in picture.shown.boxes] == [
        *((i,) for i in range(9901, 10_001)),
        (9900,),  # what is not shown before the first
    ]
    assert b"100 of 10,001 nodes" in picture.pipe(backend="wasm")


# --- many arrows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("boxes", "arrows", "crowded"),
    [(9, 60, "normal"), (9, 61, "dense"), (31, 62, "normal"), (31, 63, "dense")],
)
def test_a_picture_is_dense_with_more_than_sixty_arrows_and_two_a_box(boxes, arrows, crowded):
    x = Value(0.5, label="x")
    shown = draw_dot(x * x).shown
    names = [f"b{i}" for i in range(boxes)]
    view = replace(
        shown,
        boxes=tuple(replace(shown.boxes[0], id=name) for name in names),
        arrows=(replace(shown.arrows[0], tail="b0", head="b1"),) * arrows,
    )
    assert crowding(view) == crowded
    assert is_quick(view)


def test_where_arrows_are_many_they_are_thin_and_have_no_text():
    root = sum(MLP(1, [7, 7, 7], activation="tanh", rng=Random(2))([0.5]))
    root.backward()
    picture = draw_dot(root, detail="neuron")
    assert crowding(picture.shown) == "dense"
    lines = {m[1]: m[0] for m in re.finditer(r'.* -> .* id="(.*?)" .*', picture.source)}
    assert len(lines) == len(picture.shown.arrows) > 98
    assert max(arrow.share for arrow in picture.shown.arrows) == 1.0
    for arrow in picture.shown.arrows:
        line = lines[arrow.id]
        assert "label=" not in line
        assert f"penwidth={0.2 + 1.6 * arrow.share:.2g} " in line
        assert f"weight={round(20 * arrow.share)}" in line


# --- long arrows -----------------------------------------------------------------------------


def recurrence(steps):
    """One weight and one bias, used at every step: the longest arrows a graph can have."""
    w, b, state = Value(0.9, "w"), Value(0.1, "b"), Value(1.0, "x")
    for _ in range(steps):
        state = state * w + b
    state.backward()
    return state


def test_the_reach_of_a_picture_counts_the_ranks_its_arrows_pass():
    assert reach(draw_dot(chain(20)).shown) == 0
    # w reaches the products at ranks 1, 3, 5, ...; b, beside the first sum, the sums at 2, 4, ...
    for steps in (1, 2, 5):
        expected = 2 * sum(range(0, 2 * steps, 2))
        assert reach(draw_dot(recurrence(steps)).shown) == expected


def test_where_arrows_are_long_their_text_stands_near_their_heads():
    picture = draw_dot(recurrence(30))
    assert crowding(picture.shown) == "long"
    assert "label=" not in "".join(line for line in picture.source.splitlines() if "->" in line)
    layout = lay_out(picture.source, backend="wasm")
    arrows = {arrow.id: arrow for arrow in picture.shown.arrows}
    for element in layout.elements:
        if element.kind == "edge":
            assert tuple(line.text for line in element.lines) == arrows[element.id].rows
            tip = [float(x) for x in re.findall(r"-?[\d.]+", element.heads[0].path)]
            x, y = max(zip(tip[::2], tip[1::2], strict=True))
            assert abs(element.lines[0].x - x) < 90
            assert abs(element.lines[0].y - y) < 60


def test_a_recurrence_that_would_take_minutes_shows_what_is_nearest():
    assert len(draw_dot(recurrence(30)).shown.boxes) == 63
    shown = draw_dot(recurrence(190)).shown
    assert shown.caption.startswith("100 of 383 nodes, those nearest to v380")
    assert is_quick(shown)
    assert crowding(draw_dot(recurrence(8)).shown) == "normal"


# --- a part ----------------------------------------------------------------------------------


def test_around_a_node_everything_within_so_many_edges_is_shown():
    x = Value(2.0, label="x")
    a, b = x * 3, x + 1
    root = (a * b).tanh() + a
    lines = tape(root)
    shown = draw_dot(root, around=b, hops=1).shown
    names = {box.name for box in shown.boxes if box.kind != "more"}
    assert names == {"x", lines[lines.index(b)].name, lines[lines.index(b) + 1].name}
    assert shown.caption.startswith("3 of 6 nodes, around v")
    assert draw_dot(root, around="x", hops=0).shown.boxes[0].name == "x"
    assert len(draw_dot(root, around="x", hops=9).shown.boxes) == 6


def test_what_is_left_out_is_counted_beside_the_box():
    x = Value(2.0, label="x")
    root = sum(x * i for i in range(1, 8))
    shown = draw_dot(root, around="v1", hops=1).shown
    more = {box.id: box for box in shown.boxes if box.kind == "more"}
    assert {id: box.rows for id, box in more.items()} == {
        "before3": ("1 more",),  # v1 + v2: the other operand
        "behind0": ("6 more",),  # x: the other products
        "behind3": ("1 more",),
    }
    arrows = {(arrow.tail, arrow.head) for arrow in shown.arrows}
    assert {("before3", "node3"), ("node0", "behind0"), ("node3", "behind3")} <= arrows
    users = [line.index for line in tape(root) if 0 in line.args and line.name != "v1"]
    assert more["behind0"].members == tuple(users)
    (hidden,) = (arrow for arrow in shown.arrows if arrow.head == "behind0")
    assert (hidden.id, hidden.rows, hidden.sign, hidden.share) == ("to-behind0", (), "hidden", 0.0)


def test_one_module_is_shown_for_the_first_sample_if_all_are_too_many():
    model, loss = network(samples=100)
    shown = draw_dot(loss, module="layer1.neuron2").shown
    names = {box.name for box in shown.boxes if box.kind != "more"}
    assert {"layer1.neuron2", "layer1.neuron2.w1", "layer1.neuron2.b"} <= names
    assert shown.caption == (
        f"8 of {len(tape(loss)):,} nodes, those of layer1.neuron2 for the first of 100 samples"
    )
    same = draw_dot(loss, module=model.layers[0].neurons[1]).shown
    whole = draw_dot(network(samples=1)[1], module="").shown
    assert whole.caption.endswith(" nodes, those of model")
    assert same == shown == draw_dot(loss, module="layer1.neuron2", detail="full").shown
    few = draw_dot(network(samples=3)[1], module="layer1.neuron2").shown
    assert sum(box.kind == "activation" for box in few.boxes) == 3
    layer = draw_dot(loss, module="layer1", detail="neuron").shown
    assert {box.name for box in layer.boxes if box.kind == "module"} == {
        f"layer1.neuron{i}" for i in (1, 2, 3)
    }
    assert boxes_of(draw_dot(loss, module="layer1", detail="layer"))["layer1"].rows[1] == (
        "samples 100"
    )
    assert layer.caption == (
        f"{3 * (3 + 500):,} of {len(tape(loss)):,} nodes, those of layer1, in 3 boxes"
    )


def test_of_too_many_around_a_node_the_nearest_are_shown():
    shown = draw_dot(chain(2000), around="v1000", hops=300).shown
    drawn = [i for box in shown.boxes if box.kind != "more" for i in box.members]
    assert drawn == [*range(950, 1050)]
    assert shown.caption == ("100 of 2,001 nodes, those nearest to v1000; detail='full' shows all")
    assert len(draw_dot(chain(2000), around="v1000", hops=300, detail="full").shown.boxes) == 603


def test_of_a_module_with_too_many_parts_the_last_are_shown():
    model = MLP(1, [1] * (LIMIT + 1), activation="tanh", init="zeros")
    root = model([1.0])
    for _ in range(200):  # farther from the root than what is shown of a whole graph
        root = root.sin()
    shown = draw_dot(root, module=model).shown
    drawn = [box for box in shown.boxes if box.kind != "more"]
    assert len(drawn) == 100
    assert drawn[-1].name == f"layer{LIMIT + 1}.neuron1"
    assert ", those nearest to layer401.neuron1; " in shown.caption
    full = draw_dot(root, module=model, detail="full").shown
    assert full.caption.endswith(" nodes, those of model")  # and of no first sample


def test_contributions_of_hidden_users_are_not_lost_silently():
    x = Value(2.0, label="x")
    root = x * 3 + x * 4
    root.backward()
    shown = draw_dot(root, around="v1", hops=1).shown
    x_box = next(box for box in shown.boxes if box.name == "x")
    assert "grad 7.0000" in x_box.rows
    assert any(box.rows == ("1 more",) for box in shown.boxes)


def test_within_hops_and_nearest_are_what_they_say():
    lines = tape(chain(10))
    assert within_hops(lines, 5, 2) == [5, 4, 6, 3, 7]
    assert within_hops(lines, 5, 3) == [5, 4, 6, 3, 7, 2, 8]
    assert within_hops(lines, 0, 0) == [0]
    w = Value(2.0)
    shared = tape(w * 3 + w * 4)  # w, w*3, w*4, the sum: w leads nowhere, unless it is the centre
    assert within_hops(shared, 1, 2) == [1, 0, 3, 2]
    assert within_hops(shared, 1, 1) == [1, 0, 3]
    assert within_hops(tape((w * 3).sin() + (w * 4).sin()), 1, 2) == [1, 0, 2, 5]
    assert within_hops(shared, 0, 1) == [0, 1, 2]
    assert nearest(lines, range(11), 4) == [10, 9, 8, 7]
    assert nearest(lines, [2, 3, 5, 6], 4) == [6, 5]  # 4, which would lead on, is not shown
    assert nearest(shared, range(4), 9) == [3, 1, 2, 0]


def test_keys_leave_out_what_is_not_shown():
    lines = tape(chain(10))
    assert keys_for(lines, "full", [2, 3]) == [None, None, 2, 3] + [None] * 7


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"detail": "neurons"}, ChoiceError, "unknown detail 'neurons'; did you mean 'neuron'"),
        ({"around": "y"}, ChoiceError, "unknown node 'y'"),
        ({"around": Value(1.0)}, ChoiceError, "is not on this tape"),
        ({"around": 3}, InputTypeError, "around takes a Value of the graph, or its name, got int"),
        ({"around": "x", "hops": 1.5}, InputTypeError, "hops takes a whole number, got float"),
        ({"around": "x", "hops": -1}, DomainError, "hops counts edges, 0 or more, got -1"),
        ({"module": "layer9"}, ChoiceError, "unknown module 'layer9'"),
        ({"module": 5}, InputTypeError, "module takes a Module, or its path such as 'layer1'"),
        ({"around": "x", "module": "layer1"}, ChoiceError, "a node to draw around or a module"),
        ({"theme": "black"}, ChoiceError, "unknown theme 'black'.*light, dark, auto"),
        ({"numbers": ".4d"}, ChoiceError, r"'\.4f' \(decimals\).*got '\.4d'"),
        ({"numbers": ".99f"}, ChoiceError, "at most 17 digits"),
        ({"language": "de"}, ChoiceError, "unknown language 'de'"),
    ],
)
def test_wrong_options_are_refused(options, error, words):
    with pytest.raises(error, match=words):
        draw_dot(chain(3), **options)
