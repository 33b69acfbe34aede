"""Module: something with parameters, in which every part knows its dotted path.

A path such as ``layer1.neuron3.w2`` is given when a model is assembled, that is, when a part is
assigned to an attribute: never while it computes. It becomes the label of the parameter, so that
pictures, steps and messages speak of it by name and can fold by neuron and layer.
"""

from collections.abc import Mapping
from typing import Any

from ..engine import Value
from ..errors import ChoiceError, InputTypeError, RangeError, StateError, harmless
from ..numeric import as_number, is_numpy

_SHOWN = 5  # names a message lists before it says how many more there are


class Module:
    """Base of everything with parameters: assign them to attributes and write `forward`.

    - A `Value` is a parameter, unless it is a result or has another role (``role="input"``).
    - A module is a part with parameters of its own.
    - The items of a list, tuple or object array are numbered from 1 and lose the plural s:
      ``self.layers = [...]`` holds ``layer1``, ``layer2``; of ``self.w`` they are ``w1``, ``w2``.
      The items of a dict are ``name.key``.
    - An attribute that starts with an underscore is none of these: keep in one what a forward pass
      remembers.

    A label that the user gave to a parameter stays; its path is what `named_parameters` says.

    Examples
    --------
    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope = Value(2.0)
    ...         self.height = Value(1.0)
    ...     def forward(self, x):
    ...         return self.slope * x + self.height
    >>> class Model(Module):
    ...     def __init__(self):
    ...         self.lines = [Line(), Line()]
    ...     def forward(self, x):
    ...         return self.lines[1](self.lines[0](x))
    >>> model = Model()
    >>> model(3.0)
    Value(15.0, label='line2')
    >>> model.lines[1].slope
    Value(2.0, label='line2.slope')
    """

    _path = ""
    _model: object = None

    def forward(self, *args: Any, **options: Any) -> Any:
        """Compute the output; each kind of module has its own."""
        raise NotImplementedError(f"{type(self).__name__} has no forward method; write one")

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Compute `forward`, and name what comes out after this module if it has no name yet."""
        output = self.forward(*args, **options)
        if isinstance(output, Value):
            self._name_output(output, self._path)
        elif isinstance(output, list | tuple):
            for number, item in enumerate(output, start=1):
                if isinstance(item, Value):
                    self._name_output(item, _join(self._path, f"out{number}"))
        return output

    def _name_output(self, output: Value, name: str) -> None:
        """Label a result; what comes out of a whole model, and not of a part, is its output."""
        if output.op is None:
            return
        notes = output._note()
        notes.model = notes.model or self._model
        if self._path:
            notes.path = notes.path or self._path  # that of the innermost module
            notes.label = notes.label or name
        elif not output.role:
            output.role = "output"

    # --- names -------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_") and name in vars(Module) and name != "forward":
            raise ChoiceError(
                f"{name!r} is part of every Module, so {type(self).__name__} cannot hold something "
                f"else under that name; choose another, such as my_{name}"
            )
        old = vars(self).get(name)
        is_parameter = isinstance(old, Value) and old.role == "parameter"
        if is_parameter and isinstance(value, Value) and value.op is not None:
            raise InputTypeError(
                f"{name} of {type(self).__name__} is a parameter, and the result of "
                f"{value.op.name} cannot take its place; to change its number assign to "
                f"{name}.data, or use an optimiser"
            )
        if not name.startswith("_") and _parts({name: value}):
            _parts({**vars(self), name: value})  # refuses two parts of one name
            object.__setattr__(self, name, value)
            self._assemble(self._path, set(), self._model or object())
        else:
            object.__setattr__(self, name, value)

    def _assemble(self, path: str, seen: set[int], model: object) -> list[tuple[str, Value]]:
        """Give this module its path and all below it theirs; list the parameters, each once.

        `model` is what tells this model from others of the same paths.
        """
        before = self._path
        object.__setattr__(self, "_path", path)
        object.__setattr__(self, "_model", model)
        seen.add(id(self))
        found: list[tuple[str, Value]] = []
        for name, part in _parts(vars(self)).items():
            if id(part) in seen:
                continue
            seen.add(id(part))
            full = _join(path, name)
            if isinstance(part, Module):
                found += part._assemble(full, seen, model)
                continue
            if part.label in ("", _join(before, name)):  # nobody named it, or we did
                part.label = full
            part.role = "parameter"
            notes = part._note()
            notes.path, notes.model = full, model
            found.append((full, part))
        return found

    @property
    def path(self) -> str:
        """Where this module stands in the model it was assembled into; empty for a whole model."""
        return self._path

    # --- parameters --------------------------------------------------------------------------

    def named_parameters(self) -> list[tuple[str, Value]]:
        """Pairs of path, seen from this module, and parameter, in the order of assignment.

        A parameter that stands in two places is listed once, at the first.

        Examples
        --------
        >>> from autograd.nn import Neuron
        >>> [name for name, _ in Neuron(2).named_parameters()]
        ['w1', 'w2', 'b']
        """
        skipped = len(self._path) + 1 if self._path else 0
        return [(path[skipped:], p) for path, p in self._assemble(self._path, set(), self._model)]

    def parameters(self) -> list[Value]:
        """The parameters, each once, in the order of `named_parameters`."""
        return [parameter for _, parameter in self.named_parameters()]

    def num_parameters(self) -> int:
        """How many numbers there are to train.

        Examples
        --------
        >>> from autograd.nn import MLP
        >>> MLP(3, [4, 4, 1]).num_parameters()
        41
        """
        return len(self.named_parameters())

    def modules(self) -> list["Module"]:
        """The module itself and all modules in it, each once, a whole before its parts.

        Examples
        --------
        >>> from autograd.nn import MLP
        >>> [module.path for module in MLP(1, [2, 1]).modules()]
        ['', 'layer1', 'layer1.neuron1', 'layer1.neuron2', 'layer2', 'layer2.neuron1']
        """
        found: dict[int, Module] = {}
        stack = [self]
        while stack:
            module = stack.pop()
            if id(module) not in found:
                found[id(module)] = module
                parts = _parts(vars(module)).values()
                stack += [part for part in reversed(parts) if isinstance(part, Module)]
        return list(found.values())

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters: they become None, not computed yet."""
        for parameter in self.parameters():
            parameter.grad = None

    # --- state -------------------------------------------------------------------------------

    def state(self) -> dict[str, float]:
        """The numbers of all parameters by path.

        Examples
        --------
        >>> from autograd.nn import Neuron
        >>> Neuron(1, init="zeros").state()
        {'w1': 0.0, 'b': 0.0}
        """
        return {name: parameter.data for name, parameter in self.named_parameters()}

    def load(self, state: Mapping[str, object]) -> None:
        """Set all parameters to the numbers of a state, or none of them.

        Parameters
        ----------
        state : mapping of str to float
            One finite number for each parameter, by path, and nothing else.

        Raises
        ------
        StateError
            If paths are missing or unexpected, or entries are no finite numbers. One message lists
            all of it, and nothing was changed.

        Examples
        --------
        >>> from autograd.nn import Neuron
        >>> neuron = Neuron(1)
        >>> neuron.load({"w1": 0.5, "b": -1.0})
        >>> neuron.w, neuron.b
        ([Value(0.5, label='w1')], Value(-1.0, label='b'))
        """
        parameters = dict(self.named_parameters())
        if not isinstance(state, Mapping):
            raise StateError(
                f"load takes a dict of path to number, got {type(state).__name__}; "
                "pass what state() returned, or use autograd.nn.load for a file"
            )
        numbers = {name: _finite(state[name]) for name in parameters if name in state}
        problems = [
            f"{what}: {_listing(names)}"
            for what, names in (
                ("missing", [name for name in parameters if name not in state]),
                ("unexpected", [str(name) for name in state if name not in parameters]),
                (
                    "not a finite number",
                    [f"{name} = {state[name]!r:.40}" for name, x in numbers.items() if x is None],
                ),
            )
            if names
        ]
        if problems:
            raise StateError(
                f"the state does not fit this {type(self).__name__}; {'; '.join(problems)}. "
                "Nothing was changed; load it into a model of the same shape"
            )
        for name, number in numbers.items():
            if number is not None:
                parameters[name].data = number

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {self.num_parameters()} parameters>"


