"""The sun and the moon over a place, by ephem: how high, how much of the moon is lit, and how dark a night was."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import ephem
from msgspec import Struct

STEP = timedelta(minutes=20)
DARK_DEG = -6.0
"""With the sun lower than this, civil twilight is over."""
LIT_SHARE = 0.1
"""A moon of which less is lit gives no light to speak of."""


class Night(Struct, frozen=True):
    """How much of the dark hours a lit moon stood above the horizon, and how much of it was lit in the middle of the night. ``moonlit`` is None where it
    never got dark.
    """

    moonlit: float | None
    lit: float


class SunSeen(Struct, frozen=True):
    """Where the sun's middle is seen: its height with the refraction of ordinary air, its azimuth from true north through east."""

    height_deg: float
    azimuth_deg: float


def sun_height_deg(at: datetime, lat: float, lon: float) -> float:
    """The height of the sun's middle above the horizon, without refraction; ``at`` is aware.

    >>> round(sun_height_deg(datetime(2021, 6, 21, 9, 28, tzinfo=UTC), 55.75, 37.62))
    58
    """
    return math.degrees(ephem.Sun(_observe(at, lat, lon)).alt)


def sun_seen(at: datetime, lat: float, lon: float) -> SunSeen:
    """Where the sun is seen from a place.

    >>> seen = sun_seen(datetime(2021, 6, 21, 9, 28, tzinfo=UTC), 55.75, 37.62)
    >>> round(seen.height_deg), round(seen.azimuth_deg)
    (58, 179)
    """
    sun = ephem.Sun(_observe(at, lat, lon))
    height = math.degrees(sun.alt)
    return SunSeen(height + refraction_deg(height), math.degrees(sun.az))


def refraction_deg(height_deg: float) -> float:
    """By how much ordinary air lifts what stands at this height; after Saemundsson (1986), good to a tenth of an arc minute above the horizon, 0 below.

    >>> round(refraction_deg(10.0), 2)
    0.09
    """
    if height_deg < -1:
        return 0.0
    return 1.02 / math.tan(math.radians(height_deg + 10.3 / (height_deg + 5.11))) / 60


def subsolar_point(at: datetime) -> tuple[float, float]:
    """Latitude and longitude of the place where the sun is overhead.

    >>> lat, lon = subsolar_point(datetime(2021, 6, 21, 12, tzinfo=UTC))
    >>> round(lat, 1), round(lon, 1)
    (23.4, 0.5)
    """
    observer = _observe(at, 0.0, 0.0)
    sun = ephem.Sun(observer)
    east = math.degrees(sun.g_ra - observer.sidereal_time())
    return math.degrees(sun.g_dec), (east + 180) % 360 - 180


def moon_height_deg(at: datetime, lat: float, lon: float) -> float:
    """The height of the moon's middle above the horizon, without refraction."""
    return math.degrees(ephem.Moon(_observe(at, lat, lon)).alt)


def lit_share(at: datetime) -> float:
    """The share of the moon's disc that is lit, 0 to 1.

    >>> round(lit_share(datetime(2021, 5, 26, 11, 14, tzinfo=UTC)), 2)
    1.0
    """
    return float(ephem.Moon(_date(at)).phase) / 100


def days_from_phase(at: datetime, *, full: bool) -> float:
    """Days between an instant and the nearest full (or new) moon."""
    before, after = (ephem.previous_full_moon, ephem.next_full_moon) if full else (ephem.previous_new_moon, ephem.next_new_moon)
    moment = _date(at)
    return float(min(moment - before(moment), after(moment) - moment))


def look_at_night(noon: datetime, lat: float, lon: float) -> Night:
    """The night between a local noon (by the sun, about) and the next one."""
    moments = [noon + STEP * step for step in range(timedelta(days=1) // STEP)]
    dark = [at for at in moments if sun_height_deg(at, lat, lon) < DARK_DEG]
    moonlit = [at for at in dark if moon_height_deg(at, lat, lon) > 0 and lit_share(at) >= LIT_SHARE]
    return Night(len(moonlit) / len(dark) if dark else None, lit_share(noon + timedelta(hours=12)))


def _observe(at: datetime, lat: float, lon: float) -> ephem.Observer:
    observer = ephem.Observer()
    observer.lat, observer.lon, observer.pressure, observer.date = str(lat), str(lon), 0, _date(at)
    return observer


def _date(at: datetime) -> ephem.Date:
    return ephem.Date(at.astimezone(UTC).replace(tzinfo=None))
