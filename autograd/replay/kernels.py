"""The code of each kernel: a loop over tiles around a formula.

A kernel gets the memory of the program and its orders: how many tiles, where results go, the table
of places, how many terms, and where to note a result that is no finite number. It notes such a one
by adding x - x to what is there: 0 for finite numbers, else NaN, which stays.
"""

from collections.abc import Callable, Sequence
from typing import Any

from ..op import Op
from .graph import COMPARISONS, COPY, DOT, SELECT, TOTAL_DOT, Guard, Slope
from .lanes import Code, Lanes
from .plan import AHEAD, TILE, Kernel
from .results import result_of, slope_of

ORDERS = ("tiles", "out", "*table", "terms0", "terms1", "bad")
"""The words of a kernel's orders; with a star, an address."""

_SUMS = f"<{TILE} x double>"  # the type of an accumulator


def words(pointer: str, names: Sequence[str]) -> str:
    """Code that loads the words at a place, one after the other, under these names."""
    lines = []
    for i, name in enumerate(names):
        kind = "ptr" if name.startswith("*") else "i64"
        lines.append(f"  %{name.strip('*')}.word = getelementptr i64, ptr {pointer}, i64 {i}")
        lines.append(f"  %{name.strip('*')} = load {kind}, ptr %{name.strip('*')}.word")
    return "\n".join(lines)


class _Writer:
    """The code of one kernel while it is written.

    Attributes
    ----------
    at : str
        Where in the table the next place is read.
    to : str
        Where the next result goes.
    bad : str
        What was noted so far.
    """

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.code = Code(kernel.lanes, result_of)
        self.at, self.to, self.bad = "%table", "%first", "%noted"
        self._block, self._loops = "begin", 0

    # --- loops -------------------------------------------------------------------------------

    def repeat(
        self, count: str, body: Callable[..., list[str]], *start: tuple[str, str], step: int = 1
    ) -> list[str]:
        """Write a loop: the body, for 0, step, ... below a count.

        Parameters
        ----------
        count : str
            The name of the count.
        body : callable
            Writes a turn; it is given the names of the number of the turn and of what goes from
            turn to turn, and returns the names of the latter afterwards.
        *start : tuple of str
            Types and first names of what goes from turn to turn; `at`, `to` and `bad` do anyway.

        Returns
        -------
        list of str
            The names of these afterwards.
        """
        self._loops += 1
        loop = f"loop{self._loops}"
        kinds = ["ptr", "ptr", self.code.type, *(kind for kind, _ in start)]
        first = [self.at, self.to, self.bad, *(name for _, name in start)]
        before = self._block
        some = self.code.name(f"icmp ne i64 {count}, 0")
        self._line(f"br i1 {some}, label %{loop}, label %{loop}.end")
        self._begin(loop)
        self._line(f"%{loop}.k = phi i64 [ 0, %{before} ], [ %{loop}.next, %{loop}.last ]")
        for i, (kind, name) in enumerate(zip(kinds, first, strict=True)):
            ways = f"[ {name}, %{before} ], [ %{loop}.{i}.next, %{loop}.last ]"
            self._line(f"%{loop}.{i} = phi {kind} {ways}")
        self.at, self.to, self.bad, *own = (f"%{loop}.{i}" for i in range(len(kinds)))
        after = body(f"%{loop}.k", *own)
        self._line(f"br label %{loop}.last")
        self._begin(f"{loop}.last")
        for i, name in enumerate([self.at, self.to, self.bad, *after]):
            self._line(f"%{loop}.{i}.next = bitcast {kinds[i]} {name} to {kinds[i]}")
        self._line(f"%{loop}.next = add i64 %{loop}.k, {step}")
        self._line(f"%{loop}.more = icmp ult i64 %{loop}.next, {count}")
        self._line(f"br i1 %{loop}.more, label %{loop}, label %{loop}.end")
        self._begin(f"{loop}.end")
        for i, (kind, name) in enumerate(zip(kinds, first, strict=True)):
            ways = f"[ {name}, %{before} ], [ %{loop}.{i}.next, %{loop}.last ]"
            self._line(f"%{loop}.{i}.end = phi {kind} {ways}")
        self.at, self.to, self.bad, *own = (f"%{loop}.{i}.end" for i in range(len(kinds)))
        return own

    def _line(self, text: str) -> None:
        self.code.lines.append(f"  {text}")

    def _begin(self, block: str) -> None:
        self.code.lines.append(f"{block}:")
        self._block = block

    # --- operands and results ----------------------------------------------------------------

    def address(self) -> str:
        """Where the number lies whose place is the next in the table."""
        place = self.code.name(f"load i32, ptr {self.at}, align 4")
        self.at = self.code.name(f"getelementptr i32, ptr {self.at}, i64 1")
        return self.code.name(f"getelementptr double, ptr %memory, i32 {place}")

    def load(self, access: str) -> Lanes:
        """The next operand of a tile."""
        code = self.code
        if access == "C":
            return code.do(f"load {code.type}, ptr {self.address()}, align 8")
        if access == "G" and self.kernel.asks_ahead:
            self.ask_ahead()
        ones = [
            code.name(f"load double, ptr {self.address()}, align 8")
            for _ in range(code.lanes if access == "G" else 1)
        ]
        return code.together(ones)

    def ask_ahead(self) -> None:
        """Ask for the numbers that will be gathered some tiles later.

        The processor cannot guess where they lie, but the table says it.
        """
        self.code.declared.add("declare void @llvm.prefetch.p0(ptr, i32, i32, i32)")
        for lane in range(self.code.lanes):
            later = self.code.name(f"getelementptr i32, ptr {self.at}, i64 {AHEAD + lane}")
            place = self.code.name(f"load i32, ptr {later}, align 4")
            there = self.code.name(f"getelementptr double, ptr %memory, i32 {place}")
            self._line(f"call void @llvm.prefetch.p0(ptr {there}, i32 0, i32 3, i32 1)")

    def store(self, x: Lanes) -> None:
        """Put the result of a tile where it belongs, and note if it is not finite."""
        self.put(x.code.type, x.name)
        self.note((x - x).name)

    def put(self, kind: str, x: str) -> None:
        """Put something in the next place for results."""
        self._line(f"store {kind} {x}, ptr {self.to}, align 8")
        self.to = self.code.name(f"getelementptr {kind}, ptr {self.to}, i64 1")

    def note(self, x: str) -> None:
        """Add something to what was noted."""
        self.bad = self.code.name(f"fadd {self.code.type} {self.bad}, {x}")

    # --- sums of products --------------------------------------------------------------------

    def sum_of_terms(self, total: str, kind: str, add: Callable[[str, Lanes, Lanes], str]) -> str:
        """Add the products of all stretches of terms to a total."""
        for n, access in enumerate(self.kernel.access):

            def more(_: str, total: str, access: str = access) -> list[str]:
                return [add(total, self.load(access[0]), self.load(access[1]))]

            if self.kernel.terms:  # so many, one after the other
                for _ in range(self.kernel.terms[n]):
                    [total] = more("", total)
            else:
                [total] = self.repeat(f"%terms{n}", more, (kind, total))
        return total

    def add_lanes(self, total: str, a: Lanes, b: Lanes) -> str:
        """Add a product of lanes to an accumulator, TILE of them at a time."""
        code = self.code
        fma = f"llvm.fma.v{TILE}f64"
        code.declared.add(f"declare {_SUMS} @{fma}({_SUMS}, {_SUMS}, {_SUMS})")
        for begin in range(0, code.lanes, TILE):
            lanes = ", ".join(f"i32 {begin + i}" for i in range(TILE))
            x, y = (
                code.name(
                    f"shufflevector {code.type} {factor.name}, {code.type} poison, "
                    f"<{TILE} x i32> <{lanes}>"
                )
                for factor in (a, b)
            )
            total = code.name(f"call {_SUMS} @{fma}({_SUMS} {x}, {_SUMS} {y}, {_SUMS} {total})")
        return total

    def add_up(self, x: str) -> str:
        """The sum of the numbers of an accumulator."""
        name = f"llvm.vector.reduce.fadd.v{TILE}f64"
        self.code.declared.add(f"declare double @{name}(double, {_SUMS})")
        return self.code.name(f"call reassoc double @{name}(double -0.0, {_SUMS} {x})")


