"""Targets that do not fit: classes there are no outputs for, or no samples of; nothing to tell."""

from collections.abc import Iterator

import numpy as np

from .case import Case
from .finding import ALARM, Finding


def look(case: Case) -> Iterator[Finding]:
    """Look at all targets, not only at those of the samples that are passed through the model."""
    samples, refused = case.samples, case.refused
    outputs = case.outputs
    y = samples.y
    if outputs and samples.are_classes:
        wrong = np.flatnonzero((y < 0) | (y >= outputs))
        if len(wrong):
            yield _of_rows("target_range", wrong, outputs=outputs, got=int(y[wrong[0]]))
            refused = {row: said for row, said in refused.items() if row not in set(wrong.tolist())}
        yield from _missing(case, outputs)
    if refused:
        yield _of_rows(
            "target_refused", np.array(sorted(refused)), message=str(refused[min(refused)])
        )
    finite = y[samples.finite_rows()]
    if len(finite) > 1 and bool((finite == finite[0]).all()):
        yield Finding("one_class", ALARM, (), {"target": str(finite[0]), "samples": len(finite)})


def _missing(case: Case, outputs: int) -> Iterator[Finding]:
    """The classes that an output stands for and no sample is of."""
    counts = np.bincount(case.samples.y[case.samples.y >= 0], minlength=outputs)[:outputs]
    missing = tuple(str(c) for c in np.flatnonzero(counts == 0))
    if missing and counts.any():
        table = {str(c): int(n) for c, n in enumerate(counts)}
        yield Finding("class_missing", ALARM, missing, {"outputs": outputs}, table)


def _of_rows(kind: str, rows: np.ndarray, **numbers: object) -> Finding:
    return Finding(kind, ALARM, tuple(str(row) for row in rows.tolist()), numbers)
