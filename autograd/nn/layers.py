"""Neuron, Layer and MLP: the classical network, one number at a time.

The sum of a neuron starts at its bias and adds w1*x1, w2*x2, ... from left to right, and weights
are drawn in that order: rounding included, it computes what micrograd computes.
"""

import math
import operator
from collections.abc import Iterable
from itertools import starmap
from random import Random
from typing import Any

from ..engine import Value
from ..errors import ChoiceError, DomainError, InputTypeError, LengthError
from ..functions import softmax
from ..numeric import as_float, as_number
from ..selecting import Index, operand
from . import activations, init
from .activations import Activation
from .init import Initialiser
from .module import Module


class Neuron(Module):
    """A weighted sum of inputs, plus a bias, through an activation: ``f(b + w1*x1 + w2*x2 + ...)``.

    Parameters
    ----------
    nin : int
        Number of inputs.
    activation : str or callable
        A name (`autograd.nn.activations.names`), or a function of one Value, as a primitive is.
    init : str or callable
        How weights start (`autograd.nn.init`); the bias starts at 0.
    bias : bool
        Whether there is a bias.
    rng : random.Random, optional
        The generator that weights are drawn from; see `autograd.nn.init` for what happens without.
    fan_out : int
        Neurons in its layer, which Xavier initialisers ask for.

    Attributes
    ----------
    w : list of Value
        The weights, ``w1``, ``w2``, ...
    b : Value or None
        The bias.

    Examples
    --------
    >>> neuron = Neuron(2, activation="sigmoid")
    >>> neuron.load({"w1": 2.0, "w2": -3.0, "b": -3.0})
    >>> neuron([-1.0, -2.0])
    Value(0.7310585786300049)
    """

    def __init__(
        self,
        nin: int,
        activation: str | Activation = "relu",
        *,
        init: str | Initialiser = "uniform",
        bias: bool = True,
        rng: Random | None = None,
        fan_out: int = 1,
    ) -> None:
        self.nin = _size(nin, "Neuron", "nin")
        self.activation = activations.find(activation)
        if self.activation is softmax:
            raise ChoiceError(
                "softmax compares the neurons of a layer, so one neuron cannot have it; "
                "give it to the Layer"
            )
        draw = _find_init(init)
        source = _generator(rng)
        self.w = [Value(_initial(draw(source, nin, fan_out))) for _ in range(nin)]
        self.b = Value(0.0) if bias else None

    def forward(self, x: Any) -> Value:
        """Compute the output.

        Parameters
        ----------
        x : list of (Value or float)
            `nin` inputs; a single one may come without a list.

        Raises
        ------
        LengthError
            If there are more or fewer inputs.
        InputTypeError
            If an input is no number, or the activation does not return a Value.
        """
        products = starmap(operator.mul, zip(self.w, _inputs(x, self), strict=True))
        output = self.activation(sum(products, next(products) if self.b is None else self.b))
        if not isinstance(output, Value):
            raise InputTypeError(
                f"the activation {activations.name_of(self.activation)} of {_called(self)} "
                f"returned {type(output).__name__}, not a Value, so the gradient would end there; "
                "use the functions of autograd (autograd.tanh, not math.tanh)"
            )
        return output

    def __repr__(self) -> str:
        return f"Neuron({self.nin}, {activations.name_of(self.activation)!r})"


class Layer(Module):
    """Neurons side by side, on the same inputs.

    Parameters
    ----------
    nin, nout : int
        Number of inputs, and of neurons.
    activation : str or callable
        As of `Neuron`; ``"softmax"`` works on the whole layer.
    init, bias, rng
        As of `Neuron`.

    Attributes
    ----------
    neurons : list of Neuron
        ``neuron1``, ``neuron2``, ...

    Examples
    --------
    >>> layer = Layer(2, 3, activation="softmax", init="zeros")
    >>> [round(p.data, 4) for p in layer([1.0, 2.0])]
    [0.3333, 0.3333, 0.3333]
    """

    def __init__(
        self,
        nin: int,
        nout: int,
        activation: str | Activation = "relu",
        *,
        init: str | Initialiser = "uniform",
        bias: bool = True,
        rng: Random | None = None,
    ) -> None:
        self.nin = _size(nin, "Layer", "nin")
        self.nout = _size(nout, "Layer", "nout")
        self.activation = activations.find(activation)
        neurons = [
            Neuron(nin, "identity", init=init, bias=bias, rng=rng, fan_out=nout)
            for _ in range(nout)
        ]
        if self.activation is not softmax:
            for (
                neuron
            ) in neurons:  # not as an argument: a step activation warns once, not nout times
                neuron.activation = self.activation
        self.neurons = neurons

    def forward(self, x: Any) -> Any:
        """Compute the outputs: a list, or the Value itself if there is one neuron.

        Parameters
        ----------
        x : list of (Value or float)
            `nin` inputs; a single one may come without a list.
        """
        inputs = _inputs(x, self)
        outputs = [neuron(inputs) for neuron in self.neurons]
        if self.activation is softmax:
            outputs = softmax(outputs)
        return outputs[0] if self.nout == 1 else outputs

    def __repr__(self) -> str:
        return f"Layer({self.nin}, {self.nout}, {activations.name_of(self.activation)!r})"


