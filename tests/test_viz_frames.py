"""Frames: what each step shows, and the files they are saved in."""

import pytest
from pictures import SVG, caption, groups, parsed, square, texts

from autograd import Value, trace
from autograd.errors import (
    ChoiceError,
    DomainError,
    FileError,
    FileInTheWayError,
    InputTypeError,
    RenderError,
)
from autograd.nn import SGD
from demos.lessons import mazur, sigmoid
from viz import draw_dot, frames, player_page
from viz.labels import number
from viz.language import load
from viz.narration import narrate
from viz.options import Options
from viz.playback import play
from viz.style import THEMES

# --- what a frame shows ----------------------------------------------------------------------


def test_there_is_the_start_and_one_frame_a_step():
    steps = mazur.drawn()
    pictures = frames(steps)
    assert len(pictures) == len(steps) + 1
    assert pictures[-1] == pictures[len(steps)]
    with pytest.raises(IndexError):
        pictures[len(steps) + 1]
    assert len(list(pictures)) == len(pictures)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_every_frame_shows_what_is_known_after_its_step(language, rankdir):
    steps = sigmoid.drawn()
    text = load(language)
    value, gradient, pending = (text(f"picture.{w}") for w in ("value", "gradient", "pending"))
    back = {"LR": "←", "TB": "↑"}[rankdir]
    values = [line.node.data if line.op is None else None for line in steps.tape]
    gradients = [None] * len(steps.tape)
    flows, uses = {}, [0] * len(steps.tape)
    for step in steps.backward:
        uses[step.arg] += 1
    for k, picture in enumerate(frames(steps, language=language, rankdir=rankdir)):
        if k:
            step = steps.steps[k - 1]
            if step.kind == "forward":
                values[step.index] = step.result
            elif step.kind == "seed":
                gradients[step.index] = 1.0
            else:
                gradients[step.arg] = step.after
                flows[step.index, step.position] = step.contribution
                uses[step.arg] -= 1
        found = groups(parsed(picture))
        for line in steps.tape:
            i = line.index
            known = pending if values[i] is None else number(values[i])
            so_far = pending if gradients[i] is None else number(gradients[i])
            more = " …" if uses[i] and gradients[i] is not None else ""
            assert texts(found[f"node{i}"])[1:] == [
                f"{value} {known}",
                f"{gradient} {so_far}{more}",
            ]
            assert ("todo" in found[f"node{i}"].get("class").split()) == (values[i] is None)
            for position, arg in enumerate(line.args):
                if not isinstance(arg, int):
                    continue
                slope = line.node.db if position else line.node.da
                expected = [] if values[i] is None else [f"∂ {number(slope)}"]
                if (i, position) in flows:
                    expected.append(f"{back} {number(flows[i, position])}")
                edge = found[f"edge{i}-{position}"]
                assert [row.strip() for row in texts(edge)] == expected


def test_the_current_edge_is_lit_and_nothing_else():
    steps = mazur.drawn()
    light = THEMES["light"].light
    for k, picture in enumerate(frames(steps)):
        lit = {
            id
            for id, group in groups(parsed(picture)).items()
            if any(path.get("stroke") == light for path in group.iter(f"{SVG}path"))
        }
        if k == 0:
            assert lit == set()
            continue
        step = steps.steps[k - 1]
        if step.kind == "backward":
            assert lit == {f"edge{step.index}-{step.position}", f"node{step.arg}"}
        elif step.kind == "forward":
            edges = {i for i in lit if i.startswith("edge")}
            assert lit - edges == {f"node{step.index}"}
            assert edges == {
                f"edge{step.index}-{j}"
                for j, arg in enumerate(steps.tape[step.index].args)
                if isinstance(arg, int)
            }
        else:
            assert lit == {f"node{step.index}"}


def test_the_sentence_beneath_is_that_of_the_step():
    steps = mazur.drawn()
    english = load("en")
    for k, picture in enumerate(frames(steps)):
        lines = caption(parsed(picture))
        if k == 0:
            assert lines == [english("frames.start", count=80)]
            continue
        said = narrate(steps.steps[k - 1], "E", english)
        assert lines[0].startswith(f"Step {k} of 80: ")
        spoken = " ".join(lines[1:])
        assert spoken == " ".join(f"{said.sentence} {said.total}".split())


@pytest.mark.filterwarnings("ignore:the slope of step")
def test_an_operation_that_is_flat_everywhere_is_said_to_let_nothing_through():
    (step,) = trace(Value(3.0, label="x").step()).backward
    assert narrate(step, "y", load("en")).sentence == (
        "dy/dx += 0: the slope is zero everywhere, nothing flows back from v1"
    )


def test_a_sum_is_told_only_if_there_was_something_to_add_to():
    totals = [narrate(step, "y", load("en")).total for step in square().backward]
    assert totals == ["", "added to what was there: 3 + 3 = 6"]


def test_all_frames_have_the_same_layout():
    def places(picture):
        root = parsed(picture)
        shapes = {
            id: [path.get("d") for path in group.iter(f"{SVG}path") if path.get("class") != "light"]
            for id, group in groups(root).items()
        }
        return root.get("viewBox"), shapes

    first, *others = [places(picture) for picture in frames(mazur.drawn())]
    assert all(each == first for each in others)


