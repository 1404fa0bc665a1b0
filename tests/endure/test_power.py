"""The power goes: what the disk had not yet been made to keep is torn off or is rubbish, and everything acknowledged before is there."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.ledger.invented import COLLECT, invent_report, minutes, register_all

from skywitness.ledger import open_ledger
from skywitness.ledger.sqlite import FILE_NAME, _connect

LOG = f"{FILE_NAME}-wal"
POSTS, CUTS = 12, 40
FULL = 2


@pytest.fixture(scope="module")
def acknowledged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A ledger as the disk holds it while its writer is alive, and how long its log was when each post had been acknowledged."""
    folder, kept = tmp_path_factory.mktemp("live"), tmp_path_factory.mktemp("disk")
    lengths = list[int]()
    with open_ledger(folder) as ledger:
        register_all(ledger)
        for number in range(POSTS):
            ledger.add_reports([invent_report(own_id=f"post-{number}")], at=minutes(number), by=COLLECT.activity_id)
            lengths.append((folder / LOG).stat().st_size)
        for name in (FILE_NAME, LOG):
            shutil.copy(folder / name, kept / name)
    return kept, lengths


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    with closing(_connect(tmp_path / FILE_NAME, 1.0)) as writer:
        assert writer.execute("pragma synchronous").fetchone()[0] >= FULL, "a commit may be lost with the power"


@pytest.mark.parametrize("seed", range(CUTS))
@pytest.mark.parametrize("rubbish", [False, True], ids=["torn", "rubbish"])
def test_whatever_was_acknowledged_before_the_tear_is_there(
    seed: int, rubbish: bool, acknowledged: tuple[Path, list[int]], tmp_path: Path
) -> None:
    disk, lengths = acknowledged
    dice = random.Random(seed)  # noqa: S311 - dice of a game
    log = (disk / LOG).read_bytes()
    safe = dice.randrange(POSTS)
    cut = dice.randint(lengths[safe], len(log))
    shutil.copy(disk / FILE_NAME, tmp_path / FILE_NAME)
    (tmp_path / LOG).write_bytes(log[:cut] + (dice.randbytes(len(log) - cut) if rubbish else b""))
    with open_ledger(tmp_path) as ledger:
        assert ledger.check() == ()
        told = {report.report_id for report in ledger.reports()}
        assert {f"post-{number}" for number in range(safe + 1)} <= told
        assert told == {f"post-{number}" for number in range(len(told))}, "a later post without an earlier one"
        ledger.add_reports([invent_report(own_id="after")], at=minutes(99), by=COLLECT.activity_id)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
