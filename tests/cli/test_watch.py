"""``skywitness watch`` from a live page to the picture, stopped and killed on the way."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from tests.ingest.live.loopback import Answer, Web, channel, serve

from skywitness.cli.app import DONE, SOME_SET_ASIDE, answer
from skywitness.cli.keeper import Keeper
from skywitness.cli.options import now
from skywitness.config import load_settings
from skywitness.errors import ArchiveError, LedgerError
from skywitness.ingest.live.fetch import Fetcher
from skywitness.ingest.live.plan import load_plan
from skywitness.ledger import Ledger, open_ledger
from skywitness.model.ids import ReportId
from skywitness.model.report import Report
from skywitness.parts import ReadOptions

POSTS = {1: "В Ельце сбит беспилотник, слышали взрыв.", 2: "Над Тулой сбит один беспилотник."}


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        web.answers["/s/city"] = channel(dict(POSTS))
        yield web


def settings(folder: Path, web: Web, *, every_s: float = 60) -> Path:
    path = folder / "watch.toml"
    path.write_text(
        f"""
[fetch]
allow_private = true
host_pause_s = 0.0
[[source]]
name = "city"
stream = "grassroots"
language = "ru"
[[watch]]
name = "city"
kind = "telegram"
where = "{web.address("/s/city")}"
every_s = {every_s}
[[watch]]
name = "broken"
kind = "feed"
where = "{web.address("/none")}"
every_s = {every_s}
""",
        encoding="utf-8",
    )
    return path


def kept(ledger: Path) -> list[str]:
    with open_ledger(ledger, read_only=True) as opened:
        return sorted(report.report_id for report in opened.reports(current=False))


def test_one_look_brings_posts_to_incidents_and_a_second_brings_nothing(tmp_path: Path, web: Web) -> None:
    ledger, config = tmp_path / "ledger", settings(tmp_path, web)
    for _ in range(2):
        assert answer(["watch", "--config", str(config), "--ledger", str(ledger), "--once"]) == SOME_SET_ASIDE  # one source is broken
        assert kept(ledger) == ["city/1", "city/2"]
    with open_ledger(ledger, read_only=True) as opened:
        assert opened.counts()["incidents"] == 2
    web.answers["/none"] = Answer(b'<rss version="2.0"><channel><title>t</title></channel></rss>')
    assert answer(["watch", "--config", str(config), "--ledger", str(ledger), "--once"]) == DONE


def test_doctor_tells_how_live_sources_do(tmp_path: Path, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "ledger"
    answer(["watch", "--config", str(settings(tmp_path, web)), "--ledger", str(ledger), "--once"])
    assert answer(["doctor", "--ledger", str(ledger)]) == DONE
    told = " ".join(capsys.readouterr().out.split())
    assert "live source city" in told
    assert "failed 1 times" in told


def test_settings_that_watch_nothing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("", encoding="utf-8")
    assert answer(["watch", "--config", str(tmp_path / "c.toml"), "--ledger", str(tmp_path / "ledger")]) == 2


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_without_loss_or_double(tmp_path: Path, web: Web) -> None:
    """A real process, killed at moments spread over its start, its first looks and its writing; new posts keep coming."""
    posts = dict(POSTS)
    web.answers["/s/city"] = channel(posts)
    ledger, config = tmp_path / "ledger", settings(tmp_path, web, every_s=0.1)
    command = [str(Path(sys.executable).with_name("skywitness")), "watch", "--config", str(config), "--ledger", str(ledger)]
    for round_, pause_s in enumerate((0.7, 1.0, 1.3, 1.6)):
        posts[3 + round_] = f"Сбит беспилотник у моста номер {round_}."
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own program
            time.sleep(pause_s)
            os.kill(process.pid, signal.SIGKILL)
    assert answer(["watch", "--config", str(config), "--ledger", str(ledger), "--once"]) == SOME_SET_ASIDE
    assert kept(ledger) == [f"city/{number}" for number in sorted(posts)]
    with open_ledger(ledger, read_only=True) as opened:
        assert opened.check() == ()


def test_what_another_process_decides_is_obeyed_between_looks(tmp_path: Path, web: Web) -> None:
    folder, config = tmp_path / "ledger", settings(tmp_path, web)
    answer(["watch", "--config", str(config), "--ledger", str(folder), "--once"])
    with open_ledger(folder) as elsewhere, keeping(folder, config):
        answer(["decide", "merge", *merging(elsewhere), "--by", "Vera", "--why", "one", "--hand-over", "--ledger", str(folder)])
        assert in_time(lambda: elsewhere.counts()["incidents"] == 1)


def test_a_post_is_in_the_picture_soon_after_it_is_there_and_an_edit_and_a_deletion_as_well(tmp_path: Path, web: Web) -> None:
    folder, config, posts = tmp_path / "ledger", settings(tmp_path, web, every_s=0.05), dict(POSTS)
    web.answers["/s/city"] = channel(posts)
    with open_ledger(folder) as elsewhere, keeping(folder, config):
        assert in_time(lambda: elsewhere.counts()["incidents"] == 2)
        posts[3] = "Над Рязанью сбиты 2 беспилотника."
        assert in_time(lambda: elsewhere.counts()["incidents"] == 3)
        posts[2] = "Над Тулой сбиты 12 беспилотников."
        assert in_time(lambda: "12" in str([claim.value for claim in elsewhere.claims()]))
        del posts[2]
        assert in_time(lambda: elsewhere.versions(ReportId("city/2"))[-1].withdrawn)
    assert [(each.text.split()[-2], each.withdrawn) for each in versions_of(folder, "city/2")] == [
        ("один", False),
        ("12", False),
        ("12", True),
    ]


def test_what_cannot_be_kept_is_asked_for_again(tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, config, posts = tmp_path / "ledger", settings(tmp_path, web, every_s=0.05), dict(POSTS)
    web.answers["/s/city"] = channel(posts)
    with open_ledger(folder) as elsewhere, keeping(folder, config):
        assert in_time(lambda: elsewhere.counts()["incidents"] == 2)
        with monkeypatch.context() as patch:
            for step in ("add_reports", "add_readings", "amend_picture"):
                patch.setattr(f"skywitness.ledger.stored.StoredLedger.{step}", refuse)
            posts[3] = "Над Рязанью сбиты 2 беспилотника."
            told = folder / "watch.json"
            assert in_time(lambda: told.is_file() and "could not be kept" in told.read_text(encoding="utf-8"))
        assert in_time(lambda: elsewhere.counts()["incidents"] == 3)


def refuse(*_: object, **__: object) -> None:
    raise LedgerError("the disk is full")


def versions_of(folder: Path, report_id: str) -> tuple[Report, ...]:
    with open_ledger(folder, read_only=True) as opened:
        return opened.versions(ReportId(report_id))


@contextmanager
def keeping(folder: Path, config: Path) -> Iterator[None]:
    """``watch`` in a thread."""
    stop = threading.Event()

    def keep() -> None:
        with open_ledger(folder) as ledger, httpx2.Client() as client:
            plan, dice = load_plan(config), random.Random(1)  # noqa: S311 - jitter, not a secret
            fetcher = Fetcher(plan, client, clock=now, sleep=stop.wait, dice=dice)
            profiles = {profile.name: profile for profile in load_settings(config).source}
            Keeper(ledger, folder, ReadOptions(collected_at=now(), profiles=profiles), fetcher, dice).run(plan, stop, once=False)

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def in_time(is_so: Callable[[], bool]) -> bool:
    """Whether it comes to be so within twenty seconds."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def merging(ledger: Ledger) -> list[str]:
    return [dossier.incident.incident_id for dossier in ledger.dossiers()]


