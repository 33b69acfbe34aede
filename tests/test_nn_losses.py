"""Losses: value and gradient against mpmath at 50 digits, over +-1e4; reductions; bad targets."""

import math

import mpmath as mp
import numpy as np
import pytest
from oracle import ulps

from autograd import Value, gradcheck, nn
from autograd.errors import ChoiceError, DomainError, InputTypeError, LengthError, RangeError

mp.mp.dps = 50

LOGITS = [s * z for z in (0.0, 1e-9, 0.3, 1.0, 5.0, 36.0, 37.0, 40.0, 700.0) for s in (1.0, -1.0)]
LARGE = [-1e4, -1000.0, -745.2, 745.2, 1000.0, 1e4]


def value_and_gradient(loss, prediction, target, **options):
    p = Value(prediction)
    result = loss(p, target, **options)
    result.backward()
    return result.data, p.grad


# --- binary cross-entropy from logits ----------------------------------------------------------


def exact_softplus(z):
    z = mp.mpf(z)
    return (z if z > 0 else mp.mpf(0)) + mp.log1p(mp.exp(-abs(z)))


def exact_sigmoid(z):
    return 1 / (1 + mp.exp(-mp.mpf(z)))


@pytest.mark.parametrize("z", LOGITS)
@pytest.mark.parametrize("y", [0, 1])
def test_the_gradient_from_logits_is_sigmoid_minus_target_to_the_last_bits(z, y):
    loss, gradient = value_and_gradient(nn.binary_cross_entropy_with_logits, z, y)
    # sigmoid(z) - 1 written as -sigmoid(-z), so that 50 digits are 50 digits at z = 700 as well
    assert ulps(gradient, -exact_sigmoid(-z) if y else exact_sigmoid(z)) <= 4
    assert ulps(loss, exact_softplus(-z if y else z)) <= 4


@pytest.mark.parametrize("z", LARGE)
@pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
def test_from_logits_nothing_overflows_or_becomes_nan(z, y):
    loss, gradient = value_and_gradient(nn.binary_cross_entropy_with_logits, z, y)
    exact = y * exact_softplus(-z) + (1 - mp.mpf(y)) * exact_softplus(z)
    assert loss == pytest.approx(float(exact), rel=1e-15, abs=5e-324)
    assert gradient == pytest.approx(float(exact_sigmoid(z) - y), rel=1e-15, abs=5e-324)


@pytest.mark.parametrize("z", LOGITS)
@pytest.mark.parametrize("y", [0.25, 0.9])
def test_targets_between_0_and_1_are_mixed(z, y):
    loss, gradient = value_and_gradient(nn.binary_cross_entropy_with_logits, z, y)
    y = mp.mpf(y)
    assert ulps(loss, y * exact_softplus(-z) + (1 - y) * exact_softplus(z)) <= 4
    assert gradient == pytest.approx(float(exact_sigmoid(z) - y), abs=2e-16)


@pytest.mark.parametrize("z", [-40.0, -1.0, 0.5, 40.0, 700.0])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_a_target_that_is_a_value_loses_no_digit_and_gets_its_gradient(z, y):
    target = Value(y)
    loss, gradient = value_and_gradient(nn.binary_cross_entropy_with_logits, z, target)
    assert ulps(gradient, -exact_sigmoid(-z) if y else exact_sigmoid(z)) <= 4
    assert ulps(loss, exact_softplus(-z if y else z)) <= 4
    assert ulps(target.grad, -mp.mpf(z)) <= 4


# --- binary cross-entropy from probabilities ---------------------------------------------------


@pytest.mark.parametrize("p", [1e-300, 1e-12, 0.1, 0.5, 0.9, 1.0 - 2**-53])
@pytest.mark.parametrize("y", [0, 1, 0.3, Value(0.3), Value(1.0)])
def test_cross_entropy_of_probabilities(p, y):
    loss, gradient = value_and_gradient(nn.binary_cross_entropy, p, y)
    exact_p, exact_y = mp.mpf(p), mp.mpf(float(y))
    exact = -exact_y * mp.log(exact_p) - (1 - exact_y) * mp.log1p(-exact_p)
    assert ulps(loss, exact) <= 4
    assert ulps(gradient, (1 - exact_y) / (1 - exact_p) - exact_y / exact_p) <= 8


