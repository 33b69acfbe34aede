"""Losses from -1e4 to 1e4, and softmax with spreads of a thousand, in exact arithmetic.

An error is measured against the exact number times its condition: exp(d) of a difference d that is
rounded is off by up to d/2 eps, however it is computed. A gradient that is a difference of two
numbers, as sigmoid(z) - y, is measured against the larger; where y is 0 or 1, against itself.
"""

from random import Random

import mpmath as mp
import pytest

from autograd import Value, dot, log_softmax, logsumexp, nn, softmax
from autograd.replay import replay

EPS = 2.0**-52
SMALLEST = mp.mpf(2) ** -1074
MOST_EPS = 4.0
DIGITS = 60


class Errors:
    """The worst error so far, and what was wrong."""

    def __init__(self):
        self.count, self.worst, self.wrong = 0, 0.0, []

    def look(self, computed, exact, *where, size=None):
        """Compare a number with the exact one; `size` is what an error is measured against."""
        size = abs(exact) if size is None else size
        error = max(abs(mp.mpf(computed) - exact) - 4 * SMALLEST, 0)
        eps = float(error / size) / EPS if error else 0.0
        self.count += 1
        self.worst = max(self.worst, eps)
        if not eps <= MOST_EPS:
            self.wrong.append((*where, computed, mp.nstr(exact, 20), eps))


@pytest.fixture
def errors(tried):
    """Errors; at the end they are told and there may be none."""
    found = Errors()
    with mp.workdps(DIGITS):
        yield found
    tried("losses", found.count, worst=found.worst, lost=len(found.wrong))
    assert found.wrong == []


def up_to_ten_thousand(random):
    """A number from -1e4 to 1e4: small ones as often as large ones; now and then a corner."""
    if random.random() < 0.2:
        return random.choice((-1.0, 1.0)) * random.choice(
            (0.0, 1e-9, 36.0, 37.0, 709.8, 745.2, 1e4)
        )
    return random.choice((-1.0, 1.0)) * 10.0 ** random.uniform(-9.0, 4.0)


def differentiated(loss, p, y):
    """A loss and its gradient at a number."""
    leaf = Value(p)
    result = loss(leaf, y)
    result.backward()
    return result.data, leaf.grad


def numbers(name, count):
    random = Random(name)
    for _ in range(count):
        yield random, up_to_ten_thousand(random)


many = pytest.mark.parametrize("count", [40, pytest.param(2500, marks=pytest.mark.proof)])


def exact_softplus(z):
    return mp.log1p(mp.exp(-abs(z))) + max(z, mp.mpf(0))


@many
def test_binary_cross_entropy_from_logits(count, errors):
    for random, z in numbers("logits", count):
        for y in (0.0, 1.0, 0.5, random.random()):
            loss, gradient = differentiated(nn.binary_cross_entropy_with_logits, z, y)
            x, t = mp.mpf(z), mp.mpf(y)
            errors.look(loss, t * exact_softplus(-x) + (1 - t) * exact_softplus(x), z, y)
            up, down = 1 / (1 + mp.exp(-x)), 1 / (1 + mp.exp(x))
            exact = (1 - t) * up - t * down  # sigma(z) - y
            errors.look(gradient, exact, z, y, size=(1 - t) * up + t * down)


@many
def test_binary_cross_entropy_of_probabilities(count, errors):
    random = Random("probabilities")
    for _ in range(count):
        p = random.choice((10.0 ** random.uniform(-300.0, 0.0), random.random(), 1.0 - EPS / 2))
        y = random.choice((0.0, 1.0, random.random()))
        loss, gradient = differentiated(nn.binary_cross_entropy, p, y)
        q, t = mp.mpf(p), mp.mpf(y)
        errors.look(loss, -t * mp.log(q) - (1 - t) * mp.log1p(-q), p, y)
        terms = (1 - t) / (1 - q), t / q
        errors.look(gradient, terms[0] - terms[1], p, y, size=sum(terms))


@many
def test_regression_and_margin(count, errors):
    for random, p in numbers("regression", count):
        y = p * (1.0 + random.choice((-8, -1, 1, 8)) * EPS) if random.random() < 0.2 else 0.0
        y = y or up_to_ten_thousand(random)
        d = mp.mpf(p) - mp.mpf(y)
        for loss, value, slope in (
            (nn.squared_error, d * d, 2 * d),
            (nn.absolute_error, abs(d), mp.sign(d)),
            (nn.huber, d * d / 2 if abs(d) < 1 else abs(d) - 0.5, d if abs(d) < 1 else mp.sign(d)),
        ):
            computed, gradient = differentiated(loss, p, y)
            errors.look(computed, value, loss.__name__, p, y)
            errors.look(gradient, slope, loss.__name__, p, y)
        for sign in (-1.0, 1.0):
            computed, gradient = differentiated(nn.hinge, p, sign)
            rest = 1 - sign * mp.mpf(p)
            errors.look(computed, max(rest, mp.mpf(0)), "hinge", p, sign)
            errors.look(gradient, mp.mpf(-sign if rest > 0 else 0), "hinge", p, sign)


def scores(random):
    """Scores anywhere from -1e4 to 1e4 that lie up to a thousand apart."""
    centre, spread = random.uniform(-9e3, 9e3), 10.0 ** random.uniform(-6.0, 3.0)
    items = [centre + random.uniform(-spread, 0.0) for _ in range(random.randint(2, 10))]
    return [random.choice(items) for _ in items] if random.random() < 0.2 else items


@many
def test_softmax_logsumexp_and_cross_entropy(count, errors):
    random = Random("scores")
    log_of_sum = replay(logsumexp)
    log_of_share = replay(lambda z, chosen: dot(log_softmax(z), chosen))
    for _ in range(count // 5):
        z = scores(random)
        with mp.workdps(600):  # 1 beside exp(-1000)
            exact = [mp.mpf(x) for x in z]
            top = max(exact)
            shifted = [mp.exp(x - top) for x in exact]
            total = mp.fsum(shifted)
            shares = [e / total for e in shifted]
            condition = [max(1, top - x) for x in exact]
            size = mp.fsum(share * abs(x) for share, x in zip(shares, exact, strict=True))
            result = top + mp.log(total)
            for computed in (logsumexp(z), log_of_sum(z)):
                errors.look(computed, result, z, size=max(abs(result), size))
            for x, share, c in zip(softmax(z), shares, condition, strict=True):
                errors.look(x, share, z, size=share * c)
            for i, x in enumerate(log_softmax(z)):
                result = exact[i] - top - mp.log(total)
                chosen = [float(i == j) for j in range(len(z))]
                for computed in (x, log_of_share(z, chosen)):
                    errors.look(computed, result, z, i, size=abs(result) * max(condition))
            for t in range(len(z)):
                leaves = [Value(x) for x in z]
                loss = nn.cross_entropy(leaves, t)
                loss.backward()
                result = top - exact[t] + mp.log(total)
                errors.look(loss.data, result, z, t, size=result * max(condition))
                for i, leaf in enumerate(leaves):
                    rest = shares[i] if i != t else shares[t] - 1
                    size = abs(rest) * max(condition[i], max(condition) if i == t else 1)
                    errors.look(leaf.grad, rest, z, t, i, size=size)
