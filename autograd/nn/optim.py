"""Optimiser: how parameters move, given their gradients; the kinds of it stand in `descent.py`.

`plan` says what the next step would change, as data; `step` changes exactly that. All updates are
computed from the same old numbers before the first is written, so a step that cannot be completed
changes nothing.

Write the loop yourself::

    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ..engine import Value
from ..errors import AnomalyError, DomainError, InputTypeError, LengthError, RangeError, StateError
from ..numeric import as_float

Memory = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """What one step changes in one parameter.

    Attributes
    ----------
    name : str
        The parameter's label, or ``p1``, ``p2``, ... by its place in the optimiser.
    before, gradient, step, after : float
        Its number, its gradient, what is added, and the sum: ``after = before + step``.
    parameter : Value or None
        The parameter itself.

    Examples
    --------
    >>> update = Update("w", before=1.0, gradient=2.0, step=-0.25, after=0.75)
    >>> update.after == update.before + update.step
    True
    """

    name: str
    before: float
    gradient: float
    step: float
    after: float
    parameter: Value | None = field(default=None, compare=False, repr=False)


class Optimiser:
    """What all optimisers share; a kind of it is a `rule` and the names of what it remembers.

    Parameters
    ----------
    parameters : iterable of Value
        The leaves to move, as ``model.parameters()`` gives them; each counts once.
    lr : float
        The learning rate. It is an attribute: set it before each step to follow a schedule.
    weight_decay : float
        How strongly each parameter is pulled to 0; as if weight_decay/2 * p**2 were in the loss.

    Attributes
    ----------
    slots, settings : tuple of str
        For a class of your own: what it remembers of each parameter, and the arguments of its
        ``__init__`` that belong to its state.

    Examples
    --------
    >>> class TowardsZero(Optimiser):
    ...     def rule(self, x, g, memory):
    ...         return -self.lr * x, memory
    >>> w = Value(2.0)
    >>> w.grad = 1.0
    >>> TowardsZero([w], lr=0.5).step()
    >>> w.data
    1.0
    """

    slots: ClassVar[tuple[str, ...]] = ()
    settings: ClassVar[tuple[str, ...]] = ("lr", "weight_decay")

    def __init__(self, parameters: Iterable[Value], lr: float, weight_decay: float = 0.0) -> None:
        self.parameters = checked_parameters(parameters, type(self).__name__)
        self.lr = lr
        self.weight_decay = setting("weight_decay", weight_decay)
        self._memory: list[Memory] = [(0.0,) * len(self.slots) for _ in self.parameters]

    @property
    def lr(self) -> float:
        """The learning rate of the next step."""
        return self._lr

    @lr.setter
    def lr(self, lr: float) -> None:
        self._lr = setting("lr", lr)

    def rule(self, x: float, g: float, memory: Memory) -> tuple[float, Memory]:
        """What to add to a parameter, and what to remember of it.

        Parameters
        ----------
        x, g : float
            The parameter and its gradient.
        memory : tuple of float
            What was remembered, one number for each of `slots`; zeros at first.
        """
        raise NotImplementedError(f"{type(self).__name__} has no rule; write one")

    def decayed(self, x: float, g: float) -> float:
        """The gradient with that of the weight decay."""
        return g + self.weight_decay * x if self.weight_decay else g

    def plan(self) -> list[Update]:
        """What the next step would change; nothing is changed.

        Returns
        -------
        list of Update
            One for each parameter that has a gradient.

        Raises
        ------
        AnomalyError
            If a gradient is NaN or infinite; the message names the parameter.
        RangeError
            If an update leaves the floats.

        Examples
        --------
        >>> from autograd.nn import SGD
        >>> w = Value(1.0, label="w")
        >>> (w * w).backward()
        >>> SGD([w], lr=0.125).plan()
        [Update(name='w', before=1.0, gradient=2.0, step=-0.25, after=0.75)]
        """
        return [update for _, update, _ in self._planned()]

    def step(self) -> None:
        """Move every parameter that has a gradient.

        Raises
        ------
        AnomalyError, RangeError
            As `plan`. Nothing was changed then.

        Examples
        --------
        >>> from autograd.nn import SGD
        >>> w = Value(1.0)
        >>> (w * w).backward()
        >>> SGD([w], lr=0.125).step()
        >>> w.data
        0.75
        """
        for i, update, memory in self._planned():
            self.parameters[i].data = update.after
            self._memory[i] = memory

    def zero_grad(self) -> None:
        """Forget the gradients of the parameters: they become None, not computed yet."""
        for parameter in self.parameters:
            parameter.grad = None

    def _planned(self) -> list[tuple[int, Update, Memory]]:
        """Every update with the place of its parameter and what to remember of it."""
        planned = []
        for i, (name, parameter) in enumerate(zip(self._names(), self.parameters, strict=True)):
            if parameter.grad is None:
                continue
            x, g = parameter.data, float(parameter.grad)
            if not math.isfinite(g):
                raise AnomalyError(
                    f"the gradient of {name} is {g}, so no parameter was changed; look for its "
                    "origin with autograd.detect_anomaly, or lower the learning rate"
                )
            change, memory = self.rule(x, g, self._memory[i])
            after = x + change
            if not all(map(math.isfinite, (after, *memory))):
                raise RangeError(
                    f"the step of {name} leaves the floats (number {x!r}, gradient {g!r}), so no "
                    "parameter was changed; lower the learning rate, or clip the gradients"
                )
            planned.append((i, Update(name, x, g, change, after, parameter), memory))
        return planned

    def _names(self) -> list[str]:
        """A name for each parameter that no other has."""
        names: dict[str, None] = {}
        for i, parameter in enumerate(self.parameters, start=1):
            name = parameter.label or f"p{i}"
            names[name if name not in names else f"{name}#{i}"] = None
        return list(names)

    # --- state -------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Everything needed to go on later, as plain data that fits into JSON.

        Returns
        -------
        dict
            ``kind``: the name of the class; ``settings``: dict of number; ``memory``: by the name
            of the parameter, the list of what is remembered.

        Examples
        --------
        >>> from autograd.nn import SGD
        >>> SGD([Value(1.0, label="w")], lr=0.1, momentum=0.9).state()["memory"]
        {'w': [0.0]}
        """
        return {
            "kind": type(self).__name__,
            "settings": {name: getattr(self, name) for name in self.settings},
            "memory": {
                name: list(memory) for name, memory in zip(self._names(), self._memory, strict=True)
            },
        }

    def load(self, state: Mapping[str, Any]) -> None:
        """Go on from a state that the same kind of optimiser of the same parameters returned.

        Raises
        ------
        StateError
            If it does not fit. Nothing was changed.

        Examples
        --------
        >>> from autograd.nn import SGD
        >>> w = Value(1.0, label="w")
        >>> first, second = SGD([w], lr=0.1, momentum=0.9), SGD([w], lr=0.5)
        >>> second.load(first.state())
        >>> second.lr, second.momentum
        (0.1, 0.9)
        """
        names = self._names()
        try:
            kind, settings, memory = state["kind"], state["settings"], state["memory"]
            fresh = type(self)(self.parameters, **settings)  # checks the settings
            memories = [tuple(_finite(x) for x in memory[name]) for name in names]
            fits = (
                kind == type(self).__name__
                and settings.keys() == set(self.settings)
                and memory.keys() == set(names)
                and all(len(m) == len(self.slots) for m in memories)
            )
        except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
            raise StateError(
                f"the state does not fit this {type(self).__name__} ({error!r}). Nothing was "
                "changed; pass what state() returned"
            ) from error
        if not fits:
            raise StateError(
                f"the state is not of a {type(self).__name__} of these {len(names)} parameters. "
                "Nothing was changed; load it into the same kind of optimiser of the same model"
            )
        vars(self).update({**vars(fresh), "_memory": memories})

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.settings)
        return f"<{type(self).__name__}({settings}) of {len(self.parameters)} parameters>"


