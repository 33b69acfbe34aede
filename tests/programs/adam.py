"""Adam, whose averages are kept on the parameters themselves."""

import random

from micrograd.engine import Value
from micrograd.nn import MLP


class Adam:
    def __init__(self, params, lr=0.05, betas=(0.9, 0.95), eps=1e-8, weight_decay=1e-4):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.weight_decay = weight_decay
        self.t = 0
        for p in params:
            p.m = 0.0
            p.v = 0.0

    def step(self):
        self.t += 1
        for p in self.params:
            if p.grad is None:
                continue
            p.m = self.betas[0] * p.m + (1 - self.betas[0]) * p.grad
            p.v = self.betas[1] * p.v + (1 - self.betas[1]) * p.grad**2
            m_hat = p.m / (1 - self.betas[0] ** self.t)
            v_hat = p.v / (1 - self.betas[1] ** self.t)
            p.data -= self.lr * (m_hat / (v_hat**0.5 + self.eps) + self.weight_decay * p.data)

    def zero_grad(self):
        for p in self.params:
            p.grad = 0


random.seed(5)
model = MLP(2, [3, 1])
opt = Adam(model.parameters())
data = [([x, y], x * y) for x in (-1.0, 0.3, 1.0) for y in (-0.7, 0.4)]
for _ in range(15):
    total = Value(0.0)
    for x, target in data:
        total += (model(x) - target) ** 2
    loss = total / len(data)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(opt.t, loss.data)
print([(p.m, p.v) for p in model.parameters()][:3])
