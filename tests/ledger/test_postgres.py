"""What only the PostgreSQL ledger promises: append-only by triggers and by roles, writers that take turns, and plain words about servers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from tests.ledger.invented import COLLECT, READ, invent_reading, invent_report, minutes, register_all
from tests.ledger.test_seals import fill
from tests.ledger.test_sqlite import WRITE_FOR_EVER
from tests.server import OWNER, Server

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.errors import LedgerError, MissingPart
from skywitness.ledger import Ledger, open_ledger
from skywitness.ledger.copying import ORDER

pytestmark = pytest.mark.slow  # a server is started for them

ROOT = Path(__file__).parents[2]


@pytest.fixture
def address(server: Server) -> str:
    """A ledger with rows in all tables but one."""
    address = server.new_address()
    fill(address)
    return address


@pytest.fixture
def raw(address: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """The database as any tool of its owner opens it."""
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def test_the_same_happenings_have_the_same_head_on_both_engines(address: str, tmp_path: Path) -> None:
    fill(tmp_path)
    with open_ledger(address) as one, open_ledger(tmp_path) as other:
        assert one.head() == other.head()
        assert one.counts() == other.counts()


# Append-only


def test_no_row_of_any_table_changes_or_goes_not_even_for_the_owner(raw: psycopg.Connection[tuple[object, ...]]) -> None:
    for table in set(ORDER) - {"context"}:
        [(column,)] = raw.execute("select attname from pg_attribute where attrelid = %s::regclass and attnum = 1", (table,)).fetchall()
        for statement in (f"update {table} set {column} = {column}", f"delete from {table}", f"truncate {table} cascade"):  # noqa: S608 - our names
            with pytest.raises(errors.IntegrityConstraintViolation, match=r"append-only|only after (its|their) tombstone"):
                raw.execute(statement.encode())


def test_words_go_only_after_their_tombstone_and_stay_gone(raw: psycopg.Connection[tuple[object, ...]]) -> None:
    [(row, digest)] = raw.execute("select row, digest from report where report_id = 'post-1'").fetchall()
    [(body,)] = raw.execute("select digest from reading").fetchall()
    for each in (digest, body):
        raw.execute("insert into tombstone (digest, erased, why, by, made_at) values (%s, %s, 'w', 'b', 'm')", (each, digest))
    assert raw.execute("delete from said where report = %s", (row,)).rowcount == 1
    assert raw.execute("delete from body where digest = %s", (body,)).rowcount == 1
    assert raw.execute("insert into said (report, words) values (%s, 'again')", (row,)).rowcount == 0
    assert raw.execute("insert into body (digest, words) values (%s, 'again')", (body,)).rowcount == 0


def test_the_views_show_what_is_true_now(raw: psycopg.Connection[tuple[object, ...]]) -> None:
    assert raw.execute("select count(*) from report_now").fetchall() == [(2,)]
    assert raw.execute("select about, value from claim_now order by about").fetchall() == [("count", "2"), ("payload", None)]
    assert raw.execute("select what, standing from incident_now").fetchall() == [("intercepted", "claimed")]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update decision set by = 'B'", "row 1 of decision was altered"),
        ("delete from finding", "row 1 of finding is missing"),
        ("update activity set agent = 'x' where activity_id = 'a-read'", "row a-read of activity was altered"),
        ("insert into decision values (7, 'd-9', 'reject', 'B', '2025-03-01T06:00:00.000000Z', '{}')", "row 7 of decision was slipped in"),
        ("update entry set mark = '\\x00' where row = 3", "does not fit entries"),
        ("delete from seal where row = (select max(row) from seal)", "stand after its last seal"),
        ("update claim set factuality = 'certain ' where position = 0", "rows of claim under reading 1 were altered"),
        ("insert into body values (99, 'abc', 'a rumour')", "abc is named by nothing"),
        ("update said set words = replace(words, 'drone', 'plane')", "what it says gives another digest"),
        ("update reading set told = 2", "reading 1 was altered: it stands under another report"),
        ("delete from activity where activity_id = 'a-fuse'", "name something in activity that is not there"),
        ("alter table report disable trigger report_is_kept", "trigger report_is_kept was altered"),
        ("alter table reading disable trigger all", "references of reading are not watched"),
        ("drop index report_in_time", "index report_in_time is missing"),
        ("create or replace function refuse() returns trigger language plpgsql as 'begin return new; end'", "function refuse was altered"),
    ],
)
def test_tampering_by_the_owner_shows(statement: str, told: str, address: str, raw: psycopg.Connection[tuple[object, ...]]) -> None:
    with open_ledger(address, read_only=True) as ledger:
        assert ledger.check() == ()
        raw.execute("set session_replication_role = replica")
        raw.execute(statement.encode())
        assert any(told in each for each in ledger.check())


# Roles


@pytest.fixture
def roles(address: str, server: Server) -> Iterator[dict[str, str]]:
    """The addresses of a reader, a collector and an analyst."""
    names = {role: f"{role}_{next(server.numbers)}" for role in ("reader", "collector", "analyst")}
    for role, name in names.items():
        server.run(f"create role {name} login")
        assert answer(["grant", role, name, "--ledger", address]) == DONE
    yield {role: address.replace(f"//{OWNER}@", f"//{name}@") for role, name in names.items()}
    for name in names.values():
        server.run(f"drop owned by {name}; drop role {name}")


def test_a_reader_reads_and_checks_and_adds_nothing(roles: dict[str, str]) -> None:
    with open_ledger(roles["reader"], read_only=True) as ledger:
        assert ledger.counts()["reports"] == 2
        assert ledger.check() == ()
    with open_ledger(roles["reader"]) as ledger, pytest.raises(LedgerError, match="this role may not do that"):
        ledger.add_reports([invent_report("new", own_id="post-3")], at=minutes(9), by=COLLECT.activity_id)


def test_a_collector_takes_in_and_does_not_decide(roles: dict[str, str]) -> None:
    with open_ledger(roles["collector"]) as ledger:
        register_all(ledger)
        report = invent_report("new", own_id="post-3")
        assert ledger.add_reports([report], at=minutes(9), by=COLLECT.activity_id) == 1
        assert ledger.add_readings([invent_reading(report)], at=minutes(9), by=READ.activity_id) == 1
        with pytest.raises(LedgerError, match="this role may not do that"):
            ledger.erase(report.digest, why="w", by="b", at=minutes(9))
        assert ledger.check() == ()


def test_an_analyst_decides_and_erases_and_cannot_rewrite(roles: dict[str, str]) -> None:
    with open_ledger(roles["analyst"]) as ledger:
        [digest] = [report.digest for report in ledger.reports() if not report.erased]
        assert ledger.erase(digest, why="w", by="b", at=minutes(9))
        assert ledger.check() == ()
    with psycopg.connect(roles["analyst"], autocommit=True) as connection:
        for statement in ("update report set source = 'x'", "delete from report", "alter table report disable trigger all"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_what_cannot_be_granted_is_told(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, told in (
        (["king", "x", "--ledger", address], "give one of reader, collector, analyst"),
        (["reader", "nobody-here", "--ledger", address], "there is no role 'nobody-here'"),
        (["reader", "x", "--ledger", str(tmp_path)], "is a folder"),
    ):
        assert answer(["grant", *arguments]) == WRONG_USE
        assert told in capsys.readouterr().err


# Opening


def test_a_ledger_is_made_only_where_one_is_wanted(server: Server) -> None:
    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(LedgerError, match="holds no ledger"):
            open_ledger(server.new_address(), **options)


def test_without_the_extra_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skywitness.ledger.find_spec", lambda name: None if name == "psycopg" else find_spec(name))
    with pytest.raises(MissingPart, match=r"skywitness\[postgres\]"):
        open_ledger("postgresql://desk@host/ledger")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://desk:s3cret%2Fword@127.0.0.1:1/night",
        "postgresql://desk:s3cret%2Fword@/night?host=/nowhere",
        "postgresql://desk:s3cret%2Fword@127.0.0.1:1/night?passwort=s3cret",
        "postgresql://desk:s3cret%2Fword@127.0.0.1:port/night",
        "postgresql://desk:s3cret%2Fword@[::1/night",
    ],
)
def test_no_error_tells_a_password(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["show", "--ledger", address]) == WRONG_USE
    told = capsys.readouterr().err
    assert "skywitness: " in told
    assert "s3cret" not in told


def test_a_wrong_password_is_refused_without_telling_it(server: Server) -> None:
    server.run("create role locked login password 'right'")
    (server.folder / "cluster" / "pg_hba.conf").write_text("local all locked scram-sha-256\nlocal all all trust\n")
    server.run("select pg_reload_conf()")
    with pytest.raises(LedgerError, match=r"password authentication failed .*see that it runs") as caught:
        open_ledger(server.address(user="locked", password="wr0ng"), read_only=True)  # noqa: S106 - a wrong one
    assert "wr0ng" not in str(caught.value)


def test_a_newer_version_and_another_programs_tables_are_refused(
    address: str, raw: psycopg.Connection[tuple[object, ...]], server: Server
) -> None:
    raw.execute("insert into ledger_version values (99)")
    for read_only in (False, True):
        with pytest.raises(LedgerError, match=r"written by a newer skywitness .*upgrade skywitness"):
            open_ledger(address, read_only=read_only)
    other = server.new_address()
    schema = other.rpartition("%3D")[2]
    server.run(f"create schema {schema} create table report (text text)")
    with pytest.raises(LedgerError, match="a table report that is not a ledger's"):
        open_ledger(other)


def test_reading_only_and_closed_ledgers_say_so(address: str) -> None:
    with open_ledger(address, read_only=True) as ledger:
        assert ledger.counts()["reports"] == 2
        with pytest.raises(LedgerError, match="opened for reading only"):
            register_all(ledger)
    with pytest.raises(LedgerError, match="is closed"):
        ledger.counts()
    with pytest.raises(LedgerError, match="is closed"):
        register_all(ledger)


# Together


def test_a_reader_sees_one_snapshot_beside_a_live_writer(address: str) -> None:
    with open_ledger(address) as writer, open_ledger(address, read_only=True) as reader:
        running = reader.reports()
        first = next(running)
        writer.add_reports([invent_report("new", own_id="post-3")], at=minutes(9), by=COLLECT.activity_id)
        assert len([first, *running]) == 2
        assert len(list(reader.reports())) == 3


def test_a_second_writer_waits_and_then_says_why_it_gave_up(address: str) -> None:
    with open_ledger(address) as first, open_ledger(address, busy_s=0.05) as second:
        with first.store.writing(), pytest.raises(LedgerError, match="another process has been writing"):
            register_all(second)
        register_all(second)
        assert second.check() == ()


def test_who_was_cut_off_goes_on(address: str, server: Server) -> None:
    with open_ledger(address) as ledger:
        assert ledger.counts()["reports"] == 2
        server.run("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'skywitness'")
        assert ledger.counts()["reports"] == 2
        ledger.add_reports([invent_report("new", own_id="post-3")], at=minutes(9), by=COLLECT.activity_id)
        with ledger.store.reading() as connection:
            server.run("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'skywitness'")
            with pytest.raises(psycopg.OperationalError):
                connection.execute("select 1")
        assert ledger.counts()["reports"] == 3
        with ledger.store.glancing() as connection:  # there is no snapshot to lose, so that whoever looks one thing up need not know
            server.run("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'skywitness'")
            assert connection.execute("select count(*) from report").fetchone() == (3,)
            with pytest.raises(psycopg.errors.UndefinedTable):
                connection.execute("select * from nothing_of_the_kind")
        assert ledger.check() == ()


@pytest.mark.parametrize(
    ("statement", "parameters"),
    [
        ("select cast(? as text), cast(? as bigint), cast(? as text), true, 3", ("a\0b\x1a0К", -7, None)),
        ("select cast(:a as text), cast(:a as text) where 1 = 0", {"a": "x"}),
        ("select cast(? as double precision)", (2.5,)),  # neither text nor whole number goes in: the driver's way
        ("select cast(1.5 as numeric)", ()),  # nor comes out
    ],
)
def test_a_lookup_gives_what_the_driver_gives(statement: str, parameters: tuple[object, ...] | dict[str, object], address: str) -> None:
    with open_ledger(address) as ledger:
        with ledger.store.reading() as connection:
            expected = connection.execute(statement, parameters).fetchall()
        with ledger.store.glancing() as connection:
            assert connection.execute(statement, parameters).fetchall() == expected
            assert connection.execute(statement, parameters).fetchone() == (expected[0] if expected else None)
            assert list(connection.execute(statement, parameters)) == expected


def test_threads_share_one_ledger(address: str) -> None:
    failures: list[BaseException] = []

    def work(ledger: Ledger, number: int) -> None:
        try:
            for at in range(5):
                ledger.add_reports([invent_report(own_id=f"{number}-{at}")], at=minutes(9), by=COLLECT.activity_id)
                assert len(list(ledger.reports())) > at
        except BaseException as error:  # noqa: BLE001 - carried to the test's own thread
            failures.append(error)

    with open_ledger(address) as ledger:
        threads = [threading.Thread(target=work, args=(ledger, number)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        assert ledger.counts()["reports"] == 22


WRITE_BATCHES = """
import sys
from skywitness.ledger import open_ledger
from tests.ledger.invented import COLLECT, READ, invent_reading, invent_report, minutes, register_all

