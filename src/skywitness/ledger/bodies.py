"""The words of other people: kept apart from the rows, so that they can be erased and nothing else need change; those of a report under its row, all others under a digest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from skywitness.errors import LedgerError, UnknownId
from skywitness.ledger.store import Connection
from skywitness.model.ids import digest_bytes

QUOTING_FIELDS = frozenset({"quote", "quotes", "surface", "within", "and_other", "undisclosed_explicit", "sample"})
"""Fields that hold wording of a report, however short."""
LONGEST_TERM = 24
"""Characters. In other fields a longer text that stands in the erased words is wording too; a shorter one is a name or a term."""


ADD_BODY = "insert into body (digest, words) values (?, ?) on conflict do nothing"

MISSING = """
with named (kind, digest) as (
  select 'reading', digest from reading where digest <> ''
  union all select 'set_aside', digest from set_aside
  union all select 'incident', digest from incident where gone = 0
  union all select 'tally', digest from tally where gone = 0
  union all select 'context', digest from context where gone = 0
  union all select 'finding', digest from finding
)
select named.kind, named.digest
from named
left join body on body.digest = named.digest
left join tombstone on tombstone.digest = named.digest
where body.digest is null
  and tombstone.digest is null
"""
UNNAMED = """
select digest from body
except select digest from reading
except select digest from set_aside
except select digest from incident
except select digest from tally
except select digest from context
except select digest from finding
except select remains from tombstone
"""
BODIES = "select digest, words from body"


class Words(msgspec.Struct, frozen=True):
    """The body of a report."""

    text: str
    title: str | None


def read_body(connection: Connection, digest: str) -> str | None:
    """The body under a digest, or what remains of it after erasure; None when nothing remains."""
    wanted: str | None = digest
    while wanted is not None:
        row = connection.execute("select words from body where digest = ?", (wanted,)).fetchone()
        if row is not None:
            return row[0].decode() if isinstance(row[0], bytes) else str(row[0])
        gone = connection.execute("select remains from tombstone where digest = ?", (wanted,)).fetchone()
        wanted = gone[0] if gone else None
    return None


def kept_body(connection: Connection, digest: str) -> str:
    """A body of ours, which erasure can only blank and never remove."""
    words = read_body(connection, digest)
    if words is None:
        raise LedgerError(f"the body {digest} is missing from the ledger: it is damaged; put back a copy")
    return words


def erase_body(connection: Connection, asked: str, *, why: str, by: str, at: str) -> int:
    """Erase a report's (or a set-aside item's) body, and its words from every body that names it; returns how many were touched.

    Reads all bodies once: rare, and seconds even in a large ledger.

    Raises
    ------
    UnknownId
        There is no such body, or it was erased before.
    """
    row = connection.execute(
        """
        select report.digest, said.words
        from report
        join said on said.report = report.row
        where report.digest = :asked
        union all
        select body.digest, body.words
        from set_aside
        join body on body.digest = set_aside.digest
        where set_aside.set_aside_id = :asked
        """,
        {"asked": asked},
    ).fetchone()
    if row is None:
        raise UnknownId(
            f"nothing to erase: no text is kept under {asked} (give the digest of one version of a report, or the id of an item set aside)"
        )
    digest, said = row
    erased = " ".join(_texts(msgspec.json.decode(said)))
    replaced: list[tuple[str, str | None]] = [(digest, None)]
    for other, words in connection.execute("select digest, words from body where instr(words, ?) > 0 order by row", (digest,)).fetchall():
        remains = blank(words, erased)
        if remains != words:
            replaced.append((other, digest_bytes(remains.encode())))
            connection.execute(ADD_BODY, (replaced[-1][1], remains))
    connection.executemany(
        "insert into tombstone (digest, erased, remains, why, by, made_at) values (?, ?, ?, ?, ?, ?) on conflict do nothing",
        [(old, digest, new, why, by, at) for old, new in replaced],
    )
    connection.execute("delete from said where report = (select row from report where digest = ?)", (digest,))
    connection.executemany("delete from body where digest = ?", [(old,) for old, _ in replaced])
    return len(replaced)


def blank(words: str, erased: str) -> str:
    """A JSON body with the wording that stands in the erased text left blank, and its structure kept.

    >>> blank('{"quote":"over the river","value":"Ka-52"}', "A Ka-52 was seen over the river at night")
    '{"quote":"","value":"Ka-52"}'
    """
    return msgspec.json.encode(_blank(msgspec.json.decode(words), erased, quoting=False)).decode()


def _blank(value: object, erased: str, *, quoting: bool) -> object:
    if isinstance(value, str):
        is_wording = (quoting or len(value) > LONGEST_TERM) and value in erased
        return "" if is_wording else value
    if isinstance(value, list):
        return [_blank(each, erased, quoting=quoting) for each in value]
    if isinstance(value, dict):
        return {key: _blank(each, erased, quoting=key in QUOTING_FIELDS) for key, each in value.items()}
    return value


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)


def find_altered(connection: Connection) -> Iterator[str]:
    """A sentence for each body of ours that is missing, that nothing names, or whose words no longer give its digest."""
    for kind, digest in connection.stream(MISSING):
        yield f"the body {digest} of a {kind} is missing, and no tombstone says why"
    for (digest,) in connection.stream(UNNAMED):
        yield f"the body {digest} is named by nothing: it was slipped in past the ledger"
    for digest, words in connection.stream(BODIES):
        if digest_bytes(str(words).encode()) != digest:  # a damaged cell can be of another type
            yield f"the body {digest} was altered: its words give another digest"