@pytest.mark.parametrize(("p", "y"), [(0.0, 1), (1.0, 0), (0.0, 0.5), (1.0, 0.5)])
def test_an_infinite_cross_entropy_is_an_error_that_names_the_remedy(p, y):
    with pytest.raises(DomainError, match=r"infinite for p = .*binary_cross_entropy_with_logits"):
        nn.binary_cross_entropy(Value(p), y)


@pytest.mark.parametrize(("p", "y", "slope"), [(0.0, 0, 1.0), (1.0, 1, -1.0)])
def test_a_certain_and_right_probability_costs_nothing(p, y, slope):
    assert value_and_gradient(nn.binary_cross_entropy, p, y) == (0.0, slope)


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_a_probability_outside_0_to_1_is_refused(p):
    with pytest.raises(DomainError, match="needs probabilities from 0 to 1, got"):
        nn.binary_cross_entropy(p, 1)


# --- cross-entropy among classes ---------------------------------------------------------------


def exact_cross_entropy(z, weights):
    """Value and gradient at enough digits for exp(-2e4) beside 1."""
    with mp.workdps(9000 if max(map(abs, z)) > 100 else 400):
        exponentials = [mp.exp(mp.mpf(x)) for x in z]
        total = mp.fsum(exponentials)
        p = [e / total for e in exponentials]
        loss = -mp.fsum(mp.mpf(w) * mp.log(q) for w, q in zip(weights, p, strict=True))
        return loss, [q - mp.mpf(w) for q, w in zip(p, weights, strict=True)]


SCORES = [
    [-2.85, 0.86, 0.28],
    [0.0, 0.0],
    [3.0, 3.0, 3.0, 3.0],
    [50.0, 0.0, 1.0],
    [1e4, -1e4, 0.5],
    [-1e4, -1e4, -1e4],
    [700.0, 0.0],
    [1e4, 1e4 - 1.0],
]


@pytest.mark.parametrize("z", SCORES)
def test_cross_entropy_and_its_gradient_keep_their_digits_for_every_class(z):
    for t in range(len(z)):
        scores = [Value(x) for x in z]
        loss = nn.cross_entropy(scores, t)
        loss.backward()
        exact, gradient = exact_cross_entropy(z, [float(j == t) for j in range(len(z))])
        tiny = mp.mpf(2) ** -1022  # below it a float has fewer digits, and further down none
        # exp turns the half ulp by which a difference d of logits is rounded into d/2 ulp
        bound = 4 + (max(z) - min(z)) / 2
        for computed, true in zip(
            [loss.data, *[s.grad for s in scores]], [exact, *gradient], strict=True
        ):
            if abs(true) < tiny:
                assert abs(computed) <= tiny
            else:
                assert ulps(computed, true) <= bound


def test_a_target_of_probabilities():
    z, weights = [0.3, -1.0, 2.0], [0.2, 0.5, 0.3]
    scores = [Value(x) for x in z]
    loss = nn.cross_entropy(scores, weights)
    loss.backward()
    exact, gradient = exact_cross_entropy(z, weights)
    assert ulps(loss.data, exact) <= 4
    assert [s.grad for s in scores] == pytest.approx(list(map(float, gradient)), abs=4e-16)


@pytest.mark.parametrize("one_hot", [[0, 0, 1], (0.0, 0.0, 1.0), np.array([0, 0, 1])])
def test_one_hot_is_the_number_of_its_class(one_hot):
    z = [0.3, -1.0, 2.0]
    assert nn.cross_entropy(z, one_hot) == nn.cross_entropy(z, 2)


def test_two_classes_are_binary_cross_entropy_from_logits():
    for z in (-40.0, 0.3, 800.0):
        pair = value_and_gradient(lambda s, t: nn.cross_entropy([0.0, s], t), z, 1)
        assert pair == value_and_gradient(nn.binary_cross_entropy_with_logits, z, 1)


