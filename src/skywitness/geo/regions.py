"""Which first-level region holds a point: the region of the nearest town, and the disc of a region.

Disputed territory follows the viewpoint named in :data:`VIEWPOINT`: Crimea is UA-43 and Sevastopol UA-40, as for GeoNames' own towns.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache

from skywitness.geo.gazetteer import GazetteerPlace, default_gazetteer
from skywitness.geo.sphere import distance_m

VIEWPOINT = "UN General Assembly resolution 68/262 and later: Crimea UA-43, Sevastopol UA-40"
CLAIMED_BY_ANOTHER = frozenset({"UA-43", "UA-40", "UA-14", "UA-09", "UA-23", "UA-65"})
"""Regions that another country claims: a text that names that country with them is still about them."""
CELL_DEGREES = 0.5
FARTHEST_TOWN_M = 120_000


@cache
def regions() -> dict[str, GazetteerPlace]:
    """Every first-level region with an ISO 3166-2 code, by that code."""
    names = default_gazetteer()
    found = (names.place(number) for number in names.numbers_of_kind("region"))
    return {place.iso: place for place in found if place.iso}


def region_at(lat: float, lon: float) -> str | None:
    """The code of the region that holds a point: that of the nearest town within 120 km. None at sea far from any coast, and where no code is known.

    >>> region_at(50.6, 36.6), region_at(44.95, 34.1), region_at(30.0, -40.0)
    ('RU-BEL', 'UA-43', None)
    """
    best, best_m = None, float(FARTHEST_TOWN_M)
    cell = _cell(lat, lon)
    width = 1 + math.ceil(1 / max(0.2, math.cos(math.radians(lat))))
    for row in range(cell[0] - 2, cell[0] + 3):
        for column in range(cell[1] - 2 * width, cell[1] + 2 * width + 1):
            for town in _towns_by_cell().get((row, column), ()):
                apart_m = distance_m(lat, lon, town[0], town[1])
                if apart_m < best_m:
                    best, best_m = town[2], apart_m
    return best


def contains(region_iso: str, lat: float, lon: float) -> bool:
    """Whether a point lies in a region.

    Raises
    ------
    KeyError
        No region has this code.

    >>> contains("RU-MOS", 55.9, 37.4), contains("RU-MOW", 55.9, 37.4)
    (True, False)
    """
    if region_iso not in regions():
        raise KeyError(f"no region has the code {region_iso!r}")
    return region_at(lat, lon) == region_iso


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
