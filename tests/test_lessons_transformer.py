"""The transformer: what it computes, learns and invents, by independent oracles; and its lesson."""

import io
import math
import random
from itertools import islice

import numpy as np
import pytest
from lessons import parts_of, printed, words_of

from autograd.nn import Adam
from demos.__main__ import main
from demos.lessons import transformer as lesson
from demos.models import names as data
from demos.models import transformer as model
from demos.models.training import Trainer, invented, numbers_of
from demos.parts import Say, Table, Walk, Work
from demos.transcript import PlainConsole, Transcript
from viz.signs import columns

SHORT = ["abc", "ast", "bdb", "cgi", "cmd", "csv", "dbm", "dis", "io", "os", "pty", "re", "sys"]
"""Modules of one version or another; here the list stays, and short ones compile fast."""


def weights():
    """Plain floats, larger than before training, so that every part of the model counts."""
    rng = random.Random(7)
    return {
        name: [[rng.gauss(0.0, 0.5) for _ in range(columns)] for _ in range(rows)]
        for name, (rows, columns) in model.SHAPES.items()
    }


def by_arrays(w, tokens):
    """The logits at every place, in matrices."""
    w = {name: np.array(matrix) for name, matrix in w.items()}
    places = len(tokens)

    def normed(x):
        return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + 1e-5)

    def heads(x):
        return x.reshape(places, 4, 4).transpose(1, 0, 2)

    x = normed(w["token"][tokens] + w["position"][:places])
    q, k, v = (heads(normed(x) @ w[name].T) for name in ("query", "key", "value"))
    e = np.exp(q @ k.transpose(0, 2, 1) / 2) * np.tri(places)
    shares = e / e.sum(axis=2, keepdims=True)
    x = x + (shares @ v).transpose(1, 0, 2).reshape(places, 16) @ w["out"].T
    x = x + np.maximum(normed(x) @ w["up"].T, 0) @ w["down"].T
    return x @ w["head"].T


# --- the model -------------------------------------------------------------------------------


def test_the_model_in_scalars_computes_what_it_does_in_matrices():
    w, tokens = weights(), data.tokens("pathlib")
    keys, values = [], []
    found = [model.logits(w, token, i, keys, values) for i, token in enumerate(tokens)]
    assert np.array(found) == pytest.approx(by_arrays(w, tokens), rel=1e-11, abs=1e-11)
    assert all(type(x) is float for row in found for x in row)


def test_it_has_as_many_parameters_as_its_matrices_have_numbers():
    w = model.start(random.Random(0))
    assert len(model.parameters(w)) == 4192
    assert {name: np.shape(numbers_of(w)[name]) for name in w} == model.SHAPES


# --- the names -------------------------------------------------------------------------------


def test_the_names_are_modules_of_this_python_in_plain_letters():
    names = data.module_names()
    assert {"os", "json", "multiprocessing"} <= set(names) <= set(data.sys.stdlib_module_names)
    assert all(name.isascii() and name.isalpha() and name.islower() for name in names)
    assert names == sorted(set(names))
    assert max(map(len, names)) <= 15


def test_names_held_out_are_none_of_those_to_learn():
    known, held = data.split(SHORT, 4, random.Random(1))
    assert len(held) == 4
    assert sorted(known + held) == SHORT
    assert (known, held) == data.split(SHORT, 4, random.Random(1))


def test_every_name_comes_once_in_each_round():
    rounds = data.endless(SHORT, random.Random(1))
    one, two = ([*islice(rounds, len(SHORT))] for _ in range(2))
    assert sorted(one) == sorted(two) == SHORT
    assert one != two


def test_a_bigram_model_that_saw_nothing_guesses_uniformly():
    assert data.bigram_loss([], SHORT, 1.0) == pytest.approx(math.log(27), rel=1e-15)
    sure = data.bigram_loss(["ab"] * 1000, ["ab"], 1e-9)
    assert sure == pytest.approx(0, abs=1e-9)


