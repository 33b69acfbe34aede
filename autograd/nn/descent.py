"""The kinds of optimiser: gradient descent with momentum, RMSProp, Adam and AdamW.

Each is one rule, from PyTorch's definitions; what they share stands in `optim.py`.
"""

from collections.abc import Iterable

from ..engine import Value
from ..errors import DomainError
from ..ops import sqrt
from .optim import Memory, Optimiser, setting


class SGD(Optimiser):
    """Gradient descent: lr times the gradient, downhill; with momentum, in its mean direction.

    Parameters
    ----------
    parameters, lr, weight_decay
        As of `Optimiser`.
    momentum : float
        How much of its velocity a parameter keeps from step to step: 0 <= momentum < 1.
    nesterov : bool
        Look ahead along the velocity; needs momentum.

    Notes
    -----
    velocity = momentum*velocity + g; step = -lr*velocity, or -lr*(g + momentum*velocity) for
    Nesterov.

    Examples
    --------
    >>> w = Value(1.0, label="w")
    >>> optimiser = SGD([w], lr=0.1, momentum=0.5)
    >>> for _ in range(2):
    ...     optimiser.zero_grad()
    ...     (3.0 * w).backward()
    ...     print([round(u.step, 9) for u in optimiser.plan()])
    ...     optimiser.step()
    [-0.3]
    [-0.45]
    """

    slots = ("velocity",)
    settings = ("lr", "momentum", "nesterov", "weight_decay")

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float,
        *,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, weight_decay)
        self.momentum = setting("momentum", momentum, below_one=True)
        self.nesterov = bool(nesterov)
        if self.nesterov and not self.momentum:
            raise DomainError("nesterov needs momentum > 0, got 0.0; 0.9 is usual")

    def rule(self, x: float, g: float, memory: Memory) -> tuple[float, Memory]:
        """Add to the velocity and move along it."""
        g = self.decayed(x, g)
        if not self.momentum:
            return -(self.lr * g), memory
        velocity = self.momentum * memory[0] + g
        direction = g + self.momentum * velocity if self.nesterov else velocity
        return -(self.lr * direction), (velocity,)


class RMSProp(Optimiser):
    """Gradient descent with a step size of its own for each parameter, from recent gradients.

    Parameters
    ----------
    parameters, lr, weight_decay
        As of `Optimiser`.
    alpha : float
        How much of the mean of squared gradients is kept from step to step.
    eps : float
        Added to the root of that mean, against division by zero.
    momentum : float
        As of `SGD`.

    References
    ----------
    T. Tieleman and G. Hinton, Coursera lecture 6.5, 2012.

    Examples
    --------
    >>> w = Value(1.0)
    >>> (3.0 * w).backward()
    >>> optimiser = RMSProp([w], lr=0.01)
    >>> optimiser.step()
    >>> round(w.data, 6)
    0.9
    """

    slots = ("mean_square", "velocity")
    settings = ("lr", "alpha", "eps", "momentum", "weight_decay")

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.01,
        *,
        alpha: float = 0.99,
        eps: float = 1e-8,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, weight_decay)
        self.alpha = setting("alpha", alpha, below_one=True)
        self.eps = setting("eps", eps, positive=True)
        self.momentum = setting("momentum", momentum, below_one=True)

    def rule(self, x: float, g: float, memory: Memory) -> tuple[float, Memory]:
        """Divide the gradient by the root of the mean of its squares."""
        g = self.decayed(x, g)
        mean_square = self.alpha * memory[0] + (1.0 - self.alpha) * g * g
        velocity = self.momentum * memory[1] + g / (sqrt(mean_square) + self.eps)
        return -(self.lr * velocity), (mean_square, velocity)


class Adam(Optimiser):
    """Gradient descent along the mean of gradients, over the root of the mean of their squares.

    Parameters
    ----------
    parameters, lr, weight_decay
        As of `Optimiser`.
    beta1, beta2 : float
        How much of the two means is kept from step to step.
    eps : float
        Added to the root, against division by zero.

    References
    ----------
    D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1.

    Examples
    --------
    >>> w = Value(1.0)
    >>> (3.0 * w).backward()
    >>> optimiser = Adam([w], lr=0.1)
    >>> optimiser.step()
    >>> round(w.data, 6)
    0.9
    """

    slots = ("steps", "mean", "mean_square")
    settings = ("lr", "beta1", "beta2", "eps", "weight_decay")

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, weight_decay)
        self.beta1 = setting("beta1", beta1, below_one=True)
        self.beta2 = setting("beta2", beta2, below_one=True)
        self.eps = setting("eps", eps, positive=True)

    def rule(self, x: float, g: float, memory: Memory) -> tuple[float, Memory]:
        """Move along the mean, both means corrected for having started at zero."""
        g = self.decayed(x, g)
        steps, mean, mean_square = memory
        steps += 1.0
        mean = self.beta1 * mean + (1.0 - self.beta1) * g
        mean_square = self.beta2 * mean_square + (1.0 - self.beta2) * g * g
        size = sqrt(mean_square / (1.0 - self.beta2**steps)) + self.eps
        step = -(self.lr * (mean / (1.0 - self.beta1**steps)) / size)
        return step, (steps, mean, mean_square)


class AdamW(Adam):
    """Adam whose weight decay pulls the parameter itself, and stays out of the means.

    Parameters are those of `Adam`; each step also adds -lr*weight_decay*x.

    References
    ----------
    I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019, algorithm 2.

    Examples
    --------
    >>> w = Value(1.0)
    >>> (3.0 * w).backward()
    >>> optimiser = AdamW([w], lr=0.1, weight_decay=0.5)
    >>> optimiser.step()
    >>> round(w.data, 6)
    0.85
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(
            parameters, lr, beta1=beta1, beta2=beta2, eps=eps, weight_decay=weight_decay
        )

    def decayed(self, x: float, g: float) -> float:  # noqa: ARG002  signature of Optimiser
        """The gradient as it is."""
        return g

    def rule(self, x: float, g: float, memory: Memory) -> tuple[float, Memory]:
        """Move as Adam does, and towards 0."""
        step, memory = super().rule(x, g, memory)
        return step - self.lr * self.weight_decay * x, memory