def test_samples_are_averaged():
    batch = [[0.3, -1.0, 2.0], [1.0, 1.0, 0.0]]
    single = [nn.cross_entropy(batch[0], 2), nn.cross_entropy(batch[1], 0)]
    assert nn.cross_entropy(batch, [2, 0], "none") == single
    assert nn.cross_entropy(batch, [2, 0], "sum") == sum(single)
    assert nn.cross_entropy(batch, [2, [1, 0, 0]]) == sum(single) / 2


@pytest.mark.parametrize(
    ("logits", "target", "error", "message"),
    [
        ([1.0, 2.0], 2, DomainError, "takes a target from 0 to 1, got 2"),
        ([1.0, 2.0], -1, DomainError, "takes a target from 0 to 1, got -1"),
        ([1.0, 2.0], 0.5, DomainError, "takes a target from 0 to 1, got 0.5"),
        ([1.0, 2.0], [0.5, 0.6], DomainError, r"add up to 1, got \[0.5, 0.6\]"),
        ([1.0, 2.0], [-0.5, 1.5], DomainError, "add up to 1"),
        ([1.0, 2.0], [math.nan, 1.0], DomainError, "add up to 1"),
        ([1.0, 2.0], [1.0], LengthError, "2 classes but a target of 1 probabilities"),
        ([1.0], 0, LengthError, "at least two classes, got 1; .*with_logits"),
        ([], [], LengthError, "at least one prediction, got none"),
        ([[1.0, 2.0]], [0, 1], LengthError, "got 1 predictions and 2 targets"),
        (1.0, 0, InputTypeError, "takes a list of predictions"),
        ([1.0, "2"], 0, InputTypeError, "a score of cross_entropy takes a real number, got str"),
        ([[1.0, None]], [0], InputTypeError, "a score of cross_entropy takes a real number"),
        ([1.0, 2.0], "a", InputTypeError, "a target of cross_entropy takes a real number, got str"),
    ],
)
def test_a_target_that_does_not_fit_says_so(logits, target, error, message):
    with pytest.raises(error, match=message):
        nn.cross_entropy(logits, target)


# --- regression and margin ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "p", "y", "expected", "slope"),
    [
        (nn.squared_error, 3.0, 1.0, 4.0, 4.0),
        (nn.squared_error, -1e4, 1e4, 4e8, -4e4),
        (nn.absolute_error, 3.0, 1.0, 2.0, 1.0),
        (nn.absolute_error, -1.0, 1.0, 2.0, -1.0),
        (nn.absolute_error, 1.0, 1.0, 0.0, 0.0),
        (nn.huber, 0.5, 0.0, 0.125, 0.5),
        (nn.huber, 0.0, 0.0, 0.0, 0.0),
        (nn.huber, 1.0, 0.0, 0.5, 1.0),
        (nn.huber, -4.0, 0.0, 3.5, -1.0),
        (nn.huber, 1e4, -1e4, 19999.5, 1.0),
        (nn.hinge, 0.5, 1, 0.5, -1.0),
        (nn.hinge, 0.5, -1, 1.5, 1.0),
        (nn.hinge, 2.0, 1, 0.0, 0.0),
        (nn.hinge, 1.0, 1, 0.0, 0.0),
        (nn.hinge, -1e4, 1, 10001.0, -1.0),
    ],
)
def test_value_and_slope_in_closed_form(loss, p, y, expected, slope):
    assert value_and_gradient(loss, p, y) == (expected, slope)


def test_huber_bends_at_delta():
    assert value_and_gradient(nn.huber, 2.5, 0.0, delta=2.0) == (3.0, 2.0)
    assert value_and_gradient(nn.huber, 1.5, 0.0, delta=2.0) == (1.125, 1.5)
    with pytest.raises(DomainError, match=r"huber needs delta > 0, got 0\.0"):
        nn.huber(1.0, 2.0, delta=0.0)


@pytest.mark.parametrize(
    ("loss", "targets"),
    [
        (nn.squared_error, [0.1, 0.2]),
        (nn.absolute_error, [0.1, 0.2]),
        (nn.huber, [0.1, 5.0]),
        (nn.hinge, [1, -1]),
        (nn.binary_cross_entropy, [0.4, 1]),
        (nn.binary_cross_entropy_with_logits, [0.4, 1]),
        (lambda p, y: nn.cross_entropy([p, p[::-1]], y), [0, 1]),
    ],
)
def test_every_loss_passes_the_gradient_check(loss, targets):
    gradcheck(loss([Value(0.3), Value(0.8)], targets))


