"""A plugin for pytest that runs the tests once for each mutant of some files.

    pytest -p mutating --mutate autograd/ops.py --mutants report.json tests/test_primitives.py

The tests are loaded once. Then each mutant is made in a process of its own, forked from that one,
and costs no more than the test that notices it.

Only tests that run what is wrong can notice it; they are found by running all of them once. Those
are tried first that noticed something else in the same function, then the simplest. A test that
takes far more processor time than usual, or memory, has noticed it too.
"""

import gc
import json
import os
import re
import resource
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mutated import Source
from mutation import Mutant, mutants

PATIENCE = 1.0  # seconds of processor time that a test may need more than usually
MEMORY = 4 << 30
DEADLOCK = 5  # seconds for a test, which waits for what never comes


class Usual(NamedTuple):
    """What a test does where nothing is wrong."""

    seconds: float
    runs: frozenset[str]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which files, where the report goes, and how many of the mutants."""
    parser.addoption("--mutate", action="append", metavar="FILE")
    parser.addoption("--mutants", metavar="FILE", help="the report: for each mutant, who noticed")
    parser.addoption("--mutants-named", default="", help="only mutants whose names begin so")
    parser.addoption("--mutants-share", default="1/1", help="2/3: the second of three shares")


@pytest.fixture
def tried() -> Callable[..., None]:
    """In place of what notes what tests of the proof tried: here they are those that are tried."""
    return lambda *_, **__: None


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run the tests for each mutant instead of once."""
    options = session.config.option
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    sources = [Source(Path(file).resolve()) for file in options.mutate]
    usual = measure(session.items, sources)
    gc.collect()
    gc.freeze()  # else each process copies all that the collector touches
    number, shares = map(int, options.mutants_share.split("/"))
    report = {}
    for source in sources:
        found = mutants(source.tree, source.path.stem)
        named = [mutant for mutant in found if mutant.name.startswith(options.mutants_named)]
        before: dict[str, list[str]] = defaultdict(list)
        for mutant in named[number - 1 :: shares]:
            function = mutant.name.partition(":")[0]
            tests = noticing(mutant, source, session.items, usual, before[function])
            report[mutant.name] = who = attempt(mutant, source, tests, usual)
            before[function].append(who)
    Path(options.mutants).write_text(json.dumps(report, indent=1), encoding="utf-8")
    return True


# --- which tests -----------------------------------------------------------------------------


def measure(items: list[pytest.Item], sources: list[Source]) -> dict[str, Usual]:
    """Run all tests, in a process of its own: what was computed once is not remembered here."""

    def work(answer: Any) -> None:
        ran: set[str] = set()
        for source in sources:
            source.mark(ran)
        found = {}
        for item, following in zip(items, [*items[1:], None], strict=True):
            ran.clear()
            start = time.process_time()
            failed = run(item, following)
            found[item.nodeid] = (failed, time.process_time() - start, sorted(ran))
        json.dump(found, answer)

    found = json.loads(forked(work)[0])
    if failed := [test for test, (failed, *_) in found.items() if failed]:
        raise pytest.UsageError(f"these tests fail before anything is wrong: {failed}")
    return {test: Usual(seconds, frozenset(ran)) for test, (_, seconds, ran) in found.items()}


def noticing(
    mutant: Mutant,
    source: Source,
    items: list[pytest.Item],
    usual: dict[str, Usual],
    before: Sequence[str],
) -> list[pytest.Item]:
    """The tests that run what is wrong: those first that noticed something before, the last first.

    Then come those that name the primitive, then the simplest. The order does not depend on time:
    what is wrong once may be met by another test another time.
    """
    places = {source.name(place) for place in mutant.places}
    word = mutant.name.partition(".")[2].partition(":")[0].strip("_")
    chosen = [item for item in items if not places or places & usual[item.nodeid].runs]
    named = re.compile(rf"\b{re.escape(word)}\b")
    last = {who: turn for turn, who in enumerate(before)}
    return sorted(
        chosen,
        key=lambda i: (
            -last.get(i.nodeid, -1),
            not named.search(i.nodeid),
            len(usual[i.nodeid].runs),
        ),
    )


# --- one mutant ------------------------------------------------------------------------------


def attempt(
    mutant: Mutant, source: Source, tests: list[pytest.Item], usual: dict[str, Usual]
) -> str:
    """Who noticed a mutant: a test, a limit; "" if nobody did, "invalid" if it is none."""

    def work(answer: Any) -> None:
        try:
            source.install(mutant)
        except Exception:  # noqa: BLE001  whatever is wrong when it is made: nothing would load it
            answer.write("invalid")
            return
        limit()
        for test, following in zip(tests, [*tests[1:], None], strict=False):
            signal.alarm(DEADLOCK)
            signal.setitimer(signal.ITIMER_PROF, PATIENCE + 10 * usual[test.nodeid].seconds)
            if run(test, following):
                answer.write(test.nodeid)
                return

    answer, status = forked(work)
    if os.WIFSIGNALED(status):
        return f"a limit: {signal.Signals(os.WTERMSIG(status)).name}"
    if os.WEXITSTATUS(status):
        raise RuntimeError(f"it could not be tried: {mutant.name}")
    return answer


def forked(work: Callable[[Any], None]) -> tuple[str, int]:
    """What some work writes, done in a process of its own, and how that ended."""
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        status = 1
        try:
            os.close(read)
            with os.fdopen(write, "w") as answer:
                work(answer)
            status = 0
        except BaseException:  # noqa: BLE001  the process ends here, whatever happens
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read) as answer:
        said = answer.read()
    return said, os.waitpid(child, 0)[1]


def limit() -> None:
    """End this process where it hangs or grows."""
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


reports: list[pytest.TestReport] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Hear how a test went."""
    reports.append(report)


def run(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run a test; whether it failed."""
    reports.clear()
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return any(report.failed for report in reports)
