"""A place from a person's words: coordinates in degrees, or a name in any of our languages."""

from __future__ import annotations

import msgspec

from skywitness.errors import BadSettings
from skywitness.geo.regions import region_at
from skywitness.locate.reading import locate_name
from skywitness.model.place import Place
from skywitness.model.words import Precision

LANGUAGES = ("ru", "uk", "en")
POINT_RADIUS_M = 1_000.0


def decide_place(text: str, *, by: str, why: str, region: str | None = None, radius_m: float = POINT_RADIUS_M) -> Place | None:
    """The place that a person decides on: coordinates, a name, or None for ``nowhere``. ``region`` (ISO 3166-2) is looked in first.

    Raises
    ------
    BadSettings
        The coordinates are no place on Earth, or the name fits none or several.

    >>> place = decide_place("52.62,38.5", by="Vera", why="the plant's chimney", radius_m=500)
    >>> place.iso, place.why
    ('RU-LIP', "placed by Vera: the plant's chimney")
    """
    if text.strip() == "nowhere":
        return None
    reason = f"placed by {by}: {why}"
    point = read_point(text)
    if point is None:
        return msgspec.structs.replace(find_named(text, region), why=reason)
    lat, lon = point
    return Place(
        name=f"{lat:.4f}, {lon:.4f}", iso=region_at(lat, lon), lat=lat, lon=lon, radius_m=radius_m, precision=Precision.POINT, why=reason
    )


def read_point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None when the text is no pair of numbers.

    Raises
    ------
    BadSettings
        The numbers are no place on Earth.

    >>> read_point("52.62,38.5"), read_point("Yelets")
    ((52.62, 38.5), None)
    """
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadSettings(f"{text!r} is no place on Earth; give latitude,longitude in degrees, such as 52.62,38.5")
    return lat, lon


def find_named(text: str, region: str | None = None) -> Place:
    """The only place of a name; ``region`` (ISO 3166-2) is looked in first.

    Raises
    ------
    BadSettings
        No place that we know has the name, or several have.

    >>> find_named("Ельце").iso
    'RU-LIP'
    """
    found = (locate_name(text, lang, region) for lang in LANGUAGES)
    named = {place.gazetteer_id: place for place in found if place is not None}
    if len(named) != 1:
        state = "is the name of several places" if named else "is not a name that we know, or several places have it"
        raise BadSettings(f"{text!r} {state}; name its region, such as RU-LIP, where that can be given, or give lat,lon")
    return next(iter(named.values()))
