"""Training on arrays: gradient and update in one program, step after step without Python.

The update is no second formula: an optimiser's `rule` is recorded like any function, once, and its
lines are repeated for every parameter behind those that compute the gradient. What it remembers,
and its settings, lie in the memory of the program beside the parameters.
"""

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..collector import collector_paused
from ..engine import Value
from ..errors import InputTypeError
from ..nn.clip import checked_limit, clip_grad_norm
from ..nn.optim import Optimiser
from ..ops import div, maximum, mul, sqrt
from .graph import CONSTANT, DOT, INPUT, PARAMETER, Graph, Guard
from .passes import RECORDED, optimise
from .program import Program, with_gradients
from .recording import as_parameters, record
from .shape import Array, Shape

if TYPE_CHECKING:
    from .paths import Path
    from .replayed import Replay


class Training:
    """Steps of an optimiser on a replayed function.

    While it is in use the numbers of the parameters are in arrays. They, their gradients and what
    the optimiser remembers are written back by `write_back`, and at the end of a ``with`` block.

    Parameters
    ----------
    function : Replay
        The loss, with ``rows="mean"``, ``"sum"`` or None.
    optimiser : Optimiser
        Of parameters of the function; its others stay as they are.
    clip_norm : float, optional
        The largest norm that the gradient by the optimiser's parameters may have: as of
        `clip_grad_norm`.

    Attributes
    ----------
    lr : float
        The learning rate of the next step.

    Examples
    --------
    >>> import numpy as np
    >>> from autograd import Value
    >>> from autograd.nn import SGD
    >>> from autograd.replay import replay
    >>> w = Value(0.0)
    >>> loss = replay(lambda x, y: (w * x - y) ** 2, rows="mean")
    >>> x = np.array([1.0, 2.0])
    >>> with loss.training(SGD([w], lr=0.1)) as training:
    ...     losses = training.steps(50, x, 3.0 * x)
    >>> round(w.data, 6)
    3.0
    """

    def __init__(
        self, function: "Replay", optimiser: Optimiser, clip_norm: float | None = None
    ) -> None:
        if not isinstance(optimiser, Optimiser):
            raise InputTypeError(
                f"training takes an optimiser, such as SGD(parameters, lr=0.1), got "
                f"{type(optimiser).__name__}"
            )
        if function.rows == "each":
            raise InputTypeError(
                "training needs one loss: make the function with rows='mean' or rows='sum'"
            )
        self._function = function
        self._optimiser = optimiser
        self._clip_norm = None if clip_norm is None else checked_limit(clip_norm, "training")
        self._programs: dict[Path, tuple[Any, Program]] = {}  # with the layouts they are for
        self._now: tuple[Path, Program, _State] | None = None
        self.lr = optimiser.lr

    def __enter__(self) -> "Training":
        return self

    def __exit__(self, *_: object) -> None:
        self.write_back()

    def step(self, *args: Any) -> float:
        """One step; the loss before it."""
        return float(self.steps(1, *args)[0])

    def steps(self, count: int, *args: Any, rates: Sequence[float] | None = None) -> Array:
        """So many steps on the same arguments; the loss before each.

        Parameters
        ----------
        count : int
            How many.
        *args
            As the function takes them.
        rates : sequence of float, optional
            The learning rate of each step, as of a schedule; `lr` for all if not given.

        Returns
        -------
        array of shape (count,)
        """
        lr = np.full(count, self.lr) if rates is None else np.ascontiguousarray(rates, dtype=float)
        if lr.shape != (count,):
            raise InputTypeError(f"{count} steps take as many rates, got {lr.shape}")
        shape = Shape(args, self._function.rows is not None)
        losses = np.empty(count)
        done = 0
        while done < count:
            program, state = self._prepared(shape)
            weights = self._function._weights(shape.rows)
            rest = state.rate, lr[done:], losses[done:]
            done += program.train(state.numbers, shape.inputs, weights, *rest)
            if done < count:  # a step that must be looked at
                losses[done] = self._slow_step(shape, float(lr[done]))
                done += 1
        if count:
            self.lr = float(lr[-1])
        return losses

    def write_back(self) -> None:
        """Give the parameters and the optimiser what the arrays hold."""
        if self._now is not None:
            _, program, state = self._now
            state.write_back(program)

    # --- the program ---------------------------------------------------------------------------

    def _prepared(self, shape: Shape) -> tuple[Program, "_State"]:
        """The program for these arguments, and the state, which goes over into it."""
        path = self._function.path_of(shape)
        if self._now is None or self._now[0] is not path:
            self.write_back()
            state = _State(self._function, self._optimiser, path)
            layout, program = self._programs.get(path, (None, None))
            if program is None or layout != state.layout:
                with collector_paused():
                    program = state.program(
                        path, shape, self._function.rows is not None, self._clip_norm
                    )
                self._programs[path] = state.layout, program
            self._now = path, program, state
        return self._now[1:]

    def _slow_step(self, shape: Shape, lr: float) -> float:
        """One step in which rows take several paths, or a number is not finite."""
        self.write_back()
        self._now = None
        self._optimiser.lr = lr
        self._optimiser.zero_grad()
        loss = self._function._backward(shape)
        if self._clip_norm is not None:
            clip_grad_norm(self._optimiser.parameters, self._clip_norm)
        self._optimiser.step()
        return loss


