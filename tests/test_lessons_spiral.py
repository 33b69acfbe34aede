"""The lesson on spirals: points by closed forms, networks by scikit-learn, planes cell by cell."""

import io
import json
import math
import sys

import numpy as np
import pytest
from lessons import parts_of, printed, words_of
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss

from autograd.data import Dataset, spirals
from demos.__main__ import main
from demos.lessons import spiral as lesson
from demos.models import plane
from demos.models.plane import COLUMNS, EDGE, ROWS, Learner, in_cells, untold
from demos.parts import Field, Line, Say, Walk, Work
from demos.transcript import PlainConsole, Selection, Transcript, to_json
from demos.writing import Words
from viz.signs import Signs, columns

# --- the points ------------------------------------------------------------------------------


def test_an_arm_winds_one_and_a_half_times_and_turned_by_half_a_circle_is_the_other():
    points = spirals(100, noise=0.0, turns=lesson.TURNS)
    first, second = (points.x[points.y == own] for own in (0, 1))
    first, second = (arm[np.argsort(np.hypot(*arm.T))] for arm in (first, second))
    assert first == pytest.approx(-second, abs=1e-15)
    angles = np.unwrap(np.arctan2(first[:, 1], first[:, 0]))
    assert angles[-1] - angles[0] == pytest.approx(1.5 * math.tau)


def test_half_of_the_points_are_held_out_and_each_half_has_as_many_of_both():
    known, held = lesson.data()
    assert [np.bincount(part.y).tolist() for part in (known, held)] == [[100, 100], [100, 100]]
    assert not {*map(tuple, known.x.tolist())} & {*map(tuple, held.x.tolist())}
    again, _ = lesson.data()
    assert (known.x == again.x).all()


# --- one neuron ------------------------------------------------------------------------------


def test_no_straight_line_tells_the_spirals_apart():
    known, _ = lesson.data()
    best = 0.0
    for angle in np.linspace(0.0, math.pi, 180, endpoint=False):
        along = known.x @ [math.cos(angle), math.sin(angle)]
        ones = np.append(0, known.y[np.argsort(along)].cumsum())
        zeros = np.arange(len(ones)) - ones
        right = zeros + ones[-1] - ones  # for each place of the line
        best = max(best, right.max(), len(known.y) - right.min())
    assert 0.6 < best / len(known.y) < 0.75


def test_a_way_from_the_centre_crosses_both_arms_in_turn():
    along = np.linspace(0.0, 1.0, 10_001)  # as the radius goes from 0.1 to 1
    for direction in np.linspace(0.0, math.tau, 12, endpoint=False):
        nearer = np.cos(math.tau * 1.5 * along - direction) < 0.0  # to arm 1 than to arm 0
        assert np.count_nonzero(np.diff(nearer)) >= 2  # a straight line: at most 1


def test_one_neuron_learns_what_logistic_regression_does():
    known, held = lesson.data()
    learner = Learner((), known, seed=1)
    learner.learn(60)
    exact = LogisticRegression(C=1e9).fit(known.x, known.y)
    best = log_loss(known.y, exact.predict_proba(known.x)[:, 1])
    assert best <= learner.loss(known) < best + 0.005
    assert learner.accuracy(held) == pytest.approx(exact.score(held.x, held.y), abs=0.02)


def test_loss_and_accuracy_are_those_of_scikit_learn():
    known, held = lesson.data()
    learner = Learner((4, 4), known, seed=1)
    learner.learn(2)
    scores = np.array([float(learner.network(x)) for x in held.x.tolist()])
    chances = 1.0 / (1.0 + np.exp(-scores))
    assert learner.loss(held) == pytest.approx(log_loss(held.y, chances), rel=1e-12)
    assert learner.accuracy(held) == accuracy_score(held.y, scores > 0.0)


