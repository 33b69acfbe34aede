"""The losses of a run, epoch by epoch: whether they rise, swing, or do nothing."""

from collections.abc import Iterator

import numpy as np

from ..fitting.run import Run
from .case import Case
from .finding import ALARM, Finding

EPOCHS = 4
"""Fewer say nothing."""

RISE = 1.1
"""Losses have risen if the last is so many times the first, and 1.5 times the lowest."""

SWING = 0.1
"""Losses swing if from epoch to epoch they move by this share of the first loss, up and down."""

_STEPS = 100  # of a run; fewer need not have got anywhere


def look(case: Case) -> Iterator[Finding]:
    """Look at the losses of the training data."""
    losses = _losses(case.run)
    if len(losses) < EPOCHS:
        return
    first, last, least = float(losses[0]), float(losses[-1]), float(losses.min())
    numbers = {"epochs": len(losses), "first": first, "last": last, "least": least}
    if last > RISE * first and last > 1.5 * least:
        yield Finding("loss_rising", ALARM, (), numbers)
    elif _swings(losses):
        moved = float(np.abs(np.diff(losses[len(losses) // 2 :])).mean())
        yield Finding("loss_swinging", ALARM, (), {**numbers, "moved": moved})


def _swings(losses: np.ndarray) -> bool:
    """Whether in its second half it goes up and down, by much, and gets nowhere."""
    moves = np.diff(losses[len(losses) // 2 :])
    if len(moves) < EPOCHS - 1:
        return False
    length = float(np.abs(moves).sum())
    return bool(
        length / len(moves) > SWING * losses[0]
        and (moves > 0.0).mean() >= 0.3
        and abs(float(moves.sum())) < 0.5 * length
    )


def fallen(run: Run | None) -> float | None:
    """By which share the losses fell; None if there are too few, or too few steps, to say.

    Examples
    --------
    >>> from autograd.nn import SGD, Neuron
    >>> model = Neuron(1)
    >>> run = Run(model, SGD(model.parameters(), lr=1e-9), epochs=4, steps=25)
    >>> run.step = 100
    >>> run.history["loss"] = [2.0, 1.8, 1.6, 1.5]
    >>> fallen(run), fallen(None)
    (0.25, None)
    """
    losses = _losses(run)
    if run is None or len(losses) < EPOCHS or run.step < _STEPS or not losses[0]:
        return None
    return float(1.0 - losses.min() / losses[0])


def _losses(run: Run | None) -> np.ndarray:
    return np.array(run.history.get("loss", ()) if run is not None else (), dtype=float)