class _State:
    """What changes from step to step, as one array: parameters, settings, what is remembered.

    Attributes
    ----------
    moved : list of tuple of int
        Parameters that get a gradient and are the optimiser's: their places here and there.
    layout : tuple
        What another state must have in common to go with the same program.
    """

    def __init__(self, function: "Replay", optimiser: Optimiser, path: "Path") -> None:
        self.optimiser = optimiser
        parameters = path.parameters
        self.parameters = function.parameters[:parameters]
        self.used = path.used
        places = {id(self.parameters[i]): i for i in path.used}
        self.moved = [
            (places[id(p)], i) for i, p in enumerate(optimiser.parameters) if id(p) in places
        ]
        self.rule = _Rule(optimiser, [optimiser._memory[i] for _, i in self.moved])
        memory = np.array([optimiser._memory[i] for _, i in self.moved]).reshape(
            len(self.moved), -1
        )
        columns = [
            memory[:1, k] if is_shared else memory[:, k]
            for k, is_shared in enumerate(self.rule.is_shared)
        ]
        settings = np.array([leaf._data for leaf in self.rule.settings])
        self.numbers: Array = np.concatenate([function.numbers()[:parameters], settings, *columns])
        self.rate = parameters + self.rule.rate
        starts = np.cumsum([parameters + len(settings), *map(len, columns)])
        self.starts = [int(start) for start in starts]
        self.layout = (self.moved, self.rule.is_shared, self.starts)

    def program(self, path: "Path", shape: Shape, rows: bool, clip_norm: float | None) -> Program:
        """The gradient, and behind it the update of every parameter."""
        columns = shape.inputs.shape[1]
        graph = with_gradients(
            path.graph, columns, len(self.parameters), rows=rows, gradients=True, by_inputs=False
        )
        if clip_norm is not None:
            self._append_clipping(graph, clip_norm)
        self._append_update(graph)
        return Program(graph, columns, len(self.numbers))

    def _append_clipping(self, graph: Graph, limit: float) -> None:
        """Gradients times limit/norm, where their norm is larger than the limit."""
        slopes = graph.results["parameters"]
        own = [slopes[place] for place, _ in self.moved]
        norm = graph.add(sqrt, (graph.add(DOT, tuple([g for g in own for _ in range(2)])),))
        most = graph.constant(limit)
        factor = graph.add(div, (most, graph.add(maximum, (norm, most))))
        for place, _ in self.moved:
            slopes[place] = graph.add(mul, (slopes[place], factor))

    def _append_update(self, graph: Graph) -> None:
        rule, count = self.rule, len(self.parameters)
        found: dict[int, int] = {
            int(number): line for line, op, _, number in graph if op == PARAMETER
        }

        def state(place: int) -> int:
            if place not in found:
                found[place] = graph.add(PARAMETER, (), float(place))
            return found[place]

        slots = list(zip(self.starts, rule.is_shared, strict=False))
        remembered = [state(begin) if is_shared else None for begin, is_shared in slots]
        shared = rule.append_shared(graph, remembered, lambda i: state(count + i))
        changed: dict[int, int] = {}
        for k, (place, _) in enumerate(self.moved):
            own = [begin + (0 if is_shared else k) for begin, is_shared in slots]
            gradient = graph.results["parameters"][place]
            results = rule.append(graph, shared, [state(place), gradient, *map(state, own)])
            changed.update(zip([place, *own], results, strict=True))
        graph.results["next"] = [changed[place] for place in sorted(changed)]
        graph.results["next places"] = [state(place) for place in sorted(changed)]

    def write_back(self, program: Program) -> None:
        """Give the Values and the optimiser what the array holds."""
        numbers = self.numbers.tolist()
        for i, parameter in enumerate(self.parameters):
            parameter.data = numbers[i]
        for i in self.used if program.has_stepped else ():
            self.parameters[i].grad = float(program.slopes()[i])
        for k, (_, i) in enumerate(self.moved):
            self.optimiser._memory[i] = tuple(
                numbers[begin + (0 if shared else k)]
                for begin, shared in zip(self.starts, self.rule.is_shared, strict=False)
            )
        self.optimiser.lr = numbers[self.rate]


