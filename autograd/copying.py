"""Copies and pickles of graphs of any depth: flat lists in, flat lists out, no recursion.

A pickle holds numbers, names of primitives and names of nodes. Hooks are functions and stay
behind, in copies as in pickles. Leaves keep their identity among the objects pickled together;
a node in the middle that two separately pickled roots share is copied once for each. ``copy.copy``
of a result copies its operations and keeps its leaves.
"""

from copy import deepcopy
from typing import Any

from .engine import Value, topological_order
from .node import Notes
from .op import Op, op_named

Cell = tuple[Any, ...]


def deep_copy(root: Value, memo: dict[int, Any]) -> Value:
    """Copy a node and all it depends on, keeping what is shared shared (``copy.deepcopy``)."""
    copied: list[Value] = []
    roots = [root]
    while roots:
        new = [node for node in topological_order(*roots) if id(node) not in memo]
        for node in new:
            copy = memo[id(node)] = _blank(type(node))
            copy.op, copy.da, copy.db, copy.k = node.op, node.da, node.db, node.k
            copy.a = None if node.a is None else memo[id(node.a)]
            copy.b = None if node.b is None else memo[id(node.b)]
        copied += new
        # The gradients that are Values have graphs of their own, which they share.
        grads = [node.grad for node in new if isinstance(node.grad, Value)]
        roots = [grad for grad in grads if id(grad) not in memo]
    memo.setdefault(id(memo), []).extend(copied)  # keeps their ids from being used again
    for node in copied:
        data, grad, notes, extra = _state(node)
        grad = memo[id(node.grad)] if isinstance(node.grad, Value) else grad
        # A copy of a model is another model: `Notes.model` is copied too.
        _restore(memo[id(node)], (data, grad, *deepcopy((notes, extra), memo)))
    result: Value = memo[id(root)]
    return result


def pack(root: Value) -> tuple[Any, ...]:
    """What pickle stores of a node: a leaf alone, or the flat list of its graph."""
    if root.op is None:
        return _leaf, (type(root), _state(root))
    order = topological_order(root)
    index = {id(node): i for i, node in enumerate(order)}
    leaves = [node for node in order if node.op is None]
    names = sorted({node.op.name for node in order if node.op is not None})
    number = {name: i for i, name in enumerate(names)}
    cells: list[Cell | None] = [
        None
        if node.op is None
        else (
            number[node.op.name],
            -1 if node.a is None else index[id(node.a)],
            -1 if node.b is None else index[id(node.b)],
            node.da,
            node.db,
            node.k,
            type(node) if type(node) is not type(root) else None,
            _state(node),
        )
        for node in order
    ]
    return unpack, (type(root), names, leaves, cells)


def unpack(kind: type[Value], names: list[str], leaves: list[Value], cells: list[Any]) -> Value:
    """Rebuild a graph from what `pack` stored, and return its root."""
    ops: list[Op] = [op_named(name) for name in names]
    leaf = iter(leaves)
    order: list[Value] = []
    for cell in cells:
        if cell is None:
            order.append(next(leaf))
            continue
        op, a, b, da, db, k, other_kind, state = cell
        node = _blank(other_kind or kind)
        node.op, node.da, node.db, node.k = ops[op], da, db, k
        node.a = None if a < 0 else order[a]
        node.b = None if b < 0 else order[b]
        _restore(node, state)
        order.append(node)
    return order[-1]


def _leaf(kind: type[Value], state: tuple[Any, ...]) -> Value:
    node = _blank(kind)
    _restore(node, state)
    return node


def _blank(kind: type[Value]) -> Value:
    node = kind.__new__(kind)
    Value.__init__(node, 0.0)
    return node


def _state(node: Value) -> tuple[Any, ...]:
    """Number, gradient, names, and what a subclass keeps besides."""
    # A gradient that is a Value has a graph that leads back here: a pickle keeps its number.
    grad = node.grad.data if isinstance(node.grad, Value) else node.grad
    notes, extra = node._notes, getattr(node, "__dict__", None)
    named = notes and (notes.label, notes.role, notes.path, notes.source, notes.model)
    return node.data, grad, named, extra or None


def _restore(node: Value, state: tuple[Any, ...]) -> None:
    node.data, node.grad, notes, extra = state
    if notes:
        node._notes = Notes(*notes)
    if extra:
        node.__dict__.update(extra)
