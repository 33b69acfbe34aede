"""Hostile labels by the hundred thousand: each is text, whatever it holds, and nothing else.

A graph has up to 400 labels, one on each node. Its DOT is read by Graphviz, its SVG by an XML
parser, its page by an HTML parser and a browser; what a terminal gets is looked at character by
character.
"""

import io
import json
import re
import unicodedata
from html.parser import HTMLParser
from itertools import cycle
from xml.etree import ElementTree as ET

import pytest
from fuzzed import HIDDEN, is_harmless, labels, texts
from lessons import words_of
from rich.console import Console

from autograd import Value, trace
from autograd.formula import formula
from demos.transcript import PlainConsole, Transcript
from viz import draw_dot, frames, player_page, rendering
from viz.playback import state_after
from viz.signs import columns
from viz.sketch import arrange, as_text, paint

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {
    f"{SVG}{tag}" for tag in ("svg", "title", "desc", "style", "rect", "g", "path", "text", "tspan")
}
PAGE_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "div", "button"),
    *("main", "section", "svg", "defs", "aside", "p", "form", "label", "input", "dl", "output"),
    *("table", "caption", "thead", "tr", "tbody", "footer", "span", "select", "option", "dialog"),
    *("noscript", "script"),
}
SHARED = {"_draw_", "_ldraw_", "_gvid", "class", "color", "fontcolor", "fontname", "fontsize"} | {
    *("id", "label", "penwidth", "pos", "style", "tooltip")
}
NODE = SHARED | {"name", "fillcolor", "height", "margin", "peripheries", "shape", "width"}
EDGE = SHARED | {"tail", "head", "_hdraw_", "arrowsize", "lp", "fillcolor", "weight"}
A_GRAPH = 400  # labels in one graph

many = pytest.mark.parametrize(
    ("seed", "count"),
    [
        pytest.param(1, 120, id="120"),
        pytest.param(2, 2_000, id="2000", marks=pytest.mark.proof),
        *(pytest.param(s, 6_200, id=f"6200-{s}", marks=pytest.mark.proof) for s in range(3, 19)),
    ],
)


def graphs(seed, count):
    """Labels, and for each lot of them a graph in which each stands on a node."""
    given = [*labels(seed, count, texts(100 if count < 1000 else 1000))]
    for begin in range(0, count, A_GRAPH):
        lot = given[begin : begin + A_GRAPH]
        node = Value(0.5, label=lot[0])
        for label in lot[1:]:
            node = node.sin()
            node.label = label
        yield lot, node


def as_shown(label):
    """What a label has to look like: itself, with Python's escapes for what cannot be seen."""
    pieces = []
    for c in unicodedata.normalize("NFC", label):
        hidden = unicodedata.category(c) in HIDDEN
        pieces.append(ascii(c)[1:-1] if hidden and c not in "\u200c\u200d" else c)
    return "".join(pieces)


def check_name(shown, label):
    """A name is the label, whole or as its two ends around an ellipsis; "#2" for the second."""
    begin = as_shown(label[:200])
    expected = begin if len(label) <= 200 else f"{begin}{as_shown(label[-200:])}"
    for name in (shown, re.sub(r"#\d+$", "", shown)):
        if name == expected and columns(name) <= 32:
            return
        for dots in re.finditer("…", name):
            head, tail = name[: dots.start()], name[dots.end() :]
            if expected.startswith(head) and expected.endswith(tail) and columns(name) <= 32:
                return
    # The mark of a second label may itself have been cut into.
    assert "…" in shown
    assert re.search(r"\d+$", shown)
    assert expected.startswith(shown.partition("…")[0])


def check_svg(text, count):
    root = ET.fromstring(text)  # noqa: S314  that it parses is the test
    kinds = [g.get("class").split()[0] for g in root.iter(f"{SVG}g") if g.get("id")]
    assert kinds.count("node") == count
    for element in root.iter():
        assert element.tag in TAGS
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2].lower()
            assert not local.startswith("on")
            assert "href" not in local
            assert local != "style"
            assert not (local not in ("class", "id") and "javascript" in value.lower())
    return root


