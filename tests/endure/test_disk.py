"""A disk that is full or may only be read, and a clock that jumps: a clear sentence, and nothing lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from tests.ledger.invented import COLLECT, START, invent_report, minutes, register_all

from skywitness.ledger import open_ledger

ROOT = Path(__file__).parents[2]
FILL = """
import resource, signal, sys
from skywitness.errors import LedgerError
from skywitness.ledger import open_ledger
from tests.ledger.invented import COLLECT, invent_report, minutes, register_all

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_ledger(sys.argv[1]) as ledger:
    register_all(ledger)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    for number in range(10_000):
        try:
            ledger.add_reports([invent_report("word " * 500 + str(number), own_id=f"post-{number}")], at=minutes(number), by=COLLECT.activity_id)
        except LedgerError as error:
            print(error)
            break
        print(f"post-{number}", flush=True)
"""
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
"""For a shell in a mount namespace of its own: the folder named first may then only be read."""
SKYWITNESS = (sys.executable, "-c", "from skywitness.cli.app import main; main()")


def may_mount(folder: Path) -> bool:
    """Whether this machine lets us make a folder read-only for one process."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    return subprocess.run([unshare, "-m", "sh", "-c", READ_ONLY, str(folder), "true"], capture_output=True, check=False).returncode == 0  # noqa: S603


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_is_told_and_what_was_acknowledged_is_kept(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", FILL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert ran.returncode == 0, ran.stderr
    *kept, told = ran.stdout.splitlines()
    assert kept
    assert "disk" in told
    assert "post-" not in told
    with open_ledger(tmp_path) as ledger:  # there is room again
        assert ledger.check() == ()
        assert {report.report_id for report in ledger.reports()} == set(kept)
        ledger.add_reports([invent_report(own_id="after")], at=minutes(99), by=COLLECT.activity_id)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["show", "--ledger", "LEDGER"], 0, "No incident in this ledger yet"),
        (["run", "POSTS", "--ledger", "LEDGER"], 2, "that the folder may be written"),
    ],
)
def test_a_disk_that_may_only_be_read_is_read_and_a_writer_is_told(tmp_path: Path, words: list[str], status: int, told: str) -> None:
    folder, posts = tmp_path / "desk", tmp_path / "a.reports.jsonl"
    with open_ledger(folder) as ledger:
        register_all(ledger)
        ledger.add_reports([invent_report()], at=minutes(0), by=COLLECT.activity_id)
    if not may_mount(folder):
        pytest.skip("no folder can be made read-only here: that takes the superuser of Linux")
    posts.write_text('{"source": "x", "published_at": "2025-03-14T01:20:00Z", "text": "A drone fell."}\n', "utf-8")
    given = [word.replace("LEDGER", str(folder)).replace("POSTS", str(posts)) for word in words]
    alone = ["unshare", "-m", "sh", "-c", READ_ONLY, str(folder), *SKYWITNESS, *given]
    ran = subprocess.run(alone, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert (ran.returncode, told in ran.stdout + ran.stderr) == (status, True), ran.stdout + ran.stderr
    with open_ledger(folder) as ledger:
        assert ledger.counts()["reports"] == 1


def test_a_clock_that_jumps_back_loses_nothing_and_hides_nothing(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        register_all(ledger)
        for number, at in enumerate([0, 60, -3000, 61, 5]):
            ledger.add_reports([invent_report(own_id=f"post-{number}")], at=START + timedelta(minutes=at), by=COLLECT.activity_id)
        assert ledger.check() == ()
        assert {report.report_id for report in ledger.reports()} == {f"post-{number}" for number in range(5)}
        assert len(ledger.news().reports) == 5
