"""A marked shadow fits the times and places whose sun makes it, and no others."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from skywitness.geo.sun_and_moon import sun_seen
from skywitness.model.words import Verdict
from skywitness.parts import Claimed, ShadowMarks
from skywitness.verify.shadow import Shadow, places_that_fit, times_that_fit

AT = datetime(2021, 6, 3, 7, 40, tzinfo=UTC)
LAT, LON = 52.6, 38.5


def marks_of(at: datetime, lat: float = LAT, lon: float = LON) -> ShadowMarks:
    """What a perfect measurement would give."""
    sun = sun_seen(at, lat, lon)
    return ShadowMarks(ratio=1 / math.tan(math.radians(sun.height_deg)), azimuth_deg=(sun.azimuth_deg + 180) % 360)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "p.png"
    Image.new("RGB", (64, 48), "grey").save(path)
    return path


def judge(photo: Path, marks: ShadowMarks | None, at: datetime | None, lat: float | None = LAT) -> tuple[Verdict, str]:
    [finding] = Shadow().verify(photo, Claimed(at=at, lat=lat, lon=LON, metres_off=1000, shadow=marks))
    return finding.verdict, finding.why


@pytest.mark.parametrize(
    ("hours_off", "verdict"),
    [(0, Verdict.SUPPORTS), (3, Verdict.REFUTES), (12, Verdict.REFUTES)],  # then, three hours later, at night
)
def test_a_shadow_is_held_against_the_claimed_time(photo: Path, hours_off: int, verdict: Verdict) -> None:
    assert judge(photo, marks_of(AT), AT + timedelta(hours=hours_off))[0] is verdict


def test_without_marks_a_time_or_a_picture_nothing_is_settled(photo: Path, tmp_path: Path) -> None:
    assert judge(photo, None, AT)[0] is Verdict.INCONCLUSIVE
    assert judge(photo, marks_of(AT), None)[0] is Verdict.INCONCLUSIVE
    assert judge(tmp_path / "none.jpg", marks_of(AT), AT)[0] is Verdict.INCONCLUSIVE


def test_length_alone_fits_morning_and_afternoon_and_the_bearing_tells_which() -> None:
    both = marks_of(AT)
    assert len(times_that_fit(ShadowMarks(ratio=both.ratio), AT, LAT, LON)) == 2
    [window] = times_that_fit(both, AT, LAT, LON)
    assert window.begins < AT < window.ends


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(ratio_off=st.floats(0.02, 0.3), wider=st.floats(1.1, 3))
def test_more_doubt_never_fits_less(ratio_off: float, wider: float) -> None:
    marks = marks_of(AT)
    sure, doubtful = (
        times_that_fit(ShadowMarks(ratio=marks.ratio, ratio_off=off), AT, LAT, LON) for off in (ratio_off, min(2.0, ratio_off * wider))
    )
    assert sum((each.ends - each.begins for each in sure), timedelta()) <= sum((each.ends - each.begins for each in doubtful), timedelta())


def test_the_place_is_among_those_that_fit(photo: Path) -> None:
    area = places_that_fit(marks_of(AT, 53.0, 38.0), AT)
    assert (53.0, 38.0) in area.points
    assert len(area.points) < 800  # of 57,960
    verdict, why = judge(photo, marks_of(AT), AT, lat=None)
    assert verdict is Verdict.INCONCLUSIVE
    assert "latitudes" in why


@pytest.mark.slow
def test_windows_hold_the_truth_nine_times_in_ten() -> None:
    dice = random.Random(4)  # noqa: S311 - marks, no secrets
    held = asked = 0
    while asked < 60:
        at = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=dice.randrange(365), hours=dice.uniform(6, 10))
        sun = sun_seen(at, LAT, LON)
        if sun.height_deg < 3:
            continue
        asked += 1
        ratio = 1 / math.tan(math.radians(sun.height_deg)) * math.exp(dice.gauss(0, math.log1p(0.1) / 1.6449))
        windows = times_that_fit(ShadowMarks(ratio=ratio), at, LAT, LON)
        held += any(window.begins <= at <= window.ends for window in windows)
    assert 48 <= held <= 60
