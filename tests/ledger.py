"""What the proof claims, and what came of it: one row of PROOF.md for each claim.

A test that backs a claim says what it tried before it asserts, with the fixture `tried`. The counts
of all tests of a claim add up; the worst error is the worst of all. `make proof` prints the table
and writes it to PROOF.md; it fails if less was tried than a claim promises.
"""

import json
import os
import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

PROPERTY = "proof"  # what the reports of tests carry from one process to the other


@dataclass(frozen=True)
class Claim:
    """One thing that is proven.

    Attributes
    ----------
    says : str
        What was tried, and against what.
    unit : str
        What is counted.
    least : int
        How many of them the full proof tries, at least.
    allowed : str
        The largest error, or what may not happen.
    why : str
        If less is tried than was asked, or something is lost: the reason.
    """

    says: str
    unit: str
    least: int
    allowed: str
    why: str = ""


CLAIMS: dict[str, Claim] = {
    # --- derivatives
    "oracle": Claim(
        "Random graphs over every primitive, with reuse and diamonds: each gradient against local "
        "slopes of 60 digits",
        "graphs",
        100_000,
        "16 eps of the sum of absolute path products",
    ),
    "forward": Claim(
        "The same: reverse mode against forward mode",
        "graphs",
        10_000,
        "5 eps of the sum of absolute path products",
    ),
    "complex step": Claim(
        "The same, over every analytic primitive: reverse mode against complex steps",
        "graphs",
        10_000,
        "10 eps of the sum of absolute path products",
    ),
    "replay": Claim(
        "The same, over every primitive: reverse mode against replay, in rows and alone",
        "graphs",
        10_000,
        "6 eps of that sum and of what an eps of each node does to it",
    ),
    "hessian": Claim(
        "The same: reverse over reverse against forward over reverse, and against its transpose",
        "graphs",
        10_000,
        "5 eps of the sum of absolute path products",
    ),
    "values": Claim(
        "Each primitive at thousands of points, up to the ends of the floats: its value where that "
        "is a normal number",
        "points",
        100_000,
        "4 eps",
    ),
    "slopes": Claim(
        "The same: its slopes where they are normal numbers", "points", 150_000, "4 eps"
    ),
    "declared": Claim(
        "The same elsewhere: zeros, subnormal numbers, infinities, NaN, errors",
        "points",
        50_000,
        "the declared result",
    ),
    "losses": Claim(
        "Losses from -1e4 to 1e4, softmax and log-sum-exp with spreads of 1e3: values and "
        "gradients",
        "numbers",
        80_000,
        "4 eps of the number times its condition",
    ),
    # --- graphs
    "shapes": Claim(
        "A chain of 1,000,000, fan-in and fan-out of 100,000, a diamond with 2**60 paths: work and "
        "memory for each node as in an eighth of the graph; freed at once; recursion limit kept",
        "graphs",
        60,
        "1.05 times",
    ),
    "types": Claim(
        "41 types of input, each operator and each primitive, both sides, at 11 numbers",
        "operations",
        20_000,
        "Python's own result for floats, or a TypeError that names the type",
    ),
    "copies": Claim(
        "deepcopy and each protocol of pickle, in another process too, of a graph 100,000 deep: "
        "number, slopes, gradient and names of all nodes",
        "nodes",
        900_000,
        "the same bits",
    ),
    "threads": Claim(
        "8 threads, each with graphs of its own, or with leaves that they share",
        "graphs",
        7_000,
        "the same bits",
    ),
    "hash seeds": Claim("One program under 20 hash seeds", "processes", 20, "the same bits"),
    "memory": Claim(
        "Training loops without the cyclic collector: bytes more after 10,000 steps; after 1,000 "
        "where gradients are recorded or steps are traced",
        "steps",
        33_000,
        "4,096 bytes",
    ),
    "memory of replays": Claim(
        "The same, by replay",
        "steps",
        20_000,
        "16,384 bytes",
        "numpy keeps small blocks that were freed, a few more in the first 60,000 steps, also in a "
        "loop of its own calls alone; from there on there are no more.",
    ),
    # --- the tests themselves
    "mutants": Claim(
        "The engine with one thing wrong in a derivative, an accumulation or an order: percent "
        "that a quick test could notice, and none does, of the worst part",
        "mutants",
        3_000,
        "2 %",
        "Some 4 % more survive that cannot be noticed; all that survive are listed.",
    ),
    # --- what comes from outside
    "labels in pictures": Claim("Hostile labels in DOT and SVG", "labels", 100_000, "is text"),
    "labels in pages": Claim("Hostile labels in HTML and JSON", "labels", 100_000, "is text"),
    "labels in terminals": Claim("Hostile labels in a terminal", "labels", 100_000, "is text"),
    "truncated": Claim(
        "Model files and checkpoints, cut off at every byte",
        "files",
        5_000,
        "refused, none changed",
    ),
    "bit flips": Claim(
        "Model files and checkpoints with flipped bits", "files", 40_000, "refused, or the same"
    ),
    "misshapen": Claim(
        "Model files and checkpoints with parts elsewhere, doubled, nested, of other types, sealed",
        "files",
        15_000,
        "refused, or loaded as a whole",
    ),
    "tables": Claim(
        "Tables in CSV, against Python's csv module", "files", 5_000, "the same, or one clear error"
    ),
    "command lines": Claim(
        "Command lines at random, right and almost right",
        "commands",
        2_400,
        "exit 0, 1 or 2, no traceback, no file lost",
    ),
    "learner files": Claim(
        "Learners' files, garbled or up to mischief",
        "files",
        120,
        "graded, nothing run or left here",
    ),
    "atheris": Claim(
        "Inputs that atheris made, led by coverage", "inputs", 50_000, "read, or one clear error"
    ),
    # --- files and terminals
    "endings": Claim(
        "Each place that waits for a key, in a real terminal: stopped, resized down to 1 x 1, then "
        "ended by Ctrl-C, Ctrl-D, a signal or a closed window",
        "sessions",
        100,
        "the terminal as it was",
    ),
    "terminals": Claim(
        "Kinds of terminals, sizes, encodings, closed and redirected streams; programs that train "
        "and check, told to end",
        "sessions",
        100,
        "the same, or text",
    ),
    "hostile keys": Claim(
        "Random bytes, halves of escape sequences, pastes of a megabyte, reports nobody asked for, "
        "keys by the thousand",
        "sessions",
        20,
        "goes on, and the same",
    ),
    "kills": Claim(
        "Every writer of files ended by kill -9 while it writes, before each of its lines and at "
        "random times, 200 times each",
        "kills",
        4_800,
        "old or new, whole",
        "A kill between the two steps that replace a file leaves a temporary file beside it; half "
        "of the kills aim at each line, so that these microseconds are hit. Where a file must have "
        "a name while it is written (outside of Linux), a kill leaves it more often; without hard "
        "links an empty file can be left. Of several files some can be new and others old.",
    ),
    "writers at once": Claim(
        "Two processes that write to one file at once, 100 times with each writer",
        "races",
        2_300,
        "one of both, whole",
    ),
    "places": Claim(
        "Every writer at places that cannot be written: links, read-only, full, a folder, a pipe",
        "places",
        250,
        "one clear error, nothing lost",
    ),
    # --- other people's programs
    "programs": Claim(
        "Programs written for micrograd and its kin, with only the import changed",
        "programs",
        21,
        "the numbers they had, to 1e-12 of each",
    ),
}


