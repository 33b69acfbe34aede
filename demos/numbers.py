"""Numbers as the lessons show them, and the nudge that checks a gradient."""

from autograd import Tape


def short(x: float) -> str:
    """Six significant digits; never 0 for what is not 0.

    Examples
    --------
    >>> short(0.7310585786300049), short(-4.0), short(9.5e-7)
    ('0.731059', '-4', '9.5e-07')
    """
    return f"{x:.6g}"


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
