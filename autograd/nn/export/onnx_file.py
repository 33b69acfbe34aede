"""A network as an ONNX file, for onnxruntime and whatever else reads these."""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ...errors import MissingExtraError, RangeError, unknown_choice
from ...files import write_atomically
from ...version import __version__
from .network import Network, read
from .onnx_operators import DOMAIN, NATIVE, OPSET, function
from .source import path_for

KINDS = {"float64": "double", "float32": "float"}
"""What ONNX calls the types of numbers."""

_IR_VERSION = 8  # of the same year as the operators


def to_onnx(
    model: object,
    path: str | os.PathLike[str],
    *,
    standardise: object = None,
    classes: Iterable[str] = (),
    features: Iterable[str] = (),
    dtype: str = "float64",
    overwrite: bool = False,
) -> Path:
    """Write a model as an ONNX file, which `onnx.checker` has checked.

    Parameters
    ----------
    model : MLP, Layer, Neuron or list of them
        With activations that have a name in `autograd.nn.activations`.
    path : str or path-like
        Ends in ``.onnx``.
    standardise, overwrite
        As of `to_numpy`.
    classes, features : iterable of str
        Names of outputs (two where there is one output) and inputs, kept in the model's metadata as
        JSON lists under these names.
    dtype : str
        ``"float64"``, or ``"float32"`` for runtimes and processors without: that rounds all numbers
        to 7 digits.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    MissingExtraError
        If the package onnx is not installed.
    InputTypeError, ChoiceError, StateError, LengthError, DomainError
        If the model, or what is told about it, cannot be exported. Nothing is written.
    RangeError
        If a number is too large for float32, or a scale too small.
    FileInTheWayError, FileError
        As `autograd.files.write_atomically`.

    Notes
    -----
    The input is called ``inputs``, of shape (samples, inputs); the output ``outputs``, of shape
    (samples, outputs), or (samples,) if there is one. It needs opset 17, of 2022.

    Examples
    --------
    >>> import tempfile
    >>> import onnxruntime
    >>> from autograd.nn import MLP
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = to_onnx(MLP(2, [3, 1], init="zeros"), folder + "/model.onnx")
    ...     session = onnxruntime.InferenceSession(path)
    >>> session.run(["outputs"], {"inputs": [[1.0, 2.0], [3.0, 4.0]]})
    [array([0., 0.])]
    """
    place = path_for(path, ".onnx")
    if dtype not in KINDS:
        raise unknown_choice("dtype", dtype, KINDS)
    onnx = _onnx()
    network = read(model, standardise, classes, features)
    built = _Graph(onnx, dtype).of(network)
    onnx.checker.check_model(built, full_check=True)
    return write_atomically(place, built.SerializeToString(deterministic=True), overwrite=overwrite)


def _onnx() -> Any:
    try:
        # Not at the top: the other exports work without the extra.
        import onnx.checker  # noqa: PLC0415  comes with the extra "export"
        import onnx.numpy_helper  # noqa: PLC0415  likewise
        import onnx.parser  # noqa: PLC0415  likewise
    except ImportError:
        raise MissingExtraError(
            "to_onnx needs the package onnx, which is not installed; install the extra: "
            "python -m pip install 'gradwalk[export]'"
        ) from None
    return onnx


class _Graph:
    """Nodes one after the other, each on the outputs of the one before."""

    def __init__(self, onnx: Any, dtype: str) -> None:
        self.onnx, self.dtype = onnx, dtype
        self.nodes: list[Any] = []
        self.arrays: list[Any] = []

    def of(self, network: Network) -> Any:
        """The whole model."""
        helper = self.onnx.helper
        self.write(network)
        self.nodes[-1].output[0] = "outputs"
        number = self.onnx.TensorProto.DataType.Value(KINDS[self.dtype].upper())
        shape = ["samples"] if network.outputs == 1 else ["samples", network.outputs]
        graph = helper.make_graph(
            self.nodes,
            "network",
            [helper.make_tensor_value_info("inputs", number, ["samples", network.inputs])],
            [helper.make_tensor_value_info("outputs", number, shape)],
            self.arrays,
        )
        kinds = dict.fromkeys(layer.activation for layer in network.layers)
        functions = [function(kind, KINDS[self.dtype]) for kind in kinds]
        parse = self.onnx.parser.parse_function
        model = helper.make_model(
            graph,
            functions=[parse(found) for found in functions if found],
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(DOMAIN, 1)],
            ir_version=_IR_VERSION,
            producer_name="gradwalk",
            producer_version=__version__,
            doc_string=network.described(),
        )
        names = {"classes": network.classes, "features": network.features}
        helper.set_model_props(model, {what: json.dumps(n) for what, n in names.items() if n})
        return model

    def write(self, network: Network) -> None:
        """All nodes."""
        x = "inputs"
        for op, numbers, name in (("Sub", network.mean, "mean"), ("Div", network.scale, "scale")):
            if numbers:
                x = self.node(op, [x, self.array(name, numbers)], f"{name}.{op.lower()}")
        for number, layer in enumerate(network.layers, start=1):
            name = f"layer{number}"
            # Gemm would do both, but onnxruntime before 1.18 joins it with a Tanh or Relu after it,
            # to an operator that it does not have in float64: its pull request 19612.
            weight = self.array(f"{name}.weight", list(zip(*layer.weight, strict=True)))
            x = self.node("MatMul", [x, weight], f"{name}.products")
            if layer.bias:
                x = self.node("Add", [x, self.array(f"{name}.bias", layer.bias)], f"{name}.sum")
            kind = layer.activation
            if kind in NATIVE:
                x = self.node(NATIVE[kind], [x], f"{name}.{kind}")
            elif kind != "identity":
                option = (
                    [] if layer.option is None else [self.array(f"{name}.option", layer.option)]
                )
                x = self.node(kind, [x, *option], f"{name}.{kind}", domain=DOMAIN)
        if network.outputs == 1:
            axis = self.onnx.helper.make_tensor("axis", self.onnx.TensorProto.INT64, [1], [1])
            self.arrays.append(axis)
            self.node("Squeeze", [x, "axis"], "squeeze")

    def node(self, op: str, operands: list[str], name: str, **options: Any) -> str:
        """Add a node; its output has its name."""
        self.nodes.append(self.onnx.helper.make_node(op, operands, [name], name=name, **options))
        return name

    def array(self, name: str, numbers: float | Sequence[Any]) -> str:
        """Add numbers of the network under a name."""
        import numpy as np  # noqa: PLC0415  140 ms, which the other exports do not need

        with np.errstate(over="ignore"):
            array = np.asarray(numbers, dtype=self.dtype)
        if not np.isfinite(array).all() or (name == "scale" and not array.all()):
            raise RangeError(
                f"float32 holds numbers between 1.4e-45 and 3.4e38, and {name} has one beyond; "
                "export it with dtype='float64'"
            )
        self.arrays.append(self.onnx.numpy_helper.from_array(array, name))
        return name
