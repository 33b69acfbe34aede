"""fit: the same steps as a loop written by hand, on Values and by replay; what it finds."""

import math
import signal
from contextlib import nullcontext
from random import Random

import numpy as np
import pytest
from fitted import SIGNS, AtStep6, X, Y, network, numbers, quiet
from sklearn import metrics as theirs

from autograd import Value
from autograd.data.splitting import split_rows
from autograd.errors import (
    ChoiceError,
    DomainError,
    InputTypeError,
    LengthError,
    ReplayWarning,
)
from autograd.nn import (
    SGD,
    Adam,
    EarlyStopping,
    Module,
    Neuron,
    binary_cross_entropy_with_logits,
    clip_grad_norm,
    cross_entropy,
    hinge,
    predict,
    schedules,
    squared_error,
)
from autograd.nn.fitting import metrics
from autograd.nn.fitting.samples import Samples
from autograd.replay import replay

# --- the same as by hand -------------------------------------------------------------------------


def test_it_takes_the_steps_of_a_loop_written_by_hand():
    by_hand, by_fit = network(), network()
    optimiser = SGD(by_hand.parameters(), lr=0.1, momentum=0.5)
    rates = schedules.linear(0.1, 0.01, steps=12)
    expected, step = [], 0
    for epoch in range(3):
        rows = list(range(30))
        Random(f"7 {epoch}").shuffle(rows)
        losses = []
        for begin in range(0, 30, 8):
            batch = rows[begin : begin + 8]
            total = Value(0.0)
            for row in batch:
                total = total + hinge(by_hand(X[row].tolist()), SIGNS[row])
            loss = total / len(batch)
            optimiser.zero_grad()
            loss.backward()
            clip_grad_norm(by_hand.parameters(), 0.3)
            optimiser.lr = rates(step)
            optimiser.step()
            losses.append(loss.data * len(batch))
            step += 1
        expected.append(sum(losses) / 30)
    run = quiet(by_fit, (X, SIGNS), loss=hinge, seed=7, schedule=rates, clip_norm=0.3)
    assert np.allclose(numbers(by_fit), numbers(by_hand), rtol=1e-13, atol=1e-15)
    assert np.allclose(run.history["loss"], expected, rtol=1e-13)
    assert run.history["lr"] == [rates(3), rates(7), rates(11)]
    assert (run.epoch, run.step, run.ended) == (3, 12, "done")


def test_it_trains_a_logistic_regression_as_numpy_does():
    neuron = Neuron(2, activation="identity", init="zeros")
    w, b = np.zeros(2), 0.0
    for _ in range(20):
        error = 1.0 / (1.0 + np.exp(-(X @ w + b))) - Y
        w, b = w - 0.5 * error @ X / 30, b - 0.5 * error.mean()
    quiet(
        neuron,
        (X, Y),
        loss=binary_cross_entropy_with_logits,
        optimiser=SGD(neuron.parameters(), lr=0.5),
        epochs=20,
        batch_size=None,
        seed=None,
    )
    assert np.allclose(numbers(neuron), [*w, b], rtol=1e-12)


@pytest.mark.parametrize(
    ("loss", "targets", "outputs", "clip_norm"),
    [
        (hinge, SIGNS, 1, 0.05),
        (binary_cross_entropy_with_logits, Y, 1, None),
        (cross_entropy, Y, 2, None),
        (squared_error, X[:, 0] ** 2, 1, 0.5),
    ],
)
def test_replay_gives_the_numbers_of_values(loss, targets, outputs, clip_norm):
    models = [network(outputs=outputs) for _ in range(2)]
    runs = [
        quiet(
            model,
            (X, targets),
            loss=loss,
            optimiser=Adam(model.parameters(), lr=0.05),
            validation=0.2,
            clip_norm=clip_norm,
            replay=is_replayed,
        )
        for model, is_replayed in zip(models, (False, True), strict=True)
    ]
    assert np.allclose(numbers(models[0]), numbers(models[1]), rtol=1e-9, atol=1e-11)
    for name, history in runs[0].history.items():
        assert np.allclose(history, runs[1].history[name], rtol=1e-9), name


