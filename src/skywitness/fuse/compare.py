"""How alike two occurrences are: one level for each comparison, each with its weight in bits and its sentence."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from msgspec import Struct

from skywitness.fuse.block import LARGE_COUNT
from skywitness.fuse.parameters import Parameters
from skywitness.fuse.sketch import Sketch
from skywitness.model.place import Place
from skywitness.model.words import CONSEQUENCES, Precision, What

MISSILE_REACH_KM = 300.0
MISSILE_REACH_S = 15 * 60.0
TOLD_WITHIN_S = 10 * 60.0
"""What is told without a clock is mostly told sooner than this, although hits may come to be known an hour late."""
GOES_ON_S = 2 * 3600.0
HITS = frozenset({What.IMPACT, What.DEBRIS_FELL, What.INTERCEPTED})
"""What damage and harm follow."""
BROAD = frozenset({Precision.REGION, Precision.SEA})
MISSILES = {
    "near_missile": "",
    "near_missile_late": ", but told long after the one or the other",
    "near_missile_unnamed": ", but only one of them speaks of one",
}
"""How much a missile bridges, with what the sentence adds."""
NAMELESS = "area.unknown_same_voice"
"""The one level whose weight fades: one bit for every twenty minutes between the two."""


class Likeness(Struct, frozen=True):
    """What one comparison says: log2 odds that the two are one happening, and why, as a reader may see it."""

    weight: float
    why: str


def compare_pair(left: Sketch, right: Sketch, parameters: Parameters, *, is_copy: bool = False) -> list[Likeness]:
    """Every comparison of two occurrences. Their weights add up, with the prior, to the log2 odds of the pair."""
    return [say_level(level, left, right, parameters) for level in find_levels(left, right, parameters, is_copy=is_copy)]


def find_levels(left: Sketch, right: Sketch, parameters: Parameters, *, is_copy: bool = False) -> tuple[str, ...]:
    """The level that each comparison of two occurrences comes to, such as ``time.overlap``; comparisons that do not apply are left out."""
    found: tuple[str, ...] = (
        level_of_time(left, right),
        level_of_area(left, right, parameters),
        level_of_threat(left, right),
        level_of_outcome(left, right),
    )
    if left.count is not None and right.count is not None and left.what == right.what:
        found = (*found, level_of_count(left.count, right.count))
    if left.report == right.report:
        found = (*found, "text.same_report")
    return (*found, "text.copy") if is_copy else found


def say_level(level: str, left: Sketch, right: Sketch, parameters: Parameters) -> Likeness:
    """What a level weighs between these two, and its sentence."""
    weight = parameters.weigh(level)
    comparison, _, name = level.partition(".")
    if level == NAMELESS:
        return Likeness(weight - minutes_told_apart(left, right) / 20, _say_voice(left, right))
    if comparison == "time":
        return Likeness(weight, _say_time(name, left, right))
    if comparison == "area":
        return Likeness(weight, _say_area(name, left, right))
    if comparison == "threat":
        return Likeness(weight, _say_threat(name, left, right))
    if comparison == "outcome":
        return Likeness(weight, _say_outcome(name, left, right))
    if comparison == "count":
        return Likeness(weight, f"both count {left.count}" if name != "differs" else f"{left.count} against {right.count}")
    return Likeness(weight, PLAIN[level])


PLAIN = {
    "text.same_report": "told in one report",
    "text.copy": "the same words in both",
    "clear.ends": "the alert stood until this all-clear",
    "clear.between": "an all-clear stood between them",
}


def level_of_time(left: Sketch, right: Sketch) -> str:
    """How far apart the two periods are, at the least."""
    if left.first_s is None or left.last_s is None or right.first_s is None or right.last_s is None:
        return "time.unknown"
    gap_s = max(left.first_s - right.last_s, right.first_s - left.last_s)
    if gap_s > 0 and (left if left.last_s < right.last_s else right).what in CONSEQUENCES:
        return "time.apart"  # what follows was told before
    is_wide = left.is_wide or right.is_wide
    if gap_s <= 0:
        if not is_wide:
            return "time.overlap"
        goes_on = left.source == right.source and minutes_told_apart(left, right) * 60 <= GOES_ON_S
        return "time.wide_goes_on" if goes_on else "time.wide_overlap"
    minutes = round(gap_s / 60)
    if minutes <= 120:
        return "time.wide_overlap" if is_wide else "time.within_30_min" if minutes <= 30 else "time.within_2_h"
    return "time.within_4_h" if minutes <= 240 else "time.apart"


def _say_time(name: str, left: Sketch, right: Sketch) -> str:
    gap_s = seconds_between(left, right)
    if gap_s is None:
        return "nobody says when"
    if name == "overlap":
        return "the periods overlap"
    if name == "wide_goes_on":
        return "one lies in the night or day of the other, and one channel tells both"
    if gap_s == 0:
        return "one lies in the night or day of the other"
    return f"{gap_s / 3600:.0f} hours apart" if name == "apart" and gap_s > 2 * GOES_ON_S else f"{round(gap_s / 60)} minutes apart"


def seconds_between(left: Sketch, right: Sketch) -> float | None:
    """The shortest time between two periods, 0 when they overlap, None when one of them is unknown."""
    if left.first_s is None or left.last_s is None or right.first_s is None or right.last_s is None:
        return None
    return max(0.0, left.first_s - right.last_s, right.first_s - left.last_s)


def minutes_told_apart(left: Sketch, right: Sketch) -> float:
    """Minutes between two publications, an unknown one counted as the beginning of 1970."""
    return abs((left.told_s or 0.0) - (right.told_s or 0.0)) / 60


def level_of_area(left: Sketch, right: Sketch, parameters: Parameters) -> str:
    """Whether the two places can be one: town in region, same region, or a distance that a missile bridges."""
    if left.region is None or right.region is None:
        goes_on = left.source == right.source and not (left.names_place and right.names_place)
        return NAMELESS if goes_on else "area.unknown"
    if left.region == right.region:
        return _level_inside(left.place, right.place) if left.place and right.place else "area.same_region"
    if parameters.enclaves.get(left.region, left.region) == parameters.enclaves.get(right.region, right.region):
        return "area.enclave"
    return _level_of_bridge(left, right, left.place, right.place) if left.place and right.place else "area.apart"


def _level_of_bridge(left: Sketch, right: Sketch, one: Place, other: Place) -> str:
    """Whether a missile can have flown from the one region to the other in the time between the two."""
    threats = {left.threat, right.threat}
    gap_s = seconds_between(left, right)
    if threats not in ({"missile"}, {"missile", None}) or gap_s is None or gap_s > MISSILE_REACH_S:
        return "area.apart"
    if kilometres_between(one, other) > MISSILE_REACH_KM:
        return "area.apart"
    if None in threats:
        return "area.near_missile_unnamed"
    return "area.near_missile" if _likely_gap_s(left, right) <= MISSILE_REACH_S else "area.near_missile_late"


def _likely_gap_s(left: Sketch, right: Sketch) -> float:
    """The time between what two occurrences most likely mean, less than 0 when it overlaps."""
    return max(_likely_first_s(left) - (right.last_s or 0.0), _likely_first_s(right) - (left.last_s or 0.0))


def _likely_first_s(sketch: Sketch) -> float:
    """The beginning of the period that a text states; else a few minutes before its telling."""
    first_s, last_s = sketch.first_s or 0.0, sketch.last_s or 0.0
    return first_s if sketch.is_stated else max(first_s, last_s - TOLD_WITHIN_S)


def _level_inside(left: Place, right: Place) -> str:
    if left is right or (left.gazetteer_id == right.gazetteer_id and left.name == right.name):
        return "area.same_region" if left.precision is Precision.REGION else "area.same_place"
    return "area.contains" if (left.precision in BROAD) != (right.precision in BROAD) else "area.same_region"


def _say_area(name: str, left: Sketch, right: Sketch) -> str:
    one, other = left.place, right.place
    if name == "same_region" and (one is None or other is None):
        return f"one names no place, and its source speaks of {left.region}"
    if one is None or other is None or name == "unknown":
        return "the place of one of them is unknown"
    if name == "enclave":
        return f"{left.region} and {right.region}, one inside the other"
    if name in MISSILES:
        return f"{left.region} and {right.region}: {kilometres_between(one, other):.0f} km, minutes for a missile{MISSILES[name]}"
    if name == "apart":
        return f"{left.region} is not {right.region}"
    if name == "contains":
        inner, outer = (other, one) if one.precision in BROAD else (one, other)
        return f"{inner.name} lies in {outer.name}"
    same = one.gazetteer_id == other.gazetteer_id and one.name == other.name
    return f"both {one.name}" if same else f"{one.name} and {other.name}, both in {left.region}"


def _say_voice(left: Sketch, right: Sketch) -> str:
    """One channel that names no place goes on about what it named last: the sooner after, the likelier."""
    return f"one channel goes on after {minutes_told_apart(left, right):.0f} minutes, naming no place"


def kilometres_between(left: Place, right: Place) -> float:
    """The great-circle distance between two places' centres (haversine, sphere of 6,371 km)."""
    north = radians(right.lat - left.lat)
    east = radians(right.lon - left.lon)
    half = sin(north / 2) ** 2 + cos(radians(left.lat)) * cos(radians(right.lat)) * sin(east / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


def level_of_threat(left: Sketch, right: Sketch) -> str:
    """Whether the same class of thing flew."""
    if left.threat is None or right.threat is None:
        return "threat.both_unknown" if left.threat == right.threat else "threat.one_unknown"
    return "threat.same" if left.threat == right.threat else "threat.differs"


def _say_threat(name: str, left: Sketch, right: Sketch) -> str:
    if name == "both_unknown":
        return "neither says what flew"
    if name == "one_unknown":
        return f"only one says what flew: {left.threat or right.threat}"
    return f"both speak of a {left.threat}" if name == "same" else f"{left.threat} is not {right.threat}"


def level_of_outcome(left: Sketch, right: Sketch) -> str:
    """Whether they tell the same thing of it. An alert has a warning, a sighting, an interception: other words do not part them; a denial does a little."""
    if (left.what in CONSEQUENCES and right.what in HITS) or (right.what in CONSEQUENCES and left.what in HITS):
        return "outcome.follows"
    if left.negated != right.negated:
        return "outcome.denied"
    return "outcome.agrees" if left.what == right.what else "outcome.differs"


def _say_outcome(name: str, left: Sketch, right: Sketch) -> str:
    one, other = (sketch.what.value.replace("_", " ") for sketch in (left, right))
    return {
        "denied": "one says so, the other denies it",
        "agrees": f"both say {one}",
        "follows": f"{one} and {other}: the one follows the other",
    }.get(name, f"{one} and {other} go together")


def level_of_count(left: int, right: int) -> str:
    """Equal counts speak for one happening, large ones more; others say little, as one may be a part or an earlier state."""
    if left == right:
        return "count.same_large" if left >= LARGE_COUNT else "count.same"
    return "count.differs"


def compare_count(left: int, right: int, parameters: Parameters) -> Likeness:
    """What two counts say of one happening, alone."""
    level = level_of_count(left, right)
    return Likeness(parameters.weigh(level), f"{left} against {right}" if level == "count.differs" else f"both count {left}")