class MLP(Module):
    """A multi-layer perceptron: layers one after the other.

    Parameters
    ----------
    nin : int
        Number of inputs.
    nouts : list of int
        Neurons in each layer; the last are the outputs.
    activation : str or callable
        Of the hidden layers; relu, as in micrograd.
    output_activation : str or callable
        Of the last layer; identity, so that it gives scores (logits).
    init, bias, rng
        As of `Neuron`.

    Attributes
    ----------
    layers : list of Layer
        ``layer1``, ``layer2``, ...

    Notes
    -----
    As in micrograd, one output comes as a Value, several come as a list.

    Examples
    --------
    >>> from random import Random
    >>> model = MLP(2, [16, 16, 1], rng=Random(1337))
    >>> model.num_parameters()
    337
    >>> model([1.0, -2.0])
    Value(-1.3324313779586294, label='layer3.neuron1')
    """

    def __init__(
        self,
        nin: int,
        nouts: Iterable[int],
        activation: str | Activation = "relu",
        output_activation: str | Activation = "identity",
        *,
        init: str | Initialiser = "uniform",
        bias: bool = True,
        rng: Random | None = None,
    ) -> None:
        sizes_given: Any = nouts
        nouts = list(sizes_given) if isinstance(sizes_given, Iterable) else []
        if not nouts:
            raise LengthError(
                f"MLP takes a list of layer sizes, got {sizes_given!r}; MLP(2, [16, 1]) has a "
                "hidden layer of 16 neurons and one output"
            )
        self.nin = _size(nin, "MLP", "nin")
        self.nouts = [_size(nout, "MLP", "a layer size") for nout in nouts]
        sizes = [self.nin, *self.nouts]
        last = len(self.nouts) - 1
        self.layers = [
            Layer(
                sizes[i],
                sizes[i + 1],
                output_activation if i == last else activation,
                init=init,
                bias=bias,
                rng=rng,
            )
            for i in range(last + 1)
        ]

    def forward(self, x: Any) -> Any:
        """Compute the outputs: a list, or the Value itself if there is one output.

        Parameters
        ----------
        x : list of (Value or float)
            `nin` inputs; a single one may come without a list.
        """
        for layer in self.layers:
            x = layer(x)
        return x

    def __repr__(self) -> str:
        hidden = activations.name_of(self.layers[0].activation)
        last = activations.name_of(self.layers[-1].activation)
        return f"MLP({self.nin}, {self.nouts}, {hidden!r}, {last!r})"


# Neuron's and Layer's argument `init` hides the module of that name.
_find_init = init.find
_generator = init.generator


def _size(size: object, where: str, what: str) -> int:
    try:
        number = operator.index(size)  # type: ignore[arg-type]  # numpy's whole numbers too
    except TypeError:
        number = None
    if number is None or isinstance(size, bool):
        raise InputTypeError(f"{what} of {where} takes a whole number, got {type(size).__name__}")
    if number < 1:
        raise LengthError(f"{what} of {where} must be at least 1, got {number}")
    return number


def _initial(weight: object) -> float:
    number = as_float(weight, "an initial weight")
    if not math.isfinite(number):
        raise DomainError(f"an initialiser must give finite numbers, got {number!r}")
    return number


def _called(module: Module) -> str:
    """What to call a module in a message: ``layer1.neuron3``, or ``Neuron(2, 'tanh')``."""
    return module.path or repr(module)


class _Inputs(list[Any]):
    """Inputs that were looked at: a layer does it once, for all its neurons."""


def _inputs(x: Any, module: Neuron | Layer) -> _Inputs:
    """The inputs as a list, each a Value or a float, as many as the module takes."""
    if type(x) is _Inputs and len(x) == module.nin:
        return x
    if isinstance(x, Value | Index) or as_number(x) is not None:
        x = [x]
    if isinstance(x, set | frozenset | dict):  # their order is not that of the weights
        raise InputTypeError(
            f"{_called(module)} takes a list of {module.nin} numbers or Values, got "
            f"{type(x).__name__}; put them into a list in their order"
        )
    try:
        items = _Inputs(x)
    except TypeError:
        raise InputTypeError(
            f"{_called(module)} takes a list of {module.nin} numbers or Values, "
            f"got {type(x).__name__}"
        ) from None
    if len(items) != module.nin:
        raise LengthError(
            f"{_called(module)} takes {module.nin} inputs, got {len(items)}; "
            "pass one sample at a time, with one number for each input"
        )
    for i, item in enumerate(items):
        if not isinstance(item, Value):
            items[i] = operand(item, f"input {i + 1} of {_called(module)}")
    return items
