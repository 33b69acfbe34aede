"""What has no result, and what cannot be taken, is told as calling the function tells it."""

import math

import numpy as np
import pytest

import autograd
from autograd import Value, detect_anomaly, exp, log, relu, select, sqrt, tanh
from autograd.errors import (
    ChoiceError,
    DomainError,
    GradientWarning,
    InputTypeError,
    LengthError,
    RangeError,
)
from autograd.nn import cross_entropy
from autograd.replay import replay


def test_an_error_is_that_of_the_row_it_happens_in():
    f = replay(log, rows="mean")
    assert f([1.0, math.e]) == pytest.approx(0.5)
    with pytest.raises(DomainError, match=r"log needs x > 0, got x = -2\.0"):
        f([1.0, -2.0])
    with pytest.raises(RangeError, match="exp gives a number beyond the largest float"):
        replay(lambda x: 1.0 / exp(x), rows="each")([1.0, 1000.0])  # 1/inf would be 0
    with pytest.raises(DomainError):
        replay(lambda x: relu(-1.0 / (x * x)))(0.0)


def test_an_infinite_slope_is_told_as_ever():
    f = replay(sqrt, rows="sum")
    with pytest.warns(GradientWarning, match=r"sqrt\(0\) has local derivative inf"):
        slopes = f.input_gradients([4.0, 0.0])[0]
    assert slopes.tolist() == [0.25, math.inf]


def test_infinite_and_missing_inputs_give_what_calling_gives():
    x = np.array([math.inf, 1.0, math.nan, -math.inf])
    found = replay(lambda x: tanh(x) + 1.0, rows="each")(x)
    assert found.tolist()[:2] == [2.0, math.tanh(1.0) + 1.0]
    assert math.isnan(found[2])
    assert found[3] == 0.0


def test_an_index_out_of_range_is_refused_before_anything_is_read():
    f = replay(lambda i: select([Value(1.0), Value(2.0)], i) * 1.0, rows="each")
    assert f([0, 1, 1]).tolist() == [1.0, 2.0, 2.0]
    for wrong in (2, -1, 10**12):
        with pytest.raises(ChoiceError, match=f"from 0 to 1, got {wrong}"):
            f([0, wrong, 1])
    logits = replay(cross_entropy, rows="mean")
    with pytest.raises(ChoiceError):
        logits([[1.0, 2.0, 3.0]], [3])


def test_wrong_arguments_say_what_is_expected():
    f = replay(lambda x, y: x * y, rows="mean")
    with pytest.raises(LengthError, match="same number of rows"):
        f([1.0, 2.0], [1.0])
    with pytest.raises(LengthError, match="same number of rows"):
        f(1.0, 2.0)
    with pytest.raises(LengthError, match="at least one row"):
        f([], [])
    with pytest.raises(InputTypeError, match="arrays of numbers"):
        f(["a"], [1.0])
    with pytest.raises(ChoiceError, match="mean"):
        replay(lambda x: x, rows="max")
    with pytest.raises(InputTypeError, match="function of Values"):
        replay(3.0)
    with pytest.raises(InputTypeError, match="returns a list"):
        replay(lambda x: [x, x], rows="mean")([1.0])
    with pytest.raises(InputTypeError, match="returns a Value"):
        replay(lambda x: "x")(1.0)


def test_it_records_inside_no_grad_and_detect_anomaly():
    w = Value(2.0)
    f = replay(lambda x: w * x)
    with autograd.no_grad(), detect_anomaly():
        assert f.value_and_grad(3.0)[1].tolist() == [3.0]
