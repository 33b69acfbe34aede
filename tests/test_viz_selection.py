"""Large graphs fold, a part is drawn alone; what is folded or left out is said."""

import sys
from random import Random
from xml.etree import ElementTree as ET

import pytest
from graphs import boxes_of, chain, network

from autograd import Value, sum, tape
from autograd.errors import ChoiceError, DomainError, InputTypeError
from autograd.nn import MLP, Neuron
from viz import draw_dot
from viz.folding import LIMIT, keys_for, nearest, within_hops

SVG = "{http://www.w3.org/2000/svg}"


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


@pytest.mark.proof
def test_ten_thousand_nodes_draw_as_what_is_nearest_to_the_root():
    picture = draw_dot(chain(10_000))
    assert [box.members for box in picture.shown.boxes] == [
        *((i,) for i in range(9901, 10_001)),
        (9900,),  # what is not shown before the first
    ]
    assert b"100 of 10,001 nodes" in picture.pipe(backend="wasm")


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


def test_any_distance_is_as_far_as_the_graph_goes():
    lines = tape(chain(5))
    assert sorted(within_hops(lines, 2, sys.maxsize)) == [*range(6)]


def test_of_a_recurrence_that_is_too_large_the_first_use_is_shown():
    neuron, state = Neuron(1, "tanh", rng=Random(0)), Value(0.5)
    for _ in range(150):
        state = neuron([state])
    shown = draw_dot(state * 2, module=neuron).shown
    assert shown.caption.endswith("those of model for the first of 150 uses")
    assert sum(box.kind == "activation" for box in shown.boxes) == 1


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
