"""What is asked for of ``train``."""

from dataclasses import dataclass
from pathlib import Path

TRAIN = "train"
"""Stands where a lesson's name may."""

TABLE = ("target", "classes", "hidden", "epochs", "seed")
"""The options that belong to it."""

HIDDEN, EPOCHS, SEED = (16,), 200, 1


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A table to learn from.

    Attributes
    ----------
    file : pathlib.Path
        A CSV file.
    target : str
        The column to predict.
    hidden : tuple of int
        Neurons in each hidden layer; none for a model without one.
    epochs : int
        At most so many.
    seed : int
        Of everything that is drawn.
    classes : bool
        Whether numbers in that column are names of classes, as texts are.
    """

    file: Path
    target: str
    hidden: tuple[int, ...] = HIDDEN
    epochs: int = EPOCHS
    seed: int = SEED
    classes: bool = False
