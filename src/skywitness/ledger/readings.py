"""What was read in the reports: one body holds a reading with its occurrences and claims, and rows index what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from skywitness.ledger.bodies import ADD_BODY, kept_body, read_body
from skywitness.ledger.instants import write_instant_or_null
from skywitness.ledger.prepared import PreparedReading
from skywitness.ledger.protocol import Read
from skywitness.ledger.store import Connection, Row
from skywitness.model.ids import Digest, digest_bytes
from skywitness.model.reading import Claim, Occurrence, Reading
from skywitness.model.words import Kind


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
ROWS = "select digest, row from report where digest in (select value from json_each(?))"
ADD = "insert into reading (report, lang, kind, by, made_at, activity_id, digest, told) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing"
NOTHING = ""
"""The digest of a reading that says nothing: it has no body, and its row says all."""
READ = "reading.report, reading.lang, reading.kind, reading.by, reading.digest, body.words"
"""The columns from which :func:`full_of` makes a reading."""
MISPLACED = """
select reading.row, reading.report
from reading
left join report on report.row = reading.told
where report.digest is null or report.digest <> reading.report
order by reading.row
"""
FILLED = """
select distinct reading.row
from {table} as each
join reading on reading.row = each.reading
where reading.digest = ''
order by reading.row
"""
"""Readings that say nothing and have rows under them."""
LATEST = f"""
select {READ}
from report as told
join reading on reading.told = told.row
left join body on body.digest = reading.digest
where told.made_at <= :as_of
  and reading.made_at <= :as_of
  and not exists (
    select 1
    from reading as newer
    where newer.told = reading.told
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
"""  # noqa: S608 - our own words


def prepare_reading(read: Read) -> PreparedReading:
    """A reading with what was made of it, ready to be kept."""
    reading, occurrences, claims = read
    full = FullReading(reading, tuple(occurrences), tuple(claims))
    digest, words = _key(full)
    index = {} if digest == NOTHING else _index_rows(full)
    return PreparedReading(reading.report, reading.lang, reading.kind, reading.by, digest, words, index)


def add_readings(connection: Connection, items: Iterable[Read | PreparedReading], *, at: str, by: str) -> int:
    """Add the readings that are new, with what was made of them; returns how many were."""
    added, left = 0, (each if isinstance(each, PreparedReading) else prepare_reading(each) for each in items)
    while batch := list(islice(left, BATCH)):
        added += _add_batch(connection, batch, at=at, by=by)
    return added


def _add_batch(connection: Connection, batch: Sequence[PreparedReading], *, at: str, by: str) -> int:
    told = _find_rows(connection, batch)
    speaking = {each.digest: each for each in batch if each.digest != NOTHING}
    connection.executemany(ADD_BODY, [(digest, each.words) for digest, each in speaking.items()])
    before = connection.execute(LAST).fetchone()
    connection.executemany(ADD, [(each.report, each.lang, each.kind, each.by, at, by, each.digest, told[each.report]) for each in batch])
    new = connection.execute("select row, digest from reading where row > ? order by row", before).fetchall()
    index: dict[str, list[tuple[object, ...]]] = {table: [] for table in INDEX}
    for row, digest in new:
        for table, rows in speaking[digest].index.items() if digest != NOTHING else ():
            index[table] += [(row, *values) for values in rows]
    for table, rows in index.items():
        connection.executemany(f"insert into {table} ({', '.join(INDEX[table])}) values ({', '.join('?' * len(INDEX[table]))})", rows)  # noqa: S608 - our names
    return len(new)


def _find_rows(connection: Connection, batch: Sequence[PreparedReading]) -> Mapping[str, int]:
    """The rows of the reports that were read, by their digest.

    Raises
    ------
    ValueError
        One of them is not in the ledger.
    """
    wanted = sorted({each.report for each in batch})
    rows: dict[str, int] = dict(connection.execute(ROWS, (_encode(wanted).decode(),)).fetchall())
    if len(rows) < len(wanted):
        missing = next(digest for digest in wanted if digest not in rows)
        raise ValueError(f"a reading names report {missing}, which is not in the ledger; add the report first")
    return rows


def _key(full: FullReading) -> tuple[str, str]:
    """The digest of a reading's body, and the body."""
    read = full.reading
    if full == _bare(read.report, read.lang, read.kind, read.by):
        return NOTHING, ""
    words = _encode(full)
    return digest_bytes(words), words.decode()


def _index_rows(full: FullReading) -> dict[str, list[Row]]:
    """What the index says of a reading, by table, behind its number."""
    return {
        "assertion": [(position, each.assertion_id, each.what) for position, each in enumerate(full.reading.assertions)],
        "occurrence": [_occurrence_row(position, each) for position, each in enumerate(full.occurrences)],
        "claim": [_claim_row(position, each) for position, each in enumerate(full.claims)],
    }


def _occurrence_row(position: int, occurrence: Occurrence) -> tuple[object, ...]:
    place = occurrence.mention.place if occurrence.mention else None
    return (
        position,
        occurrence.occurrence_id,
        occurrence.assertion,
        occurrence.what,
        occurrence.target,
        place.iso if place else None,
        write_instant_or_null(occurrence.period.start),
        write_instant_or_null(occurrence.period.end),
    )


def _claim_row(position: int, claim: Claim) -> tuple[object, ...]:
    return (
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
    for row in connection.stream(LATEST, {"as_of": as_of}):
        yield full_of(connection, row)


def full_of(connection: Connection, row: Row) -> FullReading:
    """The reading of which a query gave ``READ``."""
    report, lang, kind, by, digest, words = row
    return _bare(report, lang, kind, by) if digest == NOTHING else read_full(connection, digest, words)


def _bare(report: str, lang: str, kind: str, by: str) -> FullReading:
    return FullReading(Reading(report=Digest(report), lang=lang, kind=Kind(kind), by=by), (), ())


def read_full(connection: Connection, digest: str, words: str | bytes | None = None) -> FullReading:
    """The body of a reading, looked up unless it came with the digest; when words were erased from it, what remains."""
    return _full.decode(kept_body(connection, digest) if words is None else words)


def _is_whole(connection: Connection, digest: str, words: str) -> bool:
    """Whether these are the words under the digest, or what its tombstones say remains of them."""
    found = digest_bytes(words.encode())
    return digest == found or connection.execute("select 1 from tombstone where remains = ?", (found,)).fetchone() is not None


def find_altered(connection: Connection) -> Iterator[str]:
    """A sentence for each reading whose index rows do not say what its body says."""
    for row, report in connection.stream(MISPLACED):
        yield f"reading {row} was altered: it stands under another report than {report}, which it names"
    for table in INDEX:
        for (row,) in connection.stream(FILLED.format(table=table)):
            yield f"the rows of {table} under reading {row} were altered: they do not say what the reading says"
    for row, digest in connection.stream("select row, digest from reading where digest <> '' order by row"):
        words = read_body(connection, digest)
        if words is None or not _is_whole(connection, digest, words):
            continue  # that it is missing or altered is told with the bodies
        for table, expected in _index_rows(_full.decode(words)).items():
            held = connection.execute(f"select {', '.join(INDEX[table])} from {table} where reading = ? order by position", (row,))  # noqa: S608 - our names
            if held.fetchall() != [(row, *values) for values in expected]:
                yield f"the rows of {table} under reading {row} were altered: they do not say what the reading says"
