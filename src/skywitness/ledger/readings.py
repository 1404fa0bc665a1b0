"""What was read in the reports: one body holds a reading with its occurrences and claims, and rows index what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from skywitness.ledger.bodies import ADD_BODY, kept_body, read_body
from skywitness.ledger.instants import write_instant_or_null
from skywitness.ledger.protocol import Read
from skywitness.ledger.store import Connection
from skywitness.model.ids import digest_bytes
from skywitness.model.reading import Claim, Occurrence, Reading


class FullReading(msgspec.Struct, frozen=True):
    """The body of a reading."""

    reading: Reading
    occurrences: tuple[Occurrence, ...]
    claims: tuple[Claim, ...]


INDEX = {
    "assertion": ("reading", "position", "assertion_id", "what"),
    "occurrence": ("reading", "position", "occurrence_id", "assertion_id", "what", "target", "iso", "starts_at", "ends_at"),
    "claim": (
        "reading",
        "position",
        "claim_id",
        "occurrence_id",
        "about",
        "state",
        "factuality",
        "negated",
        "asserter_kind",
        "asserter_stream",
    ),
}
"""The columns of the tables that index readings."""
_encode = msgspec.json.Encoder().encode
_full = msgspec.json.Decoder(FullReading)

BATCH = 500
"""Readings that are added together: a row's number is known once its batch is in."""
LAST = "select coalesce(max(row), 0) from reading"
ADD = "insert into reading (report, lang, kind, by, made_at, activity_id, digest) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing"
LATEST = """
select reading.digest, body.words
from report as told
join reading on reading.report = told.digest
left join body on body.digest = reading.digest
where told.made_at <= :as_of
  and reading.made_at <= :as_of
  and not exists (
    select 1
    from reading as newer
    where newer.report = reading.report
      and newer.row > reading.row
      and newer.made_at <= :as_of
  )
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


def add_readings(connection: Connection, items: Iterable[Read], *, at: str, by: str) -> int:
    """Add the readings that are new, with what was made of them; returns how many were."""
    added, fulls = 0, (FullReading(reading, tuple(occurrences), tuple(claims)) for reading, occurrences, claims in items)
    while batch := list(islice(fulls, BATCH)):
        added += _add_batch(connection, batch, at=at, by=by)
    return added


def _add_batch(connection: Connection, batch: Sequence[FullReading], *, at: str, by: str) -> int:
    encoded = {digest_bytes(words): (full, words) for full in batch for words in [_encode(full)]}
    connection.executemany(ADD_BODY, [(digest, words.decode()) for digest, (_, words) in encoded.items()])
    before = connection.execute(LAST).fetchone()
    connection.executemany(
        ADD,
        [(each.reading.report, each.reading.lang, each.reading.kind, each.reading.by, at, by, key) for key, (each, _) in encoded.items()],
    )
    new = connection.execute("select row, digest from reading where row > ? order by row", before).fetchall()
    index: dict[str, list[tuple[object, ...]]] = {table: [] for table in INDEX}
    for row, digest in new:
        for table, rows in _index_rows(row, encoded[digest][0]).items():
            index[table] += rows
    for table, rows in index.items():
        connection.executemany(f"insert into {table} ({', '.join(INDEX[table])}) values ({', '.join('?' * len(INDEX[table]))})", rows)  # noqa: S608 - our names
    return len(new)


def _index_rows(row: int, full: FullReading) -> dict[str, list[tuple[object, ...]]]:
    """What the index says of a reading, by table."""
    return {
        "assertion": [(row, position, each.assertion_id, each.what) for position, each in enumerate(full.reading.assertions)],
        "occurrence": [_occurrence_row(row, position, each) for position, each in enumerate(full.occurrences)],
        "claim": [_claim_row(row, position, each) for position, each in enumerate(full.claims)],
    }


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


def stream_full_readings(connection: Connection, as_of: str) -> Iterator[FullReading]:
    """The latest reading of each current report."""
    for digest, words in connection.stream(LATEST, {"as_of": as_of}):
        yield read_full(connection, digest, words)


def read_full(connection: Connection, digest: str, words: str | bytes | None = None) -> FullReading:
    """The body of a reading, looked up unless it came with the digest; when words were erased from it, what remains."""
    return _full.decode(kept_body(connection, digest) if words is None else words)


def _is_whole(connection: Connection, digest: str, words: str) -> bool:
    """Whether these are the words under the digest, or what its tombstones say remains of them."""
    found = digest_bytes(words.encode())
    return digest == found or connection.execute("select 1 from tombstone where remains = ?", (found,)).fetchone() is not None


def find_altered(connection: Connection) -> Iterator[str]:
    """A sentence for each reading whose index rows do not say what its body says."""
    for row, digest in connection.stream("select row, digest from reading order by row"):
        words = read_body(connection, digest)
        if words is None or not _is_whole(connection, digest, words):
            continue  # that it is missing or altered is told with the bodies
        for table, expected in _index_rows(row, _full.decode(words)).items():
            held = connection.execute(f"select {', '.join(INDEX[table])} from {table} where reading = ? order by position", (row,))  # noqa: S608 - our names
            if held.fetchall() != expected:
                yield f"the rows of {table} under reading {row} were altered: they do not say what the reading says"
