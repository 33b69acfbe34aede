"""The code of each kernel: a loop over tiles around a formula.

A kernel gets the memory of the program and its orders: how many tiles, where results go, the table
of places, how many terms, and where to note a result that is no finite number. It notes such a one
by adding x - x to what is there: 0 for finite numbers, else NaN, which stays.
"""

from collections.abc import Sequence
from typing import Any

from ..op import Op
from .graph import COMPARISONS, COPY, DOT, SELECT, TOTAL_DOT, Guard, Slope
from .lanes import Code, Lanes
from .plan import TILE, Kernel
from .results import result_of, slope_of

ORDERS = 6
"""Words of a kernel's orders: tiles, out, table, terms, more terms, bad."""


class _Loop:
    """The code of one kernel while it is written.

    `at` is where in the table it reads next, `bad` what it noted so far.
    """

    def __init__(self, kernel: Kernel, lanes: int) -> None:
        self.kernel = kernel
        self.code = Code(lanes, result_of)

    def line(self, text: str) -> None:
        self.code.lines.append(f"  {text}")

    def label(self, name: str) -> None:
        self.code.lines.append(f"{name}:")

    def address(self, at: str, step: int = 0) -> str:
        """Where the number lies whose place is in the table."""
        cell = at if step == 0 else self.code.name(f"getelementptr i32, ptr {at}, i64 {step}")
        place = self.code.name(f"load i32, ptr {cell}, align 4")
        return self.code.name(f"getelementptr double, ptr %memory, i32 {place}")

    def load(self, access: str, at: str, step: int = 0) -> Lanes:
        """An operand of a tile."""
        code = self.code
        if code.lanes == 1 or access == "S":
            one = code.name(f"load double, ptr {self.address(at, step)}, align 8")
            return Lanes(code, one if code.lanes == 1 else self.splat(one))
        if access == "C":
            return code.do(f"load {code.type}, ptr {self.address(at, step)}, align 8")
        result = "poison"
        for lane in range(code.lanes):
            one = code.name(f"load double, ptr {self.address(at, step + lane)}, align 8")
            result = code.name(f"insertelement {code.type} {result}, double {one}, i32 {lane}")
        return Lanes(code, result)

    def splat(self, one: str) -> str:
        code = self.code
        first = code.name(f"insertelement {code.type} poison, double {one}, i32 0")
        return code.name(
            f"shufflevector {code.type} {first}, {code.type} poison, "
            f"<{code.lanes} x i32> zeroinitializer"
        )

    def width(self, access: str) -> int:
        """How many places of the table an operand takes."""
        return self.code.lanes if access == "G" else 1

    def step(self, at: str, count: int | str) -> str:
        return self.code.name(f"getelementptr i32, ptr {at}, i64 {count}")

    def store(self, x: Lanes) -> None:
        """Put the result of a tile where it belongs, and note if it is not finite."""
        self.line(f"store {self.code.type} {x.name}, ptr %to, align 8")
        self.note((x - x).name)

    def note(self, x: str) -> None:
        bad = self.code.name(f"fadd {self.code.type} %bad, {x}")
        self.line(f"%bad.next = fadd {self.code.type} {bad}, {self.code.constant(0.0)}")

    def text(self, body: str, tail: str) -> str:
        """The function: the loop over tiles around what was written."""
        code = self.code
        lines = "\n".join(code.lines)
        return f"""
define void @"{self.kernel.name}"(ptr noalias %memory, ptr noalias readonly %orders) {{
begin:
  %tiles = load i64, ptr %orders
  %o1 = getelementptr i64, ptr %orders, i64 1
  %out = load i64, ptr %o1
  %first = getelementptr double, ptr %memory, i64 %out
  %o2 = getelementptr i64, ptr %orders, i64 2
  %table = load ptr, ptr %o2
  %o3 = getelementptr i64, ptr %orders, i64 3
  %terms0 = load i64, ptr %o3
  %o4 = getelementptr i64, ptr %orders, i64 4
  %terms1 = load i64, ptr %o4
  %o5 = getelementptr i64, ptr %orders, i64 5
  %bad.place = load i64, ptr %o5
  %bad.at = getelementptr double, ptr %memory, i64 %bad.place
  %bad.first = load {code.type}, ptr %bad.at, align 8
  %outer = mul i64 %terms0, {TILE}
  br label %tile
tile:
  %i = phi i64 [ 0, %begin ], [ %i.next, %{body} ]
  %at = phi ptr [ %table, %begin ], [ {tail}, %{body} ]
  %to = phi ptr [ %first, %begin ], [ %to.next, %{body} ]
  %bad = phi {code.type} [ %bad.first, %begin ], [ %bad.next, %{body} ]
{lines}
  %to.next = getelementptr double, ptr %to, i64 {self.out_width()}
  %i.next = add i64 %i, 1
  %more = icmp ult i64 %i.next, %tiles
  br i1 %more, label %tile, label %end
end:
  store {code.type} %bad.next, ptr %bad.at, align 8
  ret void
}}
"""

    def out_width(self) -> str:
        """How far the results of two tiles lie apart."""
        if self.kernel.op == "outer":
            return "%outer"
        widths = {TOTAL_DOT: TILE, "along": 1, "reduce": 1}
        return str(widths.get(self.kernel.op, self.code.lanes))


