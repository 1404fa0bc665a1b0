"""Where the sun and the moon stand (ephem, after VSOP87 and ELP2000), and what light that makes, with the doubt of time and place carried through."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import ephem
from msgspec import Struct

SUNRISE_DEG, CIVIL_DEG, NAUTICAL_DEG = -0.833, -6.0, -12.0
"""Heights of the sun's middle at which the sun sets, and civil and nautical twilight end."""
M_PER_DEGREE = 111_195.0


class Light(StrEnum):
    """What light the sun makes at a place and time."""

    DAY = "day"
    TWILIGHT = "twilight"
    NIGHT = "night"


class Sky(Struct, frozen=True, kw_only=True):
    """Heights in degrees above the horizon without refraction, azimuth from north over east; ``moon_lit`` is the lit share of the moon's disc."""

    sun_deg: float
    sun_azimuth_deg: float
    moon_deg: float
    moon_lit: float


class SunRange(Struct, frozen=True):
    """The lowest and highest height of the sun within the doubt of time and place."""

    low_deg: float
    high_deg: float


def look_up(at: datetime, lat: float, lon: float) -> Sky:
    """Sun and moon at a place and an aware instant.

    >>> sky = look_up(datetime(2003, 10, 17, 19, 30, 30, tzinfo=UTC), 39.742476, -105.1786)
    >>> round(90 - sky.sun_deg, 2), round(sky.sun_azimuth_deg, 2)
    (50.13, 194.34)
    """
    observer = ephem.Observer()
    observer.lat, observer.lon = math.radians(lat), math.radians(lon)
    observer.elevation, observer.pressure = 0, 0
    observer.date = ephem.Date(at.astimezone(UTC).replace(tzinfo=None))
    sun, moon = ephem.Sun(observer), ephem.Moon(observer)
    return Sky(
        sun_deg=math.degrees(sun.alt), sun_azimuth_deg=math.degrees(sun.az), moon_deg=math.degrees(moon.alt), moon_lit=moon.phase / 100
    )


def range_of_sun(at: datetime, lat: float, lon: float, *, minutes: float, metres: float) -> SunRange:
    """The heights that the sun can have had, the instant being off by so many minutes and the place by so many metres at most."""
    moments = [at + timedelta(minutes=minutes * step / 4) for step in range(-4, 5)]
    off_lat = metres / M_PER_DEGREE
    off_lon = off_lat / max(math.cos(math.radians(lat)), 0.05)
    places = [(lat, lon), (lat - off_lat, lon), (lat + off_lat, lon), (lat, lon - off_lon), (lat, lon + off_lon)]
    heights = [look_up(moment, max(-90.0, min(90.0, y)), x).sun_deg for moment in moments for y, x in places]
    return SunRange(min(heights), max(heights))


def light_at(sun_deg: float) -> Light:
    """Day while the sun is up, night once nautical twilight is over, twilight between.

    >>> light_at(10), light_at(-5), light_at(-20)
    (<Light.DAY: 'day'>, <Light.TWILIGHT: 'twilight'>, <Light.NIGHT: 'night'>)
    """
    return Light.DAY if sun_deg > SUNRISE_DEG else Light.NIGHT if sun_deg < NAUTICAL_DEG else Light.TWILIGHT
