"""Run: how far a training is, and how it went."""

from dataclasses import dataclass, field

from ..module import Module
from ..optim import Optimiser

DONE, STOPPED, INTERRUPTED = "done", "stopped", "interrupted"
"""How a run ends: after all epochs; because it was told to; by Ctrl-C."""


@dataclass
class Run:
    """A training, while it goes on and afterwards.

    Attributes
    ----------
    model, optimiser
        What is trained, and by what.
    epochs : int
        How many are asked for.
    steps : int
        Steps of an epoch.
    epoch : int
        Epochs that are complete.
    step : int
        Steps taken, over all epochs.
    loss : float or None
        The mean loss in the current epoch so far, each batch before its step; None at its start.
    history : dict of str to list of float
        One number for each complete epoch, by name: ``"loss"``, ``"lr"`` at its end, and of
        validation data and metrics what was asked for.
    ended : str
        Empty while it goes on; then ``"done"``, ``"stopped"`` (early stopping, a callback) or
        ``"interrupted"`` (Ctrl-C).
    best_epoch : int
        The epoch whose parameters early stopping went back to; 0 if it did not.

    Examples
    --------
    >>> from autograd import Value
    >>> from autograd.nn import SGD, Neuron
    >>> model = Neuron(1)
    >>> run = Run(model, SGD(model.parameters(), lr=0.1), epochs=5, steps=20)
    >>> run
    <Run: 0 of 5 epochs>
    """

    model: Module
    optimiser: Optimiser
    epochs: int
    steps: int
    epoch: int = 0
    step: int = 0
    loss: float | None = None
    history: dict[str, list[float]] = field(default_factory=dict)
    ended: str = ""
    best_epoch: int = 0

    def stop(self) -> None:
        """End the run after the epoch it is in; for callbacks."""
        self.ended = STOPPED

    def __repr__(self) -> str:
        latest = ", ".join(
            f"{name} {numbers[-1]:.4g}" for name, numbers in self.history.items() if numbers
        )
        parts = [f"{self.epoch} of {self.epochs} epochs", latest, self.ended]
        return f"<Run: {', '.join(filter(None, parts))}>"
