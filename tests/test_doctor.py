"""The doctor: a run that is well gives no alarm, nothing is changed, and what is refused."""

import random
from random import Random

import numpy as np
import pytest
from doctor import (
    BCE,
    MOONS,
    XOR,
    N,
    X,
    Y,
    diagnose,
    kinds,
    look,
    network,
    start_middle_and_end,
    train,
    with_history,
)
from sklearn.datasets import load_digits

from autograd import Value, detect_anomaly, no_grad
from autograd.errors import InputTypeError, LengthError
from autograd.modes import is_recording
from autograd.nn import SGD, Adam, Module, cross_entropy, fit, squared_error
from autograd.nn.doctor import case

# --- what is well --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "activation", ["tanh", "relu", pytest.param("sigmoid", marks=pytest.mark.proof)]
)
@pytest.mark.parametrize("batch_size", [8, None])
def test_a_run_that_is_well_gives_no_alarm(activation, batch_size):
    model = network(activation=activation)
    optimiser = SGD(model.parameters(), lr=0.5)
    for found in start_middle_and_end(model, optimiser, MOONS, BCE, (2, 8), batch_size=batch_size):
        assert found.alarms == ()


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.proof)])
def test_xor_gives_no_alarm_from_first_to_last(seed):
    model = network(seed, (4, 1))
    optimiser = Adam(model.parameters(), lr=0.05)
    found = list(start_middle_and_end(model, optimiser, XOR, BCE, (10, 200)))
    assert [diagnosis.alarms for diagnosis in found] == [()] * 3


def test_sure_and_right_is_not_saturated():
    model = network(1, (4, 1), output_activation="sigmoid")
    optimiser = Adam(model.parameters(), lr=0.3)
    settings = {"epochs": 150, "progress": False}
    fit(model, XOR, loss=squared_error, optimiser=optimiser, **settings)
    outputs = np.array([float(model(x.tolist())) for x in XOR[0]])
    assert np.abs(outputs - XOR[1]).max() < 0.01  # so that slopes are small
    assert kinds(diagnose(model, XOR, loss=squared_error, optimiser=optimiser)) == set()


def test_digits_give_no_alarm():
    digits = load_digits()
    data = digits.data[:40] / 16.0, digits.target[:40]
    model = network(0, (16, 10), nin=64, activation="relu", init="he_uniform")
    found = diagnose(model, data, loss=cross_entropy, optimiser=Adam(model.parameters(), lr=0.01))
    assert found.alarms == ()


@pytest.mark.proof
@pytest.mark.parametrize(
    ("activation", "init", "kind"),  # each two of them meet
    [
        ("tanh", "uniform", SGD),
        ("relu", "uniform", Adam),
        ("tanh", "he_uniform", Adam),
        ("relu", "he_uniform", SGD),
        ("tanh", "xavier_uniform", SGD),
        ("relu", "xavier_uniform", Adam),
    ],
)
def test_digits_give_no_alarm_from_first_to_last(activation, init, kind):
    digits = load_digits()
    data = digits.data / 16.0, digits.target
    model = network(0, (16, 10), nin=64, activation=activation, init=init)
    optimiser = kind(model.parameters(), lr=0.1 if kind is SGD else 0.01)
    for found in start_middle_and_end(
        model, optimiser, data, cross_entropy, (1, 5, 10), replay=True
    ):
        assert found.alarms == ()


def test_all_that_was_looked_at_is_said_and_all_that_was_not():
    model = network()
    alone = diagnose(model)
    assert alone.looked_at == ("finiteness", "symmetry")
    assert alone.left_out["rate"] == "data"
    assert alone.left_out["optimising"] == "optimiser"
    assert diagnose(model, MOONS).left_out["flow"] == "loss"
    run = fit(model, MOONS, loss=BCE, optimiser=SGD(model.parameters(), lr=0.1), progress=False)
    assert dict(diagnose(model, MOONS, loss=BCE, run=run).left_out) == {}
    assert (alone.samples, alone.total) == (0, 0)


