"""Formulas as text: graphs and derivatives printed the way they would be typed.

`Expr` is a piece of text that knows how tightly it binds. Python's operators and the primitives
work on it, so the same partial that computes a slope on floats prints itself here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import ops
from .op import Op

if TYPE_CHECKING:
    from .engine import Value

JOINERS = "\u200c\u200d"
"""Invisible, but Persian, Hindi and many emoji need them: they move no cursor."""

ATOM = 100
"""Binds tighter than any operator: a name, a number, a call."""


@dataclass(frozen=True, eq=False)
class Expr:
    """Text of an expression and how tightly its outermost operator binds.

    Examples
    --------
    >>> x, y = Expr("x"), Expr("y")
    >>> print((x + 1) * y ** 2, "and", -(x - (y - x)))
    (x + 1)*y**2 and -(x - (y - x))
    """

    text: str
    precedence: int = ATOM

    def __str__(self) -> str:
        """The text."""
        return self.text

    def _apply_op(self, op: Op, x: Any, y: Any) -> "Expr":
        """Write `op` applied to these operands."""
        return write(op, as_expr(x)) if y is None else write(op, as_expr(x), as_expr(y))

    # fmt: off
    def __add__(self, other: Any) -> "Expr": return write(ops.add, self, as_expr(other))
    def __radd__(self, other: Any) -> "Expr": return write(ops.add, as_expr(other), self)
    def __sub__(self, other: Any) -> "Expr": return write(ops.sub, self, as_expr(other))
    def __rsub__(self, other: Any) -> "Expr": return write(ops.sub, as_expr(other), self)
    def __mul__(self, other: Any) -> "Expr": return write(ops.mul, self, as_expr(other))
    def __rmul__(self, other: Any) -> "Expr": return write(ops.mul, as_expr(other), self)
    def __truediv__(self, other: Any) -> "Expr": return write(ops.div, self, as_expr(other))
    def __rtruediv__(self, other: Any) -> "Expr": return write(ops.div, as_expr(other), self)
    def __pow__(self, other: Any) -> "Expr": return write(ops.pow_, self, as_expr(other))
    def __rpow__(self, other: Any) -> "Expr": return write(ops.pow_, as_expr(other), self)
    def __neg__(self) -> "Expr": return write(ops.neg, self)
    def __pos__(self) -> "Expr": return self
    def __abs__(self) -> "Expr": return write(ops.abs_, self)
    def __lt__(self, other: Any) -> "Expr": return Expr(f"{self} < {as_expr(other)}", 5)
    def __gt__(self, other: Any) -> "Expr": return Expr(f"{self} > {as_expr(other)}", 5)
    def __le__(self, other: Any) -> "Expr": return Expr(f"{self} <= {as_expr(other)}", 5)
    def __ge__(self, other: Any) -> "Expr": return Expr(f"{self} >= {as_expr(other)}", 5)
    # fmt: on

    def __bool__(self) -> bool:
        """Refuse to decide: a formula holds for all numbers. `where` writes a choice."""
        raise TypeError("a formula is neither true nor false")

    def where(self, yes: Any, no: Any) -> "Expr":
        """Write a choice with this text as its condition."""
        return Expr(f"{as_expr(yes)} if {self} else {as_expr(no)}", 1)


def as_expr(x: Any) -> Expr:
    """Return an Expr as it is, and a number as it would be typed."""
    if isinstance(x, Expr):
        return x
    text = number(x)
    return Expr(text, ops.neg.precedence if text.startswith("-") else ATOM)


def number(x: float) -> str:
    """The shortest text that gives the number back, whole numbers without a point.

    Examples
    --------
    >>> number(2.0), number(-0.5), number(1e300)
    ('2', '-0.5', '1e+300')
    """
    text = repr(float(x))
    return text.removesuffix(".0")


def write(op: Op, *args: Expr) -> Expr:
    """Write a primitive applied to expressions, with the parentheses it needs and no others."""
    level = op.precedence
    if not level:
        return Expr(f"{op.text}({', '.join(str(arg) for arg in args)})")
    if len(args) == 1:
        return Expr(f"{op.text}{_inside(args[0], level + 1)}", level)
    # a - (b - c) and (a**b)**c need their parentheses; a**-b needs none.
    is_power = op is ops.pow_
    left = _inside(args[0], level + is_power)
    right = _inside(args[1], ops.neg.precedence if is_power else level + 1)
    space = " " if level <= ops.add.precedence else ""
    return Expr(f"{left}{space}{op.text}{space}{right}", level)


def _inside(arg: Expr, least: int) -> str:
    return arg.text if arg.precedence >= least else f"({arg.text})"


def call_text(op: Op, operands: "tuple[Value | float, ...]") -> str:
    """A primitive applied to Values or numbers, as text, for messages.

    Examples
    --------
    >>> call_text(ops.log, (-1.0,))
    'log(-1)'
    """
    return write(op, *[_operand(x, 6) for x in operands]).text


def _operand(x: "Value | float", depth: int) -> Expr:
    return as_expr(x) if isinstance(x, float) else _expr(x, depth)


def formula(node: "Value", depth: int = 6) -> str:
    """The expression that computes a node, down to labelled nodes, leaves and `depth` levels.

    Parameters
    ----------
    node : Value
        The node.
    depth : int
        How many operations deep to print; what lies deeper is written ``...``.

    Returns
    -------
    str
        The text, as it would be typed.

    Examples
    --------
    >>> from autograd import Value
    >>> x, w = Value(2.0, label="x"), Value(-3.0, label="w")
    >>> formula((w * x + 1).tanh())
    'tanh(w*x + 1)'
    """
    return _expr(node, depth, is_root=True).text


def _expr(node: "Value", depth: int, *, is_root: bool = False) -> Expr:
    if node.op is None or (node.label and not is_root):
        return named(node.label) if node.label else as_expr(node.data)
    if depth == 0:
        return Expr("...")
    return write(node.op, *[_operand(arg, depth - 1) for arg in node.args])


def slope_text(
    op: Op, i: int, args: tuple[str | float, ...], result: str, *, is_factor: bool = True
) -> str:
    """The local derivative as textbooks write it, in the names of this step.

    Of a primitive whose partials cannot be printed it is ``dz/dx``.

    Parameters
    ----------
    op : Op
        The primitive.
    i : int
        Which argument.
    args : tuple of str or float
        What the arguments are called; a float where one is a plain number.
    result : str
        What the result is called.
    is_factor : bool
        Whether it stands in a product, times the gradient from above: then a sum or a choice is in
        parentheses.

    Examples
    --------
    >>> slope_text(ops.sigmoid, 0, ("s",), "o"), slope_text(ops.pow_, 0, ("x", 3.0), "z")
    ('o*(1 - o)', '3*x**2')
    >>> slope_text(ops.tanh, 0, ("s",), "o"), slope_text(ops.relu, 0, ("s",), "o")
    ('(1 - o**2)', '(1 if s > 0 else 0)')
    """
    names = [named(arg) if isinstance(arg, str) else arg for arg in args]
    try:
        rule = as_expr(op.textbook[i](*names, named(result)))
    except TypeError:  # one's own, with an `if` or a function on floats: right, but no formula
        return f"d{named(result)}/d{names[i]}"
    return _inside(rule, ops.mul.precedence) if is_factor else rule.text


def named(label: str) -> Expr:
    """A label as an expression: in parentheses, where an operator in it would be misread.

    Examples
    --------
    >>> print(named("layer1.w2") ** 2, named("a+b") ** 2)
    layer1.w2**2 (a+b)**2
    """
    text = printable(label)
    plain = all(c.isalnum() or c in "._#" for c in text)
    return Expr(text, ATOM if plain else 0)


def printable(label: str) -> str:
    r"""A label in which what cannot be seen, and would move a cursor, is an escape.

    Examples
    --------
    >>> print(printable("a\n"))
    a\n
    """
    hidden = [c for c in {*label} if not c.isprintable() and c not in JOINERS]
    return label.translate({ord(c): ascii(c)[1:-1] for c in hidden}) if hidden else label
