"""Functions on floats that the standard library lacks, or computes less accurately than we need.

Plain numbers in, plain number out; nothing here is recorded. Each is good to about 2 ulp of the
true value wherever that is a normal float, and a NaN goes in and comes out as NaN.
"""

import math
from collections.abc import Iterable
from typing import Any

_SQRT_TWO_PI = math.sqrt(2.0 * math.pi)
SQRT_HALF = math.sqrt(0.5)
# sqrt(1/2) is SQRT_HALF plus this much more (mpmath, 50 digits).
SQRT_HALF_REST = -4.833646656726457e-17
_TWO_OVER_SQRT_PI = 2.0 / math.sqrt(math.pi)
_ONE_OVER_SQRT_TWO_PI = 1.0 / _SQRT_TWO_PI
_SPLITTER = 134217729.0  # 2**27 + 1: Dekker (1971), splits a double into two halves of 26 bits


def product_rest(x: float, y: float, product: float) -> float:
    """Return ``x*y - product`` without rounding, where ``product`` is the float ``x * y``.

    References
    ----------
    T. J. Dekker, "A floating-point technique for extending the available precision", 1971.
    """
    x_high = _SPLITTER * x - (_SPLITTER * x - x)
    y_high = _SPLITTER * y - (_SPLITTER * y - y)
    x_low, y_low = x - x_high, y - y_high
    return ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low


def gauss(x: float) -> float:
    """exp(-x**2). The rounding of x*x would cost x*x/2 ulp: 50 at x = 10; it is put back."""
    if abs(x) > 30.0:
        return 0.0  # exp(-900) is far below the smallest float
    square = x * x
    return math.exp(-square) * (1.0 - product_rest(x, x, square))


def normal_pdf(x: float) -> float:
    """Density of the standard normal distribution, exp(-x**2 / 2) / sqrt(2 pi)."""
    if abs(x) > 45.0:
        return 0.0
    square = x * x
    return math.exp(-0.5 * square) * (1.0 - 0.5 * product_rest(x, x, square)) / _SQRT_TWO_PI


def normal_cdf(x: float) -> float:
    """Distribution function of the standard normal distribution, erfc(-x / sqrt 2) / 2.

    erfc falls like exp(-t*t), so the rounding of t = x / sqrt 2 would cost t*t ulp; the first
    Taylor term puts it back.
    """
    if abs(x) > 40.0:
        return 0.0 if x < 0.0 else 1.0
    t = -x * SQRT_HALF
    rest = product_rest(-x, SQRT_HALF, t) - x * SQRT_HALF_REST
    return 0.5 * (math.erfc(t) - _TWO_OVER_SQRT_PI * gauss(t) * rest)


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), with the exponent never positive, so that nothing overflows."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def dsigmoid(x: float) -> float:
    """Slope of the sigmoid. z * (1 - z) has lost every digit at x = 37; e / (1 + e)**2 has not."""
    e = math.exp(-abs(x))
    return e / ((1.0 + e) * (1.0 + e))


def softplus(x: float) -> float:
    """log(1 + exp(x)), for any x."""
    if x > 0.0:
        return x + math.log1p(math.exp(-x))
    return math.log1p(math.exp(x))


def cbrt(x: float) -> float:
    """Cube root; one Newton step takes the C library's (up to 4 ulp off) to within 1 ulp."""
    z = math.cbrt(x)
    if z == 0.0 or math.isinf(z):
        return z
    return z - (z - x / (z * z)) / 3.0


def power(x: float, y: float) -> float:
    """x**y; NaN in either place gives NaN (C says 1 for 1**nan and nan**0)."""
    return math.nan if x != x or y != y else math.pow(x, y)


def hypot(x: float, y: float) -> float:
    """sqrt(x*x + y*y) without overflow; NaN in either place gives NaN (C says inf beside inf)."""
    return math.nan if x != x or y != y else math.hypot(x, y)


def maximum(x: float, y: float) -> float:
    """The larger; NaN in either place gives NaN."""
    return math.nan if x != x or y != y else max(x, y)


def minimum(x: float, y: float) -> float:
    """The smaller; NaN in either place gives NaN."""
    return math.nan if x != x or y != y else min(x, y)


def sign(x: float) -> float:
    """-1, 0 or 1."""
    return 1.0 if x > 0.0 else -1.0 if x < 0.0 else x * 0.0


def step(x: float) -> float:
    """1 where x > 0, else 0."""
    return 1.0 if x > 0.0 else x if x != x else 0.0


def relu(x: float) -> float:
    """max(x, 0), and NaN for NaN, which the builtin would turn into 0."""
    return x if x > 0.0 or x != x else 0.0