class Page(HTMLParser):
    """The elements of a page, and what its data and its title say."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.data, self.inside, self.scripts = set(), "", "", 0
        self.attributes = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes
        self.scripts += tag == "script"
        self.inside = dict(attributes).get("id", tag)

    def handle_endtag(self, _):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "data":
            self.data += data


# --- pictures ------------------------------------------------------------------------------------


@pytest.fixture
def answers(monkeypatch):
    """What Graphviz answers, as it reads the DOT text."""
    heard, read = [], rendering.read_layout

    def listen(answer, *more):
        heard.append(json.loads(answer))
        return read(answer, *more)

    monkeypatch.setattr(rendering, "read_layout", listen)
    return heard


def check_dot(graph, view):
    """See that Graphviz read the boxes and arrows that were meant, and nothing else."""
    assert (graph["directed"], graph["strict"], graph["_subgraph_cnt"]) == (True, False, 0)
    nodes, edges = graph["objects"], graph["edges"]
    assert [node["id"] for node in nodes] == [box.id for box in view.boxes]
    assert [edge["id"] for edge in edges] == [arrow.id for arrow in view.arrows]
    assert {key for node in nodes for key in node} <= NODE
    assert {key for edge in edges for key in edge} <= EDGE
    numbers = {box.id: i for i, box in enumerate(view.boxes)}
    for edge, arrow in zip(edges, view.arrows, strict=True):
        assert (edge["tail"], edge["head"]) == (numbers[arrow.tail], numbers[arrow.head])


@many
def test_no_label_gets_out_of_a_picture(seed, count, answers, tried):
    tried("labels in pictures", count)
    for lot, root in graphs(seed, count):
        picture = draw_dot(root, detail="full")
        backend = "wasm" if count == 2_000 else None  # it takes three times as long
        shown = check_svg(picture.pipe("svg", encoding="utf-8", backend=backend), len(lot))
        check_dot(answers.pop(), picture.shown)
        assert (
            shown.findtext(f"{SVG}title") == f"computation graph of {picture.shown.boxes[-1].name}"
        )
        ids = {g.get("id"): g for g in shown.iter(f"{SVG}g") if g.get("id")}
        assert sum(name.startswith("edge") for name in ids) == len(lot) - 1
        for label, box in zip(lot, picture.shown.boxes, strict=True):
            check_name(box.name, label)
            drawn = ids[box.id].findtext(f"{SVG}text") or ""
            # Graphviz would read an entity, so its "&" is shown as an escape.
            assert drawn == re.sub(r"&(?=#?\w+;)", r"\\u0026", box.rows[0])


def test_no_label_gets_out_of_frames():
    ((lot, root),) = graphs(50, 8)
    pictures = frames(trace(root))
    for picture in (pictures[0], pictures[7], pictures[-1], pictures.animation()):
        check_svg(picture, len(lot))


# --- pages ---------------------------------------------------------------------------------------


def paired(text):
    """A text in which two surrogates side by side are the character that JSON takes them for."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


@many
def test_no_label_gets_out_of_a_page(seed, count, tried):
    tried("labels in pages", count)
    for lot, root in graphs(seed + 100, count):
        steps = trace(root)
        text = player_page(steps)
        text.encode("utf-8")
        page = Page(text)
        assert page.tags == PAGE_TAGS
        assert page.scripts == 2
        assert not [n for n, _ in page.attributes if n.startswith("on") or n in ("href", "src")]
        names = [row[0] for row in json.loads(page.data)["nodes"]["rows"]]
        for name, label in zip(names, lot, strict=True):
            check_name(name, label)
        rows = json.loads(steps.to_json())
        assert [row["name"] for row in rows if row["kind"] == "forward"] == [
            paired(line.name) for line in steps.tape if line.op
        ]
        for line, label in zip(steps.tape, lot, strict=True):
            assert re.sub(r"#\d+$", "", line.name) == re.sub(r"#\d+$", "", label)


@pytest.mark.proof
def test_a_browser_shows_every_label_as_the_text_it_is(chromium, tmp_path):
    page = chromium.new_page()
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    for seed in range(6):
        ((lot, root),) = graphs(seed, 40)
        text = player_page(trace(root), backend="wasm")
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        page.goto(f"file://{file}")
        names = [row[0] for row in json.loads(Page(text).data)["nodes"]["rows"]]
        shown = page.evaluate(
            "() => [...document.querySelectorAll('#rows th')].map((cell) => cell.textContent)"
        )
        assert shown == names
        page.keyboard.press("End")
        page.fill("#search", lot[0][:20].replace("\0", "").encode("utf-8", "replace").decode())
        assert page.evaluate("() => document.scripts.length") == 2
    page.close()
    assert heard == []


# --- terminals -----------------------------------------------------------------------------------

OURS = re.compile(r"\x1b\[[0-9;]*m")  # the colours that Rich writes


@many
def test_no_label_gets_out_of_a_terminal(seed, count, tried):
    tried("labels in terminals", count)
    turns = cycle([True, False])
    for lot, root in graphs(seed + 200, count):
        steps = trace(root)
        printed = io.StringIO()
        if next(turns):
            console = PlainConsole(file=printed, highlight=False, soft_wrap=True, width=90)
        else:
            console = Console(file=printed, force_terminal=True, color_system="truecolor")
        show = Transcript(words_of("mazur"), console)
        show.walk(steps, range(1, len(steps) + 1))
        show.leaves(steps)
        assert ("\x1b" in printed.getvalue()) == (console.color_system is not None)
        is_harmless(OURS.sub("", printed.getvalue()))
        for said in (str(steps.tape), repr(steps), formula(root)):
            is_harmless(said)
        middle = range(len(lot) // 2, len(lot) // 2 + 20)
        rows = paint(arrange(steps, middle), state_after(steps, len(steps)))
        is_harmless(as_text(rows))
        assert len({columns(row) for row in as_text(rows).split("\n")}) == 1
