"""Optimisers against PyTorch's numbers, schedules, clipping, and steps that must not happen."""

import json
import math
from random import Random

import pytest

from autograd import Value, ops, trace
from autograd.errors import (
    AnomalyError,
    DomainError,
    InputTypeError,
    LengthError,
    RangeError,
    StateError,
)
from autograd.nn import (
    MLP,
    SGD,
    Adam,
    AdamW,
    Optimiser,
    RMSProp,
    Update,
    clip_grad_norm,
)

# torch 2.13.0, float64: from (1.5, -0.7, 0.3) on `valley`, after 1 step and after 20.
TORCH = {
    "SGD": (
        lambda p: SGD(p, lr=0.1),
        [1.4357196257915812, -1.0101134838391026, 0.3034],
        [1.449973959607546, -1.2356826933118017, 0.3667233730552173],
    ),
    "SGD, decay": (
        lambda p: SGD(p, lr=0.1, weight_decay=0.05),
        [1.4282196257915811, -1.0066134838391025, 0.3019],
        [1.3905722939462175, -1.219775241418943, 0.335576046020596],
    ),
    "momentum": (
        lambda p: SGD(p, lr=0.05, momentum=0.9),
        [1.4678598128957905, -0.8550567419195513, 0.30169999999999997],
        [1.4652522823837888, -1.094538034782317, 0.4993304013021554],
    ),
    "momentum, decay": (
        lambda p: SGD(p, lr=0.05, momentum=0.9, weight_decay=0.05),
        [1.4641098128957906, -0.8533067419195512, 0.30095],
        [1.3914651605571642, -1.0883398961369715, 0.4030328748749473],
    ),
    "Nesterov": (
        lambda p: SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.05),
        [1.4318086445020022, -0.9912828096471474, 0.301805],
        [1.4050033987027708, -1.2173678946792952, 0.4073512860315733],
    ),
    "RMSProp": (
        lambda p: RMSProp(p, lr=0.02),
        [1.300000031113691, -0.8999999935507481, 0.49999941176643586],
        [1.4528207283772252, -1.2352740054961737, 1.5078582739791193],
    ),
    "RMSProp, momentum": (
        lambda p: RMSProp(p, lr=0.02, alpha=0.9, eps=1e-6, momentum=0.5, weight_decay=0.05),
        [1.436754725423097, -0.7632454879747315, 0.36323502863924095],
        [1.3677552634735066, -1.2108317563505535, 0.5715848910660384],
    ),
    "Adam": (
        lambda p: Adam(p, lr=0.05),
        [1.4500000007778424, -0.7499999998387686, 0.34999998529412196],
        [1.2741613287836484, -1.3176187370485557, 1.2499578897852899],
    ),
    "Adam, decay": (
        lambda p: Adam(p, lr=0.05, beta1=0.8, beta2=0.95, eps=1e-6, weight_decay=0.05),
        [1.450000069656826, -0.7499999836928294, 0.3499973685595495],
        [1.3051672063193764, -1.230144369049118, 0.5449244762014395],
    ),
    "AdamW": (
        lambda p: AdamW(p, lr=0.05),
        [1.4492500007778424, -0.7496499998387687, 0.349849985294122],
        [1.2614019173298443, -1.3113288217709553, 1.2427922128931357],
    ),
    "AdamW, decay": (
        lambda p: AdamW(p, lr=0.05, beta1=0.8, beta2=0.95, weight_decay=0.3),
        [1.4275000007778424, -0.7394999998387687, 0.34549998529412196],
        [1.0218605228625866, -1.1006324079691996, 1.0438476799692336],
    ),
}
KINDS = [case[0] for case in TORCH.values()]


def valley(x):
    bowl = 0.5 * (x[0] - 0.25) ** 2 + 3.0 * (x[1] + 1.0) ** 2 + 0.01 * (x[2] - 2.0) ** 2
    return bowl + ops.cos(x[0] * x[1])


def start():
    return [Value(1.5, label="x0"), Value(-0.7, label="x1"), Value(0.3, label="x2")]


def walk(optimiser, x, steps):
    for _ in range(steps):
        optimiser.zero_grad()
        valley(x).backward()
        optimiser.step()
    return [p.data for p in x]