def test_the_walk_steps_towards_arm_1_and_away_from_it_at_the_opposite_point():
    walk = Walk(lesson.neuron(), lesson.STEP)
    assert walk.trace.steps == lesson.drawn().steps
    values = {line.name: walk.trace.values[line.index] for line in walk.trace.tape}
    z, loss = values["z"], values["L"]
    assert (z, loss) == pytest.approx((-0.25, math.log1p(math.exp(0.25))), rel=1e-14)
    assert z < 0.0
    moved = {step.name: step.after for step in walk.trace.updates}
    slope = -1.0 / (1.0 + math.exp(z))
    expected = {"w1": 0.5 - 0.125 * slope, "w2": -0.5 - 0.375 * slope, "b": -0.5 * slope}
    assert moved == pytest.approx(expected, rel=1e-14)
    # What the text says: without the bias, the score of the opposite point moves the other way.
    assert 0.25 * (moved["w1"] - 0.5) + 0.75 * (moved["w2"] + 0.5) > 0.0


# --- the plane in characters -----------------------------------------------------------------


def of_one_class(x):
    """Points of class 0; and one of class 1 in the middle, as data have two classes."""
    x, y = np.append(x, [[1e-9, 1e-9]], axis=0), np.append(np.zeros(len(x), dtype=int), 1)
    return Dataset(x, y, ("x1", "x2"), ("most", "one"), "points")


def test_cells_are_where_their_centres_are():
    points = of_one_class(plane.centres())
    expected = [(row, column, 0) for row in range(ROWS) for column in range(COLUMNS)]
    assert [*in_cells(points)][:-1] == expected
    assert plane.centres()[0] == pytest.approx([-EDGE * 39 / 40, EDGE * 17 / 18])


