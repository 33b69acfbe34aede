"""Seven lessons on what goes wrong: their numbers are the published ones, or computed otherwise."""

import math

import mpmath
import pytest
from lessons import parts_of, words_of

from autograd import Value, ops, topological_order, trace
from autograd.errors import ChangedDataError
from demos.lessons import dead, depth, numerical, saturated, stability, stale
from demos.parts import Say, Table, Walk


def said(name, language="en"):
    """All paragraphs of a lesson, each as one line."""
    words = words_of(name, language)
    texts = [words.of(part) for part in parts_of(name) if isinstance(part, Say)]
    return "\n".join(" ".join(text.split()) for text in texts)


def rows(name):
    """The rows of all tables of a lesson."""
    return [row for part in parts_of(name) if isinstance(part, Table) for row in part.rows]


def slopes(root):
    """The gradient of each node by its name."""
    steps = trace(root)
    return {line.name: steps.gradients[line.index] for line in steps.tape}


def logistic(x):
    return 1.0 / (1.0 + math.exp(-x))


NUMBERS = {
    "dead": ["w = -2", "= -4", "0.2", "962", "w = 0.25"],
    "saturated": ["-4.5e-05", "-0.99995", "22,028", "11", "22,063"],
    "numerical": ["0.19661193324148185254", "2.6e-17", "1.8e-12", "5.4e-09", "100", "0.222045"],
    "stale": ["L = 36, dL/dx = 24", "L = 225, dL/dx = 150", "60", "-0.36", "24.2064"],
    "depth": ["51", "1,125,899,906,842,624", "71", "0.606515495625", "RecursionError"],
    "stability": ["10**-347", "0.0900, 0.2447, 0.6652", "8.5e-17", "1.8e+308", "4.9e-324"],
}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", NUMBERS)
def test_both_languages_show_these_numbers(name, language):
    text = said(name, language)
    assert [number for number in NUMBERS[name] if number not in text] == []


# --- dead ------------------------------------------------------------------------------------


def test_one_long_step_kills_the_relu_for_ever():
    assert dead.gradient(1.0) == 3.0
    assert dead.fallen() == -2.0
    assert dead.gradient(-2.0) == 0.0
    assert set(dead.weights(ops.relu, 1000)) == {-2.0}
    walk = Walk(dead.loss(-2.0), 1.0)
    assert walk.next_round().trace.values == walk.trace.values


def test_the_leaky_relu_comes_back_when_the_closed_form_says():
    # Where w < 0 a step is w -> 0.99992*w + 0.002, so w is 25 - 27*0.99992**k.
    found = dead.weights(ops.leaky_relu, 1000)
    assert dead.gradient(-2.0, ops.leaky_relu) == pytest.approx(-0.0108, rel=1e-14)
    k = dead.awake(found)
    assert k == math.ceil(math.log(25 / 27) / math.log(0.99992)) == 962
    expected = [25.0 - 27.0 * 0.99992**n for n in range(k + 1)]
    assert found[: k + 1] == pytest.approx(expected, abs=1e-11)
    assert found[-1] == pytest.approx(0.25, abs=1e-12)
    assert rows("dead")[-1] == pytest.approx((1000, -2, 0.125, 0.25, 0), abs=1e-12)


# --- saturated -------------------------------------------------------------------------------


def test_gradients_at_the_saturated_sigmoid_are_the_published_ones():
    squared = saturated.gradient(saturated.squared_error)
    entropy = saturated.gradient(saturated.cross_entropy)
    assert (f"{squared:.1e}", f"{entropy:.5f}") == ("-4.5e-05", "-0.99995")
    p = logistic(-10.0)
    assert squared == pytest.approx((p - 1.0) * p * (1.0 - p), rel=1e-13)
    assert entropy == pytest.approx(p - 1.0, rel=1e-13)
    assert entropy / squared == pytest.approx(1.0 / (p * (1.0 - p)), rel=1e-12)


def trained(slope, steps):
    """p before each of so many steps, and after the last, in plain floats."""
    z, found = -10.0, []
    for _ in range(steps):
        p = logistic(z)
        found.append(p)
        z -= slope(p)
    return [*found, logistic(z)]


