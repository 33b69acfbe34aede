"""For code written for micrograd and its kin: only the import changes.

``from micrograd.engine import Value`` becomes ``from autograd.micrograd.engine import Value``,
``from micrograd.nn import MLP`` becomes ``from autograd.micrograd.nn import MLP``, and ``import
micrograd`` becomes ``from autograd import micrograd``. All names are here too.

Entry points: `Value` (`engine`); `Module`, `Neuron`, `Layer` and `MLP` (`nn`).

What always holds:

- A program computes what it computed with micrograd, operation by operation: ``a - b`` is made of
  ``+`` and ``*`` here, and every plain number in a sum or a product is a node. Gradients of all
  nodes add up over passes, until the program sets them to 0.
- A `_backward` that the program defines is called in a backward pass as it stands. Who else needs
  its slopes - pictures, tapes, traces - finds them by calling it once for a gradient of 1.
- A node is an `autograd.Value`: pictures, tapes, traces, gradient checks and primitives take it.

Different on purpose:

- Numbers are floats: ``Value(2).data`` is 2.0.
- A gradient is that of the numbers that were recorded, also if `data` was assigned to since.
- What has no result (``log(-1)``, ``exp(1000)``) is an error that says so; a gradient that is not
  finite is a warning.
- `a`, `b`, `da`, `db`, `k`, `op`, `role`, `path` and `model` of a node are the engine's; any other
  attribute is free.

Absent on purpose: copies, pickles, replays and second derivatives (so `autograd.grad`, which allows
them) through operations that the program defines, and computing them on other numbers. These are
errors: nothing is known of such an operation but its number and its slopes.
"""

from . import engine, nn
from .engine import Value
from .nn import MLP, Layer, Module, Neuron

__all__ = ["MLP", "Layer", "Module", "Neuron", "Value", "engine", "nn"]
