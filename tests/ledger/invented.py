"""Invented reports, readings and pictures for the ledger's tests: small, complete, and about nothing that happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from skywitness.ledger import Ledger, Read
from skywitness.model.ids import ActivityId, AssertionId, ClaimId, Digest, FindingId, IncidentId, OccurrenceId, TallyId, content_id
from skywitness.model.incident import Attribute, Candidate, Context, Dossier, Finding, Gap, Hypothesis, Incident, Picture, Refutation, Tally
from skywitness.model.place import Period, Place
from skywitness.model.provenance import Activity
from skywitness.model.reading import Asserter, Assertion, Claim, Occurrence, PlaceMention, Reading
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import (
    AsserterClass,
    CountState,
    Factuality,
    HypothesisKind,
    Kind,
    PlaceRole,
    Precision,
    Standing,
    Stream,
    Target,
    Topic,
    Verdict,
    What,
)

START = datetime(2025, 3, 1, 6, 0, tzinfo=UTC)
COLLECT = Activity(activity_id=ActivityId("a-collect"), step="ingest", version="1", settings="{}", agent="skywitness")
READ = Activity(activity_id=ActivityId("a-read"), step="extract", version="en/1", settings='{"locate":true}', agent="skywitness")
FUSE = Activity(activity_id=ActivityId("a-fuse"), step="fuse", version="1", settings='{"bias":0}', agent="skywitness")
TOWN = Place(name="Lower Ferry", iso="RU-XXX", lat=51.0, lon=39.0, radius_m=4000.0, precision=Precision.TOWN, why="the only one")
TEXT = "Duty officer: two drones were brought down at Lower Ferry. The cargo is not disclosed."


def minutes(count: int) -> datetime:
    """An instant some minutes after the start."""
    return START + timedelta(minutes=count)


def register_all(ledger: Ledger) -> None:
    """Make the three steps known."""
    for activity in (COLLECT, READ, FUSE):
        ledger.register(activity, START)


def invent_report(
    text: str = TEXT, *, own_id: str | None = "post-1", source: str = "duty_desk", minute: int = 0, edited: int | None = None
) -> Report:
    """A report published some minutes after the start."""
    return make_report(
        source=source,
        stream=Stream.OFFICIAL,
        text=text,
        title=None,
        published_at=minutes(minute),
        edited_at=None if edited is None else minutes(edited),
        collected_at=minutes(minute + 1),
        locator=Locator(file="invented.reports.jsonl", row=minute),
        own_id=own_id,
    )


def invent_reading(report: Report, *, by: str = "en/1") -> Read:
    """What an extractor could have read in a report: one interception with a count and an undisclosed payload."""
    quote = report.text[: min(57, len(report.text))]
    span = (0, len(quote))
    asserter = Asserter("Duty officer", AsserterClass.AUTHORITY, Stream.OFFICIAL)
    mention = PlaceMention(surface=report.text[:11], span=(0, min(11, len(report.text))), place=TOWN, why="the only one")
    assertion = Assertion(
        assertion_id=AssertionId(content_id("s", report.digest, 0)),
        what=What.INTERCEPTED,
        target=Target.UAV,
        count=2,
        count_state=CountState.GIVEN,
        places=(mention,),
        asserter=asserter,
        quote=quote,
        span=span,
    )
    reading = Reading(report=report.digest, lang="en", kind=Kind.INTERCEPTION, assertions=(assertion,), by=by)
    occurrence = Occurrence(
        occurrence_id=OccurrenceId(content_id("o", report.digest, 0)),
        report=report.digest,
        assertion=assertion.assertion_id,
        kind=Kind.INTERCEPTION,
        what=What.INTERCEPTED,
        target=Target.UAV,
        mention=mention,
        period=Period(start=report.published_at, before=report.published_at),
    )
    claims = tuple(
        Claim(
            claim_id=ClaimId(content_id("c", occurrence.occurrence_id, about)),
            occurrence=occurrence.occurrence_id,
            report=report.digest,
            about=about,
            value=value,
            state=state,
            asserter=asserter,
            factuality=Factuality.CERTAIN,
            negated=False,
            quote=quote,
            span=span,
        )
        for about, value, state in ((Topic.COUNT, 2, CountState.GIVEN), (Topic.PAYLOAD, None, CountState.WITHHELD))
    )
    return reading, (occurrence,), claims


def invent_finding(report: Digest, name: str, verdict: Verdict = Verdict.SUPPORTS, media: str = "m") -> Finding:
    """What a verifier could have found in a file that a report brought."""
    return Finding(
        file="a.mp4",
        verifier="daylight",
        verdict=verdict,
        measure={"sky_luma": 11.0},
        why="dark",
        finding_id=FindingId(name),
        report=report,
        media=Digest(media),
    )


def invent_dossier(*items: Read, title: str = "Two drones at Lower Ferry") -> Dossier:
    """The dossier of an incident made of the occurrences of some readings."""
    occurrences = tuple(each.occurrence_id for _, made, _ in items for each in made)
    counted = tuple(claim for _, _, claims in items for claim in claims if claim.about is Topic.COUNT)
    reports = tuple(reading.report for reading, _, _ in items)
    candidate = Candidate(
        value=2,
        state=CountState.GIVEN,
        factuality=Factuality.CERTAIN,
        roots=len(items),
        streams=(Stream.OFFICIAL,),
        asserters=("Duty officer",),
        reports=reports,
        claims=tuple(claim.claim_id for claim in counted),
        quotes=tuple(claim.quote for claim in counted),
    )
    count = Attribute(
        about=Topic.COUNT,
        preferred=2,
        state=CountState.GIVEN,
        standing=Standing.CLAIMED,
        candidates=(candidate,),
        why="an authority says so",
    )
    incident = Incident(
        incident_id=IncidentId(content_id("i", min(occurrences))),
        title=title,
        what=What.INTERCEPTED,
        target=Target.UAV,
        period=items[0][1][0].period,
        place=TOWN,
        role=PlaceRole.OCCURRED,
        standing=Standing.CLAIMED,
        attributes=(count,),
        occurrences=occurrences,
        reports=reports,
        roots=len(items),
        roots_by_stream={Stream.OFFICIAL: len(items)},
    )
    return Dossier(
        incident=incident,
        gaps=(Gap(about=Topic.ORIGIN, state=CountState.NOT_GIVEN, since=None, last_asked_of=None, why="nobody addresses it"),),
        refuted=(Refutation(claim=counted[0].claim_id, quote=counted[0].quote, fact="one", fact_source="a table", fact_as_of="2025"),),
    )


def invent_tally(report: Report, *, stated: int = 7) -> Tally:
    """A roll-up told in a report."""
    return Tally(
        tally_id=TallyId(content_id("t", report.digest)),
        report=report.digest,
        what=What.INTERCEPTED,
        target=Target.UAV,
        stated=stated,
        state=CountState.GIVEN,
        period=Period(start=START, end=minutes(600)),
        areas=(TOWN,),
        asserter="Duty officer",
        matched=2,
        verdict=f"short by {stated - 2}",
        quote=report.text[:30],
    )


def invent_context(report: Report) -> Context:
    """What a report says about no single incident."""
    hypothesis = Hypothesis(
        text="it is a test of the defences",
        held_by=("an analyst",),
        kind=HypothesisKind.ANALYST,
        factuality=Factuality.POSSIBLE,
        reports=(report.digest,),
        quote=report.text[:30],
    )
    return Context(context_id=content_id("k", report.digest), report=report.digest, hypotheses=(hypothesis,))


def sorted_picture(picture: Picture) -> Picture:
    """The picture in the order in which ledgers give it back."""
    return Picture(
        dossiers=tuple(sorted(picture.dossiers, key=lambda each: each.incident.incident_id)),
        tallies=tuple(sorted(picture.tallies, key=lambda each: each.tally_id)),
        contexts=tuple(sorted(picture.contexts, key=lambda each: each.context_id)),
    )
