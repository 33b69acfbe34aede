"""Numbers that are NaN or infinite: in parameters, in their gradients, in the data."""

from collections.abc import Iterator

import numpy as np

from .case import Case
from .finding import ALARM, Finding


def look(case: Case) -> Iterator[Finding]:
    """Look at every number there is."""
    yield from _named("not_finite_parameters", case, np.isfinite(case.place))
    held = np.array([p.grad is None or np.isfinite(float(p.grad)) for p in case.own], dtype=bool)
    yield from _named("not_finite_gradients", case, held)
    yield from _in_data(case)


def _named(kind: str, case: Case, are_finite: np.ndarray) -> Iterator[Finding]:
    where = tuple(case.names[i] for i in np.flatnonzero(~are_finite))
    if where:
        yield Finding(kind, ALARM, where, {"total": len(case.names)})


def _in_data(case: Case) -> Iterator[Finding]:
    samples = case.samples
    if samples is None:
        return
    bad = np.flatnonzero(~np.isfinite(samples.columns).all(axis=0))
    columns = [samples.column(int(i)) for i in bad]
    if not np.isfinite(samples.y).all():
        columns.append("y")
    left = set(range(len(samples))) - set(samples.finite_rows())
    if left:
        numbers = {"columns": ", ".join(columns), "total": len(samples)}
        yield Finding("not_finite_data", ALARM, tuple(map(str, sorted(left))), numbers)
