"""Rows spread over processes: a program is sent to them, and what they give adds up."""

import random

import numpy as np
import psutil
import pytest
from replayed import POINTS, SIGNS, network

from autograd import Value, select
from autograd.replay import Program, replay

SECONDS = 60
"""How long anything here is waited for; all of it takes some seconds."""


def ports():
    """Where this process waits for others to call."""
    connections = psutil.Process().net_connections("inet")
    return {each.laddr for each in connections if each.status == psutil.CONN_LISTEN}


@pytest.fixture(scope="module")
def client():
    """Two processes, which end with the tests of this file; if ours is killed, they end too."""
    # Here and not at the top: it takes a second, in each process that collects tests.
    from dask.distributed import Client, LocalCluster  # noqa: PLC0415

    before, workers = ports(), []
    cluster = LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        death_timeout=SECONDS,
    )
    try:
        workers = [psutil.Process(nanny.pid) for nanny in cluster.workers.values()]
        with Client(cluster, timeout=SECONDS) as client:
            client.wait_for_workers(2, timeout=SECONDS)
            yield client
    finally:
        try:
            cluster.close(timeout=SECONDS)
        finally:
            _, alive = psutil.wait_procs(workers, timeout=SECONDS)
            for process in alive:
                process.kill()
    assert len(workers) == 2
    assert alive == []
    assert ports() == before


def margin():
    model = network((4, 1))
    return (lambda x, y: (model(x) - y) ** 2), (POINTS, SIGNS)


def bigrams():
    """A whole number chooses a row of a table, as a token does."""
    rng = random.Random(1)
    table = [[Value(rng.uniform(-1, 1)) for _ in range(3)] for _ in range(5)]
    tokens = np.random.default_rng(2).integers(0, 5, 37)

    def loss(i, x):
        row = select(table, i)
        return (row[0] * x[0] + row[1] * x[1] + row[2]).tanh() ** 2

    return loss, (tokens, POINTS)


@pytest.mark.proof
@pytest.mark.parametrize("rows", ["sum", "mean"])
@pytest.mark.parametrize("made", [margin, bigrams])
def test_rows_spread_over_processes_give_the_same_gradient(client, made, rows):
    function, columns = made()
    f = replay(function, rows=rows)
    value, slopes = f.value_and_grad(*columns)
    inputs = np.column_stack(columns).astype(float)
    # A row counts 1 in a sum, and in a mean its share of all rows, not of those of its process.
    weights = np.full(len(inputs), 1.0 / len(inputs) if rows == "mean" else 1.0)
    (sent,) = client.scatter([f.program(*columns)], broadcast=True, timeout=SECONDS)
    workers = list(client.scheduler_info()["workers"])
    parts = [
        client.submit(Program.run, sent, f.numbers(), some, counts, workers=[workers[i % 2]])
        for i, (some, counts) in enumerate(
            zip(np.array_split(inputs, 5), np.array_split(weights, 5), strict=True)
        )
    ]
    answers = [part.result(timeout=SECONDS) for part in parts]
    assert {worker for on in client.who_has(parts).values() for worker in on} == set(workers)
    assert all(answer.is_sound for answer in answers)
    assert sum(answer.total for answer in answers) == pytest.approx(value, rel=1e-12)
    assert sum(answer.parameters for answer in answers) == pytest.approx(
        slopes, rel=1e-12, abs=1e-14
    )
