"""Measuring: what one pass over samples shows, each graph recorded once and then let go."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import functions
from ...collector import collector_paused
from ...engine import Value, topological_order
from ...errors import InputTypeError
from ...modes import recording
from ...op import Op
from ..activations import is_saturated, name_of
from ..layers import Neuron
from ..module import Module

if TYPE_CHECKING:
    from .case import Case

Array = Any
"""A numpy array."""


@dataclass
class Unit:
    """An activation of the model, over all samples.

    Attributes
    ----------
    layer : str
        The path of its layer.
    op : Op
        What it is.
    is_off, is_flat : list of bool
        For each sample, whether its slope is exactly 0; and whether it is saturated.
    """

    layer: str
    op: Op
    is_off: list[bool] = field(default_factory=list)
    is_flat: list[bool] = field(default_factory=list)


@dataclass
class Measured:
    """Numbers of one pass, a row for each sample.

    Attributes
    ----------
    outputs : array of shape (samples,) or (samples, outputs)
    losses : array of shape (samples,)
        Empty without a loss, as `gradients`.
    gradients : array of shape (samples, parameters)
        Of the loss of one sample.
    reached : set of int
        The parameters that a loss depends on, by their places.
    units : dict of str to Unit
        Activations by path; those that belong to no module by number: ``tanh 1``.
    arrivals : dict of str to list of float
        By layer, the gradients at the outputs of its neurons, for all samples.
    blocks : list of str
        The operations whose slope is zero everywhere.
    """

    outputs: Array
    losses: Array
    gradients: Array
    reached: set[int] = field(default_factory=set)
    units: dict[str, Unit] = field(default_factory=dict)
    arrivals: dict[str, list[float]] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)

    @property
    def mean_loss(self) -> float:
        """The mean over the samples."""
        return float(self.losses.mean())

    @property
    def gradient(self) -> Array:
        """That of the mean loss."""
        return self.gradients.mean(axis=0)


def measure(case: "Case", pairs: list[tuple[Any, Any]]) -> Measured:
    """Pass samples through a model, and back, beside its nodes: nobody's `grad` is touched.

    Raises
    ------
    AutogradError
        If a number cannot be computed.
    """
    layers = _layers(case.model)
    places = {id(p): i for own in (case.own, case.parameters) for i, p in enumerate(own)}
    outputs: list[Any] = []
    losses: list[float] = []
    found = Measured(None, None, np.zeros((len(pairs) if case.loss else 0, len(case.names))))
    with collector_paused(), recording():
        for row, (x, y) in enumerate(pairs):
            output = case.model(x)
            outputs.append(_plain(output))
            _look_forward(found, output, layers)
            if case.loss is not None:
                loss = case.loss(output, y)
                losses.append(_number(loss, case.loss))
                _look_back(found, row, loss, places, layers)
    found.outputs, found.losses = np.array(outputs), np.array(losses)
    return found


def _look_forward(found: Measured, output: Any, layers: dict[str, str]) -> None:
    """Look at the activations that lead to an output."""
    for name, nodes in _activations(output).items():
        op: Any = nodes[0].op
        path = nodes[0].path
        if op.flat:
            if name not in found.blocks:
                found.blocks.append(name)
            continue
        unit = found.units.setdefault(name, Unit(layers.get(path, path), op))
        unit.is_off.append(all(node.da == 0.0 for node in nodes))
        unit.is_flat.append(all(_is_flat(node) for node in nodes))


def _activations(output: Any) -> dict[str, list[Value]]:
    """The activations, and what is flat everywhere, by path; without modules by number."""
    results = [v for v in (output if isinstance(output, list) else [output]) if _is_result(v)]
    if not results:
        return {}
    found = [
        node
        for node in topological_order(functions.sum(results))
        if node.op is not None and (node.op.family == "activation" or node.op.flat)
    ]
    named: dict[str, list[Value]] = {}
    has_paths = any(node.path for node in found)
    counts: dict[str, int] = {}
    for node in found:
        name = node.path
        if not has_paths or (not name and _flat_op(node)):
            kind = node.op.name if node.op is not None else ""
            counts[kind] = counts.get(kind, 0) + 1
            name = f"{kind} {counts[kind]}"
        if name:
            named.setdefault(name, []).append(node)
    return named


def _flat_op(node: Value) -> bool:
    return node.op is not None and node.op.flat


def _is_result(v: Any) -> bool:
    return isinstance(v, Value) and v.op is not None


def _is_flat(node: Value) -> bool:
    if node.op is None or node.a is None:
        return False
    return is_saturated(node.op, node.da, *(float(arg) for arg in node.args))


def _look_back(
    found: Measured, row: int, loss: Value, places: dict[int, int], layers: dict[str, str]
) -> None:
    """Differentiate the loss of one sample; neither hooks nor warnings, which would be effects."""
    order = topological_order(loss)
    gradients = {id(loss): 1.0}
    for node in reversed(order):
        g = gradients[id(node)]
        if node.a is not None:
            gradients[id(node.a)] = gradients.get(id(node.a), 0.0) + node.da * g
        if node.b is not None:
            gradients[id(node.b)] = gradients.get(id(node.b), 0.0) + node.db * g
        if node.op is None:
            place = places.get(id(node))
            if place is not None:
                found.reached.add(place)
                found.gradients[row, place] += g
        elif node._notes is not None and node.path:
            found.arrivals.setdefault(layers.get(node.path, node.path), []).append(g)


def _layers(model: Module) -> dict[str, str]:
    """The layer of each module, by paths: that of a neuron is what holds it."""
    return {
        module.path: module.path.rpartition(".")[0] if isinstance(module, Neuron) else module.path
        for module in model.modules()
    }


def _plain(output: Any) -> Any:
    return [float(v) for v in output] if isinstance(output, list | tuple) else float(output)


def _number(loss: Any, function: Any) -> float:
    if not isinstance(loss, Value):
        raise InputTypeError(
            f"training needs a loss that is a Value, got {type(loss).__name__} from "
            f"{name_of(function)}; use the losses of autograd.nn, or functions of autograd"
        )
    return float(loss)


def numbers_of(gradients: Iterable[Any]) -> Array:
    """Gradients as numbers; NaN for those that were not computed.

    Examples
    --------
    >>> numbers_of([1.0, None, Value(2.0)])
    array([ 1., nan,  2.])
    """
    return np.array([float("nan") if g is None else float(g) for g in gradients])
