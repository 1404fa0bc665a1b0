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
