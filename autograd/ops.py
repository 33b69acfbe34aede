"""The table of primitives: a derivative is written here, once, and nowhere else.

Whatever needs a name, a symbol, a slope, a domain or a sentence reads it here: the engine, the
pictures, the lessons, the tests. To add a primitive, add an entry (and a method to `Node` if it is
to have one). It is then drawn, narrated, differentiated to any order and tested.

It is one long file because it is one table: nobody reads it through, everybody looks things up.

Two forms of a derivative may stand side by side. `partials` is what is computed: it is written so
that neither it nor its own derivative loses digits (z*(1 - z), the sigmoid's slope, has none left
at x = 37). `textbook` is what is shown; a test holds the two together where both are accurate.

At kinks the slope is a convention; `kinks` publishes it. relu'(0) = abs'(0) = 0, and so for hypot
at the origin; where max or min tie, each side gets half; sqrt'(0) = inf; atan2 at the origin, and
x**y by y at x < 0, have NaN.
"""

import math
import operator
from typing import Any

from . import special
from .errors import DivisionByZeroError
from .op import TABLE, Condition, Op, op_named, where

__all__ = ["TABLE", "Op", "op_named", "where"]  # and every primitive below, by its name

LN2, LN10 = math.log(2.0), math.log(10.0)
LOG2_E, LOG10_E = 1.4426950408889634, 0.4342944819032518
SQRT2, SQRT2_REST = math.sqrt(2.0), -9.667293313452913e-17  # and what is missing to the root of 2
TWO_OVER_SQRT_PI = 2.0 / math.sqrt(math.pi)
# The root of 2 - x*tanh(x/2), what is missing to it, and tanh of half of it (mpmath, 80 digits).
SILU_BEND, SILU_BEND_REST = 2.3993572805154675, 1.8464872855353363e-16
TANH_SILU_BEND = 0.8335565596009648
EVERYWHERE = ((-2.5,), (-0.625,), (0.3,), (1.1,), (3.25,))
PAIRS = ((-2.5, 1.75), (0.3, 3.25), (1.1, -0.4), (3.0, 2.0))


# Names that a derivative uses above their entry.
log: Op
sign: Op
direction: Op
hypot: Op
cos: Op
cosh: Op
dsigmoid: Op
sigmoid: Op
step: Op


def define(name: str, *args: Any, **fields: Any) -> Op:
    """Add a primitive to the table."""
    op = Op(name, *args, **fields)
    TABLE[name] = op
    return op


# --- arithmetic ------------------------------------------------------------------------------

add = define(
    "add",
    operator.add,
    (lambda x, y, z: 1.0, lambda x, y, z: 1.0),
    ("x", "y"),
    "A sum passes the gradient on to both sides, unchanged.",
    PAIRS,
    family="arithmetic",
    text="+",
    precedence=10,
)
sub = define(
    "sub",
    operator.sub,
    (lambda x, y, z: 1.0, lambda x, y, z: -1.0),
    ("x", "y"),
    "A difference passes the gradient on to the left, and with its sign turned to the right.",
    PAIRS,
    family="arithmetic",
    text="-",
    symbol="−",
    precedence=10,
    ufunc="subtract",
)
mul = define(
    "mul",
    operator.mul,
    (lambda x, y, z: y, lambda x, y, z: x),
    ("x", "y"),
    "A product gives each side the gradient times the other side's value.",
    PAIRS,
    family="arithmetic",
    text="*",
    symbol="×",
    precedence=20,
    ufunc="multiply",
)
div = define(
    "div",
    operator.truediv,
    (lambda x, y, z: 1.0 / y, lambda x, y, z: -(z / y)),
    ("x", "y"),
    "A quotient x/y gives the top the gradient over y, and the bottom -x/y**2 times the gradient.",
    PAIRS,
    family="arithmetic",
    text="/",
    symbol="÷",
    precedence=20,
    textbook=(lambda x, y, z: 1.0 / y, lambda x, y, z: -x / y**2),
    domain=(
        Condition(
            lambda x, y: y != 0.0,
            "y != 0",
            "add a small number to the denominator, or avoid the division",
            DivisionByZeroError,
        ),
    ),
    ufunc="divide",
)
neg = define(
    "neg",
    operator.neg,
    (lambda x, z: -1.0,),
    ("x",),
    "A minus sign turns the sign of the gradient.",
    EVERYWHERE,
    family="arithmetic",
    text="-",
    symbol="−",
    precedence=25,
    ufunc="negative",
)


