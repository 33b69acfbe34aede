"""A program as text: what each part does, and what each pass saved."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..op import Op
from .graph import (
    CONSTANT,
    COPY,
    DOT,
    INPUT,
    LEAVES,
    PARAMETER,
    TOTAL_DOT,
    WEIGHT,
    Graph,
    Guard,
    Slope,
)
from .plan import Run

if TYPE_CHECKING:
    from .program import Program

TITLES = ("once", "for each row", "after the rows", "at the end of a step")
"""What the parts of a program are called; `viz` shows these words too, in the reader's language."""

COUNTED = "{recorded:,} lines were recorded, {left:,} are left"
TERMS = "... {count:,} terms"

Say = Callable[..., str]
"""Takes words of this file and what stands in their braces, as `str.format` does."""


def listing(program: "Program") -> str:
    """The runs of a program in their order."""
    plan = program.plan
    lines = summary(plan.graph)
    titles = TITLES if plan.graph.has_rows else (TITLES[0], "", "", TITLES[3])
    for title, runs in zip(titles, plan.runs, strict=True):
        if runs:
            lines += [title] if title else []
            lines += [f"  {described(plan.graph, run)}" for run in runs]
    return "\n".join(lines)


def summary(graph: Graph, say: Say = str.format) -> list[str]:
    """How many lines there were and are, and what each pass made of them."""
    lines = [say(COUNTED, recorded=graph.history[0][1], left=len(graph))]
    return lines + [
        f"  {say(name)}: {before:,} -> {after:,}" for name, before, after in graph.history
    ]


def described(graph: Graph, run: Run) -> str:
    """One run: the first line of it, and how many there are."""
    line, op = run.lines[0], run.kernel.op
    if op == "reduce":  # of what a row adds to a total, each lane has a sum of its own
        first = f"add up v{line}"
    elif op == COPY != graph.ops[line]:
        first = f"copy {name_of(graph, line)}"
    else:
        first = written(graph, line)
    more = f"   ({len(run.lines):,} such lines)" if len(run.lines) > 1 else ""
    return f"{first}{more}"


def written(graph: Graph, line: int) -> str:
    """One line as it would be typed."""
    is_guard = isinstance(graph.ops[line], Guard)
    return f"v{line}{': needs' if is_guard else ' ='} {formula(graph, line)}"


def formula(graph: Graph, line: int, say: Say = str.format) -> str:
    """What a line computes, or compares; of long sums the first terms."""
    op, args = graph.ops[line], graph.args[line]
    names = [name_of(graph, arg) for arg in args]
    if op in LEAVES:
        return name_of(graph, line)
    if op in (DOT, TOTAL_DOT):
        terms = [f"{a}*{b}" for a, b in zip(names[::2], names[1::2], strict=True)]
        shown = terms if len(terms) <= 4 else [*terms[:3], say(TERMS, count=len(terms))]
        text = " + ".join(shown)
        return f"total({text})" if op == TOTAL_DOT else text
    if isinstance(op, Guard):
        return f"{'' if op.holds else 'not '}{names[0]} {op.sign} {names[1]}"
    if isinstance(op, Slope):
        return f"{op}({', '.join(names[:-1])}) * {names[-1]}"
    if isinstance(op, Op) and op.precedence and len(args) == 2:
        return f"{names[0]} {op.text} {names[1]}"
    return f"{getattr(op, 'name', op)}({', '.join(names)})"


def name_of(graph: Graph, line: int) -> str:
    """What a line is called where it is read."""
    op, number = graph.ops[line], graph.numbers[line]
    if op == CONSTANT:
        return f"{number:.6g}"
    if op in (INPUT, PARAMETER):
        return f"{'x' if op == INPUT else 'p'}{int(number)}"
    return "weight" if op == WEIGHT else f"v{line}"
