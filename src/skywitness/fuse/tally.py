"""Roll-ups: which reports count again what others told, and what their figures cover."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from skywitness.fuse.counts import Added, add_counts
from skywitness.fuse.sketch import HOUR_S, Sketch
from skywitness.model.ids import Digest
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
    sketches: Sequence[Sketch], kinds: Mapping[Digest, Kind], origins: Mapping[Digest, Digest], totals: AbstractSet[int] = frozenset()
) -> list[Cover]:
    """Every occurrence of a digest, of a count over weeks and of a total that is divided among places, whatever it covers.

    Besides every counted one whose longer period covers what other reports told before it. ``totals`` are the positions of the divided ones.
    """
    told = _told_by_place(sketches, kinds)
    found = []
    for position, sketch in enumerate(sketches):
        is_digest = kinds[sketch.report] is Kind.DIGEST
        is_total = is_digest or position in totals or (sketch.is_long and sketch.what in COUNTED)
        if not is_total and not _may_roll_up(sketch):
            continue
        near = told.get(sketch.zone or f"voice {sketch.source}", ())
        goes_back_a_day = (is_digest and not sketch.is_stated) or sketch.counts_until_now
        since_s = (sketch.last_s or 0.0) - DAY_S if goes_back_a_day else sketch.first_s or 0.0
        low = bisect_left(near, since_s, key=lambda each: each[0])
        high = bisect_right(near, sketch.last_s or 0.0, key=lambda each: each[0])
        covered = tuple(
            sorted(other for _, other in near[low:high] if covers(sketch, sketches[other], is_digest=is_digest, origins=origins))
        )
        if covered or is_total:
            found.append(Cover(roll_up=position, covered=covered))
    return found


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
    """What roll-ups can cover, by region and by source, in the order of its end."""
    told: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for position, sketch in enumerate(sketches):
        if sketch.last_s is not None and sketch.what in COVERED and kinds[sketch.report] is not Kind.DIGEST:
            for place in (sketch.zone, f"voice {sketch.source}"):
                if place is not None:
                    told[place].append((sketch.last_s, position))
    for each in told.values():
        each.sort()
    return told


def covers(roll_up: Sketch, told: Sketch, *, is_digest: bool, origins: Mapping[Digest, Digest]) -> bool:
    """Whether a roll-up counts this occurrence again: its stated period, longer than the other's, holds it; places and targets fit.

    A digest that states no period goes back a day, and its figure must be the same when both give one; so does a running total ("27 so
    far"), whose parts are smaller.
    """
    if roll_up.report == told.report or origins.get(roll_up.report, roll_up.report) == origins.get(told.report, told.report):
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


def add_up(parts: Iterable[Sketch], counted: AbstractSet[What] = COUNTED) -> Added | None:
    """What the parts of a roll-up add up to, None when no part gives a count.

    Officials' counts are taken where there are any, otherwise the channel that counted most; counts of several voices are never added.
    """
    voices: dict[tuple[Stream, str], dict[tuple[str | None, str | None], list[Sketch]]] = defaultdict(lambda: defaultdict(list))
    for part in parts:
        if part.count is not None and part.what in counted:
            voices[part.stream, part.source][part.region, part.threat].append(part)
    sums = {voice: [add_counts(told) for told in groups.values()] for voice, groups in sorted(voices.items())}
    official = {voice: added for voice, added in sums.items() if voice[0] is Stream.OFFICIAL}
    found = [
        Added(sum(each.total for each in added), frozenset(), any(each.overlapping for each in added))
        for added in (official or sums).values()
    ]
    return max(found, key=lambda added: added.total, default=None)