# --- what they share ---------------------------------------------------------------------------

PLAIN = [nn.squared_error, nn.absolute_error, nn.huber, nn.hinge]
OF_NUMBERS = [*PLAIN, nn.binary_cross_entropy, nn.binary_cross_entropy_with_logits]


@pytest.mark.parametrize("loss", OF_NUMBERS)
def test_mean_sum_and_none_agree(loss):
    ps, ys = [0.25, 0.5, 0.75, 0.125], [1, 1, 1, 1]
    single = [loss(p, y) for p, y in zip(ps, ys, strict=True)]
    assert loss(ps, ys, "none") == single
    assert loss(ps, ys, "sum") == sum(single)
    assert loss(ps, ys) == loss(ps, ys, "mean") == sum(single) / 4
    assert loss(np.array(ps), np.array(ys)) == sum(single) / 4


@pytest.mark.parametrize("loss", OF_NUMBERS)
@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: [x]])
def test_a_loss_is_marked_as_one_and_a_single_one_is_not_divided(loss, wrap):
    result = loss(wrap(Value(0.25)), wrap(1))
    assert (result.role, result.label) == ("loss", "loss")
    assert result.op.name != "div"


def test_single_losses_that_will_be_reduced_are_not_marked():
    items = nn.squared_error([Value(1.0), Value(2.0)], [0.0, 0.0], "none")
    assert [(item.role, item.label) for item in items] == [("", "")] * 2


@pytest.mark.parametrize("loss", OF_NUMBERS)
@pytest.mark.parametrize(
    ("p", "y", "reduction", "error", "message"),
    [
        ([0.1, 0.2], [1], "mean", LengthError, "got 2 predictions and 1 targets"),
        ([], [], "mean", LengthError, "needs at least one prediction, got none"),
        ([0.1], [1], "average", ChoiceError, "unknown reduction 'average'"),
        ([0.1], ["1"], "mean", InputTypeError, "a target for .* takes a real number, got str"),
        ([None], [1], "mean", InputTypeError, "a prediction for .* takes a real number, got None"),
        ([[0.1]], [1], "mean", InputTypeError, "a prediction for .* takes a real number, got list"),
        ([0.1], 1, "mean", InputTypeError, "got int where a list was needed"),
        (0.1, [1], "mean", InputTypeError, "a target for .* takes a real number, got list"),
    ],
)
def test_predictions_and_targets_that_do_not_fit_say_so(loss, p, y, reduction, error, message):
    with pytest.raises(error, match=message):
        loss(p, y, reduction)


@pytest.mark.parametrize("y", [0, 0.5, 2])
def test_a_margin_target_is_minus_1_or_1(y):
    with pytest.raises(DomainError, match=r"hinge needs targets -1 or 1, got .*pass 2\*y - 1"):
        nn.hinge([0.5], [y])


@pytest.mark.parametrize("loss", [nn.binary_cross_entropy, nn.binary_cross_entropy_with_logits])
@pytest.mark.parametrize("y", [-1, 1.5, math.nan])
def test_a_binary_target_lies_from_0_to_1(loss, y):
    with pytest.raises(DomainError, match="needs targets from 0 to 1, got"):
        loss([0.5], [y])


def test_a_loss_beyond_the_floats_is_an_error():
    with pytest.raises(RangeError, match="square gives a number beyond the largest float"):
        nn.squared_error(Value(1e200), 0.0)


def test_the_l2_penalty_is_alpha_times_the_sum_of_squares():
    w = [Value(3.0), Value(-4.0)]
    penalty = nn.l2_penalty(w, 0.5)
    penalty.backward()
    assert (penalty.data, penalty.label, penalty.role) == (12.5, "l2_penalty", "")
    assert [p.grad for p in w] == [3.0, -4.0]
    with pytest.raises(InputTypeError, match=r"got MLP; pass model\.parameters\(\)"):
        nn.l2_penalty(nn.MLP(1, [1]), 0.5)
