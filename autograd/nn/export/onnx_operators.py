"""The activations as functions of ONNX operators that onnxruntime has in float32 and in float64.

ONNX has operators for most of them, but onnxruntime computes Elu, Softplus, Erf and Gelu in float32
only, and its Sigmoid and Softplus lose the digits of small results: Sigmoid(-40) is 0. So each is
built of operators that lose none. A viewer shows one box with our name; whoever runs the model puts
the function in its place.
"""

import re
from functools import cache

DOMAIN = "gradwalk"
OPSET = 17
"""Of 2022; tried with onnxruntime 1.15 to 1.32."""

# What erfc(t) * exp(t*t) * (1 + 2*t) is for t >= 0, good to 1e-15, as a polynomial of
# (t - 3.75) / (t + 3.75): Chebyshev coefficients, by mpmath with 60 digits, turned into powers.
# M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x**2) erfc x in
# 0 <= x < infinity", Mathematics of Computation 36 (1981), 249-253.
ERFC_CENTRE = 3.75
ERFC = (
    1.2375126308378275,
    -0.14024059858554697,
    0.0035854154854790257,
    0.0822767384901452,
    -0.10880393014244462,
    0.09230432116037748,
    -0.05869339857664934,
    0.028362277418956406,
    -0.009746579683265262,
    0.0017556258528952954,
    0.000293714378044958,
    -0.0002901540805408417,
    5.164652974177416e-05,
    2.238423915508223e-05,
    -1.1438048033346894e-05,
    -9.73559896736775e-07,
    1.7419821586224816e-06,
    -5.7218230603224086e-08,
    -2.4857126248016745e-07,
    2.3263508708859124e-08,
    3.197926671666804e-08,
    -3.744210080962018e-09,
    -2.623107347133476e-09,
    3.1114333809799254e-10,
)

# Constants are named after what they are: T stands for the type.
_CONSTANTS = {
    "zero": "T {0.0}",
    "half": "T {0.5}",
    "one": "T {1.0}",
    "two": "T {2.0}",
    "root_half": "T {0.7071067811865476}",
    "centre": f"T {{{ERFC_CENTRE!r}}}",
    "coefficients": f"T[{len(ERFC)}] {{{', '.join(map(repr, ERFC))}}}",
    "powers": f"T[{len(ERFC)}] {{{', '.join(repr(float(k)) for k in range(len(ERFC)))}}}",
    "last_axis": "int64[1] {-1}",
}

_BODIES = {
    # e / (1 + e) or 1 / (1 + e), with e = exp(-abs(x))
    "sigmoid": """(x) => (y) {
        size = Abs(x)
        minus = Neg(size)
        e = Exp(minus)
        negative = Less(x, zero)
        top = Where(negative, e, one)
        bottom = Add(one, e)
        y = Div(top, bottom)
    }""",
    # max(x, 0) + log1p(e), with e = exp(-abs(x)); log1p as log(u) * e / (u - 1), with u = 1 + e as
    # it was rounded: W. Kahan's, see D. Goldberg, "What every computer scientist should know about
    # floating-point arithmetic" (1991), theorem 4
    "softplus": """(x) => (y) {
        size = Abs(x)
        minus = Neg(size)
        e = Exp(minus)
        u = Add(one, e)
        log = Log(u)
        rest = Sub(u, one)
        lost = Equal(rest, zero)
        divisor = Where(lost, one, rest)
        product = Mul(log, e)
        quotient = Div(product, divisor)
        log1p = Where(lost, e, quotient)
        positive = Max(x, zero)
        y = Add(positive, log1p)
    }""",
    "leaky_relu": """(x, slope) => (y) {
        above = Greater(x, zero)
        below = Mul(x, slope)
        y = Where(above, x, below)
    }""",
    # exp(x) - 1 is tanh(x / 2) * (exp(x) + 1), which cancels nothing
    "elu": """(x, alpha) => (y) {
        above = Greater(x, zero)
        part = Min(x, zero)
        halved = Mul(part, half)
        tanh = Tanh(halved)
        e = Exp(part)
        sum = Add(e, one)
        expm1 = Mul(tanh, sum)
        below = Mul(expm1, alpha)
        y = Where(above, x, below)
    }""",
    "silu": """(x) => (y) {
        size = Abs(x)
        minus = Neg(size)
        e = Exp(minus)
        negative = Less(x, zero)
        top = Where(negative, e, one)
        bottom = Add(one, e)
        sigmoid = Div(top, bottom)
        y = Mul(x, sigmoid)
    }""",
    # x/2 times erfc(-x / sqrt(2)), where erfc(-t) is 2 - erfc(t)
    "gelu": """(x) => (y) {
        size = Abs(x)
        t = Mul(size, root_half)
        over = Sub(t, centre)
        under = Add(t, centre)
        place = Div(over, under)
        column = Unsqueeze(place, last_axis)
        terms = Pow(column, powers)
        polynomial = MatMul(terms, coefficients)
        square = Mul(t, t)
        minus = Neg(square)
        e = Exp(minus)
        top = Mul(e, polynomial)
        double = Mul(two, t)
        bottom = Add(one, double)
        tail = Div(top, bottom)
        rest = Sub(two, tail)
        negative = Less(x, zero)
        erfc = Where(negative, tail, rest)
        halved = Mul(x, half)
        y = Mul(halved, erfc)
    }""",
    # NaN stays NaN
    "step": """(x) => (y) {
        sign = Sign(x)
        y = Relu(sign)
    }""",
}
NATIVE = {"tanh": "Tanh", "relu": "Relu", "softmax": "Softmax"}
"""Activations that are an operator. Identity is none."""


@cache
def function(activation: str, kind: str) -> str:
    """An activation as an ONNX function, in ONNX's own language; empty where it is an operator.

    Parameters
    ----------
    activation : str
        Its name.
    kind : str
        ``"float"`` or ``"double"``.

    Examples
    --------
    >>> print(function("step", "double"))  # doctest: +ELLIPSIS
    <domain: "gradwalk", opset_import: ["" : 17]>
    step (x) => (y) ...
    """
    if activation not in _BODIES:
        return ""
    head, _, body = _BODIES[activation].partition("{")
    constants = "".join(
        f"{name} = Constant <value = {value.replace('T', kind)}> ()\n"
        for name, value in _CONSTANTS.items()
        if re.search(rf"\b{name}\b", body)
    )
    needs = f'<domain: "{DOMAIN}", opset_import: ["" : {OPSET}]>'
    return f"{needs}\n{activation} {head}{{\n{constants}{body}"
