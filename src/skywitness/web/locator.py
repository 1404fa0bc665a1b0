"""A small locator map as SVG: the disc that holds the place, the towns around it, a scale. It draws no border, so it takes no side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from skywitness.publish.atlas import KM_PER_DEGREE, default_atlas

WIDTH, HEIGHT = 340, 220
MAX_TOWNS = 6
LABEL_GAP = 26
"""Labels nearer than so many pixels in height and this much fourfold in width would cover each other."""


class Dot(NamedTuple):
    """A town on the map, in pixels."""

    x: float
    y: float
    name: str
    is_left: bool


class Locator(NamedTuple):
    """What the template draws."""

    width: int
    height: int
    radius: float
    towns: Sequence[Dot]
    scale_km: int
    scale_px: float


def draw_locator(place: Mapping[str, object] | None) -> Locator | None:
    """The map for a shown place; None when it has no position."""
    if place is None or place["lat"] is None or place["lon"] is None:
        return None
    lat, lon, radius_m = (cast("float", place[key] or 0.0) for key in ("lat", "lon", "radius_m"))
    reach_km = max(40.0, radius_m / 1000 * 1.25)
    px_per_km = HEIGHT / 2 / reach_km
    step_km = next((step for step in (10, 20, 50, 100, 200, 500, 1000) if step * px_per_km >= 45), 2000)
    dots = list[Dot]()
    for town in default_atlas().towns_around(lat, lon, reach_km * WIDTH / HEIGHT):
        x = WIDTH / 2 + (town.lon - lon) * math.cos(math.radians(lat)) * KM_PER_DEGREE * px_per_km
        y = HEIGHT / 2 - (town.lat - lat) * KM_PER_DEGREE * px_per_km
        is_inside = 8 < x < WIDTH - 8 and 14 < y < HEIGHT - 26
        if is_inside and all(abs(y - other.y) > LABEL_GAP / 2 or abs(x - other.x) > LABEL_GAP * 4 for other in dots):
            dots.append(Dot(round(x, 1), round(y, 1), town.name, x > WIDTH * 0.6))
        if len(dots) == MAX_TOWNS:
            break
    return Locator(WIDTH, HEIGHT, round(radius_m / 1000 * px_per_km, 1), dots, step_km, round(step_km * px_per_km, 1))
