"""A recurrent network that reads letters: one cell, fourteen times, through time."""

import random
import sys

from micrograd.engine import Value

sys.setrecursionlimit(20_000)
text = "hello micrograd"
letters = sorted(set(text))
rng = random.Random(2)
H, N = 3, len(letters)


def matrix(rows, columns):
    return [[Value(rng.uniform(-0.3, 0.3)) for _ in range(columns)] for _ in range(rows)]


Wx, Wh, Wy = matrix(H, N), matrix(H, H), matrix(N, H)
params = [p for m in (Wx, Wh, Wy) for row in m for p in row]


def run():
    h = [Value(0.0) for _ in range(H)]
    loss = Value(0.0)
    for here, after in zip(text, text[1:], strict=False):
        i = letters.index(here)
        h = [(Wx[k][i] + sum(Wh[k][j] * h[j] for j in range(H))).tanh() for k in range(H)]
        logits = [sum(Wy[n][k] * h[k] for k in range(H)) for n in range(N)]
        most = max(v.data for v in logits)
        exps = [(v - most).exp() for v in logits]
        loss = loss - (exps[letters.index(after)] / sum(exps)).log()
    return loss / (len(text) - 1)


for epoch in range(2):
    loss = run()
    for p in params:
        p.grad = 0.0
    loss.backward()
    norm = sum(p.grad**2 for p in params) ** 0.5
    for p in params:
        p.data -= 0.5 * p.grad
    print(epoch, loss.data, norm)
