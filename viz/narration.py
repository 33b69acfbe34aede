"""Steps as sentences: what a transcript, a frame and a page say of the same step.

Every front end shows these; none words a step, or rounds a number in a sentence, on its own.
"""

from dataclasses import dataclass

from autograd import ops
from autograd.language import Text
from autograd.trace import BackwardStep, ForwardStep, SeedStep, Step

from .labels import visible

WIDE = 200
"""How many columns a formula may take before its middle is left out."""


def short(x: float) -> str:
    """Six significant digits; never 0 for what is not 0.

    Examples
    --------
    >>> short(0.7310585786300049), short(-4.0), short(9.5e-7)
    ('0.731059', '-4', '9.5e-07')
    """
    return f"{x:.6g}"


@dataclass(frozen=True, slots=True)
class Narration:
    """What is said of one step.

    Attributes
    ----------
    sentence : str
        What happens, in names and numbers.
    total : str
        What it is added to and the sum; empty if there was nothing to add to.
    """

    sentence: str
    total: str = ""


def narrate(step: Step, root: str, text: Text) -> Narration:
    """Put a step into words.

    Parameters
    ----------
    step : Step
        A step of a trace.
    root : str
        The name of the last instruction of its tape.
    text : Text
        The sentences of a language (`viz.language.load`).

    Examples
    --------
    >>> from autograd import Value, trace
    >>> from viz.language import load
    >>> x = Value(3.0, label="x")
    >>> narrate(trace(x * x).backward[1], "y", load("en"))  # doctest: +NORMALIZE_WHITESPACE
    Narration(sentence='dy/dx += x * dy/dv1 = 3 * 1 = 3',
              total='added to what was there: 3 + 3 = 6')
    """
    root = visible(root)
    if isinstance(step, ForwardStep):
        return Narration(
            text(
                "steps.compute",
                name=visible(step.name),
                expression=visible(step.expression, WIDE),
                op=step.op,
                numbers=", ".join(map(short, step.args)),
                result=short(step.result),
            )
        )
    if isinstance(step, SeedStep):
        return Narration(text("steps.start", root=root))
    if isinstance(step, BackwardStep):
        op = ops.TABLE.get(step.op)  # a primitive of one's own may have been taken out
        sentence = text(
            "steps.flat" if op is not None and op.flat else "steps.flow",
            root=root,
            name=visible(step.name),
            arg=visible(step.arg_name),
            rule=visible(step.rule, WIDE),
            local=short(step.local),
            upstream=short(step.upstream),
            contribution=short(step.contribution),
        )
        numbers = {key: short(getattr(step, key)) for key in ("before", "contribution", "after")}
        return Narration(sentence, text("steps.sum", **numbers) if step.before else "")
    return Narration(
        text(
            "steps.change",
            name=visible(step.name),
            before=short(step.before),
            gradient=short(step.gradient),
            after=f"{step.after:.9g}",
        )
    )
