"""Neurons that are equal and stay so, and models that are zero all over."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from ..layers import Neuron
from ..module import Module
from .case import Case
from .finding import ALARM, NOTICE, Finding


def look(case: Case) -> Iterator[Finding]:
    """Compare the neurons of each layer, by their numbers and, where it is known, by gradients."""
    layers = _neurons(case.model)
    if len(layers) > 1 and not case.place.any():
        yield Finding("all_zero", ALARM, tuple(layers), {"total": len(case.names)})
        return
    groups = [group for neurons in layers.values() for group in _equal(case, neurons)]
    if not _has_gradients(case):  # outputs may start equal: their targets are not
        outputs = {neuron.path for neuron in list(layers.values())[-1]} if layers else set()
        groups = [group for group in groups if group[0] not in outputs]
    if groups:
        where = tuple(" = ".join(group) for group in groups)
        equal = {"equal": sum(map(len, groups)), "total": sum(map(len, layers.values()))}
        yield Finding("equal_neurons", ALARM if _has_gradients(case) else NOTICE, where, equal)


def _neurons(model: Module) -> dict[str, list[Neuron]]:
    """The neurons of each layer, by its path."""
    found: dict[str, list[Neuron]] = defaultdict(list)
    for module in model.modules():
        if isinstance(module, Neuron):
            found[module.path.rpartition(".")[0]].append(module)
    return dict(found)


def _has_gradients(case: Case) -> bool:
    return case.loss is not None and case.measured is not None


def _equal(case: Case, neurons: list[Neuron]) -> Iterator[list[str]]:
    """Groups of neurons whose numbers are equal, and whose gradients are."""
    places = {id(p): i for i, p in enumerate(case.parameters)}
    groups: dict[tuple[float, ...], list[str]] = defaultdict(list)
    for neuron in neurons:
        own = [places[id(p)] for p in neuron.parameters()]
        key = tuple(case.place[own].tolist())
        if _has_gradients(case) and case.measured is not None:
            gradient = case.measured.gradient
            size = float(np.abs(gradient).max()) or 1.0
            key += tuple((gradient[own] / size).round(9).tolist())
        groups[key].append(neuron.path)
    yield from (group for group in groups.values() if len(group) > 1)
