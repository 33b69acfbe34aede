"""From one neuron to a multi-layer perceptron: how many parameters, their names, one update."""

from collections.abc import Iterator, Sequence

from autograd import Trace, Value
from autograd.nn import MLP, squared_error

from ..nodes import named, through
from ..parts import Heading, Part, Say, Table, Walk

SHAPES = ((3, (4, 4, 1)), (2, (16, 16, 1)))
"""The network of Karpathy's lecture, and that of micrograd's half moons."""

SMALL = (2, (2, 1))
PARAMETERS = {
    "layer1.neuron1.w1": (0.5, "p1"),
    "layer1.neuron1.w2": (-1.0, "p2"),
    "layer1.neuron1.b": (0.0, "b1"),
    "layer1.neuron2.w1": (1.0, "q1"),
    "layer1.neuron2.w2": (0.5, "q2"),
    "layer1.neuron2.b": (0.0, "b2"),
    "layer2.neuron1.w1": (1.0, "w1"),
    "layer2.neuron1.w2": (-0.5, "w2"),
    "layer2.neuron1.b": (0.0, "b"),
}
"""Of the small network: each path with its number and the short name that the walk uses."""

POINT = (1.0, -1.0)
TARGET = 0.5
RATE = 0.1


def counted(inputs: int, sizes: Sequence[int]) -> Table:
    """The parameters of each layer by hand: a weight for each input of a neuron, and one bias."""
    rows: list[tuple[str | float, ...]] = []
    for i, neurons in enumerate(sizes, start=1):
        weights, biases = inputs * neurons, neurons
        numbers = map(float, (inputs, neurons, weights, biases, weights + biases))
        rows.append((f"layer{i}", *numbers))
        inputs = neurons
    columns = ("layer", "inputs", "neurons", "weights", "biases", "parameters")
    return Table(columns, tuple(rows))


def network() -> MLP:
    """The small network, with the numbers and short names of `PARAMETERS`."""
    model = MLP(SMALL[0], SMALL[1], activation="tanh", init="zeros")
    for path, parameter in model.named_parameters():
        parameter.data, parameter.label = PARAMETERS[path]
    return model


def loss(model: MLP) -> Value:
    """The squared error of the network at one point."""
    return named(squared_error(through(model, POINT, "o"), TARGET), "L", "loss")


def drawn() -> Trace:
    """Both passes and the update of the small network."""
    return Walk(loss(network()), RATE).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("count")
    yield Say("rule")
    for inputs, sizes in SHAPES:
        yield Say("shape", {"shape": f"MLP({inputs}, {[*sizes]})"})
        table = counted(inputs, sizes)
        yield table
        total = " + ".join(f"{row[-1]:g}" for row in table.rows)
        count = MLP(inputs, sizes, init="zeros").num_parameters()
        by_hand = int(sum(float(row[-1]) for row in table.rows))
        yield Say("total", {"sum": total, "by_hand": by_hand, "count": count})
    yield Heading("names")
    model = network()
    yield Say("paths", {"count": model.num_parameters()})
    yield Table(
        ("path", "short", "value"),
        tuple((path, p.label, p.data) for path, p in model.named_parameters()),
    )
    yield Heading("walk")
    walk = Walk(loss(model), RATE)
    yield Say("ask", {"x1": POINT[0], "x2": POINT[1], "target": TARGET, "rate": RATE})
    yield walk
    after = walk.next_round().root.data
    yield Say("end", {"before": walk.root.data, "after": after})
