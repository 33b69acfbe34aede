"""Looking on: `_backward` of nodes is wrapped to print, to count and to clip."""

from micrograd.engine import Value

calls = []


def watch(v, name):
    inner = v._backward

    def _backward():
        calls.append(name)
        print(f"{name}: grad {v.grad}, operands before {sorted(c.grad for c in v._prev)}")
        inner()
        print(f"{name}: operands after {sorted(c.grad for c in v._prev)}")

    v._backward = _backward
    v.name = name
    return v


def clip(v, limit):
    inner = v._backward

    def _backward():
        v.grad = max(-limit, min(limit, v.grad))
        inner()

    v._backward = _backward
    return v


x = Value(3.0)
y = Value(-4.0)
p = watch(x * y, "product")
q = watch(p + x, "sum")
r = watch(q.relu() - q * q, "difference")
r.backward()
print(x.grad, y.grad, calls, [v.name for v in (p, q, r)])

x.grad = y.grad = 0.0
big = clip(x * y, 0.5) * 100
big.backward()
print(x.grad, y.grad)
watch(x, "leaf").backward()
print(x.grad, x._op == "", x._prev == set())
