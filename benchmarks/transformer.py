"""One step of a character transformer of 4,192 parameters, written in scalars, one sequence, Adam.

The model is that of the lesson, in `demos/models/transformer.py`: the same text runs on our Values
and on those of plain Python, which keep a tuple of local gradients each; PyTorch and JAX compute it
on arrays.
"""

import itertools
import math
import operator
import random
import statistics
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograd import Value
from autograd.nn import Adam
from autograd.replay import replay
from demos.models.transformer import (
    CHARACTERS,
    CONTEXT,
    HEADS,
    SHAPES,
    WIDTH,
    logits,
    losses,
    parameters,
)

from .measure import in_turn, ratio
from .targets import Target, targets

LR, STEPS, ROUNDS, BUILDS = 0.01, 50, 9, 5
WHY = """The function is called twice, to see that it does the same both times; the rest
are passes over its lines, in Python, and their scheduling. Tried: fewer calls for each line in the
passes (no difference)."""
TOKENS = [random.Random(1).randrange(CHARACTERS) for _ in range(CONTEXT + 1)]


def weights() -> dict[str, Any]:
    """The parameters as they start, by name."""
    source = np.random.default_rng(42)
    return {name: source.normal(0.0, 0.08, shape) for name, shape in SHAPES.items()}


class Plain:
    """A number of plain Python that remembers its operands and local gradients, as tuples."""

    __slots__ = ("children", "data", "grad", "slopes")

    def __init__(self, data: float, children: Any = (), slopes: Any = ()) -> None:
        self.data, self.grad, self.children, self.slopes = data, 0.0, children, slopes

    def __add__(self, other: Any) -> "Plain":
        other = other if isinstance(other, Plain) else Plain(other)
        return Plain(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Any) -> "Plain":
        other = other if isinstance(other, Plain) else Plain(other)
        return Plain(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, power: float) -> "Plain":
        return Plain(self.data**power, (self,), (power * self.data ** (power - 1.0),))

    def exp(self) -> "Plain":
        """Exponential."""
        result = math.exp(self.data)
        return Plain(result, (self,), (result,))

    def log(self) -> "Plain":
        """Logarithm."""
        return Plain(math.log(self.data), (self,), (1.0 / self.data,))

    def relu(self) -> "Plain":
        """The larger of it and 0."""
        return Plain(max(self.data, 0.0), (self,), (float(self.data > 0.0),))

    def __neg__(self) -> "Plain":
        return self * -1.0

    def __sub__(self, other: Any) -> "Plain":
        return self + (-other)

    def __truediv__(self, other: Any) -> "Plain":
        return self * other**-1.0

    __radd__, __rmul__ = __add__, __mul__

    def backward(self) -> None:
        """Add the gradient of this number to all it depends on."""
        order: list[Plain] = []
        seen: set[Plain] = set()
        stack = [(self, False)]
        while stack:
            node, is_ready = stack.pop()
            if is_ready:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack += [(child, False) for child in node.children]
        self.grad = 1.0
        for node in reversed(order):
            for child, slope in zip(node.children, node.slopes, strict=True):
                child.grad += slope * node.grad


def plain_softmax(scores: Sequence[Any]) -> list[Any]:
    """Softmax of plain numbers."""
    largest = max(score.data for score in scores)
    exponentials = [(score - largest).exp() for score in scores]
    total = sum(exponentials)
    return [e / total for e in exponentials]


def plain_loss(logits: Sequence[Any], target: int) -> Any:
    """Cross-entropy of plain numbers."""
    return -plain_softmax(logits)[target].log()


PLAIN = SimpleNamespace(relu=Plain.relu, select=operator.getitem, softmax=plain_softmax)


def plain_losses(model: dict[str, Any]) -> list[Any]:
    """What the model's `losses` are, of plain numbers."""
    keys: list[Any] = []
    values: list[Any] = []
    return [
        plain_loss(logits(model, token, place, keys, values, PLAIN), target)
        for place, (token, target) in enumerate(itertools.pairwise(TOKENS))
    ]


def mean(numbers: Sequence[Any]) -> Any:
    """Of numbers of any kind."""
    return sum(numbers) * (1.0 / len(numbers))


def scalars(kind: Callable[[float], Any]) -> dict[str, Any]:
    """The parameters as numbers of a kind."""
    return {
        name: [[kind(x) for x in line] for line in array.tolist()]
        for name, array in weights().items()
    }


# --- ours and the peers: each a function that takes steps, and the loss before the first ----------


def by_replay() -> tuple[Any, float]:
    """Replay; and how long recording and compiling took."""
    model = scalars(Value)
    start = time.perf_counter()
    loss = replay(lambda tokens: mean(losses(model, tokens)), parameters=parameters(model))
    training = loss.training(Adam(parameters(model), lr=LR))
    tokens = np.array(TOKENS)
    first = training.step(tokens)
    built = time.perf_counter() - start

    def steps() -> float:
        return float(training.steps(STEPS, tokens)[-1])

    return (steps, first), built


def by_python() -> Any:
    """Plain Python: one step, and a fair Adam in it."""
    model = scalars(Plain)
    leaves = parameters(model)
    first, second, state = [0.0] * len(leaves), [0.0] * len(leaves), {"t": 0}

    def step() -> float:
        total = mean(plain_losses(model))
        total.backward()
        state["t"] += 1
        large, small = 1.0 - 0.9 ** state["t"], 1.0 - 0.999 ** state["t"]
        for i, p in enumerate(leaves):
            first[i] = 0.9 * first[i] + 0.1 * p.grad
            second[i] = 0.999 * second[i] + 0.001 * p.grad * p.grad
            p.data -= LR * (first[i] / large) / (math.sqrt(second[i] / small) + 1e-8)
            p.grad = 0.0
        return float(total.data)

    return step, step()


