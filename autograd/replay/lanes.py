"""Write the code of a formula for many numbers at once: LLVM's language, vectors of lanes.

A formula is a Python function of the operands; called with `Lanes` in place of numbers, it writes
its own code. So the partials of the table, which take floats and Values, serve here too. What a
primitive computes (its `forward` is opaque: ``math.tanh``) is written once more, in `results.py`.
"""

import struct
from collections.abc import Callable
from typing import Any

from ..op import Op

Number = Any
"""What a formula is made of: `Lanes`, or a float."""


class CannotCompileError(Exception):
    """A formula that looks at numbers while it is written: it is called for each number instead."""


class Code:
    """The code of one formula, line by line.

    Parameters
    ----------
    lanes : int
        How many numbers are computed at once.
    result_of : callable
        Writes a primitive: takes the code, the primitive and its operands.
    """

    def __init__(self, lanes: int, result_of: Callable[..., Any]) -> None:
        self.lanes = lanes
        self.type = f"<{lanes} x double>" if lanes > 1 else "double"
        self.integers = f"<{lanes} x i64>" if lanes > 1 else "i64"
        self.bits = f"<{lanes} x i1>" if lanes > 1 else "i1"
        self.lines: list[str] = []
        self.declared: set[str] = set()
        self.functions: set[str] = set()  # of the C library, or of Python
        self.result_of = result_of

    def name(self, line: str) -> str:
        """Append an instruction; the name of what it gives."""
        name = f"%t{len(self.lines)}"
        self.lines.append(f"  {name} = {line}")
        return name

    def do(self, line: str) -> "Lanes":
        """Append an instruction that gives numbers."""
        return Lanes(self, self.name(line))

    def constant(self, number: float) -> str:
        """A number as LLVM spells it, in every lane."""
        bits = f"0x{struct.unpack('>Q', struct.pack('>d', number))[0]:016X}"
        return f"splat (double {bits})" if self.lanes > 1 else bits

    def integer(self, number: int) -> str:
        """A whole number in every lane."""
        return f"splat (i64 {number})" if self.lanes > 1 else str(number)

    def operand(self, x: Number) -> str:
        """The name of lanes, or the spelling of a number."""
        if isinstance(x, Lanes):
            return x.name
        if isinstance(x, int | float):
            return self.constant(float(x))
        raise CannotCompileError(f"{type(x).__name__} in a formula")

    def intrinsic(self, name: str, *operands: Number) -> "Lanes":
        """One of LLVM's own functions on vectors: ``sqrt``, ``fma``, ``floor``."""
        suffix = f"v{self.lanes}f64" if self.lanes > 1 else "f64"
        types = ", ".join([self.type] * len(operands))
        self.declared.add(f"declare {self.type} @llvm.{name}.{suffix}({types})")
        arguments = ", ".join(f"{self.type} {self.operand(x)}" for x in operands)
        return self.do(f"call {self.type} @llvm.{name}.{suffix}({arguments})")

    def call(self, name: str, *operands: Number) -> "Lanes":
        """A function on single numbers, called for each lane."""
        self.functions.add(name)
        self.declared.add(f"declare double @{name}({', '.join(['double'] * len(operands))})")
        results = []
        for parts in zip(*map(self.apart, operands), strict=True):
            arguments = ", ".join(f"double {part}" for part in parts)
            results.append(self.name(f"call double @{name}({arguments})"))
        return self.together(results)

    def apart(self, x: Number) -> list[str]:
        """The number of each lane."""
        name = self.operand(x)
        if self.lanes == 1:
            return [name]
        return [
            self.name(f"extractelement {self.type} {name}, i32 {lane}")
            for lane in range(self.lanes)
        ]

    def together(self, numbers: list[str]) -> "Lanes":
        """Lanes of these numbers; of one number, that in every lane."""
        if self.lanes == 1:
            return Lanes(self, numbers[0])
        result = "poison"
        for lane, number in enumerate(numbers):
            result = self.name(f"insertelement {self.type} {result}, double {number}, i32 {lane}")
        if len(numbers) == 1:
            result = self.name(
                f"shufflevector {self.type} {result}, {self.type} poison, "
                f"<{self.lanes} x i32> zeroinitializer"
            )
        return Lanes(self, result)

    def compare(self, how: str, x: Number, y: Number) -> "Condition":
        """Lane by lane whether x < y, or another comparison; false for NaN."""
        return Condition(
            self, self.name(f"fcmp {how} {self.type} {self.operand(x)}, {self.operand(y)}")
        )


class Lanes:
    """One number a lane, in code that is being written."""

    __slots__ = ("code", "name")

    def __init__(self, code: Code, name: str) -> None:
        self.code = code
        self.name = name

    def _with(self, how: str, x: Number, y: Number) -> "Lanes":
        code = self.code
        return code.do(f"{how} {code.type} {code.operand(x)}, {code.operand(y)}")

    # fmt: off
    def __add__(self, other: Number) -> "Lanes": return self._with("fadd", self, other)
    def __radd__(self, other: Number) -> "Lanes": return self._with("fadd", other, self)
    def __sub__(self, other: Number) -> "Lanes": return self._with("fsub", self, other)
    def __rsub__(self, other: Number) -> "Lanes": return self._with("fsub", other, self)
    def __mul__(self, other: Number) -> "Lanes": return self._with("fmul", self, other)
    def __rmul__(self, other: Number) -> "Lanes": return self._with("fmul", other, self)
    def __truediv__(self, other: Number) -> "Lanes": return self._with("fdiv", self, other)
    def __rtruediv__(self, other: Number) -> "Lanes": return self._with("fdiv", other, self)
    def __neg__(self) -> "Lanes": return self.code.do(f"fneg {self.code.type} {self.name}")
    def __abs__(self) -> "Lanes": return self.code.intrinsic("fabs", self)
    def __pow__(self, other: Number) -> "Lanes": return self.code.call("pow", self, other)
    def __rpow__(self, other: Number) -> "Lanes": return self.code.call("pow", other, self)
    def __lt__(self, other: Number) -> "Condition": return self.code.compare("olt", self, other)
    def __le__(self, other: Number) -> "Condition": return self.code.compare("ole", self, other)
    def __gt__(self, other: Number) -> "Condition": return self.code.compare("ogt", self, other)
    def __ge__(self, other: Number) -> "Condition": return self.code.compare("oge", self, other)
    # fmt: on

    def _apply_op(self, op: Op, x: Number, y: Number) -> Any:
        """Let primitives called as functions write themselves: ``exp(x)``."""
        return self.code.result_of(self.code, op, *((x,) if op.arity == 1 else (x, y)))

    def __bool__(self) -> bool:
        raise CannotCompileError("a formula looks at a number")

    __float__ = __int__ = __index__ = __bool__


class Condition:
    """True or false in each lane."""

    __slots__ = ("code", "name")

    def __init__(self, code: Code, name: str) -> None:
        self.code = code
        self.name = name

    def where(self, yes: Number, no: Number) -> Lanes:
        """Lane by lane one number or the other."""
        code = self.code
        return code.do(
            f"select {code.bits} {self.name}, {code.type} {code.operand(yes)}, "
            f"{code.type} {code.operand(no)}"
        )

    def __bool__(self) -> bool:
        raise CannotCompileError("a formula decides by a number")
