"""Warnings stand where something goes wrong, and nowhere else."""

from random import Random

import pytest

from autograd import Value, primitive, sum, tape, trace
from autograd.nn import (
    MLP,
    SGD,
    Module,
    Neuron,
    binary_cross_entropy_with_logits,
    hinge,
    squared_error,
)
from autograd.ops import TABLE
from viz import draw_dot, frames
from viz.alerts import Alert, find_alerts
from viz.language import languages, load
from viz.state import after, recorded


def alerts_of(root, gradients=None):
    lines = tape(root)
    given = [line.node.grad for line in lines] if gradients is None else gradients
    found = find_alerts(lines, recorded(lines, given))
    return {lines[i].name: [alert.name for alert in alerts] for i, alerts in found.items()}


def shown(root, name):
    return next(box.rows for box in draw_dot(root).shown.boxes if box.name == name)


def test_a_healthy_network_has_no_warnings():
    model = MLP(2, [3, 1], activation="tanh", init="zeros")
    model.load({name: 0.3 for name, _ in model.named_parameters()})
    loss = squared_error(model([0.5, -0.5]), 1.0)
    loss.backward()
    assert alerts_of(loss) == {}


@pytest.mark.parametrize(
    ("op", "x", "is_saturated"),
    [
        ("sigmoid", 4.5, False),  # slope 0.0109
        ("sigmoid", 4.7, True),  # 0.0090
        ("sigmoid", -800.0, True),
        ("sigmoid", -1e308, True),  # there is nothing at twice that
        ("tanh", 2.9, False),  # 0.0120
        ("tanh", -3.1, True),  # 0.0081
        ("softplus", -5.0, True),
        ("softplus", 50.0, False),
        ("elu", -5.0, True),
        ("elu", 5.0, False),
        ("silu", -1.2785, False),  # flat at its lowest point, steep again beyond
        ("silu", -30.0, True),
        ("gelu", -0.7518, False),
        ("gelu", -9.0, True),
        ("leaky_relu", -3.0, False),  # 0.01 is what it is meant to let through
        ("step", 3.0, False),  # flat everywhere: that is no saturation
        ("exp", -30.0, False),  # no activation
    ],
)
@pytest.mark.filterwarnings("ignore:the slope of step")
def test_saturated_is_an_activation_that_is_flat_and_stays_so(op, x, is_saturated):
    y = TABLE[op](Value(x, label="x"))
    y.label = "y"
    assert alerts_of(y) == ({"y": ["saturated"]} if is_saturated else {})


def test_a_relu_that_is_off_says_so():
    x = Value(-2.0, label="x")
    y = x.relu()
    y.label = "y"
    assert alerts_of(y) == {"y": ["off"]}
    assert shown(y, "y")[-1] == "! off: nothing passes"
    assert alerts_of(Value(2.0).relu()) == {}


def test_a_neuron_is_dead_only_if_no_sample_switches_it_on():
    neuron = Neuron(1, "relu")
    model = Module()
    model.unit = neuron
    neuron.load({"w1": 1.0, "b": 0.0})
    half_on = sum([neuron([1.0]), neuron([-1.0])])
    assert alerts_of(half_on) == {}
    off = sum([neuron([-1.0]), neuron([-2.0])])
    assert alerts_of(off) == {"unit": ["dead"], "unit#2": ["dead"]}
    assert alerts_of(neuron([-1.0]) + 1) == {"unit": ["off"]}
    folded = draw_dot(off, detail="neuron").shown.boxes
    assert [box.rows[-1] for box in folded if box.kind == "module"] == ["! 1 dead"]  # one neuron


def test_neurons_of_two_models_are_not_taken_for_one():
    ones = []
    for weight in (1.0, -1.0):
        model = Module()
        model.unit = Neuron(1, "relu")
        model.unit.load({"w1": weight, "b": 0.0})
        ones.append(model.unit)
    on, off = ones
    assert alerts_of(off([2.0]) + on([-2.0])) == {"unit": ["off"], "unit#2": ["off"]}
    assert alerts_of(off([2.0]) + off([3.0]) + on([2.0])) == {"unit": ["dead"], "unit#2": ["dead"]}


