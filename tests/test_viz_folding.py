"""What a box and an arrow that stand for many say."""

import math

import pytest
from graphs import Units, boxes_of, network

from autograd import Value, sum, tape
from autograd.nn import Neuron, l2_penalty, squared_error
from viz import draw_dot
from viz.labels import number


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
