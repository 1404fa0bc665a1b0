"""Whole posts of many kinds of channels read as a careful reader labels them: the tables ``posts.yml`` of both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from skywitness.extract.ru import Russian
from skywitness.extract.uk import Ukrainian
from skywitness.model.reading import Assertion, Reading
from skywitness.model.report import Locator, SourceProfile, make_report
from skywitness.model.words import Stream, What

_FOLDER = Path(__file__).parents[1]
ROWS: list[dict[str, Any]] = [
    {"lang": lang, **row} for lang in ("ru", "uk") for row in yaml.safe_load((_FOLDER / lang / "posts.yml").read_text("utf-8"))
]
SOURCES = {
    "office": SourceProfile("office", Stream.OFFICIAL),
    "alerts": SourceProfile("alerts", Stream.GRASSROOTS),
    "residents": SourceProfile("residents", Stream.GRASSROOTS),
    "media": SourceProfile("media", Stream.MEDIA),
    "ministry": SourceProfile("ministry", Stream.OFFICIAL, speaks_for="Ministry of Defence of Russia"),
    "airforce": SourceProfile("airforce", Stream.OFFICIAL, speaks_for="Air Force of Ukraine"),
}
UNLABELLED = {What.OPINION, What.ATTRIBUTION, What.RECURRENCE, What.REFERENCE, What.NO_COMMENT, What.NOT_DISCLOSED}
VOICES = {"authority": "official"}


@cache
def reader_of(lang: str) -> Russian | Ukrainian:
    return Russian() if lang == "ru" else Ukrainian()


def read(row: Mapping[str, Any]) -> Reading:
    profile = SOURCES[row.get("by", "office")]
    report = make_report(
        source=profile.name,
        stream=profile.stream,
        text=row["text"],
        published_at=datetime.fromisoformat(row.get("at", "2025-10-06T05:00:00Z")),
        collected_at=datetime(2026, 1, 1, tzinfo=UTC),
        locator=Locator(),
    )
    return reader_of(row["lang"]).read(report, profile)


def core_of(one: Assertion) -> str:
    return f"{one.what.value} {one.target.value} {'~' if one.count is None else one.count}"


def faults(row: Mapping[str, Any]) -> list[str]:
    """What a reading has otherwise than a row tells, in words."""
    reading = read(row)
    told = [one for one in reading.assertions if one.what not in UNLABELLED]
    wanted = [{"is": one} if isinstance(one, str) else one for one in row["says"]]
    found = [] if reading.kind == row["kind"] else [f"kind {reading.kind.value}, not {row['kind']}"]
    has, should = Counter(map(core_of, told)), Counter(one["is"] for one in wanted)
    found += [f"not said: {one}" for one in (should - has).elements()] + [f"invented: {one}" for one in (has - should).elements()]
    for one in wanted:
        same = [claim for claim in told if core_of(claim) == one["is"]]
        if same:
            nearest = min([_details(claim, one) for claim in same], key=len)
            found += nearest
    missing = set(row.get("undisclosed", ())) - set(reading.undisclosed_explicit)
    return found + [f"not said to be open: {topic}" for topic in sorted(missing)]


def _details(claim: Assertion, wanted: Mapping[str, Any]) -> list[str]:
    has = {
        "voice": VOICES.get(claim.asserter.kind.value, claim.asserter.kind.value),
        "denied": claim.negated,
        "doubt": claim.factuality.value,
        "word": claim.period.word,
        "from": _utc(claim.period.start),
        "to": _utc(claim.period.end),
    }
    expected = {"denied": False, "doubt": "certain"} | {key: value for key, value in wanted.items() if key in has}
    found = [f"{wanted['is']}: {key} {has[key]}, not {value}" for key, value in expected.items() if has[key] != value]
    places = {mention.surface: mention.count for mention in claim.places}
    if "at" in wanted and (len(places) != len(wanted["at"]) or not all(_has(places, *entry) for entry in wanted["at"].items())):
        found.append(f"{wanted['is']}: at {places}, not {wanted['at']}")
    return found


def _has(places: Mapping[str, int | None], name: str, count: int | str | None) -> bool:
    return any(surface.startswith(name) and number == (None if count == "~" else count) for surface, number in places.items())


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['lang']}-{row['text'][:60]}" for row in ROWS])
def test_post_is_read_as_a_careful_reader_labels_it(row: dict[str, Any]) -> None:
    assert faults(row) == []


def test_many_posts_mislead() -> None:
    assert sum("trap" in row for row in ROWS) >= 0.4 * len(ROWS)
