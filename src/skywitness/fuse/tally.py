"""Roll-ups: which reports count again what others told, and what their figures cover."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from skywitness.fuse.counts import WIDE, Added, add_counts
from skywitness.fuse.sketch import HOUR_S, Sketch
from skywitness.model.ids import Digest, OccurrenceId
from skywitness.model.words import Kind, Stream, What

COUNTED = frozenset({What.INTERCEPTED, What.DEBRIS_FELL})
"""What roll-ups count."""
COVERED = COUNTED | {What.SIGHTED, What.AIR_DEFENCE_ACTIVE}
"""What a roll-up over its period and places covers; warnings and all-clears are nothing to count."""
TOTALLED = COUNTED | {What.SIGHTED, What.IMPACT}
"""What a report can give a total of over several regions."""
DAY_S = 24 * HOUR_S


class Cover(Struct, frozen=True, kw_only=True):
    """One occurrence of a roll-up (its position) with the positions of the occurrences that its figure covers."""

    roll_up: int
    covered: tuple[int, ...]


def find_covers(
    sketches: Sequence[Sketch],
    kinds: Mapping[Digest, Kind],
    origins: Mapping[Digest, Digest],
    totals: AbstractSet[int] = frozenset(),
    countries: Mapping[str, str] | None = None,
) -> list[Cover]:
    """Every occurrence of a digest, of a count over weeks and of a total that is divided among places, whatever it covers.

    Besides every counted one whose longer period covers what other reports told before it. ``totals`` are the positions of the divided ones.
    ``countries`` are the codes of those that sources answer for: a national body that names no place counts over its country.
    """
    told = _told_by_place(sketches, kinds)
    found = []
    for position, sketch in enumerate(sketches):
        is_digest = kinds[sketch.report] is Kind.DIGEST
        is_total = is_digest or position in totals
        if not counts_again(sketch, is_total=is_total):
            continue
        since_s = covers_since(sketch, is_digest=is_digest)
        near = {
            other
            for place in places_reached(sketch, countries or {})
            for other in _told_between(told.get(place, ()), since_s, sketch.last_s or 0.0)
            if covers(sketch, sketches[other], is_digest=is_digest, origins=origins)
        }
        covered = tuple(sorted(near))
        if covered or is_kept_uncovered(sketch, is_total=is_total):
            found.append(Cover(roll_up=position, covered=covered))
    return found


def counts_again(sketch: Sketch, *, is_total: bool) -> bool:
    """Whether an occurrence may be a roll-up: of a digest or a divided total, over weeks, or a count that states a period or goes on."""
    return is_kept_uncovered(sketch, is_total=is_total) or _may_roll_up(sketch)


def is_kept_uncovered(sketch: Sketch, *, is_total: bool) -> bool:
    """Whether it is a roll-up even if it covers nothing."""
    return is_total or (sketch.is_long and sketch.what in COUNTED)


def covers_since(sketch: Sketch, *, is_digest: bool) -> float:
    """The instant from which on a roll-up can cover what ended."""
    goes_back_a_day = (is_digest and not sketch.is_stated) or sketch.counts_until_now
    return (sketch.last_s or 0.0) - DAY_S if goes_back_a_day else sketch.first_s or 0.0


def places_reached(roll_up: Sketch, countries: Mapping[str, str]) -> tuple[str, ...]:
    """The places under which lies what a roll-up can cover: its region, else its own posts and, when it names no place, its country."""
    if roll_up.zone is not None:
        return (roll_up.zone,)
    country = countries.get(roll_up.source) if not roll_up.names_place else None
    return (f"voice {roll_up.source}", *([f"country {country}"] if country else []))


def _told_between(told: Sequence[tuple[float, int]], since_s: float, until_s: float) -> Iterator[int]:
    low = bisect_left(told, since_s, key=lambda each: each[0])
    high = bisect_right(told, until_s, key=lambda each: each[0])
    return (other for _, other in told[low:high])


def _may_roll_up(sketch: Sketch) -> bool:
    """Whether a report that is no digest may count again: it states a period or goes on counting, and one drone more or less is no roll-up."""
    counts_several = sketch.count is None or sketch.count > 1
    return (
        (sketch.is_stated or sketch.is_running)
        and sketch.what in COUNTED
        and counts_several
        and (sketch.count is not None or sketch.is_wide)
    )


def _told_by_place(sketches: Sequence[Sketch], kinds: Mapping[Digest, Kind]) -> dict[str, list[tuple[float, int]]]:
    """What roll-ups can cover, by region, by country and by source, in the order of its end."""
    told: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for position, sketch in enumerate(sketches):
        if sketch.last_s is not None and kinds[sketch.report] is not Kind.DIGEST:
            for place in places_told(sketch):
                told[place].append((sketch.last_s, position))
    for each in told.values():
        each.sort()
    return told


def places_told(sketch: Sketch) -> tuple[str, ...]:
    """The places under which roll-ups find what an occurrence tells; none for what they do not count."""
    if sketch.what not in COVERED or sketch.last_s is None:
        return ()
    return (f"voice {sketch.source}", *((sketch.zone, f"country {sketch.zone[:2]}") if sketch.zone else ()))


def covers(roll_up: Sketch, told: Sketch, *, is_digest: bool, origins: Mapping[Digest, Digest]) -> bool:
    """Whether a roll-up counts this occurrence again: its stated period, longer than the other's, holds it; places and targets fit.

    A digest that states no period goes back a day, and its figure must be the same when both give one; so does a running total ("27 so
    far"), whose parts are smaller; new ones that the same report adds to it are among those.
    """
    if roll_up.report == told.report:
        return _is_increment(roll_up, told)
    if origins.get(roll_up.report, roll_up.report) == origins.get(told.report, told.report):
        return False
    if roll_up.first_s is None or roll_up.last_s is None or told.first_s is None or told.last_s is None or told.negated:
        return False
    if roll_up.told_s is None or told.told_s is None or told.told_s >= roll_up.told_s:
        return False
    if told.is_wide and told.count == roll_up.count:
        return False  # the same roll-up told again is no part of it
    if roll_up.threat is not None and told.threat is not None and roll_up.threat != told.threat:
        return False
    if is_digest and not roll_up.is_stated:
        same_figure = roll_up.count is None or told.count is None or roll_up.count == told.count
        return same_figure and 0 <= roll_up.last_s - told.last_s <= DAY_S
    if roll_up.counts_until_now:
        return 0 <= roll_up.last_s - told.last_s <= DAY_S and (told.count or 0) < (roll_up.count or roll_up.shared)
    longer = roll_up.last_s - roll_up.first_s - (told.last_s - told.first_s)
    is_longer = longer > 0 or (longer == 0 and roll_up.shared > 0 and told.shared == 0)  # of several regions and of one of them
    reaches = told.last_s <= roll_up.last_s and (roll_up.first_s <= told.first_s or (not told.is_stated and roll_up.first_s <= told.last_s))
    part = told.count is None or roll_up.count is None or told.count <= roll_up.count
    return is_longer and reaches and part


def _is_increment(total: Sketch, told: Sketch) -> bool:
    """Whether a report tells of new ones beside the total that they bring it to: "one more was shot down, five in all"."""
    return total.counts_until_now and told.adds and not told.negated and 0 < (told.count or 0) < (total.count or 0)


def find_totals(sketches: Sequence[Sketch]) -> set[int]:
    """Positions of counts that are of no single place: told of regions together and of more than one in each, or of no place by a report that names two."""
    zones: dict[Digest, set[str]] = defaultdict(set)
    for sketch in sketches:
        if sketch.zone is not None and not sketch.negated:
            zones[sketch.report].add(sketch.zone)
    return {position for position, sketch in enumerate(sketches) if _is_total(sketch, len(zones[sketch.report]))}


def _is_total(sketch: Sketch, regions: int) -> bool:
    of_no_place = (sketch.count or 0) > 1 and not sketch.names_place
    return regions > 1 and not sketch.negated and sketch.what in TOTALLED and (of_no_place or sketch.shared > regions)


def add_up(parts: Sequence[Sketch], counted: AbstractSet[What] = COUNTED) -> Added | None:
    """What the parts of a roll-up add up to, None when no part gives a count.

    In each region officials' counts are taken where there are any, otherwise the channel that counted most; counts of several voices for one
    region are never added, those of several regions are. A voice that names no place tells of its only region. At the most, every town that
    somebody tells of is another happening, of one where nobody gives a count.
    """
    zones: dict[str, list[Sketch]] = defaultdict(list)
    zone_of = _place_voices(parts)
    for part in parts:
        if part.what in counted:
            zones[zone_of[part.occurrence]].append(part)
    if all(part.count is None for told in zones.values() for part in told):
        return None
    return _join([_add_up_zone(zones[zone]) for zone in sorted(zones)])


def _add_up_zone(told: Sequence[Sketch]) -> Added:
    voices: dict[tuple[Stream, str], dict[str | None, list[Sketch]]] = defaultdict(lambda: defaultdict(list))
    for part in told:
        if part.count is not None:
            voices[part.stream, part.source][part.threat].append(part)
    added = _add_up_voices(voices) if voices else Added(0, frozenset())
    return Added(added.total, frozenset(), added.overlapping, max(added.most, _count_towns(told)))


def _count_towns(told: Sequence[Sketch]) -> int:
    """What the towns of one region come to when each is another happening: the most that one voice counts in each, one where none does."""
    towns: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(lambda: 0))
    for part in told:
        if part.place is not None and part.place.precision not in WIDE and not part.is_running:
            towns[part.place.name][part.source] += part.count or 0
    return sum(max(1, *voices.values()) for voices in towns.values())


def count_uncounted(parts: Sequence[Sketch], counted: AbstractSet[What] = COUNTED) -> int:
    """How many parts tell of something to count and give no figure: of officials, and of others where no official gives any."""
    zone_of = _place_voices(parts)
    told = [part for part in parts if part.what in counted]
    settled = {zone_of[part.occurrence] for part in told if part.count is not None and part.stream is Stream.OFFICIAL}
    return sum(part.count is None and (part.stream is Stream.OFFICIAL or zone_of[part.occurrence] not in settled) for part in told)


def _place_voices(parts: Iterable[Sketch]) -> dict[OccurrenceId, str]:
    """The region of each part; that of its source when it names none and the source tells of one only."""
    parts, homes = list(parts), defaultdict[str, set[str]](set)
    for part in parts:
        if part.zone is not None:
            homes[part.source].add(part.zone)
    return {
        part.occurrence: part.zone or (next(iter(homes[part.source])) if len(homes.get(part.source, ())) == 1 else "") for part in parts
    }


def _add_up_voices(voices: Mapping[tuple[Stream, str], Mapping[str | None, Sequence[Sketch]]]) -> Added:
    """The greatest of the voices that count, and the most that any of them can mean."""
    sums = {voice: _join([add_counts(told) for told in groups.values()]) for voice, groups in sorted(voices.items())}
    official = [added for (stream, _), added in sums.items() if stream is Stream.OFFICIAL]
    best = max(official or sums.values(), key=lambda added: added.total)
    return Added(best.total, frozenset(), best.overlapping, max(added.most for added in sums.values()))


def _join(sums: Iterable[Added]) -> Added:
    every = list(sums)
    return Added(sum(each.total for each in every), frozenset(), any(each.overlapping for each in every), sum(each.most for each in every))
