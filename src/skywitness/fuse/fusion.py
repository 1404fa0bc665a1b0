"""Fusion: from what every report says to incidents, roll-ups and copies, the same whatever the order of arrival.

copies ─► sketches ─► covers (roll-ups) ─► link ─► rulings of people ─► incidents with weighed attributes
                          └──────────────────────────────────────────► tallies held against them
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from skywitness.fuse.block import Pair
from skywitness.fuse.copies import find_copies
from skywitness.fuse.evidence import Evidence, Fused, assertions_by_id
from skywitness.fuse.idle import leave_out_idle
from skywitness.fuse.incidents import MOST_REASONS, Gathered, Scene, make_incident
from skywitness.fuse.link import Linked, Linking, link, name_strongest
from skywitness.fuse.parameters import Parameters, shipped_parameters
from skywitness.fuse.reckoning import is_divided
from skywitness.fuse.restate import find_restatements, inherit_periods
from skywitness.fuse.roots import trace_origins, trace_parents
from skywitness.fuse.rulings import Names, decided_places, kept_apart, obey, regroup, rejected
from skywitness.fuse.sketch import Sketch, draw_sketch, part_totals
from skywitness.fuse.tallies import make_tallies
from skywitness.fuse.tally import COUNTED, find_covers, find_totals
from skywitness.model.ids import DecisionId, IncidentId, OccurrenceId, content_id
from skywitness.model.incident import Incident
from skywitness.model.provenance import Decision, standing_decisions
from skywitness.model.reading import Claim, Occurrence, Reading
from skywitness.model.report import SourceProfile
from skywitness.model.words import CONSEQUENCES, Kind, What

COUNTRY = re.compile("[A-Z]{2}")
"""ISO 3166-1."""
OUTCOMES = frozenset({What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL})
"""What can have come of a flight."""


class Grouped(Struct, frozen=True):
    """Positions that make one incident, why, and the decisions that shaped it."""

    members: tuple[int, ...]
    why: tuple[str, ...]
    decisions: tuple[DecisionId, ...]


def fuse(evidence: Evidence, parameters: Parameters | None = None) -> Fused:
    """What the evidence adds up to. The order of anything in it changes nothing, ids included."""
    parameters = parameters or shipped_parameters()
    evidence = leave_out_idle(obey(evidence))
    derivations = find_copies(evidence.reports, evidence.findings)
    decisions = standing_decisions(evidence.decisions)
    report_ids = {digest: report.report_id for digest, report in evidence.reports.items()}
    names = Names(evidence.occurrences, report_ids)
    refused, refused_anchors = rejected(decisions, names)
    scene = set_scene(evidence, refused, parameters)
    languages = {digest: reading.lang for digest, reading in evidence.readings.items()}
    derivations += find_restatements(scene.sketches, languages, {derivation.child for derivation in derivations})
    origins = trace_origins(derivations)
    scene = msgspec.structs.replace(scene, sketches=inherit_periods(scene.sketches, origins))
    kinds = {digest: reading.kind for digest, reading in evidence.readings.items()}
    totals = find_totals(scene.sketches)
    divided = {at for at in range(len(scene.sketches)) if is_divided(scene.assertions[scene.occurrences[at].assertion])}
    covers = find_covers(scene.sketches, kinds, origins, totals | divided, answer_for_countries(evidence.profiles))
    work = Linking(
        sketches=scene.sketches,
        parent=trace_parents(derivations),
        origin=origins,
        apart=_apart(decisions, names, scene.sketches),
        parameters=parameters,
    )
    grouped = _obey(link(work), decisions, names, scene.sketches)
    left_out = {position for position, sketch in enumerate(scene.sketches) if kinds[sketch.report] is Kind.DIGEST or sketch.is_long}
    left_out |= {cover.roll_up for cover in covers if not scene.sketches[cover.roll_up].names_place}
    gathered = Gathered(
        evidence=evidence,
        scene=scene,
        origins=origins,
        derivations={each.child: each for each in derivations},
        placed=decided_places(decisions, names),
    )
    incidents: list[Incident] = []
    incident_of: dict[int, IncidentId] = {}
    for group in grouped:
        members = leave_out_shares([position for position in group.members if position not in left_out], totals, scene.sketches)
        if all(scene.sketches[position].what in CONSEQUENCES for position in members):
            continue  # none at all, or nothing that happened
        if any(scene.sketches[position].occurrence in refused_anchors for position in group.members):
            continue
        made = make_incident(members, group.why, group.decisions, gathered)
        incidents.append(made)
        incident_of.update(dict.fromkeys(members, made.incident_id))
    return Fused(incidents=tuple(incidents), tallies=make_tallies(covers, incident_of, gathered), derivations=derivations)


def answer_for_countries(profiles: Mapping[str, SourceProfile]) -> dict[str, str]:
    """The country that each national body answers for, by source; one that answers for several has none."""
    codes = {name: [code for code in profile.responsible_for if COUNTRY.fullmatch(code)] for name, profile in profiles.items()}
    return {name: found[0] for name, found in codes.items() if len(found) == 1}


def leave_out_shares(members: Sequence[int], totals: Collection[int], sketches: Sequence[Sketch]) -> tuple[int, ...]:
    """An incident's occurrences without its share in a total of several regions, where others tell what happened there otherwise.

    "41 were shot down over four regions" does not make a hit in one of them an interception.
    """
    told = [position for position in members if position not in totals]
    happened = {sketches[position].what for position in told} & OUTCOMES
    return tuple(position for position in members if position in told or not happened or sketches[position].what in happened)


def set_scene(evidence: Evidence, refused: set[OccurrenceId], parameters: Parameters) -> Scene:
    """Occurrences in the order of their reports' publication, with their sketches and claims."""
    assertions = assertions_by_id(evidence)
    claims: dict[OccurrenceId, list[Claim]] = defaultdict(list)
    for claim in evidence.claims:
        claims[claim.occurrence].append(claim)

    def told_order(occurrence: Occurrence) -> tuple[bool, str, str, str]:
        published_at = evidence.reports[occurrence.report].published_at
        return published_at is None, published_at.isoformat() if published_at else "", occurrence.report, occurrence.occurrence_id

    told = {each.occurrence_id: each for each in (*evidence.occurrences, *counted_in_digests(evidence))}
    ordered = sorted((each for each in told.values() if each.occurrence_id not in refused), key=told_order)
    homes = {name: profile.region for name, profile in evidence.profiles.items()}
    sketches = []
    for each in ordered:
        report = evidence.reports[each.report]
        sketches.append(draw_sketch(each, assertions[each.assertion], report, parameters, homes.get(report.source)))
    return Scene(occurrences=ordered, sketches=part_totals(sketches), claims=claims, assertions=assertions)