class _Rule:
    """The rule of an optimiser as a graph.

    Attributes
    ----------
    settings : list of Value
        Leaves that stand for its numbers: the learning rate and others.
    rate : int
        Which of them is the learning rate.
    is_shared : list of bool
        For each thing it remembers whether that is the same for all parameters, always.
    """

    def __init__(self, optimiser: Optimiser, memories: list[tuple[float, ...]]) -> None:
        twin: Any = copy.copy(optimiser)  # whose numbers become Values
        names = [name for name in vars(twin) if type(vars(twin)[name]) is float]
        self.settings = [Value(vars(twin)[name]) for name in names]
        vars(twin).update(zip(names, self.settings, strict=True))
        self.rate = names.index("_lr")
        count = len(type(optimiser).slots)
        alike = [len({memory[k] for memory in memories}) == 1 for k in range(count)]
        places = {id(leaf): i for i, leaf in enumerate(self.settings)}

        def rule(x: Value, g: Value, memory: list[Value]) -> list[Any]:
            change, remembered = twin.rule(x, g, tuple(memory))
            return [x + change, *remembered]

        taken = record(rule, [0.5, 0.25, [0.125] * count])
        graph, leaves = taken.graph()
        as_parameters(graph, leaves, places)
        self.graph = optimise(graph, RECORDED)
        for look in taken.looks:
            if look.sign == "==":
                raise InputTypeError(
                    f"the rule of {type(optimiser).__name__} takes a number out of the graph at "
                    f"{look.place}, and so cannot be replayed; use autograd's functions there "
                    "(autograd.sqrt, not math.sqrt)"
                )
        self.is_shared = self._shared(alike)

    def _shared(self, alike: list[bool]) -> list[bool]:
        """What starts alike, and depends on nothing that is a parameter's own."""
        shared = list(alike)
        while True:
            own = [True, True, *(not x for x in shared)]  # x, g and what is remembered
            varies: list[bool] = []
            for _, op, args, number in self.graph:
                varies.append(own[int(number)] if op == INPUT else any(varies[a] for a in args))
            outputs = self.graph.results["values"][1:]
            now = [x and not varies[line] for x, line in zip(shared, outputs, strict=True)]
            if now == shared:
                return shared
            shared = now

    def append_shared(self, graph: Graph, memory: list[int | None], setting: Any) -> list[int]:
        """Append, once, the lines that are the same for all parameters; -1 for the others."""
        inputs = [None, None, *memory]
        place: list[int] = []
        for _, op, args, number in self.graph:
            operands = [place[arg] for arg in args]
            if op == INPUT:
                line = inputs[int(number)]
                place.append(-1 if line is None else line)
            elif op == PARAMETER:
                place.append(setting(int(number)))
            elif op == CONSTANT:
                place.append(graph.constant(number))
            else:
                place.append(-1 if -1 in operands else graph.add(op, tuple(operands)))
                if isinstance(op, Guard):
                    graph.results["guards"].append(place[-1])
        return place

    def append(self, graph: Graph, shared: list[int], inputs: list[int]) -> list[int]:
        """Append the lines of one parameter; what it changes and remembers."""
        place = list(shared)
        for line, op, args, number in self.graph:
            if place[line] < 0:
                place[line] = (
                    inputs[int(number)]
                    if op == INPUT
                    else graph.add(op, tuple([place[arg] for arg in args]))
                )
        return [place[line] for line in self.graph.results["values"]]
