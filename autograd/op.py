"""What one entry of the table of primitives is: everything about one operation.

`ops.py` holds the entries. An entry can be called on plain numbers (a float comes back) and on
Values (a Value is recorded), so the text of a derivative, written once, works on floats in the
backward pass, on Values for higher derivatives, and on `formula.Expr` to print itself.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import errors
from .errors import AutogradError, DomainError, InputTypeError, RangeError, unknown_choice
from .numeric import as_float

TABLE: "dict[str, Op]" = {}
"""Every primitive by name, in the order of definition."""

_LEFT_OUT: Any = object()  # not None, which may be what a function without a return gave

FAMILIES = ("arithmetic", "function", "activation", "helper")


@dataclass(frozen=True)
class Condition:
    """One condition an operation puts on its operands.

    Attributes
    ----------
    holds : callable
        Takes the operands as floats; True where the operation is defined.
    needs : str
        The condition in symbols, for the message: ``"x > 0"``.
    remedy : str
        What to do instead.
    error : type
        The exception to raise.
    """

    holds: Callable[..., bool]
    needs: str
    remedy: str
    error: type[DomainError] = DomainError


@dataclass(frozen=True, eq=False)
class Op:
    """One primitive: how it is computed, differentiated, printed, explained and tested.

    Attributes
    ----------
    name : str
        The key in `TABLE`.
    forward : callable
        Floats in, float out. May be opaque and fast, such as `math.tanh`.
    partials : tuple of callable
        One per argument, each called as ``partial(x, z)`` or ``partial(x, y, z)`` with the
        operands and the result. Written with plain operators and primitives only.
    params : tuple of str
        Names of the arguments, for messages and formulas.
    rule : str
        What the backward pass does here, in one sentence.
    samples : tuple of tuple of float
        Operands where the tests measure it: inside the domain, away from kinks and from points
        where a derivative happens to cross zero.
    family : str
        ``"arithmetic"``, ``"function"``, ``"activation"``, or ``"helper"`` for functions that
        exist because a derivative needs them.
    symbol : str
        How pictures show it; the name if empty.
    text : str
        How formulas spell it; the name if empty. ``"+"`` with a `precedence` is an infix.
    precedence : int
        How tightly an operator binds; 0 for a function call.
    textbook : tuple of callable
        The partials as textbooks show them, where `partials` are written for accuracy instead.
    domain : tuple of Condition
        Where it is defined; everywhere if empty.
    kinks : dict
        The published choice of slopes at points where the derivative is a convention, infinite
        or undefined: operands -> slopes.
    at_kink : callable or None
        Called with operands; True where the slope jumps, for kinks that are more than a few points.
    edge : callable or None
        Called with the operands where a partial cannot be evaluated; returns the slopes.
    defaults : tuple of float
        The second argument when it is left out.
    flat : bool
        The slope is zero everywhere: nothing flows back through it.
    ufunc : str
        The numpy function of the same meaning; the name if empty.
    too_large : str
        What to do when the result exceeds the floats.
    arity : int
        Number of arguments, 1 or 2.
    """

    name: str
    forward: Callable[..., Any]
    partials: tuple[Callable[..., Any], ...]
    params: tuple[str, ...]
    rule: str
    samples: tuple[tuple[float, ...], ...]
    family: str = "function"
    symbol: str = ""
    text: str = ""
    precedence: int = 0
    textbook: tuple[Callable[..., Any], ...] = ()
    domain: tuple[Condition, ...] = ()
    kinks: dict[tuple[float, ...], tuple[float, ...]] = field(default_factory=dict)
    at_kink: Callable[..., bool] | None = None
    edge: Callable[..., tuple[float, ...]] | None = None
    defaults: tuple[float, ...] = ()
    flat: bool = False
    ufunc: str = ""
    too_large: str = "scale the operands down first"
    arity: int = field(init=False)

    def __post_init__(self) -> None:
        """Fill what is derived, and refuse an impossible entry: it does not import."""
        assign = object.__setattr__
        assign(self, "symbol", self.symbol or self.text or self.name)
        assign(self, "text", self.text or self.name)
        assign(self, "ufunc", self.ufunc or self.name)
        assign(self, "textbook", self.textbook or self.partials)
        assign(self, "__name__", self.name)  # what help() and pydoc read
        assign(self, "__doc__", f"{self.name}({', '.join(self.params)}): {self.rule}")
        arity = len(self.params)
        assign(self, "arity", arity)
        points = [*self.samples, *self.kinks, *self.kinks.values()]
        for wrong, why in (
            (not self.name.isidentifier(), "its name is not an identifier"),
            (self.family not in FAMILIES, f"family is none of {', '.join(FAMILIES)}"),
            (arity not in (1, 2), "a primitive takes one or two arguments"),
            (len(self.partials) != arity, "it needs one partial per argument"),
            (len(self.textbook) != arity, "it needs one textbook partial per argument"),
            (not self.samples, "it has no sample points"),
            (any(len(p) != arity for p in points), "a sample or kink of another length"),
            (not self.rule.endswith("."), "its rule is not a sentence"),
            (self.name in TABLE, "the name is taken"),
        ):
            if wrong:
                raise ValueError(f"primitive {self.name!r} cannot be defined: {why}")

    def __call__(self, x: Any, y: Any = _LEFT_OUT) -> Any:
        """Apply to numbers, giving a float, or to Values, recording a Value.

        Examples
        --------
        >>> from autograd import Value, exp
        >>> exp(0), exp(Value(0))
        (1.0, Value(1.0))
        """
        if y is _LEFT_OUT and self.arity == 1:  # the checks below would double its cost
            if type(x) is float:
                return self.value(x)
            if (apply := getattr(x, "_apply_op", None)) is not None:
                return apply(self, x, None)
        if y is _LEFT_OUT and self.defaults:
            y = self.defaults[0]
        if (y is _LEFT_OUT) != (self.arity == 1):
            raise InputTypeError(
                f"{self.name} takes {self.arity} argument(s), got {1 if y is _LEFT_OUT else 2}; "
                f"call it as {self.name}({', '.join(self.params)})"
            )
        args = (x,) if y is _LEFT_OUT else (x, y)
        for operand in args:
            apply = getattr(operand, "_apply_op", None)
            if apply is not None:
                return apply(self, x, None if y is _LEFT_OUT else y)
        return self.value(*[as_float(arg, self.name) for arg in args])

    def value(self, *args: float, nodes: tuple[Any, ...] = ()) -> float:
        """Compute on floats; a result that does not exist is an error, never a silent inf or NaN.

        Parameters
        ----------
        *args : float
            The operands.
        nodes : tuple
            The Values (or numbers) the operands came from, for the message.

        Raises
        ------
        DomainError
            If the operation is not defined there, or has no result (inf - inf).
        RangeError
            If finite operands give a result too large for a float.

        Examples
        --------
        >>> TABLE["hypot"].value(3.0, 4.0)
        5.0
        """
        try:
            z = self.forward(*args)
        except OverflowError:
            raise self._failure(args, nodes, too_large=True) from None
        except (ValueError, ArithmeticError):
            raise self._failure(args, nodes, too_large=False) from None
        # NaN that comes from no NaN, or infinity that comes from neither.
        if z - z != 0.0 and not any(x != x or (z == z and math.isinf(x)) for x in args):
            raise self._failure(args, nodes, too_large=z == z)
        return z if type(z) is float else as_float(z, f"the result of {self.name}")

    def slope(self, i: int, *args: float, z: float) -> float:
        """Local derivative with respect to argument `i`, on floats.

        Examples
        --------
        >>> TABLE["mul"].slope(0, 3.0, 4.0, z=12.0)
        4.0
        """
        if z != z:
            return z
        try:
            return float(self.partials[i](*args, z))
        except (ValueError, ArithmeticError):
            return self.edge(*args)[i] if self.edge else math.nan

    def _failure(
        self, args: tuple[float, ...], nodes: tuple[Any, ...], *, too_large: bool
    ) -> AutogradError:
        """Say why there is no result for these operands."""
        from .formula import call_text  # noqa: PLC0415  it imports this module

        where = call_text(self, nodes or args)
        got = ", ".join(f"{p} = {v!r}" for p, v in zip(self.params, args, strict=True))
        for condition in self.domain:
            if not condition.holds(*args):
                needs, remedy = condition.needs, condition.remedy
                return condition.error.of(
                    errors.NEEDS, op=self.name, needs=needs, got=got, where=where, remedy=remedy
                )
        if any(map(math.isinf, args)):
            return DomainError.of(errors.NO_RESULT, op=self.name, got=got, where=where)
        if not too_large:
            return DomainError.of(errors.NOT_DEFINED, op=self.name, got=got, where=where)
        remedy = self.too_large
        return RangeError.of(errors.TOO_LARGE, op=self.name, got=got, where=where, remedy=remedy)

    def __repr__(self) -> str:
        """The primitive by its name."""
        return f"<primitive {self.name}>"

    def __reduce__(self) -> tuple[Callable[[str], "Op"], tuple[str]]:
        """Copy and pickle by name: there is one of each."""
        return op_named, (self.name,)


def op_named(name: str) -> Op:
    """The primitive of that name.

    Raises
    ------
    ChoiceError
        If there is none; a custom primitive must be defined before a graph that uses it is loaded.

    Examples
    --------
    >>> op_named("tanh")
    <primitive tanh>
    """
    try:
        return TABLE[name]
    except KeyError:
        raise unknown_choice("primitive", name, TABLE) from None


def where(condition: Any, yes: Any, no: Any) -> Any:
    """`yes` where the condition holds, else `no`; for piecewise derivatives.

    The condition is a comparison of floats or Values (a bool), or of expressions that are to be
    printed or compiled, which bring a ``where`` method of their own.

    Examples
    --------
    >>> where(2.0 > 0.0, "yes", "no")
    'yes'
    """
    if isinstance(condition, bool):
        return yes if condition else no
    return condition.where(yes, no)
