"""The lecture's first graph: labels, gradients filled in by hand, and a nudge uphill."""

from micrograd.engine import Value

a = Value(2.0, label="a")
b = Value(-3.0, label="b")
c = Value(10.0, label="c")
e = a * b
e.label = "e"
d = e + c
d.label = "d"
f = Value(-2.0, label="f")
L = d * f
L.label = "L"
print(L.label, L.data, L._op, sorted(child.label for child in L._prev))

L.grad = 1.0
f.grad = d.data
d.grad = f.data
e.grad = 1.0 * d.grad
c.grad = 1.0 * d.grad
a.grad = b.data * e.grad
b.grad = a.data * e.grad
for v in (a, b, c, d, e, f, L):
    print(v.label, v.grad)

for v in (a, b, c, f):
    v.data += 0.01 * v.grad
e = a * b
d = e + c
L = d * f
print(L.data)


def lol(h=0.001):
    def loss(extra):
        a = Value(2.0, label="a")
        b = Value(-3.0, label="b")
        c = Value(10.0, label="c")
        f = Value(-2.0, label="f")
        a.data += extra
        return ((a * b + c) * f).data

    print((loss(h) - loss(0.0)) / h)


lol()
