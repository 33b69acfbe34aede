"""A right engine in another style: slots, slopes kept as numbers, gradients None until computed."""

from math import exp

__all__ = ["Value"]


class Value:
    __slots__ = ("data", "edges", "grad", "name")

    def __init__(self, data, edges=(), *, name=None):
        self.data = float(data)
        self.edges = edges
        self.grad = None
        self.name = name

    @staticmethod
    def of(x):
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    __radd__ = __add__

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    __rmul__ = __mul__

    def __sub__(self, other):
        other = Value.of(other)
        return Value(self.data - other.data, [(self, 1.0), (other, -1.0)])

    def __rsub__(self, other):
        return Value.of(other) - self

    def __neg__(self):
        return Value(-self.data, [(self, -1.0)])

    def __truediv__(self, other):
        other = Value.of(other)
        z = self.data / other.data
        return Value(z, [(self, 1.0 / other.data), (other, -z / other.data)])

    def __rtruediv__(self, other):
        return Value.of(other) / self

    def __pow__(self, n):
        return Value(self.data**n, [(self, n * self.data ** (n - 1))])

    def sigmoid(self):
        s = 1.0 / (1.0 + exp(-self.data))
        return Value(s, [(self, s * (1.0 - s))])

    def backward(self):
        uses, stack = {self: 0}, [self]
        while stack:
            for operand, _ in stack.pop().edges:
                if operand not in uses:
                    uses[operand] = 0
                    stack.append(operand)
                uses[operand] += 1
        for node in uses:
            if node.edges or node.grad is None:
                node.grad = 0.0
        self.grad, ready = 1.0, [self]
        while ready:
            node = ready.pop()
            for operand, slope in node.edges:
                operand.grad += slope * node.grad
                uses[operand] -= 1
                if uses[operand] == 0:
                    ready.append(operand)
