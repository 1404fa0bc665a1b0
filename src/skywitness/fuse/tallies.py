"""The records of roll-ups: one for each counted assertion, held against the incidents that it covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from skywitness.fuse.asserters import show_asserter
from skywitness.fuse.incidents import Gathered
from skywitness.fuse.reckoning import give_verdict, is_divided, match_stated, reckon
from skywitness.fuse.tally import COUNTED, Cover
from skywitness.model.ids import AssertionId, IncidentId, TallyId, content_id
from skywitness.model.incident import Tally
from skywitness.model.place import Period
from skywitness.model.reading import Assertion
from skywitness.model.words import CountState, Kind


def make_tallies(covers: Sequence[Cover], incident_of: Mapping[int, IncidentId], gathered: Gathered) -> tuple[Tally, ...]:
    """One tally for each assertion that counts again what others told. Its places' figures stay together, its parts are never added to it."""
    by_assertion: dict[AssertionId, list[Cover]] = defaultdict(list)
    for cover in covers:
        by_assertion[gathered.scene.occurrences[cover.roll_up].assertion].append(cover)
    tallies = [
        _make_tally(gathered.scene.assertions[assertion_id], found, incident_of, gathered)
        for assertion_id, found in by_assertion.items()
        if _is_roll_up(gathered.scene.assertions[assertion_id], found, incident_of, gathered)
    ]
    return tuple(sorted(_follow_originals(tallies, gathered), key=lambda tally: (tally.report, tally.tally_id)))


def _follow_originals(tallies: Sequence[Tally], gathered: Gathered) -> list[Tally]:
    """The tallies, with those of copies held against what their originals are held against: the same figure told again is one figure."""
    first = {(tally.report, tally.stated, tally.what): tally for tally in tallies if tally.report not in gathered.origins}
    followed = []
    for tally in tallies:
        original = first.get((gathered.origins.get(tally.report, tally.report), tally.stated, tally.what), tally)
        followed.append(
            msgspec.structs.replace(
                tally,
                matched=original.matched,
                verdict=original.verdict,
                incidents=tuple(dict.fromkeys((*original.incidents, *tally.incidents))),
                contains=tuple(sorted({*original.contains, *tally.contains} - {tally.report})),
            )
        )
    return followed


def _is_roll_up(assertion: Assertion, covers: Sequence[Cover], incident_of: Mapping[int, IncidentId], gathered: Gathered) -> bool:
    """Whether a figure is one over several happenings: not one drone, nor the count of one incident that others saw too, but that of a night in which
    others tell of something counted.

    A digest that names what others told of is a roll-up whatever it counts; one that nobody else tells of must give a figure.
    """
    sketches = gathered.scene.sketches
    kind = gathered.evidence.readings[sketches[covers[0].roll_up].report].kind
    if kind is Kind.DIGEST and any(cover.covered for cover in covers):
        return True
    if assertion.count is None:
        return assertion.count_state is not CountState.NOT_GIVEN
    if assertion.count == 1:
        return False
    if kind is Kind.DIGEST or len(covers) > 1 or is_divided(assertion):
        return True
    (cover,) = covers
    if sketches[cover.roll_up].is_wide and any(sketches[position].what in COUNTED for position in cover.covered):
        return True
    own = incident_of.get(cover.roll_up)
    counts = [sketches[position].count for position in cover.covered if sketches[position].count is not None]
    is_of_one = own is not None and all(incident_of.get(position) == own for position in cover.covered)
    return not is_of_one or len(counts) > 1 or counts not in ([], [assertion.count])


def _is_counted(cover: Cover, gathered: Gathered) -> bool:
    """Whether the roll-up gives a count for this very place."""
    mention = gathered.scene.occurrences[cover.roll_up].mention
    return mention is not None and mention.count is not None


def _leave_out_copies(covered: Sequence[int], gathered: Gathered) -> list[int]:
    """What is covered without what only repeats another report that is covered too."""
    reports = {gathered.scene.sketches[position].report for position in covered}
    return [position for position in covered if gathered.origins.get(gathered.scene.sketches[position].report) not in reports]


def _make_tally(assertion: Assertion, covers: Sequence[Cover], incident_of: Mapping[int, IncidentId], gathered: Gathered) -> Tally:
    sketches = gathered.scene.sketches
    roll_up = [sketches[cover.roll_up] for cover in covers]
    report = gathered.evidence.reports[roll_up[0].report]
    covered = sorted({position for cover in covers for position in cover.covered})
    found = reckon(
        assertion,
        [sketches[cover.roll_up] for cover in covers if _is_counted(cover, gathered)],
        [sketches[position] for position in _leave_out_copies(covered, gathered)],
    )
    matched = match_stated(assertion.count, found)
    has_period = roll_up[0].is_stated or roll_up[0].is_running
    own = [cover.roll_up for cover in covers]
    incidents = dict.fromkeys(incident_of[position] for position in sorted({*covered, *own}) if position in incident_of)
    verdict = give_verdict(assertion.count, found, state=assertion.count_state, has_period=has_period)
    return Tally(
        tally_id=TallyId(content_id("t", assertion.assertion_id)),
        report=report.digest,
        what=assertion.what,
        target=assertion.target,
        stated=assertion.count,
        state=assertion.count_state,
        period=assertion.period if assertion.period != Period() else Period(before=report.published_at),
        areas=tuple(mention.place for mention in assertion.places if mention.place is not None),
        asserter=show_asserter(assertion.asserter, report, gathered.evidence.profiles),
        matched=matched if has_period or matched == assertion.count else None,
        verdict=verdict,
        incidents=tuple(incidents),
        contains=tuple(sorted({sketches[position].report for position in covered} - {report.digest})),
        quote=assertion.quote,
    )
