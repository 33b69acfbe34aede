"""The phases of a training step: forward, loss, backward, update."""

from autograd import Trace
from autograd.trace import ForwardStep, Step, UpdateStep

PHASES = {
    "forward": "steps.forward",
    "loss": "screen.loss",
    "backward": "steps.seed",
    "update": "steps.update",
}
"""The phases in order, and the key of the sentence that stands above each."""


def phases_of(trace: Trace) -> tuple[str, ...]:
    """The phase of each step. The loss begins when the last output is computed.

    Examples
    --------
    >>> from autograd import Value, trace
    >>> o = Value(2.0).tanh()
    >>> o.role = "output"
    >>> phases_of(trace((o - 1) ** 2))
    ('forward', 'loss', 'loss', 'backward', 'backward', 'backward', 'backward')
    """
    lines = trace.tape
    outputs = [line.index for line in lines if line.node.role == "output"]
    root = lines[-1]
    before = root.index - 1 if root.node.role == "loss" else root.index
    last = max(outputs, default=before)

    def phase(step: Step) -> str:
        if isinstance(step, ForwardStep):
            return "loss" if step.index > last else "forward"
        return "update" if isinstance(step, UpdateStep) else "backward"

    return tuple(phase(step) for step in trace.steps)