def kernel_code(kernel: Kernel) -> tuple[str, Code]:
    """The function of a kernel in LLVM's language, and what it needs declared."""
    writer = _Writer(kernel)
    write = _WRITERS.get(kernel.op, _formula) if isinstance(kernel.op, str) else _formula

    def tile(_: str) -> list[str]:
        write(writer)
        return []

    writer.repeat("%tiles", tile)
    kind = writer.code.type
    lines = "\n".join(writer.code.lines)
    text = f"""
define void @"{kernel.name}"(ptr noalias %memory, ptr noalias readonly %orders) {{
begin:
{words("%orders", ORDERS)}
  %first = getelementptr double, ptr %memory, i64 %out
  %notes = getelementptr double, ptr %memory, i64 %bad
  %noted = load {kind}, ptr %notes, align 8
{lines}
  store {kind} {writer.bad}, ptr %notes, align 8
  ret void
}}
"""
    return text, writer.code


def _formula(writer: _Writer) -> None:
    """One formula a tile."""
    operands = [writer.load(access) for access in writer.kernel.access]
    op = writer.kernel.op
    if isinstance(op, Guard):
        _guard(writer, op, operands)
    elif op == COPY:
        writer.put(writer.code.type, operands[0].name)
    else:
        writer.store(_result(writer.code, op, operands))


def _result(code: Code, op: Any, operands: Sequence[Lanes]) -> Lanes:
    """What a primitive, a slope or a pick gives."""
    if isinstance(op, Op):
        return result_of(code, op, *operands)
    if isinstance(op, Slope):
        full: list[Any] = [0.0] * (op.op.arity + 1)
        for i, operand in zip(op.used, operands, strict=False):
            full[i] = operand
        slope: Lanes = slope_of(code, op.op, op.position, *full) * operands[-1]
        return slope
    return code.compare("oeq", operands[0], operands[1]).where(operands[2], 0.0)


