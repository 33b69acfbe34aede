"""No methods: operations are functions that make a node, and the pass is one too."""

import math

from micrograd.engine import Value


def node(data, parents, op, *slopes):
    out = Value(data, parents, op)

    def push():
        for parent, slope in zip(parents, slopes, strict=True):
            parent.grad += slope * out.grad

    out._backward = push
    return out


def add(a, b):
    return node(a.data + b.data, (a, b), "add", 1.0, 1.0)


def mul(a, b):
    return node(a.data * b.data, (a, b), "mul", b.data, a.data)


def sin(a):
    return node(math.sin(a.data), (a,), "sin", math.cos(a.data))


def log(a):
    return node(math.log(a.data), (a,), "log", 1 / a.data)


def gradients(root, *wrt):
    order, state = [], {}
    stack = [(root, iter(root._prev))]
    state[root] = "open"
    while stack:
        v, children = stack[-1]
        for child in children:
            if child not in state:
                state[child] = "open"
                stack.append((child, iter(child._prev)))
                break
        else:
            order.append(v)
            stack.pop()
    for v in order:
        v.grad = 0.0
    root.grad = 1.0
    for v in reversed(order):
        v._backward()
    return [v.grad for v in wrt]


x, y = Value(2.0), Value(5.0)
f = add(add(log(x), mul(x, y)), node(-1.0, (sin(y),), "neg of 1", -1.0))
print(f.data, *gradients(f, x, y))
f = add(log(x), add(mul(x, y), mul(Value(-1.0), sin(y))))
print(f.data, *gradients(f, x, y))
print(*gradients(mul(x, x), x))  # one edge too few: the set of children has x once

chain = Value(0.1)
first = chain
for _ in range(800):
    chain = add(mul(chain, Value(0.999)), Value(0.001))
print(chain.data, *gradients(chain, first))
