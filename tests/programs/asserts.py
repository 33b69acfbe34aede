"""Homework with its own tests: a function each, run one after the other at the end."""

import math

from micrograd.engine import Value

TOLERANCE = 1e-6


def close(x, y):
    return abs(x - y) < TOLERANCE


def test_sanity():
    x = Value(-4.0)
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    y = h + q + q * x
    y.backward()
    assert y.data == -20.0
    print(y.data)
    assert x.grad == 46.0
    return x


def test_reuse():
    a = Value(3.0)
    b = a + a
    b.backward()
    assert a.grad == 2.0
    return a


def test_division_and_power():
    a, b = Value(3.0), Value(-2.0)
    y = a / b + b**3 - 1 / a
    y.backward()
    assert close(a.grad, 1 / -2 + 1 / 9)
    assert close(b.grad, -3 / 4 + 3 * 4)
    return y


def test_against_a_difference(f=lambda v: ((v * 3 - 1) ** 2 + 5) ** 0.5, x=0.7, h=1e-6):
    v = Value(x)
    f(v).backward()
    slope = (f(Value(x + h)).data - f(Value(x - h)).data) / (2 * h)
    assert close(v.grad, slope)
    return v


def test_nodes_are_told_apart_by_identity():
    a, b = Value(1.0), Value(1.0)
    assert a != b
    assert a == a
    assert len({a, b, a}) == 2
    assert {a: "a", b: "b"}[b] == "b"
    assert isinstance(a + 1, Value)
    assert hash(a) == hash(a)
    return a


if __name__ == "__main__":
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            v = test()
            print(name, math.isfinite(v.data), v.data, v.grad)
    print("all passed")