@dataclass
class Row:
    """What was tried for a claim so far."""

    count: int = 0
    worst: float | None = None
    lost: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, count: int, worst: float | None, lost: int, notes: Iterable[str]) -> None:
        """Add what one test tried."""
        self.count += count
        self.lost += lost
        self.notes += notes
        if worst is not None:
            self.worst = worst if self.worst is None else max(self.worst, worst)


Tried = Callable[..., None]


def noting(record_property: Callable[[str, object], None]) -> Tried:
    """The fixture `tried`: notes, with the report of a test, what it tried."""

    def tried(
        claim: str,
        count: int,
        *,
        worst: float | None = None,
        lost: int = 0,
        notes: Iterable[str] = (),
    ) -> None:
        """Say what was tried for a claim.

        Parameters
        ----------
        claim : str
            Its key in `CLAIMS`.
        count : int
            How many, in the unit of the claim.
        worst : float, optional
            The largest error, in the unit of what the claim allows.
        lost : int
            How many failed, were lost, hung, escaped or survived.
        notes : iterable of str
            What is listed below the table: each survivor, with why.
        """
        if claim not in CLAIMS:
            raise KeyError(f"no claim {claim!r} in tests/ledger.py")
        record_property(PROPERTY, json.dumps([claim, count, worst, lost, list(notes)]))

    return tried


