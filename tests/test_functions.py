"""Functions over sequences, near and far from zero."""

import mpmath as mp
import numpy as np
import pytest
from oracle import ulps

import autograd
from autograd import Value, errors, log_softmax, logsumexp, mean, norm, softmax

SPREADS = [[0.3, -1.2, 2.0], [1000.0, 999.0, -1000.0], [-1e4, 1e4], [1e300, 1e300], [0.0]]


@pytest.mark.parametrize("xs", SPREADS, ids=str)
def test_logsumexp_and_softmax_against_mpmath(xs):
    values = [Value(x) for x in xs]
    result = logsumexp(values)
    result.backward()
    exponentials = [mp.exp(mp.mpf(x) - max(xs)) for x in xs]
    total = mp.fsum(exponentials)
    assert result.data == pytest.approx(float(mp.log(total) + max(xs)), rel=1e-15)
    probabilities = softmax(xs)
    for value, probability, e in zip(values, probabilities, exponentials, strict=True):
        if e / total < mp.mpf("1e-308"):
            assert (value.grad, probability) == (0.0, 0.0)
        else:
            assert ulps(value.grad, e / total) < 6
            assert ulps(probability, e / total) < 6


@pytest.mark.parametrize("xs", SPREADS, ids=str)
def test_log_softmax_is_exact_where_the_logarithm_of_softmax_is_minus_infinity(xs):
    values = [Value(x) for x in xs]
    results = log_softmax(values)
    total = mp.fsum(mp.exp(mp.mpf(x) - max(xs)) for x in xs)
    for x, result in zip(xs, results, strict=True):
        assert float(result) == pytest.approx(float(mp.mpf(x) - max(xs) - mp.log(total)), rel=1e-15)
    results[0].backward()
    share = mp.exp(mp.mpf(xs[0]) - max(xs)) / total
    assert values[0].grad == pytest.approx(float(1 - share), rel=1e-12, abs=1e-16)


def test_norm_neither_overflows_nor_fails_at_the_origin():
    xs = [Value(3e200), Value(-4e200)]
    length = norm(xs)
    length.backward()
    assert length.data == pytest.approx(5e200, rel=1e-15)
    assert [x.grad for x in xs] == pytest.approx([0.6, -0.8], rel=1e-15)
    origin = [Value(0.0), Value(0.0)]
    norm(origin).backward()
    assert [x.grad for x in origin] == [0.0, 0.0]


def test_sum_mean_and_dot_take_any_iterable_and_keep_gradients():
    values = [Value(1.0), Value(2.0)]
    for items in (values, tuple(values), iter(values), np.array(values), (v for v in values)):
        assert float(autograd.sum(items)) == 3.0
    (mean(values) + autograd.dot(values, np.array([3.0, 4.0]))).backward()
    assert [v.grad for v in values] == [3.5, 4.5]
    assert autograd.sum([1.0, 2.0]) == 3.0


@pytest.mark.parametrize("function", [autograd.sum, mean, norm, softmax, log_softmax, logsumexp])
def test_an_empty_or_missing_sequence_is_told(function):
    with pytest.raises(errors.LengthError, match=f"{function.__name__} needs at least one item"):
        function([])
    with pytest.raises(errors.InputTypeError, match=f"{function.__name__} takes a sequence, got"):
        function(Value(1.0))


def test_dot_needs_two_sequences_of_one_length():
    with pytest.raises(errors.LengthError, match="one length, got 2 and 1"):
        autograd.dot([1.0, 2.0], [Value(1.0)])


def test_items_that_are_no_numbers_are_told():
    for call in (lambda: autograd.sum(["a", "b"]), lambda: autograd.dot(["a"], [3])):
        with pytest.raises(errors.InputTypeError, match="takes a real number, got str"):
            call()
