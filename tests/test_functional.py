"""grad, jacobian, hessian and products: against closed forms, mpmath and each other."""

import math
import random

import mpmath as mp
import numpy as np
import pytest
from work import lines_run

import autograd
from autograd import (
    GradientWarning,
    Value,
    detect_anomaly,
    errors,
    grad,
    gradients,
    hessian,
    hvp,
    jacobian,
    jvp,
    no_grad,
    norm,
    ops,
    value_and_grad,
)


def rosenbrock(xs):
    x, y = xs
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def random_graph(rng, leaves, size=25):
    """A function of `leaves` that reuses its parts, smooth everywhere."""
    nodes = list(leaves)
    for _ in range(size):
        op = rng.choice((ops.add, ops.sub, ops.mul, ops.tanh, ops.sin, ops.sigmoid, ops.softplus))
        args = [rng.choice(nodes) for _ in range(op.arity)]
        node = op(*args)
        nodes.append(ops.tanh(node) if abs(float(node)) > 3.0 else node)
    return nodes[-1] + nodes[-2] * nodes[-3]


def test_grad_to_the_fourth_order():
    f = ops.sin
    for expected in (math.cos(0.7), -math.sin(0.7), -math.cos(0.7), math.sin(0.7)):
        f = grad(f)
        assert float(f(0.7)) == pytest.approx(expected, rel=1e-15)


def test_gradient_and_hessian_of_rosenbrock():
    x, y = -1.2, 1.0
    assert [float(g) for g in grad(rosenbrock)([x, y])] == pytest.approx(
        [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)], rel=1e-14
    )
    assert [[float(h) for h in row] for row in hessian(rosenbrock)([x, y])] == [
        pytest.approx([2 - 400 * (y - 3 * x * x), -400 * x], rel=1e-14),
        pytest.approx([-400 * x, 200.0], rel=1e-14),
    ]


def test_jacobian_has_a_row_for_each_output():
    rows = jacobian(lambda xs: [xs[0] * xs[1], xs[0].exp(), Value(1.0)])([2.0, 3.0])
    assert [[float(v) for v in row] for row in rows] == [[3, 2], [math.exp(2), 0], [0, 0]]


def test_reverse_and_forward_mode_agree_on_random_graphs():
    for seed in range(40):
        point = [0.5, -1.25, 0.75]

        def f(xs, seed=seed):
            return random_graph(random.Random(seed), xs)

        slopes = [float(g) for g in grad(f)(point)]
        for i in range(3):
            direction = [float(i == j) for j in range(3)]
            value, along = jvp(f, point, direction)
            assert float(value) == float(f([Value(x) for x in point]))
            assert float(along) == pytest.approx(slopes[i], rel=1e-12, abs=1e-14)


def test_hessian_products_agree_forward_over_reverse_and_reverse_over_reverse():
    for seed in range(20):

        def f(xs, seed=seed):
            return random_graph(random.Random(seed), xs, size=12)

        point, direction = [0.5, -1.25], [0.3, 2.0]
        matrix = [[float(h) for h in row] for row in hessian(f)(point)]
        expected = [sum(h * v for h, v in zip(row, direction, strict=True)) for row in matrix]
        found = [float(p) for p in hvp(f, point, direction)]
        assert found == pytest.approx(expected, rel=1e-10, abs=1e-12)
        assert matrix[0][1] == pytest.approx(matrix[1][0], rel=1e-10, abs=1e-12)


def test_gradients_of_a_random_graph_agree_with_mpmath():
    mpmath_ops = {"tanh": mp.tanh, "sin": mp.sin, "sigmoid": lambda x: 1 / (1 + mp.exp(-x))}
    a, b = Value(0.3), Value(-0.8)
    y = ops.sigmoid(ops.sin(a * b) + a.tanh()) * (b - a / 3)
    found = gradients(y, [a, b])

    def exact(a, b):
        s, t = mpmath_ops["sin"](a * b), mpmath_ops["tanh"](a)
        return mpmath_ops["sigmoid"](s + t) * (b - a / 3)

    for i, orders in enumerate([(1, 0), (0, 1)]):
        derivative = mp.diff(exact, (mp.mpf(0.3), mp.mpf(-0.8)), orders)
        assert found[i] == pytest.approx(float(derivative), rel=1e-15)


def test_nested_derivatives_do_not_confuse_their_variables():
    # d/dx (x * d/dy (x * y)) = d/dx (x * x): an engine that mixes x and y up gives another answer
    f = grad(lambda x: x * grad(lambda y: x * y)(x))
    assert float(f(3.0)) == 6.0
    g = grad(lambda w: grad(lambda x: w * x**2)(3.0))
    assert float(g(5.0)) == 6.0


