"""The chart of a day agrees with the sun, and with what the daylight verifier would say at each of its hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import lxml.etree
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from skywitness.geo.sun_and_moon import sun_height_deg
from skywitness.parts import Claimed
from skywitness.verify.daylight import Daylight
from skywitness.verify.shots import ShotFinder
from skywitness.verify.sky import Light, can_show
from skywitness.verify.sun_chart import STEP, WIDTH, SunChart, draw_sun_chart, tell_fits, write_svg

AT = datetime(2021, 3, 14, 22, 40, tzinfo=UTC)


def is_said_to_fit(chart: SunChart, moment: datetime) -> bool:
    return any(each.begins_at <= moment < each.ends_at for each in chart.fits)


@settings(max_examples=30, deadline=None)
@given(
    days=st.floats(0, 14_600),
    lat=st.floats(-85, 85),
    lon=st.floats(-180, 180),
    seen=st.sampled_from(Light),
)
def test_every_hour_of_the_chart_fits_when_the_sun_says_so(days: float, lat: float, lon: float, seen: Light) -> None:
    at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=days)
    chart = draw_sun_chart(at, lat, lon, seen=seen)
    assert chart.begins_at <= at <= chart.begins_at + timedelta(days=1)
    assert sum(each.width for each in chart.lights) - WIDTH < 1
    for step in range(0, 144, 9):
        moment = chart.begins_at + STEP * step
        assert is_said_to_fit(chart, moment) is can_show(seen, sun_height_deg(moment, lat, lon))


def test_a_polar_day_fits_no_dark_picture() -> None:
    chart = draw_sun_chart(datetime(2021, 6, 21, 12, tzinfo=UTC), 80.0, 30.0, seen=Light.NIGHT)
    assert (chart.fits, {each.light for each in chart.lights}) == ((), {Light.DAY})
    assert tell_fits(chart) == "dark pictures would fit at no time of that day"


def test_the_file_that_stands_alone_is_svg_and_says_the_same_in_words() -> None:
    told = lxml.etree.fromstring(write_svg(draw_sun_chart(AT, 52.6, 38.5, minutes_off=30, seen=Light.NIGHT)).encode())
    assert told.tag.endswith("svg")
    assert "dark pictures would fit" in str(told[0].text)


def test_pictures_are_written_where_they_are_asked_for_and_named(tmp_path: Path) -> None:
    photo, folder = tmp_path / "photo.jpg", tmp_path / "shown"
    folder.mkdir()
    Image.new("RGB", (64, 64), (9, 9, 12)).save(photo)
    asked = Claimed(at=AT, lat=52.6, lon=38.5, pictures=folder)
    named = [name for verifier in (Daylight(), ShotFinder()) for found in verifier.verify(photo, asked) for name in found.pictures]
    assert sorted(named) == ["photo.jpg.sheet.jpg", "photo.jpg.shot-01.jpg", "photo.jpg.sun.svg"]
    assert sorted(each.name for each in folder.iterdir()) == sorted(named)


def test_no_chart_without_a_place(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (64, 64), (9, 9, 12)).save(photo)
    assert not any(found.pictures for found in Daylight().verify(photo, Claimed(at=AT, pictures=tmp_path)))