# --- training --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained():
    """A trainer after 5 steps of learning, its losses then, and after 120."""
    trainer = Trainer(SHORT, random.Random(3))
    trainer.train([0.01] * 5)
    early = trainer.losses(SHORT), numbers_of(trainer.weights)
    trainer.train([0.01] * 115)
    return trainer, early, trainer.losses(SHORT)


@pytest.mark.proof
def test_training_by_replay_is_training_on_values(trained):
    _, (losses, replayed), _ = trained
    rng = random.Random(3)
    w = model.start(rng)
    optimiser = Adam(model.parameters(w), lr=0.01)
    for name in islice(data.endless(SHORT, rng), 5):
        losses_of_name = model.losses(w, data.tokens(name))
        optimiser.zero_grad()
        (sum(losses_of_name) / len(losses_of_name)).backward()
        for parameter in optimiser.parameters:  # a replay has a gradient, 0, of what is not chosen
            parameter.grad = parameter.grad or 0.0
        optimiser.step()
    expected = numbers_of(w)
    for name in w:
        assert np.array(replayed[name]) == pytest.approx(np.array(expected[name]), abs=1e-9)
    by_hand = []
    for name in SHORT:
        tokens = data.tokens(name)
        z = by_arrays(expected, tokens[:-1])
        by_hand += list(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), tokens[1:]])
    assert losses == pytest.approx([np.mean(by_hand)], rel=1e-9)


def test_it_learns(trained):
    _, ((early,), _), (late,) = trained
    assert late < 1.6 < 2.9 < early < math.log(27)
    assert late < data.bigram_loss(SHORT, SHORT, 0.1)  # it sees all letters before, not one


def test_what_it_invents_is_drawn_from_the_seed_and_made_of_letters(trained):
    w = numbers_of(trained[0].weights)
    for temperature in (0.5, 1.0):
        one, again, other = (
            [*islice(invented(w, temperature, random.Random(seed)), 12)] for seed in (1, 1, 2)
        )
        assert one == again != other
        assert all(name and set(name) <= set(data.LETTERS) and len(name) <= 16 for name in one)


def test_towards_temperature_zero_the_likeliest_letter_is_taken(trained):
    w = numbers_of(trained[0].weights)
    (name,) = islice(invented(w, 1e-4, random.Random(1)), 1)
    tokens = data.tokens(name)
    assert by_arrays(w, tokens[:-1]).argmax(axis=1).tolist() == tokens[1:]
    assert name in SHORT


# --- the lesson ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parts():
    """All of the lesson, about fewer names and with fewer steps."""
    fewer = {"module_names": lambda: SHORT, "STEPS": 10, "MORE": 10, "DRAWN": 4}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in fewer.items():
            patch.setattr(lesson, name, value)
        return [
            Work(part.total, list(part.lines)) if isinstance(part, Work) else part
            for part in lesson.parts()
        ]


@pytest.mark.proof
def test_attention_shares_by_softmax_and_pulls_towards_larger_values(parts):
    (walk,) = [part for part in parts if isinstance(part, Walk)]
    assert walk.trace.steps == lesson.drawn().steps
    assert len(walk.trace.tape) <= 45
    scores = np.array([1.5 * 0.5 - 0.5 * 1.0, 1.5 * -0.5 - 0.5 * 0.5]) / math.sqrt(2)
    shares = np.exp(scores) / np.exp(scores).sum()
    output = shares @ [2.0, -1.0]
    said = next(part.numbers for part in parts if isinstance(part, Say) and part.key == "pull")
    assert (said["pj"], said["ps"], said["o"]) == pytest.approx((*shares, output), rel=1e-14)
    assert said["gradient"] == pytest.approx(shares[0] * (2.0 - output), rel=1e-14)
    assert said["by_hand"] == pytest.approx(said["gradient"], rel=1e-14)
    assert abs(output - said["vj"]) < abs(output - said["vs"])


