"""Which part of a graph to draw, how finely, and the words for what is not drawn."""

import operator
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograd import Tape, Value
from autograd.errors import ChoiceError, DomainError, InputTypeError, unknown_choice
from autograd.nn import Module

from .folding import (
    DETAILS,
    LIMIT,
    Call,
    attempts,
    called_in_turn,
    calls,
    keys_for,
    nearest,
    owners,
    places,
    within_hops,
)
from .groups import grouped
from .labels import visible
from .state import edges_into
from .view import MOST, Drawing, View, is_quick


def select(
    drawing: Drawing,
    detail: str = "auto",
    around: Value | str | None = None,
    hops: int = 2,
    module: Module | str | None = None,
    limit: int = LIMIT,
) -> View:
    """The boxes and arrows of what is asked for; `viz.draw_dot` says what that may be.

    `limit` is how many boxes there may be before "auto" folds.

    Raises
    ------
    ChoiceError
        If the level of detail is unknown, or the node or module not in the graph.
    InputTypeError
        If something else stands in the place of a node, a module or a number.

    Examples
    --------
    >>> from autograd import tape
    >>> from viz.options import Options
    >>> from viz.state import recorded
    >>> lines = tape(Value(1.0) + 1 + 1 + 1)
    >>> drawing = Drawing(lines, recorded(lines, [None] * 4), Options())
    >>> select(drawing, around="v2", hops=1).caption
    '3 of 4 nodes, around v2 (distance 1)'
    """
    if detail not in tuple(DETAILS):
        raise unknown_choice("detail", detail, DETAILS)
    lines = drawing.lines
    part = _part(drawing, around, hops, module, limit if detail in ("auto", "full") else len(lines))
    if detail == "auto":
        for keys in attempts(lines, part.shown, part.near, limit):
            view = grouped(drawing, keys)
            if len(view.boxes) <= limit and is_quick(view):
                break
    else:
        keys = keys_for(lines, detail, part.shown)
        view = grouped(drawing, keys)
    boxes = len(set(keys) - {None})
    if boxes == len(lines):
        return view
    left = sum(key is not None for key in keys)
    numbers = {"total": len(lines), "shown": left, "boxes": boxes}
    if left < len(part.shown):
        sentence, words = "nearest", {"name": drawing.names[part.near[0]]}
    else:
        sentence, words = part.sentence, part.words
    caption = drawing.text(f"caption.{sentence}", **numbers, **words)
    if boxes < left and sentence != "folded":
        caption += drawing.text("caption.in_boxes", **numbers)
    if sentence in ("folded", "nearest"):
        caption += drawing.text("caption.all" if len(part.shown) <= MOST else "caption.part")
    return replace(view, caption=caption)


@dataclass(frozen=True, slots=True)
class _Part:
    """The instructions that were asked for, and how to say so."""

    shown: Sequence[int]
    near: Sequence[int]  # those of them to draw if all are too many, nearest first
    sentence: str
    words: dict[str, Any]


def _part(drawing: Drawing, around: object, hops: object, module: object, limit: int) -> _Part:
    lines = drawing.lines
    if around is not None and module is not None:
        raise ChoiceError(
            "expected a node to draw around or a module, got both; leave one of them out"
        )
    if around is not None:
        centre, distance = _index(lines, around), _count(hops)
        words = {"hops": distance, "name": drawing.names[centre]}
        shown = within_hops(lines, centre, distance)
        return _Part(shown, shown[: limit // 4], "around", words)
    if module is not None:
        path = _path(lines, module)
        outputs = calls(lines)
        shown = [i for i, owner in enumerate(owners(lines)) if _is_in(owner, path)]
        times = Counter(outputs[i] for i in shown if i in outputs)
        count = max(times.values(), default=1)
        words = {"name": visible(path) or drawing.text("fold.model"), "count": count}
        sentence = "module"
        if len(shown) > limit and count > 1:
            in_turn = called_in_turn(lines, outputs)
            sentence = "first" if in_turn.isdisjoint(times) else "first_use"
            shown = _of_first_call(lines, shown, outputs)
        return _Part(shown, nearest(lines, shown, limit // 4), sentence, words)
    everything = range(len(lines))
    return _Part(everything, nearest(lines, everything, limit // 4), "folded", {})


def _index(lines: Tape, node: object) -> int:
    """The number of a node, given itself or its name."""
    if isinstance(node, Value):
        try:
            return lines.index(node)
        except KeyError as error:
            raise ChoiceError(error.args[0]) from None
    if not isinstance(node, str):
        raise InputTypeError(
            f"around takes a Value of the graph, or its name, got {type(node).__name__}"
        )
    for line in lines:
        if line.name == node:
            return line.index
    raise unknown_choice("node", node, [line.name for line in lines])


def _count(hops: object) -> int:
    try:
        count = operator.index(hops)  # type: ignore[arg-type]  # numpy's whole numbers too
    except TypeError:
        raise InputTypeError(f"hops takes a whole number, got {type(hops).__name__}") from None
    if count < 0:
        raise DomainError(f"hops counts edges, 0 or more, got {count}")
    return count


def _path(lines: Tape, module: object) -> str:
    """The path of a module, if any of its nodes is in the graph."""
    if not isinstance(module, Module | str):
        raise InputTypeError(
            f"module takes a Module, or its path such as 'layer1', got {type(module).__name__}"
        )
    known = {whole for owner in owners(lines) if owner is not None for whole in _wholes(owner)}
    if isinstance(module, str):
        if module not in known:
            raise unknown_choice("module", module, sorted(known))
        return module
    own = {parameter.model for parameter in module.parameters()}
    paths = places(lines)
    for line in lines:
        if line.node.model in own and line.node.model is not None:
            model = paths[line.index].removesuffix(line.node.path).removesuffix(".")
            path = ".".join(filter(None, (model, module.path)))
            if path in known:
                return path
    raise ChoiceError(
        f"the graph has no node of this {type(module).__name__}; pass the one that computed it, or "
        f"a path: {', '.join(map(repr, sorted(known)))}"
    )


def _wholes(path: str) -> list[str]:
    """A path and those of all modules it is part of: "a.b", "a", ""."""
    parts = path.split(".")
    return [".".join(parts[:i]) for i in range(len(parts), -1, -1)]


def _is_in(owner: str | None, path: str) -> bool:
    """Whether a node of this module belongs to another, or to a part of it."""
    return owner is not None and path in _wholes(owner)


def _of_first_call(lines: Tape, members: list[int], outputs: dict[int, Call]) -> list[int]:
    """Of the nodes of a module, those that compute its outputs for the first time."""
    inside = set(members)
    first: dict[Call, int] = {}
    for i in members:
        if i in outputs:
            first.setdefault(outputs[i], i)
    found = set(first.values())
    for i in sorted(inside, reverse=True):
        if i in found:
            found |= {arg for _, arg in edges_into(lines[i])} & inside
    return sorted(found)
