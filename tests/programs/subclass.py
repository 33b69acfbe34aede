"""A class derived from Value, whose operations are made of Value's, and some that are its own."""

import math

from micrograd.engine import Value


class Scalar(Value):
    made = 0

    def __init__(self, data, _children=(), _op="", label="", unit="m"):
        super().__init__(data, _children, _op, label)
        self.unit = unit
        self._backward = lambda: None
        Scalar.made += 1

    def __add__(self, other):
        out = super().__add__(other)
        print("add", out.data)
        return out

    def __mul__(self, other):
        out = super().__mul__(other)
        print("mul", out.data)
        return out

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        out = Scalar(s, (self,), "sigmoid", unit=self.unit)

        def _backward():
            self.grad += s * (1 - s) * out.grad

        out._backward = _backward
        return out

    def __repr__(self):
        return f"{self.label or 'unnamed'}: {self.data:.6f} {self.unit}"


a = Scalar(0.5, label="a")
b = Scalar(-1.5, label="b", unit="s")
c = a.sigmoid() * b + 2 * a - b / 4
print(type(c).__name__, Scalar.made, isinstance(c, Value), isinstance(c, Scalar))
c.backward()
print(a, a.grad)
print(b, b.grad)
print(c.data, c)
