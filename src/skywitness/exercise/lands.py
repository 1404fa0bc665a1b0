"""The places of an exercise: regions and towns from the gazetteer, with their names ready to be declined."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from skywitness.geo.gazetteer import GazetteerPlace, default_gazetteer
from skywitness.geo.regions import regions

ZONES = {
    "RU": ZoneInfo("Europe/Moscow"),
    "UA": ZoneInfo("Europe/Kyiv"),
    "RO": ZoneInfo("Europe/Bucharest"),
    "MD": ZoneInfo("Europe/Chisinau"),
}
LANGUAGES = {"RU": "ru", "UA": "uk", "RO": "en", "MD": "en"}
"""The language in which the authorities of a country speak here; the grammar has three."""


class Locality(Struct, frozen=True, kw_only=True):
    """A town or a whole region that texts can name. ``names`` are by language: en, ru, uk, in the nominative."""

    names: dict[str, str]
    iso: str
    lat: float
    lon: float
    is_town: bool


class Region(Struct, frozen=True, kw_only=True):
    """A region with its towns, the largest first, and the regions that a flight can come through."""

    iso: str
    whole: Locality
    towns: tuple[Locality, ...]
    near: tuple[str, ...]
    is_capital: bool

    @property
    def country(self) -> str:
        """The country's code, which ISO 3166-2 begins with."""
        return self.iso[:2]

    @property
    def language(self) -> str:
        """The language of the region's authorities in an exercise."""
        return LANGUAGES[self.country]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the region's sources tell the time."""
        return ZONES[self.country]


class _Row(Struct, forbid_unknown_fields=True):
    towns: list[str]
    near: list[str]
    names: list[str] | None = None
    capital: bool = False


@cache
def load_regions() -> dict[str, Region]:
    """Every region of the table, by ISO 3166-2 code.

    Raises
    ------
    KeyError
        The gazetteer lacks a region or town that the table names.

    >>> region = load_regions()["RU-LIP"]
    >>> region.whole.names["ru"], region.towns[1].names["en"], region.language
    ('Липецкая область', 'Yelets', 'ru')
    """
    text = (files("skywitness.exercise") / "lands.yml").read_bytes()
    rows = msgspec.yaml.decode(text, type=dict[str, _Row])
    return {iso: _read_region(iso, row) for iso, row in rows.items()}


def _read_region(iso: str, row: _Row) -> Region:
    disc = regions()[iso]
    names = row.names or [disc.en, disc.ru, disc.uk]
    whole = Locality(names=dict(zip(("en", "ru", "uk"), names, strict=True)), iso=iso, lat=disc.lat, lon=disc.lon, is_town=False)
    towns = tuple(_read_town(iso, line) for line in row.towns)
    return Region(iso=iso, whole=whole, towns=towns, near=tuple(row.near), is_capital=row.capital)


def _read_town(iso: str, line: str) -> Locality:
    english, russian, ukrainian = (part.strip() for part in line.split(" / "))
    place = _towns_by_name().get((iso, english))
    if place is None:
        raise KeyError(f"lands.yml: the gazetteer has no town {english!r} in {iso}")
    shown = SPELT_OTHERWISE.get(english, english)
    return Locality(names={"en": shown, "ru": russian, "uk": ukrainian}, iso=iso, lat=place.lat, lon=place.lon, is_town=True)


SPELT_OTHERWISE = {
    "Zaporizhzhya": "Zaporizhzhia",
    "Mykolayiv": "Mykolaiv",
    "Izmayil": "Izmail",
    "Staryy Oskol": "Stary Oskol",
    "Chuhuyiv": "Chuhuiv",
}
"""How English texts usually spell a town that the gazetteer transliterates."""


@cache
def _towns_by_name() -> dict[tuple[str, str], GazetteerPlace]:
    names = default_gazetteer()
    towns = (names.place(number) for number in names.numbers_of_kind("town"))
    found: dict[tuple[str, str], GazetteerPlace] = {}
    for town in sorted(towns, key=lambda place: -place.population):
        if town.iso:
            found.setdefault((town.iso, town.en), town)
    return found
