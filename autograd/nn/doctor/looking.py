"""diagnose: look at a model, and at whatever else there is, for what keeps it from learning."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from ...errors import InputTypeError
from ..fitting.run import Run
from ..module import Module
from ..optim import Optimiser
from . import (
    accumulation,
    connection,
    finiteness,
    flow,
    history,
    inputs,
    optimising,
    rate,
    symmetry,
    targets,
    units,
)
from .case import Case, Loss, random_kept
from .finding import ALARM, LESSONS, Diagnosis, Finding
from .samples import Samples


@dataclass(frozen=True)
class _Check:
    """Something to look at: its name, who looks, and what has to be there."""

    name: str
    look: Callable[[Case], Iterator[Finding]]
    needs: tuple[str, ...] = ()


_CHECKS = (
    _Check("finiteness", finiteness.look),
    _Check("symmetry", symmetry.look),
    _Check("inputs", inputs.look, ("data",)),
    _Check("targets", targets.look, ("data",)),
    _Check("units", units.look, ("data", "finite")),
    _Check("connection", connection.look, ("data", "loss", "finite")),
    _Check("flow", flow.look, ("data", "loss", "finite")),
    _Check("accumulation", accumulation.look, ("data", "loss", "finite")),
    _Check("optimising", optimising.look, ("optimiser",)),
    _Check("rate", rate.look, ("data", "loss", "optimiser", "finite")),
    _Check("history", history.look, ("run",)),
)


def diagnose(
    model: Module,
    data: Any = None,
    *,
    loss: Loss | None = None,
    optimiser: Optimiser | None = None,
    run: Run | None = None,
) -> Diagnosis:
    """Say why training does not work, or that nothing wrong was found.

    The more there is to look at, the more can be said; each of the arguments but the first may be
    left out. It can be asked at any time - before training, in the middle of a loop, afterwards -
    and changes nothing.

    Parameters
    ----------
    model : Module
        What does not learn.
    data : Dataset or tuple of two arrays, optional
        What it should learn, as of `fit`. At most 200 samples are passed through the model, evenly
        spaced; fewer of a large model.
    loss : callable, optional
        Takes the output for one sample and its target, as of `fit`.
    optimiser : Optimiser, optional
        What trains it; that of `run`, if there is one.
    run : Run, optional
        What `fit` returned.

    Returns
    -------
    Diagnosis
        Print it; or ask it: ``is_healthy``, ``findings``, ``text("ko")``.

    Raises
    ------
    InputTypeError, LengthError
        If an argument is something else, data do not go together, or the model cannot be copied.

    Examples
    --------
    >>> from random import Random
    >>> from autograd.nn import MLP, SGD, squared_error
    >>> model = MLP(1, [3, 1], activation="tanh", rng=Random(1))
    >>> data = [[-1.0], [0.0], [1.0]], [1.0, 0.0, 1.0]
    >>> diagnose(model, data, loss=squared_error, optimiser=SGD(model.parameters(), lr=0.1))
    <Diagnosis: nothing found>
    >>> diagnose(model, data, loss=squared_error, optimiser=SGD(model.parameters(), lr=100.0))
    <Diagnosis: rate_high>
    """
    _check(model, loss, optimiser, run)
    if optimiser is None and run is not None:
        optimiser = run.optimiser
    samples = None if data is None else Samples(data)
    with random_kept(), np.errstate(all="ignore"):
        case = Case(model, samples, loss, optimiser, run)
        there = _there(case)
        said = case.failure
        findings = [Finding("failing", ALARM, (), {"message": said})] if said else []
        looked_at: list[str] = []
        left_out: dict[str, str] = {}
        for check in _CHECKS:
            lacking = [need for need in check.needs if not there[need]]
            if lacking:
                left_out[check.name] = lacking[0]
            else:
                looked_at.append(check.name)
                findings += check.look(case)
    kinds = list(LESSONS)
    findings.sort(key=lambda f: (f.severity != ALARM, kinds.index(f.kind)))
    return Diagnosis(
        tuple(findings),
        tuple(looked_at),
        MappingProxyType(left_out),
        len(case.rows) if there["finite"] else 0,
        0 if samples is None else len(samples),
    )


def _there(case: Case) -> dict[str, bool]:
    """What there is to look at; "finite" is that one pass can be computed."""
    there = {
        "data": case.samples is not None,
        "loss": case.loss is not None,
        "optimiser": case.optimiser is not None,
        "run": case.run is not None,
    }
    return {**there, "finite": case.measured is not None}


def _check(model: object, loss: object, optimiser: object, run: object) -> None:
    if not isinstance(model, Module):
        raise InputTypeError(
            f"diagnose looks at a Module, such as MLP(2, [16, 1]), got {type(model).__name__}"
        )
    if loss is not None and not callable(loss):
        raise InputTypeError(
            f"loss is a function of an output and a target, such as cross_entropy, got {loss!r:.60}"
        )
    if optimiser is not None and not isinstance(optimiser, Optimiser):
        raise InputTypeError(
            f"optimiser is one, such as SGD(model.parameters(), lr=0.1), got {optimiser!r:.60}"
        )
    if run is not None and not isinstance(run, Run):
        raise InputTypeError(f"run is what fit returned, got {run!r:.60}")
    if isinstance(run, Run) and run.model is not model:
        raise InputTypeError(
            "the run is of another model; pass the model that was trained, run.model"
        )
