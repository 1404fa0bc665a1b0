"""One incident from the occurrences of one group: its id, period, place, attributes, standing and title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from skywitness.fuse.casualties import find_hurt, weigh_casualties
from skywitness.fuse.evidence import Evidence
from skywitness.fuse.footage import stand_on_footage
from skywitness.fuse.forecast import add_forecasts
from skywitness.fuse.roots import Grounds, count_roots, name_voices
from skywitness.fuse.rulings import Placed, incident_id
from skywitness.fuse.sketch import Sketch
from skywitness.fuse.standing import stand
from skywitness.fuse.title import make_title
from skywitness.fuse.weigh import WHAT_RANK, weigh_attributes
from skywitness.model.ids import AssertionId, DecisionId, Digest, OccurrenceId
from skywitness.model.incident import Attribute, Derivation, Incident
from skywitness.model.place import Period, Place
from skywitness.model.reading import Assertion, Claim, Occurrence
from skywitness.model.words import CONSEQUENCES, PlaceRole, Precision, Standing, Stream, Target, TimePrecision, Topic, What

FINEST_FIRST = (Precision.POINT, Precision.SITE, Precision.TOWN, Precision.DISTRICT, Precision.REGION, Precision.SEA, Precision.COUNTRY)
COARSEST_FIRST = (TimePrecision.UNKNOWN, TimePrecision.DAY, TimePrecision.NIGHT, TimePrecision.HOUR, TimePrecision.MINUTE)
WHOLE = frozenset({TimePrecision.DAY, TimePrecision.NIGHT})
BROAD = frozenset({Precision.REGION, Precision.SEA, Precision.COUNTRY})
HAPPENED = frozenset({PlaceRole.OCCURRED, PlaceRole.FELL})
MOST_REASONS = 20


class Scene(Struct, frozen=True, kw_only=True):
    """Occurrences in a fixed order, the sketch of each, the claims by occurrence, and all assertions."""

    occurrences: Sequence[Occurrence] | Mapping[int, Occurrence]
    """By position; of what a roll-up covers the sketch is enough."""
    sketches: Sequence[Sketch]
    claims: Mapping[OccurrenceId, Sequence[Claim]]
    assertions: Mapping[AssertionId, Assertion]


class Gathered(Struct, frozen=True, kw_only=True):
    """What incidents and tallies are made from."""

    evidence: Evidence
    scene: Scene
    origins: Mapping[Digest, Digest]
    derivations: Mapping[Digest, Derivation]
    """By the report that comes from another."""
    placed: Mapping[OccurrenceId, Placed] = {}
    """Where people put occurrences."""


def make_incident(members: tuple[int, ...], why: tuple[str, ...], decisions: tuple[DecisionId, ...], gathered: Gathered) -> Incident:
    """The incident of a group of positions, the earliest first; one of them at least happened.

    Its id is that of its earliest occurrence. What followed tells neither when nor where it was.
    """
    scene, evidence = gathered.scene, gathered.evidence
    occurrences = [scene.occurrences[position] for position in members]
    claims = [claim for occurrence in occurrences for claim in scene.claims.get(occurrence.occurrence_id, ())]
    of = {scene.sketches[position].occurrence: scene.sketches[position] for position in members}
    grounds = Grounds(reports=evidence.reports, origins=gathered.origins, profiles=evidence.profiles, sketches=of)
    grounds = msgspec.structs.replace(grounds, voices=name_voices(claims, grounds))
    attributes = tuple(_part_casualties(attribute, claims, grounds, evidence) for attribute in weigh_attributes(claims, grounds))
    roots = count_roots(claims, grounds)
    reports = tuple(dict.fromkeys(occurrence.report for occurrence in occurrences))
    standing = _overall(claims, roots, attributes)
    happened = [position for position in members if scene.occurrences[position].what not in CONSEQUENCES]
    happenings = [scene.occurrences[position] for position in happened]
    what, target = choose_what(happenings), choose_target(occurrences, attributes)
    decided = [gathered.placed[each.occurrence_id] for each in occurrences if each.occurrence_id in gathered.placed]
    chosen = _newest(decided) if decided else choose_place(happenings, [scene.sketches[position] for position in happened])
    place, role = (chosen.place, chosen.role) if chosen else (None, None)
    made = Incident(
        incident_id=incident_id(happenings[0].occurrence_id),
        title=make_title(what, target, _preferred_count(attributes), place, role, is_denied=standing is Standing.DENIED),
        what=what,
        target=target,
        period=span_periods((occurrence.period, evidence.reports[occurrence.report].published_at) for occurrence in happenings),
        place=place,
        role=role,
        standing=standing,
        attributes=attributes,
        occurrences=tuple(occurrence.occurrence_id for occurrence in occurrences),
        reports=reports,
        roots=sum(roots.values()),
        roots_by_stream=roots,
        copies=tuple(gathered.derivations[report] for report in reports if report in gathered.derivations),
        decisions=decisions,
        links=why[:MOST_REASONS],
    )
    forecast = add_forecasts(made, [scene.sketches[position] for position in members], evidence.reports)
    return stand_on_footage(forecast, claims, (found for report in reports for found in evidence.findings.get(report, ())), grounds)


def _part_casualties(attribute: Attribute, claims: Sequence[Claim], grounds: Grounds, evidence: Evidence) -> Attribute:
    """An attribute as it was weighed; for casualties, the killed apart from the injured."""
    if attribute.about is not Topic.CASUALTIES:
        return attribute
    hurt = sorted((claim for claim in claims if claim.about is Topic.CASUALTIES), key=lambda claim: claim.claim_id)
    kinds = {claim_id: kind for claim in hurt for claim_id, kind in find_hurt([claim], evidence.readings[claim.report].assertions).items()}
    return weigh_casualties(hurt, kinds, grounds)


def choose_what(occurrences: Sequence[Occurrence]) -> What:
    """The weightiest stage that somebody tells and does not deny; what is denied when all deny."""
    told = [occurrence for occurrence in occurrences if not occurrence.negated] or occurrences
    return min((occurrence.what for occurrence in told), key=WHAT_RANK.index)


def choose_target(occurrences: Sequence[Occurrence], attributes: Sequence[Attribute]) -> Target:
    """The preferred target, else the one that most occurrences name, else unknown."""
    for attribute in attributes:
        if attribute.about is Topic.TARGET and attribute.preferred is not None:
            return Target(str(attribute.preferred))
    named = sorted(occurrence.target.value for occurrence in occurrences if occurrence.target is not Target.UNKNOWN)
    return Target(max(named, key=named.count)) if named else Target.UNKNOWN


def choose_place(occurrences: Sequence[Occurrence], sketches: Sequence[Sketch]) -> _Placed | None:
    """The finest place that stands for the whole: a town when most name it and no more than one drone was counted over its region.

    Where it was flying counts only when nobody says where it happened; a region when towns of one region differ.
    """
    placed = [
        _Placed(occurrence.mention.place, occurrence.mention.role, sketch.count)
        for occurrence, sketch in zip(occurrences, sketches, strict=True)
        if occurrence.mention and occurrence.mention.place
    ]
    placed = [each for each in placed if each.role in HAPPENED] or placed
    placed.sort(key=lambda each: (FINEST_FIRST.index(each.place.precision), each.place.name, each.role, each.count or 0))
    broad = [each for each in placed if each.place.precision in BROAD]
    fine = [each for each in placed if each.place.precision not in BROAD]
    counted_over_region = any((each.count or 0) > 1 for each in broad)
    if fine and len({each.place.name for each in fine}) == 1 and not (broad and (counted_over_region or len(fine) < len(broad))):
        return fine[0]
    return next(iter(broad or placed[-1:]), None)


def _newest(decided: Sequence[Placed]) -> _Placed | None:
    """Where people put the incident: their newest word wins over every report; None when that was nowhere."""
    place = max(decided, key=lambda each: each.order).place
    return _Placed(place, PlaceRole.OCCURRED, None) if place else None


class _Placed(Struct, frozen=True):
    place: Place
    role: PlaceRole
    count: int | None


def span_periods(told: Iterable[tuple[Period, datetime | None]]) -> Period:
    """The period over all that is stated, given each period with its publication.

    A day that holds what others time more finely adds nothing to it. Nothing has happened after it was told: a day ends at the publication,
    and what begins later is not counted. Where nothing is stated, the period has no ends: it is bounded by the first publication, and no
    day is made up.
    """
    told = list(told)
    stated = _leave_out_holders([cut for period, published_at in told if (cut := _cut_off(period, published_at)) is not None])
    starts = [start for period in stated if (start := period.start or period.end)]
    ends = [end for period in stated if (end := period.end or period.start)]
    return Period(
        start=min(starts, default=None),
        end=max(ends, default=None),
        word=next((period.word for period, _ in told if period.word), None),
        precision=min((period.precision for period in stated), key=COARSEST_FIRST.index, default=TimePrecision.UNKNOWN),
        before=None
        if stated
        else min((before for period, published_at in told if (before := period.before or published_at)), default=None),
    )


def _cut_off(period: Period, published_at: datetime | None) -> Period | None:
    """A stated period up to its publication; None when nothing is stated, or when it begins after that."""
    begin, latest = period.start or period.end, period.before or published_at
    if begin is None or (latest is not None and begin > latest):
        return None
    if period.end is None or latest is None or period.end <= latest:
        return period
    return msgspec.structs.replace(period, end=latest)


def _leave_out_holders(stated: Sequence[Period]) -> list[Period]:
    """The periods without each whole day or night in which a finer one begins."""
    begins = [(COARSEST_FIRST.index(period.precision), start) for period in stated if (start := period.start or period.end)]
    return [
        period
        for period in stated
        if period.precision not in WHOLE
        or period.start is None
        or not any(
            finer > COARSEST_FIRST.index(period.precision) and period.start <= begin and (period.end is None or begin <= period.end)
            for finer, begin in begins
        )
    ]


def _preferred_count(attributes: Sequence[Attribute]) -> int | None:
    found = next((attribute.preferred for attribute in attributes if attribute.about is Topic.COUNT), None)
    return found if isinstance(found, int) else None


def _overall(claims: Sequence[Claim], roots: Mapping[Stream, int], attributes: Sequence[Attribute]) -> Standing:
    """The incident's own standing: that of what happened."""
    found = next((attribute for attribute in attributes if attribute.about is Topic.WHAT), None)
    if found is not None:
        return found.standing
    return stand(claims, roots)[0] if claims else Standing.REPORTED
