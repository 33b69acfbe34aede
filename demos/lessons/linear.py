"""Without activation functions, three layers are one line: its weights and bias, by hand."""

from collections.abc import Iterator, Sequence

from autograd import Trace, Value
from autograd.nn import MLP

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

CHAIN = ((2.0, 1.0), (-3.0, 0.5), (0.5, 4.0))
"""Weight and bias of three neurons in a row."""

CHAIN_INPUT = 1.5

LAYERS = (
    (((0.5, -1.0), (0.8, 0.3)), (0.1, -0.2)),
    (((1.2, 0.7), (-0.4, 0.9)), (0.3, 0.0)),
    (((0.6, -1.1),), (0.25,)),
)
"""Weights, a row for each neuron, and biases of a network with layers of two, two and one."""

POINTS = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-2.0, 1.5), (3.0, -4.0))


def chain() -> Value:
    """y = w3*(w2*(w1*x + b1) + b2) + b3."""
    y = Value(CHAIN_INPUT, "x", role="input")
    for i, (weight, bias) in enumerate(CHAIN, start=1):
        w, b = Value(weight, f"w{i}", "parameter"), Value(bias, f"b{i}", "parameter")
        y = named(w * y + b, f"y{i}")
    y.role = "output"
    return y


def network(activation: str) -> MLP:
    """The network of `LAYERS`, whose hidden neurons have this activation."""
    model = MLP(2, [2, 2, 1], activation=activation, init="zeros")
    for layer, (weights, biases) in zip(model.layers, LAYERS, strict=True):
        for neuron, row, bias in zip(layer.neurons, weights, biases, strict=True):
            neuron.load({"w1": row[0], "w2": row[1], "b": bias})
    return model


def value_and_slopes(model: MLP, point: Sequence[float]) -> tuple[float, float, float]:
    """The output of the network at a point, and its slopes in x1 and x2, by the engine."""
    x1, x2 = (Value(x) for x in point)
    y = model([x1, x2])
    y.backward()
    return y.data, x1.grad, x2.grad


def one_line() -> tuple[float, float, float]:
    """The weights a1, a2 and the bias c of the single neuron that all layers come to.

    A layer makes W*y + b of y. If y is A*x + c already, that is (W*A)*x + (W*c + b).
    """
    a = [[1.0, 0.0], [0.0, 1.0]]
    c = [0.0, 0.0]
    for weights, biases in LAYERS:
        c = [row[0] * c[0] + row[1] * c[1] + b for row, b in zip(weights, biases, strict=True)]
        a = [[row[0] * a[0][j] + row[1] * a[1][j] for j in (0, 1)] for row in weights]
    return a[0][0], a[0][1], c[0]


def drawn() -> Trace:
    """Both passes of three neurons in a row."""
    return Walk(chain()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("chain")
    (w1, _), (w2, _), (w3, _) = CHAIN
    yield Say("ask", {"x": CHAIN_INPUT})
    yield Walk(chain())
    slope = w3 * w2 * w1
    bias = chain().data - slope * CHAIN_INPUT
    yield Say("product", {"w1": w1, "w2": w2, "w3": w3, "slope": slope, "bias": bias})
    yield Heading("network")
    a1, a2, c = one_line()
    yield Say("matrices", {"count": network("identity").num_parameters()})
    yield Say("line", {"a1": a1, "a2": a2, "c": c})
    found = [value_and_slopes(network("identity"), point) for point in POINTS]
    line = [a1 * x1 + a2 * x2 + c for x1, x2 in POINTS]
    yield Table(
        ("x1", "x2", "network_is", "line_is", "slope1", "slope2"),
        tuple(
            (*point, y, on_line, s1, s2)
            for point, (y, s1, s2), on_line in zip(POINTS, found, line, strict=True)
        ),
    )
    largest = max(abs(y - on_line) for (y, *_), on_line in zip(found, line, strict=True))
    yield Say("equal", {"largest": largest})
    yield Heading("bent")
    yield Say("tanh")
    yield Table(
        ("x1", "x2", "network_is", "slope1", "slope2"),
        tuple((*point, *value_and_slopes(network("tanh"), point)) for point in POINTS),
    )
    yield Say("end")
