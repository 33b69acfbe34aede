"""Kinds of parameters, told apart by their class when the penalty is computed."""

import random

from micrograd.engine import Value

rng = random.Random(3)


class Weight(Value):
    def __init__(self, data, _children=(), _op="", regularization="l2"):
        super().__init__(data, _children, _op)
        self.regularization = regularization


class Bias(Value):
    pass


def everything(root):
    found, waiting = set(), [root]
    while waiting:
        v = waiting.pop()
        if v not in found:
            found.add(v)
            waiting.extend(v._prev)
    return found


ws = [Weight(rng.uniform(-1, 1), regularization=kind) for kind in ("l2", "l1", "l2")]
b = Bias(0.1)
xs = [[1.0, 2.0, -1.0], [0.5, -1.0, 3.0], [2.0, 0.0, 1.0]]
ys = [1.0, -1.0, 0.5]
for step in range(5):
    loss = Value(0.0)
    for x, y in zip(xs, ys, strict=True):
        out = b
        for w, xi in zip(ws, x, strict=True):
            out = out + w * xi
        loss = loss + (out - y) ** 2
    nodes = everything(loss)
    weights = [v for v in nodes if isinstance(v, Weight)]
    biases = [v for v in nodes if isinstance(v, Bias)]
    print(step, len(nodes), len(weights), len(biases), loss.data)
    for v in nodes:
        v.grad = 0
    loss.backward()
    for w in ws:
        penalty = w.data if w.regularization == "l2" else (1 if w.data > 0 else -1)
        w.data -= 0.05 * (w.grad + 0.01 * penalty)
    b.data -= 0.05 * b.grad
print([w.data for w in ws], b.data)
