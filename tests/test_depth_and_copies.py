"""Copies, pickles and what is freed when."""

import copy
import gc
import pickle
import weakref

import pytest

from autograd import (
    Value,
    errors,
    ops,
    topological_order,
)


def test_copies_share_what_was_shared_and_keep_names_roles_and_constants():
    x = Value(2.0, "x", role="input")
    h = x**3
    h.label = "h"
    y = h * h + h
    y.backward()
    for h2, y2 in (copy.deepcopy([h, y]),):
        assert h2 is y2.args[1]
    for duplicate in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        nodes = topological_order(duplicate)
        assert [(n.label, n.role, n.data, n.grad, n.k) for n in nodes] == [
            (n.label, n.role, n.data, n.grad, n.k) for n in topological_order(y)
        ]
        assert duplicate.args[0].args[0] is duplicate.args[1]


def test_leaves_keep_their_identity_among_objects_pickled_together():
    x = Value(2.0)
    x2, y2 = pickle.loads(pickle.dumps((x, x * x)))
    assert y2.args == (x2, x2)


def test_a_pickle_with_an_unknown_primitive_says_which():
    op = ops.Op("passing", abs, (lambda x, z: 1.0,), ("x",), "For a moment.", ((1.0,),))
    ops.TABLE["passing"] = op
    stored = pickle.dumps(op(Value(1.0)))
    del ops.TABLE["passing"]
    with pytest.raises(errors.ChoiceError, match="unknown primitive 'passing'"):
        pickle.loads(stored)


def test_the_cyclic_collector_counts_each_reference_of_a_node_once():
    grad = Value(1.0) * 2.0
    x = Value(2.0, "x")
    x.register_hook(print)
    x.grad = grad
    found = [id(each) for each in gc.get_referents(x)]
    assert found.count(id(grad)) == found.count(id(x._notes)) == 1
    x.grad = grad * x  # a cycle, as after backward(create_graph=True)
    del x
    gc.collect()
    assert grad.args == (grad.a, 2.0)  # what is held from outside is whole


def test_a_graph_with_recorded_gradients_is_freed_by_the_cyclic_collector():
    class Own(Value):
        pass

    x = Own(2.0)
    (x * x * x).backward(create_graph=True)
    gone = weakref.ref(x)
    del x
    gc.collect()
    assert gone() is None


def test_subclasses_record_nodes_of_their_own_kind_with_free_attributes():
    class Named(Value):
        pass

    x = Named(2.0)
    y = x * x + 1
    y.note = "kept"
    assert type(y) is Named
    assert copy.deepcopy(y).note == "kept"
    gone = weakref.ref(y)
    del y
    assert gone() is None
