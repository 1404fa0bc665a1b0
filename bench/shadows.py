"""Shadows of upright poles, marked by hand: base, top and tip of the shadow each a few pixels off. Part of ``python -m bench verify``."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from skywitness.geo.sun_and_moon import SunSeen, subsolar_point, sun_seen
from skywitness.parts import ShadowMarks
from skywitness.verify.shadow import FITS, SD_PER_90, deviation, seen_from, times_that_fit

CASES = 400
LEAST_SUN_DEG = 4.0
MARK_SD_PX = 2.0
"""How far a hand misses a point, each way."""


class Case(Struct, frozen=True):
    """A true instant and place, with the marks a hand made."""

    at: datetime
    lat: float
    lon: float
    marks: ShadowMarks


def measure_shadow() -> dict[str, object]:
    """The share of cases whose fitting times, or places, hold the truth; and how long the fitting times are, by what was marked."""
    figures: dict[str, object] = {}
    for name in ("ratio", "azimuth", "both"):
        dice = random.Random(f"shadow {name}")  # noqa: S311 - marks, no secrets
        cases = [draw_case(dice, name) for _ in range(CASES)]
        windows = [times_that_fit(case.marks, case.at, case.lat, case.lon) for case in cases]
        held = sum(any(each.begins <= case.at <= each.ends for each in fits) for case, fits in zip(cases, windows, strict=True))
        lengths = sorted(sum((each.ends - each.begins).total_seconds() / 60 for each in fits) for fits in windows)
        there = sum(is_among_places(case) for case in cases)
        figures[f"{name}: times hold the truth"] = held / CASES
        figures[f"{name}: places hold the truth"] = there / CASES
        figures[f"{name}: minutes of the day that fit, at the median"] = round(lengths[CASES // 2])
    return {"cases each": CASES, **figures}


def is_among_places(case: Case) -> bool:
    """Whether the true place is one of those that are said to fit the true time."""
    return deviation(case.marks, seen_from(*subsolar_point(case.at), case.lat, case.lon)) <= FITS[case.marks.count]


def draw_case(dice: random.Random, name: str) -> Case:
    """A time and place with the sun up, and the marks of its shadow, with the doubt that such a hand would state."""
    while True:
        at = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.uniform(0, 10 * 365 * 86_400))
        lat, lon = dice.uniform(-60, 65), dice.uniform(-180, 180)
        sun = sun_seen(at, lat, lon)
        if LEAST_SUN_DEG < sun.height_deg < 80:
            return Case(at, lat, lon, mark(dice, sun, name))


def mark(dice: random.Random, sun: SunSeen, name: str) -> ShadowMarks:
    """Marks on a pole of some 60 to 400 pixels and its shadow, seen in one scale. The doubt comes from the pixels, not from the law that the verifier assumes."""
    height = dice.uniform(60, 400)
    length = height / math.tan(math.radians(sun.height_deg))
    pole = math.hypot(height + _miss(dice), _miss(dice))
    along, across = length + _miss(dice), _miss(dice)
    relative = MARK_SD_PX * math.sqrt(2) * math.hypot(1 / height, 1 / length)
    turned = math.degrees(math.atan2(across, along))
    return ShadowMarks(
        ratio=math.hypot(along, across) / pole if name != "azimuth" else None,
        ratio_off=min(2.0, SD_PER_90 * relative),
        azimuth_deg=(sun.azimuth_deg + 180 + turned) % 360 if name != "ratio" else None,
        azimuth_off_deg=min(90.0, SD_PER_90 * math.degrees(MARK_SD_PX * math.sqrt(2) / length)),
    )


def _miss(dice: random.Random) -> float:
    """How far the distance of two marked points is off."""
    return dice.gauss(0, MARK_SD_PX) - dice.gauss(0, MARK_SD_PX)
