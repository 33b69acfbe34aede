"""A network as a file of Python with a PyTorch module in it."""

import os
from collections.abc import Iterable
from pathlib import Path

from ...files import write_atomically
from .network import Network, read
from .source import applied, constants, helpers, path_for, shown

# Of the sums {0}, with the option {1}.
_FORMS = {
    "identity": "{0}",
    "tanh": "torch.tanh({0})",
    "sigmoid": "torch.sigmoid({0})",
    # From 34 on softplus(x) is x to the last bit; PyTorch's own threshold, 20, is off by 2e-9.
    "softplus": "functional.softplus({0}, threshold=40.0)",
    "relu": "torch.relu({0})",
    "leaky_relu": "functional.leaky_relu({0}, negative_slope={1!r})",
    "elu": "functional.elu({0}, alpha={1!r})",
    "silu": "functional.silu({0})",
    "gelu": "gelu({0})",
    "step": "step({0})",
    "softmax": "torch.softmax({0}, dim=-1)",
}
_HELPERS = {
    "gelu": '''\
def gelu(x):
    """The exact gelu, as functional.gelu; that loses the digits of small results at x < 0."""
    return 0.5 * x * torch.erfc(x * -math.sqrt(0.5))
''',
    "step": '''\
def step(x):
    """1 where x > 0, else 0; NaN stays NaN."""
    return torch.where(torch.isnan(x), x, (x > 0.0).to(x.dtype))
''',
}


def to_torch(
    model: object,
    path: str | os.PathLike[str],
    *,
    standardise: object = None,
    classes: Iterable[str] = (),
    features: Iterable[str] = (),
    overwrite: bool = False,
) -> Path:
    """Write a model as a Python file with a class ``Model``, a ``torch.nn.Module`` in float64.

    Parameters
    ----------
    model : MLP, Layer, Neuron or list of them
        With activations that have a name in `autograd.nn.activations`.
    path : str or path-like
        Ends in ``.py``.
    standardise, classes, features, overwrite
        As of `to_numpy`.

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
    ``Model()`` takes and gives tensors of the shapes that `to_numpy` names. Its layers are
    ``layer1``, ``layer2`` and so on, and can be trained further. PyTorch is not needed to write it.

    Examples
    --------
    >>> import tempfile
    >>> from autograd.nn import MLP
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = to_torch(MLP(2, [3, 2], "tanh", "softmax"), folder + "/model.py").read_text()
    >>> print(text[text.index("        x = ") : text.index("return x")].rstrip())
            x = torch.tanh(self.layer1(x))
            x = torch.softmax(self.layer2(x), dim=-1)
    """
    place = path_for(path, ".py", imported="torch")
    network = read(model, standardise, classes, features)
    return write_atomically(place, _source(network), overwrite=overwrite)


def _source(network: Network) -> str:
    n = network.inputs
    parts, steps = [], []
    if network.mean:
        for name in ("mean", "scale"):
            tensor = f"torch.tensor({name.upper()}, dtype=torch.float64)"
            parts.append(f'self.register_buffer("{name}", {tensor})')
        steps.append("x = (x - self.mean) / self.scale")
    for number, layer in enumerate(network.layers, start=1):
        bias = f"BIAS{number}" if layer.bias else "None"
        parts.append(f"self.layer{number} = linear(WEIGHT{number}, {bias})")
        steps.append(f"x = {applied(layer, _FORMS, f'self.layer{number}(x)')}")
    steps.append("return x.squeeze(-1)" if network.outputs == 1 else "return x")
    kinds = {layer.activation for layer in network.layers}
    imports = ["import torch", "from torch import nn"]
    if "gelu" in kinds:
        imports.insert(0, "import math\n")
    if any(_FORMS[kind].startswith("functional.") for kind in kinds):
        imports.append("from torch.nn import functional")
    described = network.described().replace("\n", "\n    ")
    newline, indented = "\n", "\n        "
    return f'''\
"""A network trained with gradwalk, as a PyTorch module.

    {described}

Model()(x) takes a float64 tensor: one sample ({n},), or many (samples, {n}).
"""

{newline.join(imports)}

{constants(network)}
{helpers(network, _HELPERS)}

def linear(weight, bias):
    """A linear layer of these numbers."""
    weight = torch.tensor(weight, dtype=torch.float64)
    outputs, inputs = weight.shape
    layer = nn.utils.skip_init(
        nn.Linear, inputs, outputs, bias=bias is not None, dtype=torch.float64
    )
    with torch.no_grad():
        layer.weight.copy_(weight)
        if bias is not None:
            layer.bias.copy_(torch.tensor(bias, dtype=torch.float64))
    return layer


class Model(nn.Module):
    """The network; it can be trained further."""

    def __init__(self):
        super().__init__()
        {indented.join(parts)}

    def forward(self, x):
        """Outputs of one sample ({n},), or of many (samples, {n})."""
        {indented.join(steps)}


if __name__ == "__main__":
    model = Model()
    sample = {"MEAN" if network.mean else f"[0.0] * {n}"}
    outputs = model(torch.tensor(sample, dtype=torch.float64)).tolist()
    print(__doc__)
    print(model)
    print(f"Model()({{sample}}) is", {shown(network, "outputs")})
'''
