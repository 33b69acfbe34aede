"""Gradient checking: every local derivative and every gradient against an independent estimate.

The estimate knows nothing of the rules: it computes the function at nearby points and extrapolates
(Ridders' method), which gives about ten digits of a smooth function.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .engine import Value
from .errors import GradientCheckError, InputTypeError
from .functional import fresh, gradients
from .higher import recorded_slopes
from .modes import recording
from .op import Op
from .tape import Tape, tape

Estimate = tuple[float, float]
"""A slope, and how far it may be off."""
REL_TOLERANCE = 1e-6
"""Estimates are good to about 1e-10; a rule that is off by a millionth is wrong."""
UNDECIDED = 1e-4
"""An estimate that may be off by more than this, relatively, decides nothing."""
EPS = 2.0**-52


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was compared.

    Attributes
    ----------
    edges, leaves : int
        Local derivatives and leaf gradients that agree with their estimates.
    skipped : tuple of str
        What stands at a kink, has no finite slope, or cannot be estimated well enough to decide.
    worst : float
        Largest relative difference among those compared.
    """

    edges: int
    leaves: int
    skipped: tuple[str, ...]
    worst: float


def estimate_slopes(f: Callable[[float], float], x: float) -> list[Estimate]:
    """Estimates of the derivative of a plain function at a point, each with how far it may be off.

    Central differences with steps that shrink by 1.4, extrapolated to step zero, from five first
    steps: some fit a function that changes over a range of 1, others one that changes over the size
    of `x`. A step across a kink or a pole misleads; the shorter ones do not reach it.

    Parameters
    ----------
    f : callable
        Float in, float out.
    x : float
        The point.

    Returns
    -------
    list of tuple of float
        Estimate and error, for each first step with which the function is defined on both sides.

    References
    ----------
    C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982; W. H. Press et al.,
    "Numerical Recipes", section 5.7.

    Examples
    --------
    >>> slope, error = estimate_slopes(lambda x: x**3, 2.0)[0]
    >>> abs(slope - 12.0) < 1e-9, error < 1e-8
    (True, True)
    """
    starts = (0.01, 0.1 * abs(x), 1e-3 * abs(x), 1e-5, 1e-8)
    estimates = [_ridders(f, x, start) for start in starts]
    return [estimate for estimate in estimates if math.isfinite(estimate[1])]


def _ridders(f: Callable[[float], float], x: float, h: float) -> Estimate:
    shrink, best, best_error = 1.4, math.nan, math.inf
    previous: list[float] = []
    for _ in range(10):
        try:
            above, below = f(x + h), f(x - h)
        except (ValueError, ArithmeticError):
            return best, best_error
        width = (x + h) - (x - h)
        if not width or not math.isfinite(above - below):
            return best, best_error
        row = [(above - below) / width]
        rounding = (EPS * max(abs(above), abs(below)) + 5e-324) / width  # 5e-324: the smallest
        factor = shrink * shrink
        for j, coarse in enumerate(previous):
            row.append((row[j] * factor - coarse) / (factor - 1.0))
            factor *= shrink * shrink
            error = max(abs(row[j + 1] - row[j]), abs(row[j + 1] - coarse)) + 4.0 * rounding
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
    if isinstance(f, Value) and args:
        raise InputTypeError(
            "gradcheck of a recorded graph takes no point; pass the function that records it"
        )
    root = f if isinstance(f, Value) else _call(f, args)
    lines = tape(root)
    skipped: list[str] = []
    edges, worst_edge = _check_edges(lines, rel_tolerance, skipped)
    leaves, worst_leaf = _check_leaves(lines, rel_tolerance, skipped)
    return CheckReport(edges, leaves, tuple(skipped), max(worst_edge, worst_leaf))


def _call(f: Callable[..., Any], args: tuple[Any, ...]) -> Value:
    with recording():
        root = f(*map(fresh, args))
    if not isinstance(root, Value):
        raise InputTypeError(
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
                estimate_slopes(_along(line.op, floats, i), floats[i]),
                tolerance,
            )
            if off is None:
                skipped.append(where.rstrip(","))
            else:
                checked, worst = checked + 1, max(worst, off)
    return checked, worst


