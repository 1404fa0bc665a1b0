"""A copy is the same ledger: what it holds, what it held then, and its chain."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ledger.invented import COLLECT, invent_report, minutes, register_all
from tests.ledger.test_seals import fill

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.ledger import copying, open_ledger


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    fill(tmp_path / "source")
    return tmp_path / "source"


def copy(source: Path, to: Path) -> int:
    return answer(["copy", "--from", str(source), "--to", str(to)])


def test_a_copy_holds_the_same_is_sound_and_has_the_same_head(source: Path, tmp_path: Path) -> None:
    assert copy(source, tmp_path / "copy") == DONE
    with open_ledger(source) as one, open_ledger(tmp_path / "copy") as other:
        assert other.check() == ()
        assert other.head() == one.head()
        assert other.counts() == one.counts()
        assert other.picture() == one.picture()
        assert list(other.reports(current=False, as_of=minutes(1))) == list(one.reports(current=False, as_of=minutes(1)))
        assert list(other.full_readings()) == list(one.full_readings())
        assert other.decisions() == one.decisions()


def test_a_copy_can_be_brought_up_to_date_and_written_to_again(source: Path, tmp_path: Path) -> None:
    copy(source, tmp_path / "copy")
    with open_ledger(source) as ledger:
        ledger.add_reports([invent_report("new", own_id="post-9")], at=minutes(9), by=COLLECT.activity_id)
    assert copy(source, tmp_path / "copy") == DONE
    with open_ledger(source) as one, open_ledger(tmp_path / "copy") as other:
        assert other.head() == one.head()
        other.add_reports([invent_report("newer", own_id="post-10")], at=minutes(10), by=COLLECT.activity_id)
        assert other.check() == ()


@pytest.mark.parametrize("after", range(1, 14))
def test_broken_off_anywhere_it_goes_on_where_it_was(after: int, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH", 1)
    steps = 0

    def advance(_rows: int) -> None:
        nonlocal steps
        steps += 1
        if steps == after:
            raise KeyboardInterrupt

    with open_ledger(source) as one, open_ledger(tmp_path / "copy") as other, pytest.raises(KeyboardInterrupt):
        copying.copy_rows(one.store, other.store, advance)
    assert copy(source, tmp_path / "copy") == DONE
    with open_ledger(source) as one, open_ledger(tmp_path / "copy") as other:
        assert (other.check(), other.head()) == ((), one.head())


def test_another_ledger_is_not_written_over(source: Path, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "other") as ledger:
        register_all(ledger)
        ledger.add_reports([invent_report("of another", own_id="post-5")], at=minutes(1), by=COLLECT.activity_id)
    assert copy(source, tmp_path / "other") == WRONG_USE
    with open_ledger(tmp_path / "other") as ledger:
        assert [report.text for report in ledger.reports()] == ["of another"]
