"""One full training step on moons: MLP 2-16-16-1, 100 samples, max-margin and L2, SGD.

All compute the same step in float64, on one thread, from the same weights; after some steps their
losses are compared. Each is timed as it is fastest: many steps in one call, where it can do that.
"""

import ctypes
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import make_moons

from autograd.nn import MLP, SGD, hinge, l2_penalty
from autograd.replay import replay

from .measure import in_turn, ratio
from .targets import Target, targets

ALPHA, LR, STEPS, ROUNDS = 1e-4, 0.05, 100, 15
Steps = Callable[[], float]
"""Takes STEPS steps and returns the loss before the last one."""

POINTS, CLASSES = make_moons(n_samples=100, noise=0.1, random_state=1337)
SIGNS = 2.0 * CLASSES - 1.0


def model() -> MLP:
    """The network as it starts."""
    return MLP(2, [16, 16, 1], activation="relu", rng=random.Random(1337))


def weights() -> list[Any]:
    """Its weights as arrays: of each layer a matrix (neurons, inputs) and the biases."""
    return [
        array
        for layer in model().layers
        for array in (
            np.array([[w.data for w in neuron.w] for neuron in layer.neurons]),
            np.array([neuron.b.data for neuron in layer.neurons]),
        )
    ]


def flat_weights() -> Any:
    """Its weights as one array, of each neuron those of its inputs, then the bias."""
    return np.array([p.data for p in model().parameters()])


# --- ours ----------------------------------------------------------------------------------------


def by_replay() -> tuple[Steps, float]:
    """Replay; and how long recording and compiling took."""
    network = model()
    parameters = network.parameters()
    start = time.perf_counter()
    loss = replay(
        lambda x, y: hinge(network(x), y) + l2_penalty(parameters, ALPHA),
        rows="mean",
        parameters=parameters,
    )
    training = loss.training(SGD(parameters, lr=LR))
    training.step(POINTS, SIGNS)
    built = time.perf_counter() - start
    network.load(model().state())
    training = loss.training(SGD(parameters, lr=LR))
    return lambda: float(training.steps(STEPS, POINTS, SIGNS)[-1]), built


# --- peers ---------------------------------------------------------------------------------------


def by_numpy() -> Steps:
    """Written by hand in numpy."""
    w1, b1, w2, b2, w3, b3 = weights()
    everything = [w1, b1, w2, b2, w3, b3]

    def step() -> float:
        h1 = POINTS @ w1.T + b1
        np.maximum(h1, 0.0, out=h1)
        h2 = h1 @ w2.T + b2
        np.maximum(h2, 0.0, out=h2)
        margin = 1.0 - SIGNS * ((h2 @ w3.T)[:, 0] + b3[0])
        loss = np.maximum(margin, 0.0).mean() + ALPHA * sum(
            float((p * p).sum()) for p in everything
        )
        d3 = np.where(margin > 0.0, -SIGNS / 100.0, 0.0)[:, None]
        d2 = (d3 @ w3) * (h2 > 0.0)
        d1 = (d2 @ w2) * (h1 > 0.0)
        slopes = (d1.T @ POINTS, d1.sum(0), d2.T @ h1, d2.sum(0), d3.T @ h2, d3.sum(0))
        for p, g in zip(everything, slopes, strict=True):
            np.subtract(p, LR * (g + 2.0 * ALPHA * p), out=p)
        return float(loss)

    return lambda: [step() for _ in range(STEPS)][-1]


def by_torch() -> Steps:
    """PyTorch modules."""
    import torch  # noqa: PLC0415  each peer loads what it needs

    torch.set_num_threads(1)
    layers = [torch.nn.Linear(2, 16), torch.nn.Linear(16, 16), torch.nn.Linear(16, 1)]
    network = torch.nn.Sequential(
        layers[0], torch.nn.ReLU(), layers[1], torch.nn.ReLU(), layers[2]
    ).double()
    with torch.no_grad():
        for p, w in zip(network.parameters(), weights(), strict=True):
            p.copy_(torch.from_numpy(w))
    optimiser = torch.optim.SGD(network.parameters(), lr=LR)
    x, y = torch.from_numpy(POINTS), torch.from_numpy(SIGNS)

    def step() -> Any:
        loss = torch.relu(1.0 - y * network(x)[:, 0]).mean()
        loss = loss + ALPHA * sum((p * p).sum() for p in network.parameters())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss

    def steps() -> float:
        losses = [step() for _ in range(STEPS)]
        return float(losses[-1].item())

    return steps


def by_jax(scan: bool) -> Steps:
    """JAX: a jitted step for each call, or all steps in one call by lax.scan."""
    import jax  # noqa: PLC0415  each peer loads what it needs
    import jax.numpy as jnp  # noqa: PLC0415  each peer loads what it needs

    jax.config.update("jax_enable_x64", val=True)
    x, y = jnp.array(POINTS), jnp.array(SIGNS)

    def loss(p: Any) -> Any:
        h1 = jnp.maximum(x @ p[0].T + p[1], 0.0)
        h2 = jnp.maximum(h1 @ p[2].T + p[3], 0.0)
        margin = 1.0 - y * ((h2 @ p[4].T)[:, 0] + p[5][0])
        return jnp.maximum(margin, 0.0).mean() + ALPHA * sum((q * q).sum() for q in p)

    def step(p: Any, _: Any = None) -> Any:
        value, slopes = jax.value_and_grad(loss)(p)
        return [q - LR * g for q, g in zip(p, slopes, strict=True)], value

    state = {"p": [jnp.array(w) for w in weights()]}
    jitted = jax.jit(step)
    scanned = jax.jit(lambda p: jax.lax.scan(step, p, None, length=STEPS))

    def steps() -> float:
        if scan:
            state["p"], values = scanned(state["p"])
            return float(values[-1])
        for _ in range(STEPS):
            state["p"], value = jitted(state["p"])
        return float(value)

    return steps


