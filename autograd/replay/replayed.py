"""Replay: a function of Values that is recorded once and then run on arrays.

It is sound by asking, not by trusting. While it records, every look at a number is noted; a program
checks them all, and that each number is finite, row by row. A row that fails a check is not counted
but recorded itself: either it takes another path, which becomes a program of its own, or the
function is simply called, on Values, and says what is wrong as it always does.
"""

import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..anomaly import depth_outside
from ..collector import collector_paused
from ..engine import Value, topological_order
from ..errors import InputTypeError, ReplayWarning, unknown_choice
from ..functional import gradients
from ..modes import recording, refuse_unobserved
from ..nn.optim import Optimiser
from .passes import RECORDED, optimise
from .paths import (
    Key,
    Path,
    another_path,
    key_of,
    name_of,
    refuse_another_shape,
    refuse_others,
    refuse_result,
    used_parameters,
)
from .program import Answer, Program
from .recording import Recording, as_parameters, record
from .shape import Array, Shape
from .training import Training

ROWS = (None, "mean", "sum", "each")

MOST_PATHS = 16
"""Programs that are made for one shape of the inputs; what takes yet another path is called."""


class Replay:
    """A function that is recorded once and replayed on arrays; made by `replay`.

    Attributes
    ----------
    parameters : list of Value
        The leaves the function uses besides its inputs, in the order of gradients.
    """

    def __init__(
        self,
        f: Callable[..., Any],
        rows: str | None = None,
        parameters: Iterable[Value] | None = None,
    ) -> None:
        if rows not in ROWS:
            raise unknown_choice("rows", str(rows), [str(choice) for choice in ROWS])
        if not callable(f):
            raise InputTypeError(
                f"replay takes a function of Values, got {type(f).__name__}; to replay a model "
                "pass it, or a function that calls it"
            )
        self.function = f
        self.rows = rows
        self.parameters: list[Value] = []
        self._places: dict[int, int] = {}
        self._paths: dict[Key, list[Path]] = {}
        self._said: set[str] = set()  # places of which it was said that paths part there
        for parameter in parameters or ():
            self._add_parameter(parameter)

    def _add_parameter(self, parameter: Value) -> None:
        if id(parameter) not in self._places:
            self._places[id(parameter)] = len(self.parameters)
            self.parameters.append(parameter)

    # --- what is asked for ---------------------------------------------------------------------

    def __call__(self, *args: Any) -> Any:
        """The value: of one call, the mean or sum over rows, or of each row.

        Returns
        -------
        float or array
            An array where the function returns a list, or for ``rows="each"``: (rows,) or
            (rows, outputs).
        """
        shape = Shape(args, self.rows is not None)
        answer, is_list = self._run(shape, gradients=False, by_inputs=False)
        if self.rows == "each":
            return answer.values if is_list else answer.values[:, 0]
        if self.rows is None:
            return answer.values[0] if is_list else float(answer.values[0, 0])
        return answer.total

    def value_and_grad(self, *args: Any) -> tuple[float, Array]:
        """The value and its gradient by the parameters, in their order.

        Returns
        -------
        tuple of float and array of shape (parameters,)
        """
        answer, _ = self._run(Shape(args, self.rows is not None), gradients=True, by_inputs=False)
        return answer.total, answer.parameters

    def input_gradients(self, *args: Any) -> list[Array | None]:
        """The derivatives of the value by the inputs, shaped like them; None for whole numbers.

        With ``rows="mean"`` each is that of the mean: a row has a share of one over the rows.
        """
        shape = Shape(args, self.rows is not None)
        answer, _ = self._run(shape, gradients=False, by_inputs=True)
        found = shape.split(answer.inputs)
        return found if self.rows else [x if x is None else x[0] for x in found]

    def backward(self, *args: Any) -> float:
        """Compute the value, and add its gradient to `grad` of the parameters."""
        return self._backward(Shape(args, self.rows is not None))

    def training(self, optimiser: Optimiser, clip_norm: float | None = None) -> Training:
        """Steps of an optimiser on this function, on arrays: see `Training`."""
        return Training(self, optimiser, clip_norm)

    def _backward(self, shape: Shape) -> float:
        answer, _ = self._run(shape, gradients=True, by_inputs=False)
        for i in answer.used:
            parameter, slope = self.parameters[i], float(answer.parameters[i])
            parameter.grad = slope if parameter.grad is None else parameter.grad + slope
        return answer.total

    def program(self, *args: Any, gradients: bool = True, by_inputs: bool = False) -> Program:
        """The program for arguments like these, to look at: ``print(f.program(x))``.

        With rows, that of the path which the first one takes.
        """
        shape = Shape(args, self.rows is not None)
        return self._path(shape, 0).program(
            shape.inputs.shape[1],
            rows=self.rows is not None,
            gradients=gradients,
            by_inputs=by_inputs,
        )

    def numbers(self) -> Array:
        """The numbers of the parameters as they are now."""
        return np.array([parameter._data for parameter in self.parameters])

    # --- paths ---------------------------------------------------------------------------------

    def path_of(self, shape: Shape) -> Path:
        """The path to try first for arguments of that shape."""
        known = self._paths.get(shape.key)
        return known[0] if known else self._path(shape, 0)

    def _path(self, shape: Shape, row: int) -> Path:
        """The path that a row takes; recorded, if it is new."""
        with collector_paused():
            taken = record(self.function, shape.row(row))
        key = key_of(taken)
        paths = self._paths.setdefault(shape.key, [])
        for path in paths:
            if path.key == key:
                return path
        with collector_paused():
            path = self._record(shape, row, taken)
        if paths:
            refuse_another_shape(paths[0], path, self.function)
            place, message = another_path(paths[0], path, row)
            if place not in self._said:
                self._said.add(place)
                warnings.warn(message, ReplayWarning, stacklevel=1 + depth_outside())
        paths.append(path)
        return path

    def _record(self, shape: Shape, row: int, first: Recording) -> Path:
        """Record a new path, and see that the function does the same each time."""
        graph, leaves = first.graph()
        second, again = record(self.function, shape.row(row)).graph()
        for key, (leaf, _) in leaves.items():
            if key in again:  # one that was there before
                refuse_result(leaf, self.function)
                self._add_parameter(leaf)
        as_parameters(graph, leaves, self._places)
        as_parameters(second, again, self._places)
        refuse_others(graph, second, self.function, "called twice with the same numbers")
        if shape.rows > 1:
            other = record(self.function, shape.row(shape.rows - 1 if row == 0 else 0))
            if key_of(other) == key_of(first):
                third, others = other.graph()
                as_parameters(third, others, self._places)
                refuse_others(graph, third, self.function, "called with other numbers")
        return Path(
            key_of(first),
            first.looks,
            optimise(graph, RECORDED),
            first.is_list,
            len(self.parameters),
            used_parameters(graph),
        )

    # --- running -------------------------------------------------------------------------------

    def _weights(self, rows: int) -> Array:
        return np.full(rows, 1.0 / rows if self.rows == "mean" else 1.0)

    def _run(self, shape: Shape, *, gradients: bool, by_inputs: bool) -> tuple[Answer, bool]:
        """Run every row by the program of the path it takes."""
        refuse_unobserved("calls another replay while it is recorded")
        weights = self._weights(shape.rows)
        path = self.path_of(shape)
        if (gradients or by_inputs or self.rows in ("mean", "sum")) and path.is_list:
            raise InputTypeError(
                f"{name_of(self.function)} returns a list, and only one number can be "
                "differentiated or reduced over rows; return one, or use rows='each' and call it"
            )
        wanted = {"gradients": gradients, "by_inputs": by_inputs}
        answer = self._run_path(path, shape, np.arange(shape.rows), weights, wanted)
        if answer.is_sound:
            _grow(answer, len(self.parameters))
            answer.used = path.used
            return answer, path.is_list
        return self._mend(answer, path, shape, weights, wanted), path.is_list

    def _run_path(
        self, path: Path, shape: Shape, rows: Array, weights: Array, wanted: dict[str, bool]
    ) -> Answer:
        inputs = shape.inputs[rows]
        program = path.program(inputs.shape[1], rows=self.rows is not None, **wanted)
        return program.run(self.numbers()[: path.parameters], inputs, weights[rows])

    def _mend(
        self, first: Answer, path: Path, shape: Shape, weights: Array, wanted: dict[str, bool]
    ) -> Answer:
        """Count the rows that are sound, and find out about the others."""
        outputs = first.values.shape[1]
        total = Answer(
            is_sound=True,
            total=0.0,
            values=np.zeros((shape.rows, outputs)),
            parameters=np.zeros(len(self.parameters)),
            inputs=np.zeros((shape.rows, shape.inputs.shape[1] if wanted["by_inputs"] else 0)),
            bad=np.zeros(shape.rows, dtype=bool),
        )
        rows, bad = np.arange(shape.rows), first.bad
        while True:
            if not bad.all():
                self._count(total, path, shape, rows[~bad], weights, wanted)
            rows = rows[bad]
            if not len(rows):
                return total
            if self._is_one_path_too_many(shape, int(rows[0])):
                bad = np.ones(len(rows), dtype=bool)
            else:
                path = self._path(shape, int(rows[0]))
                bad = self._run_path(path, shape, rows, weights, wanted).bad
            if bad[0]:  # it has no path, or on its own path something is not finite
                self._call(total, shape, int(rows[0]), weights, wanted)
                rows, bad = rows[1:], bad[1:]

    def _is_one_path_too_many(self, shape: Shape, row: int) -> bool:
        paths = self._paths[shape.key]
        if len(paths) < MOST_PATHS:
            return False
        taken = key_of(record(self.function, shape.row(row)))
        return all(path.key != taken for path in paths)

    def _count(
        self,
        total: Answer,
        path: Path,
        shape: Shape,
        rows: Array,
        weights: Array,
        wanted: dict[str, bool],
    ) -> None:
        """Add what sound rows of one path give."""
        answer = self._run_path(path, shape, rows, weights, wanted)
        total.used |= path.used
        total.total += answer.total
        total.values[rows] = answer.values
        _grow(total, len(self.parameters))
        total.parameters[: len(answer.parameters)] += answer.parameters
        total.inputs[rows] = answer.inputs

    def _call(
        self, total: Answer, shape: Shape, row: int, weights: Array, wanted: dict[str, bool]
    ) -> None:
        """Add what a row gives without replay; an error is the function's own."""
        leaves: list[Value | None] = []

        def handed(arg: Any) -> Any:
            if isinstance(arg, list):
                return [handed(item) for item in arg]
            leaves.append(None if isinstance(arg, int) else Value(arg, role="input"))
            return arg if leaves[-1] is None else leaves[-1]

        with recording():
            output = self.function(*[handed(arg) for arg in shape.row(row)])
        outputs = list(output) if isinstance(output, list | tuple) else [output]
        total.values[row] = [float(x) for x in outputs]
        total.total += weights[row] * total.values[row, 0]
        if not (wanted["gradients"] or wanted["by_inputs"]) or not isinstance(outputs[0], Value):
            return
        variables = [*self.parameters, *(leaf for leaf in leaves if leaf is not None)]
        slopes = weights[row] * np.array(gradients(outputs[0], variables), dtype=float)
        _grow(total, len(self.parameters))
        total.parameters += slopes[: len(self.parameters)]
        graph = {id(node) for node in topological_order(outputs[0])}
        total.used |= {i for i, leaf in enumerate(self.parameters) if id(leaf) in graph}
        if wanted["by_inputs"]:
            columns = [i for i, leaf in enumerate(leaves) if leaf is not None]
            total.inputs[row, columns] = slopes[len(self.parameters) :]

    def __repr__(self) -> str:
        paths = sum(len(paths) for paths in self._paths.values())
        return (
            f"<replay of {name_of(self.function)}, rows={self.rows!r}: {paths} recorded, "
            f"{len(self.parameters)} parameters>"
        )