@pytest.mark.parametrize("limit", [0.01, 0.2, 5.0])
def test_replay_clips_as_clip_grad_norm_does(limit):
    expected, found = network(), network()
    optimiser = SGD(expected.parameters(), lr=1.0)
    by_replay = replay(lambda x, y: hinge(found(x), y), rows="mean")
    with by_replay.training(SGD(found.parameters(), lr=1.0), clip_norm=limit) as training:
        for _ in range(3):
            loss = hinge([expected(x) for x in X.tolist()], SIGNS.tolist())
            optimiser.zero_grad()
            loss.backward()
            clip_grad_norm(expected.parameters(), limit)
            optimiser.step()
            assert math.isclose(training.step(X, SIGNS), loss.data, rel_tol=1e-12)
    assert np.allclose(numbers(expected), numbers(found), rtol=1e-11)
    gradients = [[p.grad for p in model.parameters()] for model in (expected, found)]
    assert np.allclose(*gradients, rtol=1e-10)
    with pytest.raises(DomainError, match="limit > 0"):
        by_replay.training(SGD(found.parameters(), lr=1.0), clip_norm=0.0)


def test_clipping_counts_the_parameters_that_are_moved_and_those_alone():
    models = [network() for _ in range(2)]
    for model, is_replayed in zip(models, (False, True), strict=True):
        optimiser = SGD(model.layers[1].parameters(), lr=1.0)
        options = {"clip_norm": 0.05, "replay": is_replayed, "loss": hinge}
        quiet(model, (X, SIGNS), optimiser=optimiser, epochs=1, **options)
    assert np.allclose(numbers(models[0]), numbers(models[1]), rtol=1e-10)


def test_replay_clips_where_samples_take_different_ways():
    def loss(output, target):
        return hinge(output, target) if output > 0.0 else squared_error(output, target)

    models = [network() for _ in range(2)]
    for model, is_replayed in zip(models, (False, True), strict=True):
        with pytest.warns(ReplayWarning) if is_replayed else nullcontext():
            quiet(model, (X, SIGNS), loss=loss, clip_norm=0.05, replay=is_replayed)
    assert np.allclose(numbers(models[0]), numbers(models[1]), rtol=1e-10)


def test_the_order_depends_on_seed_and_epoch_alone():
    samples = Samples((X, Y), "the data")
    orders = [samples.order(seed, epoch).tolist() for seed in (0, 1) for epoch in (0, 1)]
    assert all(sorted(order) == list(range(30)) for order in orders)
    assert len({tuple(order) for order in orders}) == 4
    assert samples.order(1, 1).tolist() == orders[3]
    assert samples.order(None, 5).tolist() == list(range(30))


# --- validation, metrics, early stopping ---------------------------------------------------------


