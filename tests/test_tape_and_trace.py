"""Tapes and traces: the graph and its history as data, in the numbers that were published."""

import json
import random

import pytest
from test_functional import random_graph

from autograd import Tape, Value, errors, formula, ops, tape, trace


def tanh_neuron():
    x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
    w1, w2 = Value(-3.0, "w1"), Value(1.0, "w2")
    b = Value(6.8813735870195432, "b")
    n = x1 * w1 + x2 * w2 + b
    n.label = "n"
    return n.tanh(), (x1, x2, w1, w2, b)


def test_a_tape_lists_operands_before_results_in_names():
    o, _ = tanh_neuron()
    o.label = "o"
    assert str(tape(o)) == (
        " 0  x1 = 2\n"
        " 1  w1 = -3\n"
        " 2  v1 = x1*w1 = -6\n"
        " 3  x2 = 0\n"
        " 4  w2 = 1\n"
        " 5  v2 = x2*w2 = 0\n"
        " 6  v3 = v1 + v2 = -6\n"
        " 7  b  = 6.881373587019543\n"
        " 8  n  = v3 + b = 0.881374\n"
        " 9  o  = tanh(n) = 0.707107"
    )


def test_names_are_unique_even_where_labels_are_not():
    a, b, c = Value(1.0, "x"), Value(2.0, "x"), Value(3.0, "v1")
    names = [line.name for line in tape((a + b) * c)]
    assert names == ["x", "x#2", "v2", "v1", "v3"]


def test_a_tape_runs_again_on_other_numbers():
    x, w = Value(2.0), Value(3.0)
    lines = tape((x * w + 1).tanh() ** 2)
    assert lines.forward()[-1] == lines.root.data
    assert lines.forward({lines.index(x): 0.0})[-1] == Value(1.0).tanh().data ** 2
    assert [leaf.node for leaf in lines.leaves] == [x, w]


def test_a_tape_of_a_deep_graph_needs_no_recursion():
    y = Value(0.5)
    for _ in range(5_000):
        y = y + 0.001
    assert len(trace(y)) == 2 * 5_000 + 1


@pytest.mark.parametrize("seed", range(25))
def test_the_trace_ends_with_the_gradients_of_backward_bit_for_bit(seed):
    root = random_graph(random.Random(seed), [Value(0.4), Value(-1.1), Value(0.9)])
    steps = trace(root)
    root.backward()
    assert steps.gradients == tuple(line.node.grad for line in steps.tape)


def test_each_backward_step_adds_local_times_upstream_to_what_was_there():
    o, _ = tanh_neuron()
    steps = trace(o * o + o)
    running = [0.0] * len(steps.tape)
    running[-1] = 1.0
    for step in steps.backward:
        line = steps.tape[step.index]
        assert step.local == (line.node.da, line.node.db)[step.position]
        assert step.upstream == running[step.index]
        assert step.contribution == step.local * step.upstream
        assert (step.before, step.after) == (
            running[step.arg],
            running[step.arg] + step.contribution,
        )
        running[step.arg] = step.after
    assert tuple(running) == steps.gradients


def test_a_trace_has_one_step_for_each_operation_and_each_edge_and_changes_nothing():
    x = Value(3.0, "x")
    y = x * x + 2
    steps = trace(y)
    assert [step.kind for step in steps.steps] == [
        "forward",
        "forward",
        "seed",
        "backward",
        "backward",
        "backward",
    ]
    assert (x.grad, y.grad) == (None, None)
    assert json.loads(steps.to_json())[3] == {
        "step": 4,
        "kind": "backward",
        "index": 2,
        "name": "v2",
        "op": "add",
        "position": 0,
        "arg": 1,
        "arg_name": "v1",
        "rule": "1",
        "local": 1.0,
        "upstream": 1.0,
        "contribution": 1.0,
        "before": 0.0,
        "after": 1.0,
    }


def test_json_is_json_whatever_the_numbers_and_labels_are():
    x = Value(float("inf"), label='"\ud800\n</script>')
    text = trace(x * 2 + float("nan")).to_json()
    rows = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert [row["result"] for row in rows if row["kind"] == "forward"] == ["inf", "nan"]
    assert rows[-1]["arg_name"] == x.label
    text.encode("ascii")


