"""Initial weights: an initialiser is a function ``(rng, fan_in, fan_out) -> float``.

It is called once for each weight, in the order of layers, neurons and weights, so that a published
run can be repeated from its seed. Biases start at 0 and draw nothing.

Random numbers come from the `random.Random` that is passed as `rng`. Where none is passed they
come from one generator of this module, which starts from the same seed in every process. So the
same program gives the same numbers; two neurons never start equal (they would stay equal for
ever, which a new generator of seed 0 for each would do to them); and Python's global generator is
neither used nor disturbed. For numbers that do not depend on what was built before, pass `rng`.
"""

import math
from collections.abc import Callable
from random import Random

from ..errors import ChoiceError, InputTypeError, unknown_choice
from ..numeric import as_float

Initialiser = Callable[[Random, int, int], float]

_shared = Random(0)


def uniform(rng: Random, fan_in: int, fan_out: int) -> float:  # noqa: ARG001  one signature for all
    """A number between -1 and 1, as in micrograd and its lecture.

    Parameters
    ----------
    rng : random.Random
        The generator to draw from.
    fan_in, fan_out : int
        How many inputs a neuron of the layer has, and how many neurons the layer.

    Examples
    --------
    >>> uniform(Random(1337), 2, 16)
    0.23550571390294128
    """
    return rng.uniform(-1.0, 1.0)


def xavier_uniform(rng: Random, fan_in: int, fan_out: int) -> float:
    """Uniform with variance 2/(fan_in + fan_out): keeps signals through tanh and sigmoid in size.

    References
    ----------
    X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", 2010, equation 16.

    Examples
    --------
    >>> abs(xavier_uniform(Random(0), 2, 4)) <= 1.0
    True
    """
    limit = math.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit)


def xavier_normal(rng: Random, fan_in: int, fan_out: int) -> float:
    """Normal with variance 2/(fan_in + fan_out).

    References
    ----------
    X. Glorot and Y. Bengio, 2010, equation 12.

    Examples
    --------
    >>> xavier_normal(Random(0), 2, 4) == Random(0).gauss(0.0, (2 / 6) ** 0.5)
    True
    """
    return rng.gauss(0.0, math.sqrt(2.0 / (fan_in + fan_out)))


def he_uniform(rng: Random, fan_in: int, fan_out: int) -> float:  # noqa: ARG001  one signature
    """Uniform with variance 2/fan_in: keeps signals through relu in size.

    References
    ----------
    K. He et al., "Delving deep into rectifiers", 2015, equation 10.

    Examples
    --------
    >>> abs(he_uniform(Random(0), 6, 4)) <= 1.0
    True
    """
    limit = math.sqrt(6.0 / fan_in)
    return rng.uniform(-limit, limit)


def he_normal(rng: Random, fan_in: int, fan_out: int) -> float:  # noqa: ARG001  one signature
    """Normal with variance 2/fan_in.

    References
    ----------
    K. He et al., 2015, equation 10.

    Examples
    --------
    >>> he_normal(Random(0), 2, 4) == Random(0).gauss(0.0, 1.0)
    True
    """
    return rng.gauss(0.0, math.sqrt(2.0 / fan_in))


def constant(number: float) -> Initialiser:
    """Make an initialiser that always gives this number; it draws nothing.

    Neurons of a layer that start equal get equal gradients, and stay equal.

    Examples
    --------
    >>> constant(0.5)(Random(0), 2, 4)
    0.5
    """
    fixed = as_float(number, "constant")

    def initialiser(rng: Random, fan_in: int, fan_out: int) -> float:  # noqa: ARG001  one signature
        return fixed

    return initialiser


def between(low: float, high: float) -> Initialiser:
    """Make an initialiser that is uniform between two numbers.

    Examples
    --------
    >>> 0.0 <= between(0.0, 0.1)(Random(0), 2, 4) <= 0.1
    True
    """
    low, high = as_float(low, "between"), as_float(high, "between")

    def initialiser(rng: Random, fan_in: int, fan_out: int) -> float:  # noqa: ARG001  one signature
        return rng.uniform(low, high)

    return initialiser


zeros: Initialiser = constant(0.0)

INITIALISERS: dict[str, Initialiser] = {
    "uniform": uniform,
    "xavier_uniform": xavier_uniform,
    "xavier_normal": xavier_normal,
    "he_uniform": he_uniform,
    "he_normal": he_normal,
    "zeros": zeros,
}
"""The initialisers that a name is enough for."""


def find(choice: str | Initialiser) -> Initialiser:
    """The initialiser of a name, or the function itself.

    Raises
    ------
    ChoiceError
        If there is none of that name.

    Examples
    --------
    >>> find("zeros")(Random(0), 2, 4)
    0.0
    """
    if isinstance(choice, str):
        if choice not in INITIALISERS:
            raise unknown_choice("initialiser", choice, INITIALISERS)
        return INITIALISERS[choice]
    if not callable(choice):
        raise ChoiceError(
            f"an initialiser is a name or a function, got {type(choice).__name__}; use "
            f"constant(number) for a fixed number, or a name: {', '.join(INITIALISERS)}"
        )
    return choice


def generator(rng: Random | None) -> Random:
    """The generator to draw from: the one passed, or that of this module.

    Raises
    ------
    InputTypeError
        If it is something else, such as the bare seed.

    Examples
    --------
    >>> mine = Random(7)
    >>> generator(mine) is mine
    True
    """
    if rng is None:
        return _shared
    if not isinstance(rng, Random):
        raise InputTypeError(
            f"rng takes a generator, got {type(rng).__name__}; pass random.Random(seed)"
        )
    return rng
