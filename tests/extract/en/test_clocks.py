"""Clock times in English: with a zone an instant, without one nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from skywitness.extract.en import load_english_tables
from skywitness.extract.en.clocks import find_clock_period

PUBLISHED = datetime(2025, 9, 4, 4, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Overnight, between 11 p.m. and 3 a.m. Moscow time, 31 drones were destroyed.", "2025-09-03T20:00", "2025-09-04T00:00"),
        ("From 20:00 to 23:30 Moscow time, air defences downed two UAVs.", "2025-09-03T17:00", "2025-09-03T20:30"),
        ("A drone fell at 02:15 Kyiv time.", "2025-09-03T23:15", "2025-09-03T23:15"),
        ("Between 1 and 4 a.m. GMT the sirens sounded.", "2025-09-04T01:00", "2025-09-04T04:00"),
    ],
)
def test_clock_with_a_zone_is_an_instant(text: str, start: str, end: str) -> None:
    period = find_clock_period(text, load_english_tables(), PUBLISHED)
    assert period is not None
    assert period.start is not None
    assert period.end is not None
    assert (period.start.strftime("%Y-%m-%dT%H:%M"), period.end.strftime("%Y-%m-%dT%H:%M")) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["Between 11 p.m. and 3 a.m. explosions were heard.", "Between 2 and 5 drones fell, Moscow time is odd.", "From 25:00 to 26:00 MSK."],
)
def test_clock_without_a_zone_or_off_the_clock_is_none(text: str) -> None:
    assert find_clock_period(text, load_english_tables(), PUBLISHED) is None
