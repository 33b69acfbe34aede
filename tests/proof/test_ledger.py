"""The ledger itself: what tests say they tried arrives in the table, and too little is told."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import ledger
import pytest
from ledger import PROPERTY, Claim, Ledger, noting

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def two_claims(monkeypatch):
    claims = {
        "oracle": Claim("Random graphs", "graphs", 100_000, "16 eps"),
        "kills": Claim("Writers", "kills", 10, "old or new", why="No more were asked."),
    }
    monkeypatch.setattr(ledger, "CLAIMS", claims)


def report(*entries, when="teardown"):
    return SimpleNamespace(
        when=when, user_properties=[(PROPERTY, json.dumps(entry)) for entry in entries]
    )


def test_counts_add_up_and_the_worst_error_is_the_worst_of_all():
    book = Ledger()
    book.pytest_runtest_logreport(report(["oracle", 10, 1.5, 0, []], ["oracle", 20, 3.25, 0, []]))
    book.pytest_runtest_logreport(report(["oracle", 5, None, 2, ["seed 7"]]))
    book.pytest_runtest_logreport(report(["oracle", 99, 9.0, 9, []], when="call"))
    assert "| 35 graphs | 3.25 | 16 eps | 2 |" in book.table()
    assert "- **Random graphs.** \n  - seed 7" in book.document()


def test_the_document_says_how_long_it_took():
    book = Ledger()
    for worker in ("gw0", "gw1", "gw0"):
        tried = report(["oracle", 1, None, 0, []])
        tried.worker_id = worker
        book.pytest_runtest_logreport(tried)
    book.begun -= 22.4 * 60.0
    assert "It took 22 minutes for 3 tests, 2 at a time on " in book.document()


def test_too_little_is_told_for_each_claim():
    book = Ledger()
    entries = [[key, claim.least, None, 0, []] for key, claim in ledger.CLAIMS.items()]
    book.pytest_runtest_logreport(report(*entries))
    assert book.short() == []
    assert len(book.table().splitlines()) == len(ledger.CLAIMS) + 2
    book = Ledger()
    entries[0][1] -= 1
    book.pytest_runtest_logreport(report(*entries))
    assert book.short() == ["oracle: 99,999 of 100,000 graphs"]


def test_a_claim_that_is_not_in_the_table_is_refused():
    with pytest.raises(KeyError, match="no claim 'orcale'"):
        noting(lambda *_: None)("orcale", 1)


def test_make_proof_passes_on_what_pytest_takes():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = re.search(r"\nproof:.*\n\t\$\(python\) (-m pytest .*) \$\(ARGS\)\n", makefile)[1]
    assert "PROOF.md" in command
    # An option that pytest does not know while it looks for conftest.py may take that away.
    run = subprocess.run(
        [sys.executable, *shlex.split(command), "--ignore-glob=*", "-n", "0"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "too little tried" in run.stdout, run.stderr
