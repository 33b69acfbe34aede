"""Losses: how far predictions are from targets, as one number to differentiate.

Each takes predictions and targets - two lists of one length, or one of each - and a reduction:

- ``"mean"``: the sum divided by how many there are; one item is returned as it is;
- ``"sum"``: the sum;
- ``"none"``: the list of single losses.

A mean or sum gets the role ``"loss"``, and the label ``"loss"``. Losses that take logits (any
number, before sigmoid or softmax) are the stable ones: prefer them for training.
"""

from collections.abc import Iterable
from typing import Any

from .. import functions, ops
from ..engine import Value
from ..errors import DomainError, LengthError
from ..numeric import as_float, as_number
from ..selecting import Index, operand, select
from .optim import checked_parameters
from .reduction import Loss, is_number, listed, of_numbers, reduced


def squared_error(predictions: Any, targets: Any, reduction: str = "mean") -> Any:
    """Square of the difference, (p - y)**2.

    Parameters
    ----------
    predictions, targets : list of (Value or float), or one of each
        Any numbers.
    reduction : str
        ``"mean"``, ``"sum"`` or ``"none"``.

    Returns
    -------
    Value or list of Value
        The loss; plain numbers in give a plain number.

    Examples
    --------
    >>> squared_error([Value(1.0), Value(2.0)], [1.0, 5.0])
    Value(4.5, label='loss')
    """
    return _numbers(
        "squared_error", lambda p, y: ops.square(p - y), predictions, targets, reduction
    )


def absolute_error(predictions: Any, targets: Any, reduction: str = "mean") -> Any:
    """Size of the difference, abs(p - y); where they are equal its slope is 0.

    Parameters and result are those of `squared_error`.

    Examples
    --------
    >>> absolute_error([Value(1.0), Value(2.0)], [1.0, 5.0])
    Value(1.5, label='loss')
    """
    return _numbers("absolute_error", lambda p, y: abs(p - y), predictions, targets, reduction)


def huber(predictions: Any, targets: Any, reduction: str = "mean", *, delta: float = 1.0) -> Any:
    """Half the square of the difference where that is small, a straight line beyond `delta`.

    Parameters and result are those of `squared_error`.

    Notes
    -----
    With r = abs(p - y) and m = min(r, delta) it is m*(r - m/2): r**2/2 up to delta, and
    delta*(r - delta/2) beyond. Its slope is never larger than delta.

    References
    ----------
    P. Huber, "Robust estimation of a location parameter", 1964.

    Examples
    --------
    >>> huber([Value(0.5), Value(4.0)], [0.0, 0.0], "none")
    [Value(0.125), Value(3.5)]
    """
    limit = as_float(delta, "delta of huber")
    if not limit > 0.0:
        raise DomainError(f"huber needs delta > 0, got {limit!r}; 1.0 is usual")

    def loss(p: Any, y: Any) -> Any:
        r = abs(p - y)
        m = ops.minimum(r, limit)
        return m * (r - 0.5 * m)

    return _numbers("huber", loss, predictions, targets, reduction)


def hinge(scores: Any, targets: Any, reduction: str = "mean") -> Any:
    """Max-margin loss, max(0, 1 - y*score): zero once a score is on its side by at least 1.

    Parameters
    ----------
    scores : list of (Value or float), or one
        Any numbers; the sign is the class.
    targets : list of float, or one
        Each -1 or 1.
    reduction : str
        ``"mean"``, ``"sum"`` or ``"none"``.

    Raises
    ------
    DomainError
        If a target is something else.

    Examples
    --------
    >>> hinge([Value(0.5), Value(2.0)], [-1, 1], "none")
    [Value(1.5), Value(0.0)]
    """

    def loss(score: Any, y: Any) -> Any:
        if not 1.0 <= abs(y) <= 1.0:
            raise DomainError(f"hinge needs targets -1 or 1, got {y!r}; for 0 and 1 pass 2*y - 1")
        return ops.relu(1.0 - y * score)

    return _numbers("hinge", loss, scores, targets, reduction)


