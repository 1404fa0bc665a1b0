"""Invented nights as a coded table: sketches of occurrences with their truth, harder than real posts are on most counts, and without any text.

Waves of one region follow each other after half an hour to six hours, the near ones with an all-clear between that one or two channels tell.
Of interceptions, hits and debris one telling in seven is late by up to forty minutes, while what is going on is told at once; one in ten does not say what flew, one in a hundred puts it into a neighbouring
region; three missiles in ten fly on into the next region, towns differ inside a wave, counts are mostly missing and sometimes of an earlier state; ministries tell the whole period, rounded to
five minutes. The span of time grows with the size, so that density is that of a busy night at every size.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from skywitness.fuse.parameters import shipped_parameters
from skywitness.fuse.sketch import Sketch
from skywitness.model.ids import Digest, OccurrenceId
from skywitness.model.place import Place
from skywitness.model.words import PlaceRole, Precision, Stream, What

BEGIN_S = 1_925_000_000.0
REGIONS = 40
TOWNS = 12
CHANNELS = 400
MINUTE_S = 60.0
RESULTS = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})
TOLD = [What.WARNED, What.SIGHTED, What.SIGHTED, What.INTERCEPTED, What.AIR_DEFENCE_ACTIVE, What.IMPACT, What.DEBRIS_FELL]


class Wave(Struct, frozen=True):
    """What really took place: one wave of one kind over one region, in seconds since 1970."""

    number: int
    region: int
    threat: str
    begins_s: float
    ends_s: float
    count: int
    is_called_off: bool
    next_region: int
    """Where it flew on to; the same region but for a part of the missiles."""


class Telling(Struct, frozen=True):
    """One row before it is a sketch."""

    at_s: float
    first_s: float
    last_s: float
    place: Place
    threat: str | None
    what: What
    count: int | None
    source: str
    stream: Stream


def invent_sketches(occurrences: int, seed: int) -> tuple[list[Sketch], list[int]]:
    """So many sketches in the order of publication, and the wave of each. The same size and seed give the same."""
    chance = random.Random(seed)  # noqa: S311 - invented nights need no secrecy
    told: list[tuple[float, int, int, Telling]] = []
    for wave in _waves(chance):
        told += [(telling.at_s, wave.number, index, telling) for index, telling in enumerate(_tell(wave, chance))]
        if len(told) >= occurrences:
            break
    told.sort(key=lambda each: each[:3])
    del told[occurrences:]
    return [_sketch(index, each[3]) for index, each in enumerate(told)], [each[1] for each in told]


def _waves(chance: random.Random) -> Iterator[Wave]:
    """Waves of all regions in the order of their beginnings; one of one kind at a time in a region."""
    waiting = [(BEGIN_S + chance.uniform(0, 8 * 3600), region, threat) for region in range(REGIONS) for threat in ("drone", "missile")]
    heapq.heapify(waiting)
    number = 0
    while True:
        begins_s, region, threat = heapq.heappop(waiting)
        ends_s = begins_s + MINUTE_S * chance.choice([2, 10, 25, 60, 120] if threat == "drone" else [2, 5, 10])
        is_called_off = chance.random() < 0.4
        pause_s = chance.uniform(0.5, 2.0) * 3600 if is_called_off else chance.uniform(2.5, 6.0) * 3600
        quiet_s = chance.expovariate(1 / (4 * 3600)) * (1 if threat == "drone" else 10)
        heapq.heappush(waiting, (ends_s + pause_s + quiet_s, region, threat))
        number += 1
        flew_to = (region + 1) % REGIONS if threat == "missile" and chance.random() < 0.3 else region
        yield Wave(number, region, threat, begins_s, ends_s, chance.choice([1, 1, 1, 2, 3, 5, 8, 14]), is_called_off, flew_to)


def _tell(wave: Wave, chance: random.Random) -> Iterator[Telling]:
    reach_minutes = shipped_parameters().reach_minutes
    for _ in range(1 + min(30, int(chance.paretovariate(1.1)))):
        what = chance.choice(TOLD)
        is_late = what in RESULTS and chance.random() < 1 / 7
        late_s = MINUTE_S * (chance.uniform(0, 40) if is_late else min(10, chance.expovariate(0.4)))
        at_s = chance.uniform(wave.begins_s, wave.ends_s) + late_s
        region = chance.choice([wave.region, wave.next_region])
        place = invent_place(_mistaken(region, chance), chance.randrange(TOWNS) if chance.random() < 0.5 else None)
        counted = what is What.INTERCEPTED and chance.random() < 0.3
        count = (wave.count if chance.random() < 0.7 else chance.randint(1, wave.count)) if counted else None
        threat = wave.threat if chance.random() < 0.9 else None
        first_s = at_s - MINUTE_S * reach_minutes[what.value]
        yield Telling(at_s, first_s, at_s, place, threat, what, count, f"channel {chance.randrange(CHANNELS)}", Stream.GRASSROOTS)
    if chance.random() < 0.5:
        first_s, last_s = (300 * round((end_s + chance.gauss(0, 180)) / 300) for end_s in (wave.begins_s, wave.ends_s))
        at_s = wave.ends_s + MINUTE_S * chance.lognormvariate(4.1, 0.5)
        whole = invent_place(wave.region, None)
        yield Telling(at_s, first_s, max(first_s, last_s), whole, wave.threat, What.INTERCEPTED, wave.count, "ministry", Stream.OFFICIAL)
    if wave.is_called_off:
        for _ in range(chance.choice([1, 1, 2])):
            at_s = wave.ends_s + MINUTE_S * chance.uniform(5, 20)
            source, first_s = f"channel {chance.randrange(CHANNELS)}", at_s - MINUTE_S * reach_minutes["all_clear"]
            place = invent_place(wave.region, None)
            yield Telling(at_s, first_s, at_s, place, wave.threat, What.ALL_CLEAR, None, source, Stream.GRASSROOTS)


def _mistaken(region: int, chance: random.Random) -> int:
    return (region + 1) % REGIONS if chance.random() < 0.01 else region


@cache
def invent_place(region: int, town: int | None) -> Place:
    """A region, or a town in it."""
    lat, lon = 46.0 + 2.0 * (region % 8), 30.0 + 4.0 * (region // 8)
    if town is None:
        return Place(
            name=f"region {region}",
            iso=f"XX-{region}",
            lat=lat,
            lon=lon,
            radius_m=90_000,
            precision=Precision.REGION,
            gazetteer_id=f"r{region}",
        )
    name = f"town {town} of {region}"
    return Place(
        name=name,
        iso=f"XX-{region}",
        lat=lat + town / 20,
        lon=lon,
        radius_m=4_000,
        precision=Precision.TOWN,
        gazetteer_id=f"t{region}-{town}",
    )


def _sketch(index: int, told: Telling) -> Sketch:
    return Sketch(
        occurrence=OccurrenceId(f"o{index:08}"),
        report=Digest(f"r{index:08}"),
        source=told.source,
        stream=told.stream,
        first_s=told.first_s,
        last_s=told.last_s,
        is_stated=told.stream is Stream.OFFICIAL,
        region=told.place.iso,
        zone=told.place.iso,
        names_place=True,
        place=told.place,
        role=PlaceRole.OCCURRED,
        threat=told.threat,
        what=told.what,
        told_s=told.at_s,
        count=told.count,
        adds=False,
        negated=False,
    )
