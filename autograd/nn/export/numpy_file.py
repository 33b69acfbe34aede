"""A network as a file of Python that needs numpy, and nothing of ours."""

import os
from collections.abc import Iterable
from pathlib import Path

from ...files import write_atomically
from .network import Network, counted, read
from .source import applied, constants, helpers, path_for, shown

# Of the sums {0}, with the option {1}.
_FORMS = {
    "identity": "{0}",
    "tanh": "np.tanh({0})",
    "sigmoid": "sigmoid({0})",
    "softplus": "softplus({0})",
    "relu": "np.maximum({0}, 0.0)",
    "leaky_relu": "leaky_relu({0}, {1!r})",
    "elu": "elu({0}, {1!r})",
    "silu": "silu({0})",
    "gelu": "gelu({0})",
    "step": "np.heaviside({0}, 0.0)",
    "softmax": "softmax({0})",
}
_HELPERS = {
    "sigmoid": '''\
def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0.0, 1.0, e) / (1.0 + e)
''',
    "softplus": '''\
def softplus(x):
    """log(1 + exp(x)), without overflow."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))
''',
    "leaky_relu": '''\
def leaky_relu(x, slope):
    """x where it is positive, else slope * x."""
    return np.where(x > 0.0, x, slope * x)
''',
    "elu": '''\
def elu(x, alpha):
    """x where it is positive, else alpha * (exp(x) - 1)."""
    return np.where(x > 0.0, x, alpha * np.expm1(np.minimum(x, 0.0)))
''',
    "silu": '''\
def silu(x):
    """x * sigmoid(x), without overflow."""
    e = np.exp(-np.abs(x))
    return x * np.where(x >= 0.0, 1.0, e) / (1.0 + e)
''',
    "gelu": '''\
def gelu(x):
    """x times the normal distribution function, in its exact form."""
    erfc = np.vectorize(math.erfc, otypes=[np.float64])
    return 0.5 * x * erfc(x * -math.sqrt(0.5))
''',
    "softmax": '''\
def softmax(x):
    """exp(x) over the sum of all exp(x) of a sample, without overflow."""
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)
''',
}


def to_numpy(
    model: object,
    path: str | os.PathLike[str],
    *,
    standardise: object = None,
    classes: Iterable[str] = (),
    features: Iterable[str] = (),
    overwrite: bool = False,
) -> Path:
    """Write a model as a Python file with a function ``predict(x)`` that needs numpy only.

    Parameters
    ----------
    model : MLP, Layer, Neuron or list of them
        With activations that have a name in `autograd.nn.activations`.
    path : str or path-like
        Ends in ``.py``.
    standardise : object, optional
        Has arrays ``mean`` and ``scale``, as `autograd.data.Standardiser`: the file then takes
        inputs as they are, and standardises them itself.
    classes : iterable of str
        Names of the outputs (two where there is one output), kept as ``CLASSES``.
    features : iterable of str
        Names of the inputs, kept as ``FEATURES``.
    overwrite : bool
        Whether a file that is there already may be replaced.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    InputTypeError, ChoiceError, StateError, LengthError, DomainError
        If the model, or what is told about it, cannot be exported. Nothing is written.
    FileInTheWayError, FileError
        As `autograd.files.write_atomically`.

    Notes
    -----
    ``predict`` takes one sample (inputs,) or many (samples, inputs) and gives, as
    `autograd.nn.predict`, (samples, outputs), or (samples,) if there is one output; of one sample
    (outputs,) or a number.

    Examples
    --------
    >>> import runpy, tempfile
    >>> from autograd.nn import Neuron
    >>> neuron = Neuron(2, "tanh")
    >>> neuron.load({"w1": 0.5, "w2": -1.0, "b": 0.25})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = runpy.run_path(str(to_numpy(neuron, folder + "/neuron.py")))
    >>> float(file["predict"]([1.0, 0.75])), neuron([1.0, 0.75]).data
    (0.0, 0.0)
    """
    place = path_for(path, ".py", imported="numpy")
    network = read(model, standardise, classes, features)
    return write_atomically(place, _source(network), overwrite=overwrite)


def _source(network: Network) -> str:
    n, numbers = network.inputs, counted(network.inputs, "number")
    lines = []
    if network.mean:
        lines.append("x = (x - MEAN) / SCALE")
    for number, layer in enumerate(network.layers, start=1):
        bias = f" + BIAS{number}" if layer.bias else ""
        sums = f"x @ WEIGHT{number}.T{bias}"
        lines.append(f"x = {applied(layer, _FORMS, sums)}")
    lines.append("return x[..., 0]" if network.outputs == 1 else "return x")
    math = "import math\n\n" if any(layer.activation == "gelu" for layer in network.layers) else ""
    steps = "\n    ".join(lines)
    described = network.described().replace("\n", "\n    ")
    return f'''\
"""A network trained with gradwalk, as a function that needs numpy only.

    {described}

predict(x) takes one sample, {numbers}, or many, an array (samples, {n}).
"""

{math}import numpy as np

{constants(network, "np.array({})")}
{helpers(network, _HELPERS)}

def predict(x):
    """Outputs of one sample, {numbers}, or of many, an array (samples, {n})."""
    x = np.asarray(x, dtype=np.float64)
    if x.ndim not in (1, 2) or x.shape[-1] != {n}:
        raise ValueError(f"expected shape ({n},) or (samples, {n}), got {{x.shape}}")
    {steps}


if __name__ == "__main__":
    sample = {"MEAN.tolist()" if network.mean else f"[0.0] * {n}"}
    outputs = predict(sample).tolist()
    print(__doc__)
    print(f"predict({{sample}}) is", {shown(network, "outputs")})
'''
