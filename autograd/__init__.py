"""gradwalk's engine: scalar automatic differentiation, made to see backpropagation with.

Entry points: `Value` and the functions on it (``exp``, ``tanh``, ...), `backward`; `grad` and its
kin for functions; `tape` and `trace` for whatever walks a graph; `gradcheck`; `autograd.nn`.

What always holds:

- A derivative is written once, in the table of primitives (`ops.py`).
- Nothing recurses over a graph, so it may be a million operations deep.
- A graph has no reference cycles: it is freed when its root is dropped.
- `backward` differentiates what was recorded, even if `data` was changed since.
- There is no silent NaN, infinity or complex number.

Absent on purpose: arrays (each number is a node), devices, data types other than float, in-place
operations on the graph, pictures (`viz`) and lessons (`demos`).
"""

from . import engine, errors, ops
from .check import gradcheck
from .clash import warn_of_mixed_folder
from .collector import collector_paused
from .custom import primitive
from .engine import Value, topological_order
from .errors import AutogradError, GradientWarning
from .formula import formula
from .functional import (
    grad,
    gradients,
    hessian,
    hvp,
    jacobian,
    jvp,
    value_and_grad,
)
from .functions import dot, log_softmax, logsumexp, mean, norm, softmax, sum
from .modes import detect_anomaly, no_grad
from .ops import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cbrt,
    ceil,
    cos,
    cosh,
    elu,
    erf,
    exp,
    expm1,
    floor,
    gelu,
    hypot,
    leaky_relu,
    log,
    log1p,
    log2,
    log10,
    maximum,
    minimum,
    reciprocal,
    relu,
    sigmoid,
    sign,
    silu,
    sin,
    sinh,
    softplus,
    sqrt,
    square,
    step,
    tan,
    tanh,
)
from .selecting import select
from .tape import Tape, tape
from .trace import Trace, trace
from .version import __version__

__compiled__ = not engine.__file__.endswith(".py")
"""Whether the engine runs compiled to machine code; the source is the same."""

warn_of_mixed_folder()

__all__ = [
    "AutogradError",
    "GradientWarning",
    "Tape",
    "Trace",
    "Value",
    "__compiled__",
    "__version__",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "ceil",
    "collector_paused",
    "cos",
    "cosh",
    "detect_anomaly",
    "dot",
    "elu",
    "erf",
    "errors",
    "exp",
    "expm1",
    "floor",
    "formula",
    "gelu",
    "grad",
    "gradcheck",
    "gradients",
    "hessian",
    "hvp",
    "hypot",
    "jacobian",
    "jvp",
    "leaky_relu",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_softmax",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "no_grad",
    "norm",
    "ops",
    "primitive",
    "reciprocal",
    "relu",
    "select",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "sqrt",
    "square",
    "step",
    "sum",
    "tan",
    "tanh",
    "tape",
    "topological_order",
    "trace",
    "value_and_grad",
]