def kernel_code(kernel: Kernel) -> tuple[str, Code]:
    """The function of a kernel in LLVM's language, and what it needs declared."""
    writers = {
        DOT: _dot,
        TOTAL_DOT: _total_dot,
        "outer": _outer,
        SELECT: _select,
        "along": _along,
        "reduce": _reduce,
    }
    loop = _Loop(kernel, 1 if kernel.op == "reduce" else kernel.lanes)
    writer = writers.get(kernel.op, _formula) if isinstance(kernel.op, str) else _formula
    body, tail = writer(loop)
    return loop.text(body, tail), loop.code


def _formula(loop: _Loop) -> tuple[str, str]:
    """One formula a tile."""
    operands, step = [], 0
    for access in loop.kernel.access:
        operands.append(loop.load(access, "%at", step))
        step += loop.width(access)
    op = loop.kernel.op
    if isinstance(op, Guard):
        _guard(loop, op, operands)
    elif op == COPY:
        loop.line(f"store {loop.code.type} {operands[0].name}, ptr %to, align 8")
        loop.note(loop.code.constant(0.0))
    else:
        loop.store(_result(loop.code, op, operands))
    return "tile", loop.step("%at", step)


def _result(code: Code, op: Any, operands: Sequence[Lanes]) -> Lanes:
    if isinstance(op, Op):
        return result_of(code, op, *operands)
    if isinstance(op, Slope):
        full: list[Any] = [0.0] * (op.op.arity + 1)
        for i, operand in zip(op.used, operands, strict=False):
            full[i] = operand
        slope: Lanes = slope_of(code, op.op, op.position, *full) * operands[-1]
        return slope
    return code.compare("oeq", operands[0], operands[1]).where(operands[2], 0.0)  # PICK


def _guard(loop: _Loop, guard: Guard, operands: Sequence[Lanes]) -> None:
    """Note where a comparison does not come out as it did."""
    how = COMPARISONS[guard.sign]
    holds = loop.code.compare(("u" if how == "ne" else "o") + how, *operands)
    yes, no = (0.0, float("nan")) if guard.holds else (float("nan"), 0.0)
    loop.note(holds.where(yes, no).name)


def _sum_of_terms(loop: _Loop, start: str, kind: str, add: Any) -> tuple[str, str, str]:
    """Loops over stretches of terms; the sum, the last block and where the table goes on."""
    total, block, at = start, "tile", "%at"
    if loop.kernel.has_start:
        at = loop.step("%at", 1)
    if loop.kernel.terms:  # so many, one after the other
        step = 0
        for access, count in zip(loop.kernel.access, loop.kernel.terms, strict=True):
            for _ in range(count):
                a = loop.load(access[0], at, step)
                b = loop.load(access[1], at, step + loop.width(access[0]))
                step += loop.width(access[0]) + loop.width(access[1])
                total = add(total, a, b)
        return total, block, loop.step(at, step)
    for n, access in enumerate(loop.kernel.access):
        loop.line(f"%any{n} = icmp ne i64 %terms{n}, 0")
        loop.line(f"br i1 %any{n}, label %terms{n}.loop, label %terms{n}.end")
        loop.label(f"terms{n}.loop")
        loop.line(f"%k{n} = phi i64 [ 0, %{block} ], [ %k{n}.next, %terms{n}.loop ]")
        loop.line(f"%at{n} = phi ptr [ {at}, %{block} ], [ %at{n}.next, %terms{n}.loop ]")
        loop.line(f"%sum{n} = phi {kind} [ {total}, %{block} ], [ %sum{n}.next, %terms{n}.loop ]")
        a = loop.load(access[0], f"%at{n}")
        b = loop.load(access[1], f"%at{n}", loop.width(access[0]))
        step = loop.width(access[0]) + loop.width(access[1])
        loop.line(f"%at{n}.next = getelementptr i32, ptr %at{n}, i64 {step}")
        more = add(f"%sum{n}", a, b)
        loop.line(f"%sum{n}.next = bitcast {kind} {more} to {kind}")
        loop.line(f"%k{n}.next = add i64 %k{n}, 1")
        loop.line(f"%go{n} = icmp ult i64 %k{n}.next, %terms{n}")
        loop.line(f"br i1 %go{n}, label %terms{n}.loop, label %terms{n}.end")
        loop.label(f"terms{n}.end")
        ways = f"%{block} ], [ {{}}, %terms{n}.loop ]"
        loop.line(f"%sum{n}.all = phi {kind} [ {total}, {ways.format(f'%sum{n}.next')}")
        loop.line(f"%at{n}.end = phi ptr [ {at}, {ways.format(f'%at{n}.next')}")
        total, block, at = f"%sum{n}.all", f"terms{n}.end", f"%at{n}.end"
    return total, block, at


