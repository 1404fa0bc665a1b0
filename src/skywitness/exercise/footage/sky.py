"""How high the sun stands and how bright that makes a sky, for footage that is true to its hour."""

from __future__ import annotations

import math
from datetime import datetime

DARK_DEG, BRIGHT_DEG = -14.0, 6.0
"""Below the one the sky of a phone's video is black, above the other it is as bright as it gets."""
DARKEST, BRIGHTEST = 12, 205


def sun_height_deg(at: datetime, lat: float, lon: float) -> float:
    """The height of the sun's middle above the horizon, in degrees, without refraction; ``at`` is aware.

    The low-precision formula of the Astronomical Almanac, good to a hundredth of a degree in declination until 2050; here to a quarter of a degree.

    >>> from datetime import UTC
    >>> round(sun_height_deg(datetime(2021, 6, 21, 9, 28, tzinfo=UTC), 55.75, 37.62))
    58
    """
    days = at.timestamp() / 86_400 - 10_957.5  # since 2000-01-01 12:00 UTC
    anomaly = math.radians(357.528 + 0.9856003 * days)
    longitude = math.radians(280.460 + 0.9856474 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 4e-7 * days)
    declination = math.asin(math.sin(tilt) * math.sin(longitude))
    ascension = math.atan2(math.cos(tilt) * math.sin(longitude), math.cos(longitude))
    sidereal = math.radians((280.46062 + 360.98564737 * days + lon) % 360)
    hour = sidereal - ascension
    latitude = math.radians(lat)
    return math.degrees(math.asin(math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(declination) * math.cos(hour)))


def sky_luma(height_deg: float) -> int:
    """The brightness of a clear sky in a video, from 0 to 255, by the height of the sun; twilight lies between.

    >>> sky_luma(-30), sky_luma(40), sky_luma(-30) < sky_luma(-4) < sky_luma(40)
    (12, 205, True)
    """
    share = min(max((height_deg - DARK_DEG) / (BRIGHT_DEG - DARK_DEG), 0.0), 1.0)
    return round(DARKEST + (BRIGHTEST - DARKEST) * share * share * (3 - 2 * share))
