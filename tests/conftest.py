"""Where the tests find real data, and what they say when it is not there; no property is judged by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.server import Server, running_server

settings.register_profile("skywitness", deadline=None)
settings.load_profile("skywitness")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; it never enters the repository."""
    if not SHARED.is_dir():
        pytest.skip("the real data of ../shared are not on this machine")
    return SHARED


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest test, or one worker is still at it when all others are done."""
    items.sort(key=lambda item: "test_guard" not in item.nodeid)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real PostgreSQL server. Where there is none to be had the tests fail and say how to get one; nothing is skipped unseen."""
    with running_server() as running:
        yield running
