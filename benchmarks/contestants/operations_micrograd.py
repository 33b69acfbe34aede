"""The operations by PyPI's micrograd, which has neither tanh nor exp: they are added here.

Its ``backward`` recurses, so the limit is raised for it.
"""

import math
import sys
from collections.abc import Callable

from micrograd.engine import Value

from .operations import taken


def tanh(self: Value) -> Value:
    """Hyperbolic tangent, as its operations are written."""
    t = math.tanh(self.data)
    out = Value(t, (self,), "tanh")

    def backward() -> None:
        self.grad += (1 - t * t) * out.grad

    out._backward = backward
    return out


def exp(self: Value) -> Value:
    """Exponential."""
    out = Value(math.exp(self.data), (self,), "exp")

    def backward() -> None:
        self.grad += out.data * out.grad

    out._backward = backward
    return out


def contestant(how: str) -> Callable[[], tuple[float, ...]]:
    """What takes a round."""
    Value.tanh, Value.exp = tanh, exp
    sys.setrecursionlimit(20_000)
    return taken(Value, how)
