"""Every type of input on both sides of every operator: Python's own result, or a TypeError.

What comes out is what the same operator gives for the floats of the operands, the error that it
raises for them, or a TypeError that names the type; nothing else, and never an array of objects
that nobody asked for.
"""

import math
import operator
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from autograd import Value, ops


class Own(Value):
    """A class of a user."""


class Floats:
    def __float__(self):
        return 2.5


class Indexes:
    def __index__(self):
        return 2


NUMBERS = {
    "int": 2,
    "negative": -3,
    "huge int": 10**400,
    "bool": True,
    "float": 2.5,
    "zero": 0.0,
    "nan": math.nan,
    "inf": math.inf,
    "Fraction": Fraction(5, 2),
    "float16": np.float16(2.5),
    "float32": np.float32(2.5),
    "float64": np.float64(2.5),
    "longdouble": np.longdouble(2.5),
    "huge longdouble": np.longdouble("1e4000"),
    "int8": np.int8(2),
    "int64": np.int64(-2),
    "uint64": np.uint64(2**63),
    "bool_": np.bool_(True),
    "0-d array": np.array(2.5),
    "0-d array of a Value": np.array(Value(2.5)),
    "Value": Value(2.5),
    "subclass": Own(2.5),
}
OTHERS = {
    "Decimal": Decimal("2.5"),
    "complex": 1 + 2j,
    "str": "2",
    "bytes": b"2",
    "bytearray": bytearray(b"2"),
    "None": None,
    "list": [2.0],
    "tuple": (2.0,),
    "dict": {1: 2.0},
    "set": {2.0},
    "range": range(2),
    "object": object(),
    "__float__": Floats(),
    "__index__": Indexes(),
    "type": float,
    "complex64": np.complex64(1 + 2j),
    "str_": np.str_("2"),
    "timedelta64": np.timedelta64(2, "s"),
    "0-d text": np.array("2"),
}
TYPES = {**NUMBERS, **OTHERS}

ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "pow": pow,
    "+=": operator.iadd,
    "-=": operator.isub,
    "*=": operator.imul,
    "/=": operator.itruediv,
    "**=": operator.ipow,
}
ABSENT = {
    "//": operator.floordiv,
    "%": operator.mod,
    "divmod": divmod,
    "@": operator.matmul,
    "<<": operator.lshift,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "pow with 3": lambda x, y: pow(x, y, 2),
    "//=": operator.ifloordiv,
    "%=": operator.imod,
    "@=": operator.imatmul,
}
ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
FEW = (3.0, -0.75)
MANY = (0.0, -0.0, 1.0, -1.0, 1e-300, -1e300, 1.7e308, 5e-324, math.inf, -math.inf, math.nan)
at_points = pytest.mark.parametrize(
    "points", [FEW, pytest.param(MANY, marks=pytest.mark.proof)], ids=["few", "many"]
)
"""What the Value holds; at -0.75 and others powers leave the reals."""


def outcome(function, *args):
    """What a call gives, or the error that it raises."""
    try:
        return function(*args)
    except Exception as error:  # noqa: BLE001  whatever it is, it is looked at
        return error


def names(error, *things):
    """Whether a TypeError names the type of one of these, ours or numpy's name for it."""
    kinds = {type(thing) for thing in things}
    kinds |= {type(thing.item()) for thing in things if isinstance(thing, np.generic | np.ndarray)}
    return any(kind.__name__.removeprefix("nd") in str(error) for kind in kinds)


def plain(thing):
    """A number as the float that stands for it; what is too large raises as Python's own does."""
    if isinstance(thing, np.ndarray):
        thing = thing[()]
    if isinstance(thing, np.longdouble) and math.isinf(float(thing)):
        raise OverflowError
    return float(thing)