def _power_slope(x: Any, y: Any, z: Any) -> Any:
    """The slope y * x**(y-1). Where y - 1 rounds, the error counts log(x) times: divide instead."""
    if type(y) is float and y in (0.0, 1.0):
        return y  # so that x**0 and x**1 can be differentiated at x = 0 as often as one likes
    if type(y) is float and y == 2.0:
        return y * x  # the most frequent; x**1.0 is x
    rounds = _predecessor_rounds(getattr(y, "data", y))
    if isinstance(rounds, bool):
        return (y * z) / x if rounds else y * x ** (y - 1.0)
    return where(rounds, (y * z) / x, y * x ** (y - 1.0))  # compiled: both are computed


def _predecessor_rounds(y: Any) -> Any:
    """Whether y - 1.0 is not exactly one less, as a float."""
    less = y - 1.0
    return abs(less + 1.0 - y) + abs(y - less - 1.0) > 0.0


def _power_slope_shown(x: Any, y: Any, _z: Any) -> Any:
    """The slope y * x**(y-1), and 2*x for a square rather than 2*x**1."""
    return y * x if type(y) is float and y == 2.0 else y * x ** (y - 1.0)


def _power_edge(x: float, y: float) -> tuple[float, float]:
    """Slopes of x**y where the formula has no value: at x = 0, below it, and past the floats."""
    if x != 0.0:
        return math.copysign(math.inf, y if x > 0.0 or y % 2.0 == 1.0 else -y), math.nan
    return (math.inf if y < 1.0 else 0.0), (0.0 if y > 0.0 else math.nan)


pow_ = define(
    "pow",
    special.power,
    (_power_slope, lambda x, y, z: z * log(x)),
    ("x", "y"),
    "A power x**y gives x the gradient times y*x**(y-1), and y the gradient times x**y*log(x).",
    ((0.3, 3.25), (1.1, -0.4), (3.0, 2.0), (2.5, 0.1)),
    family="arithmetic",
    text="**",
    symbol="^",
    precedence=30,
    textbook=(_power_slope_shown, lambda x, y, z: z * log(x)),
    domain=(
        Condition(
            lambda x, y: not (x == 0.0 and y < 0.0),
            "x != 0 for a negative power",
            "add a small number to the base",
            DivisionByZeroError,
        ),
        Condition(
            lambda x, y: not (x < 0.0 and y % 1.0 != 0.0),
            "x >= 0 for a fractional power",
            "use cbrt(x) for a cube root, or abs(x)",
        ),
    ),
    kinks={
        (0.0, 2.0): (0.0, 0.0),
        (0.0, 1.0): (1.0, 0.0),
        (0.0, 0.5): (math.inf, 0.0),
        (0.0, 0.0): (0.0, math.nan),
        (-2.0, 3.0): (12.0, math.nan),
    },
    edge=_power_edge,
    ufunc="power",
)
abs_ = define(
    "abs",
    operator.abs,
    (lambda x, z: sign(x),),
    ("x",),
    "An absolute value passes the gradient on with the sign of x.",
    EVERYWHERE,
    family="arithmetic",
    kinks={(0.0,): (0.0,)},
    ufunc="absolute",
)
reciprocal = define(
    "reciprocal",
    lambda x: 1.0 / x,
    (lambda x, z: -(z * z),),
    ("x",),
    "A reciprocal passes on minus the gradient over x squared.",
    EVERYWHERE,
    family="arithmetic",
    symbol="1/x",
    textbook=(lambda x, z: -1.0 / x**2,),
    domain=(
        Condition(
            lambda x: x != 0.0, "x != 0", "add a small number to x first", DivisionByZeroError
        ),
    ),
)
square = define(
    "square",
    lambda x: x * x,
    (lambda x, z: 2.0 * x,),
    ("x",),
    "A square passes on the gradient times 2x.",
    EVERYWHERE,
    family="arithmetic",
    symbol="x²",
)
maximum = define(
    "maximum",
    special.maximum,
    (
        lambda x, y, z: where(x > y, 1.0, where(x < y, 0.0, 0.5)),
        lambda x, y, z: where(y > x, 1.0, where(y < x, 0.0, 0.5)),
    ),
    ("x", "y"),
    "A maximum passes the whole gradient to the larger side; where they tie, half to each.",
    PAIRS,
    family="arithmetic",
    text="max",
    kinks={(1.0, 1.0): (0.5, 0.5), (0.0, -0.0): (0.5, 0.5)},
    at_kink=lambda x, y: x == y,
)
minimum = define(
    "minimum",
    special.minimum,
    (
        lambda x, y, z: where(x < y, 1.0, where(x > y, 0.0, 0.5)),
        lambda x, y, z: where(y < x, 1.0, where(y > x, 0.0, 0.5)),
    ),
    ("x", "y"),
    "A minimum passes the whole gradient to the smaller side; where they tie, half to each.",
    PAIRS,
    family="arithmetic",
    text="min",
    kinks={(1.0, 1.0): (0.5, 0.5), (0.0, -0.0): (0.5, 0.5)},
    at_kink=lambda x, y: x == y,
)

