"""The levels about operators, plain numbers and activation functions.

Where an operand's gradient is asked for, the result is multiplied by something first: a slope that
forgets what comes from above shows.
"""

import math

from .series import Case, Level, Mistake, Numbers, case


def _operation(expression: str, value: float, slope: float, *wrong: Mistake) -> Case:
    """A case for an operation on ``a = 4`` and plain numbers, its gradient multiplied by 10."""
    return case(
        f"a = Value(4.0)\nf = Value(10.0)\nc = {expression}\nL = c * f\nL.backward()",
        {"c.data": value, "a.grad": 10.0 * slope},
        *wrong,
        Mistake("mirrored_for_ever", error="RecursionError"),
        Mistake("no_upstream_here", {"c.data": value, "a.grad": slope}),
        Mistake("nothing_here", {"c.data": value, "a.grad": 0.0}),
        Mistake("sign", {"c.data": value, "a.grad": -10.0 * slope}),
    )


NUMBERS = Level(
    "numbers",
    (
        _operation("a + 1", 5.0, 1.0),
        _operation("1 + a", 5.0, 1.0),
        _operation("a * 2", 8.0, 2.0),
        _operation("2 * a", 8.0, 2.0),
    ),
)


def _power(n: int, *wrong: Mistake) -> Case:
    return _operation(
        f"a**{n}",
        4.0**n,
        n * 4.0 ** (n - 1),
        Mistake("power_keeps_exponent", {"c.data": 4.0**n, "a.grad": 10.0 * n * 4.0**n}),
        Mistake("power_loses_factor", {"c.data": 4.0**n, "a.grad": 10.0 * 4.0 ** (n - 1)}),
        *wrong,
    )


POWERS = Level(
    "powers",
    (
        _power(2),
        _power(3, Mistake("power_is_two", {"c.data": 64.0, "a.grad": 120.0})),
        _power(-1, Mistake("power_is_two", {"c.data": 0.25, "a.grad": -40.0})),
    ),
)

_TWO = "a = Value(2.0)\nb = Value(-4.0)\nf = Value(10.0)\nc = {}\nL = c * f\nL.backward()"

DIVISION = Level(
    "division",
    (
        case(
            _TWO.format("a / b"),
            {"c.data": -0.5, "a.grad": -2.5, "b.grad": -1.25},
            Mistake("upside_down", {"c.data": -2.0}),
            Mistake("floored", {"c.data": -1.0}),
            Mistake("multiplied", {"c.data": -8.0}),
            Mistake("divisor_sign", {"c.data": -0.5, "a.grad": -2.5, "b.grad": 1.25}),
            Mistake("divisor_not_squared", {"a.grad": -2.5, "b.grad": 5.0}),
            Mistake("divisor_forgotten", {"c.data": -0.5, "a.grad": -2.5, "b.grad": 0.0}),
            Mistake("no_upstream_here", {"a.grad": -0.25, "b.grad": -0.125}),
        ),
        _operation("a / 2", 2.0, 0.5, Mistake("upside_down", {"c.data": 0.5})),
        _operation("2 / a", 0.5, -0.125, Mistake("upside_down", {"c.data": 2.0})),
    ),
)

MINUS = Level(
    "minus",
    (
        _operation("-a", -4.0, -1.0),
        case(
            _TWO.format("a - b"),
            {"c.data": 6.0, "a.grad": 10.0, "b.grad": -10.0},
            Mistake("turned_around", {"c.data": -6.0}),
            Mistake("minus_added", {"c.data": -2.0}),
            Mistake("minus_forgotten", {"c.data": 6.0, "a.grad": 10.0, "b.grad": 10.0}),
            Mistake("no_upstream_here", {"a.grad": 1.0, "b.grad": -1.0}),
        ),
        _operation("a - 1", 3.0, 1.0, Mistake("turned_around", {"c.data": -3.0})),
        _operation("1 - a", -3.0, -1.0, Mistake("turned_around", {"c.data": 3.0})),
    ),
)


def _activation(
    name: str, x: float, value: float, slope: float, *mistakes: tuple[str, float]
) -> Case:
    """A case for an activation, its gradient multiplied by 10; mistakes by the slope they give."""
    wrong = [Mistake(mistake, {"y.data": value, "x.grad": 10.0 * s}) for mistake, s in mistakes]
    return case(
        f"x = Value({x})\nf = Value(10.0)\ny = x.{name}()\nL = y * f\nL.backward()",
        {"y.data": value, "x.grad": 10.0 * slope},
        *wrong,
        Mistake("no_upstream_here", {"y.data": value, "x.grad": slope}),
        Mistake("nothing_here", {"y.data": value, "x.grad": 0.0}),
        needs=name,
    )


_NEURON = """
x1 = Value(2.0)
x2 = Value(0.0)
w1 = Value(-3.0)
w2 = Value(1.0)
b = Value(6.8813735870195432)
n = x1*w1 + x2*w2 + b
o = n.tanh()
o.backward()
"""


def _neuron(slope: float) -> Numbers:
    """The gradients of the lecture's neuron, where tanh has this slope."""
    return {"x1.grad": -3.0 * slope, "w1.grad": 2.0 * slope, "b.grad": slope}


_T = math.tanh(1.0)
_E = math.exp(2.0)
_S = 1.0 / (1.0 + math.exp(-1.0))
_N = 0.8813735870195432

ACTIVATION = Level(
    "activation",
    (
        case(
            _NEURON,
            {
                "n.data": _N,
                "o.data": 0.7071067811865477,
                "x1.grad": -1.5,
                "x2.grad": 0.5,
                "w1.grad": 1.0,
                "w2.grad": 0.0,
                "b.grad": 0.5,
            },
            Mistake("tanh_not_squared", _neuron(1 - 0.7071067811865477)),
            Mistake("tanh_of_input", _neuron(1 - _N**2)),
            Mistake("activation_no_slope", _neuron(1.0)),
            Mistake("nothing_here", _neuron(0.0)),
            needs="tanh",
        ),
        _activation(
            *("tanh", 1.0, _T, 1.0 - _T**2),
            ("tanh_not_squared", 1.0 - _T),
            ("tanh_squared_only", _T**2),
        ),
        _activation(
            *("exp", 2.0, _E, _E),
            ("activation_no_slope", 1.0),
            ("exp_as_power", 2.0 * _E / math.e),
            ("exp_operand", 2.0),
        ),
        _activation("relu", 3.0, 3.0, 1.0, ("relu_operand", 3.0)),
        case(
            "x = Value(-3.0)\nf = Value(10.0)\ny = x.relu()\nL = y * f\nL.backward()",
            {"y.data": 0.0, "x.grad": 0.0},
            Mistake("relu_not_cut", {"y.data": -3.0}),
            Mistake("relu_open", {"y.data": 0.0, "x.grad": 10.0}),
            needs="relu",
        ),
        _activation(
            *("sigmoid", 1.0, _S, _S * (1.0 - _S)),
            ("sigmoid_one_minus", 1.0 - _S),
            ("sigmoid_only", _S),
            ("activation_no_slope", 1.0),
            ("sigmoid_as_tanh", 1.0 - _S**2),
        ),
    ),
)
