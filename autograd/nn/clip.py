"""Clipping: make gradients smaller before a step, so that one steep place does not throw it far."""

import math
from collections.abc import Iterable

from ..engine import Value
from ..errors import AnomalyError, DomainError
from ..numeric import as_float
from .optim import checked_parameters


def clip_grad_norm(parameters: Iterable[Value], max_norm: float) -> float:
    """Scale all gradients by one factor, so that their norm is at most `max_norm`.

    Parameters
    ----------
    parameters : iterable of Value
        Their `grad` is changed in place; one without a gradient is left out.
    max_norm : float
        The largest length that the vector of all gradients may have.

    Returns
    -------
    float
        The norm before.

    Raises
    ------
    AnomalyError
        If a gradient is not finite. Nothing was changed then.

    Notes
    -----
    The factor is max_norm/norm. PyTorch's is max_norm/(norm + 1e-6), which falls a little short.

    Examples
    --------
    >>> a, b = Value(1.0), Value(1.0)
    >>> (3 * a + 4 * b).backward()
    >>> clip_grad_norm([a, b], 1.0)
    5.0
    >>> round(a.grad, 12), round(b.grad, 12)
    (0.6, 0.8)
    """
    limit = checked_limit(max_norm, "clip_grad_norm")
    gradients = _gradients(parameters, "clip_grad_norm")
    norm = math.hypot(*[g for _, g in gradients])
    if norm > limit:
        for parameter, g in gradients:
            parameter.grad = limit * (g / norm)
    return norm


def clip_grad_value(parameters: Iterable[Value], limit: float) -> None:
    """Cut every gradient off at -limit and limit.

    Parameters
    ----------
    parameters : iterable of Value
        Their `grad` is changed in place; one without a gradient is left out.
    limit : float
        The largest size a gradient may have.

    Raises
    ------
    AnomalyError
        If a gradient is not finite. Nothing was changed then.

    Examples
    --------
    >>> a, b = Value(1.0), Value(1.0)
    >>> (3 * a - 0.5 * b).backward()
    >>> clip_grad_value([a, b], 1.0)
    >>> a.grad, b.grad
    (1.0, -0.5)
    """
    limit = checked_limit(limit, "clip_grad_value")
    for parameter, g in _gradients(parameters, "clip_grad_value"):
        parameter.grad = min(max(g, -limit), limit)


def checked_limit(limit: float, where: str) -> float:
    """A limit of gradients: a number above 0.

    Raises
    ------
    DomainError
        If it is something else.

    Examples
    --------
    >>> checked_limit(1, "training")
    1.0
    """
    number = as_float(limit, where)
    if not number > 0.0:
        raise DomainError(f"{where} needs a limit > 0, got {number!r}; 1.0 is usual")
    return number


def _gradients(parameters: Iterable[Value], where: str) -> list[tuple[Value, float]]:
    gradients = [
        (parameter, float(parameter.grad))
        for parameter in checked_parameters(parameters, where)
        if parameter.grad is not None
    ]
    for parameter, g in gradients:
        if not math.isfinite(g):
            raise AnomalyError(
                f"the gradient of {parameter.label or 'a parameter'} is {g}, which {where} cannot "
                "make right, so nothing was changed; look for its origin with "
                "autograd.detect_anomaly"
            )
    return gradients
