"""Replay: a graph recorded once as numbered lines, differentiated, and run on many rows."""

from collections.abc import Iterator, Sequence

from autograd import Trace, Value, gradients, mean, topological_order
from autograd.nn import hinge, l2_penalty
from autograd.replay import Program, replay
from autograd.replay.graph import Graph
from autograd.replay.listing import written
from autograd.replay.passes import evaluate
from autograd.replay.paths import key_of
from autograd.replay.plan import ROWS as BLOCK
from autograd.replay.recording import as_parameters, record

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk
from . import moons
from .stale import branches

W = 0.5
XS = (2.0, -1.0, 3.0)
SAMPLES = 100


def squared_tanh(w: Value, x: Value) -> Value:
    """f = tanh(w*x)**2."""
    t = named(named(w * x, "z").tanh(), "t")
    return named(t**2, "f", "output")


def build() -> Value:
    """The graph of f for the first x."""
    return squared_tanh(Value(W, "w", "parameter"), Value(XS[0], "x", "input"))


def recorded() -> Graph:
    """The lines of f as they are recorded, with w as the first parameter."""
    w = Value(W)
    graph, leaves = record(lambda x: squared_tanh(w, x), XS[:1]).graph()
    as_parameters(graph, leaves, {id(w): 0})
    return graph


def whole() -> Graph:
    """The lines that replay runs for the mean of f over rows and its gradient."""
    w = Value(W)
    program: Program = replay(lambda x: squared_tanh(w, x), rows="mean").program(XS)
    return program.plan.graph


def run(graph: Graph, xs: Sequence[float] = XS) -> list[list[float]]:
    """The number of each line in each row, in plain Python: no compiler is needed here.

    All rows count the same, and together 1.
    """
    return evaluate(graph, [[x] for x in xs], [W], [1.0 / len(xs)] * len(xs))


def by_lines(xs: Sequence[float] = XS) -> tuple[float, float]:
    """The mean of f over rows and its derivative by w."""
    graph = whole()
    [total], [slope] = graph.results["total"], graph.results["parameters"]
    numbers = run(graph, xs)
    return numbers[total][0], numbers[slope][0]


def by_values(xs: Sequence[float] = XS) -> tuple[float, float]:
    """The same, from a graph of Values."""
    w = Value(W)
    root = mean([squared_tanh(w, Value(x)) for x in xs])
    return root.data, float(gradients(root, [w])[0])


def training_step() -> tuple[int, Graph]:
    """The loss of the lesson moons: the number of nodes, the same for any points; and its lines."""
    network = moons.model()
    points, sides = [[0.0, 0.0]] * SAMPLES, [1.0] * SAMPLES
    loss, _ = moons.max_margin(network, points, sides)
    program: Program = replay(
        lambda x, y: hinge(network(x), y) + l2_penalty(network.parameters(), moons.PENALTY),
        rows="mean",
    ).program(points, sides)
    return len(topological_order(loss)), program.plan.graph


def paths() -> list[Graph]:
    """The ways that the rows take through a function with an if, each recorded once."""
    recordings = {key_of(taken): taken for taken in (record(branches, [x]) for x in XS)}
    return [taken.graph()[0] for taken in recordings.values()]


def lines(graph: Graph, xs: Sequence[float] = XS) -> tuple[tuple[str | float, ...], ...]:
    """Each line as text, and its number in each row."""
    return tuple((written(graph, i), *row) for i, row in enumerate(run(graph, xs)))


def saved(*graphs: Graph) -> Iterator[tuple[str | float, ...]]:
    """How many lines each graph had when it was recorded, and after each pass."""
    yield "record", *(float(graph.history[0][1]) for graph in graphs)
    for each in zip(*(graph.history for graph in graphs), strict=True):
        yield each[0][0], *(float(after) for _, _, after in each)


def drawn() -> Trace:
    """Both passes of f."""
    return Walk(build()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    x, other, _ = XS
    graph, (nodes, large) = whole(), training_step()
    yield Say("intro")
    yield Heading("values")
    yield Walk(build())
    yield Heading("recording")
    yield Say("recorded", {"x": x})
    yield Table(("line", "value"), lines(recorded(), [x]))
    yield Heading("appending")
    yield Say("appended", {"x": x})
    yield Table(("line", "value"), lines(graph, [x])[graph.results["values"][0] :])
    yield Say("passes", {"slope": by_lines([x])[1]})
    yield Table(("after", "here", "moons"), tuple(saved(graph, large)))
    yield Say("fused")
    yield Heading("rows")
    yield Say("side", {"rows": len(XS)})
    yield Table(("line", "row0", "row1", "row2"), lines(graph))
    yield Say("alone")
    checks = tuple((x, *by_lines([x]), *by_values([x])) for x in XS)
    yield Table(("x", "f_lines", "slope_lines", "f_values", "slope_values"), checks)
    (f, slope), (f_values, slope_values) = by_lines(), by_values()
    yield Say("mean", {"f": f, "slope": slope, "fv": f_values, "dv": slope_values})
    yield Heading("fast")
    made = sum(node.label != "w" for node in topological_order(build()))
    blocks = {"rows": SAMPLES, "block": BLOCK, "blocks": -(-SAMPLES // BLOCK)}
    yield Say("objects", {"made": made, "all": made * SAMPLES, **blocks})
    yield Say("network", {"nodes": nodes, "lines": len(large), **blocks})
    yield Heading("sound")
    positive, negative = paths()
    yield Say("look", {"x": x, "other": other})
    yield Table(("line", "row0", "row1", "row2"), lines(positive))
    yield Say("other", {"x": other, "wrong": run(positive)[positive.results["values"][0]][1]})
    yield Table(("line", "row0", "row1", "row2"), lines(negative))
    yield Say("end", {"right": branches(Value(other)).data})
