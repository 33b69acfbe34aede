"""The mutants of a module: its source with one mistake, for every place and every mistake there.

Nothing is chosen by hand. What no number depends on is left alone: texts, annotations, defaults of
arguments, what an error says, and of the table of primitives how it is printed and where it is
tested.
"""

import ast
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mistakes import conditions, variants

PRINTED = {"name", "params", "rule", "samples", "family", "symbol", "text", "precedence", "ufunc"}
PLACES = ("name", "forward", "partials", "params", "rule", "samples")  # of what `define` takes


LONG, AROUND = 100, 12  # characters of a text that is shown in part; what is shown on each side


@dataclass(frozen=True, eq=False)
class Mutant:
    """A source with one thing wrong.

    Attributes
    ----------
    name : str
        Where and what: ``"engine.propagate: node.da * g -> node.da / g"``.
    scope : str
        The outermost function that it is in, by its qualified name; "" if it is in none.
    statement : ast.stmt
        The statement of the module.
    places : set of str
        The functions, as `mark` calls them, one of which must run for anything to be wrong; empty
        where that cannot be told.
    """

    name: str
    scope: str
    statement: ast.stmt
    places: frozenset[str]
    _parent: ast.AST
    _field: str
    _index: int | None
    _new: ast.AST

    def apply(self) -> None:
        """Make the mistake in the tree that the mutant was found in."""
        put(self._parent, self._field, self._index, self._new)


def put(parent: ast.AST, field: str, index: int | None, new: ast.AST) -> ast.AST:
    """Replace a child of a node; return what stood there."""
    if index is None:
        old = getattr(parent, field)
        setattr(parent, field, new)
    else:
        children = getattr(parent, field)
        old, children[index] = children[index], new
    return old


def mutants(tree: ast.Module, module: str) -> list[Mutant]:
    """All mutants of a module, each to be applied to this tree; names are unique."""
    found = [
        mutant for statement in tree.body for mutant in _Finder(module, statement, tree).find()
    ]
    seen: Counter[str] = Counter()
    for mutant in found:
        seen[mutant.name] += 1
        if seen[mutant.name] > 1:
            object.__setattr__(mutant, "name", f"{mutant.name} ({seen[mutant.name]})")
    return found


class _Finder:
    """Walks one statement of a module."""

    def __init__(self, module: str, statement: ast.stmt, tree: ast.Module) -> None:
        self.module, self.statement = module, statement
        self.names = set(stored(statement))
        is_primitive = _is_define_call(getattr(statement, "value", statement))
        self.places = set() if is_primitive else _using(tree, self.names)

    def find(self) -> Iterator[Mutant]:
        """The mutants of the statement: of a function, of a class's methods, or of a number."""
        for scope, function in functions_in(self.statement):
            if not function.name.startswith(("__repr", "__str", "_repr")):
                yield from self.inside(function, scope, function)
        if self.names and not _is_left_alone_at_all(self.statement.value):
            yield from self.inside(self.statement, "", self.statement)

    def inside(self, node: ast.AST, scope: str, shown: ast.AST) -> Iterator[Mutant]:
        """The mutants below a node; `shown` is what their names show, changed and unchanged."""
        for field, index, child in list(_children(node)):
            here = child if _is_shown(child) or _is_shown_in(node, field) else shown
            if not _is_define_call(child):
                for new in [*variants(child, node), *conditions(child, node, field)]:
                    ast.fix_missing_locations(ast.copy_location(new, child))
                    mutant = self.mutant(node, field, index, new, scope, here)
                    if mutant is not None:
                        yield mutant
            yield from self.inside(child, scope, here)

    def mutant(
        self,
        parent: ast.AST,
        field: str,
        index: int | None,
        new: ast.AST,
        scope: str,
        shown: ast.AST,
    ) -> Mutant | None:
        """Describe a change by its text before and after; None if that is the same."""
        before = ast.unparse(shown)
        old = put(parent, field, index, new)
        after = ast.unparse(new if old is shown else shown)
        put(parent, field, index, old)
        if before == after:
            return None
        place = scope or ", ".join(sorted(self.names))
        name = f"{self.module}.{place}: {' -> '.join(_shortened(before, after))}"
        rule = {_place(shown)} if isinstance(shown, ast.Lambda) else self.places
        places = {scope} if scope else rule
        return Mutant(name, scope, self.statement, frozenset(places), parent, field, index, new)


