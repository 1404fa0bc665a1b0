"""Which first-level region holds a point: by outline for the countries of Eastern Europe, elsewhere by the nearest town.

The outlines are cut from Natural Earth's borders and given to the region that GeoNames' towns in them belong to (scripts/build_geo_regions.py);
they are good to about two kilometres. Disputed territory follows the viewpoint named in :data:`VIEWPOINT`.
"""

from __future__ import annotations

import gzip
import math
from collections import defaultdict
from functools import cache
from importlib.resources import files

import msgspec

from skywitness.geo.gazetteer import GazetteerPlace, default_gazetteer
from skywitness.geo.sphere import distance_m

VIEWPOINT = "UN General Assembly resolution 68/262 and later: Crimea UA-43, Sevastopol UA-40"
CLAIMED_BY_ANOTHER = frozenset({"UA-43", "UA-40", "UA-14", "UA-09", "UA-23", "UA-65"})
"""Regions that another country claims: a text that names that country with them is still about them."""
ENCLAVES = {"UA-43": frozenset({"UA-40"}), "RU-MOS": frozenset({"RU-MOW"}), "RU-LEN": frozenset({"RU-SPE"}), "UA-32": frozenset({"UA-30"})}
"""Regions that lie inside another on the ground."""
CELL_DEGREES = 0.5
FARTHEST_TOWN_M = 60_000

Ring = list[tuple[float, float]]
Outline = list[list[Ring]]
"""Polygons, each an outer ring and its holes; corners as (longitude, latitude) in degrees."""


@cache
def regions() -> dict[str, GazetteerPlace]:
    """Every first-level region with an ISO 3166-2 code, by that code."""
    names = default_gazetteer()
    found = (names.place(number) for number in names.numbers_of_kind("region"))
    return {place.iso: place for place in found if place.iso}


@cache
def outlines() -> dict[str, Outline]:
    """The outlines that we have, by ISO 3166-2 code."""
    packed = (files("skywitness.geo") / "regions.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=dict[str, Outline])


def region_at(lat: float, lon: float) -> str | None:
    """The code of the region that holds a point: by outline, else that of the nearest town within 60 km. None at sea, and where no code is known.

    >>> region_at(50.6, 36.6), region_at(44.95, 34.1), region_at(44.6, 33.5), region_at(43.0, 34.0)
    ('RU-BEL', 'UA-43', 'UA-40', None)
    """
    for town in _towns_without_outline():
        if distance_m(lat, lon, town.lat, town.lon) < town.radius_m:
            return town.iso
    for iso, (west, south, east, north) in _boxes().items():
        if west <= lon <= east and south <= lat <= north and _holds(outlines()[iso], lat, lon):
            return iso
    return _region_of_nearest_town(lat, lon)


def contains(region_iso: str, lat: float, lon: float) -> bool:
    """Whether a point lies in a region.

    Raises
    ------
    KeyError
        No region has this code.

    >>> contains("RU-MOS", 56.2, 37.0), contains("RU-MOW", 56.2, 37.0)
    (True, False)
    """
    if region_iso not in regions():
        raise KeyError(f"no region has the code {region_iso!r}")
    return region_at(lat, lon) == region_iso


def _holds(outline: Outline, lat: float, lon: float) -> bool:
    """Even-odd rule: a ray from the point crosses the rings an odd number of times."""
    return any(sum(_crossings(ring, lat, lon) for ring in polygon) % 2 for polygon in outline)


def _crossings(ring: Ring, lat: float, lon: float) -> int:
    count = 0
    x_before, y_before = ring[-1]
    for x, y in ring:
        if (y > lat) != (y_before > lat) and lon < x + (lat - y) * (x_before - x) / (y_before - y):
            count += 1
        x_before, y_before = x, y
    return count


@cache
def _towns_without_outline() -> tuple[GazetteerPlace, ...]:
    """Towns of the regions that the map draws no border for (Minsk, Bender): their discs stand in."""
    names = default_gazetteer()
    drawn = {iso[:2] for iso in outlines()}
    lines = ((number, names.line(number)) for number in names.numbers_of_kind("town"))
    return tuple(names.place(number) for number, line in lines if line[3] in drawn and line[2] and line[2] not in outlines())


@cache
def _boxes() -> dict[str, tuple[float, float, float, float]]:
    boxes = {}
    for iso, outline in outlines().items():
        corners = [corner for polygon in outline for corner in polygon[0]]
        lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
        boxes[iso] = (min(lons), min(lats), max(lons), max(lats))
    return boxes


def _region_of_nearest_town(lat: float, lon: float) -> str | None:
    best, best_m = None, float(FARTHEST_TOWN_M)
    row, column = _cell(lat, lon)
    width = 1 + math.ceil(FARTHEST_TOWN_M / 111_000 / CELL_DEGREES / max(0.2, math.cos(math.radians(lat))))
    for town_row in range(row - 2, row + 3):
        for town_column in range(column - width, column + width + 1):
            for town_lat, town_lon, iso in _towns_by_cell().get((town_row, town_column), ()):
                apart_m = distance_m(lat, lon, town_lat, town_lon)
                if apart_m < best_m:
                    best, best_m = iso, apart_m
    return best


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / CELL_DEGREES), math.floor(lon / CELL_DEGREES)


@cache
def _towns_by_cell() -> dict[tuple[int, int], list[tuple[float, float, str]]]:
    names = default_gazetteer()
    cells = defaultdict(list)
    for number in names.numbers_of_kind("town"):
        _, _, iso, _, _, lat, lon, *_ = names.line(number)
        if iso:
            cells[_cell(float(lat), float(lon))].append((float(lat), float(lon), iso))
    return dict(cells)