def test_the_argument_to_differentiate_by_is_chosen():
    def f(x, ys):
        return x * ys[0] * ys[1]

    assert float(grad(f)(2.0, [3.0, 4.0])) == 12.0
    assert [float(g) for g in grad(f, argnum=1)(2.0, [3.0, 4.0])] == [8.0, 6.0]
    value, slope = value_and_grad(f)(2.0, [3.0, 4.0])
    assert (float(value), float(slope)) == (24.0, 12.0)
    with pytest.raises(errors.LengthError, match="argnum is 2, but the function was called with 2"):
        grad(f, argnum=2)(1.0, [1.0, 2.0])


def test_a_function_that_ignores_its_input_has_slope_zero():
    assert float(grad(lambda _: 5.0)(1.0)) == 0.0
    assert float(jvp(lambda _: Value(5.0), [1.0], [1.0])[1]) == 0.0


def test_no_gradient_of_anyone_is_changed():
    w = Value(3.0)
    (w * 2).backward()
    grad(lambda x: (x * w).tanh())(0.1)
    hvp(lambda xs: (xs[0] * w).tanh(), [0.1], [1.0])
    assert w.grad == 2.0


def test_gradients_survive_a_function_that_fails():
    x = Value(0.0)
    y = x.sqrt()
    x.grad = 4.0
    with pytest.raises(errors.DomainError, match=r"the slope of sqrt\(0\) is inf at this point"):
        gradients(y, [x], create_graph=True)
    assert (x.grad, y.grad) == (4.0, None)


def test_create_graph_leaves_gradients_that_can_be_differentiated_again():
    x, y = Value(0.5), Value(2.0)
    z = ops.exp(x * y)
    z.backward(create_graph=True)
    first = x.grad
    x.grad = y.grad = None
    first.backward()
    e = math.exp(1.0)
    assert x.grad == pytest.approx(4 * e, rel=1e-15)
    assert y.grad == pytest.approx(e + 0.5 * 2.0 * e, rel=1e-15)


def test_wrong_shapes_are_told():
    with pytest.raises(errors.InputTypeError, match="one number is needed here as a result, got 2"):
        grad(lambda xs: [xs, xs])(1.0)
    with pytest.raises(errors.LengthError, match="2 inputs and a direction of 1"):
        jvp(lambda xs: xs[0], [1.0, 2.0], [1.0])


def test_derivatives_are_recorded_inside_no_grad():
    with no_grad():
        assert float(grad(lambda x: x**3)(2.0)) == 12.0
        assert float(jvp(lambda xs: xs[0] ** 3, [2.0], [1.0])[1]) == 12.0
        assert float(hessian(lambda xs: xs[0] ** 3)([2.0])[0][0]) == 12.0


def test_a_gradient_that_is_not_finite_is_reported_in_every_mode():
    with detect_anomaly(), pytest.raises(errors.AnomalyError, match="became nan"):
        grad(lambda x: x * Value(math.nan))(1.0)
    with pytest.warns(GradientWarning, match="became nan"):
        grad(lambda x: x * Value(math.nan))(1.0)


def test_only_the_argument_to_differentiate_by_becomes_a_value():
    def power(x, n, *, label):
        assert (n, label) == (3, "kept")
        return x**n

    assert float(grad(power)(-2.0, 3, label="kept")) == 12.0
    with pytest.raises(errors.InputTypeError, match="argnum is the number of one argument"):
        grad(power, argnum=(0, 1))


def test_arrays_are_lists():
    slopes = grad(lambda xs: xs[0] * xs[1])(np.array([2.0, 5.0]))
    assert [float(g) for g in slopes] == [5.0, 2.0]
    rows = jacobian(lambda xs: np.array(xs) * 2.0)(np.array([1.0, 2.0]))
    assert [[float(v) for v in row] for row in rows] == [[2.0, 0.0], [0.0, 2.0]]
    with pytest.raises(errors.InputTypeError, match="a list of numbers is needed here, got float"):
        hessian(lambda xs: xs[0])(2.0)


def test_slopes_by_convention_hold_in_higher_derivatives():
    assert float(grad(lambda x: x**0)(0.0)) == 0.0
    assert float(grad(grad(lambda x: x**1))(0.0)) == 0.0
    assert float(grad(grad(grad(lambda x: x**2)))(0.0)) == 0.0
    assert [float(g) for g in grad(norm)([0.0, 0.0])] == [0.0, 0.0]
    assert float(grad(ops.atan)(1e200)) == 0.0
    with pytest.raises(errors.DomainError, match=r"the slope of sqrt\(0\) is inf at this point"):
        grad(ops.sqrt)(0.0)


@pytest.mark.skipif(autograd.__compiled__, reason="what is compiled has no lines to count")
def test_many_derivatives_of_one_graph_are_as_much_work_for_each_as_few():
    def many(count):
        hvp(lambda xs: norm(xs).tanh(), [0.5] * count, [1.0] * count)

    assert lines_run(many, 200) < 10.5 * lines_run(many, 20)
