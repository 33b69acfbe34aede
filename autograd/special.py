"""Functions on floats that the standard library lacks, or computes less accurately than we need.

Plain numbers in, plain number out; nothing here is recorded. Each is good to about 2 ulp of the
true value wherever that is a normal float, and a NaN goes in and comes out as NaN.
"""

import math

_SQRT_TWO_PI = math.sqrt(2.0 * math.pi)
SQRT_HALF = math.sqrt(0.5)
# sqrt(1/2) is SQRT_HALF plus this much more (mpmath, 50 digits).
SQRT_HALF_REST = -4.833646656726457e-17
_TWO_OVER_SQRT_PI = 2.0 / math.sqrt(math.pi)
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
    square = z * z
    if square == 0.0 or math.isinf(square):
        return z
    return z - (z * square - x) / (3.0 * square)


def power(x: float, y: float) -> float:
    """x**y; NaN in either place gives NaN (C says 1 for 1**nan and nan**0)."""
    return x + y if x != x or y != y else math.pow(x, y)


def hypot(x: float, y: float) -> float:
    """sqrt(x*x + y*y) without overflow; NaN in either place gives NaN (C says inf beside inf)."""
    return x + y if x != x or y != y else math.hypot(x, y)


def maximum(x: float, y: float) -> float:
    """The larger; NaN in either place gives NaN."""
    return x + y if x != x or y != y else max(x, y)


def minimum(x: float, y: float) -> float:
    """The smaller; NaN in either place gives NaN."""
    return x + y if x != x or y != y else min(x, y)


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
    return x + slope if slope != slope else x if x > 0.0 else slope * x


def elu(x: float, alpha: float) -> float:
    """The elu: x where x > 0, else alpha * (exp(x) - 1)."""
    return x + alpha if alpha != alpha else x if x > 0.0 else alpha * math.expm1(x)


def floor(x: float) -> float:
    """The largest whole number not above x, as a float."""
    return float(math.floor(x)) if math.isfinite(x) else x


def ceil(x: float) -> float:
    """The smallest whole number not below x, as a float."""
    return float(math.ceil(x)) if math.isfinite(x) else x


def round_half_even(x: float) -> float:
    """The nearest whole number, ties to the even one, as a float."""
    return float(round(x)) if math.isfinite(x) else x


def silu(x: float) -> float:
    """The silu: x * sigmoid(x); 0 at -inf."""
    return x * sigmoid(x) if x > -math.inf else 0.0 if x == x else x


def gelu(x: float) -> float:
    """The gelu: x * normal_cdf(x), the exact form; 0 at -inf."""
    return x * normal_cdf(x) if x > -math.inf else 0.0 if x == x else x
