"""Take a trained model elsewhere: into PyTorch, ONNX, or a file that needs numpy only.

Entry points: `to_torch`, `to_onnx`, `to_numpy`. Each takes an `MLP`, a `Layer`, a `Neuron` or a
list of them, and writes one file that needs nothing of gradwalk.

What always holds:

- The file computes what the model does, to rounding, in float64: no weight is shortened, no
  activation replaced by one that is only similar.
- The same model gives the same bytes.
- Names of classes and features are data: nothing in them is run, wherever the file goes.
- What cannot be exported is one error, and nothing is written.

Absent on purpose: modules with a forward of their own, whose meaning is their Python; training
state; and a way back.
"""

from .numpy_file import to_numpy
from .onnx_file import to_onnx
from .torch_file import to_torch

__all__ = ["to_numpy", "to_onnx", "to_torch"]
