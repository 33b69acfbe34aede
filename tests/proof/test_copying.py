"""Copies and pickles of deep graphs: every node comes back with the bits that it had."""

import copy
import pickle
import subprocess
import sys
from random import Random

import pytest

from autograd import Value, ops, topological_order

SIZES = [1_000, pytest.param(100_000, marks=pytest.mark.proof)]
PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)

LOADED = """
import pickle, sys
sys.path[:0] = sys.argv[1].split(":")
from test_copying import described
root = pickle.load(sys.stdin.buffer)
root.zero_grad()
root.backward()
sys.stdout.buffer.write(pickle.dumps(described(root)))
"""


def deep(count, seed=1):
    """A graph as deep as it has operations, which reuses nodes far back; with names and roles."""
    random = Random(seed)
    nodes = [Value(0.5, "x", role="input"), Value(-0.25, "w", role="parameter")]
    leaves = tuple(nodes)
    for i in range(count):
        node = nodes[-1]
        other = random.choice((*leaves, nodes[random.randrange(len(nodes))], 0.75))
        kind = random.choice(("add", "mul", "tanh", "sin", "sub"))
        node = getattr(ops, kind)(*((node,) if kind in ("tanh", "sin") else (node, other)))
        nodes.append(node.tanh() if abs(node.data) > 2.0 else node)
        if i % 10 == 0:
            nodes[-1].label = f"node {i}"
    nodes[-1].role = "output"
    return nodes[-1]


def described(root):
    """Everything that a graph is, node by node, each float by its bits."""
    order = topological_order(root)
    index = {id(node): i for i, node in enumerate(order)}
    return [
        (
            node.op and node.op.name,
            tuple(index[id(x)] if isinstance(x, Value) else x.hex() for x in node.args),
            *(None if x is None else float(x).hex() for x in (node.data, node.da, node.db, node.k)),
            None if node.grad is None else float(node.grad).hex(),
            (node.label, node.role, node.path),
        )
        for node in order
    ]


def same_in_another_process(root, protocol):
    """What a process of its own makes of a pickle: it differentiates the graph anew."""
    program = [sys.executable, "-c", LOADED, ":".join(sys.path)]
    stored = pickle.dumps(root, protocol)
    done = subprocess.run(program, input=stored, capture_output=True, check=True, timeout=300)
    return pickle.loads(done.stdout)


WAYS = {
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
    **{f"pickle {p}": lambda y, p=p: pickle.loads(pickle.dumps(y, p)) for p in PROTOCOLS},
    "pickle in Python": lambda y: pickle._loads(pickle._dumps(y)),
}


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("way", WAYS)
def test_a_deep_graph_comes_back_with_the_same_bits_at_every_node(way, count, tried):
    root = deep(count)
    root.backward()
    before = described(root)
    twin = WAYS[way](root)
    found = described(twin)
    twin.zero_grad()  # of a shallow copy, the leaves are those of the graph
    twin.backward()
    again = described(twin)
    wrong = sum(x != y or x != z for x, y, z in zip(before, found, again, strict=True))
    tried("copies", len(before), lost=wrong)
    assert wrong == 0
    shared = {id(node) for node in topological_order(root)} & {
        id(x) for x in topological_order(twin)
    }
    assert len(shared) == (2 if way == "copy" else 0)


@pytest.mark.parametrize("count", SIZES)
def test_another_process_reads_a_pickle_and_finds_the_same_gradients(count, tried):
    root = deep(count)
    root.backward()
    before, after = described(root), same_in_another_process(root, pickle.HIGHEST_PROTOCOL)
    tried("copies", len(before), lost=sum(x != y for x, y in zip(before, after, strict=True)))
    assert after == before


@pytest.mark.parametrize("count", [300, pytest.param(100_000, marks=pytest.mark.proof)])
def test_a_copy_of_recorded_gradients_has_gradients_of_its_own(count, tried):
    root = deep(count)
    root.backward(create_graph=True)
    before = described(root)
    twin = copy.deepcopy(root)
    found = described(twin)
    mine, others = ([node.grad for node in topological_order(x)] for x in (root, twin))
    tried("copies", len(before), lost=sum(x != y for x, y in zip(before, found, strict=True)))
    assert found == before
    assert all(isinstance(grad, Value) for grad in others)
    nodes = {id(node) for node in topological_order(*mine)}
    assert not any(id(node) in nodes for node in topological_order(*others))
    assert described(pickle.loads(pickle.dumps(root))) == before  # as plain numbers
    root.zero_grad()
    twin.zero_grad()