def _shortened(before: str, after: str) -> tuple[str, str]:
    """Two texts on one line each; of long ones what differs and a little around it."""
    before, after = " ".join(before.split()), " ".join(after.split())
    if len(before) <= LONG:
        return before, after
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    first = before.rfind(" ", 0, max(0, start - AROUND)) + 1
    found = []
    for text in (before, after):
        last = text.find(" ", len(text) - end + AROUND)
        dots = ("... " if first else "", " ..." if last >= 0 else "")
        found.append(text[first : last if last >= 0 else None].join(dots))
    return found[0], found[1]


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _place(function: ast.Lambda) -> str:
    return f"{function.lineno}:{function.col_offset}"


def stored(statement: ast.stmt) -> list[str]:
    """The names that a statement of a module gives to something."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return []
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    names = [node for target in targets for node in ast.walk(target)]
    return [node.id for node in names if isinstance(node, ast.Name)]


def functions_in(statement: ast.stmt) -> Iterator[tuple[str, ast.FunctionDef]]:
    """A function of a module, or the methods of a class, by their qualified names."""
    if isinstance(statement, ast.FunctionDef):
        yield statement.name, statement
    if isinstance(statement, ast.ClassDef):
        for method in statement.body:
            if isinstance(method, ast.FunctionDef):
                yield f"{statement.name}.{method.name}", method


def rules_in(statement: ast.stmt) -> list[ast.Lambda]:
    """The rules of a table."""
    is_table = isinstance(statement, ast.Assign | ast.AnnAssign)
    return [node for node in ast.walk(statement) if is_table and isinstance(node, ast.Lambda)]


def _using(tree: ast.Module, names: set[str]) -> set[str]:
    """The functions and rules of a module that look one of these names up."""
    functions: dict[str, ast.AST] = {}
    for statement in tree.body:
        functions.update(functions_in(statement))
        functions.update((_place(rule), rule) for rule in rules_in(statement))
    return {
        place
        for place, function in functions.items()
        if any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(function))
    }


def mark(tree: ast.Module, into: str, name: Callable[[str], str]) -> Iterator[tuple[ast.stmt, str]]:
    """Let every function and rule of a module say that it runs: it adds its name to a set.

    Returns
    -------
    iterator of (statement, str)
        The statements of the module that were changed; with the name of the function, if it is one.
    """
    for statement in tree.body:
        for scope, function in functions_in(statement):
            function.body.insert(0, ast.parse(f"{into}.add({name(scope)!r})").body[0])
            yield ast.fix_missing_locations(statement), scope
        if rules := rules_in(statement):
            for rule in rules:
                note = f"({into}.add({name(_place(rule))!r}), {ast.unparse(rule.body)})[1]"
                rule.body = ast.parse(note, mode="eval").body
            yield ast.fix_missing_locations(statement), ""


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    """The parts of a node in which something can be wrong that a number depends on."""
    for field, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            is_part = isinstance(child, ast.expr | ast.stmt | ast.comprehension | ast.keyword)
            if is_part and not _is_left_alone(node, field, index):
                yield field, index if isinstance(value, list) else None, child


def _is_left_alone(node: ast.AST, field: str, index: int) -> bool:
    if isinstance(node, ast.Raise | ast.JoinedStr) or field in ("annotation", "returns"):
        return True
    if isinstance(node, ast.Dict):
        return field == "keys" or getattr(node.keys[index], "value", "") in PRINTED
    if isinstance(node, ast.keyword):
        return node.arg in PRINTED or node.arg == "strict"  # only of lists of one length
    return field == "decorator_list" or (
        _is_define_call(node) and field == "args" and PLACES[index] in PRINTED
    )


def _is_left_alone_at_all(value: ast.expr) -> bool:
    """Whether something with a name is a type, a list of names, or points to test at."""
    if isinstance(value, ast.Tuple):
        return any(isinstance(item, ast.Tuple) for item in value.elts)
    is_type = isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)
    return is_type or isinstance(value, ast.Subscript | ast.Attribute | ast.List | ast.Set)


def _is_define_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "define"


def _is_shown(node: ast.AST) -> bool:
    """Whether a node is what a reader would call the place: a rule, or a statement of one line."""
    simple = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return | ast.Expr | ast.Delete
    control = ast.Raise | ast.Continue | ast.Break
    return isinstance(node, ast.Lambda | simple | control)


def _is_shown_in(parent: ast.AST, field: str) -> bool:
    """Whether a part of a longer statement is shown alone: a condition, an argument of `define`."""
    return (
        (isinstance(parent, ast.If | ast.While) and field == "test")
        or (isinstance(parent, ast.For) and field == "iter")
        or (isinstance(parent, ast.keyword) and parent.arg in ("kinks", "domain", "defaults"))
    )
