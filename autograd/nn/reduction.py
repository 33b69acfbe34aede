"""From pairs of prediction and target to one loss: the part that all losses share."""

from collections.abc import Callable
from typing import Any

from .. import functions
from ..engine import Value
from ..errors import InputTypeError, LengthError, unknown_choice
from ..numeric import as_number
from ..selecting import Index, operand

REDUCTIONS = ("mean", "sum", "none")

Loss = Callable[[Any, Any], Any]


def is_number(x: object) -> bool:
    """Whether it is a Value or a plain number.

    Examples
    --------
    >>> is_number(Value(1.0)), is_number(2), is_number([2])
    (True, True, False)
    """
    return isinstance(x, Value | Index) or as_number(x) is not None


def listed(items: Any, name: str) -> list[Any]:
    """The items as a list.

    Raises
    ------
    InputTypeError
        If it is no sequence.

    Examples
    --------
    >>> listed((1, 2), "hinge")
    [1, 2]
    """
    try:
        if isinstance(items, set | frozenset | dict):
            raise TypeError
        return list(items)
    except TypeError:
        raise InputTypeError(
            f"{name} takes a list of predictions and a list of targets, or one of each; got "
            f"{type(items).__name__} where a list was needed"
        ) from None


def of_numbers(name: str, loss: Loss) -> Loss:
    """A loss of one prediction and one target that refuses what is no number.

    Examples
    --------
    >>> of_numbers("distance", lambda p, y: abs(p - y))("1.0", 2.0)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    autograd.errors.InputTypeError: a prediction for distance takes a real number, got str; ...
    """

    def checked(p: Any, y: Any) -> Any:
        return loss(operand(p, f"a prediction for {name}"), operand(y, f"a target for {name}"))

    return checked


def reduced(
    name: str,
    loss: Loss,
    predictions: Any,
    targets: Any,
    reduction: str,
    is_one: Callable[[Any], bool] = is_number,
) -> Any:
    """Apply a loss to each prediction and its target, and reduce.

    Parameters
    ----------
    name : str
        What to call the loss in messages.
    loss : callable
        The loss of one prediction and one target.
    predictions, targets
        Lists of one length; or one prediction, and its target.
    reduction : str
        ``"mean"``, ``"sum"`` or ``"none"``.
    is_one : callable
        Whether `predictions` is one prediction.

    Returns
    -------
    Value or list of Value
        The list for ``"none"``, unless there is one prediction. A single Value is marked as loss.

    Examples
    --------
    >>> reduced("distance", lambda p, y: abs(p - y), [Value(1.0), Value(2.0)], [0, 0], "sum")
    Value(3.0, label='loss')
    """
    if reduction not in REDUCTIONS:
        raise unknown_choice("reduction", reduction, REDUCTIONS)
    if is_one(predictions):
        result = loss(predictions, targets)
    else:
        ps, ys = listed(predictions, name), listed(targets, name)
        if len(ps) != len(ys):
            raise LengthError(
                f"{name} needs one target for each prediction, got {len(ps)} predictions and "
                f"{len(ys)} targets"
            )
        if not ps:
            raise LengthError(f"{name} needs at least one prediction, got none")
        losses = [loss(p, y) for p, y in zip(ps, ys, strict=True)]
        if reduction == "none":
            return losses
        result = functions.sum(losses)
        if reduction == "mean" and len(losses) > 1:
            result = result / len(losses)
    if isinstance(result, Value):
        result.role = "loss"
        result.label = "loss"
    return result