@pytest.mark.parametrize("name", TORCH)
def test_steps_are_those_of_pytorch(name):
    make, after_1, after_20 = TORCH[name]
    x = start()
    optimiser = make(x)
    # The definitions agree; the order of roundings does not, and 20 steps feed it back.
    assert walk(optimiser, x, 1) == pytest.approx(after_1, rel=1e-15)
    assert walk(optimiser, x, 19) == pytest.approx(after_20, rel=1e-13)


@pytest.mark.parametrize("make", KINDS)
def test_a_plan_changes_nothing_and_a_step_does_exactly_what_was_planned(make):
    x = start()
    optimiser = make(x)
    walk(optimiser, x, 2)
    valley(x).backward()
    before, state = [p.data for p in x], optimiser.state()
    plan = optimiser.plan()
    assert plan == optimiser.plan()
    assert ([p.data for p in x], optimiser.state()) == (before, state)
    assert [u.name for u in plan] == ["x0", "x1", "x2"]
    assert [u.before for u in plan] == before
    assert [u.gradient for u in plan] == [p.grad for p in x]
    assert [u.before + u.step for u in plan] == [u.after for u in plan]
    optimiser.step()
    assert [p.data for p in x] == [u.after for u in plan]


def test_plain_gradient_descent_is_minus_lr_times_gradient_to_the_bit():
    rng = Random(0)
    for _ in range(100):
        x, g, lr = rng.gauss(0, 1), rng.gauss(0, 1), rng.random()
        w = Value(x)
        w.grad = g
        SGD([w], lr=lr).step()
        assert w.data == x - lr * g


def test_a_plan_makes_the_update_steps_of_a_trace():
    w = Value(3.0, label="w")
    loss = w * w
    loss.backward()
    step = trace(loss, SGD([w], lr=0.5).plan()).steps[-1]
    assert step.kind == "update"
    assert (step.name, step.before, step.gradient, step.after) == ("w", 3.0, 6.0, 0.0)


def test_parameters_without_a_gradient_are_left_out():
    a, b = Value(1.0, label="a"), Value(2.0, label="b")
    optimiser = Adam([a, b], lr=0.1)
    (3.0 * a).backward()
    assert [u.name for u in optimiser.plan()] == ["a"]
    optimiser.step()
    assert b.data == 2.0
    assert optimiser.state()["memory"]["b"] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("make", KINDS)
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_gradient_that_is_not_finite_stops_the_whole_step(make, bad):
    x = start()
    optimiser = make(x)
    walk(optimiser, x, 1)
    before, state = [p.data for p in x], optimiser.state()
    valley(x).backward()
    x[1].grad = bad
    message = rf"^the gradient of x1 is {bad}, so no parameter was changed; look for .*detect_anom"
    with pytest.raises(AnomalyError, match=message):
        optimiser.step()
    assert ([p.data for p in x], optimiser.state()) == (before, state)


@pytest.mark.parametrize(
    ("make", "gradient"),
    [
        (lambda p: SGD(p, lr=10.0), 1e308),
        (RMSProp, 1e200),
        (Adam, 1e200),
    ],
)
def test_a_step_beyond_the_floats_stops_the_whole_step(make, gradient):
    a, b = Value(1.0, label="a"), Value(1.0, label="b")
    optimiser = make([a, b])
    a.grad, b.grad = 1.0, gradient
    with pytest.raises(RangeError, match=r"^the step of b leaves the floats .*clip the gradients"):
        optimiser.step()
    assert (a.data, b.data) == (1.0, 1.0)


def test_a_gradient_that_is_a_value_is_used_as_a_number():
    w = Value(3.0)
    (w * w).backward(create_graph=True)
    SGD([w], lr=0.5).step()
    assert type(w.data) is float
    assert w.data == 0.0


def test_a_parameter_given_twice_counts_once():
    w = Value(1.0, label="w")
    w.grad = 1.0
    assert SGD([w, w], lr=0.25).plan() == [Update("w", 1.0, 1.0, -0.25, 0.75)]
    assert clip_grad_norm([w, w], 10.0) == 1.0


