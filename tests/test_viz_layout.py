"""Reading where Graphviz puts things, and what is refused."""

from xml.etree import ElementTree as ET

import pytest
from pictures import BACKENDS, SVG, drawn, groups, texts

from autograd.errors import RenderError
from viz import Picture
from viz.layout import read_layout
from viz.outlines import leading_of
from viz.rendering import lay_out, render_dot
from viz.spelling import escape
from viz.svg import write_svg


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "text",
    [
        "\\",
        "\\\\",
        "a\\N",
        'q"r',
        '\\"',
        "ends\\",
        "\\x01\\x02",
        "{|}<a&b>",
        "\\\\a\\b\\\\\\c",
        "가\\나",
    ],
)
def test_backslashes_survive_either_backend(backend, text):
    picture = Picture()
    picture.node("x", escape(text), tooltip=escape(text))
    (element,) = lay_out(picture.source, backend=backend).elements
    assert (element.lines[0].text, element.about) == (text, text)


@pytest.mark.parametrize("backend", BACKENDS)
def test_backslashes_survive_beside_every_character_of_the_usual_private_area(backend):
    private = "\n//".join(map(chr, range(0xE000, 0xF900)))
    source = 'digraph {{ // {}\n x [label="\\\\ \ue000", tooltip="\\\\"] }}'
    (element,) = lay_out(source.format(private), backend=backend).elements
    assert (element.lines[0].text, element.about) == ("\\ \ue000", "\\")
    private += "\n//".join(map(chr, range(0xF0000, 0xFFFFE)))
    with pytest.raises(RenderError, match="one character for private use that is not in the DOT"):
        lay_out(source.format(private), backend=backend)


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_an_arrow_has_its_texts_at_head_and_tail_but_no_comment(backend, rankdir):
    arrow = "label=L, headlabel=H, taillabel=T, comment=secret"
    source = f"digraph {{ rankdir={rankdir}; x -> y [{arrow}]; x -> z [comment=secret] }}"
    found = groups(ET.fromstring(render_dot(source, backend=backend)))  # noqa: S314  our own
    assert texts(found["edge1"]) == ["L", "H", "T"]
    assert texts(found["edge2"]) == []


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_an_arrow_that_is_not_seen_may_have_a_text(rankdir):
    arrow = "style=invis, label=L, comment=secret, gradwalk_text=secret"
    (edge, *_) = lay_out(f"digraph {{ rankdir={rankdir}; x -> y [{arrow}] }}").elements
    assert (edge.shapes, edge.lines) == ((), ())


@pytest.mark.parametrize("backend", BACKENDS)
def test_of_a_gradient_the_first_colour_is_drawn(backend):
    source = """digraph { bgcolor="#00ff00:blue"; x [style=filled, fillcolor="#ff0000:blue"]
        y [style=radial, fillcolor="#0000ff;0.3:red"]; x -> y [color="#ff0000:#0000ff"] }"""
    layout = lay_out(source, backend=backend)
    edge, x, y = layout.elements
    assert (layout.ground, x.shapes[0].fill, y.shapes[0].fill) == ("#00ff00", "#ff0000", "#0000ff")
    assert [shape.stroke for shape in edge.shapes] == ["#ff0000", "#0000ff"]


def test_pictures_of_ones_own_are_drawn_too():
    picture = Picture("mine", graph_attr={"label": "below", "bgcolor": "transparent"})
    with picture.subgraph(name="cluster_a", graph_attr={"label": "inside"}) as inside:
        inside.node("x", shape="ellipse", style="filled", fillcolor="#abcdef")
        inside.node("y", shape="record", label="{left|right}")
    picture.edge("x", "y", dir="both", style="invis")
    root = drawn(picture, backend="wasm")
    found = groups(root)
    assert set(found) == {"cluster1", "node1", "node2", "edge1"}
    assert texts(found["node2"]) == ["left", "right"]
    assert texts(found["cluster1"]) == ["inside"]
    assert found["edge1"].find(f"{SVG}path") is None
    assert root.find(f"{SVG}rect") is None
    assert found["node1"].find(f"{SVG}path").get("fill") == "#abcdef"


@pytest.mark.parametrize(
    "answer", [b"[]", b"{}", b'{"bb": "1"}', b'{"bb": "a,b,c,d"}', b"nonsense"]
)
def test_an_answer_that_is_no_layout_is_refused(answer):
    with pytest.raises(ValueError, match=r"not a layout|could not convert|Expecting|unpack"):
        read_layout(answer)


def test_an_empty_graph_is_an_empty_picture():
    svg = write_svg(lay_out("digraph {}"))
    assert ET.fromstring(svg).find(f"{SVG}g") is None  # noqa: S314  our own
    assert render_dot("digraph {}") == svg.encode()


@pytest.mark.parametrize("label", ['""', '"one line"'])
def test_arrows_without_two_lines_have_no_distance_between_them(label):
    assert leading_of(lay_out(f"digraph {{ x -> y [label={label}] }}")) == 0.0
    assert (
        leading_of(lay_out(f'digraph {{ x -> y [label={label}]; x -> z [label="a\\nb"] }}')) > 5.0
    )
