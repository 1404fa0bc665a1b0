"""The ledger over tables, whatever engine keeps them: each method is one transaction, or one snapshot that is read as it is asked for."""

# ruff: noqa: D102 what the methods promise is told once, in the protocol

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from types import TracebackType
from typing import Self

import msgspec

from skywitness.errors import LedgerError, UnknownId
from skywitness.ledger import bearing, bodies, findings, lookup, news, pictures, readings, said, seals
from skywitness.ledger.instants import horizon, write_instant
from skywitness.ledger.prepared import PreparedReading, PreparedReport
from skywitness.ledger.protocol import UNSEEN, DossierVersion, Found, News, PictureChange, PictureNews, PictureSeen, Read, Seen, Told
from skywitness.ledger.readings import FullReading
from skywitness.ledger.store import Connection, Store
from skywitness.model.ids import ActivityId, ClaimId, Digest, IncidentId, OccurrenceId, ReportId, TallyId
from skywitness.model.incident import Context, Dossier, Finding, Picture, Silence, Tally
from skywitness.model.provenance import Activity, Decision
from skywitness.model.reading import Claim, Occurrence, Reading
from skywitness.model.report import Report, SetAside, SourceProfile

_encode = msgspec.json.Encoder().encode
_decision = msgspec.json.Decoder(Decision)

_OF_LATEST = """
join reading on reading.row = each.reading
join report as told on told.row = reading.told
where not exists (select 1 from reading as newer where newer.told = reading.told and newer.row > reading.row)
  and not exists (
    select 1
    from report as later
    where later.source = told.source
      and later.report_id = told.report_id
      and (later.told_at, later.collected_at, later.digest) > (told.told_at, told.collected_at, told.digest)
  )
"""
"""Beginning with what was read: in a broad stream that is little beside the reports."""
COUNTS = {
    "reports": "select count(*) from report_now",
    "versions": "select count(*) from report",
    "set_aside": "select count(*) from set_aside",
    "readings": "select count(*) from report_now as told where exists (select 1 from reading where reading.told = told.row)",
    "occurrences": f"select count(*) from occurrence as each {_OF_LATEST}",  # noqa: S608 - our own words
    "claims": f"select count(*) from claim as each {_OF_LATEST}",  # noqa: S608 - our own words
    "incidents": "select count(*) from incident_now",
    "tallies": "select count(*) from tally where gone = 0 and row in (select max(row) from tally group by tally_id)",
    "contexts": "select count(*) from context where gone = 0 and row in (select max(row) from context group by context_id)",
    "sources": "select count(distinct name) from source",
    "findings": "select count(*) from finding",
    "decisions": "select count(*) from decision",
    "erased": "select count(*) from tombstone where digest = erased",
}