@pytest.mark.parametrize(
    ("x", "y", "cell"),
    [
        (-EDGE, EDGE, (0, 0)),
        (EDGE, -EDGE, (ROWS - 1, COLUMNS - 1)),
        (9.0, 9.0, (0, COLUMNS - 1)),
        (-9.0, -9.0, (ROWS - 1, 0)),
        (0.01, 0.01, (ROWS // 2 - 1, COLUMNS // 2)),
    ],
)
def test_a_point_beyond_the_edge_is_in_the_last_cell(x, y, cell):
    found, _ = in_cells(of_one_class(np.array([[x, y]])))
    assert found == (*cell, 0)


def test_the_field_is_what_the_network_says_at_each_centre():
    known, _ = lesson.data()
    learner = Learner((3,), known, seed=4)
    learner.learn(1)
    field = learner.field(known)
    says = [float(learner.network(x)) > 0.0 for x in plane.centres().tolist()]
    assert [winner == 1 for row in field.winners for winner in row] == says
    assert 0 < sum(says) < len(says)
    assert field.points == in_cells(known) == untold(known).points
    assert {winner for row in untold(known).winners for winner in row} == {0}


FIELD = Field(((0, 0, 1), (0, 1, 1), (0, 0, 0)), points=((0, 0, 0), (1, 2, 0), (1, 2, 1)))


@pytest.mark.parametrize(
    ("signs", "rows"),
    [
        (Signs(), ["○ ░", " ░●", ""]),
        (Signs(ascii=True), ["o :", " :*", ""]),
        (Signs(ambiguous=2), ["o :", " :*", ""]),
    ],
)
def test_a_field_is_drawn_in_the_signs_there_are(signs, rows):
    words = Words("spiral", words_of("spiral").text, signs)
    assert words.field(FIELD) == rows
    assert words.lines(FIELD, 80) == [*((row, "") for row in rows), ("", "")]


def test_a_field_is_data_in_json():
    work = Work(2, iter([FIELD, None, Line("epoch", dict.fromkeys(("epoch",), 3) | NUMBERS)]))
    text = to_json(words_of("spiral"), [FIELD, work], Selection())
    alone, worked = json.loads(text)["parts"]
    assert alone == {
        "part": "field",
        "winners": [[0, 0, 1], [0, 1, 1], [0, 0, 0]],
        "points": [[0, 0, 0], [1, 2, 0], [1, 2, 1]],
    }
    assert worked["part"] == "work"
    assert worked["lines"][0] == alone
    assert worked["lines"][1].startswith("epoch   3")


NUMBERS = {"loss": 0.5, "known": 75.0, "held": 50.0}


# --- the lesson ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parts():
    """All of the lesson, about fewer points, with smaller networks and less training."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (SHORT | {"SHOWN": (0, 1, 4)}).items():
            patch.setattr(lesson, name, value)
        return [
            Work(part.total, list(part.lines)) if isinstance(part, Work) else part
            for part in lesson.parts()
        ]


def test_a_plane_follows_every_line(parts):
    neuron, growing, widths = ([*part.lines] for part in parts if isinstance(part, Work))
    assert [type(each) for each in neuron] == [Line, Field]
    assert [type(each) for each in growing] == [Line, Field] * 3
    assert [line.numbers["epoch"] for line in growing[::2]] == [0, 1, 4]
    assert [line.numbers["width"] for line in widths] == [2, 3]
    assert [line.numbers["parameters"] for line in widths] == [15, 25]
    assert growing[1].winners != growing[-1].winners


def test_the_lesson_counts_points(parts):
    said = {part.key: part.numbers for part in parts if isinstance(part, Say)}
    assert said["arms"] == {"points": 20, "turns": 1.5, "noise": 0.02}
    assert said["held_out"] == {"held": 40}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("signs", [Signs(), Signs(ascii=True)], ids=["signs", "ascii"])
def test_it_is_told_to_the_end_within_80_cells(parts, language, signs):
    out = io.StringIO()
    words = Words("spiral", words_of("spiral", language).text, signs)
    console = PlainConsole(file=out, highlight=False, soft_wrap=True, width=80)
    Transcript(words, console).show(parts)
    text = out.getvalue()
    assert max(columns(line.rstrip()) for line in text.splitlines()) <= 80
    assert [line[0] for line in text.splitlines() if line[1:3] == ". "] == [*"12345"]
    assert any(sign in text for sign in "░○●") != signs.ascii
    if signs.ascii and language == "en":
        assert text.isascii()


@pytest.mark.usefixtures("no_llvmlite")
def test_without_llvmlite_it_names_the_extra(capsys):
    assert main(["spiral", "--lang", "en", "--plain"]) == 1
    out, errors = capsys.readouterr()
    assert "3. The best it can do" in out  # what needs no replay is told
    assert errors == (
        "gradwalk: replay needs llvmlite, which is not installed; install the extra: "
        "python -m pip install 'gradwalk[fast]'\n"
    )


# --- the film --------------------------------------------------------------------------------


@pytest.fixture
def short(monkeypatch):
    """A lesson and a film that take little time."""
    for name, value in SHORT.items():
        monkeypatch.setattr(lesson, name, value)


SHORT = {"POINTS": 80, "WIDTHS": (2, 3), "SHOWN": (0, 1), "PLAYED": 2}


@pytest.mark.usefixtures("short")
def test_the_film_shows_the_network_while_it_learns(monkeypatch):
    monkeypatch.setattr(lesson, "PLAYED", 5)
    snapshots, points = lesson.film()
    assert [*snapshots.states] == [0, 2, 4, 5]
    assert (points.x == lesson.data()[0].x).all()
    learner = Learner((3, 3), points, lesson.SEED)
    assert snapshots.states[0] == learner.network.state()
    learner.learn(5)
    assert snapshots.states[5] == learner.network.state()


@pytest.mark.usefixtures("short")
def test_out_writes_the_film(tmp_path, capsys):
    svg = tmp_path / "spiral.svg"
    assert main(["spiral", "--lang", "en", "--out", str(svg)]) == 0
    out = capsys.readouterr().out
    assert out.endswith(f"Wrote {svg}.\n")
    assert "In the picture, an arrow" not in out  # there is none
    text = svg.read_text(encoding="utf-8")
    assert "@keyframes" in text
    assert "spiral 2" in text


@pytest.mark.proof
@pytest.mark.usefixtures("short")
def test_a_film_that_is_there_is_kept_unless_it_is_the_same(tmp_path, capsys):
    gif = tmp_path / "spiral.gif"
    assert main(["spiral", "--lang", "en", "--out", str(gif)]) == 0
    with Image.open(gif) as pictures:
        assert pictures.n_frames == 2
    before = gif.read_bytes()
    assert main(["spiral", "--lang", "en", "--out", str(gif)]) == 0
    assert main(["spiral", "--lang", "ko", "--out", str(gif)]) == 1
    assert "spiral.gif" in capsys.readouterr().err
    assert gif.read_bytes() == before
    assert main(["spiral", "--lang", "ko", "--out", str(gif), "--overwrite"]) == 0
    assert gif.read_bytes() != before


@pytest.mark.usefixtures("short")
def test_a_page_and_other_lessons_show_their_graphs(tmp_path, capsys):
    page = tmp_path / "spiral.html"
    assert main(["spiral", "--lang", "en", "--out", str(page)]) == 0
    assert "In the picture, an arrow" in capsys.readouterr().out
    assert main(["sigmoid", "--lang", "en", "--out", str(tmp_path / "sigmoid.gif")]) == 1
    assert "gif" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["spiral.html"]


def test_without_matplotlib_it_is_said_before_the_lesson(monkeypatch, tmp_path, capsys):
    monkeypatch.delitem(sys.modules, "viz.plots", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["spiral", "--lang", "en", "--out", str(tmp_path / "spiral.gif")]) == 1
    out, errors = capsys.readouterr()
    assert out == ""
    assert "pip install matplotlib" in errors


@pytest.mark.proof
def test_only_enough_neurons_find_the_spirals():
    neuron, growing, widths = (
        [line for line in part.lines if isinstance(line, Line)]
        for part in parts_of("spiral")
        if isinstance(part, Work)
    )
    (line,) = (line.numbers for line in neuron)
    assert line["loss"] == pytest.approx(0.638, abs=0.002)
    assert line["held"] == pytest.approx(63.5, abs=1)
    start, *_, end = (line.numbers for line in growing)
    assert start["held"] == 50.0
    assert end["known"] == 100.0
    assert end["held"] > 98.0
    assert end["loss"] < 0.01
    two, four, eight, sixteen = (line.numbers for line in widths)
    assert two["held"] < line["held"] + 5
    assert 70 < four["held"] < 90
    assert eight["held"] > 93
    assert sixteen["held"] > 98
    assert sixteen["loss"] < eight["loss"] < four["loss"] < two["loss"]


def right_by_turn(field):
    """The shares of points on the right side: innermost, between, and outermost."""
    right = [[], [], []]
    for row, column, own in field.points:
        radius = math.hypot(*plane.centres()[row * COLUMNS + column])
        right[(radius > 0.4) + (radius > 0.7)].append(field.winners[row][column] == own)
    return [np.mean(each) for each in right]


@pytest.mark.proof
def test_the_turn_between_is_wrong_for_one_neuron_and_found_last():
    neuron, growing = (
        [each for each in part.lines if isinstance(each, Field)]
        for part in parts_of("spiral")
        if isinstance(part, Work) and part.total != len(lesson.WIDTHS)
    )
    for field in (neuron[0], growing[1], growing[2]):
        inside, between, outside = right_by_turn(field)
        assert between < 0.3 < 0.8 < min(inside, outside)
    assert min(right_by_turn(growing[-1])) > 0.9  # a cell may be on both sides


@pytest.mark.proof
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_whole_lesson_fits_a_terminal(language):
    lines = printed("spiral", language)
    assert max(columns(line.rstrip()) for line in lines) <= 80
