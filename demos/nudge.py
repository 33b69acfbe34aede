"""The nudge that checks a gradient."""

from autograd import Tape


def nudged(tape: Tape, index: int, step: float) -> float:
    """How much the root changes when one leaf grows by `step` and all is computed anew.

    Examples
    --------
    >>> from autograd import Value, tape
    >>> x = Value(3.0)
    >>> round(nudged(tape(x * x), 0, 0.01), 6)
    0.0601
    """
    before, after = tape.forward(), tape.forward({index: tape[index].node.data + step})
    return after[-1] - before[-1]