def _dot(loop: _Loop) -> tuple[str, str]:
    """A sum of products for each lane."""
    code = loop.code
    start = loop.load("S", "%at").name if loop.kernel.has_start else code.constant(0.0)

    def add(total: str, a: Lanes, b: Lanes) -> str:
        return code.intrinsic("fma", a, b, Lanes(code, total)).name

    total, block, at = _sum_of_terms(loop, start, code.type, add)
    loop.store(Lanes(code, total))
    return block, at


def _fold(loop: _Loop) -> tuple[str, Any]:
    """The type of accumulators, and what adds a product of lanes to one."""
    code = loop.code
    kind = f"<{TILE} x double>"
    fma = f"llvm.fma.v{TILE}f64"
    code.declared.add(f"declare {kind} @{fma}({kind}, {kind}, {kind})")

    def stretch(x: Lanes, begin: int) -> str:
        lanes = ", ".join(f"i32 {begin + i}" for i in range(TILE))
        return code.name(
            f"shufflevector {code.type} {x.name}, {code.type} poison, <{TILE} x i32> <{lanes}>"
        )

    def add(total: str, a: Lanes, b: Lanes) -> str:
        for begin in range(0, code.lanes, TILE):
            x, y = stretch(a, begin), stretch(b, begin)
            total = code.name(f"call {kind} @{fma}({kind} {x}, {kind} {y}, {kind} {total})")
        return total

    return kind, add


def _total_dot(loop: _Loop) -> tuple[str, str]:
    """Sums of products over the lanes too, added to accumulators of TILE numbers."""
    kind, add = _fold(loop)
    start = loop.code.name(f"load {kind}, ptr %to, align 8")
    total, block, at = _sum_of_terms(loop, start, kind, add)
    loop.line(f"store {kind} {total}, ptr %to, align 8")
    loop.note(loop.code.constant(0.0))  # the sums are looked at when they are complete
    return block, at


def _outer(loop: _Loop) -> tuple[str, str]:
    """Products of one factor with several others, summed over the lanes, one accumulator each."""
    code = loop.code
    kind, add = _fold(loop)
    shared = loop.load("C", "%at")

    def multiply(at: str, step: int, to: str) -> None:
        start = code.name(f"load {kind}, ptr {to}, align 8")
        total = add(start, loop.load("C", at, step), shared)
        loop.line(f"store {kind} {total}, ptr {to}, align 8")

    if loop.kernel.terms:
        for k in range(loop.kernel.terms[0]):
            multiply("%at", 1 + k, code.name(f"getelementptr double, ptr %to, i64 {TILE * k}"))
        loop.note(code.constant(0.0))
        return "tile", loop.step("%at", 1 + loop.kernel.terms[0])
    first = loop.step("%at", 1)
    loop.line("br label %each")
    loop.label("each")
    loop.line("%k = phi i64 [ 0, %tile ], [ %k.next, %each ]")
    skip = code.name(f"mul i64 %k, {TILE}")
    at = loop.step(first, "%k")
    multiply(at, 0, code.name(f"getelementptr double, ptr %to, i64 {skip}"))
    loop.line("%k.next = add i64 %k, 1")
    loop.line("%go = icmp ult i64 %k.next, %terms0")
    loop.line("br i1 %go, label %each, label %finish")
    loop.label("finish")
    loop.note(code.constant(0.0))
    return "finish", loop.step(first, "%terms0")


