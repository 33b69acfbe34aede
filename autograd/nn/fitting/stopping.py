"""Early stopping: end when nothing has become better for a while, and go back to the best."""

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from ...errors import DomainError, StateError, unknown_choice

GOALS = ("lowest", "highest")


@dataclass
class EarlyStopping:
    """When to end before all epochs are done.

    Parameters
    ----------
    monitor : str
        What is looked at, a name of ``run.history``; empty for "validation loss", or "loss" where
        there are no validation data.
    patience : int
        How many epochs in a row may be no better than the best.
    least : float
        A change that is not larger than this is none.
    goal : str
        "lowest" or "highest": which number is the best; empty for "highest" of an accuracy, and
        "lowest" of anything else.
    restore : bool
        Whether to go back to the parameters of the best epoch at the end of the run.

    Attributes
    ----------
    best : float or None
        The best number so far.
    best_epoch : int
        The epoch it was reached in, counted from 1.
    parameters : dict of str to float
        The parameters then.

    Examples
    --------
    >>> stopping = EarlyStopping(patience=2)
    >>> for epoch, loss in enumerate([3.0, 2.0, 2.5, 2.1], start=1):
    ...     stopping.look(epoch, loss, {"w": 0.1 * epoch})
    >>> stopping.best, stopping.best_epoch, stopping.is_over(epoch)
    (2.0, 2, True)
    """

    monitor: str = ""
    patience: int = 10
    least: float = 0.0
    goal: str = ""
    restore: bool = True
    best: float | None = field(default=None, init=False, repr=False)
    best_epoch: int = field(default=0, init=False, repr=False)
    parameters: dict[str, float] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.patience >= 1:
            raise DomainError(
                f"early stopping needs a patience of at least one epoch, got {self.patience!r}"
            )
        if not 0.0 <= self.least < math.inf:
            raise DomainError(f"early stopping needs least >= 0 and finite, got {self.least!r}")
        if self.goal and self.goal not in GOALS:
            raise unknown_choice("goal", self.goal, GOALS)

    def watched(self, names: list[str]) -> str:
        """What is looked at, of the names there are.

        Raises
        ------
        ChoiceError
            If it is none of them.
        """
        if self.monitor:
            if self.monitor not in names:
                raise unknown_choice("number to monitor", self.monitor, names)
            return self.monitor
        return "validation loss" if "validation loss" in names else "loss"

    def look(self, epoch: int, number: float, parameters: dict[str, float]) -> None:
        """Look at the number of an epoch; if it is the best, the parameters are remembered."""
        sign = -1.0 if self._is_highest else 1.0
        if self.best is None or sign * number < sign * self.best - self.least:
            self.best, self.best_epoch, self.parameters = number, epoch, parameters

    def is_over(self, epoch: int) -> bool:
        """Whether patience is at its end after an epoch."""
        return epoch - self.best_epoch >= self.patience

    @property
    def _is_highest(self) -> bool:
        return self.goal == "highest" or (not self.goal and self.monitor.endswith("accuracy"))

    def state(self) -> dict[str, Any]:
        """What it remembers, as plain data."""
        return {
            "best": self.best,
            "best_epoch": self.best_epoch,
            "parameters": dict(self.parameters),
        }

    def load(self, state: Any, parameters: Collection[str]) -> None:
        """Go on from what `state` gave, for a model that has these parameters.

        Raises
        ------
        StateError
            If it is anything else. Nothing was changed.
        """
        try:
            best, epoch, found = state["best"], state["best_epoch"], state["parameters"]
            fits = (
                type(epoch) is int
                and epoch >= 0
                and (type(best) is float if epoch else best is None)
                and found.keys() == (set(parameters) if epoch else set())
                and all(type(x) is float and math.isfinite(x) for x in found.values())
            )
        except (AttributeError, LookupError, TypeError):
            fits = False
        if not fits:
            raise StateError(
                "what early stopping remembers in the checkpoint does not fit this model. Nothing "
                "was changed; remove the file to begin anew"
            )
        self.best, self.best_epoch, self.parameters = best, epoch, dict(found)
