"""Training without the cyclic collector: the memory in use stays what it was after the first steps.

Bytes are counted by tracemalloc, so that numpy's arrays count too. Afterwards the collector has to
find nothing: what is no longer needed was freed by then, each step by itself.
"""

import gc
import itertools
import tracemalloc
from contextlib import contextmanager
from random import Random

import numpy as np
import pytest

from autograd import Value, grad, hvp, trace
from autograd.nn import MLP, Adam, Callback, fit, squared_error
from autograd.replay import replay

WARM = 60
ALLOWED = 4_096  # bytes more after all steps: less than one graph of a step
X = [[-1.0], [0.25], [0.75], [1.0]]
Y = [0.5, -0.25, 0.75, 1.0]


def network():
    model = MLP(1, [2, 1], activation="tanh", rng=Random(1))
    return model, Adam(model.parameters(), lr=0.01)


def plain():
    model, optimiser = network()
    rows = itertools.cycle(zip(X, Y, strict=True))

    def step():
        x, y = next(rows)
        optimiser.zero_grad()
        squared_error(model(x), y).backward()
        optimiser.step()

    return step


def with_a_trace():
    model, optimiser = network()

    def step():
        optimiser.zero_grad()
        loss = squared_error(model(X[0]), Y[0])
        loss.backward()
        trace(loss, optimiser.plan())
        optimiser.step()

    return step


def recorded():
    """The gradients are Values, which lead back to the graph until they are forgotten."""
    model, optimiser = network()

    def step():
        loss = squared_error(model(X[0]), Y[0])
        loss.backward(create_graph=True)
        for parameter in model.parameters():
            parameter.grad = float(parameter.grad)
        optimiser.step()
        loss.zero_grad()

    return step


def derived():
    w = Value(0.5)

    def step():
        grad(grad(lambda x: (x * w).tanh()))(0.25)
        hvp(lambda xs: (xs[0] * xs[1] * w).sin(), [0.5, 0.25], [1.0, 2.0])

    return step


def by_replay():
    model, optimiser = network()
    loss = replay(lambda x, y: squared_error(model(x), y), rows="mean")
    training = loss.training(optimiser)
    x, y = np.array(X), np.array(Y)
    return lambda: training.step(x, y)


def failing():
    """A step that ends in an error, as of a bad row that is skipped."""
    model, optimiser = network()

    def step():
        optimiser.zero_grad()
        loss = squared_error(model(X[0]), Y[0])
        loss.backward()
        try:
            (loss - loss).log()
        except ValueError:
            optimiser.step()

    return step


@contextmanager
def without_the_collector():
    """Trace memory while nothing is freed by the collector: what it finds goes into a list."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    tracemalloc.start()
    try:
        yield gc.garbage
    finally:
        tracemalloc.stop()
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


def bytes_now():
    """The bytes in use, without what Python keeps for its next tuples, floats and the like."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def warmed_up(steps, by_numpy):
    """The claim, after how many steps to begin, and the bytes allowed from then on.

    numpy keeps small blocks that were freed, a few more up to some 60,000 steps, be it that only
    ``array.ctypes.data`` is asked for. From there on the number of blocks stays the same.
    """
    if by_numpy:
        return "memory of replays", 2 * steps, 4 * ALLOWED
    return "memory", WARM, ALLOWED


@pytest.mark.parametrize(
    ("loop", "steps"),
    [
        *[(loop, 60) for loop in (plain, recorded, by_replay)],
        *[
            pytest.param(loop, 10_000, marks=pytest.mark.proof)
            for loop in (plain, by_replay, failing)
        ],
        *[
            pytest.param(loop, 1_000, marks=pytest.mark.proof)
            for loop in (recorded, derived, with_a_trace)
        ],
    ],
)
def test_a_loop_needs_no_more_memory_at_its_end_and_leaves_no_cycle(loop, steps, tried):
    claim, warm, allowed = warmed_up(steps, by_numpy=loop is by_replay)
    step = loop()
    step()
    with without_the_collector() as found:
        for _ in range(warm):
            step()
        before = bytes_now()
        for _ in range(steps):
            step()
        more, cyclic = bytes_now() - before, len(found)
    tried(claim, steps, worst=more)
    assert more <= allowed
    assert cyclic == 0


class Watch(Callback):
    """Notes the bytes in use after the first steps and after the last."""

    def __init__(self, *steps):
        self.noted = dict.fromkeys(steps, 0)

    def after_step(self, run):
        if run.step in self.noted:
            self.noted[run.step] = bytes_now()


@pytest.mark.parametrize(
    ("by_replay", "steps"),
    [(False, 60), *[pytest.param(each, 10_000, marks=pytest.mark.proof) for each in (False, True)]],
)
def test_fit_needs_no_more_memory_at_its_last_step(by_replay, steps, tried):
    model, optimiser = network()
    random = np.random.RandomState(1)
    claim, warm, allowed = warmed_up(steps, by_replay)
    samples = (warm + steps) // 3
    data = random.normal(size=(samples, 1)), random.normal(size=samples)
    options = {"epochs": 3, "batch_size": 1, "progress": False, "replay": by_replay}
    watch = Watch(warm, warm + steps)
    with without_the_collector() as found:
        fit(model, data, loss=squared_error, optimiser=optimiser, callbacks=[watch], **options)
        cyclic = len(found)
    more = watch.noted[warm + steps] - watch.noted[warm]
    tried(claim, steps, worst=more)
    assert more <= allowed
    assert cyclic == 0