def test_the_tanh_neuron_of_the_lecture():
    o, leaves = tanh_neuron()
    o.backward()
    assert o.data == pytest.approx(0.7071067811865477, rel=1e-15)
    assert [leaf.grad for leaf in leaves] == pytest.approx([-1.5, 0.5, 1.0, 0.0, 0.5], rel=1e-14)


def test_the_tanh_neuron_written_out_in_exp_gives_the_same():
    n = Value(0.8813735870195432)
    e = (2 * n).exp()
    o = (e - 1) / (e + 1)
    o.backward()
    assert o.data == pytest.approx(0.7071067811865477, rel=1e-15)
    assert n.grad == pytest.approx(0.5, rel=1e-14)


def test_the_expression_of_the_micrograd_readme():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert g.data == pytest.approx(24.70408163265306, rel=1e-15)
    assert a.grad == pytest.approx(138.83381924198252, rel=1e-15)
    assert b.grad == pytest.approx(645.5772594752186, rel=1e-15)


def test_cs231n_product_of_a_sum():
    x, y, z = Value(-2.0), Value(5.0), Value(-4.0)
    f = (x + y) * z
    f.backward()
    assert (f.data, x.grad, y.grad, z.grad) == (-12.0, -4.0, -4.0, 3.0)


def test_cs231n_staged_computation():
    x, y = Value(3.0), Value(-4.0)
    f = (x + ops.sigmoid(y)) / (ops.sigmoid(x) + (x + y) ** 2)
    f.backward()
    assert f.data == pytest.approx(1.5456448841, abs=5e-11)
    assert [x.grad, y.grad] == pytest.approx([2.0595697956, 1.5922327515], abs=5e-11)


def test_deep_learning_from_scratch_apples_and_oranges():
    apple, apples, tax = Value(100.0), Value(2.0), Value(1.1)
    price = apple * apples * tax
    price.backward()
    assert price.data == pytest.approx(220.0)
    assert [apple.grad, apples.grad, tax.grad] == pytest.approx([2.2, 110.0, 200.0])
    apple, apples, orange, oranges, tax = map(Value, (100.0, 2.0, 150.0, 3.0, 1.1))
    price = (apple * apples + orange * oranges) * tax
    price.backward()
    assert price.data == pytest.approx(715.0)
    found = [apples.grad, apple.grad, orange.grad, oranges.grad, tax.grad]
    assert found == pytest.approx([110.0, 2.2, 3.3, 165.0, 650.0])


def test_the_slope_of_a_chain_of_sigmoids_vanishes():
    for n in (10, 20):
        x = Value(0.0)
        y = x
        for _ in range(n):
            y = ops.sigmoid(y)
        y.backward()
        assert 0 < x.grad <= 0.25**n
    assert (f"{0.25**10:.1e}", f"{0.25**20:.1e}") == ("9.5e-07", "9.1e-13")


def test_formulas_read_as_they_were_typed():
    x, w, b = Value(1.0, "x"), Value(2.0, "w"), Value(3.0, "b")
    for node, text in [
        (-(x - (w - b)), "-(x - (w - b))"),
        ((x + w) * b / x, "(x + w)*b/x"),
        (x / (w * b), "x/(w*b)"),
        ((-x) ** 2, "(-x)**2"),
        (-(x**2), "-x**2"),
        (2 ** (x**w), "2**x**w"),
        ((x**w) ** 2, "(x**w)**2"),
        (ops.maximum(x, -1), "max(x, -1)"),
        (x.leaky_relu(), "leaky_relu(x, 0.01)"),
        (abs(x - 0.5), "abs(x - 0.5)"),
        (x * -2, "x*-2"),
        ((x * w + b).tanh().exp() + 1, "exp(tanh(x*w + b)) + 1"),
    ]:
        assert formula(node) == text
        names = {"x": x, "w": w, "b": b, **ops.TABLE}
        again = eval(text, {"max": ops.maximum, **names})  # noqa: S307  our own text
        assert again.data == node.data


def test_long_formulas_are_cut_at_a_depth():
    y = Value(1.0, "x")
    for _ in range(10_000):
        y = y.sin()
    assert formula(y) == "sin(sin(sin(sin(sin(sin(...))))))"


