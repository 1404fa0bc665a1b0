"""What only the SQLite ledger promises: append-only by triggers, plain words about bad files, and nothing lost when it is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.ledger.invented import (
    COLLECT,
    FUSE,
    READ,
    invent_context,
    invent_dossier,
    invent_finding,
    invent_reading,
    invent_report,
    invent_tally,
    minutes,
    register_all,
)

from skywitness.errors import LedgerError
from skywitness.ledger import Ledger, open_ledger
from skywitness.ledger.sqlite import FILE_NAME
from skywitness.model.ids import DecisionId
from skywitness.model.incident import Picture
from skywitness.model.provenance import Decision
from skywitness.model.report import Locator, SetAside, SourceProfile
from skywitness.model.words import DecisionKind

STREET = "Nightingale lane forty-two"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger with at least one row in every table."""
    with open_ledger(tmp_path) as ledger:
        register_all(ledger)
        report = invent_report(f"{STREET} is where the drone came down")
        item = invent_reading(report)
        ledger.add_profiles({"desk": SourceProfile(name="desk")}, at=minutes(0))
        ledger.add_reports([report, invent_report("other", own_id="post-2")], at=minutes(1), by=COLLECT.activity_id)
        ledger.add_set_aside([SetAside(Locator(), "no text")], at=minutes(1), by=COLLECT.activity_id)
        ledger.add_readings([item], at=minutes(2), by=READ.activity_id)
        picture = Picture(dossiers=(invent_dossier(item),), tallies=(invent_tally(report),), contexts=(invent_context(report),))
        ledger.record_picture(picture, at=minutes(3), by=FUSE.activity_id)
        ledger.add_findings([invent_finding(report.digest, "f-1")], at=minutes(3), by=READ.activity_id)
        ledger.add_decision(
            Decision(
                decision_id=DecisionId("d-1"), kind=DecisionKind.REJECT, about=("i-1",), value=None, by="Ann", why="no", made_at=minutes(4)
            )
        )
        ledger.erase(invent_report("other", own_id="post-2").digest, why="asked for", by="Ann", at=minutes(5))
    return tmp_path