def fits(found, function, *floats):
    """Whether it is what Python gives for floats; where that is no float, an error of its kind."""
    expected = outcome(lambda: function(*map(plain, floats)))
    if not isinstance(expected, Exception) and any(math.isnan(plain(x)) for x in floats):
        return isinstance(found, Value) and math.isnan(found.data)  # also of 1**nan
    if isinstance(expected, Exception):
        return isinstance(found, ArithmeticError | ValueError)
    if isinstance(expected, complex):
        return isinstance(found, ValueError)
    if math.isinf(expected) and all(math.isfinite(plain(x)) for x in floats):
        return isinstance(found, OverflowError)
    if math.isnan(expected) and isinstance(found, ValueError):
        return not any(math.isnan(plain(x)) for x in floats)
    if not isinstance(found, Value):
        return False
    return type(found.data) is float and (found.data == expected or expected != expected)


def pairs(value, thing):
    """Both sides; what is changed in place is a copy."""
    thing = thing.copy() if isinstance(thing, (list, dict, set, bytearray, np.ndarray)) else thing
    return ((value, thing), (thing, value))


def wrong_of(operators, things, points, is_right):
    """All operations in which an operator gives what it should not; and how many were tried."""
    wrong, count = [], 0
    for sign, function in operators.items():
        for kind, thing in things.items():
            for point in points:
                for args in pairs(Value(point), thing):
                    count += 1
                    found = outcome(function, *args)
                    if not is_right(found, function, *args):
                        wrong.append((kind, sign, args, found))
    return wrong, count


def refused(found, function, *args):
    """A TypeError that names the type, or says what Python says of any object in its place."""
    own = outcome(function, *[object() if isinstance(x, Value) else x for x in args])
    return isinstance(found, TypeError) and (names(found, *args) or str(found) == str(own))


def changed_in_place(found, function, x, y):
    """An array of Values holds the result itself, one of floats refuses; else as `fits` says."""
    in_place = isinstance(x, np.ndarray) and function.__name__.startswith("i")
    if in_place and (isinstance(found, TypeError) or (x.dtype == object and found is x)):
        return True
    return fits(found, function, x, y)


@at_points
def test_a_number_on_either_side_gives_what_python_gives_for_floats(points, tried):
    wrong, count = wrong_of(ARITHMETIC, NUMBERS, points, changed_in_place)
    tried("types", count, lost=len(wrong))
    assert wrong == []


@at_points
def test_what_is_no_number_is_a_type_error_that_names_it(points, tried):
    wrong, count = wrong_of(ARITHMETIC, OTHERS, points, refused)
    tried("types", count, lost=len(wrong))
    assert wrong == []


@at_points
def test_operators_that_are_absent_say_so_for_every_type(points, tried):
    wrong, count = wrong_of(ABSENT, TYPES, points, refused)
    tried("types", count, lost=len(wrong))
    assert wrong == []


@at_points
@pytest.mark.parametrize("sign", ORDER)
def test_comparisons_are_those_of_floats_or_type_errors(sign, points, tried):
    def is_right(found, function, *args):
        bare = [x.item() if isinstance(x, np.generic | np.ndarray) else x for x in args]
        bare = [x.data if isinstance(x, Value) else x for x in bare]
        expected = outcome(function, *bare)
        if isinstance(found, bool | np.bool_):
            return bool(found) is bool(expected)
        return isinstance(expected, Exception) and type(found) is type(expected)

    def is_right_of_others(found, function, *args):
        if any(isinstance(x, Decimal) for x in args):
            return is_right(found, function, *args)
        return isinstance(found, TypeError)

    wrong, count = wrong_of({sign: ORDER[sign]}, NUMBERS, points, is_right)
    wrong_too, more = wrong_of({sign: ORDER[sign]}, OTHERS, points, is_right_of_others)
    tried("types", count + more, lost=len(wrong + wrong_too))
    assert wrong + wrong_too == []


@at_points
def test_nothing_but_itself_is_equal_to_a_value(points, tried):
    def is_right(found, function, *_):
        return found is (function is operator.ne)

    equal = {"==": operator.eq, "!=": operator.ne}
    wrong, count = wrong_of(equal, TYPES, points, is_right)
    tried("types", count, lost=len(wrong))
    assert wrong == []