def test_the_last_frame_shows_the_numbers_of_the_static_picture():
    steps = sigmoid.drawn()
    last = groups(parsed(frames(steps)[-1]))
    static = groups(parsed(draw_dot(steps).pipe("svg", encoding="utf-8")))
    assert {id: texts(g) for id, g in last.items()} == {id: texts(g) for id, g in static.items()}
    for id, group in static.items():
        own = [
            p.get("stroke-width") for p in last[id].iter(f"{SVG}path") if p.get("class") != "light"
        ]
        assert own == [path.get("stroke-width") for path in group.iter(f"{SVG}path")]


def test_an_update_shows_the_new_number():
    steps = mazur.drawn()
    names = [line.name for line in steps.tape]
    last = groups(parsed(frames(steps)[-1]))
    for step in steps.updates:
        assert step.index == names.index(step.name)
        assert texts(last[f"node{step.index}"])[1] == f"value {number(step.after)}"


def test_an_update_of_a_parameter_that_is_not_drawn_lights_nothing():
    w, other = Value(2.0, "w"), Value(5.0, "other")
    loss = w * w
    loss.backward()
    other.grad = 1.0
    steps = trace(loss, SGD([w, other], lr=0.1).plan())
    assert [step.index for step in steps.updates] == [0, None]
    assert "other: 5 -&gt; 4.9" in frames(steps)[-1]


@pytest.mark.proof
def test_a_trace_keeps_its_numbers_when_the_optimiser_moves_on():
    weights = mazur.weights()
    root = mazur.error(weights)
    root.backward()
    optimizer = SGD(weights, lr=0.5)
    steps = trace(root, optimizer.plan())
    before = [*frames(steps)], draw_dot(steps).source, player_page(steps)
    optimizer.step()
    assert ([*frames(steps)], draw_dot(steps).source, player_page(steps)) == before


def test_moments_hold_only_what_changed():
    steps = mazur.drawn()
    start, *others = play(steps, Options())
    assert len(start.boxes) == len(steps.tape)
    assert all(len(moment.boxes) <= 1 and len(moment.arrows) <= 2 for moment in others)


# --- files -----------------------------------------------------------------------------------


def test_frames_are_saved_as_numbered_files(tmp_path):
    pictures = frames(square())
    paths = pictures.save(tmp_path / "steps")
    assert [path.name for path in paths] == [f"step-00{k}.svg" for k in range(5)]
    assert [path.read_text(encoding="utf-8") for path in paths] == list(pictures)
    assert pictures.save(tmp_path / "steps") == paths  # the same again is no other file


def test_no_frame_is_written_if_one_would_replace_another_file(tmp_path):
    (tmp_path / "step-003.svg").write_text("mine")
    with pytest.raises(FileInTheWayError, match=r"step-003\.svg' exists already"):
        frames(square()).save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["step-003.svg"]
    frames(square()).save(tmp_path, overwrite=True)
    assert (tmp_path / "step-003.svg").read_text().startswith("<svg")


def test_frames_of_an_earlier_series_do_not_stay_beside_the_new_ones(tmp_path):
    x = Value(3.0, label="x")
    long, short = frames(trace(x * x + x)), frames(square())
    old = long.save(tmp_path)
    kept = {"step-10.svg", "step-007.svg.txt", "notes.txt"}
    for name in kept:
        (tmp_path / name).write_text("mine")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(FileInTheWayError, match="pass overwrite=True"):
        short.save(tmp_path)
    foreign = tmp_path / "step-0008.svg"
    foreign.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    with pytest.raises(FileInTheWayError, match=r"step-0008\.svg' exists already.*move it else"):
        short.save(tmp_path, overwrite=True)
    foreign.unlink()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    new = short.save(tmp_path, overwrite=True)
    assert len(new) < len(old)
    assert {path.name for path in tmp_path.iterdir()} == kept | {path.name for path in new}
    assert [path.read_text(encoding="utf-8") for path in new] == list(short)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    with pytest.raises(FileError, match="expected a folder that can be made, but the folder does"):
        frames(square()).save(tmp_path / "missing" / "steps")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileError, match=r"step-000\.svg'.*is a file, not a folder"):
        frames(square()).save(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_wrong_arguments_are_refused(tmp_path):
    with pytest.raises(InputTypeError, match=r"takes a Trace, got Value; pass autograd\.trace"):
        frames(Value(1.0) + 1)
    with pytest.raises(ChoiceError, match=r"end the name '.*\.gif' in \.svg"):
        frames(square()).animate(tmp_path / "x.gif")
    with pytest.raises(ChoiceError, match=r"end the name '.*\.png' in \.svg"):
        frames(square()).animate(tmp_path / "x.png")
    with pytest.raises(DomainError, match="more than 0 and up to 3600 seconds, got 0"):
        frames(square()).animation(0)


def test_what_nobody_could_step_through_is_refused_at_once():
    node = Value(1.0)
    for _ in range(2000):
        node = node + 1
    with pytest.raises(RenderError, match=r"^2,001 nodes are too many .* up to 2,000; trace"):
        frames(trace(node))


def test_a_graph_that_graphviz_would_work_on_for_minutes_is_refused_at_once():
    weight, state = Value(0.9, label="w"), Value(1.0)
    for _ in range(200):
        state = state * weight + weight
    with pytest.raises(RenderError, match=r"need too long to place 402 nodes .* folded"):
        frames(trace(state))
