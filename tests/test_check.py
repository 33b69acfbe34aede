"""The checker, and primitives of one's own: what is wrong is found, and named."""

import pytest

from autograd import Value, errors, gradcheck, no_grad, ops, primitive, trace
from autograd.check import estimate_slopes
from autograd.errors import GradientCheckError
from autograd.formula import Expr
from autograd.op import Op


@pytest.fixture(autouse=True)
def table_as_it_was():
    names = set(ops.TABLE)
    yield
    for name in set(ops.TABLE) - names:
        del ops.TABLE[name]


def broken(slope):
    """A primitive of slope 2 that claims another; built past the check on purpose."""
    return Op("double", lambda x: 2.0 * x, (slope,), ("x",), "Wrong on purpose.", ((1.0,),))


def test_a_right_graph_passes_and_everything_is_counted():
    x, w, b = Value(0.5, "x"), Value(-2.0, "w"), Value(0.1, "b")
    report = gradcheck(ops.sigmoid(x * w + b) ** 2)
    assert (report.edges, report.leaves, report.skipped) == (6, 3, ())
    assert report.worst < 1e-8


@pytest.mark.parametrize("slope", [2.001, -2.0, 1.0, 4.0, 0.0])
def test_a_wrong_local_derivative_is_named(slope):
    double = broken(lambda x, z: slope)
    with pytest.raises(GradientCheckError, match=r"double by x, in double\(a\) at x = 1.5, is"):
        gradcheck(double(Value(1.5, "a")))


def test_a_wrong_recorded_slope_is_found_even_deep_inside():
    x = Value(0.5, "x")
    h = x * 3
    y = (h.sin() + h) * x
    h.da = 3.0003
    with pytest.raises(
        GradientCheckError, match=r"mul by x, in x\*3 at x = 0.5, y = 3.0, is 3.0003"
    ):
        gradcheck(y)


def test_every_primitive_passes_as_a_graph():
    for op in ops.TABLE.values():
        for sample in op.samples:
            gradcheck(op, *sample)


def test_kinks_and_infinite_slopes_are_skipped_and_said():
    report = gradcheck(lambda x: x.relu() + 1.0, 0.0)
    assert report.edges == 1
    assert "relu" in report.skipped[0]
    assert "leaves" in report.skipped[1]
    assert "sqrt" in gradcheck(lambda x: x.sqrt(), 0.0).skipped[0]


def test_estimates_stay_inside_a_narrow_domain():
    exact = 1 / ((1e-5) * (2 + 1e-5)) ** 0.5
    estimates = estimate_slopes(ops.acosh.value, 1.0 + 1e-5)
    slope, error = min(estimates, key=lambda estimate: estimate[1])
    assert slope == pytest.approx(exact, rel=1e-6)
    assert error < 1e-4 * exact


ORDINARY = [s * 10.0**e for e in range(-9, 4) for s in (1.0, -1.0, 3.7)]
ORDINARY += [25.0, 36.0, 9.956448355104628, 1.4603377256241024]


@pytest.mark.parametrize("op", list(ops.TABLE.values()), ids=lambda op: op.name)
def test_right_rules_pass_near_kinks_and_poles_far_out_and_close_in(op):
    for x in ORDINARY:
        for y in (0.5, -2.0, 1e-3, 40.0)[: 4 if op.arity == 2 else 1]:
            try:
                root = op(*[Value(v) for v in (x, y)[: op.arity]])
            except errors.AutogradError:
                continue  # outside its domain
            gradcheck(root)


@pytest.mark.parametrize("size", [1e-13, 1.0, 1e13])
@pytest.mark.parametrize("wrong", [0.0, 0.5, 1.001])
def test_wrong_rules_are_refused_at_every_scale(size, wrong):
    scaled = Op(
        "scaled", lambda x: size * x, (lambda x, z: wrong * size,), ("x",), "Wrong.", ((1.0,),)
    )
    with pytest.raises(GradientCheckError):
        gradcheck(scaled(Value(1.5)))