@pytest.fixture
def raw(folder: Path) -> Iterator[sqlite3.Connection]:
    """The file as any SQLite tool opens it, with none of our settings."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        yield connection


def tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")]


def dump(connection: sqlite3.Connection) -> list[str]:
    return list(connection.iterdump())


def test_no_table_lets_a_row_be_changed_deleted_or_replaced(raw: sqlite3.Connection) -> None:
    before = dump(raw)
    assert len(tables(raw)) == 18
    for table in tables(raw):
        columns = [row[1] for row in raw.execute(f"pragma table_info({table})")]
        assert raw.execute(f"select count(*) from {table}").fetchone()[0], f"{table} is empty: nothing is tested"  # noqa: S608
        with pytest.raises(sqlite3.IntegrityError, match=r"append-only|tombstone"):
            raw.execute(f"delete from {table}")  # noqa: S608
        for column in columns:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(f"update {table} set {column} = {column}")  # noqa: S608
        raw.execute(f"insert or replace into {table} select * from {table}")  # noqa: S608
    raw.commit()
    assert dump(raw) == before


def test_every_table_is_strict_and_the_file_is_in_wal_mode(raw: sqlite3.Connection) -> None:
    strict = {row[1]: row[5] for row in raw.execute("pragma table_list")}
    assert all(strict[table] for table in tables(raw))
    assert raw.execute("pragma journal_mode").fetchone()[0] == "wal"
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute("insert into tombstone (digest, erased, why, by, made_at) values (x'00', 'a', 'b', 'c', 'd')")


def test_words_go_only_after_their_tombstone_and_stay_gone(raw: sqlite3.Connection) -> None:
    row, digest = raw.execute("select row, digest from report where report_id = 'post-1'").fetchone()
    body = raw.execute("select digest from reading").fetchone()[0]
    for delete, key in (("delete from said where report = ?", row), ("delete from body where digest = ?", body)):
        with pytest.raises(sqlite3.IntegrityError, match="only after"):
            raw.execute(delete, (key,))
    raw.executemany(
        "insert into tombstone (digest, erased, why, by, made_at) values (?, ?, 'w', 'b', 'm')", [(digest, digest), (body, digest)]
    )
    assert raw.execute("delete from said where report = ?", (row,)).rowcount == 1
    assert raw.execute("delete from body where digest = ?", (body,)).rowcount == 1
    assert raw.execute("insert into said (report, words) values (?, 'again')", (row,)).rowcount == 0
    assert raw.execute("insert into body (digest, words) values (?, 'again')", (body,)).rowcount == 0


def test_the_views_show_what_is_true_now(raw: sqlite3.Connection) -> None:
    assert raw.execute("select count(*) from report_now").fetchone()[0] == 2
    assert raw.execute("select about, value from claim_now order by about").fetchall() == [("count", 2), ("payload", None)]
    assert raw.execute("select what, standing from incident_now").fetchall() == [("intercepted", "claimed")]


def test_erased_words_stand_nowhere_in_the_files(folder: Path) -> None:
    def files() -> bytes:
        return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))

    assert STREET.encode() in files()
    with open_ledger(folder) as ledger:
        [digest] = [report.digest for report in ledger.reports() if not report.erased]
        ledger.erase(digest, why="court order", by="Ann", at=minutes(9))
        assert STREET.encode() not in files()
        assert ledger.check() == ()
    assert STREET.encode() not in files()


# Opening


def test_a_ledger_on_a_disk_that_cannot_be_written_is_read_and_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(folder) as ledger:
        told = list(ledger.reports())
    before = sorted(path.name for path in folder.iterdir())
    monkeypatch.setattr(os, "access", lambda *_: False)
    with open_ledger(folder, read_only=True) as ledger:
        assert list(ledger.reports()) == told != []
        assert sorted(path.name for path in folder.iterdir()) == before


def test_a_ledger_is_made_only_where_one_is_wanted(tmp_path: Path) -> None:
    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(LedgerError, match="holds no ledger; make one with: skywitness run"):
            open_ledger(tmp_path / "none", **options)
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match="cannot be made a folder"):
        open_ledger(tmp_path / "file")


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"not a database at all " * 100, "damaged or not a SQLite file"), (b"SQLite format 3\x00" + b"\xff" * 9000, "ledger")],
)
def test_a_file_that_is_no_database_is_told(content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(LedgerError, match=told) as caught:
        open_ledger(tmp_path)
    assert str(tmp_path / FILE_NAME) in str(caught.value)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_damaged_page_is_told_by_reading_and_by_checking(folder: Path) -> None:
    file = folder / FILE_NAME
    whole = file.read_bytes()
    page = whole.index(STREET.encode()) // 4096 * 4096
    file.write_bytes(whole[:page] + b"\x5a" * 4096 + whole[page + 4096 :])
    with open_ledger(folder, read_only=True) as ledger:
        assert ledger.check()
        with pytest.raises(LedgerError, match=r"damaged .* put back a copy"):
            list(ledger.reports())


def test_a_file_cut_short_is_told(folder: Path) -> None:
    file = folder / FILE_NAME
    file.write_bytes(file.read_bytes()[:6000])
    with pytest.raises(LedgerError, match=r"damaged .* put back a copy"), open_ledger(folder) as ledger:
        list(ledger.reports())


def test_a_missing_body_is_found(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as raw:
        for table in ("body", "said"):
            raw.execute(f"drop trigger {table}_stays")
            raw.execute(f"delete from {table}")  # noqa: S608
        raw.commit()
    with open_ledger(folder, read_only=True) as ledger:
        told = ledger.check()
    triggers, faults = told[:2], told[2:]
    assert sorted(each.split(" is ")[0] for each in triggers) == ["the trigger body_stays", "the trigger said_stays"]
    assert len(faults) == 7
    assert all("is missing, and no tombstone says why" in fault for fault in faults)


def test_an_altered_body_is_found(folder: Path) -> None:
    file = folder / FILE_NAME
    whole = file.read_bytes()
    assert STREET.encode() in whole
    file.write_bytes(whole.replace(STREET.encode(), STREET.upper().encode()))
    with open_ledger(folder, read_only=True) as ledger:
        faults = ledger.check()
    assert any("report post-1" in fault and "altered" in fault for fault in faults)
    assert any(fault.startswith("the body") for fault in faults)


def test_some_other_programs_database_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as other:
        other.execute("create table note (text)")
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(LedgerError, match="not a ledger of skywitness"):
        open_ledger(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_newer_version_is_refused_in_plain_words(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as raw:
        raw.execute("pragma user_version = 99")
    for read_only in (False, True):
        with pytest.raises(LedgerError, match=r"written by a newer skywitness .*upgrade skywitness"):
            open_ledger(folder, read_only=read_only)


def test_an_older_version_is_brought_up_to_date_only_by_a_writer(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    with pytest.raises(LedgerError, match=r"is of ledger version 0, .* open it once for writing"):
        open_ledger(tmp_path, read_only=True)
    open_ledger(tmp_path).close()
    open_ledger(tmp_path, read_only=True).close()


def test_an_empty_file_left_by_a_kill_becomes_a_ledger(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    with open_ledger(tmp_path) as ledger:
        assert ledger.counts()["reports"] == 0


def test_reading_only_and_closed_ledgers_say_so(folder: Path) -> None:
    with open_ledger(folder, read_only=True) as ledger:
        assert ledger.counts()["reports"] == 2
        with pytest.raises(LedgerError, match="opened for reading only"):
            register_all(ledger)
    with pytest.raises(LedgerError, match="is closed"):
        ledger.counts()
    with pytest.raises(LedgerError, match="is closed"):
        register_all(ledger)


# Together


def test_a_reader_sees_one_snapshot_beside_a_live_writer(folder: Path) -> None:
    with open_ledger(folder) as writer, open_ledger(folder, read_only=True) as reader:
        running = reader.reports()
        first = next(running)
        writer.add_reports([invent_report("new", own_id="post-3")], at=minutes(9), by=COLLECT.activity_id)
        assert len([first, *running]) == 2
        assert len(list(reader.reports())) == 3


def test_a_second_writer_waits_and_then_says_why_it_gave_up(folder: Path) -> None:
    second = open_ledger(folder, busy_s=0.05)
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as first, second:
        first.execute("begin immediate")
        with pytest.raises(LedgerError, match="another process has been writing"):
            register_all(second)
        first.execute("rollback")
        register_all(second)


def test_threads_share_one_ledger(folder: Path) -> None:
    failures: list[BaseException] = []

    def work(ledger: Ledger, number: int) -> None:
        try:
            for at in range(5):
                ledger.add_reports([invent_report(own_id=f"{number}-{at}")], at=minutes(9), by=COLLECT.activity_id)
                assert len(list(ledger.reports())) > at
        except BaseException as error:  # noqa: BLE001 - carried to the test's own thread
            failures.append(error)

    with open_ledger(folder) as ledger:
        threads = [threading.Thread(target=work, args=(ledger, number)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        assert ledger.counts()["reports"] == 22


# Killed

WRITE_FOR_EVER = """
import sys
from itertools import count
from skywitness.ledger import open_ledger
from tests.ledger.invented import COLLECT, READ, invent_reading, invent_report, minutes, register_all

