"""Inputs on scales that gradient descent finds hard: columns far apart, far from 0, far from 1."""

from collections.abc import Iterator

import numpy as np

from .case import Case
from .finding import ALARM, NOTICE, Finding
from .measuring import Array

SPREAD = 100.0
"""Scales of columns that differ by such a factor are told."""

CENTRE = 10.0
"""A mean so many standard deviations from 0 is."""

LARGE, SMALL = 100.0, 0.01
"""So is data whose usual scale lies beyond these."""


def look(case: Case) -> Iterator[Finding]:
    """Compare the columns. The scale of one is the root mean square of what is not 0 in it.

    So a pixel that is nearly always dark, or a column of a one-hot code, is on the scale of the
    others.
    """
    samples = case.samples
    rows = samples.columns[samples.finite_rows()]
    if len(rows) < 2:
        return
    scales = _scales(rows)
    used = np.flatnonzero(scales > 0.0)
    names = [samples.column(i) for i in range(rows.shape[1])]
    if len(used):
        yield from _spread_or_size(scales, used, names)
        yield from _centre(rows, used, names)


def _scales(rows: Array) -> Array:
    counts = np.maximum((rows != 0.0).sum(axis=0), 1)
    most = np.abs(rows).max(axis=0)
    shares = rows / np.where(most > 0.0, most, 1.0)  # so that squares stay floats
    return most * np.sqrt((shares**2).sum(axis=0) / counts)


def _spread_or_size(scales: Array, used: Array, names: list[str]) -> Iterator[Finding]:
    least, most = float(scales[used].min()), float(scales[used].max())
    usual = float(np.sort(scales[used])[(len(used) - 1) // 2])
    table = {names[i]: float(scales[i]) for i in used[np.argsort(-scales[used], kind="stable")]}
    if most > SPREAD * least:
        # Of those that differ from the usual, at least one does so by the root of SPREAD.
        limit = SPREAD**0.5
        odd = [i for i in used if not usual / limit < scales[i] < usual * limit]
        where = tuple(names[i] for i in odd)
        yield Finding("inputs_spread", ALARM, where, {"least": least, "most": most}, table)
    elif not SMALL < usual < LARGE:
        yield Finding("inputs_size", ALARM, tuple(table), {"usual": usual}, table)


def _centre(rows: Array, used: Array, names: list[str]) -> Iterator[Finding]:
    means, deviations = rows.mean(axis=0), rows.std(axis=0)
    far = [i for i in used if deviations[i] > 0.0 and abs(means[i]) > CENTRE * deviations[i]]
    if far:
        table = {names[i]: float(means[i] / deviations[i]) for i in far}
        severity = ALARM if max(abs(means[i]) for i in far) > CENTRE else NOTICE
        yield Finding("inputs_centre", severity, tuple(table), {}, table)
