"""Sun and moon against almanac dates and against a second reckoning of the sun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.exercise.footage.sky import sun_height_deg as reckon_sun
from skywitness.geo.sun_and_moon import days_from_phase, lit_share, look_at_night, sun_height_deg

MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside


@given(MOMENTS, st.floats(-60, 70), st.floats(-179, 179))
def test_two_reckonings_of_the_sun_agree(at: datetime, lat: float, lon: float) -> None:
    assert sun_height_deg(at, lat, lon) == pytest.approx(reckon_sun(at, lat, lon), abs=0.5)


@given(MOMENTS)
def test_a_phase_is_never_farther_than_half_a_month_and_full_is_lit(at: datetime) -> None:
    to_full, to_new = (days_from_phase(at, full=full) for full in (True, False))
    assert 0 <= min(to_full, to_new) <= max(to_full, to_new) < 15.5
    assert lit_share(at) > 0.9 or to_full > 1
    assert lit_share(at) < 0.1 or to_new > 1


def test_a_full_moon_stands_all_night_and_a_new_one_does_not() -> None:
    full, new = (look_at_night(datetime(2021, month, day, 9, tzinfo=UTC), 50.45, 30.52) for month, day in ((1, 28), (1, 13)))
    assert full.moonlit is not None
    assert full.moonlit > 0.9
    assert (new.moonlit, new.lit < 0.05) == (0, True)


def test_where_it_never_gets_dark_nothing_is_said() -> None:
    assert look_at_night(datetime(2021, 6, 21, 9, tzinfo=UTC), 68.97, 33.08).moonlit is None


def test_the_day_is_a_day() -> None:
    noon = datetime(2021, 6, 21, 10, tzinfo=UTC)
    assert sun_height_deg(noon, 50.45, 30.52) > 50 > 0 > sun_height_deg(noon + timedelta(hours=12), 50.45, 30.52)
