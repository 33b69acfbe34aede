"""Eight threads at once, and twenty hash seeds: each thread and process finds the same bits."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from autograd import (
    Value,
    detect_anomaly,
    errors,
    grad,
    gradients,
    hessian,
    hvp,
    no_grad,
    ops,
    tape,
    topological_order,
    trace,
)
from autograd.nn import MLP, Adam, fit, squared_error
from autograd.nn.doctor import diagnose
from autograd.replay import replay
from viz import draw_dot, frames, player_page

THREADS = 8
DATA = [[-1.0, 0.5], [0.25, 1.0], [0.75, -0.5], [1.0, 1.0]], [0.5, -0.25, 0.75, 1.0]


def woven(random, leaves, size=30):
    """A graph of its own, that uses leaves and results again."""
    nodes = list(leaves)
    for _ in range(size):
        op = random.choice((ops.add, ops.mul, ops.sub, ops.tanh, ops.sin, ops.sigmoid))
        node = op(*(random.choice(nodes) for _ in range(op.arity)))
        nodes.append(ops.tanh(node) if abs(float(node)) > 3.0 else node)
    return nodes[-1] + nodes[-2] * nodes[-3]


def passed_backward(random):
    x, w = Value(random.uniform(-1, 1), "x"), Value(0.5, "w")
    y = woven(random, (x, w))
    y.backward()
    return [(node.data, node.grad) for node in topological_order(y)]


def derived(random):
    seed = random.random()

    def f(xs):
        return woven(Random(seed), xs, 10)

    point = [0.5, -0.25]
    return repr((grad(f)(point), hessian(f)(point), hvp(f, point, [1.0, 2.0])))


def recorded(random):
    x = Value(random.uniform(-1, 1))
    y = woven(random, (x,), 12)
    y.backward(create_graph=True)
    found = [float(node.grad) for node in topological_order(y)]
    y.zero_grad()
    return found


def without_recording(random):
    x = Value(random.random())
    with no_grad():
        silent = woven(random, (x,))
    loud = woven(random, (x,))
    return silent.data, silent.args, loud.data, len(topological_order(loud))


def in_search_of_anomalies(random):
    x = Value(0.0, "x")
    with detect_anomaly():
        y = x.sqrt() * random.random()
        try:
            y.backward()
        except errors.AnomalyError as error:
            return str(error), x.grad
    return "no anomaly was found"


def shown(random):
    y = woven(random, (Value(0.5, "x"), Value(2.0, "w")))
    return draw_dot(y).source, trace(y).to_json(), str(tape(y))


def trained(random):
    model = MLP(2, [3, 1], activation="tanh", rng=random)
    optimiser = Adam(model.parameters(), lr=0.1)
    fit(model, DATA, loss=squared_error, optimiser=optimiser, epochs=4, progress=False)
    return list(model.state().values())


def replayed(random):
    w = Value(random.random())
    loss = replay(lambda x, y: ((w * x).tanh() - y) ** 2, rows="mean", parameters=[w])
    return [loss.value_and_grad([0.5, k], [1.0, 2.0])[0] for k in (1.0, 2.0)]


WORK = {
    work.__name__: work
    for work in (
        passed_backward,
        derived,
        recorded,
        without_recording,
        in_search_of_anomalies,
        shown,
        trained,
        replayed,
    )
}


@contextmanager
def taking_turns_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def at_once(work):
    """Call ``work(i)`` in eight threads, which begin together; what each gave, or raised."""
    found, start = {}, threading.Barrier(THREADS)

    def run(i):
        start.wait()
        try:
            found[i] = work(i)
        except Exception as error:  # noqa: BLE001  it is what this thread found
            found[i] = repr(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(THREADS)]
    with taking_turns_often():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return [found[i] for i in range(THREADS)]


@pytest.mark.parametrize(
    "rounds", [1, *[pytest.param(n, marks=pytest.mark.proof) for n in (40, 41)]]
)
def test_eight_threads_find_what_each_finds_alone(rounds, tried):
    """Each thread does all kinds of work, beginning with another one."""

    def work(i):
        names = list(WORK)
        names = names[i:] + names[:i]
        return {
            (name, n): WORK[name](Random(f"{name} {i} {n} {rounds}"))
            for n in range(rounds)
            for name in names
        }

    alone = [work(i) for i in range(THREADS)]
    together = at_once(work)
    wrong = Counter(
        name
        for one, other in zip(alone, together, strict=True)
        for name in one
        if isinstance(other, str) or one[name] != other[name]
    )
    tried("threads", THREADS * rounds * len(WORK), lost=wrong.total())
    assert together == alone


@pytest.mark.parametrize("rounds", [5, pytest.param(300, marks=pytest.mark.proof)])
def test_threads_that_share_leaves_and_results_disturb_nobody(rounds, tried):
    shared = [Value(0.5, "x"), Value(-0.25, "w")]
    shared.append(woven(Random(1), shared))

    def work(i):
        found = []
        for n in range(rounds):
            y = woven(Random(f"{i} {n}"), shared)
            found.append(
                [
                    gradients(y, shared),
                    len(topological_order(y)),
                    repr(hvp(power, shared[:2], [1.0, 2.0])),
                ]
            )
        return found

    def power(xs):
        return (xs[0] * shared[0] + xs[1] * shared[2]).tanh()

    alone = [work(i) for i in range(THREADS)]
    together = at_once(work)
    wrong = sum(one != other for one, other in zip(alone, together, strict=True))
    tried("threads", THREADS * rounds, lost=wrong)
    assert together == alone
    assert [node.grad for node in shared] == [None] * 3


# --- one program, in one process after the other ---------------------------------------------


def everything(*, drawn):
    """What a program of all parts writes: graph, text, steps, pictures, a training, findings."""
    random = Random(7)
    model = MLP(2, [3, 1], activation="tanh", rng=random)
    optimiser = Adam(model.parameters(), lr=0.1)
    run = fit(model, DATA, loss=squared_error, optimiser=optimiser, epochs=3, progress=False)
    loss = squared_error(model([Value(0.5), Value(-1.0)]), 0.25)
    loss.backward()
    steps = trace(loss, optimiser.plan())
    diagnosis = diagnose(model, DATA, loss=squared_error, run=run)
    parts = [
        str(tape(loss)),
        steps.to_json(),
        draw_dot(loss).source,
        draw_dot(steps, detail="layer", legend=True).source,
        json.dumps(model.state()),
        json.dumps({name: list(column) for name, column in run.history.items()}),
        *(diagnosis.text(language) for language in ("en", "ko")),
        *(json.dumps(WORK[name](Random(3)), default=repr) for name in WORK),
    ]
    if drawn:
        pictures = frames(steps, backend="wasm")
        parts += [*pictures, pictures.animation(), player_page(steps, backend="wasm")]
    return [hashlib.sha256(part.encode()).hexdigest() for part in parts]


PROGRAM = """
import sys
sys.path[:0] = sys.argv[1].split(":")
from test_threads import everything
print(everything(drawn=sys.argv[2] == "True"))
"""


@pytest.mark.parametrize(
    ("seeds", "drawn"),
    [
        ([1], False),
        *[
            pytest.param(list(range(n, n + 5)), False, marks=pytest.mark.proof)
            for n in (100, 2000, 9999)
        ],
        pytest.param([0, 1, 2, 3, 4294967295], True, marks=pytest.mark.proof),
    ],
)
def test_a_program_writes_the_same_bytes_under_every_hash_seed(seeds, drawn, tried):
    path = ":".join([str(Path(__file__).parent), *sys.path])
    command = [sys.executable, "-c", PROGRAM, path, str(drawn)]
    found = [
        subprocess.check_output(
            command, env={**os.environ, "PYTHONHASHSEED": str(seed)}, timeout=300, text=True
        ).strip()
        for seed in seeds
    ]
    expected = str(everything(drawn=drawn))
    tried("hash seeds", len(seeds), lost=sum(each != expected for each in found))
    assert found == [expected] * len(seeds)
