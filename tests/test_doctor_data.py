"""The doctor on data: targets, inputs, and numbers that are not finite."""

from types import SimpleNamespace

import numpy as np
import pytest
from doctor import BCE, N, X, Y, diagnose, kinds, look, network, pass_back

from autograd.errors import DomainError, RangeError
from autograd.nn import cross_entropy, hinge
from autograd.nn.doctor.samples import Samples

# --- data ----------------------------------------------------------------------------------------


def test_classes_beyond_the_outputs_are_told_by_row():
    y = np.arange(N) % 3
    y[[7, 21]] = 3, -1
    for loss in (cross_entropy, None):
        model = network(sizes=(4, 3))
        finding = diagnose(model, (X, y), loss=loss)["target_range"]
        assert finding.where == ("7", "21")
        assert finding.numbers == {"outputs": 3, "got": 3}
    silent = diagnose(model, (X, y), loss=lambda z, t: -z[min(t, 2)])  # z[-1] is the last
    assert silent["target_range"].where == ("7", "21")


def test_targets_that_the_loss_refuses_are_told_with_what_it_says():
    y = np.where(Y == 1, 1.0, -1.0)
    found = look(network(), (X, y))
    finding = found["target_refused"]
    assert finding.where == tuple(str(i) for i in np.flatnonzero(y < 0))
    assert "for -1 and 1 pass (y + 1)/2" in finding.numbers["message"]
    assert found.samples == N - len(finding.where)
    assert kinds(look(network(), (X, y), hinge)) == set()


def test_a_class_without_samples_is_told_and_one_with_a_single_one_is_not():
    y = np.arange(N) % 3
    y[y == 1] = 0
    finding = look(network(sizes=(4, 3)), (X, y), cross_entropy)["class_missing"]
    assert finding.where == ("1",)
    assert finding.table == {"0": 16, "1": 0, "2": 8}
    y[5] = 1
    assert kinds(look(network(sizes=(4, 3)), (X, y), cross_entropy)) == set()


def test_one_class_only_is_told():
    y = np.ones(N, dtype=int)
    assert look(network(), (X, y))["one_class"].numbers == {"target": "1", "samples": N}
    y[3] = 0
    assert "one_class" not in look(network(), (X, y))


def columns(*scales, centre=0.0):
    x = np.random.RandomState(1).normal(size=(N, len(scales))) * scales + centre
    names = tuple(f"c{i}" for i in range(len(scales)))
    return SimpleNamespace(x=x, y=Y, features=names, classes=("a", "b"), name="columns")


@pytest.mark.parametrize(
    ("data", "kind", "where"),
    [
        (columns(1, 1, 2000), "inputs_spread", ("c2",)),
        (columns(1, 1, 0.001), "inputs_spread", ("c2",)),
        (columns(1, 1, 50), None, ()),
        (columns(500, 300), "inputs_size", ("c0", "c1")),
        (columns(50, 30), None, ()),
        (columns(1e-3, 1e-3), "inputs_size", ("c0", "c1")),
        (columns(1, 1, centre=(0, 30)), "inputs_centre", ("c1",)),
        (columns(1, 1, centre=(0, 6)), None, ()),
        (columns(1, 1, 0), None, ()),
    ],
)
def test_inputs_that_are_hard_to_learn_from_are_told_by_name(data, kind, where):
    found = diagnose(network(nin=data.x.shape[1]), data)
    named = {f.kind: set(f.where) for f in found if f.kind.startswith("inputs")}
    assert named == ({kind: set(where)} if kind else {})


def test_columns_that_are_nearly_always_zero_are_on_the_scale_of_the_rest():
    x = np.random.RandomState(1).normal(size=(20_000, 2))
    x[1:, 1] = 0.0
    assert kinds(diagnose(network(), (x, (x[:, 0] > 0).astype(int)))) == set()


# --- numbers that are not finite -----------------------------------------------------------------


def test_what_is_not_finite_is_named_and_the_rest_goes_on():
    x = X.copy()
    x[4, 1], x[9, 0] = np.nan, np.inf
    found = look(network(), (x, Y))
    assert kinds(found) == {"not_finite_data"}
    assert found["not_finite_data"].where == ("4", "9")
    assert found["not_finite_data"].numbers == {"columns": "0, 1", "total": N}
    assert found.samples == N - 2
    model = network()
    model.layers[0].neurons[2].b.grad = float("inf")
    assert look(model)["not_finite_gradients"].where == ("layer1.neuron3.b",)
    model.layers[1].neurons[0].b.data = float("nan")
    found = look(model)
    assert found["not_finite_parameters"].where == ("layer2.neuron1.b",)
    assert found.left_out["rate"] == "finite"


def test_a_target_that_is_not_finite_is_told_as_y():
    y = Y.astype(float)
    y[3] = np.nan
    finding = look(network(), (X, y))["not_finite_data"]
    assert (finding.where, finding.numbers) == (("3",), {"columns": "y", "total": N})


def test_where_a_model_or_a_loss_gives_nothing_no_target_is_called_wrong():
    def beyond(*_):
        raise RangeError("beyond the largest float")

    def undefined(_):
        raise DomainError("not defined here")

    samples = Samples((X, Y))
    assert samples.refused(network(), beyond) == {}
    assert samples.refused(undefined, BCE) == {}
    assert Samples((X * np.nan, Y)).refused(network(), BCE) == {}


def test_a_model_beyond_the_floats_is_told_and_so_is_an_infinite_slope():
    found = look(network(), loss=lambda z, y: (z * 1e6).exp() * y)
    assert "beyond the largest float" in found["failing"].numbers["message"]
    assert found.left_out["flow"] == "finite"
    model = network()
    pass_back(model)
    root = look(model, loss=lambda z, y: (z - z).sqrt() + BCE(z, y))
    assert len(root["not_finite_slopes"].where) > 0
