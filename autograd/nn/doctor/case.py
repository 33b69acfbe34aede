"""Case: what is looked at - copies of model and optimiser, some of the samples - and trials on it.

The user's own objects are only read: whatever is called, moved or stepped is a copy.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cached_property
from typing import Any

import numpy as np

from ...engine import Value
from ...errors import AutogradError, DomainError, InputTypeError, RangeError
from ...modes import no_grad
from ..fitting.run import Run
from ..module import Module
from ..optim import Optimiser
from .measuring import Array, Measured, measure, numbers_of
from .samples import Samples

MOST = 200
"""Samples that are looked at, at most; of a large model fewer, so that it takes about a second."""
_LEAST, _WORK, _TRIAL_WORK = 20, 120_000, 50_000  # samples; samples times parameters

Loss = Callable[[Any, Any], Any]


class Case:
    """A model, and whatever else there is to look at.

    Attributes
    ----------
    names : list of str
        The paths of the parameters.
    own : list of Value
        The user's parameters, in the same order; never written to.
    model, parameters, optimiser
        Copies.
    moved : set of int
        The parameters that the optimiser moves, by their places in `names`.
    samples, loss, run
        As they were given; None where they were not.
    place : array
        The numbers of the parameters.
    failure : str
        What the model, or the loss, said instead of giving a number; empty if they gave one.
    """

    def __init__(
        self,
        model: Module,
        samples: Samples | None,
        loss: Loss | None,
        optimiser: Optimiser | None,
        run: Run | None,
    ) -> None:
        named = model.named_parameters()
        self.names = [name for name, _ in named]
        self.own = [parameter for _, parameter in named]
        copies = _copies(model, optimiser)
        self.model: Module = copies[0]
        self.optimiser: Any = copies[1]
        self.parameters = self.model.parameters()
        given = {id(p) for p in optimiser.parameters} if optimiser is not None else set()
        self.moved = {i for i, p in enumerate(self.own) if id(p) in given}
        self.samples: Any = samples
        self.loss: Any = loss
        self.run = run
        self.place = np.array([p.data for p in self.own], dtype=float)
        self.is_finite = bool(np.isfinite(self.place).all())
        self.failure = ""

    # --- which samples ---------------------------------------------------------------------------

    @cached_property
    def refused(self) -> dict[int, AutogradError]:
        """The rows whose target the loss refuses, and what it says of it."""
        if self.samples is None or self.loss is None or not self.is_finite:
            return {}
        refused: dict[int, AutogradError] = self.samples.refused(self.model, self.loss)
        return refused

    @cached_property
    def outputs(self) -> int:
        """How many outputs the model has; 0 if they come as one Value, or not at all."""
        rows = self.samples.finite_rows() if self.samples is not None and self.is_finite else []
        if not rows:
            return 0
        try:
            with no_grad():
                output = self.model(self.samples.x[rows[0]].tolist())
        except (DomainError, RangeError):
            return 0
        return len(output) if isinstance(output, list | tuple) else 0

    @cached_property
    def rows(self) -> Array:
        """The rows that are looked at: evenly spaced among those that can be computed with."""
        if self.samples is None:
            return np.array([], dtype=int)
        usable = [row for row in self.samples.finite_rows() if row not in self.refused]
        return _spread(np.array(usable, dtype=int), self._room(_WORK, MOST))

    def _room(self, work: int, most: int) -> int:
        return min(most, max(_LEAST, work // max(1, len(self.names))))

    @property
    def is_whole(self) -> bool:
        """Whether all samples are looked at."""
        return self.samples is not None and len(self.rows) == len(self.samples)

    # --- measuring -------------------------------------------------------------------------------

    @cached_property
    def measured(self) -> Measured | None:
        """What one pass shows; None without samples, or where it cannot be computed."""
        if self.samples is None or not self.is_finite or not len(self.rows):
            return None
        try:
            return self.measured_at(self.place)
        except (DomainError, RangeError) as error:
            self.failure = str(error)
            return None

    def measured_at(self, place: Array, rows: Array | None = None) -> Measured:
        """What one pass shows with other numbers in the parameters.

        Raises
        ------
        AutogradError
            If the model or the loss cannot be computed there.
        """
        with self._moved_to(place):
            return measure(self, self.samples.pairs(self.rows if rows is None else rows))

    @cached_property
    def trial_rows(self) -> Array:
        """The places in `rows` of the samples that trial steps are judged by."""
        return _spread(np.arange(len(self.rows)), self._room(_TRIAL_WORK, MOST))

    def trial_loss(self, place: Array) -> float:
        """The mean loss with other numbers in the parameters; infinite where there is none."""
        if not np.isfinite(place).all():
            return float("inf")
        total = 0.0
        pairs = self.samples.pairs(self.rows[self.trial_rows])
        try:
            with self._moved_to(place), no_grad():
                for x, y in pairs:
                    total += float(self.loss(self.model(x), y))
        except AutogradError:
            return float("inf")
        mean = total / len(pairs)
        return mean if mean == mean else float("inf")

    @cached_property
    def constant_loss(self) -> float:
        """The mean loss of a model that always gives the mean output: it has learnt nothing."""
        found: Any = self.measured
        mean = found.outputs.mean(axis=0)
        guess: Any = [Value(z) for z in mean.tolist()] if mean.ndim else Value(float(mean))
        try:
            with no_grad():
                losses = [float(self.loss(guess, y)) for _, y in self.samples.pairs(self.rows)]
        except AutogradError:
            return float(found.mean_loss)
        return sum(losses) / len(losses)

    @contextmanager
    def _moved_to(self, place: Array) -> Iterator[None]:
        """Give the copies other numbers for a while."""
        for parameter, number in zip(self.parameters, place.tolist(), strict=True):
            parameter.data = number
        try:
            yield
        finally:
            for parameter, number in zip(self.parameters, self.place.tolist(), strict=True):
                parameter.data = number

    # --- steps -----------------------------------------------------------------------------------

    def planned_step(self, gradient: Array, place: Array | None = None) -> Array:
        """What the optimiser would add to each parameter for a gradient, as it is now.

        Raises
        ------
        AutogradError
            If a step leaves the floats.
        """
        with self._moved_to(self.place if place is None else place):
            self._put(self.parameters, gradient)
            steps = {id(u.parameter): u.step for u in self.optimiser.plan()}
        return np.array([steps.get(id(p), 0.0) for p in self.parameters])

    def walk(self, steps: int) -> Iterator[float]:
        """The mean losses after each of some steps of the optimiser, along fresh gradients."""
        model, optimiser = _copies(self.model, self.optimiser)
        parameters = model.parameters()
        for _ in range(steps):
            place = np.array([p.data for p in parameters])
            try:
                found = self.measured_at(place, self.rows[self.trial_rows])
                self._put(parameters, found.gradient)
                optimiser.step()
            except AutogradError:
                yield float("inf")
                return
            yield self.trial_loss(np.array([p.data for p in parameters]))

    def _put(self, parameters: list[Value], gradient: Array) -> None:
        """Give copies a gradient; NaN stands for none."""
        for i, (parameter, g) in enumerate(zip(parameters, gradient.tolist(), strict=True)):
            parameter.grad = g if g == g and i in self.moved else None

    @property
    def held(self) -> Array:
        """The gradients that the user's parameters hold; NaN where there is none."""
        return numbers_of(p.grad for p in self.own)


def _spread(rows: Array, most: int) -> Array:
    """At most so many of these, evenly spaced: of samples sorted by class, some of each."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).round().astype(int)]


def _copies(model: Module, optimiser: Optimiser | None) -> tuple[Module, Any]:
    try:
        return deepcopy((model, optimiser))
    except Exception as error:  # deepcopy runs what the model's author wrote: it may raise anything
        raise InputTypeError(
            f"diagnose tries things on a copy of the model, and this {type(model).__name__} "
            f"cannot be copied ({type(error).__name__}: {error}); keep what is no number, such as "
            "a file or a lock, outside of it"
        ) from error


@contextmanager
def random_kept() -> Iterator[None]:
    """Put the global generators back where they were, whatever a model draws meanwhile."""
    # A forward of the user's may draw from the global generators, which NPY002 tells us not to use:
    # we only put them back.
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002  see above
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002  see above