with open_ledger(sys.argv[1]) as ledger:
    register_all(ledger)
    for batch in count():
        reports = [invent_report(own_id=f"post-{batch}-{number}") for number in range(20)]
        ledger.add_reports(reports, at=minutes(batch), by=COLLECT.activity_id)
        ledger.add_readings(map(invent_reading, reports), at=minutes(batch), by=READ.activity_id)
        print(batch, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [0, 3, 7])
def test_a_kill_loses_nothing_acknowledged_and_corrupts_nothing(acknowledged: int, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    writer = subprocess.Popen([sys.executable, "-c", WRITE_FOR_EVER, str(tmp_path)], stdout=subprocess.PIPE, cwd=root, text=True)  # noqa: S603
    assert writer.stdout is not None
    with writer, writer.stdout:
        for _ in range(acknowledged + 1):
            last = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
        last = max([last, *(int(line) for line in writer.stdout if line.endswith("\n"))])
    with open_ledger(tmp_path) as ledger:
        assert ledger.check() == ()
        told = [report.report_id for report in ledger.reports()]
        assert {f"post-{batch}-{number}" for batch in range(last + 1) for number in range(20)} <= set(told)
        assert len(told) % 20 == 0
        assert ledger.counts()["readings"] in {len(told), len(told) - 20}
        register_all(ledger)


def test_two_processes_may_make_one_ledger_at_once(tmp_path: Path) -> None:
    script = "import sys; from skywitness.ledger import open_ledger; open_ledger(sys.argv[1]).counts()"
    both = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(3)]  # noqa: S603
    assert [process.wait(30) for process in both] == [0, 0, 0]
