"""Whether a value that somebody gives is what really happened."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.geo.sphere import distance_m
from skywitness.model.place import Place
from skywitness.model.truth import Happening
from skywitness.model.words import Topic, What

OUTCOMES = {What.INTERCEPTED: "intercepted", What.IMPACT: "impact", What.DEBRIS_FELL: "fell"}
ALARMS = frozenset({What.WARNED, What.ALL_CLEAR})
"""What nobody counts, and what an exercise may keep no truth of."""
SAYS_LESS = frozenset({What.SIGHTED, What.AIR_DEFENCE_ACTIVE})
"""What is true of every attack, whatever came of it."""
NONE_STATED = "none"
"""How "there were no casualties" is written as a value."""


def is_true_of(about: Topic, value: str | int, happenings: Sequence[Happening]) -> bool | None:
    """Whether a value is true of some happenings taken as one: a count of all together, anything else of one of them at least.

    None where the truth holds nothing to compare it with: wordings of means or damage, the count of an alarm, a kind that says less than
    happened ("explosions heard" of an interception).

    >>> from datetime import UTC, datetime
    >>> at = datetime(2031, 3, 4, tzinfo=UTC)
    >>> kill = Happening(happening_id="h", what=What.INTERCEPTED, target="uav", count=3, place="Yelets", iso="RU-LIP",
    ...     lat=52.6, lon=38.5, start=at, end=at)
    >>> is_true_of(Topic.COUNT, 6, [kill, kill]), is_true_of(Topic.WHAT, "impact", [kill]), is_true_of(Topic.WHAT, "sighted", [kill])
    (True, False, None)
    """
    match about:
        case Topic.WHAT:
            kinds = {happening.what for happening in happenings}
            return True if value in kinds else (None if value in SAYS_LESS and kinds - ALARMS else False)
        case Topic.TARGET:
            return value in {happening.target for happening in happenings}
        case Topic.OUTCOME:
            outcomes = {OUTCOMES.get(happening.what) for happening in happenings} - {None}
            return value in outcomes if outcomes else None
        case Topic.COUNT:
            counted = [happening.count for happening in happenings if happening.what not in ALARMS]
            return value == sum(counted) if counted else None
        case Topic.CASUALTIES if isinstance(value, int) or value == NONE_STATED:
            return sum(happening.casualties for happening in happenings) == (0 if value == NONE_STATED else value)
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
