"""Tampering shows: whatever is altered, removed or slipped in with SQLite's own tools is found, and the first row of it is named."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from tests.ledger.invented import (
    COLLECT,
    FUSE,
    READ,
    invent_dossier,
    invent_finding,
    invent_reading,
    invent_report,
    invent_tally,
    minutes,
    register_all,
)

from skywitness.errors import LedgerError
from skywitness.ledger import open_ledger
from skywitness.ledger.seals import BEGINNING
from skywitness.ledger.sqlite import APPLICATION_ID, FILE_NAME
from skywitness.ledger.tables import TABLES
from skywitness.model.ids import DecisionId
from skywitness.model.incident import Picture
from skywitness.model.provenance import Decision
from skywitness.model.reading import Reading
from skywitness.model.report import Locator, SetAside, SourceProfile
from skywitness.model.words import DecisionKind, Kind

PAGE = 4096
LEAVES, TREES = (10, 13), (2, 5, 10, 13)
"""The first byte of pages of SQLite's trees."""


def fill(address: str | Path) -> None:
    with open_ledger(address) as ledger:
        assert ledger.head() == BEGINNING
        register_all(ledger)
        report, other = invent_report(), invent_report("other", own_id="post-2")
        item = invent_reading(report)
        ledger.add_profiles({"desk": SourceProfile(name="desk")}, at=minutes(0))
        ledger.add_reports([report, other], at=minutes(1), by=COLLECT.activity_id)
        ledger.add_set_aside([SetAside(Locator(), "no text")], at=minutes(1), by=COLLECT.activity_id)
        ledger.add_readings([item], at=minutes(2), by=READ.activity_id)
        picture = Picture(dossiers=(invent_dossier(item),), tallies=(invent_tally(report),))
        ledger.record_picture(picture, at=minutes(3), by=FUSE.activity_id)
        ledger.add_findings([invent_finding(report.digest, "f-1")], at=minutes(3), by=READ.activity_id)
        ledger.add_decision(
            Decision(
                decision_id=DecisionId("d-1"), kind=DecisionKind.REJECT, about=("i-1",), value=None, by="A", why="no", made_at=minutes(4)
            )
        )
        ledger.erase(other.digest, why="asked for", by="A", at=minutes(5))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path)
    return tmp_path


