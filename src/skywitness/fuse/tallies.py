"""The records of roll-ups: one for each counted assertion, held against the incidents that it covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from skywitness.fuse.incidents import Gathered
from skywitness.fuse.tally import Cover, add_up, give_verdict
from skywitness.model.ids import AssertionId, IncidentId, TallyId, content_id
from skywitness.model.incident import Tally
from skywitness.model.place import Period


def make_tallies(covers: Sequence[Cover], incident_of: Mapping[int, IncidentId], gathered: Gathered) -> tuple[Tally, ...]:
    """One tally for each assertion that counts again what others told. Its places' figures stay together, its parts are never added to it."""
    by_assertion: dict[AssertionId, list[Cover]] = defaultdict(list)
    for cover in covers:
        by_assertion[gathered.scene.occurrences[cover.roll_up].assertion].append(cover)
    tallies = [_make_tally(assertion, found, incident_of, gathered) for assertion, found in by_assertion.items()]
    return tuple(sorted(tallies, key=lambda tally: (tally.report, tally.tally_id)))


def _make_tally(assertion_id: AssertionId, covers: Sequence[Cover], incident_of: Mapping[int, IncidentId], gathered: Gathered) -> Tally:
    assertion = gathered.scene.assertions[assertion_id]
    sketches = gathered.scene.sketches
    roll_up = gathered.scene.occurrences[covers[0].roll_up]
    report = gathered.evidence.reports[roll_up.report]
    covered = sorted({position for cover in covers for position in cover.covered})
    found = add_up(sketches[position] for position in covered)
    incidents = dict.fromkeys(incident_of[position] for position in covered if position in incident_of)
    return Tally(
        tally_id=TallyId(content_id("t", assertion_id)),
        report=roll_up.report,
        what=assertion.what,
        target=assertion.target,
        stated=assertion.count,
        state=assertion.count_state,
        period=assertion.period if assertion.period != Period() else Period(before=report.published_at),
        areas=tuple(mention.place for mention in assertion.places if mention.place is not None),
        asserter=assertion.asserter.name,
        matched=found.total if found else None,
        verdict=give_verdict(assertion.count, found),
        incidents=tuple(incidents),
        contains=tuple(sorted({sketches[position].report for position in covered})),
        quote=assertion.quote,
    )
