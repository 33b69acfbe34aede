"""The independent oracle: every primitive again, in mpmath at 50 digits, written from its meaning.

Nothing here is derived from `autograd`: derivatives come from mpmath's own numerical
differentiation of these formulas.
"""

from collections.abc import Callable
from typing import Any

import mpmath as mp

mp.mp.dps = 50


def _branch(condition: bool, yes: Any, no: Any) -> Any:
    return yes() if condition else no()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "pow": mp.power,
    "abs": abs,
    "reciprocal": lambda x: 1 / x,
    "square": lambda x: x * x,
    "maximum": max,
    "minimum": min,
    "exp": mp.exp,
    "expm1": mp.expm1,
    "log": mp.log,
    "log1p": lambda x: mp.log(1 + x),
    "log2": lambda x: mp.log(x) / mp.log(2),
    "log10": lambda x: mp.log(x) / mp.log(10),
    "sqrt": mp.sqrt,
    "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
    "direction": lambda x, y: x / mp.sqrt(x * x + y * y),
    "hypot": lambda x, y: mp.sqrt(x * x + y * y),
    "one_minus_square": lambda x: 1 - x * x,
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
    "atan2": mp.atan2,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "asinh": mp.asinh,
    "acosh": mp.acosh,
    "atanh": mp.atanh,
    "gauss": lambda x: mp.exp(-x * x),
    "normal_pdf": mp.npdf,
    "normal_cdf": mp.ncdf,
    "erf": mp.erf,
    "dsigmoid": lambda x: mp.exp(-x) / (1 + mp.exp(-x)) ** 2,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "relu": lambda x: max(x, mp.mpf(0)),
    "leaky_relu": lambda x, slope: _branch(x > 0, lambda: x, lambda: slope * x),
    "elu": lambda x, alpha: _branch(x > 0, lambda: x, lambda: alpha * mp.expm1(x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "gelu": lambda x: x * mp.ncdf(x),
    "floor": mp.floor,
    "ceil": mp.ceil,
    "round": mp.nint,
    "sign": mp.sign,
    "step": lambda x: mp.mpf(1 if x > 0 else 0),
}


def value(name: str, args: tuple[float, ...]) -> Any:
    """The function itself, at the exact values of these floats."""
    return FUNCTIONS[name](*map(mp.mpf, args))


def derivative(name: str, args: tuple[float, ...], orders: tuple[int, ...]) -> Any:
    """A partial derivative of the given order in each argument.

    Extra digits are spent on mpmath's numerical differentiation, so that 50 are left.
    """
    with mp.workdps(150):
        point = tuple(map(mp.mpf, args))
        if len(point) == 1:
            return mp.diff(FUNCTIONS[name], point[0], orders[0])
        return mp.diff(FUNCTIONS[name], point, orders)


def ulps(computed: float, exact: Any) -> float:
    """Distance in units of the relative rounding error 2**-52 of a float."""
    if exact == 0:
        return 0.0 if computed == 0.0 else float("inf")
    return float(abs((mp.mpf(computed) - exact) / exact) / mp.mpf(2) ** -52)
