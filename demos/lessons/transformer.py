"""A transformer in scalars learns the names of Python's modules and invents more of them.

The model stands in `demos/models/transformer.py`; what it learns from, and how, beside it.
"""

import math
import random
import sys
from collections.abc import Iterator
from itertools import islice

from autograd import Trace, Value, tape
from autograd.nn.schedules import linear

from ..models import transformer as model
from ..models.names import LONGEST, bigram_loss, module_names, split, tokens
from ..models.training import Trainer, invented, numbers_of
from ..nodes import named
from ..parts import Heading, Line, Lines, Part, Say, Table, Walk, Work

SEED = 1
HELD = 5
"""One name in so many is held out: the model never learns from it."""

RATE, STEPS, MORE, BLOCKS = 0.003, 1_000, 3_000, 5
"""The rate falls to 0 over the steps; the further ones have all of it. Blocks have a line each."""

EXTRA = (0.1, 0.3, 1.0)
"""What may be added to the counts of pairs; the bigram model gets what suits the held-out names."""

UNIFORM = math.log(model.CHARACTERS)
COLUMNS = ("names", "uniform", "bigram", "before", "after")
TEMPERATURES, DRAWN, SHOWN = (0.5, 1.0), 100, 12
EXAMPLE = "json"

QUERY = (1.5, -0.5)
PLACES = {"j": ((0.5, 1.0), 2.0), "s": ((-0.5, 0.5), -1.0)}
"""Of each place in the small example: its key and its value."""


def attention() -> Value:
    """What a head of width 2 hands on at the s of "js", where a value is one number."""
    q = [Value(x, f"q{i}", role="input") for i, x in enumerate(QUERY, start=1)]
    e, values = [], []
    for place, (key, value) in PLACES.items():
        k = [Value(x, f"k{place}{i}", role="input") for i, x in enumerate(key, start=1)]
        score = named((q[0] * k[0] + q[1] * k[1]) * len(q) ** -0.5, f"z{place}")
        e.append(named(score.exp(), f"e{place}"))
        values.append(Value(value, f"v{place}", role="input"))
    total = named(e[0] + e[1], "S")
    p = [named(each / total, f"p{place}") for each, place in zip(e, PLACES, strict=True)]
    return named(p[0] * values[0] + p[1] * values[1], "o", "output")


def drawn() -> Trace:
    """Both passes of attention at one place."""
    return Walk(attention()).trace


def pulled(steps: Trace) -> dict[str, float]:
    """The numbers of that example, and the gradient in the first score by a formula too."""
    found = {line.name: steps.values[line.index] for line in steps.tape}
    gradients = {line.name: steps.gradients[line.index] for line in steps.tape}
    by_hand = found["pj"] * (found["vj"] - found["o"])
    return found | {"gradient": gradients["zj"], "by_hand": by_hand}


def parts() -> Iterator[Part]:
    """The lesson."""
    names, rng = module_names(), random.Random(SEED)
    known, held = groups = split(names, len(names) // HELD, rng)
    yield Say("intro")
    yield from _data(names, known, held)
    yield Heading("attention")
    walk = Walk(attention())
    yield Say("look", {"width": len(QUERY), "scale": len(QUERY) ** -0.5})
    yield walk
    yield Say("pull", pulled(walk.trace))
    trainer = Trainer(known, rng)
    yield from _model(trainer)
    yield Heading("training")
    guess = {"characters": model.CHARACTERS, "uniform": UNIFORM}
    yield Say("one_by_one", {"rate": RATE, "steps": STEPS, **guess})
    falling = linear(RATE, 0.0, STEPS)
    lines = Lines(map(_line, trainer.learn([falling(k) for k in range(STEPS)], BLOCKS, groups)))
    yield Work(BLOCKS + 1, lines)
    yield Heading("compare")
    lines.finish()
    (_, before), *_, (_, after) = trainer.history
    extra = min(EXTRA, key=lambda extra: bigram_loss(known, held, extra))
    bigram = [bigram_loss(known, group, extra) for group in groups]
    sizes, uniform = [float(len(group)) for group in groups], [UNIFORM] * len(groups)
    yield Say("peers", {"extra": extra})
    yield Table(COLUMNS, tuple(zip(sizes, uniform, bigram, before, after, strict=True)))
    yield Say("few", {"gap": after[1] - bigram[1], "held": len(held)})
    yield Heading("invent")
    yield Say("draw")
    yield Say("count", {"drawn": DRAWN, "shown": SHOWN})
    yield from _inventions(trainer, known, held)
    yield Heading("more")
    yield Say("on", {"steps": MORE, "rate": RATE})
    lines = Lines(map(_line, trainer.learn([RATE] * MORE, BLOCKS, groups)))
    yield Work(BLOCKS + 1, lines)
    yield Heading("copied")
    lines.finish()
    _, (learnt, later) = trainer.history[-1]
    numbers = {"known": learnt, "before": after[1], "held": later, "names": len(known)}
    yield Say("overfitted", {"parameters": len(model.parameters(trainer.weights)), **numbers})
    yield from _inventions(trainer, known, held)
    yield Say("end")


def _data(names: list[str], known: list[str], held: list[str]) -> Iterator[Part]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    left = len(sys.stdlib_module_names) - len(names)
    beginnings = ", ".join(EXAMPLE[:end] for end in range(1, len(EXAMPLE) + 1))
    yield Heading("data")
    numbers = {"listed": len(names) + left, "left": left, "names": len(names)}
    yield Say("listed", {"version": version, "longest": LONGEST, **numbers})
    questions = {"count": len(EXAMPLE) + 1, "characters": model.CHARACTERS}
    yield Say("task", {"name": EXAMPLE, "beginnings": beginnings, **questions})
    yield Say("held_out", {"known": len(known), "held": len(held)})


def _model(trainer: Trainer) -> Iterator[Part]:
    rows = [(name, float(m), float(n), float(m * n)) for name, (m, n) in model.SHAPES.items()]
    asked = len(EXAMPLE) + 1
    loss = trainer.loss(tokens(EXAMPLE), [1.0 / asked] * asked)
    count = len(model.parameters(trainer.weights))
    yield Heading("model")
    sizes = {"heads": model.HEADS, "width": model.WIDTH, "hidden": model.SHAPES["up"][0]}
    yield Say("layers", sizes)
    yield Table(("matrix", "rows", "columns", "numbers"), tuple(rows))
    yield Say("total", {"count": count, "name": EXAMPLE, "nodes": len(tape(loss))})


def _line(reached: tuple[int, list[float]]) -> Line:
    step, (known, held) = reached
    return Line("step", {"step": step, "known": known, "held": held})


def _inventions(trainer: Trainer, known: list[str], held: list[str]) -> Iterator[Part]:
    weights, rows = numbers_of(trainer.weights), []
    for temperature in TEMPERATURES:
        names = [*islice(invented(weights, temperature, random.Random(SEED)), DRAWN)]
        yield Say("some", {"temperature": temperature, "names": ", ".join(names[:SHOWN])})
        copies, met = (sum(name in group for name in names) for group in (known, held))
        rows.append((temperature, float(copies), float(met), float(DRAWN - copies - met)))
    yield Table(("temperature", "copies", "met", "new"), tuple(rows))