def _check_leaves(lines: Tape, tolerance: float, skipped: list[str]) -> tuple[int, float]:
    if skipped:
        skipped.append("the gradients of the leaves, since a path to them leads over the above")
        return 0, 0.0
    leaves = lines.leaves
    found = gradients(lines.root, [leaf.node for leaf in leaves])
    checked, worst = 0, 0.0
    for leaf, slope in zip(leaves, found, strict=True):

        def root_of(x: float, index: int = leaf.index) -> float:
            return lines.forward({index: x})[-1]

        estimate = estimate_slopes(root_of, leaf.node.data)
        off = _compare(f"the gradient of leaf {leaf.name}", float(slope), estimate, tolerance)
        if off is None:
            skipped.append(f"the gradient of leaf {leaf.name}")
        else:
            checked, worst = checked + 1, max(worst, off)
    return checked, worst


def _along(op: Op, floats: tuple[float, ...], i: int) -> Callable[[float], float]:
    return lambda x: op.value(*floats[:i], x, *floats[i + 1 :])


def _at_kink(op: Op, floats: tuple[float, ...]) -> bool:
    return floats in op.kinks or (op.at_kink is not None and op.at_kink(*floats))


def _compare(what: str, slope: float, estimates: list[Estimate], tolerance: float) -> float | None:
    """The relative difference from an estimate that agrees; None if no estimate decides.

    Raises
    ------
    GradientCheckError
        If none agrees, and one that is sure of itself disagrees.
    """
    against = None
    for expected, error in estimates:
        scale = max(abs(slope), abs(expected))
        difference = abs(slope - expected)
        if difference and error > UNDECIDED * scale:
            continue
        if difference <= tolerance * scale + error:
            return difference / scale if scale else 0.0
        against = against or (expected, error)
    if against is None:
        return None
    raise GradientCheckError(
        f"{what} is {slope!r}, but nearby points give {against[0]:.10g} (+- {against[1]:.1g}); "
        "correct the partial, or what changed the gradient since it was recorded"
    )


def _numbers(op: Op, floats: tuple[float, ...]) -> str:
    return ", ".join(f"{p} = {x!r}" for p, x in zip(op.params, floats, strict=True))


def check_op(op: Op) -> None:
    """Check the first and second derivatives of a primitive at its sample points.

    Raises
    ------
    GradientCheckError
        If a partial, or the derivative of a partial, disagrees with its estimate, or if no sample
        allows an estimate.

    Examples
    --------
    >>> from autograd import ops
    >>> check_op(ops.tanh)
    """
    decided = 0
    for sample in op.samples:
        z = op.value(*sample)
        values = [Value(x) for x in sample]
        firsts = recorded_slopes(op(*values))
        for i, first in enumerate(firsts):
            where = f"partial {i} of {op.name} at {_numbers(op, sample)}"
            estimate = estimate_slopes(_along(op, sample, i), sample[i])
            off = _compare(where, op.slope(i, *sample, z=z), estimate, REL_TOLERANCE)
            decided += off is not None
            constant = not isinstance(first, Value)
            seconds = [0.0] * op.arity if constant else gradients(first, values)
            for j, second in enumerate(seconds):
                estimate = estimate_slopes(_slope_along(op, sample, i, j), sample[j])
                _compare(f"partial {j} of {where}", float(second), estimate, 1e-5)
    if not decided:
        raise GradientCheckError(
            f"no sample of {op.name} lets its slope be estimated; choose points where it is smooth"
        )


def _slope_along(op: Op, sample: tuple[float, ...], i: int, j: int) -> Callable[[float], float]:
    def slope(x: float) -> float:
        args = (*sample[:j], x, *sample[j + 1 :])
        return op.slope(i, *args, z=op.value(*args))

    return slope
