"""A copy is the same ledger: what it holds, what it held then, and its chain. From any engine to any."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from tests.ledger.invented import COLLECT, invent_report, minutes, register_all
from tests.ledger.test_seals import fill
from tests.server import Server

from skywitness.cli.app import DONE, WRONG_USE, answer
from skywitness.errors import LedgerError
from skywitness.ledger import copying, open_ledger

ROOT = Path(__file__).parents[2]
NewAddress = Callable[[], str]
STREET = "Nightingale lane forty-two"


@pytest.fixture(
    params=[
        "sqlite to sqlite",
        *(pytest.param(ends, marks=pytest.mark.slow) for ends in ("sqlite to postgres", "postgres to sqlite", "postgres to postgres")),
    ]
)
def ends(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[NewAddress, NewAddress]:
    """Where sources may be made, and where copies."""
    number = count()

    def places(engine: str) -> NewAddress:
        if engine == "sqlite":
            return lambda: str(tmp_path / f"ledger-{next(number)}")
        server: Server = request.getfixturevalue("server")
        return server.new_address

    left, right = str(request.param).split(" to ")
    return places(left), places(right)


@pytest.fixture
def source(ends: tuple[NewAddress, NewAddress]) -> str:
    address = ends[0]()
    fill(address)
    return address


@pytest.fixture
def target(ends: tuple[NewAddress, NewAddress]) -> str:
    return ends[1]()


def copy(source: str, to: str) -> int:
    return answer(["copy", "--from", source, "--to", to])


def test_a_copy_holds_the_same_is_sound_and_has_the_same_head(source: str, target: str) -> None:
    assert copy(source, target) == DONE
    with open_ledger(source) as one, open_ledger(target) as other:
        assert other.check() == ()
        assert other.head() == one.head()
        assert other.counts() == one.counts()
        assert other.picture() == one.picture()
        assert list(other.reports(current=False, as_of=minutes(1))) == list(one.reports(current=False, as_of=minutes(1)))
        assert list(other.full_readings()) == list(one.full_readings())
        assert list(other.findings()) == list(one.findings())
        assert other.decisions() == one.decisions()
        assert other.news() == one.news()


def test_there_and_back_nothing_is_lost(source: str, target: str, ends: tuple[NewAddress, NewAddress]) -> None:
    back = ends[0]()
    assert copy(source, target) == DONE == copy(target, back)
    with open_ledger(source) as one, open_ledger(back) as other:
        assert (other.check(), other.head(), other.counts()) == ((), one.head(), one.counts())


def test_a_copy_can_be_brought_up_to_date_and_written_to_again(source: str, target: str) -> None:
    copy(source, target)
    with open_ledger(source) as ledger:
        ledger.add_reports([invent_report("new", own_id="post-9")], at=minutes(9), by=COLLECT.activity_id)
    assert copy(source, target) == DONE
    with open_ledger(source) as one, open_ledger(target) as other:
        assert other.head() == one.head()
        other.add_reports([invent_report("newer", own_id="post-10")], at=minutes(10), by=COLLECT.activity_id)
        assert other.check() == ()
    assert copy(source, target) == WRONG_USE  # it went on by itself


def test_what_is_erased_after_a_copy_is_erased_in_it_when_it_is_brought_up_to_date(source: str, target: str) -> None:
    report = invent_report(f"{STREET} is where it fell", own_id="post-9")
    with open_ledger(source) as ledger:
        ledger.add_reports([report], at=minutes(9), by=COLLECT.activity_id)
        copy(source, target)
        ledger.erase(report.digest, why="asked for", by="Ann", at=minutes(10))
    assert copy(source, target) == DONE
    with open_ledger(target) as ledger:
        assert ledger.report(report.digest).text == ""
        assert ledger.check() == ()


@pytest.mark.parametrize("after", [1, 2, 5, 8, 11, 14])
def test_broken_off_anywhere_it_goes_on_where_it_was(after: int, source: str, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH", 1)
    steps = 0

    def advance(_rows: int) -> None:
        nonlocal steps
        steps += 1
        if steps == after:
            raise KeyboardInterrupt

    with open_ledger(source) as one, open_ledger(target) as other, pytest.raises(KeyboardInterrupt):
        copying.copy_rows(one.store, other.store, advance)
    assert copy(source, target) == DONE
    with open_ledger(source) as one, open_ledger(target) as other:
        assert (other.check(), other.head()) == ((), one.head())


COPY_SLOWLY = """
import sys
from skywitness.ledger import copying, open_ledger

copying.BATCH = 1
with open_ledger(sys.argv[1], read_only=True) as one, open_ledger(sys.argv[2]) as other:
    copying.copy_rows(one.store, other.store, lambda rows: print(rows, flush=True))
"""


@pytest.mark.parametrize("after", [1, 9, 25])
def test_killed_in_the_midst_it_goes_on_where_it_was(after: int, source: str, target: str) -> None:
    copying_process = subprocess.Popen([sys.executable, "-c", COPY_SLOWLY, source, target], stdout=subprocess.PIPE, cwd=ROOT)  # noqa: S603
    assert copying_process.stdout is not None
    with copying_process, copying_process.stdout:
        for _ in range(after):
            copying_process.stdout.readline()
        os.kill(copying_process.pid, signal.SIGKILL)
    assert copy(source, target) == DONE
    with open_ledger(source) as one, open_ledger(target) as other:
        assert (other.check(), other.head()) == ((), one.head())


def test_another_ledger_is_not_written_over(source: str, target: str, capsys: pytest.CaptureFixture[str]) -> None:
    with open_ledger(target) as ledger:
        register_all(ledger)
        ledger.add_reports([invent_report("of another", own_id="post-5")], at=minutes(1), by=COLLECT.activity_id)
    assert copy(source, target) == WRONG_USE
    assert "holds another ledger than" in capsys.readouterr().err
    with open_ledger(target) as ledger:
        assert [report.text for report in ledger.reports()] == ["of another"]


def test_a_copy_of_another_that_was_broken_off_is_not_gone_on_with(
    source: str, target: str, ends: tuple[NewAddress, NewAddress], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ends[0]()
    with open_ledger(other) as ledger:
        register_all(ledger)
        ledger.add_reports([invent_report("of another", own_id="post-5")], at=minutes(1), by=COLLECT.activity_id)
    monkeypatch.setattr(copying, "BATCH", 1)

    def advance(_rows: int) -> None:
        with open_ledger(target, read_only=True) as begun:
            if begun.counts()["versions"]:
                raise KeyboardInterrupt

    with open_ledger(other) as one, open_ledger(target) as begun, pytest.raises(KeyboardInterrupt):
        copying.copy_rows(one.store, begun.store, advance)
    assert copy(source, target) == WRONG_USE


def test_somebody_who_writes_into_a_copy_while_it_is_made_is_noticed(source: str, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH", 1)
    steps = 0

    def advance(_rows: int) -> None:
        nonlocal steps
        steps += 1
        if steps == 6:
            with open_ledger(target) as other:
                register_all(other)
                other.add_reports([invent_report("of another", own_id="post-5")], at=minutes(1), by=COLLECT.activity_id)

    with open_ledger(source) as one, open_ledger(target) as other, pytest.raises(LedgerError, match=r"somebody else|was written to"):
        copying.copy_rows(one.store, other.store, advance)
