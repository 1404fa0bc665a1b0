"""Every thing that a reading must hold, in each language: the table ``fields.yml``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.extract.stories import faults, load_stories

from skywitness.extract.en import English
from skywitness.extract.gloss import gloss
from skywitness.extract.ru import Russian
from skywitness.model.reading import Reading
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.words import Stream
from skywitness.parts import Extractor

ROWS = load_stories(Path(__file__).with_name("fields.yml"))
READERS: dict[str, Extractor] = {"ru": Russian(), "en": English()}
PROFILE = SourceProfile("a news site", Stream.MEDIA)


def report_of(row: Mapping[str, Any]) -> Report:
    return make_report(
        source=PROFILE.name,
        stream=PROFILE.stream,
        text=row["text"],
        published_at=datetime.fromisoformat(row.get("at", "2025-10-06T05:00:00Z")),
        collected_at=datetime(2026, 1, 1, tzinfo=UTC),
        locator=Locator(),
    )


def read(row: Mapping[str, Any]) -> Reading:
    return READERS[row["lang"]].read(report_of(row), PROFILE)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['lang']} {row['field']}" for row in ROWS])
def test_field_is_read(row: dict[str, Any]) -> None:
    reading = read(row)
    assert faults(row, reading.assertions, reading.kind if "kind" in row else None) == []
    assert set(row.get("undisclosed", ())) <= set(reading.undisclosed_explicit)
    assert reading.cut == row.get("cut", False)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['lang']} {row['field']}" for row in ROWS])
def test_field_has_its_exact_quote_and_an_english_gloss(row: dict[str, Any]) -> None:
    report, reading = report_of(row), read(row)
    assert all(report.text[slice(*one.span)] == one.quote != "" for one in reading.assertions)
    assert bool(gloss(reading)) or not reading.assertions


def test_every_field_is_tested_in_both_languages() -> None:
    languages = defaultdict[str, set[str]](set)
    for row in ROWS:
        languages[row["field"]].add(row["lang"])
    assert {field for field, said in languages.items() if said != {"ru", "en"}} == set()
