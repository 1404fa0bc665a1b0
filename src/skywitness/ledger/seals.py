"""The chain that shows tampering: each transaction is sealed over the rows that it added and the seal before.

An entry marks what a row said when it came. Whoever alters, removes or slips in a row has to alter its entry, then its seal and every later
one; the head that somebody noted, printed or had stamped before then no longer fits. As in a linked time-stamping service (Haber and Stornetta,
1991), the head is all that has to be kept elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from skywitness.ledger.store import Connection, Fresh, Row
from skywitness.ledger.tables import TABLES

MARK_BYTES = 16
ORDER = {kind: place for place, kind in enumerate(TABLES)}
BEGINNING = "0" * 64
"""The head of a ledger that holds nothing."""
_KEY = {kind: "cast(entry.key as bigint)" if columns[0] == "row" else "entry.key" for kind, columns in TABLES.items()}
"""An entry's key as the key of its table: PostgreSQL keeps all of them as text."""
HELD = {
    kind: f"""
select entry.row, entry.key, entry.mark, {", ".join(f"held.{column}" for column in columns)}
from entry
left join {kind} as held on held.{columns[0]} = {_KEY[kind]}
where entry.kind = '{kind}'
order by entry.row
"""  # noqa: S608 - our names
    for kind, columns in TABLES.items()
}
SLIPPED_IN = {
    kind: f"""
select {columns[0]} from {kind}
except select {_KEY[kind]} from entry where kind = '{kind}'
"""  # noqa: S608 - our names
    for kind, columns in TABLES.items()
}
_encode = msgspec.json.Encoder().encode


def seal(connection: Connection) -> None:
    """Seal what the transaction added, as its last step. Nothing added, nothing sealed."""
    fresh = sorted(connection.fresh(), key=_place)
    if not fresh:
        return
    connection.forget_fresh()
    number, last, head = connection.execute("select row, last_entry, head from seal order by row desc limit 1").fetchone() or (
        0,
        0,
        BEGINNING,
    )
    entries = [(last + at, kind, values[0], mark_of(values)) for at, (kind, values) in enumerate(fresh, start=1)]
    connection.executemany("insert into entry (row, kind, key, mark) values (?, ?, ?, ?)", entries)
    connection.execute("insert into seal (row, last_entry, head) values (?, ?, ?)", (number + 1, entries[-1][0], next_head(head, entries)))


def _place(fresh: Fresh) -> int:
    """Rows are sealed table by table, in each as they came, so that engines make one chain of the same happenings."""
    return ORDER[fresh[0]]


def key_of(kind: str, key: object) -> object:
    """The key of an entry as the chain covers it: row numbers are numbers, though PostgreSQL keeps all keys as text."""
    return int(key) if isinstance(key, str) and TABLES.get(kind, ("",))[0] == "row" and key.isdecimal() else key


def mark_of(row: Row) -> bytes:
    """What an entry keeps of a row's values."""
    return hashlib.sha256(_encode(row)).digest()[:MARK_BYTES]


def next_head(head: str, entries: Iterable[Row]) -> str:
    """The head after these entries."""
    chain = hashlib.sha256(bytes.fromhex(head))
    for row, kind, key, mark in entries:
        chain.update(_encode((row, kind, key, mark)))
    return chain.hexdigest()


def read_head(connection: Connection) -> str:
    """The head of the chain: it stands for all that the ledger holds."""
    found = connection.execute("select head from seal order by row desc limit 1").fetchone()
    return str(found[0]) if found else BEGINNING


def find_broken(connection: Connection) -> Iterator[str]:
    """A sentence for each row that was altered, removed or slipped in, in the order in which the rows had come, then for a seal that does not fit."""
    told: list[tuple[int, str]] = []
    for kind, query in HELD.items():
        for number, key, mark, *values in connection.stream(query):
            if values[0] is None:
                told.append((number, f"row {key} of {kind} is missing: it was removed past the ledger"))
            elif mark_of(tuple(values)) != mark:
                told.append((number, f"row {key} of {kind} was altered: it does not say what it said when it came"))
    yield from (sentence for _, sentence in sorted(told))
    for kind, query in SLIPPED_IN.items():
        for (key,) in connection.stream(query):
            yield f"row {key} of {kind} was slipped in past the ledger: no entry of the chain has it"
    yield from _find_broken_seal(connection)


def _find_broken_seal(connection: Connection) -> Iterator[str]:
    head, begun = BEGINNING, 0
    for number, last, sealed in connection.stream("select row, last_entry, head from seal order by row"):
        entries = connection.execute("select row, kind, key, mark from entry where row > ? and row <= ? order by row", (begun, last))
        head = next_head(head, ((row, kind, key_of(kind, key), mark) for row, kind, key, mark in entries))
        if head != sealed:
            yield f"seal {number} does not fit entries {begun + 1} to {last} of the chain: one of them, or the seal, was altered"
            return
        begun = last
    beyond = connection.execute("select count(*) from entry where row > ?", (begun,)).fetchone()[0]
    if beyond:
        yield f"{beyond} entries of the chain stand after its last seal: they were slipped in, or seals were removed"
