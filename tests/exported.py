"""Export models and run the files: each `run_` gives the outputs of an export as an array."""

import runpy
from dataclasses import dataclass
from functools import partial

import numpy as np
import onnxruntime
import pytest

import autograd
from autograd.nn import Neuron
from autograd.nn.export import to_numpy, to_onnx, to_torch

WRITERS = {to_numpy: "model.py", to_torch: "model.py", to_onnx: "model.onnx"}
every_writer = pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)

# By the name that a test has for it.
ACTIVATIONS = {
    **{
        name: name
        for name in (
            *("identity", "tanh", "sigmoid", "softplus", "relu", "leaky_relu", "elu", "silu"),
            *("gelu", "step"),
        )
    },
    "leaky_relu of slope 0.2": partial(autograd.leaky_relu, y=0.2),
    "elu of alpha 1.5": partial(autograd.elu, y=1.5),
}


@dataclass
class Scaling:
    """What standardises, as far as an export looks at it."""

    mean: object
    scale: object


def run_numpy(model, folder, x, **options):
    path = to_numpy(model, folder / "with_numpy.py", overwrite=True, **options)
    return np.asarray(runpy.run_path(str(path))["predict"](x))


def run_torch(model, folder, x, **options):
    import torch  # noqa: PLC0415  only where it is installed

    path = to_torch(model, folder / "with_torch.py", overwrite=True, **options)
    outputs = runpy.run_path(str(path))["Model"]()(torch.tensor(x, dtype=torch.float64))
    return outputs.detach().numpy()


def session(model, folder, **options):
    path = to_onnx(model, folder / "model.onnx", overwrite=True, **options)
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def run_onnx(model, folder, x, dtype="float64", **options):
    outputs = session(model, folder, dtype=dtype, **options).run(
        ["outputs"], {"inputs": np.asarray(x, dtype)}
    )
    return outputs[0]


def by_values(model, x):
    """What the model itself gives, one sample after the other."""
    found = [model(row) for row in np.asarray(x).tolist()]
    return np.array([[v.data for v in y] if isinstance(y, list) else y.data for y in found])


def one(activation):
    """A neuron that applies its activation to its input, and nothing else."""
    neuron = Neuron(1, activation)
    neuron.load({"w1": 1.0, "b": 0.0})
    return neuron


def rounded(model):
    """The model with parameters that float32 holds exactly."""
    model.load({name: float(np.float32(number)) for name, number in model.state().items()})
    return model


def write(writer, model, folder, **options):
    """Export a model by one of `WRITERS`, under the usual name."""
    return writer(model, folder / WRITERS[writer], **options)
