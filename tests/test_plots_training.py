"""Curves of a training, what was taken for which, gradients by layer."""

import math
import random

import numpy as np
import pytest
from figures import HISTORY, needs_hangul, said
from matplotlib.colors import to_hex
from sklearn import metrics as theirs

from autograd import Value, tape
from autograd.nn import MLP, SGD, EarlyStopping, Neuron, fit, squared_error
from viz import plots
from viz.classes import percent
from viz.history import goal_of, kind_of, panels_of
from viz.plots.canvas import contrast, series_look
from viz.style import THEMES

# --- losses ----------------------------------------------------------------------------------


def test_a_loss_curve_shows_the_numbers_and_the_lowest():
    figure = plots.loss_curve([Value(3.0), 1.5, np.float32(2.0)], first=0)
    (axes,) = figure.axes
    line, star = axes.lines
    assert [list(x) for x in line.get_data()] == [[0, 1, 2], [3.0, 1.5, 2.0]]
    assert [list(x) for x in star.get_data()] == [[1], [1.5]]
    assert said(figure) == ["lowest 1.5 (step 1)"]
    assert len(plots.loss_curve([1.0], best=False).axes[0].lines) == 1


def test_a_loss_that_is_not_finite_breaks_the_line_and_stands_where_it_happened():
    history = [2.0, 1.0, math.inf, math.nan, 0.5, -math.inf, math.nan]
    figure = plots.loss_curve({"training": history}, unit="epoch")
    (axes,) = figure.axes
    line, _, *marks = axes.lines
    assert np.isnan(line.get_ydata()).tolist() == [not math.isfinite(y) for y in history]
    assert [(list(m.get_xdata()), m.get_ydata()[0], m.get_marker()) for m in marks] == [
        ([3], 1.0, "^"),
        ([6], 0.0, "v"),
        ([4, 7], 1.0, "x"),
    ]
    assert said(figure) == [
        "training: lowest 0.5 (epoch 5)",
        "training: ∞ (1, first at epoch 3)",
        "training: −∞ (1, first at epoch 6)",
        "training: NaN (2, first at epoch 4)",
    ]


def test_a_number_between_gaps_has_a_point_of_its_own_even_in_a_long_history():
    history = [1.0] * 50 + [math.nan, 0.9, math.nan] + [1.0] * 50
    assert plots.loss_curve(history).axes[0].lines[0].get_markevery() == [51]


def test_a_history_of_nothing_finite_is_still_drawn():
    figure = plots.loss_curve([math.nan, math.nan], log=True)
    figure.draw_without_rendering()
    assert said(figure) == ["NaN (2, first at step 1)"]


def test_series_differ_in_colour_and_dashes():
    looks = [tuple(series_look(THEMES["light"], i).values()) for i in range(20)]
    assert len(set(looks)) == 20
    assert len({dashes for _, dashes in looks[:4]}) == 4


def test_a_logarithmic_scale_has_readable_numbers_over_any_range():
    for history in ([1.0, 0.9], [3.0, 0.02], [1e-9, 1e9]):
        (axes,) = plots.loss_curve(history, log=True).axes
        axes.figure.draw_without_rendering()
        low, high = axes.get_ylim()
        shown = [t.get_text() for t in axes.get_yticklabels() if low <= t.get_position()[1] <= high]
        assert len([text for text in shown if text]) >= 3
        assert not [text for text in shown if "$" in text]


# --- a run -----------------------------------------------------------------------------------


def quick_run(**options):
    model = Neuron(1, activation="identity", init="zeros")
    return fit(
        model,
        ([[1.0], [2.0], [3.0], [4.0]], [1, -1, 1, 1]),
        loss=squared_error,
        optimiser=SGD(model.parameters(), lr=0.01),
        progress=False,
        **options,
    )


def lines_of(axes):
    """The lines of numbers, without stars and signs at the edge."""
    return [line for line in axes.lines if line.get_linestyle() != "None"]


