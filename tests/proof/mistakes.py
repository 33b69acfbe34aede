"""What may stand wrongly in the place of a part of a program: its neighbours in a syntax tree.

An operator for its contrary, an operand for the other or for the whole, a number for another, a
function for the one beside it, a condition for its contrary, nothing for a statement.
"""

import ast
import copy
from collections.abc import Iterator

OTHER_OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Mod: ast.Div,
    ast.FloorDiv: ast.Div,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPPOSITES = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}
ONE_WAY = (ast.Sub, ast.Div, ast.Pow, ast.Mod, ast.FloorDiv)  # x - y is not y - x

_NEIGHBOURS = (
    "sin cos|sinh cosh|tan tanh|asin acos|atan atanh|asinh acosh|exp expm1|log log1p|log2 log10|"
    "sqrt cbrt|erf erfc|max min|maximum minimum|floor ceil|sigmoid dsigmoid|relu softplus|add sub|"
    "mul truediv|isinf isnan|all any|normal_pdf normal_cdf|gauss normal_pdf|"
    "a b|da db|p q|inputs moves|before after|earlier now|pop append"
)
NEIGHBOURS = {
    one: other
    for pair in _NEIGHBOURS.split("|")
    for one, other in (pair.split(), pair.split()[::-1])
}
UNUSUAL = {"hypot", "zip", "isinstance"}  # nothing becomes wrong in the other order, or all


def variants(node: ast.AST, parent: ast.AST) -> Iterator[ast.AST]:
    """What may stand wrongly in the place of a node."""
    if type(node) in _VARIANTS:
        yield from _VARIANTS[type(node)](node, parent)


def conditions(node: ast.AST, parent: ast.AST, field: str) -> Iterator[ast.AST]:
    """What may stand wrongly as the condition of a statement: its contrary, never, always."""
    if isinstance(parent, ast.If) and field == "test":
        if not isinstance(node, ast.UnaryOp):
            yield ast.UnaryOp(ast.Not(), node)
        yield ast.Constant(True)
    if isinstance(parent, ast.If | ast.While) and field == "test":
        yield ast.Constant(False)


def _of_number(node: ast.Constant, parent: ast.AST) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1 if value + 1 != value else 2 * value)
        if not isinstance(parent, ast.UnaryOp):
            yield ast.Constant(-value if value else type(value)(-1))
        if value not in (0, 1):
            yield ast.Constant(type(value)(1))


def _of_sum(node: ast.BinOp, _parent: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
        return
    if (other := OTHER_OPERATORS.get(type(node.op))) is not None:
        yield ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, ONE_WAY):
        yield ast.BinOp(node.right, node.op, node.left)
    yield node.left
    yield node.right


def _of_sign(node: ast.UnaryOp, _parent: ast.AST) -> Iterator[ast.AST]:
    yield node.operand


def _of_comparison(node: ast.Compare, _parent: ast.AST) -> Iterator[ast.AST]:
    for i, op in enumerate(node.ops):
        for others in (OTHER_OPERATORS, OPPOSITES):
            if (other := others.get(type(op))) is not None:
                ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
                yield ast.Compare(node.left, ops, node.comparators)


def _of_and(node: ast.BoolOp, _parent: ast.AST) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for i in range(len(node.values)):
        rest = node.values[:i] + node.values[i + 1 :]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _of_choice(node: ast.IfExp, _parent: ast.AST) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse
    yield ast.IfExp(node.test, node.orelse, node.body)


def _of_name(node: ast.Name, _parent: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load) and node.id in NEIGHBOURS:
        yield ast.Name(NEIGHBOURS[node.id], ast.Load())


def _of_lambda(node: ast.Lambda, _parent: ast.AST) -> Iterator[ast.AST]:
    """Each operand taken for another."""
    names = [argument.arg for argument in node.args.args]
    places = [place for place in ast.walk(node.body) if isinstance(place, ast.Name)]
    for i, place in enumerate(places):
        for other in names:
            if place.id in names and other != place.id:
                body = copy.deepcopy(node.body)
                [p for p in ast.walk(body) if isinstance(p, ast.Name)][i].id = other
                yield ast.Lambda(node.args, body)


def _of_attribute(node: ast.Attribute, _parent: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load) and node.attr in NEIGHBOURS:
        yield ast.Attribute(node.value, NEIGHBOURS[node.attr], ast.Load())


def _of_call(node: ast.Call, _parent: ast.AST) -> Iterator[ast.AST]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in ("reversed", "float", "abs", "fresh", "tuple", "_as_value", "refuse_changed_data"):
        yield node.args[0]
    if name not in UNUSUAL:
        for args in _swapped(node.args):
            yield ast.Call(node.func, args, node.keywords)


def _is_named(node: ast.AST, function: str) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == function


def _of_pair(node: ast.Tuple, parent: ast.AST) -> Iterator[ast.AST]:
    is_set = isinstance(parent, ast.Subscript | ast.Compare) or _is_named(parent, "isinstance")
    if isinstance(node.ctx, ast.Load) and not is_set:
        for items in _swapped(node.elts):
            yield ast.Tuple(items, ast.Load())


def _swapped(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """Two neighbours that look alike, in the other order."""
    for i in range(len(items) - 1):
        one, other = items[i : i + 2]
        kinds = [(type(x), type(getattr(x, "value", None))) for x in (one, other)]
        if kinds[0] == kinds[1] and kinds[0][1] is not str and ast.dump(one) != ast.dump(other):
            yield [*items[:i], other, one, *items[i + 2 :]]


def _of_comprehension(node: ast.comprehension, _parent: ast.AST) -> Iterator[ast.AST]:
    for i in range(len(node.ifs)):
        rest = node.ifs[:i] + node.ifs[i + 1 :]
        negated = ast.UnaryOp(ast.Not(), node.ifs[i])
        yield ast.comprehension(node.target, node.iter, rest, 0)
        yield ast.comprehension(node.target, node.iter, [*rest, negated], 0)


def _of_addition(node: ast.AugAssign, _parent: ast.AST) -> Iterator[ast.AST]:
    if (other := OTHER_OPERATORS.get(type(node.op))) is not None:
        yield ast.AugAssign(node.target, other(), node.value)
    yield ast.Assign([node.target], node.value)
    yield ast.Pass()


def _of_assignment(node: ast.Assign, parent: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(parent, ast.Module) and not isinstance(node.targets[0], ast.Name):
        yield ast.Pass()


def _of_statement(node: ast.Expr, _parent: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node.value, ast.Constant):
        yield ast.Pass()


def _left_out(_node: ast.stmt, _parent: ast.AST) -> Iterator[ast.AST]:
    yield ast.Pass()


def _of_jump(_node: ast.stmt, _parent: ast.AST) -> Iterator[ast.AST]:
    yield ast.Pass()
    yield ast.Break()


_VARIANTS = {
    ast.Constant: _of_number,
    ast.BinOp: _of_sum,
    ast.UnaryOp: _of_sign,
    ast.Compare: _of_comparison,
    ast.BoolOp: _of_and,
    ast.IfExp: _of_choice,
    ast.Name: _of_name,
    ast.Lambda: _of_lambda,
    ast.Attribute: _of_attribute,
    ast.Call: _of_call,
    ast.Tuple: _of_pair,
    ast.comprehension: _of_comprehension,
    ast.AugAssign: _of_addition,
    ast.Assign: _of_assignment,
    ast.Expr: _of_statement,
    ast.Continue: _of_jump,
    ast.Raise: _left_out,
}