def test_a_hinge_loss_that_is_content_is_not_dead():
    model = MLP(1, [1])
    model.load({"layer1.neuron1.w1": 5.0, "layer1.neuron1.b": 0.0})
    loss = hinge([model([1.0]), model([-1.0])], [1, -1])
    loss.backward()
    assert loss.data == 0.0
    assert alerts_of(loss) == {}


def test_a_loss_made_of_activations_is_not_saturated():
    model = MLP(1, [1])
    model.load({"layer1.neuron1.w1": 9.0, "layer1.neuron1.b": 0.0})
    loss = binary_cross_entropy_with_logits(model([1.0]), 1.0)
    loss.backward()
    assert abs(loss.data) < 0.01
    assert alerts_of(loss) == {}
    assert alerts_of(Value(-9.0, label="x").softplus()) == {"v1": ["saturated"]}


def test_values_that_no_longer_belong_together_say_so():
    w, x = Value(2.0, label="w"), Value(3.0, label="x")
    y = w * x + 1
    y.backward()
    assert alerts_of(y) == {}
    kept = trace(y)
    w.data = 2.5
    assert alerts_of(y) == {"v1": ["changed"]}  # v2 is still v1 + 1
    assert shown(y, "v1")[-1] == "! operands changed since"
    assert find_alerts(kept.tape, after(kept)) == {}  # a trace keeps its numbers
    w.data = 2.0
    assert alerts_of(y) == {}
    root = (x - 1).log()
    x.data = -1.0  # log(-2) is not even defined
    assert alerts_of(root) == {"v1": ["changed"]}
    root = Value(1.0, label="x").log()
    root.args[0].data = -1.0
    assert alerts_of(root) == {"v1": ["changed"]}


def test_an_optimiser_leaves_a_picture_that_says_it_is_of_before():
    model = MLP(2, [2, 1], activation="tanh", rng=Random(0))
    loss = squared_error(model([0.5, -0.5]), 1.0)
    loss.backward()
    SGD(model.parameters(), lr=0.1).step()
    changed = {name for name, found in alerts_of(loss).items() if found == ["changed"]}
    lines = tape(loss)
    users = {
        line.name
        for line in lines
        if any(isinstance(arg, int) and lines[arg].node.role == "parameter" for arg in line.args)
    }
    assert changed == users
    folded = draw_dot(loss, detail="layer").shown.boxes
    rows = [row for box in folded for row in box.rows if "changed since" in row]
    assert rows == ["! 6 whose operands changed since", "! 3 whose operands changed since"]


def test_a_gradient_vanishes_where_it_falls_below_a_millionth():
    x = Value(0.0, label="x")
    node = x
    for _ in range(12):
        node = node.sigmoid()
    node.backward()
    lines = tape(node)
    sizes = [abs(line.node.grad) for line in lines]
    (name,) = [name for name, found in alerts_of(node).items() if "vanished" in found]
    index = next(line.index for line in lines if line.name == name)
    assert sizes[index] < 1e-6 <= sizes[index + 1]
    assert "! gradient vanishes" in shown(node, name)


def test_a_gradient_that_explodes_on_the_way_to_the_root_is_told_at_the_root():
    x = Value(1.0, label="x")
    inner = x * 3.0
    (inner * 1e9).backward()
    assert alerts_of(inner) == {"v1": ["exploded"]}
    assert alerts_of(inner, [float("nan")] * 2) == {"v1": ["nan"]}


def test_a_gradient_that_underflows_has_vanished():
    x = Value(1.0, label="x")
    y = (x * 1e-200) * 1e-200
    y.backward()
    assert x.grad == 0.0
    assert alerts_of(y) == {"v1": ["vanished"]}  # 1e-200; beyond it nothing begins anew
    x = Value(1.0, label="x")
    y = (x * 1e-320) * 1e-5
    y.backward()
    assert x.grad == 0.0
    assert alerts_of(y) == {"x": ["vanished"]}


def test_a_gradient_that_is_small_since_the_loss_is_has_not_vanished():
    w = Value(1.0 + 1e-9, label="w")
    o = (w * 0.5).tanh()
    loss = (o - 0.46211715726000976) ** 2
    loss.backward()
    assert abs(w.grad) < 1e-6
    assert alerts_of(loss) == {}


def test_a_gradient_that_is_zero_by_right_has_not_vanished():
    x, w = Value(0.0, label="x"), Value(3.0, label="w")
    y = (x * w).tanh()
    y.backward()
    assert w.grad == 0.0
    assert alerts_of(y) == {}


