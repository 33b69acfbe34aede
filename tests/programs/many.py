"""Operations of many operands, of one's own: a dot product, the largest, a softmax."""

import math

from micrograd.engine import Value


def dot(xs, ys):
    out = Value(sum(x.data * y.data for x, y in zip(xs, ys, strict=True)), (*xs, *ys), "dot")

    def _backward():
        for x, y in zip(xs, ys, strict=True):
            x.grad += y.data * out.grad
            y.grad += x.data * out.grad

    out._backward = _backward
    return out


def largest(vs):
    best = max(vs, key=lambda v: v.data)
    out = Value(best.data, vs, "max")

    def _backward():
        best.grad += out.grad

    out._backward = _backward
    return out


def softmax(vs):
    exps = [math.exp(v.data) for v in vs]
    probs = [e / sum(exps) for e in exps]
    outs = []
    for i, p in enumerate(probs):
        out = Value(p, tuple(vs), f"softmax[{i}]")

        def _backward(out=out, i=i):
            for j, v in enumerate(vs):
                v.grad += probs[i] * ((i == j) - probs[j]) * out.grad

        out._backward = _backward
        outs.append(out)
    return outs


w = [Value(x) for x in (0.5, -1.0, 2.0)]
x = [Value(x) for x in (1.0, 3.0, -0.5)]
s = dot(w, x)
probs = softmax([s, s * s, w[0], x[2], s])  # the same operand in two places
y = probs[1] * 3 + largest([w[1], probs[0], x[1] * 0.1]) + sum(probs[2:])
print(y.data, y._op, len(s._prev), len(probs[0]._prev), probs[0]._op)
y.backward()
print([v.grad for v in w], [v.grad for v in x], s.grad)
largest(w).backward()
print([v.grad for v in w])
