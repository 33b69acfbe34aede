"""What each primitive computes, for many numbers at once.

The table's `forward` is for single floats and may be opaque; here stands the same for lanes, as
accurate to a few units in the last place: a test compares all of them. Exponentials and logarithms
are worked out in all lanes together; what has no formula here is called lane by lane, in the C
library, or in Python for a primitive of one's own.

References
----------
J.-M. Muller, "Elementary Functions: Algorithms and Implementation", 2016, chapter 11: reduction of
the argument by two parts of log(2).
"""

import math
from collections.abc import Callable
from typing import Any

from ..op import Op, where
from ..special import (
    EXP_SILU_FLAT,
    GELU_FLAT,
    GELU_FLAT_REST,
    GELU_TAIL,
    GELU_TAYLOR,
    SILU_FLAT,
    SILU_FLAT_REST,
    SQRT_HALF,
    SQRT_HALF_REST,
    polynomial,
)
from .lanes import CannotCompileError, Code, Lanes, Number

Formula = Callable[..., Any]

LN2_HIGH = 6.93147180369123816490e-01  # log(2) to 32 bits, so that k*LN2_HIGH is exact
LN2_LOW = 1.90821492927058770002e-10  # and the rest (mpmath, 50 digits)
_TO_WHOLE = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to a whole number, in the low bits


def _exp_parts(code: Code, x: Lanes) -> tuple[Lanes, Lanes, Lanes]:
    """exp(x) as (1 + p) * s * t, with powers of two s and t, and exp(x) - 1 to full accuracy."""
    low = where(x < -746.0, -746.0, x)
    x = where(low > 710.0, 710.0, low)
    shifted = x * (1.0 / math.log(2.0)) + _TO_WHOLE
    k = shifted - _TO_WHOLE
    r = code.intrinsic("fma", k, -LN2_HIGH, x)
    r = code.intrinsic("fma", k, -LN2_LOW, r)
    series: Number = 1.0 / math.factorial(13)
    for n in range(12, 1, -1):  # r**14 / 14! is below 4e-18 for r up to log(2)/2
        series = code.intrinsic("fma", series, r, 1.0 / math.factorial(n))
    p = code.intrinsic("fma", series, r * r, r)
    whole = code.name(f"bitcast {code.type} {shifted.name} to {code.integers}")
    whole = code.name(f"shl {code.integers} {whole}, {code.integer(32)}")
    whole = code.name(f"ashr {code.integers} {whole}, {code.integer(32)}")
    half = code.name(f"ashr {code.integers} {whole}, {code.integer(1)}")
    rest = code.name(f"sub {code.integers} {whole}, {half}")
    return p, _power_of_two(code, half), _power_of_two(code, rest)


def _power_of_two(code: Code, exponent: str) -> Lanes:
    biased = code.name(f"add {code.integers} {exponent}, {code.integer(1023)}")
    bits = code.name(f"shl {code.integers} {biased}, {code.integer(52)}")
    return code.do(f"bitcast {code.integers} {bits} to {code.type}")


def _exp(code: Code, x: Lanes) -> Number:
    p, s, t = _exp_parts(code, x)
    return code.intrinsic("fma", p, s, s) * t


def _expm1(code: Code, x: Lanes) -> Number:
    p, s, t = _exp_parts(code, x)
    # where s*t overflows, so does the result
    return code.intrinsic("fma", p * s, t, s * t - 1.0)


def _log(code: Code, x: Lanes) -> Number:
    tiny = x < 2.2250738585072014e-308
    scaled = where(tiny, x * 18014398509481984.0, x)  # by 2**54
    bits = code.name(f"bitcast {code.type} {scaled.name} to {code.integers}")
    # k so that x / 2**k lies between sqrt(1/2) and sqrt(2)
    above = code.name(f"sub {code.integers} {bits}, {code.integer(0x3FE6A09E667F3BCD)}")
    k = code.name(f"ashr {code.integers} {above}, {code.integer(52)}")
    power = code.name(f"shl {code.integers} {k}, {code.integer(52)}")
    m = code.name(f"sub {code.integers} {bits}, {power}")
    f = code.do(f"bitcast {code.integers} {m} to {code.type}") - 1.0
    k_number = code.do(f"sitofp {code.integers} {k} to {code.type}") - where(tiny, 54.0, 0.0)
    # log(1 + f) = 2*atanh(s) = f - (f*f/2 - s*(f*f/2 + rest)), s = f/(2 + f)
    s = f / (f + 2.0)
    z = s * s
    series: Number = 2.0 / 25.0
    for n in range(23, 1, -2):  # |s| < 0.1716: the next term is below 1e-20
        series = code.intrinsic("fma", series, z, 2.0 / n)
    half_square = 0.5 * f * f
    inner = code.intrinsic("fma", k_number, LN2_LOW, s * (half_square + z * series))
    result = code.intrinsic("fma", k_number, LN2_HIGH, f - (half_square - inner))
    result = where(x > 0.0, result, where(x < 0.0, math.nan, x - math.inf))  # NaN stays
    return where(x < math.inf, result, x)


