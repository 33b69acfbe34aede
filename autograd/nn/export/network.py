"""What is exported: a model read into plain numbers, all checked before a file is written."""

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ...engine import Value
from ...errors import ChoiceError, InputTypeError, LengthError, StateError
from ...functions import softmax
from ...numeric import as_float, as_number
from ...op import Op
from ..activations import Activation, identity, name_of
from ..layers import MLP, Layer, Neuron
from ..module import Module
from .options import Numbers, kind_of, names_of, scaling_of

ACTIVATIONS = (
    *("identity", "tanh", "sigmoid", "softplus", "relu", "leaky_relu", "elu", "silu", "gelu"),
    *("step", "softmax"),
)
_EXPORTED = "an MLP, a Layer, a Neuron, or a list of them that are applied one after the other"


@dataclass(frozen=True)
class Dense:
    """A layer as numbers.

    Attributes
    ----------
    weight : tuple of tuple of float
        A row for each neuron, a number for each input.
    bias : tuple of float or None
        A number for each neuron.
    activation : str
        One of `ACTIVATIONS`.
    option : float or None
        The slope of a leaky relu, the alpha of an elu.
    """

    weight: tuple[Numbers, ...]
    bias: Numbers | None
    activation: str
    option: float | None

    @property
    def inputs(self) -> int:
        """How many numbers go in."""
        return len(self.weight[0])

    @property
    def outputs(self) -> int:
        """How many numbers come out."""
        return len(self.weight)


@dataclass(frozen=True)
class Network:
    """Layers one after the other, and what is told about them.

    Attributes
    ----------
    layers : tuple of Dense
        At least one.
    mean, scale : tuple of float or None
        What is subtracted from the inputs, and what they are then divided by.
    classes, features : tuple of str
        The names of outputs and inputs, as they were given; () if they were not.
    """

    layers: tuple[Dense, ...]
    mean: Numbers | None
    scale: Numbers | None
    classes: tuple[str, ...]
    features: tuple[str, ...]

    @property
    def inputs(self) -> int:
        """How many numbers a sample has."""
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        """How many numbers come out for a sample."""
        return self.layers[-1].outputs

    def described(self) -> str:
        """What it is, a line for each layer; no text from outside is in it."""
        lines = [
            f"layer{number}: {counted(layer.inputs, 'input')}, "
            f"{counted(layer.outputs, 'neuron')}{'' if layer.bias else ' without bias'}, "
            f"{layer.activation}{'' if layer.option is None else f'({layer.option!r})'}"
            for number, layer in enumerate(self.layers, start=1)
        ]
        if self.mean:
            lines.insert(0, "inputs: standardised, (x - mean) / scale")
        return "\n".join(lines)


def read(
    model: object, standardise: object, classes: Iterable[str], features: Iterable[str]
) -> Network:
    """Read a model, and check that it can be exported.

    Parameters
    ----------
    model : MLP, Layer, Neuron or list of them
        Is not changed.
    standardise : object or None
        Has ``mean`` and ``scale``, a number for each input.
    classes, features : iterable of str
        Names of outputs and of inputs.

    Raises
    ------
    InputTypeError
        If it is another kind of model, or has a forward method of its own.
    ChoiceError
        If an activation is none of `ACTIVATIONS`, or differs within a layer; or a name is twice.
    StateError
        If a parameter is NaN or infinite.
    LengthError
        If layers, names or `standardise` do not go together.
    DomainError
        If `standardise` has numbers that do not standardise.

    Examples
    --------
    >>> network = read(Neuron(2, "tanh", init="zeros"), None, ["no", "yes"], [])
    >>> network.layers
    (Dense(weight=((0.0, 0.0),), bias=(0.0,), activation='tanh', option=None),)
    """
    layers = [_dense(layer, number) for number, layer in enumerate(_layers(model), start=1)]
    _check_finite(layers)
    for number, (layer, following) in enumerate(pairwise(layers), start=1):
        if layer.outputs != following.inputs:
            raise LengthError(
                f"layer {number + 1} takes {following.inputs} inputs, and layer {number} before it "
                f"gives {layer.outputs}; export layers that fit together"
            )
    inputs, outputs = layers[0].inputs, layers[-1].outputs
    named = names_of(classes, "classes")
    if named and len(named) != max(outputs, 2):
        raise LengthError(
            f"classes takes a name for each of the {outputs} outputs, or two names where there is "
            f"one output; got {len(named)}"
        )
    columns = names_of(features, "features")
    if columns and len(columns) != inputs:
        raise LengthError(
            f"features takes a name for each of the {inputs} inputs, got {len(columns)}"
        )
    mean, scale = (None, None) if standardise is None else scaling_of(standardise, inputs)
    return Network(tuple(layers), mean, scale, named, columns)


