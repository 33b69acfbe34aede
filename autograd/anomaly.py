"""Where a NaN or an infinity began in a backward pass."""

import os
import sys
import warnings
from math import isfinite
from typing import TYPE_CHECKING, Any

from . import modes
from .errors import AnomalyError, GradientWarning
from .formula import formula

if TYPE_CHECKING:
    from .engine import Value

_PACKAGE = os.path.dirname(__file__) + os.sep


def source_line() -> str:
    """``file:line`` of the innermost caller outside this package."""
    frame = sys._getframe(depth_outside())
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def depth_outside() -> int:
    """How many callers up from the one who asks the first one outside this package is.

    What `warnings.warn` wants as ``stacklevel`` is one more.
    """
    frame, depth = sys._getframe(1), 0
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, depth = frame.f_back, depth + 1
    return depth


def report_anomaly(order: "list[Value]", gradients: list[float]) -> None:
    """Say which node of a backward pass first got a gradient that is not finite.

    Parameters
    ----------
    order : list of Value
        The graph, operands first.
    gradients : list of float
        What each node got.

    Raises
    ------
    AnomalyError
        Inside `detect_anomaly`. Elsewhere the same text is a `GradientWarning`.
    """
    _tell(_first_anomaly(order, gradients))


def add_up(leaf: "Value", earlier: Any, now: Any) -> Any:
    """The gradient of a leaf after another pass; says so if only the sum is infinite."""
    total = earlier + now
    if isinstance(total, float) and isfinite(earlier) and isfinite(now) and not isfinite(total):
        _tell(f"the gradient of {_name(leaf)} became {total}: {earlier} from before plus {now}")
    return total


def _tell(message: str) -> None:
    if modes.is_anomaly_on():
        raise AnomalyError(f"{message}. No gradient was changed")
    warnings.warn(
        f"{message}. Run it inside detect_anomaly() to stop there and see the source line",
        GradientWarning,
        stacklevel=1 + depth_outside(),
    )


def _first_anomaly(order: "list[Value]", gradients: list[float]) -> str:
    for node, gradient in zip(reversed(order), reversed(gradients), strict=True):
        if not isfinite(gradient):
            hooks = node._notes is not None and node._notes.hooks
            reason = f"{'a hook made it so, or ' if hooks else ''}its parts add up to that"
            return f"the gradient of {_name(node)} became {gradient}: {reason}"
        for arg, slope in ((node.a, node.da), (node.b, node.db)):
            if arg is not None and not isfinite(slope * gradient):
                reason = (
                    f"{formula(node)} has local derivative {slope}"
                    if not isfinite(slope)
                    else f"local derivative {slope} of {formula(node)} times {gradient}"
                )
                data = ", ".join(f"{getattr(x, 'data', x)!r}" for x in node.args)
                source = node._notes.source if node._notes is not None else ""
                place = f", recorded at {source}" if source else ""
                return (
                    f"the gradient of {_name(arg)} became {slope * gradient}: {reason} "
                    f"(operation {node.op.name if node.op else ''} at {data}{place})"
                )
    return "a gradient is not finite"  # not reached: there is always a first one


def _name(node: "Value") -> str:
    return node.label or formula(node)