def binary_cross_entropy(probabilities: Any, targets: Any, reduction: str = "mean") -> Any:
    """Cross-entropy of a yes-or-no question from probabilities, -y*log(p) - (1-y)*log(1-p).

    Parameters
    ----------
    probabilities : list of (Value or float), or one
        Each between 0 and 1, as from a sigmoid.
    targets : list of float, or one
        Each from 0 to 1, usually one of them.
    reduction : str
        ``"mean"``, ``"sum"`` or ``"none"``.

    Raises
    ------
    DomainError
        If a probability or target lies outside 0 to 1, or the loss would be infinite: p = 0 for
        y > 0, or p = 1 for y < 1, as a sigmoid gives for inputs beyond 37.

    Examples
    --------
    >>> binary_cross_entropy([Value(0.5), Value(0.9)], [0, 1], "none")
    [Value(0.6931471805599453), Value(0.10536051565782628)]
    """

    def loss(p: Any, y: Any) -> Any:
        _check_target(y, "binary_cross_entropy")
        if not 0.0 <= p <= 1.0:
            raise DomainError(
                f"binary_cross_entropy needs probabilities from 0 to 1, got {p!r}; pass scores "
                "through sigmoid, or use binary_cross_entropy_with_logits"
            )
        if (p <= 0.0 and y > 0.0) or (p >= 1.0 and y < 1.0):
            raise DomainError(
                f"binary_cross_entropy is infinite for p = {float(p)!r} and target {float(y)!r}; "
                "use binary_cross_entropy_with_logits, which takes the score before the sigmoid"
            )
        if not isinstance(y, Value) and y in (0.0, 1.0):
            return -ops.log(p) if y else -ops.log1p(-p)
        return -(y * ops.log(p)) - (1.0 - y) * ops.log1p(-p)

    return _numbers("binary_cross_entropy", loss, probabilities, targets, reduction)


def binary_cross_entropy_with_logits(logits: Any, targets: Any, reduction: str = "mean") -> Any:
    """Cross-entropy of a yes-or-no question from the score before the sigmoid.

    Parameters
    ----------
    logits : list of (Value or float), or one
        Any numbers.
    targets : list of float, or one
        Each from 0 to 1, usually one of them.
    reduction : str
        ``"mean"``, ``"sum"`` or ``"none"``.

    Raises
    ------
    DomainError
        If a target lies outside 0 to 1.

    Notes
    -----
    It is y*softplus(-z) + (1-y)*softplus(z). The gradient is sigmoid(z) - y; from this form it
    comes as sigmoid(z) for y = 0 and -sigmoid(-z) for y = 1, with every digit. softplus(z) - y*z,
    the usual form, would subtract 1 from sigmoid(40) = 1 and call -4e-18 zero.

    Examples
    --------
    >>> z = Value(-10.0)
    >>> binary_cross_entropy_with_logits(z, 1).backward()
    >>> round(z.grad, 5)
    -0.99995
    """

    def loss(z: Any, y: Any) -> Any:
        _check_target(y, "binary_cross_entropy_with_logits")
        if not isinstance(y, Value) and y in (0.0, 1.0):
            return ops.softplus(-z) if y else ops.softplus(z)
        return y * ops.softplus(-z) + (1.0 - y) * ops.softplus(z)

    return _numbers("binary_cross_entropy_with_logits", loss, logits, targets, reduction)


def cross_entropy(logits: Any, targets: Any, reduction: str = "mean") -> Any:
    """Cross-entropy of a choice among classes, -log(softmax(logits)[class]).

    Parameters
    ----------
    logits : list of (Value or float), or list of such lists
        One score for each class, at least two; of one sample, or of each sample.
    targets : int or list of float, or list of these
        The number of the right class, from 0; or a probability for each class (one-hot, say).
    reduction : str
        ``"mean"``, ``"sum"`` or ``"none"``, over samples.

    Raises
    ------
    DomainError
        If there is no class of that number, or probabilities are negative or do not add up to 1.

    Notes
    -----
    For class t it is log(1 + sum of exp(z[j] - z[t]) over the other classes j), as
    softplus(logsumexp(z[j] - z[t])). The gradient is softmax - one_hot; from this form no digit of
    p - 1 is lost for a p near 1. Two classes are `binary_cross_entropy_with_logits`.

    Examples
    --------
    >>> scores = [Value(-2.85), Value(0.86), Value(0.28)]
    >>> loss = cross_entropy(scores, 2)
    >>> loss.backward()
    >>> f"{loss:.5f}", [f"{z.grad:.4f}" for z in scores]
    ('1.04019', ['0.0154', '0.6312', '-0.6466'])
    """
    samples = listed(logits, "cross_entropy")
    one_sample = bool(samples) and is_number(samples[0])
    return reduced(
        "cross_entropy", _cross_entropy, samples, targets, reduction, lambda _: one_sample
    )


