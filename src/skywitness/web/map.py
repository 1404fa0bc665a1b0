"""The map as one SVG: incidents as rings as wide as their doubt, the lines between regions, the larger towns. It needs no script, and prints.

All lines between first-level regions are drawn alike and dashed, whoever claims what: the map takes no side, and fills no country. Their viewpoint
is that of :data:`skywitness.geo.regions.VIEWPOINT`. Incidents of one shown place are one ring with their number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from skywitness.geo.regions import outlines
from skywitness.publish.atlas import KM_PER_DEGREE, default_atlas
from skywitness.publish.index.choosing import AtSpot

WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 1000, 420, 800
MARGIN = 0.12
"""Of the span of the places, so much is added on every side."""
LEAST_KM = 120.0
SMALLEST_RING = 6.0
MOST_TOWNS = 28
LABEL = (90, 13)
"""Pixels that a town's name takes, as far as that can be told beforehand."""
COARSEST_PX = 1.6
"""Corners of a line nearer to each other than this are left out."""
RANK = ("confirmed", "claimed", "witnessed", "disputed", "denied", "refuted", "reported", "undisclosed")
"""A ring shows the firmest standing of its incidents."""


class Ring(NamedTuple):
    """Incidents of one shown place: its disc in pixels, the firmest standing, and how many they are."""

    x: float
    y: float
    radius: float
    standing: str
    number: int
    name: str
    precision: str
    incident: str
    """The only incident's id, empty when there are several."""


class Town(NamedTuple):
    """A town in pixels."""

    x: float
    y: float
    name: str


class Map(NamedTuple):
    """What the template draws."""

    width: int
    height: int
    lines: Sequence[str]
    """Paths, one a region."""
    towns: Sequence[Town]
    rings: Sequence[Ring]
    scale_km: int
    scale_px: float


class Frame(NamedTuple):
    """Which part of the Earth is drawn: its middle, and pixels a kilometre. Flat, true at the middle's latitude."""

    lat: float
    lon: float
    px_per_km: float
    height: int
    width: int = WIDTH

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude of a pixel."""
        east_km, north_km = (x - self.width / 2) / self.px_per_km, (self.height / 2 - y) / self.px_per_km
        lon = self.lon + east_km / KM_PER_DEGREE / math.cos(math.radians(self.lat))
        return min(max(self.lat + north_km / KM_PER_DEGREE, -90.0), 90.0), (lon + 180) % 360 - 180

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Pixels of a point."""
        x = self.width / 2 + (lon - self.lon) * math.cos(math.radians(self.lat)) * KM_PER_DEGREE * self.px_per_km
        return round(x, 1), round(self.height / 2 - (lat - self.lat) * KM_PER_DEGREE * self.px_per_km, 1)


def draw_map(held: Sequence[AtSpot]) -> Map | None:
    """The map of the incidents at some spots; None when there is none."""
    if not held:
        return None
    frame = _frame([(at.spot.lat, at.spot.lon, at.spot.radius_m) for at in held])
    rings = sorted((_ring(frame, at) for at in held), key=lambda ring: -ring.radius)
    lines, towns = draw_ground(frame)
    scale_km, scale_px = scale_of(frame)
    return Map(
        width=WIDTH,
        height=frame.height,
        lines=lines,
        towns=towns,
        rings=rings,
        scale_km=scale_km,
        scale_px=scale_px,
    )


def draw_ground(frame: Frame) -> tuple[Sequence[str], Sequence[Town]]:
    """What is drawn under everything: the lines between regions as paths, and the larger towns."""
    return _draw_lines(frame), _name_towns(frame)


def scale_of(frame: Frame) -> tuple[int, float]:
    """How many kilometres the scale shows, and its pixels."""
    step_km = next((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if step * frame.px_per_km >= 60), 2000)
    return step_km, round(step_km * frame.px_per_km, 1)


def _frame(places: Sequence[tuple[float, float, float]]) -> Frame:
    lats, lons = [lat for lat, _, _ in places], [lon for _, lon, _ in places]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    widest = max(radius_m for _, _, radius_m in places) / 500
    high_km = max((max(lats) - min(lats)) * KM_PER_DEGREE * (1 + 2 * MARGIN), widest, LEAST_KM)
    wide_km = max((max(lons) - min(lons)) * KM_PER_DEGREE * math.cos(math.radians(lat)) * (1 + 2 * MARGIN), widest, LEAST_KM)
    height = round(min(max(WIDTH * high_km / wide_km, LEAST_HEIGHT), MOST_HEIGHT))
    return Frame(lat, lon, min(WIDTH / wide_km, height / high_km), height)


def _ring(frame: Frame, at: AtSpot) -> Ring:
    x, y = frame.place(at.spot.lat, at.spot.lon)
    return Ring(
        x=x,
        y=y,
        radius=max(SMALLEST_RING, round(at.spot.radius_m / 1000 * frame.px_per_km, 1)),
        standing=at.standing,
        number=at.number,
        name=at.spot.name,
        precision=at.spot.precision,
        incident=at.newest if at.number == 1 else "",
    )


@lru_cache(maxsize=16)
def _draw_lines(frame: Frame) -> tuple[str, ...]:
    return tuple(_each_line(frame))


def _each_line(frame: Frame) -> Iterator[str]:
    """The outline of every region that can be seen, without corners that nobody could tell apart."""
    for outline in outlines().values():
        for polygon in outline:
            corners = [frame.place(lat, lon) for lon, lat in polygon[0]]
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            if min(xs) < frame.width and max(xs) > 0 and min(ys) < frame.height and max(ys) > 0:
                kept = _thin_out(corners)
                if len(kept) > 2:
                    yield "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _thin_out(corners: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    kept = [corners[0]]
    for corner in corners:
        if math.dist(corner, kept[-1]) >= COARSEST_PX:
            kept.append(corner)
    return kept


@lru_cache(maxsize=16)
def _name_towns(frame: Frame) -> tuple[Town, ...]:
    reach_km = math.hypot(frame.width, frame.height) / 2 / frame.px_per_km
    towns = list[Town]()
    for town in default_atlas().towns_around(frame.lat, frame.lon, reach_km):
        x, y = frame.place(town.lat, town.lon)
        if 4 < x < frame.width - LABEL[0] and 12 < y < frame.height - 30:
            if all(abs(y - other.y) > LABEL[1] or abs(x - other.x) > LABEL[0] for other in towns):
                towns.append(Town(x, y, town.name))
            if len(towns) == MOST_TOWNS:
                break
    return tuple(towns)
