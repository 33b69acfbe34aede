"""The independent oracle: every primitive again, in mpmath, written from its meaning.

Nothing here is derived from `autograd`. `derivative` is mpmath's own numerical differentiation of
the functions; `SLOPES` are closed forms, which are faster, hold up to the ends of the floats, and
are themselves compared with `derivative` by a test.
"""

from collections.abc import Callable
from typing import Any

import mpmath as mp

mp.mp.dps = 50


def _branch(condition: bool, yes: Any, no: Any) -> Any:
    return yes() if condition else no()


def _ncdf(x: Any) -> Any:
    """The normal distribution function; very far below zero, the first term of its series."""
    return mp.ncdf(x) if x > -(mp.mpf(10) ** 21) else mp.npdf(x) / -x


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "pow": lambda x, y: mp.power(x, y) if x or not y else mp.mpf(0),
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
    "normal_cdf": _ncdf,
    "erf": mp.erf,
    "dsigmoid": lambda x: mp.exp(-x) / (1 + mp.exp(-x)) ** 2,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "relu": lambda x: max(x, mp.mpf(0)),
    "leaky_relu": lambda x, slope: _branch(x > 0, lambda: x, lambda: slope * x),
    "elu": lambda x, alpha: _branch(x > 0, lambda: x, lambda: alpha * mp.expm1(x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "dsilu": lambda x: (1 + mp.exp(-x) + x * mp.exp(-x)) / (1 + mp.exp(-x)) ** 2,
    "gelu": lambda x: x * _ncdf(x),
    "dgelu": lambda x: _ncdf(x) + x * mp.npdf(x),
    "floor": mp.floor,
    "ceil": mp.ceil,
    "round": mp.nint,
    "sign": mp.sign,
    "step": lambda x: mp.mpf(1 if x > 0 else 0),
}


def _larger(x: Any, y: Any) -> Any:
    """The slope of max(x, y) in x; where they tie, half goes to each side."""
    return mp.mpf(1 if x > y else 0 if x < y else 0.5)


def _cosh(x: Any) -> Any:
    return (mp.exp(x) + mp.exp(-x)) / 2


def _power_slope(x: Any, y: Any) -> Any:
    """Of x**y in x; at x = 0 that of 1, of x, of higher powers, or infinite."""
    if x:
        return y * mp.power(x, y) / x  # y - 1 may need hundreds of digits
    return mp.mpf(y == 1) if y == 0 or y >= 1 else 1 / x


def _flat(*_: Any) -> Any:
    return mp.mpf(0)


def _one(*_: Any) -> Any:
    return mp.mpf(1)


SLOPES: dict[str, tuple[Callable[..., Any], ...]] = {
    "add": (_one, _one),
    "sub": (_one, lambda x, y: mp.mpf(-1)),
    "mul": (lambda x, y: y, lambda x, y: x),
    "div": (lambda x, y: 1 / y, lambda x, y: -x / y**2),
    "neg": (lambda x: mp.mpf(-1),),
    "pow": (_power_slope, lambda x, y: mp.power(x, y) * mp.log(x) if x else 0 / y),
    "abs": (mp.sign,),
    "reciprocal": (lambda x: -1 / x**2,),
    "square": (lambda x: x + x,),
    "maximum": (_larger, lambda x, y: _larger(y, x)),
    "minimum": (lambda x, y: _larger(y, x), _larger),
    "exp": (mp.exp,),
    "expm1": (mp.exp,),
    "log": (lambda x: 1 / x,),
    "log1p": (lambda x: 1 / (1 + x),),
    "log2": (lambda x: 1 / (x * mp.log(2)),),
    "log10": (lambda x: 1 / (x * mp.log(10)),),
    "sqrt": (lambda x: 1 / mp.sqrt(4 * x),),
    "cbrt": (lambda x: 1 / (3 * mp.cbrt(abs(x)) ** 2),),
    "direction": (
        lambda x, y: y**2 / mp.sqrt(x * x + y * y) ** 3,
        lambda x, y: -x * y / mp.sqrt(x * x + y * y) ** 3,
    ),
    "hypot": (
        lambda x, y: x / mp.sqrt(x * x + y * y) if x else mp.mpf(0),
        lambda x, y: y / mp.sqrt(x * x + y * y) if y else mp.mpf(0),
    ),
    "one_minus_square": (lambda x: -x - x,),
    "sin": (mp.cos,),
    "cos": (lambda x: -mp.sin(x),),
    "tan": (lambda x: 1 / mp.cos(x) ** 2,),
    "asin": (lambda x: 1 / mp.sqrt((1 - x) * (1 + x)),),
    "acos": (lambda x: -1 / mp.sqrt((1 - x) * (1 + x)),),
    "atan": (lambda x: 1 / (1 + x * x),),
    "atan2": (lambda y, x: x / (x * x + y * y), lambda y, x: -y / (x * x + y * y)),
    "sinh": (_cosh,),
    "cosh": (mp.sinh,),
    "tanh": (lambda x: 1 / _cosh(x) ** 2,),
    "asinh": (lambda x: 1 / mp.sqrt(1 + x * x),),
    "acosh": (lambda x: 1 / mp.sqrt((x - 1) * (x + 1)),),
    "atanh": (lambda x: 1 / ((1 - x) * (1 + x)),),
    "gauss": (lambda x: -2 * x * mp.exp(-x * x),),
    "normal_pdf": (lambda x: -x * mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi),),
    "normal_cdf": (lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi),),
    "erf": (lambda x: 2 * mp.exp(-x * x) / mp.sqrt(mp.pi),),
    "dsigmoid": (lambda x: -mp.sinh(x / 2) / _cosh(x / 2) ** 3 / 4,),
    "sigmoid": (lambda x: 1 / _cosh(x / 2) ** 2 / 4,),
    "softplus": (lambda x: 1 / (1 + mp.exp(-x)),),
    "relu": (lambda x: mp.mpf(x > 0),),
    "leaky_relu": (
        lambda x, slope: mp.mpf(1) if x > 0 else slope,
        lambda x, slope: mp.mpf(0) if x > 0 else x,
    ),
    "elu": (
        lambda x, alpha: mp.mpf(1) if x > 0 else alpha * mp.exp(x),
        lambda x, alpha: mp.mpf(0) if x > 0 else mp.expm1(x),
    ),
    "silu": (FUNCTIONS["dsilu"],),
    "dsilu": (lambda x: (2 - x * mp.tanh(x / 2)) / (mp.exp(x) + 2 + mp.exp(-x)),),
    "gelu": (FUNCTIONS["dgelu"],),
    "dgelu": (lambda x: (2 - x * x) * mp.npdf(x),),
    "floor": (_flat,),
    "ceil": (_flat,),
    "round": (_flat,),
    "sign": (_flat,),
    "step": (_flat,),
}


def slope(name: str, i: int, args: tuple[float, ...]) -> Any:
    """The slope in argument `i`, by its closed form, at the exact values of these floats."""
    return SLOPES[name][i](*map(mp.mpf, args))


def certain(function: Callable[..., Any], args: tuple[float, ...]) -> Any:
    """What a formula gives at the exact values of these floats, with digits to spare.

    More and more digits are taken until two results agree in 30: so ``log(1 + x)`` is right at
    1e-300, too. A zero may be one that has cancelled, until there are enough digits.
    """
    point = tuple(map(mp.mpf, args))
    previous = None
    for dps in (60, 120, 240, 480, 960, 1920, 3840):
        with mp.workdps(dps):
            exact = function(*point)
            agree = previous is not None and abs(exact - previous) <= abs(exact) * mp.mpf(10) ** -30
            if agree and (exact != 0 or dps > 800):
                return exact
        previous = exact
    raise ArithmeticError(f"no certain number at {args}")


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
