"""What the stepper says beside the graph and below it, as styled lines; no screen here."""

from collections.abc import Iterable, Sequence
from math import isfinite

from autograd.tape import Instruction
from autograd.trace import BackwardStep, Step
from viz.labels import number, visible
from viz.narration import narrate, short
from viz.signs import GAP
from viz.state import State
from viz.style import kind_of

from ..nudge import NUDGE, nudged
from ..phases import PHASES
from ..writing import Styled, Words
from .tour import Change, Steps

_DETAILS = ("result", "local", "upstream", "contribution", "before", "gradient", "after")


def about_step(steps: Steps, words: Words, width: int, detail: bool = False) -> list[Styled]:
    """What happens in the step: rule and numbers, what it is added to, and what it means."""
    text, trace, step = words.text, steps.trace, steps.step
    if step is None:
        return paragraph(text("frames.start", count=len(trace)), words, width)
    said = narrate(step, trace.tape[-1].name, text)
    lines = equation(said.sentence, words, width, step.kind)
    if said.total:
        lines += equation(said.total, words, width, step.kind)
    if rule := words.rule(trace, steps.moment):
        lines += paragraph(rule, words, width, "rule")
    if meaning := meaning_of(steps, words):
        lines += [("", ""), *paragraph(meaning, words, width)]
    if detail:
        lines += [("", ""), *details(step, words, width)]
    return lines


def meaning_of(steps: Steps, words: Words) -> str:
    """What a gradient means: how the root changes if the number grows a little; "" of others."""
    step, trace = steps.step, steps.trace
    if not isinstance(step, BackwardStep):
        return ""
    root = visible(trace.tape[-1].name)
    if steps.state.awaiting.get(step.arg):
        return words.text("stepper.more_to_come", arg=visible(step.arg_name))
    if not isfinite(step.after):
        return ""
    change = nudged(trace.tape, step.arg)
    return words.text(
        "stepper.means" if change is not None else "stepper.means_alone",
        arg=visible(step.arg_name),
        nudge=short(NUDGE),
        root=root,
        predicted=short(NUDGE * step.after),
        computed="" if change is None else short(change),
    )


def details(step: Step, words: Words, width: int) -> list[Styled]:
    """All digits of the numbers of a step."""
    names = [name for name in _DETAILS if isinstance(getattr(step, name, None), float)]
    rows = [(words.text(f"stepper.{name}"), repr(getattr(step, name))) for name in names]
    lines = words.signs.aligned(rows, [False, True])
    if any(words.signs.columns(line) > width for line in lines):
        lines = [part for row in rows for part in (row[0], f"  {row[1]}")]
    return [(line, "") for line in lines]


def about_node(steps: Steps, node: int, words: Words, width: int, detail: bool) -> list[Styled]:
    """What is known of one node: its formula, value and gradient, and where they come from."""
    line, state = steps.tape[node], steps.state
    kind = words.text(f"picture.{kind_of(line)}")
    lines = [(words.signs.shown(f"{visible(line.name)} ({kind})"), "heading")]
    if line.op is not None:
        formula = f"{visible(line.name)} = {visible(steps.tape.expression(line), width)}"
        lines += paragraph(formula, words, width)
    lines += [(row, "") for row in _numbers(line, state, words, detail)]
    origin = steps.origin(node)
    whence = words.text("stepper.origin", step=origin) if origin else without_origin(line, words)
    return lines + paragraph(whence, words, width, "rule")


def without_origin(line: Instruction, words: Words) -> str:
    """Why no step gave a node a number: it is a leaf, or not computed yet."""
    key = "stepper.given" if line.op is None else "stepper.to_come"
    return words.text(key, name=visible(line.name))


def _numbers(line: Instruction, state: State, words: Words, detail: bool) -> list[str]:
    """The value and the gradient of a node, as far as they are known."""

    def shown(x: float | None) -> str:
        if x is None:
            return words.text("picture.pending")
        return repr(x) if detail else number(x)

    more = (
        " …" if state.awaiting.get(line.index) and state.gradients[line.index] is not None else ""
    )
    rows = [
        (words.text("picture.value"), shown(state.values[line.index])),
        (words.text("picture.gradient"), shown(state.gradients[line.index]) + more),
    ]
    return words.signs.aligned(rows, [False, True])