# --- exponentials and logarithms -------------------------------------------------------------

_POSITIVE = ((0.05,), (0.3,), (1.1,), (3.25,), (40.0,))
_LOG = Condition(lambda x: x > 0.0, "x > 0", "use log1p(x), or clip x first")
_TOO_LARGE_EXP = "use logsumexp, log_softmax or a loss from logits, which subtract the largest"

exp = define(
    "exp",
    math.exp,
    (lambda x, z: z,),
    ("x",),
    "An exponential passes on the gradient times its own result.",
    EVERYWHERE,
    too_large=_TOO_LARGE_EXP,
)
expm1 = define(
    "expm1",
    math.expm1,
    (lambda x, z: exp(x),),
    ("x",),
    "exp(x) - 1 passes on the gradient times exp(x).",
    EVERYWHERE,
    too_large=_TOO_LARGE_EXP,
)
log = define(
    "log",
    math.log,
    (lambda x, z: 1.0 / x,),
    ("x",),
    "A logarithm passes on the gradient divided by x.",
    _POSITIVE,
    domain=(_LOG,),
)
log1p = define(
    "log1p",
    math.log1p,
    (lambda x, z: 1.0 / (1.0 + x),),
    ("x",),
    "log(1 + x) passes on the gradient over 1 + x.",
    ((-0.9,), (-0.3,), (1e-9,), (1.1,), (40.0,)),
    domain=(Condition(lambda x: x > -1.0, "x > -1", "clip x first"),),
)
log2 = define(
    "log2",
    math.log2,
    (lambda x, z: LOG2_E / x,),
    ("x",),
    "A base-2 logarithm passes on the gradient over x*log(2).",
    _POSITIVE,
    textbook=(lambda x, z: 1.0 / (x * LN2),),
    domain=(_LOG,),
)
log10 = define(
    "log10",
    math.log10,
    (lambda x, z: LOG10_E / x,),
    ("x",),
    "A base-10 logarithm passes on the gradient over x*log(10).",
    _POSITIVE,
    textbook=(lambda x, z: 1.0 / (x * LN10),),
    domain=(_LOG,),
)

# --- roots -----------------------------------------------------------------------------------

