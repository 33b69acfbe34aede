"""Derivatives of functions: grad, jacobian, hessian and their products with vectors.

A function takes Values and returns a Value (or a list of them); numbers passed in become Values.
What comes back are Values too: they can be differentiated again, and ``float(v)`` gives the
number. No node's `grad` is changed.
"""

from collections.abc import Callable, Sequence
from typing import Any

from .engine import Value, topological_order
from .errors import InputTypeError, LengthError
from .higher import adjoints, recorded_slopes
from .modes import recording
from .numeric import is_numpy

Function = Callable[..., Any]


def _is_list(x: Any) -> bool:
    """Lists, tuples and arrays; an array of shape () is a number."""
    return isinstance(x, (list, tuple)) or (is_numpy(x, "ndarray") and x.shape != ())


def gradients(
    output: Value, inputs: Sequence[Value], *, create_graph: bool = False
) -> list[float | Value]:
    """Derivative of one node with respect to some others, without touching anyone's `grad`.

    Parameters
    ----------
    output : Value
        The node to differentiate.
    inputs : sequence of Value
        The nodes to differentiate it by; 0.0 for one it does not depend on.
    create_graph : bool
        Give Values that can be differentiated again, instead of floats.

    Examples
    --------
    >>> x, y = Value(2.0), Value(5.0)
    >>> gradients(x * x * y, [x, y])
    [20.0, 4.0]
    """
    order = topological_order(output)
    found = dict(zip(map(id, order), adjoints(order, create_graph), strict=True))
    return [found.get(id(node), 0.0) for node in inputs]


def value_and_grad(f: Function, argnum: int = 0) -> Function:
    """Make a function that returns ``f(*args)`` and its derivative by one argument.

    Parameters
    ----------
    f : callable
        Takes numbers, or lists of numbers; returns one number.
    argnum : int
        The argument to differentiate by. If it is a list, so is the derivative. The others are
        passed on as they are.

    Examples
    --------
    >>> value_and_grad(lambda x: x**3)(2.0)
    (Value(8.0), Value(12.0))
    """
    if isinstance(argnum, bool) or not isinstance(argnum, int):
        raise InputTypeError(
            f"argnum is the number of one argument, got {argnum!r}; put what is to be "
            "differentiated by into one list"
        )

    def evaluate(*args: Any, **options: Any) -> tuple[Value, Any]:
        if not -len(args) <= argnum < len(args):
            raise LengthError(
                f"argnum is {argnum}, but the function was called with {len(args)} positional "
                "arguments; count from 0"
            )
        variable = fresh(args[argnum])
        is_list = isinstance(variable, list)
        place = argnum % len(args)
        before, after = args[:place], args[place + 1 :]
        with recording():
            output = _one_value(f(*before, variable, *after, **options))
        found = gradients(output, variable if is_list else [variable], create_graph=True)
        slopes = [_as_value(slope) for slope in found]
        return output, slopes if is_list else slopes[0]

    return evaluate


def grad(f: Function, argnum: int = 0) -> Function:
    """Make the derivative of a function by one of its arguments.

    Examples
    --------
    >>> f = lambda x: x**3
    >>> grad(f)(2.0), grad(grad(f))(2.0)
    (Value(12.0), Value(12.0))
    >>> grad(lambda xs: xs[0] * xs[1])([2.0, 5.0])
    [Value(5.0), Value(2.0)]
    """
    both = value_and_grad(f, argnum)
    return lambda *args, **options: both(*args, **options)[1]


def jacobian(f: Function) -> Function:
    """Make the matrix of derivatives of a function from a list to a list: row = output.

    Examples
    --------
    >>> jacobian(lambda xs: [xs[0] * xs[1], xs[0] + xs[1]])([2.0, 5.0])
    [[Value(5.0), Value(2.0)], [Value(1.0), Value(1.0)]]
    """

    def evaluate(xs: Sequence[Any]) -> list[list[Value]]:
        inputs = _fresh_list(xs)
        with recording():
            outputs = [_one_value(y) for y in _as_list(f(inputs))]
        return [[_as_value(g) for g in gradients(y, inputs, create_graph=True)] for y in outputs]

    return evaluate


