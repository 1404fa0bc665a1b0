"""The atlas of the gate: the names and discs that places take when they are made coarser, out of the gazetteer that ships."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache

from skywitness.geo.gazetteer import Gazetteer, GazetteerPlace, default_gazetteer
from skywitness.model.place import Place
from skywitness.model.words import Precision

MIN_POPULATION = 5_000
"""A smaller settlement would itself be a precise place."""
MAX_KM = 25.0
KM_PER_DEGREE = 111.195
_CITY = re.compile(r"^(?:Город федерального значения|Город|Місто) ")


class GazetteerAtlas:
    """An :class:`~skywitness.publish.places.Atlas` over a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._cells: dict[tuple[int, int], list[GazetteerPlace]] | None = None

    def region(self, iso: str) -> Place | None:
        """The region of an ISO 3166-2 code.

        >>> default_atlas().region("RU-LIP").name
        'Lipetsk Oblast'
        """
        number = self._gazetteer.number_of(f"iso:{iso}")
        return None if number is None else _as_place(self._gazetteer.place(number), Precision.REGION)

    def town_near(self, lat: float, lon: float) -> Place | None:
        """The nearest town of some size, none when it is far."""
        row, column = math.floor(lat), math.floor(lon)
        around = [town for r in (row - 1, row, row + 1) for c in (column - 1, column, column + 1) for town in self._towns().get((r, c), ())]
        nearest = min(around, key=lambda town: _distance_km(town, lat, lon), default=None)
        if nearest is None or _distance_km(nearest, lat, lon) > MAX_KM:
            return None
        return _as_place(nearest, Precision.TOWN)

    def towns_around(self, lat: float, lon: float, reach_km: float) -> list[Place]:
        """The towns within reach, the largest first."""
        rows = range(math.floor(lat - reach_km / KM_PER_DEGREE), math.floor(lat + reach_km / KM_PER_DEGREE) + 1)
        width = reach_km / (KM_PER_DEGREE * max(math.cos(math.radians(lat)), 0.1))
        columns = range(math.floor(lon - width), math.floor(lon + width) + 1)
        towns = [town for row in rows for column in columns for town in self._towns().get((row, column), ())]
        near = [town for town in towns if _distance_km(town, lat, lon) <= reach_km]
        return [_as_place(town, Precision.TOWN) for town in sorted(near, key=lambda town: (-town.population, town.id))]

    def name_in(self, language: str, name: str, iso: str | None) -> str:
        """What a region, or a city that is one, is called in a language: "en", "ru", "uk". Towns keep the name that they are given: theirs, of
        which the gazetteer has many spellings, are for finding and not for telling.

        >>> [default_atlas().name_in("uk", *place) for place in (("Lipetsk Oblast", "RU-LIP"), ("Kyiv", "UA-30"), ("Yelets", "RU-LIP"))]
        ['Липецька область', 'Київ', 'Yelets']
        """
        number = self._gazetteer.number_of(f"iso:{iso}") if iso else None
        if language not in ("ru", "uk") or number is None or self._gazetteer.place(number).en != name:
            return name
        region = self._gazetteer.place(number)
        return _CITY.sub("", region.ru if language == "ru" else region.uk) or name

    def _towns(self) -> dict[tuple[int, int], list[GazetteerPlace]]:
        if self._cells is None:
            self._cells = _by_cell(self._gazetteer.place(number) for number in range(len(self._gazetteer)))
        return self._cells


@cache
def default_atlas() -> GazetteerAtlas:
    """The atlas over the gazetteer that ships, made once."""
    return GazetteerAtlas(default_gazetteer())


def _by_cell(places: Iterable[GazetteerPlace]) -> dict[tuple[int, int], list[GazetteerPlace]]:
    cells = dict[tuple[int, int], list[GazetteerPlace]]()
    for place in places:
        if place.kind == "town" and place.population >= MIN_POPULATION:
            cells.setdefault((math.floor(place.lat), math.floor(place.lon)), []).append(place)
    return cells


def _distance_km(town: GazetteerPlace, lat: float, lon: float) -> float:
    """Distance on a locally flat Earth: good to a part in a thousand over a degree."""
    return KM_PER_DEGREE * math.hypot(town.lat - lat, (town.lon - lon) * math.cos(math.radians(lat)))


def _as_place(place: GazetteerPlace, precision: Precision) -> Place:
    return Place(
        name=place.en, iso=place.iso, lat=place.lat, lon=place.lon, radius_m=place.radius_m, precision=precision, gazetteer_id=place.id
    )
