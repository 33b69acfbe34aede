"""The SVG: the same structure from either backend, text as text, names for all, light and dark."""

import itertools
import math
import re

import pytest
from pictures import BACKENDS, SVG, drawn, groups, texts

from autograd import Value, sigmoid
from autograd.nn import MLP
from demos.lessons import mazur
from viz import draw_dot
from viz.labels import number
from viz.rendering import available_backends, lay_out
from viz.style import DASHES, KINDS, THEMES, arrow


def graph():
    w, x = Value(-3.0, "w", role="parameter"), Value(2.0, "x", role="input")
    loss = -(sigmoid(w * x + 5).log())
    loss.label, loss.role = "loss", "loss"
    loss.backward()
    return loss


def mazur_graph():
    root = mazur.error(mazur.weights())
    root.backward()
    return root


# --- structure -------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
def test_either_backend_gives_the_same_elements_with_the_same_words(backend):
    picture = draw_dot(mazur_graph(), legend=True)
    found = groups(drawn(picture, backend=backend))
    boxes = {box.id: list(box.rows) for box in picture.shown.boxes}
    arrows = {arrow.id: list(arrow.rows) for arrow in picture.shown.arrows}
    for id, rows in (boxes | arrows).items():
        assert texts(found[id]) == rows
    legend = set(found) - set(boxes) - set(arrows)
    assert legend >= {"legend-input", "legend-parameter", "legend-activation", "legend-positive"}
    about = {box.id: box.about for box in picture.shown.boxes}
    about |= {arrow.id: arrow.about for arrow in picture.shown.arrows}
    for id, words in about.items():
        assert found[id].find(f"{SVG}title").text == words


@pytest.mark.skipif("dot" not in available_backends(), reason="no dot on PATH")
@pytest.mark.needs_dot
def test_both_backends_agree_on_everything_but_places():
    source = draw_dot(mazur_graph()).source

    def without_places(backend):
        return [
            (e.kind, e.id, e.classes, e.about, [line.text for line in e.lines], len(e.shapes))
            for e in lay_out(source, backend=backend).elements
        ]

    assert without_places("dot") == without_places("wasm")


