"""What a notebook shows, asked of the objects and of a real kernel."""

import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import nbformat
import pytest
from nbclient import NotebookClient

from autograd import Value, display, trace
from autograd.nn import MLP
from viz import notebook, page

EVERYTHING = ["image/svg+xml", "text/html", "text/plain"]


def square():
    x = Value(3.0, label="x")
    return x * x


def nodes(svg):
    root = ET.fromstring(svg)  # noqa: S314  our own
    return [g.get("id") for g in root.iter("{http://www.w3.org/2000/svg}g") if g.get("id")]


def elements(html):
    """The elements of a piece of HTML, with their attributes."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(html)
    return found


# --- what an object answers ------------------------------------------------------------------


def test_a_value_shows_a_small_picture():
    bundle = square()._repr_mimebundle_()
    assert sorted(bundle) == ["image/svg+xml", "text/plain"]
    assert bundle["text/plain"] == "Value(9.0)"
    assert nodes(bundle["image/svg+xml"]) == ["edge1-0", "edge1-1", "node0", "node1"]
    assert nodes(Value(1.0)._repr_mimebundle_()["image/svg+xml"]) == ["node0"]


def test_a_value_with_a_large_graph_shows_it_folded():
    output = MLP(3, [8, 8, 1])([0.1, 0.2, 0.3])
    found = nodes(output._repr_mimebundle_()["image/svg+xml"])
    assert sum(id.startswith(("node", "fold")) for id in found) <= notebook.SMALL


def test_a_trace_shows_its_player_and_a_picture_where_there_are_no_frames():
    bundle = trace(square())._repr_mimebundle_()
    assert sorted(bundle) == EVERYTHING
    ((tag, attributes),) = elements(bundle["text/html"])
    assert (tag, attributes["sandbox"]) == ("iframe", "allow-scripts")
    assert attributes["srcdoc"] == page.player_page(trace(square()))
    assert "node1" in nodes(bundle["image/svg+xml"])
    assert bundle["text/plain"] == "<Trace of v1: 1 forward, 2 backward, 0 update steps>"


def test_a_large_trace_is_a_picture_that_folds():
    node = Value(1.0)
    for _ in range(400):
        node = node + 1
    bundle = trace(node)._repr_mimebundle_()
    assert sorted(bundle) == ["image/svg+xml", "text/plain"]
    assert len(nodes(bundle["image/svg+xml"])) < 2 * notebook.SMALL


@pytest.mark.parametrize("make", [square, lambda: trace(square())], ids=["value", "trace"])
@pytest.mark.parametrize(
    ("include", "exclude"),
    [
        (None, None),
        (["text/plain"], None),
        (["image/svg+xml"], []),
        ({"text/html", "text/plain"}, None),
        (None, ["text/plain"]),
        (None, ["image/svg+xml", "text/html"]),
        (EVERYTHING, EVERYTHING),
        (["application/pdf"], None),
        ([], None),
    ],
)
def test_only_what_is_included_and_not_excluded_is_made(make, include, exclude):
    offered = set(make()._repr_mimebundle_())
    wanted = offered if include is None else offered & set(include)
    found = make()._repr_mimebundle_(include=include, exclude=exclude)
    assert set(found) == wanted - set(exclude or ())


def test_what_is_excluded_is_not_drawn(monkeypatch):
    monkeypatch.setattr(notebook, "picture_of", None)  # what calls it fails
    monkeypatch.setattr(notebook, "player_page", None)
    assert square()._repr_mimebundle_(exclude=["image/svg+xml"]) == {"text/plain": "Value(9.0)"}


# --- a repr never raises ---------------------------------------------------------------------


def test_a_drawing_that_fails_leaves_the_text(monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("no")

    monkeypatch.setattr("viz.rendering.read_layout", fail)
    assert square()._repr_mimebundle_() == {"text/plain": "Value(9.0)"}
    assert set(trace(square())._repr_mimebundle_()) == {"text/plain"}


@pytest.mark.parametrize("missing", ["graphviz", "wasmtime", "viz", "viz.notebook"])
def test_whatever_is_missing_the_text_remains(missing):
    code = (
        f"import sys; sys.modules[{missing!r}] = None; sys.modules.pop('viz', None)\n"
        f"import os; os.environ['PATH'] = ''\n"
        "from autograd import Value, trace\n"
        f"sys.modules[{missing!r}] = None\n"
        "y = Value(3.0) * 2\n"
        "print(sorted(y._repr_mimebundle_()), sorted(trace(y)._repr_mimebundle_()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "['text/plain'] ['text/plain']"


def test_a_package_that_announces_itself_and_is_broken_leaves_the_text(monkeypatch):
    monkeypatch.setattr(display, "announced", lambda name: lambda *_: 1 / 0)
    assert display.mime_bundle(2.5, "Value") == {"text/plain": "2.5"}
    monkeypatch.setattr(display, "announced", lambda name: lambda *_: None)
    assert display.mime_bundle(2.5, "Value", include=["text/plain"]) == {"text/plain": "2.5"}


def test_hostile_labels_are_shown_as_text():
    x = Value(3.0, label='"></iframe><script>alert(1)</script>\ud800\x00')
    html = trace(x * 2)._repr_mimebundle_()["text/html"]
    assert [tag for tag, _ in elements(html)] == ["iframe"]  # nothing else stands beside it
    html.encode("utf-8")


# --- a real kernel ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outputs():
    """What a kernel answers to each cell."""
    cells = [
        "from autograd import Value, trace\nx = Value(3.0, label='x')\ny = x * x\ny",
        "trace(y)",
        "from viz import draw_dot, frames\ndraw_dot(y)",
        "frames(trace(y))",
        "x",
        "[x, y]",
        "Value(float('nan'))",
        "import viz\nviz.draw_dot(y).pipe(backend='wasm')[:4]",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(book, timeout=120, kernel_name="python3")
    client.execute()
    return [cell.outputs[-1] for cell in book.cells]


@pytest.mark.proof
def test_a_kernel_shows_pictures_players_and_animations(outputs):
    value, steps, picture, film, leaf, listed, nan, _ = (each["data"] for each in outputs)
    assert sorted(value) == ["image/svg+xml", "text/plain"]
    assert "".join(value["text/plain"]) == "Value(9.0)"
    assert sorted(steps) == EVERYTHING
    assert "<iframe srcdoc=" in steps["text/html"]
    assert sorted(picture) == ["image/svg+xml", "text/plain"]
    assert "@keyframes" in film["image/svg+xml"]
    assert nodes(leaf["image/svg+xml"]) == ["node0"]
    assert set(listed) == {"text/plain"}
    assert "NaN" in nan["image/svg+xml"]


@pytest.mark.proof
def test_a_frame_of_a_notebook_plays(outputs, chromium, tmp_path):
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html>{outputs[1]['data']['text/html']}", encoding="utf-8")
    shown = chromium.new_page()
    heard = []
    shown.on("console", lambda message: heard.append(message.text))
    shown.on("pageerror", lambda error: heard.append(str(error)))
    shown.goto(f"file://{file}")
    frame = shown.frame_locator("iframe")
    frame.locator("#next").click()
    frame.locator("#next").click()
    assert frame.locator("#sentence").text_content() == "dv1/dv1 = 1"
    frame.locator("#last").click()
    assert frame.locator("#go").input_value() == "4"
    assert heard == []
    shown.close()
