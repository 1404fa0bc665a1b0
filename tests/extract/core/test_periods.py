"""Clock times, days and words for parts of the day become periods in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from skywitness.extract.core.grammar import load_grammar
from skywitness.extract.core.lexicon import load_lexicon
from skywitness.extract.core.numbers import find_numbers
from skywitness.extract.core.periods import find_period
from skywitness.extract.core.scan import scan_text
from skywitness.extract.ru import FOLDER
from skywitness.model.place import Period

LEXICON, GRAMMAR = load_lexicon(FOLDER), load_grammar(FOLDER)


def period(text: str, published_at: str, zone: str = "Europe/Moscow") -> Period:
    scan = scan_text(text, LEXICON, GRAMMAR.abbreviations)
    numbers = find_numbers(scan.tokens, scan.marks)
    return find_period(scan, numbers, 0, len(scan.tokens), datetime.fromisoformat(published_at), zone)


def utc(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "published_at", "start", "end"),
    [
        ("с 20.15 до 21.10 мск", "2025-04-09T18:52:00Z", "2025-04-09T17:15", "2025-04-09T18:10"),
        ("с 23.10 до 00.40 мск", "2025-04-09T22:10:00Z", "2025-04-09T20:10", "2025-04-09T21:40"),
        ("с 20.15 мск 9 апреля по 06.00 мск 10 апреля", "2025-04-10T04:16:00Z", "2025-04-09T17:15", "2025-04-10T03:00"),
        ("12 мая с 23:00 до 03:00 по московскому времени", "2024-05-12T01:06:00Z", "2024-05-11T20:00", "2024-05-12T00:00"),
        ("за смену (23:00–03:00 мск)", "2024-05-12T04:06:00Z", "2024-05-11T20:00", "2024-05-12T00:00"),
        ("утром 05.10 - 06.40", "2024-05-12T10:06:00Z", "2024-05-12T02:10", "2024-05-12T03:40"),
        ("матч 23:00 мск, дом 03:00–05", "2024-05-12T22:06:00Z", "2024-05-12T20:00", "2024-05-12T20:00"),
        ("около 12.30", "2024-05-12T10:06:00Z", "2024-05-12T09:30", "2024-05-12T09:30"),
        ("около 23.50 мск", "2024-05-12T22:00:00Z", "2024-05-12T20:50", "2024-05-12T20:50"),
        ("в 11 часов 27 минут", "2023-08-06T09:12:00Z", "2023-08-06T08:27", "2023-08-06T08:27"),
        ("около двух часов ночи", "2025-03-24T05:00:00Z", "2025-03-23T23:00", "2025-03-23T23:00"),
        ("внимание с 22:55", "2024-11-23T19:43:00Z", "2024-11-23T19:55", None),
        ("вчера", "2024-11-23T09:00:00Z", "2024-11-21T21:00", "2024-11-22T21:00"),
        ("31 декабря около 23.00", "2025-01-01T08:00:00Z", "2024-12-31T20:00", "2024-12-31T20:00"),
        ("прошедшей ночью", "2024-11-23T05:00:00Z", None, None),
        ("сегодня", "2024-11-23T05:00:00Z", None, None),
        ("Касимов, 05:10: в небе вспышка", "2024-11-23T02:15:00Z", "2024-11-23T02:10", "2024-11-23T02:10"),
        ("Касимов, 23:58, хлопки", "2024-11-22T21:03:00Z", "2024-11-22T20:58", "2024-11-22T20:58"),
        ("концерт 19:00, Касимов", "2024-11-23T02:15:00Z", None, None),
        ("счёт 4:3, Касимов", "2024-11-23T02:15:00Z", None, None),
        ("сбито 20 беспилотников за 3 часа", "2024-11-23T05:00:00Z", None, None),
    ],
)
def test_period_of_a_phrase(text: str, published_at: str, start: str | None, end: str | None) -> None:
    found = period(text, published_at)
    assert (found.start, found.end) == (utc(start), utc(end))


@pytest.mark.parametrize(
    ("published_at", "start"), [("2025-01-10T20:00:00Z", "2025-01-10T18:30"), ("2025-07-10T20:00:00Z", "2025-07-10T17:30")]
)
def test_kyiv_time_keeps_its_daylight_saving(published_at: str, start: str) -> None:
    assert period("около 20.30", published_at, zone="Europe/Kyiv").start == utc(start)


def test_moscow_time_told_outweighs_the_zone_of_the_source() -> None:
    assert period("около 20.30 мск", "2025-07-10T20:00:00Z", zone="Europe/Kyiv").start == utc("2025-07-10T17:30")


def test_night_has_a_word() -> None:
    assert period("в течение прошедшей ночи", "2025-07-10T05:00:00Z").word == "night"


def test_period_is_bounded_by_the_publication() -> None:
    assert period("ночью", "2025-07-10T05:00:00Z").before == utc("2025-07-10T05:00")
