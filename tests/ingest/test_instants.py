"""Times: what is understood, and what is refused rather than guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.ingest.instants import believe, read_instant, to_utc

ZONES = st.sampled_from([ZoneInfo(name) for name in ("Europe/Kyiv", "Europe/Moscow", "America/New_York", "Asia/Kathmandu", "UTC")])


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001 - given a zone below
def test_an_aware_time_keeps_its_instant(naive: datetime, offset_minutes: int) -> None:
    aware = naive.replace(tzinfo=timezone(timedelta(minutes=offset_minutes)))
    assert to_utc(aware) == aware
    assert to_utc(aware).tzinfo is UTC
    assert read_instant(aware.isoformat()) == aware


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2030, 1, 1)), ZONES)  # noqa: DTZ001 - given a zone below
def test_a_local_time_is_read_back_as_it_was_or_refused(naive: datetime, zone: ZoneInfo) -> None:
    try:
        instant = to_utc(naive, zone)
    except ValueError as error:
        assert zone.key in str(error)  # noqa: PT017 - the clocks went back or forward
    else:
        assert instant.astimezone(zone).replace(tzinfo=None) == naive


@pytest.mark.parametrize(
    "written",
    [
        "",
        "11/22/2024 04:20",
        "22/11/2024 04:20",
        "04:20",
        "2024-11-22",
        "22.11.2024",
        "1732",
        "173224922400",
        "99.99.2024 10:00",
        "٢٠٢٤",
        "2024-11-22T25:00:00Z",
        "now",
    ],
)
def test_what_is_no_certain_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_instant(written, ZoneInfo("UTC"))


def test_a_day_of_leeway_is_given_to_clocks_and_no_more() -> None:
    collected_at = datetime(2024, 11, 22, tzinfo=UTC)
    assert believe(collected_at + timedelta(hours=24), collected_at) == collected_at + timedelta(hours=24)
    with pytest.raises(ValueError, match="future"):
        believe(collected_at + timedelta(hours=24, seconds=1), collected_at)