def _guard(writer: _Writer, guard: Guard, operands: Sequence[Lanes]) -> None:
    """Note where a comparison does not come out as it did."""
    how = COMPARISONS[guard.sign]
    holds = writer.code.compare(("u" if how == "ne" else "o") + how, *operands)
    yes, no = (0.0, float("nan")) if guard.holds else (float("nan"), 0.0)
    writer.note(holds.where(yes, no).name)


def _dot(writer: _Writer) -> None:
    """A sum of products for each lane."""
    code = writer.code
    start = writer.load("S").name if writer.kernel.has_start else code.constant(0.0)

    def add(total: str, a: Lanes, b: Lanes) -> str:
        return code.intrinsic("fma", a, b, Lanes(code, total)).name

    writer.store(Lanes(code, writer.sum_of_terms(start, code.type, add)))


def _total_dot(writer: _Writer) -> None:
    """A sum of products over the lanes too, added to an accumulator.

    Whether it is finite is looked at when all rows are in it.
    """
    start = writer.code.name(f"load {_SUMS}, ptr {writer.to}, align 8")
    writer.put(_SUMS, writer.sum_of_terms(start, _SUMS, writer.add_lanes))


def _outer(writer: _Writer) -> None:
    """Products of one factor with several others, each added to an accumulator of its own."""
    shared = writer.load("C")

    def multiply(_: str) -> list[str]:
        start = writer.code.name(f"load {_SUMS}, ptr {writer.to}, align 8")
        writer.put(_SUMS, writer.add_lanes(start, writer.load("C"), shared))
        return []

    if writer.kernel.terms:
        for _ in range(writer.kernel.terms[0]):
            multiply("")
    else:
        writer.repeat("%terms0", multiply)


def _reduce(writer: _Writer) -> None:
    """The sum of an accumulator."""
    x = writer.code.name(f"load {_SUMS}, ptr {writer.address()}, align 8")
    writer.store(Lanes(writer.code, writer.add_up(x)))


def _along(writer: _Writer) -> None:
    """A sum of products whose terms lie side by side: TILE of them at a time."""
    code = writer.code
    starts = writer.address(), writer.address()
    masked = f"llvm.masked.load.v{TILE}f64.p0"
    code.declared.add(f"declare {_SUMS} @{masked}(ptr, i32, <{TILE} x i1>, {_SUMS})")
    fma = f"llvm.fma.v{TILE}f64"
    code.declared.add(f"declare {_SUMS} @{fma}({_SUMS}, {_SUMS}, {_SUMS})")
    whole = f"<{TILE} x i64>"

    def spread(x: str) -> str:
        one = code.name(f"insertelement {whole} poison, i64 {x}, i32 0")
        same = f"<{TILE} x i32> zeroinitializer"
        return code.name(f"shufflevector {whole} {one}, {whole} poison, {same}")

    def more(k: str, total: str) -> list[str]:
        numbers = ", ".join(f"i64 {i}" for i in range(TILE))
        terms = code.name(f"add {whole} {spread(k)}, <{numbers}>")
        is_term = code.name(f"icmp ult {whole} {terms}, {spread('%terms0')}")
        places = [code.name(f"getelementptr double, ptr {start}, i64 {k}") for start in starts]
        rest = f"i32 8, <{TILE} x i1> {is_term}, {_SUMS} zeroinitializer"
        x, y = (code.name(f"call {_SUMS} @{masked}(ptr {place}, {rest})") for place in places)
        return [code.name(f"call {_SUMS} @{fma}({_SUMS} {x}, {_SUMS} {y}, {_SUMS} {total})")]

    [total] = writer.repeat("%terms0", more, (_SUMS, "zeroinitializer"), step=TILE)
    writer.store(Lanes(code, writer.add_up(total)))


def _select(writer: _Writer) -> None:
    """What a whole number chooses, lane by lane."""
    code = writer.code
    [access] = writer.kernel.access
    index, chosen = writer.load("C"), []
    for lane, number in enumerate(code.apart(index)):
        whole = code.name(f"fptosi double {number} to i64")
        cell = code.name(f"getelementptr i32, ptr {writer.at}, i64 {whole}")
        place = code.name(f"load i32, ptr {cell}, align 4")
        item = code.name(f"getelementptr double, ptr %memory, i32 {place}")
        if access == "C":
            item = code.name(f"getelementptr double, ptr {item}, i64 {lane}")
        chosen.append(code.name(f"load double, ptr {item}, align 8"))
    writer.at = code.name(f"getelementptr i32, ptr {writer.at}, i64 %terms0")
    writer.store(code.together(chosen))


_WRITERS = {
    DOT: _dot,
    TOTAL_DOT: _total_dot,
    SELECT: _select,
    "outer": _outer,
    "along": _along,
    "reduce": _reduce,
}
