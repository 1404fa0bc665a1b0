"""Invented truths with the ledgers that a perfect, or a faulty, pipeline would make of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from skywitness.model.ids import AssertionId, ClaimId, Digest, IncidentId, OccurrenceId
from skywitness.model.incident import Attribute, Derivation, Dossier, Incident, Picture, Silence, Tally
from skywitness.model.place import Period, Place
from skywitness.model.reading import Asserter, Claim, Occurrence, PlaceMention
from skywitness.model.report import Locator, Report, SourceProfile, make_report
from skywitness.model.truth import Happening, ToldTruth, Truth
from skywitness.model.words import (
    AsserterClass,
    CountState,
    DerivationKind,
    Factuality,
    Kind,
    PlaceRole,
    Precision,
    Standing,
    Stream,
    Target,
    Topic,
    What,
)
from skywitness.score import Comparison, Concluded, Scoreboard, compare, draw_up, index_truth, observe

NIGHT = datetime(2031, 3, 4, 20, 0, tzinfo=UTC)
SELF = Asserter("self", AsserterClass.SELF, Stream.GRASSROOTS)


def happened(name: str, *, what: What = What.INTERCEPTED, count: int = 1, iso: str = "RU-LIP", minute: int = 0, **more: Any) -> Happening:
    """A happening at 52° N 39° E."""
    at = NIGHT + timedelta(minutes=minute)
    return Happening(
        happening_id=name, what=what, target=Target.UAV, count=count, place="Town", iso=iso, lat=52.0, lon=39.0, start=at, end=at, **more
    )


def told(name: str, *of: str, source: str | None = None, root: str | None = None, **more: Any) -> ToldTruth:
    """A report that speaks of these happenings; each is its own source and root when nothing else is said."""
    return ToldTruth(report_id=name, source=source or f"source of {name}", speaks_of=of, root=root or name, **more)


class Read(Struct, frozen=True, kw_only=True):
    """What a pipeline read in a report: one occurrence, and the incident that it was put into."""

    report: str
    incident: str
    what: What = What.INTERCEPTED
    target: Target = Target.UAV
    count: int | None = 1
    iso: str | None = "RU-LIP"
    lat: float = 52.0
    minute: int = 0


class Shown(Struct, frozen=True, kw_only=True):
    """What an incident shows, where it differs from a plain one. ``copies`` are (child, parent)."""

    standing: Standing = Standing.REPORTED
    roots: int | None = None
    copies: tuple[tuple[str, str], ...] = ()
    silence: tuple[Silence, ...] = ()
    probability: float | None = None


def conclude(
    reads: Iterable[Read],
    shown: Mapping[str, Shown] | None = None,
    *,
    reports: Iterable[str] = (),
    tallies: tuple[Tally, ...] = (),
    profiles: Mapping[str, SourceProfile] | None = None,
) -> Concluded:
    """The ledger of a pipeline that read so; ``reports`` are held besides."""
    reads = list(reads)
    held = {name: post(name) for name in {*(read.report for read in reads), *reports}}
    occurrences, claims, groups = {}, {}, defaultdict[str, list[OccurrenceId]](list)
    for number, read in enumerate(reads):
        occurrence = _occur(OccurrenceId(f"o-{number}"), read, held[read.report])
        occurrences[occurrence.occurrence_id] = occurrence
        claims[occurrence.occurrence_id] = _claims(occurrence, read)
        groups[read.incident].append(occurrence.occurrence_id)
    dossiers = tuple(_show(name, members, occurrences, claims, held, (shown or {}).get(name, Shown())) for name, members in groups.items())
    return Concluded(
        reports={report.digest: report for report in held.values()},
        occurrences=occurrences,
        claims=claims,
        picture=Picture(dossiers=dossiers, tallies=tallies),
        profiles=profiles or {},
    )


def post(name: str) -> Report:
    """A report under a name."""
    return make_report(
        source=f"source of {name}",
        stream=Stream.GRASSROOTS,
        text=f"words of {name}",
        published_at=NIGHT,
        collected_at=NIGHT,
        locator=Locator(),
        own_id=name,
    )


def place_at(iso: str | None, lat: float) -> Place | None:
    """A town of 5 km radius; None without a region."""
    return Place(name="Town", iso=iso, lat=lat, lon=39.0, radius_m=5000, precision=Precision.TOWN) if iso else None


def _occur(name: OccurrenceId, read: Read, report: Report) -> Occurrence:
    at = NIGHT + timedelta(minutes=read.minute)
    place = place_at(read.iso, read.lat)
    return Occurrence(
        occurrence_id=name,
        report=report.digest,
        assertion=AssertionId(f"as-{name}"),
        kind=Kind.INTERCEPTION,
        what=read.what,
        target=read.target,
        mention=PlaceMention(surface="Town", span=(0, 4), place=place) if place else None,
        period=Period(start=at, end=at),
    )


def _claims(occurrence: Occurrence, read: Read) -> list[Claim]:
    said: dict[Topic, str | int | None] = {Topic.WHAT: read.what.value, Topic.TARGET: read.target.value, Topic.COUNT: read.count}
    return [
        Claim(
            claim_id=ClaimId(f"c-{occurrence.occurrence_id}-{about}"),
            occurrence=occurrence.occurrence_id,
            report=occurrence.report,
            about=about,
            value=value,
            state=CountState.GIVEN,
            asserter=SELF,
            factuality=Factuality.CERTAIN,
            negated=False,
            quote="words",
            span=(0, 5),
        )
        for about, value in said.items()
        if value is not None
    ]


def _show(
    name: str,
    members: list[OccurrenceId],
    occurrences: Mapping[OccurrenceId, Occurrence],
    claims: Mapping[OccurrenceId, list[Claim]],
    held: Mapping[str, Report],
    shown: Shown,
) -> Dossier:
    first = occurrences[members[0]]
    digests: tuple[Digest, ...] = tuple(dict.fromkeys(occurrences[member].report for member in members))
    attributes = tuple(
        Attribute(
            about=claim.about,
            preferred=claim.value,
            state=CountState.GIVEN,
            standing=shown.standing,
            candidates=(),
            why="",
            probability=shown.probability if claim.about is Topic.COUNT else None,
        )
        for claim in claims[members[0]]
    )
    incident = Incident(
        incident_id=IncidentId(name),
        title=name,
        what=first.what,
        target=first.target,
        period=first.period,
        place=first.mention.place if first.mention else None,
        role=PlaceRole.OCCURRED if first.mention else None,
        standing=shown.standing,
        attributes=attributes,
        occurrences=tuple(members),
        reports=digests,
        roots=len(digests) if shown.roots is None else shown.roots,
        roots_by_stream={},
        copies=tuple(
            Derivation(child=held[child].digest, parent=held[parent].digest, kind=DerivationKind.COPY, why="")
            for child, parent in shown.copies
        ),
    )
    return Dossier(incident=incident, silence=shown.silence)


def held_against(truth: Iterable[Truth], concluded: Concluded) -> Comparison:
    """The comparison of the two."""
    return compare(index_truth(truth), concluded)


def board_of(truth: Iterable[Truth], concluded: Concluded) -> Scoreboard:
    """The scoreboard of the two."""
    return draw_up(observe(held_against(truth, concluded)))
