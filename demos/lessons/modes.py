"""Forward mode against reverse mode: the same gradient, and how many operations each needs for it.

The function is the product of all its inputs, the classic example of B. Speelpenning, "Compiling
Fast Partial Derivatives of Functions Given by Algorithms", 1980.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence

from autograd import Trace, Value, gradients, jvp, topological_order

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

POINT = (2.0, 3.0, 4.0)
SIZES = (2, 8, 32)
SEED = 1

Function = Callable[[Sequence[Value]], list[Value]]


def partial_products(xs: Sequence[Value]) -> list[Value]:
    """x1*x2, x1*x2*x3, and so on: what is computed on the way to the product of all."""
    results = [xs[0] * xs[1]]
    for x in xs[2:]:
        results.append(results[-1] * x)
    return results


def product(xs: Sequence[Value]) -> list[Value]:
    """Many inputs, one output: the product of all."""
    return partial_products(xs)[-1:]


def powers(count: int) -> Function:
    """One input, so many outputs: x^2, x^3, and so on."""
    return lambda xs: partial_products([xs[0]] * (count + 1))


def operations(derivatives: Iterable[Value], outputs: Iterable[Value]) -> int:
    """How many multiplications and additions were recorded on the way to derivatives.

    What computed the outputs themselves does not count.
    """
    known = {id(node) for root in outputs for node in topological_order(root)}
    found = {id(node): node for root in derivatives for node in topological_order(root)}
    return sum(node.op is not None for key, node in found.items() if key not in known)


def forward_mode(f: Function, xs: Sequence[float]) -> tuple[list[list[float]], int]:
    """Derivatives of each output (row) by each input, a pass for each input; and their cost."""
    columns, cost = [], 0
    for i in range(len(xs)):
        outputs, slopes = jvp(f, xs, [float(i == k) for k in range(len(xs))])
        cost += operations(slopes, outputs)
        columns.append([slope.data for slope in slopes])
    return [[*row] for row in zip(*columns, strict=True)], cost


def reverse_mode(f: Function, xs: Sequence[float]) -> tuple[list[list[float]], int]:
    """The same, a pass for each output."""
    inputs = [Value(x) for x in xs]
    outputs = f(inputs)
    rows, cost = [], 0
    for output in outputs:
        slopes = gradients(output, inputs, create_graph=True)
        cost += operations([x for x in slopes if isinstance(x, Value)], outputs)
        rows.append([float(x) for x in slopes])
    return rows, cost


def numbers(count: int) -> list[float]:
    """Random inputs near 1."""
    generator = random.Random(SEED)
    return [generator.uniform(0.5, 1.5) for _ in range(count)]


def costs(f: Function, xs: Sequence[float]) -> tuple[float, float, float]:
    """Operations of the function itself, then of both modes."""
    itself = operations(f([Value(x) for x in xs]), ())
    return float(itself), float(forward_mode(f, xs)[1]), float(reverse_mode(f, xs)[1])


def apart(count: int) -> float:
    """The largest difference between the gradients that the modes find."""
    xs = numbers(count)
    [one], [other] = forward_mode(product, xs)[0], reverse_mode(product, xs)[0]
    return max(abs(x - y) for x, y in zip(one, other, strict=True))


def build() -> Value:
    """The graph of f = x1*x2*x3, with a name for each node."""
    xs = [Value(x, f"x{i}", "input") for i, x in enumerate(POINT, start=1)]
    p, f = partial_products(xs)
    p.label = "p"
    return named(f, "f", "output")


def carried() -> tuple[tuple[str | float, ...], ...]:
    """What forward mode carries along: for each node its value and its slope by each input."""
    every: Function = lambda xs: [*xs, *partial_products(xs)]  # noqa: E731  a name for its type
    values = [node.data for node in every([Value(x) for x in POINT])]
    names = ("x1", "x2", "x3", "p", "f")
    rows = zip(names, values, forward_mode(every, POINT)[0], strict=True)
    return tuple((name, value, *slopes) for name, value, slopes in rows)


def drawn() -> Trace:
    """Both passes of the product of three."""
    return Walk(build()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("forward_mode")
    yield Say("along")
    yield Table(("node", "value", "x1", "x2", "x3"), carried())
    yield Say("passes", {"passes": len(POINT)})
    yield Heading("reverse_mode")
    yield Walk(build())
    yield Heading("counted")
    yield Say("count")
    many = [(float(n), *costs(product, numbers(n))) for n in SIZES]
    yield Table(("inputs", "itself", "forward", "reverse"), tuple(many))
    largest = many[-1]
    factors = {"forward": largest[2] / largest[1], "reverse": largest[3] / largest[1]}
    yield Say("turned", {"apart": apart(SIZES[-1]), "inputs": SIZES[-1], **factors})
    outputs = [(float(n), *costs(powers(n), [POINT[0]])) for n in SIZES]
    yield Table(("outputs", "itself", "forward", "reverse"), tuple(outputs))
    yield Say("learnt")
