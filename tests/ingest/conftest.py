"""What the tests of reading share: options with a fixed clock, and a file made from bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skywitness.model.report import Report, SetAside
from skywitness.parts import ReadOptions

COLLECTED_AT = datetime(2024, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def options() -> ReadOptions:
    return ReadOptions(collected_at=COLLECTED_AT)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


def split(items: list[Report | SetAside]) -> tuple[list[Report], list[SetAside]]:
    """The reports, and what was set aside."""
    return [item for item in items if isinstance(item, Report)], [item for item in items if isinstance(item, SetAside)]


@pytest.fixture(name="split")
def split_items() -> Callable[[list[Report | SetAside]], tuple[list[Report], list[SetAside]]]:
    return split