def test_a_tape_knows_where_a_node_is():
    x = Value(1.0)
    lines = Tape(x * 2)
    assert lines.index(x) == 0
    with pytest.raises(KeyError):
        lines.index(Value(1.0))


def test_a_trace_of_changed_data_is_refused():
    x = Value(2.0, "x")
    y = x * x
    x.data = 5.0
    with pytest.raises(errors.ChangedDataError, match=r"data changed since x\*x was recorded"):
        trace(y)


def test_labels_that_look_like_names_of_others_do_not_collide():
    a, b, c = Value(1.0, "x#2"), Value(2.0, "x"), Value(3.0, "x")
    names = [line.name for line in tape(a * b * c)]
    assert len(set(names)) == 5
    assert names[:2] == ["x#2", "x"]


def test_labels_with_operators_are_put_in_parentheses_and_cannot_move_the_cursor():
    v = Value(2.0, "a+b")
    assert formula(v**2) == "(a+b)**2"
    assert tape(v * 2).expression(tape(v * 2)[1]) == "(a+b)*2"
    assert "\x1b" not in str(tape(Value(1.0, "\x1b[2J") * 2))


def test_a_tape_runs_with_other_numbers_in_any_line_and_in_no_other():
    x = Value(2.0)
    lines = tape(x * x + 1)
    assert lines.forward({0: 3.0}) == [3.0, 9.0, 10.0]
    assert lines.forward({1: 0.5}) == [2.0, 0.5, 1.5]
    with pytest.raises(IndexError, match="3 is not on this tape; its lines are 0 to 2"):
        lines.forward({3: 0.0})


def test_a_graph_is_recorded_anew_with_other_leaves():
    w, x = Value(2.0, "w", role="parameter"), Value(3.0, "x")
    loss = ((w * x).sigmoid() - 1.0) ** 2
    loss.label, loss.role = "L", "loss"
    again = tape(loss).record({0: -0.5})
    again.backward()
    expected = Value(-0.5)
    other = ((expected * 3.0).sigmoid() - 1.0) ** 2
    other.backward()
    lines = tape(again)
    assert [line.name for line in lines] == [line.name for line in tape(loss)]
    assert (again.data, lines[0].node.grad) == (other.data, expected.grad)
    assert (again.role, lines[0].node.role) == ("loss", "parameter")
    assert (w.data, w.grad, loss.grad) == (2.0, None, None)
    assert not {id(line.node) for line in lines} & {id(line.node) for line in tape(loss)}


def test_a_graph_is_recorded_anew_only_where_it_is_defined_and_only_in_leaves():
    x = Value(2.0, "x")
    lines = tape(x.log())
    with pytest.raises(errors.DomainError, match="log needs x > 0"):
        lines.record({0: -1.0})
    with pytest.raises(IndexError, match="1 is no leaf of this tape; its leaves are numbered 0"):
        lines.record({1: 0.0})


@pytest.mark.parametrize("op", ops.TABLE.values(), ids=ops.TABLE)
def test_a_rule_times_the_gradient_from_above_is_what_python_makes_of_it(op):
    """``{rule} * {upstream}``, as every front end prints it, read as an expression."""
    known = {name: getattr(ops, name, None) for name in ops.TABLE} | {
        each.text: each for each in ops.TABLE.values() if each.text.isidentifier()
    }
    for point in op.samples:
        operands = [Value(x, name) for x, name in zip(point, op.params, strict=True)]
        result = op(*operands)
        result.label = "result"
        steps = trace(result * -3.0 + 0.5)
        for step in steps.backward:
            if step.op == op.name and step.name == "result":
                names = {line.name: steps.values[line.index] for line in steps.tape}
                printed = f"{step.rule} * {step.upstream!r}"
                found = eval(printed, {**known, **names})  # noqa: S307  our own text
                assert found == pytest.approx(step.contribution, rel=1e-9, abs=1e-12), printed


def test_one_long_name_makes_no_other_line_long():
    x = Value(2.0, label="x" * 10_000)
    y = x * x * x * x
    assert len(str(tape(y))) < 12 * 10_000
    assert [len(line) for line in str(tape(y + 1)).splitlines()][-1] < 100
