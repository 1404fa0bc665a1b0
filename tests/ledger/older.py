"""Ledgers as earlier versions of skywitness wrote them, for tests of what opens them now."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import msgspec
from tests.ledger.invented import COLLECT, READ, minutes

from skywitness.ledger import Read, seals
from skywitness.ledger.instants import write_instant
from skywitness.ledger.readings import INDEX, FullReading, _index_rows
from skywitness.ledger.said import prepare_report
from skywitness.ledger.sqlite import APPLICATION_ID, FILE_NAME
from skywitness.ledger.tables import TABLES
from skywitness.model.ids import digest_bytes
from skywitness.model.report import Report

Insert = Callable[[str, Sequence[str], Sequence[object]], None]
"""Adds a row: its table, the columns, the values."""


def scripts(engine: str, upto: int) -> Iterable[str]:
    """What made the tables of a ledger of that version."""
    folder = files("skywitness.ledger") / "schema" / engine
    for script in sorted(folder.iterdir(), key=lambda each: each.name):
        if int(script.name[:4]) <= upto:
            yield script.read_text(encoding="utf-8")


def make_older(folder: Path, version: int, reports: Sequence[Report], read: Sequence[Read]) -> str:
    """A ledger on SQLite of that version, which holds these; returns its head, empty where there was no chain yet."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as old:
        for script in scripts("sqlite", version):
            old.executescript(script)
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        old.execute(f"pragma user_version = {version}")
        old.execute("pragma journal_mode = wal")

        def insert(table: str, columns: Sequence[str], values: Sequence[object]) -> None:
            old.execute(f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})", values)  # noqa: S608

        head = write_as_before(insert, reports, read, sealed=version > 1)
        old.commit()
    return head


def write_as_before(insert: Insert, reports: Sequence[Report], read: Sequence[Read], *, sealed: bool) -> str:
    """Write what version 3 wrote on SQLite, and 1 on PostgreSQL: all words in ``body``, a body for every reading. Returns the head of the chain."""
    sealing = dict[str, list[tuple[object, ...]]]()

    def add(table: str, *values: object) -> None:
        sealing.setdefault(table, []).append(values)
        insert(table, TABLES[table], values)

    for step in (COLLECT, READ):
        add("activity", step.activity_id, step.step, step.version, step.settings, step.agent, write_instant(minutes(0)))
    bodies = list[tuple[str, str]]()
    for number, report in enumerate(reports, 1):
        kept_as = prepare_report(report)
        add("report", number, kept_as.digest, *kept_as.columns, write_instant(minutes(1)), COLLECT.activity_id, kept_as.record)
        bodies.append((report.digest, kept_as.words))
    for number, (reading, occurrences, claims) in enumerate(read, 1):
        full = FullReading(reading, tuple(occurrences), tuple(claims))
        words = msgspec.json.encode(full)
        bodies.append((digest_bytes(words), words.decode()))
        said = (reading.report, reading.lang, reading.kind, reading.by, write_instant(minutes(2)), READ.activity_id, bodies[-1][0])
        add("reading", number, *said)
        for table, rows in _index_rows(full).items():
            for row in rows:
                insert(table, INDEX[table], (number, *row))
    for number, (digest, body) in enumerate(bodies, 1):
        insert("body", ("row", "digest", "words"), (number, digest, body))
    return _seal(insert, sealing) if sealed else ""


def _seal(insert: Insert, kept: Mapping[str, Sequence[tuple[object, ...]]]) -> str:
    fresh = [(kind, row) for kind, rows in kept.items() for row in rows]
    entries = [(number, kind, row[0], seals.mark_of(row)) for number, (kind, row) in enumerate(fresh, 1)]
    for entry in entries:
        insert("entry", ("row", "kind", "key", "mark"), entry)
    head = seals.next_head(seals.BEGINNING, entries)
    insert("seal", ("row", "last_entry", "head"), (1, len(entries), head))
    return head