class StoredLedger:
    """A ledger in a store; see :class:`~skywitness.ledger.protocol.Ledger` for what its methods promise. Threads may share it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def register(self, activity: Activity, at: datetime) -> None:
        with self.store.writing() as connection:
            connection.execute(
                "insert into activity (activity_id, step, version, settings, agent, made_at) values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                (activity.activity_id, activity.step, activity.version, activity.settings, activity.agent, write_instant(at)),
            )

    def add_profiles(self, profiles: Mapping[str, SourceProfile], *, at: datetime) -> int:
        with self.store.writing() as connection:
            return said.add_profiles(connection, profiles, write_instant(at))

    def profiles(self, *, as_of: datetime | None = None) -> dict[str, SourceProfile]:
        with self.store.reading() as connection:
            return said.read_profiles(connection, horizon(as_of))

    def add_reports(self, reports: Iterable[Report | PreparedReport], *, at: datetime, by: ActivityId) -> int:
        with self.store.writing() as connection:
            return said.add_reports(connection, reports, at=write_instant(at), by=by)

    def add_set_aside(self, items: Iterable[SetAside], *, at: datetime, by: ActivityId) -> int:
        with self.store.writing() as connection:
            return said.add_set_aside(connection, items, at=write_instant(at), by=by)

    def set_aside(self, *, as_of: datetime | None = None) -> Iterator[SetAside]:
        with self.store.reading() as connection:
            yield from said.stream_set_aside(connection, horizon(as_of))

    def reports(self, *, as_of: datetime | None = None, current: bool = True) -> Iterator[Report]:
        with self.store.reading() as connection:
            yield from said.stream_reports(connection, said.CURRENT if current else said.ALL_VERSIONS, {"as_of": horizon(as_of)})

    def report(self, digest: Digest) -> Report:
        with self.store.glancing() as connection:
            return said.read_report(connection, digest)

    def versions(self, report_id: ReportId) -> tuple[Report, ...]:
        with self.store.reading() as connection:
            return said.read_versions(connection, report_id)

    def unread_reports(
        self, by: ActivityId, *, among: Iterable[Digest] | None = None, after: Report | None = None, most: int | None = None
    ) -> Iterator[Report]:
        with self.store.reading() as connection:
            if among is not None:
                yield from said.stream_reports(connection, said.UNREAD_AMONG, {"by": by, "among": _encode(list(among)).decode()})
            else:
                yield from said.stream_unread(connection, by, after, most)

    def count_unread(self, by: ActivityId) -> int:
        with self.store.reading() as connection:
            return int(connection.execute(said.COUNT_UNREAD, (by,)).fetchone()[0])

    def add_readings(self, items: Iterable[Read | PreparedReading], *, at: datetime, by: ActivityId) -> int:
        with self.store.writing() as connection:
            return readings.add_readings(connection, items, at=write_instant(at), by=by)

    def full_readings(self, *, as_of: datetime | None = None) -> Iterator[Read]:
        for full in self._full_readings(as_of):
            yield full.reading, full.occurrences, full.claims

    def readings(self, *, as_of: datetime | None = None) -> Iterator[Reading]:
        return (full.reading for full in self._full_readings(as_of))

    def occurrences(self, *, as_of: datetime | None = None) -> Iterator[Occurrence]:
        return chain.from_iterable(full.occurrences for full in self._full_readings(as_of))

    def claims(self, *, as_of: datetime | None = None) -> Iterator[Claim]:
        return chain.from_iterable(full.claims for full in self._full_readings(as_of))

    def _full_readings(self, as_of: datetime | None) -> Iterator[FullReading]:
        with self.store.reading() as connection:
            yield from readings.stream_full_readings(connection, horizon(as_of))

    def add_findings(self, found: Iterable[Finding], *, at: datetime, by: ActivityId) -> int:
        with self.store.writing() as connection:
            return findings.add_findings(connection, found, at=write_instant(at), by=by)

    def findings(self, *, as_of: datetime | None = None) -> Iterator[Finding]:
        with self.store.reading() as connection:
            yield from findings.stream_findings(connection, horizon(as_of))

    def looked_at(self, by: ActivityId) -> frozenset[tuple[Digest, Digest, OccurrenceId | None]]:
        with self.store.reading() as connection:
            return findings.read_looked(connection, by)

    def claim(self, claim_id: ClaimId) -> Claim:
        found = self.find(claim_id).record
        if not isinstance(found, Claim):
            raise UnknownId(f"{claim_id!r} is not the id of a claim")
        return found

    def seen(self) -> Seen:
        with self.store.glancing() as connection:
            return news.read_seen(connection)

    def news(self, since: Seen = UNSEEN, *, speaking: Iterable[str] | None = None) -> News:
        with self.store.reading() as connection:
            return news.read_news(connection, since, speaking)

    def bearing(self, speaking: Iterable[str] = (), *, as_of: datetime | None = None) -> Iterator[tuple[Report, Read | None]]:
        with self.store.reading() as connection:
            yield from bearing.stream_bearing(connection, speaking, horizon(as_of))

    def addresses(self, since: int = 0) -> Iterator[tuple[Digest, str]]:
        with self.store.reading() as connection:
            yield from bearing.stream_addresses(connection, since)

    def told(self, digest: Digest) -> Told | None:
        with self.store.glancing() as connection:
            return news.read_told(connection, digest)

    def amend_picture(self, part: Picture, gone: Iterable[str] | None, *, seen: Seen, at: datetime, by: ActivityId) -> PictureChange | None:
        with self.store.writing() as connection:
            if news.read_seen(connection) != seen:
                return None
            if gone is None:
                return pictures.record_picture(connection, part, at=write_instant(at), by=by)
            return pictures.amend_picture(connection, part, gone, at=write_instant(at), by=by)

    def record_picture(self, picture: Picture, *, at: datetime, by: ActivityId) -> PictureChange:
        with self.store.writing() as connection:
            return pictures.record_picture(connection, picture, at=write_instant(at), by=by)

    def picture(self, *, as_of: datetime | None = None) -> Picture:
        with self.store.reading() as connection:
            return pictures.read_picture(connection, horizon(as_of))

    def picture_seen(self) -> PictureSeen:
        with self.store.glancing() as connection:
            return news.read_picture_seen(connection)

    def picture_news(self, since: PictureSeen) -> PictureNews:
        with self.store.reading() as connection:
            return news.read_picture_news(connection, since)

    def dossiers(self, *, as_of: datetime | None = None) -> Iterator[Dossier]:
        with self.store.reading() as connection:
            yield from pictures.stream_dossiers(connection, horizon(as_of))

    def silences(self, *, as_of: datetime | None = None) -> Iterator[Silence]:
        with self.store.reading() as connection:
            yield from pictures.stream_silences(connection, horizon(as_of))

    def tally(self, tally_id: TallyId) -> Tally | None:
        with self.store.glancing() as connection:
            kept = pictures.read_kept(connection, "tally", tally_id, horizon(None))
        return kept.record if kept is not None and kept.gone_at is None and isinstance(kept.record, Tally) else None

    def context(self, context_id: str) -> Context | None:
        with self.store.glancing() as connection:
            kept = pictures.read_kept(connection, "context", context_id, horizon(None))
        return kept.record if kept is not None and kept.gone_at is None and isinstance(kept.record, Context) else None

    def tallies(self, *, as_of: datetime | None = None) -> Iterator[Tally]:
        with self.store.reading() as connection:
            yield from pictures.stream_tallies(connection, horizon(as_of))

    def contexts(self, *, as_of: datetime | None = None) -> Iterator[Context]:
        with self.store.reading() as connection:
            yield from pictures.stream_contexts(connection, horizon(as_of))

    def dossier(self, incident_id: IncidentId, *, as_of: datetime | None = None) -> Dossier:
        with self.store.glancing() as connection:
            kept = pictures.read_dossier(connection, incident_id, horizon(as_of))
        if kept is None or not isinstance(kept.record, Dossier):
            raise UnknownId(f"no incident in this ledger has the id {incident_id!r}{'' if as_of is None else ', or had it then'}")
        if kept.gone_at is not None:
            raise UnknownId(f"incident {incident_id} is gone since {kept.gone_at}: nothing supports it any more; ask as of an earlier time")
        return kept.record

    def dossier_versions(self, incident_id: IncidentId) -> tuple[DossierVersion, ...]:
        with self.store.reading() as connection:
            return pictures.read_dossier_versions(connection, incident_id)

    def histories(self, *, as_of: datetime | None = None) -> Iterator[tuple[IncidentId, tuple[DossierVersion, ...]]]:
        with self.store.reading() as connection:
            yield from pictures.stream_histories(connection, horizon(as_of))

    def redirects(self, *, as_of: datetime | None = None) -> dict[IncidentId, IncidentId]:
        with self.store.reading() as connection:
            return pictures.read_redirects(connection, horizon(as_of))

    def find(self, any_id: str, *, as_of: datetime | None = None) -> Found:
        with self.store.glancing() as connection:
            return lookup.find(connection, any_id, horizon(as_of))

    def add_decision(self, decision: Decision) -> None:
        with self.store.writing() as connection:
            connection.execute(
                "insert into decision (decision_id, kind, by, made_at, record) values (?, ?, ?, ?, ?) on conflict do nothing",
                (decision.decision_id, decision.kind, decision.by, write_instant(decision.made_at), _encode(decision).decode()),
            )

    def decisions(self, *, as_of: datetime | None = None) -> tuple[Decision, ...]:
        with self.store.reading() as connection:
            rows = connection.execute(
                "select record from decision where made_at <= ? order by made_at, decision_id", (horizon(as_of),)
            ).fetchall()
        return tuple(_decision.decode(record) for (record,) in rows)

    def decided_since(self, number: int) -> tuple[Decision, ...]:
        with self.store.reading() as connection:
            rows = connection.execute("select record from decision where row > ? order by row", (number,)).fetchall()
        return tuple(_decision.decode(record) for (record,) in rows)

    def erase(self, digest: str, *, why: str, by: str, at: datetime) -> int:
        with self.store.writing() as connection:
            touched = bodies.erase_body(connection, digest, why=why, by=by, at=write_instant(at))
        self.store.forget_deleted()
        return touched

    def counts(self) -> dict[str, int]:
        with self.store.reading() as connection:
            return {name: int(connection.execute(query).fetchone()[0]) for name, query in COUNTS.items()}

    def head(self) -> str:
        with self.store.glancing() as connection:
            return seals.read_head(connection)

    def check(self) -> tuple[str, ...]:
        try:
            with self.store.reading() as connection:
                return tuple(self._find_troubles(connection))
        except LedgerError as error:
            return (str(error),)

    def _find_troubles(self, connection: Connection) -> Iterator[str]:
        """What the engine and the digests find wrong."""
        yield from self.store.find_damage(connection)
        yield from seals.find_broken(connection)
        yield from bodies.find_altered(connection)
        yield from readings.find_altered(connection)
        yield from said.find_altered(connection)

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
