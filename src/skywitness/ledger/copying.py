"""One ledger into another, row by row with its times, ids and chain: nothing is read anew, so nothing can change on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from skywitness.errors import LedgerError
from skywitness.ledger.readings import INDEX
from skywitness.ledger.seals import key_of, read_head
from skywitness.ledger.store import Connection, Row, Store
from skywitness.ledger.tables import TABLES

BATCH = 5_000
CHAIN = {"entry": ("row", "kind", "key", "mark"), "seal": ("row", "last_entry", "head")}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    **TABLES,
    "reading": (*TABLES["reading"], "told"),
    **INDEX,
    "said": ("report", "words"),
    "body": ("row", "digest", "words"),
    **CHAIN,
}
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
    "said",
    "body",
    "entry",
    "seal",
)
"""Tables so that a row's references are there before it; tombstones before bodies, so that no erased words come back; seals last."""
NUMBER = {table: "row" for table, columns in COLUMNS.items() if columns[0] == "row"} | {"tombstone": "rowid", "said": "report"}
"""The column by which the rows of a table are numbered in the order in which they came."""
BURIED = {
    "said": "select 1 from report join tombstone on tombstone.digest = report.digest where report.row = ?",
    "body": "select 1 from tombstone where digest = ?",
}
"""Whether words were erased, by the key that they have in their table."""


def copy_rows(source: Store, target: Store, advance: Callable[[int], None]) -> int:
    """Copy what the target lacks; returns how many rows that were. Broken off, it goes on where it was when called again.

    Raises
    ------
    LedgerError
        The target holds something that the source does not: they are not the same ledger. Or somebody wrote to it meanwhile.
    """
    with source.reading() as theirs:
        _require_same(theirs, source, target)
        copied = 0
        for table in ORDER:
            for rows in _lacking(theirs, target, table):
                with target.writing() as ours:
                    ours.pour(table, COLUMNS[table], rows)
                copied += len(rows)
                advance(len(rows))
            if table == "tombstone":
                _bury(target)
        with target.reading() as ours:
            if read_head(ours) != read_head(theirs):
                raise LedgerError(
                    f"{target.name} was written to while it was copied into; name another place with --to, and let it alone until it is done"
                )
    return copied


def count_rows(store: Store) -> int:
    """All rows of a ledger, for a progress bar."""
    with store.reading() as connection:
        return sum(int(connection.execute(f"select count(*) from {table}").fetchone()[0]) for table in ORDER)  # noqa: S608 - our names


def _require_same(theirs: Connection, source: Store, target: Store) -> None:
    """What the target holds is a beginning of the source: its seals, and the last row that it has of each table."""
    with target.reading() as ours:
        known = dict(theirs.execute("select row, head from seal").fetchall())
        held = ours.execute("select row, head from seal order by row").fetchall()
        same = all(known.get(row) == head for row, head in held) and all(_last_is_same(theirs, ours, table) for table in NUMBER)
    if not same:
        raise LedgerError(
            f"{target.name} holds another ledger than {source.name}, or went on by itself after an earlier copy; name an empty place with --to"
        )


def _last_is_same(theirs: Connection, ours: Connection, table: str) -> bool:
    """Whether the last row of a table here is the row of that number there. Bodies may have been erased there since."""
    columns = ", ".join(COLUMNS[table])
    last = ours.execute(f"select {NUMBER[table]}, {columns} from {table} order by {NUMBER[table]} desc limit 1").fetchone()  # noqa: S608 - our names
    if last is None:
        return True
    number, *values = last
    there = theirs.execute(f"select {columns} from {table} where {NUMBER[table]} = ?", (number,)).fetchone()  # noqa: S608 - our names
    if there is None and table in BURIED:
        return theirs.execute(BURIED[table], (values[0] if table == "said" else values[1],)).fetchone() is not None
    return there is not None and _as_chained(table, there) == _as_chained(table, tuple(values))


def _as_chained(table: str, row: Row) -> Row:
    """The row with its key as the chain covers it: engines keep the keys of entries differently."""
    return (row[0], row[1], key_of(row[1], row[2]), row[3]) if table == "entry" else tuple(row)


def _lacking(theirs: Connection, target: Store, table: str) -> Iterator[list[Row]]:
    """The rows that the target does not have yet, in batches."""
    query = f"select {', '.join(COLUMNS[table])} from {table}"  # noqa: S608 - our names
    with target.reading() as ours:
        if table in NUMBER:
            last = ours.execute(f"select coalesce(max({NUMBER[table]}), 0) from {table}").fetchone()  # noqa: S608 - our names
            found = theirs.stream(f"{query} where {NUMBER[table]} > ? order by {NUMBER[table]}", last)
        elif table in INDEX:
            last = ours.execute(f"select reading, position from {table} order by reading desc, position desc limit 1").fetchone() or (0, -1)  # noqa: S608 - our names
            found = theirs.stream(f"{query} where (reading, position) > (?, ?) order by reading, position", last)
        else:
            there = {key for (key,) in ours.execute(f"select {COLUMNS[table][0]} from {table}")}  # noqa: S608 - our names
            found = (row for row in theirs.stream(query) if row[0] not in there)
    while rows := [_as_chained(table, row) for row in islice(found, BATCH)]:
        yield rows


def _bury(target: Store) -> None:
    """Delete the bodies that were erased in the source after an earlier copy brought them."""
    with target.writing() as ours:
        gone = ours.execute("delete from body where digest in (select digest from tombstone)").rowcount
        gone += ours.execute(
            "delete from said where report in (select row from report where digest in (select digest from tombstone))"
        ).rowcount
    if gone > 0:
        target.forget_deleted()
