"""The graded series: first numbers, then gradients, then what makes backpropagation work.

Each level needs those before it. The numbers of the mistakes are what wrong engines give: the tests
run those. The levels about operators and activations stand in `operators`.
"""

from .operators import ACTIVATION, DIVISION, MINUS, NUMBERS, POWERS
from .series import Case, Level, Mistake, Outcome, case

LOAD = Level("load", ())

DATA = Level("data", (case("a = Value(2.0)", {"a.data": 2.0}),))

ADD = Level(
    "add",
    (
        case(
            """
a = Value(2.0)
b = Value(-3.0)
c = a + b
""",
            {"c.data": -1.0, "a.data": 2.0},
            Mistake("add_multiplied", {"c.data": -6.0}),
            Mistake("changed_operand", {"a.data": -1.0}),
        ),
    ),
)

MULTIPLY = Level(
    "multiply",
    (
        case(
            """
a = Value(2.0)
b = Value(-3.0)
c = a * b
""",
            {"c.data": -6.0, "a.data": 2.0},
            Mistake("multiply_added", {"c.data": -1.0}),
            Mistake("changed_operand", {"a.data": -6.0}),
        ),
    ),
)

START = Level(
    "start",
    (
        Case(
            "a = Value(2.0)",
            (Outcome({"a.grad": 0.0}), Outcome({"a.grad": None})),
            (Mistake("starts_at_one", {"a.grad": 1.0}),),
        ),
    ),
)

SUM = Level(
    "sum",
    (
        case(
            """
a = Value(2.0)
b = Value(-3.0)
c = a + b
c.backward()
""",
            {"c.grad": 1.0, "a.grad": 1.0, "b.grad": 1.0},
            Mistake("no_seed", {"c.grad": 0.0, "a.grad": 0.0}),
            Mistake("no_seed", {"c.grad": None}),
            Mistake("nothing_flows", {"a.grad": 0.0, "b.grad": 0.0}),
            Mistake("nothing_flows", {"a.grad": None, "b.grad": None}),
            Mistake("one_operand", {"a.grad": 1.0, "b.grad": 0.0}),
            Mistake("one_operand", {"a.grad": 0.0, "b.grad": 1.0}),
            Mistake("rule_of_product", {"a.grad": -3.0, "b.grad": 2.0}),
            Mistake("own_number", {"a.grad": 2.0, "b.grad": -3.0}),
        ),
    ),
)

PRODUCT = Level(
    "product",
    (
        case(
            """
a = Value(2.0)
b = Value(-3.0)
c = a * b
c.backward()
""",
            {"c.grad": 1.0, "a.grad": -3.0, "b.grad": 2.0},
            Mistake("no_local", {"a.grad": 1.0, "b.grad": 1.0}),
            Mistake("own_number", {"a.grad": 2.0, "b.grad": -3.0}),
            Mistake("times_result", {"a.grad": 18.0, "b.grad": -12.0}),
            Mistake("nothing_flows", {"a.grad": 0.0, "b.grad": 0.0}),
            Mistake("one_operand", {"a.grad": -3.0, "b.grad": 0.0}),
            Mistake("one_operand", {"a.grad": 0.0, "b.grad": 2.0}),
        ),
    ),
)

EXPRESSION = """
a = Value(2.0)
b = Value(-3.0)
c = Value(10.0)
f = Value(-2.0)
e = a * b
d = e + c
L = d * f
L.backward()
"""

CHAIN = Level(
    "chain",
    (
        case(
            EXPRESSION,
            {"e.data": -6.0, "d.data": 4.0, "L.data": -8.0}
            | {"d.grad": -2.0, "f.grad": 4.0, "e.grad": -2.0}
            | {"c.grad": -2.0, "a.grad": 6.0, "b.grad": -4.0},
            Mistake("no_upstream", {"a.grad": -3.0, "b.grad": 2.0, "c.grad": 1.0}),
            Mistake("no_upstream_product", {"c.grad": -2.0, "a.grad": -3.0, "b.grad": 2.0}),
            Mistake("only_last", {"d.grad": -2.0, "e.grad": 0.0, "a.grad": 0.0}),
            Mistake("only_last", {"d.grad": -2.0, "e.grad": None}),
        ),
    ),
)


def _shared(d: str, e: str, result: str, first: float, second: float) -> Case:
    """A case where a is an operand of two operations of a kind, and gets something from each."""
    return case(
        f"a = Value(2.0)\nb = Value(-3.0)\nc = Value(10.0)\nd = {d}\ne = {e}\nL = {result}\n"
        "L.backward()",
        {"a.grad": first + second},
        Mistake("overwritten", {"a.grad": first}),
        Mistake("overwritten", {"a.grad": second}),
    )