def test_a_shaped_array_gives_an_array_of_what_each_element_gives(tried):
    array, v = np.array([2.5, -3.0, 0.25]), Value(3.0)
    signs = ("+", "-", "*", "/", "**", "pow")
    for sign in signs:
        for found, expected in (
            (ARITHMETIC[sign](v, array), [ARITHMETIC[sign](3.0, x) for x in array]),
            (ARITHMETIC[sign](array, v), [ARITHMETIC[sign](x, 3.0) for x in array]),
        ):
            assert [type(x) for x in found] == [Value] * 3
            assert [x.data for x in found] == expected
    tried("types", 2 * len(signs))


# --- one operand, and the primitives ---------------------------------------------------------

UNARY = {
    "-": operator.neg,
    "+": operator.pos,
    "abs": abs,
    "int": int,
    "float": float,
    "complex": complex,
    "bool": bool,
    "round": round,
    "round to 1": lambda x: round(x, 1),
    "floor": math.floor,
    "ceil": math.ceil,
    "format": lambda x: format(x, ".17g"),
    "format as int": lambda x: format(x, "d"),
    "math.sqrt": math.sqrt,
}
UNARY_ABSENT = {
    "~": operator.invert,
    "index": operator.index,
    "hex": hex,
    "len": len,
    "iter": iter,
    "call": lambda x: x(),
    "item": lambda x: x[0],
    "Fraction": Fraction,
    "Decimal": Decimal,
}


@pytest.mark.parametrize(
    "number", [2.5, -0.0, math.nan, *[pytest.param(x, marks=pytest.mark.proof) for x in MANY]]
)
def test_one_operand_gives_what_it_gives_for_the_float(number, tried):
    wrong = []
    for sign, function in UNARY.items():
        found, expected = outcome(function, Value(number)), outcome(function, number)
        found = found.data if isinstance(found, Value) else found
        if type(found) is not type(expected) or repr(found) != repr(expected):
            wrong.append((sign, found, expected))
    refusals = [outcome(function, Value(number)) for function in UNARY_ABSENT.values()]
    tried("types", len(UNARY) + len(refusals), lost=len(wrong))
    assert wrong == []
    assert [type(each) for each in refusals] == [TypeError] * len(refusals)


FORMS = {
    "f(x, thing)": lambda op, x, thing: op(x, thing),
    "f(thing, x)": lambda op, x, thing: op(thing, x),
    "x.f(thing)": lambda op, x, thing: (
        getattr(x, op.name)(thing) if isinstance(x, Value) else op(x, thing)
    ),
    "f(thing)": lambda op, _, thing: op(thing),
}


@pytest.mark.parametrize("point", [0.5, pytest.param(-1.5, marks=pytest.mark.proof)])
@pytest.mark.parametrize("form", FORMS)
def test_primitives_take_numbers_and_name_what_is_none(form, point, tried):
    call = FORMS[form]
    has_form = {
        "f(thing)": lambda op: op.arity == 1,
        "x.f(thing)": lambda op: op.arity == 2 and hasattr(Value, op.name),
    }.get(form, lambda op: op.arity == 2)

    def is_right(found, op, kind, thing):
        if kind in OTHERS or kind == "0-d array of a Value":
            return isinstance(found, TypeError) and names(found, thing)
        expected = outcome(lambda: call(op, point, plain(thing)))
        if isinstance(expected, Exception):
            return isinstance(found, OverflowError | ValueError)
        found = found.data if isinstance(found, Value) else found
        return type(found) is float and repr(found) == repr(expected)

    tries = [(op, kind) for op in ops.TABLE.values() if has_form(op) for kind in TYPES]
    wrong = [
        (op, kind)
        for op, kind in tries
        if not is_right(outcome(call, op, Value(point), TYPES[kind]), op, kind, TYPES[kind])
    ]
    tried("types", len(tries), lost=len(wrong))
    assert wrong == []
