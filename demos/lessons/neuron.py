"""A tanh neuron, and the same neuron with its tanh written out in exp: the same gradients.

The numbers are those of Andrej Karpathy's lecture "The spelled-out intro to neural networks and
backpropagation"; its bias makes the slope of the tanh one half.
"""

from collections.abc import Iterator

from autograd import Trace, Value

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

X1, X2 = 2.0, 0.0
W1, W2 = -3.0, 1.0
B = 6.8813735870195432
NAMES = ("x1", "x2", "w1", "w2", "b", "n", "o")


def weighted_sum() -> Value:
    """n = x1*w1 + x2*w2 + b, what goes into the activation function."""
    x1, x2 = Value(X1, "x1", "input"), Value(X2, "x2", "input")
    w1, w2, b = (Value(v, name, "parameter") for name, v in (("w1", W1), ("w2", W2), ("b", B)))
    both = named(named(x1 * w1, "x1w1") + named(x2 * w2, "x2w2"), "x1w1x2w2")
    return named(both + b, "n")


def with_tanh() -> Value:
    """The neuron with tanh as one operation."""
    return named(weighted_sum().tanh(), "o", "output")


def with_exp() -> Value:
    """The neuron with tanh(n) as (e - 1) / (e + 1), where e = exp(2*n)."""
    e = named(named(2 * weighted_sum(), "m").exp(), "e")
    return named(named(e - 1, "p") / named(e + 1, "q"), "o", "output")


def gradients(root: Value) -> dict[str, float]:
    """The gradient of each node by its name."""
    trace = Walk(root).trace
    return {line.name: trace.gradients[line.index] for line in trace.tape}


def compared() -> tuple[tuple[str, float, float], ...]:
    """Each node that both graphs have, with its gradient in the one and in the other."""
    one, other = gradients(with_tanh()), gradients(with_exp())
    return tuple((name, one[name], other[name]) for name in NAMES)


def drawn() -> Trace:
    """Both passes of the neuron with tanh."""
    return Walk(with_tanh()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    o = with_tanh()
    yield Say("intro")
    yield Heading("whole")
    yield Walk(o)
    slope = o.da
    yield Say("slope", {"o": o.data, "slope": slope, "x2": X2, "w2": gradients(o)["w2"]})
    yield Heading("written_out")
    yield Say("predict")
    yield Walk(with_exp())
    yield Table(("node", "tanh", "exp"), compared())
    apart = max(abs(one - other) for _, one, other in compared())
    yield Say("learnt", {"apart": apart})
