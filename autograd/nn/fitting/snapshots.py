"""Snapshots: the parameters a run had after some of its epochs."""

from ...errors import DomainError, LengthError
from ..module import Module
from .callbacks import Callback
from .run import Run


class Snapshots(Callback):
    """Keeps the parameters before the first step, after every few epochs, and at the end.

    Pass it to `fit` in `callbacks`; `viz.plots.boundary_animation` plays what it kept.

    Parameters
    ----------
    every : int
        After how many epochs there is a snapshot.

    Attributes
    ----------
    states : dict of int to dict of str to float
        By epoch, the parameters by path, as `Module.state` gives them. Epoch 0 is before training.

    Examples
    --------
    >>> from autograd.nn import SGD, Neuron, fit, squared_error
    >>> neuron, snapshots = Neuron(1, activation="identity", init="zeros"), Snapshots(every=2)
    >>> run = fit(
    ...     neuron, ([[1.0]], [2.0]), loss=squared_error, epochs=5, progress=False,
    ...     optimiser=SGD(neuron.parameters(), lr=0.25), callbacks=[snapshots],
    ... )
    >>> {epoch: state["w1"] for epoch, state in snapshots.states.items()}
    {0: 0.0, 2: 1.0, 4: 1.0, 5: 1.0}
    """

    def __init__(self, every: int = 1) -> None:
        if not (every >= 1 and every % 1 == 0):
            raise DomainError(f"every is a whole number of epochs from 1 on, got {every!r:.40}")
        self.every = every
        self.states: dict[int, dict[str, float]] = {}
        self._model: Module | None = None

    @property
    def model(self) -> Module:
        """The model whose parameters were kept.

        Raises
        ------
        LengthError
            If nothing was kept yet.
        """
        if self._model is None:
            raise LengthError(
                "no snapshots were taken; pass them to fit(..., callbacks=[snapshots]) and train"
            )
        return self._model

    def take(self, model: Module, epoch: int) -> None:
        """Keep the parameters of a model; for training without `fit`."""
        self._model = model
        self.states[epoch] = model.state()

    def at_start(self, run: Run) -> None:
        """Keep what it starts from, and forget an earlier run."""
        self.states = {}
        self.take(run.model, run.epoch)

    def after_epoch(self, run: Run) -> None:
        """Keep what was reached, if it is the turn of this epoch, or the last."""
        if run.epoch % self.every == 0 or run.epoch == run.epochs or run.ended:
            self.take(run.model, run.epoch)

    def __repr__(self) -> str:
        return f"<Snapshots: {len(self.states)}>"
