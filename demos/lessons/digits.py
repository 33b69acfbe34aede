"""Handwritten digits: a network 64-32-10 learns to read them, and is tried on others.

Network and digits stand in `demos/models/handwriting.py`.
"""

from collections.abc import Iterator

import numpy as np

from autograd import Trace, Value, exp, log
from autograd.data import Dataset
from autograd.nn import MLP
from autograd.nn.fitting import Run, predict
from autograd.nn.fitting.metrics import confusion

from ..models import pictures
from ..models.handwriting import (
    CLASSES,
    EPOCHS,
    HIDDEN,
    PATIENCE,
    SIZE,
    digits,
    network,
    train,
)
from ..nodes import named
from ..parts import Heading, Line, Lines, Part, Picture, Pixels, Say, Table, Walk, Work

SHOWN, EVERY = 8, 3
"""So many mistakes, and hidden neurons, are shown; and every third epoch."""


def surprise() -> Value:
    """The loss on the first digit before training: its ten scores, their softmax, a logarithm."""
    known, *_ = digits()
    (scores,) = predict(network(), pictures.centred(known.x[:1]))
    z = [Value(score, f"z{digit}", "input") for digit, score in enumerate(scores)]
    e = [named(exp(score), f"e{digit}") for digit, score in enumerate(z)]
    total = e[0]
    for each in e[1:]:
        total = total + each
    return named(log(named(total, "S")) - z[known.y[0]], "L", "loss")


def drawn() -> Trace:
    """Both passes of that loss."""
    return Walk(surprise()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    known, validation, held = digits()
    yield Heading("data")
    sizes = {"known": len(known.y), "validation": len(validation.y), "held": len(held.y)}
    yield Say("split", {"size": SIZE, "total": sum(sizes.values()), **sizes})
    first = [int(np.flatnonzero(known.y == digit)[0]) for digit in range(CLASSES)]
    captions = [Line("digit", {"digit": digit}) for digit in range(CLASSES)]
    yield Pixels(tuple(map(pictures.grey_picture, known.x[first], captions)))
    yield Heading("one")
    model, walk = network(), Walk(surprise())
    yield Say("scores", {"digit": known.y[0], "hidden": HIDDEN})
    yield walk
    yield Say("pull", pulled(walk.trace, int(known.y[0])))
    yield Heading("training")
    count = model.num_parameters()
    yield Say("network", {"hidden": HIDDEN, "parameters": count, "patience": PATIENCE})
    runs: list[Run] = []
    lines = Lines(_epochs(model, runs))
    yield Work(EPOCHS, lines)
    yield Heading("test")
    lines.finish()
    yield Say("best", {"epoch": runs[0].best_epoch, "epochs": runs[0].epoch})
    yield from _tested(pictures.softmaxed(predict(model, pictures.centred(held.x))), held)
    yield Heading("looks")
    yield Say("weights", {"shown": SHOWN, "hidden": HIDDEN})
    yield Pixels(tuple(_strongest(model)), signed=True)
    yield Say("end", {"hidden": HIDDEN})


def pulled(steps: Trace, digit: int) -> dict[str, float]:
    """The loss, and the gradient in two scores: of the right digit, and of the likeliest other."""
    values = {line.name: steps.values[line.index] for line in steps.tape}
    gradients = {line.name: steps.gradients[line.index] for line in steps.tape}
    shares = [values[f"e{each}"] / values["S"] for each in range(CLASSES)]
    other = max({*range(CLASSES)} - {digit}, key=lambda each: shares[each])
    numbers = {"loss": values["L"], "p": shares[digit], "q": shares[other]}
    found = {"at_digit": gradients[f"z{digit}"], "at_other": gradients[f"z{other}"]}
    return {"digit": digit, "other": other, **numbers, **found}


def _epochs(model: MLP, runs: list[Run]) -> Iterator[Line | None]:
    """Train, keep the run, and tell of every third epoch."""
    runs.append(run := train(model))
    names = {"loss": "loss", "tried": "validation loss", "accuracy": "validation accuracy"}
    for epoch in range(1, EPOCHS + 1):
        if epoch > run.epoch or epoch % EVERY:
            yield None
        else:
            numbers = {key: run.history[name][epoch - 1] for key, name in names.items()}
            yield Line("epoch", {"epoch": epoch, **numbers})


def _tested(answers: pictures.Array, held: Dataset) -> Iterator[Part]:
    """What the answers to the test digits are worth."""
    yield Say("right", pictures.judged(answers, held.y))
    table = confusion(answers, held.y, CLASSES).tolist()
    yield Say("confused")
    yield Table(
        ("is", *map(str, range(CLASSES)), "recall"),
        tuple(
            (str(i), *(float(n) if n else "·" for n in row), round(100.0 * row[i] / sum(row), 1))
            for i, row in enumerate(table)
        ),
    )
    rows = pictures.wrong(answers, held.y)
    yield Say("worst", {"shown": len(rows[:SHOWN]), "count": len(rows)})
    yield Pixels(tuple(_mistake(held, answers, row) for row in rows[:SHOWN]))


def _mistake(held: Dataset, answers: pictures.Array, row: int) -> Picture:
    said, sure = int(answers[row].argmax()), answers[row].max()
    numbers = {"digit": held.y[row], "said": said, "sure": sure, "right": answers[row, held.y[row]]}
    return pictures.grey_picture(held.x[row], Line("said", numbers))


def _strongest(model: MLP) -> Iterator[Picture]:
    """What the hidden neurons look at that weigh most in the scores, and for which digits."""
    hidden, last = model.layers
    weights = np.array([[w.data for w in neuron.w] for neuron in last.neurons])
    for i in np.argsort(-abs(weights).sum(axis=0), kind="stable")[:SHOWN]:
        order = np.argsort(weights[:, i])
        digits = {"up": order[-1], "second": order[-2], "down": order[0]}
        yield pictures.weights_picture(
            hidden.neurons[i], Line("neuron", {"number": i + 1, **digits})
        )
