"""Finds where voices put one single thing into places or hours that lie apart.

Where anybody names two towns or counts more than one, there was more than one thing. So a town stands against another only when a lone voice
names it, soon, of the same that an authority or several others put elsewhere.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from skywitness.assess.scenes import CLOCKED, Scenes, Voice, towns_of_speakers
from skywitness.model.place import Period, Place
from skywitness.model.words import PlaceRole, Topic, What

PUT_DOWN = frozenset({PlaceRole.FELL, PlaceRole.OCCURRED})
CAME_DOWN = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})
"""What happens in one place. A flight passes over many, a bang that somebody heard may be another, and services work where something fell before."""
MOST_TOWNS = 2
SOON = timedelta(hours=2)
"""So long after the others a lone voice may still tell of the same thing; later it may as well be the next one."""
EARTH_RADIUS_M = 6_371_000.0
TOLD_APART_H = timedelta(hours=1)
"""Two hours of one thing that lie farther apart than this cannot both hold."""

Pair = tuple[Voice, Voice]


def find_places_apart(voices: Sequence[Voice]) -> Iterator[Pair]:
    """Pairs that put one single thing into discs which do not meet: regions where an authority names one, towns where a lone voice stands against the others."""
    said = [voice for voice in voices if voice.claim.about is Topic.PLACE and not voice.claim.negated]
    told = [voice for voice in said if voice.role in PUT_DOWN and voice.what in CAME_DOWN]
    if _were_several(voices, told):
        return
    by_place = defaultdict[str, list[Voice]](list)
    for voice in sorted(told, key=lambda voice: not voice.is_official):
        if voice.place is not None:
            by_place[voice.place.name].append(voice)
    for one, other in combinations(by_place.values(), 2):
        left, right = one[0], other[0]
        if left.speaker != right.speaker and _lie_apart(left.place, right.place) and _is_against(one, other):
            yield left, right


def _were_several(voices: Iterable[Voice], told: Sequence[Voice]) -> bool:
    """Whether there was more than one thing by anybody's account: more than one counted, a third town, one speaker with two towns."""
    if any(isinstance(voice.claim.value, int) and voice.claim.value > 1 for voice in voices if voice.claim.about is Topic.COUNT):
        return True
    towns = {voice.town for voice in told if voice.town}
    return len(towns) > MOST_TOWNS or any(len(named) > 1 for named in towns_of_speakers(told).values())


def _is_against(one: Sequence[Voice], other: Sequence[Voice]) -> bool:
    """Whether two groups of voices, each for one place, are about one thing. Of two towns one must be named by a lone voice, no authority's, soon."""
    if not (one[0].town and other[0].town):
        return one[0].is_official or other[0].is_official
    lone, many = (one, other) if len(_speakers(one)) == 1 and not one[0].is_official else (other, one)
    if len(_speakers(lone)) > 1 or lone[0].is_official or not (many[0].is_official or len(_speakers(many)) > 1):
        return False
    return lone[0].what in {voice.what for voice in many} and _is_soon(lone[0], many)


def _speakers(voices: Iterable[Voice]) -> set[tuple[str, str]]:
    return {voice.speaker for voice in voices}


def _is_soon(lone: Voice, others: Iterable[Voice]) -> bool:
    at = lone.report.published_at
    times = [voice.report.published_at for voice in others if voice.report.published_at]
    return at is not None and any(abs(at - each) <= SOON for each in times)


def find_times_apart(voices: Sequence[Voice], scenes: Scenes) -> Iterator[Pair]:
    """Pairs of speakers that give one single thing hours of the clock which lie apart. Who gives two hours speaks of two things."""
    said = [voice for voice in voices if voice.claim.about is Topic.PERIOD and not voice.claim.negated]
    told = [voice for voice in said if voice.what in CAME_DOWN and voice.period.precision in CLOCKED and voice.period.start]
    if scenes.has_several(told):
        return
    clocked = {(voice.town, voice.period.start, voice.speaker[0]): voice for voice in reversed(told)}.values()
    for left, right in combinations(clocked, 2):
        if left.speaker != right.speaker and scenes.are_one(left, right) and _lie_hours_apart(left.period, right.period):
            yield left, right
            return


def _lie_hours_apart(one: Period, other: Period) -> bool:
    if one.start is None or other.start is None:
        return False
    return max(one.start, other.start) - min(one.end or one.start, other.end or other.start) > TOLD_APART_H


def _lie_apart(one: Place | None, other: Place | None) -> bool:
    """Whether two places' discs do not meet; their centres' great-circle distance by the haversine."""
    if one is None or other is None:
        return False
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half)) > one.radius_m + other.radius_m
