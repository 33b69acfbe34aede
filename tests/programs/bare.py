"""A subclass that never calls Value's `__init__`, and a Value that knows its users."""

import math

from micrograd.engine import Value


class Vertex(Value):
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)
        self._op = _op
        self._backward = lambda: None
        self.label = label
        self.users = []
        for child in _children:
            child.users.append(self)

    def __mul__(self, other):
        out = Vertex(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def sin(self):
        out = Vertex(math.sin(self.data), (self,), "sin")
        out._backward = lambda: setattr(self, "grad", self.grad + math.cos(self.data) * out.grad)
        return out

    def depth(self):
        return 1 + max((child.depth() for child in self._prev), default=0)


a, b = Vertex(0.3, label="a"), Vertex(-2.0, label="b")
c = a * b
d = c.sin() * a
d.backward()
print(d.data, a.grad, b.grad, c.grad, d.depth(), d._op, c._op, repr(a._op))
print(len(a.users), len(b.users), len(c.users), [v._op for v in a.users])
print(all(isinstance(v, Vertex) for v in (c, d)), a.label, c.label == "")
