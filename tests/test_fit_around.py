"""fit around its steps: callbacks, Ctrl-C, progress, and what it refuses before the first one."""

import io
import math
import signal

import numpy as np
import pytest
from fitted import SIGNS, AtStep6, X, Y, network, numbers, quiet
from rich.console import Console

from autograd import Value
from autograd.errors import (
    AutogradError,
    ChoiceError,
    DomainError,
    InputTypeError,
    LengthError,
)
from autograd.nn import (
    SGD,
    Callback,
    EarlyStopping,
    cross_entropy,
    fit,
    hinge,
    squared_error,
)
from autograd.nn.fitting.progress import ProgressLines
from viz.progress import ProgressBar

# --- what goes on around the steps ---------------------------------------------------------------


class Diary(Callback):
    def __init__(self):
        self.entries = []

    def at_start(self, run):
        self.entries.append(("start", run.step))

    def after_step(self, run):
        self.entries.append(("step", run.step, run.loss))

    def after_epoch(self, run):
        self.entries.append(("epoch", run.epoch, run.history["loss"][-1]))

    def at_end(self, run):
        self.entries.append(("end", run.ended))


def test_callbacks_are_told_at_each_moment():
    diary = Diary()
    run = quiet(network(), (X, SIGNS), loss=hinge, epochs=2, batch_size=20, callbacks=[diary])
    assert [entry[:2] for entry in diary.entries] == [
        *[("start", 0), ("step", 1), ("step", 2), ("epoch", 1)],
        *[("step", 3), ("step", 4), ("epoch", 2), ("end", "done")],
    ]
    assert diary.entries[2][2] == diary.entries[3][2] == run.history["loss"][0]


def test_a_callback_can_stop_the_run():
    run = quiet(network(), (X, SIGNS), loss=hinge, epochs=9, callbacks=[lambda run: run.stop()])
    assert (run.epoch, run.ended) == (1, "stopped")


@pytest.mark.parametrize("is_replayed", [False, True])
def test_ctrl_c_ends_after_the_step_and_keeps_what_was_learnt(is_replayed):
    before = signal.getsignal(signal.SIGINT)
    interrupted, whole, then = network(), network(), []
    interrupt = AtStep6(lambda: signal.raise_signal(signal.SIGINT))
    run = quiet(interrupted, (X, SIGNS), loss=hinge, callbacks=[interrupt], replay=is_replayed)
    assert (run.step, run.epoch, run.ended) == (6, 1, "interrupted")
    assert signal.getsignal(signal.SIGINT) is before
    look = AtStep6(lambda: then.extend(numbers(whole)))
    quiet(whole, (X, SIGNS), loss=hinge, callbacks=[look])
    assert np.allclose(numbers(interrupted), then, rtol=1e-11)
    assert not np.allclose(numbers(whole), then, rtol=1e-3)


def test_a_second_ctrl_c_ends_at_once():
    def interrupt_twice():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        quiet(network(), (X, SIGNS), loss=hinge, callbacks=[AtStep6(interrupt_twice)])
    assert signal.getsignal(signal.SIGINT) is before


def test_what_breaks_off_while_it_begins_ends_what_has_begun():
    class Begun(Diary):
        def at_start(self, run):
            super().at_start(run)
            raise KeyboardInterrupt

    begun, later = Begun(), Diary()
    with pytest.raises(KeyboardInterrupt):
        quiet(network(), (X, SIGNS), loss=hinge, callbacks=[begun, later])
    assert begun.entries == [("start", 0), ("end", "")]
    assert later.entries == []


def test_an_error_says_in_which_step():
    model = network()
    optimiser = SGD(model.parameters(), lr=1e200)
    with pytest.raises(AutogradError) as caught:
        quiet(model, (X * 100.0, SIGNS), loss=squared_error, optimiser=optimiser)
    assert any(note.startswith("in epoch 1, step ") for note in caught.value.__notes__)
    assert all(map(math.isfinite, numbers(model)))


# --- progress ------------------------------------------------------------------------------------


def test_progress_lines_are_about_ten(capsys):
    run = quiet(network(), (X, SIGNS), loss=hinge, epochs=25, progress=True)
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert captured.out == ""
    assert [line.partition("  ")[0] for line in lines] == [
        f"epoch {epoch}/25" for epoch in (3, 6, 9, 12, 15, 18, 21, 24, 25)
    ]
    assert f"loss {run.history['loss'][-1]:.4g}" in lines[-1]


def test_progress_lines_say_what_ended_the_run():
    file = io.StringIO()
    quiet(
        network(),
        (X, SIGNS),
        loss=hinge,
        progress=ProgressLines(file),
        callbacks=[lambda run: run.stop()],
    )
    assert file.getvalue().splitlines()[-1] == "stopped after epoch 1, step 4"


