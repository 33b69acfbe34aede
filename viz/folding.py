"""Which nodes of a graph share a box: one neuron's, one layer's, or all of one operation and depth.

Each instruction gets a key; instructions of one key become one box (`viz.view`). All that is asked
of the graph are the dotted paths of parameters and of module outputs (`Value.path`), and which
model they belong to, if there are several (`Value.model`):

- A parameter belongs to the module that holds it, an output to the module that returned it, and
  what lies between to the same module, if it feeds nothing else and uses no other's parameters.
- All samples that went through a module share its path, and so its box.
- What belongs to no module is one box for each place between modules, and one behind the last.
- A graph without modules folds by depth and operation.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import takewhile

from autograd import Tape

from .state import edges_into, users_of
from .style import kind_of

DETAILS = ("auto", "full", "neuron", "layer")

LIMIT = 400
"""How many boxes a picture may have before "auto" folds it: nobody reads more."""

FEW = 20
"""How many differently labelled leaves get a box each."""

Keys = list[Hashable | None]
"""One for each instruction: equal where a box is shared, None where nothing is shown."""


def keys_for(lines: Tape, detail: str, shown: Collection[int] | None = None) -> Keys:
    """The keys of a level of detail.

    Parameters
    ----------
    lines : Tape
        The graph.
    detail : str
        "full": a box for each node. "neuron": one for each of the innermost modules, "layer": for
        each of the modules that hold those. "depth": for each operation at each depth.
    shown : collection of int, optional
        The instructions to show; all of them if not given.

    Examples
    --------
    >>> from autograd import tape
    >>> from autograd.nn import MLP
    >>> lines = tape(MLP(2, [3, 1])([1.0, -2.0]))
    >>> [len(set(keys_for(lines, detail))) for detail in ("full", "neuron", "layer")]
    [34, 4, 2]
    """
    keys = _KEYS[detail](lines)
    if shown is None:
        return keys
    is_shown = [False] * len(lines)
    for i in shown:
        is_shown[i] = True
    return [key if is_shown[i] else None for i, key in enumerate(keys)]


def attempts(
    lines: Tape, shown: Collection[int], near: Collection[int], limit: int
) -> Iterator[Keys]:
    """From fine to coarse, the ways to draw some nodes; the last draws only those that are near."""
    if len(shown) <= limit:
        yield keys_for(lines, "full", shown)
    has_modules = any(owner is not None for owner in owners(lines))
    for detail in ("neuron", "layer") if has_modules else ("depth",):
        yield keys_for(lines, detail, shown)
    yield keys_for(lines, "full", near)


def nearest(lines: Tape, shown: Sequence[int], count: int) -> list[int]:
    """Of some nodes the last, and what it is computed from: the closest, as many as asked for.

    Examples
    --------
    >>> from autograd import Value, tape
    >>> nearest(tape(Value(1.0) + 1 + 1 + 1), range(3), 2)
    [2, 1]
    """
    left = set(shown) - {shown[-1]}
    order = [shown[-1]]
    for i in order:  # grows meanwhile
        for _, arg in edges_into(lines[i]):
            if len(order) < count and arg in left:
                left.remove(arg)
                order.append(arg)
    return order


def within_hops(lines: Tape, centre: int, hops: int) -> list[int]:
    """The nodes that at most so many edges, in whichever direction, separate from one; it is first.

    A leaf ends the way, unless it is the centre: beyond a weight lie all other samples.

    Examples
    --------
    >>> from autograd import Value, tape
    >>> within_hops(tape(Value(1.0) + 1 + 1 + 1), 1, 1)
    [1, 0, 2]
    """
    joined = users_of(lines)
    for line in lines:
        joined[line.index] += [arg for _, arg in edges_into(line)]
    found = {centre}
    order, newest = [centre], [centre]
    for _ in range(hops):
        passable = (i for i in newest if i == centre or lines[i].op is not None)
        newest = sorted({j for i in passable for j in joined[i]} - found)
        if not newest:
            break
        found.update(newest)
        order += newest
    return order


# --- modules ---------------------------------------------------------------------------------


def owners(lines: Tape) -> list[str | None]:
    """The path of the module each node belongs to; "" for a whole model, None outside of modules.

    Examples
    --------
    >>> from autograd import tape
    >>> from autograd.nn import Neuron
    >>> score = Neuron(1)([2.0])
    >>> owners(tape(score - 1.0))
    ['', '', '', '', '', None]
    """
    found: list[str | None] = [None] * len(lines)
    touched: list[str | None] = [None] * len(lines)
    paths = places(lines)
    for line, path in zip(lines, paths, strict=True):
        if line.op is None and path:
            found[line.index] = touched[line.index] = _parent(path)
        elif not path:
            for _, arg in edges_into(line):
                touched[line.index] = _shared(touched[line.index], touched[arg])
    is_one_module = "" in found
    users = users_of(lines)
    for line in reversed(lines.instructions):
        if line.op is None:
            continue
        i, path = line.index, paths[line.index]
        feeds = {found[user] for user in users[i]}
        if path or (line.node.role == "output" and is_one_module):
            found[i] = path
        elif len(feeds) == 1 and _is_within(touched[i], owner := feeds.pop()):
            found[i] = owner
    return found


def places(lines: Tape) -> list[str]:
    """The path of each node; in a graph of several models below that of its model, "model2".

    Examples
    --------
    >>> from autograd import tape
    >>> from autograd.nn import Neuron
    >>> one, other = Neuron(1), Neuron(1)
    >>> [place for place in places(tape(one([1.0]) - other([1.0]))) if place.endswith("b")]
    ['model1.b', 'model2.b']
    """
    models: dict[int, int] = {}
    for line in lines:
        if line.node.model is not None:
            models.setdefault(id(line.node.model), len(models) + 1)
    if len(models) < 2:
        return [line.node.path for line in lines]
    found = []
    for line in lines:
        number = models.get(id(line.node.model))
        model = f"model{number}" if number else ""
        found.append(".".join(filter(None, (model, line.node.path))))
    return found


Call = tuple[str, str]
"""Which output of a module: its place, and its label."""


def calls(lines: Tape) -> dict[int, Call]:
    """The outputs of modules, by instruction: one of each kind for each call."""
    return {
        line.index: (place, line.node.label)
        for line, place in zip(lines, places(lines), strict=True)
        if line.op is not None and line.node.model is not None
    }


def called_in_turn(lines: Tape, outputs: Mapping[int, Call]) -> set[Call]:
    """The outputs that lead to others of their kind: of a recurrence, not of several samples."""
    bits = {call: 1 << k for k, call in enumerate(dict.fromkeys(outputs.values()))}
    found = set()
    reached = [0] * len(lines)  # a bit for each kind of output that leads here
    for line in lines:
        for _, arg in edges_into(line):
            reached[line.index] |= reached[arg]
        if call := outputs.get(line.index):
            if reached[line.index] & bits[call]:
                found.add(call)
            reached[line.index] |= bits[call]
    return found


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _shared(one: str | None, other: str | None) -> str | None:
    """The innermost module that holds both."""
    if one is None or other is None:
        return other if one is None else one
    pairs = zip(one.split("."), other.split("."), strict=False)
    return ".".join(x for x, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _is_within(path: str | None, module: str | None) -> bool:
    """Whether a module is another or a part of it; what uses no parameters belongs anywhere."""
    return module is not None and (
        path is None or not module or path == module or path.startswith(f"{module}.")
    )


def layer_of(path: str, wholes: Collection[str]) -> str:
    """The module that holds one of the innermost, given all that hold others.

    Examples
    --------
    >>> layer_of("layer1.neuron3", {"", "layer1"}), layer_of("layer1", {"", "layer1"})
    ('layer1', 'layer1')
    """
    return path if path in wholes or "." not in path else _parent(path)


# --- the levels of detail ----------------------------------------------------------------------


def _full(lines: Tape) -> Keys:
    return list(range(len(lines)))


def _neuron(lines: Tape) -> Keys:
    return _by_owner(lines, owners(lines))


def _layer(lines: Tape) -> Keys:
    found = owners(lines)
    wholes = {_parent(path) for path in found if path}
    return _by_owner(lines, [path and layer_of(path, wholes) for path in found])


def _by_owner(lines: Tape, groups: Sequence[str | None]) -> Keys:
    """One key for each module, and for what lies before, between and behind them."""
    users = users_of(lines)
    feeds_module = [False] * len(lines)
    place = [0] * len(lines)  # how many times a path to here left a module
    for line in lines:
        for _, arg in edges_into(line):
            left = groups[arg] is not None and groups[line.index] is None
            place[line.index] = max(place[line.index], place[arg] + left)
    for i in reversed(range(len(lines))):
        feeds_module[i] = any(groups[u] is not None or feeds_module[u] for u in users[i])
    keys: Keys = [
        ("module", groups[i])
        if groups[i] is not None
        else ("between", place[i])
        if feeds_module[i]
        else ("behind",)
        for i in range(len(lines))
    ]
    return _with_leaves(lines, keys, [i for i in range(len(lines)) if groups[i] is None])


def _depth(lines: Tape) -> Keys:
    """One key for each operation at each distance from the leaves."""
    depth = [0] * len(lines)
    for line in lines:
        depth[line.index] = max((depth[arg] + 1 for _, arg in edges_into(line)), default=0)
    keys: Keys = [("depth", depth[line.index], line.op and line.op.name) for line in lines]
    return _with_leaves(lines, keys, range(len(lines)))


def _with_leaves(lines: Tape, keys: Keys, indices: Collection[int]) -> Keys:
    """Keys in which these leaves share a box by kind and label, or by kind and use if many."""
    leaves = [lines[i] for i in indices if lines[i].op is None]
    by_label = len({(kind_of(leaf), leaf.node.label) for leaf in leaves}) <= FEW
    users = users_of(lines)
    for leaf in leaves:
        label = leaf.node.label if by_label else ""
        use = keys[users[leaf.index][0]] if users[leaf.index] else None
        keys[leaf.index] = ("leaf", kind_of(leaf), label or use)
    return keys


_KEYS = {"full": _full, "neuron": _neuron, "layer": _layer, "depth": _depth}