def test_validation_data_are_never_learnt():
    first, second = network(), network()
    other = X[::-1] * 2.0
    runs = [
        quiet(model, (X, SIGNS), loss=hinge, validation=(tried, SIGNS))
        for model, tried in ((first, X), (second, other))
    ]
    assert numbers(first) == numbers(second)
    assert runs[0].history["loss"] == runs[1].history["loss"]
    assert runs[0].history["validation loss"] != runs[1].history["validation loss"]
    last = hinge([first(x) for x in X.tolist()], SIGNS.tolist())
    assert math.isclose(runs[0].history["validation loss"][-1], last.data, rel_tol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_a_share_for_validation_is_taken_away_class_by_class(seed):
    seen = []

    def loss(output, target):
        seen.append(target)
        return cross_entropy(output, target)

    data, options = (X, Y), {"validation": 0.2, "epochs": 1, "metrics": ["accuracy"]}
    run = quiet(network(outputs=2), data, loss=loss, seed=seed, batch_size=None, **options)
    ones, zeros = (round(0.2 * count) for count in (Y.sum(), 30 - Y.sum()))
    learnt = seen[4 : 4 + 30 - ones - zeros]  # after a trial of both classes with both parts
    assert sum(learnt) == Y.sum() - ones
    assert set(run.history) == {"loss", "lr", "validation loss", "validation accuracy"}


def test_of_each_class_at_least_one_sample_is_taken_and_one_left():
    classes = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    for share in (0.01, 0.99):
        parts = split_rows(9, share, 0, classes)
        assert sorted(np.concatenate(parts)) == list(range(9))
        assert classes[min(parts, key=len)].tolist() == [0, 1, 2]
    assert split_rows(4, 0.25, None)[1].tolist() == [3]
    with pytest.raises(DomainError, match="at least 2 samples, got 1 of class 1"):
        split_rows(3, 0.5, 0, [0, 0, 1])
    with pytest.raises(DomainError, match="the data need at least 2 samples, got 1"):
        split_rows(1, 0.5, 0)


def test_metrics_are_those_of_sklearn():
    source = np.random.RandomState(6)
    scores = source.normal(size=(40, 3))
    classes = source.randint(0, 3, 40)
    assert metrics.accuracy(scores, classes) == theirs.accuracy_score(
        classes, scores.argmax(axis=1)
    )
    assert metrics.accuracy(scores, np.eye(3)[classes]) == metrics.accuracy(scores, classes)
    one = scores[:, 0]
    for targets in (Y[:30], SIGNS[:30]):
        assert metrics.accuracy(one[:30], targets) == theirs.accuracy_score(Y[:30], one[:30] > 0)
    numbers_, wanted = scores[:, 0], scores[:, 1]
    assert math.isclose(
        metrics.mean_absolute_error(numbers_, wanted),
        theirs.mean_absolute_error(wanted, numbers_),
    )
    assert math.isclose(
        metrics.root_mean_squared_error(numbers_, wanted),
        theirs.mean_squared_error(wanted, numbers_) ** 0.5,
    )


@pytest.mark.parametrize("count", [2, 3, 30])
def test_a_confusion_is_that_of_sklearn(count):
    rng = np.random.default_rng(count)
    targets = rng.integers(count, size=200)
    scores = rng.normal(size=(200, count)) + 2.0 * np.eye(count)[targets]
    wanted = theirs.confusion_matrix(targets, scores.argmax(axis=1), labels=range(count))
    assert wanted[0, 1] != wanted[1, 0]
    for given in (scores, scores.argmax(axis=1), scores.argmax(axis=1).tolist()):
        assert metrics.confusion(given, targets, count).tolist() == wanted.tolist()
    found = metrics.confusion(scores, np.eye(count)[targets], count)
    assert found.trace() / found.sum() == metrics.accuracy(scores, targets)


def test_a_confusion_of_yes_and_no_takes_scores_probabilities_and_signs():
    score = np.array([-3.0, 0.2, 0.7, 4.0])
    wanted = theirs.confusion_matrix([0, 0, 1, 1], [0, 1, 1, 1]).tolist()
    for targets in ([0, 0, 1, 1], [-1, -1, 1, 1], [False, False, True, True], [0.0, 0.0, 1.0, 1.0]):
        assert metrics.confusion(score, targets).tolist() == wanted
        assert metrics.confusion([-1, 1, 1, 1], targets).tolist() == wanted
        assert metrics.confusion(score, targets, threshold=0.5).tolist() == [[2, 0], [0, 2]]
    assert metrics.confusion([1, 1], [1, 1]).tolist() == [[0, 0], [0, 2]]
    assert metrics.confusion([-1], [-1], 3).tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([], []), LengthError, "0 predictions and 0 targets"),
        (([1, 0], [1]), LengthError, "2 predictions and 1 targets"),
        (([0, 3], [0, 1], 3), DomainError, "3 classes have the numbers 0 to 2, got class 3"),
        (([0, 1], [0, 2], 2), DomainError, "2 classes have the numbers 0 to 1, got class 2"),
        (([0, 1], [0, 1_000]), DomainError, "at most 1000 classes.*numbers to predict"),
        (([0, 1], [0, 1.5]), DomainError, "whole numbers.*got 1.5 among the targets"),
        (([0, 1, -1], [0, 1, 1]), DomainError, "got -1 among the predictions"),
        (([0.5, np.nan], [0, 1]), DomainError, "predictions are finite numbers, got NaN"),
        (([0, 1], ["cat", "dog"]), InputTypeError, "the targets are numbers, got 'cat'"),
    ],
)
def test_a_confusion_refuses_what_is_no_class(arguments, error, message):
    with pytest.raises(error, match=message):
        metrics.confusion(*arguments)


