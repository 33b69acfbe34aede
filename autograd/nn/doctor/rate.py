"""A learning rate that is too high or too low, by trial steps on a copy."""

from collections.abc import Iterator
from math import inf, isfinite

import numpy as np

from ...errors import AutogradError
from .case import Case
from .finding import ALARM, NOTICE, Finding
from .history import fallen
from .measuring import Array

RISE = 1.1
"""A step is too long if the loss is so many times what it was after it, and stays above it."""

SHARE = 0.05
"""And if it rises by this share of the loss of a model that always says the same."""

STEPS = 5
"""Steps in which the loss may come back."""

FALL = 0.01
"""A step that lowers the loss by this share is long enough."""

POOR = 0.2
"""Below this share of that loss there is little left to learn."""

USUAL = 1e-3
"""A step that is longer than this share of the parameters is not too short."""

_LONGEST = 1_000_000


def look(case: Case) -> Iterator[Finding]:
    """Take the step that the optimiser would take next, and longer ones."""
    found = case.measured
    if found is None or not case.moved or not np.isfinite(found.gradients).all():
        return
    gradient = found.gradients[case.trial_rows].mean(axis=0)
    try:
        step = case.planned_step(gradient)
    except AutogradError:
        step = np.full(len(case.names), inf)
    if not step.any():
        return
    before = float(found.losses[case.trial_rows].mean())
    after = case.trial_loss(case.place + step)
    numbers = {
        "lr": case.optimiser.lr,
        "before": before,
        "after": after,
        "share": _share(case, step),
        "samples": len(case.trial_rows),
    }
    if after > RISE * before and after - before > SHARE * case.constant_loss:
        later = list(case.walk(STEPS))
        if min(later) > before:
            yield Finding("rate_high", ALARM, (), {**numbers, "later": later[-1]})
    else:
        yield from _too_low(case, step, numbers)


def _too_low(case: Case, step: Array, numbers: dict[str, float]) -> Iterator[Finding]:
    """How much longer a step would have to be to make a difference."""
    before, after = numbers["before"], numbers["after"]
    so_far = fallen(case.run)
    has_fallen = so_far is not None and so_far > FALL
    if has_fallen or before < POOR * case.constant_loss or numbers["share"] > USUAL:
        return
    factor, fall = 1, before - after
    while fall < FALL * before and factor < _LONGEST:
        loss = case.trial_loss(case.place + 10 * factor * step)
        if not 0.0 < fall < before - loss:  # it is not the length of the step
            return
        factor, fall = 10 * factor, before - loss
    if factor >= 100 and fall >= FALL * before and isfinite(after):
        severity = NOTICE if so_far is None and factor < 1_000 else ALARM
        longer = {"factor": factor, "longer": before - fall}
        yield Finding("rate_low", severity, (), {**numbers, **longer})


def _share(case: Case, step: Array) -> float:
    """The norm of the step in that of the parameters it moves; 1e-3 or so is usual."""
    own = sorted(case.moved)
    size = float(np.linalg.norm(case.place[own]))
    length = float(np.linalg.norm(step[own])) if np.isfinite(step).all() else inf
    return length / size if size else inf
