"""The picture of a replay's program: every line in one box, every read an arrow, all words true."""

import re
from xml.etree import ElementTree as ET

import pytest
from replayed import POINTS, SIGNS, network

from autograd import Value, select, tanh
from autograd.errors import ChoiceError, InputTypeError, RenderError
from autograd.nn import SGD, l2_penalty
from autograd.replay import listing, replay
from autograd.replay.graph import CONSTANT, Guard
from autograd.replay.shape import Shape
from viz import draw_dot, draw_program
from viz.language import languages, load
from viz.program import LIMIT

SVG = "{http://www.w3.org/2000/svg}"


def small(rows="mean", label="w"):
    w = Value(0.5, label=label)
    return replay(lambda x: tanh(w * x) ** 2, rows=rows).program([1.0, 2.0] if rows else 1.0)


@pytest.fixture(scope="module")
def penalised():
    """The network of the benchmark: 2-16-16-1, with a penalty."""
    model = network((16, 16, 1), activation="relu")
    weights = model.parameters()
    f = replay(lambda x, y: (1 - model(x) * y).relu() + l2_penalty(weights, 1e-4), rows="mean")
    return f.program(POINTS, SIGNS)


def branching(x):
    return x * 2 if x > 0 else x


def choosing(count):
    table = [Value(i / 7) for i in range(count)]
    return replay(lambda i: select(table, i) * 1.5, rows="sum").program([1])


def test_each_line_has_a_box_and_each_read_an_arrow():
    for program in (
        *map(small, ("mean", "sum", None)),
        replay(branching).program(2.0),
        replay(lambda x: [x * x, x + x, x], rows="each").program([1.0]),
        choosing(2),
    ):
        graph = program.plan.graph
        shown = draw_program(program, detail="full").shown
        assert [box.members for box in shown.boxes] == [(line,) for line in range(len(graph))]
        arrows = [(arrow.id, arrow.tail, arrow.head) for arrow in shown.arrows]
        assert arrows == [
            (f"edge{line}-{k}", f"node{arg}", f"node{line}")
            for line, _, args, _ in graph
            for k, arg in enumerate(args)
        ]


@pytest.mark.parametrize("detail", ["run", "part"])
def test_folded_boxes_count_every_line_and_every_read(penalised, detail):
    graph = penalised.plan.graph
    shown = draw_program(penalised, detail=detail).shown
    members = [line for box in shown.boxes for line in box.members]
    constants = [line for line, op, _, _ in graph if op == CONSTANT]
    assert sorted(members + constants) == list(range(len(graph)))
    assert f"{len(graph):,} lines: {len(shown.boxes)} boxes, and {len(constants)} " in shown.caption
    assert shown.caption.endswith("detail='full' shows all")
    home = {line: box.id for box in shown.boxes for line in box.members}
    reads = {
        (home[arg], home[line])
        for line, _, args, _ in graph
        for arg in args
        if arg in home and home[arg] != home[line]
    }
    assert sorted((arrow.tail, arrow.head) for arrow in shown.arrows) == sorted(reads)
    for box in shown.boxes:
        count = len(box.members)
        assert (f"lines {count}" in box.rows) is (count > 1)


def test_boxes_of_runs_hold_what_print_says_runs_together(penalised):
    shown = draw_program(penalised, detail="run").shown
    boxes = [set(box.members) for box in shown.boxes if penalised.plan.graph.args[box.members[0]]]
    runs = [set(run.lines) for part in penalised.plan.runs for run in part]
    assert all(any(box <= run for run in runs) for box in boxes)


def test_as_much_is_drawn_as_is_legible(penalised):
    assert len(draw_program(small()).shown.boxes) == len(small().plan.graph)
    assert draw_program(penalised).shown == draw_program(penalised, detail="run").shown
    f = replay(lambda x: tanh(chain(x)))  # in which nothing runs together
    program = f.program(1.5)
    assert draw_program(program).shown == draw_program(program, detail="part").shown
    assert len(draw_program(program).shown.boxes) <= 6