def by_heyoka() -> Steps:
    """heyoka.py: the whole scalar graph and its derivatives as one compiled function."""
    import heyoka as hy  # noqa: PLC0415  each peer loads what it needs

    names = hy.make_vars(*[f"p{i}" for i in range(337)])
    values = flat_weights()
    p1, p2, p3 = names[:48], names[48:320], names[320:]

    def weighted(parameters: Any, xs: Any) -> Any:
        products = [w * x for w, x in zip(parameters[:-1], xs, strict=True)]
        return hy.sum([*products, parameters[-1]])

    def neuron(parameters: Any, xs: Any) -> Any:
        return hy.relu(weighted(parameters, xs))

    def output(point: Any) -> Any:
        h1 = [neuron(p1[3 * j : 3 * j + 3], point) for j in range(16)]
        h2 = [neuron(p2[17 * j : 17 * j + 17], h1) for j in range(16)]
        return weighted(p3, h2)

    margins = [
        hy.relu(1.0 - y * output(x)) for x, y in zip(POINTS.tolist(), SIGNS.tolist(), strict=True)
    ]
    loss = hy.sum(margins) / 100.0 + ALPHA * hy.sum([p * p for p in names])
    tensors = hy.diff_tensors([loss], diff_args=names, diff_order=1)
    function = hy.cfunc([loss, *tensors.gradient], vars=names, compact_mode=True)
    out = np.empty(338)

    def step() -> float:
        nonlocal values
        function(values, outputs=out)
        values = values - LR * out[1:]
        return float(out[0])

    return lambda: [step() for _ in range(STEPS)][-1]


def in_c() -> tuple[Steps, Steps]:
    """C as one would write it, and with vectors by hand; compiled for this processor."""
    folder = Path(tempfile.mkdtemp())
    source = Path(__file__).with_name("moons.c")
    library = folder / "moons.so"
    subprocess.run(
        ["cc", "-O3", "-ffast-math", "-march=native", "-shared", "-fPIC", source, "-o", library],  # noqa: S607  the one on PATH is meant
        check=True,
    )
    functions = ctypes.CDLL(str(library))
    pointer = ctypes.c_void_p
    number = flat_weights()
    width = functions.lanes_here()
    blocks = -(-len(POINTS) // width)
    padded = np.zeros((blocks * width, 3))
    padded[: len(POINTS)] = np.column_stack([POINTS, SIGNS])
    lanes = _aligned(padded[:, :2].reshape(blocks, width, 2).transpose(0, 2, 1))
    signs = _aligned(padded[:, 2])
    found = []
    for name, x, y in (("plain", POINTS, SIGNS), ("vectors", lanes, signs)):
        function = functions[name]
        function.restype = ctypes.c_double
        real, whole = ctypes.c_double, ctypes.c_long
        function.argtypes = [pointer, pointer, pointer, whole, real, real, whole]
        own = _aligned(number)
        arguments = own.ctypes.data, x.ctypes.data, y.ctypes.data, 100, ALPHA, LR, STEPS

        def steps(
            function: Any = function, arguments: Any = arguments, kept: Any = (own, x, y)
        ) -> float:
            del kept
            return float(function(*arguments))

        found.append(steps)
    return found[0], found[1]


def _aligned(array: Any) -> Any:
    """A copy that begins at a border of 64 bytes."""
    raw = np.empty(array.size + 8)
    begin = (-raw.ctypes.data // 8) % 8
    copy = raw[begin : begin + array.size]
    copy[:] = array.ravel()
    return copy


def report() -> list[str]:
    """Measure all and return a table."""
    ours, built = by_replay()
    plain, vectors = in_c()
    works = {
        "replay": ours,
        "PyTorch modules": by_torch(),
        "JAX jit": by_jax(scan=False),
        "JAX lax.scan": by_jax(scan=True),
        "numpy by hand": by_numpy(),
        "heyoka.py": by_heyoka(),
        "C, -O3 -ffast-math": plain,
        "C, vectors by hand": vectors,
    }
    losses = {name: work() for name, work in works.items()}
    for name, loss in losses.items():
        if abs(loss - losses["numpy by hand"]) > 1e-9:
            raise AssertionError(f"{name} computes something else: {losses}")
    times = in_turn(ROUNDS, works)
    lines = [
        "## One training step: MLP 2-16-16-1, 100 samples, max-margin + L2, SGD",
        "",
        f"Microseconds a step, medians of {ROUNDS} rounds of {STEPS} steps in turn; float64, one",
        f"thread. To record, optimise and compile the replay took {built:.2f} s.",
        "",
        "| | step | times replay's |",
        "|---|---:|---:|",
    ]
    for name, each in times.items():
        step = 1e6 * statistics.median(each) / STEPS
        lines.append(f"| {name} | {step:.1f} | {ratio(each, times['replay']):.2f} |")
    *others, vectors_by_hand = [name for name in times if name != "replay"]
    return [
        *lines,
        *targets(
            *(
                Target(f"{name}, its time over replay's", ratio(times[name], times["replay"]), 1)
                for name in others
            ),
            Target(
                f"{vectors_by_hand}, replay's time over its",
                ratio(times["replay"], times[vectors_by_hand]),
                2.5,
                at_most=True,
            ),
            Target("seconds to record and compile", built, 1, at_most=True),
        ),
    ]


if __name__ == "__main__":
    print("\n".join(report()))
