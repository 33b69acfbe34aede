"""Random hostile labels by the thousand: each is text, whatever it holds, and nothing else."""

import json
import re
import unicodedata
from html.parser import HTMLParser
from random import Random
from xml.etree import ElementTree as ET

import pytest
from test_viz_labels import HOSTILE

from autograd import Value, sum, tape, trace
from viz import draw_dot, frames, player_page
from viz.signs import columns

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
A_GRAPH = 20  # labels in one graph

many = pytest.mark.parametrize(
    ("seed", "count"),
    [
        pytest.param(1, 200, id="200"),
        *(pytest.param(s, 4000, id=f"4000-{s}", marks=pytest.mark.proof) for s in range(2, 7)),
    ],
)

PIECES = [
    *(label[:200] for label in HOSTILE),
    *("\\N", "\\G", "\\l", "\\\\", '"', "'", "`", "<", ">", "&", "|", "{", "}", "\n", "\r", "\t"),
    *("<b>", "</text>", "</script>", "<!--", "-->", "]]>", "<?xml", "&#0;", "&amp;", "&lt", "%s"),
    *("javascript:", "onload=", "href=", "${x}", "{name}", "{0}", "\u202e", "\u2066", "\ufeff"),
    *(
        "\ud800",
        "\udfff",
        "\ud83d",
        "\0",
        "\x1b[2J",
        "\x7f",
        "\x85",
        "\u2028",
        "\ufffe",
        "\U0010ffff",
    ),
    *(
        "가",
        "\u1112\u1161\u11ab",
        "é",
        "e\u0301",
        "👩\u200d🔬",
        "א",
        "ا",
        "ｗ",
        " ",
        "\u00a0",
        "\u3000",
    ),
    *("w", "x1", "layer1.neuron3.w2", "loss", "node0", "edge1-0", "->", "--", ":", ";", "[", "]"),
]


def random_label(random):
    kind = random.random()
    if kind < 0.6:
        return "".join(random.choice(PIECES) for _ in range(random.randint(1, 6)))
    if kind < 0.95:
        return "".join(chr(random.randrange(0x110000)) for _ in range(random.randint(1, 40)))
    return random.choice(PIECES) * random.randint(10, 3000)


def graph(labels):
    """A graph in which each label stands on a node, with its gradients."""
    leaves = [Value(0.1 * (i + 1), label) for i, label in enumerate(labels[::2])]
    nodes = [leaf * 0.5 for leaf in leaves]
    for node, label in zip(nodes, labels[1::2], strict=False):
        node.label = label
    root = sum(nodes)
    root.backward()
    return root


def batches(seed, count):
    random = Random(seed)
    for _ in range(0, count, A_GRAPH):
        yield [random_label(random) for _ in range(A_GRAPH)]


def as_shown(label):
    """What a label has to look like: itself, with Python's escapes for what cannot be seen."""
    pieces = []
    for c in unicodedata.normalize("NFC", label):
        hidden = unicodedata.category(c) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
        pieces.append(ascii(c)[1:-1] if hidden and c not in "\u200c\u200d" else c)
    return "".join(pieces)


def check_name(shown, label):
    """A name is the label, whole or as its two ends around an ellipsis; "#2" for the second."""
    expected = as_shown(label)
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


@many
def test_no_label_gets_out_of_a_picture(seed, count):
    done = 0
    for labels in batches(seed, count):
        root = graph(labels)
        picture = draw_dot(root, detail="full")
        shown = check_svg(
            picture.pipe("svg", encoding="utf-8", backend="wasm"), picture.shown.total
        )
        ids = {g.get("id"): g for g in shown.iter(f"{SVG}g") if g.get("id")}
        edges = sum(id.startswith("edge") for id in ids)
        assert edges == len(picture.shown.arrows) == 10 + 18
        for box in picture.shown.boxes:
            drawn = ids[box.id].findtext(f"{SVG}text") or ""
            # Graphviz would read an entity, so its "&" is shown as an escape.
            assert drawn == re.sub(r"&(?=#?\w+;)", r"\\u0026", box.rows[0])
        lines = tape(root)
        for line, box in zip(lines, picture.shown.boxes, strict=True):
            if line.node.label:
                check_name(box.name, line.node.label)
                done += 1
    assert done >= 0.97 * count  # a few of the random labels are empty


@many
def test_no_label_gets_out_of_a_page(seed, count):
    for labels in batches(seed + 100, count):
        steps = trace(graph(labels))
        text = player_page(steps, backend="wasm")
        text.encode("utf-8")
        page = Page(text)
        assert page.tags == PAGE_TAGS
        assert page.scripts == 2
        assert not [n for n, _ in page.attributes if n.startswith("on") or n in ("href", "src")]
        names = [row[0] for row in json.loads(page.data)["nodes"]["rows"]]
        for line, name in zip(steps.tape, names, strict=True):
            if line.node.label:
                check_name(name, line.node.label)


def test_no_label_gets_out_of_frames():
    for labels in batches(50, 100):
        pictures = frames(trace(graph(labels)), backend="wasm")
        for picture in (pictures[0], pictures[15], pictures[-1]):
            check_svg(picture, len(pictures.trace.tape))
        check_svg(pictures.animation(), len(pictures.trace.tape))


@pytest.mark.proof
def test_a_browser_shows_every_label_as_the_text_it_is(chromium, tmp_path):
    labels = list(batches(60, 120))
    page = chromium.new_page()
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    for each in labels:
        steps = trace(graph(each))
        text = player_page(steps, backend="wasm")
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        page.goto(f"file://{file}")
        names = [row[0] for row in json.loads(Page(text).data)["nodes"]["rows"]]
        shown = page.evaluate(
            "() => [...document.querySelectorAll('#rows th')].map((cell) => cell.textContent)"
        )
        assert shown == names
        page.keyboard.press("End")
        page.fill("#search", each[0][:20].replace("\0", ""))
        assert page.evaluate("() => document.scripts.length") == 2
    page.close()
    assert heard == []
