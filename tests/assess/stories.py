"""Invented material for the assessment's tests: a few lines make reports, readings, occurrences, claims and incidents that hang together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from skywitness.assess import Material
from skywitness.model.ids import AssertionId, ClaimId, IncidentId, OccurrenceId, content_id
from skywitness.model.incident import Attribute, Candidate, Incident, Tally
from skywitness.model.place import Period, Place
from skywitness.model.reading import Asserter, Assertion, Claim, Occurrence, PlaceMention, Reading
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.words import AsserterClass, CountState, Factuality, Kind, PlaceRole, Precision, Standing, Stream, Target, Topic, What

NOON = datetime(2031, 5, 1, 12, tzinfo=UTC)
MINISTRY = Asserter("Ministry of Defence of Russia", AsserterClass.AUTHORITY, Stream.OFFICIAL)
GOVERNOR = Asserter("Governor of Tula Oblast", AsserterClass.AUTHORITY, Stream.OFFICIAL)
RESIDENTS = Asserter("witnesses", AsserterClass.WITNESS, Stream.GRASSROOTS)
EXPERTS = Asserter("analysts", AsserterClass.ANALYST, Stream.MEDIA)
INSIDERS = Asserter("unnamed sources (ministry)", AsserterClass.UNNAMED, Stream.MEDIA)
PAPER = Asserter("self", AsserterClass.SELF, Stream.MEDIA)
TULA = Place(name="Tula Oblast", iso="RU-TUL", lat=54.0, lon=37.5, radius_m=120_000, precision=Precision.REGION)
TOWN = Place(name="Near Town", iso="RU-TUL", lat=54.1, lon=37.6, radius_m=5_000, precision=Precision.TOWN)
FAR_TOWN = Place(name="Far Town", iso="RU-TUL", lat=48.0, lon=30.0, radius_m=5_000, precision=Precision.TOWN)


def told(what: What, asserter: Asserter = PAPER, quote: str = "so it was told", **more: Any) -> Assertion:
    """One assertion; ``more`` are fields of the record."""
    fields: dict[str, Any] = {"what": what, "asserter": asserter, "quote": quote, "span": (0, len(quote)), **more}
    key = content_id("as", str(what), asserter, quote, sorted((name, repr(value)) for name, value in more.items()))
    return Assertion(assertion_id=AssertionId(key), **fields)


def reported(
    *assertions: Assertion, source: str = "paper", stream: Stream = Stream.MEDIA, hours: float | None = 0
) -> tuple[Report, Reading]:
    """A report so many hours after noon (None: its time is not known), and its reading."""
    report = make_report(
        source=source,
        stream=stream,
        text=" ".join(one.quote for one in assertions),
        published_at=None if hours is None else NOON + timedelta(hours=hours),
        collected_at=NOON + timedelta(days=9),
        locator=Locator("night.jsonl", 0),
    )
    made = tuple(
        msgspec.structs.replace(one, assertion_id=AssertionId(content_id("as", report.digest, one.assertion_id))) for one in assertions
    )
    return report, Reading(report=report.digest, lang="en", kind=Kind.INTERCEPTION, assertions=made, by="hand/1")


def at(place: Place, role: PlaceRole = PlaceRole.OCCURRED) -> tuple[PlaceMention, ...]:
    """A mention of a place."""
    return (PlaceMention(surface=place.name, span=(0, 1), role=role, place=place),)


def one_incident(*told_by: tuple[Report, Reading], also: Iterable[tuple[Report, Reading]] = (), **more: Any) -> Material:
    """Material in which every happening of ``told_by`` is one incident; ``also`` are reports about something else, read but not fused.

    ``more`` may bring ``profiles``, ``tallies`` (takes the incident's id) and ``attributes``.
    """
    occurrences = tuple(_occurrence(report, one) for report, reading in told_by for one in reading.assertions if _happens(one))
    claims = tuple(claim for report, reading in told_by for claim in _claims(report, reading, occurrences))
    first = occurrences[0]
    incident_id = IncidentId(content_id("i", min(one.occurrence_id for one in occurrences)))
    attributes = more.pop("attributes", None)
    incident = Incident(
        incident_id=incident_id,
        title="Drone intercepted",
        what=first.what,
        target=first.target,
        period=first.period,
        place=first.mention.place if first.mention else None,
        role=first.mention.role if first.mention else None,
        standing=Standing.REPORTED,
        attributes=_attributes(claims) if attributes is None else attributes,
        occurrences=tuple(sorted(one.occurrence_id for one in occurrences)),
        reports=tuple(sorted(report.digest for report, _ in told_by)),
        roots=len(told_by),
        roots_by_stream={},
    )
    make_tallies = more.pop("tallies", None)
    tallies: tuple[Tally, ...] = make_tallies(incident_id) if make_tallies else ()
    everything = [*told_by, *also]
    return Material(
        incidents=(incident,),
        tallies=tallies,
        reports={report.digest: report for report, _ in everything},
        readings={reading.report: reading for _, reading in everything},
        occurrences=occurrences,
        claims=claims,
        profiles=more.pop("profiles", {}),
        **more,
    )


def speaker(source: str, asserter: Asserter) -> dict[str, SourceProfile]:
    """The profile of a channel that speaks for an authority."""
    return {source: SourceProfile(name=source, stream=Stream.OFFICIAL, speaks_for=asserter.name)}


def _happens(one: Assertion) -> bool:
    return one.what in {What.INTERCEPTED, What.IMPACT, What.SIGHTED, What.WARNED}


def _occurrence(report: Report, one: Assertion) -> Occurrence:
    return Occurrence(
        occurrence_id=OccurrenceId(content_id("o", one.assertion_id)),
        report=report.digest,
        assertion=one.assertion_id,
        kind=Kind.INTERCEPTION,
        what=one.what,
        target=one.target,
        mention=one.places[0] if one.places else None,
        period=one.period,
    )


TOPIC_OF = {What.DAMAGE: Topic.DAMAGE, What.CASUALTIES: Topic.CASUALTIES, What.DENIED: Topic.WHAT}


def _claims(report: Report, reading: Reading, occurrences: Iterable[Occurrence]) -> Iterable[Claim]:
    by_assertion = {one.assertion: one.occurrence_id for one in occurrences}
    for one in reading.assertions:
        owner = one if one.happening is None else reading.assertions[one.happening]
        occurrence = by_assertion.get(owner.assertion_id)
        if occurrence is None:
            continue
        values: dict[Topic, str | int | None] = {}
        if _happens(one):
            values = {
                Topic.COUNT: one.count,
                Topic.TARGET: None if one.target is Target.UNKNOWN else one.target.value,
                Topic.MEANS: one.means,
            }
            values |= {Topic.OUTCOME: one.what.value, Topic.PLACE: one.places[0].surface if one.places else None}
            values |= {Topic.PERIOD: one.period.start.isoformat() if one.period.start else None}
        elif one.what in TOPIC_OF:
            values = {TOPIC_OF[one.what]: one.count if one.count is not None else one.value}
        for topic, value in values.items():
            yield Claim(
                claim_id=ClaimId(content_id("c", occurrence, one.assertion_id, topic)),
                occurrence=occurrence,
                report=report.digest,
                about=topic,
                value=value,
                state=CountState.NOT_GIVEN if value is None else CountState.GIVEN,
                asserter=one.asserter,
                factuality=one.factuality,
                negated=one.negated or one.what is What.DENIED,
                quote=one.quote,
                span=one.span,
            )


def _attributes(claims: Iterable[Claim]) -> tuple[Attribute, ...]:
    given = [claim for claim in claims if claim.value is not None]
    return tuple(
        Attribute(
            about=topic,
            preferred=next(claim.value for claim in given if claim.about is topic),
            state=CountState.GIVEN,
            standing=Standing.REPORTED,
            candidates=tuple(_candidate(claim) for claim in given if claim.about is topic),
            why="test",
        )
        for topic in Topic
        if any(claim.about is topic for claim in given)
    )


def _candidate(claim: Claim) -> Candidate:
    return Candidate(
        value=claim.value,
        state=claim.state,
        factuality=claim.factuality,
        negated=claim.negated,
        roots=1,
        streams=(claim.asserter.stream,),
        asserters=(claim.asserter.name,),
        reports=(claim.report,),
        claims=(claim.claim_id,),
        quotes=(claim.quote,),
    )


POSSIBLE = Factuality.POSSIBLE
NIGHT = Period(word="night")
