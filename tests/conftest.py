"""Where the tests find real data, and what they say when it is not there; no property is judged by the clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

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
