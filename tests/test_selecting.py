"""Whole numbers that are handed to a replayed function: an int wherever an int can stand."""

import random
import warnings

import numpy as np
import pytest

import autograd
from autograd import Value, atan2, exp, select
from autograd.errors import ChoiceError, InputTypeError, LengthError, RangeError, ReplayWarning
from autograd.nn import MLP
from autograd.replay import replay
from autograd.selecting import operand

TABLE = [Value(0.5), Value(-1.0), Value(2.0), Value(4.0)]


@pytest.mark.parametrize(
    "f",
    [
        lambda i, x: x * 2.0 if i else x,
        lambda i, x: x if not i else x * x,
        lambda i, x: TABLE[i] * x,
        lambda i, x: TABLE[-i - 1] * x,
        lambda i, x: TABLE[(i + 1) % 4] * x,
        lambda i, x: TABLE[(2 * i - 1) // 2] * x,
        lambda i, x: x * divmod(i, 2)[1] + x * abs(i) + x * (-i) + x * (i & 1),
        lambda i, x: x * 3 if i == 2 else x,
        lambda i, x: x * 3 if i != 2 else x,
        lambda i, x: x * 3 if i >= 2 else x,
        lambda i, x: x * 3 if i > 1 else x,
        lambda i, x: x * {0: 1.0, 1: 5.0, 2: 7.0, 3: 9.0}[i],
        lambda i, x: x * float(f"{i}") * int(f"{i:d}") * float(str(i)),
        lambda i, x: x * int(i) + x * float(i) + x * round(float(i)),
        lambda i, x: autograd.sum([x] * (i + 1)),
        lambda i, x: autograd.sum(x * k for k in range(i + 1)),
        lambda i, x: sum([i, i]) * x + max(i, 1) * x + i * i * x,
        lambda i, x: i + x - i * x + x / (i + 1.0) + (i - x) * i**x + (i / 2.0) + 2.0**i,
        lambda i, x: x * (5 - i) + x * (i // 2) + x * (i % 3) + (3 if i <= 1 else 2) * x,
        lambda i, x: x * (9 // i) + x * (9 % i) + x * (6.0 / i) if i else x,
        lambda i, x: exp(i) * x + autograd.maximum(x, i) + autograd.sum([i, x]),
    ],
)
def test_it_does_what_an_int_does(f):
    whole, x = [3, 0, 2, 1, 2, 0], [1.5, 0.25, 2.0, 3.0, 0.5, 1.0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReplayWarning)
        found = replay(f, rows="each")(np.array(whole), x)
    expected = [float(f(i, Value(v))) for i, v in zip(whole, x, strict=True)]
    assert found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    "f",
    [
        lambda i, x: select(TABLE, i) * x,
        lambda i, x: i * x + x / (i + 1.5),
        lambda i, x: exp(i) - x,
        lambda i, x: autograd.dot([i, 2.0], [x, i]),
    ],
)
def test_one_program_serves_every_number_where_the_choice_is_open(f):
    with warnings.catch_warnings():
        warnings.simplefilter("error", ReplayWarning)
        replay(f, rows="each")(np.array([3, 0, 2]), [1.0, 2.0, 3.0])


def test_pictures_of_whole_numbers_go_into_a_network():
    model = MLP(4, [3, 1], rng=random.Random(0))
    images = np.array([[0, 3, 16, 1], [5, 0, 0, 255]], dtype=np.uint8)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ReplayWarning)
        found = replay(model, rows="each")(images)
    assert found == pytest.approx([float(model(row)) for row in images.tolist()], rel=1e-14)
    one = MLP(1, [1], rng=random.Random(0))
    assert replay(one, rows="each")([2, 3]) == pytest.approx([float(one(2)), float(one(3))])


def test_numbers_that_floats_do_not_tell_apart_are_refused():
    f = replay(lambda i: Value(1.0) * i, rows="each")
    assert f(np.array([2**53])).tolist() == [2.0**53]
    for wrong in (2**53 + 1, -(2**53) - 1):
        with pytest.raises(RangeError, match=r"up to 2\*\*53"):
            f(np.array([wrong]))


def test_select_chooses_and_says_what_it_cannot():
    assert select(TABLE, 2) is TABLE[2]
    assert select([[1.0, 2.0], [3.0, 4.0]], np.int64(1)) == [3.0, 4.0]
    for wrong in (-1, 4):
        with pytest.raises(ChoiceError, match=f"from 0 to 3, got {wrong}"):
            select(TABLE, wrong)
    with pytest.raises(InputTypeError, match="whole number to choose by, got float"):
        select(TABLE, 1.0)
    with pytest.raises(LengthError, match="at least one item"):
        select([], 0)
    with pytest.raises(InputTypeError, match="a score takes a real number, got str"):
        operand("1", "a score")


def test_what_an_index_shows_is_its_number():
    shown = set()

    def f(i, x):
        shown.add(repr(i))
        return x * i

    replay(f, rows="each")(np.array([3, 3]), [1.0, 2.0])
    assert shown == {"Index(3)"}


def test_an_index_is_the_operand_that_it_was_passed_as():
    rows = [1, 2, 3]
    for f in (lambda i, x: atan2(x, i), atan2):
        found = replay(f, rows="each")(rows, [0.5, 0.5, 0.5])
        assert found.tolist() == pytest.approx([float(f(i, 0.5)) for i in rows], rel=1e-15)
