"""Incidents as vector tiles (Mapbox Vector Tile 2.1), for maps of others: those of one shown place are one point, and far out, places near each other are.

Positions are those of the shown places, so that a tile tells nothing finer than a page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from skywitness.publish.filters import Box
from skywitness.publish.index.choosing import AtSpot

EXTENT = 4096
CELLS = 32
"""Far out, a tile has so many cells across, and each holds one point at most."""
NEAR_ZOOM = 9
"""From this zoom on every shown place has its own point."""
DEEPEST_ZOOM = 14
MOST_LAT = 85.0511287798066
LAYER = "incidents"

_VARINT, _BYTES = 0, 2
_POINT = 1
_MOVE_TO_ONE = 9  # command 1, once


class Tile(NamedTuple):
    """A tile of the web's Mercator pyramid."""

    zoom: int
    x: int
    y: int

    def position(self, lat: float, lon: float) -> tuple[int, int]:
        """Where a point lies in the tile, in its own units; outside of it below 0, or from :data:`EXTENT` on."""
        wide = 2**self.zoom
        turned = math.radians(max(-MOST_LAT, min(MOST_LAT, lat)))
        east = (lon + 180) / 360 * wide
        south = (1 - math.asinh(math.tan(turned)) / math.pi) / 2 * wide
        return math.floor((east - self.x) * EXTENT), math.floor((south - self.y) * EXTENT)

    def box(self) -> Box:
        """What it covers, in degrees."""
        wide = 2**self.zoom
        west, east = (360 * column / wide - 180 for column in (self.x, self.x + 1))
        south, north = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / wide)))) for row in (self.y + 1, self.y))
        return Box(west, -90.0 if self.y + 1 == wide else south, east, 90.0 if self.y == 0 else north)


class Point(NamedTuple):
    """One point of a tile: what it stands for, and where it is in the tile."""

    x: int
    y: int
    held: tuple[AtSpot, ...]


def draw_tile(tile: Tile, held: Iterable[AtSpot], rank: Sequence[str]) -> bytes:
    """The tile with the incidents at these spots; empty when none lies in it. ``rank`` names standings, the firmest first."""
    points = list(_join_near(tile, _inside(tile, held)))
    return _message(3, _write_layer(points, rank)) if points else b""


def _inside(tile: Tile, held: Iterable[AtSpot]) -> Iterator[tuple[int, int, AtSpot]]:
    for at in held:
        x, y = tile.position(at.spot.lat, at.spot.lon)
        if 0 <= x < EXTENT and 0 <= y < EXTENT:
            yield x, y, at


def _join_near(tile: Tile, found: Iterable[tuple[int, int, AtSpot]]) -> Iterator[Point]:
    """One point for each cell, where most of its incidents are; from near, one for each position."""
    cells: dict[tuple[int, int], list[tuple[int, int, AtSpot]]] = {}
    side = EXTENT // CELLS if tile.zoom < NEAR_ZOOM else 1
    for x, y, at in found:
        cells.setdefault((x // side, y // side), []).append((x, y, at))
    for each in cells.values():
        x, y, _ = max(each, key=lambda one: (one[2].number, one[:2]))
        yield Point(x, y, tuple(at for _, _, at in each))


def _tell(point: Point, rank: Sequence[str]) -> Mapping[str, str | int]:
    """What a point says of itself: of one place its name and disc, of one incident its id."""
    told: dict[str, str | int] = {
        "number": sum(at.number for at in point.held),
        "places": len(point.held),
        "standing": min((at.standing for at in point.held), key=rank.index),
    }
    if len(point.held) == 1:
        (at,) = point.held
        told |= {"name": at.spot.name, "precision": at.spot.precision, "radius_m": round(at.spot.radius_m)}
        if at.number == 1:
            told["incident"] = at.newest
    return told


def _write_layer(points: Sequence[Point], rank: Sequence[str]) -> bytes:
    keys, values = dict[str, int](), dict[str | int, int]()
    features = []
    for number, point in enumerate(points, start=1):
        tags = [
            place
            for key, value in _tell(point, rank).items()
            for place in (keys.setdefault(key, len(keys)), values.setdefault(value, len(values)))
        ]
        geometry = [_MOVE_TO_ONE, _zigzag(point.x), _zigzag(point.y)]
        features.append(_number(1, number) + _message(2, _varints(tags)) + _number(3, _POINT) + _message(4, _varints(geometry)))
    return b"".join(
        [
            _number(15, 2),
            _message(1, LAYER.encode()),
            *(_message(2, feature) for feature in features),
            *(_message(3, key.encode()) for key in keys),
            *(_message(4, _message(1, each.encode()) if isinstance(each, str) else _number(5, each)) for each in values),
            _number(5, EXTENT),
        ]
    )


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def _varints(values: Iterable[int]) -> bytes:
    return b"".join(map(_varint, values))


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else -value * 2 - 1


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3 | _VARINT) + _varint(value)


def _message(field: int, body: bytes) -> bytes:
    return _varint(field << 3 | _BYTES) + _varint(len(body)) + body
