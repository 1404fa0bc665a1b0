"""Makes the disc of a mention: a place as it stands, the surroundings of one ("near A", "40 km from A"), or what lies between two."""

from __future__ import annotations

import re

from msgspec import structs

from skywitness.geo.gazetteer import GazetteerPlace
from skywitness.geo.regions import region_at
from skywitness.geo.sphere import distance_m, middle
from skywitness.model.place import Place
from skywitness.model.words import Precision
from skywitness.text.tokens import end_of_words

PRECISION_OF_KIND = {
    "country": Precision.COUNTRY,
    "sea": Precision.SEA,
    "region": Precision.REGION,
    "area": Precision.REGION,
    "district": Precision.DISTRICT,
    "town": Precision.TOWN,
}
NEAR_WORDS = re.compile(
    r"(?i)(?:\b(?:под|близ|возле|около|вблизи|недалеко от|неподалёку от|в районе|в окрестностях|на подлёте к|на подступах к|в пригороде|"
    r"під|біля|поблизу|неподалік від|в околицях|на підльоті до|near|outside|around|close to))\s+\W*$"
)
_NEAR_ENDS = (
    *("под", "близ", "возле", "около", "вблизи", "от", "районе", "окрестностях", "к", "пригороде"),
    *("під", "біля", "поблизу", "від", "околицях", "до", "near", "outside", "around", "to", "у"),
)
"""What the words of nearness end in: most words before a name end otherwise, which is seen without a search."""
NEAR_RUSSIAN_ONLY = re.compile(r"(?i)\bу\s+$")
NEAR_FACTOR = 2.0
NEAR_MIN_M = 10_000.0


def make_place(place: GazetteerPlace, why: str) -> Place:
    """The disc of a gazetteer row. A site or a part of a town has the precision of a site."""
    return Place(
        name=place.en,
        iso=place.iso if place.kind not in {"country", "sea"} else None,
        lat=place.lat,
        lon=place.lon,
        radius_m=place.radius_m,
        precision=PRECISION_OF_KIND.get(place.kind, Precision.SITE),
        gazetteer_id=place.id,
        why=why,
    )


def is_near(text_before: str, lang: str) -> bool:
    """Whether the words before a name say that it happened near it, not in it.

    >>> is_near("упал под ", "ru"), is_near("упал в ", "ru"), is_near("вибух у ", "uk")
    (True, False, False)
    """
    if not text_before[: end_of_words(text_before)].lower().endswith(_NEAR_ENDS):
        return False
    return bool(NEAR_WORDS.search(text_before)) or (lang == "ru" and bool(NEAR_RUSSIAN_ONLY.search(text_before)))


def widen_near(place: Place) -> Place:
    """The surroundings of a place: twice its disc, at least ten kilometres. Regions, seas and countries stay as they are."""
    if place.precision in {Precision.REGION, Precision.SEA, Precision.COUNTRY, Precision.DISTRICT}:
        return place
    radius_m = max(place.radius_m * NEAR_FACTOR, NEAR_MIN_M)
    return structs.replace(place, radius_m=radius_m, why=f"{place.why}; near it, so within {radius_m / 1000:.0f} km")


def widen_to_distance(place: Place, away_m: float) -> Place:
    """Everywhere at a told distance from a place: a disc around it, since the direction is not kept."""
    return structs.replace(
        place,
        radius_m=place.radius_m + away_m,
        precision=Precision.TOWN if away_m < 15_000 else Precision.DISTRICT,
        why=f"{place.why}; {away_m / 1000:.0f} km from it, direction not read",
    )


def area_between(one: Place, other: Place) -> Place:
    """The disc between two places that touches both. Its region is that of its middle."""
    lat, lon = middle(one.lat, one.lon, other.lat, other.lon)
    apart_m = distance_m(one.lat, one.lon, other.lat, other.lon)
    iso = one.iso if one.iso == other.iso else region_at(lat, lon)
    return Place(
        name=f"between {one.name} and {other.name}",
        iso=iso,
        lat=lat,
        lon=lon,
        radius_m=max(apart_m / 2, 5_000.0),
        precision=Precision.DISTRICT if apart_m < 150_000 else Precision.REGION,
        why=f"between {one.name} ({one.why}) and {other.name} ({other.why})",
    )
