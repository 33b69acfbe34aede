"""The lesson on replay: its numbers are closed forms', and those of what replay compiles."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from lessons import parts_of, printed, words_of

from autograd import Value, topological_order, trace
from autograd.errors import ReplayWarning
from autograd.nn import hinge
from autograd.replay import replay
from autograd.replay.listing import written
from demos.lessons import moons
from demos.lessons import replay as lesson
from demos.lessons.stale import branches
from demos.parts import Say, Table

ROOT = Path(__file__).parent.parent
TABLES = [part.rows for part in parts_of("replay") if isinstance(part, Table)]
RECORDED, APPENDED, PASSES, SIDE_BY_SIDE, ALONE, FIRST_PATH, SECOND_PATH = TABLES


def texts(rows):
    return [text for text, *_ in rows]


def columns(rows):
    return [*zip(*(numbers for _, *numbers in rows), strict=True)]


def closed(x, w=0.5):
    """f and df/dw."""
    t = math.tanh(w * x)
    return t * t, 2.0 * t * (1.0 - t * t) * x


def replayed():
    w = Value(lesson.W)
    return replay(lambda x: lesson.squared_tanh(w, x), rows="mean")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_both_languages_show_these_numbers(language):
    words = words_of("replay", language)
    said = " ".join(words.of(part) for part in parts_of("replay") if isinstance(part, Say))
    numbers = ["1.2794", "0.537623762165", "0.995886596715", "65,412", "1,161", "f = 3"]
    assert [n for n in numbers if n not in said.replace("f is 3", "f = 3")] == []


def test_the_lines_are_the_nodes_and_have_their_numbers():
    assert texts(RECORDED) == [
        "v0 = x0",
        "v1 = p0",
        "v2 = p0 * x0",
        "v3 = tanh(v2)",
        "v4 = 2",
        "v5 = v3 ** 2",
    ]
    walk = trace(lesson.build())
    values = {line.name: line.node.data for line in walk.tape}
    assert len(values) == 5
    [column] = columns(RECORDED)
    assert column == tuple([values[name] for name in ("x", "w", "z", "t")] + [2.0, values["f"]])


def test_the_appended_lines_have_the_gradients_of_the_walk():
    walk = trace(lesson.build())
    slopes = {line.name: walk.gradients[line.index] for line in walk.tape}
    numbers = dict(APPENDED)
    assert texts(APPENDED)[5:] == [
        "v9 = square'(v3) * v8",
        "v10 = tanh'(v2) * v9",
        "v11 = total(x0*v10)",
    ]
    found = [numbers[text] for text in texts(APPENDED)[5:]]
    assert found == pytest.approx([slopes[name] for name in "tzw"], rel=1e-15)
    assert numbers["v5 = weight"] == numbers["v7 = 1"] == numbers["v8 = weight * 1"] == 1.0


def test_what_is_shown_is_what_replay_compiles():
    graph = replayed().program(lesson.XS).plan.graph
    assert texts(SIDE_BY_SIDE) == [written(graph, i) for i in range(len(graph))]
    assert texts(APPENDED) == texts(SIDE_BY_SIDE)[4:]


def test_each_row_by_lines_and_by_values_is_the_closed_form():
    for x, *found in ALONE:
        assert found == pytest.approx([*closed(x), *closed(x)], rel=1e-14)
    assert [x for x, *_ in ALONE] == [2.0, -1.0, 3.0]
    in_rows = dict(zip(texts(SIDE_BY_SIDE), SIDE_BY_SIDE, strict=True))
    values = in_rows["v4 = square(v3)"][1:]
    assert values == pytest.approx([closed(x)[0] for x in lesson.XS], rel=1e-14)


def test_the_mean_is_what_replay_gives():
    value, [slope] = replayed().value_and_grad(lesson.XS)
    expected = [math.fsum(numbers) / 3.0 for numbers in zip(*map(closed, lesson.XS), strict=True)]
    assert [f"{x:.12f}" for x in expected] == ["0.537623762165", "0.995886596715"]
    for found in ((value, slope), lesson.by_lines(), lesson.by_values()):
        assert found == pytest.approx(expected, rel=1e-14)
    totals = {text: numbers for text, *numbers in SIDE_BY_SIDE if "total" in text}
    assert [*totals.values()] == [pytest.approx([x] * 3, rel=1e-14) for x in expected]


def test_passes_save_what_is_said():
    here = [6, 6, 5, 5, 13, 13, 13, 13, 12]
    network = [1663, 1663, 1663, 417, 1164, 1164, 1165, 1162, 1161]
    assert [*zip(*PASSES, strict=True)][1:] == [tuple(here), tuple(network)]
    assert texts(PASSES)[0] == "record"
    assert [*zip(texts(PASSES)[1:], here, here[1:], strict=False)] == lesson.whole().history


def test_a_step_of_the_moons_has_the_nodes_of_readme_and_the_loss_of_the_lesson():
    nodes, graph = lesson.training_step()
    assert f"{nodes:,} nodes" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (len(graph), len(graph.results["parameters"])) == (1161, 337)
    network = moons.model()
    point, side = [0.3, -0.7], -1.0
    loss, _ = moons.max_margin(network, [point], [side])
    penalty = moons.l2_penalty(network.parameters(), moons.PENALTY)
    assert float(hinge(network(point), side) + penalty) == pytest.approx(loss.data, rel=1e-15)


def test_so_many_values_a_row_and_runs_a_line():
    numbers = next(
        p.numbers for p in parts_of("replay") if isinstance(p, Say) and "all" in p.numbers
    )
    assert numbers == {"made": 4, "all": 400, "rows": 100, "block": 16, "blocks": 7}
    w = Value(lesson.W)
    rows = [lesson.squared_tanh(w, Value(1.0)) for _ in range(100)]
    made = {id(node) for root in rows for node in topological_order(root)} - {id(w)}
    assert len(made) == numbers["all"]
    program = replayed().program(lesson.XS)
    blocks = program.blocks(np.zeros((100, 1)), np.ones(100))
    assert (len(blocks), blocks.shape[2]) == (numbers["blocks"], numbers["block"])


def test_each_row_holds_on_the_path_that_replay_takes():
    assert texts(FIRST_PATH) == ["v0 = x0", "v1 = x0 * x0", "v2 = 0", "v3: needs x0 > 0"]
    assert texts(SECOND_PATH) == [
        "v0 = x0",
        "v1 = -3",
        "v2 = -3 * x0",
        "v3 = 0",
        "v4: needs not x0 > 0",
    ]
    found = []
    for first, second in zip(columns(FIRST_PATH), columns(SECOND_PATH), strict=True):
        assert sorted([first[3], second[4]], key=math.isnan) == [
            0.0,
            pytest.approx(math.nan, nan_ok=True),
        ]
        found.append(second[2] if math.isnan(first[3]) else first[1])
    assert found == [branches(Value(x)).data for x in lesson.XS] == [4.0, 3.0, 9.0]
    f = replay(branches, rows="each")
    with pytest.warns(ReplayWarning, match=r"another path .* > 0\.0 was True"):
        assert f(lesson.XS).tolist() == found
    assert "2 recorded" in repr(f)


def test_it_needs_no_compiler():
    code = (
        "import sys; sys.modules['llvmlite'] = None\n"
        "from demos.__main__ import main\n"
        "raise SystemExit(main(['replay', '--plain', '--lang', 'en']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == printed("replay")