def watch_list(steps: Steps, watched: Iterable[int], words: Words, width: int) -> list[Styled]:
    """The watched nodes: name, value and gradient in columns; names are cut if need be."""
    state, signs = steps.state, words.signs
    nodes, gradients, values = [], [], []
    for node in watched:
        nodes.append(steps.tape[node].name)
        values.append(_known(state.values[node]))
        gradients.append(_known(state.gradients[node]))
    if not nodes:
        return []
    columns = [values, gradients]
    for column, key in zip(columns, ("value", "gradient"), strict=True):
        column.insert(0, words.text(f"stepper.{key}"))
    room = width - sum(GAP + max(map(signs.columns, column)) for column in columns)
    nodes.insert(0, words.text("stepper.watch"))
    names = [signs.shown(visible(name, max(4, min(room, 14)))) for name in nodes]
    first, *others = signs.aligned([*zip(names, *columns, strict=True)], [False, True, True])
    return [(first, "heading"), *((line, "") for line in others)]


def _known(x: float | None) -> str:
    """A number in a table, or a sign that it is not known yet."""
    return "?" if x is None else number(x)


def transcript(steps: Steps, words: Words, rows: int) -> list[Styled]:
    """The last lines of the steps so far, at most so many."""
    lines: list[Styled] = []
    for moment in range(steps.moment, 0, -1):
        lines = words.step(steps.trace, moment) + lines
        if moment == 1 or steps.phase_of(moment) != steps.phase_of(moment - 1):
            lines = [(phase_heading(steps, moment, words), "heading"), *lines]
        if len(lines) >= rows:
            break
    return lines[-rows:]


def phase_heading(steps: Steps, moment: int, words: Words) -> str:
    """The words above the first step of a phase."""
    heading = words.text(PHASES[steps.phase_of(moment)])
    if steps.round:
        heading += f"  ({words.text('stepper.round', number=steps.round + 1)})"
    return words.signs.shown(heading)


def changed(changes: Sequence[Change], words: Words) -> list[Styled]:
    """What an edit changed: old and new value and gradient of every node that has others now."""
    keys = ("node", "value", "now", "gradient", "now")
    heading = tuple(words.text(f"stepper.{key}") for key in keys)
    rows = [
        (
            visible(change.name, 20),
            number(change.values[0]),
            _new(change.values),
            number(change.gradients[0]),
            _new(change.gradients),
        )
        for change in changes
    ]
    first, *others = words.signs.aligned([heading, *rows], [False, True, True, True, True])
    return [(first, "heading"), *((line, "") for line in others)]


def _new(pair: tuple[float, float]) -> str:
    """The second of two numbers; a sign, if it is the first."""
    return "=" if pair[0] == pair[1] else number(pair[1])


def root_value(steps: Steps, words: Words) -> str:
    """The value of the last result, once it is computed."""
    value = steps.state.values[-1]
    name = visible(steps.tape[-1].name)
    return words.signs.shown(f"{name} = {'?' if value is None else short(value)}")


def equation(text: str, words: Words, width: int, style: str) -> list[Styled]:
    """A sentence of a step; if it is long, a line for each of its equal signs."""
    if words.signs.columns(words.signs.shown(text)) <= width:
        return [(words.signs.shown(text), style)]
    first, *others = text.split(" = ")
    if style == "forward":  # a name, its formula and its value
        first, others = f"{first} = {others[0]}", others[1:]
    lines = paragraph(first, words, width, style)
    for other in others:
        lines += paragraph(f"  = {other}", words, width, style)
    return lines


def paragraph(text: str, words: Words, width: int, style: str = "") -> list[Styled]:
    """A sentence in lines of one style."""
    return [(line, style) for line in words.signs.paragraph(text, width)]