def _parts(attributes: Mapping[str, Any]) -> dict[str, Value | Module]:
    """The parameters and modules among these attributes, by name."""
    found: dict[str, Value | Module] = {}
    for attribute, value in attributes.items():
        if not attribute.startswith("_"):
            _collect(attribute, value, found)
    return found


def _collect(name: str, value: Any, found: dict[str, Value | Module]) -> None:
    if is_numpy(value, "ndarray") and value.dtype == object:
        value = value.tolist()
    if isinstance(value, Value):
        if value.op is not None or value.role not in ("", "parameter"):
            return
    elif not isinstance(value, Module):
        if isinstance(value, list | tuple):
            for number, item in enumerate(value, start=1):
                _collect(_numbered(name, number), item, found)
        elif isinstance(value, dict):
            for key, item in value.items():
                _collect(f"{name}.{key}", item, found)
        return
    if name in found and found[name] is not value:
        raise ChoiceError(
            f"two parts of one module would be called {name!r}; rename one of the attributes "
            "(the items of a list `ws` or `w` are called w1, w2, ...)"
        )
    found[name] = value


def _numbered(name: str, number: int) -> str:
    """layers -> layer1, w -> w1, biases -> bias1, bias -> bias1; W1 (a row of a matrix) -> W1_2."""
    if name.endswith("ses"):
        name = name[:-2]
    elif name.endswith("s") and not name.endswith(("as", "is", "ss", "us")):
        name = name[:-1] or name
    return f"{name}_{number}" if name[-1].isdigit() else f"{name}{number}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name


def _finite(entry: object) -> float | None:
    try:
        number = as_number(entry)
    except (RangeError, InputTypeError):
        return None
    return number if number is not None and number - number == 0.0 else None


def _listing(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(harmless(name, 80) for name in names[:_SHOWN]) + more
