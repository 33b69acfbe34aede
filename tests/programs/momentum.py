"""Momentum in a dictionary whose keys are the parameters; every random number from one seed."""

import random

from micrograd.engine import Value
from micrograd.nn import Layer, Module, Neuron


class Net(Module):
    def __init__(self):
        self.hidden = Layer(1, 4)
        self.out = Neuron(4, nonlin=False)

    def __call__(self, x):
        return self.out(self.hidden([x]))

    def parameters(self):
        return self.hidden.parameters() + self.out.parameters()


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False):
        self.params = list(params)
        self.lr, self.momentum, self.nesterov = lr, momentum, nesterov
        self.velocity = dict.fromkeys(self.params, 0.0)

    def step(self):
        for p in self.params:
            v = self.velocity[p] = self.momentum * self.velocity[p] + p.grad
            p.data -= self.lr * (p.grad + self.momentum * v if self.nesterov else v)


random.seed(11)
for nesterov in (False, True):
    net = Net()
    opt = SGD(net.parameters(), lr=0.02, momentum=0.8, nesterov=nesterov)
    for k in range(10):
        batch = random.sample(range(-5, 6), 4)
        losses = [(net(Value(i / 5)) - abs(i / 5)) ** 2 for i in batch]
        loss = sum(losses) * (1.0 / len(losses))
        net.zero_grad()
        loss.backward()
        opt.step()
        print(k, batch, loss.data)
    print(net.hidden, net.out, len(opt.velocity), sum(opt.velocity.values()))
