"""The picture shows the graph: every node, every edge, every number, told apart by kind."""

import itertools
import math
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from autograd import Value, sigmoid, tape, trace
from autograd.errors import ChoiceError, InputTypeError
from viz import draw_dot
from viz.labels import number
from viz.style import LOOKS, THEMES

GOLDEN = Path(__file__).with_name("golden") / "sigmoid_neuron.gv"
SVG = "{http://www.w3.org/2000/svg}"


def neuron():
    """The CS231n neuron with binary cross-entropy, target 1."""
    w = [
        Value(2.0, label="w0", role="parameter"),
        Value(-3.0, label="w1", role="parameter"),
        Value(-3.0, label="b", role="parameter"),
    ]
    x = [Value(-1.0, label="x0", role="input"), Value(-2.0, label="x1", role="input")]
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    z.label = "z"
    o = sigmoid(z)
    o.label, o.role = "o", "output"
    loss = -o.log()
    loss.label, loss.role = "loss", "loss"
    return loss


def statements(picture):
    """Nodes and edges of DOT text: id -> attributes, with tail and head for edges."""
    found = {}
    for line in picture.source.splitlines():
        match = re.fullmatch(r"\t(.+?) \[(label=.*)\]", line)
        if match:
            pairs = re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)', match[2])
            attributes = {key: value.strip('"') for key, value in pairs}
            attributes["ends"] = tuple(end.strip('"') for end in match[1].split(" -> "))
            found[attributes["id"]] = attributes
    return found


def shown(attributes):
    """The lines of a label."""
    return [line.strip() for line in attributes["label"].split("\\n") if line.strip()]


def test_a_square_by_multiplication_has_two_edges():
    x = Value(3.0, label="x")
    found = statements(draw_dot(x * x))
    assert list(found) == ["node0", "node1", "edge1-0", "edge1-1"]
    assert found["edge1-0"]["ends"] == found["edge1-1"]["ends"] == ("x", "v1")


def test_edges_of_a_difference_are_in_argument_order():
    a, b = Value(5.0, label="a"), Value(2.0, label="b")
    found = statements(draw_dot(b - a))
    assert [found[key]["ends"][0] for key in ("edge2-0", "edge2-1")] == ["b", "a"]
    assert [shown(found[key]) for key in ("edge2-0", "edge2-1")] == [["∂ 1.0000"], ["∂ −1.0000"]]


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_operands_are_drawn_in_argument_order(rankdir):
    # b is recorded first; a is the first argument, so it stands above, or to the left.
    b, a = Value(2.0, label="b"), Value(5.0, label="a")
    plain = draw_dot(a - b, "plain", rankdir).pipe(encoding="utf-8")
    at = {words[1]: words for words in map(str.split, plain.splitlines()) if words[0] == "node"}
    if rankdir == "LR":
        assert float(at["a"][3]) > float(at["b"][3])
    else:
        assert float(at["a"][2]) < float(at["b"][2])


@pytest.mark.parametrize(("rankdir", "back"), [("LR", "←"), ("TB", "↑"), ("RL", "→"), ("BT", "↓")])
def test_every_edge_shows_the_numbers_of_the_trace(rankdir, back):
    loss = neuron()
    loss.backward()
    found = statements(draw_dot(loss, rankdir=rankdir))
    steps = trace(loss).backward
    assert sum(key.startswith("edge") for key in found) == len(steps)
    for step in steps:
        edge = found[f"edge{step.index}-{step.position}"]
        assert edge["ends"] == (step.arg_name, step.name)
        assert shown(edge) == [f"∂ {number(step.local)}", f"{back} {number(step.contribution)}"]
        # All digits: the slope, the gradient it is multiplied with, the product.
        exact = re.search(r" = (\S+), times gradient (\S+) gives (\S+)$", edge["tooltip"])
        assert tuple(map(float, exact.groups())) == (step.local, step.upstream, step.contribution)


def test_every_box_shows_name_operation_value_and_gradient():
    loss = neuron()
    loss.backward()
    found = statements(draw_dot(loss))
    for line in tape(loss):
        box = found[f"node{line.index}"]
        header = line.name if line.op is None else f"{line.name}: {line.op.symbol}"
        numbers = [f"value {number(line.node.data)}", f"grad {number(line.node.grad)}"]
        assert shown(box) == [header, *numbers]
        exact = re.search(r"; value (\S+); gradient (\S+)$", box["tooltip"])
        assert tuple(map(float, exact.groups())) == (line.node.data, line.node.grad)


def test_contributions_into_a_box_add_up_to_its_gradient():
    x = Value(0.7, label="x")
    y = (x * x + x.sin() * x).tanh()
    y.backward()
    found = statements(draw_dot(y))
    flows = [
        float(edge["tooltip"].rpartition(" gives ")[2])
        for edge in found.values()
        if edge["ends"][0] == "x" and len(edge["ends"]) == 2
    ]
    assert len(flows) == 4
    assert sum(flows) == pytest.approx(x.grad, rel=1e-15, abs=0)  # added in another order


