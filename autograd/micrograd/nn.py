"""Module, Neuron, Layer and MLP with micrograd's signatures.

`autograd.nn` has more of each. Weights are drawn from Python's global generator, in micrograd's
order, because that is what ``random.seed(1337)`` in a program is for; nothing else in `autograd`
does so.
"""

import random
from collections.abc import Sequence
from typing import Any

from .engine import Value


class Module:
    """Something with parameters."""

    def zero_grad(self) -> None:
        """Set the gradient of each parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def parameters(self) -> list[Value]:
        """The parameters; each kind of module has its own."""
        return []


class Neuron(Module):
    """A weighted sum of inputs plus a bias, and its relu.

    Parameters
    ----------
    nin : int
        Number of inputs. Weights start between -1 and 1, the bias at 0.
    nonlin : bool
        Whether there is a relu.

    Examples
    --------
    >>> neuron = Neuron(2)
    >>> neuron.w[0].data, neuron.w[1].data, neuron.b.data = 1.0, -2.0, 0.5
    >>> neuron, neuron([3.0, 1.0])
    (ReLUNeuron(2), Value(data=1.5, grad=0.0))
    """

    def __init__(self, nin: int, nonlin: bool = True) -> None:
        self.w = [_parameter(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = _parameter(0.0)
        self.nonlin = nonlin

    def __call__(self, x: Sequence[Any]) -> Any:
        """Compute the output; as in micrograd, what is longer, weights or inputs, is cut off."""
        total = self.b
        for weight, value in zip(self.w, x, strict=False):
            total = total + weight * value
        return total.relu() if self.nonlin else total

    def parameters(self) -> list[Value]:
        """Its weights, then its bias."""
        return [*self.w, self.b]

    def __repr__(self) -> str:
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """Neurons side by side; the output of a single one comes without a list.

    Parameters
    ----------
    nin, nout : int
        Number of inputs, and of neurons.
    **kwargs
        What `Neuron` takes besides.

    Examples
    --------
    >>> Layer(2, 1, nonlin=False)
    Layer of [LinearNeuron(2)]
    """

    def __init__(self, nin: int, nout: int, **kwargs: Any) -> None:
        self.neurons = [Neuron(nin, **kwargs) for _ in range(nout)]

    def __call__(self, x: Sequence[Any]) -> Any:
        """Compute the outputs."""
        outputs = [neuron(x) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs

    def parameters(self) -> list[Value]:
        """Those of its neurons."""
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Module):
    """Layers one after the other, all with relus but the last.

    Parameters
    ----------
    nin : int
        Number of inputs.
    nouts : list of int
        Number of neurons of each layer.

    Examples
    --------
    >>> len(MLP(2, [16, 16, 1]).parameters())
    337
    """

    def __init__(self, nin: int, nouts: list[int]) -> None:
        last = len(nouts) - 1
        self.layers = [
            Layer(size, nout, nonlin=i != last)
            for i, (size, nout) in enumerate(zip([nin, *nouts], nouts, strict=False))
        ]

    def __call__(self, x: Any) -> Any:
        """Compute the outputs of the last layer."""
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Value]:
        """Those of its layers."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def _parameter(number: float) -> Value:
    value = Value(number)
    value.role = "parameter"  # which pictures show
    return value
