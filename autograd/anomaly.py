"""Where a NaN or an infinity began in a backward pass."""

import os
import sys
import warnings
from math import isfinite
from typing import TYPE_CHECKING

from . import modes
from .errors import AnomalyError, GradientWarning
from .formula import formula

if TYPE_CHECKING:
    from .engine import Value

_PACKAGE = os.path.dirname(__file__)


def source_line() -> str:
    """``file:line`` of the innermost caller outside this package."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def report_anomaly(order: "list[Value]") -> None:
    """Say which node first got a gradient that is not finite; the graph holds the gradients.

    Raises
    ------
    AnomalyError
        Inside `detect_anomaly`. Elsewhere the same text is a `GradientWarning`.
    """
    message = _first_anomaly(order)
    if modes.is_anomaly_on():
        raise AnomalyError(f"{message}. No gradient was changed")
    warnings.warn(
        f"{message}. Run it inside detect_anomaly() to stop there and see the source line",
        GradientWarning,
        stacklevel=4,  # propagate, backward, the caller
    )


def _first_anomaly(order: "list[Value]") -> str:
    for node in reversed(order):
        if not isfinite(node.grad):
            return f"the gradient of {_name(node)} became {node.grad}: its parts add up to that"
        for arg, slope in ((node.a, node.da), (node.b, node.db)):
            if arg is not None and not isfinite(slope * node.grad):
                reason = (
                    f"{formula(node)} has local derivative {slope}"
                    if not isfinite(slope)
                    else f"local derivative {slope} of {formula(node)} times {node.grad}"
                )
                data = ", ".join(f"{getattr(x, 'data', x)!r}" for x in node.args)
                source = node._notes.source if node._notes is not None else ""
                place = f", recorded at {source}" if source else ""
                return (
                    f"the gradient of {_name(arg)} became {slope * node.grad}: {reason} "
                    f"(operation {node.op.name if node.op else ''} at {data}{place})"
                )
    return "a gradient is not finite"


def _name(node: "Value") -> str:
    return formula(node) if node.op is None and not node.label else node.label or formula(node)
