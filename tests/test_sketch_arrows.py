"""Where boxes and arrows of a sketch are: what holds for every graph."""

from collections import defaultdict
from itertools import combinations, pairwise

import pytest
from graphs import chain, network
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import Value, trace
from autograd.nn import MLP
from viz.playback import lit_by, state_after
from viz.signs import columns
from viz.sketch import arrange, paint
from viz.sketch.charset import DOWN, LEFT, RIGHT, UP
from viz.sketch.routes import Net, corners, route
from viz.state import edges_into

# Which operands each operation of a random graph takes: how far back, for one or two.
OPERANDS = st.lists(
    st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30))),
    min_size=1,
    max_size=24,
)
NAMES = st.sampled_from(("", "x", "가중치", "a long name for a node", "layer1.neuron3.w2"))
FORMS = st.fixed_dictionaries(
    {"style": st.sampled_from(("tall", "flat")), "labels": st.booleans(), "ascii": st.booleans()}
)


def graph(leaves, operands, names=()):
    """Some leaves, and operations on what there is by then; the root takes all that is left."""
    nodes = [Value(0.5 - i) for i in range(leaves)]
    used = set()
    for one, other in operands:
        a = nodes[-1 - one % len(nodes)]
        b = None if other is None else nodes[-1 - other % len(nodes)]
        used |= {id(a), id(b)}
        nodes.append(a.sin() if b is None else a * b)
    root, *rest = [node for node in nodes if id(node) not in used]
    for node in rest:
        root = root + node
    for node, name in zip(nodes, names, strict=False):
        node.label = name
    return trace(root)


def check(sketch):
    """What holds for every arrangement."""
    owner = boxes_apart(sketch)
    shared = defaultdict(list)
    lines = sketch.trace.tape
    drawn = {
        (i, k): arg for i in sketch.boxes for k, arg in edges_into(lines[i]) if arg in sketch.boxes
    }
    assert sketch.arrows.keys() == drawn.keys()
    for (i, k), path in sketch.arrows.items():
        tail, head = sketch.boxes[drawn[i, k]], sketch.boxes[i]
        (x, y), (end, row) = path[0], path[-1]
        assert (x, tail.y < y < tail.y + tail.height - 1) == (tail.x + tail.width, True)
        assert (end, head.y <= row < head.y + head.height) == (head.x - 1, True)
        assert len(set(path)) == len(path)
        for (a, b), (c, d) in pairwise(path):
            assert abs(a - c) + abs(b - d) == 1
        for cell in path:
            assert cell not in owner
            assert 0 <= cell[0] < sketch.width
            assert 0 <= cell[1] < sketch.height
        for cell, arms in arms_of(path).items():
            shared[cell].append((drawn[i, k], arms))
    for arrows in shared.values():
        of_each = defaultdict(int)
        for tail, arms in arrows:
            of_each[tail] |= arms
        if len(of_each) > 1:  # one passes level, the other upright
            assert sorted(of_each.values()) == [LEFT | RIGHT, UP | DOWN]
    for i in sketch.boxes:  # operands in their order, each at a row of its own
        rows = [sketch.arrows[i, k][-1][1] for k in (0, 1) if (i, k) in sketch.arrows]
        assert rows == sorted(set(rows))


def boxes_apart(sketch):
    owner = {}
    for i, box in sketch.boxes.items():
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= sketch.width
        assert box.y + box.height <= sketch.height
        for x in range(box.x, box.x + box.width):
            for y in range(box.y, box.y + box.height):
                assert owner.setdefault((x, y), i) == i
    for one, other in combinations(sketch.boxes.values(), 2):
        beside = one.y < other.y + other.height and other.y < one.y + one.height
        if beside:
            left, right = sorted((one, other))
            assert right.x - left.x - left.width >= 3
        elif one.x < other.x + other.width and other.x < one.x + one.width:
            upper, lower = sorted((one, other), key=lambda box: box.y)
            assert lower.y > upper.y + upper.height
    return owner


def arms_of(path):
    """The arms of an arrow in its cells; it comes from the left and leads to the right."""
    ways = {(1, 0): RIGHT, (-1, 0): LEFT, (0, 1): DOWN, (0, -1): UP}
    arms = defaultdict(int, {path[0]: LEFT})
    for (a, b), (c, d) in pairwise(path):
        arms[a, b] |= ways[c - a, d - b]
        arms[c, d] |= ways[a - c, b - d]
    arms[path[-1]] |= RIGHT
    return arms


