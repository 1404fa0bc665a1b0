"""What was read in the reports: one body holds a reading with its occurrences and claims, and rows index what is in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from skywitness.ledger.bodies import kept_body
from skywitness.ledger.instants import write_instant_or_null
from skywitness.ledger.protocol import Read
from skywitness.model.ids import digest_bytes
from skywitness.model.reading import Claim, Occurrence, Reading


class FullReading(msgspec.Struct, frozen=True):
    """The body of a reading."""

    reading: Reading
    occurrences: tuple[Occurrence, ...]
    claims: tuple[Claim, ...]


_encode = msgspec.json.Encoder().encode
_full = msgspec.json.Decoder(FullReading)

LATEST = """
select reading.digest
from report as told
join reading on reading.row = (
    select max(each.row)
    from reading as each
    where each.report = told.digest
      and each.made_at <= :as_of
  )
where told.made_at <= :as_of
  and not exists (
    select 1
    from report as later
    where later.source = told.source
      and later.report_id = told.report_id
      and (later.told_at, later.collected_at, later.digest) > (told.told_at, told.collected_at, told.digest)
      and later.made_at <= :as_of
  )
order by told.told_at, told.digest
"""


def add_readings(connection: sqlite3.Connection, items: Iterable[Read], *, at: str, by: str) -> int:
    """Add the readings that are new, with what was made of them; returns how many were."""
    added = 0
    for reading, occurrences, claims in items:
        full = FullReading(reading, tuple(occurrences), tuple(claims))
        words = _encode(full)
        digest = digest_bytes(words)
        connection.execute("insert into body (digest, words) values (?, ?)", (digest, words.decode()))
        cursor = connection.execute(
            "insert into reading (report, lang, kind, by, made_at, activity_id, digest) values (?, ?, ?, ?, ?, ?, ?)",
            (reading.report, reading.lang, reading.kind, reading.by, at, by, digest),
        )
        if cursor.rowcount > 0 and cursor.lastrowid is not None:
            added += 1
            _add_index(connection, cursor.lastrowid, full)
    return added


def _add_index(connection: sqlite3.Connection, row: int, full: FullReading) -> None:
    connection.executemany(
        "insert into assertion (reading, position, assertion_id, what) values (?, ?, ?, ?)",
        [(row, position, each.assertion_id, each.what) for position, each in enumerate(full.reading.assertions)],
    )
    connection.executemany(
        """
        insert into occurrence (reading, position, occurrence_id, assertion_id, what, target, iso, starts_at, ends_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [_occurrence_row(row, position, each) for position, each in enumerate(full.occurrences)],
    )
    connection.executemany(
        """
        insert into claim
          (reading, position, claim_id, occurrence_id, about, state, factuality, negated, asserter_kind, asserter_stream)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [_claim_row(row, position, each) for position, each in enumerate(full.claims)],
    )


def _occurrence_row(row: int, position: int, occurrence: Occurrence) -> tuple[object, ...]:
    place = occurrence.mention.place if occurrence.mention else None
    return (
        row,
        position,
        occurrence.occurrence_id,
        occurrence.assertion,
        occurrence.what,
        occurrence.target,
        place.iso if place else None,
        write_instant_or_null(occurrence.period.start),
        write_instant_or_null(occurrence.period.end),
    )


def _claim_row(row: int, position: int, claim: Claim) -> tuple[object, ...]:
    return (
        row,
        position,
        claim.claim_id,
        claim.occurrence,
        claim.about,
        claim.state,
        claim.factuality,
        int(claim.negated),
        claim.asserter.kind,
        claim.asserter.stream,
    )


def stream_full_readings(connection: sqlite3.Connection, as_of: str) -> Iterator[FullReading]:
    """The latest reading of each current report."""
    for (digest,) in connection.execute(LATEST, {"as_of": as_of}):
        yield read_full(connection, digest)


def read_full(connection: sqlite3.Connection, digest: str) -> FullReading:
    """The body of a reading; when words were erased from it, what remains."""
    return _full.decode(kept_body(connection, digest))
