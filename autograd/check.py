"""Gradient checking: every local derivative and every gradient against an independent estimate.

The estimate knows nothing of the rules: it computes the function at nearby points and extrapolates
(Ridders' method), which gives about ten digits of a smooth function.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .engine import Value
from .errors import GradientCheckError
from .functional import gradients
from .op import Op
from .tape import Tape, tape

REL_TOLERANCE = 1e-6
"""Estimates are good to about 1e-10; a rule that is off by a millionth is wrong."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was compared.

    Attributes
    ----------
    edges, leaves : int
        Local derivatives and leaf gradients that agree with their estimates.
    skipped : tuple of str
        What stands at a kink or has no finite slope, so that no estimate exists there.
    worst : float
        Largest relative difference among those compared.
    """

    edges: int
    leaves: int
    skipped: tuple[str, ...]
    worst: float


def estimate_slope(f: Callable[[float], float], x: float) -> tuple[float, float]:
    """Derivative of a plain function at a point, and how far it may be off.

    Central differences with steps that shrink by 1.4, extrapolated to step zero. Where the
    function is not defined on both sides, smaller steps are tried.

    Parameters
    ----------
    f : callable
        Float in, float out.
    x : float
        The point.

    Returns
    -------
    tuple of float
        The estimate and its error; ``(nan, inf)`` if no step works.

    References
    ----------
    C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982; W. H. Press et al.,
    "Numerical Recipes", section 5.7.

    Examples
    --------
    >>> slope, error = estimate_slope(lambda x: x**3, 2.0)
    >>> abs(slope - 12.0) < 1e-9, error < 1e-8
    (True, True)
    """
    best, best_error = math.nan, math.inf
    start = 0.1 * max(abs(x), 0.1)
    for shrink in (1.0, 1e-1, 1e-2, 1e-4, 1e-6):
        slope, error = _ridders(f, x, start * shrink)
        if error < best_error:
            best, best_error = slope, error
        if best_error <= 1e-9 * abs(best):
            break
    return best, best_error


def _ridders(f: Callable[[float], float], x: float, h: float) -> tuple[float, float]:
    shrink, best, best_error = 1.4, math.nan, math.inf
    previous: list[float] = []
    for _ in range(10):
        try:
            row = [(f(x + h) - f(x - h)) / ((x + h) - (x - h))]
        except (ValueError, ArithmeticError):
            return best, best_error
        factor = shrink * shrink
        for j, coarse in enumerate(previous):
            row.append((row[j] * factor - coarse) / (factor - 1.0))
            factor *= shrink * shrink
            error = max(abs(row[j + 1] - row[j]), abs(row[j + 1] - coarse))
            if error <= best_error:
                best, best_error = row[j + 1], error
        if previous and abs(row[-1] - previous[-1]) >= 2.0 * best_error:
            break
        previous = row
        h /= shrink
    return best, best_error


def gradcheck(
    f: Callable[..., Any] | Value, *args: Any, rel_tolerance: float = REL_TOLERANCE
) -> CheckReport:
    """Compare every local derivative and every leaf's gradient with an independent estimate.

    Parameters
    ----------
    f : callable or Value
        A recorded graph, or a function of Values that makes one when called with `args`.
    *args : float or sequence of float
        The point, for a function.
    rel_tolerance : float
        How far apart, relative to the larger of the two, they may be.

    Returns
    -------
    CheckReport
        What was compared, what was skipped, and the largest difference.

    Raises
    ------
    GradientCheckError
        Where they differ; the message names the operation, its operands and both numbers.

    Examples
    --------
    >>> report = gradcheck(lambda x, w: (x * w).tanh(), 2.0, -0.3)
    >>> report.edges, report.leaves, report.skipped
    (3, 2, ())
    """
    root = f if isinstance(f, Value) else _call(f, args)
    lines = tape(root)
    skipped: list[str] = []
    edges, worst_edge = _check_edges(lines, rel_tolerance, skipped)
    leaves, worst_leaf = _check_leaves(lines, rel_tolerance, skipped)
    return CheckReport(edges, leaves, tuple(skipped), max(worst_edge, worst_leaf))


def _call(f: Callable[..., Any], args: tuple[Any, ...]) -> Value:
    root = f(*[[Value(x) for x in a] if isinstance(a, Sequence) else Value(a) for a in args])
    if not isinstance(root, Value):
        raise TypeError(
            f"gradcheck needs a function that returns a Value, got {type(root).__name__}"
        )
    return root


def _check_edges(lines: Tape, tolerance: float, skipped: list[str]) -> tuple[int, float]:
    checked, worst = 0, 0.0
    for line in lines:
        if line.op is None:
            continue
        node = line.node
        floats = tuple(a.data if isinstance(a, Value) else a for a in node.args)
        for i, arg in enumerate(node.args):
            if not isinstance(arg, Value):
                continue
            where = (
                f"{line.op.name} by {line.op.params[i]}, in {lines.expression(line)} "
                f"at {_numbers(line.op, floats)},"
            )
            slope = (node.da, node.db)[i]
            if not math.isfinite(slope) or _at_kink(line.op, floats):
                skipped.append(where.rstrip(","))
                continue
            off = _compare(
                f"the local derivative of {where}",
                slope,
                estimate_slope(_along(line.op, floats, i), floats[i]),
                tolerance,
            )
            checked, worst = checked + 1, max(worst, off)
    return checked, worst


def _check_leaves(lines: Tape, tolerance: float, skipped: list[str]) -> tuple[int, float]:
    if skipped:
        skipped.append("the gradients of the leaves, since a path to them leads over the above")
        return 0, 0.0
    leaves = lines.leaves
    found = gradients(lines.root, [leaf.node for leaf in leaves])
    worst = 0.0
    for leaf, slope in zip(leaves, found, strict=True):

        def root_of(x: float, index: int = leaf.index) -> float:
            return lines.forward({index: x})[-1]

        estimate = estimate_slope(root_of, leaf.node.data)
        off = _compare(f"the gradient of leaf {leaf.name}", float(slope), estimate, tolerance)
        worst = max(worst, off)
    return len(leaves), worst


def _along(op: Op, floats: tuple[float, ...], i: int) -> Callable[[float], float]:
    return lambda x: op.value(*floats[:i], x, *floats[i + 1 :])


def _at_kink(op: Op, floats: tuple[float, ...]) -> bool:
    tie = op.name in ("maximum", "minimum") and floats[0] == floats[1]
    return floats in op.kinks or tie or (op.flat and (2.0 * floats[0]).is_integer())


def _compare(what: str, slope: float, estimate: tuple[float, float], tolerance: float) -> float:
    expected, error = estimate
    scale = max(abs(slope), abs(expected))
    difference = abs(slope - expected)
    # Where extrapolation itself is unsure, its own error is allowed too, but never 1e-4 of it.
    if not difference <= tolerance * scale + min(10.0 * error, 1e-4 * scale) + 1e-12:
        raise GradientCheckError(
            f"{what} is {slope!r}, but nearby points give {expected:.10g} (+- {error:.1g}); "
            "correct the partial in the table, or the formula it was made from"
        )
    return difference / scale if scale else 0.0


def _numbers(op: Op, floats: tuple[float, ...]) -> str:
    return ", ".join(f"{p} = {x!r}" for p, x in zip(op.params, floats, strict=True))


def check_op(op: Op) -> None:
    """Check the first and second derivatives of a primitive at its sample points.

    Raises
    ------
    GradientCheckError
        If a partial, or the derivative of a partial, disagrees with its estimate.
    """
    for sample in op.samples:
        z = op.value(*sample)
        for i in range(op.arity):
            where = f"{op.name} at {_numbers(op, sample)}"
            estimate = estimate_slope(_along(op, sample, i), sample[i])
            slope = op.slope(i, *sample, z=z)
            _compare(f"partial {i} of {where}", slope, estimate, REL_TOLERANCE)
            values = [Value(x) for x in sample]
            partial = op.partials[i](*values, op(*values))
            constant = not isinstance(partial, Value)
            seconds = [0.0] * op.arity if constant else gradients(partial, values)
            for j, second in enumerate(seconds):
                estimate = estimate_slope(_slope_along(op, sample, i, j), sample[j])
                _compare(f"partial {j} of partial {i} of {where}", float(second), estimate, 1e-5)


def _slope_along(op: Op, sample: tuple[float, ...], i: int, j: int) -> Callable[[float], float]:
    def slope(x: float) -> float:
        args = (*sample[:j], x, *sample[j + 1 :])
        return op.slope(i, *args, z=op.value(*args))

    return slope