REUSE = Level(
    "reuse",
    (
        case(
            """
a = Value(3.0)
b = a + a
b.backward()
""",
            {"a.grad": 2.0},
            Mistake("overwritten", {"a.grad": 1.0}),
        ),
        case(
            """
a = Value(3.0)
b = a * a
b.backward()
""",
            {"a.grad": 6.0},
            Mistake("overwritten", {"a.grad": 3.0}),
        ),
        case(
            """
a = Value(-2.0)
b = Value(3.0)
d = a * b
e = a + b
f = d * e
f.backward()
""",
            {"a.grad": -3.0, "b.grad": -8.0},
            Mistake("overwritten", {"a.grad": -6.0, "b.grad": -6.0}),
            Mistake("overwritten", {"a.grad": 3.0, "b.grad": -2.0}),
        ),
        _shared("a * b", "a * c", "d + e", -3.0, 10.0),
        _shared("b * a", "c * a", "d + e", -3.0, 10.0),
        _shared("a + b", "a + c", "d * e", 12.0, -1.0),
        _shared("b + a", "c + a", "d * e", 12.0, -1.0),
    ),
)

_UNEVEN = """
a = Value(3.0)
b = a * a
c = b * a
d = {} + {}
d.backward()
"""

ORDER = Level(
    "order",
    (
        case(
            """
a = Value(1.0)
b = a + a
c = b + b
c.backward()
""",
            {"a.grad": 4.0, "b.grad": 2.0},
            Mistake("twice", {"a.grad": 8.0}),
            Mistake("twice", {"a.grad": 6.0}),
        ),
        *(
            case(
                _UNEVEN.format(*operands),
                {"a.grad": 33.0, "b.grad": 4.0},
                Mistake("too_early", {"a.grad": 15.0}),
                Mistake("twice", {"a.grad": 39.0}),
                Mistake("twice", {"a.grad": 57.0}),
            )
            for operands in ("bc", "cb")
        ),
    ),
)

ZERO = Level(
    "zero",
    (
        case(
            EXPRESSION
            + """
for node in (a, b, c, f, e, d, L):
    node.grad = 0.0
L.backward()
""",
            {"a.grad": 6.0, "b.grad": -4.0, "c.grad": -2.0, "f.grad": 4.0},
            Mistake("visited_for_ever", {"a.grad": 0.0, "b.grad": 0.0, "c.grad": 0.0}),
            Mistake("kept_elsewhere", {"a.grad": 12.0, "b.grad": -8.0}),
        ),
    ),
)

LOSSES = Level(
    "losses",
    (
        case(
            """
a = Value(2.0)
b = Value(-3.0)
c = Value(10.0)
first = a * b
second = a * c
first.backward()
second.backward()
""",
            {"a.grad": 7.0, "b.grad": 2.0, "c.grad": 2.0},
            Mistake("cleared", {"a.grad": 10.0}),
        ),
    ),
)

SPEED = Level(
    "speed",
    (
        case(
            """
a = Value(1.0)
b = a
for step in range(40):
    b = b + b
b.backward()
""",
            {"a.grad": 2.0**40},
            Mistake("every_path", error="time"),
        ),
    ),
)

AGAIN = Level(
    "again",
    (
        Case(
            f"{EXPRESSION.strip()}\nL.backward()",
            (
                Outcome({"a.grad": 12.0, "b.grad": -8.0, "c.grad": -4.0, "f.grad": 8.0}, "added"),
                Outcome({"a.grad": 6.0, "b.grad": -4.0, "c.grad": -2.0, "f.grad": 4.0}, "replaced"),
            ),
            (
                Mistake("between", {"a.grad": 24.0, "b.grad": -16.0, "c.grad": -6.0}),
                Mistake("seed_added", {"a.grad": 30.0, "b.grad": -20.0, "c.grad": -8.0}),
            ),
        ),
    ),
)

DEPTH = Level(
    "depth",
    (
        case(
            """
a = Value(1.0)
b = a
for step in range(5000):
    b = b + a
b.backward()
""",
            {"b.data": 5001.0, "a.grad": 5001.0},
            Mistake("recursion", error="RecursionError"),
            Mistake("slow_search", error="time"),
        ),
    ),
)

SERIES = (
    *(LOAD, DATA, ADD, MULTIPLY, START, SUM, PRODUCT, CHAIN, REUSE, ORDER),
    *(NUMBERS, POWERS, DIVISION, MINUS, ACTIVATION, ZERO, LOSSES, SPEED, AGAIN, DEPTH),
)
"""All levels, from the first. `LOAD` has no case: it is enough that the file has the class."""

BEYOND = (AGAIN, DEPTH)
"""What the engines of lectures do not do either."""
