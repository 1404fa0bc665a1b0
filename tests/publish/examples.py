"""A small ledger's worth of pictures, made by hand and invented throughout, for the tests of what leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from skywitness.model.ids import AssertionId, ClaimId, Digest, IncidentId, OccurrenceId, TallyId, content_id
from skywitness.model.incident import (
    Attribute,
    Candidate,
    Context,
    Contradiction,
    Derivation,
    Dossier,
    Finding,
    Gap,
    Hypothesis,
    Incident,
    Picture,
    Refutation,
    ResponseStep,
    Silence,
    Tally,
)
from skywitness.model.place import Period, Place
from skywitness.model.reading import Asserter, Assertion
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.words import (
    AsserterClass,
    CountState,
    DerivationKind,
    Factuality,
    HypothesisKind,
    PlaceRole,
    Precision,
    Standing,
    Stream,
    Target,
    TimePrecision,
    Topic,
    Verdict,
    What,
)

NIGHT = datetime(2031, 3, 14, 22, 40, tzinfo=UTC)
NEXT_WEEK = NIGHT + timedelta(days=7)
HOSTILE = '<script>alert("1")</script> \x1b[31mred\x1b[0m \u202eright to left\u202c [bold]markup[/bold] {{7*7}} =1+1'

GRID_REGION = Place(
    name="Lipetsk Oblast", iso="RU-LIP", lat=52.6, lon=39.2, radius_m=110_000, precision=Precision.REGION, why="named as a region"
)
TOWN = Place(
    name="Yelets", iso="RU-LIP", lat=52.62, lon=38.5, radius_m=7_000, precision=Precision.TOWN, why="the only Yelets in the region"
)
POINT = Place(
    name="the mill on the Sosna", iso="RU-LIP", lat=52.6231, lon=38.5017, radius_m=50, precision=Precision.POINT, why="seen on the film"
)
MOSCOW = Place(
    name="Moscow", iso="RU-MOW", lat=55.7558, lon=37.6173, radius_m=25_000, precision=Precision.REGION, why="a city of federal rank"
)


class EmptyAtlas:
    """An atlas that knows nothing."""

    def region(self, iso: str) -> Place | None:  # noqa: ARG002 - the Protocol's names
        return None

    def town_near(self, lat: float, lon: float) -> Place | None:  # noqa: ARG002 - the Protocol's names
        return None


class SmallAtlas:
    """An atlas of one region and one town."""

    def region(self, iso: str) -> Place | None:
        return {"RU-LIP": GRID_REGION, "RU-MOW": MOSCOW}.get(iso)

    def town_near(self, lat: float, lon: float) -> Place | None:
        return TOWN if abs(lat - TOWN.lat) + abs(lon - TOWN.lon) < 1 else None


def make(source: str, text: str, stream: Stream = Stream.GRASSROOTS, *, minutes: float = 8, **more: Any) -> Report:
    more = {"published_at": NIGHT + timedelta(minutes=minutes), "collected_at": NIGHT + timedelta(minutes=minutes + 1), **more}
    return make_report(source=source, text=text, stream=stream, locator=Locator(file="night.reports.jsonl", row=0), **more)


FILMED = make(
    "yelets_residents",
    "Над Ельцом вертолёт Ка-52 сбил беспилотник, сняла жительница Анна Крылова.",
    media=("flash.mp4",),
    own_id="film-1",
    lang="ru",
)
COPIED = make("fast_repost", FILMED.text, minutes=9, forwarded_from="yelets_residents", own_id="copy-1", lang="ru")
MAYOR = make(
    "mayor", "ПВО Минобороны уничтожен один беспилотник, летевший на Москву.", Stream.OFFICIAL, minutes=90, own_id="mayor-1", lang="ru"
)
ARTICLE = make(
    "wire",
    "Analysts say the raids may test the defences. The maker of the helicopter is said to be abroad.",
    Stream.MEDIA,
    minutes=600,
    own_id="art-1",
    lang="en",
)
REPORTS: dict[Digest, Report] = {report.digest: report for report in (FILMED, COPIED, MAYOR, ARTICLE)}
PROFILES = {
    "mayor": SourceProfile(name="mayor", stream=Stream.OFFICIAL, speaks_for="Sergei Sobyanin, mayor of Moscow"),
    "yelets_residents": SourceProfile(name="yelets_residents"),
}


def candidate(value: str | int | None, report: Report, quote: str | None = None, **more: Any) -> Candidate:
    more = {"state": CountState.GIVEN, "factuality": Factuality.CERTAIN, "roots": 1, "asserters": ("witnesses",), **more}
    quotes = (report.text if quote is None else quote,)
    return Candidate(
        value=value,
        streams=(report.stream,),
        reports=(report.digest,),
        claims=(ClaimId(content_id("c", value, report.digest)),),
        quotes=quotes,
        **more,
    )


def attribute(
    about: Topic, *candidates: Candidate, standing: Standing = Standing.WITNESSED, state: CountState = CountState.GIVEN
) -> Attribute:
    preferred = candidates[0].value if candidates and state is CountState.GIVEN else None
    return Attribute(
        about=about, preferred=preferred, state=state, standing=standing, candidates=candidates, why="a first-hand asserter says so"
    )


def incident(number: int = 1, **changes: Any) -> Incident:
    base = Incident(
        incident_id=IncidentId(f"i-{number:020d}"),
        title="UAV intercepted over Yelets",
        what=What.INTERCEPTED,
        target=Target.UAV,
        period=Period(start=NIGHT, end=NIGHT + timedelta(minutes=10), precision=TimePrecision.MINUTE, word="night"),
        place=TOWN,
        role=PlaceRole.OCCURRED,
        standing=Standing.WITNESSED,
        attributes=(
            attribute(Topic.COUNT, candidate(1, FILMED)),
            attribute(Topic.MEANS, candidate("Ka-52 helicopter", FILMED)),
            attribute(Topic.PLACE, candidate("Yelets", FILMED)),
            attribute(Topic.PAYLOAD, standing=Standing.UNDISCLOSED, state=CountState.WITHHELD),
            attribute(Topic.CASUALTIES, candidate(0, MAYOR, asserters=("Sergei Sobyanin, mayor of Moscow",)), standing=Standing.CLAIMED),
            attribute(Topic.DAMAGE, standing=Standing.UNDISCLOSED, state=CountState.UNKNOWN),
            attribute(Topic.ORIGIN, standing=Standing.UNDISCLOSED, state=CountState.NOT_GIVEN),
        ),
        occurrences=(OccurrenceId(f"o-{number}"),),
        reports=(FILMED.digest, COPIED.digest, MAYOR.digest),
        roots=2,
        roots_by_stream={Stream.GRASSROOTS: 1, Stream.OFFICIAL: 1},
        copies=(
            Derivation(
                child=COPIED.digest, parent=FILMED.digest, kind=DerivationKind.FORWARD, why="carries the forward mark of yelets_residents"
            ),
        ),
        links=("22:48 against 22:49: the same minute",),
    )
    return msgspec.structs.replace(base, **changes)


def dossier(number: int = 1, *, response: tuple[ResponseStep, ...] = (), **changes: Any) -> Dossier:
    return Dossier(
        incident=incident(number, **changes),
        findings=(
            Finding(
                file="flash.mp4",
                verifier="night",
                verdict=Verdict.SUPPORTS,
                measure={"sun_altitude_deg": -30.2, "gps_lat": 52.6231},
                why="the sky is dark",
            ),
        ),
        gaps=(
            Gap(
                about=Topic.ORIGIN, state=CountState.NOT_GIVEN, since=NIGHT, last_asked_of="Ministry of Defence", why="nobody addresses it"
            ),
        ),
        silence=(
            Silence(
                source="Ministry of Defence",
                open=True,
                since=NIGHT,
                hours=31.2,
                usual_hours=3.0,
                quantile=0.97,
                why="it answers for the region",
            ),
            Silence(source="Governor of Lipetsk Oblast", open=True, since=None, hours=None, why="no report tells when it was published"),
        ),
        contradictions=(
            Contradiction(attribute=Topic.COUNT, left=ClaimId("c-1"), right=ClaimId("c-2"), why="one against two over the same minutes"),
        ),
        refuted=(
            Refutation(
                claim="c-9",
                quote="a helicopter of western make",
                fact="The Ka-52 is made by Kamov in Russia",
                fact_source="maker's page",
                fact_as_of="2024-01-01",
            ),
        ),
        hypotheses=(
            Hypothesis(
                text="a test of the defences",
                held_by=("analysts",),
                kind=HypothesisKind.ANALYST,
                factuality=Factuality.POSSIBLE,
                reports=(ARTICLE.digest,),
                quote="may test the defences",
            ),
        ),
        response=response,
        tallies=(TALLY.tally_id,),
    )


CREW_ON_SITE = ResponseStep(
    state="on_site", asserter="Sergei Sobyanin, mayor of Moscow", at=NIGHT, quote="На месте работают экстренные службы."
)
TALLY = Tally(
    tally_id=TallyId("t-00000000000000000001"),
    report=MAYOR.digest,
    what=What.INTERCEPTED,
    target=Target.UAV,
    stated=42,
    state=CountState.GIVEN,
    period=Period(start=NIGHT - timedelta(hours=4), end=NIGHT + timedelta(hours=6), precision=TimePrecision.NIGHT),
    areas=(GRID_REGION, MOSCOW),
    asserter="Ministry of Defence",
    matched=38,
    verdict="short by 4",
    incidents=(IncidentId(f"i-{1:020d}"),),
    quote="уничтожены 42 беспилотника",
)
CONTEXT = Context(
    context_id="x-00000000000000000001",
    report=ARTICLE.digest,
    hypotheses=(
        Hypothesis(
            text="part of a pattern",
            held_by=("resident Ivan Petrov",),
            kind=HypothesisKind.HINT,
            factuality=Factuality.POSSIBLE,
            reports=(ARTICLE.digest,),
            quote="may be a pattern",
        ),
    ),
    claims=(
        Assertion(
            assertion_id=AssertionId("s-1"),
            what=What.OPINION,
            asserter=Asserter("analysts", AsserterClass.ANALYST, Stream.MEDIA),
            quote="may test the defences",
            span=(17, 38),
        ),
    ),
)
PICTURE = Picture(dossiers=(dossier(),), tallies=(TALLY,), contexts=(CONTEXT,))
LARGER_PICTURE = Picture(
    dossiers=(
        dossier(),
        dossier(
            2,
            title="UAV aimed at Moscow intercepted",
            place=MOSCOW,
            role=PlaceRole.AIMED_AT,
            standing=Standing.CLAIMED,
            reports=(MAYOR.digest,),
            copies=(),
        ),
        dossier(3, title=HOSTILE, place=None, role=None, standing=Standing.DISPUTED, period=Period(word="night"), response=(CREW_ON_SITE,)),
        dossier(4, title="Air defence at work", what=What.AIR_DEFENCE_ACTIVE, standing=Standing.REPORTED),
        dossier(5, title="Impact", what=What.IMPACT, place=POINT, standing=Standing.CONFIRMED, reports=(MAYOR.digest,)),
    ),
    tallies=(TALLY,),
    contexts=(CONTEXT,),
)
