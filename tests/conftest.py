"""Shared by all tests."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs the dot program where there is none; CI runs the tests with and without."""
    if item.get_closest_marker("needs_dot") and shutil.which("dot") is None:
        pytest.skip("no dot on PATH")


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
