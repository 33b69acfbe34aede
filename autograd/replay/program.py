"""Program: a scheduled graph with memory of its own, ready to run on arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from ..collector import collector_paused
from ..errors import LengthError
from ..ops import mul
from .driver import JOB, WORK
from .gradient import differentiate
from .graph import INPUT, PARAMETER, SELECT, TOTAL_DOT, WEIGHT, Graph
from .kernels import ORDERS
from .listing import listing
from .machine import addresses_of, drivers
from .passes import WHOLE, optimise
from .plan import AHEAD, EACH, ROWS, TILE, Plan, Run
from .schedule import schedule
from .shape import Array


@dataclass
class Answer:
    """What one run gives.

    Attributes
    ----------
    is_sound : bool
        Whether every number is finite and every guard held; if not, nothing else counts but `bad`.
    total : float
        The sum over rows of the value times the weight; without rows, the value.
    values : array of shape (rows, outputs)
        The values of each row.
    parameters : array of shape (parameters,)
        The gradient of the total by each parameter.
    inputs : array of shape (rows, inputs)
        And by each input; without columns if nobody asked for it.
    bad : array of shape (rows,) of bool
        Rows whose numbers do not count.
    used : frozenset of int
        The parameters that rows depended on; the gradient by others is 0 and means nothing.
    """

    is_sound: bool
    total: float
    values: Array
    parameters: Array
    inputs: Array
    bad: Array
    used: frozenset[int] = frozenset()


class Program:
    """A graph that was optimised and scheduled, and is compiled when it first runs.

    It can be pickled; it is compiled anew where it is unpickled. So rows can be spread over
    processes: each runs some, with the weights that these have among all, and what they give adds
    up, if every part is sound.

    Parameters
    ----------
    graph : Graph
        With all that is asked for.
    inputs, parameters : int
        How many numbers are handed in, a row.

    Examples
    --------
    >>> from autograd import Value
    >>> from autograd.replay import replay
    >>> w = Value(2.0)
    >>> f = replay(lambda x: w * x**2, rows="mean")
    >>> inputs, weights = np.array([[1.0], [2.0], [3.0], [4.0]]), np.full(4, 0.25)
    >>> program = f.program(inputs[:, 0])
    >>> parts = [
    ...     program.run(f.numbers(), inputs[some], weights[some])
    ...     for some in (slice(0, 3), slice(3, 4))
    ... ]
    >>> all(part.is_sound for part in parts), sum(part.total for part in parts)
    (True, 15.0)
    >>> sum(part.parameters for part in parts).tolist(), f.value_and_grad(inputs[:, 0])[0]
    ([7.5], 15.0)
    """

    def __init__(self, graph: Graph, inputs: int, parameters: int) -> None:
        with collector_paused():
            self.plan: Plan = schedule(optimise(graph, WHOLE), inputs, parameters)
        self._start()

    def _start(self) -> None:
        self._memory: Array | None = None
        self._lock = Lock()  # compiled code runs without Python's
        self._limits = _limits(self.plan.graph)
        self.has_stepped = False

    def __getstate__(self) -> dict[str, Any]:
        return {"plan": self.plan}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.plan = state["plan"]
        self._start()

    def __str__(self) -> str:
        return listing(self)

    # --- memory and code -----------------------------------------------------------------------

    def _prepared(self) -> Array:
        """The memory; allocated, and everything compiled, if it was not yet."""
        if self._memory is None:
            self._prepare()
        return self._memory

    def _prepare(self) -> None:
        plan = self.plan
        raw = np.zeros(plan.size + 8)
        begin = (-raw.ctypes.data // 8) % 8  # to a border of 64 bytes
        memory = raw[begin : begin + plan.size]
        memory[list(plan.constants)] = list(plan.constants.values())
        self._keep: list[Array] = [raw]
        self._code = [self._orders(runs, part) for part, runs in enumerate(plan.runs)]
        results = plan.graph.results
        self._total = [plan.place[line] for line in results.get("total", [])]
        self._gradients = np.array(
            [plan.place[i] for i in results.get("parameters", [])], dtype=int
        )
        self._values = np.array([plan.place[i] for i in results.get("values", [])], dtype=int)
        self._inputs = np.array([plan.place[i] for i in results.get("inputs", [])], dtype=int)
        first, count = plan.outputs
        self._job = np.zeros(len(JOB), dtype=np.int64)
        self._set_job(
            {
                "in.bytes": 8 * ROWS * (len(plan.inputs) + 1),
                "in.place": plan.inputs[0] if len(plan.inputs) else plan.weight,
                "out.bytes": 8 * ROWS * count,
                "out.place": first,
                "sums.bytes": 8 * plan.sums[1],
                "sums.place": plan.sums[0],
                "bad.place": plan.bad,
            }
        )
        self._pointers = [
            memory.ctypes.data,
            *(code.ctypes.data for code in self._code),
            self._job.ctypes.data,
        ]
        self._driver = drivers()
        self._memory = memory

    def _orders(self, runs: Sequence[Run], part: int) -> Array:
        """What the driver reads: for each run where its kernel is and what it needs."""
        plan = self.plan
        kernels = [run.kernel.for_memory(plan.size) for run in runs]
        where = addresses_of(kernels)
        beyond = np.zeros(AHEAD + TILE, np.int32)  # kernels look ahead of the last run, too
        table = np.concatenate([*(run.table for run in runs), beyond])
        table = np.ascontiguousarray(table, dtype=np.int32)
        self._keep.append(table)
        code = np.zeros((len(runs) + 1, 1 + len(ORDERS)), dtype=np.int64)
        at = table.ctypes.data
        bad = plan.bad_rows if part == EACH else plan.bad
        for row, run, kernel in zip(code, runs, kernels, strict=False):
            terms = (*run.terms, 0, 0)[:2]
            row[:] = where[kernel], run.tiles, run.out, at, *terms, bad
            at += 4 * len(run.table)
        return code

    # --- running -------------------------------------------------------------------------------

    def run(self, parameters: Array, inputs: Array, weights: Array) -> Answer:
        """Run on numbers.

        Parameters
        ----------
        parameters : array of shape (parameters,)
            Their numbers.
        inputs : array of shape (rows, inputs)
            The numbers handed in; one row if there are no rows.
        weights : array of shape (rows,)
            How much each row counts.
        """
        self._check(parameters, inputs, weights)
        beyond = self._beyond(inputs)
        if beyond.any():
            inputs = np.where(beyond[:, None], 0.0, inputs)
        with self._lock:
            answer = self._run(parameters, inputs, weights)
        if beyond.any():
            answer.is_sound, answer.bad = False, answer.bad | beyond
        return answer

    def _check(self, parameters: Array, inputs: Array, weights: Array) -> None:
        """See that arrays have the shapes that compiled code will believe them to have."""
        wanted = (len(self.plan.parameters),), (len(weights), len(self.plan.inputs))
        if (parameters.shape, inputs.shape) != wanted or not len(weights):
            raise LengthError(
                f"this program takes parameters of shape {wanted[0]}, inputs of shape (rows, "
                f"{wanted[1][1]}) and a weight for each row, got {parameters.shape}, "
                f"{inputs.shape} and {weights.shape}"
            )

    def _beyond(self, inputs: Array) -> Array:
        """Rows in which a whole number chooses among fewer items: it must not reach the memory."""
        found = np.zeros(len(inputs), dtype=bool)
        for place, limit in self._limits.items():
            found |= ~((inputs[:, place] >= 0.0) & (inputs[:, place] < limit))
        return found

    def _run(self, parameters: Array, inputs: Array, weights: Array) -> Answer:
        memory, plan = self._prepared(), self.plan
        memory[plan.parameters] = parameters
        out = self._hand_in(inputs, weights)
        is_sound = bool(self._driver[0](*self._pointers))
        total = float(memory[self._total[0]]) if self._total else 0.0
        slopes = memory[self._gradients]
        if not plan.graph.has_rows:
            values, by_inputs = memory[self._values][None, :], memory[self._inputs][None, :]
            return Answer(is_sound, total, values, slopes, by_inputs, np.array([not is_sound]))
        table = out.transpose(0, 2, 1).reshape(-1, out.shape[1])[: len(weights)]
        checks, values, by_inputs = np.split(table, [1, 1 + len(self._values)], axis=1)
        bad = np.isnan(checks[:, 0]) | np.isnan(memory[plan.bad : plan.bad + TILE]).any()
        return Answer(is_sound, total, values, slopes, by_inputs, bad)

    def _hand_in(self, inputs: Array, weights: Array) -> Array:
        """Put inputs and weights where the driver looks for them; where it puts what it gives."""
        memory, plan = self._prepared(), self.plan
        if not plan.graph.has_rows:
            memory[plan.inputs] = inputs[0]
            memory[plan.weight] = weights[0]
            return np.empty(0)
        self._blocks = blocks = self.blocks(inputs, weights)  # kept while compiled code reads it
        out = np.empty((len(blocks), plan.outputs[1], ROWS))
        self._set_job({"blocks": len(blocks), "*in": blocks.ctypes.data, "*out": out.ctypes.data})
        return out

    def _set_job(self, words: dict[str, int]) -> None:
        for name, word in words.items():
            self._job[JOB.index(name)] = word

    def train(
        self, state: Array, inputs: Array, weights: Array, rate: int, rates: Array, losses: Array
    ) -> int:
        """Run step after step, each on what the one before left of the parameters.

        Parameters
        ----------
        state : array of shape (parameters,)
            Their numbers, and whatever else changes; left as the last sound step leaves it.
        inputs, weights : array
            As of `run`.
        rate : int
            The parameter that is the learning rate.
        rates : array of shape (steps,)
            What it is in each step.
        losses : array of shape (steps,)
            The total of each step is written here.

        Returns
        -------
        int
            How many steps were sound; the next one, if any, has changed nothing.
        """
        self._check(state, inputs, weights)
        if self._beyond(inputs).any():
            return 0
        with self._lock:
            memory, plan = self._prepared(), self.plan
            memory[plan.parameters] = state
            out = self._hand_in(inputs, weights)
            words = {
                "steps": len(rates),
                "*rates": rates.ctypes.data,
                "rate.place": plan.parameters[rate],
                "*losses": losses.ctypes.data,
                "loss.place": self._total[0],
            }
            work = np.array([words[name] for name in WORK], dtype=np.int64)
            done = int(self._driver[1](*self._pointers, work.ctypes.data))
            del out  # what each row gives; it was needed while compiled code wrote it
            state[:] = memory[plan.parameters]
            self.has_stepped = self.has_stepped or done > 0
            return done

    def slopes(self) -> Array:
        """The gradient by the parameters in the last step; once it `has_stepped`."""
        return self._prepared()[self._gradients]

    def blocks(self, inputs: Array, weights: Array) -> Array:
        """Rows as the program reads them: blocks of ROWS, column by column, weights last.

        The last block is filled with copies of the last row that count nothing.
        """
        rows, columns = inputs.shape
        count = -(-rows // ROWS)
        full = np.empty((count * ROWS, columns + 1))
        full[:rows, :columns] = inputs
        full[:rows, columns] = weights
        full[rows:, :columns] = inputs[-1]
        full[rows:, columns] = 0.0
        return np.ascontiguousarray(full.reshape(count, ROWS, columns + 1).transpose(0, 2, 1))


def _limits(graph: Graph) -> dict[int, int]:
    """For each input that chooses, among how many."""
    found: dict[int, int] = {}
    for _, op, args, _ in graph:
        if op == SELECT and graph.ops[args[0]] == INPUT:
            place = int(graph.numbers[args[0]])
            found[place] = min(len(args) - 1, found.get(place, len(args)))
    return found


def with_gradients(
    recorded: Graph, inputs: int, parameters: int, *, rows: bool, gradients: bool, by_inputs: bool
) -> Graph:
    """A graph with the total of its value added, and what is asked for of its derivatives.

    Parameters
    ----------
    recorded : Graph
        As it was recorded, after the passes for that.
    inputs, parameters : int
        How many there are.
    rows : bool
        Whether inputs come in rows.
    gradients, by_inputs : bool
        Whether the derivatives by the parameters, and by the inputs, are asked for.
    """
    graph = Graph(list(recorded.ops), list(recorded.args), list(recorded.numbers))
    graph.results = {name: list(lines) for name, lines in recorded.results.items()}
    graph.has_rows, graph.history = rows, recorded.history
    if len(graph.results["values"]) != 1:
        return graph
    value, weight = graph.results["values"][0], graph.add(WEIGHT)
    total = graph.add(TOTAL_DOT if rows else mul, (value, weight))
    graph.results["total"] = [total]
    places = {(op, int(number)): line for line, op, _, number in graph if op in (INPUT, PARAMETER)}
    wanted = []
    if gradients:
        wanted += [("parameters", places.get((PARAMETER, i))) for i in range(parameters)]
    if by_inputs:
        wanted += [("inputs", places.get((INPUT, i))) for i in range(inputs)]
    found = iter(differentiate(graph, total, [line for _, line in wanted if line is not None]))
    zero = graph.constant(0.0)
    for name, line in wanted:
        slope = next(found) if line is not None else None
        graph.results.setdefault(name, []).append(zero if slope is None else slope)
    graph.history = [*graph.history, ("differentiate", len(recorded), len(graph))]
    return graph
