"""What assessment looks at, and the threads through it: which incident an assertion is about, and what each report says of which incident."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from skywitness.assess.responsible import Office, list_offices
from skywitness.model.ids import AssertionId, Digest, IncidentId, OccurrenceId
from skywitness.model.incident import Finding, Incident, Tally
from skywitness.model.reading import Assertion, Claim, Occurrence, Reading
from skywitness.model.report import Report, SourceProfile
from skywitness.model.words import AsserterClass


class Material(Struct, frozen=True, kw_only=True):
    """All that assessment looks at."""

    incidents: tuple[Incident, ...]
    tallies: tuple[Tally, ...] = ()
    reports: Mapping[Digest, Report]
    readings: Mapping[Digest, Reading]
    occurrences: tuple[Occurrence, ...]
    claims: tuple[Claim, ...]
    profiles: Mapping[str, SourceProfile] = {}
    findings: tuple[Finding, ...] = ()


class Said(Struct, frozen=True, kw_only=True):
    """One assertion with the report that makes it."""

    report: Report
    assertion: Assertion

    @property
    def speaker(self) -> str:
        """Who says it: a source that speaks in its own voice by its name."""
        asserter = self.assertion.asserter
        return self.report.source if asserter.kind is AsserterClass.SELF else asserter.name


class Threads(Struct, frozen=True, kw_only=True):
    """The material joined: made once, in one pass, by :func:`join_material`. Every sequence is in an order that comes from content alone."""

    occurrences: Mapping[OccurrenceId, Occurrence]
    claims_of: Mapping[OccurrenceId, tuple[Claim, ...]]
    happening_of: Mapping[OccurrenceId, Assertion]
    """The assertion that an occurrence was made of."""
    said_in: Mapping[tuple[Digest, tuple[int, int]], tuple[Assertion, ...]]
    """The assertions that a report makes in a span of its text."""
    own: Mapping[IncidentId, tuple[Said, ...]]
    """The happenings that an incident is made of."""
    hanging: Mapping[IncidentId, tuple[Said, ...]]
    """What reports say about it: damage, response, opinions, denials and the like."""
    loose: Mapping[Digest, tuple[Said, ...]]
    """What a report says about no incident."""
    offices: Mapping[str, tuple[Office, ...]]
    """The offices that the ledger's own sources speak for, by region or country code."""


def join_material(material: Material) -> Threads:
    """The material's threads. Linear in its assertions and occurrences."""
    occurrences = {occurrence.occurrence_id: occurrence for occurrence in material.occurrences}
    incidents_of = _incidents_by_assertion(material, occurrences)
    own, hanging, loose = (
        defaultdict[IncidentId, list[Said]](list),
        defaultdict[IncidentId, list[Said]](list),
        defaultdict[Digest, list[Said]](list),
    )
    for digest in sorted(material.readings):
        report = material.reports.get(digest)
        if report is None:
            continue
        for assertion, root in _rooted(material.readings[digest]):
            said = Said(report=report, assertion=assertion)
            about = incidents_of.get(root, ())
            for incident_id in about:
                (own if root == assertion.assertion_id else hanging)[incident_id].append(said)
            if not about:
                loose[digest].append(said)
    made = {assertion.assertion_id: assertion for reading in material.readings.values() for assertion in reading.assertions}
    return Threads(
        occurrences=occurrences,
        claims_of=_claims_by_occurrence(material),
        happening_of={key: made[occurrence.assertion] for key, occurrence in occurrences.items() if occurrence.assertion in made},
        said_in=_assertions_by_span(material),
        own=_frozen(own),
        hanging=_frozen(hanging),
        loose={digest: tuple(said) for digest, said in loose.items()},
        offices=list_offices(material.profiles.values()),
    )


def public_since(incident: Incident, reports: Mapping[Digest, Report]) -> datetime | None:
    """When the incident became public: the first time at which one of its reports told of it. None when none of them has a time."""
    return min((at for digest in incident.reports if digest in reports and (at := told_at(reports[digest], incident))), default=None)


def told_at(report: Report, incident: Incident) -> datetime | None:
    """When a report told of an incident: at its publication, but at its last edit where that published it before it happened by anybody's account.

    Which other words an edit brought is not known, and then the publication counts: nobody is made to look late by a corrected slip.
    """
    return report.edited_at if came_by_edit(report, incident) else report.published_at


def came_by_edit(report: Report, incident: Incident) -> bool:
    """Whether it must have been a later edit that made a report tell of an incident: it had been published before that began."""
    begun = incident.period.start or incident.period.end
    return (
        begun is not None
        and report.edited_at is not None
        and report.published_at is not None
        and report.published_at < begun <= report.edited_at
    )


def _claims_by_occurrence(material: Material) -> dict[OccurrenceId, tuple[Claim, ...]]:
    found = defaultdict[OccurrenceId, list[Claim]](list)
    for claim in material.claims:
        found[claim.occurrence].append(claim)
    return {occurrence: tuple(claims) for occurrence, claims in found.items()}


def _assertions_by_span(material: Material) -> dict[tuple[Digest, tuple[int, int]], tuple[Assertion, ...]]:
    found = defaultdict[tuple[Digest, tuple[int, int]], list[Assertion]](list)
    for reading in material.readings.values():
        for assertion in reading.assertions:
            found[reading.report, assertion.span].append(assertion)
    return {place: tuple(assertions) for place, assertions in found.items()}


def _incidents_by_assertion(
    material: Material, occurrences: Mapping[OccurrenceId, Occurrence]
) -> dict[AssertionId, tuple[IncidentId, ...]]:
    found = defaultdict[AssertionId, set[IncidentId]](set)
    for incident in material.incidents:
        for occurrence_id in incident.occurrences:
            if occurrence_id in occurrences:
                found[occurrences[occurrence_id].assertion].add(incident.incident_id)
    return {assertion: tuple(sorted(incidents)) for assertion, incidents in found.items()}


def _rooted(reading: Reading) -> Iterator[tuple[Assertion, AssertionId]]:
    """Each assertion with the one that it hangs on in the end (itself when on none). A ring of assertions hangs on nothing."""
    for assertion in reading.assertions:
        root, seen = assertion, {assertion.assertion_id}
        while root.happening is not None and 0 <= root.happening < len(reading.assertions):
            root = reading.assertions[root.happening]
            if root.assertion_id in seen:
                break
            seen.add(root.assertion_id)
        yield assertion, root.assertion_id


def _frozen(table: Mapping[IncidentId, list[Said]]) -> dict[IncidentId, tuple[Said, ...]]:
    return {incident_id: tuple(sorted(said, key=_in_time)) for incident_id, said in table.items()}


def _in_time(said: Said) -> tuple[float, Digest, tuple[int, int], AssertionId]:
    published = said.report.published_at
    return (published.timestamp() if published else float("inf"), said.report.digest, said.assertion.span, said.assertion.assertion_id)