def tamper(folder: Path, statement: str) -> None:
    """What somebody does who knows SQLite: the triggers go first."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as raw:
        triggers = raw.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"drop trigger {name}")
        assert raw.execute(statement).rowcount
        for _, made in triggers:  # and comes back, so as not to be seen
            raw.execute(made)
        raw.commit()


def troubles(folder: Path) -> tuple[str, ...]:
    with open_ledger(folder, read_only=True) as ledger:
        return ledger.check()


def test_the_head_moves_with_what_is_added_and_with_nothing_else(folder: Path) -> None:
    with open_ledger(folder) as ledger:
        head = ledger.head()
        ledger.add_reports([invent_report()], at=minutes(9), by=COLLECT.activity_id)
        register_all(ledger)
        assert ledger.head() == head != BEGINNING
        ledger.add_reports([invent_report("new", own_id="post-3")], at=minutes(9), by=COLLECT.activity_id)
        assert ledger.head() != head
        assert ledger.check() == ()


def test_the_same_happenings_have_the_same_head(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    again = tmp_path_factory.mktemp("again")
    fill(again)
    with open_ledger(folder) as one, open_ledger(again) as other:
        assert one.head() == other.head()


@pytest.mark.parametrize("table", [table for table in TABLES if table != "context"])
def test_an_altered_row_is_named(table: str, folder: Path) -> None:
    tamper(folder, f"update {table} set made_at = '2020-01-01T00:00:00.000000Z' where rowid = 1")  # noqa: S608
    first = troubles(folder)[0]
    assert f"of {table} was altered" in first


def test_a_trigger_that_is_gone_is_missed(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as raw:
        raw.execute("drop trigger report_is_kept")
    assert troubles(folder) == ("the trigger report_is_kept is missing: without it rows can be changed or found no more",)


def test_of_several_altered_rows_the_earliest_is_named_first(folder: Path) -> None:
    tamper(folder, "update decision set by = 'B'")
    tamper(folder, "update report set source = 'someone' where row = 2")
    assert "row 2 of report was altered" in troubles(folder)[0]


def test_a_removed_row_and_one_slipped_in_are_named(folder: Path) -> None:
    tamper(folder, "delete from decision")
    assert any("row 1 of decision is missing" in each for each in troubles(folder))
    tamper(folder, "insert into decision values (7, 'd-9', 'reject', 'B', '2025-03-01T06:00:00.000000Z', '{}')")
    assert any("row 7 of decision was slipped in" in each for each in troubles(folder))


def test_an_altered_chain_and_one_cut_short_do_not_fit(folder: Path) -> None:
    tamper(folder, "update entry set mark = x'00' where row = 3")
    assert any("does not fit entries" in each for each in troubles(folder))
    tamper(folder, "delete from seal where row = (select max(row) from seal)")
    assert troubles(folder)


def test_altered_index_rows_and_bodies_are_named(folder: Path) -> None:
    tamper(folder, "update claim set factuality = 'certain ' where position = 0")
    assert any("rows of claim under reading 1 were altered" in each for each in troubles(folder))
    tamper(folder, "insert into body (digest, words) values ('abc', 'a rumour')")
    assert any("abc is named by nothing" in each for each in troubles(folder))
    tamper(folder, "update said set words = replace(words, 'drone', 'plane')")
    assert any("was altered: what it says gives another digest" in each for each in troubles(folder))


def test_a_reading_that_was_put_under_another_report_is_named(folder: Path) -> None:
    tamper(folder, "update reading set told = 2 where row = 1")
    assert any("reading 1 was altered: it stands under another report" in each for each in troubles(folder))


def test_a_reading_that_says_nothing_has_no_body_and_nothing_can_be_put_under_it(folder: Path) -> None:
    quiet = invent_report("small talk", own_id="post-4")
    with open_ledger(folder) as ledger:
        ledger.add_reports([quiet], at=minutes(6), by=COLLECT.activity_id)
        reading = Reading(report=quiet.digest, lang="en", kind=Kind.OTHER, by="sieve/3")
        assert ledger.add_readings([(reading, (), ())], at=minutes(6), by=READ.activity_id) == 1
        assert (reading, (), ()) in list(ledger.full_readings())
        assert ledger.check() == ()
    with closing(sqlite3.connect(folder / FILE_NAME)) as raw:
        assert raw.execute("select row from reading where digest = ''").fetchall() == [(2,)]
    tamper(folder, "insert into assertion values (2, 0, 's-1', 'hit')")
    assert any("the rows of assertion under reading 2 were altered" in each for each in troubles(folder))
    tamper(folder, "update reading set by = 'sieve/4' where row = 2")
    assert "row 2 of reading was altered" in troubles(folder)[0]


def test_a_ledger_older_than_its_chain_is_sealed_when_it_is_opened(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as old:
        old.executescript((files("skywitness.ledger") / "schema/sqlite/0001_first.sql").read_text(encoding="utf-8"))
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        old.execute("pragma user_version = 1")
        old.execute("insert into decision values (1, 'd-1', 'reject', 'A', '2025-03-01T06:00:00.000000Z', '{}')")
        old.commit()
    with open_ledger(tmp_path) as ledger:
        assert ledger.head() != BEGINNING
        assert ledger.check() == ()
    tamper(tmp_path, "update decision set by = 'B'")
    assert "row 1 of decision was altered" in troubles(tmp_path)[0]


def _told(file: bytes) -> Iterator[int]:
    """Places of bytes that say something: neither zero, nor in the room that a page has left between the list of its cells and the cells, where old copies of
    what was moved may stand.
    """
    for start in range(0, len(file), PAGE):
        header = 100 if start == 0 else 0
        page = file[start : start + PAGE]
        kind, cells, content = page[header], int.from_bytes(page[header + 3 : header + 5]), int.from_bytes(page[header + 5 : header + 7])
        left = range(header + (8 if kind in LEAVES else 12) + 2 * cells, content) if kind in TREES else range(0)
        yield from (start + place for place, byte in enumerate(page) if byte and start + place >= 100 and place not in left)


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_byte_of_what_the_ledger_says_is_found_wherever_it_is(seed: int, folder: Path) -> None:
    file = folder / FILE_NAME
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("vacuum")
    held = bytearray(file.read_bytes())
    flips = random.Random(seed)  # noqa: S311 - a place, not a secret
    at = flips.choice(list(_told(bytes(held))))
    held[at] ^= 1 << flips.randrange(8)
    file.write_bytes(held)
    try:
        assert troubles(folder)
    except LedgerError as error:
        assert str(file) in str(error)  # noqa: PT017 - either way it is told