def test_a_metric_of_ones_own_is_called_by_its_name():
    def largest(outputs, targets):
        assert outputs.shape == targets.shape == (30,)
        return outputs.max()

    model = network()
    run = quiet(model, (X, SIGNS), loss=hinge, metrics=[largest])
    assert math.isclose(run.history["largest"][-1], predict(model, X).max())


def test_early_stopping_goes_back_to_the_best_epoch():
    model = network()
    states = []
    run = quiet(
        model,
        (X[:10], SIGNS[:10]),
        loss=hinge,
        validation=(X[10:], SIGNS[10:]),
        optimiser=SGD(model.parameters(), lr=0.5),
        epochs=200,
        stopping=EarlyStopping(patience=4),
        callbacks=[lambda run: states.append(run.model.state())],
    )
    losses = run.history["validation loss"]
    best = int(np.argmin(losses))
    assert run.ended == "stopped"
    assert (run.best_epoch, run.epoch) == (best + 1, best + 5)
    assert model.state() == states[best]


def test_early_stopping_waits_for_a_change_that_counts():
    stopping = EarlyStopping("accuracy", patience=3, least=0.05)
    for epoch, accuracy in enumerate([0.5, 0.6, 0.64, 0.63], start=1):
        stopping.look(epoch, accuracy, {"w": accuracy})
    assert (stopping.best, stopping.best_epoch, stopping.parameters) == (0.6, 2, {"w": 0.6})
    assert [stopping.is_over(epoch) for epoch in (4, 5)] == [False, True]
    stopping.look(5, 0.66, {"w": 0.66})
    assert (stopping.best, stopping.best_epoch) == (0.66, 5)


def test_an_early_stopping_can_be_used_again():
    stopping = EarlyStopping(patience=3)
    settings = {"loss": hinge, "epochs": 40, "validation": 0.3, "stopping": stopping}
    first, second = (quiet(network(), (X, SIGNS), **settings) for _ in range(2))
    assert first.history == second.history
    assert stopping.best is None


def test_an_interrupted_run_does_not_go_back():
    model, last = network(), []
    look = AtStep6(lambda: (last.extend(numbers(model)), signal.raise_signal(signal.SIGINT)))
    stopping = EarlyStopping(patience=3)
    run = quiet(model, (X, SIGNS), loss=hinge, stopping=stopping, callbacks=[look])
    assert (numbers(model), run.best_epoch) == (last, 0)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"patience": 0}, DomainError, "patience of at least one epoch, got 0"),
        ({"least": -1.0}, DomainError, "least >= 0"),
        ({"goal": "best"}, ChoiceError, "One of: lowest, highest"),
    ],
)
def test_early_stopping_refuses(options, error, message):
    with pytest.raises(error, match=message):
        EarlyStopping(**options)


# --- predict -------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_replayed", [False, True])
@pytest.mark.parametrize("outputs", [1, 3])
def test_predict_gives_what_calling_gives(is_replayed, outputs):
    model = network(outputs=outputs)
    expected = np.array(
        [[v.data for v in row] if outputs > 1 else row.data for row in map(model, X.tolist())]
    )
    assert np.allclose(predict(model, X, replay=is_replayed), expected, rtol=1e-13)


def test_a_module_of_ones_own_with_one_number_as_input():
    class Line(Module):
        def __init__(self):
            self.slope, self.height = Value(0.0), Value(0.0)

        def forward(self, x):
            return self.slope * x + self.height

    line = Line()
    x = np.linspace(-1.0, 1.0, 20)
    quiet(line, (x, 3.0 * x - 1.0), loss=squared_error, epochs=150, replay=True)
    assert np.allclose(numbers(line), [3.0, -1.0], atol=1e-6)
    assert np.allclose(predict(line, x), 3.0 * x - 1.0, atol=1e-5)