def by_torch() -> Any:
    """PyTorch on arrays, its own Adam."""
    import torch  # noqa: PLC0415  each peer loads what it needs

    torch.set_num_threads(1)
    w = {name: torch.tensor(array, requires_grad=True) for name, array in weights().items()}
    optimiser = torch.optim.Adam(w.values(), lr=LR)
    tokens = torch.tensor(TOKENS)
    hidden = torch.full((CONTEXT, CONTEXT), -torch.inf, dtype=torch.float64).triu(1)

    def normed(x: Any) -> Any:
        return x * (x.pow(2).mean(-1, keepdim=True) + 1e-5).rsqrt()

    def heads(x: Any) -> Any:
        return x.view(CONTEXT, HEADS, WIDTH // HEADS).transpose(0, 1)

    def step() -> float:
        x = normed(w["token"][tokens[:-1]] + w["position"])
        n = normed(x)
        q, k, v = (heads(n @ w[name].T) for name in ("query", "key", "value"))
        shares = torch.softmax(q @ k.transpose(1, 2) * 0.5 + hidden, -1)
        x = (shares @ v).transpose(0, 1).reshape(CONTEXT, WIDTH) @ w["out"].T + x
        x = torch.relu(normed(x) @ w["up"].T) @ w["down"].T + x
        loss = torch.nn.functional.cross_entropy(x @ w["head"].T, tokens[1:])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    return lambda: [step() for _ in range(STEPS)][-1], step()


def by_jax() -> Any:
    """JAX, a jitted step on arrays."""
    import jax  # noqa: PLC0415  each peer loads what it needs
    import jax.numpy as jnp  # noqa: PLC0415  each peer loads what it needs

    jax.config.update("jax_enable_x64", val=True)
    tokens = jnp.array(TOKENS)
    hidden = jnp.triu(jnp.full((CONTEXT, CONTEXT), -jnp.inf), 1)

    def normed(x: Any) -> Any:
        return x * ((x * x).mean(-1, keepdims=True) + 1e-5) ** -0.5

    def heads(x: Any) -> Any:
        return x.reshape(CONTEXT, HEADS, WIDTH // HEADS).transpose(1, 0, 2)

    def loss(w: Any) -> Any:
        x = normed(w["token"][tokens[:-1]] + w["position"])
        n = normed(x)
        q, k, v = (heads(n @ w[name].T) for name in ("query", "key", "value"))
        shares = jax.nn.softmax(q @ k.transpose(0, 2, 1) * 0.5 + hidden, -1)
        x = (shares @ v).transpose(1, 0, 2).reshape(CONTEXT, WIDTH) @ w["out"].T + x
        x = jnp.maximum(normed(x) @ w["up"].T, 0.0) @ w["down"].T + x
        return -jax.nn.log_softmax(x @ w["head"].T)[jnp.arange(CONTEXT), tokens[1:]].mean()

    @jax.jit
    def step(w: Any, mean: Any, square: Any, t: Any) -> Any:
        value, slopes = jax.value_and_grad(loss)(w)
        mean = {k: 0.9 * mean[k] + 0.1 * slopes[k] for k in w}
        square = {k: 0.999 * square[k] + 0.001 * slopes[k] ** 2 for k in w}
        large, small = 1.0 - 0.9**t, 1.0 - 0.999**t
        w = {k: w[k] - LR * (mean[k] / large) / (jnp.sqrt(square[k] / small) + 1e-8) for k in w}
        return w, mean, square, value

    w = {name: jnp.array(array) for name, array in weights().items()}
    zeros = {name: jnp.zeros_like(array) for name, array in w.items()}
    state = {"w": (w, zeros, zeros), "t": 0}

    def steps(count: int = STEPS) -> float:
        for _ in range(count):
            state["t"] += 1
            *state["w"], value = step(*state["w"], float(state["t"]))
        return float(value)

    return steps, steps(1)


def report() -> list[str]:
    """Measure all and return a table."""
    built = statistics.median(by_replay()[1] for _ in range(BUILDS))
    (ours, first), _ = by_replay()
    peers = {"plain Python": by_python(), "PyTorch": by_torch(), "JAX jit": by_jax()}
    for name, (_, loss) in peers.items():
        if abs(loss - first) > 1e-9:
            raise AssertionError(f"{name} computes something else: {loss}, {first}")
    times = in_turn(ROUNDS, {"replay": ours, **{name: each for name, (each, _) in peers.items()}})
    per_call = {name: 1 if name == "plain Python" else STEPS for name in times}
    each = {name: [t / per_call[name] for t in found] for name, found in times.items()}
    lines = [
        f"## One step of a transformer in scalars: 4,192 parameters, {CONTEXT} characters, Adam",
        "",
        f"Microseconds a step, medians of {ROUNDS} rounds in turn; float64, one thread. To record,",
        f"optimise and compile the replay took {built:.2f} s (median of {BUILDS}).",
        "",
        "| | step | times replay's |",
        "|---|---:|---:|",
    ]
    for name, found in each.items():
        step = 1e6 * statistics.median(found)
        lines.append(f"| {name} | {step:,.0f} | {ratio(found, each['replay']):,.1f} |")
    wanted = {"plain Python": 500, "PyTorch": 1, "JAX jit": 1}
    return [
        *lines,
        *targets(
            *(
                Target(f"{name}, its time over replay's", ratio(each[name], each["replay"]), least)
                for name, least in wanted.items()
            ),
            Target("seconds to record and compile", built, 3, at_most=True, why=WHY),
        ),
    ]


if __name__ == "__main__":
    print("\n".join(report()))
