"""Training the transformer on names by replay, and inventing more of them."""

import random
from collections.abc import Iterable, Iterator, Sequence

from autograd import Value, softmax
from autograd.nn import Adam
from autograd.replay import replay

from . import transformer
from .names import END, LETTERS, endless, padded
from .transformer import CHARACTERS, CONTEXT, Vector, Weights, dot, logits


class Trainer:
    """A transformer that learns names, one a step.

    Parameters
    ----------
    names : sequence of str
        What it learns.
    rng : random.Random
        Draws the weights, and then the order of the names.

    Attributes
    ----------
    weights : dict of str to matrix of Value
        They hold what was learnt once `losses` was asked for.
    history : list of (int, list of float)
        What `learn` gave so far.
    """

    def __init__(self, names: Sequence[str], rng: random.Random) -> None:
        self.weights = transformer.start(rng)
        self.history: list[tuple[int, list[float]]] = []
        self._steps = 0
        self._names = endless(names, rng)
        self._places = max(map(len, names)) + 1
        parameters = transformer.parameters(self.weights)
        self._loss = replay(self.loss, parameters=parameters)
        self._training = self._loss.training(Adam(parameters))

    def loss(self, tokens: Sequence[int], shares: Vector) -> Value:
        """The loss of a name, `padded`: what is recorded once, and replayed in every step."""
        total: Value = dot(shares, transformer.losses(self.weights, tokens))
        return total

    def train(self, rates: Iterable[float]) -> None:
        """A step of Adam for each learning rate, each on one name."""
        for rate, name in zip(rates, self._names, strict=False):
            self._training.lr = rate
            self._training.step(*padded(name, self._places))
            self._steps += 1

    def learn(
        self, rates: Sequence[float], blocks: int, groups: Sequence[Sequence[str]]
    ) -> Iterator[tuple[int, list[float]]]:
        """Train in blocks of steps; before each, and at the end: the steps so far, and `losses`.

        Parameters
        ----------
        rates : sequence of float
            The learning rate of each step.
        blocks : int
            How many, of equal length.
        groups : sequence of sequence of str
            The names whose losses are asked for.
        """
        block = len(rates) // blocks
        for begin in range(0, len(rates) + 1, block):
            self.history.append((self._steps, self.losses(*groups)))
            yield self.history[-1]
            self.train(rates[begin : begin + block])

    def losses(self, *groups: Sequence[str]) -> list[float]:
        """Of each group of names, the mean cross-entropy of a character, the ends included."""
        self._training.write_back()
        return [self._mean_loss(names) for names in groups]

    def _mean_loss(self, names: Sequence[str]) -> float:
        total = sum(self._loss(*padded(name, self._places)) * (len(name) + 1) for name in names)
        return float(total / sum(len(name) + 1 for name in names))


def numbers_of(weights: Weights) -> Weights:
    """The same weights as plain floats: with them, the model records nothing."""
    return {name: [[x.data for x in row] for row in rows] for name, rows in weights.items()}


def invented(weights: Weights, temperature: float, rng: random.Random) -> Iterator[str]:
    """Names without end, each drawn letter by letter; what is empty is drawn again.

    Parameters
    ----------
    weights : dict of str to matrix of float
        Of the transformer.
    temperature : float
        What logits are divided by: towards 0 the likeliest letter is taken always; at 1, each as
        often as the model expects it.
    rng : random.Random
        Draws them.
    """
    while True:
        if name := _drawn(weights, temperature, rng):
            yield name


def _drawn(weights: Weights, temperature: float, rng: random.Random) -> str:
    keys: list[Vector] = []
    values: list[Vector] = []
    name, token = "", END
    for place in range(CONTEXT):
        scores = logits(weights, token, place, keys, values)
        chances = softmax(score / temperature for score in scores)
        (token,) = rng.choices(range(CHARACTERS), chances)
        if token == END:
            break
        name += LETTERS[token - 1]
    return name