class Ledger:
    """All rows; filled from the reports of tests, in whatever process they ran."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.begun = time.monotonic()
        self.tests = 0
        self.processes: set[str] = set()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Take what a test tried from its report, which pytest hands to its plugins."""
        if report.when == "teardown":  # by then all has been said
            self.tests += 1
            self.processes.add(getattr(report, "worker_id", ""))
            for name, text in report.user_properties:
                if name == PROPERTY:
                    claim, *tried = json.loads(text)
                    self.rows.setdefault(claim, Row()).add(*tried)

    def short(self) -> list[str]:
        """The claims for which less was tried than they promise, without a reason."""
        return [
            f"{key}: {self.rows.get(key, Row()).count:,} of {claim.least:,} {claim.unit}"
            for key, claim in CLAIMS.items()
            if self.rows.get(key, Row()).count < claim.least
        ]

    def table(self) -> str:
        """The rows as a table in Markdown, in the order of the claims."""
        cells = [("What was tried", "How many", "Worst", "Allowed", "Lost")]
        for key, claim in CLAIMS.items():
            if (row := self.rows.get(key)) is not None:
                worst = "-" if row.worst is None else f"{row.worst:.3g}"
                count = f"{row.count:,} {claim.unit}"
                cells.append((claim.says, count, worst, claim.allowed, f"{row.lost:,}"))
        head, *rows = ["| " + " | ".join(line) + " |" for line in cells]
        return "\n".join([head, "|---|---:|---:|---|---:|", *rows])

    def document(self) -> str:
        """PROOF.md: the table, what falls short and why, and how to make it again."""
        below = [
            f"- **{CLAIMS[key].says}.** {CLAIMS[key].why}\n"
            + "".join(f"  - {note}\n" for note in row.notes)
            for key, row in self.rows.items()
            if row.notes or CLAIMS[key].why
        ]
        return _DOCUMENT.format(
            table=self.table(),
            machine=f"CPython {platform.python_version()}, {platform.system()} "
            f"{platform.machine()}, {' '.join(platform.libc_ver())}",
            tests=self.tests,
            minutes=(time.monotonic() - self.begun) / 60.0,
            processes=len(self.processes),
            cores=os.cpu_count(),
            below="\n## What falls short, and why\n\n" + "".join(below) if below else "",
        )


_DOCUMENT = """# Proof

What was tried to find an error in this project, how often, and what came of it. This file is
written by `make proof`; each row is backed by tests in `tests/proof/`, which run in a smaller form
with `make test`. An eps is 2**-52; an error in eps is relative to the exact number, or to what the
row says.

{table}

Written with {machine}.
The mathematical functions of other systems round differently, by a unit or so.
It took {minutes:.0f} minutes for {tests:,} tests, {processes} at a time on {cores} cores; for those
of this table, 20 were aimed at.
{below}"""