def legend_of(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_a_run_is_drawn_in_panels_of_one_scale():
    figure = plots.training_curves(HISTORY)
    losses, metrics, rates = figure.axes
    assert [axes.get_ylabel() for axes in figure.axes] == ["loss", "accuracy", "learning rate"]
    assert [axes.get_yscale() for axes in figure.axes] == ["log", "linear", "linear"]
    assert [list(line.get_ydata()) for line in lines_of(losses)[:1]] == [HISTORY["loss"]]
    assert list(lines_of(metrics)[0].get_data()[0]) == [1, 2, 3]
    assert list(lines_of(rates)[0].get_ydata()) == HISTORY["lr"]
    assert legend_of(losses) == [
        "loss: lowest 0.01 (epoch 3)",
        "validation loss: lowest 0.9 (epoch 2)",
        "validation loss: NaN (1, first at epoch 3)",
    ]
    assert legend_of(metrics) == ["validation accuracy: highest 0.9 (epoch 2)"]
    assert legend_of(rates) == ["learning rate"]
    assert rates.get_xlabel() == "epoch"


def test_training_is_solid_and_validation_dashed_in_every_panel():
    figure = plots.training_curves(HISTORY)
    (solid, dashed), (share,) = (
        [line.get_linestyle() for line in lines_of(axes)] for axes in figure.axes[:2]
    )
    assert (solid, dashed, share) == ("-", "--", "--")


def test_the_history_of_fit_is_taken_as_it_is():
    run = quick_run(epochs=3, metrics=["accuracy", "mean absolute error"])
    figure = plots.training_curves(run)
    names = [axes.get_ylabel() for axes in figure.axes]
    assert names == ["loss", "accuracy", "mean absolute error"]  # the rate never changed
    for axes, name in zip(figure.axes, names, strict=True):
        assert list(lines_of(axes)[0].get_ydata()) == run.history[name]
    assert said(figure) == []


def test_where_early_stopping_went_back_to_is_marked_in_every_panel():
    x, y = [[1.0], [2.0]], [1.0, -1.0]
    stopping = EarlyStopping(patience=2)
    run = quick_run(epochs=50, validation=(x, y), stopping=stopping, metrics=["accuracy"])
    assert 0 < run.best_epoch < run.epoch
    figure = plots.training_curves(run)
    assert said(figure) == [f"went back to epoch {run.best_epoch}"]
    for axes in figure.axes:
        assert [run.best_epoch] * 2 in [list(line.get_xdata()) for line in axes.lines]
    assert said(plots.training_curves(run, best_epoch=0)) == []


def test_a_loss_curve_takes_a_run_and_draws_its_losses_epoch_by_epoch():
    for history in (HISTORY, type("Run", (), {"history": HISTORY})()):
        figure = plots.loss_curve(history)
        assert said(figure)[:2] == [
            "loss: lowest 0.01 (epoch 3)",
            "validation loss: lowest 0.9 (epoch 2)",
        ]
        assert figure.axes[0].get_xlabel() == "epoch"
    assert said(plots.loss_curve({"loss": [1.0], "rate": [2.0]}))[1].startswith("rate: lowest 2")


@pytest.mark.parametrize(
    ("name", "kind", "goal"),
    [
        ("loss", "loss", "lowest"),
        ("validation loss", "loss", "lowest"),
        ("root mean squared error", "error", "lowest"),
        ("validation accuracy", "accuracy", "highest"),
        ("lr", "lr", ""),
        ("glossy", "", ""),
    ],
)
def test_a_name_says_what_is_best(name, kind, goal):
    assert (kind_of(name), goal_of(name)) == (kind, goal)


def test_metrics_that_are_no_shares_have_panels_of_their_own():
    several = {"loss": [1.0], "F1": [0.5], "validation F1": [1.0], "ppl": [0.5, 1.01], "lr": [1, 2]}
    assert panels_of(several) == [["loss"], ["F1", "validation F1"], ["ppl"], ["lr"]]
    assert panels_of({"accuracy": [math.nan], "x error": [0.5]}) == [["accuracy"], ["x error"]]


@needs_hangul
def test_series_of_a_run_are_called_in_the_language_and_others_by_their_names():
    figure = plots.training_curves({**HISTORY, "$F_1$": [0.1, 0.2, 0.3]}, language="ko")
    assert [axes.get_ylabel() for axes in figure.axes] == ["손실", "평가 지표", "학습률"]
    assert legend_of(figure.axes[1]) == ["검증 정확도: 최댓값 0.9 (2번째 에폭)", "$F_1$"]


# --- what was taken for which ----------------------------------------------------------------


def cells(axes):
    """By row and column: the texts of each cell, and the colour below them."""
    texts = {}
    for text in axes.texts:
        column, row = map(int, text.get_position())
        texts.setdefault((row, column), []).append(text.get_text())
    found = {}
    for box in axes.patches:
        column, row = (round(c) for c in box.get_xy())
        look = to_hex(box.get_facecolor()), box.get_linewidth()
        found[row, column] = (texts[row, column], *look)
    return found


@pytest.mark.parametrize("count", [2, 3, 13])
def test_a_confusion_matrix_shows_what_sklearn_counts(count):
    rng = np.random.default_rng(count)
    targets = np.append(rng.integers(count, size=150), count - 1)
    scores = rng.normal(size=(151, count)) + 1.5 * np.eye(count)[targets]
    wanted = theirs.confusion_matrix(targets, scores.argmax(axis=1), labels=range(count))
    figure = plots.confusion_matrix(scores, targets)
    (axes,) = figure.axes
    found = cells(axes)
    assert {at: texts[0] for at, (texts, _, _) in found.items()} == {
        (i, j): str(wanted[i, j] or "·") for i in range(count) for j in range(count)
    }
    accuracy = 100 * theirs.accuracy_score(targets, scores.argmax(axis=1))
    title = f"confusion matrix: {wanted.trace()} of 151 right, {accuracy:.1f} %"
    assert figure.get_suptitle() == title
    shares = wanted / wanted.sum(axis=1, keepdims=True)
    if count <= 12:
        assert found[0, 0][0][1] == f"{100 * shares[0, 0]:.1f} %".replace("100.0", "100")
    rows = [label.get_text() for label in axes.get_yticklabels()]
    assert rows == [f"{k} ({total})" for k, total in enumerate(wanted.sum(axis=1))]
    assert [label.get_text() for label in axes.get_xticklabels()] == [str(k) for k in range(count)]


@pytest.mark.parametrize("theme", THEMES)
def test_cells_are_deeper_for_larger_shares_and_their_numbers_readable(theme):
    targets = np.repeat([0, 1, 2], 100)
    counts = (98, 2, 0), (30, 50, 20), (99, 1, 0)
    taken = np.concatenate([np.repeat([0, 1, 2], row) for row in counts])
    (axes,) = plots.confusion_matrix(taken, targets, theme=theme).axes
    found = cells(axes)
    ground = THEMES[theme].ground
    depth = {at: contrast(colour, ground) for at, (_, colour, _) in found.items()}
    assert depth[2, 0] > depth[1, 0] > depth[1, 2] > depth[0, 1] > depth[0, 2] == 1.0
    assert depth[0, 0] > depth[1, 1] > depth[2, 2] == 1.0
    for at, (texts, colour, width) in found.items():
        assert (width > 1.0) is (at[0] == at[1])  # right ones are framed
        (ink, *_) = {t.get_color() for t in axes.texts if t.get_text() == texts[0]}
        assert texts == ["·"] or contrast(ink, colour) >= 4.0


def test_names_of_classes_are_texts_from_outside():
    names = ["$\\frac{$", "a\nb\u202ec"]
    figure = plots.confusion_matrix([0.7, 0.2], [1, 1], classes=names, threshold=0.5)
    figure.draw_without_rendering()
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert labels == ["$\\frac{$", "a\\nb\\u202ec"]
    rows = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert rows == ["$\\frac{$ (0)", "a\\nb\\u202ec (2)"]
    assert cells(figure.axes[0])[0, 0][0] == ["·"]


def test_long_names_stand_upright_and_none_are_cut():
    names = [f"a rather long name {k}" for k in range(12)]
    figure = plots.confusion_matrix(range(12), range(12), classes=names)
    figure.draw_without_rendering()
    (axes,) = figure.axes
    assert {label.get_rotation() for label in axes.get_xticklabels()} == {90.0}
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        box = label.get_window_extent()
        assert box.x0 >= 0
        assert box.y0 >= 0


@pytest.mark.parametrize(
    ("share", "said"), [(0.99999, "99.9 %"), (1.0, "100 %"), (0.0, "0 %"), (1e-9, "0.1 %")]
)
def test_all_and_nothing_are_said_only_where_it_is_so(share, said):
    assert percent(share) == said


# --- gradients -------------------------------------------------------------------------------


def with_gradients():
    model = MLP(1, [2, 1])
    gradients = [1e-3, -2e-3, 0.0, None, 0.5, math.nan, -math.inf]
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        parameter.grad = gradient
    return model


def test_gradients_are_counted_by_layer_size_and_sign():
    model = with_gradients()
    figure = plots.gradient_histogram(model)
    assert [axes.get_title("left") for axes in figure.axes] == [
        "layer1: 4 gradients, 1 zero, 1 not computed yet",
        "layer2: 3 gradients, 2 NaN or infinite",
    ]
    found = [
        (patch.get_x(), patch.get_x() + patch.get_width(), patch.get_y(), patch.get_hatch())
        for axes in figure.axes
        for patch in axes.patches
        if patch.get_height() > 0
    ]
    assert len(found) == 3
    for (left, right, bottom, hatch), g in zip(found, [1e-3, -2e-3, 0.5], strict=True):
        assert left - 1e-9 <= math.log10(abs(g)) < right
        assert (bottom, bool(hatch)) == (0.0, g < 0)
    assert [p.grad for p in model.parameters()][:5] == [1e-3, -2e-3, 0.0, None, 0.5]


def test_a_loss_has_the_gradients_of_its_model_and_of_all_its_nodes():
    model = MLP(2, [3, 1], rng=random.Random(4))
    loss = model([0.5, -1.0]) ** 2
    loss.backward()

    def titles(of, **options):
        axes = plots.gradient_histogram(of, **options).axes
        return [one.get_title("left") for one in axes]

    assert titles(loss) == titles(model) == titles(tape(loss))
    everything = titles(loss, nodes="all")
    counted = sum(int(title.split(": ")[1].split()[0]) for title in everything)
    assert counted == len(tape(loss))


def test_gradients_of_any_size_fit():
    model = MLP(1, [1])
    for parameter, gradient in zip(model.parameters(), (5e-324, 1.7e308), strict=True):
        parameter.grad = gradient
    figure = plots.gradient_histogram(model)
    figure.draw_without_rendering()
    assert sum(patch.get_height() for patch in figure.axes[0].patches) == 2


def test_a_model_without_gradients_says_so():
    figure = plots.gradient_histogram(MLP(1, [1]))
    assert figure.axes[0].get_title("left") == "layer1: 2 gradients, 2 not computed yet"
