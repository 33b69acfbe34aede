"""The lecture's network on four samples, with its bug and without: zero_grad forgotten."""

import random

from micrograd.nn import MLP

xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
ys = [1.0, -1.0, -1.0, 1.0]


def train(forgets, steps=6):
    random.seed(42)
    n = MLP(3, [4, 4, 1])
    print(n, len(n.parameters()))
    for k in range(steps):
        ypred = [n(x) for x in xs]
        loss = sum((yout - ygt) ** 2 for ygt, yout in zip(ys, ypred, strict=True))
        if not forgets:
            for p in n.parameters():
                p.grad = 0.0
        loss.backward()
        for p in n.parameters():
            p.data += -0.01 * p.grad
        print(k, loss.data)
    print([y.data for y in ypred])
    print(n.layers[0].neurons[0].w[0].grad)


train(forgets=True)
train(forgets=False)
