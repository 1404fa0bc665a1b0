"""Names in tables: what is known becomes comparable, what is not stays as it was written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from skywitness.locate.coded import locate_coded
from skywitness.model.coded import CodedRow
from skywitness.model.report import Locator


def row(region: str | None, place: str | None = None) -> CodedRow:
    return CodedRow(locator=Locator("t.csv", 0), source="one", begins_at=datetime(2031, 5, 1, tzinfo=UTC), region=region, place=place)


@pytest.mark.parametrize("written", ["UA-63", "ua-63", "Харківська область", "Харьковская область", "Kharkiv Oblast"])
def test_a_known_region_becomes_its_code(written: str) -> None:
    assert locate_coded(row(written)).region == "UA-63"


def test_an_unknown_region_is_only_folded() -> None:
    assert locate_coded(row("Sector  Nine")).region == "sector nine"


def test_a_place_tells_its_region_when_there_is_one_only() -> None:
    assert locate_coded(row(None, "Зміїв")).region == "UA-63"
    assert locate_coded(row(None, "Nowhere Known")).region is None