def check_rows(sketch):
    """Every moment is as wide and as high as the arrangement, and shows every arrowhead."""
    steps = sketch.trace
    for k in range(0, len(steps) + 1, 1 + len(steps) // 3):
        lit = lit_by(steps.tape, steps.steps[k - 1]) if k else ()
        rows = paint(sketch, state_after(steps, k), lit=lit)
        assert [sum(columns(text) for text, _ in row) for row in rows] == (
            [sketch.width] * sketch.height
        )
    if not sketch.ascii:
        text = "".join(text for row in rows for text, _ in row)
        assert text.count("►") + text.count("▻") == len(sketch.arrows)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 6), OPERANDS, st.lists(NAMES, max_size=20), FORMS)
def test_boxes_stand_apart_and_no_arrow_is_taken_for_another(leaves, operands, names, form):
    sketch = arrange(graph(leaves, operands, names), backend="wasm", **form)
    check(sketch)
    check_rows(sketch)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), OPERANDS, st.sets(st.integers(0, 40), min_size=1), FORMS)
def test_the_same_holds_for_a_part_of_a_graph(leaves, operands, wanted, form):
    steps = graph(leaves, operands)
    shown = {i % len(steps.tape) for i in wanted}
    sketch = arrange(steps, shown, backend="wasm", **form)
    assert sketch.boxes.keys() == shown
    check(sketch)
    check_rows(sketch)
    for i, (operands_hidden, uses_hidden) in sketch.hidden.items():
        edges = [(line.index, arg) for line in steps.tape for _, arg in edges_into(line)]
        assert operands_hidden == sum(a == i and b not in shown for a, b in edges)
        assert uses_hidden == sum(b == i and a not in shown for a, b in edges)


@pytest.mark.parametrize(
    "steps",
    [
        trace(MLP(3, [4, 4, 1])([1.0, -2.0, 3.0])),
        trace(network(samples=4)[1]),
        trace(chain(30)),
        trace(Value(2.0)),
    ],
    ids=["network", "samples", "chain", "one"],
)
@pytest.mark.parametrize("style", ["tall", "flat"])
def test_the_same_holds_for_networks(steps, style):
    sketch = arrange(steps, style=style, labels=style == "tall", backend="wasm")
    check(sketch)
    check_rows(sketch)


def test_a_chain_is_straight():
    assert arrange(trace(chain(12))).height == 4


def test_arrows_of_one_node_leave_as_one_line():
    x = Value(0.5, "x")
    sketch = arrange(trace(x.sin() * x.cos() + x))
    lines = sketch.trace.tape
    first = {path[0] for (i, k), path in sketch.arrows.items() if lines[i].args[k] == 0}
    assert len(first) == 1


@pytest.mark.needs_dot
def test_the_same_graph_gives_the_same_places_with_either_backend():
    steps = graph(5, [(3, 1), (2, 0), (4, None), (1, 5), (0, 2), (3, 3)])
    for backend in ("dot", "wasm"):
        check(arrange(steps, backend=backend))
        assert arrange(steps, backend=backend).arrows == arrange(steps, backend=backend).arrows


# --- channels --------------------------------------------------------------------------------


@st.composite
def channels(draw):
    """Nets with rows of their own on the left and on the right."""
    count = draw(st.integers(1, 8))
    starts = draw(st.permutations(range(10)))[:count]
    ends = draw(st.permutations(range(16)))
    sizes = draw(st.lists(st.integers(1, 2), min_size=count, max_size=count))
    nets = []
    for tail, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        nets.append(Net(tail, start, tuple(ends[:size])))
        ends = ends[size:]
    return nets


@settings(max_examples=150, deadline=None)
@given(channels())
def test_nets_of_a_channel_only_cross(nets):
    tracks, count = route(nets)
    cells = defaultdict(lambda: defaultdict(int))
    for net in nets:
        for end in net.ends:
            points = corners(net.start, end, tracks[net.tail], 0, count + 1)
            path = []
            for (a, b), (c, d) in pairwise(points):
                n = max(abs(c - a), abs(d - b))
                step = ((c > a) - (c < a), (d > b) - (d < b))
                path += [(a + i * step[0], b + i * step[1]) for i in range(n + 1)]
            path = list(dict.fromkeys(path))
            for cell, arms in arms_of(path).items():
                cells[cell][net.tail] |= arms
    for owners in cells.values():
        if len(owners) > 1:
            assert sorted(owners.values()) == [LEFT | RIGHT, UP | DOWN]


def test_a_circle_of_nets_is_broken_by_a_detour():
    nets = [Net(0, 1, (5,)), Net(1, 5, (9,)), Net(2, 9, (1,))]
    tracks, count = route(nets)
    assert sorted(len(taken) for taken in tracks.values()) == [1, 1, 2]
    assert count == 4


def test_lines_that_would_touch_in_a_column_get_one_each():
    tracks, count = route([Net(0, 0, (2,)), Net(1, 5, (3,)), Net(2, 9, (7,))])
    assert count == 2
    assert tracks[0] != tracks[1]
    assert tracks[0][0][0] == tracks[2][0][0]