def leaky_relu(x: float, slope: float) -> float:
    """The leaky relu: x where x > 0, else slope * x."""
    return math.nan if slope != slope else x if x > 0.0 else slope * x


def elu(x: float, alpha: float) -> float:
    """The elu: x where x > 0, else alpha * (exp(x) - 1)."""
    return math.nan if alpha != alpha else x if x > 0.0 else alpha * math.expm1(x)


def floor(x: float) -> float:
    """The largest whole number not above x, as a float."""
    return float(math.floor(x)) if math.isfinite(x) else x


def ceil(x: float) -> float:
    """The smallest whole number not below x, as a float."""
    return float(math.ceil(x)) if math.isfinite(x) else x


def round_half_even(x: float) -> float:
    """The nearest whole number, ties to the even one, as a float."""
    return float(round(x)) if math.isfinite(x) else x


def direction(x: float, y: float) -> float:
    """x / sqrt(x*x + y*y), the share of x in the length; ends of the floats are scaled away."""
    largest = max(abs(x), abs(y))
    if largest > 1e300:
        x, y = x * 1e-10, y * 1e-10
    elif largest < 1e-290:
        x, y = x * 2.0**200, y * 2.0**200
    return x / hypot(x, y)


# Where the slopes of silu and gelu cross zero, as a float and what is missing to the root. There
# their formulas cancel; measured from the root they do not (mpmath, 80 digits).
SILU_FLAT, SILU_FLAT_REST = -1.2784645427610737, -1.0946994183093437e-16
EXP_SILU_FLAT = 0.2784645427610738  # exp at the root, which is -1 - root
GELU_FLAT, GELU_FLAT_REST = -0.7517915246935645, 1.4956759177009883e-17
# fmt: off
GELU_TAYLOR = (  # of gelu's slope around that root: the powers 1 to 21
    0.4314939923140469, 0.388284982990552, -0.018199676398671087, -0.1140082332972217,
    -0.014771522148244337, 0.019421679838189067, 0.004539228379125415, -0.002239538068073497,
    -0.0007448268386746817, 0.00018633974623233514, 8.615947861116571e-05, -1.121438018842664e-05,
    -7.74846130700372e-06, 4.3284506257392273e-07, 5.702764979242107e-07, -1.6044265494246427e-09,
    -3.5459866461783865e-08, -1.396942086426202e-09, 1.90319840501314e-09, 1.4506418938779426e-10,
    -8.950037692726255e-11,
)
GELU_TAIL = (10395.0, -945.0, 105.0, -15.0, 3.0, -1.0, 1.0)
# fmt: on
"""-x * cdf(x) / pdf(x) far below zero, by falling powers of 1/x**2."""


def silu(x: float) -> float:
    """The silu: x * sigmoid(x); 0 at -inf."""
    if x < -700.0:  # sigmoid(x) loses digits below the normal floats; its square root does not
        root = math.exp(0.5 * x)
        return x * root * root if x > -math.inf else 0.0
    return x * sigmoid(x)


def dsilu(x: float) -> float:
    """Slope of the silu, sigmoid(x) * (1 + x * sigmoid(-x))."""
    if x >= 0.0:
        return sigmoid(x) * (1.0 + x * sigmoid(-x)) if x < math.inf else 1.0
    if x < -800.0:
        return 0.0
    root = math.exp(0.5 * x) / (1.0 + math.exp(x))  # of the sigmoid's slope
    d = (x - SILU_FLAT) - SILU_FLAT_REST
    return root * (d + EXP_SILU_FLAT * math.expm1(d)) * root


def gelu(x: float) -> float:
    """The gelu: x * normal_cdf(x), the exact form; 0 at -inf."""
    if x < -36.0:  # normal_cdf(x) loses digits below the normal floats
        root = gauss(0.5 * x)
        tail: float = polynomial(GELU_TAIL, 1.0 / (x * x))
        return -root * _ONE_OVER_SQRT_TWO_PI * tail * root
    return x * normal_cdf(x)


def dgelu(x: float) -> float:
    """Slope of the gelu, normal_cdf(x) + x * normal_pdf(x)."""
    if abs(x) > 40.0:
        return 0.0 if x < 0.0 else 1.0
    d = (x - GELU_FLAT) - GELU_FLAT_REST
    if abs(d) < 0.5:
        series: float = polynomial(GELU_TAYLOR[::-1], d)
        return d * series
    root = gauss(0.5 * x)
    return normal_cdf(x) + x * root * _ONE_OVER_SQRT_TWO_PI * root


def polynomial(coefficients: Iterable[float], x: Any) -> Any:
    """Sum of coefficients, the highest first, times powers of x."""
    total: Any = 0.0
    for coefficient in coefficients:
        total = total * x + coefficient
    return total
