"""A picture is written whole, under the right name, or not at all."""

import os

import pytest

from autograd import Value, files, placing, tape, trace
from autograd.errors import ChoiceError, FileInTheWayError, InputTypeError, RenderError
from autograd.files import write_atomically, write_folder
from autograd.nn import MLP, load, save
from viz import draw_dot, frames, player, render


def square():
    x = Value(3.0, label="x")
    return x * x


def test_the_ending_says_the_format(tmp_path):
    path = render(square(), tmp_path / "square.svg")
    assert path == tmp_path / "square.svg"
    assert path.read_bytes().endswith(b"</svg>\n")
    assert render(square(), tmp_path / "square.JSON").read_bytes().startswith(b"{")


def test_it_is_drawn_without_dot_and_with_an_empty_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert render(square(), tmp_path / "square.svg").stat().st_size > 1000


def test_everything_works_with_an_empty_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    steps = trace(square())
    pictures = frames(steps)
    assert len(pictures.save(tmp_path / "steps")) == 5
    assert pictures.animate(tmp_path / "steps.svg").exists()
    assert player(steps, tmp_path / "steps.html").exists()
    assert set(steps._repr_mimebundle_()) == {"text/html", "image/svg+xml", "text/plain"}
    assert set(square()._repr_mimebundle_()) == {"image/svg+xml", "text/plain"}
    assert render(
        square(), tmp_path / "dark.svg", theme="dark", legend=True, detail="layer"
    ).exists()


def test_a_tape_is_drawn_like_its_root(tmp_path):
    y = square()
    one = render(y, tmp_path / "one.svg").read_bytes()
    assert render(tape(y), tmp_path / "two.svg").read_bytes() == one


def test_another_file_is_not_replaced_unasked(tmp_path):
    path = tmp_path / "square.svg"
    path.write_text("mine")
    with pytest.raises(FileInTheWayError, match="overwrite=True"):
        render(square(), path)
    assert path.read_text() == "mine"
    render(square(), path, overwrite=True)
    assert path.read_bytes().endswith(b"</svg>\n")
    render(square(), path)  # the same picture is no other file


@pytest.mark.parametrize("name", ["square", "square.gif", "square.svg.txt"])
def test_an_unknown_ending_is_refused(tmp_path, name):
    with pytest.raises(ChoiceError, match=r"ending of the file name.*\.svg"):
        render(square(), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", [None, 3, Value(1.0)])
def test_what_names_no_file_is_refused(name):
    steps = trace(square())
    writers = [
        lambda: write_atomically(name, ""),
        lambda: write_folder(name, {}),
        lambda: render(square(), name),
        lambda: player(steps, name),
        lambda: frames(steps).save(name),
        lambda: frames(steps).animate(name),
        lambda: draw_dot(square()).render(name or 3),
        lambda: draw_dot(square()).save("x", name or 3),
        lambda: save(MLP(1, [1]), name),
        lambda: load(MLP(1, [1]), name),
    ]
    for write in writers:
        with pytest.raises(InputTypeError, match=r"named by a text or a path, such as .*, got"):
            write()


def test_a_name_may_be_bytes(tmp_path):
    folder = os.fsencode(tmp_path)
    steps, model = trace(square()), MLP(1, [1])
    assert render(square(), folder + b"/a.svg") == tmp_path / "a.svg"
    assert player(steps, folder + b"/a.html") == tmp_path / "a.html"
    assert frames(steps).save(folder + b"/steps")[0] == tmp_path / "steps" / "step-000.svg"
    assert frames(steps).animate(folder + b"/b.svg") == tmp_path / "b.svg"
    assert draw_dot(square()).render(b"c", folder) == str(tmp_path / "c.svg")
    load(model, save(model, folder + b"/model.json"))


def test_only_a_graph_is_drawn(tmp_path):
    with pytest.raises(InputTypeError, match="got float"):
        render(3.0, tmp_path / "number.svg")


@pytest.mark.proof
def test_a_drawing_that_takes_too_long_says_what_to_draw_instead(tmp_path):
    nodes = [Value(float(i)) for i in range(250)]
    for i in range(3000):
        nodes[i % 250] = nodes[i % 250] + nodes[i * i % 249]
    root = sum(nodes)
    with pytest.raises(
        RenderError, match=r"not finished after 0\.5 s.*boxes: draw less.*detail='n"
    ):
        render(root, tmp_path / "tangle.svg", detail="full", timeout=0.5)
    assert not list(tmp_path.iterdir())
    assert render(root, tmp_path / "tangle.svg").exists()


def test_a_picture_is_not_written_where_a_label_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    y = square()
    y.label = "../../evil"
    assert draw_dot(y).render() == "graph.svg"
    assert [path.name for path in tmp_path.iterdir()] == ["graph.svg"]


@pytest.mark.parametrize(("module", "step"), [(placing, "begins"), (files, "write_files")])
def test_what_is_left_of_an_earlier_series_may_be_removed_by_another_process(
    tmp_path, monkeypatch, module, step
):
    old = tmp_path / "step-2.svg"
    old.write_bytes(b"<svg")
    function = getattr(module, step)

    def another_process_first(*args, **options):
        old.unlink()
        return function(*args, **options)

    monkeypatch.setattr(module, step, another_process_first)
    series = {"series": r"step-\d\.svg", "mark": b"<svg", "overwrite": True}
    assert write_folder(tmp_path, {"step-1.svg": "<svg/>"}, **series) == [tmp_path / "step-1.svg"]