@pytest.mark.parametrize(("language", "epoch"), [("en", "epoch"), ("ko", "에폭")])
def test_the_bar_shows_epochs_numbers_speed_and_time_left(language, epoch):
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=120, color_system=None)
    run = quiet(network(), (X, SIGNS), loss=hinge, progress=ProgressBar(language, console))
    shown = file.getvalue()
    assert epoch in shown
    assert "3/3" in shown
    assert "0:00:0" in shown
    assert f"loss {run.history['loss'][-1]:.4g}" in shown


def test_the_bar_says_what_ended_the_run():
    file = io.StringIO()
    console = Console(file=file, width=120, color_system=None)
    bar, stop = ProgressBar("en", console), [lambda run: run.stop()]
    quiet(network(), (X, SIGNS), loss=hinge, progress=bar, callbacks=stop)
    assert file.getvalue().splitlines()[-1] == "stopped after epoch 1, step 4"


# --- what is refused -----------------------------------------------------------------------------

NOT_A_NUMBER = X.copy()
NOT_A_NUMBER[17, 1] = math.nan


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (
            (NOT_A_NUMBER, SIGNS),
            DomainError,
            "inputs of .* got nan in row 17, column 1, c",
        ),
        ((X, np.full(30, np.inf)), DomainError, r"targets of .* got inf in row 0, .*and 29 more"),
        ((X, SIGNS[:29]), LengthError, "30 samples and 29 targets"),
        ((X[:0], SIGNS[:0]), LengthError, "at least one sample"),
        (
            (X.astype(str), SIGNS),
            InputTypeError,
            r"got '.*' \(str\) in row 0, .*read_csv",
        ),
        (([[1.0, 2.0], [3.0]], [1, 1]), LengthError, "rows of several lengths"),
        ((X[:, :, None], SIGNS), LengthError, r"got shape \(30, 2, 1\)"),
        (X, InputTypeError, r"a Dataset or a pair \(x, y\) of arrays, got ndarray"),
        ((X, Y), DomainError, "target in row [0-9]+, counted from 0: hinge needs targets -1 or 1"),
        ((X[:, :1], SIGNS), LengthError, "2 inputs"),
    ],
)
def test_data_that_cannot_be_learnt_are_refused_before_the_first_step(data, error, message):
    model = network()
    before = numbers(model)
    with pytest.raises(error, match=message):
        quiet(model, data, loss=hinge)
    assert numbers(model) == before


def test_a_label_out_of_range_and_a_missing_class_are_refused():
    with pytest.raises(AutogradError, match=r"training data, target in row 4, counted from 0"):
        quiet(
            network(outputs=2),
            (X, [*Y[:4], 2, *Y[5:]]),
            loss=cross_entropy,
        )
    with pytest.raises(DomainError, match="none of class 2, while the model has 3 outputs"):
        quiet(network(outputs=3), (X, Y), loss=cross_entropy)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"epochs": 0}, DomainError, "epochs is a whole number from 1 on, got 0"),
        ({"batch_size": 2.5}, DomainError, "batch_size is a whole number from 1 on, got 2.5"),
        ({"validation": 1.5}, DomainError, "a share between 0 and 1, got 1.5"),
        ({"metrics": ["acuracy"]}, ChoiceError, "did you mean 'accuracy'"),
        ({"metrics": [3]}, InputTypeError, "a name or a function"),
        ({"loss": "hinge"}, InputTypeError, "a function of an output and a target"),
        ({"loss": lambda p, y: 0.5}, InputTypeError, "a loss that is a Value, got float"),
        ({"optimiser": "sgd"}, InputTypeError, "optimiser is one, such as"),
        ({"optimiser": SGD([Value(1.0)], lr=0.1)}, InputTypeError, "no parameter of this model"),
        ({"callbacks": [Diary]}, InputTypeError, "a class is made into an object first"),
        ({"progress": "yes"}, InputTypeError, "progress is True, False or a Callback"),
        ({"schedule": 0.1}, InputTypeError, "a learning rate for each step"),
        ({"stopping": 10}, InputTypeError, "takes an EarlyStopping"),
        ({"stopping": EarlyStopping("validation loss")}, ChoiceError, "One of: loss, lr"),
        ({"clip_norm": -1.0}, DomainError, "limit > 0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(options, error, message):
    with pytest.raises(error, match=message):
        quiet(network(), (X, SIGNS), **{"loss": hinge, **options})


def test_a_model_must_be_a_module():
    with pytest.raises(InputTypeError, match="fit trains a Module"):
        fit(lambda x: x, (X, SIGNS), loss=hinge, optimiser=SGD([Value(1.0)], lr=0.1))
