"""Extraction: for every report, are the happenings that it speaks of read, and what, target, count and place rightly?

The truth says what a report speaks of, not which of its attributes it tells. So a value that was read is right or wrong, while a missing one may be
missing in the text: ``told`` counts how often there was one, and is no recall. An attribute that the report states wrongly on purpose is left out, and
a kind that says less than happened ("explosions heard") counts as not told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from skywitness.model.reading import Claim, Occurrence
from skywitness.model.truth import Happening, ToldTruth
from skywitness.model.words import Topic, What
from skywitness.score.compare import Comparison, unlikeness
from skywitness.score.figures import Agreement, Share, count_right, make_agreement, make_share
from skywitness.score.known import is_roll_up
from skywitness.score.values import is_place_right, is_true_of

FAULTY = {"outcome": Topic.WHAT, "count": Topic.COUNT, "place": Topic.PLACE, "target": Topic.TARGET, "what": Topic.WHAT}
"""Which attribute a fault of a report makes wrong."""
ASKED = (Topic.WHAT, Topic.TARGET, Topic.COUNT, Topic.PLACE)
NO_HALF = "unsplit"


class ReadReport(Struct, frozen=True, kw_only=True):
    """What was read in one report: happenings wanted and read, occurrences of nothing, and each attribute right, wrong or (None) not read."""

    half: str
    construction: str | None
    wanted: int
    read: int
    surplus: int
    slots: tuple[tuple[Topic, bool | None], ...]
    kinds: tuple[tuple[What, What], ...]
    """Each happening's kind and the kind that was read."""


class SlotFigures(Struct, frozen=True):
    """``right`` is over the values that were read; ``told`` says in how many of the occurrences there was one that the truth can answer."""

    right: Share
    told: Share


class ExtractionFigures(Struct, frozen=True, kw_only=True):
    """``happenings``: those that reports speak of against those read in them. ``confused``: happenings' kinds by the kinds that were read."""

    reports: int
    happenings: Agreement
    slots: dict[str, SlotFigures]
    confused: dict[str, dict[str, int]]


class ExtractionByHalf(Struct, frozen=True, kw_only=True):
    """All reports together, then by the half of the grammar that worded them; ``hardest`` are the constructions in which most was missed."""

    all: ExtractionFigures
    by_half: dict[str, ExtractionFigures]
    hardest: dict[str, Share]


def observe_extraction(comparison: Comparison) -> tuple[ReadReport, ...]:
    """What was read in every single report that the ledger holds. Roll-ups are judged as tallies, rumours are not judged."""
    by_report = defaultdict[str, list[Occurrence]](list)
    for occurrence in comparison.concluded.occurrences.values():
        told = comparison.told(occurrence)
        if told is not None and not occurrence.negated and occurrence.what not in comparison.truth.kinds_left_out:
            by_report[told.report_id].append(occurrence)
    held = sorted({report.report_id for report in comparison.concluded.reports.values()} & comparison.truth.told.keys())
    told_truths = [comparison.truth.told[name] for name in held]
    return tuple(_observe(told, by_report[told.report_id], comparison) for told in told_truths if not told.clutter and not is_roll_up(told))


def _observe(told: ToldTruth, occurrences: Sequence[Occurrence], comparison: Comparison) -> ReadReport:
    best = read_best(occurrences, comparison)
    chosen = {occurrence.occurrence_id: occurrence for occurrence in best.values()}
    slots = [slot for occurrence in chosen.values() for slot in _slots(told, occurrence, comparison)]
    return ReadReport(
        half=told.half or NO_HALF,
        construction=told.construction,
        wanted=len(set(told.speaks_of)),
        read=len(best),
        surplus=0 if told.speaks_of else len(occurrences),
        slots=tuple(slots),
        kinds=tuple((comparison.truth.happenings[name].what, occurrence.what) for name, occurrence in best.items()),
    )


def read_best(occurrences: Sequence[Occurrence], comparison: Comparison) -> Mapping[str, Occurrence]:
    """For each happening that a report speaks of and that was read, the occurrence that agrees with it best."""
    happenings, claims = comparison.truth.happenings, comparison.concluded.claims
    found = defaultdict[str, list[Occurrence]](list)
    for occurrence in occurrences:
        for name in comparison.told_of.get(occurrence.occurrence_id, ()):
            found[name].append(occurrence)
    return {
        name: min(each, key=lambda one: (unlikeness(one, claims.get(one.occurrence_id, ()), happenings[name]), one.occurrence_id))
        for name, each in sorted(found.items())
    }


def _slots(told: ToldTruth, occurrence: Occurrence, comparison: Comparison) -> Iterator[tuple[Topic, bool | None]]:
    faulty = {FAULTY[fault] for fault in told.faults if fault in FAULTY}
    claims = comparison.concluded.claims.get(occurrence.occurrence_id, ())
    happenings = [comparison.truth.happenings[name] for name in comparison.told_of[occurrence.occurrence_id]]
    for topic in ASKED:
        if topic not in faulty:
            yield topic, _is_slot_right(topic, occurrence, claims, happenings)


def _is_slot_right(topic: Topic, occurrence: Occurrence, claims: Sequence[Claim], happenings: Sequence[Happening]) -> bool | None:
    if topic is Topic.PLACE:
        place = occurrence.mention.place if occurrence.mention else None
        return None if place is None else any(is_place_right(place, happening) for happening in happenings)
    given = [claim.value for claim in claims if claim.about is topic and claim.value is not None]
    return is_true_of(topic, given[0], happenings) if given else None


def sum_up_extraction(observed: Sequence[ReadReport]) -> ExtractionByHalf:
    """The figures over one exercise or several, together and by half."""
    halves = sorted({each.half for each in observed})
    missed = defaultdict[str, list[ReadReport]](list)
    for each in observed:
        if each.construction is not None and each.wanted:
            missed[each.construction].append(each)
    shares = {
        name: make_share(sum(min(one.read, one.wanted) for one in each), sum(one.wanted for one in each)) for name, each in missed.items()
    }
    worst = sorted(shares, key=lambda name: (shares[name].right - shares[name].of, name))
    return ExtractionByHalf(
        all=_sum_up(observed),
        by_half={half: _sum_up([each for each in observed if each.half == half]) for half in halves},
        hardest={name: shares[name] for name in worst[:10] if shares[name].right < shares[name].of},
    )


def _sum_up(observed: Sequence[ReadReport]) -> ExtractionFigures:
    read, wanted, surplus = (
        sum(each.read for each in observed),
        sum(each.wanted for each in observed),
        sum(each.surplus for each in observed),
    )
    confused = defaultdict[str, dict[str, int]](dict)
    for true, found in (pair for each in observed for pair in each.kinds):
        confused[true.value][found.value] = confused[true.value].get(found.value, 0) + 1
    slots = [slot for each in observed for slot in each.slots]
    return ExtractionFigures(
        reports=len(observed),
        happenings=make_agreement(read, read + surplus, wanted),
        slots={topic.value: _sum_up_slot([verdict for about, verdict in slots if about is topic]) for topic in ASKED},
        confused={true: dict(sorted(confused[true].items())) for true in sorted(confused)},
    )


def _sum_up_slot(verdicts: Sequence[bool | None]) -> SlotFigures:
    read = [verdict for verdict in verdicts if verdict is not None]
    return SlotFigures(right=count_right(read), told=make_share(len(read), len(verdicts)))
