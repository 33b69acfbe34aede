"""Activations by name: the primitives of that family, identity, and softmax for a whole layer.

No slope is written here: each is a primitive of the table (`autograd.ops`), or built from them.
"""

import warnings
from collections.abc import Callable
from typing import Any

from ..errors import ChoiceError, GradientWarning, unknown_choice
from ..functions import softmax
from ..op import TABLE, Op

Activation = Callable[[Any], Any]

SATURATED = 0.01
"""An activation whose slope is smaller lets next to nothing through."""


def identity(x: Any) -> Any:
    """Return `x` itself: a linear neuron.

    Examples
    --------
    >>> identity(3.0)
    3.0
    """
    return x


def names() -> list[str]:
    """The names that `find` knows, custom primitives of the family ``"activation"`` included.

    Examples
    --------
    >>> ", ".join(names()[:9])
    'identity, tanh, sigmoid, softplus, relu, leaky_relu, elu, silu, gelu'
    """
    primitives = [op.name for op in TABLE.values() if op.family == "activation"]
    return ["identity", *primitives, "softmax"]


def find(choice: str | Activation) -> Activation:
    """The activation function of a name, or the function itself.

    Parameters
    ----------
    choice : str or callable
        One of `names()`, or a function of one Value that returns a Value.

    Raises
    ------
    ChoiceError
        If there is no activation of that name.

    Warns
    -----
    GradientWarning
        If its slope is zero everywhere, as that of `step`: what lies before it does not learn.

    Examples
    --------
    >>> find("tanh")(0.0)
    0.0
    """
    if isinstance(choice, str):
        if choice not in names():
            raise unknown_choice("activation", choice, names())
        function = {"identity": identity, "softmax": softmax}.get(choice) or TABLE[choice]
    elif callable(choice):
        function = choice
    else:
        raise ChoiceError(
            f"an activation is a name or a function, got {type(choice).__name__}; "
            f"the names are: {', '.join(names())}"
        )
    if isinstance(function, Op) and function.flat:
        warnings.warn(
            f"the slope of {function.name} is zero everywhere: no gradient passes it, so the "
            "weights before it do not learn; use sigmoid or tanh to train",
            GradientWarning,
            stacklevel=3,
        )
    return function


def name_of(function: Callable[..., Any]) -> str:
    """What to call a function in a repr or a message.

    Examples
    --------
    >>> name_of(find("relu"))
    'relu'
    """
    return str(getattr(function, "__name__", type(function).__name__))


def is_saturated(op: Op, slope: float, x: float, *rest: float) -> bool:
    """Whether an operation is an activation that is flat at `x`, where `slope` is its, and beyond.

    Examples
    --------
    >>> from autograd import ops
    >>> is_saturated(ops.sigmoid, 0.009, -4.7), is_saturated(ops.silu, 0.0, -1.2784645)
    (True, False)
    """
    if op.family != "activation" or op.flat or op is TABLE["relu"]:
        return False
    if x != x or x == 0.0 or not abs(slope) < SATURATED:
        return False
    try:  # silu and gelu are flat at their lowest point, and steep again beyond it
        return abs(op.slope(0, 2.0 * x, *rest, z=op.value(2.0 * x, *rest))) < SATURATED
    except (ValueError, ArithmeticError):
        return True
