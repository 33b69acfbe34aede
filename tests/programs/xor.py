"""XOR with neurons of one's own, of sigmoid and tanh, some without a bias: ``if self.b``."""

import math
import random

from micrograd.engine import Value


def sigmoid(x):
    s = 1.0 / (1.0 + math.exp(-x.data))
    out = Value(s, (x,), "σ")

    def _backward():
        x.grad += s * (1.0 - s) * out.grad

    out._backward = _backward
    return out


ACTIVATIONS = {"tanh": lambda x: x.tanh(), "sigmoid": sigmoid, "linear": lambda x: x}


class Neuron:
    def __init__(self, n, activation, bias, rng):
        self.w = [Value(rng.gauss(0, 1)) for _ in range(n)]
        self.b = Value(0) if bias else None
        self.activation = ACTIVATIONS[activation]

    def __call__(self, x):
        z = sum(w * v for w, v in zip(self.w, x, strict=True))
        if self.b:
            z = z + self.b
        return self.activation(z)

    def parameters(self):
        return self.w + ([self.b] if self.b else [])


class Network:
    def __init__(self, sizes, activations, rng, bias=True):
        self.layers = [
            [Neuron(n, kind, bias, rng) for _ in range(m)]
            for n, m, kind in zip(sizes, sizes[1:], activations, strict=False)
        ]

    def __call__(self, x):
        for layer in self.layers:
            x = [neuron(x) for neuron in layer]
        return x[0]

    def parameters(self):
        return [p for layer in self.layers for neuron in layer for p in neuron.parameters()]


def cross_entropy(p, y):
    return -(p.log() if y else (1 - p).log())


rng = random.Random(7)
table = [(a, b, a ^ b) for a in (0, 1) for b in (0, 1)]
for bias in (True, False):
    net = Network([2, 3, 1], ["tanh", "sigmoid"], rng, bias)
    print(len(net.parameters()))
    for epoch in range(16):
        loss = Value(0)
        for a, b, y in table:
            loss += cross_entropy(net([a, b]), y)
        for p in net.parameters():
            p.grad = 0.0
        loss.backward()
        for p in net.parameters():
            p.data -= 0.5 * p.grad
        if epoch % 5 == 0:
            print(epoch, loss.data)
    print([round(net([a, b]).data, 6) for a, b, _ in table])
