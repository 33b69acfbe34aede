"""`Picture`: a graphviz.Digraph that draws itself anywhere, into files and notebooks."""

import re
from pathlib import Path

import graphviz
import pytest
from test_rendering import nodes_and_edges

from autograd.errors import ChoiceError, FileError, FileInTheWayError, RenderError
from viz.picture import Picture

DRAWN = ["node1: x", "node2: y"], ["edge1: x->y"]


@pytest.fixture
def no_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def picture() -> Picture:
    picture = Picture("neuron", comment="one edge")
    with picture.subgraph(name="cluster_in") as inside:
        inside.node("x", "입력")
    picture.edge("x", "y")
    return picture


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        ({"filename": "out"}, "out.svg"),
        ({"filename": "out.svg"}, "out.svg"),
        ({"filename": "OUT.SVG"}, "OUT.SVG"),
        ({"filename": "epoch1.5"}, "epoch1.5.svg"),
        ({"filename": "out.gv"}, "out.gv.svg"),
        ({"filename": Path("out"), "format": "svg"}, "out.svg"),
        ({"outfile": "out.svg"}, "out.svg"),
        ({}, "neuron.svg"),
    ],
)
@pytest.mark.usefixtures("no_dot")
def test_render_writes_the_picture_alone_and_returns_its_path(
    picture: Picture, tmp_path: Path, arguments: dict[str, str], file: str
) -> None:
    path = picture.render(directory=tmp_path, **arguments)  # type: ignore[arg-type]  # names vary
    assert path == str(tmp_path / file)
    assert [found.name for found in tmp_path.iterdir()] == [file]
    assert nodes_and_edges(Path(path).read_bytes()) == DRAWN


@pytest.mark.usefixtures("no_dot")
def test_a_picture_is_opened_on_request(picture, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(graphviz, "view", lambda path, quiet: opened.append((str(path), quiet)))
    path = picture.render(tmp_path / "a.svg", view=True, quiet_view=True)
    assert picture.view(tmp_path / "a.svg", overwrite=True) == path
    assert opened == [(path, True), (path, False)]


@pytest.mark.usefixtures("no_dot")
def test_render_replaces_a_file_only_when_asked(picture: Picture, tmp_path: Path) -> None:
    path = Path(picture.render(tmp_path / "out"))
    before = path.read_bytes()
    picture.edge("y", "z")
    with pytest.raises(FileInTheWayError, match="overwrite=True"):
        picture.render(tmp_path / "out")
    assert path.read_bytes() == before
    picture.render(tmp_path / "out", overwrite=True)
    assert b"<title>z</title>" in path.read_bytes()


@pytest.mark.usefixtures("no_dot")
def test_render_leaves_no_file_when_drawing_fails(picture: Picture, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="install Graphviz"):
        picture.render(tmp_path / "out.png")
    with pytest.raises(ChoiceError, match="unknown format 'jpg'"):
        picture.render(outfile=tmp_path / "out.jpg")
    with pytest.raises(FileError, match="create the folder first"):
        picture.render(tmp_path / "missing" / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_dot")
def test_dot_text_is_saved_beside_the_picture_on_request(picture: Picture, tmp_path: Path) -> None:
    picture.render(tmp_path / "out", cleanup=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.gv", "out.svg"]
    assert (tmp_path / "out.gv").read_text(encoding="utf-8") == picture.source


@pytest.mark.usefixtures("no_dot")
def test_no_picture_is_written_if_its_dot_text_would_replace_another_file(
    picture: Picture, tmp_path: Path
) -> None:
    (tmp_path / "out.gv").write_text("mine")
    with pytest.raises(FileInTheWayError, match=r"out\.gv' exists already"):
        picture.render(tmp_path / "out", cleanup=False)
    assert [path.name for path in tmp_path.iterdir()] == ["out.gv"]
    picture.render(tmp_path / "out", cleanup=False, overwrite=True)
    assert (tmp_path / "out.gv").read_text(encoding="utf-8") == picture.source


def test_save_needs_no_backend_and_keeps_other_files(picture: Picture, tmp_path: Path) -> None:
    path = picture.save("x.gv", tmp_path)
    assert Path(path).read_text(encoding="utf-8") == picture.source
    picture.edge("y", "z")
    with pytest.raises(FileInTheWayError):
        picture.save("x.gv", tmp_path)
    assert picture.save("x.gv", tmp_path, skip_existing=True) == path
    assert "y -> z" not in Path(path).read_text(encoding="utf-8")
    picture.save("x.gv", tmp_path, overwrite=True)
    assert "y -> z" in Path(path).read_text(encoding="utf-8")


def test_copy_and_repr_of_a_picture(picture: Picture) -> None:
    assert repr(picture) == "Picture('neuron', format='svg', 7 lines of DOT)"
    copy = picture.copy()
    assert isinstance(copy, Picture)
    assert (copy.source, copy.format) == (picture.source, "svg")


# --------------------------------------------------------------------------------------- notebooks


@pytest.mark.usefixtures("no_dot")
def test_notebook_shows_an_svg_and_a_short_text(picture: Picture) -> None:
    bundle = picture._repr_mimebundle_()
    assert sorted(bundle) == ["image/svg+xml", "text/plain"]
    svg = bundle["image/svg+xml"]
    assert isinstance(svg, str)
    assert nodes_and_edges(svg.encode()) == DRAWN
    assert bundle["text/plain"] == repr(picture)


@pytest.mark.usefixtures("no_dot")
@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["image/svg+xml"], None, ["image/svg+xml"]),
        (["text/plain"], None, ["text/plain"]),
        (None, ["image/svg+xml"], ["text/plain"]),
        (["image/svg+xml", "text/plain"], ["text/plain"], ["image/svg+xml"]),
        (["text/html"], None, []),
        ([], None, []),
        ({"image/png", "text/plain"}, (), ["text/plain"]),
        (["image/png"], [], []),
    ],
)
def test_notebook_gets_what_it_includes_without_what_it_excludes(
    picture: Picture,
    include: list[str] | None,
    exclude: list[str] | None,
    expected: list[str],
) -> None:
    assert sorted(picture._repr_mimebundle_(include=include, exclude=exclude)) == expected


def test_excluded_picture_is_not_drawn(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("viz.picture.render_dot", None)  # what calls it fails
    assert picture._repr_mimebundle_(exclude=["image/svg+xml"]) == {"text/plain": repr(picture)}


@pytest.mark.usefixtures("no_dot")
@pytest.mark.parametrize("bad", ["nonsense ]\n", "\t\x1b\n", "\ud800\n"])
def test_notebook_falls_back_to_the_reason_and_the_dot_text(picture: Picture, bad: str) -> None:
    picture.body.append(bad)
    bundle = picture._repr_mimebundle_()
    assert sorted(bundle) == ["text/plain"]
    text = bundle["text/plain"]
    assert isinstance(text, str)
    assert re.match(r"(could not draw the graph as svg: |no picture can hold the char)", text)
    text.encode("utf-8")
    assert "\x1b" not in text
    assert "\tx -> y" in text


@pytest.mark.usefixtures("no_dot")
def test_a_notebook_gets_the_beginning_of_a_long_dot_text() -> None:
    picture = Picture("long", comment="x" * 50_000)
    picture.body.append("nonsense ]\n")
    text = picture._repr_mimebundle_()["text/plain"]
    assert re.search(r"\.\.\. and [\d,]+ more characters; save\(\) writes all$", str(text))
    assert len(str(text)) < 25_000
