"""A neuron of the lecture: tanh added to the class, and `_backward` called node by node."""

import math

from micrograd.engine import Value


def tanh(self):
    x = self.data
    t = (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1)
    out = Value(t, (self,), "tanh")

    def _backward():
        self.grad += (1 - t**2) * out.grad

    out._backward = _backward
    return out


Value.tanh = tanh

x1 = Value(2.0, label="x1")
x2 = Value(0.0, label="x2")
w1 = Value(-3.0, label="w1")
w2 = Value(1.0, label="w2")
b = Value(6.8813735870195432, label="b")
x1w1 = x1 * w1
x1w1.label = "x1*w1"
x2w2 = x2 * w2
x2w2.label = "x2*w2"
x1w1x2w2 = x1w1 + x2w2
x1w1x2w2.label = "x1*w1 + x2*w2"
n = x1w1x2w2 + b
n.label = "n"
o = n.tanh()
o.label = "o"
print(o, o._op, [child.label for child in o._prev])

o.grad = 1.0
o._backward()
print(n.grad)
n._backward()
print(b.grad, x1w1x2w2.grad)
b._backward()
x1w1x2w2._backward()
print(x1w1.grad, x2w2.grad)
x2w2._backward()
x1w1._backward()
for v in (x1, w1, x2, w2):
    print(v.label, v.grad)
