"""Shared by the tests of the doctor: runs that are well, and ways to break them."""

from random import Random

import numpy as np
from sklearn.datasets import make_moons

from autograd import mean, nn
from autograd.language import languages
from autograd.nn import MLP, SGD, binary_cross_entropy_with_logits, fit
from autograd.nn.doctor.finding import FOLDER
from autograd.nn.fitting.run import Run

N = 24
X, Y = make_moons(n_samples=N, noise=0.1, random_state=3)
MOONS = X, Y
BCE = binary_cross_entropy_with_logits
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
THREE = X, np.arange(N) % 3


def diagnose(*arguments, **options):
    """Look, and read what is found in every language: each sentence has its numbers."""
    found = nn.diagnose(*arguments, **options)
    for language in languages(FOLDER):
        text = found.text(language)
        assert all(finding.title(language) in text for finding in found)
    return found


def network(seed=0, sizes=(6, 1), nin=2, **options):
    options = {"activation": "tanh", **options}
    return MLP(nin, list(sizes), rng=Random(seed), **options)


def train(model, optimiser, data=MOONS, loss=BCE, steps=3, forgets=False, batch=None):
    """Steps as a learner writes them."""
    count = len(data[0])
    size = batch or count
    for step in range(steps):
        if not forgets:
            optimiser.zero_grad()
        rows = [i % count for i in range(step * size, (step + 1) * size)]
        losses = [loss(model(data[0][row].tolist()), data[1][row].item()) for row in rows]
        mean(losses).backward()
        optimiser.step()


def pass_back(model, data=MOONS, loss=BCE, times=1, scale=1.0):
    """Backward passes over all the data, without a step."""
    for _ in range(times):
        total = mean(loss(model(x.tolist()), y.item()) for x, y in zip(*data, strict=True))
        (scale * total).backward()


def kinds(diagnosis):
    return {finding.kind for finding in diagnosis}


def look(model, data=MOONS, loss=BCE, lr=0.1, **options):
    optimiser = options.pop("optimiser", None) or SGD(model.parameters(), lr=lr)
    return diagnose(model, data, loss=loss, optimiser=optimiser, **options)


def with_history(losses, steps=50):
    model = network()
    run = Run(model, SGD(model.parameters(), lr=0.1), epochs=len(losses), steps=steps)
    run.history["loss"] = losses
    run.epoch, run.step = len(losses), steps * len(losses)
    return model, run


def start_middle_and_end(model, optimiser, data, loss, epochs, **options):
    yield diagnose(model, data, loss=loss, optimiser=optimiser)
    for count in epochs:
        settings = {"epochs": count, "progress": False, **options}
        run = fit(model, data, loss=loss, optimiser=optimiser, **settings)
        yield diagnose(model, data, loss=loss, run=run)
