"""How alike two occurrences are: one comparison for each property, each with its weight in bits and its sentence."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from msgspec import Struct

from skywitness.fuse.block import LARGE_COUNT
from skywitness.fuse.parameters import Parameters
from skywitness.fuse.sketch import Sketch
from skywitness.model.place import Place
from skywitness.model.words import Precision

MISSILE_REACH_KM = 300.0
MISSILE_REACH_S = 15 * 60.0
GOES_ON_S = 2 * 3600.0


class Likeness(Struct, frozen=True):
    """What one comparison says: log2 odds that the two are one happening, and why, as a reader may see it."""

    weight: float
    why: str


def compare_pair(left: Sketch, right: Sketch, parameters: Parameters, *, is_copy: bool = False) -> list[Likeness]:
    """Every comparison of two occurrences. Their weights add up, with the prior, to the log2 odds of the pair."""
    found = [
        compare_time(left, right, parameters),
        compare_area(left, right, parameters),
        compare_threat(left, right, parameters),
        compare_outcome(left, right, parameters),
    ]
    if left.count is not None and right.count is not None and left.what == right.what:
        found.append(compare_count(left.count, right.count, parameters))
    if left.report == right.report:
        found.append(Likeness(parameters.text["same_report"], "told in one report"))
    if is_copy:
        found.append(Likeness(parameters.text["copy"], "the same words in both"))
    return found


def compare_time(left: Sketch, right: Sketch, parameters: Parameters) -> Likeness:
    """How far apart the two periods are, at the least."""
    gap_s = seconds_between(left, right)
    if gap_s is None:
        return Likeness(parameters.time["unknown"], "nobody says when")
    if gap_s == 0 and (left.is_wide or right.is_wide):
        return _compare_wide(left, right, parameters)
    if gap_s == 0:
        return Likeness(parameters.time["overlap"], "the periods overlap")
    minutes = round(gap_s / 60)
    for limit, level in ((30, "within_30_min"), (120, "within_2_h"), (240, "within_4_h")):
        if minutes <= limit:
            most = parameters.time["wide_overlap"] if left.is_wide or right.is_wide else parameters.time[level]
            return Likeness(min(most, parameters.time[level]), f"{minutes} minutes apart")
    return Likeness(parameters.time["apart"], f"{minutes / 60:.0f} hours apart")


def _compare_wide(left: Sketch, right: Sketch, parameters: Parameters) -> Likeness:
    """That something lies in a whole night or day says little, and more when one channel tells both within two hours."""
    if left.source == right.source and abs((left.told_s or 0.0) - (right.told_s or 0.0)) <= GOES_ON_S:
        return Likeness(parameters.time["wide_goes_on"], "one lies in the night or day of the other, and one channel tells both")
    return Likeness(parameters.time["wide_overlap"], "one lies in the night or day of the other")


def seconds_between(left: Sketch, right: Sketch) -> float | None:
    """The shortest time between two periods, 0 when they overlap, None when one of them is unknown."""
    if left.first_s is None or left.last_s is None or right.first_s is None or right.last_s is None:
        return None
    return max(0.0, left.first_s - right.last_s, right.first_s - left.last_s)


def compare_area(left: Sketch, right: Sketch, parameters: Parameters) -> Likeness:
    """Whether the two places can be one: town in region, same region, or a distance that a missile bridges."""
    weights = parameters.area
    if left.region is None or right.region is None or left.place is None or right.place is None:
        goes_on = not left.names_place or not right.names_place
        if left.source == right.source and goes_on:
            return _compare_voice(left, right, weights["unknown_same_voice"])
        return Likeness(weights["unknown"], "the place of one of them is unknown")
    if left.region == right.region:
        return _compare_inside(left.place, right.place, left.region, parameters)
    if parameters.enclaves.get(left.region, left.region) == parameters.enclaves.get(right.region, right.region):
        return Likeness(weights["enclave"], f"{left.region} and {right.region}, one inside the other")
    distance_km = kilometres_between(left.place, right.place)
    gap_s = seconds_between(left, right)
    if left.threat == right.threat == "missile" and distance_km <= MISSILE_REACH_KM and gap_s is not None and gap_s <= MISSILE_REACH_S:
        return Likeness(weights["near_missile"], f"{left.region} and {right.region}: {distance_km:.0f} km, minutes for a missile")
    return Likeness(weights["apart"], f"{left.region} is not {right.region}")


def _compare_voice(left: Sketch, right: Sketch, weight: float) -> Likeness:
    """One channel that names no place goes on about what it named last: the sooner after, the likelier."""
    minutes = abs((left.told_s or 0.0) - (right.told_s or 0.0)) / 60
    return Likeness(weight - minutes / 20, f"one channel goes on after {minutes:.0f} minutes, naming no place")


def _compare_inside(left: Place, right: Place, region: str, parameters: Parameters) -> Likeness:
    if left.gazetteer_id == right.gazetteer_id and left.name == right.name:
        level = "same_region" if left.precision is Precision.REGION else "same_place"
        return Likeness(parameters.area[level], f"both {left.name}")
    broad = {Precision.REGION, Precision.SEA}
    if (left.precision in broad) != (right.precision in broad):
        inner, outer = (right, left) if left.precision in broad else (left, right)
        return Likeness(parameters.area["contains"], f"{inner.name} lies in {outer.name}")
    return Likeness(parameters.area["same_region"], f"{left.name} and {right.name}, both in {region}")


def kilometres_between(left: Place, right: Place) -> float:
    """The great-circle distance between two places' centres (haversine, sphere of 6,371 km)."""
    north = radians(right.lat - left.lat)
    east = radians(right.lon - left.lon)
    half = sin(north / 2) ** 2 + cos(radians(left.lat)) * cos(radians(right.lat)) * sin(east / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


def compare_threat(left: Sketch, right: Sketch, parameters: Parameters) -> Likeness:
    """Whether the same class of thing flew."""
    if left.threat is None and right.threat is None:
        return Likeness(parameters.threat["both_unknown"], "neither says what flew")
    if left.threat is None or right.threat is None:
        return Likeness(parameters.threat["one_unknown"], f"only one says what flew: {left.threat or right.threat}")
    if left.threat == right.threat:
        return Likeness(parameters.threat["same"], f"both speak of a {left.threat}")
    return Likeness(parameters.threat["differs"], f"{left.threat} is not {right.threat}")


def compare_outcome(left: Sketch, right: Sketch, parameters: Parameters) -> Likeness:
    """Whether they tell the same thing of it. An alert has a warning, a sighting, an interception: other words do not part them; a denial does a little."""
    if left.negated != right.negated:
        return Likeness(parameters.outcome["denied"], "one says so, the other denies it")
    if left.what == right.what:
        return Likeness(parameters.outcome["agrees"], f"both say {left.what.value.replace('_', ' ')}")
    return Likeness(
        parameters.outcome["differs"], f"{left.what.value.replace('_', ' ')} and {right.what.value.replace('_', ' ')} go together"
    )


def compare_count(left: int, right: int, parameters: Parameters) -> Likeness:
    """Equal counts speak for one happening, large ones more; others say little, as one may be a part or an earlier state."""
    if left == right:
        level = "same_large" if left >= LARGE_COUNT else "same"
        return Likeness(parameters.count[level], f"both count {left}")
    return Likeness(parameters.count["differs"], f"{left} against {right}")
