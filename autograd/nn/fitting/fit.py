"""fit: train a model on samples, epoch by epoch."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from ...collector import collector_paused
from ...data.splitting import split_rows
from ...errors import AutogradError, DomainError, InputTypeError
from ..activations import name_of
from ..module import Module
from ..optim import Optimiser
from ..schedules import Schedule
from .callbacks import Callback, as_callback
from .checkpoint import Checkpoint, progress_in
from .interruption import Interruption
from .metrics import Metric, find
from .progress import as_progress
from .run import DONE, INTERRUPTED, STOPPED, Run
from .samples import Samples
from .steps import OnReplay, OnValues, Steps
from .stopping import EarlyStopping


def fit(
    model: Module,
    data: Any,
    *,
    loss: Callable[[Any, Any], Any],
    optimiser: Optimiser,
    epochs: int = 10,
    batch_size: int | None = 32,
    seed: int | None = 0,
    validation: Any = None,
    metrics: Iterable[str | Metric] = (),
    schedule: Schedule | None = None,
    clip_norm: float | None = None,
    stopping: EarlyStopping | None = None,
    replay: bool = False,
    checkpoint: str | os.PathLike[str] | None = None,
    progress: bool | Callback = True,
    callbacks: Iterable[Callback | Callable[[Run], object]] = (),
) -> Run:
    """Train a model: pass all samples through it in batches, again and again.

    Ctrl-C ends it after the step it is in: what was learnt is in the model; the run is returned.

    Parameters
    ----------
    model : Module
        Its parameters are changed.
    data : Dataset or tuple of two arrays
        What it learns: inputs, (samples, inputs) or (samples,), and targets, (samples,) or
        (samples, outputs).
    loss : callable
        Takes the output for one sample and its target, returns a Value: `cross_entropy`, say. The
        loss of a batch is the mean.
    optimiser : Optimiser
        Of parameters of the model.
    epochs : int
        How often all samples are passed.
    batch_size : int or None
        Samples in a step; the last batch of an epoch may have fewer. None for all.
    seed : int or None
        Of the order of the samples, another one in each epoch, and of the split for validation.
        None for the order they come in.
    validation : Dataset, tuple of two arrays, or float, optional
        What the model is tried on after each epoch, and never learns; or the share of `data` that
        is taken away for it, of each class as much.
    metrics : iterable of (str or callable)
        ``"accuracy"``, ``"mean absolute error"``, ``"root mean squared error"``, or functions of
        outputs and targets, two arrays, that return a float. They are computed after each epoch, of
        the validation data, or else of the training data.
    schedule : Schedule, optional
        The learning rate of each step, counted from 0 over all epochs; otherwise the optimiser's.
    clip_norm : float, optional
        The largest norm of a gradient, as of `clip_grad_norm`.
    stopping : EarlyStopping, optional
        When to end early.
    replay : bool
        Whether to record the loss once and replay it on arrays, hundreds of times faster; needs the
        extra ``fast``.
    checkpoint : str or path-like, optional
        A file from which the run goes on if it is there, and to which it is written every few
        seconds and at the end. A complete run is not repeated; with more epochs it goes on.
    progress : bool or Callback
        Whether to show how far it is, on stderr: a bar in a terminal, else lines.
    callbacks : iterable of (Callback or callable)
        What else to call; a function is called with the run after each epoch.

    Returns
    -------
    Run

    Raises
    ------
    InputTypeError, LengthError, DomainError
        If something cannot be trained on; the message names row and column. Nothing was changed.
    AnomalyError, RangeError
        If a gradient or a step is not finite; the parameters are those before that step.
    StateError
        If the checkpoint is damaged or of another run. Nothing was changed.

    Examples
    --------
    >>> from random import Random
    >>> from autograd.nn import MLP, Adam, binary_cross_entropy_with_logits
    >>> x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> model = MLP(2, [4, 1], activation="tanh", rng=Random(1))
    >>> run = fit(
    ...     model, (x, y), loss=binary_cross_entropy_with_logits,
    ...     optimiser=Adam(model.parameters(), lr=0.1),
    ...     epochs=100, metrics=["accuracy"], progress=False,
    ... )
    >>> run.history["accuracy"][-1], run.ended
    (1.0, 'done')
    """
    fitting = _Fitting(model, data, loss, optimiser, seed, validation, metrics, clip_norm, replay)
    fitting.plan(epochs, batch_size, schedule, stopping)
    if checkpoint is not None:
        fitting.keep_in(checkpoint)
    told = [*as_progress(progress), *map(as_callback, callbacks)]
    with Interruption() as interruption:
        fitting.train(told, interruption)
    return fitting.run


class _Fitting:
    """A call of `fit`."""

    def __init__(
        self,
        model: Module,
        data: Any,
        loss: Callable[[Any, Any], Any],
        optimiser: Optimiser,
        seed: int | None,
        validation: Any,
        metrics: Iterable[str | Metric],
        clip_norm: float | None,
        replay: bool,
    ) -> None:
        _check(model, loss, optimiser)
        self.samples, self.validation = _parts(data, validation, seed)
        self.samples.refuse_missing_class(model)
        for part in filter(None, (self.samples, self.validation)):
            part.try_on(model, loss)
        self.metrics = [find(metric, loss) for metric in metrics]
        self.steps: Steps = (OnReplay if replay else OnValues)(model, loss, optimiser, clip_norm)
        self.model, self.optimiser, self.seed = model, optimiser, seed
        self.settings = {
            "loss": name_of(loss),
            "optimiser": type(optimiser).__name__,
            "seed": seed,
            "clip_norm": clip_norm,
            "replay": replay,
            "training data": _digest(self.samples),
            "validation data": _digest(self.validation),
        }
        self.checkpoint: Checkpoint | None = None
        self.is_whole = True  # whether no step is half done
        self.sum = 0.0  # of the losses of the samples of this epoch

    def plan(
        self,
        epochs: int,
        batch_size: int | None,
        schedule: Schedule | None,
        stopping: EarlyStopping | None,
    ) -> None:
        """What is to be done."""
        _count(epochs, "epochs")
        self.batch_size = len(self.samples) if batch_size is None else batch_size
        _count(self.batch_size, "batch_size")
        if schedule is not None and not callable(schedule):
            raise InputTypeError(
                f"a schedule gives a learning rate for each step, got {schedule!r:.60}; see "
                "autograd.nn.schedules"
            )
        if stopping is not None and not isinstance(stopping, EarlyStopping):
            raise InputTypeError(
                f"stopping takes an EarlyStopping, such as EarlyStopping(patience=10), got "
                f"{stopping!r:.60}"
            )
        self.schedule = schedule
        self.stopping = None if stopping is None else replace(stopping)  # which remembers nothing
        steps = -(-len(self.samples) // self.batch_size)
        self.run = Run(self.model, self.optimiser, epochs, steps)
        self.settings |= {
            "batch_size": self.batch_size,
            "schedule": None if schedule is None else repr(schedule),
            "stopping": None if stopping is None else repr(stopping),
        }

    def keep_in(self, path: str | os.PathLike[str]) -> None:
        """Go on from a checkpoint, if there is one, and write it from now on."""
        settings = self.optimiser.state()["settings"]
        if self.schedule is not None:
            del settings["lr"]
        self.checkpoint = Checkpoint(path, {**self.settings, **settings})
        if self.checkpoint.found is not None:
            self._resume(self.checkpoint.found)
        self._write()  # so that a file that cannot be written is known before, and not afterwards

    # --- training ------------------------------------------------------------------------------

    def train(self, told: Sequence[Callback], interruption: Interruption) -> None:
        """All epochs that are left."""
        run, begun = self.run, list[Callback]()
        try:
            for callback in told:
                begun.append(callback)  # before: what it begins is ended, even if it is broken off
                callback.at_start(run)
            while run.epoch < run.epochs and not run.ended:
                with collector_paused():
                    self._epoch(told, interruption)
            run.ended = run.ended or DONE
        finally:
            try:
                self.steps.write_back()
                self._write()
                if run.ended != INTERRUPTED:
                    self._go_back_to_best()
            finally:
                for callback in begun:
                    callback.at_end(run)

    def _epoch(self, told: Sequence[Callback], interruption: Interruption) -> None:
        """The rest of an epoch."""
        run, size = self.run, self.batch_size
        order = self.samples.order(self.seed, run.epoch)
        for begin in range(size * (run.step - run.epoch * run.steps), len(order), size):
            if interruption.is_asked_for:
                run.ended = INTERRUPTED
                return
            self._step(order[begin : begin + size])
            run.loss = self.sum / min(begin + size, len(order))
            for callback in told:
                callback.after_step(run)
            if self.checkpoint is not None and self.checkpoint.is_due:
                self.steps.write_back()
                self._write()
        self._end_epoch()
        for callback in told:
            callback.after_epoch(run)

    def _step(self, rows: Any) -> None:
        run = self.run
        rate = self.optimiser.lr if self.schedule is None else self.schedule(run.step)
        with self._in_one_piece():
            try:
                loss = self.steps.step(self.samples.x[rows], self.samples.y[rows], rate)
            except AutogradError as error:
                error.add_note(f"in epoch {run.epoch + 1}, step {run.step + 1}")
                raise
            self.sum += loss * len(rows)
            run.step += 1

    def _end_epoch(self) -> None:
        run = self.run
        self.steps.write_back()
        numbers = self._numbers()
        with self._in_one_piece():
            for name, number in numbers.items():
                run.history.setdefault(name, []).append(number)
            run.epoch += 1
            self.sum, run.loss = 0.0, None
            if self.stopping is not None:
                watched = self.stopping.watched(list(run.history))
                self.stopping.look(run.epoch, run.history[watched][-1], self.model.state())
                self._stop_if_over()

    @contextmanager
    def _in_one_piece(self) -> Iterator[None]:
        """A block that leaves what can be written, unless it is broken off by a second Ctrl-C."""
        self.is_whole = False
        try:
            yield
        except Exception:
            self.is_whole = True  # a step that fails changes nothing
            raise
        self.is_whole = True

    def _names(self) -> set[str]:
        """The names of what an epoch is told by."""
        prefix = "" if self.validation is None else "validation "
        return {"loss", f"{prefix}loss", "lr", *(prefix + name for name, _ in self.metrics)}

    def _numbers(self) -> dict[str, float]:
        """What an epoch is told by."""
        found = {"loss": self.sum / len(self.samples), "lr": self.optimiser.lr}
        looked_at, prefix = self.samples, ""
        if self.validation is not None:
            looked_at, prefix = self.validation, "validation "
            found["validation loss"] = self.steps.loss(looked_at.x, looked_at.y)
        outputs = self.steps.outputs(looked_at.x) if self.metrics else None
        for name, metric in self.metrics:
            found[prefix + name] = float(metric(outputs, looked_at.y))
        return found

    def _stop_if_over(self) -> None:
        if self.stopping is not None and self.stopping.is_over(self.run.epoch):
            self.run.ended = STOPPED

    def _go_back_to_best(self) -> None:
        stopping = self.stopping
        if stopping is not None and stopping.restore and stopping.parameters:
            self.model.load(stopping.parameters)
            self.run.best_epoch = stopping.best_epoch

    # --- the checkpoint ------------------------------------------------------------------------

    def _write(self) -> None:
        """Write the checkpoint, unless a step was broken off in the middle."""
        if self.checkpoint is None or not self.is_whole:
            return
        run = self.run
        progress = {"epoch": run.epoch, "step": run.step, "sum": self.sum, "history": run.history}
        self.checkpoint.write(
            {
                "progress": progress,
                "model": self.model.state(),
                "optimiser": self.optimiser.state(),
                "stopping": None if self.stopping is None else self.stopping.state(),
            }
        )

    def _resume(self, found: dict[str, Any]) -> None:
        """Go on with all that a checkpoint holds, or with nothing of it."""
        run, before = self.run, self.model.state()
        progress = progress_in(found["progress"], run.steps, self._names())
        if self.stopping is not None:
            self.stopping.load(found["stopping"], before)
        self.model.load(found["model"])
        try:
            self.optimiser.load(found["optimiser"])
        except AutogradError:
            self.model.load(before)
            raise
        run.epoch, run.step, self.sum, run.history = progress
        self._stop_if_over()


def _check(model: Any, loss: Any, optimiser: Any) -> None:
    if not isinstance(model, Module):
        raise InputTypeError(
            f"fit trains a Module, such as MLP(2, [16, 1]), got {type(model).__name__}"
        )
    if not callable(loss):
        raise InputTypeError(
            f"loss is a function of an output and a target, such as cross_entropy, got {loss!r:.60}"
        )
    if not isinstance(optimiser, Optimiser):
        raise InputTypeError(
            f"optimiser is one, such as SGD(model.parameters(), lr=0.1), got {optimiser!r:.60}"
        )
    own = {id(parameter) for parameter in model.parameters()}
    if not any(id(parameter) in own for parameter in optimiser.parameters):
        raise InputTypeError(
            "the optimiser moves no parameter of this model, so nothing would be learnt; make it "
            "with model.parameters()"
        )


def _parts(data: Any, validation: Any, seed: int | None) -> tuple[Samples, Samples | None]:
    """The samples to learn, and those to try the model on."""
    samples = Samples(data, "the training data")
    if validation is None:
        return samples, None
    if isinstance(validation, float | int):
        classes = samples.y if samples.y.ndim == 1 and samples.y.dtype.kind == "i" else None
        learnt, tried = split_rows(len(samples), validation, seed, classes)
        return samples.take(learnt), samples.take(tried, "the validation data")
    return samples, Samples(validation, "the validation data")


def _count(number: object, what: str) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise DomainError(f"{what} is a whole number from 1 on, got {number!r:.40}")


def _digest(samples: Samples | None) -> str | None:
    """What tells these samples from others."""
    if samples is None:
        return None
    found = hashlib.sha256()
    for array in (samples.x, samples.y):
        found.update(f"{array.shape} {array.dtype.kind}".encode())
        found.update(array.tobytes())
    return found.hexdigest()