@pytest.mark.proof
def test_the_lesson_counts_names_and_parameters(parts):
    said = {part.key: part.numbers for part in parts if isinstance(part, Say)}
    listed = said["listed"]
    assert listed["names"] + listed["left"] == listed["listed"] == len(data.sys.stdlib_module_names)
    assert said["held_out"]["known"] + said["held_out"]["held"] == listed["names"]
    table = next(part for part in parts if isinstance(part, Table))
    assert sum(row[3] for row in table.rows) == said["total"]["count"] == 4192
    assert said["task"] | {"count": 5, "beginnings": "j, js, jso, json"} == said["task"]


@pytest.mark.proof
@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_is_told_to_the_end_in_both_languages(parts, language):
    out = io.StringIO()
    console = PlainConsole(file=out, highlight=False, soft_wrap=True, width=80)
    Transcript(words_of("transformer", language), console).show(parts)
    lines = out.getvalue().splitlines()
    assert max(columns(line.rstrip()) for line in lines) <= 80
    assert [line[0] for line in lines if line[1:3] == ". "] == [*"12345678"]


@pytest.mark.proof
def test_every_table_and_line_states_what_was_reached(parts):
    first, second = ([*part.lines] for part in parts if isinstance(part, Work))
    assert [line.numbers["step"] for line in first] == [0, 2, 4, 6, 8, 10]
    assert [line.numbers["step"] for line in second] == [10, 12, 14, 16, 18, 20]
    assert first[-1].numbers == second[0].numbers
    _, compared, before, after = (part.rows for part in parts if isinstance(part, Table))
    for (names, uniform, _, *ends), key in zip(compared, ("known", "held"), strict=True):
        assert names == {"known": 11, "held": 2}[key]
        assert uniform == math.log(27)
        assert ends == [line.numbers[key] for line in (first[0], first[-1])]
    assert [row[0] for row in (*before, *after)] == [0.5, 1.0] * 2
    assert all(sum(row[1:]) == 4 for row in (*before, *after))


@pytest.mark.usefixtures("no_llvmlite")
def test_without_llvmlite_it_names_the_extra(monkeypatch, capsys):
    monkeypatch.setattr(lesson, "module_names", lambda: SHORT)
    assert main(["transformer", "--lang", "en", "--plain"]) == 1
    out, errors = capsys.readouterr()
    assert "4,192 parameters" in out  # what needs no replay is told
    assert "step" not in out.splitlines()[-1]
    assert errors == (
        "gradwalk: replay needs llvmlite, which is not installed; install the extra: "
        "python -m pip install 'gradwalk[fast]'\n"
    )


@pytest.mark.proof
def test_the_whole_lesson_learns_and_then_overfits():
    parts = parts_of("transformer")
    first, second = ([*part.lines] for part in parts if isinstance(part, Work))
    start, early, late = first[0].numbers, first[-1].numbers, second[-1].numbers
    assert (start["step"], early["step"], late["step"]) == (0, 1000, 4000)
    assert start["held"] == pytest.approx(math.log(27), abs=0.15)
    assert early["held"] < math.log(27) - 0.4
    assert late["known"] < early["known"] - 0.5
    assert late["held"] > early["held"] + 0.3
    _, compared, before, after = (part.rows for part in parts if isinstance(part, Table))
    _, uniform, bigram, *ends = compared[1]
    assert ends == [start["held"], early["held"]]
    assert ends[1] < bigram + 0.1 < uniform
    for few, many in zip(before, after, strict=True):
        assert sum(few[1:]) == sum(many[1:]) == 100
        assert many[1] >= 3 * few[1]
        assert many[1] >= 10


@pytest.mark.proof
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_whole_lesson_fits_a_terminal(language):
    lines = printed("transformer", language)
    assert max(columns(line.rstrip()) for line in lines) <= 80
