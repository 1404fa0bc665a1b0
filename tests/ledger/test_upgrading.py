"""A ledger of any earlier version is brought up to date: it holds what it held, its chain goes on, and it is written to as a new one is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
from tests.ledger.invented import COLLECT, READ, invent_reading, invent_report, minutes, register_all
from tests.ledger.older import make_older, scripts, write_as_before
from tests.server import OWNER, Server

from skywitness.cli.app import DONE, answer
from skywitness.ledger import Ledger, Read, open_ledger
from skywitness.ledger.seals import BEGINNING
from skywitness.model.reading import Reading
from skywitness.model.words import Kind

STREET = "Nightingale lane forty-two"
TOLD = [
    invent_report(f"{STREET} is where the drone came down, and nobody there was hurt"),
    invent_report("small talk", own_id="post-2"),
    invent_report("small talk, edited", own_id="post-2", edited=5),
    invent_report("not read yet", own_id="post-3"),
]
QUIET = Reading(report=TOLD[2].digest, lang="en", kind=Kind.OTHER, by="sieve/2")
READINGS: list[Read] = [invent_reading(TOLD[0]), (QUIET, (), ())]


def require_same(ledger: Ledger, head: str) -> None:
    assert ledger.check() == ()
    assert ledger.head() == head or not head
    assert ledger.head() != BEGINNING
    assert list(ledger.reports(current=False)) == sorted(TOLD, key=lambda each: (each.edited_at or each.published_at, each.digest))
    assert sorted(ledger.full_readings(), key=str) == sorted(READINGS, key=str)
    assert [report.digest for report in ledger.unread_reports(READ.activity_id)] == [TOLD[3].digest]
    told = ledger.told(QUIET.report)
    assert told is not None
    assert told.read == READINGS[1]


def require_goes_on(ledger: Ledger) -> None:
    register_all(ledger)
    assert ledger.add_reports(TOLD, at=minutes(9), by=COLLECT.activity_id) == 0
    assert ledger.add_readings(READINGS[:1], at=minutes(9), by=READ.activity_id) == 0
    late = invent_report("told later", own_id="post-4")
    quiet = (Reading(report=late.digest, lang="en", kind=Kind.OTHER, by="sieve/3"), (), ())
    assert ledger.add_reports([late], at=minutes(9), by=COLLECT.activity_id) == 1
    assert ledger.add_readings([quiet], at=minutes(9), by=READ.activity_id) == 1
    assert quiet in list(ledger.full_readings())
    assert ledger.erase(TOLD[0].digest, why="asked for", by="Ann", at=minutes(10)) == 2
    assert ledger.report(TOLD[0].digest).erased
    assert ledger.add_reports(TOLD, at=minutes(11), by=COLLECT.activity_id) == 0
    assert ledger.report(TOLD[0].digest).erased
    assert ledger.check() == ()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_older_file_holds_what_it_held_and_goes_on(version: int, tmp_path: Path) -> None:
    head = make_older(tmp_path, version, TOLD, READINGS)
    with open_ledger(tmp_path) as ledger:
        require_same(ledger, head)
        require_goes_on(ledger)
    assert STREET.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_an_older_file_can_be_copied_once_it_is_brought_up(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    head = make_older(one, 3, TOLD, READINGS)
    open_ledger(one).close()
    assert answer(["copy", "--from", str(one), "--to", str(other)]) == DONE
    with open_ledger(other) as ledger:
        require_same(ledger, head)


@pytest.mark.slow
def test_an_older_database_holds_what_it_held_and_lets_its_roles_do_what_they_did(server: Server) -> None:
    address, collector = server.new_address(), f"collector_{next(server.numbers)}"
    schema = address.rpartition("%3D")[2]
    server.run(f"create role {collector} login")
    server.run(f"create schema {schema}")
    with psycopg.connect(address) as old:
        for script in scripts("postgres", 1):
            old.execute(script.replace("@schema", schema).encode())
        old.execute(b"create table ledger_version (version integer primary key, made_at timestamptz not null default now())")
        old.execute(b"insert into ledger_version (version) values (1)")

        def insert(table: str, columns: Sequence[str], values: Sequence[object]) -> None:
            told = [str(value) if table == "entry" and column == "key" else value for column, value in zip(columns, values, strict=True)]
            old.execute(f"insert into {table} ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})".encode(), told)  # noqa: S608

        head = write_as_before(insert, TOLD, READINGS, sealed=True)
        old.execute(f"grant usage on schema {schema} to {collector}".encode())
        for table in ("report", "body", "reading", "assertion", "occurrence", "claim", "entry", "seal", "activity"):
            old.execute(f"grant insert on {table} to {collector}".encode())
        old.execute(f"grant select on all tables in schema {schema} to {collector}".encode())
    with open_ledger(address) as ledger:
        require_same(ledger, head)
    with open_ledger(address.replace(f"//{OWNER}@", f"//{collector}@")) as ledger:
        assert ledger.add_reports([invent_report("by a role", own_id="post-5")], at=minutes(8), by=COLLECT.activity_id) == 1
    with open_ledger(address) as ledger:
        require_goes_on(ledger)
    server.run(f"drop owned by {collector}; drop role {collector}")
