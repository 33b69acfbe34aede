"""Neural networks of Values: modules, losses, optimisers.

Entry points: `MLP`, `Layer`, `Neuron`, or a `Module` of your own; a loss such as `squared_error`;
an optimiser such as `SGD`. Training is a loop you write: forward, ``loss.backward()``,
``optimiser.step()``, ``optimiser.zero_grad()``; or `fit` writes it, with batches, validation,
checkpoints and progress. `diagnose` says why it does not work.

What always holds:

- Every parameter knows its dotted path, ``layer1.neuron3.w2``: it is its label.
- No derivative is written here; all come from the table of primitives.
- Random numbers come from a generator that is passed, or from one of our own: Python's global one
  is never touched (`init`).
- A step, a state or a file that does not fit changes nothing.

Absent on purpose: batches as arrays (a sample is a list), layers other than fully connected ones,
dropout and a training mode, parameter groups, and anything that needs a framework.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import activations, init, schedules
from .clip import clip_grad_norm, clip_grad_value
from .descent import SGD, Adam, AdamW, RMSProp
from .layers import MLP, Layer, Neuron
from .losses import (
    absolute_error,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge,
    huber,
    l2_penalty,
    squared_error,
)
from .module import Module
from .optim import Optimiser, Update
from .schedules import Schedule
from .state import load, save

if TYPE_CHECKING:
    from . import export
    from .doctor import Diagnosis, diagnose
    from .fitting import Callback, EarlyStopping, Run, Snapshots, fit, metrics, predict

# Imported when they are asked for: steps through a graph need none of them, nor numpy.
_SUBMODULES = ("export",)
_MODULES = {
    "Callback": "fitting",
    "Diagnosis": "doctor",
    "EarlyStopping": "fitting",
    "Run": "fitting",
    "diagnose": "doctor",
    "Snapshots": "fitting",
    "fit": "fitting",
    "metrics": "fitting",
    "predict": "fitting",
}

__all__ = [
    "MLP",
    "SGD",
    "Adam",
    "AdamW",
    "Callback",
    "Diagnosis",
    "EarlyStopping",
    "Layer",
    "Module",
    "Neuron",
    "Optimiser",
    "RMSProp",
    "Run",
    "Schedule",
    "Snapshots",
    "Update",
    "absolute_error",
    "activations",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "clip_grad_norm",
    "clip_grad_value",
    "cross_entropy",
    "diagnose",
    "export",
    "fit",
    "hinge",
    "huber",
    "init",
    "l2_penalty",
    "load",
    "metrics",
    "predict",
    "save",
    "schedules",
    "squared_error",
]


def __getattr__(name: str) -> Any:
    if name in _SUBMODULES:
        return import_module(f".{name}", __name__)
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    return [*__all__, *globals()]
