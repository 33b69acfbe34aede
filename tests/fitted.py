"""What tests of training share: samples, a small network, and a short run of it without a word."""

from random import Random

import numpy as np

from autograd.nn import (
    MLP,
    SGD,
    Callback,
    fit,
)

SOURCE = np.random.RandomState(5)
X = SOURCE.normal(size=(30, 2))
Y = (X[:, 0] * X[:, 1] > 0.0).astype(int)
SIGNS = 2.0 * Y - 1.0


def network(seed=3, outputs=1):
    return MLP(2, [5, outputs], activation="tanh", rng=Random(seed))


def numbers(model):
    return list(model.state().values())


class AtStep6(Callback):
    def __init__(self, action):
        self.action = action

    def after_step(self, run):
        if run.step == 6:
            self.action()


def quiet(model, data, **options):
    options = {"progress": False, "epochs": 3, "batch_size": 8, **options}
    optimiser = options.pop("optimiser", None) or SGD(model.parameters(), lr=0.1, momentum=0.5)
    return fit(model, data, optimiser=optimiser, **options)