def test_the_losses_take_as_many_steps_as_plain_floats():
    slow = trained(lambda p: (p - 1.0) * p * (1.0 - p), 22_100)
    fast = trained(lambda p: p - 1.0, 22_100)
    turned = [next(k for k, p in enumerate(run) if p > 0.5) for run in (slow, fast)]
    assert turned == [22_063, 11]
    expected = [(k, slow[k], fast[k]) for k in saturated.SHOWN]
    # Near its turn the slow run is steep: a last digit of 20,000 steps before shows.
    assert rows("saturated") == [pytest.approx(row, rel=1e-6) for row in expected]
    assert saturated.turned(fast) == 11
    assert saturated.train(saturated.cross_entropy, 15) == pytest.approx(fast[:16], rel=1e-12)


# --- numerical -------------------------------------------------------------------------------


def test_the_exact_slope_is_that_of_mpmath():
    with mpmath.workdps(50):
        s = 1 / (1 + mpmath.exp(-1))
        slope = s * (1 - s)
        assert abs(mpmath.mpf(str(numerical.exact())) - slope) < mpmath.mpf("1e-38")
        assert mpmath.nstr(slope, 20) == "0.19661193324148185254"
    assert numerical.error(numerical.by_graph()) <= math.ulp(0.19661193324148185)


def test_central_differences_are_best_at_the_published_step_and_ruined_at_the_last():
    central = [numerical.central_difference(h) for h in numerical.STEPS]
    h, least = numerical.best(central)
    assert (h, f"{least:.1e}") == (1e-5, "1.8e-12")
    assert numerical.error(numerical.central_difference(1e-15)) > 0.02
    assert numerical.central_difference(1e-16) == 0.0
    assert numerical.best([numerical.forward_difference(h) for h in numerical.STEPS])[0] == 1e-7


@pytest.mark.parametrize("difference", [numerical.central_difference, numerical.forward_difference])
def test_smaller_nudges_than_the_best_make_it_worse(difference):
    errors = [numerical.error(difference(h)) for h in numerical.STEPS]
    least = errors.index(min(errors))
    assert errors[: least + 1] == sorted(errors[: least + 1], reverse=True)
    assert errors[least:] == sorted(errors[least:])


def test_errors_of_large_nudges_are_the_terms_of_taylor():
    s = logistic(1.0)
    second = s * (1 - s) * (1 - 2 * s)
    third = s * (1 - s) * (1 - 6 * s + 6 * s * s)
    for h in (1e-2, 1e-3):
        error = numerical.error(numerical.central_difference(h))
        assert error == pytest.approx(abs(third) * h**2 / 6, rel=1e-3)
        error = numerical.error(numerical.forward_difference(h))
        assert error == pytest.approx(abs(second) * h / 2, rel=2e-2)


# --- stale -----------------------------------------------------------------------------------


def test_a_changed_leaf_leaves_value_and_gradient_of_what_was_recorded():
    assert stale.changed().data == stale.product().data == 36.0
    assert stale.gradient(stale.changed(), "x") == stale.gradient(stale.product(), "x") == 24.0
    anew = stale.product(5.0)
    assert (anew.data, stale.gradient(anew, "x")) == (225.0, 150.0)


def test_reading_late_mixes_old_and_new_numbers():
    assert stale.read_late(stale.changed(), "x") == 2 * 6 * 5
    assert stale.read_late(stale.product(), "x") == 24.0  # right as long as nothing changes


def test_the_refusal_is_what_trace_says():
    with pytest.raises(ChangedDataError) as refused:
        trace(stale.changed())
    assert str(stale.refusal()) == str(refused.value)
    assert str(stale.refusal()) in said("stale")


def test_the_gradient_is_that_of_the_branch_taken():
    assert (stale.branch(2.0).data, slopes(stale.branch(2.0))["x"]) == (4.0, 4.0)
    assert (stale.branch(-1.0).data, slopes(stale.branch(-1.0))["x"]) == (3.0, -3.0)
    assert (stale.replayed().data, slopes(stale.replayed())["x"]) == (1.0, -2.0)


def test_a_number_taken_out_of_the_graph_takes_its_gradient_along():
    assert [stale.square(written) for written in stale.SQUARES] == [(9, 6), (9, 3), (9, None)]
    for written, function in stale.SQUARES.items():
        x = Value(3.0)
        assert function(x).data == eval(written, {"x": x, "Value": Value}).data  # noqa: S307  ours


