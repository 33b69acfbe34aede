"""Shared by all tests."""

import shutil

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs the dot program where there is none; CI runs the tests with and without."""
    if item.get_closest_marker("needs_dot") and shutil.which("dot") is None:
        pytest.skip("no dot on PATH")