def counted_in_digests(evidence: Evidence) -> Iterator[Occurrence]:
    """What digests count again, in the form of occurrences, so that it can be held against those; it makes no incident of its own."""
    split = {occurrence.report for occurrence in evidence.occurrences}
    for digest, reading in evidence.readings.items():
        if digest not in split:
            yield from counted_in(reading)


def counted_in(reading: Reading) -> Iterator[Occurrence]:
    """What a digest counts again, in the form of occurrences; nothing for a reading of another kind."""
    for assertion in reading.assertions if reading.kind is Kind.DIGEST else ():
        if assertion.what in COUNTED:
            for mention in assertion.places or (None,):
                yield Occurrence(
                    occurrence_id=OccurrenceId(content_id("o", assertion.assertion_id, mention.span if mention else None)),
                    report=reading.report,
                    assertion=assertion.assertion_id,
                    kind=reading.kind,
                    what=assertion.what,
                    target=assertion.target,
                    mention=mention,
                    period=assertion.period,
                    negated=assertion.negated,
                    spread=len(assertion.places) > 1 and mention is not None and mention.count is None,
                )


def _apart(decisions: Sequence[Decision], names: Names, sketches: Sequence[Sketch]) -> frozenset[Pair]:
    position = {sketch.occurrence: number for number, sketch in enumerate(sketches)}
    pairs = ((position.get(one), position.get(other)) for one, other in kept_apart(decisions, names))
    return frozenset((min(one, other), max(one, other)) for one, other in pairs if one is not None and other is not None)


def _obey(linked: Linked, decisions: Sequence[Decision], names: Names, sketches: Sequence[Sketch]) -> list[Grouped]:
    """The machine's groups as people changed them, each with its strongest reasons, in the order of their first member."""
    position = {sketch.occurrence: number for number, sketch in enumerate(sketches)}
    changed, shaped = regroup(([sketches[each].occurrence for each in group] for group in linked.groups), decisions, names)
    group_of = {position[each]: number for number, group in enumerate(changed) for each in group}
    pairs: dict[int, list[tuple[int, Pair]]] = defaultdict(list)
    for pair, weight in linked.weights.items():
        if group_of[pair[0]] == group_of[pair[1]]:
            pairs[group_of[pair[0]]].append((weight, pair))
    made = []
    for number, group in enumerate(changed):
        reasons = name_strongest(pairs[number], linked.explain, MOST_REASONS)
        obeyed = tuple(dict.fromkeys(each for occurrence in sorted(group) for each in shaped.get(occurrence, ())))
        made.append(Grouped(tuple(sorted(position[each] for each in group)), reasons, obeyed))
    return sorted(made, key=lambda each: each.members)
