"""The analytic primitives again, in complex numbers, for derivatives by complex steps.

An analytic f has f(x + ih) = f(x) + ih f'(x) up to h squared, and with h = 1e-100 that is exact: no
difference is taken, no derivative written down. Each formula is chosen so that its imaginary part
loses no digits; where a textbook form would, it says so.
"""

import cmath
import math
from collections.abc import Callable, Sequence

from autograd import special

H = 2.0**-332  # about 1e-100, and dividing by it is exact
NEAR = 1e-8

NOT_ANALYTIC = {
    *("abs", "maximum", "minimum", "relu", "leaky_relu", "elu"),
    *("floor", "ceil", "round", "sign", "step"),
}


def is_near_branch_point(name: str, args: Sequence[float]) -> bool:
    """Whether a primitive is not analytic around a point, though it has a finite slope there.

    Elsewhere a slope grows beyond measure near a branch point, and the point is not drawn.
    """
    if name in ("hypot", "direction", "atan2"):
        return math.hypot(*args) < NEAR
    return name == "pow" and abs(args[0]) < NEAR


def bell(z: complex, scale: float) -> complex:
    """exp(-scale * z*z), for a scale of 1 or 1/2.

    z*z rounds, which would cost up to z*z eps. The square of a, which is z in few bits, does not.
    """
    a = round(z.real * 2.0**16) / 2.0**16
    if abs(a) > 50.0:
        return 0j
    return math.exp(-scale * a * a) * cmath.exp(-scale * (z - a) * (z + a))


def erfc_over_bell(z: complex) -> complex:
    """sqrt(pi) * erfc(z) / exp(-z*z) by its continued fraction, for a real part of 1 and more.

    References
    ----------
    M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 1964, 7.1.14.
    """
    fraction = z
    for k in range(int(200.0 / z.real) + 10, 0, -1):
        fraction = z + 0.5 * k / fraction
    return 1.0 / fraction


def erf_series(z: complex) -> complex:
    """The error function by its power series, for a real part between -1 and 1."""
    total = term = z
    for k in range(1, 30):
        term *= -z * z / k
        total += term / (2 * k + 1)
    return total * (2.0 / math.sqrt(math.pi))


def erf(z: complex) -> complex:
    if z.real < 0.0:
        return -erf(-z)
    if z.real < 1.0:
        return erf_series(z)
    return 1.0 - bell(z, 1.0) * erfc_over_bell(z) / math.sqrt(math.pi)


def normal_cdf(z: complex) -> complex:
    t = z * math.sqrt(0.5)
    if abs(t.real) < 1.0:
        return 0.5 + 0.5 * erf_series(t)
    if z.real > 0.0:
        return 1.0 - normal_cdf(-z)
    return bell(z, 0.5) * erfc_over_bell(-t) / (2.0 * math.sqrt(math.pi))


def cbrt(z: complex) -> complex:
    """The real branch; a Newton step repairs what a third of a logarithm lost."""
    if z.real < 0.0:
        return -cbrt(-z)
    w: complex = cmath.exp(cmath.log(z) / 3.0)
    return w - (w * w * w - z) / (3.0 * w * w)


def log1p(z: complex) -> complex:
    return complex(math.log1p(z.real), math.atan2(z.imag, 1.0 + z.real))


def expm1(z: complex) -> complex:
    return complex(math.expm1(z.real), math.exp(z.real) * math.sin(z.imag))


def sigmoid(z: complex) -> complex:
    if z.real < 0.0:
        return cmath.exp(z) / (1.0 + cmath.exp(z))
    return 1.0 / (1.0 + cmath.exp(-z))


def dsigmoid(z: complex) -> complex:
    """By cosh, since e/(1 + e)**2 loses its slope near 0; where cosh is too large, it does not."""
    if abs(z.real) < 40.0:
        return 0.25 / cmath.cosh(0.5 * z) ** 2
    e = cmath.exp(-z if z.real > 0.0 else z)
    return e / (1.0 + e) ** 2


def softplus(z: complex) -> complex:
    return z + log1p(cmath.exp(-z)) if z.real > 0.0 else log1p(cmath.exp(z))


def direction(x: complex, y: complex) -> complex:
    """x/r by the smaller ratio: 1/r - x*x/r**3 would lose what is left of it where y is small."""
    if abs(x.real) >= abs(y.real):
        return math.copysign(1.0, x.real) / cmath.sqrt(1.0 + (y / x) ** 2)
    return math.copysign(1.0, y.real) * (x / y) / cmath.sqrt(1.0 + (x / y) ** 2)


def atan2(y: complex, x: complex) -> complex:
    if abs(x.real) >= abs(y.real):
        turn = 0.0 if x.real > 0.0 else math.copysign(math.pi, y.real)
        return turn + cmath.atan(y / x)
    return math.copysign(0.5 * math.pi, y.real) - cmath.atan(x / y)


ANALYTIC: dict[str, Callable[..., complex]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda z: -z,
    "pow": lambda x, y: x**y,
    "reciprocal": lambda z: 1.0 / z,
    "square": lambda z: z * z,
    "exp": cmath.exp,
    "expm1": expm1,
    "log": cmath.log,
    "log1p": log1p,
    "log2": lambda z: cmath.log(z) / math.log(2.0),
    "log10": cmath.log10,
    "sqrt": cmath.sqrt,
    "cbrt": cbrt,
    "direction": direction,
    "hypot": lambda x, y: cmath.sqrt(x * x + y * y),
    "one_minus_square": lambda z: 1.0 - z * z,  # (1 - z)*(1 + z) loses its slope near 0
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "asin": cmath.asin,
    "acos": cmath.acos,
    "atan": cmath.atan,
    "atan2": atan2,
    "sinh": cmath.sinh,
    "cosh": cmath.cosh,
    "tanh": cmath.tanh,
    "asinh": cmath.asinh,
    "acosh": cmath.acosh,
    "atanh": cmath.atanh,
    "gauss": lambda z: bell(z, 1.0),
    "normal_pdf": lambda z: bell(z, 0.5) / math.sqrt(2.0 * math.pi),
    "normal_cdf": normal_cdf,
    "erf": erf,
    "dsigmoid": dsigmoid,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "silu": lambda z: z * sigmoid(z),
    "dsilu": lambda z: sigmoid(z) + z * dsigmoid(z),
    "gelu": lambda z: z * normal_cdf(z),
    "dgelu": lambda z: normal_cdf(z) + z * bell(z, 0.5) / math.sqrt(2.0 * math.pi),
}

TERMS: dict[str, Callable[[float], float]] = {
    "silu": lambda x: special.sigmoid(x) + abs(x) * special.dsigmoid(x),
    "dsilu": lambda x: special.dsigmoid(x) * (2.0 + abs(x)),
    "gelu": lambda x: special.normal_cdf(x) + abs(x) * special.normal_pdf(x),
    "dgelu": lambda x: special.normal_pdf(x) * (2.0 + x * x),
}
"""Of slopes that the formulas above make of terms which may cancel: the absolute terms, added."""