def hessian(f: Function) -> Function:
    """Make the matrix of second derivatives of a function from a list to a number.

    Examples
    --------
    >>> hessian(lambda xs: xs[0] ** 2 * xs[1])([2.0, 5.0])
    [[Value(10.0), Value(4.0)], [Value(4.0), Value(0.0)]]
    """
    return jacobian(grad(f))


def jvp(f: Function, xs: Sequence[Any], direction: Sequence[Any]) -> tuple[Any, Any]:
    """Value of a function and its derivative in one direction, in forward mode.

    The derivative travels with the computation: each result's is the sum of its operands' times
    the local derivatives. One pass, whatever the number of inputs.

    Parameters
    ----------
    f : callable
        Takes a list of Values; returns a Value or a list of them.
    xs, direction : sequence of float or Value
        The point, and how fast each coordinate moves; of one length.

    Returns
    -------
    tuple
        ``f(xs)`` and its derivative, each a Value or a list of Values as `f` returns.

    Examples
    --------
    >>> jvp(lambda xs: xs[0] * xs[1], [2.0, 5.0], [1.0, 0.0])
    (Value(10.0), Value(5.0))
    """
    inputs, moves = _fresh_list(xs), [_as_value(v) for v in direction]
    if len(inputs) != len(moves):
        raise LengthError(
            f"jvp got {len(inputs)} inputs and a direction of {len(moves)}; "
            "give one speed for each input"
        )
    with recording():
        return _push_forward(f(inputs), inputs, moves)


def _push_forward(output: Any, inputs: list[Value], moves: list[Value]) -> tuple[Any, Any]:
    outputs = [_one_value(y) for y in _as_list(output)]
    tangent: dict[int, Value] = {id(x): v for x, v in zip(inputs, moves, strict=True)}
    for node in topological_order(*outputs):
        if id(node) in tangent:
            continue
        for arg, slope in zip(node.args, recorded_slopes(node), strict=True):
            if isinstance(arg, Value) and id(arg) in tangent:
                part = slope * tangent[id(arg)]
                tangent[id(node)] = tangent[id(node)] + part if id(node) in tangent else part
    derivatives = [tangent[id(y)] if id(y) in tangent else Value(0.0) for y in outputs]
    if _is_list(output):
        return outputs, derivatives
    return outputs[0], derivatives[0]


def hvp(f: Function, xs: Sequence[Any], direction: Sequence[Any]) -> list[Value]:
    """Second derivatives of a function times a vector, without the matrix: forward over reverse.

    Examples
    --------
    >>> hvp(lambda xs: xs[0] ** 2 * xs[1], [2.0, 5.0], [1.0, 0.0])
    [Value(10.0), Value(4.0)]
    """
    products: list[Value] = jvp(grad(f), xs, direction)[1]
    return products


def fresh(arg: Any) -> Any:
    """A number as a new Value, a list of numbers as a list of them."""
    return _fresh_list(arg) if _is_list(arg) else _fresh_value(arg)


def _fresh_list(xs: Any) -> list[Value]:
    if not _is_list(xs):
        raise InputTypeError(
            f"a list of numbers is needed here, got {type(xs).__name__}; put it into a list"
        )
    return [_fresh_value(x) for x in xs]


def _fresh_value(x: Any) -> Value:
    """A node of its own for a variable: the same Value may stand elsewhere in the function."""
    return x * 1.0 if isinstance(x, Value) else Value(x)


def _as_value(x: Any) -> Value:
    return x if isinstance(x, Value) else Value(x)


def _as_list(output: Any) -> list[Any]:
    return list(output) if _is_list(output) else [output]


def _one_value(output: Any) -> Value:
    if _is_list(output):
        raise InputTypeError(
            f"one number is needed here as a result, got {len(output)}; use jacobian for a "
            "function that returns a flat list"
        )
    return _as_value(output)