@pytest.mark.slow
def test_it_stops_when_told_to(tmp_path: Path, web: Web) -> None:
    command = [
        str(Path(sys.executable).with_name("skywitness")),
        "watch",
        "--config",
        str(settings(tmp_path, web)),
        "--ledger",
        str(tmp_path / "ledger"),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own program
        assert process.stderr is not None
        assert any(b"2 new" in line for line in process.stderr), "it ended without a word of the two posts"
        process.terminate()
        assert process.wait(timeout=20) in (DONE, SOME_SET_ASIDE)


def test_pages_that_bring_something_new_are_kept_as_evidence_and_can_be_read_again(
    tmp_path: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = tmp_path / "ledger"
    asked = ["watch", "--config", str(settings(tmp_path, web)), "--ledger", str(ledger), "--once", "--archive-by", "Vera"]
    for _ in range(2):  # the second look brings nothing new
        assert answer(asked) == SOME_SET_ASIDE
    capsys.readouterr()
    assert answer(["archive", "list", "--ledger", str(ledger), "--json"]) == DONE
    (kept_page,) = json.loads(capsys.readouterr().out)
    assert kept_page["source"] == web.address("/s/city")
    assert kept_page["name"].startswith("city-")
    warc = ledger / "archive" / "evidentiary" / kept_page["digest"][:2] / kept_page["digest"]
    assert answer(["run", str(warc), "--ledger", str(tmp_path / "again"), "--source", "city"]) == DONE
    assert kept(tmp_path / "again") == kept(ledger)
    assert answer(["doctor", "--archive", "--ledger", str(ledger)]) == DONE


def test_a_page_that_cannot_be_kept_is_a_trouble_and_stops_no_collecting(tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ArchiveError("no room")

    monkeypatch.setattr("skywitness.archive.Archive.take_in", refuse)
    ledger = tmp_path / "ledger"
    asked = ["watch", "--config", str(settings(tmp_path, web)), "--ledger", str(ledger), "--once", "--archive-by", "Vera"]
    assert answer(asked) == SOME_SET_ASIDE
    assert len(kept(ledger)) == len(POSTS)
    assert "could not be kept as evidence: no room" in (ledger / "watch.json").read_text(encoding="utf-8")
