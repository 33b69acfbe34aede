"""Forward, backward and update, as data: one step for each thing that happens.

A trace changes nothing; it runs the rule of `engine.propagate` on the side and writes down every
line of it. Every front end - transcript, terminal, picture, page - shows these steps and computes
none of its own, so step k is the same everywhere.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .display import mime_bundle
from .engine import Value
from .errors import InputTypeError
from .formula import printable, slope_text
from .higher import refuse_changed_data
from .tape import Tape, tape

if TYPE_CHECKING:
    from .nn.optim import Update


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """One operation is computed.

    Attributes
    ----------
    index : int
        The instruction of the tape.
    name, op : str
        What the result and the operation are called.
    expression : str
        The operation in names, ``"w*x"``.
    args : tuple of float
        The operands' numbers, in order.
    result : float
        The result.
    """

    kind: ClassVar[str] = "forward"
    index: int
    name: str
    op: str
    expression: str
    args: tuple[float, ...]
    result: float


@dataclass(frozen=True, slots=True)
class SeedStep:
    """The backward pass starts: the root's derivative with respect to itself is 1."""

    kind: ClassVar[str] = "seed"
    index: int
    name: str
    gradient: float


@dataclass(frozen=True, slots=True)
class BackwardStep:
    """Gradient flows along one edge, from a result to one of its operands.

    Attributes
    ----------
    index, name, op
        The result, and the operation that made it.
    position : int
        Which operand the edge leads to, 0 or 1.
    arg, arg_name
        The instruction and the name of that operand.
    rule : str
        The local derivative as a formula in names, ready to be multiplied: ``"o*(1 - o)"``,
        ``"(1 - o**2)"``.
    local : float
        The local derivative as a number.
    upstream : float
        The gradient of the result, complete by now.
    contribution : float
        ``local * upstream``.
    before, after : float
        The operand's gradient before and after the contribution is added.
    """

    kind: ClassVar[str] = "backward"
    index: int
    name: str
    op: str
    position: int
    arg: int
    arg_name: str
    rule: str
    local: float
    upstream: float
    contribution: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class UpdateStep:
    """An optimiser changes one parameter.

    Attributes
    ----------
    index : int or None
        The instruction of the tape; None if the graph does not use this parameter.
    name : str
        The parameter.
    before, gradient, after : float
        Its number before, its gradient, and its number after.
    """

    kind: ClassVar[str] = "update"
    index: int | None
    name: str
    before: float
    gradient: float
    after: float


Step = ForwardStep | SeedStep | BackwardStep | UpdateStep


@dataclass(frozen=True, slots=True)
class Trace:
    """All steps of one forward and backward pass, and of the update if there is one.

    Attributes
    ----------
    tape : Tape
        The graph the steps speak of.
    steps : tuple of Step
        In the order they happen; a reader counts them from 1.
    values, gradients : tuple of float
        The number of every instruction, and its gradient after the backward pass, by index. They
        are those of the trace, whatever becomes of the nodes: an optimiser may have moved on.
    """

    tape: Tape
    steps: tuple[Step, ...]
    values: tuple[float, ...]
    gradients: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        counts = {"forward": 0, "backward": 0, "update": 0}
        for step in self.steps:
            counts[step.kind] = counts.get(step.kind, 0) + 1
        shown = ", ".join(f"{counts[kind]} {kind}" for kind in ("forward", "backward", "update"))
        return f"<Trace of {printable(self.tape[-1].name)}: {shown} steps>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> Any:
        return mime_bundle(self, "Trace", include, exclude)

    @property
    def forward(self) -> tuple[ForwardStep, ...]:
        """The steps that compute the results."""
        return tuple(step for step in self.steps if isinstance(step, ForwardStep))

    @property
    def backward(self) -> tuple[BackwardStep, ...]:
        """The steps in which gradient flows along an edge."""
        return tuple(step for step in self.steps if isinstance(step, BackwardStep))

    @property
    def updates(self) -> tuple[UpdateStep, ...]:
        """The steps that change a parameter."""
        return tuple(step for step in self.steps if isinstance(step, UpdateStep))

    def to_json(self) -> str:
        """The steps as a JSON list of objects, one a line.

        Floats keep every digit. JSON has no NaN and no infinity; they are the texts ``"nan"``,
        ``"inf"`` and ``"-inf"``, which ``float`` reads.

        Examples
        --------
        >>> x = Value(3.0, label="x")
        >>> print(trace(x * x).to_json().splitlines()[1][:66])
        {"step": 1, "kind": "forward", "index": 1, "name": "v1", "op": "mu
        """
        return "[\n" + ",\n".join(map(json.dumps, self.rows())) + "\n]"

    def rows(self) -> list[dict[str, Any]]:
        """What `to_json` writes of each step, as dictionaries.

        Examples
        --------
        >>> trace(Value(3.0, label="x") * 2).rows()[1]
        {'step': 2, 'kind': 'seed', 'index': 1, 'name': 'v1', 'gradient': 1.0}
        """
        return [
            {"step": i, "kind": step.kind, **_jsonable(asdict(step))}
            for i, step in enumerate(self.steps, start=1)
        ]