def l2_penalty(parameters: Iterable[Value], alpha: float) -> Value:
    """Sum of squares of the parameters, times alpha: add it to a loss to keep them small.

    Parameters
    ----------
    parameters : iterable of Value
        As ``model.parameters()`` gives them.
    alpha : float
        The strength, such as 1e-4.

    Examples
    --------
    >>> l2_penalty([Value(3.0), Value(-4.0)], 0.1)
    Value(2.5, label='l2_penalty')
    """
    squares = [p * p for p in checked_parameters(parameters, "l2_penalty")]
    penalty: Value = as_float(alpha, "alpha of l2_penalty") * functions.sum(squares)
    penalty.label = "l2_penalty"
    return penalty


# --- one sample of cross-entropy ---------------------------------------------------------------


def _cross_entropy(logits: Any, target: Any) -> Any:
    z = [operand(x, "a score of cross_entropy") for x in listed(logits, "cross_entropy")]
    if len(z) < 2:
        raise LengthError(
            f"cross_entropy needs at least two classes, got {len(z)}; for one score that means "
            "yes or no use binary_cross_entropy_with_logits"
        )
    if isinstance(target, Index):
        return _for_open_class(z, target)
    chosen = as_number(target)
    if chosen is not None:
        return _for_class(z, _class_number(chosen, len(z)))
    weights = [as_float(y, "a target of cross_entropy") for y in listed(target, "cross_entropy")]
    if len(weights) != len(z):
        raise LengthError(
            f"cross_entropy has {len(z)} classes but a target of {len(weights)} probabilities; "
            "pass one for each class, or the number of the right class"
        )
    if not all(y >= 0.0 for y in weights) or abs(sum(weights) - 1.0) > 1e-9:
        raise DomainError(
            f"cross_entropy needs probabilities that add up to 1, got {weights}; divide them by "
            "their sum, or pass the number of the right class"
        )
    if weights.count(0.0) == len(z) - 1:
        return _for_class(z, weights.index(max(weights)))
    logs = functions.log_softmax(z)
    return -functions.sum(y * log for y, log in zip(weights, logs, strict=True) if y)


def _for_class(z: list[Any], t: int) -> Any:
    others = [z[j] - z[t] for j in range(len(z)) if j != t]
    return ops.softplus(others[0] if len(others) == 1 else functions.logsumexp(others))


def _for_open_class(z: list[Any], t: Index) -> Any:
    """The same where the class is open until it is replayed: the others by turning the list."""
    right = select(z, t)
    others = [select(z[j:] + z[:j], t) - right for j in range(1, len(z))]
    return ops.softplus(others[0] if len(others) == 1 else functions.logsumexp(others))


def _class_number(number: float, classes: int) -> int:
    if number not in range(classes):  # also refuses 0.5 and NaN
        raise DomainError(
            f"cross_entropy with {classes} classes takes a target from 0 to {classes - 1}, "
            f"got {number:g}"
        )
    return int(number)


# --- targets and pairs -------------------------------------------------------------------------


def _numbers(name: str, loss: Loss, predictions: Any, targets: Any, reduction: str) -> Any:
    return reduced(name, of_numbers(name, loss), predictions, targets, reduction)


def _check_target(y: Any, name: str) -> None:
    if not 0.0 <= y <= 1.0:
        raise DomainError(
            f"{name} needs targets from 0 to 1, got {float(y)!r}; for -1 and 1 pass (y + 1)/2"
        )
