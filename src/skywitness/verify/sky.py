"""How high the sun can have stood, with the doubt of time and place carried through, and what light that makes."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from skywitness.geo.sun_and_moon import sun_height_deg

DARK_LUMA, BRIGHT_LUMA = 45.0, 95.0
"""Brightness from 0 to 255 of the upper third of the pictures, at the median: below the one a sky is dark, above the other it is lit."""
SUNRISE_DEG, CIVIL_DEG, NAUTICAL_DEG = -0.833, -6.0, -12.0
"""Heights of the sun's middle at which the sun sets, and civil and nautical twilight end."""
DAY_MARGIN_DEG = 3.0
"""So high must the sun have stood for dark pictures to speak against it: cameras that film a low sun darken the sky."""
M_PER_DEGREE = 111_195.0


class Light(StrEnum):
    """What light the sun makes at a place and time."""

    DAY = "day"
    TWILIGHT = "twilight"
    NIGHT = "night"


class SunRange(Struct, frozen=True):
    """The lowest and highest height of the sun within the doubt of time and place."""

    low_deg: float
    high_deg: float


def range_of_sun(at: datetime, lat: float, lon: float, *, minutes: float, metres: float) -> SunRange:
    """The heights that the sun can have had, the instant being off by so many minutes and the place by so many metres at most."""
    moments = [at + timedelta(minutes=minutes * step / 4) for step in range(-4, 5)]
    off_lat = metres / M_PER_DEGREE
    off_lon = off_lat / max(math.cos(math.radians(lat)), 0.05)
    places = [(lat, lon), (lat - off_lat, lon), (lat + off_lat, lon), (lat, lon - off_lon), (lat, lon + off_lon)]
    heights = [sun_height_deg(moment, max(-90.0, min(90.0, y)), x) for moment in moments for y, x in places]
    return SunRange(min(heights), max(heights))


def light_at(sun_deg: float) -> Light:
    """Day while the sun is up, night once nautical twilight is over, twilight between.

    >>> light_at(10), light_at(-5), light_at(-20)
    (<Light.DAY: 'day'>, <Light.TWILIGHT: 'twilight'>, <Light.NIGHT: 'night'>)
    """
    return Light.DAY if sun_deg > SUNRISE_DEG else Light.NIGHT if sun_deg < NAUTICAL_DEG else Light.TWILIGHT


def can_show(seen: Light, sun_deg: float) -> bool:
    """Whether pictures that are dark (night) or light (day) can have been taken with the sun so high.

    >>> can_show(Light.NIGHT, 2.0), can_show(Light.NIGHT, 10.0), can_show(Light.DAY, -20.0)
    (True, False, False)
    """
    return light_at(sun_deg) is not Light.NIGHT if seen is Light.DAY else sun_deg <= DAY_MARGIN_DEG


def see_light(luma: float) -> Light | None:
    """What light a sky of this brightness is of; None between dark and lit.

    >>> see_light(12.0), see_light(70.0), see_light(200.0)
    (<Light.NIGHT: 'night'>, None, <Light.DAY: 'day'>)
    """
    return Light.NIGHT if luma < DARK_LUMA else Light.DAY if luma > BRIGHT_LUMA else None
