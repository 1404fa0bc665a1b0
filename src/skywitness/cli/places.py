"""A place from a person's words: coordinates in degrees, or a name in any of our languages."""

from __future__ import annotations

from skywitness.errors import BadSettings
from skywitness.locate import locate_name
from skywitness.model.place import Place

LANGUAGES = ("ru", "uk", "en")


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
