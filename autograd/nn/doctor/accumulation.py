"""A forgotten zero_grad: parameters that hold more than one pass gives."""

from collections.abc import Iterator

import numpy as np

from ...errors import AutogradError
from .case import Case
from .finding import ALARM, Finding
from .measuring import Array
from .units import is_learnt

SAME = 1e-6
"""Gradients that differ by a smaller share of their norm are the same."""

MORE = 2.0
"""What is held is the sum of several passes if it is so many times the gradient of any sample."""

_WORK = 10_000  # samples times parameters times passes that are taken back
_MOST = 50  # of those passes


def look(case: Case) -> Iterator[Finding]:
    """Compare what the parameters hold with what one pass would have given them, anew.

    That pass was either made here, or before the last step; where there is an optimiser, that step
    can be taken back. A pass over some of the samples, or one whose loss is their sum, is one too.

    Steps with momentum, or a memory such as Adam's, can be taken back only nearly, so that a few
    passes that were added up may go unnoticed there; many are larger than any sample's gradient.
    """
    found, held = case.measured, case.held
    known = np.flatnonzero(~np.isnan(held))
    if found is None or not np.isfinite(held[known]).all() or not held[known].any():
        return
    pass_ = _Pass(case, held, known)
    now, before = pass_.gradients_at(case.place), pass_.before_last_step()
    if case.is_whole and (pass_.is_one_of(now) or pass_.is_one_of(before)):
        return
    numbers = {"samples": len(case.rows), "norm": pass_.norm}
    where = tuple(case.names[i] for i in known)
    times = (pass_.times(now) or pass_.times(before)) if case.is_whole else 0
    if times:
        yield Finding("gradients_multiple", ALARM, where, {**numbers, "times": times})
        return
    passes = pass_.taken_back() if case.is_whole else 0
    if passes:
        yield Finding("gradients_summed", ALARM, where, {**numbers, "passes": passes})
        return
    if not len(now) or not len(before) or is_learnt(case):  # what a penalty adds is left then
        return
    largest = max(_largest(now), _largest(before))
    if pass_.norm > MORE * largest:
        ratio = pass_.norm / largest if largest else float("inf")
        yield Finding("gradients_kept", ALARM, where, {**numbers, "ratio": ratio})


class _Pass:
    """What is held, and what it may have come from."""

    def __init__(self, case: Case, held: Array, known: Array) -> None:
        self.case, self.held, self.known = case, held, known
        self.norm = float(np.linalg.norm(held[known]))

    def gradients_at(self, place: Array) -> Array:
        """Those of single samples, by parameters that hold one; empty where there are none."""
        try:
            gradients = self.case.measured_at(place).gradients[:, self.known]
        except AutogradError:
            return np.empty((0, len(self.known)))
        return gradients if np.isfinite(gradients).all() else np.empty((0, len(self.known)))

    def earlier(self, place: Array, gradient: Array) -> Array | None:
        """Where the parameters were before a step along a gradient; nearly so, with momentum."""
        if self.case.optimiser is None:
            return None
        try:
            earlier = place - self.case.planned_step(gradient, place)
        except AutogradError:
            return None
        return earlier if np.isfinite(earlier).all() else None

    def before_last_step(self) -> Array:
        """The gradients of single samples there; empty where it is not known."""
        earlier = self.earlier(self.case.place, self.held)
        return self.gradients_at(earlier) if earlier is not None else np.empty((0, len(self.known)))

    def is_one_of(self, gradients: Array) -> bool:
        """Whether what is held is the mean, or the sum, of the gradients of all samples."""
        return len(gradients) > 0 and any(
            self._is_same(self.held[self.known], scale * gradients.mean(axis=0))
            for scale in (1, len(gradients))
        )

    def times(self, gradients: Array) -> int:
        """How many times the mean gradient is held, if that is a whole number above 1."""
        if not len(gradients) or len(self.known) < 3:  # few numbers are in proportion by chance
            return 0
        mean, held = gradients.mean(axis=0), self.held[self.known]
        size = float(mean @ mean)
        times = round(float(held @ mean) / size) if size else 0
        return times if times > 1 and self._is_same(held, times * mean) else 0

    def taken_back(self) -> int:
        """How many steps without zero_grad lead back to gradients of zero; 0 if none do.

        Each step moved along all that was held then: taken back, one pass less is held.
        """
        held, place = self.held.copy(), self.case.place
        cost = len(self.case.rows) * len(self.case.names)
        for passes in range(1, 1 + max(1, min(_MOST, _WORK // cost))):
            earlier = self.earlier(place, held)
            gradients = self.gradients_at(earlier) if earlier is not None else ()
            if earlier is None or not len(gradients):
                return 0
            held[self.known] -= np.mean(gradients, axis=0)
            place = earlier
            if float(np.linalg.norm(held[self.known])) <= SAME * self.norm:
                return passes
        return 0

    def _is_same(self, one: Array, other: Array) -> bool:
        return float(np.linalg.norm(one - other)) <= SAME * self.norm


def _largest(gradients: Array) -> float:
    """The largest norm of one of the samples: no mean of some of them has a larger one."""
    return float(np.linalg.norm(gradients, axis=1).max())