def _add_up(loop: _Loop, kind: str, x: str) -> str:
    """The sum of the numbers of a vector."""
    name = f"llvm.vector.reduce.fadd.v{TILE}f64"
    loop.code.declared.add(f"declare double @{name}(double, {kind})")
    return loop.code.name(f"call reassoc double @{name}(double -0.0, {kind} {x})")


def _reduce(loop: _Loop) -> tuple[str, str]:
    """The sum of an accumulator."""
    kind = f"<{TILE} x double>"
    x = loop.code.name(f"load {kind}, ptr {loop.address('%at')}, align 8")
    loop.store(Lanes(loop.code, _add_up(loop, kind, x)))
    return "tile", loop.step("%at", 1)


def _along(loop: _Loop) -> tuple[str, str]:
    """A sum of products whose terms lie side by side: the lanes are terms."""
    code = loop.code
    kind = code.type
    loop.code.lanes = TILE
    a, b = loop.address("%at"), loop.address("%at", 1)
    loop.line("br label %terms")
    loop.label("terms")
    loop.line("%k = phi i64 [ 0, %tile ], [ %k.next, %terms ]")
    loop.line(f"%sum = phi {kind} [ zeroinitializer, %tile ], [ %sum.next, %terms ]")
    x = code.do(f"load {kind}, ptr {code.name(f'getelementptr double, ptr {a}, i64 %k')}, align 8")
    y = code.do(f"load {kind}, ptr {code.name(f'getelementptr double, ptr {b}, i64 %k')}, align 8")
    total = code.intrinsic("fma", x, y, Lanes(code, "%sum")).name
    loop.line(f"%sum.next = bitcast {kind} {total} to {kind}")
    loop.line(f"%k.next = add i64 %k, {TILE}")
    loop.line(f"%k.full = add i64 %k.next, {TILE}")
    loop.line("%go = icmp ule i64 %k.full, %terms0")
    loop.line("br i1 %go, label %terms, label %rest")
    loop.label("rest")
    loop.line(f"%start = bitcast {kind} %sum.next to {kind}")
    whole = _add_up(loop, kind, "%start")
    loop.line("%any = icmp ult i64 %k.next, %terms0")
    loop.line("br i1 %any, label %single, label %finish")
    loop.label("single")
    loop.line("%j = phi i64 [ %k.next, %rest ], [ %j.next, %single ]")
    loop.line(f"%one = phi double [ {whole}, %rest ], [ %one.next, %single ]")
    x1 = code.name(f"load double, ptr {code.name(f'getelementptr double, ptr {a}, i64 %j')}")
    y1 = code.name(f"load double, ptr {code.name(f'getelementptr double, ptr {b}, i64 %j')}")
    product = code.name(f"fmul double {x1}, {y1}")
    loop.line(f"%one.next = fadd double %one, {product}")
    loop.line("%j.next = add i64 %j, 1")
    loop.line("%go1 = icmp ult i64 %j.next, %terms0")
    loop.line("br i1 %go1, label %single, label %finish")
    loop.label("finish")
    loop.line(f"%all = phi double [ {whole}, %rest ], [ %one.next, %single ]")
    loop.line("store double %all, ptr %to, align 8")
    difference = code.name("fsub double %all, %all")
    first = code.name(f"insertelement {kind} zeroinitializer, double {difference}, i32 0")
    loop.note(first)
    return "finish", loop.step("%at", 2)


def _select(loop: _Loop) -> tuple[str, str]:
    """What a whole number chooses, lane by lane."""
    code = loop.code
    index = loop.load("C", "%at")
    result = "poison"
    access = loop.kernel.access[0] if loop.kernel.access else "S"
    for lane in range(code.lanes):
        number = index.name
        if code.lanes > 1:
            number = code.name(f"extractelement {code.type} {index.name}, i32 {lane}")
        whole = code.name(f"fptosi double {number} to i64")
        cell = code.name(f"getelementptr i32, ptr %at, i64 {whole}")
        item = loop.address(cell, 1)
        if access == "C":
            item = code.name(f"getelementptr double, ptr {item}, i64 {lane}")
        one = code.name(f"load double, ptr {item}, align 8")
        if code.lanes > 1:
            result = code.name(f"insertelement {code.type} {result}, double {one}, i32 {lane}")
        else:
            result = one
    loop.store(Lanes(code, result))
    count = code.name("add i64 %terms0, 1")
    return "tile", loop.step("%at", count)