def test_the_gradient_is_not_the_step():
    update = Walk(stale.product(), stale.RATE).trace.updates[0]
    assert update.gradient == 36.0
    assert update.after - update.before == pytest.approx(-0.36, rel=1e-14)
    assert stale.product(update.after).data == pytest.approx((1.64 * 3) ** 2, rel=1e-14)


# --- depth -----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", depth.DOUBLINGS)
def test_the_recursion_is_right_and_visits_every_path(n):
    root = depth.doubled(n)
    visits, found = depth.by_recursion(root)
    assert visits == 2 ** (n + 1) - 1
    assert depth.leaves_of(root) == {"a": 2.0**n}
    order = topological_order(root)
    assert len(order) == n + 1
    assert [found[id(node)] for node in order] == [node.grad for node in order]
    cells = [str(cell).replace(",", "") for cell in next(r for r in rows("depth") if r[0] == n)]
    assert [float(cell) for cell in cells] == [n, n + 1, 2 * n, 2**n, visits, 2**n]


def test_a_long_chain_is_differentiated_where_the_recursion_fails():
    root = depth.chain()
    found = depth.leaves_of(root)
    q = mpmath.mpf(depth.W) ** 5000
    assert found["x"] == pytest.approx(float(q), rel=1e-12)
    # y = b/(1 - w) + (x - b/(1 - w))*w**5000; by w and b too, 5000 terms each.
    w, b = depth.W, depth.B
    assert root.data == pytest.approx(b * float(1 - q) / (1 - w) + 2 * float(q), rel=1e-9)
    assert found["b"] == pytest.approx(float(1 - q) / (1 - w), rel=1e-9)
    assert depth.failure(root) == "RecursionError"
    assert depth.failure(depth.chain(100)) == "-"
    assert len(topological_order(root)) == 10_003


# --- stability -------------------------------------------------------------------------------


@pytest.mark.parametrize("z", stability.AT)
def test_the_logarithm_by_softplus_has_every_digit(z):
    with mpmath.workdps(400):
        exact = float(-mpmath.log(1 + mpmath.exp(-mpmath.mpf(z))))
    assert stability.by_softplus(z).data == pytest.approx(exact, rel=4e-16)
    row = next(row for row in rows("stability") if row[0] == z)
    assert float(row[2]) == pytest.approx(exact, rel=1e-8)


def test_the_formula_as_written_fails_on_one_side_and_loses_digits_on_the_other():
    naive = {z: text for z, text, _ in rows("stability")}
    assert naive[-800.0] == "DomainError"
    assert (naive[37.0], naive[40.0]) == ("0", "0")
    right = stability.by_softplus(20.0).data
    lost = abs(stability.log_of_sigmoid(20.0).data / right - 1.0)
    assert 1e-9 < lost < 1e-7


def test_messages_are_what_gradwalk_says():
    text = said("stability")
    assert "log needs x > 0, got x = 0.0 in log(sigmoid(z))" in text
    assert "exp gives a number beyond the largest float (1.8e308) for x = 1000.0" in text
    assert "get nan: not a number" in text
    with mpmath.workdps(20):
        power = mpmath.log10(mpmath.exp(-800))
    assert round(float(power)) == -347


def test_the_loss_at_the_edge_is_ordinary():
    loss = stability.loss()
    assert (loss.data, slopes(loss)["z"]) == (800.0, -1.0)


def test_large_scores_have_the_softmax_of_their_differences():
    weights = [math.exp(-2.0), math.exp(-1.0), 1.0]
    expected = [w / math.fsum(weights) for w in weights]
    assert stability.stable_softmax() == pytest.approx(expected, rel=1e-15)
    loss = stability.entropy()
    assert loss.data == pytest.approx(-math.log(expected[2]), rel=1e-14)
    found = slopes(loss)
    gradient = [found[f"z{k}"] for k in range(3)]
    assert gradient == pytest.approx([expected[0], expected[1], expected[2] - 1.0], rel=1e-14)


def test_the_textbook_slope_of_the_sigmoid_has_lost_every_digit():
    assert stability.naive_slope(37.0) == 0.0
    with mpmath.workdps(50):
        s = 1 / (1 + mpmath.exp(-37))
        exact = float(s * (1 - s))
    assert f"{exact:.1e}" == "8.5e-17"
    assert stability.slope(37.0) == pytest.approx(exact, rel=4e-16)