sqrt = define(
    "sqrt",
    math.sqrt,
    (lambda x, z: 0.5 / z,),
    ("x",),
    "A square root passes on the gradient over twice its result.",
    _POSITIVE,
    symbol="√",
    textbook=(lambda x, z: 1.0 / (2.0 * z),),
    domain=(Condition(lambda x: x >= 0.0, "x >= 0", "use abs(x), or clip x first"),),
    kinks={(0.0,): (math.inf,)},
    edge=lambda x: (math.inf,),
)
cbrt = define(
    "cbrt",
    special.cbrt,
    (lambda x, z: 1.0 / (3.0 * (z * z)),),
    ("x",),
    "A cube root passes on the gradient over three times its result squared.",
    EVERYWHERE,
    symbol="∛",
    textbook=(lambda x, z: 1.0 / (3.0 * z**2),),
    kinks={(0.0,): (math.inf,)},
    edge=lambda x: (math.inf,),
)
direction = define(
    "direction",
    special.direction,
    (
        lambda x, y, z: direction(y, x) * (direction(y, x) / hypot(x, y)),
        lambda x, y, z: -(z * direction(y, x)) / hypot(x, y),
    ),
    ("x", "y"),
    "A share x/r of the length r gives x the gradient times y**2/r**3, and y -x*y/r**3 times it.",
    ((-2.5, 0.75), (0.3, 3.25), (1.1, -0.4), (1.0, 4.0)),
    family="helper",
    symbol="x/r",
    domain=(
        Condition(
            lambda x, y: x != 0.0 or y != 0.0,
            "a point other than the origin",
            "add a small number to x",
            DivisionByZeroError,
        ),
    ),
    edge=lambda x, y: (0.0, 0.0),  # where r is larger than the floats
)


def _hypot_edge(x: float, y: float) -> tuple[float, float]:
    """Slopes of the length where x/r has no value: at the origin, and at infinity."""
    if math.isinf(x) and math.isinf(y):
        return math.nan, math.nan
    return (
        math.copysign(1.0, x) if math.isinf(x) else 0.0,
        math.copysign(1.0, y) if math.isinf(y) else 0.0,
    )


hypot = define(
    "hypot",
    special.hypot,
    (lambda x, y, z: direction(x, y), lambda x, y, z: direction(y, x)),
    ("x", "y"),
    "A length sqrt(x*x + y*y) gives each side the gradient times its share of the length.",
    PAIRS,
    textbook=(lambda x, y, z: x / z, lambda x, y, z: y / z),
    kinks={(0.0, 0.0): (0.0, 0.0)},
    edge=_hypot_edge,
)

# --- trigonometry ----------------------------------------------------------------------------

_INSIDE_ONE = ((-0.9,), (-0.3,), (1e-9,), (0.625,), (0.99,))
_FINITE = Condition(math.isfinite, "a finite x", "check what made x infinite")
_UP_TO_ONE = Condition(lambda x: -1.0 <= x <= 1.0, "-1 <= x <= 1", "clip x first")

one_minus_square = define(
    "one_minus_square",
    lambda x: (1.0 - x) * (1.0 + x),
    (lambda x, z: -2.0 * x,),
    ("x",),
    "1 - x*x passes on the gradient times -2x.",
    _INSIDE_ONE,
    family="helper",
    symbol="1−x²",
)
sin = define(
    "sin",
    math.sin,
    (lambda x, z: cos(x),),
    ("x",),
    "A sine passes on the gradient times the cosine.",
    EVERYWHERE,
    domain=(_FINITE,),
)
cos = define(
    "cos",
    math.cos,
    (lambda x, z: -sin(x),),
    ("x",),
    "A cosine passes on the gradient times minus the sine.",
    EVERYWHERE,
    domain=(_FINITE,),
)
tan = define(
    "tan",
    math.tan,
    (lambda x, z: 1.0 + z * z,),
    ("x",),
    "A tangent passes on the gradient times 1 plus its result squared.",
    EVERYWHERE,
    textbook=(lambda x, z: 1.0 + z**2,),
    domain=(_FINITE,),
)
asin = define(
    "asin",
    math.asin,
    (lambda x, z: 1.0 / sqrt(one_minus_square(x)),),
    ("x",),
    "An arcsine passes on the gradient over sqrt(1 - x*x).",
    _INSIDE_ONE,
    textbook=(lambda x, z: 1.0 / sqrt(1.0 - x**2),),
    domain=(_UP_TO_ONE,),
    kinks={(1.0,): (math.inf,), (-1.0,): (math.inf,)},
    edge=lambda x: (math.inf,),
    ufunc="arcsin",
)
acos = define(
    "acos",
    math.acos,
    (lambda x, z: -1.0 / sqrt(one_minus_square(x)),),
    ("x",),
    "An arccosine passes on minus the gradient over sqrt(1 - x*x).",
    _INSIDE_ONE,
    textbook=(lambda x, z: -1.0 / sqrt(1.0 - x**2),),
    domain=(_UP_TO_ONE,),
    kinks={(1.0,): (-math.inf,), (-1.0,): (-math.inf,)},
    edge=lambda x: (-math.inf,),
    ufunc="arccos",
)
atan = define(
    "atan",
    math.atan,
    (lambda x, z: 1.0 / (1.0 + x * x),),
    ("x",),
    "An arctangent passes on the gradient over 1 + x*x.",
    EVERYWHERE,
    textbook=(lambda x, z: 1.0 / (1.0 + x**2),),
    ufunc="arctan",
)


