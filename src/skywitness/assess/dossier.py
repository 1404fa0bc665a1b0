"""Puts together what was assessed: a dossier for each incident, and for each report what it says about no single one."""

from __future__ import annotations

from collections import defaultdict

from skywitness.assess.contradictions import find_contradictions
from skywitness.assess.gaps import find_gaps
from skywitness.assess.hypotheses import collect_hypotheses
from skywitness.assess.material import Material, Said, Threads, join_material
from skywitness.assess.refute import refute_claims
from skywitness.assess.response import follow_response
from skywitness.assess.silence import measure_silences
from skywitness.model.ids import AssertionId, Digest, IncidentId, TallyId, content_id
from skywitness.model.incident import Context, Dossier, Incident, Picture, Silence
from skywitness.model.words import What
from skywitness.reference import Facts, load_facts

KEPT_AS_CLAIMS = frozenset({What.RECURRENCE, What.NOT_DISCLOSED, What.NO_COMMENT, What.DENIED, What.REFERENCE})
"""What a context keeps as claims when it hangs on no incident. A recurrence is kept wherever it hangs: it is a claim, not a second incident."""


def assess(material: Material, facts: Facts | None = None) -> Picture:
    """The picture that the material gives: the same for any order of it, in time linear in its assertions and claims.

    ``facts`` are the reference facts that claims are held against; the shipped table when none are given.
    """
    threads = join_material(material)
    table = facts or load_facts()
    silences = measure_silences(material, threads)
    covering = defaultdict[IncidentId, list[TallyId]](list)
    tallies = tuple(sorted(material.tallies, key=lambda tally: tally.tally_id))
    for tally in tallies:
        for incident_id in tally.incidents:
            covering[incident_id].append(tally.tally_id)
    dossiers = tuple(
        _assemble_dossier(incident, material, threads, table, silences.get(incident.incident_id, ()), tuple(covering[incident.incident_id]))
        for incident in sorted(material.incidents, key=lambda incident: incident.incident_id)
    )
    return Picture(dossiers=dossiers, tallies=tallies, contexts=_assemble_contexts(material, threads, table))


def _assemble_dossier(
    incident: Incident, material: Material, threads: Threads, facts: Facts, silence: tuple[Silence, ...], tallies: tuple[TallyId, ...]
) -> Dossier:
    hanging = threads.hanging.get(incident.incident_id, ())
    return Dossier(
        incident=incident,
        gaps=find_gaps(incident, material, threads),
        silence=silence,
        contradictions=find_contradictions(incident, material, threads),
        refuted=refute_claims(facts, hanging),
        hypotheses=collect_hypotheses(hanging),
        response=follow_response(hanging),
        tallies=tallies,
    )


def _assemble_contexts(material: Material, threads: Threads, facts: Facts) -> tuple[Context, ...]:
    recurrences: dict[Digest, dict[AssertionId, Said]] = {}
    for hanging in threads.hanging.values():
        for said in hanging:
            if said.assertion.what is What.RECURRENCE:
                recurrences.setdefault(said.report.digest, {})[said.assertion.assertion_id] = said
    contexts = []
    for digest in sorted({*threads.loose, *recurrences} & set(material.reports)):
        loose = threads.loose.get(digest, ())
        kept = [said.assertion for said in (*loose, *recurrences.get(digest, {}).values()) if said.assertion.what in KEPT_AS_CLAIMS]
        context = Context(
            context_id=content_id("x", digest),
            report=digest,
            hypotheses=collect_hypotheses(loose),
            refuted=refute_claims(facts, loose),
            claims=tuple(sorted(kept, key=lambda assertion: (assertion.span, assertion.assertion_id))),
        )
        if context.hypotheses or context.refuted or context.claims:
            contexts.append(context)
    return tuple(contexts)