with open_ledger(sys.argv[1]) as ledger:
    register_all(ledger)
    for batch in range(6):
        reports = [invent_report(own_id=f"post-{sys.argv[2]}-{batch}-{number}") for number in range(10)]
        ledger.add_reports(reports, at=minutes(batch), by=COLLECT.activity_id)
        ledger.add_readings(map(invent_reading, reports), at=minutes(batch), by=READ.activity_id)
"""


def test_several_processes_may_make_one_ledger_and_write_to_it_at_once(server: Server) -> None:
    address = server.new_address()
    writers = [subprocess.Popen([sys.executable, "-c", WRITE_BATCHES, address, str(number)], cwd=ROOT) for number in range(4)]  # noqa: S603
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    with open_ledger(address, read_only=True) as ledger:
        assert ledger.check() == ()
        assert (ledger.counts()["reports"], ledger.counts()["readings"]) == (240, 240)


@pytest.mark.parametrize("acknowledged", [0, 3, 7])
def test_a_kill_loses_nothing_acknowledged_and_corrupts_nothing(acknowledged: int, server: Server) -> None:
    address = server.new_address()
    writer = subprocess.Popen([sys.executable, "-c", WRITE_FOR_EVER, address], stdout=subprocess.PIPE, cwd=ROOT, text=True)  # noqa: S603
    assert writer.stdout is not None
    with writer, writer.stdout:
        for _ in range(acknowledged + 1):
            last = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
        last = max([last, *(int(line) for line in writer.stdout if line.endswith("\n"))])
    with open_ledger(address) as ledger:
        register_all(ledger)
        assert ledger.check() == ()
        told = [report.report_id for report in ledger.reports()]
        assert {f"post-{batch}-{number}" for batch in range(last + 1) for number in range(20)} <= set(told)
        assert len(told) % 20 == 0
        assert ledger.counts()["readings"] in {len(told), len(told) - 20}


def test_a_dump_restored_is_the_same_ledger_and_goes_on(address: str, server: Server, tmp_path: Path) -> None:
    schema, restored = address.rpartition("%3D")[2], f"restored_{next(server.numbers)}"
    server.program("pg_dump", "--format=custom", f"--schema={schema}", f"--file={tmp_path / 'ledger.dump'}", "ledgers")
    server.program("createdb", "--encoding=UTF8", "--template=template0", restored)
    server.program("pg_restore", f"--dbname={restored}", str(tmp_path / "ledger.dump"))
    with open_ledger(address) as one, open_ledger(server.address(schema, database=restored)) as other:
        assert (other.check(), other.head(), other.counts()) == ((), one.head(), one.counts())
        other.add_reports([invent_report("new", own_id="post-3")], at=minutes(9), by=COLLECT.activity_id)
        assert other.check() == ()
