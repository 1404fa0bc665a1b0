"""One ledger into another, row by row with its times, ids and chain: nothing is read anew, so nothing can change on the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from itertools import islice

from skywitness.errors import LedgerError
from skywitness.ledger import seals
from skywitness.ledger.readings import INDEX
from skywitness.ledger.store import Store
from skywitness.ledger.tables import TABLES

BATCH = 5_000
ORDER = (
    "activity",
    "source",
    "tombstone",
    "report",
    "set_aside",
    "reading",
    *INDEX,
    "incident",
    "tally",
    "context",
    "finding",
    "decision",
    "body",
    "entry",
    "seal",
)
"""Tables so that a row's references are there before it; tombstones before bodies, so that no erased words come back; seals last."""
BY_ROW = frozenset({*(table for table, columns in TABLES.items() if columns[0] == "row"), "body", "entry", "seal"})


def copy_rows(source: Store, target: Store, advance: Callable[[int], None]) -> int:
    """Copy what the target lacks; returns how many rows that were. Broken off, it goes on where it was when called again.

    Raises
    ------
    LedgerError
        The target holds something that the source does not: they are not the same ledger.
    """
    with source.reading() as theirs:
        _require_same(theirs, target)
        copied = 0
        for table in ORDER:
            for rows in _lacking(theirs, target, table):
                with target.writing() as ours:
                    ours.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608 - our names
                    seals.forget(ours)
                copied += len(rows)
                advance(len(rows))
    return copied


def count_rows(store: Store) -> int:
    """All rows of a ledger, for a progress bar."""
    with store.reading() as connection:
        return sum(int(connection.execute(f"select count(*) from {table}").fetchone()[0]) for table in ORDER)  # noqa: S608 - our names


def _require_same(theirs: sqlite3.Connection, target: Store) -> None:
    """The target's seals are a beginning of the source's."""
    with target.reading() as ours:
        held = ours.execute("select row, head from seal order by row").fetchall()
        is_empty = not held and not ours.execute("select count(*) from report").fetchone()[0]
    known = dict(theirs.execute("select row, head from seal"))
    if not is_empty and any(known.get(row) != head for row, head in held):
        raise LedgerError(f"{target.file} holds another ledger than the one to be copied; name an empty folder with --to")


def _lacking(theirs: sqlite3.Connection, target: Store, table: str) -> Iterator[list[tuple[object, ...]]]:
    """The rows that the target does not have yet, in batches."""
    query = f"select * from {table}"  # noqa: S608 - our names
    if table in BY_ROW:
        with target.reading() as ours:
            last = ours.execute(f"select coalesce(max(row), 0) from {table}").fetchone()[0]  # noqa: S608 - our names
        found = theirs.execute(f"{query} where row > ? order by row", (last,))
    elif table in INDEX:
        with target.reading() as ours:
            last = ours.execute(f"select coalesce(max(reading), 0) from {table}").fetchone()[0]  # noqa: S608 - our names
        found = theirs.execute(f"{query} where reading >= ? order by reading, position", (last,))
    else:
        found = theirs.execute(query)
    while rows := list(islice(found, BATCH)):
        yield rows
