"""What gradients mean, and the nudge that checks it."""

from autograd import Tape, Trace
from autograd.errors import AutogradError
from viz.labels import visible

from .parts import Table, natural

NUDGE = 0.01
"""By how much a number grows to see what changes."""


def nudged(tape: Tape, index: int, step: float = NUDGE) -> float | None:
    """How much the root changes when one number grows by `step` and all after it is computed anew.

    None where that is not defined, as `acos` is not beyond 1.

    Examples
    --------
    >>> from autograd import Value, tape
    >>> x = Value(3.0)
    >>> round(nudged(tape(x * x), 0), 6)
    0.0601
    """
    before = tape.forward()
    try:
        after = tape.forward({index: before[index] + step})
    except AutogradError:
        return None
    return after[-1] - before[-1]


def meanings(trace: Trace) -> Table:
    """For each leaf its gradient, what it predicts for a nudge, and what the nudge gives."""
    leaves = sorted(trace.tape.leaves, key=lambda leaf: natural(leaf.name))
    rows = []
    for leaf in leaves:
        gradient = trace.gradients[leaf.index]
        change = nudged(trace.tape, leaf.index)
        computed = "" if change is None else change
        value = trace.values[leaf.index]
        rows.append((visible(leaf.name), value, gradient, NUDGE * gradient, computed))
    return Table(("leaf", "value", "gradient", "predicted", "computed"), tuple(rows))
