"""Shared by all tests."""

import gc
import itertools
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ledger import Ledger, Tried, noting
from rendered import MakeDot

from autograd.replay import machine
from demos.lessons import mazur
from viz import player_page, rendering

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


LEDGER = pytest.StashKey[Ledger]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make proof` passes."""
    parser.addoption(
        "--proof-table", metavar="FILE", help="write there what the proof tried; fail if too little"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """How many processes run the proof: while one waits for a terminal, the others compute."""
    return (os.cpu_count() or 1) + 1 if config.option.proof_table else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes, so that no process is left with it at the end."""
    items.sort(key=lambda item: item.path.stem != "test_mutants")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to note what tests say they tried, in whatever process they run."""
    ledger = config.stash[LEDGER] = Ledger()
    config.pluginmanager.register(ledger)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the table of the proof, if all of it ran; fail if it tried less than it promises."""
    ledger, file = session.config.stash[LEDGER], session.config.option.proof_table
    if file and not hasattr(session.config, "workerinput"):
        if ledger.short():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        elif not session.testsfailed:
            Path(file).write_text(ledger.document(), encoding="utf-8")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table of the proof."""
    if config.option.proof_table:
        ledger = config.stash[LEDGER]
        terminalreporter.section("what was tried")
        terminalreporter.write_line(ledger.table())
        for line in ledger.short():
            terminalreporter.write_line(f"too little tried: {line}", red=True)


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Tried:
    """Say what a test tried for a claim in `ledger.CLAIMS`, before it asserts."""
    return noting(record_property)


def pytest_sessionstart() -> None:
    """Let programs be interrupted, also in the background of a shell script, or after nohup.

    There signals are ignored, and whatever is started ignores them too, unless a handler was set.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: None)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what all tests have loaded: it stays to the end."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs the dot program where there is none; CI runs the tests with and without."""
    if item.get_closest_marker("needs_dot") and shutil.which("dot") is None:
        pytest.skip("no dot on PATH")


@pytest.fixture(scope="session")
def state_folders(tmp_path_factory: Any) -> Iterator[Path]:
    """Names of folders that are not there yet: most tests need none, and making one takes 2 ms."""
    parent = tmp_path_factory.mktemp("state")
    return (parent / str(number) for number in itertools.count())


@pytest.fixture(scope="session", autouse=True)
def _cache_folder(tmp_path_factory: Any) -> Iterator[None]:
    """A folder for compiled code, which those that run the tests side by side share."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        yield


@pytest.fixture(autouse=True)
def state_folder(state_folders: Iterator[Path], monkeypatch: Any) -> Path:
    """A state folder of its own for each test: nobody's progress is read or changed."""
    folder = next(state_folders)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real browser, without a window. Where there is none: skip, but fail in CI."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on PATH; install it (Debian: apt-get install chromium)")
        pytest.skip("no Chromium on PATH")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(chromium: Any, tmp_path_factory: Any) -> Iterator[Callable[..., Any]]:
    """Open a page, in a window of its own; afterwards nothing may have been asked for or said."""
    folder = tmp_path_factory.mktemp("pages")
    contexts, heard = [], []

    def open_page(text, *, hash="", width=1280, height=800, **options):
        file = folder / f"{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append((message.type, message.text)))
        page.on("pageerror", lambda error: heard.append(("error", str(error))))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(f"file://{file}")
                else heard.append(("request", request.url))
            ),
        )
        page.goto(f"file://{file}{hash}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert heard == []


@pytest.fixture(scope="module")
def mazur_page(pages):
    return pages(player_page(mazur.drawn()))


@pytest.fixture
def page(mazur_page):
    """Mazur's network, as it is when it is opened."""
    mazur_page.keyboard.press("Escape")
    mazur_page.keyboard.press("Escape")
    mazur_page.keyboard.press("Home")
    return mazur_page


@pytest.fixture(autouse=True)
def nothing_hung_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that hung in one test is asked first again in the next."""
    monkeypatch.setattr(rendering, "_hung", set())


@pytest.fixture
def no_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a `dot` program."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def make_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeDot:
    """Put a shell script named `dot` alone on PATH; it notes each run in the file "runs"."""

    def make(script: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir()
        dot = folder / "dot"
        dot.write_text(f"#!/bin/sh\necho $$ >>{folder}/runs\n{script}\n")
        dot.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        return folder

    return make


@pytest.fixture
def one_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphviz as WebAssembly, which arranges a graph the same on all computers."""
    monkeypatch.setattr("viz.rendering.shutil.which", lambda _: None)


@pytest.fixture
def no_llvmlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if llvmlite were not installed, and nothing compiled yet."""
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    monkeypatch.setattr(machine, "_addresses", {})
    machine.llvm.cache_clear()