def chain(x):
    for _ in range(LIMIT["run"]):
        x = x.sin() * x
    return x


def test_a_box_says_what_print_says(penalised):
    printed = [line.strip() for line in str(penalised).splitlines()]
    shown = draw_program(penalised, detail="run").shown
    for part, frame in zip(penalised.plan.runs, shown.parts, strict=False):
        boxes = {box.members[0]: box for box in shown.boxes if box.id in frame.boxes}
        for box in (boxes[run.lines[0]] for run in part if run.lines[0] in boxes):
            heading, first = box.rows[:2]
            more = f"   ({len(box.members)} such lines)" if len(box.members) > 1 else ""
            assert f"{heading} {first}{more}" in printed
    program = replay(branching).program(-2.0)
    (guard,) = (box for box in draw_program(program).shown.boxes if box.kind == "guard")
    assert guard.rows == ("not x0 > 0", "guard")
    assert "needs not x0 > 0" in str(program)


@pytest.mark.parametrize("language", languages())
def test_the_words_of_the_listing_are_those_of_the_picture(penalised, language):
    text = load(language)
    shown = draw_program(penalised, language=language).shown
    assert shown.caption.splitlines()[:-1] == listing.summary(penalised.plan.graph, text.listed)
    assert [part.title for part in shown.parts] == [text.listed(t) for t in listing.TITLES[:3]]
    if language == "en":
        saved = str(penalised).splitlines()
        assert shown.caption.splitlines()[:-1] == saved[: len(penalised.plan.graph.history) + 1]
    else:
        hangul = re.compile("[가-힣]")
        assert all(hangul.search(line) for line in shown.caption.splitlines())
        assert all(hangul.search(box.about) for box in shown.boxes)


def test_each_box_stands_in_the_part_in_which_it_runs(penalised):
    shown = draw_program(penalised).shown
    home = {box: part.title for part in shown.parts for box in part.boxes}
    for part, title in enumerate(listing.TITLES):
        first = {line for run in penalised.plan.runs[part] for line in run.lines}
        for earlier in penalised.plan.runs[:part]:
            first -= {line for run in earlier for line in run.lines}
        boxes = {box.id for box in shown.boxes if first & set(box.members)}
        assert all(home[box] == title for box in boxes)
    for box in shown.boxes:
        if box.kind in ("input", "parameter"):
            assert home.get(box.id) == ("for each row" if box.kind == "input" else None)


def test_kinds_are_told_apart():
    by_name = {box.name: box for box in draw_program(small()).shown.boxes}
    kinds = {name: box.kind for name, box in by_name.items()}
    assert kinds["x0"] == kinds["weight"] == "input"
    assert (kinds["p0"], kinds["1"], kinds["v3"]) == ("parameter", "leaf", "activation")
    # Of the rest, what the value needs, and what only the gradient does.
    assert {name for name, kind in kinds.items() if kind == "operation"} == {"v2", "v4", "v6"}
    backward = {name for name, kind in kinds.items() if kind == "backward"}
    assert backward == {"v8", "v9", "v10", "v11"}
    doubled = {name: box.rows[-1] for name, box in by_name.items() if box.is_output}
    assert doubled == {"v4": "gives value", "v6": "gives total", "v11": "gives grad p0"}


def test_several_values_have_their_numbers():
    program = replay(lambda x: [x * x, x + x], rows="each").program([1.0])
    rows = [box.rows[-1] for box in draw_program(program).shown.boxes if box.is_output]
    assert rows == ["gives value 0", "gives value 1"]


def test_guards_are_neither_values_nor_named():
    program = replay(branching).program(2.0)
    graph = program.plan.graph
    found = {box.members[0]: box.kind for box in draw_program(program).shown.boxes}
    assert [line for line, kind in found.items() if kind == "guard"] == [
        line for line, op, _, _ in graph if isinstance(op, Guard)
    ]


