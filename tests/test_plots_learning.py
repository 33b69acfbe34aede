"""Animations of a decision boundary, and the snapshots they play."""

import io
import re
from random import Random

import numpy as np
import pytest
from figures import LANGUAGES
from PIL import Image

from autograd.errors import (
    ChoiceError,
    DomainError,
    FileInTheWayError,
    InputTypeError,
    LengthError,
)
from autograd.nn import MLP, SGD, Module, Neuron, Snapshots, fit, squared_error
from viz import plots
from viz.plots.film import evaluated
from viz.regions import NOWHERE, decided, leads, scores_at

POINTS = [(0.0, 1.0), (1.0, 0.0), (1.0, 2.0)]
LABELS = [0, 1, 0]


def turning(count=3):
    """A line through the origin that turns from one snapshot to the next."""
    neuron, snapshots = Neuron(2, activation="identity", init="zeros"), Snapshots()
    for k in range(count):
        neuron.load({"w1": 1.0, "w2": 0.5 - k, "b": 0.0})
        snapshots.take(neuron, 10 * k)
    return snapshots


def played(path, snapshots=None, **options):
    options = {"resolution": 6, **options}
    plots.boundary_animation(snapshots or turning(), POINTS, LABELS, path, **options)
    return path


def film_of(snapshots, x=POINTS, y=LABELS, **options):
    options = {"threshold": 0.0, "span": None, "resolution": 5, "replay": False, **options}
    return evaluated(snapshots, x, y, **options)


# --- snapshots -----------------------------------------------------------------------------------


def test_snapshots_are_the_states_a_run_had():
    def trained(epochs, callbacks=()):
        model = MLP(1, [2, 1], rng=Random(3))
        run = fit(
            model,
            ([[1.0], [2.0], [3.0]], [1.0, 0.0, 2.0]),
            loss=squared_error,
            optimiser=SGD(model.parameters(), lr=0.05),
            epochs=epochs,
            progress=False,
            callbacks=callbacks,
        )
        return run.model.state()

    snapshots = Snapshots(every=3)
    last = trained(7, [snapshots])
    assert list(snapshots.states) == [0, 3, 6, 7]
    assert snapshots.states == {
        0: MLP(1, [2, 1], rng=Random(3)).state(),
        3: trained(3),
        6: trained(6),
        7: last,
    }
    assert trained(2, [snapshots]) == snapshots.states[2]
    assert list(snapshots.states) == [0, 2]  # those of the earlier run are gone


def test_snapshots_have_the_last_epoch_of_a_run_that_stops_early():
    model = Neuron(1)
    snapshots = Snapshots(every=10)
    fit(
        model,
        ([[1.0]], [1.0]),
        loss=squared_error,
        optimiser=SGD(model.parameters(), lr=0.1),
        epochs=50,
        progress=False,
        callbacks=[lambda run: run.stop() if run.epoch == 13 else None, snapshots],
    )
    assert list(snapshots.states) == [0, 10, 13]


@pytest.mark.parametrize("every", [0, -1, 1.5, float("nan")])
def test_snapshots_are_taken_after_whole_epochs(every):
    with pytest.raises(DomainError, match="whole number of epochs"):
        Snapshots(every)


# --- what is decided -----------------------------------------------------------------------------


def test_decisions_are_those_of_the_formula():
    snapshots = turning()
    now = {"w1": 7.0, "w2": 8.0, "b": 9.0}
    snapshots.model.load(now)
    film = film_of(snapshots, span=((-1, 1), (-2, 2)))
    x, y = np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-2, 2, 5))
    for k, lead in enumerate(film.leads):
        score = x + (0.5 - k) * y
        assert np.allclose(lead, [-2 * score, 2 * score], atol=1e-14)
        points = np.array(POINTS) @ [1.0, 0.5 - k] > 0
        assert film.found[k].tolist() == points.astype(int).tolist()
    assert film.epochs == [0, 10, 20]
    assert snapshots.model.state() == now


def test_a_threshold_moves_the_decision():
    points = [(0.2, 0.0), (0.7, 0.0)]
    one = scores_at(lambda x: x[0], points, 0.5)
    assert decided(one).tolist() == [0, 1]
    assert decided(scores_at(lambda x: x[0], points, 0.1)).tolist() == [1, 1]
    assert decided(scores_at(lambda x: x[0], points, 0.2)).tolist() == [0, 1]  # not above it


def test_of_several_scores_the_largest_decides_and_leads_are_differences():
    scores = np.random.default_rng(0).normal(size=(50, 4))
    order = np.sort(scores, axis=1)
    found = leads(scores)
    assert np.array_equal(found.max(axis=1), order[:, -1] - order[:, -2])
    assert np.array_equal(found.argmax(axis=1), decided(scores))
    assert ((found > 0).sum(axis=1) == 1).all()


@pytest.mark.parametrize("outputs", [1, 3])
def test_replay_decides_the_same(outputs):
    model, snapshots = MLP(2, [4, outputs], activation="tanh", rng=Random(2)), Snapshots()
    for k in range(3):
        model.load({path: x * (k + 1) for path, x in model.state().items()})
        snapshots.take(model, k)
    called, replayed = (film_of(snapshots, replay=replay) for replay in (False, True))
    assert np.allclose(called.leads, replayed.leads, rtol=1e-12, atol=1e-13)
    assert np.array_equal(called.found, replayed.found)
    assert not np.allclose(called.leads[0], called.leads[1])