def test_a_gradient_that_was_not_computed_is_no_zero():
    source = draw_dot(neuron()).source
    assert source.count("grad not computed yet") == len(tape(neuron()))
    assert "grad 0" not in source
    assert "← " not in "".join(re.findall(r'label="[^"]*"', source))


def test_a_gradient_of_zero_is_shown_as_zero():
    x = Value(-1.0, label="x")
    y = x.relu()
    y.backward()
    found = statements(draw_dot(y))
    assert shown(found["node0"])[2] == "grad 0.0000"
    assert shown(found["edge1-0"]) == ["∂ 0.0000", "← 0.0000"]
    assert found["edge1-0"]["style"] == "dotted"


def test_gradients_that_are_values_are_shown_as_numbers():
    x = Value(2.0, label="x")
    y = x**3
    y.backward(create_graph=True)
    found = statements(draw_dot(y))
    assert shown(found["node0"])[2] == "grad 12.0000"
    assert shown(found["edge1-0"]) == ["∂ 12.0000", "← 12.0000"]


def test_gradients_of_a_trace_can_be_drawn_without_a_backward_pass():
    loss = neuron()
    before = draw_dot(trace(loss)).source
    loss.backward()
    assert draw_dot(loss).source == before


def test_drawing_changes_no_gradient():
    loss = neuron()
    draw_dot(loss)
    assert all(line.node.grad is None for line in tape(loss))


