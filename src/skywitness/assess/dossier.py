"""Puts together what was assessed: a dossier for each incident, and for each report what it says about no single one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from skywitness.assess.contradictions import find_contradictions
from skywitness.assess.gaps import find_gaps, find_refusals
from skywitness.assess.hypotheses import collect_hypotheses
from skywitness.assess.material import Material, Said, Threads, join_material
from skywitness.assess.recurrence import Series, check_recurrence, is_alone, list_series
from skywitness.assess.refute import refute_claims
from skywitness.assess.response import follow_response
from skywitness.assess.silence import Heard, find_silences, hear
from skywitness.model.ids import AssertionId, Digest, IncidentId, TallyId, content_id
from skywitness.model.incident import Context, Dossier, Finding, Incident, Picture
from skywitness.model.words import What
from skywitness.reference import Facts, load_facts

KEPT_AS_CLAIMS = frozenset({What.RECURRENCE, What.NOT_DISCLOSED, What.NO_COMMENT, What.DENIED, What.REFERENCE})
"""What a context keeps as claims when it hangs on no incident. A recurrence is kept wherever it hangs: it is a claim, not a second incident."""


class Ground(Struct, frozen=True, kw_only=True):
    """What dossiers rest on beside their own reports: what authorities were heard to say and the series of regions. Made once for a picture."""

    heard: Heard
    series: Series


def assess(material: Material, facts: Facts | None = None) -> Picture:
    """The picture that the material gives: the same for any order of it, in time linear in its assertions and claims (but for sorting).

    ``facts`` are the reference facts that claims are held against; the shipped table when none are given.
    """
    incidents = tuple(sorted(material.incidents, key=lambda one: one.incident_id))
    dossiers, contexts = assess_part(
        material, Ground(heard=hear(material), series=list_series(material)), incidents, material.reports, facts
    )
    return Picture(dossiers=dossiers, tallies=tuple(sorted(material.tallies, key=lambda tally: tally.tally_id)), contexts=contexts)


def assess_part(
    material: Material, ground: Ground, incidents: Iterable[Incident], reports: Collection[Digest], facts: Facts | None = None
) -> tuple[tuple[Dossier, ...], tuple[Context, ...]]:
    """The dossiers of some incidents and the contexts of some reports.

    The material must hold all that these incidents' reports and these reports say, every incident that stands on any of them, and the tallies that count them.
    """
    threads, facts = join_material(material), facts or load_facts()
    tallies, findings = _tallies_by_incident(material), _findings_by_report(material)
    return (
        tuple(_assemble_dossier(incident, material, threads, ground, facts, tallies, findings) for incident in incidents),
        _assemble_contexts(threads, facts, reports),
    )


def _tallies_by_incident(material: Material) -> dict[IncidentId, list[TallyId]]:
    covering = defaultdict[IncidentId, list[TallyId]](list)
    for tally in sorted(material.tallies, key=lambda tally: tally.tally_id):
        for incident_id in tally.incidents:
            covering[incident_id].append(tally.tally_id)
    return covering


def _findings_by_report(material: Material) -> dict[Digest, list[Finding]]:
    found = defaultdict[Digest, list[Finding]](list)
    for each in sorted(material.findings, key=lambda each: (each.media or "", each.verifier, each.finding_id or "")):
        if each.report is not None:
            found[each.report].append(each)
    return found


def _collect_findings(incident: Incident, findings: Mapping[Digest, Sequence[Finding]]) -> tuple[Finding, ...]:
    """What was found in the media of an incident's reports; a file that a copy carries again is told once, under the report that it was copied from."""
    copies = {copy.child for copy in incident.copies}
    seen, told = set[tuple[str | None, str]](), list[Finding]()
    for report in sorted(incident.reports, key=lambda report: (report in copies, report)):
        fresh = [found for found in findings.get(report, ()) if (found.media, found.verifier) not in seen]
        seen.update((found.media, found.verifier) for found in fresh)
        told += fresh
    return tuple(told)


def _assemble_dossier(
    incident: Incident,
    material: Material,
    threads: Threads,
    ground: Ground,
    facts: Facts,
    tallies: Mapping[IncidentId, Sequence[TallyId]],
    findings: Mapping[Digest, Sequence[Finding]],
) -> Dossier:
    hanging = threads.hanging.get(incident.incident_id, ())
    gaps = find_gaps(incident, material, threads)
    return Dossier(
        incident=incident,
        findings=_collect_findings(incident, findings),
        gaps=gaps,
        refusals=find_refusals(incident, threads, gaps),
        silence=find_silences(incident, material, threads, ground.heard),
        contradictions=find_contradictions(incident, material, threads, is_alone=lambda: is_alone(incident, material, ground.series)),
        refuted=refute_claims(facts, hanging),
        hypotheses=collect_hypotheses(hanging, lambda value: check_recurrence(value, incident, material, ground.series)),
        response=follow_response(hanging),
        tallies=tuple(tallies.get(incident.incident_id, ())),
    )


def context_id(report: Digest) -> str:
    """The id of what a report says about no single incident."""
    return content_id("x", report)


def _assemble_contexts(threads: Threads, facts: Facts, reports: Collection[Digest]) -> tuple[Context, ...]:
    recurrences: dict[Digest, dict[AssertionId, Said]] = {}
    for hanging in threads.hanging.values():
        for said in hanging:
            if said.assertion.what is What.RECURRENCE:
                recurrences.setdefault(said.report.digest, {})[said.assertion.assertion_id] = said
    contexts = []
    for digest in sorted({*threads.loose, *recurrences}.intersection(reports)):
        loose = threads.loose.get(digest, ())
        kept = [said.assertion for said in (*loose, *recurrences.get(digest, {}).values()) if said.assertion.what in KEPT_AS_CLAIMS]
        context = Context(
            context_id=context_id(digest),
            report=digest,
            hypotheses=collect_hypotheses(loose),
            refuted=refute_claims(facts, loose),
            claims=tuple(sorted(kept, key=lambda assertion: (assertion.span, assertion.assertion_id))),
        )
        if context.hypotheses or context.refuted or context.claims:
            contexts.append(context)
    return tuple(contexts)