class Log(Module):
    """A model that has no value left of 0."""

    def __init__(self):
        self.inner = Neuron(2, activation="identity")

    def __call__(self, x):
        return (self.inner(x) * 0.0 + x[0]).log()


@pytest.mark.parametrize("replay", [False, True])
def test_where_the_model_has_no_value_nothing_is_decided(replay):
    snapshots = Snapshots()
    snapshots.take(Log(), 0)
    film = film_of(snapshots, [(-1.0, 0.0), (0.5, 0.0), (2.0, 1.0)], [0, 0, 1], replay=replay)
    assert film.found[0].tolist() == [NOWHERE, 0, 1]
    assert np.isnan(film.leads[0]).any()
    assert not np.isnan(film.leads[0]).all()


# --- files ---------------------------------------------------------------------------------------


def pictures_of(path):
    image = Image.open(io.BytesIO(path.read_bytes()))
    found = []
    for k in range(image.n_frames):
        image.seek(k)
        found.append((np.asarray(image.convert("RGB")), image.info["duration"]))
    return image, found


def test_a_gif_has_a_picture_for_each_snapshot_in_one_layout(tmp_path):
    image, found = pictures_of(played(tmp_path / "a.gif", seconds=0.1))
    pixels, durations = zip(*found, strict=True)
    assert durations == (100, 100, 300)
    assert image.info["loop"] == 0  # for ever
    # Each picture has a palette of its own: blurred edges of letters differ by a little.
    differs = (np.abs(pixels[0].astype(int) - pixels[2]) > 24).any(axis=2)
    assert differs.any()
    below = int(0.88 * len(differs))  # ticks, labels and legend stay where they are
    assert not differs[below:].any()
    assert not differs[:, : differs.shape[1] // 20].any()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_svg_shows_each_picture_in_its_time_and_the_last_without_animation(language, tmp_path):
    text = played(tmp_path / "a.svg", language=language, theme="dark").read_text()
    parts = re.findall(r'<g class="a s(\d) d(\d)"( visibility="hidden")?>', text)
    assert {(int(k), int(length), bool(hidden)) for k, length, hidden in parts} == {
        (0, 1, True),
        (1, 1, True),
        (2, 3, False),
    }
    name = re.search(r'<svg class="(k\w+)"', text)[1]
    for rule in (f".{name} .a{{animation:1s step-end infinite}}", f".{name} .s2{{", "reduce"):
        assert rule in text
    assert "picture0" not in text


@pytest.mark.parametrize("ending", ["gif", "svg"])
def test_an_animation_is_the_same_bytes_each_time(ending, tmp_path):
    one, other = (played(tmp_path / f"{k}.{ending}", turning(2)).read_bytes() for k in (1, 2))
    assert one == other


def test_a_file_is_not_overwritten_unless_asked(tmp_path):
    file = tmp_path / "a.svg"
    file.write_text("mine")
    with pytest.raises(FileInTheWayError):
        played(file, turning(1))
    assert file.read_text() == "mine"
    played(file, turning(1), overwrite=True)
    assert file.read_text().startswith("<?xml")
    assert list(tmp_path.iterdir()) == [file]


def test_a_browser_plays_the_snapshots_one_after_the_other(pages, tmp_path):
    page = pages(played(tmp_path / "a.svg").read_text())
    shown = page.evaluate(
        """() => {
            const found = [];
            for (const time of [100, 300, 500, 700, 900, 1100]) {
                for (const one of document.getAnimations()) {
                    one.pause();
                    one.currentTime = time;
                }
                const visible = [...document.querySelectorAll('.a')].filter(
                    (part) => getComputedStyle(part).visibility === 'visible');
                found.push([...new Set(visible.map((part) => part.classList[1]))].join());
            }
            return found;
        }"""
    )
    assert shown == ["s0", "s1", "s2", "s2", "s2", "s0"]


REFUSED = [
    (lambda path: played(path, Snapshots()), LengthError, r"no snapshots.*callbacks=\[snapshots\]"),
    (lambda path: played(path, Neuron(2)), InputTypeError, "plays Snapshots, got Neuron"),
    (lambda path: played(path, turning(301)), LengthError, r"at most 300.*Snapshots\(every=2\)"),
    (lambda path: played(path, seconds=0), DomainError, "from 0.01 to 60, got 0"),
    (lambda path: played(path, classes=["a", "b"], theme="x"), ChoiceError, "unknown theme"),
    (lambda path: played(path, resolution=1), DomainError, "from 2 to 1000"),
    (lambda path: played(path.with_suffix(".mp4")), ChoiceError, r"One of: \.gif, \.svg"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_what_cannot_be_played_is_refused_and_no_file_is_written(call, error, message, tmp_path):
    with pytest.raises(error, match=message):
        call(tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("x", "y", "error", "message"),
    [
        ([], [], LengthError, "got 0 points and 0 labels"),
        (POINTS, [0, 1], LengthError, "got 3 points and 2 labels"),
        (POINTS, [0, 1, 2], DomainError, "decides among 2 classes, 0 to 1, got label 2"),
        (POINTS, [0, 1, 0.5], DomainError, "got 0.5 among the labels"),
        ([(0, 0, 0)], [1], LengthError, "point 1 must be two numbers, got 3"),
    ],
)
def test_points_and_labels_are_checked(x, y, error, message):
    snapshots = turning()
    with pytest.raises(error, match=message):
        film_of(snapshots, x, y)
    assert snapshots.model.state() == snapshots.states[20]
