"""What every ledger can do, whatever engine it runs on: add, never change; and answer what was known at any instant.

``at`` is always the instant at which the ledger learns something (its ``made_at``), passed in, aware. ``by`` is the activity that did it,
registered first. ``as_of`` asks for what the ledger knew at that instant, both ends included; None means now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from msgspec import Struct

from skywitness.ledger.prepared import PreparedReading, PreparedReport
from skywitness.model.ids import ActivityId, ClaimId, Digest, IncidentId, OccurrenceId, ReportId, TallyId
from skywitness.model.incident import Attribute, Context, Dossier, Finding, Picture, Silence, Tally
from skywitness.model.provenance import Activity, Decision
from skywitness.model.reading import Assertion, Claim, Occurrence, Reading
from skywitness.model.report import Report, SetAside, SourceProfile

Read: TypeAlias = tuple[Reading, Sequence[Occurrence], Sequence[Claim]]
"""A reading with the occurrences and claims that were made of it."""

Record: TypeAlias = (
    Dossier
    | Attribute
    | Tally
    | Context
    | Finding
    | Claim
    | Occurrence
    | Assertion
    | Reading
    | Report
    | SetAside
    | Decision
    | Activity
    | SourceProfile
)


class PictureChange(Struct, frozen=True, kw_only=True):
    """What a new picture changed against the one before: ids of incidents, tallies and contexts."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    redirects: Mapping[IncidentId, IncidentId] = {}
    """Incidents that are gone, and the incident that holds their occurrences now."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


Seen: TypeAlias = tuple[int, int, int, int, int, int]
"""What was seen of a ledger: its last report, reading, erasure, decision, profile and finding, by number."""
UNSEEN: Seen = (0, 0, 0, 0, 0, 0)


class News(Struct, frozen=True, kw_only=True):
    """What came into a ledger since somebody looked: up to where, the digests of reports that came, were read or were erased, and whether anybody decided
    something or told something else of a source.
    """

    upto: Seen
    reports: tuple[Digest, ...] = ()
    decided: bool = False
    described: bool = False


PictureSeen: TypeAlias = tuple[int, int, int]
"""What was seen of the picture: its last row of incidents, tallies and contexts."""
PICTURE_UNSEEN: PictureSeen = (0, 0, 0)


class PictureNews(Struct, frozen=True, kw_only=True):
    """Which parts of the picture changed since somebody looked, and up to where that was seen. What is gone is named too."""

    upto: PictureSeen
    incidents: tuple[IncidentId, ...] = ()
    tallies: tuple[TallyId, ...] = ()
    contexts: tuple[str, ...] = ()
    redirects: Mapping[IncidentId, IncidentId] = {}
    """Of the incidents that are gone, where each went, one step."""


class Told(Struct, frozen=True, kw_only=True):
    """A version of a report with its latest reading, if it was read. ``is_current`` says that no newer version took its place."""

    report: Report
    read: Read | None
    is_current: bool
    findings: tuple[Finding, ...] = ()
    """What the newest look at each of its media found."""


class DossierVersion(Struct, frozen=True, kw_only=True):
    """One line of an incident's change log. ``dossier`` is None when the incident was gone from then on; ``went_to`` says where."""

    made_at: datetime
    by: ActivityId
    dossier: Dossier | None
    went_to: IncidentId | None = None


class Found(Struct, frozen=True, kw_only=True):
    """What an id stands for: the record, since when the ledger has it, and the step that made it (None for what people made).

    ``kind`` is the word for it: "incident", "attribute", "claim", "report", … ``record_id`` differs from the id asked for when an
    incident has gone into another one, or when a report was asked for by the id under which it is shown. ``within`` is the id of the reading that a claim,
    occurrence or assertion stands in; a reading's id is the digest of what was read. ``gone_at`` says since when the picture
    no longer holds an incident, tally or context.
    """

    kind: str
    record_id: str
    record: Record
    made_at: datetime
    by: Activity | None = None
    within: str | None = None
    gone_at: datetime | None = None


