"""Yardsticks of two ways to one gradient, and the graphs to compare them on.

A gradient is a sum over paths, of products of local slopes. However it is computed, what rounding
costs grows with the sum of the absolute products: that is what an error is measured against.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pytest
from random_graphs import EVERY, Program, random_program

from autograd import Value, topological_order
from autograd.op import Op

EPS = 2.0**-52
LEAST = 1e-150  # smaller sums count as this: there products fall below the floats


def path_sums(
    root: Value, terms: Mapping[str, Callable[[float], float]] = MappingProxyType({})
) -> dict[int, float]:
    """For each node, by its id: the sum of absolute products of slopes on the paths from the root.

    Parameters
    ----------
    root : Value
        Where the paths begin.
    terms : mapping
        What stands for the slope of some primitives, called with the operand.
    """
    order = topological_order(root)
    sums = dict.fromkeys(map(id, order), 0.0)
    sums[id(root)] = 1.0
    for node in reversed(order):
        for arg, slope in ((node.a, node.da), (node.b, node.db)):
            if arg is not None:
                size = terms[node.op.name](arg.data) if node.op.name in terms else abs(slope)
                sums[id(arg)] += size * sums[id(node)]
    return sums


def in_eps(found: float, expected: float, sums: float) -> float:
    """How far two numbers are from each other, measured so; infinite for a NaN."""
    error = abs(found - expected) / max(sums, LEAST) / EPS
    return error if error == error else float("inf")


def seeds(fast: int, full: int, parts: int) -> pytest.MarkDecorator:
    """Seeds of a few graphs for the quick form of a test, and of many, in parts, for the proof."""
    size = full // parts
    marked = [
        pytest.param(range(k, k + size), id=f"from {k}", marks=pytest.mark.proof)
        for k in range(0, full, size)
    ]
    return pytest.mark.parametrize("seeds", [pytest.param(range(fast), id=str(fast)), *marked])


def drawn(
    seed: int, measured: Callable[[Program], Any], among: Sequence[Op] = EVERY
) -> tuple[Any, int]:
    """What is measured of a graph, and how many were drawn before it where it is None."""
    for before in itertools.count():
        found = measured(random_program(seed + 1_000_000 * before, among))
        if found is not None:
            return found, before
    raise AssertionError  # it counts without end