def test_a_gradient_explodes_where_it_exceeds_a_million():
    x = Value(1.0, label="x")
    node = x
    for _ in range(9):
        node = node * 10.0
    node.backward()
    assert alerts_of(node) == {"v2": ["exploded"]}
    lines = tape(node)
    assert lines[2].node.grad == pytest.approx(1e7)
    assert lines[3].node.grad == pytest.approx(1e6)  # not more than a million


@pytest.mark.filterwarnings("ignore:the gradient of")
def test_nan_and_infinity_are_told_where_they_begin():
    nan = Value(float("nan"), label="nan")
    y = (nan * 2 + 1).tanh()
    assert alerts_of(y) == {"nan": ["nan"]}
    zero = Value(0.0, label="zero")
    z = zero.sqrt() * 2
    z.backward()
    assert alerts_of(z) == {"zero": ["nan"]}


def test_a_second_pass_without_zero_grad_is_told_with_what_is_too_much():
    x, w = Value(2.0, label="x"), Value(-3.0, label="w", role="parameter")
    y = (x * w + w) * 2
    y.backward()
    assert alerts_of(y) == {}
    y.backward()
    assert alerts_of(y) == {"x": ["elsewhere"], "w": ["elsewhere"]}
    assert shown(y, "w")[-2:] == ("grad 12.0000", "! 6.0000 from elsewhere")
    about = next(box.about for box in draw_dot(y).shown.boxes if box.name == "x")
    assert "holds -6.0 that this backward pass did not give" in about
    y.zero_grad()
    y.backward()
    assert alerts_of(y) == {}


def test_a_leaf_that_is_the_root_has_its_gradient_from_itself():
    x = Value(2.0, label="x")
    x.backward()
    assert x.grad == 1.0
    assert alerts_of(x) == {}


def test_a_part_of_a_graph_is_not_blamed_for_what_came_from_the_rest():
    x = Value(2.0, label="x")
    h = x * 3
    loss = h * h + x
    loss.backward()
    assert alerts_of(h) == {}


def test_a_hook_that_changes_a_gradient_is_no_second_pass():
    x = Value(2.0, label="x")
    x.register_hook(lambda node, gradient: gradient * 2)
    y = x * 3
    y.backward()
    assert x.grad == 6.0
    assert alerts_of(y) == {}


def test_a_gradient_that_was_not_computed_is_no_alarm():
    y = Value(2.0, label="x") * 3
    assert alerts_of(y) == {}
    assert shown(y, "x")[-1] == "grad not computed yet"


def test_frames_warn_from_the_step_on_in_which_it_goes_wrong():
    x = Value(-9.0, label="x")
    y = x.sigmoid() * 2
    pictures = frames(trace(y))
    warned = ["! saturated" in picture for picture in pictures]
    assert warned == [False, True, True, True, True, True]


def test_frames_warn_of_a_gradient_once_it_is_whole():
    x = Value(1.0, label="x")
    y = x * 3e6 + x
    pictures = frames(trace(y))
    warned = ["gradient explodes" in picture for picture in pictures]
    assert warned == [False] * (len(pictures) - 1) + [True]


@pytest.mark.parametrize("language", languages())
def test_every_warning_has_its_words(language):
    names = {"saturated", "dead", "off", "vanished", "exploded", "nan", "elsewhere", "changed"}
    table = load(language).table("alerts")
    assert set(table) == {key for n in names for key in (n, f"{n}_many", f"about_{n}")}


def test_alerts_of_a_primitive_of_ones_own():
    @primitive(lambda x, z: 0.001, samples=[0.5, 1.0], family="activation")
    def almost_flat(x):
        return 0.001 * x

    y = almost_flat(Value(1.0))
    y.label = "y"
    assert alerts_of(y) == {"y": ["saturated"]}
    del TABLE["almost_flat"]


def test_gradients_of_two_passes_in_one_graph_do_not_belong_together():
    x = Value(2.0, label="x")
    a = x * 2
    b, c = a * 3, a * 5
    b.backward()
    assert alerts_of(b) == {}
    x.grad = None
    c.backward()  # b still holds the 1 of its own pass, a the 5 of the other
    assert find_alerts(tape(b), recorded(tape(b), [n.grad for n in (x, a, b)])) == {
        1: [Alert("elsewhere", 2.0)]
    }
