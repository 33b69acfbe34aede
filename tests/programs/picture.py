"""The lecture's `draw_dot`: every node and every operation a box, found by `_prev` and `_op`."""

import random

from graphviz import Digraph
from micrograd import nn
from micrograd.engine import Value


def trace(root):
    nodes, edges = set(), set()

    def build(v):
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    build(root)
    return nodes, edges


def draw_dot(root, format="svg", rankdir="LR"):
    assert rankdir in ["LR", "TB"]
    nodes, edges = trace(root)
    dot = Digraph(format=format, graph_attr={"rankdir": rankdir})
    for n in nodes:
        uid = str(id(n))
        text = f"{{ {n.label} | data {n.data:.4f} | grad {n.grad:.4f} }}"
        dot.node(name=uid, label=text, shape="record")
        if n._op:
            dot.node(name=uid + n._op, label=n._op)
            dot.edge(uid + n._op, uid)
    for n1, n2 in edges:
        dot.edge(str(id(n1)), str(id(n2)) + n2._op)
    return dot


def show(dot):
    lines = [line.strip().partition(" ") for line in dot.body]
    print(len(lines), sum("->" in line for _, _, line in lines))
    for text in sorted(line for _, _, line in lines if "label" in line):
        print(text)


x = Value(1.0)
y = (x * 2 + 1).relu()
y.backward()
show(draw_dot(y))

random.seed(1337)
n = nn.Neuron(2)
x = [Value(1.0), Value(-2.0)]
y = n(x)
show(draw_dot(y))  # before there is a gradient
y.backward()
show(draw_dot(y))

z = x[0] - x[1] / 4 + (-y)
show(draw_dot(z))