def _angle_edge(y: float, x: float) -> tuple[float, float]:
    """Slopes of the angle where r is zero, or larger than the floats."""
    return (0.0, 0.0) if x != 0.0 or y != 0.0 else (math.nan, math.nan)


atan2 = define(
    "atan2",
    math.atan2,
    (
        lambda y, x, z: (x / hypot(x, y)) / hypot(x, y),
        lambda y, x, z: -((y / hypot(x, y)) / hypot(x, y)),
    ),
    ("y", "x"),
    "An angle of (x, y), at distance r, gives y the gradient times x/r**2, and x -y/r**2 times it.",
    ((0.25, 2.0), (-3.0, 0.5), (2.0, -0.5), (-0.25, -3.0)),
    textbook=(lambda y, x, z: x / (x**2 + y**2), lambda y, x, z: -y / (x**2 + y**2)),
    kinks={(0.0, 0.0): (math.nan, math.nan)},
    edge=_angle_edge,
    ufunc="arctan2",
)

# --- hyperbolic functions --------------------------------------------------------------------

sinh = define(
    "sinh",
    math.sinh,
    (lambda x, z: cosh(x),),
    ("x",),
    "A hyperbolic sine passes on the gradient times cosh(x).",
    EVERYWHERE,
)
cosh = define(
    "cosh",
    math.cosh,
    (lambda x, z: sinh(x),),
    ("x",),
    "A hyperbolic cosine passes on the gradient times sinh(x).",
    EVERYWHERE,
)
tanh = define(
    "tanh",
    math.tanh,
    (lambda x, z: 4.0 * dsigmoid(2.0 * x),),
    ("x",),
    "A tanh passes on the gradient times 1 minus its result squared.",
    ((-20.0,), *EVERYWHERE, (20.0,)),
    family="activation",
    textbook=(lambda x, z: 1.0 - z**2,),
)
asinh = define(
    "asinh",
    math.asinh,
    (lambda x, z: 1.0 / hypot(x, 1.0),),
    ("x",),
    "An inverse sinh passes on the gradient over sqrt(x*x + 1).",
    EVERYWHERE,
    textbook=(lambda x, z: 1.0 / sqrt(x**2 + 1.0),),
    ufunc="arcsinh",
)
acosh = define(
    "acosh",
    math.acosh,
    (lambda x, z: 1.0 / (sqrt(x - 1.0) * sqrt(x + 1.0)),),
    ("x",),
    "An inverse cosh passes on the gradient over sqrt(x*x - 1).",
    ((1.05,), (1.3,), (3.25,), (40.0,)),
    textbook=(lambda x, z: 1.0 / sqrt(x**2 - 1.0),),
    domain=(Condition(lambda x: x >= 1.0, "x >= 1", "clip x first"),),
    kinks={(1.0,): (math.inf,)},
    edge=lambda x: (math.inf,),
    ufunc="arccosh",
)
atanh = define(
    "atanh",
    math.atanh,
    (lambda x, z: 1.0 / one_minus_square(x),),
    ("x",),
    "An inverse tanh passes on the gradient over 1 - x*x.",
    _INSIDE_ONE,
    textbook=(lambda x, z: 1.0 / (1.0 - x**2),),
    domain=(Condition(lambda x: -1.0 < x < 1.0, "-1 < x < 1", "clip x first"),),
    ufunc="arctanh",
)