class Ledger(Protocol):
    """An append-only record of what was said, what was read in it, what it adds up to and what people decided."""

    def register(self, activity: Activity, at: datetime) -> None:
        """Make an activity known, before rows name it. Knowing it already changes nothing."""
        ...

    def add_profiles(self, profiles: Mapping[str, SourceProfile], *, at: datetime) -> int:
        """Keep what is now known of sources; returns how many were new or different."""
        ...

    def profiles(self, *, as_of: datetime | None = None) -> dict[str, SourceProfile]:
        """The newest profile of each source, by name."""
        ...

    def add_reports(self, reports: Iterable[Report | PreparedReport], *, at: datetime, by: ActivityId) -> int:
        """Keep versions of reports in one transaction; returns how many were new. A digest that is there already changes nothing."""
        ...

    def add_set_aside(self, items: Iterable[SetAside], *, at: datetime, by: ActivityId) -> int:
        """Keep what could not be used; returns how many were new."""
        ...

    def set_aside(self, *, as_of: datetime | None = None) -> Iterator[SetAside]:
        """What could not be used, in the order of arrival."""
        ...

    def reports(self, *, as_of: datetime | None = None, current: bool = True) -> Iterator[Report]:
        """Reports in the order in which they were told; of each report its newest version, or all versions when ``current`` is False."""
        ...

    def report(self, digest: Digest) -> Report:
        """One version of a report. Raises UnknownId."""
        ...

    def versions(self, report_id: ReportId) -> tuple[Report, ...]:
        """All versions of the report shown under an id, oldest first; empty when there is none."""
        ...

    def unread_reports(
        self, by: ActivityId, *, among: Iterable[Digest] | None = None, after: Report | None = None, most: int | None = None
    ) -> Iterator[Report]:
        """Current reports that have no reading by this activity, in the order in which they were told. Erased ones keep the reading they have.

        ``among`` looks at these versions alone, whatever else is unread: its cost does not grow with the ledger. Without it ``most`` gives so many at the most, and
        ``after`` goes on behind a report: a page at a time, so that no snapshot stands while what was read is kept.
        """
        ...

    def count_unread(self, by: ActivityId) -> int:
        """How many current reports have no reading by this activity, erased ones included."""
        ...

    def add_readings(self, items: Iterable[Read | PreparedReading], *, at: datetime, by: ActivityId) -> int:
        """Keep readings with their occurrences and claims in one transaction; returns how many were new."""
        ...

    def full_readings(self, *, as_of: datetime | None = None) -> Iterator[Read]:
        """The latest reading of each current report with its occurrences and claims, in the order in which the reports were told."""
        ...

    def readings(self, *, as_of: datetime | None = None) -> Iterator[Reading]:
        """The latest reading of each current report."""
        ...

    def occurrences(self, *, as_of: datetime | None = None) -> Iterator[Occurrence]:
        """The occurrences of the latest readings."""
        ...

    def claims(self, *, as_of: datetime | None = None) -> Iterator[Claim]:
        """The claims of the latest readings."""
        ...

    def add_findings(self, found: Iterable[Finding], *, at: datetime, by: ActivityId) -> int:
        """Keep what was found in media, in one transaction; returns how many were new. Each names its report, its file and itself."""
        ...

    def findings(self, *, as_of: datetime | None = None) -> Iterator[Finding]:
        """Of each file under each report what the newest look at it found, sorted by report, file and id. Superseded reports keep theirs."""
        ...

    def looked_at(self, by: ActivityId) -> frozenset[tuple[Digest, Digest, OccurrenceId | None]]:
        """The files that an activity has looked at: of which report, the digest of their bytes, and the occurrence that they were held against."""
        ...

    def claim(self, claim_id: ClaimId) -> Claim:
        """One claim, as last read. Raises UnknownId."""
        ...

    def seen(self) -> Seen:
        """What there is to be seen now."""
        ...

    def news(self, since: Seen = UNSEEN, *, speaking: Iterable[str] | None = None) -> News:
        """What came in since; ``since`` is an earlier ``upto``. Pictures are none: they rest on the rest.

        Where it is told which sources are ``speaking`` for an authority, only reports that bear on the picture, or did before, are named (see :meth:`bearing`).
        """
        ...

    def bearing(self, speaking: Iterable[str] = (), *, as_of: datetime | None = None) -> Iterator[tuple[Report, Read | None]]:
        """The current reports that can bear on the picture, with their latest readings, in the order in which they were told: all but those in which nothing was
        read, that brought no file, and that are of no official source and of none that is ``speaking`` for somebody.
        """
        ...

    def addresses(self, since: int = 0) -> Iterator[tuple[Digest, str]]:
        """The reports that stand at an address, superseded ones too, of those that came after so many: the first of :meth:`seen` is how many there are."""
        ...

    def told(self, digest: Digest) -> Told | None:
        """A version of a report with its latest reading; None when there is none of that digest."""
        ...

    def amend_picture(self, part: Picture, gone: Iterable[str] | None, *, seen: Seen, at: datetime, by: ActivityId) -> PictureChange | None:
        """Append to the current picture what is new or different in this part of it, and mark these as gone, in one transaction; where ``gone`` is None,
        the part is the whole.

        None, and nothing done, when something came into the ledger that was not ``seen`` when the part was made: look at the news and try again.
        """
        ...

    def record_picture(self, picture: Picture, *, at: datetime, by: ActivityId) -> PictureChange:
        """Make this the current picture in one transaction: append what is new or different, mark as gone what is missing.

        An incident that is gone redirects to the one that now holds most of its occurrences (the smallest id among equals).
        """
        ...

    def picture(self, *, as_of: datetime | None = None) -> Picture:
        """The picture, each kind sorted by id, whatever order it was recorded in."""
        ...

    def picture_seen(self) -> PictureSeen:
        """What there is to be seen of the picture now."""
        ...

    def picture_news(self, since: PictureSeen) -> PictureNews:
        """Which parts of the picture changed since; ``since`` is an earlier ``upto``."""
        ...

    def dossiers(self, *, as_of: datetime | None = None) -> Iterator[Dossier]:
        """The dossiers of the picture one by one, sorted by id."""
        ...

    def silences(self, *, as_of: datetime | None = None) -> Iterator[Silence]:
        """The silences of all dossiers of the picture: less to read than the dossiers."""
        ...

    def tally(self, tally_id: TallyId) -> Tally | None:
        """One tally of the picture as it is; None when it holds none of that id."""
        ...

    def context(self, context_id: str) -> Context | None:
        """One context of the picture as it is; None when it holds none of that id."""
        ...

    def tallies(self, *, as_of: datetime | None = None) -> Iterator[Tally]:
        """The tallies of the picture one by one, sorted by id."""
        ...

    def contexts(self, *, as_of: datetime | None = None) -> Iterator[Context]:
        """The contexts of the picture one by one, sorted by id."""
        ...

    def dossier(self, incident_id: IncidentId, *, as_of: datetime | None = None) -> Dossier:
        """The dossier of an incident, or of the one that it went into. Raises UnknownId."""
        ...

    def dossier_versions(self, incident_id: IncidentId) -> tuple[DossierVersion, ...]:
        """The change log of an incident, oldest first; empty when there is none of that id."""
        ...

    def histories(self, *, as_of: datetime | None = None) -> Iterator[tuple[IncidentId, tuple[DossierVersion, ...]]]:
        """Every incident that there ever was, gone ones too, with its change log up to then, sorted by id."""
        ...

    def redirects(self, *, as_of: datetime | None = None) -> dict[IncidentId, IncidentId]:
        """Every incident that is gone into another one, and the one that holds its occurrences now, however many steps away."""
        ...

    def find(self, any_id: str, *, as_of: datetime | None = None) -> Found:
        """What an id stands for.

        An attribute is named by incident and topic: ``i-0123/count``. Raises UnknownId.
        """
        ...

    def add_decision(self, decision: Decision) -> None:
        """Keep what a person decided; it carries its own ``made_at``."""
        ...

    def decisions(self, *, as_of: datetime | None = None) -> tuple[Decision, ...]:
        """All decisions, oldest first."""
        ...

    def decided_since(self, number: int) -> tuple[Decision, ...]:
        """The decisions that were kept after so many, in the order in which they were: the fourth of :meth:`seen` is how many there are."""
        ...

    def erase(self, digest: str, *, why: str, by: str, at: datetime) -> int:
        """Erase the words of one version of a report, or of an item set aside (by its id), for ever; returns how many bodies were touched.

        The report stays with its digest, times and locator, comes back with an empty text and ``erased``; what quotes it keeps its
        structure and loses the quote. A tombstone tells why. Raises UnknownId.
        """
        ...

    def counts(self) -> dict[str, int]:
        """How many there are now: reports, set_aside, occurrences, claims, incidents, tallies, contexts, decisions, …"""
        ...

    def head(self) -> str:
        """The head of the chain over all that was ever added, 64 hexadecimal digits: noted elsewhere, it proves later that nothing was altered."""
        ...

    def check(self) -> tuple[str, ...]:
        """What is wrong with the ledger's file, a sentence each; empty when all is well. Reads everything."""
        ...

    def close(self) -> None:
        """Let go of the ledger."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
