"""Counts that add up: what one voice counts in one period after another is one figure for the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from skywitness.fuse.roots import Grounds, original_claims
from skywitness.fuse.sketch import Sketch
from skywitness.model.ids import OccurrenceId
from skywitness.model.reading import Claim
from skywitness.model.words import Precision

WIDE = frozenset({Precision.COUNTRY, Precision.SEA, Precision.REGION})
"""Places too wide to tell one happening from another."""


class Added(Struct, frozen=True):
    """What one voice counted in all, and in which occurrences; ``overlapping`` when stated periods overlap without one holding the other.

    ``most`` is the sum if no post repeats another: two posts that each tell of one drone over one town may mean one drone or two.
    """

    total: int
    parts: frozenset[OccurrenceId]
    overlapping: bool = False
    most: int = 0


def add_counts(told: Sequence[Sketch]) -> Added:
    """One voice's figure for the whole, from what it told of one threat in one region; every sketch has a count.

    "5 from eight to nine" and "2 from ten to eleven" are 7; of two stated periods one of which holds the other, the longer one's figure
    stands. Without a stated period, "two more" adds to what was told before, counts of several towns add up, and any other count replaces a
    smaller one.
    """
    stated = [sketch for sketch in told if sketch.is_stated and sketch.first_s is not None]
    added, running = _add_stated(stated), [sketch for sketch in told if sketch not in stated]
    inside = [sketch for sketch in running if any(_holds(period, sketch) for period in stated)]
    beside = _run_on([sketch for sketch in running if sketch not in inside], added)
    parts = beside.parts
    if added.total == _run_on(inside, Added(0, frozenset())).total:
        parts |= {sketch.occurrence for sketch in inside}
    once = sum(sketch.count or 0 for sketch in running if not sketch.is_running)
    return Added(beside.total, parts, added.overlapping, max(beside.total, added.total + once))


def _holds(period: Sketch, told: Sketch) -> bool:
    return told.last_s is not None and (period.first_s or 0.0) <= told.last_s <= (period.last_s or 0.0)


def _run_on(told: Sequence[Sketch], before: Added) -> Added:
    """The figure after what was told without a period: by the order of telling, or over the towns when that is more and no period is stated."""
    by_order, by_town = _run_in_order(told, before), _run_over_towns(told)
    return by_town if not before.parts and by_town.total > by_order.total else by_order


def _run_over_towns(told: Sequence[Sketch]) -> Added:
    """The counts of each town, with those of new ones that name no town."""
    towns: dict[str, list[Sketch]] = defaultdict(list)
    for sketch in told:
        if not sketch.is_running and (sketch.adds or (sketch.place is not None and sketch.place.precision not in WIDE)):
            town = sketch.place.name if sketch.place is not None and sketch.place.precision not in WIDE else ""
            towns[town].append(sketch)
    sums = [_run_in_order(each, Added(0, frozenset())) for each in towns.values()]
    return Added(sum(each.total for each in sums), frozenset[OccurrenceId]().union(*(each.parts for each in sums)))


def _run_in_order(told: Sequence[Sketch], before: Added) -> Added:
    """The figure after what was told without a period: "two more" adds, a greater count replaces."""
    total, parts, reports = before.total, set(before.parts), set()
    for sketch in sorted(told, key=lambda sketch: (sketch.told_s or 0.0, -(sketch.count or 0), sketch.occurrence)):
        count = sketch.count or 0
        if sketch.adds and sketch.report not in reports:
            total += count
            parts.add(sketch.occurrence)
        elif count >= total:
            parts = {sketch.occurrence} if count > total else parts | {sketch.occurrence}
            total = count
        reports.add(sketch.report)
    return Added(total, frozenset(parts), before.overlapping)


def _add_stated(told: Sequence[Sketch]) -> Added:
    total, parts, overlapping = 0, set[OccurrenceId](), False
    held = (float("-inf"), float("-inf"), 0)
    for sketch in sorted(told, key=lambda each: (each.first_s or 0.0, -(each.last_s or 0.0), -(each.count or 0), each.occurrence)):
        begins_s, ends_s, count = sketch.first_s or 0.0, sketch.last_s or 0.0, sketch.count or 0
        if (begins_s, ends_s, count) == held:
            parts.add(sketch.occurrence)
        elif begins_s >= held[1] and (begins_s, ends_s) != held[:2]:
            total += count
            parts.add(sketch.occurrence)
            held = (begins_s, ends_s, count)
        else:
            overlapping |= ends_s > held[1]
    return Added(total, frozenset(parts), overlapping)


def fold_counts(claims: Sequence[Claim], grounds: Grounds) -> list[tuple[int, list[Claim]]]:
    """Each figure for a whole incident, smallest first, with the claims that it is made of. Counts of several voices are never added."""
    voices: dict[tuple[str, str | None], list[Claim]] = defaultdict(list)
    figures: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        sketch, voice = grounds.sketches.get(claim.occurrence), grounds.voices.get(claim.claim_id)
        if isinstance(claim.value, int):
            if sketch is None or sketch.count != claim.value or voice is None:
                figures[claim.value].append(claim)
            else:
                voices[voice, sketch.threat].append(claim)
    for group in voices.values():
        original = original_claims(group, grounds)
        added = add_counts([grounds.sketches[claim.occurrence] for claim in original])
        reports = {claim.report for claim in original if claim.occurrence in added.parts}
        figures[added.total].extend(claim for claim in group if {claim.report, grounds.origins.get(claim.report)} & reports)
    return sorted(figures.items())