# --- bell curves -----------------------------------------------------------------------------

gauss = define(
    "gauss",
    special.gauss,
    (lambda x, z: -2.0 * (x * z),),
    ("x",),
    "exp(-x*x) passes on the gradient times -2x times its result.",
    EVERYWHERE,
    family="helper",
    symbol="exp(−x²)",
)
normal_pdf = define(
    "normal_pdf",
    special.normal_pdf,
    (lambda x, z: -x * z,),
    ("x",),
    "The standard normal density passes on the gradient times -x times its result.",
    EVERYWHERE,
    family="helper",
    symbol="φ",
)
normal_cdf = define(
    "normal_cdf",
    special.normal_cdf,
    (lambda x, z: normal_pdf(x),),
    ("x",),
    "The standard normal distribution function passes on the gradient times its density.",
    EVERYWHERE,
    family="helper",
    symbol="Φ",
)
erf = define(
    "erf",
    math.erf,
    (lambda x, z: TWO_OVER_SQRT_PI * gauss(x),),
    ("x",),
    "An error function passes on the gradient times 2/sqrt(pi) * exp(-x*x).",
    EVERYWHERE,
    textbook=(lambda x, z: TWO_OVER_SQRT_PI * exp(-(x**2)),),
)

# --- activations -----------------------------------------------------------------------------

dsigmoid = define(
    "dsigmoid",
    special.dsigmoid,
    (lambda x, z: -(z * tanh(0.5 * x)),),
    ("x",),
    "A sigmoid's slope passes on the gradient times its result times 1 - 2*sigmoid(x).",
    EVERYWHERE,
    family="helper",
    symbol="σ′",
    textbook=(lambda x, z: z * (1.0 - 2.0 * sigmoid(x)),),
)
sigmoid = define(
    "sigmoid",
    special.sigmoid,
    (lambda x, z: dsigmoid(x),),
    ("x",),
    "A sigmoid passes on the gradient times s*(1 - s), s being its result.",
    ((-40.0,), *EVERYWHERE, (40.0,)),
    family="activation",
    symbol="σ",
    textbook=(lambda x, z: z * (1.0 - z),),
)
softplus = define(
    "softplus",
    special.softplus,
    (lambda x, z: sigmoid(x),),
    ("x",),
    "A softplus passes on the gradient times the sigmoid of x.",
    ((-40.0,), *EVERYWHERE, (40.0,)),
    family="activation",
)
relu = define(
    "relu",
    special.relu,
    (lambda x, z: step(x),),
    ("x",),
    "A relu passes the gradient on where x > 0 and stops it elsewhere.",
    EVERYWHERE,
    family="activation",
    symbol="ReLU",
    textbook=(lambda x, z: where(x > 0.0, 1.0, 0.0),),
    kinks={(0.0,): (0.0,)},
)
leaky_relu = define(
    "leaky_relu",
    special.leaky_relu,
    (
        lambda x, slope, z: where(x > 0.0, 1.0, slope),
        lambda x, slope, z: where(x > 0.0, 0.0, x),
    ),
    ("x", "slope"),
    "A leaky relu passes the gradient on where x > 0, and slope times it elsewhere.",
    tuple((x, 0.01) for (x,) in EVERYWHERE),
    family="activation",
    symbol="leaky ReLU",
    kinks={(0.0, 0.01): (0.01, 0.0)},
    at_kink=lambda x, slope: x == 0.0,
    defaults=(0.01,),
)
elu = define(
    "elu",
    special.elu,
    (
        lambda x, alpha, z: where(x > 0.0, 1.0, alpha * exp(where(x > 0.0, 0.0, x))),
        lambda x, alpha, z: where(x > 0.0, 0.0, expm1(where(x > 0.0, 0.0, x))),
    ),
    ("x", "alpha"),
    "An elu passes the gradient on where x > 0, and alpha*exp(x) times it elsewhere.",
    tuple((x, 1.5) for (x,) in EVERYWHERE),
    family="activation",
    symbol="ELU",
    textbook=(
        lambda x, alpha, z: where(x > 0.0, 1.0, alpha * exp(x)),
        lambda x, alpha, z: where(x > 0.0, 0.0, exp(x) - 1.0),
    ),
    kinks={(0.0, 1.5): (1.5, 0.0)},
    at_kink=lambda x, alpha: x == 0.0,
    defaults=(1.0,),
)


