"""Asks every verifier about a file that a report brought, and ties what they find to what the report says happened."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from skywitness.errors import MissingPart
from skywitness.model.ids import Digest, FindingId, OccurrenceId, ReportId, content_id
from skywitness.model.incident import Finding
from skywitness.model.place import Period
from skywitness.model.reading import Occurrence
from skywitness.model.words import PlaceRole, TimePrecision, Topic, Verdict
from skywitness.parts import Claimed, Verifier

log = logging.getLogger(__name__)
BEARS_ON: Mapping[str, tuple[Topic, ...]] = {
    "daylight": (Topic.WHAT, Topic.PERIOD),
    "metadata": (Topic.WHAT, Topic.PERIOD, Topic.PLACE),
}
"""The questions on which a verifier's verdict bears, where the file was held against a time and place: whether it shows what is said to have happened, too.
Of the others (is the file whole, how far was it, where was it cut) each is shown, and moves nothing.
"""
COMPARING = frozenset({"reuse", "sync", "shadow"})
"""Verifiers that have nothing to say of a file alone, without other files or a person's marks."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
HAPPENED = frozenset({PlaceRole.OCCURRED, PlaceRole.FELL})
OFF_MINUTES: Mapping[TimePrecision, float] = {TimePrecision.MINUTE: 15.0, TimePrecision.HOUR: 60.0}
"""By how much a time with one end only may be off."""


class Brought(Struct, frozen=True, kw_only=True):
    """A media file that a report brought: its bytes by digest, and the one happening that the report tells, if it is one."""

    report: Digest
    media: Digest
    path: Path
    occurrence: Occurrence | None

    @property
    def key(self) -> tuple[Digest, Digest, OccurrenceId | None]:
        """What tells one look from another: the report, the file, and what it is held against."""
        return self.report, self.media, self.occurrence.occurrence_id if self.occurrence else None


class Told(NamedTuple):
    """By what files are put in the order in which reports told them; those of no date come last."""

    at: datetime
    source: str
    report_id: str
    media: str


class Carried(Struct, frozen=True, kw_only=True):
    """A file that a report carries, and when and by whom that was published."""

    brought: Brought
    source: str
    report_id: ReportId
    published_at: datetime | None

    @property
    def told(self) -> Told:
        """Its place in the order of telling."""
        return Told(self.published_at or NEVER, self.source, str(self.report_id), str(self.brought.media))


def find_told(occurrences: Iterable[Occurrence]) -> Occurrence | None:
    """The happening that footage under a report must show: the only one that the report tells with a time and a place; None when it tells none, or several."""
    told = [each for each in occurrences if _is_placed(each) and not each.negated and _middle_of(each.period) is not None]
    stands = {(_place_of(each), each.period.start, each.period.end) for each in told}
    return min(told, key=lambda each: each.occurrence_id) if len(stands) == 1 else None


def claim_of(occurrence: Occurrence | None) -> Claimed:
    """What is claimed of the file: the time and place of the happening, with what they may be off."""
    middle = _middle_of(occurrence.period) if occurrence else None
    if occurrence is None or middle is None or occurrence.mention is None or occurrence.mention.place is None:
        return Claimed()
    place = occurrence.mention.place
    at, minutes_off = middle
    return Claimed(at=at, minutes_off=minutes_off, lat=place.lat, lon=place.lon, metres_off=place.radius_m)


def examine(brought: Brought, verifiers: Mapping[str, Verifier]) -> Iterator[Finding]:
    """What each verifier finds in the file, tied to report, bytes and happening. The same file under the same report gives the same ids."""
    claimed = claim_of(brought.occurrence)
    occurrence = brought.occurrence.occurrence_id if brought.occurrence else None
    for name, verifier in verifiers.items():
        if name in COMPARING:
            continue
        for number, found in enumerate(ask_verifier(name, verifier, brought.path, claimed)):
            key = content_id("f", brought.report, brought.media, name, verifier.version, occurrence, number)
            yield msgspec.structs.replace(
                found,
                finding_id=FindingId(key),
                report=brought.report,
                media=brought.media,
                occurrence=occurrence,
                about=BEARS_ON.get(name, ()) if occurrence else (),
            )


def ask_verifier(name: str, verifier: Verifier, file: Path, claimed: Claimed) -> Iterator[Finding]:
    """What one verifier finds. Verifiers are strangers' parts too: one that breaks says so, and the others go on.

    Raises
    ------
    MissingPart
        It needs something that is not installed.
    """
    others = tuple(other for other in claimed.against if other.resolve() != file.resolve())
    try:
        yield from verifier.verify(file, msgspec.structs.replace(claimed, against=others))
    except MissingPart:
        raise
    except Exception as error:  # a stranger's part may fail in any way; it is named and the cause kept
        log.exception("verifier %r failed on %s", name, file)
        yield Finding(file=file.name, verifier=name, verdict=Verdict.INCONCLUSIVE, measure={}, why=f"this verifier broke on it: {error!r}")


def _is_placed(occurrence: Occurrence) -> bool:
    return occurrence.mention is not None and occurrence.mention.place is not None and occurrence.mention.role in HAPPENED


def _place_of(occurrence: Occurrence) -> tuple[float, float] | None:
    place = occurrence.mention.place if occurrence.mention else None
    return (place.lat, place.lon) if place else None


def _middle_of(period: Period) -> tuple[datetime, float] | None:
    """The middle of a period, and how many minutes it may be off; None when no time is told."""
    ends = [each for each in (period.start, period.end) if each is not None]
    if not ends:
        return None
    if len(ends) == 1:
        off = OFF_MINUTES.get(period.precision)
        return None if off is None else (ends[0], off)
    if period.before is not None and ends[0] <= period.before < ends[1]:
        ends[1] = period.before
    half = (ends[1] - ends[0]) / 2
    return ends[0] + half, half / timedelta(minutes=1) + OFF_MINUTES[TimePrecision.MINUTE]