def trace(root: Value, updates: "Iterable[Update]" = ()) -> Trace:
    """Write down how `root` was computed and how its gradient flows back, step by step.

    Parameters
    ----------
    root : Value
        The node to differentiate, usually a loss.
    updates : iterable of Update
        What an optimiser plans (`autograd.nn.optim`): one more step for each.

    Returns
    -------
    Trace
        No node is changed; each contribution is computed as `backward` would, from gradients that
        start at zero, and without hooks.

    Raises
    ------
    ChangedDataError
        If `data` was assigned to since: the steps would show numbers that do not belong together.
        Trace first, then update.

    Examples
    --------
    >>> x = Value(3.0, label="x")
    >>> for step in trace(x * x).backward:
    ...     print(f"d{step.arg_name} += {step.rule} * {step.upstream} = {step.contribution}"
    ...           f" -> {step.after}")
    dx += x * 1.0 = 3.0 -> 3.0
    dx += x * 1.0 = 3.0 -> 6.0
    """
    lines = tape(root)
    for line in lines:
        refuse_changed_data(line.node)
    steps: list[Step] = [
        ForwardStep(
            line.index,
            line.name,
            line.op.name,
            lines.expression(line),
            tuple(_data(arg) for arg in line.node.args),
            line.node.data,
        )
        for line in lines
        if line.op is not None
    ]
    gradients = [0.0] * len(lines)
    gradients[-1] = 1.0
    steps.append(SeedStep(len(lines) - 1, lines[-1].name, 1.0))
    for line in reversed(lines.instructions):
        if line.op is None:
            continue
        names = tuple(x if isinstance(x, float) else lines[x].name for x in line.args)
        slopes = (line.node.da, line.node.db)
        for position, arg in enumerate(line.args):
            if isinstance(arg, float):
                continue
            local, upstream, before = slopes[position], gradients[line.index], gradients[arg]
            gradients[arg] += local * upstream
            steps.append(
                BackwardStep(
                    line.index,
                    line.name,
                    line.op.name,
                    position,
                    arg,
                    lines[arg].name,
                    slope_text(line.op, position, names, line.name),
                    local,
                    upstream,
                    local * upstream,
                    before,
                    gradients[arg],
                )
            )
    steps += [_update_step(lines, update) for update in updates]
    values = tuple(line.node.data for line in lines)
    return Trace(lines, tuple(steps), values, tuple(gradients))


def _update_step(lines: Tape, update: "Update") -> UpdateStep:
    if not hasattr(update, "parameter"):
        raise InputTypeError(
            f"updates are what an optimiser plans, got {type(update).__name__}; pass "
            "optimiser.plan()"
        )
    index, name = None, update.name
    if update.parameter is not None and update.parameter in lines:
        index = lines.index(update.parameter)
        name = lines[index].name
    return UpdateStep(index, name, update.before, update.gradient, update.after)


def _jsonable(x: Any) -> Any:
    if isinstance(x, dict):
        return {key: _jsonable(value) for key, value in x.items()}
    if isinstance(x, tuple):
        return [_jsonable(value) for value in x]
    return repr(x) if isinstance(x, float) and not math.isfinite(x) else x


def _data(arg: Any) -> float:
    return float(arg.data if isinstance(arg, Value) else arg)
