"""Graphs that several tests of pictures draw."""

from random import Random

from autograd import Value
from autograd.nn import MLP, Module, squared_error


def network(samples=14, sizes=(3, 1), seed=3):
    """A loss of a small network over some samples, with its gradients."""
    random = Random(seed)
    model = MLP(2, list(sizes), activation="tanh", rng=random)
    points = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(samples)]
    outputs = [model([Value(x, role="input"), Value(y, role="input")]) for x, y in points]
    loss = squared_error(outputs, [float(x * y > 0) for x, y in points])
    loss.backward()
    return model, loss


def boxes_of(picture):
    return {box.name: box for box in picture.shown.boxes}


def chain(length):
    x = Value(0.5, label="x")
    for _ in range(length):
        x = x.sin()
    x.backward()
    return x


class Unit(Module):
    """Multiplies by what it is given and by its own weight, and names what it computes inside."""

    def __init__(self, weight=2.0):
        self.weight = Value(weight)

    def forward(self, x, *factors):
        for factor in (*factors, self.weight):
            x = x * factor
            x.label = "part"
        return x.sin()


class Units(Module):
    """Three units, the first and the last of similar names."""

    def __init__(self):
        self.unit1, self.unit2, self.unit10 = Unit(), Unit(), Unit()
