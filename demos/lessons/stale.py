"""A graph is a record: numbers that change later, a branch not taken, a number taken out of it."""

from collections.abc import Callable, Iterator

from autograd import Trace, Value, tape, trace
from autograd.errors import ChangedDataError

from ..nodes import named
from ..parts import Heading, Part, Say, Table, Walk

W, X, NEW_W = 2.0, 3.0, 5.0
RATE = 0.01
TAKEN, OTHER = 2.0, -1.0


def product(w: float = W) -> Value:
    """L = (w*x)**2 at x = 3."""
    y = named(Value(w, "w", "parameter") * Value(X, "x", "input"), "y")
    return named(y**2, "L", "loss")


def changed() -> Value:
    """The same graph, but w gets another number after L was computed."""
    loss = product()
    leaf(loss, "w").data = NEW_W
    return loss


def leaf(root: Value, name: str) -> Value:
    """The leaf of that name."""
    return next(line.node for line in tape(root).leaves if line.name == name)


def gradient(root: Value, name: str) -> float:
    """What the backward pass leaves in a leaf."""
    root.backward()
    return float(leaf(root, name).grad)


def read_late(root: Value, name: str) -> float:
    """What an engine finds in a leaf that looks the numbers up only on its way back.

    That is wrong on purpose: each slope is computed from the data that the operands have by then.
    """
    lines = tape(root)
    gradients = [0.0] * len(lines)
    gradients[-1] = 1.0
    for line in reversed(lines.instructions):
        for position, arg in enumerate(line.args):
            if line.op is not None and isinstance(arg, int):
                numbers = [x if isinstance(x, float) else lines[x].node.data for x in line.args]
                slope = line.op.slope(position, *numbers, z=line.node.data)
                gradients[arg] += slope * gradients[line.index]
    return gradients[lines.index(leaf(root, name))]


def refusal() -> ChangedDataError | None:
    """What `trace` says to a graph whose data was changed."""
    try:
        trace(changed())
    except ChangedDataError as error:
        return error
    return None


def branches(x: Value) -> Value:
    """x*x where x > 0, else -3*x, by Python's own if."""
    return named(x * x if x > 0.0 else -3.0 * x, "f", "output")


def branch(x: float) -> Value:
    """The graph that is recorded at x."""
    return branches(Value(x, "x", "input"))


def replayed() -> Value:
    """The graph that was recorded at 2, computed anew at -1."""
    return tape(branch(TAKEN)).record({0: OTHER})


# As a reader would write x*x, and two ways to write it that give the same number.
SQUARES: dict[str, Callable[[Value], Value]] = {
    "x * x": lambda x: x * x,
    "x * float(x)": lambda x: x * float(x),
    "Value(float(x)**2)": lambda x: Value(float(x) ** 2),
}


def square(written: str) -> tuple[float, float | None]:
    """The number and the gradient at 3 of one of the squares; None if none arrives."""
    x = Value(X)
    y = SQUARES[written](x)
    y.backward()
    return y.data, x.grad


def drawn() -> Trace:
    """Both passes of (w*x)**2, and a step."""
    return Walk(product(), RATE).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Heading("data")
    yield Walk(product())
    yield Say("change", {"new": NEW_W})
    anew = product(NEW_W)
    yield Say(
        "three",
        {
            "value": changed().data,
            "recorded": gradient(changed(), "x"),
            "late": read_late(changed(), "x"),
            "new_value": anew.data,
            "anew": gradient(anew, "x"),
        },
    )
    yield Say("refusal", {"message": refusal()})
    yield Heading("branch")
    yield Say("if")
    yield Walk(branch(TAKEN))
    there = branch(OTHER)
    numbers = {"f": there.data, "slope": gradient(there, "x")}
    again = replayed()
    yield Say("replayed", numbers | {"old_f": again.data, "old_slope": gradient(again, "x")})
    yield Heading("outside")
    yield Say("taken_out")
    rows = [(written, *square(written)) for written in SQUARES]
    yield Table(
        ("written", "value", "gradient"),
        tuple((name, y, "None" if slope is None else slope) for name, y, slope in rows),
    )
    yield Say("half")
    yield Heading("step")
    yield Say("update")
    yield Walk(product(), RATE)
    update = Walk(product(), RATE).trace.updates[0]
    numbers = {"gradient": update.gradient, "step": update.after - update.before, "rate": RATE}
    yield Say("training", numbers | {"before": product().data, "after": product(update.after).data})