@pytest.mark.parametrize(
    ("make", "header"),
    [
        (lambda x: x**2, "y: · ^ 2"),
        (lambda x: 2**x, "y: 2 ^ ·"),
        (lambda x: x + 1, "y: · + 1"),
        (lambda x: 1 - x, "y: 1 − ·"),
        (lambda x: x * -0.5, "y: · × −0.5"),
        (lambda x: x / 3.3333333333, "y: · ÷ 3.3333"),
        (lambda x: x.maximum(0), "y: max(·, 0)"),
        (lambda x: x.leaky_relu(0.1), "y: leaky ReLU(·, 0.1)"),
        (lambda x: -x, "y: −"),
    ],
)
def test_plain_numbers_are_part_of_the_operation(make, header):
    y = make(Value(0.5, label="x"))
    y.label = "y"
    found = statements(draw_dot(y))
    assert [key for key in found if key.startswith("node")] == ["node0", "node1"]
    assert shown(found["node1"])[0] == header


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_kinds_differ_in_colour_and_in_outline(theme):
    kinds = set(LOOKS) - {"more", "part"}  # which are no boxes but words and frames
    assert len(kinds) == 9
    assert set(theme.fills) == set(theme.lines) == set(LOOKS)
    assert len({theme.fills[kind] for kind in kinds}) == len(kinds)
    assert len({(LOOKS[kind].shape, LOOKS[kind].style) for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("theme", THEMES)
def test_each_kind_gets_its_look(theme):
    loss = neuron()
    one = Value(1.0, label="one")
    root = loss + one
    found = statements(draw_dot(root, theme=theme))
    by_name = {box["ends"][0]: box for key, box in found.items() if key.startswith("node")}
    expected = {
        "x0": "input",
        "w0": "parameter",
        "one": "leaf",
        "z": "operation",
        "o": "activation",
        "loss": "loss",
    }
    colours = THEMES[theme]
    for name, kind in expected.items():
        look, box = LOOKS[kind], by_name[name]
        assert (box["shape"], box["style"]) == (look.shape, look.style)
        assert box["fillcolor"] == colours.fills[kind]
        assert box["color"] == (colours.output if name == "o" else colours.lines[kind])
        assert box["class"].split()[0] == kind
    # The double outline: what is called an output, and a root that is no loss.
    doubled = {name for name, box in by_name.items() if "peripheries" in box}
    assert doubled == {"o", tape(root)[-1].name}
    assert "peripheries" not in statements(draw_dot(loss))[f"node{len(tape(loss)) - 1}"]


def luminance(colour):
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(p * weight for p, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(first, second):
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_and_outlines_have_contrast(theme):
    # WCAG 2.1 asks 7 of text at its strictest level, and 3 of graphics.
    for kind in LOOKS:
        assert contrast(theme.text, theme.fills[kind]) > 11
        assert contrast(theme.muted, theme.fills[kind]) > 4.5
        assert contrast(theme.alert, theme.fills[kind]) > 4.5
        assert contrast(theme.lines[kind], theme.ground) > 3
    for color in (theme.positive_text, theme.negative_text, theme.muted):
        assert contrast(color, theme.ground) > 5
    for color in (theme.positive, theme.negative, theme.neither, theme.output):
        assert contrast(color, theme.ground) > 3


def test_signs_are_told_apart_without_colour():
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    y = a - b
    y.backward()
    found = statements(draw_dot(y))
    assert found["edge2-0"]["style"] == "solid"
    assert found["edge2-1"]["style"] == "dashed"


def test_a_larger_contribution_has_a_thicker_edge():
    x, y = Value(1.0, label="x"), Value(100.0, label="y")
    z = x * y
    z.backward()
    found = statements(draw_dot(z))
    assert float(found["edge2-0"]["penwidth"]) == 3.0  # the largest of all
    assert float(found["edge2-1"]["penwidth"]) == 1.0  # 0.8 + 2.2 * sqrt(1/100), in two digits


def test_an_infinite_slope_is_shown_and_drawn():
    x = Value(0.0, label="x")
    y = x.sqrt() + x
    with pytest.warns(UserWarning, match="inf"):
        y.backward()
    found = statements(draw_dot(y))
    assert shown(found["edge1-0"]) == ["∂ ∞", "← ∞"]
    assert b"</svg>" in draw_dot(y).pipe()


def test_dot_text_of_the_sigmoid_neuron_is_the_golden_one():
    loss = neuron()
    loss.backward()
    source = draw_dot(loss).source
    if os.environ.get("GRADWALK_REWRITE_GOLDEN") == "1":
        GOLDEN.write_text(source, encoding="utf-8", newline="\n")
    assert source == GOLDEN.read_text(encoding="utf-8")


def test_the_svg_has_an_id_and_a_title_for_every_node_and_edge():
    loss = neuron()
    root = ET.fromstring(draw_dot(loss).pipe())  # noqa: S314 - our own text
    groups = {g.get("id"): g for g in root.iter(f"{SVG}g") if g.get("class")}
    lines = tape(loss)
    nodes = {f"node{i}" for i in range(len(lines))}
    edges = {f"edge{i.index}-{k}" for i in lines for k in range(i.op.arity if i.op else 0)}
    assert set(groups) == nodes | edges
    assert root.get("id") == "graph"
    assert root.find(f"{SVG}title").text == "computation graph of loss"
    assert root.find(f"{SVG}desc").text.startswith("12 boxes (input 2, parameter 3, operation 5, ")
    for line in lines:
        name = groups[f"node{line.index}"].find(f"{SVG}title").text
        assert name.startswith(f"{line.name} (")
        assert name.endswith(f"; value {line.node.data!r}; gradient not computed yet")
    assert {group.get("role") for group in groups.values()} == {"graphics-symbol"}


def test_a_chain_deeper_than_the_recursion_limit_is_built():
    x = Value(0.5, label="x")
    for _ in range(3_000):
        x = x.sin()
    x.backward()
    source = draw_dot(x, detail="full").source
    assert source.count(" -> ") == 3_000
    assert 'id="edge3000-0"' in source


def test_wrong_choices_are_refused_with_the_right_ones():
    x = Value(1.0)
    with pytest.raises(ChoiceError, match="unknown format 'svgz'; did you mean 'svg'"):
        draw_dot(x, format="svgz")
    with pytest.raises(ChoiceError, match=r"unknown rankdir 'RT'.*LR, TB, RL, BT"):
        draw_dot(x, rankdir="RT")
    with pytest.raises(InputTypeError, match="needs a Value, a Tape or a Trace, got list"):
        draw_dot([x])


def test_each_label_of_a_level_arrow_is_nearest_to_its_own_arrow():
    x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
    w1, w2, b = Value(-3.0, "w1"), Value(1.0, "w2"), Value(6.88, "b")
    o = (x1 * w1 + x2 * w2 + b).tanh()
    o.backward()
    root = ET.fromstring(draw_dot(o).pipe(backend="wasm"))  # noqa: S314  our own
    svg = "{http://www.w3.org/2000/svg}"
    arrows, labels = {}, {}
    for group in root.iter(f"{svg}g"):
        if group.get("class").startswith("edge"):
            numbers = [
                float(n) for n in re.findall(r"-?[0-9.]+", group.find(f".//{svg}path").get("d"))
            ]
            arrows[group.get("id")] = list(zip(numbers[::2], numbers[1::2], strict=True))
            texts = [(float(t.get("x")), float(t.get("y"))) for t in group.iter(f"{svg}text")]
            labels[group.get("id")] = [sum(c) / len(texts) for c in zip(*texts, strict=True)]
    assert len(labels) == 9

    def distance(label, arrow):
        (x, y), points = labels[label], arrows[arrow]
        dense = [
            (a[0] + (b[0] - a[0]) * t / 20, a[1] + (b[1] - a[1]) * t / 20)
            for a, b in itertools.pairwise(points)
            for t in range(21)
        ]
        return min(math.hypot(x - p, y - q) for p, q in dense)

    for label in labels:
        assert min(arrows, key=lambda arrow, label=label: distance(label, arrow)) == label


def test_an_unknown_direction_is_refused():
    with pytest.raises(ChoiceError, match="unknown rankdir 'lr'"):
        draw_dot(Value(1.0) * 2, rankdir="lr")


def test_odd_options_and_gradients_are_told_in_one_line():
    x = Value(1.0, label="x")
    with pytest.raises(ChoiceError, match="unknown language"):
        draw_dot(x, language=["en"])
    with pytest.raises(InputTypeError, match="updates are what an optimiser plans, got int"):
        trace(x, [1])
    with pytest.raises(ChoiceError, match=r"One of: \\x1b\[2J"):
        draw_dot(Value(2.0, label="\x1b[2J") * 1, around="y")
    x.grad = "a"
    with pytest.raises(InputTypeError, match="grad"):
        draw_dot(x)