def _grow(answer: Answer, parameters: int) -> None:
    more = parameters - len(answer.parameters)
    if more > 0:
        answer.parameters = np.concatenate([answer.parameters, np.zeros(more)])


def replay(
    f: Callable[..., Any] | None = None,
    *,
    rows: str | None = None,
    parameters: Iterable[Value] | None = None,
) -> Any:
    """Record a function of Values once, and run it on arrays of new numbers at their speed.

    Parameters
    ----------
    f : callable
        Takes numbers, whole numbers and nested lists of them; returns a Value, or a list of
        Values. Leaves that it uses besides - the weights of a model - are its parameters.
    rows : str, optional
        What is done with many samples at once. None: there is one, and arguments have the shapes
        that `f` takes. ``"mean"``, ``"sum"``: `f` is a function of one sample, every argument
        has an axis of samples in front, and the values are reduced. ``"each"``: so too, and there
        is a value for each.
    parameters : iterable of Value, optional
        Parameters, to have them in this order; others are added as they are met.

    Returns
    -------
    Replay
        Call it for the value; it has `value_and_grad`, `backward`, `input_gradients` and
        `training`. Without `f`, a decorator.

    Raises
    ------
    MissingExtraError
        When it is first called, if llvmlite is not installed.
    ReplayError
        If `f` does something else each time it is called, and so cannot be replayed.

    Warns
    -----
    ReplayWarning
        If numbers lead another way through `f` than before: it is recorded once more.

    Notes
    -----
    Whole numbers (arrays of ints) can be used in `autograd.select` and as targets of
    `cross_entropy`; there they stay open. Used as plain ints they are as good as constants, and
    another number is another path. A plain number that `f` reads from elsewhere is a constant.

    Of the items that `select` did not choose the gradient is 0, where `Value.backward` would leave
    None: an optimiser with momentum moves them on, and would not have touched them.

    Examples
    --------
    >>> import numpy as np
    >>> from autograd import Value, tanh
    >>> w = Value(0.5)
    >>> f = replay(lambda x, y: (tanh(w * x) - y) ** 2, rows="mean")
    >>> round(f(np.array([1.0, 2.0]), np.array([0.0, 1.0])), 6)
    0.135195
    """
    if f is None:
        return lambda function: Replay(function, rows, parameters)
    return Replay(f, rows, parameters)
