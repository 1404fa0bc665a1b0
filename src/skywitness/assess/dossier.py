"""Puts together what was assessed: a dossier for each incident, and for each report what it says about no single one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from skywitness.assess.contradictions import find_contradictions
from skywitness.assess.gaps import find_gaps
from skywitness.assess.hypotheses import collect_hypotheses
from skywitness.assess.material import Material, Said, Threads, join_material
from skywitness.assess.recurrence import Series, check_recurrence, list_series
from skywitness.assess.refute import refute_claims
from skywitness.assess.response import follow_response
from skywitness.assess.silence import measure_silences
from skywitness.model.ids import AssertionId, Digest, IncidentId, TallyId, content_id
from skywitness.model.incident import Context, Dossier, Incident, Picture, Silence
from skywitness.model.words import What
from skywitness.reference import Facts, load_facts

KEPT_AS_CLAIMS = frozenset({What.RECURRENCE, What.NOT_DISCLOSED, What.NO_COMMENT, What.DENIED, What.REFERENCE})
"""What a context keeps as claims when it hangs on no incident. A recurrence is kept wherever it hangs: it is a claim, not a second incident."""


class Ground(Struct, frozen=True, kw_only=True):
    """What every dossier of a picture rests on, made once."""

    material: Material
    threads: Threads
    facts: Facts
    series: Series
    silences: Mapping[IncidentId, tuple[Silence, ...]]
    tallies: Mapping[IncidentId, Sequence[TallyId]]


def assess(material: Material, facts: Facts | None = None) -> Picture:
    """The picture that the material gives: the same for any order of it, in time linear in its assertions and claims (but for sorting).

    ``facts`` are the reference facts that claims are held against; the shipped table when none are given.
    """
    threads = join_material(material)
    ground = Ground(
        material=material,
        threads=threads,
        facts=facts or load_facts(),
        series=list_series(material),
        silences=measure_silences(material, threads),
        tallies=_tallies_by_incident(material),
    )
    return Picture(
        dossiers=tuple(_assemble_dossier(incident, ground) for incident in sorted(material.incidents, key=lambda one: one.incident_id)),
        tallies=tuple(sorted(material.tallies, key=lambda tally: tally.tally_id)),
        contexts=_assemble_contexts(material, threads, ground.facts),
    )


def _tallies_by_incident(material: Material) -> dict[IncidentId, list[TallyId]]:
    covering = defaultdict[IncidentId, list[TallyId]](list)
    for tally in sorted(material.tallies, key=lambda tally: tally.tally_id):
        for incident_id in tally.incidents:
            covering[incident_id].append(tally.tally_id)
    return covering


def _assemble_dossier(incident: Incident, ground: Ground) -> Dossier:
    material, threads = ground.material, ground.threads
    hanging = threads.hanging.get(incident.incident_id, ())
    return Dossier(
        incident=incident,
        gaps=find_gaps(incident, material, threads),
        silence=ground.silences.get(incident.incident_id, ()),
        contradictions=find_contradictions(incident, material, threads),
        refuted=refute_claims(ground.facts, hanging),
        hypotheses=collect_hypotheses(hanging, lambda value: check_recurrence(value, incident, material, ground.series)),
        response=follow_response(hanging),
        tallies=tuple(ground.tallies.get(incident.incident_id, ())),
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
