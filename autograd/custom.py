"""Primitives of your own, by decorator."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from .check import check_op
from .numeric import as_float
from .op import TABLE, Op


def primitive(
    *partials: Callable[..., Any],
    samples: Iterable[float | tuple[float, ...]],
    rule: str = "",
    name: str = "",
    **fields: Any,
) -> Callable[[Callable[..., float]], Op]:
    """Make a function on floats into a primitive that is recorded, drawn and differentiated.

    Its derivatives are checked, to second order, before it is added to the table.

    Parameters
    ----------
    *partials : callable
        One for each argument, called as ``partial(x, z)`` or ``partial(x, y, z)`` with the
        operands and the result; write it with operators and primitives, so that it can be
        differentiated in its turn.
    samples : iterable of float or tuple of float
        Operands to check at, inside the domain and away from kinks.
    rule : str
        What the backward pass does here, in one sentence ending in a point.
    name : str
        The name in the table; the function's own if empty.
    **fields
        Further fields of `autograd.op.Op`: ``symbol``, ``domain``, ``kinks``, ...

    Returns
    -------
    callable
        A decorator. What it returns takes numbers or Values.

    Raises
    ------
    GradientCheckError
        If a derivative disagrees with its estimate. The table is unchanged then.

    Examples
    --------
    >>> from autograd import Value, ops
    >>> @primitive(lambda x, z: 3 * x**2, samples=[0.5, -2.0])
    ... def cube(x):
    ...     return x * x * x
    >>> x = Value(2.0)
    >>> y = cube(x)
    >>> y.backward()
    >>> y.data, x.grad
    (8.0, 12.0)
    >>> _ = ops.TABLE.pop("cube")
    """

    def register(forward: Callable[..., float]) -> Op:
        params: Sequence[str] = "xy"[: len(partials)]
        with suppress(TypeError, ValueError):  # some builtins do not tell their parameters
            params = [
                p.name
                for i, p in enumerate(inspect.signature(forward).parameters.values())
                if i < len(partials) or p.default is p.empty
            ]
        op = Op(
            name or forward.__name__,
            forward,
            partials,
            tuple(params),
            rule or f"{name or forward.__name__} passes on the gradient times its own slope.",
            tuple(s if isinstance(s, tuple) else (as_float(s, "a sample"),) for s in samples),
            **fields,
        )
        check_op(op)
        TABLE[op.name] = op
        return op

    return register
