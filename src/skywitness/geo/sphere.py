"""Distances and middles on the round earth, in metres and degrees (WGS 84 taken as a sphere, within 0.5 %)."""

from __future__ import annotations

import math

EARTH_RADIUS_M = 6_371_009.0


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance between two points (haversine formula).

    >>> round(distance_m(55.7558, 37.6173, 50.4501, 30.5234) / 1000)
    756
    """
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_lat, half_lon = (phi_b - phi_a) / 2, math.radians(lon_b - lon_a) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def middle(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> tuple[float, float]:
    """The point half-way along the great circle.

    >>> tuple(round(degree, 2) for degree in middle(51.73, 36.19, 50.6, 36.6))
    (51.17, 36.4)
    """
    phi_a, phi_b, step = math.radians(lat_a), math.radians(lat_b), math.radians(lon_b - lon_a)
    x, y = math.cos(phi_b) * math.cos(step), math.cos(phi_b) * math.sin(step)
    lat = math.atan2(math.sin(phi_a) + math.sin(phi_b), math.hypot(math.cos(phi_a) + x, y))
    lon = math.radians(lon_a) + math.atan2(y, math.cos(phi_a) + x)
    return math.degrees(lat), (math.degrees(lon) + 540) % 360 - 180
