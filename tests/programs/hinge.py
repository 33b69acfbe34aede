"""A training of the demo's kind on points of one's own: max margin, L2, a falling learning rate."""

import random

import numpy as np
from micrograd.engine import Value
from micrograd.nn import MLP

np.random.seed(1)
random.seed(1)
X = np.random.uniform(-1, 1, (12, 2))
y = np.where(X[:, 0] * X[:, 1] > 0, 1, -1)
model = MLP(2, [5, 1])


def loss(batch_size=None):
    if batch_size is None:
        Xb, yb = X, y
    else:
        ri = np.random.permutation(X.shape[0])[:batch_size]
        Xb, yb = X[ri], y[ri]
    inputs = [list(map(Value, row)) for row in Xb]
    scores = list(map(model, inputs))
    losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(yb, scores, strict=True)]
    data_loss = sum(losses) * (1.0 / len(losses))
    reg_loss = 1e-4 * sum(p * p for p in model.parameters())
    right = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(yb, scores, strict=True)]
    return data_loss + reg_loss, sum(right) / len(right)


print(*loss())
for k in range(6):
    total_loss, acc = loss(batch_size=8)
    model.zero_grad()
    total_loss.backward()
    learning_rate = 1.0 - 0.9 * k / 100
    for p in model.parameters():
        p.data -= learning_rate * p.grad
    print(f"step {k} loss {total_loss.data}, accuracy {acc * 100}%")