def _log1p(code: Code, x: Lanes) -> Number:
    u = x + 1.0
    lost = (x - (u - 1.0)) / u  # what rounding 1 + x lost
    return where(x < math.inf, where(x > -1.0, _log(code, u) + lost, _log(code, u)), x)


def _tanh(code: Code, x: Lanes) -> Number:
    size = abs(x)
    e = _expm1(code, where(size > 22.0, 44.0, size + size))
    return code.intrinsic("copysign", e / (e + 2.0), x)


def _sigmoid(code: Code, x: Lanes) -> Number:
    e = _exp(code, -abs(x))
    return where(x < 0.0, e, 1.0) / (e + 1.0)


def _dsigmoid(code: Code, x: Lanes) -> Number:
    e = _exp(code, -abs(x))
    return e / ((e + 1.0) * (e + 1.0))


def _softplus(code: Code, x: Lanes) -> Number:
    return where(x > 0.0, x, 0.0 * x) + _log1p(code, _exp(code, -abs(x)))


def _gauss(code: Code, x: Lanes) -> Number:
    square = x * x
    lost = code.intrinsic("fma", x, x, -square)
    return where(abs(x) > 30.0, 0.0, _exp(code, -square) * (1.0 - lost))


def _normal_pdf(code: Code, x: Lanes) -> Number:
    square = x * x
    lost = code.intrinsic("fma", x, x, -square)
    density = _exp(code, -0.5 * square) * (1.0 - 0.5 * lost) / math.sqrt(2.0 * math.pi)
    return where(abs(x) > 45.0, 0.0, density)


def _normal_cdf(code: Code, x: Lanes) -> Number:
    # as special.normal_cdf: what rounding x / sqrt(2) lost is put back
    t = -x * SQRT_HALF
    lost = code.intrinsic("fma", -x, SQRT_HALF, -t) - x * SQRT_HALF_REST
    tail = code.call("erfc", t) - (2.0 / math.sqrt(math.pi)) * _gauss(code, t) * lost
    return where(x < -40.0, 0.0, where(x > 40.0, 1.0, 0.5 * tail))


def _silu(code: Code, x: Lanes) -> Number:
    root = _exp(code, 0.5 * x)
    return where(x < -700.0, x * root * root, x * _sigmoid(code, x))


def _dsilu(code: Code, x: Lanes) -> Number:
    # as special.dsilu: below zero measured from the root
    above = _sigmoid(code, x) * (x * _sigmoid(code, -x) + 1.0)
    root = _exp(code, 0.5 * x) / (_exp(code, x) + 1.0)
    d = (x - SILU_FLAT) - SILU_FLAT_REST
    below = root * (d + EXP_SILU_FLAT * _expm1(code, d)) * root
    return where(x < -800.0, 0.0, where(x < 0.0, below, above))


def _gelu(code: Code, x: Lanes) -> Number:
    root = _gauss(code, 0.5 * x)
    tail = polynomial(GELU_TAIL, 1.0 / (x * x))
    far = root * (-1.0 / math.sqrt(2.0 * math.pi)) * tail * root
    return where(x < -36.0, far, x * _normal_cdf(code, x))


def _dgelu(code: Code, x: Lanes) -> Number:
    # as special.dgelu: around the root by its Taylor series
    root = _gauss(code, 0.5 * x)
    d = (x - GELU_FLAT) - GELU_FLAT_REST
    near = d * polynomial(GELU_TAYLOR[::-1], d)
    slope = _normal_cdf(code, x) + x * root * (1.0 / math.sqrt(2.0 * math.pi)) * root
    return where(abs(d) < 0.5, near, slope)


def _cbrt(code: Code, x: Lanes) -> Number:
    # as special.cbrt: a Newton step
    z = code.call("cbrt", x)
    square = z * z
    better = z - (z - x / square) / 3.0
    return where(square > 0.0, where(square < math.inf, better, z), z)


def _direction(code: Code, x: Lanes, y: Lanes) -> Number:
    # as special.direction: the ends of the floats are scaled away
    largest = where(abs(x) > abs(y), abs(x), abs(y))
    scale = where(largest > 1e300, 1e-10, where(largest < 1e-290, 2.0**200, 1.0))
    x, y = x * scale, y * scale
    return x / code.call("hypot", x, y)