@pytest.mark.parametrize("detail", ["full", "run", "part"])
def test_a_training_step_shows_what_the_next_begins_with(detail):
    model = network((2, 1))
    f = replay(lambda x, y: (model(x) - y) ** 2, rows="mean")
    training = f.training(SGD(model.parameters(), lr=0.1, momentum=0.9))
    program, _ = training._prepared(Shape((POINTS, SIGNS), rows=True))
    shown = draw_program(program, detail=detail).shown
    (end,) = (part for part in shown.parts if part.title == "at the end of a step")
    boxes = [box for box in shown.boxes if box.id in end.boxes]
    assert boxes
    assert all(box.rows[0].startswith("p") and box.rows[1].startswith("= v") for box in boxes)
    if detail == "full":
        assert len(boxes) == len(program.plan.graph.results["next"])
    assert {arrow.head for arrow in shown.arrows} >= set(end.boxes)


@pytest.mark.parametrize("backend", [pytest.param("dot", marks=pytest.mark.needs_dot), "wasm"])
@pytest.mark.parametrize("language", languages())
def test_the_svg_has_everything_and_says_it(language, backend):
    picture = draw_program(small(), theme="auto", legend=True, language=language)
    root = ET.fromstring(picture.pipe(encoding="utf-8", backend=backend))  # noqa: S314  our own
    ids = {element.get("id") for element in root.iter()}
    assert ids >= set(picture.shown.ids)
    assert root.find(f"{SVG}title").text == picture.shown.title
    assert root.find(f"{SVG}desc").text == picture.shown.about
    words = "".join(root.itertext())
    assert "= square'(v3) * v8" in words.replace("\n", "")
    assert load(language)("legend.reads") in words
    frame = next(e for e in root.iter() if e.get("id") == "part1")
    assert frame.get("class") == "cluster part"


def test_a_picture_is_saved_like_any_other(tmp_path):
    path = draw_program(small()).render("program", tmp_path)
    assert path.endswith("program.svg")
    assert draw_program(small(), "plain").pipe().startswith(b"graph ")


@pytest.mark.parametrize(
    "label", ['"]; evil [', "<b>\\N</b>", "\N{RIGHT-TO-LEFT OVERRIDE}x", "x" * 10**6]
)
def test_labels_are_not_in_a_program(label):
    assert draw_program(small(label=label)).source == draw_program(small()).source


def test_a_choice_among_many_is_cut():
    program = choosing(300)
    rows = [row for box in draw_program(program).shown.boxes for row in box.rows]
    assert max(map(len, rows)) <= 64
    assert any(row.startswith("= select(x0") for row in rows)


def test_the_same_program_gives_the_same_text():
    assert draw_program(small()).source == draw_program(small()).source


def test_what_is_no_program_or_no_option_is_refused():
    f = replay(lambda x: x * x)
    with pytest.raises(InputTypeError, match=r"takes the program of a replay.*got Replay"):
        draw_program(f)
    with pytest.raises(InputTypeError, match="or a replay's program with draw_program"):
        draw_dot(f.program(1.0))
    with pytest.raises(ChoiceError, match=r"unknown detail 'runs'.*One of: auto, full, run, part"):
        draw_program(small(), detail="runs")
    with pytest.raises(ChoiceError, match="format"):
        draw_program(small(), "svgz")
    with pytest.raises(ChoiceError, match="language"):
        draw_program(small(), language="xx")


def test_a_picture_that_takes_too_long_says_what_to_draw_instead(penalised, monkeypatch):
    def hang(*_):
        raise RenderError("not finished")

    picture = draw_program(penalised, detail="full")
    monkeypatch.setattr(picture, "_drawn", hang)
    with pytest.raises(RenderError, match=r"1,\d\d\d boxes: draw less.*detail='run' or 'part'"):
        picture.pipe()