def test_gradcheck_records_inside_no_grad():
    with no_grad():
        assert gradcheck(lambda x: x * x, 3.0).edges == 2


def test_gradcheck_needs_a_graph():
    with pytest.raises(TypeError, match="returns a Value, got float"):
        gradcheck(float, 1.0)


def test_a_primitive_of_ones_own_is_recorded_printed_and_differentiated_twice():
    @primitive(lambda x, z: 3.0 * x**2, samples=[0.5, -2.0], symbol="x³")
    def cube(x):
        return x * x * x

    x = Value(2.0, "x")
    y = cube(x)
    y.backward(create_graph=True)
    first = x.grad
    x.grad = None
    first.backward()
    assert (y.data, first.data, x.grad, ops.TABLE["cube"]) == (8.0, 12.0, 12.0, cube)
    assert cube(2) == 8.0


def test_two_arguments_and_plain_numbers():
    @primitive(lambda x, y, z: 2.0 * x * y, lambda x, y, z: x**2, samples=[(0.5, 2.0)])
    def weighted_square(x, y):
        return x * x * y

    x = Value(3.0)
    weighted_square(x, 2.0).backward()
    assert x.grad == 12.0
    assert weighted_square.params == ("x", "y")


def test_a_wrong_rule_is_refused_and_the_table_is_unchanged():
    before = dict(ops.TABLE)
    with pytest.raises(GradientCheckError, match=r"partial 0 of cube at x = 0[.]5"):

        @primitive(lambda x, z: 3.0 * x, samples=[0.5])
        def cube(x):
            return x * x * x

    assert before == ops.TABLE


def test_a_rule_whose_own_derivative_is_wrong_is_refused():
    with pytest.raises(GradientCheckError, match="partial 0 of partial 0"):

        @primitive(lambda x, z: 3.0 * float(x) ** 2, samples=[0.5])
        def cube(x):
            return x * x * x


def test_a_taken_name_is_refused():
    with pytest.raises(ValueError, match="the name is taken"):
        primitive(lambda x, z: 1.0, samples=[1.0], name="tanh")(lambda x: x)


def test_a_function_and_its_partials_have_the_same_number_of_arguments():
    with pytest.raises(ValueError, match="one partial per argument"):
        primitive(lambda x, z: 1.0, samples=[1.0], name="lost")(lambda x, y: x + y)


def test_kinks_of_other_slopes_are_skipped():
    for op, second in ((ops.leaky_relu, 0.2), (ops.elu, 2.0)):
        assert op.name in gradcheck(op, 0.0, second).skipped[0]


def test_a_recorded_graph_takes_no_point():
    with pytest.raises(TypeError, match="takes no point"):
        gradcheck(Value(1.0) * 2, 7.0)


def test_a_sample_that_is_no_number_is_told():
    with pytest.raises(TypeError, match="a sample takes a real number, got str"):
        primitive(lambda x, z: 1.0, samples=["a"], name="lost")(lambda x: x)


SOFTSIGN = "1/(1 + abs(x))**2"


@pytest.mark.parametrize(
    ("partial", "forward", "rule", "local"),
    [
        (
            lambda x, z: 1 / (1 + abs(x)) ** 2,
            lambda x: x / (1 + abs(x)),
            "1/(1 + abs(x))**2",
            1 / 9,
        ),
        (lambda x, z: +(x * 2), lambda x: x * x, "x*2", -4.0),
        # A choice made by Python while it computes: no formula says it.
        (lambda x, z: 1.0 if x >= 0 else 0.1, lambda x: x if x >= 0 else 0.1 * x, "dz/dx", 0.1),
    ],
)
def test_a_rule_is_printed_as_it_is_or_as_a_derivative(partial, forward, rule, local):
    op = primitive(partial, samples=[0.5, -2.0], name="mine")(forward)
    z = op(Value(-2.0, label="x"))
    z.label = "z"
    (step,) = trace(z).backward
    assert (step.rule, step.local) == (rule, pytest.approx(local))


def test_a_formula_is_neither_true_nor_false():
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(Expr("x") > 0)
