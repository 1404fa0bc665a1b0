"""Whether a value that somebody gives is what really happened."""

from __future__ import annotations

from skywitness.geo.sphere import distance_m
from skywitness.model.place import Place
from skywitness.model.truth import Happening
from skywitness.model.words import Topic, What

OUTCOMES = {What.INTERCEPTED: "intercepted", What.IMPACT: "impact", What.DEBRIS_FELL: "fell"}
ALARMS = frozenset({What.WARNED, What.ALL_CLEAR})
"""What nobody counts, and what an exercise may keep no truth of."""
NONE_STATED = "none"
"""How "there were no casualties" is written as a value."""


def is_right(about: Topic, value: str | int | None, happening: Happening) -> bool | None:
    """Whether a value agrees with the truth; None where the truth holds nothing to compare it with (wordings of means, of damage, an alarm's count).

    >>> from datetime import UTC, datetime
    >>> at = datetime(2031, 3, 4, tzinfo=UTC)
    >>> kill = Happening(happening_id="h", what=What.INTERCEPTED, target="uav", count=3, place="Yelets", iso="RU-LIP",
    ...     lat=52.6, lon=38.5, start=at, end=at)
    >>> is_right(Topic.COUNT, 3, kill), is_right(Topic.CASUALTIES, "none", kill), is_right(Topic.MEANS, "air defence", kill)
    (True, True, None)
    """
    if value is None:
        return None
    match about:
        case Topic.WHAT:
            return value == happening.what.value
        case Topic.TARGET:
            return value == happening.target.value
        case Topic.COUNT:
            return None if happening.what in ALARMS else value == happening.count
        case Topic.OUTCOME:
            return value == OUTCOMES[happening.what] if happening.what in OUTCOMES else None
        case Topic.CASUALTIES if isinstance(value, int) or value == NONE_STATED:
            return happening.casualties == (0 if value == NONE_STATED else value)
        case _:
            return None


def is_place_right(place: Place, happening: Happening) -> bool:
    """Whether a place is where it happened: in the same region when both have a code, else a disc that holds it."""
    if place.iso is not None and happening.iso:
        return place.iso == happening.iso
    return miss_m(place, happening) <= place.radius_m


def miss_m(place: Place, happening: Happening) -> float:
    """How far the middle of a place lies from where it happened, in metres."""
    return distance_m(place.lat, place.lon, happening.lat, happening.lon)