def test_parameters_of_one_name_or_none_are_told_apart():
    parameters = [Value(1.0, label="w"), Value(1.0), Value(1.0, label="w")]
    for p in parameters:
        p.grad = 1.0
    assert [u.name for u in SGD(parameters, lr=0.1).plan()] == ["w", "p2", "w#3"]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: SGD([], lr=0.1), LengthError, "SGD needs at least one parameter, got none"),
        (lambda: SGD(MLP(1, [1]), lr=0.1), InputTypeError, r"got MLP; pass model\.parameters\(\)"),
        (lambda: SGD(Value(1.0), lr=0.1), InputTypeError, "takes a list of parameters, got Value"),
        (lambda: SGD([1.0], lr=0.1), InputTypeError, "holds float; pass model"),
        (lambda: SGD([Value(1.0) * 2], lr=0.1), InputTypeError, "the result of mul; pass what it"),
        (lambda: SGD(start(), lr=-0.1), DomainError, "needs lr >= 0 and finite, got -0.1"),
        (lambda: SGD(start(), lr=math.nan), DomainError, "needs lr >= 0 and finite, got nan"),
        (lambda: SGD(start(), lr="0.1"), InputTypeError, "lr takes a real number, got str"),
        (lambda: SGD(start(), lr=0.1, momentum=1.0), DomainError, "0 <= momentum < 1"),
        (lambda: SGD(start(), lr=0.1, nesterov=True), DomainError, "nesterov needs momentum > 0"),
        (lambda: SGD(start(), lr=0.1, weight_decay=-1), DomainError, "weight_decay >= 0"),
        (lambda: Adam(start(), beta2=1.0), DomainError, "0 <= beta2 < 1"),
        (lambda: Adam(start(), eps=0.0), DomainError, "eps > 0"),
        (lambda: RMSProp(start(), alpha=-0.1), DomainError, "0 <= alpha < 1"),
    ],
)
def test_an_optimiser_that_cannot_be_says_why(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_the_learning_rate_is_an_attribute_that_is_checked():
    optimiser = SGD(start(), lr=0.1)
    optimiser.lr = 0.5
    assert optimiser.lr == 0.5
    with pytest.raises(DomainError, match="needs lr >= 0"):
        optimiser.lr = math.inf
    assert optimiser.lr == 0.5
    assert repr(optimiser) == (
        "<SGD(lr=0.5, momentum=0.0, nesterov=False, weight_decay=0.0) of 3 parameters>"
    )


def test_an_optimiser_of_ones_own_is_a_rule():
    class SignDescent(Optimiser):
        def rule(self, x, g, memory):  # noqa: ARG002  the signature of every rule
            return -math.copysign(self.lr, g), memory

    w = Value(1.0, label="w")
    w.grad = -123.0
    assert SignDescent([w], lr=0.5).plan() == [Update("w", 1.0, -123.0, 0.5, 1.5)]


# --- state -------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", KINDS)
def test_training_goes_on_from_a_state_as_if_it_had_not_stopped(make):
    through, stopped = start(), start()
    expected = walk(make(through), through, 6)
    first = make(stopped)
    walk(first, stopped, 3)
    second = make(stopped)
    second.load(json.loads(json.dumps(first.state())))
    assert second.state() == first.state()
    assert walk(second, stopped, 3) == expected


def test_settings_come_with_the_state():
    first, second = SGD(start(), lr=0.5, momentum=0.9, nesterov=True), SGD(start(), lr=0.1)
    second.load(first.state())
    assert repr(second) == repr(first)


def broken(change):
    state = Adam(start(), lr=0.1).state()
    change(state)
    return state


@pytest.mark.parametrize(
    "state",
    [
        {},
        None,
        "Adam",
        SGD(start(), lr=0.1).state(),
        broken(lambda s: s.update(kind="AdamW")),
        broken(lambda s: s["settings"].update(lr=-1.0)),
        broken(lambda s: s["settings"].update(lr="0.1")),
        broken(lambda s: s["settings"].pop("eps")),
        broken(lambda s: s["settings"].update(extra=1.0)),
        broken(lambda s: s["memory"].pop("x1")),
        broken(lambda s: s["memory"].update(x9=[0.0, 0.0, 0.0])),
        broken(lambda s: s["memory"].update(x1=[0.0])),
        broken(lambda s: s["memory"].update(x1=[0.0, math.nan, 0.0])),
        broken(lambda s: s["memory"].update(x1=[0.0, None, 0.0])),
        broken(lambda s: s["memory"].update(x1=3)),
        broken(lambda s: s.update(memory=None)),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(state):
    x = start()
    optimiser = Adam(x, lr=0.05)
    walk(optimiser, x, 2)
    before = optimiser.state()
    with pytest.raises(StateError, match="Nothing was changed"):
        optimiser.load(state)
    assert optimiser.state() == before