def _layers(model: object) -> list[Layer | Neuron]:
    """The layers of a model, in order."""
    if isinstance(model, list | tuple) and model:
        return [layer for part in model for layer in _layers(part)]
    for kind in (MLP, Layer, Neuron):
        if isinstance(model, kind):
            _check_forward(model, kind)
            return _layers(model.layers) if isinstance(model, MLP) else [model]
    arrived = "an empty list" if isinstance(model, list | tuple) else kind_of(model)
    raise InputTypeError(
        f"what can be exported is {_EXPORTED}; got {arrived}. "
        "Of a module of your own export its layers: [model.first, model.second]"
    )


def _check_forward(model: Module, kind: type[Module]) -> None:
    """Refuse a model that computes something else than its kind does."""
    own = type(model)
    if (
        own.forward is not kind.forward
        or own.__call__ is not Module.__call__
        or "forward" in vars(model)
    ):
        raise InputTypeError(
            f"what can be exported is {_EXPORTED}; {own.__name__} has a forward of its own, which "
            "a file cannot hold. Export its layers: [model.first, model.second]"
        )


def _dense(layer: Layer | Neuron, number: int) -> Dense:
    """One layer, or one neuron as a layer."""
    neurons = [layer] if isinstance(layer, Neuron) else layer.neurons
    for neuron in neurons:
        _check_forward(neuron, Neuron)
    given = getattr(layer, "nout", 1)
    inputs = {len(neuron.w) for neuron in neurons} | {layer.nin}
    if len(neurons) != given or len(inputs) > 1:
        raise LengthError(
            f"layer {number} was made for {layer.nin} inputs and {given} neurons, got "
            f"{len(neurons)} neurons with {', '.join(map(str, sorted(inputs)))} weights; "
            "make another Layer instead of changing its lists"
        )
    found = {_activation(neuron.activation, number) for neuron in neurons}
    if layer.activation is softmax:
        found = (
            {("softmax", None)} if found == {("identity", None)} else found | {("softmax", None)}
        )
    if len(found) > 1:
        raise ChoiceError(
            f"one activation for a whole layer can be exported, and layer {number} has "
            f"{', '.join(sorted(name for name, _ in found))}; put the neurons into layers of "
            "their own"
        )
    ((activation, option),) = found
    weight = tuple(tuple(_number(w) for w in neuron.w) for neuron in neurons)
    biases = [neuron.b for neuron in neurons]
    bias = tuple(0.0 if b is None else _number(b) for b in biases)
    return Dense(weight, None if biases == [None] * len(biases) else bias, activation, option)


def _activation(function: Activation, number: int) -> tuple[str, float | None]:
    """Name and option of an activation; ``partial(leaky_relu, y=0.2)`` has another option."""
    if function is identity:
        return "identity", None
    option: object = None
    op: object = function
    if isinstance(function, functools.partial) and not function.args:
        options = dict(function.keywords)
        option = options.pop("y", None)
        op = None if options else function.func
    if isinstance(op, Op) and op.name in ACTIVATIONS:
        if option is None:
            return op.name, op.defaults[0] if op.defaults else None
        number_given = as_number(option)
        if op.defaults and number_given is not None and math.isfinite(number_given):
            return op.name, number_given
    raise ChoiceError(
        f"the activation {name_of(function)} of layer {number} cannot be exported; what can be is: "
        f"{', '.join(ACTIVATIONS)}, given by name, and functools.partial(autograd.leaky_relu, "
        "y=0.2) for another slope"
    )


def _number(parameter: Any) -> float:
    return parameter.data if isinstance(parameter, Value) else as_float(parameter, "a parameter")


def _check_finite(layers: list[Dense]) -> None:
    """Refuse NaN and infinity, as a saved state does."""
    broken = [
        f"layer{i}.neuron{j}.{name} = {number}"
        for i, layer in enumerate(layers, start=1)
        for j, row in enumerate(layer.weight, start=1)
        for name, number in [
            *((f"w{k}", w) for k, w in enumerate(row, start=1)),
            ("b", layer.bias[j - 1] if layer.bias else 0.0),
        ]
        if not math.isfinite(number)
    ]
    if broken:
        more = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
        raise StateError(
            f"a model with {broken[0]}{more} is not exported; train it again with a lower learning "
            "rate, or clip the gradients"
        )


def counted(count: int, what: str) -> str:
    """``1 input`` or ``2 inputs``.

    Examples
    --------
    >>> counted(1, "input"), counted(2, "input")
    ('1 input', '2 inputs')
    """
    return f"{count} {what}{'' if count == 1 else 's'}"
