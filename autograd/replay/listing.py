"""A program as text: what each part does, and what each pass saved."""

from typing import TYPE_CHECKING

from ..op import Op
from .graph import CONSTANT, DOT, INPUT, PARAMETER, TOTAL_DOT, WEIGHT, Graph, Guard, Slope
from .plan import Run

if TYPE_CHECKING:
    from .program import Program


def listing(program: "Program") -> str:
    """The runs of a program in their order."""
    plan = program.plan
    history = plan.graph.history
    lines = [f"{history[0][1]:,} lines were recorded, {len(plan.graph):,} are left"]
    lines += [f"  {name}: {before:,} -> {after:,}" for name, before, after in history]
    titles = ("once", "for each row", "after the rows", "at the end of a step")
    if not plan.graph.has_rows:
        titles = ("once", "", "", titles[3])
    for title, runs in zip(titles, plan.runs, strict=True):
        if runs:
            lines += [title] if title else []
            lines += [f"  {described(plan.graph, run)}" for run in runs]
    return "\n".join(lines)


def described(graph: Graph, run: Run) -> str:
    """One run: the first line of it, and how many there are."""
    first = written(graph, run.lines[0])
    more = f"   ({len(run.lines):,} such lines)" if len(run.lines) > 1 else ""
    return f"{first}{more}"


def written(graph: Graph, line: int) -> str:
    """One line as it would be typed."""
    op, args = graph.ops[line], graph.args[line]
    names = [_name(graph, arg) for arg in args]
    if op in (DOT, TOTAL_DOT):
        terms = [f"{a}*{b}" for a, b in zip(names[::2], names[1::2], strict=True)]
        shown = terms if len(terms) <= 4 else [*terms[:3], f"... {len(terms)} terms"]
        text = " + ".join(shown)
        text = f"total({text})" if op == TOTAL_DOT else text
    elif isinstance(op, Guard):
        return f"{op}: {', '.join(names)}"
    elif isinstance(op, Slope):
        text = f"{op}({', '.join(names[:-1])}) * {names[-1]}"
    elif isinstance(op, Op) and op.precedence and len(args) == 2:
        text = f"{names[0]} {op.text} {names[1]}"
    else:
        text = f"{getattr(op, 'name', op)}({', '.join(names)})"
    return f"v{line} = {text}"


def _name(graph: Graph, line: int) -> str:
    op, number = graph.ops[line], graph.numbers[line]
    if op == CONSTANT:
        return f"{number:.6g}"
    if op in (INPUT, PARAMETER):
        return f"{'x' if op == INPUT else 'p'}{int(number)}"
    return "weight" if op == WEIGHT else f"v{line}"
