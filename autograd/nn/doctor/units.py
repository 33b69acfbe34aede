"""Units through which nothing flows back: dead relus, saturated activations."""

from collections.abc import Iterator

import numpy as np

from ...op import TABLE
from .case import Case
from .finding import ALARM, NOTICE, Finding
from .measuring import Array, Unit

DEAD = 0.5
"""If more of the relus of a layer are dead, that is an alarm."""

FLAT = 0.9
"""A unit is saturated if it is for such a share of the samples that are not learnt yet."""

SATURATED = 0.5
"""If such a share of the units of a layer are saturated, that is an alarm."""

OPEN = 0.1
"""If fewer of the samples are not learnt, nothing is said of saturation."""

LEARNT = 0.1
"""A sample is learnt if its loss is below this share of `Case.constant_loss`; so is a model."""


def look(case: Case) -> Iterator[Finding]:
    """Look at the slopes of all activations, for all samples that are looked at."""
    if len(case.rows) < 2:
        return
    all_units = case.measured.units if case.measured is not None else {}
    units = {name: unit for name, unit in all_units.items() if len(unit.is_off) == len(case.rows)}
    yield from _dead(case, {n: u for n, u in units.items() if u.op is TABLE["relu"]})
    yield from _saturated(case, {n: u for n, u in units.items() if u.op is not TABLE["relu"]})


def _dead(case: Case, relus: dict[str, Unit]) -> Iterator[Finding]:
    dead = {name: unit for name, unit in relus.items() if all(unit.is_off)}
    if dead:
        shares = _by_layer(dead, relus)
        is_alarm = max(shares.values()) > DEAD and not is_learnt(case)
        numbers = {"total": len(relus), "samples": len(case.rows)}
        yield Finding("dead", ALARM if is_alarm else NOTICE, tuple(dead), numbers, shares)


def _saturated(case: Case, units: dict[str, Unit]) -> Iterator[Finding]:
    """Only by the samples that are not learnt yet: to be sure, and right, is no fault."""
    rows = open_rows(case)
    if len(rows) < max(1, OPEN * len(case.rows)):
        return
    flat = {n: u for n, u in units.items() if np.mean(np.array(u.is_flat)[rows]) >= FLAT}
    if flat:
        shares = _by_layer(flat, units)
        is_many = max(shares.values()) >= SATURATED
        is_alarm = is_many and case.loss is not None and not is_learnt(case)
        numbers = {"total": len(units), "samples": len(rows)}
        yield Finding("saturated", ALARM if is_alarm else NOTICE, tuple(flat), numbers, shares)


def open_rows(case: Case) -> Array:
    """The samples, by their places among those looked at, that are not learnt yet."""
    if case.loss is None or case.measured is None:
        return np.arange(len(case.rows))
    return np.flatnonzero(case.measured.losses >= LEARNT * case.constant_loss)


def is_learnt(case: Case) -> bool:
    """Whether the mean loss is that of a model that has learnt: what is odd in it does no harm."""
    if case.loss is None or case.measured is None:
        return False
    return case.measured.mean_loss < LEARNT * case.constant_loss


def _by_layer(some: dict[str, Unit], units: dict[str, Unit]) -> dict[str, float]:
    """Their share in the units of each layer that has any of them."""
    layers = dict.fromkeys(unit.layer for unit in some.values())
    count = {layer: sum(unit.layer == layer for unit in some.values()) for layer in layers}
    total = {layer: sum(unit.layer == layer for unit in units.values()) for layer in layers}
    return {layer: count[layer] / total[layer] for layer in layers}
