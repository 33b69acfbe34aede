"""Gradients that vanish or explode on their way back through the layers."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from .case import Case
from .finding import ALARM, Finding
from .units import is_learnt

RATIO = 1e-3
"""What arrives at one layer vanishes if it is smaller than this share of what arrived behind it."""

LARGE = 1e6
"""Gradients beyond this have exploded, wherever they are."""


def look(case: Case) -> Iterator[Finding]:
    """Compare what arrives at the outputs of each layer: the root mean square over the samples.

    Not at the weights, whose gradients are multiplied by their inputs; and over single samples, as
    those of a mean cancel near the minimum.
    """
    found: Any = case.measured  # it is there: what this look needs says so
    slopes = np.isfinite(found.gradients).all(axis=0)
    if not slopes.all():
        where = tuple(case.names[i] for i in np.flatnonzero(~slopes))
        yield Finding("not_finite_slopes", ALARM, where, {"total": len(case.names)})
        return
    sizes = {layer: float(np.sqrt(np.mean(np.square(g)))) for layer, g in found.arrivals.items()}
    layers = list(reversed(sizes))  # they were met from the loss on
    if is_learnt(case) or len(layers) < 2 or not max(sizes.values()):
        return
    sizes = {layer: sizes[layer] for layer in layers}
    last = sizes[layers[-1]]
    least, most = min(layers, key=sizes.__getitem__), max(layers, key=sizes.__getitem__)
    if sizes[most] > LARGE or sizes[most] * RATIO > last:
        yield _finding("exploding", most, layers[-1], sizes)
    elif 0.0 < sizes[least] < RATIO * last:
        yield _finding("vanishing", least, layers[-1], sizes)


def _finding(kind: str, layer: str, last: str, sizes: dict[str, float]) -> Finding:
    numbers = {
        "size": sizes[layer],
        "last": sizes[last],
        "ratio": sizes[layer] / (sizes[last] or 1.0),
    }
    return Finding(kind, ALARM, (layer,), numbers, sizes)
