"""The network of the lesson digits, and how its digits are split: see `autograd.data.digits`."""

from functools import cache
from random import Random

from autograd import data
from autograd.data import Dataset
from autograd.nn import MLP, Adam, cross_entropy
from autograd.nn.fitting import EarlyStopping, Run, fit

from .pictures import centred

SEED = 0
SHARE = 0.2
"""How much of all digits is for the test, and how much for validation."""

SIZE, HIDDEN, CLASSES = 8, 32, 10
RATE, EPOCHS, PATIENCE = 0.01, 60, 5


@cache
def digits() -> tuple[Dataset, Dataset, Dataset]:
    """The digits to learn from, those for validation, and those for the test.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.
    """
    rest, test = data.digits().split(SHARE, SEED)
    known, validation = rest.split(SHARE / (1.0 - SHARE), SEED)
    return known, validation, test


def network() -> MLP:
    """The network, as it starts.

    Examples
    --------
    >>> network().num_parameters()
    2410
    """
    rng = Random(SEED)
    return MLP(SIZE * SIZE, [HIDDEN, CLASSES], "tanh", init="xavier_normal", rng=rng)


def train(model: MLP, epochs: int = EPOCHS) -> Run:
    """Train until the validation loss has not become lower for some epochs; keep the best."""
    known, validation, _ = digits()
    return fit(
        model,
        (centred(known.x), known.y),
        loss=cross_entropy,
        optimiser=Adam(model.parameters(), lr=RATE),
        epochs=epochs,
        validation=(centred(validation.x), validation.y),
        metrics=["accuracy"],
        stopping=EarlyStopping("validation loss", patience=PATIENCE),
        replay=True,
        progress=False,
    )
