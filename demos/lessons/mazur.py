"""Matt Mazur's 2-2-2 network: one full update, all published numbers, and the slip in one of them.

"A Step by Step Backpropagation Example", 2015. The article's next error, 0.291027924, comes from
sending the hidden layer's gradient through output weights that were already updated.
"""

from collections.abc import Iterator, Sequence

from autograd import Trace, Value, ops, sum, tape, trace
from autograd.nn import SGD

from ..nodes import named
from ..parts import Part, Say, Walk

WEIGHTS = (0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55)
HIDDEN_BIAS, OUTPUT_BIAS = 0.35, 0.60
INPUTS = (0.05, 0.10)
TARGETS = (0.01, 0.99)
RATE = 0.5


def weights() -> list[Value]:
    """w1 to w8 as they start."""
    return [Value(w, f"w{i}", role="parameter") for i, w in enumerate(WEIGHTS, start=1)]


def error(w: Sequence[Value]) -> Value:
    """Half the squared error of the network, summed over both outputs."""
    i = [Value(x, f"i{n}", role="input") for n, x in enumerate(INPUTS, start=1)]
    b1, b2 = Value(HIDDEN_BIAS, "b1"), Value(OUTPUT_BIAS, "b2")
    h = [named(ops.sigmoid(w[k] * i[0] + w[k + 1] * i[1] + b1), f"h{k // 2 + 1}") for k in (0, 2)]
    o = [
        named(
            ops.sigmoid(w[4 + k] * h[0] + w[5 + k] * h[1] + b2),
            f"o{k // 2 + 1}",
            "output",
        )
        for k in (0, 2)
    ]
    parts = [0.5 * (target - output) ** 2 for target, output in zip(TARGETS, o, strict=True)]
    return named(sum(parts), "E", "loss")


def outputs(root: Value) -> list[float]:
    """The two outputs of the network that computed this error."""
    return [line.node.data for line in tape(root) if line.name in ("o1", "o2")]


def train(steps: int) -> tuple[list[Value], Value]:
    """Weights after so many updates, and the error they give."""
    w = weights()
    optimizer = SGD(w, lr=RATE)
    for _ in range(steps):
        optimizer.zero_grad()
        error(w).backward()
        optimizer.step()
    return w, error(w)


def slip() -> float:
    """The next error if the output weights are updated first, as in the article.

    Recording keeps local derivatives, so the slip has to be made on purpose: the gradient flows
    through nodes that hold the new output weights, at the old outputs.
    """
    w = weights()
    optimizer = SGD(w, lr=RATE)
    root = error(w)
    root.backward()
    new = [Value(update.after) for update in optimizer.plan()]
    lines = trace(root)
    at_outputs = [
        step.contribution
        for step in lines.backward
        if step.op == "sigmoid" and step.name in ("o1", "o2")
    ][::-1]
    i = [Value(x) for x in INPUTS]
    h = [ops.sigmoid(w[k] * i[0] + w[k + 1] * i[1] + HIDDEN_BIAS) for k in (0, 2)]
    for weight in w[:4]:
        weight.grad = None
    flow = [at_outputs[0] * new[4 + k].data + at_outputs[1] * new[6 + k].data for k in (0, 1)]
    (h[0] * flow[0] + h[1] * flow[1]).backward()
    hidden = [Value(update.after) for update in SGD(w[:4], lr=RATE).plan()]
    return error(hidden + new[4:]).data


def drawn() -> Trace:
    """Both passes, and the update."""
    return Walk(error(weights()), RATE).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    yield Say("intro")
    yield Walk(error(weights()), RATE)
    before, after = (train(steps)[1].data for steps in (0, 1))
    yield Say("next", {"before": before, "after": after, "slip": slip()})
    last = train(10_000)[1]
    first, second = outputs(last)
    yield Say("later", {"error": last.data, "first": first, "second": second})
