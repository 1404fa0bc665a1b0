"""Invented reports for tests of fusion, with their readings as extraction would give them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from skywitness.fuse import Evidence
from skywitness.model.ids import AssertionId, ClaimId, OccurrenceId, content_id
from skywitness.model.place import Period, Place
from skywitness.model.provenance import Decision
from skywitness.model.reading import Asserter, Assertion, Claim, Occurrence, PlaceMention, Reading
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import AsserterClass, CountState, Factuality, Kind, Precision, Stream, Target, Topic, What

NIGHT = datetime(2031, 3, 4, 20, 0, tzinfo=UTC)
LIPETSK = Place(name="Lipetsk Oblast", iso="RU-LIP", lat=52.7, lon=39.2, radius_m=120_000, precision=Precision.REGION)
YELETS = Place(name="Yelets", iso="RU-LIP", lat=52.62, lon=38.5, radius_m=6_000, precision=Precision.TOWN)
TULA = Place(name="Tula Oblast", iso="RU-TUL", lat=53.9, lon=37.6, radius_m=120_000, precision=Precision.REGION)
MINISTRY = Asserter("Ministry of Defence of Russia", AsserterClass.AUTHORITY, Stream.OFFICIAL)
CHANNEL = Asserter("self", AsserterClass.SELF, Stream.GRASSROOTS)
RESIDENTS = Asserter("witnesses", AsserterClass.WITNESS, Stream.GRASSROOTS)


class Told(Struct, frozen=True, kw_only=True):
    """What one invented report says, in few words."""

    text: str
    source: str = "yelets_news"
    at_min: float | None = 0
    stream: Stream = Stream.GRASSROOTS
    asserter: Asserter = CHANNEL
    what: What = What.INTERCEPTED
    target: Target = Target.UAV
    place: Place | None = LIPETSK
    count: int | None = None
    period: Period = Period()
    kind: Kind = Kind.INTERCEPTION
    negated: bool = False
    factuality: Factuality = Factuality.CERTAIN
    forwarded_from: str | None = None
    url: str | None = None


def invent(told: Told) -> tuple[Report, Reading, Occurrence, list[Claim]]:
    """The records of one invented report."""
    published_at = None if told.at_min is None else NIGHT + timedelta(minutes=told.at_min)
    report = make_report(
        source=told.source,
        stream=told.stream,
        text=told.text,
        published_at=published_at,
        collected_at=NIGHT + timedelta(days=9),
        locator=Locator(),
        forwarded_from=told.forwarded_from,
        url=told.url,
    )
    mention = PlaceMention(surface=told.place.name, span=(0, 0), place=told.place) if told.place else None
    period = Period(start=told.period.start, end=told.period.end, word=told.period.word, before=published_at)
    assertion = Assertion(
        assertion_id=AssertionId(content_id("as", report.digest)),
        what=told.what,
        target=told.target,
        count=told.count,
        count_state=CountState.GIVEN if told.count is not None else CountState.NOT_GIVEN,
        places=(mention,) if mention else (),
        period=period,
        asserter=told.asserter,
        factuality=told.factuality,
        negated=told.negated,
        quote=told.text,
        span=(0, len(told.text)),
    )
    reading = Reading(report=report.digest, lang="en", kind=told.kind, assertions=(assertion,), by="invented/1")
    occurrence = Occurrence(
        occurrence_id=OccurrenceId(content_id("o", assertion.assertion_id)),
        report=report.digest,
        assertion=assertion.assertion_id,
        kind=told.kind,
        what=told.what,
        target=told.target,
        mention=mention,
        period=period,
        negated=told.negated,
    )
    values = {Topic.WHAT: told.what.value, Topic.TARGET: told.target.value, Topic.COUNT: told.count}
    claims = [
        Claim(
            claim_id=ClaimId(content_id("c", occurrence.occurrence_id, topic)),
            occurrence=occurrence.occurrence_id,
            report=report.digest,
            about=topic,
            value=value,
            state=CountState.NOT_GIVEN if value is None else CountState.GIVEN,
            asserter=told.asserter,
            factuality=told.factuality,
            negated=told.negated,
            quote=told.text,
            span=(0, len(told.text)),
        )
        for topic, value in values.items()
    ]
    return report, reading, occurrence, claims


def evidence_of(*tellings: Told, decisions: tuple[Decision, ...] = ()) -> Evidence:
    """Evidence made of invented reports, in the order given."""
    made = [invent(told) for told in tellings]
    return Evidence(
        reports={report.digest: report for report, _, _, _ in made},
        readings={reading.report: reading for _, reading, _, _ in made},
        occurrences=tuple(occurrence for _, _, occurrence, _ in made),
        claims=tuple(claim for _, _, _, claims in made for claim in claims),
        decisions=decisions,
    )


def clock(hour: float, until: float | None = None) -> Period:
    """A stated period, in hours after the beginning of the invented night."""
    return Period(start=NIGHT + timedelta(hours=hour), end=NIGHT + timedelta(hours=hour if until is None else until))
