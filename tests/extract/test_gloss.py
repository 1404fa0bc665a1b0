"""One English sentence from the claims, and the row that other programs read."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from skywitness.extract.gloss import gloss
from skywitness.extract.ru import Russian
from skywitness.extract.shape import reading_row
from skywitness.locate import locate_reading
from skywitness.model.report import Locator, SourceProfile, make_report
from skywitness.model.words import Stream

MINISTRY = SourceProfile(name="m", stream=Stream.OFFICIAL, speaks_for="Ministry of Defence of Russia", zone="Europe/Moscow")
TEXT = "С 20.15 до 21.10 мск уничтожены пять украинских БПЛА: три – над Тульской областью и два – над акваторией Черного моря. Пострадавших нет."


def told(text: str) -> tuple[dict[str, object], str]:
    at = datetime(2025, 4, 9, 18, 52, tzinfo=UTC)
    report = make_report(
        source="m", stream=Stream.OFFICIAL, text=text, published_at=at, collected_at=at, locator=Locator(file="a.jsonl", row=3)
    )
    reading = locate_reading(Russian().read(report, MINISTRY), report, MINISTRY)
    sentence = gloss(reading)
    row = msgspec.to_builtins(reading_row(report, reading, sentence))
    return row, sentence


def test_gloss_tells_count_places_and_time_in_english() -> None:
    assert told(TEXT)[1] == (
        "Ministry of Defence of Russia reports: 5 drones were intercepted: 3 over Tula Oblast and 2 over Black Sea"
        " from 17:15 to 18:10 UTC on 9 Apr 2025; no casualties."
    )


def test_gloss_of_nothing_says_so() -> None:
    assert told("Сегодня хорошая погода.")[1] == "Nothing about an aerial incident."


def test_row_has_the_keys_of_the_extraction_shape() -> None:
    row, sentence = told(TEXT)
    assert list(row) == [
        "id",
        "locator",
        "published_at",
        "source",
        "stream",
        "lang",
        "kind",
        "claims",
        "undisclosed_explicit",
        "cut",
        "gloss",
    ]
    claims = row["claims"]
    assert isinstance(claims, list)
    assert row["gloss"] == sentence
    assert claims[0]["from"] == "2025-04-09T17:15:00Z"
    assert [(place["iso"], place["count"], place["role"]) for place in claims[0]["by_place"]] == [
        ("RU-TUL", 3, "occurred"),
        (None, 2, "occurred"),
    ]
    assert TEXT[slice(*claims[0]["span"])] == claims[0]["quote"]


def test_count_that_is_not_given_is_null_never_zero() -> None:
    claims = told("Над Тульской областью сбиты беспилотники.")[0]["claims"]
    assert isinstance(claims, list)
    assert (claims[0]["count"], claims[0]["count_state"]) == (None, "not_given")