def test_of_many_samples_some_of_each_kind_are_looked_at(monkeypatch):
    x = np.linspace(-1.0, 1.0, 1000)
    model = network(nin=1, sizes=(2,), activation="identity")
    found = diagnose(model, (x, (x > 0).astype(int)), loss=cross_entropy)
    assert (found.samples, found.total) == (200, 1000)
    monkeypatch.setattr(case, "_WORK", 120)
    large = network(nin=1, sizes=(1, 2), activation="identity")
    assert large.num_parameters() == 6
    assert diagnose(large, (x, (x > 0).astype(int))).samples == 20


# --- nothing is changed --------------------------------------------------------------------------


class Noisy(Module):
    """A model that draws from every generator, remembers, and has a hook."""

    def __init__(self):
        self.body = network(sizes=(3, 1))
        self.rng = Random(5)
        self._calls = 0
        self.hooked = 0
        self.body.parameters()[0].register_hook(self.count)

    def count(self, *_):
        self.hooked += 1

    def forward(self, x):
        self._calls += 1
        noise = self.rng.random() + random.random() + np.random.rand()  # noqa: NPY002  on purpose
        return self.body(x) * (1.0 + 1e-3 * noise)


def state_of(model, optimiser):
    return (
        [(n, p.data.hex(), p.grad, p.label, p.role, p.path) for n, p in model.named_parameters()],
        optimiser.state(),
        model.rng.getstate(),
        model._calls,
        model.hooked,
        random.getstate(),
        np.random.get_state()[1].tobytes(),  # noqa: NPY002  on purpose
        X.tobytes(),
        Y.tobytes(),
        is_recording(),
    )


@pytest.mark.parametrize("lr", [0.1, 1e-6, 1e4])
def test_nothing_is_changed_to_the_last_bit(lr):
    model = Noisy()
    optimiser = Adam(model.parameters(), lr=0.1)
    train(model, optimiser, steps=2, forgets=True)
    optimiser.lr = lr
    before = state_of(model, optimiser)
    first = look(model, optimiser=optimiser)
    assert state_of(model, optimiser) == before
    assert str(look(model, optimiser=optimiser)) == str(first)


def test_it_works_inside_no_grad_and_detect_anomaly_and_leaves_both_as_they_were():
    model = network()
    plain = str(look(model, lr=1e4))
    with no_grad():
        assert str(look(model, lr=1e4)) == plain
        assert not is_recording()
    with detect_anomaly():
        assert str(look(model, lr=1e4)) == plain


def test_targets_may_be_rows_and_a_model_may_have_no_parameters():
    one_hot = np.eye(3)[np.arange(N) % 3]
    model = network(sizes=(4, 3))
    optimiser = SGD(model.parameters(), lr=0.1)
    fit(model, (X, one_hot), loss=cross_entropy, optimiser=optimiser, epochs=2, progress=False)
    assert kinds(look(model, (X, one_hot), cross_entropy, optimiser=optimiser)) == set()
    assert kinds(diagnose(Nothing(), MOONS, loss=squared_error)) == set()


class Nothing(Module):
    """It learns nothing, and has nothing to learn with."""

    def forward(self, x):
        return Value(x[0])


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        ((3.0,), {}, "looks at a Module"),
        ((network(), 3.0), {}, "Dataset or a pair"),
        ((network(), (X, Y[:3])), {}, "one target for each sample"),
        ((network(), (X[:0], Y[:0])), {}, "at least one sample"),
        ((network(),), {"loss": 3}, "function of an output"),
        ((network(),), {"optimiser": 0.1}, "optimiser is one"),
        ((network(),), {"run": {}}, "what fit returned"),
        ((network(),), {"run": with_history([1.0])[1]}, "of another model"),
        ((network(nin=3), MOONS), {}, "takes 3 inputs, got 2"),
        ((network(), MOONS), {"loss": lambda z, y: float(z)}, "needs a loss that is a Value"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(arguments, options, says):
    with pytest.raises((InputTypeError, LengthError), match=says):
        diagnose(*arguments, **options)


def test_a_model_that_cannot_be_copied_is_refused():
    model = network()
    model._file = (i for i in ())
    with pytest.raises(InputTypeError, match=r"on a copy of the model.*generator"):
        diagnose(model)
