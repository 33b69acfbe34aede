"""A cat or a person? A network of 8 hidden neurons tells small drawings apart, or your own photos.

The drawings are made in `demos/models/drawings.py`; what is told of photos is in `own_photos.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np

from autograd import Trace, Value, log, sigmoid
from autograd.nn import MLP

from ..models import pictures
from ..models.drawings import PERSON, SIZE, drawings
from ..models.photos import PHOTO_SIZE
from ..models.pictures import Array, Whole, centred
from ..nodes import named
from ..parts import Heading, Line, Lines, Part, Pixels, Say, Walk, Work
from .own_photos import NAMES, photo_parts

KNOWN, HELD = 400, 1_000
"""How many drawings it learns from, and how many others it is tried on."""

SEED, OTHER_SEED = 0, 1
"""Of the drawings to learn from, and of the others."""

HIDDEN, RATE, EPOCHS, BLOCKS = 8, 0.03, 12, 4
PIXELS = SIZE * SIZE
SHOWN = 8

WEIGHTS, WALK_RATE = (0.5, 0.5, -0.5, -0.5), 1.0
"""Of the neuron that is walked through: its weights at the start, and the size of its step."""


def quarters(greys: Array) -> list[float]:
    """A drawing shrunk to 2 by 2 pixels, centred: the means of its quarters."""
    half = SIZE // 2
    means = greys.reshape(2, half, 2, half).mean(axis=(1, 3))
    return [float(x) for x in centred(means).ravel()]


def neuron_loss() -> Value:
    """The loss of a neuron on four pixels, the first person that is drawn light before dark."""
    greys, y = drawings(SHOWN, SEED)
    first = np.flatnonzero((y == PERSON) & (greys[:, 0] < 0.5))[0]
    z = Value(0.0, "b", "parameter")
    for i, (w, x) in enumerate(zip(WEIGHTS, quarters(greys[first]), strict=True), start=1):
        z = z + Value(w, f"w{i}", "parameter") * Value(x, f"x{i}", "input")
    f = named(sigmoid(named(z, "z")), "f", "output")
    return named(-log(f), "L", "loss")


def drawn() -> Trace:
    """Both passes of that neuron, and its update."""
    return Walk(neuron_loss(), WALK_RATE).trace


def stepped(walk: Walk) -> dict[str, float]:
    """The numbers of the walk, with a gradient by the chain rule in one line; the loss after it."""
    steps = walk.trace
    values = {line.name: steps.values[line.index] for line in steps.tape}
    gradients = {line.name: steps.gradients[line.index] for line in steps.tape}
    pull, x1 = values["f"] - 1.0, values["x1"]
    by_hand = {"pull": pull, "x1": x1, "by_hand": pull * x1}
    losses = {"loss": values["L"], "after": walk.next_round().trace.values[-1]}
    return {"f": values["f"], "at_z": gradients["z"], "at_w1": gradients["w1"], **by_hand, **losses}


def parts(cats: Path | None = None, people: Path | None = None) -> Iterator[Part]:
    """The lesson; with two folders of photos, about these."""
    if cats is not None and people is not None:
        yield from photo_parts(cats, people)
        return
    known, held = drawings(KNOWN, SEED), drawings(HELD, OTHER_SEED)
    yield Say("intro")
    yield Heading("pictures")
    yield Say("drawn", {"size": SIZE, "pixels": PIXELS, "known": KNOWN, "held": HELD})
    greys, y = known
    first = np.argsort(y[:SHOWN], kind="stable")
    yield Pixels(tuple(pictures.grey_picture(greys[i], Line(NAMES[y[i]])) for i in first))
    yield Say("no_photos")
    yield Heading("neuron")
    walk = Walk(neuron_loss(), WALK_RATE)
    yield Say("quarters", {"pixels": PIXELS, "rate": WALK_RATE})
    yield walk
    yield Say("stepped", stepped(walk))
    yield Heading("alone")
    alone = MLP(PIXELS, [1], init="xavier_uniform", rng=Random(SEED))
    yield Say("one", {"pixels": PIXELS, "epochs": EPOCHS})
    lines = _training(alone, *known)
    yield Work(BLOCKS, lines)
    yield Heading("cut")
    lines.finish()
    answers = pictures.chances(alone, centred(held[0]))
    yield Say("coin", {"pixels": PIXELS, **pictures.judged(answers, held[1])})
    yield Heading("network")
    model = pictures.network(PIXELS, HIDDEN, SEED)
    count = model.num_parameters()
    yield Say("hidden", {"pixels": PIXELS, "hidden": HIDDEN, "parameters": count})
    yield Say("fast" if pictures.can_replay() else "slow")
    lines = _training(model, *known)
    yield Work(BLOCKS, lines)
    yield Heading("held_out")
    lines.finish()
    yield from _tried(pictures.chances(model, centred(held[0])), *held)
    yield Heading("looks")
    yield from _hidden(model)
    yield Heading("photos")
    yield Say("own", {"size": PHOTO_SIZE})
    yield Say("end")


def _training(model: MLP, greys: Array, y: Whole) -> Lines:
    """Train, with a line for each block of epochs."""
    reached = pictures.learn(model, centred(greys), y, rate=RATE, epochs=EPOCHS, blocks=BLOCKS)
    return Lines(Line("epoch", {"epoch": epoch, "loss": loss}) for epoch, loss in reached)


def _tried(answers: Array, greys: Array, y: Whole) -> Iterator[Part]:
    """What the answers to drawings that were held out are worth, and the wrong ones."""
    yield Say("right", pictures.judged(answers, y))
    rows = pictures.wrong(answers, y)
    if len(rows):
        yield Say("wrong", {"shown": SHOWN, "count": len(rows)})
        lines = [Line(f"said_{NAMES[p.argmax()]}", {"sure": p.max()}) for p in answers[rows]]
        yield Pixels(tuple(map(pictures.grey_picture, greys[rows[:SHOWN]], lines[:SHOWN])))


def _hidden(model: MLP) -> Iterator[Part]:
    """What each hidden neuron looks at, and two of them that look at opposites."""
    hidden, (output,) = model.layers[0].neurons, model.layers[1].neurons
    yield Say("weights")
    captions = [
        Line("hidden_neuron", {"number": i, "weight": w.data}) for i, w in enumerate(output.w, 1)
    ]
    yield Pixels(tuple(map(pictures.weights_picture, hidden, captions)), signed=True)
    one, other, correlation = pictures.opposites(model)
    weights = {"weight_one": output.w[one].data, "weight_other": output.w[other].data}
    pair = {"one": one + 1, "other": other + 1, "correlation": correlation}
    yield Say("pairs", pair | weights)