def _silu_bend(x: Any) -> Any:
    """2 - x*tanh(x/2) for x >= 0, measured from its root, where it would cancel."""
    t = tanh(0.5 * x)
    d = (x - SILU_BEND) - SILU_BEND_REST
    return -(d * t + SILU_BEND * (tanh(0.5 * d) * (1.0 - TANH_SILU_BEND * t)))


dsilu = define(
    "dsilu",
    special.dsilu,
    (lambda x, z: dsigmoid(x) * where(x < 0.0, _silu_bend(-x), _silu_bend(x)),),
    ("x",),
    "A silu's slope passes on the gradient times the sigmoid's slope times 2 - x*tanh(x/2).",
    ((-2.0,), (-0.625,), (0.3,), (1.1,), (1.5,)),
    family="helper",
    symbol="SiLU′",
    textbook=(lambda x, z: dsigmoid(x) * (2.0 - x * tanh(0.5 * x)),),
)
silu = define(
    "silu",
    special.silu,
    (lambda x, z: dsilu(x),),
    ("x",),
    "A silu x*sigmoid(x) passes on the gradient times s*(1 + x*(1 - s)), s being the sigmoid.",
    ((-4.0,), (-0.625,), (0.3,), (1.1,), (4.0,)),
    family="activation",
    symbol="SiLU",
    textbook=(lambda x, z: sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x))),),
)
dgelu = define(
    "dgelu",
    special.dgelu,
    (lambda x, z: normal_pdf(x) * ((SQRT2 - x) + SQRT2_REST) * ((SQRT2 + x) + SQRT2_REST),),
    ("x",),
    "A gelu's slope passes on the gradient times the standard normal density times 2 - x*x.",
    ((-2.5,), (0.3,), (0.625,), (1.1,), (3.25,)),
    family="helper",
    symbol="GELU′",
    textbook=(lambda x, z: normal_pdf(x) * (2.0 - x**2),),
)
gelu = define(
    "gelu",
    special.gelu,
    (lambda x, z: dgelu(x),),
    ("x",),
    "A gelu x*cdf(x) passes on the gradient times cdf(x) + x*pdf(x), both standard normal.",
    ((-2.5,), (0.3,), (0.625,), (1.1,), (3.25,)),
    family="activation",
    symbol="GELU",
    textbook=(lambda x, z: normal_cdf(x) + x * normal_pdf(x),),
)

# --- flat: the slope is zero, nothing flows back ---------------------------------------------

_FLAT = "is flat: its slope is zero, nothing flows back through it."
_flat: dict[str, Any] = {
    "flat": True,
    "partials": (lambda x, z: 0.0,),
    "params": ("x",),
    "at_kink": lambda x: (2.0 * x).is_integer(),
    "samples": ((-2.25,), (-0.625,), (0.3,), (1.1,), (3.25,)),
}
floor = define("floor", special.floor, rule=f"Rounding down {_FLAT}", **_flat)
ceil = define("ceil", special.ceil, rule=f"Rounding up {_FLAT}", **_flat)
round_ = define("round", special.round_half_even, rule=f"Rounding {_FLAT}", ufunc="rint", **_flat)
sign = define("sign", special.sign, rule=f"A sign {_FLAT}", **_flat)
step = define("step", special.step, rule=f"A step {_FLAT}", **{**_flat, "family": "activation"})