def _extreme(sign: str) -> Formula:
    def formula(code: Code, x: Number, y: Number) -> Lanes:
        chosen = code.compare(sign, x, y).where(x, y)
        return code.compare("uno", x, y).where(x + y, chosen)  # NaN in either place is NaN

    return formula


def _elu(code: Code, x: Lanes, alpha: Number) -> Number:
    return where(x > 0.0, x, alpha * _signed(_expm1)(code, where(x > 0.0, 0.0, x)))


def _whole(name: str) -> Formula:
    # adding 0.0 makes 0.0 of -0.0: Python's whole numbers have no -0
    return lambda code, x: code.intrinsic(name, x) + 0.0


def _signed(formula: Formula) -> Formula:
    """A function that has the sign of its operand, also at -0.0."""
    return lambda code, x: code.intrinsic("copysign", formula(code, x), x)


_RESULTS: dict[str, Formula] = {
    "add": lambda code, x, y: x + y,
    "sub": lambda code, x, y: x - y,
    "mul": lambda code, x, y: x * y,
    "div": lambda code, x, y: x / y,
    "neg": lambda code, x: -x,
    "pow": lambda code, x, y: code.call("pow", x, y),
    "abs": lambda code, x: abs(x),
    "reciprocal": lambda code, x: 1.0 / x,
    "square": lambda code, x: x * x,
    "maximum": _extreme("oge"),  # where 0.0 and -0.0 tie, the first, as Python's max
    "minimum": _extreme("ole"),
    "exp": _exp,
    "expm1": _signed(_expm1),
    "log": _log,
    "log1p": _signed(_log1p),
    "sqrt": lambda code, x: code.intrinsic("sqrt", x),
    "direction": _direction,
    "one_minus_square": lambda code, x: (1.0 - x) * (1.0 + x),
    "tanh": _tanh,
    "gauss": _gauss,
    "normal_pdf": _normal_pdf,
    "normal_cdf": _normal_cdf,
    "dgelu": _dgelu,
    "gelu": _gelu,
    "cbrt": _cbrt,
    "dsigmoid": _dsigmoid,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "relu": lambda code, x: where(x <= 0.0, 0.0, x),
    "leaky_relu": lambda code, x, slope: where(x > 0.0, x, slope * x),
    "elu": _elu,
    "dsilu": _dsilu,
    "silu": _silu,
    "floor": _whole("floor"),
    "ceil": _whole("ceil"),
    "round": _whole("rint"),
    "sign": lambda code, x: where(x > 0.0, 1.0, where(x < 0.0, -1.0, 0.0 * x)),
    "step": lambda code, x: where(x <= 0.0, 0.0, where(x > 0.0, 1.0, x)),
}

C_LIBRARY = (
    *("pow", "log2", "log10", "hypot", "erf", "sin", "cos", "tan", "asin", "acos", "atan", "atan2"),
    *("sinh", "cosh", "asinh", "acosh", "atanh"),
)
"""Primitives that the C library computes, under the same name."""


PYTHON: dict[str, tuple[Op, int | None]] = {}
"""Functions in Python that compiled code calls: a primitive, or its slope by an argument."""


def _in_python(op: Op, position: int | None) -> str:
    """The name for compiled code of a primitive, or a slope, that is computed in Python."""
    serial = 0
    while True:  # a primitive may have been defined anew under its old name
        name = f"gradwalk.{op.name}.{'value' if position is None else position}.{serial}"
        if PYTHON.setdefault(name, (op, position)) == (op, position):
            return name
        serial += 1


def result_of(code: Code, op: Op, *operands: Number) -> Lanes:
    """Write what a primitive computes."""
    args = [x if isinstance(x, Lanes) else Lanes(code, code.operand(x)) for x in operands]
    if op.name in _RESULTS:
        result: Lanes = _RESULTS[op.name](code, *args)
        return result
    if op.name in C_LIBRARY:
        return code.call(op.name, *args)
    try:
        written: Any = op.forward(*args)  # a formula of plain operators writes itself
    except (CannotCompileError, TypeError, ValueError, ArithmeticError, AttributeError):
        written = None
    return written if isinstance(written, Lanes) else code.call(_in_python(op, None), *args)


def slope_of(code: Code, op: Op, position: int, *operands: Number) -> Any:
    """Write a local derivative of a primitive, from the table; operands are x, (y,) and z."""
    try:
        slope = op.partials[position](*operands)
    except (CannotCompileError, TypeError, ValueError, ArithmeticError, AttributeError):
        return code.call(_in_python(op, position), *operands)
    return slope if isinstance(slope, Lanes | int | float) else float(slope)