def setting(name: str, number: object, *, positive: bool = False, below_one: bool = False) -> float:
    """A setting of an optimiser: a finite number, not negative (or positive; or below 1 also).

    Raises
    ------
    DomainError
        If it is something else.

    Examples
    --------
    >>> setting("momentum", 0.9, below_one=True)
    0.9
    """
    x = as_float(number, name)
    if not (0.0 <= x < math.inf) or (positive and x == 0.0) or (below_one and x >= 1.0):
        needs = f"0 <= {name} < 1" if below_one else f"{name} > 0" if positive else f"{name} >= 0"
        raise DomainError(f"an optimiser needs {needs} and finite, got {x!r}")
    return x


def checked_parameters(parameters: Iterable[Value], where: str) -> list[Value]:
    """The parameters as a list, each once.

    Parameters
    ----------
    parameters : iterable of Value
        As ``model.parameters()`` gives them.
    where : str
        Who asks, for the message.

    Raises
    ------
    InputTypeError
        If something else is passed, or a result of an operation instead of a leaf.
    LengthError
        If there is none.

    Examples
    --------
    >>> w = Value(1.0)
    >>> checked_parameters([w, w], "SGD")
    [Value(1.0)]
    """
    if isinstance(parameters, Value) or not isinstance(parameters, Iterable):
        raise InputTypeError(
            f"{where} takes a list of parameters, got {type(parameters).__name__}; "
            "pass model.parameters(), or a list of Values"
        )
    found: dict[int, Value] = {}
    for parameter in parameters:
        if not isinstance(parameter, Value):
            raise InputTypeError(
                f"{where} takes a list of Values, got one that holds "
                f"{type(parameter).__name__}; pass model.parameters()"
            )
        if parameter.op is not None:
            raise InputTypeError(
                f"{where} changes leaves, got {parameter!r}, the result of {parameter.op.name}; "
                "pass what it was computed from"
            )
        found[id(parameter)] = parameter
    if not found:
        raise LengthError(f"{where} needs at least one parameter, got none")
    return list(found.values())


def _finite(number: object) -> float:
    x = as_float(number, "what an optimiser remembers")
    if not math.isfinite(x):
        raise DomainError(f"what an optimiser remembers is finite, got {x!r}")
    return x
