"""What must and must not be read from Russian posts: the table beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from skywitness.extract.ru import Russian
from skywitness.model.reading import Assertion, Reading
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.words import Kind, Stream

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "readings.yml").read_text("utf-8"))
MINISTRY = {"name": "ministry", "stream": "official", "speaks_for": "Ministry of Defence of Russia", "zone": "Europe/Moscow"}


@cache
def russian() -> Russian:
    return Russian()


def read(text: str, source: Mapping[str, Any] = MINISTRY, published_at: str = "2025-10-06T05:00:00Z") -> Reading:
    return russian().read(*told(text, source, published_at))


def told(text: str, source: Mapping[str, Any], published_at: str) -> tuple[Report, SourceProfile]:
    profile = SourceProfile(**{**source, "stream": Stream(source["stream"])})
    report = make_report(
        source=profile.name,
        stream=profile.stream,
        text=text,
        published_at=datetime.fromisoformat(published_at),
        collected_at=datetime(2026, 1, 1, tzinfo=UTC),
        locator=Locator(),
    )
    return report, profile


def shown(assertion: Assertion) -> dict[str, Any]:
    def utc(moment: datetime | None) -> str | None:
        return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    return {
        "what": assertion.what.value,
        "target": assertion.target.value,
        "model": assertion.model,
        "count": assertion.count,
        "places": [[place.surface, place.count, place.role.value] for place in assertion.places],
        "from": utc(assertion.period.start),
        "to": utc(assertion.period.end),
        "period_word": assertion.period.word,
        "asserter": assertion.asserter.name,
        "factuality": assertion.factuality.value,
        "negated": assertion.negated,
        "part_of": assertion.part_of,
    }


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_reading_says_what_the_post_says(row: dict[str, Any]) -> None:
    reading = read(row["text"], row.get("source", MINISTRY), row.get("published_at", "2025-10-06T05:00:00Z"))
    claims = [shown(assertion) for assertion in reading.assertions]
    if "kind" in row:
        assert reading.kind == row["kind"], claims
    for wanted in row.get("claims", []):
        assert any(wanted.items() <= claim.items() for claim in claims if _comparable(wanted, claim)), (wanted, claims)
    assert not {claim["what"] for claim in claims} & set(row.get("never", [])), claims
    assert set(row.get("undisclosed", [])) <= set(reading.undisclosed_explicit)


def _comparable(wanted: Mapping[str, Any], claim: dict[str, Any]) -> bool:
    return all(claim[key] == value for key, value in wanted.items())


@given(
    st.lists(st.sampled_from([*(word for row in ROWS for word in row["text"].split()), "**", "\n", "  ", "🔹"]), max_size=40).map(" ".join)
)
def test_any_jumble_of_words_is_read_without_raising_and_quotes_itself(text: str) -> None:
    reading = read(text)
    for assertion in reading.assertions:
        assert assertion.quote
        assert text[assertion.span[0] : assertion.span[1]] == assertion.quote
        assert assertion.count != 0
        for place in assertion.places:
            assert 0 <= place.span[0] < place.span[1] <= len(text)


@given(st.text(max_size=200))
def test_any_text_is_read_without_raising(text: str) -> None:
    assert read(text).lang == "ru"


def test_reading_twice_gives_the_same_reading() -> None:
    text = ROWS[1]["text"]
    assert read(text) == read(text)


def test_text_that_breaks_off_in_a_list_gives_no_sum() -> None:
    start = "Дежурными средствами ПВО уничтожено пятьдесят БпЛА над территорией Крымского полуострова, сорок БпЛА над территорией "
    padding = "В течение прошедшей ночи пресечен ряд попыток совершить террористические атаки по объектам на территории страны. " * 3
    reading = read(padding + start + "Краснодарск")
    assert reading.cut
    assert [assertion.count for assertion in reading.assertions if assertion.what == "intercepted"] == [None]


def test_report_without_a_time_of_publication_gets_no_period_from_a_clock() -> None:
    report, profile = told("С 20.00 до 21.00 мск сбиты два БПЛА над Орловской областью.", MINISTRY, "2025-10-06T05:00:00Z")
    undated = make_report(
        source=report.source, stream=report.stream, text=report.text, published_at=None, collected_at=report.collected_at, locator=Locator()
    )
    assert russian().read(undated, profile).assertions[0].period.start is None


def test_empty_text_is_other() -> None:
    assert read("").kind is Kind.OTHER