def test_nothing_in_it_is_a_link_a_script_or_an_image():
    root = drawn(draw_dot(mazur_graph(), legend=True, theme="auto"))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags == {"svg", "title", "desc", "style", "rect", "g", "path", "text", "tspan"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not {n for n in names if n.startswith("on") or "href" in n or n == "style"}


def test_it_has_a_title_a_description_and_a_name_for_everything():
    root = drawn(draw_dot(graph()))
    assert root.get("role") == "graphics-document"
    assert root.find(f"{SVG}title").text == "computation graph of loss"
    assert root.find(f"{SVG}desc").text.startswith("7 boxes (input 1, parameter 1, operation 3, ")
    for id, group in groups(root).items():
        assert group.get("role") == "graphics-symbol"
        assert group.find(f"{SVG}title").text, id


def test_everything_lies_inside_the_picture():
    root = drawn(draw_dot(mazur_graph(), rankdir="TB", legend=True))
    width, height = (float(x) for x in root.get("viewBox").split()[2:])
    for path in root.iter(f"{SVG}path"):
        numbers = [float(x) for x in re.findall(r"-?[\d.]+", path.get("d"))]
        assert all(0 <= x <= width for x in numbers[::2])
        assert all(0 <= y <= height for y in numbers[1::2])


def test_names_are_bold_words_pale_and_numbers_dark():
    box = groups(drawn(draw_dot(graph())))["node0"]
    name, value, gradient = box.iter(f"{SVG}text")
    assert (name.text, name.get("font-weight")) == ("w", "bold")
    for text, word in ((value, "value"), (gradient, "grad")):
        span = text.find(f"{SVG}tspan")
        assert (span.text, span.get("fill")) == (word, THEMES["light"].muted)
        assert text.get("fill") == THEMES["light"].text.lower()


def test_what_flows_has_the_colour_of_its_sign():
    picture = draw_dot(graph())
    found = groups(drawn(picture))
    light = THEMES["light"]
    colours = {"positive": light.positive_text, "negative": light.negative_text}
    for each in picture.shown.arrows:
        _, flow = found[each.id].iter(f"{SVG}text")
        assert flow.get("fill") == colours[each.sign]
        line = found[each.id].find(f"{SVG}path")
        assert (line.get("stroke-dasharray") is not None) == (each.sign == "negative")


@pytest.mark.parametrize("rankdir", ["LR", "RL"])
def test_the_text_of_a_level_arrow_stands_right_above_it(rankdir):
    layout = lay_out(draw_dot(mazur_graph(), rankdir=rankdir).source, backend="wasm")
    arrows = {e.id: e for e in layout.elements if e.kind == "edge"}

    def along(element):
        numbers = [float(x) for x in re.findall(r"-?[\d.]+", element.shapes[0].path)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        for i in range(0, len(points) - 3, 3):
            a, b, c, d = points[i : i + 4]
            for t in (k / 50 for k in range(51)):
                u = 1 - t
                yield tuple(
                    u**3 * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t**3 * d[k]
                    for k in (0, 1)
                )

    own = 0
    for id, element in arrows.items():
        last = element.lines[-1]
        middle = (last.x, last.y - 0.7 * last.size)
        for x, y in along(element):  # it touches no text of its own
            if abs(x - last.x) < last.width / 2:
                assert y > last.y - 1
        near = {
            other: min(math.dist(middle, point) for point in along(each))
            for other, each in arrows.items()
        }
        own += min(near, key=near.get) == id
    # Where arrows cross or lie side by side, another one can be nearer.
    assert own >= 0.85 * len(arrows)


# --- themes ----------------------------------------------------------------------------------


def test_a_dark_picture_is_dark_and_says_the_same():
    light, dark = (draw_dot(graph(), theme=theme) for theme in ("light", "dark"))
    assert light.shown == dark.shown
    root = drawn(dark)
    assert root.find(f"{SVG}rect").get("fill") == THEMES["dark"].ground.lower()
    light_colours = {
        colour.lower()
        for colours in (THEMES["light"].fills, THEMES["light"].lines)
        for colour in colours.values()
    }
    used = {element.get("fill") for element in root.iter()} | {
        element.get("stroke") for element in root.iter()
    }
    assert not used & light_colours


def test_an_automatic_picture_is_light_with_the_dark_colours_in_a_style_sheet():
    automatic, light = (draw_dot(graph(), theme=theme) for theme in ("auto", "light"))
    root, plain = drawn(automatic), drawn(light)
    sheet = root.find(f"{SVG}style").text
    assert sheet.startswith("@media (prefers-color-scheme:dark){")
    dark = THEMES["dark"]
    for kind in KINDS:
        assert f".{kind} path:not([fill=none]){{fill:{dark.fills[kind]}}}" in sheet
    root.remove(root.find(f"{SVG}style"))
    assert [e.attrib for e in root.iter()][1:] == [e.attrib for e in plain.iter()][1:]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_an_automatic_picture_as_the_picture_of_its_scheme(
    chromium, tmp_path, scheme
):
    def pixels(theme):
        file = tmp_path / f"{theme}.svg"
        file.write_bytes(draw_dot(graph(), theme=theme).pipe(backend="wasm"))
        page = chromium.new_page(color_scheme=scheme, viewport={"width": 1000, "height": 300})
        page.goto("about:blank")
        html = tmp_path / f"{theme}.html"
        html.write_text(f'<body style="margin:0"><img src="{file.name}">')
        page.goto(f"file://{html}")
        shot = page.screenshot()
        page.close()
        return shot

    assert pixels("auto") == pixels(scheme)


def test_an_automatic_picture_leaves_others_of_its_page_alone(chromium, tmp_path):
    light, auto = (
        draw_dot(graph(), theme=theme).pipe(encoding="utf-8") for theme in ("light", "auto")
    )
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{light}{auto}", encoding="utf-8")
    page = chromium.new_page(color_scheme="dark")
    page.goto(f"file://{file}")
    fills = "() => [...document.querySelectorAll('.ground')].map((e) => getComputedStyle(e).fill)"
    assert page.evaluate(fills) == ["rgb(255, 255, 255)", "rgb(21, 24, 29)"]
    words = "() => [...document.querySelectorAll('.word')].map((e) => getComputedStyle(e).fill)"
    assert len(set(page.evaluate(words))) == 2
    page.close()


def test_an_arrow_is_told_apart_without_colour():
    looks = {
        sign: arrow(sign, 1.0, THEMES["light"])["style"]
        for sign in ("positive", "negative", "zero")
    }
    assert len(set(looks.values())) == 3
    assert set(DASHES.values()) == {"solid", "dashed", "dotted"}
    widths = [float(arrow("positive", s / 10, THEMES["light"])["penwidth"]) for s in range(11)]
    assert all(a < b for a, b in itertools.pairwise(widths))


# --- numbers, legend, captions ---------------------------------------------------------------


@pytest.mark.parametrize("spec", [".2f", ".6g", ".3e", "r"])
def test_numbers_are_written_as_asked(spec):
    picture = draw_dot(graph(), numbers=spec)
    box = next(box for box in picture.shown.boxes if box.name == "w")
    w = graph()
    assert box.rows[1] == f"value {number(-3.0, spec)}"
    assert f"value {number(w.data, spec)}" in picture.shown.boxes[-1].rows


def test_the_legend_explains_what_there_is_and_moves_nothing():
    plain, explained = draw_dot(graph()), draw_dot(graph(), legend=True)
    assert explained.shown == plain.shown
    found = groups(drawn(explained))
    kinds = {box.kind for box in plain.shown.boxes}
    signs = {each.sign for each in plain.shown.arrows}
    expected = {f"legend-{name}" for name in kinds | signs | {"more"}}
    assert {id for id in found if id.startswith("legend-")} == expected
    assert texts(found["legend-activation"]) == ["activation"]
    assert texts(found["to-legend-positive"]) == ["positive contribution"]
    assert texts(found["legend-more"]) == [
        "Legend",
        "∂ local derivative",
        "← contribution: ∂ × gradient of the result",
        "thicker: larger",
    ]


def test_the_legend_explains_no_sign_that_is_not_there():
    x = Value(-2.0, label="x")
    off = groups(drawn(draw_dot(x.relu(), rankdir="TB", legend=True)))
    assert texts(off["legend-output"]) == ["output"]
    assert texts(off["legend-more"]) == ["Legend", "∂ local derivative", "! warning"]
    folded = draw_dot(MLP(2, [2, 1])([1.0, 1.0]), detail="layer", legend=True)
    assert "‖grad‖ root of the sum of squares" in texts(groups(drawn(folded))["legend-more"])


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_with_a_legend_operands_stay_in_their_order(rankdir):
    b, a = Value(2.0, label="b"), Value(5.0, label="a")
    layout = lay_out(draw_dot(a - b, rankdir=rankdir, legend=True).source)
    at = {e.id: e.lines[0] for e in layout.elements if e.kind == "node" and e.lines}
    first, second = at["node0"], at["node1"]
    assert (first.y < second.y) if rankdir == "LR" else (first.x < second.x)


def test_a_node_may_be_called_like_a_part_of_the_legend():
    x = Value(1.0, label="legend & input")
    y = x + Value(2.0, label="from & positive")
    found = groups(drawn(draw_dot(y, legend=True)))
    assert texts(found["node0"])[0] == "legend & input"
    assert len({"node0", "node1", "legend-leaf"} & set(found)) == 3


# --- ids -------------------------------------------------------------------------------------


def test_a_legend_beside_a_part_shares_no_id_with_it():
    y = Value(1.0, label="x")
    for _ in range(40):
        y = y + 1
    root = drawn(draw_dot(y, around="v8", hops=2, legend=True))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert {"node8", "node9", "from-legend-waiting", "to-legend-waiting"} <= set(ids)
    assert len(set(ids)) == len(ids)


def test_an_invented_id_is_none_that_is_taken():
    source = "digraph { id=node4; a [id=node2]; b; c; d -> a; e -> a [id=edge1]; f [id=edge2] }"
    layout = lay_out(source, backend="wasm")
    assert (layout.id, {e.name: e.id for e in layout.elements}) == (
        "node4",
        {
            "d->a": "edge3",
            "e->a": "edge1",
            "a": "node2",
            "b": "node3",
            "c": "node5",
            "d": "node6",
            "e": "node7",
            "f": "edge2",
        },
    )


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_id_may_hold_the_name_and_a_backslash(backend):
    source = 'digraph { node [id="box-\\N-\\\\"]; x; y }'
    ids = [element.id for element in lay_out(source, backend=backend).elements]
    assert ids == ["box-x-\\", "box-y-\\"]
