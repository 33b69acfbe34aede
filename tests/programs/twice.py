"""What goes wrong when gradients are not reset: results keep theirs as well."""

from micrograd.engine import Value

a = Value(3)
b = Value(2)
c = a + b
d = Value(1)
e = c * d


def show():
    print(a.grad, b.grad, c.grad, d.grad, e.grad)


show()
e.backward()
show()
e.backward()
show()

x = Value(3)
y = x * x * x
for _ in range(2):
    x.grad = 0
    y.backward()
    print(x.grad)

a = Value(-2.0, label="a")
b = Value(3.0, label="b")
d = a * b
e = a + b
f = d * e
f.backward()
print(a.grad, b.grad)


class Overwriting(Value):
    """A student's bug: `=` where it should be `+=`."""

    def __add__(self, other):
        out = Overwriting(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad = 1.0 * out.grad
            other.grad = 1.0 * out.grad

        out._backward = _backward
        return out


a = Overwriting(3.0)
b = a + a
b.backward()
print(a.grad)
